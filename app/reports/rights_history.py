"""権限付与・変更・停止の履歴: who got, lost or changed which right, when, by whom and why (仕様書 10(8)②)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from app.progress import Progress, no_progress
from app.reports.pdf_table import Cell, Column, Report
from app.reports.signs import ZONE_NOTE, head_line, head_rows, local_time, moment, who
from app.reports.workbook import add_row, add_rows, add_sheet, book_bytes, closing_sheets, new_book
from app.signoff import people
from app.signoff.ledger import Entry, Head
from app.signoff.model import Account, State
from app.signoff.roles import ROLE_NAMES, ROLES
from app.signoff.wording import KIND_NAMES

_TITLE = "権限付与・変更・停止の履歴"
RIGHTS_KINDS = (
    "account.created", "account.renamed", "account.stopped", "account.restored", "right.granted", "right.removed",
    "password.reset", "key.enrolled", "password.changed", "otp.enrolled", "recovery.used",
)  # fmt: skip
"""The kinds of entry that this history is made of."""

_HEADERS = ("台帳", "日時", "対象の人（ID）", "事柄", "内容", "理由", "行った人（ID）", "端末")
_NOW_HEADERS = ("ID", "氏名", "権限", "状態")
_SHARES = (11, 25, 30, 24, 34, 34, 30, 20)


@dataclass(frozen=True, slots=True)
class _Line:
    seq: int
    time: str
    subject: str
    what: str
    detail: str
    reason: str
    by: str
    terminal: str

    def cells(self) -> tuple[int, str, str, str, str, str, str, str]:
        return self.seq, self.time, self.subject, self.what, self.detail, self.reason, self.by, self.terminal


def rights_pdf(entries: Sequence[Entry], head: Head, progress: Progress = no_progress) -> bytes:
    """The history as PDF. ``entries`` are all of the ledger's (others than :data:`RIGHTS_KINDS` are passed over),
    ``head`` where it ended then.
    """
    lines, state = _read(entries)
    report = Report(_TITLE, f"台帳 {head.count:,} 件まで", head_line(head))
    report.text(ZONE_NOTE, 7.5)
    report.heading("今の権限")
    columns = [Column(title, share) for title, share in zip(_NOW_HEADERS, (30, 50, 80, 26), strict=True)]
    report.table(columns, [_now(account) for account in state.accounts.values()])
    report.heading(f"履歴 {len(lines):,} 件")
    columns = [
        Column(title, share, "right" if title == "台帳" else "left")
        for title, share in zip(_HEADERS, _SHARES, strict=True)
    ]
    report.table(
        columns,
        [[Cell(f"{cell:,}" if isinstance(cell, int) else cell, size=6.5) for cell in one.cells()] for one in lines],
    )
    report.heading("台帳のチェックポイント")
    report.facts(head_rows(head))
    return report.finish(progress)


def rights_xlsx(entries: Sequence[Entry], head: Head) -> bytes:
    """The same as an Excel book."""
    lines, state = _read(entries)
    book = new_book(_TITLE)
    with closing_sheets(book):
        add_rows(book, "履歴", _HEADERS, (9, 13, 26, 18, 36, 44, 26, 20), (line.cells() for line in lines))
        add_rows(book, "今の権限", _NOW_HEADERS, (20, 38, 44, 10), map(_now, state.accounts.values()))
        _about(book, head)
    return book_bytes(book, moment(head.time))


def _about(book: Any, head: Head) -> None:
    sheet = add_sheet(book, "台帳", (), (28, 76))
    for row in (*head_rows(head), ("", ZONE_NOTE)):
        add_row(sheet, row)


def _read(entries: Iterable[Entry]) -> tuple[list[_Line], State]:
    """The lines, with names as they were at that time, and the people as they are at the end."""
    state, lines = State(), []
    for entry in entries:
        if entry.kind in RIGHTS_KINDS:
            before = state
            state = people.APPLY[entry.kind](state, entry) if entry.kind in people.APPLY else state
            lines.append(_line(entry, before, state))
    return lines, state


def _line(entry: Entry, before: State, after: State) -> _Line:
    account = str(entry.data.get("account", entry.by))
    logins = {one.id: one.login for one in after.accounts.values()}
    known = before.accounts.get(account) or after.accounts.get(account)
    subject = who(account, known.name if known else "", logins)
    by = who(entry.by, entry.name, logins)
    reason = str(entry.data.get("reason", ""))
    return _Line(
        entry.seq, local_time(entry.time), subject, KIND_NAMES[entry.kind], _detail(entry), reason, by, entry.terminal
    )


def _detail(entry: Entry) -> str:
    data = entry.data
    match entry.kind:
        case "right.granted" | "right.removed":
            return ROLE_NAMES.get(data["role"], str(data["role"]))
        case "account.renamed":
            return f"新しい氏名　{data['name']}"
        case "key.enrolled":
            return f"公開鍵 {str(data['public_key'])[:16]}…"
        case "recovery.used":
            return f"残り {data['left']} 個"
    return ""


def _now(account: Account) -> tuple[str, str, str, str]:
    roles = "、".join(ROLE_NAMES[role] for role in ROLES if role in account.roles)
    return account.login, account.name, roles or "なし", "有効" if account.active else "停止"
