"""The row of a sheet that names its columns. Where the specification fixes none, they are found by their texts."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
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


def find_header(rows: Sequence[Row], headers: Mapping[str, Sequence[str]]) -> Header:
    """The row with most known headers among the first ten. ``headers``: of each key, texts after :func:`plain_header`,
    the most telling first: where a sheet has two of them, the first is meant.
    """
    best = NO_HEADER
    for at, row in enumerate(rows[:HEADER_ROWS]):
        plain = [plain_header(cell) for cell in row]
        columns = {}
        for key, known in headers.items():
            found = next((header for header in known if header in plain), None)
            # Two equal headers: which of them is meant cannot be guessed.
            if found is not None and plain.count(found) == 1:
                columns[key] = plain.index(found)
        if len(columns) > len(best.columns) or not best.texts:
            best = Header(at, columns, tuple(str(cell) for cell in row if isinstance(cell, str) and cell.strip()))
    return best


def plain_header(cell: Plain) -> str:
    """Header text for comparison: half-width, upper case, without blanks, line ends and bracketed remarks."""
    return _REMARK.sub("", unicodedata.normalize("NFKC", cell)).upper() if isinstance(cell, str) else ""


def shown(text: str) -> str:
    """Found text, made harmless for a message: cut, without control characters and mark-up."""
    flat = "".join(char if char.isprintable() else " " for char in text[:40]).strip()
    return flat[:16].translate(str.maketrans("<>&", "＜＞＆"))
