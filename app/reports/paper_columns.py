"""The tables of papers whose official form is not public: columns as data, to be replaced by the agency's own.

``resources/reports/columns.toml`` says which columns a paper has, in which order, under which header, and whether that
is a stand-in, which the paper then says itself. A column without a ``key`` stays blank, to be filled in by hand.
"""

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from app.reports.workbook import Value
from app.toml_table import FileKind, Table

_KIND = FileKind("papers.columns", "報告物の列の表", "resources/reports/columns.toml を直すか、元に戻してください。")
_FORMAT = "kenpan-paper-columns-1"
_LISTED = ("row", "scheme", "office", "symbol", "number", "name", "notices", "kind", "file", "place")
KEYS: Mapping[str, frozenset[str]] = {
    "10-1": frozenset((*_LISTED, "to_name", "to_postal", "to_address")),
    "10-2": frozenset(_LISTED),
    "10-3": frozenset((*_LISTED, "state", "reason")),
}
"""What the program can fill in, by paper."""


class PaperColumn(NamedTuple):
    """``width`` in characters; ``key`` empty: nothing is filled in."""

    key: str
    header: str
    width: int


class PaperColumns(NamedTuple):
    """The table of one paper. ``title`` as the paper is called; ``stand_in``: what of it is our own guess, empty where
    it is the agency's form.
    """

    title: str
    stand_in: str
    columns: tuple[PaperColumn, ...]

    @property
    def headers(self) -> tuple[str, ...]:
        """In their order."""
        return tuple(one.header for one in self.columns)

    @property
    def widths(self) -> tuple[int, ...]:
        """Likewise."""
        return tuple(one.width for one in self.columns)

    def cells(self, values: Mapping[str, Value]) -> tuple[Value, ...]:
        """A row of it."""
        return tuple(values.get(one.key) if one.key else None for one in self.columns)

    @property
    def notes(self) -> tuple[tuple[str, Value], ...]:
        """The line that says what is a stand-in, on the sheet of what the paper was made of."""
        return (("注記", self.stand_in),) if self.stand_in else ()


@cache
def paper_columns(paper: str) -> PaperColumns:
    """The table of 別紙``paper``; ``KenpanError`` ``papers.columns`` if the file is not as it must be."""
    return columns_in(Table.of_resource(_KIND, "reports", "columns.toml"))[paper]


def columns_in(top: Table) -> dict[str, PaperColumns]:
    """Every table of the file."""
    top.choice("format", (_FORMAT,))
    found: dict[str, PaperColumns] = {}
    for one in top.children("paper"):
        annex = one.choice("annex", tuple(KEYS))
        if annex in found:
            raise one.error("同じ別紙が二つあります。", "annex")
        columns = tuple(_column(row, annex) for row in one.children("column"))
        told = [column.key for column in columns if column.key]
        if not told or len(set(told)) != len(told):
            raise one.error("列がないか、同じ列が二つあります。", "column")
        found[annex] = PaperColumns(one.words("title"), one.text("stand_in"), columns)
        one.done()
    top.done()
    if found.keys() != KEYS.keys():
        raise top.error(f"別紙がそろっていません（{'・'.join(KEYS)}）。", "paper")
    return found


def _column(row: Table, annex: str) -> PaperColumn:
    key = row.choice("key", ("", *sorted(KEYS[annex])))
    made = PaperColumn(key, row.words("header"), row.whole("width", 1, 200))
    row.done()
    return made
