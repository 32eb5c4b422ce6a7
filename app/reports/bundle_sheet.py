"""The paper of one bundle of 引き抜き: to which pension office it goes, and what is in it (N 委託要領6(2)).

Address and list stand on one sheet, address first. The columns are our own.
"""

from collections.abc import Sequence
from typing import NamedTuple

from app.reports.pdf_table import BLACK, GREY, Column, Report

TITLE = "引き抜き　送付票"
_COLUMNS = (
    Column("通番", 8, "right"),
    Column("区分", 10),
    Column("整理記号", 16),
    Column("番号", 12),
    Column("事業所名称", 50),
    Column("通知書（件）", 14, "right"),
    Column("現品ID", 40),
)
_NO_OFFICE = "年金事務所一覧にこの事務所がありません。宛先を手で記入してください。"


class PackedLine(NamedTuple):
    """One envelope of a bundle."""

    scheme: str
    symbol: str
    number: str
    name: str
    notices: int
    ids: str


class BundlePaper(NamedTuple):
    """``bundle`` as it is called, ``number`` of ``of`` for the office; the office's lines are empty where the list does
    not have it. ``grams`` is what it should weigh, ``most`` what it may.
    """

    month: str
    volume: str
    bundle: str
    office: str
    postal: str
    address: str
    phone: str
    number: int
    of: int
    grams: float
    most: float
    note: str
    lines: tuple[PackedLine, ...]


def bundle_pdf(papers: Sequence[BundlePaper], foot: str) -> bytes:
    """All bundles one after the other, each from a new page. The same content gives the same bytes."""
    report = Report(TITLE, papers[0].month if papers else "", foot)
    for at, paper in enumerate(papers):
        if at:
            report.new_page()
        report.banner(f"{paper.number}／{paper.of}", (f"束 {paper.bundle}　{len(paper.lines):,} 通",), BLACK)
        report.text(f"〒{paper.postal}" if paper.postal else _NO_OFFICE, 16 if paper.postal else 9)
        for text, size in ((paper.address, 14), (f"{paper.office}　御中" if paper.office else "", 20)):
            if text:
                report.text(text, size)
        if paper.phone:
            report.text(f"電話 {paper.phone}", 9, GREY)
        weight = f"{paper.grams / 1000:.2f} kg（上限 {paper.most / 1000:g} kg）"
        report.facts((("媒体", paper.volume), ("予定の重さ", weight), ("封緘", "しない（チラシとともに封入）")))
        if paper.note:
            report.text(f"▲ {paper.note}", 7, GREY)
        report.table(
            _COLUMNS,
            [
                (f"{number}", line.scheme, line.symbol, line.number, line.name, f"{line.notices}", line.ids)
                for number, line in enumerate(paper.lines, 1)
            ],
        )
    return report.finish()
