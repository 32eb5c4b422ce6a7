"""An index of one file that finds text in all its records while a key goes down: the same records as ``search``.

A field that says the same in many records is searched once for each of its values, numbers and codes byte column by
byte column, other text as codes of whole characters. What begins with a field and runs on into the next ones is
compared where it may stand. It needs about a sixth of the file's bytes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.month.looking.search import Pattern, Rows, field_places, patterns_of, room, search
from app.progress import Progress, no_progress
from app.records.layouts import notice_layouts
from app.records.notice_file import TYPE_CODES, NoticeFile
from app.records.text import LEAD_BYTES
from app.records.text_columns import trail_mask, trimmed_lengths

_NARROW = 24
"""A field of single bytes so long is searched byte column by byte column."""
_SAMPLE, _FEW_OF_SAMPLE, _FEW = 2_000, 64, 256
_BLOCK = 16_384
_CODES_BLOCK = 1 << 19
_PAIRS, _FEW_PAIRS = 1 << 22, 1 << 12
_BLANK = 0x20
_NO_CODE = 0xFFFF
"""For a byte 0, which no text that is looked for holds: 0 ends a text."""
_PRIME = np.uint64(0x9E3779B97F4A7C15)
_LEADS = np.isin(np.arange(256), sorted(LEAD_BYTES))

Mask = NDArray[np.bool_]
Cells = NDArray[np.uint8]
_Codes = tuple[tuple[int, ...], ...]
"""For each character of a pattern the codes that stand for it."""


@dataclass(frozen=True, eq=False)
class _Few:
    """A field of few ``values`` (k, width); ``of`` (n bytes) says which of them each record has."""

    values: Cells
    of: bytes

    def may(self, at: int, code: bytes) -> bool:
        return bool(self._equal(at, code).any())

    def equal(self, at: int, code: bytes) -> Mask:
        return self.having(np.flatnonzero(self._equal(at, code)))

    def _equal(self, at: int, code: bytes) -> Mask:
        same: Mask = (self.values[:, at : at + len(code)] == np.frombuffer(code, dtype=np.uint8)).all(axis=1)
        return same

    def having(self, values: NDArray[np.int64]) -> Mask:
        """``(n,)``: the records that have one of these values."""
        table = bytearray(_FEW)
        for value in values.tolist():
            table[value] = 1
        return np.frombuffer(self.of.translate(table), dtype=np.bool_)


@dataclass(frozen=True, eq=False)
class _Narrow:
    """A field whose bytes from ``first`` on are not blank everywhere: ``cells`` (width, n). ``seen`` (width, 256) says
    which bytes stand in a column at all.
    """

    first: int
    cells: Cells
    seen: Mask

    def may(self, at: int, code: bytes) -> bool:
        """Whether any record may have the bytes of a character there."""
        return all(
            bool(self.seen[own, byte]) if 0 <= own < len(self.cells) else byte == _BLANK
            for own, byte in enumerate(code, at - self.first)
        )

    def equal(self, at: int, code: bytes) -> Mask:
        """``(n,)``: which of them have."""
        same = np.ones(self.cells.shape[1], dtype=bool)
        for own, byte in enumerate(code, at - self.first):
            if 0 <= own < len(self.cells):
                same &= self.cells[own] == byte
            elif byte != _BLANK:
                same[:] = False
        return same

    def mark(self, wanted: bytes, found: Mask) -> None:
        """Mark the records in which these bytes stand side by side."""
        for start in range(len(self.cells) - len(wanted) + 1):
            if all(self.seen[start + at, byte] for at, byte in enumerate(wanted)):
                same = self.cells[start] == wanted[0]
                for at, byte in enumerate(wanted[1:], 1):
                    same &= self.cells[start + at] == byte
                found |= same


class _Texts:
    """Texts as codes of whole characters, each ended by 0, one after the other; ``owners`` says whose they are."""

    def __init__(self, parts: Sequence[tuple[NDArray[np.uint16], NDArray[np.int32]]]) -> None:
        """``parts``: texts, and for each of them its owner."""
        none = np.zeros(0, dtype=np.uint16)
        self.codes = np.concatenate([codes for codes, _ in parts]) if parts else none
        self.owners = np.concatenate([own for _, own in parts]) if parts else np.zeros(0, dtype=np.int32)
        self._ends = np.flatnonzero(self.codes == 0)
        self._counts = np.bincount(self.codes, minlength=1 << 16)
        self._beside = np.zeros(_PAIRS if len(self.codes) > _CODES_BLOCK else _FEW_PAIRS, dtype=bool)
        for start in range(0, len(self.codes), _CODES_BLOCK):
            block = self.codes[start : start + _CODES_BLOCK + 1]
            self._beside[self._pair(block[:-1], block[1:])] = True

    def _pair(self, first: NDArray[np.uint16], second: NDArray[np.uint16]) -> NDArray[np.uint32]:
        """Which place of ``_beside`` two codes side by side have; some others have the same."""
        mixed = first.astype(np.uint32) * np.uint32(0x9E3779B1) + second * np.uint32(0x85EBCA6B)
        return (mixed >> np.uint32(8)) % np.uint32(len(self._beside))

    def _may(self, first: Sequence[int], second: Sequence[int]) -> bool:
        """Whether two characters may stand side by side anywhere: most ways to write a text are nobody's."""
        one, other = np.array(first, dtype=np.uint16), np.array(second, dtype=np.uint16)
        return bool(self._beside[self._pair(one[:, None], other[None, :])].any())

    def owners_of(self, wanted: _Codes) -> NDArray[np.int32]:
        """Whose texts hold these characters, in any order, some of them more than once."""
        counts = [int(self._counts[list(codes)].sum()) for codes in wanted]
        if not min(counts) or not all(self._may(*pair) for pair in pairwise(wanted)):
            return self.owners[:0]
        # The rarest two that stand side by side leave few places to look at.
        anchor = min(range(max(len(wanted) - 1, 1)), key=lambda at: sum(counts[at : at + 2]))
        size, beside = len(self.codes) - len(wanted) + 1, range(anchor, min(anchor + 2, len(wanted)))
        found = []
        for start in range(0, max(size, 0), _CODES_BLOCK):
            stop = min(start + _CODES_BLOCK, size)
            same = _any_of(self.codes[start + anchor : stop + anchor], wanted[anchor])
            for place in beside[1:]:
                same &= _any_of(self.codes[start + place : stop + place], wanted[place])
            at = start + np.flatnonzero(same)
            for place, codes in enumerate(wanted):
                if place not in beside:
                    at = at[_any_of(self.codes[at + place], codes)]
            found.append(at)
        own: NDArray[np.int32] = self.owners[np.searchsorted(self._ends, np.concatenate(found))]
        return own


