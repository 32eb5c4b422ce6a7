"""A notice file as one ``uint8`` array and numpy column views over it."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from app.records.layouts import NOTICE_LENGTH, Field, RecordLayout, Scheme, notice_layouts

EXTRACT, DETAIL, OFFICE_TOTAL, UNKNOWN = 0, 1, 2, 255
TYPE_OFFSET = 14


@dataclass(frozen=True, eq=False)
class NoticeFile:
    """One ``ZMGK*`` file in memory.

    ``data`` is ``(n, 980)`` read-only ``uint8``; ``tail`` the bytes after the last whole record (empty in a
    sound file, kept so that they can be shown). Records are 0-based.
    """

    name: str
    scheme: Scheme
    data: NDArray[np.uint8]
    tail: bytes = field(default=b"", repr=False)

    def __len__(self) -> int:
        return int(self.data.shape[0])

    @cached_property
    def types(self) -> NDArray[np.uint8]:
        """``(n,)``: ``EXTRACT``, ``DETAIL``, ``OFFICE_TOTAL`` or ``UNKNOWN`` for each record (レコード区分)."""
        high, low = self.data[:, TYPE_OFFSET], self.data[:, TYPE_OFFSET + 1]
        known = (high == 0x30) & (low >= 0x30) & (low <= 0x32)
        return np.where(known, low - 0x30, UNKNOWN).astype(np.uint8)

    @cached_property
    def extract_of(self) -> NDArray[np.int64]:
        """``(n,)``: for each detail record the record of its establishment's ``00``, else -1.

        The ``00`` is the nearest one before it; it is the establishment's own when both serial numbers
        (first 14 bytes) are equal (N 表4.1.2.1-1).
        """
        index = np.arange(len(self))
        nearest = np.maximum.accumulate(np.where(self.types == EXTRACT, index, -1))
        details = np.flatnonzero((self.types == DETAIL) & (nearest >= 0))
        result = np.full(len(self), -1, dtype=np.int64)
        same = (self.data[details, :TYPE_OFFSET] == self.data[nearest[details], :TYPE_OFFSET]).all(axis=1)
        result[details[same]] = nearest[details[same]]
        return result

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


def notice_file(name: str, scheme: Scheme, plain: bytes | NDArray[np.uint8]) -> NoticeFile:
    """Look at decrypted bytes as records, without copying them."""
    flat = np.frombuffer(plain, dtype=np.uint8) if isinstance(plain, bytes) else plain
    count = flat.size // NOTICE_LENGTH
    data = flat[: count * NOTICE_LENGTH].reshape(count, NOTICE_LENGTH)
    data.flags.writeable = False
    return NoticeFile(name, scheme, data, flat[count * NOTICE_LENGTH :].tobytes())
