"""Rules of the structure stage: every record by itself, byte for byte, against its layout."""

import re
from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from app.checks.model import FileRule, Hits, Rule
from app.checks.rules import text
from app.checks.rules.edited import PICTURE
from app.checks.types import fitting_types, unknown_runs
from app.checks.view import FileView, Kind, Rows
from app.checks.wording import bytes_shown, field_label, shown
from app.records.layouts import NOTICE_LENGTH, Field, Scheme
from app.records.notice_file import DETAIL, EXTRACT, OFFICE_TOTAL, TYPE_OFFSET, UNKNOWN, NoticeFile
from app.records.patterns import fits_column, spoken
from app.records.sample_mark import filler

_KINDS = (EXTRACT, DETAIL, OFFICE_TOTAL)
_TYPE_NAMES = {EXTRACT: "「00」（引抜情報）", DETAIL: "「01」（明細）", OFFICE_TOTAL: "「02」（事務所合計）"}
_SERIAL = re.compile(rb"[0-9]{4}-[0-9]{2}-[0-9]{6}0[0-2]")

Mask = NDArray[np.bool_]


def _unknown_types(view: FileView) -> Iterator[Hits]:
    """Runs of records of unknown type."""
    file = view.file
    starts, lengths = unknown_runs(file, view.lost)
    if starts.size:
        yield Hits(starts, TYPE_OFFSET, 2, lambda i: _type_message(view, int(starts[i]), int(lengths[i])), lengths)


def find_misnamed(view: FileView, rows: Rows) -> tuple[Rows, list[tuple[Rule, Hits]]]:
    """Which of the records ``rows``, all with errors, name one type and hold another; and the hits of ``record.type``.

    Their other errors come from reading them by the wrong layout.
    """
    file = view.file
    fitting = fitting_types(file, rows)
    at = np.flatnonzero(fitting != UNKNOWN)
    misnamed = rows[at]

    def message(i: int) -> str:
        said, held = (_TYPE_NAMES[int(kind)] for kind in (file.types[misnamed[i]], fitting[at[i]]))
        return f"レコード区分（15〜16バイト目）が{said}ですが、ほかの項目は{held}の様式に合います。"

    return misnamed, [(TYPE, Hits(misnamed, TYPE_OFFSET, 2, message))] if misnamed.size else []


def _type_message(view: FileView, start: int, length: int) -> str:
    file = view.file
    if length == 1:
        found = shown(file.data[start, TYPE_OFFSET : TYPE_OFFSET + 2].tobytes())
        return f"レコード区分（15〜16バイト目）が{found}です。00・01・02 のどれでもありません。"
    return (
        f"{view.said(start, start)} から{view.said(start + length - 1, start).removeprefix('番号')} まで"
        f" {length:,} レコード続けて、"
        f"レコード区分（15〜16バイト目）が 00・01・02 ではありません。{_shift(file, start)}"
    )


def _shift(file: NoticeFile, start: int) -> str:
    """How far the records stand from their place, if a serial number is found nearby."""
    found = _SERIAL.search(file.data[start : start + 2].tobytes())
    at = 0 if found is None else found.start() % NOTICE_LENGTH
    if at == 0:
        return ""
    if at <= NOTICE_LENGTH // 2:
        return f"{at} バイト後ろへずれています。"
    return f"{NOTICE_LENGTH - at} バイト前へずれています。"


def _suspects(view: FileView) -> Iterator[tuple[Kind, Rows]]:
    """Records with a byte that a constant, number or reserved field does not allow; there are few."""
    for kind in map(view.kind, _KINDS):
        rows = kind.rows[view.scan(kind).off_template]
        if rows.size:
            yield kind, rows


def _constants(view: FileView) -> Iterator[Hits]:
    for kind, rows in _suspects(view):
        for field in kind.layout.fields:
            if field.constant is not None and field.offset != TYPE_OFFSET:
                raw = field.constant.encode("ascii").ljust(field.length)
                wrong = (view.file.data[rows, field.span] != np.frombuffer(raw, dtype=np.uint8)).any(axis=1)
                yield from _constant_hits(view.file, field, rows[wrong], f"「{field.constant}」")
    scheme = view.file.scheme
    for kind in map(view.kind, _KINDS):
        for field in kind.layout.fields:
            wrong_values = _ALLOWED.get(field.name)
            if wrong_values is not None:
                values = wrong_values[scheme]
                wrong = ~np.isin(view.file.data[kind.rows, field.offset], [ord(value) for value in values])
                expected = "・".join("空白" if value == " " else f"「{value}」" for value in values)
                yield from _constant_hits(view.file, field, kind.rows[wrong], expected)
            elif field.pattern is not None:
                wrong = ~fits_column(view.cells(kind, field.item), field.pattern)
                yield from _constant_hits(view.file, field, kind.rows[wrong], f"「{spoken(field.pattern)}」")


