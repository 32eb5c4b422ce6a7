"""ダミー検査結果表: every 機構ダミー with scans, answers and print, every roll with its 業者ダミー, who signed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.errors import KenpanError
from app.japan_time import JST
from app.proof.model import GROUP_NAMES, SIDE_NAMES, SIDES, PieceChoice
from app.reports.pdf_table import BLUE, GREY, RED, Cell, Column, Report, Row
from app.reports.signs import UNSIGNED, ZONE_NOTE, head_line, head_rows, logins_of, moment, process_form, sign_text
from app.reports.workbook import add_row, add_rows, add_sheet, book_bytes, closing_sheets, new_book
from app.signoff.checksheet import CheckSheet
from app.signoff.dummy_model import Dummies, DummyResult, Roll
from app.signoff.dummy_standing import (
    dummies_of,
    is_signed,
    kept_until,
    left_of,
    rolls_of,
    standing_result,
)
from app.signoff.gates import DUMMIES, is_closed
from app.signoff.ledger import Head
from app.signoff.model import Month, Process, State
from app.signoff.months import existing
from app.signoff.signed import Sign

TITLE = "ダミー検査結果表"
_STATES = {"read": "読取", "missing": "なし", "unreadable": "読めない"}
_ANSWERS = {"ok": "可", "ng": "否"}
_FORM_UNKNOWN = "記録なし（前の版での検査）"


@dataclass(frozen=True, slots=True)
class DummyReport:
    """What the sheet says. ``verdict``: in a shape and words; ``left`` why it is not approved."""

    month: Month
    process: Process
    dummies: Dummies
    pieces: tuple[tuple[PieceChoice, DummyResult | None], ...]
    rolls: tuple[tuple[Roll, str], ...]
    sheet: CheckSheet
    approved: Sign | None
    signed: Sign | None
    left: tuple[str, ...]
    logins: dict[str, str]
    head: Head
    today: str

    @property
    def verdict(self) -> str:
        """The whole in one line."""
        if self.approved is not None:
            return "○ 承認"
        failed = sum(one is not None and not one.result.passed for _, one in self.pieces)
        return f"× 不合格 {failed:,} 部" if failed else "― 判定していません"


def dummy_report(state: State, month: str, sheet: CheckSheet, head: Head, now: datetime) -> DummyReport:
    """The newest state of a month's dummies; ``KenpanError`` ``dummies.no_list``."""
    known = existing(state, month)
    dummies = dummies_of(state, known)
    if dummies is None:
        raise KenpanError("dummies.no_list", "機構ダミーの一覧を受け取っていません。", "一覧を取り込んでください。")
    closed = is_closed(state, known, DUMMIES)
    signed = dummies.signed if is_signed(state, known) else None
    return DummyReport(
        known,
        state.processes[known.process],
        dummies,
        tuple((piece, standing_result(state, known, dummies, piece.number)) for piece in dummies.pieces),
        tuple((one, kept_until(one, known)) for one in rolls_of(state, known)),
        sheet,
        known.closed[DUMMIES].signature if closed else None,
        None if signed is None else signed.signature,
        () if closed else left_of(state, known),
        logins_of(state.accounts),
        head,
        now.astimezone(JST).date().isoformat(),
    )


def _period(period: str) -> str:
    year, _, number = period.partition("-")
    return f"{year}年{int(number)}月"


def dummies_pdf(view: DummyReport) -> bytes:
    """The sheet on A4. The same content gives the same bytes."""
    month, dummies = view.month, view.dummies
    named = f"{_period(month.period)}　{month.title}"
    report = Report(TITLE, f"{named}　【{view.verdict}】", head_line(view.head))
    good = view.approved is not None
    report.banner(view.verdict, view.left or ("すべての機構ダミーが合格し、承認されています。",), BLUE if good else RED)
    report.facts(_facts(view), across=2)
    report.heading("機構ダミー")
    report.table(_COLUMNS, [_row(view, piece, one) for piece, one in view.pieces])
    report.heading("業者ダミー（1ロールに1件以上、3か月保管）")
    if view.rolls:
        report.table(_ROLL_COLUMNS, [_roll_row(view, one, until) for one, until in view.rolls])
    else:
        report.text("登録がありません。", 8, RED)
    report.heading("署名")
    signs = [("検査（検査員）", view.signed), ("承認（品質責任者）", view.approved)]
    rows = [
        [what, UNSIGNED if sign is None else sign_text(sign, view.logins).replace("\n", "　")] for what, sign in signs
    ]
    report.table((Column("区分", 30), Column("署名", 140)), rows)
    for one in dummies.returned:
        report.text(f"差し戻し：{one.reason}　{sign_text(one.signature, view.logins)}", 7, GREY)
    report.text(ZONE_NOTE, 6.5, GREY)
    return report.finish()


