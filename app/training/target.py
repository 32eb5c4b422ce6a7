"""Writing columns into scattered rows of a file, a block at a time."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.records import pictures
from app.records.layouts import Field, RecordLayout

# Small enough that no copy of a whole column is needed.
_BLOCK_ROWS = 16384


@dataclass(frozen=True, slots=True, eq=False)
class Target:
    """Some rows of a file ``data`` ``(n, 980)``, all of one record type."""

    data: NDArray[np.uint8]
    rows: NDArray[np.int64]
    layout: RecordLayout

    def put(self, role: str, values: NDArray[np.uint8], index: NDArray[np.int64] | None = None) -> None:
        """Write ``values`` ``(k, w)`` from the start of this role's field on, over ``w`` bytes: row by row (``k`` =
        rows), or ``values[index]``."""
        start = self.layout.role(role).offset
        stop = start + values.shape[1]
        for at in range(0, len(self.rows), _BLOCK_ROWS):
            block = slice(at, at + _BLOCK_ROWS)
            self.data[self.rows[block], start:stop] = values[block] if index is None else values[index[block]]

    def put_text(self, field: Field, text: bytes) -> None:
        """Write the same bytes into every row."""
        values = np.frombuffer(text, dtype=np.uint8)
        self.data[self.rows, field.offset : field.offset + len(text)] = values

    def put_numbers(self, role: str, values: NDArray[np.int64]) -> None:
        """Write numbers in the field's own picture."""
        self.put(role, self.edited(role, values))

    def edited(self, role: str, values: NDArray[np.int64]) -> NDArray[np.uint8]:
        """The bytes of numbers in the field's own picture; ``ValueError`` when one does not fit."""
        return pictures.write_column(values, self.layout.role(role).picture or "")
