"""``date.sequence`` between files: when a month's notices were issued, against the 作成年月日 of its count table."""

import re
from collections.abc import Mapping
from datetime import date

from app.checks.model import Finding
from app.checks.rules.date_order import ISSUED, date_bounds, months
from app.checks.rules.dates import date_sets, date_slots
from app.checks.view import FileView
from app.notice.era import EraProblem, era_date
from app.records.counts import CountTable
from app.records.layouts import notice_layouts

# Inferred: the item table of the title record is lost, so the date is looked for as it is written on the disc's case.
_WRITTEN = re.compile(r"\s*(\w{1,2}?)\s*(\d{1,2}|元)\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日\s*")


def find_created(views: Mapping[str, FileView], tables: Mapping[str, CountTable]) -> list[Finding]:
    """One finding for each file, or sequence of them, of which most notices were issued long before or after the count
    table was made.

    Both are keyed by file name. A 作成年月日 that is no date is not judged by.
    """
    limit = date_bounds().months_from_created
    found = []
    for _, table in sorted(tables.items()):
        created = None if table.title is None else written_date(table.title.created)
        for _, view in sorted(views.items()):
            if created is None or table.title is None or view.file.scheme != table.scheme:
                continue
            sets = date_sets(view)
            if sets.usual is None or abs(months(sets.usual) - months(created)) <= limit:
                continue
            slot = date_slots(notice_layouts(view.file.scheme)["01"])[ISSUED]
            said = slot.written(view.file.data[sets.usual_row, slot.span].tobytes())
            message = (
                f"{slot.name}はこのファイルの多くの通知書で{said}ですが、件数表（{table.name}）の作成年月日は"
                f"{table.title.created}で、{limit}か月より離れています（推定した決まり）。"
            )
            span = slot.span
            place = view.place(sets.usual_row)
            found.append(Finding("date.sequence", "error", *place, span.start, span.stop - span.start, message))
    return found


def written_date(text: str) -> date | None:
    """``令和8年11月18日`` as a day; ``None`` for anything else."""
    match = _WRITTEN.fullmatch(text)
    if match is None:
        return None
    era, year, month, day = match.groups()
    found = era_date(era, 1 if year == "元" else int(year), int(month), int(day))
    return None if isinstance(found, EraProblem) else found
