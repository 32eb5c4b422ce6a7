"""記録媒体不備報告書 (委託要領別紙9): what makes a medium unusable, in the words of the agency's form.

The form is due on the business day after the order (委託要領 13(1)). Its fields are those that survive in the source;
what only the contractor knows stays blank and is listed in ``BLANK_FIELDS``.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Literal

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter

from app.checks.model import Finding
from app.reports.finding_words import bytes_text, place_text, record_text, rule_of
from app.reports.workbook import FONT, POINTS, book_bytes, height_pt, lines_taken, prepare_book, set_page, set_text

DefectKind = Literal["媒体エラー", "項目エラー"]

BLANK_FIELDS = (
    "報告日（令和　年　月　日）", "受託事業者名", "記録媒体受付日", "備考",
    "担当部署名", "担当者名", "電話番号（内線）",
)  # fmt: skip
"""Fields of the form that the program cannot know."""

LISTED = 10_000
"""Findings that the annex lists one by one; it says so when there are more."""

_LISTS = "list."
_CAUSES: Mapping[str, str] = MappingProxyType(
    {
        "volume.missing": "収録されるべきファイルが媒体にありません。",
        "volume.unexpected": "収録対象でないファイルが媒体にあります。",
        "file.length": "ファイルの長さが、固定長レコードの整数倍になっていません。",
        "file.key": "貸与された鍵では復号できないか、復号した内容が額通知データではありません。",
        "file.unread": "ファイルを読み出せません。",
        "record.type": "レコード区分が、定められた値ではないか、レコードの内容と合いません。",
        "field.constant": "固定値の項目に、定められた値が入っていません。",
        "field.numeric": "数字の項目に、数字でない文字が入っています。",
        "field.reserved": "空白と定められた予備の項目に、値が入っています。",
        "field.picture": "編集済みの項目が、定められた書式になっていません。",
        "text.encoding": "文字として読めないコードが入っています。",
        "text.columns": "文字数の項目と、文字の項目の内容が一致しません。",
        "order.sequence": "レコードの並び順が、定められた順序になっていません。",
        "order.pairing": "引抜情報・明細・合計の各レコードの組が、そろっていません。",
        "order.duplicate": "同じ通知のレコードが、重ねて収録されています。",
        "match.establishment": "引抜情報レコードと明細レコードの、事業所の内容が一致しません。",
        "amount.sum": "合計額が、内訳の金額の合計と一致しません。",
        "date.value": "日付として存在しない値が入っています。",
        "date.era": "元号と年月日の組み合わせが、存在しないものです。",
        "date.sequence": "日付の前後関係が、成り立ちません。",
        "total.office": "事務所合計レコードの値が、明細レコードの集計と一致しません。",
        "total.counttable": "処理結果件数表の件数が、収録されている通知の件数と一致しません。",
        "office.prefecture": "ファイル名の県と、レコードの統一事務所コードの県が一致しません。",
        "office.name": "事務所名称が、同じ統一事務所コードのほかのレコードと一致しません。",
        "flyer.mismatch": "事業所記号の文字の種類が、管掌区分と一致しません。",
    }
)


@dataclass(frozen=True, slots=True)
class DefectLine:
    """All findings of one rule in one file. ``cause`` is complete in itself, ``first`` an example."""

    kind: DefectKind
    file: str
    rule: str
    cause: str
    count: int
    first: Finding


def media_defects(findings: Iterable[Finding]) -> tuple[DefectLine, ...]:
    """What the agency has to put right: errors of medium and data, by file and rule. Empty for a sound medium.

    Errors of setting (sheet, window, 外字), of lists, and those that this workstation has itself are the contractor's
    own and do not belong here.
    """
    grouped: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        if _concerns(finding):
            grouped.setdefault((finding.file, finding.rule), []).append(finding)
    lines = [
        DefectLine(_kind(found[0]), file, name, _cause(found[0]), len(found), found[0])
        for (file, name), found in grouped.items()
    ]
    return tuple(sorted(lines, key=lambda line: (line.kind != "媒体エラー", line.file, line.rule)))


def count_defects(findings: Iterable[Finding]) -> int:
    """How many of these findings are defects that the form would tell."""
    return sum(_concerns(finding) for finding in findings)


def _concerns(finding: Finding) -> bool:
    stage = rule_of(finding.rule, finding.severity).stage
    is_theirs = stage != "sheet" and not finding.own and not finding.rule.startswith(_LISTS)
    return finding.severity == "error" and is_theirs


def _kind(finding: Finding) -> DefectKind:
    return "媒体エラー" if rule_of(finding.rule, finding.severity).stage == "volume" else "項目エラー"


def _cause(finding: Finding) -> str:
    return _CAUSES.get(finding.rule) or f"{rule_of(finding.rule, finding.severity).title}。"


def media_defect_xlsx(volume: str, findings: Iterable[Finding], made: datetime, confirmed: int = 0) -> bytes:
    """The form, its annex with each place, and the fields to fill in by hand. ``volume`` is the disc's label;
    ``confirmed`` defects are not among the ``findings`` because somebody let them stand.

    The form is one page. Details that it has no room for go on behind it, on sheets that say so.
    """
    kept = [finding for finding in findings if _concerns(finding)]
    lines = media_defects(kept)
    details = [_detail(number, line) for number, line in enumerate(lines, 1)] or [_nothing(confirmed)]
    shown = _fitting(details)
    book = Workbook()
    prepare_book(book, f"記録媒体不備報告書　VSN {volume}")
    form = book.active
    form.title = _FORM
    _form(form, volume, lines, details[:shown], len(details) - shown)
    if details[shown:]:
        _more(book.create_sheet(_MORE), details[shown:])
    _annex(book.create_sheet(_ANNEX), kept)
    _to_fill(book.create_sheet("記入する欄（提出しない）"))
    return book_bytes(book, made)


# The form, on one A4 page

_FORM, _MORE, _ANNEX = "記録媒体不備報告書", "詳細（続き）", "別紙（箇所）"
_INTRODUCTION = "受領した外部電磁的記録媒体について、下記のとおり不備がありましたので、報告します。"
_WIDTHS = (16, 18, 16, 16, 14, 14)
_DETAIL_COLUMNS = 54  # single-byte characters on a line of the details, which are 60 wide
_ROW_PT, _AIR_PT = 14.0, 4.0
_DETAILS_PT = 300.0  # what the page has besides everything else
_EDGE = Border(*(Side(style="thin"),) * 4)


def _nothing(confirmed: int) -> str:
    but = f"確認済とした {confirmed:,} 件のほかに、" if confirmed else ""
    return f"{but}不備は見つかっていません。"


def _detail(number: int, line: DefectLine) -> str:
    """One kind of defect in one file, told to whoever made the medium: what is wrong, where, and what stands there."""
    many = f"（{line.count:,} 件）" if line.count > 1 else ""
    example = "例　" if line.count > 1 else ""
    head = f"{number}. {line.file or '媒体'}：{line.cause}{many}"
    return f"{head}\n　{example}{place_text(line.first)}　{told_outside(line.first)}"


def told_outside(finding: Finding) -> str:
    """What a finding says to the agency: the fact, not what our operator does about it."""
    return finding.fact.replace("推定した決まり", "受託者が推定した決まりによる")


def _fitting(details: Sequence[str]) -> int:
    """How many of the details the form has room for, with a line that says that there are more."""
    heights = [_height(_lines_taken(text)) for text in details]
    if sum(heights) <= _DETAILS_PT:
        return len(details)
    room, shown = _DETAILS_PT - _height(1), 0
    while heights[shown] <= room:
        room -= heights[shown]
        shown += 1
    return shown


def _form(sheet: Any, volume: str, lines: Sequence[DefectLine], details: Sequence[str], left: int) -> None:
    _columns(sheet, _WIDTHS)
    set_page(sheet, landscape=False, ruled=False)
    kinds = {line.kind for line in lines}
    files = tuple(dict.fromkeys(line.file for line in lines if line.file))
    _put(sheet, 1, "E", "F", "令和　　年　　月　　日", edge=False, align="right")
    _put(sheet, 2, "A", "C", "日本年金機構　御中", edge=False)
    _put(sheet, 3, "D", "F", "受託事業者名：", edge=False)
    _put(sheet, 5, "A", "F", "記録媒体不備報告書", edge=False, align="center", size=16)
    _put(sheet, 7, "A", "F", _INTRODUCTION, edge=False)
    _put(sheet, 9, "A", "A", "ファイル名")
    _put(sheet, 9, "B", "C", _named(files) or "（媒体全体）", height=max(1, min(len(files), _FILES + 1)))
    _put(sheet, 9, "D", "D", "記録媒体受付日")
    _put(sheet, 9, "E", "F", "　　年　　月　　日")
    _put(sheet, 10, "A", "A", "VSN")
    _put(sheet, 10, "B", "F", volume)
    _put(sheet, 11, "A", "A", "不備内容")
    _put(sheet, 11, "B", "B", "＜不備の種別＞")
    _put(sheet, 11, "C", "F", "＜詳細＞")
    boxes = "\n".join(f"{'☑' if kind in kinds else '□'} {kind}" for kind in ("媒体エラー", "項目エラー"))
    told = [*details, *([f"ほか {left:,} 種の不備があります。続きは「{_MORE}」の紙にあります。"] if left else [])]
    last = 11 + len(told)
    # A row can be no higher than 409 points: each detail has its own.
    for row, text in enumerate(told, 12):
        _put(sheet, row, "C", "F", text, height=_lines_taken(text))
    for column, text in (("A", ""), ("B", boxes)):
        _put(sheet, 12, column, column, text, last=last, top=True)
    _put(sheet, last + 1, "A", "A", "備考")
    _put(sheet, last + 1, "B", "F", "", height=3)
    _put(sheet, last + 3, "A", "F", "受託事業者の連絡先", edge=False)
    for row, (name, value) in enumerate(
        (("担当部署名", ""), ("担当者名", ""), ("電話番号", "　　　—　　　—　　　（内線　　　　）")), last + 4
    ):
        _put(sheet, row, "A", "A", name)
        _put(sheet, row, "B", "F", value)


_FILES = 5


def _named(files: Sequence[str]) -> str:
    more = len(files) - _FILES
    return "\n".join((*files[:_FILES], *((f"ほか {more:,} ファイル（詳細のとおり）",) if more > 0 else ())))


def _lines_taken(text: str) -> int:
    """Lines that a text folds to; whatever is not ASCII is as wide as two."""
    return sum(max(1, -(-sum(1 + (char > "~") for char in line) // _DETAIL_COLUMNS)) for line in text.split("\n"))


def _put(
    sheet: Any,
    row: int,
    first: str,
    last_column: str,
    text: str,
    *,
    last: int = 0,
    edge: bool = True,
    align: str = "left",
    size: int = 11,
    height: int = 0,
    top: bool = False,
) -> None:
    """Text in the cells from column ``first`` to ``last_column``, and down to row ``last``, as one; ``height`` in lines
    of text. Merged cells do not grow with their text, so every row says how high it is.
    """
    cell = sheet[f"{first}{row}"]
    set_text(cell, text)
    cell.font = Font(name=FONT, size=size, bold=size > 11)
    cell.alignment = Alignment(horizontal=align, vertical="top" if height or top else "center", wrap_text=True)
    area = f"{first}{row}:{last_column}{last or row}"
    if edge:
        for line in sheet[area]:
            for one in line:
                one.border = _EDGE
    if area != f"{first}{row}:{first}{row}":
        sheet.merge_cells(area)
    if not last:
        needed = _height(max(height, 1)) + size - 11
        sheet.row_dimensions[row].height = max(needed, sheet.row_dimensions[row].height or 0)


def _height(lines: int) -> float:
    """Points that a row of so many lines of text takes."""
    return _ROW_PT * lines + _AIR_PT


# Behind the form


def _more(sheet: Any, details: Sequence[str]) -> None:
    """The details that the form has no room for."""
    _columns(sheet, (6, 94))
    set_page(sheet, landscape=False, goes_on=_FORM)
    sheet.print_title_rows = "1:1"
    _line(sheet, 1, ("番号", f"記録媒体不備報告書の＜詳細＞の続き（{len(details):,} 種）"))
    for row, text in enumerate(details, 2):
        number, _, said = text.partition(". ")
        _line(sheet, row, (number, said))


def _annex(sheet: Any, findings: list[Finding]) -> None:
    headers = ("種別", "ファイル名", "番号（1から）", "バイト位置（1から）", "不備の内容", "箇所の説明")
    _columns(sheet, (11, 14, 15, 13, 56, 84))
    set_page(sheet, landscape=True, goes_on=_FORM)
    sheet.print_title_rows = "1:1"
    _line(sheet, 1, headers)
    sheet.freeze_panes = "A2"
    for row, finding in enumerate(findings[:LISTED], 2):
        place = (finding.file, record_text(finding), bytes_text(finding))
        _line(sheet, row, (_kind(finding), *place, _cause(finding), told_outside(finding)))
    if len(findings) > LISTED:
        text = f"全 {len(findings):,} 件のうち、はじめの {LISTED:,} 件です。全件は電子ファイルで提出できます。"
        _line(sheet, LISTED + 2, (text,))
        sheet.merge_cells(f"A{LISTED + 2}:F{LISTED + 2}")


def _to_fill(sheet: Any) -> None:
    _columns(sheet, (40, 50))
    set_page(sheet, landscape=False)
    sheet.print_title_rows = "1:1"
    _line(sheet, 1, ("記入する欄（この紙は提出しません）", "記録からは分からないため、空欄にしてあります。"))
    for row, name in enumerate(BLANK_FIELDS, 2):
        _line(sheet, row, (name,))


def _columns(sheet: Any, widths: Sequence[float]) -> None:
    """At least two: what prints a single one does not make it as narrow as the paper."""
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width


def _line(sheet: Any, row: int, texts: tuple[str, ...]) -> None:
    lines = 1
    for column, text in enumerate(texts, 1):
        cell = sheet.cell(row, column)
        set_text(cell, text)
        lines = max(lines, lines_taken(text, sheet.column_dimensions[cell.column_letter].width))
        if row == 1:
            cell.font = Font(name=FONT, size=POINTS, bold=True)
    sheet.row_dimensions[row].height = height_pt(lines)
