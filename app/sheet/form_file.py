"""Reading form files: tables of millimetres and points."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Self

from app.errors import KenpanError
from app.sheet.model import Rect
from app.toml_table import FileKind, Table
from app.toml_text import parse_toml

_MOST_MEASURED = 4 << 20
FORM = FileKind("form.invalid", "様式ファイル", "様式ファイルを直してください。")
MOST = 2000.0
"""No length in mm, size in points or count on a form is larger."""
LEAST = 0.001
"""No length or size that must be there at all is smaller; what is not there is 0."""


def invalid(file: str, place: str, what: str) -> KenpanError:
    """The one error of this layer: a form file that cannot be used."""
    return FORM.wrong(file, what, place)


class FormTable(Table):
    """One table of a form file."""

    @staticmethod
    def parse(raw: bytes) -> Mapping[str, Any]:
        """Kept: with each volume that is opened the same few files are read, and nobody changes what they say."""
        return _parsed(raw)

    def size(self, key: str, default: float | None = None) -> float:
        """0, or a number from :data:`LEAST` to :data:`MOST`."""
        value = self.number(key, 0, MOST, default)
        if 0 < value < LEAST:
            raise self.error(f"「{key}」は 0 か、{LEAST:g} 以上の数で書いてください。", key)
        return value

    def sizes(self, key: str, count: int | None = None) -> tuple[float, ...]:
        """A list of such numbers, ``count`` of them if given, at least one otherwise."""
        return tuple(one.size(key) for one in self._each(key, count))

    def rect(self, key: str) -> Rect:
        """``[x0, y0, x1, y1]`` in mm, not empty."""
        rect = Rect(*self.sizes(key, 4))
        if rect.x0 >= rect.x1 or rect.y0 >= rect.y1:
            raise self.error(f"「{key}」は [左, 上, 右, 下] の順に書いてください。", key)
        return rect

    def falling(self, key: str) -> tuple[float, ...]:
        """Sizes, largest first."""
        sizes = self.sizes(key)
        if min(sizes) <= 0 or list(sizes) != sorted(set(sizes), reverse=True):
            raise self.error(f"「{key}」は大きい順に書いてください。", key)
        return sizes


class MeasuredTable(FormTable):
    """One table of a measured form: as large as what a print has on it, its lengths of either sign."""

    @classmethod
    def of(cls, name: str, raw: bytes) -> Self:
        """A whole file as one table; ``form.invalid`` if these bytes are none."""
        return cls.of_bytes(FORM, name, raw)

    @staticmethod
    def parse(raw: bytes) -> Mapping[str, Any]:
        """What the bytes say."""
        return parse_toml(raw, _MOST_MEASURED)

    def length(self, key: str, default: float | None = None) -> float:
        """A place on the paper, or beside it."""
        return self.number(key, -MOST, MOST, default)

    def lengths(self, key: str, count: int | None = None) -> tuple[float, ...]:
        """A list of places, ``count`` of them if given, at least one otherwise."""
        return tuple(one.length(key) for one in self._each(key, count))

    def area(self, key: str) -> Rect:
        """``[x0, y0, x1, y1]`` in mm, which may reach beyond the paper."""
        rect = Rect(*self.lengths(key, 4))
        if rect.x0 > rect.x1 or rect.y0 > rect.y1:
            raise self.error(f"「{key}」は [左, 上, 右, 下] の順に書いてください。", key)
        return rect


@lru_cache(maxsize=32)
def _parsed(raw: bytes) -> Mapping[str, Any]:
    return parse_toml(raw)


def read_form_file(path: Path) -> FormTable:
    """A whole form file as one table; ``form.invalid`` if it cannot be read."""
    return FormTable.of_file(FORM, path)


def tables(tops: Sequence[FormTable], key: str) -> Iterator[FormTable]:
    """The tables of this list in the form file and in all that it includes."""
    for top in tops:
        yield from top.children(key)


def named(tops: Sequence[FormTable], key: str) -> Iterator[tuple[str, FormTable]]:
    """Name and table of every entry of a named table (``[styles.value]``); the form's own come last and win."""
    for top in reversed(tops):
        if top.has(key):
            table = top.child(key)
            for name in table.values:
                yield name, table.child(name)
