"""Reading ``resources/schedule.toml``; a wrong table is refused as a whole, with the place of the fault."""

import re
from datetime import date, time
from functools import cache
from pathlib import Path
from typing import cast, get_args

from app.month.schedule.business_days import BusinessDays, Closing, MonthDay
from app.month.schedule.dates import BASE_NAMES, Base, DueRule, Edge, Gate, PlannedMonth, Schedule, Status, When
from app.records.units import Count, Unit
from app.resources import resource
from app.toml_table import FileKind, Table

_SCHEDULE = FileKind("schedule.invalid", "日程の表", "resources/schedule.toml を直すか、元に戻してください。")
_FORMAT = "kenpan-schedule-1"
_MOST_PLANNED, _MOST_DAYS = 10_000_000, 400
_WAYS = ("business_days", "days", "day", "nth_business_day")
_PERIOD = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
_MONTH_DAY = re.compile(r"(\d\d)-(\d\d)")
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")


@cache
def schedule() -> Schedule:
    """The product's own schedule; ``KenpanError`` ``schedule.invalid``."""
    return read_schedule()


def read_schedule(path: Path | None = None) -> Schedule:
    """The schedule of a file, or the product's; ``KenpanError`` ``schedule.invalid`` names the place of a fault."""
    top = Table.of_file(_SCHEDULE, path or resource("schedule.toml"))
    top.choice("format", (_FORMAT,))
    planned = top.child("planned")
    unit = cast(Unit, planned.choice("unit", get_args(Unit)))
    months = [_month(row, unit) for row in top.children("month")]
    rules = tuple(_rule(row) for row in top.children("due"))
    days = BusinessDays(
        tuple(
            Closing(_month_day(row, "from"), _month_day(row, "to"), row.words("reason"))
            for row in top.children("closing")
        ),
        {row.day("day"): row.words("reason") for row in top.children("extra")},
        top.child("announced").whole("until", 2000, 9999),
    )
    made = Schedule(days, {one.period: one for one in months}, rules, planned.words("source"))
    top.done()
    for key, names in (("month", [one.period for one in months]), ("due", [one.id for one in rules])):
        if len(set(names)) != len(names):
            raise top.error(f"「{key}」に同じ行が二度あります。", key)
    for duty in {rule.duty for rule in rules}:
        if len({rule.gate for rule in rules if rule.duty == duty}) > 1:
            raise top.error(f"{duty} の工程（gate）が行によって違います。", "due")
    return made


def _month(row: Table, unit: Unit) -> PlannedMonth:
    period = row.match("period", _PERIOD, "2026-12")[0]
    handover, delivery = (row.day(name) if row.has(name) else None for name in ("handover", "delivery"))
    if (handover is None) != (delivery is None) or (handover and delivery and handover > delivery):
        raise row.error(f"{period} の引渡し日と納品日の組が正しくありません。", "delivery")
    return PlannedMonth(period, Count(row.whole("planned", 0, _MOST_PLANNED), unit), handover, delivery)


def _rule(row: Table) -> DueRule:
    # One way to reckon the day, no more and no less.
    if sum(map(row.has, _WAYS)) != 1:
        raise row.error("日の数え方がないか、二つ以上あります。")
    return DueRule(
        id=row.words("id"),
        duty=row.words("duty"),
        label=row.words("label"),
        gate=cast(Gate, row.choice("gate", get_args(Gate))),
        base=cast(Base, row.choice("base", tuple(BASE_NAMES))),
        source=row.words("source"),
        lines=row.wholes("lines", 1, 1_000_000),
        business_days=_whole(row, "business_days", -_MOST_DAYS, _MOST_DAYS),
        days=_whole(row, "days", -_MOST_DAYS, _MOST_DAYS),
        months=_whole(row, "months", -_MOST_DAYS, _MOST_DAYS),
        day=_whole(row, "day", 1, 28),
        nth_business_day=_whole(row, "nth_business_day", 1, _MOST_DAYS),
        opens=_clock(row, "from"),
        closes=_clock(row, "time"),
        edge=cast(Edge, row.choice("edge", get_args(Edge), "until")),
        when=cast(When, row.choice("when", get_args(When), "always")),
        status=cast(Status, row.choice("status", get_args(Status), "specified")),
        note=row.words("note") if row.has("note") else "",
    )


def _whole(row: Table, key: str, least: int, most: int) -> int | None:
    return row.whole(key, least, most) if row.has(key) else None


def _clock(row: Table, key: str) -> time | None:
    if not row.has(key):
        return None
    match = row.match(key, _CLOCK, "12:00")
    return time(int(match[1]), int(match[2]))


def _month_day(row: Table, key: str) -> MonthDay:
    match = row.match(key, _MONTH_DAY, "12-29")
    try:
        found = date(2000, int(match[1]), int(match[2]))
    except ValueError as error:
        raise row.error(f"「{key}」という日はありません。", key) from error
    return found.month, found.day
