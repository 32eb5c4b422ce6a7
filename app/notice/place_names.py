"""Place names as people write them: one key for 霞ケ関, 霞が関 and 霞ヶ関, and where a town stands in an address."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from app.notice.extraction import circles_to_zeros, kanji_value

_SMALL_KANA = str.maketrans("ァィゥェォッャュョヮヵヶ", "アイウエオツヤユヨワカケ")
_VOICED = str.maketrans(
    "ガギグゲゴザジズゼゾダヂヅデドバビブベボパピプペポヴヰヱヲ",
    "カキクケコサシスセソタチツテトハヒフヘホハヒフヘホウイエオ",
)
_HALF_KANA = str.maketrans(
    "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦﾝｧｨｩｪｫｯｬｭｮ",
    "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワオンアイウエオツヤユヨ",
)
# Old and new forms that place names mix, and the pairs whose codes changed places between JIS X 0208:1978 and 1983.
_KANJI_FORMS = str.maketrans(
    "檜澤濱邊邉龍齋斎齊廣澁嶋嶌櫻瀧籠藪峯渕曾鐵條國惠德髙﨑冨圓黑榮豐來與藏螢鶯應當萬鹽會壽舩彌礒舘縣亀埜祗"
    "鰺蠣攪竈灌諫頸礦蘂靱賤壺礪檮濤邇蠅儘堯槇遙瑤凜熙",
    "桧沢浜辺辺竜斉斉斉広渋島島桜滝篭薮峰淵曽鉄条国恵徳高崎富円黒栄豊来与蔵蛍鴬応当万塩会寿船弥磯館県龜野祇"
    "鯵蛎撹竃潅諌頚砿蕊靭賎壷砺梼涛迩蝿侭尭槙遥瑶凛煕",
)
_DROPPED = frozenset(" 　・･\t\n\r")
_VOICE_MARKS = frozenset("ﾞﾟ゛゜")
# 字 inside 十文字, 万字, 和字 is no word of its own.
_BEFORE_NAME_AZA = frozenset("文万和")
_KANJI_NUMERALS = frozenset("一二三四五六七八九十")
_IN_KANJI_NUMBER = _KANJI_NUMERALS | {"〇"}
_ARABIC = frozenset("0123456789")
# In a text without any of these each character is a key character of its own.
_LOOKED_AT = re.compile(f"[{re.escape(''.join(sorted(_DROPPED | _VOICE_MARKS | _KANJI_NUMERALS | _ARABIC)))}字]")


def _hiragana() -> dict[int, str]:
    return {code: chr(code + 0x60) for code in range(ord("ぁ"), ord("ゖ") + 1)}


def _table() -> dict[int, str]:
    """One character to one: width, kana kind, size and voice, が ケ カ, の 之, old kanji."""
    table = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | _hiragana()
    table |= {code: chr(to) for code, to in (_HALF_KANA | _KANJI_FORMS).items()}
    table |= dict.fromkeys(map(ord, "ーｰ−‐―"), "-") | {ord("之"): "ノ"}
    last = _SMALL_KANA | _VOICED
    for code in [*table, *last]:
        table[code] = table.get(code, chr(code)).translate(_SMALL_KANA).translate(_VOICED)
        table[code] = "ケ" if table[code] == "カ" else table[code].upper()
    table[ord("カ")] = "ケ"
    return table


_TABLE = _table()


@dataclass(frozen=True, slots=True)
class Folded:
    """A text and its key for comparison. Key character ``i`` stands for ``text[begin[i]:end[i]]``.

    Blanks, 大字, 字 and voice marks are not in the key. A number, whether 十一 or 11, is one piece:
    all its digits share ``begin`` and ``end``.
    """

    text: str
    key: str
    begin: tuple[int, ...]
    end: tuple[int, ...]

    def whole(self, start: int, stop: int) -> bool:
        """Whether the key range does not start or stop inside a number."""
        return self._between(start) and self._between(stop)

    def _between(self, place: int) -> bool:
        return place in (0, len(self.key)) or self.begin[place] != self.begin[place - 1]

    def offset(self, place: int) -> int:
        """Where in the text the key character before ``place`` ends."""
        return self.end[place - 1] if place else 0


def fold(text: str) -> Folded:
    """The key of a text; see :class:`Folded`."""
    folded = circles_to_zeros(text).translate(_TABLE)
    if _LOOKED_AT.search(folded) is None:
        return Folded(text, folded, tuple(range(len(folded))), tuple(range(1, len(folded) + 1)))
    key: list[str] = []
    begin: list[int] = []
    end: list[int] = []
    place = 0
    while place < len(folded):
        char = folded[place]
        stop = place + 1
        if char in _KANJI_NUMERALS or char in _ARABIC:
            kind = _ARABIC if char in _ARABIC else _IN_KANJI_NUMBER
            while stop < len(folded) and folded[stop] in kind:
                stop += 1
            digits = _value(folded[place:stop])
            key.extend(digits)
            begin.extend([place] * len(digits))
            end.extend([stop] * len(digits))
        elif char in _VOICE_MARKS:
            end[-1:] = [stop] * len(end[-1:])
        elif char not in _DROPPED and not _is_aza(folded, place):
            key.append(char)
            begin.append(place)
            end.append(stop)
        place = stop
    return Folded(text, "".join(key), tuple(begin), tuple(end))


def _value(number: str) -> str:
    """The digits of a number in half-width Arabic or kanji numerals."""
    return number if number[0] in _ARABIC else kanji_value(number)


def _is_aza(text: str, place: int) -> bool:
    """Whether 大 of 大字 or a 字 stands here that only introduces the next name."""
    if text[place] == "字":
        return text[place - 1 : place] not in _BEFORE_NAME_AZA
    return text.startswith("大字", place)


@dataclass(frozen=True, slots=True)
class TownName:
    """A town as keys to look for. ``cities`` are the ways its municipality is written, the full one first.

    ``number``: the digits that ``town`` ends with (浦臼第一). ``streets``: streets are named before the town (京都市).
    ``floor``: the town is followed by a building and stands for one floor of it. ``kana``: these are readings.
    ``anything``: an empty ``town`` covers the whole municipality, not only numbers right after it. ``go_on``: what
    follows where the name is the beginning of another town's (日本橋 of 日本橋馬喰町).
    """

    prefecture: str
    cities: tuple[str, ...]
    town: str
    number: str
    streets: bool
    floor: bool
    kana: bool
    anything: bool
    go_on: tuple[str, ...]

    @property
    def stem(self) -> str:
        """The town without the number that it ends with."""
        return self.town.removesuffix(self.number)

    @property
    def simple(self) -> bool:
        """Whether nothing that may follow the town's name can make it another name."""
        return bool(self.town) and not (self.streets or self.floor or self.go_on or self.number)


