"""TOML within bounds: what would keep the parser busy, deep or large is refused before it sees it."""

import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import toml_text
from app.bounded import TooLargeError
from app.resources import RESOURCES
from app.toml_text import MOST_BYTES, TomlError, parse_toml, read_toml
from tests.rows import each_row
from tests.sizes import sized

BOMBS = {
    "dotted keys": b"a" + b".a" * 20_000 + b" = 1",
    "quoted dotted keys": b'"a"' + b'."a"' * 10_000 + b" = 1",
    "dots with blanks": b"a" + b" . a" * 10_000 + b" = 1",
    "a dotted table": b"[a" + b".a" * 20_000 + b"]",
    "dots in an inline table": b"x = {a" + b".a" * 20_000 + b" = 1}",
    "arrays": b"a = " + b"[" * 30_000,
    "closed arrays": b"a = " + b"[" * 500 + b"]" * 500,
    "inline tables": b"a = " + b"{a = " * 10_000,
    "a huge number": b"a = " + b"9" * 5_000,
    "a huge hexadecimal": b"a = 0x" + b"f" * 60_000,
    "a huge number in underscores": b"a = 1" + b"_1" * 30_000,
    "a string without an end": b'a = """' + b'\\"""' * 10_000,
    "too long": b"#" * (MOST_BYTES + 1),
    "no UTF-8": b'a = "\x93\x20"',
    "no TOML": b"hello",
    "a lone surrogate": b'a = "\\ud800"',
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_before_it_is_parsed(name, monkeypatch):
    if name not in ("no TOML", "a lone surrogate"):
        monkeypatch.setattr(toml_text.tomllib, "loads", lambda _text: pytest.fail("parsed"))
    with pytest.raises(TomlError) as caught:
        parse_toml(BOMBS[name])
    assert "9999" not in str(caught.value)


def test_every_table_of_the_product_is_within_the_bounds():
    paths = sorted(RESOURCES.rglob("*.toml"))
    assert len(paths) > 20
    for path in paths:
        assert read_toml(path) == tomllib.loads(path.read_text(encoding="utf-8"))


@each_row(
    "text",
    [
        "a.b.c.d = 1\n",
        'a = "......................................................"\n',
        'a = "[[[[[[[[[[[[[[[[[[[[[[[[[[[[" # [[[[[[[[[[[[[[[[[[[[[[[[\n',
        "a = '''\n.......................\n[[[[[[[[[[[[[[[[[[[[[[\n'''\n",
        'a = """x\\"""" # {{{{{{{{{{{{{{{{{{{{{{{{{{\n',
        "a = 1979-05-27T07:32:00.999999-07:00\n",
        f'key = "{"0" * 64}"\n',
        "a = [1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5, 8.5, 9.5, 10.5, 11.5]\n",
        "\ufeff[x]\n",
        "[[a]]\n" * 100,
    ],
)
def test_what_only_looks_like_a_bomb_is_read(text):
    assert parse_toml(text.encode()) == tomllib.loads(text.removeprefix("\ufeff"))


@given(st.text("ab.\"'[]{}=#\n\\ 19,", max_size=40))
@settings(max_examples=sized(100, 300), deadline=None)
def test_within_the_bounds_the_answer_is_the_parsers(text):
    try:
        expected = tomllib.loads(text)
    except ValueError:
        with pytest.raises(TomlError):
            parse_toml(text.encode())
        return
    assert parse_toml(text.encode()) == expected


def test_a_file_beyond_the_bound_is_not_even_read(tmp_path):
    (tmp_path / "x.toml").write_bytes(b"#" * (MOST_BYTES + 1))
    with pytest.raises(TooLargeError):
        read_toml(tmp_path / "x.toml")
