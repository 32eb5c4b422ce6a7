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
_BYTE_COLUMNS, _PAIR_COLUMNS = 6, 9  # ⟦93⟧ and ⟦93 20⟧
_SPACE = 0x20
_BLANK_WORD = np.frombuffer(b" " * 8, dtype=np.uint64)[0]
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


def printed_columns(column: NDArray[np.uint8]) -> NDArray[np.int32]:
    """``(n,)``: columns of each trimmed text as it is shown; a pair that is no character takes 9 (``⟦93 20⟧``)."""
    lengths = trimmed_lengths(column)
    rows = np.flatnonzero(text_classes(column) & HAS_UNDECODABLE)
    for start in range(0, len(rows), _BLOCK_ROWS):
        some = rows[start : start + _BLOCK_ROWS]
        cells, ends = np.ascontiguousarray(column[some].T), lengths[some]
        leads = _leads(cells)
        seconds = np.zeros_like(leads)
        seconds[1:] = leads[:-1]
        wrong = _classed(cells, leads) == HAS_UNDECODABLE
        # A lead byte that only the blank after the text follows stands alone, since that blank is cut off.
        pairs = (wrong & seconds & (np.arange(len(cells))[:, None] < ends)).sum(axis=0)
        alone = (wrong & ~seconds).sum(axis=0) + leads[ends - 1, np.arange(len(some))]
        lengths[some] += (_PAIR_COLUMNS - 2) * pairs + (_BYTE_COLUMNS - 1) * alone
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
    """``(n,)``: ``HAS_GAIJI | HAS_EXTENSION | HAS_UNDECODABLE`` of each row, agreeing with ``decode``.

    Text is mostly whole two-byte characters, or single bytes in twos: a row that is nothing but plain pairs from
    its first byte on is split right without looking for lead bytes, and has nothing to find. The others are split.
    """
    classes = np.zeros(len(column), dtype=np.uint8)
    width = column.shape[1]
    # Whole words of eight bytes, because most of them are blank and need no second look.
    room = np.full((min(len(column), _BLOCK_ROWS), -(-width // 8) * 8), _SPACE, dtype=np.uint8)
    for start in range(0, len(column), _BLOCK_ROWS):
        block = column[start : start + _BLOCK_ROWS]
        padded = room[: len(block)]
        padded[:, :width] = block
        words = padded.reshape(-1).view(np.uint64)
        rows = odd_words(words, np.flatnonzero(words != _BLANK_WORD)) // (padded.shape[1] // 8)
        rows = rows[np.flatnonzero(np.diff(rows, prepend=-1))]  # each once; they ascend
        if rows.size:
            some = block[rows]
            classes[start + rows] = _block_classes(np.ascontiguousarray(some[:, : _used_width(some)].T))
    return classes


def odd_words(words: NDArray[np.uint64], written: NDArray[np.int64]) -> NDArray[np.int64]:
    """Of the ``written`` among some words of text, those that are not four plain pairs of bytes each.

    A text of whole words without any of these has nothing to find; the others must be split from their first byte on.
    """
    uncommon = _uncommon().take(words.take(written, mode="clip").view(np.uint16), mode="clip").view(np.uint32)
    return written[np.flatnonzero(uncommon)]


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
    classes: NDArray[np.uint8] = np.bitwise_or.reduce(_classed(cells, leads), axis=0)
    # A lead byte in the last used column has a blank or nothing after it: impossible either way.
    classes[leads[-1]] |= HAS_UNDECODABLE
    return classes


def _classed(cells: NDArray[np.uint8], leads: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """``(w, rows)``: the flag of each single byte and, at its second byte, of each pair."""
    codes = cells.astype(np.uint16)
    codes[1:] |= (cells[:-1] * leads[:-1]).astype(np.uint16) << 8
    # The table covers every uint16, so "clip" never clips: it only saves the bounds check.
    return _code_classes().take(codes, mode="clip")


@cache
def _code_classes() -> NDArray[np.uint8]:
    """``(65536,)``: the flag of a code; below 256 a single byte, where a lead byte counts with its pair instead."""
    table = np.full(0x10000, HAS_UNDECODABLE, dtype=np.uint8)
    table[[*single_table(), *sorted(LEAD_BYTES)]] = 0
    for code, (_char, kind) in double_table().items():
        table[code] = _FLAGS[kind]
    table.flags.writeable = False
    return table


@cache
def _uncommon() -> NDArray[np.bool_]:
    """``(65536,)``: true unless two bytes, read as this machine reads a ``uint16``, are a plain character or two."""
    table = np.ones(0x10000, dtype=bool)
    singles = np.array(list(single_table()))
    doubles = np.array([code for code, (_char, kind) in double_table().items() if kind is CharKind.DOUBLE])
    plain = np.concatenate([(singles[:, None] << 8 | singles).ravel(), doubles]).astype(">u2")
    table[plain.view(np.uint16)] = False
    table.flags.writeable = False
    return table
