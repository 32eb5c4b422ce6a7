"""What a notification must hold (``resources/delivery/filings.toml``), and a file read by it: raw and drawn."""

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from app.confined.children import run
from app.confined.limits import Limits, NotReadError
from app.errors import KenpanError
from app.lists.cells import Plain
from app.lists.headers import fingerprint, plain_header
from app.lists.tables import ColumnSpec, ListSpec, checked_sheets, table_of
from app.toml_table import FileKind, Table

_KIND = FileKind("delivery.filings", "届出の表", "resources/delivery を元に戻してください。")
_LIMITS = Limits(memory_mb=640, cpu_s=10, wall_s=40.0, result_mb=64)
_DATE = re.compile(r"(?:([0-9]{4})|(?:R|令和)([0-9]{1,2}|元))[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?")
_REIWA = 2018
Columns = Mapping[str, Mapping[str, int]]
"""Columns that a person named: by the fingerprint of the header row, the column of each key."""


class FieldSpec(NamedTuple):
    """A field: whether it is a date, and whether it may be blank."""

    key: str
    label: str
    is_date: bool
    optional: bool


class FilingSpec(NamedTuple):
    """A kind of notification."""

    id: str
    title: str
    fields: tuple[FieldSpec, ...]


class FilingTable(NamedTuple):
    """All six; ``by_mail``: what must come on paper, and why."""

    stand_in: str
    filings: Mapping[str, FilingSpec]
    by_mail: Mapping[str, str]


class FilingRow(NamedTuple):
    """``place``: where it stands; ``fields``: label and text, as the notification is drawn; ``problems``: labels and
    what is wrong with each.
    """

    place: str
    fields: tuple[tuple[str, str], ...]
    problems: tuple[tuple[str, str], ...]


class FilingFile(NamedTuple):
    """A notification as it was read. ``raw``: every cell of the file as it stands, header first."""

    type: str
    name: str
    sha256: str
    rows: tuple[FilingRow, ...]
    raw: tuple[tuple[str, ...], ...]

    @property
    def problems(self) -> int:
        """How many fields nobody can confirm."""
        return sum(len(row.problems) for row in self.rows)


@cache
def filing_table() -> FilingTable:
    """The table in use; ``KenpanError`` ``delivery.filings``."""
    top = Table.of_resource(_KIND, "delivery", "filings.toml")
    top.choice("format", ("kenpan-filings-1",))
    by_mail = dict.fromkeys(top.texts("sealed"), "押印が必要なため") | dict.fromkeys(
        top.texts("papers"), "紙の配布物のため"
    )
    found = FilingTable(top.words("stand_in"), {one.id: one for one in map(_filing, top.children("filing"))}, by_mail)
    top.done()
    return found


def filing_spec(name: str) -> FilingSpec:
    """A notification by its name or title. ``KenpanError``: ``filing.mail_only`` (郵送のみ), ``filing.type``."""
    table = filing_table()
    wanted = plain_header(name)
    for title, why in table.by_mail.items():
        if plain_header(title) == wanted:
            raise KenpanError("filing.mail_only", f"「{title}」は、{why}郵送のみです。", "従来どおり郵送してください。")
    for one in table.filings.values():
        if wanted in (plain_header(one.id), plain_header(one.title)):
            return one
    titles = "、".join(one.title for one in table.filings.values())
    raise KenpanError("filing.type", "知らない届出の種類です。", f"次から選んでください：{titles}")


def sheets_of(raw: bytes, name: str) -> list[Any]:
    """Title and rows of every sheet of a file (xlsx or CSV), read in a limited child. ``KenpanError``
    ``filing.unreadable``.
    """
    is_book = name.lower().endswith((".xlsx", ".xlsm"))
    try:
        return checked_sheets(run("app.lists.tables:sheets_in", raw, is_book, name, limits=_LIMITS))
    except (KenpanError, NotReadError, AttributeError, TypeError, ValueError) as error:
        what = error.what if isinstance(error, KenpanError | NotReadError) else "読み取れません。"
        raise KenpanError("filing.unreadable", what, "Excel（xlsx）か CSV で作り直してください。", file=name) from error


def read_filing(raw: bytes, name: str, spec: FilingSpec, columns: Columns) -> FilingFile:
    """Read a notification. ``KenpanError``: ``filing.unreadable``; ``filing.columns`` where no row of headers says the
    fields and nobody named its columns yet; ``filing.empty``.
    """
    sheets = sheets_of(raw, name)
    headed = tuple(ColumnSpec(one.key, one.label, (plain_header(one.label),), True) for one in spec.fields)
    own = ListSpec(spec.title, filing_table().stand_in, headed)
    is_book = name.lower().endswith((".xlsx", ".xlsm"))
    sha256 = hashlib.sha256(raw).hexdigest()
    try:
        table = table_of(sheets, own, name, sha256, len(raw), is_book=is_book, mapped=columns)
    except KenpanError as error:
        step = "見出しの行と、どの列がどの欄かを、一度名指ししてください。"
        raise KenpanError("filing.columns", error.what, step, file=name) from error
    if not table.rows:
        raise KenpanError("filing.empty", "届出の行がありません。", "内容を確かめてください。", file=name)
    rows = tuple(_row(row.place, row.cells, spec) for row in table.rows)
    shown = tuple(tuple(_text(cell) for cell in row) for _, own_rows in sheets for row in own_rows)
    return FilingFile(spec.id, name, sha256, rows, shown)


def named_columns(spec: FilingSpec, header: tuple[Plain, ...], columns: Mapping[str, int]) -> dict[str, dict[str, int]]:
    """What a person named, to be kept. ``KenpanError`` ``filing.columns`` where a field is missing or named twice."""
    wanted = {one.key for one in spec.fields}
    used = list(columns.values())
    if set(columns) != wanted or len(set(used)) != len(used) or not all(0 <= at < len(header) for at in used):
        what = "名指しした列が足りないか、同じ列が二度あるか、ありません。"
        raise KenpanError("filing.columns", what, "すべての欄に、別々の列を選んでください。")
    return {fingerprint(header): dict(columns)}


def date_in(text: str) -> date | None:
    """A day as people write it, in either calendar; ``None`` for none that ever was."""
    match = _DATE.fullmatch(unicodedata.normalize("NFKC", text).replace(" ", ""))
    if match is None:
        return None
    year = int(match[1]) if match[1] else _REIWA + int(match[2].replace("元", "1"))
    try:
        return date(year, int(match[3]), int(match[4]))
    except ValueError:
        return None


def _row(place: str, cells: Mapping[str, Plain], spec: FilingSpec) -> FilingRow:
    told, problems = [], []
    for one in spec.fields:
        text = _text(cells.get(one.key))
        told.append((one.label, text))
        if not text and not one.optional:
            problems.append((one.label, "空です"))
        elif text and one.is_date and date_in(text) is None:
            problems.append((one.label, "日付ではありません"))
        elif isinstance(cells.get(one.key), dict):
            problems.append((one.label, f"{text}は読めません。文字にしてください"))
    return FilingRow(place, tuple(told), tuple(problems))


def _text(cell: Plain) -> str:
    if isinstance(cell, dict):
        return str(cell.get("unfit", ""))
    return "" if cell is None else str(cell).strip()


def _filing(row: Table) -> FilingSpec:
    fields = tuple(
        FieldSpec(
            one.words("key"),
            one.words("label"),
            one.choice("kind", ("text", "date"), "text") == "date",
            one.flag("optional"),
        )
        for one in row.children("fields")
    )
    return FilingSpec(row.words("id"), row.words("title"), fields)
