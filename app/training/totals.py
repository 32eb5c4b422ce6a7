"""The 02 record of one pension office (N 別紙12-3, 14-3)."""

import numpy as np
from numpy.typing import NDArray

from app.records import pictures
from app.records.layouts import RecordLayout, Scheme, notice_layouts
from app.records.text import encode
from app.training.offices import SampleOffice

# Inferred: the table prints half-width and full-width blanks alike as △; full-width stands between kanji.
_HEADINGS = {
    14: "{stars} 合　計 {stars}",
    16: "* 通知書作成件数",
    20: "* 告知額通知件数",
    24: "* 告知額合計",
    28: "* 領収済額通知件数",
    32: "* 領収済額合計",
}
_PAGE, _LAST_PAGE, _OFFICE_NAME, _FRAME = 12, 13, 37, 36
_USUAL, _MOST = 5, 16  # asterisks of the heading: as N writes it, and as many as fit twice
_NOTICES, _CHARGES, _CHARGE_SUM, _RECEIPTS, _RECEIPT_SUM = 18, 22, 26, 30, 34


def office_total(
    scheme: Scheme,
    office: SampleOffice,
    charged: NDArray[np.int64],
    received: NDArray[np.int64],
    parts: tuple[int, int],
    *,
    last: bool,
    asterisks: int | None = None,
) -> NDArray[np.uint8]:
    """The record ``(980,)``.

    ``charged`` and ``received`` are the 合計額 of each of the office's notices, 0 where there is none; ``parts`` counts
    the notices that have a 告知 and a 領収 part. ``asterisks`` is how long runs of them are; without it the frame is
    full.

    Inferred: the page number follows the office's last notice, 最終頁表示 is ``X`` in the last ``02`` of the file only.
    """
    layout = notice_layouts(scheme)["02"]
    record = bytearray(b" " * layout.length)
    for field in layout.fields:
        if field.constant is not None:
            _put(record, layout, field.item, field.constant.encode("ascii"))
    _put(record, layout, 3, office.code.encode("ascii"))
    for item, heading in _HEADINGS.items():
        _put_counted(record, layout, item, heading.format(stars="*" * min(asterisks or _USUAL, _MOST)))
    frame = layout.field(_FRAME).length
    _put(record, layout, _FRAME, b"*" * min(asterisks or frame, frame))
    numbers = {
        _PAGE: len(charged) + 1,
        _NOTICES: len(charged),
        _CHARGES: parts[0],
        _CHARGE_SUM: int(charged.sum()),
        _RECEIPTS: parts[1],
        _RECEIPT_SUM: int(received.sum()),
    }
    for item, value in numbers.items():
        _put(record, layout, item, pictures.write(value, layout.field(item).picture or ""))
    _put(record, layout, _LAST_PAGE, b"X" if last else b" ")
    _put_counted(record, layout, _OFFICE_NAME, office.name)
    return np.frombuffer(bytes(record), dtype=np.uint8)


def _put_counted(record: bytearray, layout: RecordLayout, item: int, text: str) -> None:
    """印字桁数 into the item and the text into the one after it."""
    raw = encode(text)
    _put(record, layout, item, b"%03d" % len(raw))
    _put(record, layout, item + 1, raw)


def _put(record: bytearray, layout: RecordLayout, item: int, raw: bytes) -> None:
    field = layout.field(item)
    record[field.span] = raw.ljust(field.length)
