"""How the dates of one notice go together (``resources/notice_dates.toml``)."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import NamedTuple

from app.toml_table import FileKind, Table

_DATES = FileKind("dates.invalid", "通知書の日付の表", "resources/notice_dates.toml を元に戻してください。")
_MOST = 1200
CHARGED, DUE, RECEIVED_FOR, RECEIVED_ON, ISSUED = range(5)
_KEYS = ("charged", "due", "received_for", "received_on", "issued")


class Pair(NamedTuple):
    """``earlier`` must not be later than ``later`` (``strict``: must be before it), nor further away than ``months``.

    ``blamed`` is pointed at when nothing else tells which of the two is wrong.
    """

    earlier: int
    later: int
    strict: bool
    months: int
    blamed: int


@dataclass(frozen=True, slots=True)
class DateBounds:
    """The whole table; months of calendar."""

    pairs: tuple[Pair, ...]
    months_after_usual: int
    months_from_created: int


class Misfit(NamedTuple):
    """A pair that does not go together: ``blamed`` is what is wrong, ``apart`` calendar months when they are too many,
    0 when the order is wrong."""

    pair: Pair
    blamed: int
    apart: int


@cache
def date_bounds() -> DateBounds:
    """The product's own table."""
    top = Table.of_resource(_DATES, "notice_dates.toml")
    pairs = tuple(_pair(row) for row in top.children("pairs"))
    file = top.child("file")
    bounds = DateBounds(pairs, file.whole("months_after_usual", 0, _MOST), file.whole("months_from_created", 0, _MOST))
    top.done()
    return bounds


def _pair(row: Table) -> Pair:
    return Pair(
        earlier=_KEYS.index(row.choice("earlier", _KEYS)),
        later=_KEYS.index(row.choice("later", _KEYS)),
        strict=row.flag("strict"),
        months=row.whole("months", 0, _MOST),
        blamed=_KEYS.index(row.choice("blamed", _KEYS)),
    )


def months(day: date) -> int:
    """Calendar months since year 0."""
    return day.year * 12 + day.month


def misfit(days: Sequence[date | None]) -> Misfit | None:
    """What is wrong with the five dates of a notice (``None`` where one is blank), told once.

    One wrong date goes together with none of its partners: the date in most wrong pairs is blamed.
    """
    found = list(_misfits(days))
    if not found:
        return None
    often = Counter(at for one in found for at in (one.pair.earlier, one.pair.later))
    most = max(often.values())
    worst = [at for at, count in often.items() if count == most]
    if most > 1 and len(worst) == 1:
        first = next(one for one in found if worst[0] in (one.pair.earlier, one.pair.later))
        return first._replace(blamed=worst[0])
    return found[0]


def _misfits(days: Sequence[date | None]) -> Iterator[Misfit]:
    for pair in date_bounds().pairs:
        earlier, later = days[pair.earlier], days[pair.later]
        if earlier is None or later is None:
            continue
        apart = months(later) - months(earlier)
        if earlier > later or (pair.strict and earlier == later):
            yield Misfit(pair, pair.blamed, 0)
        elif apart > pair.months:
            yield Misfit(pair, pair.blamed, apart)
