"""Made-up addresses in real towns: the postal code and the town belong together, the building is a sample."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal, NamedTuple

import jaconv

from app.errors import KenpanError
from app.notice.postal_file import dictionary_path
from app.records.text import code_to_char, encode
from app.training.gaiji_font import DRAWN_CODES
from app.training.made_up_names import IBM_CODES, Draw

AddressKind = Literal[
    "plain",
    "half_width",
    "numerals",
    "building",
    "three_lines",
    "kana",
    "gaiji",
    "extension",
    "widest",
    "long",
    "postal_3",
    "postal_5",
    "postal_blank",
    "postal_00",
]

ADDRESS_KINDS: dict[AddressKind, float] = {
    "plain": 0.27,
    "half_width": 0.28,
    "numerals": 0.06,
    "building": 0.26,
    "three_lines": 0.05,
    "kana": 0.003,
    "gaiji": 0.004,
    "extension": 0.006,
    "widest": 0.0,
    "long": 0.05,
    "postal_3": 0.003,
    "postal_5": 0.003,
    "postal_blank": 0.004,
    "postal_00": 0.007,
}
"""Kinds of address and their shares; those with share 0 stand only where they are planted."""

LINE_BYTES = (95, 132, 132)

_BUILDINGS = (
    "見本ビル",
    "サンプルタワー",
    "試験会館",
    "練習マンション",
    "教材センター",
    "架空ハイツ",
    "模擬プラザ",
    "ダミー第二ビル",
)
_EXTENSION_BUILDINGS = ("髙台見本ビル", "見本﨑会館", "濵見本ビル", "見本ビルⅢ", "サンプル館①")
_CARE = ("見本管理組合気付", "教材事務局内", "試験受付（一階）", "ﾐﾎﾝｶﾝﾘｼﾂ")
_PIECES = ("見本街区", "試験区画", "練習棟", "サンプル通り", "教材広場前", "模擬団地", "北側", "別館", "奥", "共同ビル")
_NUMERALS = "〇一二三四五六七八九"


class Address(NamedTuple):
    """``postal`` as in the record (up to 8 bytes), the municipality's 5-digit code, and three lines as bytes."""

    postal: bytes
    municipality: bytes
    lines: tuple[bytes, bytes, bytes]


@dataclass(frozen=True, slots=True)
class Town:
    """One town of the postal dictionary. ``town`` is empty for 以下に掲載がない場合; ``old_code`` has 3 or 5 digits."""

    code: str
    old_code: str
    municipality: str
    prefecture: str
    city: str
    town: str
    kana: str
    chome: bool

    @property
    def place(self) -> str:
        """Prefecture, city and town, as the dictionary writes them."""
        return self.prefecture + self.city + self.town


