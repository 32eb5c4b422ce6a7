"""The English catalogue holds every text of the program, each soundly translated, and is compiled as it is written."""

import ast
import importlib.util
import sys
from pathlib import Path

import pytest

from app.language.catalogue import read_mo

ROOT = Path(__file__).resolve().parents[2]


def _texts():
    spec = importlib.util.spec_from_file_location("texts", ROOT / ".ci" / "texts.py")
    assert spec is not None and spec.loader is not None
    module = sys.modules["texts"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


texts = _texts()


@pytest.fixture(scope="module")
def translated() -> dict[str, str]:
    return {one.id: one.string for one in texts.catalogue() if one.id}


def test_every_text_of_the_program_is_there_and_none_that_is_gone(translated: dict[str, str]) -> None:
    """``.ci/texts.py`` writes it anew."""
    there = set(texts.extract())
    assert sorted(there - set(translated)) == []
    assert sorted(set(translated) - there) == []


def test_every_translation_is_sound(translated: dict[str, str]) -> None:
    assert [
        (one, list(texts.faults(one, text))) for one, text in translated.items() if any(texts.faults(one, text))
    ] == []


def test_what_is_compiled_is_what_is_written(translated: dict[str, str]) -> None:
    assert read_mo(texts.MO.read_bytes()) == translated


@pytest.mark.parametrize(
    ("msgid", "msgstr", "fault"),
    [
        ("{n} 件", "", "not translated"),
        ("{n} 件", "{m} notices", "other values"),
        ("{n:,} 件", "{n} notices", "other values"),
        ("開く(&O)", "Open", "another mnemonic"),
        ("検査", "検 check", "Japanese left"),
        ("<b>件</b>", "notices", "other tags"),
        ("{a b}件", "notices", "other"),
    ],
)
def test_a_spoilt_translation_is_found(msgid: str, msgstr: str, fault: str) -> None:
    assert any(one.startswith(fault) for one in texts.faults(msgid, msgstr))


def test_a_sign_that_a_text_is_about_may_stay() -> None:
    assert list(texts.faults("「元年」と印字", "Printed as “元年”")) == []


def test_an_f_string_is_a_message_with_telling_names() -> None:
    source = "x = f'{len(rows):,} 件のうち {one.name} と {d[key]}{one.name}'"
    assert list(texts.texts_of(source, "app/x.py")) == ["{n_rows:,} 件のうち {one_name} と {d}{one_name}"]


@pytest.mark.parametrize(
    "source",
    [
        '"""検査の説明。"""',
        'x == "検査"',
        'x.startswith("検査")',
        're.compile("[ァ-ヶ]+検査")',
        'x["検査"]',
        'x in ("検査", "件")',
    ],
)
def test_what_is_compared_or_parsed_is_no_text(source: str) -> None:
    assert list(texts.texts_of(source, "app/x.py")) == []


def test_of_a_module_of_data_only_what_is_raised_is_a_text() -> None:
    source = 'NAMES = ("検査",)\nraise KenpanError("x", "名前がありません。", f"{n} 件")'
    assert list(texts.texts_of(source, "app/training/places.py")) == ["名前がありません。", "{n} 件"]


def test_modules_of_data_are_there() -> None:
    """A name that is none any more would hide nothing."""
    assert [one for one in (*texts.DATA, *texts.SHOWN) if not (ROOT / one).exists()] == []


def test_names_are_told_apart() -> None:
    node = ast.parse('f"{a.x}{b.x}{a.x}件"', mode="eval").body
    assert texts.message(node) == "{x}{x_2}{x}件"
