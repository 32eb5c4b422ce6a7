"""Tables of TOML files that people write: read by name, every complaint in Japanese with file, table and key.

A reader asks a :class:`Table` for each entry by name and kind, and says :meth:`Table.done` at the end: what nobody
asked for is refused, as a misspelt entry would silently never apply.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from re import Match, Pattern
from typing import Any, NamedTuple, Self

from app.bounded import TooLargeError, read_regular, why
from app.errors import KenpanError
from app.resources import resource_bytes
from app.toml_text import MOST_BYTES, TomlError, parse_toml

_MOST_IN_A_LIST = 200
_FOR_PEOPLE = frozenset(("source", "status"))
"""Where an entry comes from, and how sure it is: may stand in any table."""


class FileKind(NamedTuple):
    """A kind of file: the code of its errors, what it is called (Japanese), what to do with a wrong one.

    ``unread``: the code where it cannot be read at all, if that is another.
    """

    code: str
    called: str
    next_step: str
    unread: str = ""

    def wrong(self, file: str, what: str, place: str = "") -> KenpanError:
        """The one error of such a file: it cannot be used."""
        return KenpanError(self.code, what, self.next_step, file=file, place=place)


@dataclass(repr=False)
class Table:
    """One table of a file. ``place``: its name, its parents' before it, or its id in a list.

    ``sha256``: of exactly the bytes that were read, where this is a whole file. It has no text form: it may hold a key.
    """

    kind: FileKind
    file: str
    place: str
    values: Mapping[str, Any]
    sha256: str = ""
    _taken: set[str] = field(default_factory=set)
    _inside: list[Self] = field(default_factory=list)

    @classmethod
    def of_file(cls, kind: FileKind, path: Path) -> Self:
        """A whole file as one table; ``KenpanError`` with the code of its kind if it cannot be read."""
        try:
            raw = read_regular(path, MOST_BYTES)
        except OSError as error:
            # What is too large was read, and is none.
            code = kind.code if isinstance(error, TooLargeError) else kind.unread or kind.code
            raise kind._replace(code=code).wrong(path.name, f"{kind.called}を読めません。{why(error)}") from error
        return cls.of_bytes(kind, path.name, raw)

    @classmethod
    def of_resource(cls, kind: FileKind, *names: str) -> Self:
        """The same of a file in ``resources``."""
        return cls.of_bytes(kind, names[-1], resource_bytes(*names))

    @classmethod
    def of_bytes(cls, kind: FileKind, name: str, raw: bytes) -> Self:
        """These bytes as one table; ``KenpanError`` with the code of its kind if they are none."""
        try:
            values = cls.parse(raw)
        except TomlError as error:
            place = f"{error.line} 行目" if error.line else ""
            raise kind.wrong(name, f"{kind.called}の書き方が TOML ではありません。", place) from error
        return cls(kind, name, "", values, hashlib.sha256(raw).hexdigest())

    @staticmethod
    def parse(raw: bytes) -> Mapping[str, Any]:
        """What these bytes say; ``TomlError``. Nothing of it is kept: it may be a key."""
        return parse_toml(raw)

    def raw(self, key: str, default: Any = None) -> Any:
        """The value as TOML gives it; without a default the key is required."""
        self._taken.add(key)
        value = self.values.get(key, default)
        if value is None:
            raise self.error(f"「{key}」がありません。", key)
        return value

    def has(self, key: str) -> bool:
        """Whether the key is given."""
        return key in self.values

    def text(self, key: str, default: str | None = None, most: int | None = None) -> str:
        """A string, of ``most`` characters."""
        value = self.raw(key, default)
        if not isinstance(value, str):
            raise self.error(f"「{key}」は文字列で書いてください。", key)
        if most is not None and len(value) > most:
            raise self.error(f"「{key}」は {most} 文字までです。", key)
        return value

    def words(self, key: str) -> str:
        """A string that is not blank."""
        value = self.text(key)
        if not value.strip():
            raise self.error(f"「{key}」が空です。", key)
        return value

    def choice(self, key: str, allowed: Sequence[str], default: str | None = None) -> str:
        """A string out of ``allowed``."""
        value = self.text(key, default)
        if value not in allowed:
            raise self.error(f"「{key}」に使えるのは {'・'.join(allowed)} です。", key)
        return value

    def match(self, key: str, pattern: Pattern[str], like: str, default: str | None = None) -> Match[str]:
        """A string that is wholly of this pattern; ``like``: an example to name."""
        found = pattern.fullmatch(self.text(key, default))
        if found is None:
            raise self.error(f"「{key}」は {like} の形で書いてください。", key)
        return found

    def number(self, key: str, least: float, most: float, default: float | None = None) -> float:
        """A number, both ends allowed; never ``nan`` or a truth value."""
        value = self.raw(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
            raise self.error(f"「{key}」は {least:,g} 以上 {most:,g} 以下の数で書いてください。", key)
        return float(value)

    def whole(self, key: str, least: int, most: int, default: int | None = None) -> int:
        """A whole number, both ends allowed."""
        value = self.raw(key, default)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise self.error(f"「{key}」は {least:,} 以上 {most:,} 以下の整数で書いてください。", key)
        return value

    def flag(self, key: str, default: bool | None = False) -> bool:
        """True or false; false if not given and no other default."""
        value = self.raw(key, default)
        if not isinstance(value, bool):
            raise self.error(f"「{key}」は true か false で書いてください。", key)
        return value

    def day(self, key: str) -> date:
        """A date; one with a time is none that is meant."""
        value = self.raw(key)
        if type(value) is not date:
            raise self.error(f"「{key}」は日付で書いてください。", key)
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of strings, empty if not given."""
        values = self.raw(key, [])
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            raise self.error(f"「{key}」は文字列を並べて書いてください。", key)
        return tuple(values)

    def wholes(self, key: str, least: int, most: int) -> tuple[int, ...]:
        """A list of whole numbers, at least one."""
        return tuple(one.whole(key, least, most) for one in self._each(key))

    def child(self, key: str) -> Self:
        """A table inside this one."""
        value = self.raw(key)
        if not isinstance(value, dict):
            raise self.error(f"「{key}」は表で書いてください。", key)
        return self._of(self._at(key), value)

    def child_or_empty(self, key: str) -> Self:
        """The same; a table without entries if it is not given."""
        return self.child(key) if self.has(key) else self._of(self._at(key), {})

    def children(self, key: str) -> tuple[Self, ...]:
        """The tables of a list inside this one, none if it is not given."""
        values = self.raw(key, [])
        if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
            raise self.error(f"「{key}」は表を並べて書いてください。", key)
        return tuple(self._of(str(value.get("id") or f"{key} {at}"), value) for at, value in enumerate(values, 1))

    def error(self, what: str, key: str = "") -> KenpanError:
        """What is wrong with this table, or with an entry of it."""
        return self.kind.wrong(self.file, what, self._at(key) if key else self.place)

    def pass_over(self) -> None:
        """What stands in this table applies to nothing here."""
        self._taken.update(self.values)

    def done(self) -> None:
        """Refuse entries that nobody took, of this table and of all that were taken out of it."""
        if unknown := sorted(set(self.values) - self._taken - _FOR_PEOPLE):
            raise self.error(f"「{unknown[0]}」は知らない項目です。", unknown[0])
        for one in self._inside:
            one.done()

    def _at(self, key: str) -> str:
        return f"{self.place}.{key}" if self.place else key

    def _of(self, place: str, values: Mapping[str, Any]) -> Self:
        made = type(self)(self.kind, self.file, place, values)
        self._inside.append(made)
        return made

    def _each(self, key: str, count: int | None = None) -> tuple[Self, ...]:
        """Each value of a list as a table of its own, so that the readers of one value read them all."""
        values = self.raw(key)
        found = values if isinstance(values, list) else []
        if not 0 < len(found) <= _MOST_IN_A_LIST or (count is not None and len(found) != count):
            raise self.error(f"「{key}」は{f' {count} 個の' if count else ''}数を並べて書いてください。", key)
        return tuple(type(self)(self.kind, self.file, self.place, {key: value}) for value in found)
