"""The month's envelopes (通) as columns: what each holds and which way it goes."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.cases.marks import Mark, Marks
from app.lists.keys import ListKey, rows_of
from app.notice.flyers import symbol_kinds
from app.notice.items import spec_of
from app.records.layouts import Scheme, notice_layouts
from app.records.notice_file import NoticeFile
from app.tally.model import Pieces, Rows, pieces_of
from app.tally.ways import NORMAL, PULL, REDIRECT

_SYMBOL_ID = "front.office_symbol"


@dataclass(frozen=True, slots=True, eq=False)
class Envelopes:
    """Columns ``(m,)`` by envelope of ``pieces``. ``file``: which of its files; ``first``: the first ``01`` there;
    ``sheets``: how many ``01``; ``office`` as ``S4``; ``way``: index in :data:`WAYS`; ``bare``: without customer
    barcode; ``symbol``: index in :data:`app.notice.flyers.SYMBOL_KINDS`; ``jurisdiction``: 管掌区分 as a byte, 0 where
    there is no ``00``. ``prefectures`` says it of each file.
    """

    pieces: Pieces
    prefectures: tuple[str, ...]
    file: NDArray[np.int32]
    first: Rows
    sheets: Rows
    office: NDArray[np.bytes_]
    way: NDArray[np.uint8]
    bare: NDArray[np.bool_]
    symbol: NDArray[np.uint8]
    jurisdiction: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.file)

    @property
    def schemes(self) -> tuple[Scheme, ...]:
        """Of each file."""
        return self.pieces.schemes

    @property
    def senpo(self) -> NDArray[np.bool_]:
        """``(m,)``: whether it is of 船保."""
        return np.array([one == "senpo" for one in self.schemes], dtype=bool)[self.file]

    def place(self, at: int) -> tuple[str, int]:
        """File and number of its first ``01``."""
        return self.pieces.files[int(self.file[at])], int(self.first[at])


def envelope_columns(
    notices: Iterable[NoticeFile],
    prefectures: Mapping[str, str],
    marks: Mapping[str, Marks],
    redirects: Collection[ListKey] = (),
    pulled: Collection[ListKey] = (),
) -> Envelopes:
    """The envelopes of these files. ``prefectures`` and ``marks`` by file; ``redirects`` and ``pulled``: who is sent
    elsewhere and who is pulled out.
    """
    files = {one.name: one for one in notices}
    pieces = pieces_of(files.values())
    of, first = pieces.file[pieces.first], pieces.record[pieces.first]
    count = len(first)
    way, bare = np.full(count, NORMAL, dtype=np.uint8), np.zeros(count, dtype=bool)
    symbol, jurisdiction = np.zeros(count, dtype=np.uint8), np.zeros(count, dtype=np.uint8)
    for at, name in enumerate(pieces.files):
        file, mine = files[name], np.flatnonzero(of == at)
        rows = first[mine]
        for kind, keys in ((REDIRECT, redirects), (PULL, pulled)):
            way[mine[np.isin(rows, rows_of(file, keys))]] = kind
        bare[mine] = marks[name][rows] & np.uint8(Mark.NO_BARCODE) != 0
        symbol[mine] = symbol_kinds(file.data[rows, spec_of(file.scheme, _SYMBOL_ID).fields[-1].span])
        jurisdiction[mine] = _jurisdictions(file, rows)
    sheets = np.diff(np.append(pieces.first, len(pieces)))
    told = tuple(prefectures[name] for name in pieces.files)
    office = pieces.office[pieces.first]
    return Envelopes(pieces, told, of, first, sheets, office, way, bare, symbol, jurisdiction)


def _jurisdictions(file: NoticeFile, rows: Rows) -> NDArray[np.uint8]:
    """管掌区分 of the ``00`` that these ``01`` belong to; it may stand in the file before this one."""
    whole, start = file.in_sequence(0)
    extract = whole.extract_of[rows + start]
    told = whole.data[np.maximum(extract, 0), notice_layouts(file.scheme)["00"].role("jurisdiction").offset]
    return np.where(extract >= 0, told, 0).astype(np.uint8)
