"""What cannot be seen is written as its code: on the terminal, in errors, in JSON."""

import json
import os
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.commands import main as cli
from app.commands.terminal import ShownStream
from app.errors import KenpanError
from app.shown import file_name, json_text, shown
from tests.rows import each_row

HOSTILE = {
    "\x1b[2J\x1b]0;title\x07": "〔U+001B〕[2J〔U+001B〕]0;title〔U+0007〕",
    "a\rb\nc\td": "a〔U+000D〕b〔U+000A〕c〔U+0009〕d",
    "\x9b31m": "〔U+009B〕31m",
    "cod\u202egpj.exe": "cod〔U+202E〕gpj.exe",
    "\u2066x\u2069\u200e\u200f\u061c": "〔U+2066〕x〔U+2069〕〔U+200E〕〔U+200F〕〔U+061C〕",
    "a\u200bb\u2060c\ufeff": "a〔U+200B〕b〔U+2060〕c〔U+FEFF〕",
    "a\u2028b\u2029": "a〔U+2028〕b〔U+2029〕",
    os.fsdecode(b"\x93\xff") if sys.platform != "win32" else "\udc93\udcff": "〔93〕〔FF〕",
    "\ud800\udfff": "〔U+D800〕〔U+DFFF〕",
    "\U000e0041": "〔U+E0041〕",
}


@each_row("text", HOSTILE)
def test_what_is_not_seen_is_its_code(text):
    assert shown(text) == HOSTILE[text]


@pytest.mark.parametrize("text", ["検版　㈱\ue000", "葛\U000e0100", "é e\u0301 ～−", "a b"])
def test_what_is_seen_stays(text):
    assert shown(text) == text


@given(st.text())
def test_no_text_keeps_a_character_that_is_not_seen(text):
    assert all(one.isprintable() or one in "\u3000\xa0" or not one.isascii() for one in shown(text))
    assert shown(shown(text)) == shown(text)
    shown(text).encode("utf-8")


@given(st.recursive(st.text() | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_json_is_seen_and_means_the_same(value):
    text = json_text(value)
    assert json.loads(text) == value
    assert shown(text, keep="\n") == text


def test_an_error_never_carries_what_steers_a_terminal():
    error = KenpanError("x", "一\n\x1b二", "三\x07", file="\x1b[2J", place="\u202e\n")
    assert str(error) == "〔U+001B〕[2J・〔U+202E〕〔U+000A〕：一\n〔U+001B〕二三〔U+0007〕"


def test_a_stream_writes_lines_and_tabs_and_nothing_else_unseen(tmp_path):
    with (tmp_path / "out").open("w", encoding="utf-8") as file:
        print("a\tb\x1bc", file=ShownStream(file))
    assert (tmp_path / "out").read_text(encoding="utf-8") == "a\tb〔U+001B〕c\n"


@pytest.mark.parametrize(
    "words",
    [
        ["show", "\x1b]0;x\x07", "F", "0"],
        ["show", "no\u202ewhere", "F\x1b", "0"],
        ["ledger", "verify", "\x1b[2J"],
        ["barcode", "1\x1b", "\x1b[31m\u202e"],
        ["check", "\udc93\x1b"],
        ["--settings", "\x9b.toml", "check", "x"],
    ],
)
def test_no_command_sends_the_words_it_was_given_raw_to_a_terminal(capsys, words):
    cli.main(words)
    out, err = capsys.readouterr()
    assert out + err
    for unseen in "\x1b\x07\x9b\u202e\udc93":
        assert unseen not in out + err


def test_a_word_that_no_command_knows_is_shown_too(capsys):
    with pytest.raises(SystemExit):
        cli.main(["barcode", "1", "2", "\x1b[2J"])
    assert "\x1b" not in capsys.readouterr().err


def test_the_streams_are_what_they_were_afterwards():
    before = sys.stdout, sys.stderr
    cli.main(["barcode", "1000000", "x"])
    assert (sys.stdout, sys.stderr) == before


NAMES = {
    "練習の成績_検査員１.xlsx": "練習の成績_検査員１.xlsx",
    "成績_営業/第二:甲*?.xlsx": "成績_営業＿第二＿甲＿＿.xlsx",
    "..\\..\\x.pdf": "＿..＿x.pdf",
    "con.pdf": "＿con.pdf",
    "LPT1": "＿LPT1",
    "name. ": "name",
    "a\u202eb.pdf": "a〔U+202E〕b.pdf",
    " . ": "＿",
}


@each_row("text", NAMES)
def test_a_proposed_name_is_a_name_everywhere(text):
    assert file_name(text) == NAMES[text]
