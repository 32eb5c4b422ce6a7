"""Reading form files: TOML tables with their file and place, so that every complaint can name both."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from app.bounded import read_regular, why
from app.errors import KenpanError
from app.sheet.model import Rect
from app.toml_text import MOST_BYTES, TomlError, parse_toml

_REPAIR = "様式ファイルを直してください。"
MOST = 2000.0
"""No length in mm, size in points or count on a form is larger."""
LEAST = 0.001
"""No length or size that must be there at all is smaller; what is not there is 0."""
_MOST_IN_A_LIST = 200


def invalid(file: str, place: str, what: str) -> KenpanError:
    """The one error of this layer: a form file that cannot be used."""
    return KenpanError("form.invalid", what, _REPAIR, file=file, place=place)


@dataclass
class Row:
    """One table of a form file. Every key must be taken exactly by somebody: :meth:`done` refuses the rest.

    ``sha256``: of exactly the bytes that were read, where this is a whole file.
    """

    file: str
    place: str
    values: Mapping[str, Any]
    _taken: set[str] = field(default_factory=set)
    sha256: str = ""

    def raw(self, key: str, default: Any = None) -> Any:
        """The value as TOML gives it; without a default the key is required."""
        self._taken.add(key)
        value = self.values.get(key, default)
        if value is None:
            raise self.error(f"「{key}」がありません。")
        return value

    def has(self, key: str) -> bool:
        """Whether the key is given."""
        return key in self.values

    def text(self, key: str, default: str | None = None) -> str:
        """A string."""
        value = self.raw(key, default)
        if not isinstance(value, str):
            raise self.error(f"「{key}」は文字列で書いてください。")
        return value

    def choice(self, key: str, allowed: Sequence[str], default: str | None = None) -> str:
        """A string out of ``allowed``."""
        value = self.text(key, default)
        if value not in allowed:
            raise self.error(f"「{key}」に使えるのは {'・'.join(allowed)} です。")
        return value

    def number(self, key: str, default: float | None = None) -> float:
        """0, or a number from :data:`LEAST` to :data:`MOST`."""
        value = self.raw(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not (value == 0 or LEAST <= value <= MOST):
            raise self.error(f"「{key}」は 0 か、{LEAST:g} 以上 {MOST:,.0f} 以下の数で書いてください。")
        return float(value)

    def flag(self, key: str) -> bool:
        """True or false; false if not given."""
        value = self.raw(key, False)
        if not isinstance(value, bool):
            raise self.error(f"「{key}」は true か false で書いてください。")
        return value

    def numbers(self, key: str, count: int | None = None) -> tuple[float, ...]:
        """A list of such numbers, ``count`` of them if given, at least one otherwise."""
        values = self.raw(key)
        rows = [Row(self.file, self.place, {key: value}) for value in values] if isinstance(values, list) else []
        if not 0 < len(rows) <= _MOST_IN_A_LIST or (count is not None and len(rows) != count):
            raise self.error(f"「{key}」は{f' {count} 個の' if count else ''}数を並べて書いてください。")
        return tuple(row.number(key) for row in rows)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of strings, empty if not given."""
        values = self.raw(key, [])
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            raise self.error(f"「{key}」は文字列を並べて書いてください。")
        return tuple(values)

    def rect(self, key: str) -> Rect:
        """``[x0, y0, x1, y1]`` in mm, not empty."""
        rect = Rect(*self.numbers(key, 4))
        if rect.x0 >= rect.x1 or rect.y0 >= rect.y1:
            raise self.error(f"「{key}」は [左, 上, 右, 下] の順に書いてください。")
        return rect

    def sizes(self, key: str) -> tuple[float, ...]:
        """Point sizes, largest first."""
        sizes = self.numbers(key)
        if min(sizes) <= 0 or list(sizes) != sorted(set(sizes), reverse=True):
            raise self.error(f"「{key}」は大きい順に書いてください。")
        return sizes

    def child(self, key: str) -> "Row":
        """A table inside this one."""
        value = self.raw(key)
        if not isinstance(value, dict):
            raise self.error(f"「{key}」は表で書いてください。")
        return Row(self.file, f"{self.place}・{key}", value)

    def children(self, key: str) -> tuple["Row", ...]:
        """The tables of a list inside this one."""
        values = self.raw(key, [])
        if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
            raise self.error(f"「{key}」は表を並べて書いてください。")
        return tuple(
            Row(self.file, str(value.get("id") or f"{key} {number}"), value) for number, value in enumerate(values, 1)
        )

    def error(self, what: str) -> KenpanError:
        """A ``form.invalid`` that names this table."""
        return invalid(self.file, self.place, what)

    def done(self) -> None:
        """Refuse keys that nobody took: a misspelt key must not be ignored."""
        unknown = sorted(set(self.values) - self._taken)
        if unknown:
            raise self.error(f"「{unknown[0]}」は知らない項目です。")


def read_row(path: Path) -> Row:
    """A whole TOML file as one table; ``form.invalid`` if it cannot be read."""
    try:
        raw = read_regular(path, MOST_BYTES)
    except OSError as error:
        raise invalid(path.name, "", f"様式ファイルを読めません。{why(error)}") from error
    return parse_row(path.name, raw)


def parse_row(name: str, raw: bytes) -> Row:
    """The bytes of a TOML file as one table; ``form.invalid`` if they are none."""
    try:
        values = _table(raw)
    except TomlError as error:
        raise invalid(name, "", "様式ファイルの書き方が TOML ではありません。") from error
    return Row(name, "", values, sha256=hashlib.sha256(raw).hexdigest())


@lru_cache(maxsize=32)
def _table(raw: bytes) -> Mapping[str, Any]:
    """Kept: with each volume that is opened the same few files are read, and nobody changes what they say."""
    return parse_toml(raw)


def rows(tops: Sequence[Row], key: str) -> Iterator[Row]:
    """The tables of this list in the form file and in all that it includes."""
    for top in tops:
        yield from top.children(key)


def named(tops: Sequence[Row], key: str) -> Iterator[tuple[str, Row]]:
    """Name and table of every entry of a named table (``[styles.value]``); the form's own come last and win."""
    for top in reversed(tops):
        if top.has(key):
            table = top.child(key)
            for name in table.values:
                yield name, table.child(name)
