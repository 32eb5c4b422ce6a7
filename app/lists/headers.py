"""The row of a sheet that names its columns. Where the specification fixes none, they are found by their texts."""

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from app.lists.book import Row
from app.lists.cells import Plain

HEADER_ROWS = 10
_REMARK = re.compile(r"\(.*?\)|\[.*?\]|【.*?】|[\s*※]")
_MOST_SHOWN = 12


class Header(NamedTuple):
    """The index of the row, the column of each key that was found, and the texts as they stand there."""

    row: int
    columns: Mapping[str, int]
    texts: tuple[str, ...]

    @property
    def shown(self) -> str:
        """The texts, for a message."""
        return "・".join(f"「{shown(text)}」" for text in self.texts[:_MOST_SHOWN]) or "なし"


NO_HEADER = Header(0, {}, ())


def find_header(
    rows: Sequence[Row],
    headers: Mapping[str, Sequence[str]],
    mapped: Mapping[str, Mapping[str, int]] | None = None,
) -> Header:
    """The row with most known headers among the first ten. ``headers``: of each key, texts after :func:`plain_header`,
    the most telling first: where a sheet has two of them, the first is meant. A header may take two rows, the upper one
    over several columns; ``row`` is the lower one then.

    ``mapped``: by :func:`fingerprint` of a row, the columns that a person has named.
    """
    best = NO_HEADER
    for at, row in enumerate(rows[:HEADER_ROWS]):
        named = mapped.get(fingerprint(row)) if mapped else None
        if named is not None:
            return Header(at, named, _texts(row))
        columns = _columns([(plain_header(cell),) for cell in row], headers)
        if len(columns) > len(best.columns) or not best.texts:
            best = Header(at, columns, _texts(row))
    for at, (upper, lower) in enumerate(pairwise(rows[:HEADER_ROWS])):
        columns = _columns(_over(upper, lower), headers)
        if len(columns) > len(best.columns):
            best = Header(at + 1, columns, (*_texts(upper), *_texts(lower)))
    return best


def first_texts(rows: Sequence[Row]) -> list[tuple[str, ...]]:
    """What stands in the rows of which one may be that of the headers, for somebody who names the columns."""
    return [
        tuple("" if cell is None or isinstance(cell, dict) else str(cell) for cell in row) for row in rows[:HEADER_ROWS]
    ]


def fingerprint(row: Row) -> str:
    """What a row of headers is known by: a hash of its texts, in their order, as :func:`plain_header` leaves them."""
    return hashlib.sha256("\n".join(plain_header(cell) for cell in row).rstrip("\n").encode("utf-8")).hexdigest()


def _texts(row: Row) -> tuple[str, ...]:
    return tuple(str(cell) for cell in row if isinstance(cell, str) and cell.strip())


def _over(upper: Row, lower: Row) -> list[tuple[str, ...]]:
    """What may be meant in each column by a header of two rows, the upper one over several columns."""
    own, below = [plain_header(cell) for cell in upper], [plain_header(cell) for cell in lower]
    both: list[tuple[str, ...]] = []
    over = ""
    for column in range(max(len(own), len(below))):
        above = own[column] if column < len(own) else ""
        text = below[column] if column < len(below) else ""
        over = above or over
        both.append((over + text, text) if text else (above,))
    return both


def _columns(texts: Sequence[tuple[str, ...]], headers: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Key → column, where exactly one column has the header; which of two equal ones is meant cannot be guessed."""
    columns = {}
    for key, known in headers.items():
        places = ([at for at, own in enumerate(texts) if header in own] for header in known)
        found = next((places for places in places if places), [])
        if len(found) == 1:
            columns[key] = found[0]
    return columns


def plain_header(cell: Plain) -> str:
    """Header text for comparison: half-width, upper case, without blanks, line ends and bracketed remarks."""
    return _REMARK.sub("", unicodedata.normalize("NFKC", cell)).upper() if isinstance(cell, str) else ""


def shown(text: str) -> str:
    """Found text, made harmless for a message: cut, without control characters and mark-up."""
    flat = "".join(char if char.isprintable() else " " for char in text[:40]).strip()
    return flat[:16].translate(str.maketrans("<>&", "＜＞＆"))
