"""A paper that is one table: as a book, and as pages to sign."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.reports.pdf_table import GREY, Align, Column, Report
from app.reports.workbook import NOTHING, Value, add_counts, add_row, add_sheet, book_bytes, closing_sheets, new_book


@dataclass(frozen=True, slots=True)
class PaperColumn:
    """A column: its heading, characters of its width, and how it stands on a page."""

    title: str
    width: float
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class TablePaper:
    """``annex`` and ``title`` of the form, ``facts`` before the table, ``notes`` after it; ``signs``: who signs."""

    annex: str
    title: str
    facts: tuple[tuple[str, str], ...]
    columns: tuple[PaperColumn, ...]
    rows: tuple[tuple[Value, ...], ...]
    notes: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()


def paper_book(paper: TablePaper, made: datetime) -> bytes:
    """The table as a book: its sheet, and what it was made of. ``made`` is the only time in it."""
    book = new_book(f"{paper.annex} {paper.title}")
    with closing_sheets(book):
        titles, widths = [one.title for one in paper.columns], [one.width for one in paper.columns]
        table = add_sheet(book, paper.title[:31], titles, widths)
        for row in paper.rows or ((NOTHING,),):
            add_counts(table, row)
        sheet = add_sheet(book, "様式", ("項目", "内容"), (24, 90))
        for label, text in (("様式", paper.annex), *paper.facts, *(("注記", one) for one in paper.notes)):
            add_row(sheet, (label, text))
    return book_bytes(book, made)


def paper_pages(paper: TablePaper, foot: str) -> bytes:
    """The same as pages of A4, with room for signatures. The same content gives the same bytes."""
    report = Report(paper.title, paper.annex, foot)
    report.facts(paper.facts)
    columns = [Column(one.title, one.width, one.align) for one in paper.columns]
    report.table(columns, [tuple(_said(value) for value in row) for row in paper.rows])
    for note in paper.notes:
        report.text(note, 7, GREY)
    if paper.signs:
        report.by_hand(paper.signs, "印")
    return report.finish()


def _said(value: Value) -> str:
    return "" if value is None else f"{value:,}" if isinstance(value, int | float) else value


def shown_count(count: int | None) -> Value:
    """A number that nobody has yet is a dash, never 0."""
    return "―" if count is None else count


def counted(rows: Sequence[Sequence[int | None]]) -> tuple[int | None, ...]:
    """The sum of each column; ``None`` where a row has none."""
    return tuple(
        None if any(one is None for one in column) else sum(one for one in column if one is not None)
        for column in zip(*rows, strict=True)
    )
