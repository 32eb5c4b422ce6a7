"""A notice file as one ``uint8`` array and numpy column views over it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from app.records.layouts import NOTICE_LENGTH, Field, RecordLayout, Scheme, notice_layouts
from app.records.sample_mark import is_marked
from app.records.text import is_utf8

EXTRACT, DETAIL, OFFICE_TOTAL, UNKNOWN = 0, 1, 2, 255
TYPE_OFFSET = 14
TYPE_CODES = {EXTRACT: "00", DETAIL: "01", OFFICE_TOTAL: "02"}
_SERIAL_ROOM = 16


@dataclass(frozen=True, eq=False)
class NoticeFile:
    """One ``ZMGK*`` file in memory.

    ``data`` is ``(n, 980)`` read-only ``uint8``; ``tail`` the bytes after the last whole record (empty in a
    sound file, kept so that they can be shown). Records are 0-based. A file that is one of several of its prefecture
    begins at record ``start`` of their ``sequence``. ``is_sample``: every record bears the sample maker's mark
    (:mod:`app.records.sample_mark`).
    """

    name: str
    scheme: Scheme
    data: NDArray[np.uint8]
    tail: bytes = field(default=b"", repr=False)
    sequence: "NoticeSequence | None" = field(default=None, repr=False)
    start: int = 0
    is_sample: bool = False

    def __len__(self) -> int:
        return int(self.data.shape[0])

    @cached_property
    def types(self) -> NDArray[np.uint8]:
        """``(n,)``: ``EXTRACT``, ``DETAIL``, ``OFFICE_TOTAL`` or ``UNKNOWN`` for each record (レコード区分)."""
        # Both bytes at once, and of a copy: the records lie far apart.
        codes = self.data[:, TYPE_OFFSET : TYPE_OFFSET + 2].view("<u2")[:, 0].copy()
        types = np.full(len(codes), UNKNOWN, dtype=np.uint8)
        for kind, code in TYPE_CODES.items():
            types[codes == int.from_bytes(code.encode("ascii"), "little")] = kind
        return types

    @cached_property
    def serials(self) -> NDArray[np.uint64]:
        """``(n, 2)``: シリアル番号 of each record (its first 14 bytes) as two numbers that sort as the bytes do."""
        words = self.data[:, :_SERIAL_ROOM].view(f"V{_SERIAL_ROOM}")[:, 0].copy().view(">u8").astype(np.uint64)
        words = words.reshape(-1, 2)
        words[:, 1] >>= np.uint64(8 * (_SERIAL_ROOM - TYPE_OFFSET))
        return words

    @cached_property
    def extract_of(self) -> NDArray[np.int64]:
        """``(n,)``: for each detail record the record of its establishment's ``00``, else -1.

        The ``00`` is the nearest one before it; it is the establishment's own when both serial numbers
        (first 14 bytes) are equal (N 表4.1.2.1-1).
        """
        index = np.arange(len(self))
        nearest = np.maximum.accumulate(np.where(self.types == EXTRACT, index, -1))
        serials = self.serials
        same = (self.types == DETAIL) & (nearest >= 0)
        for word in serials.T:
            same &= word == word[nearest]
        return np.where(same, nearest, -1)

    @cached_property
    def in_utf8(self) -> bool:
        """Whether the whole file is UTF-8: then no record of it is where it should be."""
        return is_utf8(self.data.reshape(-1).data)

    def in_sequence(self, record: int) -> "tuple[NoticeFile, int]":
        """The records that this one stands among, also those of other files of its prefecture, and its number there."""
        return (self, record) if self.sequence is None else (self.sequence.whole, self.start + record)

    def layout(self, record: int) -> RecordLayout | None:
        """The layout of this record, or ``None`` when its type is unknown."""
        return notice_layouts(self.scheme).get(self.raw_record(record)[TYPE_OFFSET : TYPE_OFFSET + 2].decode("latin-1"))

    def raw_record(self, record: int) -> bytes:
        """The 980 bytes of a record; ``IndexError`` outside the file."""
        if record < 0:
            raise IndexError(record)
        return bytes(self.data[record])

    def raw(self, record: int, field: Field) -> bytes:
        """The field's bytes in one record."""
        return self.data[record, field.span].tobytes()

    def column(self, field: Field) -> NDArray[np.uint8]:
        """``(n, field.length)`` view of the field in all records, whatever their type."""
        return self.data[:, field.span]

    def rows(self, kind: int) -> NDArray[np.int64]:
        """Indices of the records of one type, ascending."""
        return np.flatnonzero(self.types == kind)


