"""Find text in a whole file by its bytes."""

import re
from collections import defaultdict
from functools import cache
from itertools import islice, product
from typing import NamedTuple

import jaconv
import numpy as np
from numpy.typing import NDArray

from app.progress import Progress, no_progress
from app.records.layouts import NOTICE_LENGTH, Scheme, notice_layouts
from app.records.notice_file import TYPE_CODES, NoticeFile
from app.records.text import double_table, encode
from app.records.text_columns import trail_mask

_BLOCK = 2_048
_MOST_SPELLINGS = 16
# A keyboard gives these two for what JIS X 0201 has in their place; half and full width.
_HALF = str.maketrans({"\\": "¥", "~": "‾", "￥": "¥", "＼": "¥", "￣": "‾"})
_FULL = str.maketrans({"\\": "￥", "~": "～", "¥": "￥", "＼": "￥", "‾": "￣"})
_KOUNEN_SYMBOL = re.compile(r"(\d{2})-(\S{1,4})(?: +(\d{1,5}))?", re.ASCII)
_SENPO_SYMBOL = re.compile(r"(\S{1,3}) +(\d{1,5})", re.ASCII)

Rows = NDArray[np.int64]
Pattern = tuple[tuple[bytes, ...], ...]
"""For each character the codes that stand for it, all of one length."""


def search(file: NoticeFile, text: str, progress: Progress = no_progress) -> Rows:
    """Records that hold ``text``, ascending. Half- and full-width forms of the same text are found alike.

    A hit is whole characters of one field, or begins with a field and runs on into the next ones (シリアル番号,
    整理記号と番号), never the second byte of one character and the first of the next. A record of unknown type
    counts as one field. Upper and lower case differ.
    """
    found = np.zeros(len(file), dtype=bool)
    patterns = patterns_of(text)
    anchors = [_anchor(pattern, _pair_counts(file)) for pattern in patterns]
    for start in range(0, len(file), _BLOCK):
        progress("検索", start, len(file))
        block = _Block(file, start, found[start : start + _BLOCK])
        for pattern, anchor in zip(patterns, anchors, strict=True):
            block.mark(_places(block.flat, pattern, anchor), pattern)
    progress("検索", len(file), len(file))
    return np.flatnonzero(found)


def patterns_of(text: str) -> tuple[Pattern, ...]:
    """Every way in which the text may stand in a record."""
    forms = dict.fromkeys([text.strip().translate(_HALF)])
    for kana, ascii_, digit in product((False, True), repeat=3):
        half = jaconv.z2h(text.strip(), kana=kana, ascii=ascii_, digit=digit)
        mixed = jaconv.h2z(half, kana=not kana, ascii=not ascii_, digit=not digit)
        forms[mixed.translate(_HALF if ascii_ else _FULL)] = None
    narrow = jaconv.z2h(text.strip(), kana=True, ascii=True, digit=True)
    # The list shows 整理記号-番号 with a hyphen and a blank that the record does not hold.
    if symbol := _KOUNEN_SYMBOL.fullmatch(narrow):
        code, name, number = symbol.groups()
        forms[f"{code}{name}" if number is None else f"{code}{name:<4}{number}"] = None
    if symbol := _SENPO_SYMBOL.fullmatch(narrow):
        forms[f"{symbol[1]:<3}{symbol[2]}"] = None
    patterns = [_pattern(form) for form in forms if form]
    return tuple(pattern for pattern in dict.fromkeys(patterns) if pattern is not None)


def spellings(text: str) -> tuple[bytes, ...]:
    """Every way in which the text may stand in a record, as bytes."""
    return tuple(
        b"".join(codes) for pattern in patterns_of(text) for codes in islice(product(*pattern), _MOST_SPELLINGS)
    )


def _pattern(form: str) -> Pattern | None:
    """``None`` for text with a character that no record can hold."""
    try:
        return tuple(_codes().get(char) or (encode(char),) for char in form)
    except UnicodeEncodeError:
        return None


@cache
def _codes() -> dict[str, tuple[bytes, ...]]:
    """Characters of several codes: NEC and IBM gave some of theirs a second one."""
    codes: defaultdict[str, list[bytes]] = defaultdict(list)
    for code, (char, _kind) in double_table().items():
        codes[char].append(code.to_bytes(2, "big"))
    return {char: tuple(own) for char, own in codes.items() if len(own) > 1}


def _pair_counts(file: NoticeFile) -> NDArray[np.int64]:
    """``(65536,)``: how often two bytes, read as this machine reads a ``uint16``, stand side by side; by a sample."""
    return np.bincount(file.data[:1024].reshape(-1).view(np.uint16), minlength=0x10000)