_ALLOWED: dict[str, dict[Scheme, str]] = {
    "管掌区分": {"kounen": "12", "senpo": "1"},
    "最終頁表示": {"kounen": "X ", "senpo": "X "},
}
"""Fields of one byte and what they may hold."""


def _constant_hits(file: NoticeFile, field: Field, rows: Rows, expected: str) -> Iterator[Hits]:
    def message(i: int) -> str:
        found = shown(file.raw(int(rows[i]), field).rstrip(b" "))
        return f"{field_label(field)}：{expected}のはずが{found}です。"

    if rows.size:
        yield Hits(rows, field.offset, field.length, message)


def _numbers(view: FileView) -> Iterator[Hits]:
    for kind, rows in _suspects(view):
        for field in kind.layout.fields:
            if field.attr == "9" and field.constant is None:
                wrong = ((view.file.data[rows, field.span] - np.uint8(0x30)) > 9).any(axis=1)
                if wrong.any():
                    yield Hits(rows[wrong], field.offset, field.length, _number_message(view.file, field, rows[wrong]))


def _number_message(file: NoticeFile, field: Field, rows: Rows) -> Callable[[int], str]:
    def message(i: int) -> str:
        return f"{field_label(field)}：数字{field.length}桁のはずが{shown(file.raw(int(rows[i]), field))}です。"

    return message


def _reserved(view: FileView) -> Iterator[Hits]:
    for kind, rows in _suspects(view):
        for field in kind.layout.fields:
            if "reserved_blank" in field.flags:
                used = view.file.data[rows, field.span] != filler(field, view.file.is_sample)
                wrong = used.any(axis=1)
                if wrong.any():
                    yield _reserved_hits(view.file, field, rows[wrong], used[wrong])


def _reserved_hits(file: NoticeFile, field: Field, rows: Rows, used: Mask) -> Hits:
    """From the first byte that is not blank to the last one."""
    first = used.argmax(axis=1)
    lengths = used.shape[1] - used[:, ::-1].argmax(axis=1) - first
    offsets = field.offset + first

    def message(i: int) -> str:
        raw = file.data[rows[i], offsets[i] : offsets[i] + lengths[i]].tobytes()
        return f"{field_label(field)}：空白のはずの項目に {len(raw)} バイト（{bytes_shown(raw)}）あります。"

    return Hits(rows, offsets, lengths, message)


TYPE = FileRule(
    "record.type",
    "error",
    "structure",
    "レコード区分の誤り",
    "電子媒体仕様書 別紙12-1〜12-3・14-1〜14-3 項番8",
    "各レコードの 15〜16 バイト目は、引抜情報 00・明細 01・事務所合計 02 のどれかです。"
    "値はあっていても、ほかの項目が別の区分の様式に合うレコードも示します。"
    "違うレコードは項目に分けられず、印刷できません。続けて違うときは、途中で1バイト抜けたり増えたりしてずれたことが多く、"
    "ひとつにまとめて最初と最後の番号を示します。最初のレコードの前後を確かめ、副の媒体も同じなら再作成を依頼してください。",
    _unknown_types,
)
CONSTANT = FileRule(
    "field.constant",
    "error",
    "structure",
    "決まった値の項目が違う",
    "電子媒体仕様書 別紙12-1〜12-3・14-1〜14-3（「〜を設定」とある項目、管掌区分、最終頁表示）",
    "ハイフン、納付種別、事務所合計の見出しや枠など、値が決まっている項目を確かめます。「*」の並びの長さは問いません。"
    "管掌区分は厚年が 1 か 2、船保が 1 です。"
    "決まった値が違うレコードは、ずれや破損が疑われます。前後の項目も見て、データの作り直しを依頼してください。",
    _constants,
)
NUMERIC = FileRule(
    "field.numeric",
    "error",
    "structure",
    "数字の項目に数字以外がある",
    "電子媒体仕様書 別紙12-1〜12-3・14-1〜14-3（属性 9 の項目）",
    "事務所コード、事業所番号、印字桁数など、すべての桁が数字のはずの項目を確かめます。"
    "数字でない桁があると、並べ替え・照合・抜き取りの鍵に使えません。示された項目を確かめ、データの作り直しを依頼してください。",
    _numbers,
)
RESERVED = FileRule(
    "field.reserved",
    "error",
    "structure",
    "予備の項目が空白ではない",
    "電子媒体仕様書 別紙12-1〜12-3・14-1〜14-3（予備1・予備2：半角スペースを設定）",
    "予備の項目は半角空白で埋まっているはずです（見本データでは予備1に見本の印があります）。"
    "何か入っていれば、項目の位置がずれたか、様式が変わったおそれがあります。"
    "同じ場所に全件で出るときは様式の変更を、1件だけなら破損を疑い、機構に確認してください。",
    _reserved,
)

RULES: tuple[Rule, ...] = (TYPE, CONSTANT, NUMERIC, RESERVED, PICTURE, *text.RULES)
"""``record.type`` comes first: the other rules are not asked about records whose type is unknown."""
