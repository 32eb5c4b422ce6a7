"""Postal code, address and customer barcode: ``postal.address`` and ``barcode.unprintable``."""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.checks.model import Hits
from app.checks.rules.printing import ENCODING, barcode_reasons, field_of, prints_barcodes
from app.checks.view import FileView, Kind
from app.notice.content import ADDRESS_IDS, ENCODING_TEXT, POSTAL_ID
from app.notice.customer_barcode import REASONS, hyphened_codes, reason_text
from app.notice.postal import TOWN, PostalDictionary
from app.notice.town_beginnings import NUMERALS
from app.records.distinct import cut, rows_any
from app.records.layouts import Field
from app.records.notice_file import DETAIL
from app.records.text import encode, to_text, trimmed
from app.records.text_columns import HAS_UNDECODABLE

_BLOCK, _WORD = 8192, 8
_ZERO = 0x30
_NO_SIZE = "様式のカスタマバーコード欄が、印字する寸法より狭い。"


def unprintable(view: FileView) -> Iterator[Hits]:
    """Notices that are printed without a barcode; when no size is printable at all, one finding for the file."""
    kind, scheme = view.kind(DETAIL), view.file.scheme
    reasons = barcode_reasons(view)
    postal = field_of(scheme, POSTAL_ID)
    if len(kind.rows) and not prints_barcodes(view):
        why = view.equipment.barcode.reason or _NO_SIZE
        text = f"このファイルの通知書{len(kind.rows):,}件のすべてで、カスタマバーコードを印字できません。{why}"
        yield Hits(kind.rows[:1], postal.offset, postal.length, lambda _: text, np.array([len(kind.rows)]))
    at = np.flatnonzero(reasons)
    fields = [postal, *(field_of(scheme, item_id) for item_id in ADDRESS_IDS)]
    which = _place_of_fault(view, kind, reasons, at)

    @cache
    def said(place: int, reason: int, raw: bytes) -> str:
        """Of thousands of notices many share a postal code."""
        field = fields[place]
        why = ENCODING_TEXT if reason == ENCODING else reason_text(REASONS[reason], view.equipment.postal)
        found = to_text(trimmed(raw))
        value = f"「{found}」" if found else ""
        return f"{field.name}（項番{field.item}）{value}：{why}。カスタマバーコードを印字できません。"

    def message(i: int) -> str:
        place, reason = int(which[i]), int(reasons[at[i]])
        raw = b"" if reason == ENCODING else view.file.raw(int(kind.rows[at[i]]), fields[place])
        return said(place, reason, raw)

    offsets, lengths = np.array([field.offset for field in fields]), np.array([field.length for field in fields])
    yield Hits(kind.rows[at], offsets[which], lengths[which], message)


def _place_of_fault(view: FileView, kind: Kind, reasons: NDArray[np.uint8], at: NDArray[np.int64]) -> NDArray[np.int64]:
    """0 for the postal code, 1–3 for the first address line that cannot be decoded."""
    which = np.zeros(len(at), dtype=np.int64)
    for line, item_id in reversed(list(enumerate(ADDRESS_IDS, 1))):
        classes, _ = view.text(kind, field_of(view.file.scheme, item_id).item)
        which[(reasons[at] == ENCODING) & ((classes[at] & HAS_UNDECODABLE) != 0)] = line
    return which


def not_in_town(view: FileView) -> Iterator[Hits]:
    """Notices whose address does not name the town of their postal code, as ``PostalDictionary.split`` has it.

    Of most addresses their first bytes settle it; only the others are read one by one.
    """
    kind = view.kind(DETAIL)
    postal = field_of(view.file.scheme, POSTAL_ID)
    at = np.flatnonzero(barcode_reasons(view) == 0)
    codes = _codes(cut(view.file.data, kind.rows[at], postal.span))
    towns = view.equipment.postal.kinds[codes] == TOWN
    at, codes = at[towns], codes[towns]
    open_rows = np.flatnonzero(~_begin_as_written(view, kind.rows[at], codes))
    missing = open_rows[~_split_matches(view, kind.rows[at[open_rows]], codes[open_rows])]

    def message(i: int) -> str:
        code = f"{codes[missing[i]]:07}"
        town = view.equipment.postal.lookup(code)[0]
        return (
            f"{postal.name}（項番{postal.item}）「{code[:3]}-{code[3:]}」の町域"
            f"「{town.city}{town.town}」が住所の中に見つかりません。"
        )

    yield Hits(kind.rows[at[missing]], postal.offset, postal.length, message)


def _codes(cells: NDArray[np.uint8]) -> NDArray[np.int32]:
    """``(m,)``: the number of each ``999-9999`` or ``9999999`` of an ``(m, 8)`` field."""
    codes, hyphened = hyphened_codes(cells)
    others = np.flatnonzero(~hyphened)
    plain = np.zeros(len(others), dtype=np.int32)
    for place in range(7):
        plain = plain * 10 + (cells[others, place] - np.uint8(_ZERO))
    codes[others] = plain
    return codes


