"""Made-up pension offices and their list as an Excel book."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import openpyxl

from app.errors import KenpanError
from app.reports.workbook import book_bytes

HEADERS = ("統一事務所コード", "年金事務所名", "郵便番号", "所在地", "電話番号")

_CREATED = datetime(2026, 1, 1)
_MOST = 99  # two digits of the code number them
_KANJI = "〇一二三四五六七八九"
# Prefectures with far more establishments than the rest, as shares of a volume.
_WEIGHTS = {
    "東京都": 12,
    "大阪府": 6,
    "神奈川県": 4,
    "愛知県": 4,
    "北海道": 3,
    "埼玉県": 3,
    "千葉県": 3,
    "兵庫県": 3,
    "福岡県": 3,
}


@dataclass(frozen=True, slots=True)
class SampleOffice:
    """``code`` is the 統一事務所コード; ``name`` has five full-width characters, blanks among them."""

    code: str
    name: str
    postal: str
    address: str
    phone: str


def prefecture_weight(prefecture: str) -> int:
    """How many establishments a prefecture has compared with a small one."""
    return _WEIGHTS.get(prefecture, 1)


def offices_of(prefectures: Mapping[str, str], count: int | None = None) -> dict[str, tuple[SampleOffice, ...]]:
    """The offices of each prefecture (code by name): ``count`` in all, shared out by size, the largest ones first.

    Without ``count`` 3 to 20 a prefecture. ``KenpanError`` ``sample.size`` when there are no numbers for so many.
    """
    if count is None:
        shares = {name: min(max(3, 2 * prefecture_weight(name)), 20) for name in prefectures}
    else:
        if not 0 <= count <= _MOST * len(prefectures):
            raise KenpanError(
                "sample.size", f"事務所は {_MOST * len(prefectures)} までです。", "少ない数を指定してください。"
            )
        order = sorted(prefectures, key=lambda name: -prefecture_weight(name))
        shares = dict.fromkeys(prefectures, 0)
        while sum(shares.values()) < count:
            # The one with the fewest for its size; each has one before any has two.
            free = [name for name in order if shares[name] < _MOST]
            shares[min(free, key=lambda name: shares[name] / prefecture_weight(name))] += 1
    return {name: sample_offices(code, name, shares[name]) for name, code in prefectures.items()}


def sample_offices(code: str, prefecture: str, count: int) -> tuple[SampleOffice, ...]:
    """The offices of a prefecture: codes from ``cc01``. Postal codes and numbers are of no real place."""
    return tuple(_office(f"{code}{number:02}", prefecture, number) for number in range(1, count + 1))


def _office(code: str, prefecture: str, number: int) -> SampleOffice:
    tens, ones = divmod(number, 10)
    numeral = ("" if tens < 2 else _KANJI[tens]) + ("十" if tens else "") + ("" if ones == 0 else _KANJI[ones])
    if len(numeral) > 2:  # the name has room for two
        numeral = _KANJI[tens] + _KANJI[ones]
    return SampleOffice(
        code=code,
        name=f"見本{prefecture[0]}{numeral:　>2}",
        postal=f"000-{code}",
        address=f"{prefecture}見本市年金町{number}丁目{number}番{number}号　見本合同庁舎",
        phone=f"00-0000-{code}",
    )


def offices_workbook(offices: Sequence[SampleOffice]) -> bytes:
    """年金事務所一覧 as an xlsx, the same bytes every time."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "年金事務所一覧"
    sheet.append(HEADERS)
    for office in offices:
        sheet.append((office.code, office.name, office.postal, office.address, office.phone))
    for column, width in zip("ABCDE", (18, 16, 12, 56, 16), strict=True):
        sheet.column_dimensions[column].width = width
    sheet.freeze_panes = "A2"
    book.properties.creator = "Kenpan（見本）"
    return fixed_book(book)


def fixed_book(book: Any) -> bytes:
    """A finished workbook, the same bytes every time."""
    return book_bytes(book, _CREATED)
