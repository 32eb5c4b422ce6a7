"""The establishments of the open volume whose notices carry no customer barcode (委託要領別紙8)."""

import numpy as np

from app.cases.marks import Mark
from app.month.looking.workbench import Workbench
from app.notice.content import ADDRESS_IDS, NAME_IDS, POSTAL_ID
from app.notice.model import NoticeContent
from app.progress import Progress, no_progress
from app.records.notice_file import DETAIL, TYPE_OFFSET
from app.reports.no_barcode import NoBarcode

_STEP = 500


def no_barcode_rows(bench: Workbench, progress: Progress = no_progress) -> dict[str, list[NoBarcode]]:
    """By scheme, in the order of the media; each establishment once."""
    found: dict[str, list[NoBarcode]] = {}
    marked = {name: _marked(bench, name) for name in bench.notices}
    total, done = sum(map(len, marked.values())), 0
    for name, records in marked.items():
        rows = found.setdefault(bench.notices[name].scheme, [])
        before = b""
        for record in records:
            if done % _STEP == 0:
                progress("バーコード印字不可分", done, total)
            done += 1
            key = bench.notices[name].raw_record(record)[:TYPE_OFFSET]
            if key != before:
                rows.append(_row(bench, bench.content(name, record)))
            before = key
    progress("バーコード印字不可分", total, total)
    return found


def _marked(bench: Workbench, name: str) -> list[int]:
    rows: list[int] = np.flatnonzero(
        (bench.marks[name] & Mark.NO_BARCODE != 0) & (bench.notices[name].types == DETAIL)
    ).tolist()
    return rows


def _row(bench: Workbench, content: NoticeContent) -> NoBarcode:
    def joined(*ids: str) -> str:
        return "　".join(text for item_id in ids if (text := content.item(item_id).text))

    return NoBarcode(
        symbol=joined("front.office_symbol"),
        number=joined("front.office_number"),
        name=joined(*NAME_IDS),
        postal=joined(POSTAL_ID),
        address=joined(*ADDRESS_IDS),
        reason=content.barcode.reason_text or bench.equipment.barcode.reason or "",
    )
