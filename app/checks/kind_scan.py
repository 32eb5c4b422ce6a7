"""What rules share of the records of a type: the pass of opening, and the edited numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.cases.record_scan import RecordScan, Rows, column_counts, date_fields, scan_records, scan_text, text_fields
from app.records.distinct import cut, lay
from app.records.layouts import Field, RecordLayout
from app.records.notice_file import NoticeFile
from app.records.pictures import CELL, read_cells, read_column
from app.records.text_columns import text_classes, trail_mask

Numbers = tuple[NDArray[Any], NDArray[np.uint8]]

_CHUNK, _PART = 4096, 65_536
_SPACE = 0x20


@dataclass(frozen=True, slots=True, eq=False)
class KindScan:
    """What one pass found in ``m`` records of one layout.

    ``off_template`` ``(m,)``: some byte is not what a constant, number or reserved field allows. ``classes`` and
    ``lengths``, ``(m,)`` for each of the layout's text fields: ``HAS_*`` of :mod:`app.records.text_columns` and
    the flags above; bytes without trailing blanks. ``numbers``: values and :mod:`app.records.pictures` states ``(m,)``
    of each edited field, by item. ``dates_of`` ``(m,)``: which combination of dates each record has; ``dates_at``: a
    record of the file that has it.
    """

    layout: RecordLayout
    off_template: NDArray[np.bool_]
    classes: tuple[NDArray[np.uint8], ...]
    lengths: tuple[NDArray[np.int16], ...]
    numbers: Mapping[int, Numbers]
    dates_of: NDArray[np.int32]
    dates_at: Rows

    @property
    def fields(self) -> tuple[Field, ...]:
        """The text fields."""
        return text_fields(self.layout.scheme, self.layout.type_code)

    def text(self, item: int) -> tuple[NDArray[np.uint8], NDArray[np.int16]]:
        """Classes and trimmed lengths of one text field; ``KeyError`` if the item is none."""
        for one, classes, lengths in zip(self.fields, self.classes, self.lengths, strict=True):
            if one.item == item:
                return classes, lengths
        raise KeyError(item)

    def of(self, index: Rows) -> "KindScan":
        """The same of some of the records."""
        return KindScan(
            self.layout,
            self.off_template[index],
            tuple(column[index] for column in self.classes),
            tuple(column[index] for column in self.lengths),
            {item: (values[index], states[index]) for item, (values, states) in self.numbers.items()},
            self.dates_of[index],
            self.dates_at,
        )


def scan_kind(
    file: NoticeFile,
    layout: RecordLayout,
    rows: Rows,
    known: RecordScan | None = None,
    read: "OwnNumbers | None" = None,
) -> KindScan:
    """All that is read of the records ``rows``; ``known``: what the pass of opening found in them, ``read``: their
    numbers, all parts of which were read.
    """
    scan = scan_records(file, layout, rows) if known is None else known
    texts, dates, at = dict(scan.texts), scan.dates, scan.dates.first
    counts, of_dates = column_counts(layout), date_fields(layout)
    fields = text_fields(layout.scheme, layout.type_code)
    for one in fields:
        if one in of_dates:
            classes, lengths = scan_text(file.data, at, one, counts.get(one.item))
            texts[one.item] = classes.take(dates.of), lengths.astype(np.int16).take(dates.of)
    if read is None:
        read = OwnNumbers(file, layout, rows)
        for part in read.parts:
            read.read(part)
    numbers = read.found()
    for one in layout.fields:
        if is_edited(one) and one in of_dates:
            values, states = read_column(cut(file.data, at, one.span), one.picture or "")
            numbers[one.item] = values.astype(np.uint8).take(dates.of), states.take(dates.of)
    columns = [texts[one.item] for one in fields]
    return KindScan(
        layout,
        scan.off_template,
        tuple(classes for classes, _ in columns),
        tuple(lengths for _, lengths in columns),
        numbers,
        dates.of,
        at,
    )


class OwnNumbers:
    """The edited fields that each of some records has for itself; they stand near each other.

    Read in ``parts``, in any order and at the same time.
    """

    def __init__(self, file: NoticeFile, layout: RecordLayout, rows: Rows) -> None:
        of_dates = date_fields(layout)
        self._file, self._rows = file, rows
        self._fields = tuple(one for one in layout.fields if is_edited(one) and one not in of_dates)
        self._values = np.zeros((len(self._fields), len(rows)), dtype=np.int64)
        self._states = np.zeros((len(self._fields), len(rows)), dtype=np.uint8)

    @property
    def parts(self) -> list[slice]:
        """Of the records, so many that reading them is worth asking for."""
        size = len(self._rows) if self._fields else 0
        return [slice(start, min(start + _PART, size)) for start in range(0, size, _PART)]

    def read(self, part: slice) -> None:
        """Read the numbers of one of :attr:`parts`."""
        fields, rows = self._fields, self._rows
        first, last = min(one.offset for one in fields), max(one.end for one in fields)
        pictures = tuple(one.picture or "" for one in fields)
        # Bytes before a number stay blank from one turn to the next.
        room = np.full((len(fields), min(_CHUNK, part.stop - part.start), CELL), _SPACE, dtype=np.uint8)
        for start in range(part.start, part.stop, _CHUNK):
            chunk = slice(start, min(start + _CHUNK, part.stop))
            data = cut(self._file.data, rows[chunk], slice(first, last))
            cells = room[:, : len(data)]
            for at, one in enumerate(fields):
                lay(data[:, one.offset - first : one.end - first], cells[at, :, CELL - one.length :])
            self._values[:, chunk], self._states[:, chunk] = read_cells(cells, pictures)

    def found(self) -> dict[int, Numbers]:
        """Values and states by item, once all parts were read."""
        return {one.item: (self._values[at], self._states[at]) for at, one in enumerate(self._fields)}


def is_edited(field: Field) -> bool:
    """Whether the field holds a number in an edited picture (not plain digits, not a postal code)."""
    return field.picture is not None and field.attr == "C" and "postal" not in field.flags


def first_places(cells: NDArray[np.uint8], flag: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Offset and length (1 or 2) of the first character of a kind (one ``HAS_*``) in each row of ``(m, w)``.

    Every row must have one. Characters are split as :func:`app.records.text.decode` does.
    """
    offsets, lengths = np.zeros(len(cells), dtype=np.int64), np.zeros(len(cells), dtype=np.int64)
    for start in range(0, len(cells), _CHUNK):
        some = cells[start : start + _CHUNK]
        seconds = trail_mask(some)
        firsts = np.append(seconds[:, 1:], np.zeros((len(some), 1), dtype=bool), axis=1)
        codes = some.astype(np.uint16)
        codes[firsts] = (some[firsts].astype(np.uint16) << 8) | some[seconds]
        hits = ((_code_classes().take(codes) & flag) != 0) & ~seconds
        at = hits.argmax(axis=1)
        offsets[start : start + len(some)] = at
        lengths[start : start + len(some)] = 1 + firsts[np.arange(len(some)), at]
    return offsets, lengths


@cache
def _code_classes() -> NDArray[np.uint8]:
    """``(65536,)``: the classes of a code; below 256 of a single byte."""
    codes = np.arange(0x10000, dtype=">u2").view(np.uint8).reshape(-1, 2)
    classes = text_classes(codes)
    classes[:0x100] = text_classes(np.arange(0x100, dtype=np.uint8)[:, None])
    return classes
