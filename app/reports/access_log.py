"""ログイン・媒体・書き出しの記録: who worked at which workstation, which media were opened, what went out."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.errors import KenpanError
from app.japan_time import JST
from app.progress import Progress, no_progress
from app.reports.pdf_table import BLACK, RED, Cell, Column, Report
from app.reports.pdf_text import grouped
from app.reports.signs import ZONE_NOTE, head_line, head_rows, local_time, logins_of, moment, who
from app.reports.workbook import add_row, add_rows, add_sheet, book_bytes, closing_sheets, new_book
from app.signoff.ledger import Entry, Head
from app.signoff.model import Account
from app.signoff.wording import EXPORT_NAMES, KIND_NAMES, WHY

_TITLE = "ログイン・媒体・書き出しの記録"
ACCESS_KINDS = (
    "access.login", "access.logout", "access.screen_locked", "access.screen_unlocked", "access.refused",
    "access.locked", "recovery.used", "session.opened", "session.closed", "media.opened", "media.compared",
    "media.refused", "export.made", "checkpoint.made",
)  # fmt: skip
"""The kinds of entry that this log is made of."""

_ALERTS = frozenset({"access.refused", "access.locked", "media.refused"})
_HEADERS = ("台帳", "日時", "人（ID）", "事柄", "内容", "端末", "注意")
_NO_NETWORK = "通信口なし"


@dataclass(frozen=True, slots=True)
class Period:
    """Days in Japan, both of them included."""

    first: date
    last: date

    def __str__(self) -> str:
        return f"{self.first.isoformat()} 〜 {self.last.isoformat()}"

    def holds(self, time: str) -> bool:
        """Whether this moment (an entry's ``time``) lies within."""
        return self.first <= moment(time).astimezone(JST).date() <= self.last


@dataclass(frozen=True, slots=True)
class _Line:
    seq: int
    time: str
    who: str
    what: str
    detail: str
    terminal: str
    note: str
    alert: bool

    def cells(self) -> tuple[int, str, str, str, str, str, str]:
        return self.seq, self.time, self.who, self.what, self.detail, self.terminal, self.note


def access_pdf(
    entries: Sequence[Entry],
    accounts: Mapping[str, Account],
    period: Period,
    head: Head,
    progress: Progress = no_progress,
) -> bytes:
    """The log of a period as PDF. ``entries`` are all of the ledger's (others than :data:`ACCESS_KINDS` are passed
    over), ``accounts`` give the login IDs, ``head`` is where the ledger ended.

    ``KenpanError`` ``report.period`` for a period that ends before it begins.
    """
    lines = _read(entries, accounts, period)
    report = Report(_TITLE, str(period), head_line(head))
    report.facts([("期間", str(period)), ("件数", f"{len(lines):,} 件"), ("内訳", _summary(lines) or "なし")])
    report.text(ZONE_NOTE, 7.5)
    report.heading("記録")
    shares = (11, 26, 30, 26, 62, 20, 22)
    columns = [
        Column(title, share, "right" if title == "台帳" else "left")
        for title, share in zip(_HEADERS, shares, strict=True)
    ]
    report.table(columns, [_cells(line) for line in lines], "この期間の記録はありません。")
    report.heading("台帳のチェックポイント")
    report.facts(head_rows(head))
    return report.finish(progress)


def access_xlsx(entries: Sequence[Entry], accounts: Mapping[str, Account], period: Period, head: Head) -> bytes:
    """The same as an Excel book; more than a sheet holds goes on in 記録(2) and so on."""
    lines = _read(entries, accounts, period)
    book = new_book(_TITLE)
    with closing_sheets(book):
        _about(book, lines, period, head)
        add_rows(book, "記録", _HEADERS, (9, 13, 26, 18, 80, 20, 24), (line.cells() for line in lines))
    return book_bytes(book, moment(head.time))


def _about(book: Any, lines: Sequence[_Line], period: Period, head: Head) -> None:
    sheet = add_sheet(book, "概要", (), (28, 76))
    for what, count in Counter(line.what for line in lines).items():
        add_row(sheet, (what, count))
    add_row(sheet, ("件数", len(lines)))
    for row in (("期間", str(period)), *head_rows(head), ("", ZONE_NOTE)):
        add_row(sheet, row)


def _summary(lines: Sequence[_Line]) -> str:
    return "　".join(f"{what} {count:,}" for what, count in Counter(line.what for line in lines).items())


def _cells(line: _Line) -> list[Cell]:
    colour = RED if line.alert else BLACK
    texts = [f"{cell:,}" if isinstance(cell, int) else cell for cell in line.cells()]
    return [Cell(text, colour, 6.5) for text in texts]


def _read(entries: Sequence[Entry], accounts: Mapping[str, Account], period: Period) -> list[_Line]:
    if period.first > period.last:
        raise KenpanError("report.period", "期間の終わりが、始まりより前です。", "日付を入力し直してください。")
    logins = logins_of(accounts)
    lines, latest = [], ""
    for entry in entries:
        back = entry.time < latest
        latest = max(latest, entry.time)
        if entry.kind in ACCESS_KINDS and period.holds(entry.time):
            lines.append(_line(entry, logins, accounts, back))
    return lines


def _line(entry: Entry, logins: Mapping[str, str], accounts: Mapping[str, Account], back: bool) -> _Line:
    # Nobody is logged in when a login is refused: the entry knows the account at most.
    name = entry.name or (accounts[entry.by].name if entry.by in accounts else "")
    said = (
        ("▲ 時計が戻っています", back),
        ("署名なし", not entry.signature),
        ("コマンドのセッション", "session" in entry.data),
    )
    notes = [note for note, given in said if given]
    return _Line(
        entry.seq, local_time(entry.time), who(entry.by, name, logins), KIND_NAMES[entry.kind], _detail(entry),
        entry.terminal, "\n".join(notes), back or entry.kind in _ALERTS,
    )  # fmt: skip


def _detail(entry: Entry) -> str:
    data = entry.data
    match entry.kind:
        case "media.opened":
            return f"{data['volume']}　{data['container']}　{_network(data)}\n媒体 {grouped(data['manifest'])}"
        case "media.compared":
            result = "同じ" if data["result"] == "equal" else "違う"
            return f"{data['volume']}・{data['other']}　{result}　{_network(data)}\n媒体 {grouped(data['manifest'])}"
        case "media.refused":
            why = f"{WHY[data['why']]}　" if "why" in data else ""  # the first format did not say it
            return f"{data['volume']}　{why}{_network(data)}"
        case "session.opened":
            return f"{local_time(data['expires'])} まで"
        case "export.made":
            what = EXPORT_NAMES.get(data["kind"], data["kind"])
            return f"{what}　{data['name']}　{data['size']:,} バイト\n{grouped(data['sha256'])}"
        case "checkpoint.made":
            return f"{data['count']:,} 件\n{grouped(data['head'])}"
        case "access.refused":
            return WHY.get(data["why"], "")
        case "access.locked":
            return f"あと {data['seconds']} 秒"
        case "recovery.used":
            return f"残り {data['left']} 個"
    return ""


def _network(data: Mapping[str, Any]) -> str:
    names = "、".join(map(str, data["network"]))
    return f"稼働中の通信口 {names}" if names else _NO_NETWORK
