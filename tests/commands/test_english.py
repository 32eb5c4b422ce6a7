"""With ``--language en`` the commands speak English; their files and their JSON stay as they are."""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import language
from app.commands.main import _parser, main
from app.commands.speaking import speak
from app.errors import KenpanError
from app.language import VARIABLE
from app.language.patterns import JAPANESE


@pytest.fixture(autouse=True)
def japanese_again(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv(VARIABLE, "ja")
    monkeypatch.delenv(VARIABLE)
    yield
    language.choose(language.JAPANESE)


def _parsers(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for inner in action.choices.values():
                yield from _parsers(inner)


def test_no_help_has_a_japanese_word() -> None:
    language.choose("en")
    parsers = list(_parsers(_parser()))
    assert len(parsers) > 15
    for parser in parsers:
        assert not JAPANESE.search(parser.format_help()), parser.prog


def test_every_help_is_japanese_without_a_choice() -> None:
    for parser in _parsers(_parser()):
        assert JAPANESE.search(parser.format_help()), parser.prog


@pytest.mark.parametrize("argv", [["--language", "en"], ["--language=en"], ["check", "--language", "en", "x"]])
def test_a_language_is_asked_for_on_the_command_line(argv: list[str]) -> None:
    assert speak(argv) == "en"
    assert language.chosen() == "en"


def test_or_by_the_environment_and_the_command_line_goes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "en")
    assert speak([]) == "en"
    assert speak(["--language", "ja"]) == "ja"
    assert language.chosen() == "ja"


def test_the_language_of_the_system_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LANG", "LANGUAGE", "LC_ALL"):
        monkeypatch.setenv(name, "en_US.UTF-8")
    assert speak([]) is None
    assert language.chosen() == "ja"


def test_a_language_that_there_is_not_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(KenpanError, match="xx"):
        speak(["--language", "xx"])
    assert main(["--language", "xx", "check", "nowhere"]) == 2
    assert "ja、en" in capsys.readouterr().err


def test_a_refusal_is_told_in_english(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["--language", "en", "check", str(tmp_path)]) == 2
    said = capsys.readouterr().err
    assert "[volume" in said and not JAPANESE.search(said)


def test_lines_of_a_check_are_worded_as_english() -> None:
    language.choose("en")
    counts = language.tr("× 誤り 2 件　▲ 注意 1,005 件　○ 情報 0 件")
    assert counts == "× Errors: 2  ▲ Warnings: 1,005  ○ Notes: 0"
    finding = language.tr("  × 誤り　ZMGKK#2101・番号 21・66〜80 バイト目　0件のファイルです（通知がない月）。")
    assert finding == "  × Error  ZMGKK#2101, no. 21, byte 66〜80  A file of 0 notices (a month without any)."


def test_json_is_the_same_in_every_language(capsys: pytest.CaptureFixture[str]) -> None:
    """What programs read is data."""
    told = []
    for code in language.LANGUAGES:
        assert main(["--language", code, "barcode", "2611234", "千葉市美浜区1-2-3", "--json"]) == 0
        assert language.chosen() == code
        told.append(capsys.readouterr().out)
    assert told[0] == told[1] and JAPANESE.search(json.dumps(json.loads(told[0]), ensure_ascii=False))
