"""Text columns of a whole file at once: lengths, character boundaries and kinds of code, without decoding.

Columns are ``(n, w)`` ``uint8`` views into 980-byte records; they are copied block by block, so that the work stays in
the processor's cache. Nothing here keeps state, so any number of threads may scan at the same time.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from app.records.text import LEAD_BYTES, CharKind, double_table, single_table

HAS_GAIJI, HAS_EXTENSION, HAS_UNDECODABLE = 1, 2, 4
_BLOCK_ROWS = 4096
_SPACE = 0x20
_FLAGS = {
    CharKind.DOUBLE: 0,
    CharKind.GAIJI: HAS_GAIJI,
    CharKind.EXTENSION: HAS_EXTENSION,
}


def trimmed_lengths(column: NDArray[np.uint8]) -> NDArray[np.int32]:
    """``(n,)``: bytes of each row without trailing half-width blanks; equals the printed columns."""
    lengths = np.zeros(len(column), dtype=np.int32)
    for start in range(0, len(column), _BLOCK_ROWS):
        block = np.ascontiguousarray(column[start : start + _BLOCK_ROWS])
        width = _used_width(block)
        if width:
            content = block[:, :width][:, ::-1] != _SPACE
            trailing = content.argmax(axis=1)
            found = content[np.arange(len(block)), trailing]
            lengths[start : start + len(block)] = np.where(found, width - trailing, 0)
    return lengths


def trail_mask(column: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """``(n, w)``: true on each second byte of a two-byte character, as ``decode`` splits them."""
    mask = np.zeros(column.shape, dtype=bool)
    for start in range(0, len(column), _BLOCK_ROWS):
        block = np.ascontiguousarray(column[start : start + _BLOCK_ROWS])
        # A lead byte may take the first trailing blank with it.
        width = min(_used_width(block) + 1, block.shape[1])
        leads = _leads(np.ascontiguousarray(block[:, :width].T))
        mask[start : start + len(block), 1:width] = leads[:-1].T
    return mask


def text_classes(column: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """``(n,)``: ``HAS_GAIJI | HAS_EXTENSION | HAS_UNDECODABLE`` of each row, agreeing with ``decode``."""
    classes = np.zeros(len(column), dtype=np.uint8)
    for start in range(0, len(column), _BLOCK_ROWS):
        block = np.ascontiguousarray(column[start : start + _BLOCK_ROWS])
        width = _used_width(block)
        # Printable ASCII has nothing to find; unsigned wrap-around puts control bytes above 5E too.
        rows = np.flatnonzero(((block[:, :width] - np.uint8(_SPACE)) > 0x7E - _SPACE).any(axis=1))
        if rows.size == len(block):
            classes[start : start + len(block)] = _block_classes(np.ascontiguousarray(block[:, :width].T))
        elif rows.size:
            classes[start + rows] = _block_classes(np.ascontiguousarray(block[rows, :width].T))
    return classes


def _used_width(block: NDArray[np.uint8]) -> int:
    """Columns up to the last one that is not blank in every row."""
    used = np.flatnonzero(np.bitwise_or.reduce(block ^ np.uint8(_SPACE), axis=0))
    return int(used[-1]) + 1 if used.size else 0


def _leads(cells: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """``(w, rows)``: true on each first byte of a two-byte character; cells are ``(w, rows)``."""
    # 81–9F and E0–FC become one range when bit 5 is flipped.
    leads = (cells ^ np.uint8(0x20)) - np.uint8(0xA1) < 0x3C
    for at in range(1, len(leads)):
        # "and not": a byte in the lead range is no lead when the byte before it is one.
        np.greater(leads[at], leads[at - 1], out=leads[at])
    return leads


def _block_classes(cells: NDArray[np.uint8]) -> NDArray[np.uint8]:
    leads = _leads(cells)
    codes = cells.astype(np.uint16)
    codes[1:] |= (cells[:-1] * leads[:-1]).astype(np.uint16) << 8
    # The table covers every uint16, so "clip" never clips: it only saves the bounds check.
    classes: NDArray[np.uint8] = np.bitwise_or.reduce(_code_classes().take(codes, mode="clip"), axis=0)
    # A lead byte in the last used column has a blank or nothing after it: impossible either way.
    classes[leads[-1]] |= HAS_UNDECODABLE
    return classes


@cache
def _code_classes() -> NDArray[np.uint8]:
    """``(65536,)``: the flag of a code; below 256 a single byte, where a lead byte counts with its pair instead."""
    table = np.full(0x10000, HAS_UNDECODABLE, dtype=np.uint8)
    table[[*single_table(), *sorted(LEAD_BYTES)]] = 0
    for code, (_char, kind) in double_table().items():
        table[code] = _FLAGS[kind]
    table.flags.writeable = False
    return table
