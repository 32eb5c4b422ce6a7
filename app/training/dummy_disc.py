"""A made-up disc with the agency's list of dummies and its 件数表, for a sample medium."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

import numpy as np
import openpyxl

from app.errors import KenpanError
from app.lists.keys import ListKey, list_keys, split_key
from app.records.layouts import Scheme
from app.records.notice_file import DETAIL, NoticeFile
from app.training.offices import fixed_book

LIST_FILE, COUNT_FILE = "機構ダミーデータ対象一覧.xlsx", "機構ダミー件数表.xlsx"
HEADERS = ("通番", "区分", "統一事務所コード", "事業所整理記号", "事業所番号")
DEFECTS = ("dummy.unmatched", "dummy.duplicate", "dummy.missing")
_WORDS: dict[Scheme, str] = {"kounen": "一般", "senpo": "船員"}
_Row = tuple[Scheme, ListKey]


def make_dummy_disc(
    out: Path, notices: Iterable[NoticeFile], count: int = 6, defects: Collection[str] = ()
) -> tuple[Path, Path]:
    """Write list and 件数表 of ``count`` establishments of both schemes into ``out``, which is a disc of its own.

    ``defects``: rules of :data:`DEFECTS` that object to the list. The same arguments give the same bytes.
    ``KenpanError`` ``sample.defect``, ``sample.size``, ``sample.write``.
    """
    unknown = sorted({*defects} - {*DEFECTS})
    if unknown:
        raise KenpanError(
            "sample.defect", f"ない規則です：{'、'.join(unknown)}。", f"{'、'.join(DEFECTS)} から選びます。"
        )
    rows = _chosen(tuple(notices), count)
    if len(rows) < max(count, 2):
        raise KenpanError("sample.size", "ダミーにできる事業所が足りません。", "事業所の数を増やしてください。")
    if "dummy.unmatched" in defects:
        scheme, key = rows[0]
        rows.append((scheme, key._replace(number=b"99999" if key.number != b"99999" else b"99998")))
    if "dummy.duplicate" in defects:
        rows.append(rows[1])
    offices = Counter(key.office.decode("ascii") for _, key in rows)
    listed = rows[:-1] if "dummy.missing" in defects else rows
    try:
        out.mkdir(parents=True, exist_ok=True)
        (out / LIST_FILE).write_bytes(_book("対象一覧", HEADERS, [_cells(at, row) for at, row in enumerate(listed, 1)]))
        told = [*sorted(offices.items()), ("合計", offices.total())]
        (out / COUNT_FILE).write_bytes(_book("件数表", ("統一事務所コード", "件数"), told))
    except OSError as error:
        raise KenpanError(
            "sample.write", "見本を書き込めません。", "空き容量と書き込み権限を確かめてください。", file=out.name
        ) from error
    return out / LIST_FILE, out / COUNT_FILE


def _chosen(notices: Sequence[NoticeFile], count: int) -> list[_Row]:
    """Establishments evenly over the files that have any, a third of them 船保 as far as there are some."""
    found: dict[Scheme, list[ListKey]] = {"kounen": [], "senpo": []}
    for file in notices:
        rows = file.rows(DETAIL)
        if len(rows):
            keys, there = list_keys(file, rows)
            found[file.scheme] += [split_key(raw.tobytes()) for raw in np.unique(keys[there], axis=0)]
    senpo = min(len(found["senpo"]), count // 3)
    numbers: dict[Scheme, int] = {"kounen": count - senpo, "senpo": senpo}
    return [
        (scheme, own[at * len(own) // numbers[scheme]])
        for scheme, own in found.items()
        for at in range(min(numbers[scheme], len(own)))
    ]


def _cells(at: int, row: _Row) -> tuple[int, str, str, str, str]:
    scheme, key = row
    symbol = key.symbol.decode("cp932").strip()
    office, number = key.office.decode("ascii"), key.number.decode("ascii")
    return at, _WORDS[scheme], office, f"{symbol[:2]}-{symbol[2:]}", number


def _book(title: str, headers: Sequence[str], rows: Iterable[Sequence[str | int]]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    sheet.append(headers)
    for row in rows:
        sheet.append(row)
    book.properties.creator = "Kenpan（見本）"
    return fixed_book(book)