class TownHit(NamedTuple):
    """Where a town stands: ``text[start:stop]``; ``late`` when other words come before it."""

    late: bool
    start: int
    stop: int


_COUNTY = re.compile(r".+?(?:郡|グン)(.+(?:町|村|チョウ|マチ|ムラ|ソン))")
_WARD = re.compile(r".+?市(.+区)")
_FLOOR = re.compile(r"階$|階層不明$")
_NEXT_IS_NUMBER = re.compile(r"の次に.*がくる場合$|ノツギニ.*ガクルバアイ$")
_NUMBER_RANGE = re.compile(r"[０-９]+(?:地割|[−－〜]).*$")
_NUMBER_AT_END = re.compile(r"[０-９]+$")
_ARABIC_DIGIT = re.compile(r"[0-9０-９]")
_BLANKS = " 　"
# What the words end in that may stand between municipality and town: 町, 村, 字, 上る, 東入, 角 …
_ENDS_OTHER_WORDS = frozenset(_BLANKS + "都道府県郡市区町村里字通筋角側るルﾙ入")
# Streets of Kyoto also end in 二丁目, 二筋目, and in 下る西, 二筋目西.
_ENDS_STREET = re.compile(r"[目橋]$|[目入るルﾙ通][東西南北]$")
_STREET_NUMBER = re.compile(r"[0-9０-９]+\s*(?:丁|筋|ちょう|チョウ|チヨウ|ﾁﾖｳ|ﾁｮｳ)")
_NUMBER_FOLLOWS = re.compile(r"[\s　]*(?:[0-9０-９]|[一二三四五六七八九十百千〇]+(?:[丁番号]|地割))")
# Behind a municipality whose code is for 番地 right after its name.
_NO_NUMBER = re.compile(r"[\s　]*(?:字|大字)?(?:$|無番地|番外)")


