"""記録媒体不備報告書 (委託要領別紙9): what makes a medium unusable, in the words of the agency's form.

The form is due on the business day after the order (委託要領 1.3(1)). Its fields are those that survive in the source;
what only the contractor knows stays blank and is listed in ``BLANK_FIELDS``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Literal

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side

from app.checks.model import Finding
from app.reports.words import bytes_text, place_text, record_text, rule_of
from app.reports.workbook import book_bytes, set_text

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
        "file.unread": "ファイルを読み出せません（受託者側の機器が原因でないことを確認のうえ、報告します）。",
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

    Errors of setting (sheet, window, 外字) and of lists are the contractor's own and do not belong here.
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
    return finding.severity == "error" and stage != "sheet" and not finding.rule.startswith(_LISTS)


def _kind(finding: Finding) -> DefectKind:
    return "媒体エラー" if rule_of(finding.rule, finding.severity).stage == "volume" else "項目エラー"


def _cause(finding: Finding) -> str:
    return _CAUSES.get(finding.rule) or f"{rule_of(finding.rule, finding.severity).title}。"


def media_defect_xlsx(volume: str, findings: Iterable[Finding], made: datetime, confirmed: int = 0) -> bytes:
    """The form, its annex with each place, and the fields to fill in by hand. ``volume`` is the disc's label;
    ``confirmed`` defects are not among the ``findings`` because somebody let them stand.
    """
    kept = [finding for finding in findings if _concerns(finding)]
    lines = media_defects(kept)
    book = Workbook()
    book.properties.creator = "検版"
    book.properties.title = f"記録媒体不備報告書 {volume}"
    form = book.active
    form.title = "記録媒体不備報告書"
    _form(form, volume, lines, confirmed)
    _annex(book.create_sheet("別紙（箇所）"), kept)
    _to_fill(book.create_sheet("記入する欄"))
    return book_bytes(book, made)


# The form, on one A4 page


def _form(sheet: Any, volume: str, lines: tuple[DefectLine, ...], confirmed: int) -> None:
    for column, width in zip("ABCDEF", (16, 18, 16, 16, 14, 14), strict=True):
        sheet.column_dimensions[column].width = width
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    kinds = {line.kind for line in lines}
    files = tuple(dict.fromkeys(line.file for line in lines if line.file))
    _put(sheet, 1, "E", "F", "令和　　年　　月　　日", edge=False, align="right")
    _put(sheet, 2, "A", "C", "日本年金機構　御中", edge=False)
    _put(sheet, 3, "D", "F", "受託事業者名：", edge=False)
    _put(sheet, 5, "A", "F", "記録媒体不備報告書", edge=False, align="center", size=16)
    _put(sheet, 7, "A", "F", _INTRODUCTION, edge=False)
    _put(sheet, 9, "A", "A", "ファイル名")
    _put(sheet, 9, "B", "C", "\n".join(files) or "（媒体全体）", height=max(1, len(files)))
    _put(sheet, 9, "D", "D", "記録媒体受付日")
    _put(sheet, 9, "E", "F", "　　年　　月　　日")
    _put(sheet, 10, "A", "A", "VSN")
    _put(sheet, 10, "B", "F", volume)
    _put(sheet, 11, "A", "A", "不備内容")
    _put(sheet, 11, "B", "B", "＜不備の種別＞")
    _put(sheet, 11, "C", "F", "＜詳細＞")
    boxes = "\n".join(f"{'☑' if kind in kinds else '□'} {kind}" for kind in ("媒体エラー", "項目エラー"))
    details = _details(lines, confirmed)
    _put(sheet, 12, "A", "A", "")
    _put(sheet, 12, "B", "B", boxes)
    _put(sheet, 12, "C", "F", "\n".join(details), height=max(6, sum(_lines_taken(text) for text in details)))
    _put(sheet, 13, "A", "A", "備考")
    _put(sheet, 13, "B", "F", "", height=3)
    _put(sheet, 15, "A", "F", "受託事業者の連絡先", edge=False)
    for row, (name, value) in enumerate(
        (("担当部署名", ""), ("担当者名", ""), ("電話番号", "　　　—　　　—　　　（内線　　　　）")), 16
    ):
        _put(sheet, row, "A", "A", name)
        _put(sheet, row, "B", "F", value)


_INTRODUCTION = "受領した外部電磁的記録媒体について、下記のとおり不備がありましたので、報告します。"
_DETAIL_COLUMNS = 30  # double-byte characters on a line of the details
_ROW_PT = 16.0
_SHOWN = 8  # as many as fit the page
_EDGE = Border(*(Side(style="thin"),) * 4)


def _details(lines: tuple[DefectLine, ...], confirmed: int) -> list[str]:
    if not lines:
        but = f"確認済とした {confirmed:,} 件のほかに、" if confirmed else ""
        return [f"{but}不備は見つかっていません。"]
    texts = []
    for number, line in enumerate(lines[:_SHOWN], 1):
        many = f"（{line.count:,} 件）" if line.count > 1 else ""
        example = "例　" if line.count > 1 else ""
        texts.append(f"{number}. {line.file or '媒体'}：{line.cause}{many}")
        texts.append(f"　{example}{place_text(line.first)}　{line.first.message}")
    if len(lines) > _SHOWN:
        texts.append(f"ほか {len(lines) - _SHOWN:,} 種の不備があります。すべての箇所は別紙のとおりです。")
    return texts


def _lines_taken(text: str) -> int:
    return -(-len(text) // _DETAIL_COLUMNS)


def _put(
    sheet: Any,
    row: int,
    first: str,
    last: str,
    text: str,
    *,
    edge: bool = True,
    align: str = "left",
    size: int = 11,
    height: int = 0,
) -> None:
    """Text in the cells from column ``first`` to ``last``, as one; ``height`` in lines of text."""
    cell = sheet[f"{first}{row}"]
    set_text(cell, text)
    cell.font = Font(size=size, bold=size > 11)
    cell.alignment = Alignment(horizontal=align, vertical="top" if height else "center", wrap_text=True)
    if edge:
        for one in sheet[f"{first}{row}:{last}{row}"][0]:
            one.border = _EDGE
    if first != last:
        sheet.merge_cells(f"{first}{row}:{last}{row}")
    if height:
        # 409 pt is all that Excel lets a row have.
        sheet.row_dimensions[row].height = min(409.0, max(_ROW_PT * height + 6, sheet.row_dimensions[row].height or 0))


# Behind the form


def _annex(sheet: Any, findings: list[Finding]) -> None:
    headers = ("種別", "ファイル名", "番号（1から）", "バイト位置（1から）", "不備の内容", "箇所の説明", "規則")
    for column, width in zip("ABCDEFG", (12, 14, 16, 18, 50, 80, 20), strict=True):
        sheet.column_dimensions[column].width = width
    _line(sheet, 1, headers)
    sheet.freeze_panes = "A2"
    for row, finding in enumerate(findings[:LISTED], 2):
        place = (finding.file, record_text(finding), bytes_text(finding))
        _line(sheet, row, (_kind(finding), *place, _cause(finding), finding.message, finding.rule))
    if len(findings) > LISTED:
        text = f"全 {len(findings):,} 件のうち、はじめの {LISTED:,} 件です。全件は検査結果（xlsx）にあります。"
        _line(sheet, LISTED + 2, (text,))


def _to_fill(sheet: Any) -> None:
    sheet.column_dimensions["A"].width = 40
    _line(sheet, 1, ("記録からは分からないため、空欄にしてあります。記入してください。",))
    for row, name in enumerate(BLANK_FIELDS, 2):
        _line(sheet, row, (name,))


def _line(sheet: Any, row: int, texts: tuple[str, ...]) -> None:
    for column, text in enumerate(texts, 1):
        set_text(sheet.cell(row, column), text)
        if row == 1:
            sheet.cell(row, column).font = Font(bold=True)
