"""アクセス記録の月次点検: a month's accesses summed up by person and day, for the inspector to sign (N 10)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from app.errors import KenpanError
from app.japan_time import JST
from app.progress import Progress, no_progress
from app.reports.access_log import Period
from app.reports.pdf_table import BLACK, RED, Cell, Column, Report
from app.reports.signs import ZONE_NOTE, head_line, head_rows, logins_of, moment, who
from app.reports.workbook import add_row, add_rows, add_sheet, book_bytes, closing_sheets, new_book
from app.signoff.ledger import Entry, Head
from app.signoff.model import Account

_TITLE = "アクセス記録の月次点検"
GROUPS: Mapping[str, tuple[str, ...]] = {
    "ログイン": ("access.login", "session.opened"),
    "媒体を開いた": ("media.opened", "media.compared"),
    "書き出し": ("export.made",),
    "拒否": ("access.refused", "access.locked", "media.refused"),
    "権限の変更": (
        "account.created", "account.stopped", "account.restored", "right.granted", "right.removed", "password.reset",
    ),
}  # fmt: skip
"""What is counted (回), and the kinds of entry that it is."""
UNKNOWN = "（登録のないID）"
_LATE, _EARLY = 22, 6
_OF_KIND = {kind: group for group, kinds in GROUPS.items() for kind in kinds}


@dataclass(frozen=True, slots=True)
class Sum:
    """What one person did, on a ``day`` or (``None``) in the whole month: times by group; ``night``: between 22 and 6
    o'clock; ``networked``: media that were opened while a network was connected.
    """

    who: str
    day: date | None
    counts: Mapping[str, int]
    night: int
    networked: int

    @property
    def is_remarkable(self) -> bool:
        """Whether something in it is to be looked at."""
        return bool(self.counts.get("拒否") or self.night or self.networked)

    def cells(self) -> tuple[str | int, ...]:
        """A row of the report."""
        head = (self.who,) if self.day is None else (self.day.isoformat(), self.who)
        return (*head, *(self.counts.get(group, 0) for group in GROUPS), self.night, self.networked)


@dataclass(frozen=True, slots=True)
class Analysis:
    """A month (``period`` as ``2026-11``) summed up: by ``people``, and by people and ``days``."""

    period: str
    people: tuple[Sum, ...]
    days: tuple[Sum, ...]


HEADERS = ("人（ID）", *(f"{group}（回）" for group in GROUPS), "夜間（回）", "通信口あり（回）")
DAY_HEADERS = ("日", *HEADERS)


def month_of(period: str) -> Period:
    """All days of a month written ``2026-11``; ``KenpanError`` ``report.period`` for anything else."""
    try:
        first = date.fromisoformat(f"{period}-01")
    except ValueError as error:
        raise KenpanError("report.period", "月の書き方が違います。", "2026-11 のように入力してください。") from error
    return Period(first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1))


def analyse(entries: Sequence[Entry], accounts: Mapping[str, Account], period: str) -> Analysis:
    """Sum up the entries of a month (Japanese days). Refused logins count for the person they were tried for."""
    within = month_of(period)
    logins = logins_of(accounts)
    people: dict[str, list[Entry]] = {}
    days: dict[tuple[date, str], list[Entry]] = {}
    for entry in entries:
        if entry.kind in _OF_KIND and within.holds(entry.time):
            name = entry.name or (accounts[entry.by].name if entry.by in accounts else "")
            told = who(entry.by, name, logins) if entry.by else UNKNOWN
            people.setdefault(told, []).append(entry)
            days.setdefault((moment(entry.time).astimezone(JST).date(), told), []).append(entry)
    return Analysis(
        period,
        tuple(_sum(told, None, mine) for told, mine in sorted(people.items())),
        tuple(_sum(told, day, mine) for (day, told), mine in sorted(days.items())),
    )


def _sum(told: str, day: date | None, mine: Sequence[Entry]) -> Sum:
    hours = (moment(one.time).astimezone(JST).hour for one in mine)
    night = sum(hour >= _LATE or hour < _EARLY for hour in hours)
    networked = sum(one.kind == "media.opened" and bool(one.data.get("network")) for one in mine)
    return Sum(told, day, Counter(_OF_KIND[one.kind] for one in mine), night, networked)


def analysis_pdf(one: Analysis, head: Head, progress: Progress = no_progress) -> bytes:
    """The paper that the inspector signs the hash of."""
    report = Report(_TITLE, one.period, head_line(head))
    marked = sum(day.is_remarkable for day in one.days)
    report.facts([("対象月", one.period), ("人", f"{len(one.people):,} 人"), ("確かめる日", f"{marked:,} 行")])
    report.text(f"{ZONE_NOTE}夜間は {_LATE} 時から {_EARLY} 時まで。拒否・夜間・通信口ありのある行は赤です。", 7.5)
    report.heading("人ごと")
    report.table(_columns(HEADERS), [_row(each) for each in one.people], "この月の記録はありません。")
    report.heading("人と日ごと")
    report.table(_columns(DAY_HEADERS), [_row(each) for each in one.days], "この月の記録はありません。")
    report.heading("台帳のチェックポイント")
    report.facts(head_rows(head))
    return report.finish(progress)


def analysis_xlsx(one: Analysis, head: Head) -> bytes:
    """The same as an Excel book."""
    book: Any = new_book(_TITLE)
    with closing_sheets(book):
        add_rows(book, "人ごと", HEADERS, (34, *(14,) * (len(HEADERS) - 1)), (each.cells() for each in one.people))
        add_rows(book, "人と日ごと", DAY_HEADERS, (12, 34, *(14,) * (len(HEADERS) - 1)), (d.cells() for d in one.days))
        sheet = add_sheet(book, "台帳", (), (28, 76))
        for row in (("対象月", one.period), *head_rows(head), ("", ZONE_NOTE)):
            add_row(sheet, row)
    return book_bytes(book, moment(head.time))


def _columns(headers: Sequence[str]) -> list[Column]:
    shares = {"日": 20, HEADERS[0]: 46}
    return [Column(title, shares.get(title, 17), "left" if title in shares else "right") for title in headers]


def _row(one: Sum) -> list[Cell]:
    colour = RED if one.is_remarkable else BLACK
    return [Cell(f"{cell:,}" if isinstance(cell, int) else cell, colour, 7) for cell in one.cells()]
