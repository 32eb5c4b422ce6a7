"""Blocks of text that flow in one room (the addressee): rows that are set alike.

The setting itself is :func:`app.sheet.fit.fit_stack`, as on the sheet; here it is only asked once for rows of the
same character widths.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.cases.record_scan import text_fields
from app.checks.rules.printing import barcode_reasons, firsts, prints_barcodes, specs_of
from app.checks.view import FileView
from app.records.distinct import distinct_values
from app.records.layouts import Field, Scheme
from app.records.notice_file import DETAIL
from app.records.text_columns import trail_mask, trimmed_lengths
from app.sheet.fit import fit_stack, item_room
from app.sheet.flow import Widths
from app.sheet.form_model import Stack
from app.sheet.place import reserve_mm


def text_block(stack: Stack, scheme: Scheme) -> tuple[Field, ...] | None:
    """The field of every item, if each prints one text field as it stands; then columns are bytes. Else ``None``."""
    specs = [specs_of(scheme).get(item.id) for item in stack.items]
    fields = [spec.fields[0] for spec in specs if spec is not None and spec.form in ("postal", "text")]
    return tuple(fields) if len(fields) == len(stack.items) else None


def columns(view: FileView, fields: tuple[Field, ...]) -> NDArray[np.int32]:
    """``(m, k)``: printed columns of these fields in the sound ``01``."""
    kind = view.kind(DETAIL)
    texts = {field.item for field in text_fields(view.file.scheme, "01")}
    return np.stack(
        [
            view.text(kind, field.item)[1] if field.item in texts else trimmed_lengths(view.cells(kind, field.item))
            for field in fields
        ],
        axis=1,
    ).astype(np.int32)


def reserves(view: FileView, stack: Stack) -> NDArray[np.float64]:
    """``(m,)``: mm that the barcode of each sound ``01`` takes at the foot of this stack."""
    with_barcode = (barcode_reasons(view) == 0) & (stack.barcode is not None) & prints_barcodes(view)
    return np.where(with_barcode, reserve_mm(stack, view.equipment.barcode.size), 0.0)


@dataclass(frozen=True, slots=True, eq=False)
class Alike:
    """Rows that are set alike: ``settings[of[i]]`` is that of row ``i``: character widths of each item, and reserve."""

    settings: tuple[tuple[Widths, float], ...]
    of: NDArray[np.int32]


def alike(view: FileView, stack: Stack, fields: tuple[Field, ...], at: NDArray[np.int64]) -> Alike:
    """Put the sound ``01`` with these numbers together by what decides their setting.

    A text that stays on one line at every step counts by its columns alone; of a longer one every character counts.
    Rows with undecodable bytes do not belong here: their text is longer than their bytes.
    """
    rows, counts = view.kind(DETAIL).rows[at], columns(view, fields)[at]
    room = [min(item_room(stack, step, name=item.name) for step in stack.steps) for item in stack.items]
    keys = [counts.astype(np.uint8), (reserves(view, stack)[at] > 0).astype(np.uint8)[:, None]]
    masks: dict[int, NDArray[np.uint8]] = {}
    for place, field in enumerate(fields):
        long = np.flatnonzero(counts[:, place] > room[place])
        if long.size:
            masks[place] = np.zeros((len(at), field.length), dtype=np.uint8)
            masks[place][long] = trail_mask(view.file.data[rows[long], field.span])
            keys.append(np.packbits(masks[place], axis=1))
    cells = np.concatenate(keys, axis=1)
    found = distinct_values(cells, np.arange(len(at)), [slice(0, cells.shape[1])])

    def widths(row: int) -> Widths:
        return tuple(
            _widths(int(counts[row, place]), masks[place][row] if counts[row, place] > room[place] else None)
            for place in range(len(fields))
        )

    kept = reserves(view, stack)[at]
    return Alike(tuple((widths(row), float(kept[row])) for row in firsts(found).tolist()), found.of)


def _widths(count: int, trails: NDArray[np.uint8] | None) -> tuple[int, ...]:
    """Character widths of a text of so many columns; without ``trails`` nobody asks where its characters end."""
    if trails is None:
        return (1,) * count
    starts = np.flatnonzero(trails[:count] == 0)
    return tuple(np.diff(np.append(starts, count)).tolist())


def overflows(stack: Stack, widths: Widths, reserve: float) -> bool:
    """Whether a block is cut off."""
    return fit_stack(stack, widths, reserve).overflow
