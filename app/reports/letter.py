"""委託結果報告書 (N 仕様書別紙13-1) and 返却・廃棄等に関する報告書 (別紙11): letters that people sign."""

from collections.abc import Sequence
from datetime import date

from app.reports.paper_texts import Letter, PaperTexts
from app.reports.pdf_table import GREY, Cell, Column, Report

_BOX = "□"


def day_text(day: date) -> str:
    """``2026-12-15`` as ``令和8年12月15日``: every day of the contract is in 令和 (from 2019-05-01)."""
    year = day.year - 2018
    return f"令和{'元' if year == 1 else year}年{day.month}月{day.day}日"


def letter_pdf(
    letter: Letter,
    texts: PaperTexts,
    handover: str,
    attached: Sequence[str],
    evidence: Sequence[Sequence[str]],
    foot: str,
) -> bytes:
    """One letter. ``handover`` (``YYYY-MM-DD``) may be empty; ``attached``: what goes with it; ``evidence``: rows of
    what went back or is gone, for the letter that states that. Day, name and seal are left free.
    """
    report = Report(letter.title, letter.annex, foot)
    report.text("令和　　年　　月　　日", 10)
    report.text(texts.addressee, 11)
    for line in texts.contractor:
        report.text(f"　　　　　　　　　　　　　　　　　　　　{line}", 10)
    report.text(" ", 10)
    when = day_text(date.fromisoformat(handover)) if handover else "令和　　年　　月　　日"
    for paragraph in letter.body.strip().split("\n\n"):
        report.text(f"　{paragraph.format(work=texts.work, handover=when)}", 10)
    for heading, statement in (("① 返却について", letter.back), ("② 消去・廃棄、又は移送について", letter.gone)):
        if statement:
            report.heading(heading)
            report.text(f"{_BOX} {statement}", 9)
    if evidence:
        report.heading("実施した内容（台帳の記録）")
        columns = [Column("内容", 44), Column("区分", 10), Column("日", 16), Column("方法・行き先", 44)]
        columns += [Column("実施", 20), Column("確認", 20)]
        report.table(columns, [[Cell(text) for text in row] for row in evidence])
    report.text(" ", 10)
    for number, name in enumerate(attached, 1):
        report.text(f"添付 {number}　{name}", 9, GREY)
    return report.finish()
