"""Constants whose exact bytes are not known: a pattern that the field must fit (SPEC 3).

N writes ``*****`` where its conversion may have shortened a longer run, ``△`` for half- and full-width blanks alike,
and half- or full-width parentheses as it comes. In a pattern ``*+`` is a run of asterisks of any length, a parenthesis
is one of either width and every other character is itself. Blanks may stand between them and on one side of them.
"""

import re
from functools import cache

import numpy as np
from numpy.typing import NDArray

from app.records.text import encode

ANY_RUN = "*+"
_BLANKS = b"(?: |\x81\x40)*"


_EITHER = {ANY_RUN: rb"\*+", "(": b"(?:\\(|\x81\x69)", ")": b"(?:\\)|\x81\x6a)"}


@cache
def _expression(pattern: str) -> re.Pattern[bytes]:
    tokens = re.findall(r"\*\+|.", pattern)
    text = _BLANKS.join(_EITHER.get(token) or re.escape(encode(token)) for token in tokens)
    return re.compile(text + _BLANKS + b"|" + _BLANKS + text)


def fits(raw: bytes, pattern: str) -> bool:
    """Whether the field's bytes are what the pattern describes."""
    return _expression(pattern).fullmatch(raw) is not None


def fits_column(column: NDArray[np.uint8], pattern: str) -> NDArray[np.bool_]:
    """``(n,)``: the same for each row of a column ``(n, w)``; each different value is looked at once."""
    if not len(column):
        return np.zeros(0, dtype=bool)
    values, of = np.unique(column, axis=0, return_inverse=True)
    verdicts = np.array([fits(value.tobytes(), pattern) for value in values], dtype=bool)
    return verdicts[of.reshape(-1)]


def spoken(pattern: str) -> str:
    """The pattern as people read it: ``*…*合計*…*``."""
    return pattern.replace(ANY_RUN, "*…*")