def places(
    names: tuple[str, str, str],
    kana: tuple[str, str, str],
    note: str = "",
    longer: tuple[str, ...] = (),
    *,
    only_town: bool = False,
) -> tuple[TownName, ...]:
    """What to look for when a dictionary row has these prefecture, city and town and these readings.

    ``longer``: other towns of the municipality that begin with the same name. ``only_town``: the municipality has
    no other one, so that its own name as a town (神津島村一円) stands for all of it.
    """
    numbered = _NUMBER_AT_END.search(kana[2]) is not None
    found = []
    for (prefecture, city, town), is_kana in ((names, False), (kana, True)):
        for name in _town_names(city, town, numbered):
            key = fold(name)
            go_on = [] if is_kana or not town else [fold(other[len(town) :]).key for other in longer]
            found.append(
                TownName(
                    prefecture=_key(prefecture),
                    cities=city_keys(city),
                    town=key.key,
                    number=_number_at_end(key),
                    streets=names[1].startswith("京都市"),
                    floor=_FLOOR.search(note) is not None,
                    kana=is_kana,
                    anything=not town or (only_town and not name),
                    go_on=tuple(filter(None, go_on)),
                )
            )
    return tuple(found)


def is_simple(names: tuple[str, str, str], kana: tuple[str, str, str], note: str) -> bool:
    """Whether :func:`places` finds one name and one reading, both :attr:`TownName.simple` if no other town's name goes
    on from this one's.
    """
    if names[1].startswith("京都市") or _FLOOR.search(note):
        return False
    numbered = _NUMBER_AT_END.search(kana[2]) is not None
    for _, city, town in (names, kana):
        own = tuple(_town_names(city, town, numbered))
        key = fold(own[0])
        if len(own) > 1 or not key.key or _number_at_end(key):
            return False
    return True


@cache
def _key(prefecture: str) -> str:
    return fold(prefecture).key


def _number_at_end(name: Folded) -> str:
    if not name.key or not name.key[-1].isdigit():
        return ""
    return name.key[name.begin.index(name.begin[-1]) :]


def plain_places(city: str, town: str) -> Iterator[TownName]:
    """A town by its name alone, wherever its municipality stands; nothing for the names that have no own."""
    names = {**_town_names(city, town, True), **_town_names(city, town, False)}
    for name in filter(None, names):
        key, streets = fold(name), city.startswith("京都市")
        yield TownName("", (), key.key, _number_at_end(key), streets, False, False, False, ())


@cache
def city_keys(city: str) -> tuple[str, ...]:
    """The ways a municipality is written, the full one first."""
    return tuple(fold(way).key for way in _city_names(city))


def _city_names(city: str) -> tuple[str, ...]:
    """The municipality in full, and without its 郡 or the city before its ward."""
    short = (pattern.fullmatch(city) for pattern in (_COUNTY, _WARD))
    return (city, *(match[1] for match in short if match))


def _town_names(city: str, town: str, numbered: bool) -> dict[str, None]:
    """The town's names; an empty one where the number follows the municipality.

    The dictionary keeps remains of notes in some names: 甲、乙 / 穴明２２地割、穴明２ / …村の次に１番地がくる場合. A
    number at the end belongs to the name only when it is read (``numbered``).
    """
    if _NEXT_IS_NUMBER.search(town):
        return {"": None}
    names = [_NUMBER_RANGE.sub("", name) for name in town.split("、")]
    if not numbered:
        names = [_NUMBER_AT_END.sub("", name) for name in names]
    return dict.fromkeys([*names, ""] if city.endswith(town) else names)


def after_municipality(key: str, place: TownName) -> tuple[int, bool]:
    """Where prefecture and municipality end, each of which may be left out; whether the municipality is there."""
    start = len(place.prefecture) if key.startswith(place.prefecture) else 0
    for city in place.cities:
        if city and key.startswith(city, start):
            return start + len(city), True
    return start, False


