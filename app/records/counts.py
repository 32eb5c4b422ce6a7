"""処理結果件数表: the table of prints per pension office (N 4.1.2.3, 別紙15–18).

Lines of 158 bytes and CRLF, items separated by ``;``, which can never be the second byte of a character. What does
not parse is a :class:`CountProblem`; the other lines are still read.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from app.records import pictures
from app.records.layouts import COUNT_LENGTH, Field, RecordKind, RecordLayout, Scheme, count_layouts
from app.records.text import CharKind, decode, encode, to_text, trimmed

OFFICES_PER_PAGE = 26
TITLE, COLUMN_TITLES, DETAIL = "01", "02", "03"
ITEM_OFFICE_CODE = 6
ITEM_SYSTEM, ITEM_FORM, ITEM_CREATED, ITEM_PAGE, ITEM_LAST_PAGE = 9, 11, 13, 15, 17
ITEM_NUMBER, ITEM_OFFICE_NAME, ITEM_PRINTS = 9, 11, 13

_LINE_END = b"\r\n"
_SEPARATOR = b";"
_WIDE_BLANK = "\u3000"
_TOTAL_NAME = "合計"
_OFFICE_NAME_BYTES = 10
_NO_OFFICE = "0000"
# Inferred: the wording of the title record is lost with 別紙17-1 and 18-1.
_SYSTEM_NAMES: Mapping[Scheme, str] = {"kounen": "厚生年金保険", "senpo": "船員保険"}
_FORM_NAME = "納入告知額・領収済額通知書処理結果件数表"


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


class CountProblem(NamedTuple):
    """What is wrong with a record: bytes ``offset`` to ``offset + length`` of the file; ``rule`` is a rule name."""

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
    """Prints of one office; ``number`` is the running 項目番号."""

    office_code: str
    number: int
    name: str
    prints: int
    record: int


@dataclass(frozen=True, slots=True)
class CountTable:
    """A count table as far as it could be read. ``total`` is the 合計 row's プリント枚数, ``None`` without one."""

    name: str
    scheme: Scheme
    rows: tuple[CountRow, ...]
    titles: tuple[CountTitle, ...]
    offices: tuple[OfficeCount, ...]
    total: int | None
    total_record: int | None
    problems: tuple[CountProblem, ...]

    @property
    def title(self) -> CountTitle | None:
        """The first page's title."""
        return self.titles[0] if self.titles else None


def read_count_table(plain: bytes, scheme: Scheme, name: str) -> CountTable:
    """Read a decrypted count table. Never raises on bad bytes: see ``problems``."""
    rows: list[CountRow] = []
    titles: list[CountTitle] = []
    offices: list[OfficeCount] = []
    problems: list[CountProblem] = []
    total: int | None = None
    total_record: int | None = None
    last = 0
    for last, offset, line, ended in count_lines(plain):
        row, found = _row(last, offset, line, ended, scheme)
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
    if total_record is None:
        problems.append(CountProblem("order.sequence", last, len(plain), 0, "合計行がありません。"))
    return CountTable(name, scheme, tuple(rows), tuple(titles), tuple(offices), total, total_record, tuple(problems))


def count_lines(plain: bytes) -> Iterator[tuple[int, int, bytes, bool]]:
    """Record number, file offset, bytes without CRLF, and whether CRLF was there.

    Split at CRLF rather than every 160 bytes, so that one short line does not spoil the ones after it.
    """
    parts = plain.split(_LINE_END)
    offset = 0
    for record, line in enumerate(parts):
        ended = record < len(parts) - 1
        if ended or line:
            yield record, offset, line, ended
        offset += len(line) + len(_LINE_END)


def _row(
    record: int, offset: int, line: bytes, ended: bool, scheme: Scheme
) -> tuple[CountRow | None, list[CountProblem]]:
    """Split one line into items; no row without a layout that its separators fit."""

    def problem(rule: str, message: str, start: int = 0, length: int = len(line)) -> CountProblem:
        return CountProblem(rule, record, offset + start, length, message)

    size = len(line) + len(_LINE_END) * ended
    if size != COUNT_LENGTH:
        missing = "" if ended else "・改行コードなし"
        return None, [
            problem("file.length", f"レコードが {COUNT_LENGTH} バイトではありません（{size} バイト{missing}）。")
        ]
    if not ended:
        return None, [problem("field.constant", "レコードの終わりに改行コード（CRLF）がありません。")]
    pieces = line.split(_SEPARATOR)
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
    row = CountRow(layout.record, record, offset, texts, spans, line)
    return row, list(_content_problems(row, items))


def _content(layout: RecordLayout) -> list[Field]:
    return [item for item in layout.fields if item.constant not in (";", "CRLF")]


def _item_problem(row: CountRow, item: int, rule: str, message: str) -> CountProblem:
    start, end = row.spans[item]
    return CountProblem(rule, row.record, row.offset + start, end - start, message)


