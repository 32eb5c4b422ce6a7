"""What is handed in about 別送 and 引き抜き: 別紙10-1, 10-2 and 10-3, and that all lists were read (N 委託要領6(3), 9).

The agency gives the forms of the three itself ("様式は機構が別途指定する"): their columns are data
(:mod:`app.reports.paper_columns`), our own until then, and a sheet of each book says so.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from app.reports.paper_columns import paper_columns
from app.reports.workbook import RISKY, Value, add_row, add_rows, add_sheet, book_bytes, closing_sheets, new_book

REDIRECTED, PULLED, ERRORS, CONFIRMATION = "10-1", "10-2", "10-3", "confirmation"
TITLES = {
    REDIRECTED: "別送対象事業所結果一覧表",
    PULLED: "引き抜き対象事業所結果一覧表",
    ERRORS: "別送・引き抜き結果エラーリスト",
    CONFIRMATION: "別送・引き抜きリスト読込確認票",
}
"""What each paper is called."""
_SCHEMES = {"kounen": "一般", "senpo": "船員"}


class ReportRow(NamedTuple):
    """A row of a list on paper. ``name`` is the establishment's own; ``to`` of a 別送: addressee, postal code, address;
    ``notices`` (件); ``state`` and ``reason`` (Japanese) of one that is not carried out.
    """

    scheme: str
    office: str
    symbol: str
    number: str
    kind: str
    name: str
    to: tuple[str, str, str]
    notices: int
    state: str
    reason: str
    file: str
    place: str


class ReportHead(NamedTuple):
    """What a paper was made of. ``month`` as it is called, ``archive`` and its hash."""

    month: str
    volume: str
    archive: str
    sha256: str


class FileLine(NamedTuple):
    """A workbook as it was read: ``problem`` is empty if it was."""

    name: str
    scheme: str
    rows: int
    problem: str


def list_xlsx(paper: str, head: ReportHead, rows: Iterable[ReportRow], made: datetime) -> bytes:
    """One of 10-1, 10-2 and 10-3 as a book: its list, and what it was made of."""
    book, table = new_book(f"委託要領別紙{paper} {paper_columns(paper).title}"), paper_columns(paper)
    with closing_sheets(book):
        count = 0

        def lines() -> Iterable[Sequence[Value]]:
            nonlocal count
            for count, row in enumerate(rows, 1):
                yield _line(paper, count, row)

        add_rows(book, table.title[:31], table.headers, table.widths, lines())
        _made_of(book, head, (("様式", f"委託要領別紙{paper}"), *table.notes, ("事業所（行）", count)))
    return book_bytes(book, made)


def list_csv(paper: str, rows: Iterable[ReportRow]) -> bytes:
    """The same as CSV (N 委託要領 9(3) allows either), in UTF-8 with its mark, every cell in quotes. A cell that begins
    like a formula gets an apostrophe before it, so that no program reckons with it.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(paper_columns(paper).headers)
    for count, row in enumerate(rows, 1):
        writer.writerow([_plain(value) for value in _line(paper, count, row)])
    return out.getvalue().encode("utf-8-sig")


def _plain(value: Value) -> Value:
    risky = isinstance(value, str) and value.startswith(RISKY)
    return f"'{value}" if risky else value


def confirmation_xlsx(
    head: ReportHead,
    stated: Mapping[str, int],
    files: Sequence[FileLine],
    counts: Sequence[tuple[str, int]],
    made: datetime,
) -> bytes:
    """What is told to the agency by the business day before delivery: as many workbooks as it stated were read."""
    book = new_book(TITLES[CONFIRMATION])
    with closing_sheets(book):
        sheet = add_sheet(book, "本数", ("区分", "機構の提示（本）", "読み込み（本）", "判定"), (14, 18, 18, 14))
        for scheme, word in _SCHEMES.items():
            read = sum(one.scheme == scheme and not one.problem for one in files)
            verdict = "一致" if read == stated[scheme] else "相違"
            add_row(sheet, (word, stated[scheme], read, verdict))
        named = ((one.name, _SCHEMES.get(one.scheme, "不明"), one.rows, one.problem or "読み込み済") for one in files)
        add_rows(book, "ファイル", ("ファイル", "区分", "行", "状態"), (60, 8, 8, 60), named)
        _made_of(book, head, counts)
    return book_bytes(book, made)


def _line(paper: str, number: int, row: ReportRow) -> tuple[Value, ...]:
    told = {name: value for name, value in row._asdict().items() if name != "to"}
    values: dict[str, Value] = {**told, **dict(zip(("to_name", "to_postal", "to_address"), row.to, strict=True))}
    return paper_columns(paper).cells({**values, "row": number, "scheme": _SCHEMES.get(row.scheme, "")})


def _made_of(book: Any, head: ReportHead, more: Sequence[tuple[str, Value]]) -> None:
    told = add_sheet(book, "作成", (), (24, 70))
    own = (("月", head.month), ("ボリューム", head.volume), ("リスト", head.archive), ("SHA-256", head.sha256))
    for label, value in (*own, *more):
        add_row(told, (label, value))
