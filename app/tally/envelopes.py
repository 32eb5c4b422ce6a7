"""The month's envelopes (通) as columns: one for each establishment, what it holds and which way it goes.

件 is one ``01``, 通 one establishment with one or two of them (inferred, :mod:`app.records.units`).
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from app.cases.marks import Mark, Marks
from app.lists.keys import ListKey, rows_of
from app.notice.flyers import symbol_kinds
from app.notice.items import spec_of
from app.records.layouts import Scheme, notice_layouts
from app.records.notice_file import DETAIL, TYPE_OFFSET, NoticeFile

Way = Literal["normal", "redirect", "pull"]
WAYS: tuple[Way, ...] = ("normal", "redirect", "pull")
WAY_WORDS: Mapping[Way, str] = {"normal": "通常", "redirect": "別送", "pull": "引き抜き"}
NORMAL, REDIRECT, PULL = range(3)
_SYMBOL_ID = "front.office_symbol"


@dataclass(frozen=True, slots=True, eq=False)
class Envelopes:
    """Columns ``(n,)``, in the order of the medium. ``file``: which of ``names``; ``first``: its first ``01`` there;
    ``sheets``: how many ``01``; ``office``: the 統一事務所コード as a number that sorts like its bytes; ``way``: index
    in :data:`WAYS`; ``bare``: without customer barcode; ``symbol``: index in
    :data:`app.notice.flyers.SYMBOL_KINDS`; ``jurisdiction``: 管掌区分 as a byte, 0 where there is no ``00``.

    ``names``, ``schemes`` and ``prefectures`` say it of each file.
    """

    names: tuple[str, ...]
    schemes: tuple[Scheme, ...]
    prefectures: tuple[str, ...]
    file: NDArray[np.uint16]
    first: NDArray[np.int64]
    sheets: NDArray[np.int64]
    office: NDArray[np.uint32]
    way: NDArray[np.uint8]
    bare: NDArray[np.bool_]
    symbol: NDArray[np.uint8]
    jurisdiction: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.file)

    @property
    def scheme(self) -> NDArray[np.bool_]:
        """``(n,)``: whether it is of 船保."""
        return np.array([one == "senpo" for one in self.schemes], dtype=bool)[self.file]

    def place(self, at: int) -> tuple[str, int]:
        """File and number of its first ``01``."""
        return self.names[int(self.file[at])], int(self.first[at])


def envelopes_of(
    notices: Iterable[NoticeFile],
    prefectures: Mapping[str, str],
    marks: Mapping[str, Marks],
    redirects: Collection[ListKey] = (),
    pulled: Collection[ListKey] = (),
) -> Envelopes:
    """The envelopes of these files. ``prefectures`` and ``marks`` by file; ``redirects`` and ``pulled``: who is sent
    elsewhere and who is pulled out.
    """
    files = sorted(notices, key=lambda one: one.name)
    number = {one.name: at for at, one in enumerate(files)}
    parts: list[tuple[NDArray[np.generic], ...]] = []
    seen: set[int] = set()
    for file in files:
        whole = file if file.sequence is None else file.sequence.whole
        if id(whole) not in seen:
            seen.add(id(whole))
            parts.append(_columns(file, whole, number))
    empty = [np.zeros(0, dtype=one) for one in ("u2", "i8", "i8", "u4", "u1", "u1")]
    joined = [np.concatenate(own) for own in zip(*parts, strict=True)] if parts else empty
    own, first, sheets, office, symbol, jurisdiction = joined
    way, bare = np.full(len(own), NORMAL, dtype=np.uint8), np.zeros(len(own), dtype=bool)
    for at, file in enumerate(files):
        mine = np.flatnonzero(own == at)
        rows = first[mine]
        for kind, keys in ((REDIRECT, redirects), (PULL, pulled)):
            way[mine[np.isin(rows, rows_of(file, keys))]] = kind
        bare[mine] = marks[file.name][rows] & np.uint8(Mark.NO_BARCODE) != 0
    return Envelopes(
        tuple(one.name for one in files),
        tuple(one.scheme for one in files),
        tuple(prefectures[one.name] for one in files),
        own,
        first,
        sheets,
        office,
        way,
        bare,
        symbol,
        jurisdiction,
    )


def _columns(file: NoticeFile, whole: NoticeFile, number: Mapping[str, int]) -> tuple[NDArray[np.generic], ...]:
    """File, first ``01``, sheets, office, symbol and 管掌区分 of each envelope in a file, or in all of its sequence."""
    rows = whole.rows(DETAIL)
    serials = whole.data[rows, :TYPE_OFFSET]
    opens = np.ones(len(rows), dtype=bool)
    opens[1:] = (rows[1:] != rows[:-1] + 1) | (serials[1:] != serials[:-1]).any(axis=1)
    starts = np.flatnonzero(opens)
    first = rows[starts]
    sheets = np.diff(np.append(starts, len(rows)))
    if whole.sequence is None and file.sequence is None:
        own, record = np.full(len(first), number[file.name], dtype=np.uint16), first
    else:
        assert file.sequence is not None
        part, record = file.sequence.locate(first)
        own = np.array([number[name] for name in file.sequence.names], dtype=np.uint16)[part]
    office = np.ascontiguousarray(serials[starts, :4]).view(">u4").reshape(-1).astype(np.uint32)
    symbol = symbol_kinds(whole.data[first, spec_of(file.scheme, _SYMBOL_ID).fields[-1].span])
    extract = whole.extract_of[first]
    told = whole.data[np.maximum(extract, 0), notice_layouts(file.scheme)["00"].role("jurisdiction").offset]
    return own, record, sheets, office, symbol, np.where(extract >= 0, told, 0).astype(np.uint8)