def _content_problems(row: CountRow, items: Sequence[Field]) -> Iterator[CountProblem]:
    """Constants, reserved blanks, office code and text encoding of one record."""
    for item in items:
        raw = trimmed(row.item(item.item))
        if item.constant is not None and raw != encode(item.constant):
            yield _item_problem(row, item.item, "field.constant", f"{item.name}が定められた値と違います。")
        elif "reserved_blank" in item.flags and raw:
            yield _item_problem(row, item.item, "field.reserved", f"{item.name}が空白ではありません。")
        elif item.item == ITEM_OFFICE_CODE and pictures.read(row.item(item.item), "9999").status != "number":
            yield _item_problem(row, item.item, "field.numeric", "統一事務所コードが数字4桁ではありません。")
        elif any(char.kind is CharKind.UNDECODABLE for char in decode(raw)):
            yield _item_problem(row, item.item, "text.encoding", f"{item.name}に読めない文字コードがあります。")


def _order_problems(before: CountRow | None, row: CountRow, total_record: int | None) -> Iterator[CountProblem]:
    """Title, column titles, details, and the total last (N 図4.1.2.3-1); one problem a record."""

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
    return CountTitle(row.record, *(row.texts[item].strip(" " + _WIDE_BLANK) for item in items))


def _is_total(row: CountRow) -> bool:
    """The 合計 row has no 項目番号 (N 別紙17-3 items 9 and 11)."""
    name = row.texts[ITEM_OFFICE_NAME].rstrip(_WIDE_BLANK)
    return not row.texts[ITEM_NUMBER] and name == _TOTAL_NAME


def _detail(row: CountRow) -> OfficeCount | int | CountProblem:
    """An office's count, the total of the 合計 row, or what keeps the row from being either."""
    number = pictures.read(row.item(ITEM_NUMBER), "ZZ9")
    prints = pictures.read(row.item(ITEM_PRINTS), "ZZ,ZZZ,ZZ9")
    name = row.texts[ITEM_OFFICE_NAME].rstrip(_WIDE_BLANK)
    if prints.value is None:
        return _item_problem(row, ITEM_PRINTS, "field.picture", "プリント枚数が「ZZ,ZZZ,ZZ9」の形ではありません。")
    if number.value is not None:
        return OfficeCount(row.texts[ITEM_OFFICE_CODE], number.value, name, prints.value, row.record)
    if _is_total(row):
        return prints.value
    return _item_problem(row, ITEM_NUMBER, "field.picture", "項目番号が「ZZ9」の形ではなく、合計行でもありません。")


def write_count_table(offices: Sequence[tuple[str, str, int]], scheme: Scheme, created: str) -> bytes:
    """A count table of ``(office code, name, prints)`` in the order given; ``created`` is printed as it is.

    26 offices a page; the 合計 row follows the last office, so a last page may hold 27 details. Inferred, because
    the drawings and the title's item table are lost: a page's two title records carry the code of its first office,
    the 合計 row that of the last one (``0000`` without offices); 頁数 is ``ZZZZ9``, 最終頁 is 1 on the last page and
    blank before it. ``ValueError`` for what does not fit (``UnicodeEncodeError`` for a character without a code).
    """
    pages = [offices[at : at + OFFICES_PER_PAGE] for at in range(0, len(offices), OFFICES_PER_PAGE)] or [()]
    records: list[bytes] = []
    number = 0
    for page, content in enumerate(pages, start=1):
        code = content[0][0] if content else _NO_OFFICE
        title = {
            ITEM_SYSTEM: encode(_SYSTEM_NAMES[scheme]),
            ITEM_FORM: encode(_FORM_NAME),
            ITEM_CREATED: encode(created),
            ITEM_PAGE: pictures.write(page, "ZZZZ9"),
            ITEM_LAST_PAGE: b"1" if page == len(pages) else b"",
        }
        records += [_record(scheme, TITLE, code, title), _record(scheme, COLUMN_TITLES, code, {})]
        for office, name, prints in content:
            number += 1
            records.append(_detail_record(scheme, office, pictures.write(number, "ZZ9"), name, prints))
    total = sum(prints for _office, _name, prints in offices)
    last_office = offices[-1][0] if offices else _NO_OFFICE
    records.append(_detail_record(scheme, last_office, b"", _TOTAL_NAME, total))
    return b"".join(records)


def _detail_record(scheme: Scheme, code: str, number: bytes, name: str, prints: int) -> bytes:
    """Names are five full-width characters, filled with full-width blanks (N 別紙17-3 item 11)."""
    wide = encode(name)
    wide += encode(_WIDE_BLANK) * ((_OFFICE_NAME_BYTES - len(wide)) // 2)
    values = {ITEM_NUMBER: number, ITEM_OFFICE_NAME: wide, ITEM_PRINTS: pictures.write(prints, "ZZ,ZZZ,ZZ9")}
    return _record(scheme, DETAIL, code, values)


def _record(scheme: Scheme, type_code: str, office_code: str, values: Mapping[int, bytes]) -> bytes:
    """One record of 160 bytes from its layout; items without a value or constant are blank."""
    parts: list[bytes] = []
    for item in count_layouts(scheme)[type_code].fields:
        if item.constant is not None:
            raw = _LINE_END if item.constant == "CRLF" else encode(item.constant)
        elif item.item == ITEM_OFFICE_CODE:
            raw = encode(office_code)
        else:
            raw = values.get(item.item, b"")
        if len(raw) > item.length:
            raise ValueError(f"{item.source} {item.name}: {len(raw)} bytes, room for {item.length}")
        parts.append(raw.ljust(item.length))
    return b"".join(parts)
