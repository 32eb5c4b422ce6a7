"""処理結果件数表: the table of prints per pension office (N 4.1.2.3, 別紙15–18).

Lines of 158 bytes and CRLF, items separated by ``;``, which can never be the second byte of a character. What does
not parse is a :class:`CountProblem`; the other lines are still read.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np

from app.records import patterns, pictures
from app.records.layouts import COUNT_LENGTH, Field, RecordKind, RecordLayout, Scheme, count_layouts
from app.records.sample_mark import filler, is_marked
from app.records.text import UTF8_TEXT, CharKind, decode, encode, is_utf8, to_text, trimmed

ITEM_OFFICE_CODE = 6
ITEM_SYSTEM, ITEM_FORM, ITEM_CREATED, ITEM_PAGE, ITEM_LAST_PAGE = 9, 11, 13, 15, 17
ITEM_NUMBER, ITEM_OFFICE_NAME, ITEM_PRINTS = 9, 11, 13

LINE_END = b"\r\n"
_SEPARATOR = b";"
WIDE_BLANK = "\u3000"
TOTAL_NAME = "合計"


@dataclass(frozen=True, slots=True)
class CountRow:
    """One parsed record. ``record`` is 0-based, ``offset`` its first byte in the file, ``raw`` without CRLF.

    ``texts`` is the trimmed text by item number, ``spans`` where the item lies in ``raw`` (half-open).
    """

    kind: RecordKind
    record: int
    offset: int
    texts: Mapping[int, str]
    spans: Mapping[int, tuple[int, int]]
    raw: bytes = field(repr=False)

    def item(self, number: int) -> bytes:
        """The item's bytes, blanks included; ``KeyError`` if the record has no such item."""
        start, end = self.spans[number]
        return self.raw[start:end]


class CountLine(NamedTuple):
    """One line of the file, parsed or not: its first byte, and its bytes with the line end, if it has one."""

    offset: int
    raw: bytes

    @property
    def ended(self) -> bool:
        """Whether the line end is there."""
        return self.raw.endswith(LINE_END)

    @property
    def content(self) -> bytes:
        """Without line end."""
        return self.raw.removesuffix(LINE_END)


class CountProblem(NamedTuple):
    """What is wrong with a record: bytes ``offset`` to ``offset + length`` of the file; ``rule`` is a rule name.

    ``length`` 0 concerns the whole table.
    """

    rule: str
    record: int
    offset: int
    length: int
    message: str


class CountTitle(NamedTuple):
    """A title record (帳票タイトル部): one for each page."""

    record: int
    office_code: str
    system: str
    form: str
    created: str
    page: str
    last_page: str


class OfficeCount(NamedTuple):
    """Prints (枚: one notice is one sheet) of one office; ``number`` is the running 項目番号."""

    office_code: str
    number: int
    name: str
    prints: int
    record: int


@dataclass(frozen=True, slots=True)
class CountTable:
    """A count table as far as it could be read. ``total`` is the 合計 row's プリント枚数, ``None`` without one.

    ``lines`` are all there are, also those that could not be read: a record number counts them. ``is_sample``: every
    line bears the sample maker's mark (:mod:`app.records.sample_mark`).
    """

    name: str
    scheme: Scheme
    lines: tuple[CountLine, ...]
    rows: tuple[CountRow, ...]
    titles: tuple[CountTitle, ...]
    offices: tuple[OfficeCount, ...]
    total: int | None
    total_record: int | None
    problems: tuple[CountProblem, ...]
    is_sample: bool = False

    @property
    def title(self) -> CountTitle | None:
        """The first page's title."""
        return self.titles[0] if self.titles else None

    @property
    def line_count(self) -> int:
        """All lines, read or not."""
        return len(self.lines)

    def raw(self, record: int) -> bytes:
        """The bytes of a line with its line end, if it has one."""
        return self.lines[record].raw

    def start(self, record: int) -> int:
        """The first byte of a line in the file."""
        return self.lines[record].offset

    def contents(self, first: int, last: int) -> tuple[bytes, ...]:
        """Lines from ``first`` up to ``last`` without their line ends."""
        return tuple(line.content for line in self.lines[first:last])

    def fields(self, record: int) -> tuple[Field, ...]:
        """Every field of a line where its separators really stand (a title's widths are only inferred); none of a line
        that could not be read.
        """
        row, start, found = self.row(record), 0, []
        layouts = {one.record: one for one in count_layouts(self.scheme).values()}
        for one in () if row is None else layouts[row.kind].fields:
            start, end = row.spans.get(one.item, (start, start + one.length)) if row else (0, 0)
            found.append(replace(one, offset=start, length=end - start))
            start = end
        return tuple(found)

    def row(self, record: int) -> CountRow | None:
        """The parsed line, ``None`` if it could not be read."""
        return next((row for row in self.rows if row.record == record), None)


