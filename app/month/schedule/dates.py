"""The month's dates: 引渡し日, 納品日 and every due that follows from them (``resources/schedule.toml``).

Times are those of Japan. The source contradicts itself here and there: such dues are rows of one duty, all shown, the
strictest first.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Literal

from app.errors import KenpanError
from app.japan_time import JST
from app.month.schedule.business_days import WEEKDAYS, BusinessDays
from app.records.units import Count

Gate = Literal["reception", "check", "release", "compare", "dummies", "lists", "logs", "counts", "reports", "return"]
Base = Literal["handover", "delivery", "month_start", "month_end", "next_handover", "claim"]
Edge = Literal["until", "after", "about"]
When = Literal["always", "first_or_change", "later", "defect"]
Status = Literal["specified", "inferred"]

BASE_NAMES: Mapping[Base, str] = {
    "handover": "引渡し日",
    "delivery": "納品日",
    "month_start": "納品日の月のはじめ",
    "month_end": "納品日の月の月末",
    "next_handover": "翌月の引渡し日",
    "claim": "機構の指摘日",
}
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PlannedMonth:
    """A row of the plan (N l. 393–436): 委託予定件数, and the days where they are known. ``period`` is ``2026-12``."""

    period: str
    planned: Count
    handover: date | None = None
    delivery: date | None = None


@dataclass(frozen=True, slots=True)
class DueRule:
    """One sentence of the source that sets a due; ``source`` names the document, ``lines`` are those of N.

    The day is ``base`` and ``business_days`` or ``days`` on, or day ``day`` of ``months`` months on, or the
    ``nth_business_day`` of the base's month. ``opens`` and ``closes`` are clock times of that day; without ``closes``
    the whole day counts. ``edge``: a deadline, not before, or what is expected of the agency. ``status``: whether the
    source says so, or it was ``inferred`` as ``note`` explains.
    """

    id: str
    duty: str
    label: str
    gate: Gate
    base: Base
    source: str
    lines: tuple[int, ...]
    business_days: int | None = None
    days: int | None = None
    months: int | None = None
    day: int | None = None
    nth_business_day: int | None = None
    opens: time | None = None
    closes: time | None = None
    edge: Edge = "until"
    when: When = "always"
    status: Status = "specified"
    note: str = ""


@dataclass(frozen=True, slots=True)
class MonthDates:
    """What the dues of a month are reckoned from. ``claim`` is the day on which the agency objected, if it did."""

    handover: date
    delivery: date
    next_handover: date | None = None
    claim: date | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """A due of one month. ``day`` is ``None`` while its base is not known.

    ``work_by`` is the last business day until ``day``: somebody has to do it then. ``doubt``: what is uncertain.
    """

    rule: DueRule
    day: date | None
    work_by: date | None
    doubt: str = ""

    @property
    def ends(self) -> datetime | None:
        """The moment from which it is late, in Japan's time: its clock time, or the midnight that ends the day."""
        if self.day is None:
            return None
        if self.rule.closes is not None:
            return datetime.combine(self.day, self.rule.closes, JST)
        return datetime.combine(self.day + _DAY, time(), JST)

    @property
    def text(self) -> str:
        """When it is due: ``2026-12-17（木）12:00 まで``."""
        if self.day is None:
            return f"{BASE_NAMES[self.rule.base]}が未定です"
        opens = "" if self.rule.opens is None else f"{self.rule.opens:%H:%M}〜"
        closes = "" if self.rule.closes is None else f"{self.rule.closes:%H:%M}"
        return " ".join(part for part in (day_text(self.day), opens + closes, _EDGE_WORDS[self.rule.edge]) if part)

    def is_late(self, now: datetime) -> bool:
        """Whether a deadline has passed; ``now`` has a time zone. What is no deadline is never late."""
        return self.rule.edge == "until" and self.ends is not None and now >= self.ends

    @property
    def sort_key(self) -> tuple[bool, datetime]:
        """The strictest first; what has no day last."""
        return self.ends is None, self.ends or datetime.max.replace(tzinfo=JST)


