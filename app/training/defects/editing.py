"""Changing records of a draft: finding establishments, writing fields, moving records, and counting anew."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from app.errors import KenpanError
from app.records import pictures
from app.records.counts import read_count_table
from app.records.layouts import COUNT_LENGTH, Field, RecordLayout, Scheme, notice_layouts
from app.records.notice_file import DETAIL, EXTRACT, OFFICE_TOTAL, TYPE_OFFSET
from app.training.build import Notices
from app.training.draft import Moved, SampleDraft

Picked = TypeVar("Picked")

SUMS: dict[Scheme, tuple[int, int]] = {"kounen": (34, 53), "senpo": (32, 51)}
"""合計額 of the 告知 and of the 領収 part (N 別紙12-2, 14-2)."""
_REGION = 4000
FIGURES = (18, 22, 26, 30, 34)
OFFICE = slice(0, 4)
PRINTS, TABLE_OFFICE = slice(33, 43), slice(9, 13)
"""Bytes of items 13 and 6 in a detail line of the 件数表 (N 別紙17-3, 18-3)."""


@dataclass(frozen=True, slots=True)
class Establishment:
    """The records ``start`` to ``stop`` (half-open) of a file: one 00 and its 01."""

    start: int
    stop: int
    office: bytes
    postal: bytes

    @property
    def details(self) -> range:
        """Its 01."""
        return range(self.start + 1, self.stop)


def layout(notices: Notices, kind: str) -> RecordLayout:
    """The layout of a record type in this file."""
    return notice_layouts(notices.scheme)[kind]


def types(notices: Notices) -> NDArray[np.uint8]:
    """``(n,)``: ``EXTRACT``, ``DETAIL`` or ``OFFICE_TOTAL``."""
    return notices.data[:, TYPE_OFFSET + 1] - np.uint8(ord("0"))


def establishments(notices: Notices, share: float | None = None) -> list[Establishment]:
    """All of them, in the order of the file; of a large file those of the offices near a ``share`` (0 to 1) of it."""
    first, last = (0, len(notices.data)) if share is None else _region(notices, share)
    kinds = types(notices)[first:last]
    starts = first + np.flatnonzero(kinds == EXTRACT)
    others = first + np.flatnonzero(kinds != DETAIL)
    stops = np.append(others, last)[np.searchsorted(others, starts) + 1]
    postal = layout(notices, "00").field(17).span
    return [
        Establishment(
            int(start), int(stop), notices.data[start, OFFICE].tobytes(), notices.data[start, postal].tobytes()
        )
        for start, stop in zip(starts, stops, strict=True)
    ]


def _region(notices: Notices, share: float) -> tuple[int, int]:
    """Records of the office at this share and of its neighbours, as many as a defect needs to choose from."""
    ends = [0, *(row + 1 for row in totals(notices))]
    first = max(min(int(share * len(ends)), len(ends) - 2), 0)
    last = min(first + 1, len(ends) - 1)
    while ends[last] - ends[first] < _REGION and (first > 0 or last < len(ends) - 1):
        first, last = max(first - 1, 0), min(last + 1, len(ends) - 1)
    return ends[first], ends[last]


def totals(notices: Notices) -> list[int]:
    """Records of the 02."""
    return np.flatnonzero(types(notices) == OFFICE_TOTAL).tolist()


def pick(candidates: Sequence[Picked], share: float) -> Picked:
    """The one at this share (0 to 1) of the candidates, so that defects planted together meet different records."""
    if not candidates:
        raise KenpanError("sample.size", "欠陥を仕込む通知書が足りません。", "事業所の数を増やしてください。")
    return candidates[min(int(share * len(candidates)), len(candidates) - 1)]


def get(notices: Notices, record: int, field: Field) -> bytes:
    """The field's bytes."""
    return notices.data[record, field.span].tobytes()


def put(notices: Notices, record: int, field: Field, raw: bytes) -> None:
    """Write the field, left-justified."""
    notices.data[record, field.span] = np.frombuffer(raw.ljust(field.length), dtype=np.uint8)