def _any_of(codes: NDArray[np.uint16], wanted: Sequence[int]) -> Mask:
    same: Mask = codes == wanted[0]
    for code in wanted[1:]:
        same |= codes == code
    return same


class _Place(NamedTuple):
    """A character of a pattern at a byte of the record."""

    offset: int
    codes: tuple[bytes, ...]


class _Kind:
    """The records of one type."""

    def __init__(self, file: NoticeFile, kind: int, progress: Progress) -> None:
        self._file, self._code = file, TYPE_CODES[kind]
        self.rows = file.rows(kind)
        self._fields: dict[int, _Few | _Narrow | None] = {}
        few: list[tuple[NDArray[np.uint16], NDArray[np.int32]]] = []
        wide: list[tuple[NDArray[np.uint16], NDArray[np.int32]]] = []
        self._of_few: list[_Few] = []
        for field in notice_layouts(file.scheme)[self._code].fields:
            progress("検索の準備", field.offset, file.data.shape[1])
            column = file.data[self.rows, field.span]
            known = _few_of(column) or _narrow_of(column)
            self._fields[field.offset] = known
            if isinstance(known, _Few):
                texts, own = _texts_of(known.values)
                few.append((texts, (len(self._of_few) * _FEW + own).astype(np.int32)))
                self._of_few.append(known)
            elif known is None:
                wide.append(_texts_of(column))
        self._few, self._wide = _Texts(few), _Texts(wide)

    def mark(self, pattern: Pattern, found: Mask) -> None:
        """Mark those of all records of the file that hold the pattern."""
        own = np.zeros(len(self.rows), dtype=bool)
        self._mark_inside(pattern, own)
        if len(pattern) > 1:
            for start in self._starts(pattern):
                self._mark_running_on(pattern, start, own)
        found[self.rows[own]] = True

    def _mark_inside(self, pattern: Pattern, found: Mask) -> None:
        """Within one field."""
        codes = tuple(tuple(int.from_bytes(one, "big") for one in own) for own in pattern)
        hits = self._few.owners_of(codes)
        for number in np.unique(hits // _FEW):
            found |= self._of_few[number].having(np.unique(hits[hits // _FEW == number] % _FEW))
        if all(len(own) == 1 and len(own[0]) == 1 for own in pattern):
            wanted = b"".join(own[0] for own in pattern)
            for known in self._fields.values():
                if isinstance(known, _Narrow):
                    known.mark(wanted, found)
        if not found.all():
            found[self._wide.owners_of(codes)] = True

    def _starts(self, pattern: Pattern) -> Iterable[int]:
        """The fields that the pattern may begin with and leave."""
        lengths = tuple(len(own[0]) for own in pattern)
        fields, (_, runs_on) = field_places(self._file.scheme, self._code), room(self._file.scheme, self._code, lengths)
        return (first for first in self._fields if runs_on[first] and fields.end[first] < first + sum(lengths))

    def _mark_running_on(self, pattern: Pattern, start: int, found: Mask) -> None:
        """Where it begins with the field at ``start`` and ends in another one."""
        known, left = self._where(pattern, start)
        if not all(any(field.may(at, code) for code in codes) for field, at, codes in known):
            return
        same = np.ones(len(self.rows), dtype=bool)
        for field, at, codes in known:
            same &= np.logical_or.reduce([field.equal(at, code) for code in codes])
            if not same.any():
                return
        rows = np.flatnonzero(same)
        for place in left:
            rows = rows[self._stands(place, self.rows[rows])]
        found[rows] = True

    def _where(
        self, pattern: Pattern, start: int
    ) -> tuple[list[tuple[_Few | _Narrow, int, tuple[bytes, ...]]], list[_Place]]:
        """The characters of a pattern that begins at this byte: field, byte in it, codes; and those in other text."""
        fields, offset = field_places(self._file.scheme, self._code), start
        known: list[tuple[_Few | _Narrow, int, tuple[bytes, ...]]] = []
        left = []
        for codes in pattern:
            first = int(fields.first[offset])
            field = self._fields[first]
            if field is None:
                left.append(_Place(offset, codes))
            else:
                known.append((field, offset - first, codes))
            offset += len(codes[0])
        return known, left

    def _stands(self, place: _Place, rows: Rows) -> Mask:
        """Whether a character stands there, asked of the records themselves."""
        bytes_ = self._file.data[rows, place.offset : place.offset + len(place.codes[0])]
        wanted = [np.frombuffer(code, dtype=np.uint8) for code in place.codes]
        stands: Mask = np.logical_or.reduce([(bytes_ == code).all(axis=1) for code in wanted])
        return stands


def _few_of(column: Cells) -> _Few | None:
    """``None`` for a column of many values."""
    step = max(1, len(column) // _SAMPLE)
    if len(np.unique(_hashes(column[::step]))) > _FEW_OF_SAMPLE:
        return None
    _, first, of = np.unique(_hashes(column), return_index=True, return_inverse=True)
    if len(first) > _FEW:
        return None
    values, which = column[first], of.astype(np.uint8)
    return _Few(values, which.tobytes()) if np.array_equal(values[which], column) else None


def _hashes(column: Cells) -> NDArray[np.uint64]:
    """``(n,)``: the same for the same bytes, hardly ever for others."""
    found = np.zeros(len(column), dtype=np.uint64)
    for at in range(column.shape[1]):
        found = (found + column[:, at]) * _PRIME
    return found


def _narrow_of(column: Cells) -> _Narrow | None:
    """``None`` for a long column, or one with double-byte characters."""
    if column.shape[1] > _NARROW:
        return None
    cells = np.ascontiguousarray(column.T)
    seen = np.array([np.bincount(row, minlength=256) > 0 for row in cells])
    if (seen & _LEADS).any():
        return None
    used = np.flatnonzero(seen[:, np.arange(256) != _BLANK].any(axis=1))
    first, end = (int(used[0]), int(used[-1]) + 1) if used.size else (0, 0)
    return _Narrow(first, np.ascontiguousarray(cells[first:end]), seen[first:end])


def _texts_of(column: Cells) -> tuple[NDArray[np.uint16], NDArray[np.int32]]:
    """The texts that are not blank, without blanks at their end, each ended by 0; and whose they are."""
    codes, owners = [np.zeros(0, dtype=np.uint16)], [np.zeros(0, dtype=np.int32)]
    for start in range(0, len(column), _BLOCK):
        block = column[start : start + _BLOCK]
        lengths = trimmed_lengths(block)
        rows = np.flatnonzero(lengths)
        if not rows.size:
            continue
        width = int(lengths.max()) + 1
        cells = np.full((len(rows), width + 1), _BLANK, dtype=np.uint8)
        cells[:, : min(width, block.shape[1])] = block[rows, :width]
        # A lead byte that is the last of its field stands alone; before a blank it takes that.
        trails = np.zeros(cells.shape, dtype=bool)
        trails[:, : block.shape[1]] = trail_mask(block[rows])[:, : width + 1]
        leads = np.zeros(cells.shape, dtype=bool)
        leads[:, :-1] = trails[:, 1:]
        whole = np.where(leads, cells.astype(np.uint16) << 8 | np.roll(cells, -1, axis=1), cells).astype(np.uint16)
        whole[whole == 0] = _NO_CODE
        ends = lengths[rows][:, None]
        places_ = np.arange(cells.shape[1])
        kept = (places_ < ends) & ~trails
        whole[places_ == ends] = 0
        codes.append(whole[kept | (places_ == ends)])
        owners.append((start + rows).astype(np.int32))
    return np.concatenate(codes), np.concatenate(owners)


class SearchIndex:
    """Of one file. Making it takes a few seconds for a million records; it holds what the records hold, in memory."""

    def __init__(self, file: NoticeFile, progress: Progress = no_progress) -> None:
        self._file = file
        self._kinds = [_Kind(file, kind, progress) for kind in TYPE_CODES if (file.types == kind).any()]
        known = np.isin(file.types, list(TYPE_CODES))
        self._others = np.flatnonzero(~known)

    def search(self, text: str, progress: Progress = no_progress) -> Rows:
        """As :func:`app.month.looking.search.search`."""
        found = np.zeros(len(self._file), dtype=bool)
        patterns = patterns_of(text)
        for number, pattern in enumerate(patterns):
            progress("検索", number, len(patterns))
            for kind in self._kinds:
                kind.mark(pattern, found)
        if self._others.size:
            rest = NoticeFile(self._file.name, self._file.scheme, self._file.data[self._others])
            found[self._others[search(rest, text, progress)]] = True
        return np.flatnonzero(found)
