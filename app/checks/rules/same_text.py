"""Whether a text and its lines print the same, and where they only use another code for the same character."""

from collections.abc import Iterable, Sequence
from itertools import zip_longest
from typing import NamedTuple

from app.records.layouts import Field
from app.records.text import Char, decode, to_text, trimmed

_BLANKS = (0x20, 0x8140)
# Inferred: text areas are wider than what can stand in them, so a text may be cut before its field is full.
_FULL = 0.75


class TextDifference(NamedTuple):
    """Where a text differs: in which ``line``, at which byte of it. ``codes`` (of the line, of the text that it is
    compared with), where both print the same character; the rest of the text is the same then."""

    line: int
    at: int = 0
    codes: tuple[int, int] | None = None


def text_difference(whole: bytes, lines: Sequence[bytes]) -> TextDifference | None:
    """Where the text differs, ``None`` if it does not; other characters go before other codes of the same ones.

    Blanks do not count: where a line ends they are lost. Nor does the end of a text that one of both cut off.
    """
    wanted = [char for char in decode(whole) if char.code not in _BLANKS]
    own = [(char, at) for at, line in enumerate(lines) for char in decode(line) if char.code not in _BLANKS]
    pairs = list(enumerate(zip_longest(wanted, own)))
    first = next((at for at, (one, other) in pairs if not (one and other and one.text == other[0].text)), None)
    if first is None:
        return other_code((one, *other) for one, other in zip(wanted, own, strict=True))
    if first == len(wanted) and len(trimmed(whole)) >= len(whole) * _FULL:
        return None
    if first == len(own) and len(trimmed(lines[-1])) >= len(lines[-1]) * _FULL:
        return None
    return TextDifference(own[min(first, len(own) - 1)][1] if own else 0)


def other_code(pairs: Iterable[tuple[Char, Char, int]]) -> TextDifference | None:
    """The first of some pairs printed alike (the other's, the line's, the line) that has two codes."""
    for one, other, line in pairs:
        if one.code != other.code:
            return TextDifference(line, other.offset, (other.code, one.code))
    return None


def codes_text(line: Field, codes: tuple[int, int], other: str) -> str:
    """The message on one character of a line: ``codes`` are its own and that of ``other``."""
    here, there = codes
    char = to_text(here.to_bytes(2, "big"))
    return (
        f"{line.name}（項番{line.item}）の「{char}」は {here:04X}、{other}では {there:04X} です。"
        "コードは違いますが、印字する文字は同じです。"
    )