def _facts(view: DummyReport) -> list[tuple[str, str]]:
    dummies = view.dummies
    common = next((one.common for _, one in view.pieces if one is not None), None)
    return [
        ("一覧", f"{dummies.name}（{dummies.rows:,} 件、{dummies.paper} と一致）"),
        ("一覧のハッシュ", dummies.sha256[:32]),
        ("照合した印刷", "判定していません" if common is None else common[1]),
        ("様式", _forms(view)),
        ("照合の基礎のハッシュ", "―" if common is None else common[0][:32]),
        ("引渡し日・納品日", f"{view.month.handover}・{view.month.delivery}"),
        ("検査票", f"{view.sheet.title}（{dummies.sheet_sha256[:16]}）"),
    ]


def _forms(view: DummyReport) -> str:
    """By which forms the prints were compared that the results rest on."""
    used = dict.fromkeys(one.form for _, one in view.pieces if one is not None)
    return "、".join(_FORM_UNKNOWN if one is None else process_form(view.process, one) for one in used) or "―"


_COLUMNS = (
    Column("番号", 9, "right"),
    Column("区分・現品ID", 40),
    Column("3面のID", 40),
    Column("検査票", 34),
    Column("印刷", 22),
    Column("判定", 41),
)
_ROLL_COLUMNS = (
    Column("ロール", 26),
    Column("印刷機", 24),
    Column("現品", 44),
    Column("保管場所", 34),
    Column("作成日", 24),
    Column("保管期限", 34),
)


def _row(view: DummyReport, piece: PieceChoice, one: DummyResult | None) -> Row:
    what = f"{GROUP_NAMES[piece.group]}\n{piece.piece_id}"
    if one is None:
        return [str(piece.number), what, "―", "―", "判定していません", Cell("未検査", GREY)]
    result, seen = one.result, one.printed
    sign = sign_text(result.signature, view.logins)
    verdict = (
        Cell(f"○ 合格\n{sign}") if result.passed else Cell("× 不合格\n" + "\n".join((*result.failures, sign)), RED)
    )
    pages = "、".join(str(page + 1) for page in seen.pages) or "なし"
    printed = f"{'○ 一致' if not seen.differences and seen.pages else f'× 違い {seen.differences:,} 件'}\n頁 {pages}"
    if seen.ignored:
        printed += f"\n除外域の違い {seen.ignored:,} 頁"
    if one.told:
        printed += f"\n人が見て一致 {one.told:,} か所"
    if one.unproved:
        printed += f"\n{one.unproved}"
    if one.reprint:
        printed += f"\n刷り直し（{seen.name}）：{one.reprint}"
    return [str(piece.number), what, _scans(one), _answers(view.sheet, one), printed, verdict]


def _scans(one: DummyResult) -> str:
    lines = []
    for side in SIDES:
        scan = one.result.scans[side]
        said = "○" if scan.text == one.result.piece_id else f"× {scan.text or scan.reason}"
        lines.append(f"{SIDE_NAMES[side]}：{_STATES[scan.state]} {said}")
    return "\n".join(lines)


def _answers(sheet: CheckSheet, one: DummyResult) -> str:
    labels = {item.id: item.label for item in sheet.items}
    told = [f"{labels.get(name, name)} {_ANSWERS[answer]}" for name, answer in one.result.answers.items()]
    return "、".join(told) + (f"\n{one.result.comment}" if one.result.comment else "")


def _roll_row(view: DummyReport, one: Roll, until: str) -> Row:
    if one.discarded is not None:
        state: str | Cell = f"廃棄済　{one.method}"
    else:
        state = Cell(f"▲ {until}　期限超過", RED) if until < view.today else f"{until} まで保管"
    return [one.roll, one.machine, one.piece, one.place, one.made, state]


def dummies_xlsx(view: DummyReport) -> bytes:
    """The same as an Excel book: dummies, rolls, and what it was made of."""
    book = new_book(f"{TITLE} {_period(view.month.period)}")
    with closing_sheets(book):
        headers = tuple(column.title for column in _COLUMNS)
        add_rows(
            book, "機構ダミー", headers, (6, 26, 34, 40, 20, 56), (_plain(_row(view, *one)) for one in view.pieces)
        )
        headers = tuple(column.title for column in _ROLL_COLUMNS)
        rolls = (_plain(_roll_row(view, *one)) for one in view.rolls)
        add_rows(book, "業者ダミー", headers, (16, 16, 30, 24, 14, 26), rolls)
        told = add_sheet(book, "作成", (), (24, 90))
        signs = [("検査", view.signed), ("承認", view.approved)]
        rows = [
            ("判定", view.verdict),
            ("残り", "、".join(view.left) or "なし"),
            *_facts(view),
            *((name, UNSIGNED if sign is None else sign_text(sign, view.logins)) for name, sign in signs),
            *head_rows(view.head),
            ("", ZONE_NOTE),
        ]
        for row in rows:
            add_row(told, row)
    return book_bytes(book, moment(view.head.time))


def _plain(row: Row) -> Sequence[str]:
    return [cell.text if isinstance(cell, Cell) else cell for cell in row]
