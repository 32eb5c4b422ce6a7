"""When each gate of a month has to be closed: from the schedule and the month's own days, never typed."""

from collections.abc import Mapping
from datetime import date
from functools import cache

from app.errors import KenpanError
from app.month.schedule.dates import Due, Duty, MonthDates, duties
from app.month.schedule.file import schedule
from app.signoff.gates import GATES, DueLine
from app.signoff.model import Month


def dates_of(month: Month) -> MonthDates | None:
    """The month's days, and where the plan knows it the next 引渡し日; ``None`` for a month without days."""
    return _dates(month.period, month.handover, month.delivery)


def _dates(period: str, handover: str, delivery: str) -> MonthDates | None:
    if not handover or not delivery:
        return None
    after = schedule().months.get(shifted(period, 1))
    return MonthDates(
        date.fromisoformat(handover), date.fromisoformat(delivery), None if after is None else after.handover
    )


def shifted(period: str, months: int) -> str:
    """The period so many months on: ``2026-12`` and 1 give ``2027-01``."""
    year, month = map(int, period.split("-"))
    whole = year * 12 + month - 1 + months
    return f"{whole // 12:04d}-{whole % 12 + 1:02d}"


def gate_dues(month: Month, first_or_change: bool | None = None) -> Mapping[str, tuple[DueLine, ...]]:
    """What is due at each gate, the strictest first; deadlines of one duty that contradict each other stand together
    and say so. ``first_or_change``: which dues of the dummies hold, ``None`` gives both kinds. Never raises: where days
    cannot be reckoned, each gate says that.
    """
    return _gate_dues(month.period, month.handover, month.delivery, first_or_change)


@cache
def _gate_dues(period: str, handover: str, delivery: str, first: bool | None) -> Mapping[str, tuple[DueLine, ...]]:
    try:
        dates = _dates(period, handover, delivery)
        found = () if dates is None else duties(schedule().dues(dates, first_or_change=first))
    except KenpanError as error:
        return dict.fromkeys(GATES, (DueLine("期限を計算できません", error.what),))
    return {gate: tuple(line for one in found if one.gate == gate for line in due_lines(one)) for gate in GATES}


def deadlines(month: Month, first_or_change: bool | None = None) -> Mapping[str, Due]:
    """The strictest deadline of each gate, for those that have one; none for days that are no month's."""
    return _deadlines(month.period, month.handover, month.delivery, first_or_change)


@cache
def _deadlines(period: str, handover: str, delivery: str, first: bool | None) -> Mapping[str, Due]:
    try:
        dates = _dates(period, handover, delivery)
        dues = () if dates is None else schedule().dues(dates, first_or_change=first)
    except (KenpanError, ValueError):
        return {}
    found: dict[str, Due] = {}
    for due in dues:
        if due.rule.edge == "until" and due.ends is not None:
            found.setdefault(due.rule.gate, due)
    return found


def due_lines(duty: Duty) -> tuple[DueLine, ...]:
    """All that the source says about one duty."""
    return tuple(DueLine(due.text, due.rule.label, duty.contradictory) for due in duty.dues)
