"""A page's stream cut into what is fixed and what varies: where text stands, which codes it shows, bars of codes.

Everything else, operator by operator, is the page's *skeleton*. What is cut out are whole tokens, so what is fixed
means the same on every page that has the same of it. A stream with anything unusual has no skeleton.
"""

import re
from typing import NamedTuple

NUMBER = rb"[-+]?(?:\d++\.?\d*+|\.\d++)"
LITERAL = rb"\((?:[^\\()]++|\\.)*+\)"
STRING = rb"(?:<[0-9A-Fa-f]*+>|" + LITERAL + rb")"
_BLANK = rb"[ \t\r\n\f]"


def _pattern(text: bytes) -> bytes:
    """``N`` a number, ``S`` a string, ``_`` a blank."""
    return text.replace(b"N", b"(?:" + NUMBER + b")").replace(b"_", _BLANK).replace(b"S", STRING)


_SHOWN = _pattern(rb"(S_*+Tj(?:_++N_++0_++Td_*+S_*+Tj)*+|\[(?:[-+\d.]++|_++|S)*+\]_*+TJ)")
SLOT = re.compile(_pattern(rb"Tm_*+") + _SHOWN, re.DOTALL)
PLACED = re.compile(_pattern(rb"(N)_++(N)_++Tm_*+") + _SHOWN, re.DOTALL).fullmatch
"""Place and shown string: the last two operands of a matrix, and what is shown there."""
BARS = re.compile(_pattern(rb"(?<![^ \t\r\n\f])((?:N_++N_++N_++N_++re_++){8,}+)f(?=_|\Z)"))
_NO_BLANK = b"\v"
"""Python takes it for a blank, PDF does not."""
_ODD = frozenset(
    b"Tj TJ ' \" BI ID EI BDC BMC DP MP BX EX d0 d1 Tr Tw TL T* TD Ts".split(),
)
_FREE = {b"Tz": 1, b"Tc": 1, b"Tf": 1}
_LEAST_BARS = 8
_MOST_PIECES, _MOST_KEPT = 20_000, 4_000
NOT_OF_NUMBERS = b"0123456789.-+ "


class Piece(NamedTuple):
    """What stands between two shown strings: its fixed part, sizes and scales in it, boxes of codes (x y w h, flat)."""

    fixed: bytes
    values: tuple[float, ...]
    boxes: tuple[tuple[float, ...], ...]


class Cut(NamedTuple):
    """A stream cut up. ``pieces`` one more than ``shown``; ``xs``, ``ys``: the matrices' last two operands."""

    pieces: tuple[Piece, ...]
    xs: list[bytes]
    ys: list[bytes]
    shown: list[bytes]


class Cutter:
    """Cuts streams; pieces that recur are looked at once. What shows a code is another one on every page."""

    def __init__(self) -> None:
        self._known: dict[bytes, Piece | None] = {}

    def cut(self, stream: bytes) -> Cut | None:
        """The stream cut up; ``None`` if there is anything unusual in it."""
        parts = SLOT.split(stream)
        shown = parts[1::2]
        heads = parts[0:-1:2]
        if _NO_BLANK in stream and any(_NO_BLANK in part for part in parts[0::2]):
            return None
        try:
            split = [head.rsplit(None, 2) for head in heads]
            xs = [one[1] for one in split]
            ys = [one[2] for one in split]
        except IndexError:
            return None
        known, pieces = self._known, []
        for text in [*(one[0] for one in split), parts[-1]]:
            try:
                piece = known[text]
            except KeyError:
                piece = self._look(text)
            if piece is None:
                return None
            pieces.append(piece)
        if b" ".join([*xs, *ys]).translate(None, NOT_OF_NUMBERS):
            return None
        return Cut(tuple(pieces), xs, ys, shown)

    def _look(self, text: bytes) -> Piece | None:
        piece = piece_of(text)
        if len(text) >= _MOST_KEPT or (piece is not None and piece.boxes):
            return piece
        if len(self._known) >= _MOST_PIECES:
            self._known.clear()
        self._known[text] = piece
        return piece


def piece_of(text: bytes) -> Piece | None:
    """What is fixed in this, and what is not; ``None`` for anything unusual."""
    if b"%" in text or b"(" in text or b"<" in text:
        return None
    words = text.split()
    if not _ODD.isdisjoint(words):
        return None
    boxes: list[tuple[float, ...]] = []
    values: list[float] = []
    try:
        if words.count(b"re") >= _LEAST_BARS:
            words = _without_boxes(words, boxes)
        if not _FREE.keys().isdisjoint(words):
            for at, word in enumerate(words):
                if word in _FREE:
                    values.append(number(words[at - 1]))
                    words[at - 1] = b"#"
    except (ValueError, IndexError):
        return None
    return Piece(b" ".join(words), tuple(values), tuple(boxes))


def number(word: bytes) -> float:
    """A number as PDF writes it; ``ValueError`` for anything else that Python would take."""
    if word.translate(None, NOT_OF_NUMBERS):
        raise ValueError("number")
    return float(word)


def _without_boxes(words: list[bytes], boxes: list[tuple[float, ...]]) -> list[bytes]:
    """Each row of many rectangles that are filled together is cut out."""
    out: list[bytes] = []
    at = 0
    while at < len(words):
        try:
            first = words.index(b"re", at)
        except ValueError:
            break
        stop = first
        while stop + 5 < len(words) and words[stop + 5] == b"re":
            stop += 5
        count = (stop - first) // 5 + 1
        start = first - 4
        if count >= _LEAST_BARS and start >= at and stop + 1 < len(words) and words[stop + 1] == b"f":
            own = words[start : stop + 1]
            del own[4::5]
            out += words[at:start]
            out.append(b"\0code")
            boxes.append(_numbers(own))
            at = stop + 2
        else:
            out += words[at : stop + 1]
            at = stop + 1
    return out + words[at:]


def boxes_of(text: bytes) -> tuple[float, ...]:
    """A row of many rectangles, as a :class:`Piece` has them; ``ValueError`` for anything else."""
    boxes = rectangles_of(text)
    if len(boxes) < 4 * _LEAST_BARS:
        raise ValueError("boxes")
    return boxes


def rectangles_of(text: bytes) -> tuple[float, ...]:
    """The same of any number of them."""
    words = text.split()
    if len(words) % 5 or _NO_BLANK in text or words[4::5] != [b"re"] * (len(words) // 5):
        raise ValueError("boxes")
    del words[4::5]
    return _numbers(words)


def _numbers(words: list[bytes]) -> tuple[float, ...]:
    if b" ".join(words).translate(None, NOT_OF_NUMBERS):
        raise ValueError("number")
    return tuple(map(float, words))
