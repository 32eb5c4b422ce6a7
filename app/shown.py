"""Text from outside as it may stand on a terminal, a screen or paper: what cannot be seen is written as its code.

A file or a person can be named with control characters that steer a terminal, characters that turn the direction of
writing round, characters without width, and (in file names) bytes that are no text. None of them is ever sent on.
"""

import json
import unicodedata
from functools import lru_cache
from typing import Any

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_NOT_IN_NAMES = frozenset('<>:"/\\|?*')
_DEVICES = frozenset(
    {"CON", "PRN", "AUX", "NUL", *(f"{port}{number}" for port in ("COM", "LPT") for number in range(1, 10))}
)
_BYTES = range(0xDC80, 0xDD00)  # how Python keeps the bytes of a name that are no text


def shown(text: str, keep: str = "") -> str:
    """The text with every character that is not seen as ``〔U+202E〕``, a byte that is no text as ``〔93〕``.

    Characters in ``keep`` (a line feed, where lines are wanted) stay. 外字 and blanks stay as they are.
    """
    if text.isprintable():
        return text
    return "".join(char if char in keep else _seen(char) for char in text)


@lru_cache(4096)
def _seen(char: str) -> str:
    if unicodedata.category(char) not in _UNSEEN:
        return char
    return f"〔{ord(char) - 0xDC00:02X}〕" if ord(char) in _BYTES else f"〔U+{ord(char):04X}〕"


def file_name(text: str) -> str:
    """A name of a file that every system takes for one: what would lead elsewhere, or Windows forbids, as ``＿``."""
    name = "".join("＿" if char in _NOT_IN_NAMES else char for char in shown(text)).strip(" .") or "＿"
    return f"＿{name}" if name.partition(".")[0].upper() in _DEVICES else name


def json_text(value: Any, indent: int | None = 1) -> str:
    """JSON for people and programs: nothing unseen stands in it raw, and a program reads back exactly the value."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return "".join(char if char == "\n" or _seen(char) == char else _escaped(char) for char in text)


def _escaped(char: str) -> str:
    return json.dumps(char)[1:-1]
