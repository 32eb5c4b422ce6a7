"""照合結果表: what a comparison of a month's print found and what was decided, on paper and as an Excel book.

On paper every kind of difference stands once with both pages as pictures and numbered frames on both; the book has all.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import cv2
import numpy as np
import pymupdf
from numpy.typing import NDArray

from app.notice.model import Side
from app.progress import Progress, no_progress
from app.proof.compared.captions import group_text, item_label
from app.proof.compared.differences import DECISIONS, SIDE_NAMES, DifferenceReview, rule_title
from app.reports.pdf_table import BLUE, GREY, MM, RED, Cell, Colour, Column, Report, stamped
from app.reports.pdf_text import fitted, grouped
from app.reports.signs import ZONE_NOTE
from app.reports.workbook import Value, add_row, add_rows, add_sheet, book_bytes, closing_sheets, new_book
from app.sheet.glyphs import label_font
from app.sheet.model import Rect
from app.sheet.mupdf_lock import MUPDF
from app.sheet.page_text import PageText

TITLE = "照合結果表"
_WIDTH, _HEIGHT = 297 * MM, 210 * MM
_FOOT = 204 * MM
_MOST_TOLD = 200
_SEVERITIES = {"error": "誤り", "warning": "注意"}
_TONES: dict[str, Colour] = {"good": BLUE, "asked": GREY, "bad": RED}


@dataclass(frozen=True, slots=True)
class PageMark:
    """A numbered frame on a page (mm)."""

    number: int
    rect: Rect


@dataclass(frozen=True, slots=True)
class PicturedPage:
    """A page with differences: both pictures (RGB) and its frames; ``text`` says what and where."""

    text: str
    expected: NDArray[np.uint8]
    printed: NDArray[np.uint8]
    width: float
    height: float
    marks: tuple[PageMark, ...]


class UnprovedBox(NamedTuple):
    """A box of a capture whose character nobody can tell from another one; places 0-based, ``decided`` by a lead."""

    page: int
    file: str
    record: int
    side: Side
    item: str
    expected: str
    rival: str
    decided: bool


@dataclass(frozen=True, slots=True)
class ComparisonPaper:
    """What the paper says. ``tone``: ``good``, ``asked`` (equal only because something was ignored) or ``bad``;
    ``basis`` names what was compared, with its SHA-256; ``signs``: meaning, who, when, number of the entry;
    ``unproved``: ``None`` of a print.
    """

    volume: str
    tone: str
    verdict: str
    facts: tuple[tuple[str, str], ...]
    basis: tuple[tuple[str, str, str], ...]
    zones: tuple[tuple[str, str, int], ...]
    review: DifferenceReview
    sha256: str
    signs: tuple[tuple[str, str, str, str], ...]
    foot: str
    made: datetime
    unproved: tuple[UnprovedBox, ...] | None = None


def comparison_pdf(paper: ComparisonPaper, pages: Sequence[PicturedPage], progress: Progress = no_progress) -> bytes:
    """Verdict, groups with what was decided, what was compared; then a sheet for each of these pages."""
    head = f"{paper.volume}　【{paper.verdict}】"
    report = Report(TITLE, head, paper.foot, number="表紙 ")
    asked = "△ 未証明の字のほか一致" if paper.unproved else "△ 除外域のほか一致"
    sign = {"good": "○ 一致", "asked": asked}.get(paper.tone, "× 相違")
    review = paper.review
    said = [paper.verdict]
    if review.groups:
        said.append(f"未決 {review.undecided:,} 件　刷り直し {review.reprints:,} 件　見ていない {review.unseen:,} 件")
    report.banner(sign, said, _TONES.get(paper.tone, RED))
    report.facts(paper.facts, across=2)
    report.heading("違い（同じものをまとめて）")
    columns = (
        Column("番号", 12, "right"), Column("重さ", 10), Column("違い", 62), Column("件", 12, "right"),
        Column("見た", 12, "right"), Column("決定", 20), Column("理由", 42),
    )  # fmt: skip
    report.table(columns, [_group_row(review, at) for at in range(len(review.groups))], "違いはありません。")
    if paper.unproved is not None:
        report.heading("未証明（取り込み画像では区別できない字。一致とも相違とも言えません）")
        report.table(
            (Column("頁", 14, "right"), Column("レコード", 40), Column("面", 16), Column("項目", 40),
             Column("データの字", 21), Column("区別できない字", 23), Column("責任者の決定", 16)),
            [_told_unproved(one) for one in paper.unproved[:_MOST_TOLD]],
            "未証明の字はありません。",
        )  # fmt: skip
        if len(paper.unproved) > _MOST_TOLD:
            report.text(f"ほか {len(paper.unproved) - _MOST_TOLD:,} か所は、Excel の「未証明」にあります。", 7.5)
    report.heading("除外域（中の違いは数えるだけで、判定していません）")
    report.table(
        (Column("名前", 40), Column("理由", 100), Column("違いのある頁", 30, "right")),
        [[name, reason, f"{count:,}"] for name, reason, count in paper.zones],
        "除外域はありません。",
    )
    report.heading("照合したもの")
    report.table(
        (Column("もの", 24), Column("内容", 50), Column("SHA-256", 96)),
        [[label, detail, Cell(grouped(sha256), size=6)] for label, detail, sha256 in paper.basis],
    )
    report.heading("署名")
    report.table(
        (Column("意味", 40), Column("氏名（ID）", 60), Column("日時", 50), Column("台帳", 20, "right")),
        [list(one) for one in paper.signs],
        "まだ署名されていません。",
    )
    report.text(f"照合結果（JSON）の SHA-256　{grouped(paper.sha256)}", 6.5)
    report.text(f"すべての違いは、照合結果（JSON）と Excel にあります。　{ZONE_NOTE}", 6, GREY)
    cover = report.finish()
    if not pages:
        return cover
    return stamped(cover, _sheets(pages, progress), TITLE, ((9 * MM, f"{TITLE}　{head}"), (_FOOT, paper.foot)))


def _unproved_row(one: UnprovedBox) -> Sequence[Value]:
    decided = "区別しない" if one.decided else "未決"
    side, item = SIDE_NAMES[one.side], item_label(one.item)
    chars = (f"{char} U+{ord(char):04X}" for char in (one.expected, one.rival))  # on paper they look the same
    return (one.page + 1, one.file, one.record + 1, side, item, *chars, decided)


def _told_unproved(one: UnprovedBox) -> list[str | Cell]:
    page, file, record, *rest = _unproved_row(one)
    return [f"{page:,}", f"{file}　番号 {record:,}", *map(str, rest)]


def _group_row(review: DifferenceReview, at: int) -> list[str | Cell]:
    one, ruling = review.groups[at], review.rulings.get(at)
    decision = "未決" if ruling is None else DECISIONS[ruling.decision]
    return [
        f"{one.members[0] + 1:,}",
        _SEVERITIES[one.severity],
        group_text(one),
        f"{len(one.members):,}",
        f"{review.seen_of(at):,}",
        Cell(decision, RED if decision != DECISIONS["accept"] else BLUE),
        "" if ruling is None else ruling.reason,
    ]


def _sheets(pages: Sequence[PicturedPage], progress: Progress) -> bytes:
    """A4 across: expected on the left, printed on the right, frames with numbers on both, outside the ink."""
    with MUPDF, pymupdf.open() as document:
        pen = pymupdf.Font(fontbuffer=label_font().data)
        for number, one in enumerate(pages):
            progress("書き出し", number, len(pages))
            page = document.new_page(width=_WIDTH, height=_HEIGHT)
            room = pymupdf.Rect(10 * MM, 26 * MM, 143 * MM, 200 * MM)
            scale = min(room.width / (one.width * MM), room.height / (one.height * MM))
            writer = PageText(page.rect)
            line, size = fitted(one.text, _WIDTH - 20 * MM, 9)
            writer.append((10 * MM, 15 * MM), line, font=pen, fontsize=size)
            writer.append((10 * MM, _FOOT), f"{number + 1} / {len(pages)}", font=pen, fontsize=8)
            marks = PageText(page.rect)
            for left, name, pixels in ((10 * MM, "データ", one.expected), (154 * MM, "印刷", one.printed)):
                writer.append((left, 23 * MM), name, font=pen, fontsize=10)
                width, height = one.width * MM * scale, one.height * MM * scale
                top = 26 * MM
                place = pymupdf.Rect(left, top, left + width, top + height)
                page.insert_image(place, stream=_png(pixels))
                page.draw_rect(place, color=GREY, width=0.5)
                for mark in one.marks:
                    own = mark.rect.grown(0.9)
                    corners = [value * MM * scale for value in own]
                    box = pymupdf.Rect(*(value + move for value, move in zip(corners, (left, top) * 2, strict=True)))
                    page.draw_rect(box, color=RED, width=1.0)
                    marks.append((box.x1 + 1.5, box.y0 + 7), str(mark.number), font=pen, fontsize=8)
            writer.write_text(page)
            if one.marks:
                marks.write_text(page, color=RED)
        document.subset_fonts()
        return bytes(document.tobytes(garbage=3, deflate=True, no_new_id=True))


def _png(pixels: NDArray[np.uint8]) -> bytes:
    return bytes(cv2.imencode(".png", np.ascontiguousarray(pixels[:, :, ::-1]))[1].tobytes())


_HEADERS = (
    "番号", "重さ", "内容", "面", "項目", "頁", "ファイル", "レコード（1から）", "データ", "印刷", "説明",
    "見た", "決定", "理由",
)  # fmt: skip
_WIDTHS = (5, 6, 11, 8, 13, 6, 13, 9, 17, 17, 20, 4, 9, 12)
_UNPROVED = ("頁", "ファイル", "レコード（1から）", "面", "項目", "データの字", "区別できない字", "責任者の決定")


def comparison_xlsx(paper: ComparisonPaper, progress: Progress = no_progress) -> bytes:
    """Sheets 概要, 違い, 未証明 (of captures), 除外域 and 照合したもの; every difference is in it."""
    book = new_book(f"{TITLE} {paper.volume}")
    review = paper.review
    with closing_sheets(book):
        sheet = add_sheet(book, "概要", (), (34, 76))
        rows = (("結果", paper.verdict), *paper.facts, ("照合結果（JSON）の SHA-256", paper.sha256))
        for row in (*rows, *((f"署名　{one[0]}", "　".join(one[1:])) for one in paper.signs), ("", ZONE_NOTE)):
            add_row(sheet, row)

        def lines() -> Iterator[Sequence[Value]]:
            for group, one in enumerate(review.groups):
                ruling = review.rulings.get(group)
                for at in one.members:
                    if at % 1000 == 0:
                        progress("書き出し", at, len(review.result.findings))
                    found = review.result.findings[at]
                    yield (
                        at + 1, _SEVERITIES[found.severity], rule_title(found.rule),
                        "" if found.side is None else SIDE_NAMES[found.side], item_label(found.item),
                        None if found.page is None else found.page + 1, found.file,
                        None if found.record is None else found.record + 1, found.expected, found.found, found.message,
                        "✓" if at in review.seen else "", "未決" if ruling is None else DECISIONS[ruling.decision],
                        "" if ruling is None else ruling.reason,
                    )  # fmt: skip

        add_rows(book, "違い", _HEADERS, _WIDTHS, lines())
        if paper.unproved is not None:
            add_rows(book, "未証明", _UNPROVED, (8, 16, 12, 10, 24, 12, 14, 14), map(_unproved_row, paper.unproved))
        add_rows(book, "除外域", ("名前", "理由", "違いのある頁"), (30, 80, 14), paper.zones)
        add_rows(book, "照合したもの", ("もの", "内容", "SHA-256"), (20, 60, 70), paper.basis)
    return book_bytes(book, paper.made)
