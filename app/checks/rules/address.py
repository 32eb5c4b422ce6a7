"""Postal code, address and customer barcode: ``postal.address`` and ``barcode.unprintable``."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from app.checks.model import Hits
from app.checks.rules.printing import ENCODING, barcode_reasons, field_of, prints_barcodes
from app.checks.view import FileView, Kind
from app.notice.content import ADDRESS_IDS, ENCODING_TEXT, POSTAL_ID
from app.notice.customer_barcode import REASONS, reason_text
from app.notice.postal import TOWN, PostalDictionary
from app.records.notice_file import DETAIL
from app.records.text import encode, to_text, trimmed
from app.records.text_columns import HAS_UNDECODABLE

_BLOCK = 32_768
_HYPHEN, _ZERO = 0x2D, 0x30
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

    def message(i: int) -> str:
        field, reason = fields[which[i]], int(reasons[at[i]])
        said = ENCODING_TEXT if reason == ENCODING else reason_text(REASONS[reason], view.equipment.postal)
        found = to_text(trimmed(view.file.raw(int(kind.rows[at[i]]), field))) if reason != ENCODING else ""
        value = f"「{found}」" if found else ""
        return f"{field.name}（項番{field.item}）{value}：{said}。カスタマバーコードを印字できません。"

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
    codes = _codes(view.file.data[kind.rows[at], postal.span])
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
    hyphen = cells[:, 3] == _HYPHEN
    codes = np.zeros(len(cells), dtype=np.int32)
    for place in range(7):
        digit = cells[:, place] if place < 3 else np.where(hyphen, cells[:, place + 1], cells[:, place])
        codes = codes * 10 + (digit - np.uint8(_ZERO))
    return codes


def _begin_as_written(view: FileView, records: NDArray[np.int64], codes: NDArray[np.int32]) -> NDArray[np.bool_]:
    """``(m,)``: address line 1 begins with a spelling that alone tells the town. Equal bytes are equal characters."""
    each, of = np.unique(codes, return_inverse=True)
    span = field_of(view.file.scheme, ADDRESS_IDS[0]).span
    found = np.zeros(len(records), dtype=bool)
    for starts, lengths in _spelled(each, view.equipment.postal, span.stop - span.start):
        beyond = np.arange(starts.shape[1]) >= lengths[:, None]
        for begin in range(0, len(records), _BLOCK):
            rows = begin + np.flatnonzero(~found[begin : begin + _BLOCK])
            line = view.file.data[records[rows], span.start : span.start + starts.shape[1]]
            mine = of[rows]
            found[rows] = (lengths[mine] > 0) & ((line == starts[mine]) | beyond[mine]).all(axis=1)
    return found


def _spelled(
    codes: NDArray[np.int32], dictionary: PostalDictionary, width: int
) -> Iterator[tuple[NDArray[np.uint8], NDArray[np.int64]]]:
    """First, second … spelling of every code as bytes ``(k, w)`` with its length ``(k,)``, 0 where there is none."""
    spellings = [[_encoded(text) for text in dictionary.spellings(f"{code:07}")] for code in codes.tolist()]
    for number in range(max(map(len, spellings), default=0)):
        own = [ways[number] if number < len(ways) else b"" for ways in spellings]
        own = [text if len(text) <= width else b"" for text in own]
        longest = max(map(len, own))
        if longest:
            table = np.frombuffer(b"".join(text.ljust(longest) for text in own), dtype=np.uint8)
            yield table.reshape(len(own), longest), np.array([len(text) for text in own])


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