_EDGE_WORDS: Mapping[Edge, str] = {"until": "まで", "after": "以後", "about": "ごろ"}


@dataclass(frozen=True, slots=True)
class Duty:
    """Everything the source says about one duty; ``dues`` with the strictest first, at least one."""

    id: str
    gate: Gate
    dues: tuple[Due, ...]

    @property
    def strictest(self) -> Due:
        """The due to work to."""
        return self.dues[0]

    @property
    def contradictory(self) -> bool:
        """Whether its deadlines fall on different moments."""
        return len({due.ends for due in self.dues if due.rule.edge == "until"}) > 1


@dataclass(frozen=True, slots=True)
class Schedule:
    """The table: calendar, planned months by period, and rules in the order of the file."""

    days: BusinessDays
    months: Mapping[str, PlannedMonth]
    rules: tuple[DueRule, ...]
    planned_source: str

    def dues(self, dates: MonthDates, *, first_or_change: bool | None = None, defect: bool = False) -> tuple[Due, ...]:
        """Every due of a month, the strictest first, those without a day last.

        ``first_or_change``: whether this is the first month or form or process changed; ``None`` gives both kinds.
        Dues that a faulty medium brings are there only with ``defect``, those after an objection with ``claim``.
        ``KenpanError`` ``calendar.year``, or ``schedule.order`` when the 納品日 is before the 引渡し日.
        """
        check_order(dates)
        unwanted = {None: "", True: "later", False: "first_or_change"}[first_or_change]
        wanted = (rule for rule in self.rules if rule.when != unwanted and (defect or rule.when != "defect"))
        found = (self._due(rule, dates) for rule in wanted)
        return tuple(sorted((due for due in found if due is not None), key=lambda due: due.sort_key))

    def _due(self, rule: DueRule, dates: MonthDates) -> Due | None:
        base = _base(rule.base, dates)
        if base is None:
            return None if rule.base == "claim" else Due(rule, None, None)
        day = self._day(rule, base)
        return Due(rule, day, self.days.last_until(day), self.days.doubt(day))

    def _day(self, rule: DueRule, base: date) -> date:
        if rule.nth_business_day is not None:
            return self.days.shift(base.replace(day=1) - _DAY, rule.nth_business_day)
        if rule.day is not None:
            months = base.year * 12 + base.month - 1 + (rule.months or 0)
            return date(months // 12, months % 12 + 1, rule.day)
        if rule.business_days is not None:
            return self.days.shift(base, rule.business_days)
        return base + timedelta(days=rule.days or 0)


def check_order(dates: MonthDates) -> None:
    """``KenpanError`` ``schedule.order`` for days that cannot be those of one month."""
    if dates.delivery < dates.handover:
        raise KenpanError(
            "schedule.order",
            f"納品日（{day_text(dates.delivery)}）が引渡し日（{day_text(dates.handover)}）より前です。",
            "引渡し日と納品日を確かめてください。",
        )


def _base(base: Base, dates: MonthDates) -> date | None:
    first = dates.delivery.replace(day=1)
    match base:
        case "handover":
            return dates.handover
        case "delivery":
            return dates.delivery
        case "month_start":
            return first
        case "month_end":
            return (first + timedelta(days=31)).replace(day=1) - _DAY
        case "next_handover":
            return dates.next_handover
        case "claim":
            return dates.claim


def duties(dues: Iterable[Due]) -> tuple[Duty, ...]:
    """The dues by duty, each duty's strictest first, duties by their strictest due."""
    ordered = sorted(dues, key=lambda due: due.rule.duty)
    found = [
        Duty(name, rows[0].rule.gate, tuple(sorted(rows, key=lambda due: (due.rule.edge != "until", due.sort_key))))
        for name, group in groupby(ordered, key=lambda due: due.rule.duty)
        for rows in (list(group),)
    ]
    return tuple(sorted(found, key=lambda duty: duty.strictest.sort_key))


def day_text(day: date) -> str:
    """``2026-12-17（木）``."""
    return f"{day.isoformat()}（{WEEKDAYS[day.weekday()]}）"
