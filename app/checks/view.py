"""One notice file as the rules look at it: record kinds apart, columns and their readings made once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from app.cases.record_scan import FileScans, RecordScan
from app.checks.kind_scan import KindScan, OwnNumbers, scan_kind
from app.equipment.loading import Equipment
from app.equipment.printer import Printer
from app.media.model import ExpectedFile
from app.records.distinct import cut
from app.records.layouts import Field, RecordLayout, notice_layouts
from app.records.notice_file import TYPE_CODES, NoticeFile, NoticeSequence

Rows = NDArray[np.int64]
Made = TypeVar("Made")


def view_of(file: NoticeFile, expected: ExpectedFile, printer: Printer, scans: FileScans | None = None) -> "FileView":
    """The view of a file, or of the sequence that it is a part of, before any rule was asked.

    ``scans``: what opening found in its records; nothing where they are not the same ones.
    """
    sequence = file.sequence
    whole, parts = (file, (file,)) if sequence is None else (sequence.whole, sequence.parts)
    lost = np.zeros(len(whole), dtype=bool)
    if sequence is not None:
        lost[sequence.lost] = True
    for part in parts:
        lost[part.start : part.start + len(part)] |= part.in_utf8
    kinds = scans.kinds if scans is not None and scans.file is whole else {}
    return FileView(whole, expected, printer, ~lost, sequence, np.flatnonzero(lost), kinds)


@dataclass(frozen=True, slots=True, eq=False)
class Kind:
    """All records of one type in one file. ``rows`` are their numbers in the file, ascending."""

    layout: RecordLayout
    rows: Rows

    def field(self, item: int) -> Field:
        """The field with this item number."""
        return self.layout.field(item)


@dataclass(eq=False, slots=True)
class _Slot:
    """Something made once, by whichever thread asks first; the others wait for it. Columns belong to ``rows``."""

    lock: Lock = field(default_factory=Lock)
    made: Any = None
    rows: Rows | None = None


@dataclass(eq=False)
class FileView:
    """A notice file under check, or all files of a prefecture that was split, as one: ``file`` then holds the records
    of the whole ``sequence``. ``sound`` ``(n,)`` is false for records in which the structure is broken. No rule tells
    of ``lost`` records: of files in another code, or standing for what is missing between the files of a sequence.
    ``scans``: what opening found in all records, by type.

    Thread-safe. Columns are cut and read once; wide text fields should be looked at in blocks instead.
    """

    file: NoticeFile
    expected: ExpectedFile
    printer: Printer
    sound: NDArray[np.bool_]
    sequence: NoticeSequence | None = None
    lost: Rows = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    scans: Mapping[int, RecordScan] = field(default_factory=dict)
    _scans: dict[str, _Slot] = field(default_factory=dict)
    _things: dict[str, _Slot] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)
    _numbers: dict[str, OwnNumbers] = field(default_factory=dict)

    @property
    def equipment(self) -> Equipment:
        """Forms, fonts, envelope, dictionary and office list: those of the preview, so that both agree."""
        return self.printer.equipment

    @property
    def names(self) -> tuple[str, ...]:
        """The files that are checked here."""
        return (self.file.name,) if self.sequence is None else self.sequence.names

    @property
    def sizes(self) -> Rows:
        """How many records each of ``names`` has, ``(k,)``."""
        if self.sequence is None:
            return np.array([len(self.file)], dtype=np.int64)
        return self.sequence.stops - self.sequence.starts

    @property
    def missing(self) -> tuple[str, ...]:
        """Files of the sequence that are not there or could not be opened."""
        return () if self.sequence is None else self.sequence.missing

    def places(self, rows: Rows) -> tuple[Rows, Rows]:
        """Of records: which of ``names`` each one is in ``(m,)``, and its number there ``(m,)``."""
        return (np.zeros(len(rows), dtype=np.int64), rows) if self.sequence is None else self.sequence.locate(rows)

    def place(self, row: int) -> tuple[str, int]:
        """File and number of one record."""
        part, record = self.places(np.array([row], dtype=np.int64))
        return self.names[int(part[0])], int(record[0])

    def said(self, row: int, beside: int) -> str:
        """A record as a message about the record ``beside`` names it: ``番号 5``, with its file if that is another."""
        (name, record), (own, _) = self.place(row), self.place(beside)
        return f"番号 {record + 1:,}" if name == own else f"{name} の番号 {record + 1:,}"

    def with_sound(self, sound: NDArray[np.bool_]) -> "FileView":
        """The same file with fewer sound records. What was scanned so far is kept, what :meth:`once` made is not."""
        return FileView(
            self.file,
            self.expected,
            self.printer,
            sound,
            self.sequence,
            self.lost,
            self.scans,
            self._scans,
            {},
            self._lock,
        )

    def kind(self, kind: int) -> Kind:
        """The sound records of one type (``EXTRACT``, ``DETAIL``, ``OFFICE_TOTAL``)."""
        return self.once(f"kind {kind}", lambda view: view._kind(kind))

    def _kind(self, kind: int) -> Kind:
        rows = np.flatnonzero((self.file.types == kind) & self.sound)
        return Kind(notice_layouts(self.file.scheme)[TYPE_CODES[kind]], rows)

    def cells(self, kind: Kind, item: int) -> NDArray[np.uint8]:
        """``(m, length)``: a field's bytes in the records of a kind; a copy."""
        return cut(self.file.data, kind.rows, kind.field(item).span)

    def numbers(self, kind: Kind, item: int) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
        """Values and :mod:`app.records.pictures` states of an edited field in the records of a kind."""
        values, states = self.scan(kind).numbers[item]
        return values.astype(np.int64, copy=False), states

    def scan(self, kind: Kind) -> KindScan:
        """What one pass finds in the records of a kind, made once; taken from that of more records, if there is one."""
        with self._lock:
            slot = self._scans.setdefault(kind.layout.type_code, _Slot())
        with slot.lock:
            if slot.rows is None or len(slot.rows) < len(kind.rows):
                slot.rows, slot.made = kind.rows, self._read(kind)
            rows, scan = slot.rows, cast(KindScan, slot.made)
        if len(rows) == len(kind.rows):
            return scan
        return self.once(f"scan {kind.layout.type_code}", lambda _: scan.of(np.searchsorted(rows, kind.rows)))

    def own_numbers(self, kind: Kind) -> OwnNumbers:
        """The numbers of a kind that :meth:`scan` needs, to be read in parts before it is asked for the first time."""
        with self._lock:
            return self._numbers.setdefault(kind.layout.type_code, OwnNumbers(self.file, kind.layout, kind.rows))

    def _read(self, kind: Kind) -> KindScan:
        number = next(number for number, code in TYPE_CODES.items() if code == kind.layout.type_code)
        known = self.scans.get(number)
        if known is not None and len(kind.rows) < len(known.off_template):
            known = known.of(np.searchsorted(self.file.rows(number), kind.rows))
        with self._lock:
            read = self._numbers.pop(kind.layout.type_code, None)
        return scan_kind(self.file, kind.layout, kind.rows, known, read)

    def text(self, kind: Kind, item: int) -> tuple[NDArray[np.uint8], NDArray[np.int16]]:
        """``HAS_*`` classes and trimmed lengths (printed columns) of one text field, ``(m,)`` each, made once."""
        return self.scan(kind).text(item)

    def once(self, key: str, make: "Callable[[FileView], Made]") -> Made:
        """``make(view)``, made once; ``key`` is the caller's own name for it. ``make`` may ask for other keys."""
        with self._lock:
            slot = self._things.setdefault(key, _Slot())
        with slot.lock:
            if slot.made is None:
                slot.made = make(self)
            return cast(Made, slot.made)
