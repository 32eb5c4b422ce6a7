"""Which other characters could stand in a box: all of a digit's kind, look-alikes of the rest."""

from functools import cache

from app.resources import resource_bytes
from app.sheet.fit import char_columns
from app.sheet.fonts import FontSet, is_gaiji

_DIGITS = "0123456789"
_MARKS = ",.-/*¥()"
_FULL_DIGITS = "０１２３４５６７８９"
_LISTED = 20
_MUTUAL = 5


@cache
def _table() -> dict[str, str]:
    # Written by `.ci/lookalikes`; its first line says so.
    _head, *lines = resource_bytes("lookalikes.txt").decode("utf-8").splitlines()
    return {line[0]: line[1:] for line in lines}


@cache
def _reverse() -> dict[str, str]:
    """Who has a character among the nearest: who looks like whom is no list of the same length for both."""
    found: dict[str, str] = {}
    for char, others in _table().items():
        for other in others[:_MUTUAL]:
            found[other] = found.get(other, "") + char
    return found


def look_alikes(char: str) -> str:
    """Characters of the agency's code that look like this one, the nearest first, then those that it is nearest to."""
    own = _table().get(char, "")[:_LISTED]
    return own + "".join(one for one in _reverse().get(char, "") if one not in own)


class Alternatives:
    """What else a box could hold, for the fonts in use; outlines that are the same are no alternatives."""

    def __init__(self, fonts: FontSet) -> None:
        self._fonts = fonts
        self._gaiji: list[str] | None = None
        self._known: dict[tuple[str, str], tuple[str, ...]] = {}

    def of(self, char: str, role: str) -> tuple[str, ...]:
        """The alternatives of a character, each with a glyph; blank paper is not among them."""
        found = self._known.get((char, role))
        if found is None:
            found = self._known[char, role] = self._of(char, role)
        return found

    def _of(self, char: str, role: str) -> tuple[str, ...]:
        if is_gaiji(char):
            listed = "".join(self._neighbours(char))
        elif char in _DIGITS:
            listed = _DIGITS + _MARKS
        elif char in _FULL_DIGITS:
            listed = _FULL_DIGITS + look_alikes(char)[:8]
        else:
            own = [other for other in look_alikes(char) if char_columns(other) == char_columns(char)]
            listed = "".join(own) + (_DIGITS if char in _MARKS else "")
        font, glyph = self._fonts.find(char, role)
        bounds = self._fonts.roles[font].bounds(glyph) if glyph else b""
        same = (font, glyph, bounds, char)
        return tuple(other for other in dict.fromkeys(listed) if other != char and self._differs(other, role, same))

    def _differs(self, other: str, role: str, same: tuple[str, int, bytes, str]) -> bool:
        found, own = self._fonts.find(other, role)
        font, glyph, bounds, char = same
        if not own or (found, own) == (font, glyph):
            return False
        if found == font and glyph and self._fonts.roles[found].bounds(own) != bounds:
            return True  # to read the outlines themselves takes a hundred times as long
        return self._fonts.roles[found].outline_hash(other) != (
            self._fonts.roles[font].outline_hash(char) if glyph else ""
        )

    def _neighbours(self, char: str) -> list[str]:
        """外字 that the agency's font has near by: those drawn one after another are often variants."""
        if self._gaiji is None:
            font = self._fonts.roles.get("gaiji")
            self._gaiji = [chr(code) for code in font.codes() if is_gaiji(chr(code))] if font else []
        codes = self._gaiji
        if char not in codes:
            return []
        at = codes.index(char)
        return codes[max(0, at - _LISTED // 2) : at] + codes[at + 1 : at + 1 + _LISTED // 2]
