"""Writing a 処理結果件数表, for samples and tests, in every way in which its pages may break (N 図4.1.2.3-1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from types import MappingProxyType
from typing import Literal

from app.records import pictures
from app.records.counts import (
    ITEM_CREATED,
    ITEM_FORM,
    ITEM_LAST_PAGE,
    ITEM_NUMBER,
    ITEM_OFFICE_CODE,
    ITEM_OFFICE_NAME,
    ITEM_PAGE,
    ITEM_PRINTS,
    ITEM_SYSTEM,
    LINE_END,
    TOTAL_NAME,
    WIDE_BLANK,
)
from app.records.layouts import Scheme, count_layouts
from app.records.sample_mark import filler
from app.records.text import encode

OFFICES_PER_PAGE = 26
_TITLE, _COLUMN_TITLES, _DETAIL = "01", "02", "03"
_OFFICE_NAME_BYTES = 10
_NO_OFFICE = "0000"
# Inferred: the wording of the title record is lost with 別紙17-1 and 18-1.
_SYSTEM_NAMES: Mapping[Scheme, str] = {"kounen": "厚生年金保険", "senpo": "船員保険"}
_FORM_NAME = "納入告知額・領収済額通知書処理結果件数表"


@dataclass(frozen=True, slots=True)
class Paging:
    """Where the pages of a count table break, besides after 26 offices (N 図4.1.2.3-1, of which the drawings are lost).

    ``total``: the 合計 row ``follows`` the last office also on a full page, opens a page when that one is
    ``when_full``, or has an ``own_page`` always.
    """

    by_prefecture: bool = False
    total: Literal["follows", "when_full", "own_page"] = "follows"


PAGINGS: Mapping[str, Paging] = MappingProxyType(
    {
        "plain": Paging(),
        "full": Paging(total="when_full"),
        "total": Paging(total="own_page"),
        "prefecture": Paging(by_prefecture=True),
        "prefecture-full": Paging(by_prefecture=True, total="when_full"),
        "prefecture-total": Paging(by_prefecture=True, total="own_page"),
    }
)
"""Every pattern that a sample can be made in, by name."""

_Office = tuple[str, str, int]
_PLAIN = PAGINGS["plain"]


def write_count_table(
    offices: Sequence[_Office], scheme: Scheme, created: str, paging: Paging = _PLAIN, *, sample: bool = False
) -> bytes:
    """A count table of ``(office code, name, prints)`` in the order given; ``created`` is printed as it is.

    With ``sample`` every line bears the sample's mark (:mod:`app.records.sample_mark`).

    Inferred, because the drawings and the title's item table are lost: a page's two title records carry the code of
    its first office, those of a page with the 合計 row alone and that row itself the code of the last one (``0000``
    without offices); 頁数 is ``ZZZZ9``, 最終頁 is 1 on the last page and blank before it. ``ValueError`` for what does
    not fit (``UnicodeEncodeError`` for a character without a code).
    """
    pages = _pages(offices, paging)
    last_office = offices[-1][0] if offices else _NO_OFFICE
    records: list[bytes] = []
    number = 0
    for page, content in enumerate(pages, start=1):
        code = content[0][0] if content else last_office
        title = {
            ITEM_SYSTEM: encode(_SYSTEM_NAMES[scheme]),
            ITEM_FORM: encode(_FORM_NAME),
            ITEM_CREATED: encode(created),
            ITEM_PAGE: pictures.write(page, "ZZZZ9"),
            ITEM_LAST_PAGE: b"1" if page == len(pages) else b"",
        }
        records += [_record(scheme, _TITLE, code, title, sample), _record(scheme, _COLUMN_TITLES, code, {}, sample)]
        for office, name, prints in content:
            number += 1
            records.append(_detail_record(scheme, office, pictures.write(number, "ZZ9"), name, prints, sample))
    total = sum(prints for _office, _name, prints in offices)
    records.append(_detail_record(scheme, last_office, b"", TOTAL_NAME, total, sample))
    return b"".join(records)


def _pages(offices: Sequence[_Office], paging: Paging) -> list[Sequence[_Office]]:
    """The offices of each page; the 合計 row comes on the last one, which may have no office."""
    runs = [list(run) for _, run in groupby(offices, key=lambda one: one[0][:2])] if paging.by_prefecture else [offices]
    pages = [run[at : at + OFFICES_PER_PAGE] for run in runs for at in range(0, len(run), OFFICES_PER_PAGE)]
    full = bool(pages) and len(pages[-1]) == OFFICES_PER_PAGE
    if not pages or paging.total == "own_page" or (full and paging.total == "when_full"):
        pages.append(())
    return pages


def _detail_record(scheme: Scheme, code: str, number: bytes, name: str, prints: int, sample: bool) -> bytes:
    """Names are five full-width characters, filled with full-width blanks (N 別紙17-3 item 11)."""
    wide = encode(name)
    wide += encode(WIDE_BLANK) * ((_OFFICE_NAME_BYTES - len(wide)) // 2)
    values = {ITEM_NUMBER: number, ITEM_OFFICE_NAME: wide, ITEM_PRINTS: pictures.write(prints, "ZZ,ZZZ,ZZ9")}
    return _record(scheme, _DETAIL, code, values, sample)


def _record(scheme: Scheme, type_code: str, office_code: str, values: Mapping[int, bytes], sample: bool) -> bytes:
    """One record of 160 bytes from its layout; items without a value or constant are blank."""
    parts: list[bytes] = []
    for item in count_layouts(scheme)[type_code].fields:
        if item.constant is not None:
            raw = LINE_END if item.constant == "CRLF" else encode(item.constant)
        elif item.pattern is not None:
            raw = encode(item.pattern)
        elif item.item == ITEM_OFFICE_CODE:
            raw = encode(office_code)
        elif "reserved_blank" in item.flags:
            raw = filler(item, sample).tobytes()
        else:
            raw = values.get(item.item, b"")
        if len(raw) > item.length:
            raise ValueError(f"{item.source} {item.name}: {len(raw)} bytes, room for {item.length}")
        parts.append(raw.ljust(item.length))
    return b"".join(parts)
