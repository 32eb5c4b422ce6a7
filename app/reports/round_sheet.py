"""本番検証品 検査結果表: a proof round on paper and as an Excel book (委託要領 4(3)).

Pieces with their scanned IDs, checks and signatures, the fingerprint of everything the round is bound to, and where
the ledger ended. What nobody signed says so, and what is no longer in force says 失効 on every page.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from app.proof.model import GROUP_NAMES, SIDE_NAMES, SIDES
from app.reports.pdf_table import BLACK, BLUE, GREY, RED, Cell, Column, Report, Row
from app.reports.pdf_text import grouped
from app.reports.round_view import (
    RoundReport,
    SignLine,
    answer_mark,
    case_names,
    gates_note,
    overview,
    place_text,
    questions,
    reopening_lines,
    round_report,
    scan_texts,
    sequence_notes,
    sequence_verdict,
    settings_note,
    sheet_note,
    sign_lines,
    verdict,
)
from app.reports.signs import UNSIGNED, ZONE_NOTE, head_line, head_rows, local_time, moment, sign_text, who
from app.reports.workbook import Value, add_row, add_rows, add_sheet, book_bytes, closing_sheets, new_book
from app.signoff.signed import PieceResult
from app.signoff.wording import VOID

__all__ = ["RoundReport", "round_pdf", "round_report", "round_xlsx"]

_TITLE = "本番検証品 検査結果表"
_SEQUENCE = "現品IDの欠番・重複・取り違え"
_EXPLAINED = {
    "検査中": "検査の途中です。検査の署名も承認もありません。",
    "判定待ち": "検査の署名があり、承認はまだありません。",
    "承認": "検査と承認の署名があり、結び付けたものは変わっていません。",
    "却下": "却下されました。全部の現品を作り直し、次の回で検査します。",
    VOID: "結び付けたものが変わったため、この回の検査と承認は効力がありません。",
}
_COLOURS = {"承認": BLUE, "検査中": GREY, "判定待ち": GREY}
_SIGN_COLUMNS = (
    Column("意味", 26),
    Column("氏名（ID）", 44),
    Column("日時", 38),
    Column("台帳", 12, "right"),
    Column("コメント・理由", 66),
)
_PIECE_COLUMNS = (
    Column("番号", 9, "centre"), Column("現品ID・レコード", 36), Column("区分・特例", 23),
    Column("読み取ったID", 44), Column("確認項目", 30), Column("結果", 33), Column("署名", 36),
)  # fmt: skip
_MARKS_A_LINE = 5


# On paper


def round_pdf(view: RoundReport) -> bytes:
    """The result sheet, A4."""
    report = Report(_TITLE, view.page_head, head_line(view.head), view.watermark)
    report.banner(view.status, (_EXPLAINED[view.status], *view.void), _COLOURS.get(view.status, RED))
    report.facts(overview(view))
    report.heading("署名")
    _signatures(report, view, sign_lines(view))
    report.text(ZONE_NOTE, 7, GREY)
    if view.round.reopenings:
        report.heading("再開の記録")
        _signatures(report, view, list(reopening_lines(view)))
    _bound(report, view)
    report.heading("台帳のチェックポイント")
    report.text("この結果表は、台帳が次のところまで進んだ時点のものです。台帳の検証と照らし合わせられます。", 7.5)
    report.facts(head_rows(view.head))
    report.new_page()
    _pieces(report, view)
    _confirmed(report, view)
    _withdrawn(report, view)
    report.heading("添付した作業ログ")
    columns = (
        Column("種類", 26),
        Column("対象", 14),
        Column("ファイル名", 36),
        Column("バイト", 18, "right"),
        Column("SHA-256", 62),
        Column("登録", 36),
    )
    report.table(columns, [_attachment_cells(row) for row in _attachment_rows(view)])
    return report.finish()


def _signatures(report: Report, view: RoundReport, lines: Sequence[SignLine]) -> None:
    rows: list[Row] = []
    for line in lines:
        cells = [f"{value:,}" if isinstance(value, int) else value or "" for value in line.cells(view.logins)]
        colour = RED if line.note else GREY if line.sign is None else BLACK
        rows.append([Cell(cells[0], colour, 9), Cell(cells[1], colour, 9), *(Cell(text, colour) for text in cells[2:])])
    report.table(_SIGN_COLUMNS, rows)


def _bound(report: Report, view: RoundReport) -> None:
    report.heading("指紋（この回が結び付いているもの）")
    report.text(grouped(view.fingerprint, 4), 10)
    parts = sorted(view.round.parts, key=lambda part: part.name)
    columns = (Column("もの", 34), Column("内容", 56), Column("SHA-256", 96))
    report.table(columns, [(part.label, part.detail, Cell(grouped(part.sha256), size=6.5)) for part in parts])
    report.facts([("検査票", f"{view.sheet.title}\n{grouped(view.round.sheet_sha256)}")])
    for note in filter(None, (sheet_note(view), settings_note(view))):
        report.text(note, 7.5, RED)
    report.text(gates_note(), 7.5)


def _pieces(report: Report, view: RoundReport) -> None:
    report.heading(f"現品 {len(view.round.pieces)} 部")
    legend = "　".join(f"{_number(place)}{label}" for place, (_, label) in enumerate(questions(view)))
    report.text(f"確認項目　{legend}", 7)
    report.text("○ 可　× 否　― 対象外　読み取ったIDの ○ は現品IDと同じ、× は同じでない・ない・読めない（不合格）", 7)
    problems = sequence_notes(view)
    report.text(f"{_SEQUENCE}　{sequence_verdict(view)}", 7.5, RED if problems else BLACK)
    for problem in problems:
        report.text(problem, 7.5, RED)
    numbers = [piece.number for piece in view.round.pieces]
    report.table(_PIECE_COLUMNS, [_piece_row(view, number, view.round.results.get(number)) for number in numbers])


def _confirmed(report: Report, view: RoundReport) -> None:
    report.heading("品質責任者による確認")
    asked = "、".join(map(str, view.round.to_confirm))
    report.text(f"指定された番号　{asked}" if asked else "検査の署名のあとで番号が決まります。", 7.5)
    report.table(_PIECE_COLUMNS, [_piece_row(view, seen.number, seen) for seen in view.round.confirmed])


def _withdrawn(report: Report, view: RoundReport) -> None:
    report.heading("取り消した検査結果")
    if view.round.withdrawn:
        report.text("取り消したあとで差し替えた現品は、今の現品IDと、そのとき読み取ったIDが違います。", 7.5)
    rows: list[Row] = []
    for result, reason, sign in view.round.withdrawn:
        *cells, signed = _piece_row(view, result.number, result)
        back = sign_text(replace(sign, meaning="取消し"), view.logins)
        rows.append([*cells, Cell(f"{_text(signed)}\n{back}\n理由　{reason}", RED, 6)])
    report.table(_PIECE_COLUMNS, rows)


def _piece_row(view: RoundReport, number: int, result: PieceResult | None) -> list[str | Cell]:
    piece = view.round.piece(number)
    scans = scan_texts(piece, result)
    marks = [f"{_number(place)}{answer_mark(result, question)}" for place, (question, _) in enumerate(questions(view))]
    answers = "\n".join(" ".join(marks[at : at + _MARKS_A_LINE]) for at in range(0, len(marks), _MARKS_A_LINE))
    wrong = result is not None and not result.passed
    said = [f"・{failure}" for failure in result.failures] if result is not None else []
    if result is not None and result.comment:
        said.append(f"コメント：{result.comment}")
    return [
        Cell(str(number), size=9),
        Cell(f"{piece.piece_id}\n{place_text(piece)}", size=6.5),
        Cell("\n".join((GROUP_NAMES[piece.group], *case_names(piece))), size=6.5),
        Cell(
            "\n".join(f"{side} {sign} {text}" for side, sign, text in scans) if result else "",
            RED if wrong else BLACK,
            6.5,
        ),
        Cell(answers if result else "", size=6),
        Cell("\n".join((verdict(result), *said)), RED if wrong else GREY if result is None else BLACK, 6.5),
        Cell(sign_text(result.signature, view.logins), size=6) if result else Cell(UNSIGNED, GREY, 6.5),
    ]


class _Kept(NamedTuple):
    """An attachment: its kind, the piece, bytes, hash, and who kept it when."""

    kind: str
    piece: str
    name: str
    size: int
    sha256: str
    kept: str


def _attachment_cells(row: _Kept) -> list[str]:
    return [row.kind, row.piece, row.name, f"{row.size:,}", grouped(row.sha256), row.kept]


def _number(place: int) -> str:
    return chr(0x2460 + place) if place < 20 else f"({place + 1})"


def _text(cell: str | Cell) -> str:
    return cell if isinstance(cell, str) else cell.text


# Shared


def _attachment_rows(view: RoundReport) -> list[_Kept]:
    labels = {log.id: log.label for log in view.sheet.logs}
    return [
        _Kept(
            labels.get(one.kind, one.kind),
            "回全体" if one.piece is None else f"番号 {one.piece}",
            one.name,
            one.size,
            one.sha256,
            f"{who(one.signature.by, one.signature.name, view.logins)}\n{local_time(one.signature.time)}",
        )
        for one in view.round.attachments
    ]


# As a book


def round_xlsx(view: RoundReport) -> bytes:
    """The same as an Excel book; the same bytes for the same state of the ledger."""
    book = new_book(f"{_TITLE}【{view.status}】 {view.title}")
    with closing_sheets(book):
        _overview_sheet(book, view)
        signs = (*sign_lines(view), *reopening_lines(view))
        add_rows(
            book,
            "署名",
            ("意味", "氏名（ID）", "日時", "台帳", "コメント・理由"),
            (14, 26, 13, 9, 52),
            (line.cells(view.logins) for line in signs),
        )
        parts = sorted(view.round.parts, key=lambda part: part.name)
        add_rows(
            book,
            "指紋の内訳",
            ("もの", "名前", "内容", "SHA-256"),
            (24, 18, 38, 34),
            ((part.label, part.name, part.detail, part.sha256) for part in parts),
        )
        _piece_sheets(
            book, view, "現品", [(one.number, view.round.results.get(one.number), ()) for one in view.round.pieces]
        )
        _piece_sheets(book, view, "責任者の確認", [(seen.number, seen, ()) for seen in view.round.confirmed])
        gone = [
            (result.number, result, (reason, who(sign.by, sign.name, view.logins), local_time(sign.time)))
            for result, reason, sign in view.round.withdrawn
        ]
        _piece_sheets(book, view, "取り消した結果", gone, ("取消しの理由", "取り消した人", "取り消した日時"))
        add_rows(
            book,
            "添付",
            ("種類", "対象", "ファイル名", "バイト", "SHA-256", "登録"),
            (16, 9, 30, 11, 34, 26),
            _attachment_rows(view),
        )
    return book_bytes(book, moment(view.head.time))


def _overview_sheet(book: Any, view: RoundReport) -> None:
    sheet = add_sheet(book, "概要", (), (28, 76))
    rows = [("状態", view.status), ("", _EXPLAINED[view.status]), *((VOID, reason) for reason in view.void)]
    rows += [row for row in overview(view) if row[0] != "状態"]
    rows += [("指紋", view.fingerprint), ("検査票", view.sheet.title), ("検査票（SHA-256）", view.round.sheet_sha256)]
    rows.append((_SEQUENCE, sequence_verdict(view)))
    notes = (*sequence_notes(view), sheet_note(view), settings_note(view), gates_note(), ZONE_NOTE)
    rows += [("", note) for note in notes if note]
    for row in (*rows, *head_rows(view.head)):
        add_row(sheet, row)


_Look = tuple[int, PieceResult | None, tuple[str, ...]]


def _piece_sheets(book: Any, view: RoundReport, name: str, looks: Sequence[_Look], more: tuple[str, ...] = ()) -> None:
    """Two sheets with a line a piece each: what was read and signed, and the answers. The third of each look goes under
    the headings ``more`` of the first.
    """
    sides = [f"{SIDE_NAMES[side]} {what}" for side in SIDES for what in ("判定", "読取")]
    headers = [
        "番号", "区分", "現品ID", "ファイル", "番号（1から）", "特例", *sides, "結果", "不合格の理由", "コメント",
        "署名", "氏名（ID）", "日時", "台帳", *more,
    ]  # fmt: skip
    widths = [6, 12, 18, 13, 9, 12, *(len(SIDES) * [5, 17]), 7, 20, 15, 6, 13, 12, 6]
    if more:  # what was taken back needs its room
        widths = [6, 7, 17, 12, 8, 8, *(len(SIDES) * [5, 12]), 7, 14, 10, 6, 13, 12, 6, 10, 13, 12]
    rows = ((*_read_values(view, number, result), *extra) for number, result, extra in looks)
    add_rows(book, name, headers, widths, rows)
    asked = questions(view)
    headers = ["番号", "現品ID", *(label for _, label in asked), "結果", "回の状態", "レコード（SHA-256）"]
    widths = [6, 19, *(len(asked) * [min(9, 140 // max(len(asked), 1))]), 7, 9, 34]
    add_rows(book, f"{name}（確認項目）", headers, widths, (_asked_values(view, look[0], look[1]) for look in looks))


def _read_values(view: RoundReport, number: int, result: PieceResult | None) -> list[Value]:
    piece = view.round.piece(number)
    said: tuple[Value, ...] = ("", "", UNSIGNED, None, None, None)
    if result is not None:
        sign = result.signature
        signed = (sign.meaning, who(sign.by, sign.name, view.logins), local_time(sign.time), sign.seq)
        said = ("\n".join(result.failures), result.comment, *signed)
    return [
        number,
        GROUP_NAMES[piece.group],
        piece.piece_id,
        piece.file,
        piece.record + 1,
        "、".join(case_names(piece)),
        *(cell for _, mark, text in scan_texts(piece, result) for cell in (mark, text)),
        verdict(result),
        *said,
    ]


def _asked_values(view: RoundReport, number: int, result: PieceResult | None) -> list[Value]:
    piece = view.round.piece(number)
    answers = (answer_mark(result, question) for question, _ in questions(view))
    return [number, piece.piece_id, *answers, verdict(result), view.status, piece.record_sha256]
