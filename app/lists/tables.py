"""A list that arrives for the month: which columns it has is data (``resources/lists``), its rows come as cells.

The agency gives no layout for some lists. Their columns are then found by texts that we expect, and whoever shows the
list says so (:attr:`ListSpec.stand_in`).
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

from app.bounded import TooLargeError, read_regular, why
from app.confined.children import run
from app.confined.limits import Limits, NotReadError
from app.errors import KenpanError
from app.lists.book import MAX_FILE_BYTES, MAX_ROWS, Row, Sheet, UnfitBookError, lines_of, sheets_of
from app.lists.cells import Plain, is_blank
from app.lists.headers import NO_HEADER, Header, find_header, plain_header, shown
from app.progress import COMPANIONS, Progress, no_progress
from app.toml_table import FileKind, Table

_FORMAT = "kenpan-list-1"
_SPEC = FileKind("list.spec", "一覧の見出しの表", "resources/lists を元に戻してください。")
_LIMITS = Limits(memory_mb=900, cpu_s=60, wall_s=180.0, result_mb=128)
SUFFIXES = (".xlsx", ".xlsm", ".csv", ".txt")
_BOOKS = (".xlsx", ".xlsm")


class ColumnSpec(NamedTuple):
    """A column: ``headers`` as they are compared, the most telling first. A sheet without a ``required`` one is none of
    this list.
    """

    key: str
    label: str
    headers: tuple[str, ...]
    required: bool


@dataclass(frozen=True, slots=True)
class ListSpec:
    """What a kind of list has. ``stand_in``: what is our own guess about it, empty where it is specified."""

    title: str
    stand_in: str
    columns: tuple[ColumnSpec, ...]

    @property
    def headers(self) -> Mapping[str, tuple[str, ...]]:
        """Key → headers."""
        return {one.key: one.headers for one in self.columns}

    @property
    def required(self) -> frozenset[str]:
        """Keys of the columns that there must be."""
        return frozenset(one.key for one in self.columns if one.required)

    def label(self, key: str) -> str:
        """What a column is called."""
        return next(one.label for one in self.columns if one.key == key)


class ListRow(NamedTuple):
    """A row with something in it: where it stands (``シート1「表」 行3``) and its cells by key."""

    place: str
    cells: Mapping[str, Plain]


@dataclass(frozen=True, slots=True)
class ListTable:
    """The rows of one file. ``sha256`` is that of exactly the bytes that were read, ``headers`` (label → text) what
    each column was known by.
    """

    source: str
    sha256: str
    size: int
    rows: tuple[ListRow, ...]
    headers: Mapping[str, str]


@cache
def list_spec(name: str) -> ListSpec:
    """The list of this name in ``resources/lists``; ``KenpanError`` ``list.spec`` if it cannot be used."""
    top = Table.of_resource(_SPEC, "lists", f"{name}.toml")
    top.choice("format", (_FORMAT,))
    spec = ListSpec(top.words("title"), top.text("stand_in"), tuple(_column(row) for row in top.children("column")))
    top.done()
    if len({one.key for one in spec.columns}) != len(spec.columns):
        raise top.error("同じ列が二つあります。", "column")
    return spec


def _column(row: Table) -> ColumnSpec:
    headers = tuple(plain_header(header) for header in row.texts("headers"))
    if not all(headers):
        raise row.error("「headers」に空の見出しがあります。", "headers")
    return ColumnSpec(row.words("key"), row.words("label"), headers, row.flag("required", None))


def read_table(path: Path, spec: ListSpec, progress: Progress = no_progress) -> ListTable:
    """Read an xlsx or CSV file in a limited child; every sheet that has all required columns counts.

    Rows in which every column is blank, and headers that are repeated, are passed over. ``KenpanError``:
    ``list.unreadable`` (no table, encrypted, damaged, too large), ``list.header``.
    """
    raw = _bytes(path, spec)
    sheets = _in_child(raw, path, spec, progress)
    is_book = path.suffix.lower() in _BOOKS
    return table_of(sheets, spec, path.name, hashlib.sha256(raw).hexdigest(), len(raw), is_book=is_book)


def table_of(
    sheets: Sequence[Sheet],
    spec: ListSpec,
    name: str,
    sha256: str,
    size: int,
    *,
    is_book: bool,
    mapped: Mapping[str, Mapping[str, int]] | None = None,
) -> ListTable:
    """The table in the sheets of one file. ``mapped`` as :func:`app.lists.headers.find_header`; ``KenpanError`` as
    :func:`read_table`.
    """
    best, found = NO_HEADER, False
    rows: list[ListRow] = []
    known: dict[str, str] = {}
    for at, (title, own) in enumerate(sheets, 1):
        header = find_header(own, spec.headers, mapped)
        if len(header.columns) > len(best.columns) or not best.texts:
            best = header
        if not spec.required <= header.columns.keys():
            continue
        place = f"シート{at}「{shown(title)}」 " if is_book else ""
        if len(own) > MAX_ROWS:
            raise _unreadable(f"{place}{MAX_ROWS:,}行を超えています。", name, spec)
        found = True
        heads = own[header.row]  # a column that a person named may have no header
        known |= {
            spec.label(key): str(heads[column]) if column < len(heads) else "" for key, column in header.columns.items()
        }
        rows += _rows(own, header, spec, (at, shown(title)) if is_book else None)
    if not found:
        raise _no_header(best, name, spec)
    return ListTable(name, sha256, size, tuple(rows), known)


def _rows(rows: list[Row], header: Header, spec: ListSpec, sheet: tuple[int, str] | None) -> list[ListRow]:
    found = []
    for number, row in enumerate(rows[header.row + 1 :], header.row + 2):
        cells = {key: row[column] if column < len(row) else None for key, column in header.columns.items()}
        if all(is_blank(cell) for cell in cells.values()):
            continue
        if all(plain_header(cells[key]) in spec.headers[key] for key in spec.required):
            continue
        found.append(ListRow(f"行{number}" if sheet is None else f"シート{sheet[0]}「{sheet[1]}」 行{number}", cells))
    return found


def sheets_in(raw: bytes, is_book: bool, name: str) -> list[list[Any]]:
    """Runs in the child: ``[title, rows]`` of every sheet."""
    try:
        sheets = sheets_of(raw) if is_book else lines_of(raw)
    except UnfitBookError as error:
        raise KenpanError("list.unreadable", str(error), "", file=name) from error
    return [[title, [list(row) for row in rows]] for title, rows in sheets]


def _in_child(raw: bytes, path: Path, spec: ListSpec, progress: Progress) -> list[Sheet]:
    wanted = partial(progress, COMPANIONS, 0, 1)
    is_book = path.suffix.lower() in _BOOKS
    try:
        answer = run("app.lists.tables:sheets_in", raw, is_book, path.name, limits=_LIMITS, still_wanted=wanted)
        return checked_sheets(answer)
    except KenpanError as error:
        raise _unreadable(error.what, path.name, spec) from error
    except NotReadError as error:
        raise _unreadable(error.what, path.name, spec) from error
    except (AttributeError, TypeError, ValueError) as error:
        raise _unreadable(NotReadError("broken").what, path.name, spec) from error


def checked_sheets(answer: Any) -> list[Sheet]:
    """What a child says of the sheets of a file; ``TypeError`` or ``ValueError`` if it can be no such thing."""
    return [(_text(title), [_row(row) for row in rows]) for title, rows in answer]


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("no title")
    return value


def _row(cells: object) -> Row:
    if not isinstance(cells, list) or not all(
        cell is None or isinstance(cell, str | int | float | dict) for cell in cells
    ):
        raise TypeError("no row")
    return tuple(cells)


def _bytes(path: Path, spec: ListSpec) -> bytes:
    if path.suffix.lower() not in SUFFIXES:
        raise _unreadable("Excel（xlsx）でも CSV でもありません。", path.name, spec)
    try:
        return read_regular(path, MAX_FILE_BYTES)
    except TooLargeError as error:
        raise _unreadable(f"{MAX_FILE_BYTES // 1_000_000} MBを超えています。", path.name, spec) from error
    except OSError as error:
        raise _unreadable(f"ファイルを開けません。{why(error)}", path.name, spec) from error


def _unreadable(what: str, name: str, spec: ListSpec) -> KenpanError:
    next_step = f"機構から受け取った{spec.title}（xlsx・CSV）を選び直してください。"
    return KenpanError("list.unreadable", what, next_step, file=name)


def _no_header(best: Header, name: str, spec: ListSpec) -> KenpanError:
    missing = "・".join(spec.label(one.key) for one in spec.columns if one.required and one.key not in best.columns)
    return KenpanError(
        "list.header",
        f"見出しがないか、重複しています（{missing}。見つかった見出し：{best.shown}）。",
        f"{spec.title}の見出しの行を確かめてください。違う見出しは resources/lists に足せます。",
        file=name,
    )
