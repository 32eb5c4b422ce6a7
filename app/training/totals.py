"""The 02 record of one pension office (N 別紙12-3, 14-3)."""

import numpy as np
from numpy.typing import NDArray

from app.records import pictures
from app.records.layouts import Field, RecordLayout, Scheme, notice_layouts
from app.records.text import encode
from app.training.offices import SampleOffice

# Inferred: the table prints half-width and full-width blanks alike as △; full-width stands between kanji.
_HEADINGS = {
    "heading.all": "{stars} 合　計 {stars}",
    "heading.notices": "* 通知書作成件数",
    "heading.charges": "* 告知額通知件数",
    "heading.charge_sum": "* 告知額合計",
    "heading.receipts": "* 領収済額通知件数",
    "heading.receipt_sum": "* 領収済額合計",
}
_USUAL, _MOST = 5, 16  # asterisks of the heading: as N writes it, and as many as fit twice


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
            _put(record, field, field.constant.encode("ascii"))
    _put(record, layout.role("serial.office"), office.code.encode("ascii"))
    for role, heading in _HEADINGS.items():
        _put_counted(record, layout, role, heading.format(stars="*" * min(asterisks or _USUAL, _MOST)))
    frame = layout.role("frame")
    _put(record, frame, b"*" * min(asterisks or frame.length, frame.length))
    numbers = {
        "page": len(charged) + 1,
        "notices": len(charged),
        "charges": parts[0],
        "charge_sum": int(charged.sum()),
        "receipts": parts[1],
        "receipt_sum": int(received.sum()),
    }
    for role, value in numbers.items():
        _put(record, layout.role(role), pictures.write(value, layout.role(role).picture or ""))
    _put(record, layout.role("last_page"), b"X" if last else b" ")
    _put_counted(record, layout, "office", office.name)
    return np.frombuffer(bytes(record), dtype=np.uint8)


def _put_counted(record: bytearray, layout: RecordLayout, role: str, text: str) -> None:
    """印字桁数 into the field of this role and the text into the one after it."""
    raw, count = encode(text), layout.role(role)
    _put(record, count, b"%03d" % len(raw))
    _put(record, layout.at(count.end), raw)


def _put(record: bytearray, field: Field, raw: bytes) -> None:
    record[field.span] = raw.ljust(field.length)
