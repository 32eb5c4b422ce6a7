"""What is known of the delivered forms: ``resources/delivery/forms.toml`` as data."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from re import Pattern
from typing import NamedTuple

from app.toml_table import FileKind, Table

_FORMAT = "kenpan-delivery-1"
_KIND = FileKind("delivery.forms", "配信帳票の表", "resources/delivery を元に戻してください。")
ROWS = "rows"


class FormSpec(NamedTuple):
    """A kind of form; ``amounts``: label of each amount by its key. See the table for the flags."""

    id: str
    number: int
    title: str
    every: bool
    common: bool
    persons: bool
    new: bool
    is_csv: bool
    amounts: Mapping[str, str]


class SumSpec(NamedTuple):
    """Amounts that agree: factor, form and key of each on either side."""

    label: str
    left: tuple[tuple[int, str, str], ...]
    right: tuple[tuple[int, str, str], ...]

    @property
    def forms(self) -> frozenset[str]:
        """Which forms it needs."""
        return frozenset(form for _, form, _ in (*self.left, *self.right))


class CsvSpec(NamedTuple):
    """How the CSV is written; ``columns``: key and header of each, in order."""

    encoding: str
    quoted: bool
    columns: tuple[tuple[str, str], ...]
    total: str


@dataclass(frozen=True, slots=True)
class FormTable:
    """All of it. The patterns are for lines in half width without blanks."""

    most_terminals: int
    establishment: Pattern[str]
    name: Pattern[str]
    period: tuple[Pattern[str], ...]
    page: Pattern[str]
    person: Pattern[str]
    forms: Mapping[str, FormSpec]
    sums: tuple[SumSpec, ...]
    csv: CsvSpec


@cache
def form_table() -> FormTable:
    """The table in use; ``KenpanError`` ``delivery.forms``."""
    top = Table.of_resource(_KIND, "delivery", "forms.toml")
    top.choice("format", (_FORMAT,))
    read, csv = top.child("read"), top.child("csv")
    forms = {spec.id: spec for spec in map(_form, top.children("form"))}
    made = FormTable(
        top.whole("most_terminals", 1, 3),
        _pattern(read, "establishment", read.words("establishment")),
        _pattern(read, "name", read.words("name")),
        tuple(_pattern(read, "period", text) for text in read.texts("period")),
        _pattern(read, "page", read.words("page")),
        _pattern(read, "person", read.words("person")),
        forms,
        tuple(_sum(row, forms) for row in top.children("sum")),
        CsvSpec(
            csv.choice("encoding", ("cp932", "utf-8", "utf-8-sig")),
            csv.flag("quoted"),
            tuple((row.words("key"), row.words("header")) for row in csv.children("columns")),
            csv.text("total", ""),
        ),
    )
    top.done()
    return made


def _form(row: Table) -> FormSpec:
    amounts = row.child_or_empty("amounts")
    return FormSpec(
        row.words("id"),
        row.whole("number", 1, 99),
        row.words("title"),
        row.flag("every"),
        row.flag("common"),
        row.flag("persons"),
        row.flag("new"),
        row.choice("file", ("pdf", "csv"), "pdf") == "csv",
        {key: amounts.words(key) for key in amounts.values},
    )


def _sum(row: Table, forms: Mapping[str, FormSpec]) -> SumSpec:
    def side(key: str) -> tuple[tuple[int, str, str], ...]:
        found = []
        for text in row.texts(key):
            form, _, name = text.lstrip("-").partition(".")
            if form not in forms or name not in (ROWS, *forms[form].amounts):
                raise row.error(f"「{text}」という金額はありません。", key)
            found.append((-1 if text.startswith("-") else 1, form, name))
        return tuple(found)

    return SumSpec(row.words("label"), side("left"), side("right"))


def _pattern(table: Table, key: str, text: str) -> Pattern[str]:
    try:
        return re.compile(text)
    except re.error as error:
        raise table.error(f"「{key}」が正規表現ではありません。", key) from error