def _anchor(pattern: Pattern, counts: NDArray[np.int64]) -> int | None:
    """Where in the pattern its rarest two bytes stand side by side, ``None`` if no two are certain."""
    certain = [codes[0][at] if len(codes) == 1 else None for codes in pattern for at in range(len(codes[0]))]
    pairs = [at for at in range(len(certain) - 1) if certain[at] is not None and certain[at + 1] is not None]
    spelled = bytes(byte or 0 for byte in certain)
    return min(pairs, key=lambda at: counts[np.frombuffer(spelled[at : at + 2], dtype=np.uint16)[0]], default=None)


def _places(flat: NDArray[np.uint8], pattern: Pattern, anchor: int | None) -> Rows:
    """Where these bytes stand, whatever they are there."""
    length = sum(len(codes[0]) for codes in pattern)
    count = max(0, flat.size - length + 1)
    if anchor is None:
        at = np.flatnonzero(np.logical_or.reduce([flat[:count] == code[0] for code in pattern[0]]))
    else:
        first, second = b"".join(codes[0] for codes in pattern)[anchor : anchor + 2]
        at = np.flatnonzero((flat[anchor:][:count] == first) & (flat[anchor + 1 :][:count] == second))
    offset = 0
    for codes in pattern:
        same = np.zeros(at.size, dtype=bool)
        for code in codes:
            same |= np.logical_and.reduce([flat[at + offset + place] == byte for place, byte in enumerate(code)])
        at = at[same]
        offset += len(codes[0])
    return at


class FieldPlaces(NamedTuple):
    """Of the field that holds each byte of a record type, ``(980,)``: its first byte, and the one after its last."""

    first: Rows
    end: Rows


@cache
def field_places(scheme: Scheme, type_code: str) -> FieldPlaces:
    """Of the records of one type; of an unknown one, all bytes are one field."""
    fields = FieldPlaces(np.zeros(NOTICE_LENGTH, dtype=np.int64), np.full(NOTICE_LENGTH, NOTICE_LENGTH, dtype=np.int64))
    for field in notice_layouts(scheme)[type_code].fields if type_code else ():
        fields.first[field.span], fields.end[field.span] = field.offset, field.end
    return fields


class _Block:
    """Some records in a row, from ``start`` on, and which of them are ``found``."""

    def __init__(self, file: NoticeFile, start: int, found: NDArray[np.bool_]) -> None:
        self._scheme = file.scheme
        self._data = file.data[start : start + len(found)]
        self._types = file.types[start : start + len(found)]
        self._found = found
        self.flat = self._data.reshape(-1)

    def mark(self, at: Rows, pattern: Pattern) -> None:
        """Mark the records in which the pattern stands as characters at one of these places of the block."""
        lengths = tuple(len(codes[0]) for codes in pattern)
        records, offsets = np.divmod(at, NOTICE_LENGTH)
        kinds = self._types[records]
        for kind in np.flatnonzero(np.bincount(kinds)):
            own = kinds == kind
            self._mark(records[own], offsets[own], lengths, TYPE_CODES.get(int(kind), ""))

    def _mark(self, records: Rows, offsets: Rows, lengths: tuple[int, ...], type_code: str) -> None:
        fields = field_places(self._scheme, type_code)
        inside, runs_on = room(self._scheme, type_code, lengths)
        self._found[records[runs_on[offsets]]] = True
        # Only after a byte that may be the first one of two can a byte be a second one.
        before = self._data[records, np.maximum(offsets - 1, 0)]
        after_lead = (before ^ np.uint8(0x20)) - np.uint8(0xA1) < 0x3C
        self._found[records[inside[offsets] & ~after_lead]] = True
        left = np.flatnonzero(inside[offsets] & after_lead & ~self._found[records])
        first = fields.first[offsets[left]]
        for start in np.unique(first):
            here = left[first == start]
            rows, of = np.unique(records[here], return_inverse=True)
            seconds = trail_mask(self._data[rows, start : fields.end[start]])
            self._found[records[here[~seconds[of, offsets[here] - start]]]] = True


@cache
def room(scheme: Scheme, type_code: str, lengths: tuple[int, ...]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """``(980,)`` each: characters so long have room inside the field when they begin at this byte, but not as its
    first; they begin with a field, and end wherever one ends among them."""
    fields, ends = field_places(scheme, type_code), np.cumsum(lengths)
    places = np.arange(NOTICE_LENGTH)
    inside = (places > fields.first) & (places + ends[-1] <= fields.end)
    runs_on = np.zeros(NOTICE_LENGTH, dtype=bool)
    for first in np.unique(fields.first):
        last = first + ends[-1]
        among = {int(end) for end in fields.end[first:last] if end <= last}
        runs_on[first] = last <= NOTICE_LENGTH and among <= set((first + ends).tolist())
    return inside, runs_on
