"""What the logs of the machines look like, as data: their columns by header or place, their words (N 委託要領7)."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from app.lists.headers import plain_header
from app.resources import resource
from app.toml_table import FileKind, Table

STAGES = ("print", "insert", "thickness", "weight", "post")
"""The stages in their order; a row's stage is its place in here."""
PRINT, INSERT, THICKNESS, WEIGHT, POST = range(5)
REPRINT = "reprint"
KEYS = ("code", "time", "date", "machine", "operator", "outcome", "error", "reason", "stage", "mode", "roll")
_COMMON = "common.toml"
_KIND = FileKind("logs.spec", "作業ログの表", "resources/lists/logs を元に戻してください。")
_WIDEST = 4000


class Place(NamedTuple):
    """Where a column of fixed width stands in a line, in bytes."""

    begin: int
    length: int


@dataclass(frozen=True, slots=True)
class LogSpec:
    """One kind of log. ``spoiled``: each of its lines is of a spoiled piece; ``remake``: of a piece that was printed
    again. ``names``: words in the name of its file, ``telling``: headers that no other log has. With a ``width``, its
    lines have no headers and so many bytes, the columns at their ``places``.
    """

    name: str
    title: str
    stage: int
    spoiled: bool
    remake: bool
    names: tuple[str, ...]
    telling: frozenset[str]
    headers: Mapping[str, tuple[str, ...]]
    width: int
    places: Mapping[str, Place]


@dataclass(frozen=True, slots=True)
class LogWords:
    """What the words in a log mean, as :func:`plain_word` leaves them; ``stages``: word → stage and whether it is a
    re-print.
    """

    stand_in: str
    passed: frozenset[str]
    spoiled: tuple[str, ...]
    none: frozenset[str]
    by_hand: frozenset[str]
    unread: frozenset[str]
    stages: Mapping[str, tuple[int, bool]]
    labels: Mapping[str, str]

    def outcome(self, word: str) -> bool | None:
        """Whether a piece with this result passed; ``None`` for a word that nobody knows."""
        plain = plain_word(word)
        if plain in self.passed:
            return True
        return False if any(plain.startswith(one) for one in self.spoiled) else None


def plain_word(text: str) -> str:
    """A word for comparison: half-width, upper case, without blanks around it."""
    return unicodedata.normalize("NFKC", text).strip().upper()


@cache
def log_specs() -> tuple[LogSpec, ...]:
    """Every kind of log in ``resources/lists/logs``; ``KenpanError`` ``logs.spec`` if one cannot be used."""
    common = {row.words("key"): _headers(row) for row in _common().children("column")}
    names = sorted(one.name for one in resource("lists", "logs").glob("*.toml") if one.name != _COMMON)
    return tuple(_spec(name, common) for name in names)


@cache
def log_words() -> LogWords:
    """The words that all logs have in common; ``KenpanError`` as :func:`log_specs`."""
    top = _common()
    stages = top.child("stage")
    known: dict[str, tuple[int, bool]] = {}
    for name in (*STAGES, REPRINT):
        for word in stages.texts(name):
            known[plain_word(word)] = _stage(name)
    stages.done()
    labels = {}
    for row in top.children("column"):
        labels[row.choice("key", KEYS)] = row.words("label")
        _headers(row)
        row.done()
    words = {
        name: tuple(map(plain_word, top.texts(name))) for name in ("passed", "spoiled", "none", "by_hand", "unread")
    }
    made = LogWords(
        top.words("stand_in"),
        frozenset(words["passed"]),
        words["spoiled"],
        frozenset(words["none"]),
        frozenset(words["by_hand"]),
        frozenset(words["unread"]),
        known,
        labels,
    )
    top.done()
    return made


def _common() -> Table:
    top = Table.of_resource(_KIND, "lists", "logs", _COMMON)
    top.choice("format", ("kenpan-log-words-1",))
    return top


def _headers(row: Table) -> tuple[str, ...]:
    return tuple(plain_header(header) for header in row.texts("headers"))


def _stage(name: str) -> tuple[int, bool]:
    return (PRINT, True) if name == REPRINT else (STAGES.index(name), False)


def _spec(name: str, common: Mapping[str, tuple[str, ...]]) -> LogSpec:
    top = Table.of_resource(_KIND, "lists", "logs", name)
    top.choice("format", ("kenpan-log-1",))
    stage, remake = _stage(top.choice("stage", (*STAGES, REPRINT)))
    width = top.whole("width", 1, _WIDEST, 0) if top.has("width") else 0
    headers, places = dict(common), dict[str, Place]()
    for row in top.children("column"):
        key = row.choice("key", KEYS)
        if width:
            places[key] = Place(row.whole("from", 0, width - 1), row.whole("length", 1, width))
        else:
            headers[key] = (*_headers(row), *common[key])
        row.done()
    made = LogSpec(
        name.removesuffix(".toml"),
        top.words("title"),
        stage,
        top.flag("spoiled"),
        remake,
        tuple(map(plain_word, top.texts("names"))),
        frozenset(plain_header(one) for one in top.texts("telling")) if top.has("telling") else frozenset(),
        {} if width else headers,
        width,
        places,
    )
    top.done()
    if width and "code" not in places:
        raise top.error("固定長のログに、現品のコードの列がありません。", "column")
    return made