def put_number(notices: Notices, record: int, field: Field, value: int) -> None:
    """Write a number in the field's own picture."""
    put(notices, record, field, pictures.write(value, field.picture or ""))


def read_number(notices: Notices, record: int, field: Field) -> int | None:
    """The field's number, if it is one."""
    return pictures.read(get(notices, record, field), field.picture or "").value


def rearrange(draft: SampleDraft, notices: Notices, order: Sequence[int], moves: Sequence[tuple[int, int]]) -> Notices:
    """Replace the file by its records in this ``order``; ``moves`` are pairs of ``Moved.record`` and ``by``."""
    changed = replace(notices, data=np.ascontiguousarray(notices.data[np.array(order, dtype=np.int64)]))
    draft.notices[notices.name] = changed
    draft.moves.extend(Moved(notices.name, record, by) for record, by in moves)
    return changed


def removed(draft: SampleDraft, notices: Notices, record: int) -> Notices:
    """The file without one record."""
    order = [row for row in range(len(notices.data)) if row != record]
    return rearrange(draft, notices, order, [(record + 1, -1)])


def repeated(draft: SampleDraft, notices: Notices, start: int, stop: int) -> Notices:
    """The file with the records ``start`` to ``stop`` twice, one copy after the other."""
    order = [*range(stop), *range(start, stop), *range(stop, len(notices.data))]
    return rearrange(draft, notices, order, [(stop, stop - start)])


def shifted(draft: SampleDraft, notices: Notices, start: int, stop: int, to: int) -> Notices:
    """The file with the records ``start`` to ``stop`` taken out and put before record ``to`` (outside of them)."""
    size, count = stop - start, len(notices.data)
    some = range(start, stop)
    if to < start:
        return rearrange(
            draft, notices, [*range(to), *some, *range(to, start), *range(stop, count)], [(stop, -size), (to, size)]
        )
    return rearrange(
        draft, notices, [*range(start), *range(stop, to), *some, *range(to, count)], [(stop, -size), (to - size, size)]
    )


def count_anew(draft: SampleDraft, notices: Notices) -> None:
    """Write the figures of every 02 and the プリント枚数 of the 件数表 that the records of this file now ask for."""
    details = np.flatnonzero(types(notices) == DETAIL)
    sums = [
        pictures.read_column(notices.data[details, field.span], field.picture or "")
        for field in (layout(notices, "01").field(item) for item in SUMS[notices.scheme])
    ]
    for total in totals(notices):
        own = (notices.data[details, OFFICE] == notices.data[total, OFFICE]).all(axis=1)
        figures = [int(own.sum())]
        if not figures[0]:
            continue  # an 02 without records is a defect of its own
        for values, states in sums:
            there = own & (states == pictures.NUMBER)
            figures += [int(there.sum()), int(values[there].sum())]
        for item, value in zip(FIGURES, figures, strict=True):
            put_number(notices, total, layout(notices, "02").field(item), value)
        notices.prints[notices.data[total, OFFICE].tobytes().decode("ascii")] = figures[0]
    name, table = count_table(draft, notices.scheme)
    read = read_count_table(table, notices.scheme, name)
    added = 0
    for row in read.offices:
        prints = notices.prints.get(row.office_code, row.prints)
        added += prints
        print_count(draft, name, row.record, prints)
    if read.total_record is not None:
        print_count(draft, name, read.total_record, added)


def count_table(draft: SampleDraft, scheme: Scheme) -> tuple[str, bytes]:
    """Name and bytes of the scheme's 件数表."""
    letter = {"kounen": "K", "senpo": "S"}[scheme]
    return next((name, table) for name, table in draft.counts.items() if name.startswith(f"KENS#ZMGK{letter}"))


def print_count(draft: SampleDraft, name: str, line: int, prints: int) -> None:
    """Write the プリント枚数 of one line of a 件数表."""
    table = bytearray(draft.counts[name])
    start = line * COUNT_LENGTH
    table[start + PRINTS.start : start + PRINTS.stop] = pictures.write(prints, "ZZ,ZZZ,ZZ9")
    draft.counts[name] = bytes(table)
