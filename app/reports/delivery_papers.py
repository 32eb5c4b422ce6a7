"""Papers of the exchange of forms: how deliveries stand (xlsx), the receipt slip with its 2D code, 利用台数増設届."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import segno

from app.canonical import parsed
from app.reports.pdf_table import Report
from app.reports.signs import local_time
from app.reports.workbook import add_row, add_sheet, book_bytes, closing_sheets, new_book

_TITLE = "配信状況一覧"
_CODE_PT = 230.0


def status_book(rows: Iterable[Sequence[str | int]], history: Iterable[Sequence[str]], made: datetime) -> bytes:
    """``rows``: 対象年月, 事業所番号, 名称, 帳票, 状況, 発行, 受領者, 受領日時; ``history``: 日時, 事業所, 操作, 人."""
    book = new_book(_TITLE)
    with closing_sheets(book):
        headers = ("対象年月", "事業所番号", "事業所名称", "帳票（部）", "状況", "発行（回）", "受領者", "受領日時")
        sheet = add_sheet(book, _TITLE, headers, (10, 12, 30, 10, 10, 10, 16, 20))
        for row in rows:
            add_row(sheet, row)
        log = add_sheet(book, "操作履歴", ("日時", "事業所番号", "操作", "人"), (20, 12, 50, 16))
        for line in history:
            add_row(log, line)
    return book_bytes(book, made)


def receipt_pdf(slip: str, facts: Sequence[tuple[str, str]]) -> bytes:
    """The slip on paper: what was received, who received it and when, and the code that the fund reads.

    ``slip``: text of the file.
    """
    told = parsed(parsed(slip)["slip"])
    who = [("受領した人", told["name"]), ("受領日時", local_time(told["at"])), ("受領した端末", told["terminal"][:16])]
    report = Report("受領票", "帳票の受領")
    report.facts([*facts, *who])
    report.picture(segno.make(slip, error="m", micro=False, encoding="utf-8").matrix, _CODE_PT)
    report.text("基金へ送ってください。基金の検版が、この2次元コードか受領票のファイルを読み取ります。")
    return report.finish()


def more_terminals_pdf(
    fund: str, establishment: str, name: str, terminals: Sequence[tuple[str, str]], most: int
) -> bytes:
    """利用台数増設届, to be filled in by hand. ``terminals``: label and fingerprint of those in use."""
    report = Report("利用台数増設届", fund)
    report.facts([("事業所番号", establishment), ("事業所名称", name), ("利用台数の上限", f"{most} 台")])
    report.heading("登録済みの端末")
    report.facts(list(terminals) or [("なし", "")])
    report.heading("増設する端末")
    report.by_hand(("端末の名前", "設置場所", "利用者", "増設の理由", "届出日", "届出者"))
    report.text("様式は定められていません。検版の仮のものです。")
    return report.finish()
