"""Beginnings of addresses that alone tell their town: the dictionary's own ways to write it, where nothing that may
follow can make it another one.
"""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from app.notice.place_names import fold, is_simple

NUMERALS = "0123456789０１２３４５６７８９一二三四五六七八九十"
"""What an address number begins with."""


class Beginning(NamedTuple):
    """``text`` up to the end of the town, which stands from ``town`` on.

    ``numbered``: only where one of :data:`NUMERALS` follows, since other towns' names go on from this one's.
    """

    text: str
    town: int
    numbered: bool

    def begins(self, address: str) -> bool:
        """Whether the address begins so."""
        return address.startswith(self.text) and (
            not self.numbered or address[len(self.text) : len(self.text) + 1] in _FOLLOWING
        )


_FOLLOWING = frozenset(NUMERALS)
# Names without numerals, 字, voice marks, remains of notes: their key is as long as they are.
_PLAIN_NAME, _PLAIN_READING = re.compile("[ぁ-ん一-龠ケヶノ々]+"), re.compile("[ァ-ヶー]+")
_NOT_PLAIN = re.compile("[一二三四五六七八九十〇字]|場合$|ガクルバアイ$")


def beginnings(
    names: tuple[str, str, str], kana: tuple[str, str, str], note: str, longer: Callable[[], Sequence[str]]
) -> tuple[Beginning, ...]:
    """Those of a dictionary row with these prefecture, city and town and these readings, with and without prefecture.

    ``longer`` gives the other towns of the municipality that begin with the same name; it is asked last.
    """
    prefecture, city, town = names
    if town[-1:].isdigit() or not (_is_plain(names, kana, note) or is_simple(names, kana, note)):
        return ()
    others = [key for other in longer() if (key := fold(other[len(town) :]).key)]
    if any(key[0].isdigit() for key in others):
        return ()
    return tuple(Beginning(head + town, len(head), bool(others)) for head in (prefecture + city, city))


def _is_plain(names: tuple[str, str, str], kana: tuple[str, str, str], note: str) -> bool:
    """Whether the town is simple at first sight."""
    (_, city, town), (_, city_kana, town_kana) = names, kana
    return (
        not note
        and _PLAIN_NAME.fullmatch(town) is not None
        and _PLAIN_READING.fullmatch(town_kana) is not None
        and _NOT_PLAIN.search(town) is None
        and _NOT_PLAIN.search(town_kana) is None
        and not (city.startswith("京都市") or city.endswith(town) or city_kana.endswith(town_kana))
    )