@cache
def read_towns(prefectures: tuple[str, ...]) -> Mapping[str, tuple[Town, ...]]:
    """Towns of each prefecture, by its name, in order of their codes; floors of tall buildings are left out. Read once.

    ``KenpanError`` when there is no dictionary or it does not know a prefecture.
    """
    marks = ",".join("?" * len(prefectures))
    sql = f"SELECT data FROM postal_data WHERE prefecture IN ({marks}) ORDER BY code"
    connection = sqlite3.connect(f"{dictionary_path().resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        rows = [json.loads(data) for (data,) in connection.execute(sql, prefectures)]
    finally:
        connection.close()
    towns: dict[str, tuple[Town, ...]] = {}
    for prefecture in prefectures:
        towns[prefecture] = tuple(_town(row) for row in rows if row["prefecture"] == prefecture and _usable(row))
        if not any(town.town for town in towns[prefecture]):
            raise KenpanError("sample.postal", "郵便番号の辞書に町域がありません。", "プログラムを入れ直してください。")
    return MappingProxyType(towns)


def _usable(row: dict[str, object]) -> bool:
    """Towns with one plain name: no floors, no shared codes, nothing that the code table cannot write."""
    name = str(row["neighborhood"])
    plain = all("\u3040" <= char <= "\u30ff" or "\u4e00" <= char <= "\u9fff" or char == "々" for char in name)
    simple = not (row["multi"] or row["partial"] or row["alternates"] or row["multiline"])
    if not (plain and simple and len(name) <= 10) or "階" in str(row["note"] or ""):
        return False
    try:
        encode(f"{row['prefecture']}{row['city']}{name}")
    except UnicodeEncodeError:
        return False
    return True


def _town(row: dict[str, str]) -> Town:
    return Town(
        code=row["postal_code"],
        old_code=row["old_code"].strip(),
        municipality=row["jisx0402"],
        prefecture=row["prefecture"],
        city=row["city"],
        town=row["neighborhood"],
        kana=row["prefecture_kana"] + row["city_kana"] + row["neighborhood_kana"],
        chome=bool(row["chome"]),
    )


def make_address(kind: AddressKind, towns: Sequence[Town], draw: Draw) -> Address:
    """One address of this kind in one of the towns."""
    town = _choose(kind, towns, draw)
    first, second, third = _lines(kind, town, draw)
    return Address(_postal(kind, town), town.municipality.encode("ascii"), (first, second, third))


def _choose(kind: AddressKind, towns: Sequence[Town], draw: Draw) -> Town:
    """A town that suits the kind; any real town where the prefecture has none that does."""
    for _ in range(200):
        town = towns[draw(len(towns))]
        if kind == "postal_00" and town.code.endswith("00"):
            return town
        if kind == "postal_5" and len(town.old_code) == 5 and town.town:
            return town
        if kind not in ("postal_00", "postal_5") and town.town and not town.code.endswith("00"):
            return town
    if kind == "postal_00":
        return next(town for town in towns if town.code.endswith("00"))
    return next(town for town in towns if town.town)


def _postal(kind: AddressKind, town: Town) -> bytes:
    digits = town.code
    if kind in ("kana", "postal_blank"):
        digits = ""
    elif kind == "postal_3":
        digits = town.old_code[:3]
    elif kind == "postal_5":
        digits = town.old_code
    return (digits[:3] + "-" + digits[3:] if len(digits) > 3 else digits).encode("ascii")


def _lines(kind: AddressKind, town: Town, draw: Draw) -> tuple[bytes, bytes, bytes]:
    place = town.place if town.town else town.place + "字見本"
    street = place + _number(kind, town, draw)
    building = f"{_BUILDINGS[draw(len(_BUILDINGS))]}{_room(draw)}"
    match kind:
        case "building":
            return (encode(street), encode(building), b"") if draw(3) else (encode(f"{street}　{building}"), b"", b"")
        case "three_lines":
            return encode(street), encode(building), encode(_CARE[draw(len(_CARE))])
        case "kana":
            kana = jaconv.z2h(town.kana, kana=True, digit=True, ascii=True)
            return encode(f"{kana} {1 + draw(9)}-{1 + draw(30)}-{1 + draw(20)}"), b"", b""
        case "gaiji":
            char = code_to_char(DRAWN_CODES[draw(len(DRAWN_CODES))]) or ""
            return encode(street), encode(char + building), b""
        case "extension":
            text = _EXTENSION_BUILDINGS[draw(len(_EXTENSION_BUILDINGS))]
            raw = b"".join(IBM_CODES.get(char) or encode(char) for char in text) if draw(2) else encode(text)
            return encode(street), raw, b""
        case "widest":
            return (
                _filled(street, LINE_BYTES[0], draw),
                _filled("", LINE_BYTES[1], draw),
                _filled("", LINE_BYTES[2], draw),
            )
        case "long":
            return _long_lines(street, building, draw)
        case _:
            return encode(street), b"", b""


def _long_lines(street: str, building: str, draw: Draw) -> tuple[bytes, bytes, bytes]:
    """The tail of the lengths: every width up to the limit of each line, the wider the rarer."""

    def tail(longest: int) -> int:
        return min(draw(longest + 1), draw(longest + 1))

    first = _filled(street, tail(LINE_BYTES[0]), draw)
    second = _filled(building, tail(LINE_BYTES[1]), draw)
    return first, second, _filled("", tail(LINE_BYTES[2]), draw) if draw(2) else b""


def _filled(text: str, width: int, draw: Draw) -> bytes:
    """``text`` with wording added up to exactly ``width`` bytes; longer texts stay as they are."""
    raw = encode(text)
    filling = ""
    while len(raw) + 2 * len(filling) + 1 < width:
        filling += _PIECES[draw(len(_PIECES))]
    missing = max(0, width - len(raw))
    if raw and missing >= 4:
        filling = "　" + filling
    return raw + encode(filling[: missing // 2] + "･" * (missing % 2))


def _number(kind: AddressKind, town: Town, draw: Draw) -> str:
    """The part after the town: 丁目, 番 and 号 in one of the ways that people write them."""
    area, block, house = 1 + draw(8), 1 + draw(40), 1 + draw(30)
    chome = town.chome
    # 猿八 followed by 三十七番地 would be another place.
    if kind == "numerals" and not town.town.endswith(tuple(_NUMERALS + "十百千")):
        first = f"{_kanji(area)}丁目" if chome else ""
        return f"{first}{_kanji(block)}番{_kanji(house)}号" if draw(2) else f"{first}{_kanji(block)}番地"
    parts = (area, block, house) if chome else (block * 10 + house, 1 + draw(9))
    joined = "-".join(str(part) for part in parts)
    if kind == "half_width":
        return joined
    if draw(2):
        return jaconv.h2z(joined, kana=False, digit=True, ascii=True).replace("-", "－")
    text = f"{area}丁目{block}番{house}号" if chome else f"{block * 10 + house}番地"
    return jaconv.h2z(text, kana=False, digit=True)


def _room(draw: Draw) -> str:
    floor = 1 + draw(12)
    match draw(4):
        case 0:
            return f"{floor}F"
        case 1:
            return jaconv.h2z(f"{floor}階", digit=True)
        case 2:
            return f"{floor}0{1 + draw(9)}号"
        case _:
            return ""


def _kanji(value: int) -> str:
    """Kanji numeral of a number below 100."""
    tens, ones = divmod(value, 10)
    return ("" if tens < 2 else _NUMERALS[tens]) + ("十" if tens else "") + ("" if ones == 0 else _NUMERALS[ones])
