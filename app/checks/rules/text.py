"""Text fields: every byte a character, every 印字桁数 the columns of its text, no code a font need not have."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from app.cases.record_scan import OTHER_COLUMNS, column_counts
from app.checks.kind_scan import first_places
from app.checks.model import FileRule, Hits, Rule
from app.checks.view import FileView, Kind, Rows
from app.checks.wording import bytes_shown, field_label
from app.records.layouts import Field
from app.records.notice_file import DETAIL, EXTRACT, OFFICE_TOTAL, NoticeFile
from app.records.text import to_text
from app.records.text_columns import HAS_EXTENSION, HAS_UNDECODABLE

_KINDS = (EXTRACT, DETAIL, OFFICE_TOTAL)


def _undecodable(view: FileView) -> Iterator[Hits]:
    for kind in map(view.kind, _KINDS):
        scan = view.scan(kind)
        for field, classes in zip(scan.fields, scan.classes, strict=True):
            rows = kind.rows[(classes & HAS_UNDECODABLE) != 0]
            if rows.size:
                yield _undecodable_hits(view.file, field, rows)


def _undecodable_hits(file: NoticeFile, field: Field, rows: Rows) -> Hits:
    at, lengths = first_places(file.data[rows, field.span], HAS_UNDECODABLE)

    def message(i: int) -> str:
        start = field.offset + int(at[i])
        raw = file.data[rows[i], start : start + int(lengths[i])].tobytes()
        return f"{field_label(field)}：{at[i] + 1}桁目に文字にならないバイト {bytes_shown(raw)} があります。"

    return Hits(rows, field.offset + at, lengths, message)


def _columns(view: FileView) -> Iterator[Hits]:
    for kind in map(view.kind, _KINDS):
        scan, counts = view.scan(kind), column_counts(kind.layout)
        for field, classes, lengths in zip(scan.fields, scan.classes, scan.lengths, strict=True):
            # Where the text cannot be read, that is the cause.
            wrong = (classes & (OTHER_COLUMNS | HAS_UNDECODABLE)) == OTHER_COLUMNS
            if wrong.any():
                yield _column_hits(view.file, counts[field.item], field, kind.rows[wrong], lengths[wrong])


def _column_hits(file: NoticeFile, count: Field, field: Field, rows: Rows, lengths: NDArray[np.int16]) -> Hits:
    digits = ((file.data[rows, count.span] - np.uint8(0x30)) <= 9).all(axis=1)
    rows, lengths = rows[digits], lengths[digits]

    def message(i: int) -> str:
        said = file.raw(int(rows[i]), count).decode("ascii")
        text = f"{lengths[i]}桁" if lengths[i] else "空白"
        return f"{field_label(count)}：「{said}」ですが、{field.name}（項番{field.item}）は{text}です。"

    return Hits(rows, count.offset, count.length, message)


def _extensions(view: FileView) -> Iterator[Hits]:
    for kind in map(view.kind, _KINDS):
        scan = view.scan(kind)
        first = np.full(len(kind.rows), -1, dtype=np.int64)
        for at in reversed(range(len(scan.fields))):
            first[(scan.classes[at] & HAS_EXTENSION) != 0] = at
        found = np.flatnonzero(first >= 0)
        if found.size:
            yield _extension_hits(view.file, kind, scan.fields, first, found)


def _extension_hits(file: NoticeFile, kind: Kind, fields: tuple[Field, ...], first: Rows, found: Rows) -> Hits:
    """One for each record ``found``, at its first such character; ``first`` is the number of the field it is in."""
    rows, first = kind.rows[found], first[found]
    offsets = np.zeros(len(rows), dtype=np.int64)
    for at in np.unique(first):
        own = first == at
        offsets[own] = fields[at].offset + first_places(file.data[rows[own], fields[at].span], HAS_EXTENSION)[0]

    # Of thousands of hits few say anything else: each text is worded once.
    codes = file.data[rows, offsets].astype(np.int64) << 8 | file.data[rows, offsets + 1]
    said, of = np.unique(first << 16 | codes, return_inverse=True)
    texts = [_extension_text(fields[one >> 16], (one & 0xFFFF).to_bytes(2, "big")) for one in said.tolist()]
    return Hits(rows, offsets, 2, lambda i: texts[of[i]])


def _extension_text(field: Field, code: bytes) -> str:
    return f"{field_label(field)}：「{to_text(code)}」（{code.hex().upper()}）は NEC・IBM の拡張文字です。"


ENCODING = FileRule(
    "text.encoding",
    "error",
    "structure",
    "文字にならないバイトがある",
    "電子媒体仕様書 表2.1.2-2 項番5（内部コード：1バイトは JIS 8ビット、2バイトは Shift-JIS）。外字 F040〜F9FC は推定",
    "名称や所在地などの文字項目を、1バイトは JIS X 0201、2バイトはシフトJIS と外字の表で1文字ずつ読みます。"
    "どの文字にもならないバイトがあると、印刷機によって空白や別の文字になり、そこから後ろの文字もずれることがあります。"
    "示されたバイトを確かめ、データの作り直しを機構に依頼してください。",
    _undecodable,
)
COLUMNS = FileRule(
    "text.columns",
    "error",
    "structure",
    "印字桁数が文字の桁数と違う",
    "電子媒体仕様書 別紙12-2・12-3・14-2・14-3（印字桁数：漢字は1文字2桁）",
    "印字桁数の項目と、そのすぐ後ろの文字項目を比べます。末尾の空白を除いた桁数（漢字2桁、半角1桁）と同じで、"
    "文字が空白なら 000 でなければなりません。違うと、印刷で末尾が切れたり余計な空白が入ったりします。"
    "文字が欠けていないかを 00 の記録や前月と見比べ、機構に確認してください。",
    _columns,
)
EXTENSION = FileRule(
    "text.extension",
    "warning",
    "structure",
    "NEC・IBM の拡張文字を使っている",
    "電子媒体仕様書 表2.1.2-2 項番5（Shift-JIS。NEC・IBM の拡張文字は定めがない）",
    "①・㈱・髙など、シフトJIS の規格の外で NEC や IBM が足した文字です。多くの書体にありますが、印刷機の書体にあるとは"
    "限りません。レコードごとに最初の1文字を示します。画面と本番検証品で、その文字が正しい形で出ることを確かめてください。",
    _extensions,
)
RULES: tuple[Rule, ...] = (ENCODING, COLUMNS, EXTENSION)