def find_town(address: Folded, place: TownName) -> TownHit | None:
    """Where the town stands in the address, or ``None``."""
    start, in_city = after_municipality(address.key, place)
    if not place.town:
        return _found_municipality(address, place, start) if in_city else None
    if place.streets:
        return _found_later(address, place, start)
    hit = found_at(address, place, start)
    if hit is None and len(place.town) > start:
        # 養父市場 is a town of 養父市.
        hit = found_at(address, place, 0)
    return hit or _found_later(address, place, start)


def _found_municipality(address: Folded, place: TownName, start: int) -> TownHit | None:
    """A code without a town: the municipality is enough, or has to be followed by a number, by 無番地 or by nothing."""
    after = address.offset(start)
    digit_follows = address.key[start : start + 1].isdigit()
    if place.anything or digit_follows or number_follows(address.text, after) or _NO_NUMBER.match(address.text, after):
        return TownHit(False, after, after)
    return None


def found_at(address: Folded, place: TownName, start: int) -> TownHit | None:
    """The town exactly here. For the code of a floor: what the address shares with 町域名 (town, then building)."""
    hit = _numbered_at(address, place, start) if place.number else None
    if hit is not None or (place.number and not place.floor):
        return hit
    length = _shared(address.key[start:], place.town)
    if length < len(place.town) and not (place.floor and length > 1):
        return None
    if not _ends_here(address, place, start, start + length):
        return None
    return TownHit(False, address.begin[start], address.end[start + length - 1])


def _numbered_at(address: Folded, place: TownName, start: int) -> TownHit | None:
    """A town that ends in a numeral, with which the address number may have run together.

    浦臼第１ and 11-1 make 浦臼第111-1, 十三 and 十一番 make 十三十一番: the town's own numeral is the longest beginning
    of the number there that has its value.
    """
    at = start + len(place.town) - len(place.number)
    if at >= len(address.key) or not address.key.startswith(place.stem, start):
        return None
    begin, end = address.begin[at], address.end[at]
    written = circles_to_zeros(address.text[begin:end]).translate(_TABLE)
    if not address.whole(start, at) or written[0] not in _ARABIC | _KANJI_NUMERALS:
        return None
    for length in range(len(written), 0, -1):
        stop = begin + length
        if _value(written[:length]) == place.number and not fold(address.text[stop:]).key.startswith(place.go_on):
            return TownHit(False, address.begin[start], stop)
    return None


def _ends_here(address: Folded, place: TownName, start: int, stop: int) -> bool:
    """Whether the name found is neither cut out of a number nor the beginning of another town's name."""
    return address.whole(start, stop) and not address.key.startswith(place.go_on, stop)


def _shared(one: str, other: str) -> int:
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _found_later(address: Folded, place: TownName, start: int) -> TownHit | None:
    """The town after other words that hold no Arabic digit but 2丁目 and 2筋目 of a street: the first one.

    Behind street names it is the last one before an address number. Very short names stand inside too many other
    words to be looked for.
    """
    hit = None
    at = address.key.find(place.stem, start) if len(place.stem) >= (3 if place.kana else 2) else -1
    while at >= 0 and (hit is None or place.streets):
        begin = address.begin[at]
        if _number_between(address.text[address.offset(start) : begin], place):
            break
        found = found_at(address, place, at)
        if found is not None and (at == start or _other_words_end(address.text, begin, place)):
            hit = found._replace(late=at > start)
            if place.streets and number_follows(address.text, hit.stop):
                break
        at = address.key.find(place.stem, at + 1)
    return hit


def number_follows(text: str, place: int) -> bool:
    """Whether an address number begins here."""
    return _NUMBER_FOLLOWS.match(text, place) is not None


def _number_between(words: str, place: TownName) -> bool:
    """Whether an address number stands among the words between municipality and town."""
    return _ARABIC_DIGIT.search(_STREET_NUMBER.sub("", words) if place.streets else words) is not None


def _other_words_end(text: str, begin: int, place: TownName) -> bool:
    """Whether other words may end here, so that the town begins a word of its own."""
    if place.kana:
        return text[begin - 1] in _BLANKS
    return text[begin - 1] in _ENDS_OTHER_WORDS or (
        place.streets and _ENDS_STREET.search(text[max(0, begin - 2) : begin]) is not None
    )
