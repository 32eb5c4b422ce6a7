"""TOML from outside, within bounds: the standard library's parser has none.

It takes quadratic time for long dotted keys, recurses for every bracket, and lets a number of any length through. So
the text is looked over first, in one pass: strings and comments are passed by, brackets, dots and digits counted.
"""

import re
import tomllib
from pathlib import Path
from typing import Any

from app.bounded import read_regular

MOST_BYTES = 64 * 1024
MOST_DEPTH = 16
MOST_DOTS = 8
"""Dots between the words of one key."""
MOST_DIGITS = 40
"""Length of a bare word that begins with a digit or a sign, such as a number or a date."""

# In the order in which the parser itself would take them; what is left over stands alone, also a quote without an end.
_TOKEN = re.compile(
    r'"""(?:(?:[^\\]|\\.)*?""")?|' + r"'''(?:.*?''')?|" + r'"(?:[^"\\\n]|\\.)*"|' + r"'[^'\n]*'|"
    r"#[^\n]*|[A-Za-z_][A-Za-z0-9_-]*|[0-9+\-][A-Za-z0-9_+\-:]*|.",
    re.DOTALL,
)
_AT_LINE = re.compile(r"at line ([0-9]+)")
_NO_END = frozenset({'"', "'", '"""', "'''"})


class TomlError(ValueError):
    """No TOML, or TOML beyond the bounds. Its text quotes nothing of the file; ``line`` is where it stops being TOML,
    from 1, and 0 where that is not known.
    """

    def __init__(self, line: int = 0) -> None:
        super().__init__("no TOML within the bounds")
        self.line = line


def read_toml(path: Path, most: int = MOST_BYTES) -> dict[str, Any]:
    """The table of a file; ``OSError`` (see :mod:`app.bounded`) or :class:`TomlError`."""
    return parse_toml(read_regular(path, most), most)


def parse_toml(raw: bytes, most: int = MOST_BYTES) -> dict[str, Any]:
    """The table that these bytes are, a byte order mark before them or not; :class:`TomlError` if they are none."""
    try:
        text = raw.decode("utf-8-sig")
        if len(raw) <= most and _is_bounded(text):
            return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = _AT_LINE.search(str(error))
        last = text.count("\n") + 1  # where the parser says "at end of document"
        raise TomlError(int(line[1]) if line else last) from None
    # ValueError: no UTF-8, or a number that Python itself refuses.
    except (ValueError, RecursionError):
        pass
    raise TomlError


def _is_bounded(text: str) -> bool:
    depth = dots = 0
    for found in _TOKEN.finditer(text):
        token = found[0]
        if token in _NO_END or (token[0] in "0123456789+-" and len(token) > MOST_DIGITS):
            return False
        if token == ".":
            dots += 1
        elif token in "[]{}=,\n":
            depth += (token in "[{") - (token in "]}")
            dots = 0
        if depth > MOST_DEPTH or dots > MOST_DOTS:
            return False
    return True