@dataclass(frozen=True, eq=False)
class NoticeSequence:
    """The files of one prefecture whose data was split, read as one (N 表2.2.2): #PP01, #PP02 …

    ``whole`` holds the records of all of them in order, and one blank record without a type for each file that is not
    open (``missing``) and for each file's bytes after its last whole record: something is lost there. ``names`` are
    the open files, which stand in ``whole`` from ``starts`` to ``stops``, ``(k,)`` each.
    """

    whole: NoticeFile
    names: tuple[str, ...]
    starts: NDArray[np.int64]
    stops: NDArray[np.int64]
    missing: tuple[str, ...]

    @cached_property
    def lost(self) -> NDArray[np.int64]:
        """Rows of ``whole`` that stand for what is lost."""
        held = np.zeros(len(self.whole), dtype=bool)
        for start, stop in zip(self.starts, self.stops, strict=True):
            held[start:stop] = True
        return np.flatnonzero(~held)

    @cached_property
    def parts(self) -> tuple[NoticeFile, ...]:
        """The open files, each looking at its own records of ``whole``; the bytes after its last one are not there."""
        data, scheme = self.whole.data, self.whole.scheme
        return tuple(
            NoticeFile(name, scheme, data[start:stop], sequence=self, start=int(start), is_sample=self.whole.is_sample)
            for name, start, stop in zip(self.names, self.starts, self.stops, strict=True)
        )

    def locate(self, rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Of rows of ``whole`` that are records: which of ``names`` each one is in, and its record there."""
        part = np.searchsorted(self.starts, rows, side="right") - 1
        return part, rows - self.starts[part]


def in_sequence(parts: Sequence[tuple[str, NoticeFile | None]]) -> tuple[NoticeFile, ...]:
    """The files of one prefecture as parts of one sequence, those left out that are ``None``.

    ``parts`` are name and file by split number, without a gap. The records are copied once; the files returned look at
    that copy.
    """
    held = [(name, file) for name, file in parts if file is not None]
    starts, at = [], 0
    for _, file in parts:
        if file is not None:
            starts.append(at)
            at += len(file)
        at += file is None or bool(file.tail)
    data = np.full((at, NOTICE_LENGTH), 0x20, dtype=np.uint8)
    for start, (_, file) in zip(starts, held, strict=True):
        data[start : start + len(file)] = file.data
    data.flags.writeable = False
    sequence = NoticeSequence(
        whole=NoticeFile(held[0][0], held[0][1].scheme, data, is_sample=_is_sample([file for _, file in held])),
        names=tuple(name for name, _ in held),
        starts=np.array(starts, dtype=np.int64),
        stops=np.array([start + len(file) for start, (_, file) in zip(starts, held, strict=True)], dtype=np.int64),
        missing=tuple(name for name, file in parts if file is None),
    )
    return tuple(replace(part, tail=file.tail) for part, (_, file) in zip(sequence.parts, held, strict=True))


def _is_sample(files: Sequence[NoticeFile]) -> bool:
    """Whether every record that is looked at bears the mark: of a file in UTF-8 none is."""
    return all(file.is_sample or file.in_utf8 for file in files) and any(file.is_sample for file in files)


def notice_file(
    name: str, scheme: Scheme, plain: bytes | NDArray[np.uint8], *, is_sample: bool | None = None
) -> NoticeFile:
    """Look at decrypted bytes as records, without copying them. ``is_sample``: where that was looked at before."""
    flat = np.frombuffer(plain, dtype=np.uint8) if isinstance(plain, bytes) else plain
    count = flat.size // NOTICE_LENGTH
    data = flat[: count * NOTICE_LENGTH].reshape(count, NOTICE_LENGTH)
    data.flags.writeable = False
    tail = flat[count * NOTICE_LENGTH :].tobytes()
    marked = is_marked(flat, NOTICE_LENGTH) if is_sample is None else is_sample
    return NoticeFile(name, scheme, data, tail, is_sample=marked)
