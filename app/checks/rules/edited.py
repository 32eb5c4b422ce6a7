"""Rule ``field.picture``: edited numbers, postal codes, and texts that must be there and begin at the left."""

from collections.abc import Callable, Iterator
from functools import cache

import numpy as np
from numpy.typing import NDArray

from app.cases.record_scan import LEADING_BLANK, column_counts
from app.checks.kind_scan import is_edited
from app.checks.model import FileRule, Hits
from app.checks.view import FileView, Kind
from app.checks.wording import field_label, shown
from app.records.layouts import Field
from app.records.notice_file import DETAIL, EXTRACT, OFFICE_TOTAL, NoticeFile
from app.records.pictures import ASTERISKS, BLANK, INVALID, NUMBER

_KINDS = (EXTRACT, DETAIL, OFFICE_TOTAL)
_SPACE, _ZERO, _HYPHEN = 0x20, 0x30, 0x2D
# 記号 and 最終頁表示 are shorter; N does not say where a symbol begins.
_SHORTEST_JUSTIFIED = 5

# Forms of two bytes, and a postal code as four of them.
_DIGITS, _HYPHENED, _ENDED, _BLANKS = 1, 2, 3, 4
_POSTAL_FORMS = (
    (_DIGITS, _HYPHENED, _DIGITS, _DIGITS),
    (_DIGITS, _HYPHENED, _DIGITS, _BLANKS),
    (_DIGITS, _ENDED, _BLANKS, _BLANKS),
    (_BLANKS, _BLANKS, _BLANKS, _BLANKS),
)

Mask = NDArray[np.bool_]


def find_pictures(view: FileView) -> Iterator[Hits]:
    """Every field whose bytes cannot be what its picture or its note allows."""
    for kind in map(view.kind, _KINDS):
        for field in kind.layout.fields:
            if "postal" in field.flags:
                yield from _hits(view.file, kind, field, ~_postal(view.cells(kind, field.item)), _postal_message)
            elif is_edited(field):
                yield from _edited(view, kind, field)
        yield from _texts(view, kind)


def _edited(view: FileView, kind: Kind, field: Field) -> Iterator[Hits]:
    states = view.numbers(kind, field.item)[1]
    if (states == NUMBER).all():
        return
    refused = states == INVALID
    if "may_be_blank" not in field.flags:
        refused |= states == BLANK
    if "may_be_asterisks" not in field.flags:
        refused |= states == ASTERISKS
    yield from _hits(view.file, kind, field, refused, _edited_message)


def _edited_message(field: Field, raw: bytes) -> str:
    others = ("空白" * ("may_be_blank" in field.flags), "「*…*」" * ("may_be_asterisks" in field.flags))
    allowed = "・".join((f"「{field.picture}」", *filter(None, others)))
    return f"{field_label(field)}：{allowed}の形のはずが{shown(raw)}です。"


def _postal(cells: NDArray[np.uint8]) -> Mask:
    """Which rows ``(m, 8)`` are blank, ``999``, ``999-99`` or ``999-9999``, left-justified."""
    forms = _pair_forms().take(cells.view(np.uint16), mode="clip").view(np.uint32)[:, 0]
    good: Mask = np.isin(forms, np.array(_POSTAL_FORMS, dtype=np.uint8).view(np.uint32))
    return good


@cache
def _pair_forms() -> NDArray[np.uint8]:
    """``(65536,)``: which of the forms below two bytes have, read as one ``uint16``; 0 for any other."""
    first, second = np.arange(1 << 16, dtype=np.uint16).view(np.uint8).reshape(-1, 2).T
    digit, other_digit = first - np.uint8(_ZERO) <= 9, second - np.uint8(_ZERO) <= 9
    forms = np.zeros(1 << 16, dtype=np.uint8)
    forms[digit & other_digit] = _DIGITS
    forms[digit & (second == _HYPHEN)] = _HYPHENED
    forms[digit & (second == _SPACE)] = _ENDED
    forms[(first == _SPACE) & (second == _SPACE)] = _BLANKS
    return forms


def _postal_message(field: Field, raw: bytes) -> str:
    return f"{field_label(field)}：「999-9999」「999-99」「999」・空白のどれかのはずが{shown(raw)}です。"


def _hits(
    file: NoticeFile, kind: Kind, field: Field, wrong: Mask, wording: Callable[[Field, bytes], str]
) -> Iterator[Hits]:
    rows = kind.rows[wrong]
    if rows.size:
        yield Hits(rows, field.offset, field.length, lambda i: wording(field, file.raw(int(rows[i]), field)))


def _texts(view: FileView, kind: Kind) -> Iterator[Hits]:
    """Texts that do not begin at the left of their field, or are blank where N does not say that they may be.

    Inferred: of the texts in two or three lines N lets only 事業所名称 be blank, but an address of one line can fill
    no second one, so a second or third line may always be blank.
    """
    scan, counts = view.scan(kind), column_counts(kind.layout)
    for field, classes, lengths in zip(scan.fields, scan.classes, scan.lengths, strict=True):
        if field.length >= _SHORTEST_JUSTIFIED:
            yield from _hits(view.file, kind, field, (classes & LEADING_BLANK) != 0, _justified_message)
        needed = field.item in counts and "may_be_blank" not in field.flags
        if needed and not field.name.endswith(("2行目", "3行目")):
            yield from _hits(view.file, kind, field, lengths == 0, _needed_message)


def _justified_message(field: Field, _raw: bytes) -> str:
    return f"{field_label(field)}：半角空白で始まっています。左詰めのはずの項目です。"


def _needed_message(field: Field, _raw: bytes) -> str:
    return f"{field_label(field)}：空白です。必ず文字が入る項目です。"


PICTURE = FileRule(
    "field.picture",
    "error",
    "structure",
    "項目が定められた形になっていない",
    "電子媒体仕様書 別紙12-1〜12-3・14-1〜14-3（「Z9」などの形式、左詰め、オールスペースの場合がある項目）",
    "年月日、金額、ページ番号、郵便番号が、別紙の形式どおりの桁・カンマ・円記号・空白で書かれているかを1バイトずつ確かめます。"
    "「*」の並びや空白は、別紙で認められた項目だけです。文字の項目は、左詰めで、必ず入るものが空白でないことを見ます。"
    "形が違う金額や日付はそのまま誤って印字されるので、データの作り直しを機構に依頼してください。",
    find_pictures,
)