def read_count_table(plain: bytes, scheme: Scheme, name: str) -> CountTable:
    """Read a decrypted count table. Never raises on bad bytes: see ``problems``."""
    lines = count_lines(plain)
    rows: list[CountRow] = []
    titles: list[CountTitle] = []
    offices: list[OfficeCount] = []
    problems: list[CountProblem] = []
    total: int | None = None
    total_record: int | None = None
    sample = is_marked(np.frombuffer(plain, dtype=np.uint8), COUNT_LENGTH)
    for record, line in enumerate(lines):
        row, found = _row(record, line, scheme, sample)
        problems += found
        if row is None:
            continue
        problems += _order_problems(rows[-1] if rows else None, row, total_record)
        rows.append(row)
        if row.kind == "title":
            titles.append(_title(row))
        if row.kind != "detail":
            continue
        reading = _detail(row)
        if isinstance(reading, CountProblem):
            problems.append(reading)
        elif isinstance(reading, OfficeCount):
            offices.append(reading)
        elif total is None:
            total = reading
        if total_record is None and _is_total(row):
            total_record = row.record
    if problems and is_utf8(plain):
        return CountTable(name, scheme, lines, (), (), (), None, None, (_whole("text.encoding", 0, 0, UTF8_TEXT),))
    if total_record is None:
        problems.append(_whole("order.sequence", max(len(lines) - 1, 0), len(plain), "合計行がありません。"))
    read = tuple(rows), tuple(titles), tuple(offices), total, total_record, tuple(problems)
    return CountTable(name, scheme, lines, *read, is_sample=sample)


def _whole(rule: str, record: int, offset: int, message: str) -> CountProblem:
    """A problem of the whole table."""
    return CountProblem(rule, record, offset, 0, message)


def count_lines(plain: bytes) -> tuple[CountLine, ...]:
    """All lines of a count table.

    Split at CRLF rather than every 160 bytes, so that one short line does not spoil the ones after it.
    """
    lines: list[CountLine] = []
    offset = 0
    for part in plain.split(LINE_END):
        raw = plain[offset : offset + len(part) + len(LINE_END)]
        if raw:
            lines.append(CountLine(offset, raw))
        offset += len(raw)
    return tuple(lines)


def _row(record: int, line: CountLine, scheme: Scheme, sample: bool) -> tuple[CountRow | None, list[CountProblem]]:
    """Split one line into items; no row without a layout that its separators fit."""
    content = line.content

    def problem(rule: str, message: str, start: int = 0, length: int = len(content)) -> CountProblem:
        return CountProblem(rule, record, line.offset + start, length, message)

    size = len(line.raw)
    if size != COUNT_LENGTH:
        missing = "" if line.ended else "・改行コードなし"
        return None, [
            problem("file.length", f"レコードが {COUNT_LENGTH} バイトではありません（{size} バイト{missing}）。")
        ]
    if not line.ended:
        return None, [problem("field.constant", "レコードの終わりに改行コード（CRLF）がありません。")]
    pieces = content.split(_SEPARATOR)
    layout = count_layouts(scheme).get(pieces[1].decode("latin-1")) if len(pieces) > 1 else None
    if layout is None:
        return None, [problem("record.type", "レコード区分が 01・02・03 のどれでもありません。", 6, 2)]
    items = _content(layout)
    # The title's widths are inferred, so only its number of separators counts.
    fixed = layout.status == "specified"
    if len(pieces) != len(items) or (fixed and [len(p) for p in pieces] != [item.length for item in items]):
        return None, [problem("field.constant", "項目区切り（;）の数か位置が様式と違います。")]
    spans: dict[int, tuple[int, int]] = {}
    start = 0
    for item, piece in zip(items, pieces, strict=True):
        spans[item.item] = (start, start + len(piece))
        start += len(piece) + len(_SEPARATOR)
    texts = {item.item: to_text(trimmed(piece)) for item, piece in zip(items, pieces, strict=True)}
    row = CountRow(layout.record, record, line.offset, texts, spans, content)
    return row, list(_content_problems(row, items, sample))


