"""The language of the commands, and argparse's own words: it takes them from gettext, and has no Japanese catalogue."""

import argparse
import os
from collections.abc import Sequence
from typing import Any

from app import language
from app.errors import KenpanError
from app.language import VARIABLE, tr

OPTION = "--language"
_WORDS = {
    "usage: ": "使い方: ",
    "positional arguments": "引数",
    "options": "オプション",
    "show this help message and exit": "この説明を表示して終わる",
    "show program's version number and exit": "版を表示して終わる",
    "the following arguments are required: %s": "次の引数が要ります: %s",
    "one of the arguments %s is required": "次のどれか 1 つが要ります: %s",
    "unrecognized arguments: %s": "知らない引数です: %s",
    "argument %(argument_name)s: %(message)s": "引数 %(argument_name)s: %(message)s",
    "not allowed with argument %s": "%s と一緒には使えません",
    "ignored explicit argument %r": "値は付けられません: %r",
    "expected one argument": "値が 1 つ要ります",
    "expected at most one argument": "値は 1 つまでです",
    "expected at least one argument": "値が 1 つ以上要ります",
    "invalid choice: %(value)r (choose from %(choices)s)": "選べない値です: %(value)r（%(choices)s から選ぶ）",
    "invalid %(type)s value: %(value)r": "値が正しくありません: %(value)r",
    "ambiguous option: %(option)s could match %(matches)s": "どれか決まりません: %(option)s（%(matches)s）",
    "%(prog)s: error: %(message)s\n": "%(prog)s: 誤り: %(message)s\n",
}


def speak(argv: Sequence[str]) -> str | None:
    """Choose the language that ``--language`` or ``KENPAN_LANGUAGE`` asks for, before any help is made; returns it.

    The window has a choice of its own where nobody asks here. Without either it is Japanese, whatever the system is.
    """
    asked = _option(argv) or os.environ.get(VARIABLE) or None
    if asked is not None and asked not in language.LANGUAGES:
        known = "、".join(language.LANGUAGES)
        raise KenpanError("language.unknown", f"言語「{asked}」はありません。", f"次から選んでください：{known}")
    language.choose(asked or language.JAPANESE)
    return asked


def _option(argv: Sequence[str]) -> str:
    for at, argument in enumerate(argv):
        name, equals, value = argument.partition("=")
        if name == OPTION:
            return value if equals else next(iter(argv[at + 1 : at + 2]), "")
    return ""


def _word(text: str) -> str:
    """What argparse says by itself; what there is no Japanese for here stays as it is."""
    return _WORDS.get(text, text) if language.chosen() == language.JAPANESE else text


def _many(one: str, many: str, count: int) -> str:
    if language.chosen() == language.JAPANESE:
        return "値が %s つ要ります" if "%s" in many else one
    return one if count == 1 else many


argparse._, argparse.ngettext = _word, _many  # type: ignore[attr-defined]


class Parser(argparse.ArgumentParser):
    """Its help is told in the language that is spoken; so is that of every command added to it."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **{**named, "formatter_class": _Told})


class _Told(argparse.HelpFormatter):
    def start_section(self, heading: str | None) -> None:
        super().start_section(heading and tr(heading))

    def _format_text(self, text: str) -> str:
        return super()._format_text(tr(text))

    def _get_help_string(self, action: argparse.Action) -> str | None:
        return action.help and tr(_word(action.help))  # what --version says of itself never asks gettext

    def _metavar_formatter(self, action: argparse.Action, default_metavar: str):  # type: ignore[no-untyped-def]
        told = super()._metavar_formatter(action, default_metavar)
        return lambda size: tuple(tr(one) if one else one for one in told(size))
