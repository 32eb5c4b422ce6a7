"""What the command line says by itself is Japanese, too."""

import argparse
import re

import pytest

from app.commands.main import _parser

_WORDS = (
    *("usage", "options", "positional", "argument", "arguments", "error", "required", "expected", "invalid"),
    *("choose", "allowed", "show this", "program's", "and exit"),
)
_ENGLISH = re.compile(rf"\b({'|'.join(_WORDS)})\b")


def _parsers(parser):
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for inner in action.choices.values():
                yield from _parsers(inner)


def test_no_help_has_an_english_word_of_argparse():
    parsers = list(_parsers(_parser()))
    assert len(parsers) > 15
    for parser in parsers:
        assert not _ENGLISH.search(parser.format_help()), parser.prog


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["show"], "次の引数が要ります"),
        (["check", "x", "--nothing"], "知らない引数です"),
        (["nothing"], "選べない値です"),
        (["check", "x", "--jobs", "many"], "値が正しくありません"),
        (["check", "x", "--json"], "値が 1 つ要ります"),
    ],
)
def test_a_wrong_command_line_is_told_in_japanese(words, told, capsys):
    with pytest.raises(SystemExit) as ended:
        _parser().parse_args(words)
    said = capsys.readouterr().err
    assert ended.value.code == 2 and told in said and not _ENGLISH.search(said)