def _begin_as_written(view: FileView, records: NDArray[np.int64], codes: NDArray[np.int32]) -> NDArray[np.bool_]:
    """``(m,)``: address line 1 begins in a way that alone tells the town. Equal bytes are equal characters."""
    field, data = field_of(view.file.scheme, ADDRESS_IDS[0]), view.file.data
    runs = np.flatnonzero(np.diff(codes, prepend=-1))  # equal codes mostly stand together
    each, of_run = np.unique(codes[runs], return_inverse=True)
    of = np.repeat(of_run.astype(np.int32), np.diff(np.append(runs, len(codes))))
    found = np.zeros(len(records), dtype=bool)
    for way in _ways(each, view.equipment.postal, field.length):
        span = slice(field.offset, field.offset + way.width)
        for begin in range(0, len(records), _BLOCK):
            rows = begin + np.flatnonzero(~found[begin : begin + _BLOCK])
            mine = of[rows]
            line = cut(data, records[rows], span).view(np.uint64)
            line ^= way.text.take(mine, axis=0, mode="clip")
            line &= way.mask.take(mine, axis=0, mode="clip")
            found[rows] = ~rows_any(line) & way.used.take(mine, mode="clip")
            some = rows[found[rows] & way.numbered.take(mine, mode="clip")]
            found[some] = _numeral_at(data, records[some], field, way.lengths[of[some]])
    return found


def _numeral_at(
    data: NDArray[np.uint8], records: NDArray[np.int64], field: Field, at: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """``(m,)``: a numeral stands in the field at these bytes of it."""
    inside, place = at < field.length - 1, field.offset + at
    codes = data[records, place].astype(np.uint16) << 8 | data[records, place + 1]
    numerals: NDArray[np.bool_] = _numerals().take(codes) & inside
    return numerals


@cache
def _numerals() -> NDArray[np.bool_]:
    """``(65536,)``: whether two bytes begin with a numeral."""
    table = np.zeros(0x10000, dtype=bool)
    for code in map(encode, NUMERALS):
        first = int.from_bytes(code.ljust(2, b"\0"), "big")
        table[first : first + (1 if len(code) == 2 else 0x100)] = True
    return table


class _Way(NamedTuple):
    """One way to write the town of each of ``k`` codes, as bytes in whole words: ``text`` and ``mask`` ``(k, w)``.

    ``used``: there is one; ``numbered``: a numeral must follow; ``lengths``: its bytes, ``(k,)`` each.
    """

    width: int
    text: NDArray[np.uint64]
    mask: NDArray[np.uint64]
    used: NDArray[np.bool_]
    numbered: NDArray[np.bool_]
    lengths: NDArray[np.int64]


def _ways(codes: NDArray[np.int32], dictionary: PostalDictionary, width: int) -> Iterator[_Way]:
    """The first, second … beginning of every code, of those that a field of so many bytes holds."""
    known = dictionary.beginnings([f"{code:07}" for code in codes.tolist()])
    for number in range(max(map(len, known), default=0)):
        own = [ways[number] if number < len(ways) else None for ways in known]
        raws = [b"" if one is None or len(raw := _encoded(one.text)) > width else raw for one in own]
        longest = -(-max(map(len, raws)) // _WORD) * _WORD
        if longest:
            lengths = np.array([*map(len, raws)], dtype=np.int64)
            # What is shorter is filled with zero bytes.
            text = np.array(raws, dtype=f"S{longest}").view(np.uint64).reshape(len(raws), -1)
            mask = ((np.arange(longest) < lengths[:, None]) * np.uint8(0xFF)).view(np.uint64)
            numbered = np.array([one is not None and one.numbered for one in own])
            yield _Way(longest, text, mask, lengths > 0, numbered, lengths)


def _encoded(text: str) -> bytes:
    """``b""`` for a name that the code table cannot write: then nothing begins with it."""
    try:
        return encode(text)
    except UnicodeEncodeError:
        return b""


def _split_matches(view: FileView, records: NDArray[np.int64], codes: NDArray[np.int32]) -> NDArray[np.bool_]:
    """``(m,)``: what ``split`` says of each address, its lines joined as they are for the barcode."""
    fields = [field_of(view.file.scheme, item_id) for item_id in ADDRESS_IDS]
    known: dict[tuple[int, bytes], bool] = {}
    found = np.zeros(len(records), dtype=bool)
    for begin in range(0, len(records), _BLOCK):
        rows = records[begin : begin + _BLOCK]
        cells = [view.file.data[rows, field.span].view(f"V{field.length}").ravel() for field in fields]
        for place, (code, *raws) in enumerate(zip(codes[begin : begin + _BLOCK].tolist(), *cells, strict=True)):
            lines = [line for raw in raws if (line := trimmed(raw.tobytes()))]
            key = code, b"\n".join(lines)
            if key not in known:
                address = " ".join(to_text(line) for line in lines)
                known[key] = view.equipment.postal.names_town(f"{code:07}", address)
            found[begin + place] = known[key]
    return found