def _content(layout: RecordLayout) -> list[Field]:
    return [item for item in layout.fields if item.constant not in (";", "CRLF")]


def _item_problem(row: CountRow, item: int, rule: str, message: str) -> CountProblem:
    start, end = row.spans[item]
    return CountProblem(rule, row.record, row.offset + start, end - start, message)


def _content_problems(row: CountRow, items: Sequence[Field], sample: bool) -> Iterator[CountProblem]:
    """Constants, reserved blanks, office code and text encoding of one record."""
    for item in items:
        raw = trimmed(row.item(item.item))
        other_pattern = item.pattern is not None and not patterns.fits(raw, item.pattern)
        if other_pattern or (item.constant is not None and raw != encode(item.constant)):
            yield _item_problem(row, item.item, "field.constant", f"{item.name}が定められた値と違います。")
        elif "reserved_blank" in item.flags and raw != trimmed(filler(item, sample).tobytes()):
            yield _item_problem(row, item.item, "field.reserved", f"{item.name}が空白ではありません。")
        elif item.item == ITEM_OFFICE_CODE and pictures.read(row.item(item.item), "9999").status != "number":
            yield _item_problem(row, item.item, "field.numeric", "統一事務所コードが数字4桁ではありません。")
        elif any(char.kind is CharKind.UNDECODABLE for char in decode(raw)):
            yield _item_problem(row, item.item, "text.encoding", f"{item.name}に読めない文字コードがあります。")


def _order_problems(before: CountRow | None, row: CountRow, total_record: int | None) -> Iterator[CountProblem]:
    """Title, column titles, details, and the total last (N 図4.1.2.3-1); one problem a record.

    A page may break anywhere: after 26 offices, at a prefecture, before the total (SPEC 3).
    """

    def problem(message: str) -> CountProblem:
        return CountProblem("order.sequence", row.record, row.offset, COUNT_LENGTH, message)

    if total_record is not None:
        yield problem("合計行の後にレコードがあります。")
    elif row.kind == "column_titles" and (before is None or before.kind != "title"):
        yield problem("項目タイトルの前に帳票タイトルがありません。")
    elif row.kind == "detail" and (before is None or before.kind == "title"):
        yield problem("明細の前に項目タイトルがありません。")
    elif row.kind == "title" and before is not None and before.kind != "detail":
        yield problem("前のページに明細がありません。")


def _title(row: CountRow) -> CountTitle:
    items = (ITEM_OFFICE_CODE, ITEM_SYSTEM, ITEM_FORM, ITEM_CREATED, ITEM_PAGE, ITEM_LAST_PAGE)
    return CountTitle(row.record, *(row.texts[item].strip(" " + WIDE_BLANK) for item in items))


def _is_total(row: CountRow) -> bool:
    """The 合計 row has no 項目番号 (N 別紙17-3 items 9 and 11)."""
    name = row.texts[ITEM_OFFICE_NAME].rstrip(WIDE_BLANK)
    return not row.texts[ITEM_NUMBER] and name == TOTAL_NAME


def _detail(row: CountRow) -> OfficeCount | int | CountProblem:
    """An office's count, the total of the 合計 row, or what keeps the row from being either."""
    number = pictures.read(row.item(ITEM_NUMBER), "ZZ9")
    prints = pictures.read(row.item(ITEM_PRINTS), "ZZ,ZZZ,ZZ9")
    name = row.texts[ITEM_OFFICE_NAME].rstrip(WIDE_BLANK)
    if prints.value is None:
        return _item_problem(row, ITEM_PRINTS, "field.picture", "プリント枚数が「ZZ,ZZZ,ZZ9」の形ではありません。")
    if number.value is not None:
        return OfficeCount(row.texts[ITEM_OFFICE_CODE], number.value, name, prints.value, row.record)
    if _is_total(row):
        return prints.value
    return _item_problem(row, ITEM_NUMBER, "field.picture", "項目番号が「ZZ9」の形ではなく、合計行でもありません。")
