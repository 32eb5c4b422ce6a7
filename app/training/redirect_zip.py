"""A made-up disc with the agency's encrypted ZIP of 別送・引き抜き lists, for a sample medium."""

import re
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

import numpy as np
import openpyxl

from app.errors import KenpanError
from app.lists.keys import Destination, ListKey, list_keys, split_key
from app.lists.list_zip import FOLDERS
from app.notice.content import ADDRESS_IDS, NAME_IDS, POSTAL_ID, printed_from
from app.notice.item_text import Detail
from app.notice.items import spec_of
from app.records.layouts import Scheme
from app.records.notice_file import DETAIL, NoticeFile
from app.training.offices import fixed_book

PASSWORD = "mihon-list"
HEADERS = (
    "通番",
    "登録内容",
    "統一事務所コード",
    "事業所整理記号",
    "事業所番号",
    "別送先宛名",
    "別送先郵便番号",
    "別送先住所",
)
DEFECTS = ("list.unmatched", "list.duplicate", "list.contradiction", "list.header")
_POSTAL = re.compile("[0-9]{3}-[0-9]{4}")
_PULLED = 4
"""Every fourth row is pulled out."""
_Row = tuple[str | int, ...]


def make_redirect_zip(
    path: Path, notices: Iterable[NoticeFile], share: float = 0.05, defects: Collection[str] = (), rows_each: int = 0
) -> dict[str, int]:
    """Write the archive; destinations are addresses of other establishments of the sample. Gives how many workbooks of
    each scheme it has, as the agency would state them.

    ``share`` of the establishments are on a list, at least two of a scheme that has two. ``defects``: rules of
    :data:`DEFECTS` that object to one row (of ``list.header``: one file). ``rows_each``: no workbook has more; without
    it an office has one. ``KenpanError`` ``sample.defect``, ``sample.size``, ``sample.write``.
    """
    unknown = sorted({*defects} - {*DEFECTS})
    if unknown:
        raise KenpanError(
            "sample.defect", f"ない規則です：{'、'.join(unknown)}。", f"{'、'.join(DEFECTS)} から選びます。"
        )
    rows = [row for file in notices for row in _rows(file, share)]
    if len(rows) < 4:
        raise KenpanError("sample.size", "一覧に載せる事業所が足りません。", "事業所の数を増やしてください。")
    books: dict[tuple[Scheme, str], list[_Row]] = {}
    for number, (scheme, key, destination) in enumerate(rows):
        pulled = number % _PULLED == _PULLED - 1
        books.setdefault((scheme, key.office.decode("ascii")), []).append(_cells(key, None if pulled else destination))
    _plant(books, rows, defects)
    if rows_each:
        books = {
            (scheme, f"{office}_{at // rows_each + 1}"): own[at : at + rows_each]
            for (scheme, office), own in books.items()
            for at in range(0, len(own), rows_each)
        }
    _write(path, books, spoiled="list.header" in defects)
    counts: dict[str, int] = dict.fromkeys(FOLDERS, 0)
    for scheme, _ in books:
        counts[scheme] += 1
    return counts


def _plant(
    books: dict[tuple[Scheme, str], list[_Row]],
    rows: Sequence[tuple[Scheme, ListKey, Destination]],
    defects: Collection[str],
) -> None:
    """Rows at the end of the first list: none of them spoils another one but its own."""
    scheme, key, destination = rows[0]
    own = books[scheme, key.office.decode("ascii")]
    if "list.unmatched" in defects:
        number = b"99999" if key.number != b"99999" else b"99998"
        own.append(_cells(key._replace(number=number), destination))
    if "list.duplicate" in defects:
        own.append(own[0])
    if "list.contradiction" in defects:
        other, its_key, _ = rows[1]
        books[other, its_key.office.decode("ascii")].append(_cells(its_key, None))


def _rows(file: NoticeFile, share: float) -> list[tuple[Scheme, ListKey, Destination]]:
    """Establishments evenly over the file, each with the address of the next one."""
    details = file.rows(DETAIL)
    keys, there = list_keys(file, details)
    details, keys = details[there], keys[there]
    if not len(details):
        return []
    each, first = np.unique(keys, axis=0, return_index=True)
    count = min(len(each), max(2, round(len(each) * share)))
    found = []
    for at in (np.arange(count) * len(each) // count).tolist():
        others = (_address(file, int(details[first[(at + step) % len(each)]])) for step in range(1, len(each) + 1))
        whole = next(one for one in others if _POSTAL.fullmatch(one.postal) and one.address and one.name)
        found.append((file.scheme, split_key(each[at].tobytes()), whole))
    return found


def _address(file: NoticeFile, record: int) -> Destination:
    detail = Detail(file.raw_record(record), record)

    def text(*ids: str) -> str:
        lines = (
            "".join(part.text for part in printed_from(spec_of(file.scheme, own), detail, None).parts) for own in ids
        )
        return "".join(line for line in lines if line)

    return Destination(text(*NAME_IDS), text(POSTAL_ID).removeprefix("〒"), text(*ADDRESS_IDS))


def _cells(key: ListKey, destination: Destination | None) -> _Row:
    symbol = key.symbol.decode("cp932").strip()
    named = (key.office.decode("ascii"), f"{symbol[:2]}-{symbol[2:]}", key.number.decode("ascii"))
    if destination is None:
        return ("引き抜き", *named, "", "", "")
    return ("別送", *named, *destination)


def _write(path: Path, books: dict[tuple[Scheme, str], list[_Row]], *, spoiled: bool) -> None:
    import pyzipper

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with pyzipper.AESZipFile(path, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES) as archive:
            archive.setpassword(PASSWORD.encode("ascii"))
            for at, ((scheme, office), rows) in enumerate(sorted(books.items())):
                headers = ("番", "内容", "コード", "符号", "数") if spoiled and at == len(books) - 1 else HEADERS
                name = f"{FOLDERS[scheme]}/別送・引き抜きリスト_{office}.xlsx"
                archive.writestr(name, _book(office, headers, rows))
    except OSError as error:
        raise KenpanError(
            "sample.write", "見本を書き込めません。", "空き容量と書き込み権限を確かめてください。", file=path.name
        ) from error


def _book(title: str, headers: Sequence[str], rows: Sequence[_Row]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    sheet.append(headers)
    for at, row in enumerate(rows, 1):
        sheet.append((at, *row))
    book.properties.creator = "Kenpan（見本）"
    return fixed_book(book)
