"""Where the names in an address end whose postal code names another town, or none.

What the barcode would hold is wanted there too, and a numeral that belongs to a name (五番町, 北4条) is no address
number.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, lru_cache

from app.notice.place_names import (
    Folded,
    TownHit,
    TownName,
    city_keys,
    find_town,
    fold,
    found_at,
    number_follows,
    plain_places,
)

Municipality = tuple[str, str]
"""Prefecture and city as the dictionary writes them."""

_CACHED = 256
_NUMBER = re.compile(r"[0-9０-９]+|[〇一二三四五六七八九十百千]+(?=[丁番号線のノ]|地割)")
# A numeral before these belongs to a name: 4条, 三区, 五番町, 七線, 三の丸; not before a number: 二の三.
_OF_A_NAME = re.compile(r"条|区|町|村|線|番[町丁]|[のノ之](?![0-9０-９〇一二三四五六七八九十百千])|ジ[ョヨ]ウ|ｼﾞ[ｮﾖ]ｳ")
_TURN = r"(?:[上下][るルﾙ]|[東西]入[るルﾙ]?)"
_STREETS_END = re.compile(rf"{_TURN}(?:[0-9０-９]+(?:丁目|筋目))?(?:{_TURN})?")


class OtherTowns:
    """All towns of a dictionary, by municipality. ``names``: town names by prefecture and city."""

    def __init__(self, names: Mapping[Municipality, Iterable[str]]) -> None:
        self._names = names
        self._towns = lru_cache(_CACHED)(self._read_towns)

    def end_of_names(self, address: Folded, own: Iterable[Municipality] = ()) -> int:
        """How many characters of the address are prefecture, municipality, town and numerals of names.

        ``own``: the municipalities of the postal code, asked where the address names none.
        """
        named = list(self._named(address)) or [(0, municipality) for municipality in own]
        hits = [hit for start, municipality in named if (hit := self._town_at(address, start, municipality))]
        if hits:
            return max(hit.stop for hit in hits)
        start = address.offset(max((start for start, _ in named), default=0))
        streets = any(city.startswith("京都市") for _, (_, city) in named)
        return start + _own_numerals(address.text[start:], streets=streets)

    def _named(self, address: Folded) -> Iterator[tuple[int, Municipality]]:
        """Municipalities that the address begins with, behind their prefecture or without it, and where they end."""
        heads = {0, *(len(key) for key in self._prefectures if address.key.startswith(key))}
        for head in heads:
            for stop in range(head + 1, min(head + self._longest_city, len(address.key)) + 1):
                for municipality in self._cities.get(address.key[head:stop], ()):
                    if not head or address.key.startswith(fold(municipality[0]).key):
                        yield stop, municipality

    @cached_property
    def _prefectures(self) -> frozenset[str]:
        return frozenset(fold(prefecture).key for prefecture, _ in self._names)

    @cached_property
    def _cities(self) -> dict[str, list[Municipality]]:
        found: dict[str, list[Municipality]] = {}
        for municipality in self._names:
            for key in city_keys(municipality[1]):
                found.setdefault(key, []).append(municipality)
        return found

    @cached_property
    def _longest_city(self) -> int:
        return max(map(len, self._cities), default=0)

    def _read_towns(self, municipality: Municipality) -> dict[str, list[TownName]]:
        """The towns of a municipality by their keys without the numeral that they may end with."""
        found: dict[str, list[TownName]] = {}
        for town in self._names.get(municipality, ()):
            for place in plain_places(municipality[1], town):
                found.setdefault(place.stem, []).append(place)
        return found

    def _town_at(self, address: Folded, start: int, municipality: Municipality) -> TownHit | None:
        """The longest town that follows; behind streets of Kyoto the one that a number follows, or the last one."""
        towns = self._towns(municipality)
        if municipality[1].startswith("京都市"):
            found = [hit for places in towns.values() for place in places if (hit := find_town(address, place))]
            return max(found, key=lambda hit: (number_follows(address.text, hit.stop), hit.stop), default=None)
        longest = min(len(address.key) - start, max(map(len, towns), default=0))
        near = (place for size in range(longest + 1) for place in towns.get(address.key[start : start + size], ()))
        hits = [hit for place in near if (hit := found_at(address, place, start))]
        return max(hits, key=lambda hit: hit.stop, default=None)


def _own_numerals(text: str, *, streets: bool) -> int:
    """How many characters at the beginning hold numerals of names only; nobody knows the town."""
    begin = max((found.end() for found in _STREETS_END.finditer(text)), default=0) if streets else 0
    for number in _NUMBER.finditer(text, begin):
        name = _OF_A_NAME.match(text, number.end())
        if name is None:
            break
        begin = name.end()
    return begin
