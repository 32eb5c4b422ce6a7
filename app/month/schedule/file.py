"""Reading ``resources/schedule.toml``; a wrong table is refused as a whole, with the place of the fault."""

import re
from collections.abc import Mapping
from dataclasses import fields
from datetime import date, time
from pathlib import Path
from typing import Any, cast, get_args

from app.bounded import read_regular, why
from app.errors import KenpanError
from app.month.schedule.business_days import BusinessDays, Closing, MonthDay
from app.month.schedule.dates import BASE_NAMES, DueRule, Edge, Gate, PlannedMonth, Schedule, When
from app.records.units import Count, Unit
from app.resources import resource
from app.toml_text import MOST_BYTES, parse_toml

_FORMAT = "kenpan-schedule-1"
_TABLES = {"format", "closing", "extra", "announced", "planned", "month", "due"}
_NUMBERS = ("business_days", "days", "months", "day", "nth_business_day")
_CLOCKS = {"from": "opens", "time": "closes"}
_WORDS: Mapping[str, tuple[str, ...]] = {
    "gate": get_args(Gate),
    "base": tuple(BASE_NAMES),
    "edge": get_args(Edge),
    "when": get_args(When),
    "status": ("specified", "inferred"),
}
_PERIOD = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
_MONTH_DAY = re.compile(r"(\d\d)-(\d\d)")
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")


class _WrongError(ValueError):
    """What is wrong and where; Japanese."""


def read_schedule(path: Path | None = None) -> Schedule:
    """The schedule of a file, or the product's; ``KenpanError`` ``schedule.invalid`` names the place of a fault."""
    path = path or resource("schedule.toml")
    try:
        return _schedule(parse_toml(read_regular(path, MOST_BYTES)))
    except _WrongError as error:
        raise _invalid(path, str(error)) from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise _invalid(path, f"ファイルを読めません。{why(error)}") from error


def _invalid(path: Path, reason: str) -> KenpanError:
    return KenpanError(
        "schedule.invalid",
        f"日程の表を読めません。{reason}",
        "resources/schedule.toml を直すか、元に戻してください。",
        file=path.name,
    )


def _schedule(table: Mapping[str, Any]) -> Schedule:
    if table.get("format") != _FORMAT:
        raise _WrongError("形式が違います。")
    if unknown := table.keys() - _TABLES:
        raise _WrongError(f"知らない名前があります（{'、'.join(sorted(unknown))}）。")
    planned = table["planned"]
    if planned["unit"] not in get_args(Unit):
        raise _WrongError("planned の unit は件・枚・通のどれかです。")
    months = [_month(row, planned["unit"]) for row in table["month"]]
    rules = tuple(_rule(row) for row in table["due"])
    for what, names in (("月", [one.period for one in months]), ("期限", [one.id for one in rules])):
        if len(set(names)) != len(names):
            raise _WrongError(f"同じ{what}が二度あります。")
    for duty in {rule.duty for rule in rules}:
        if len({rule.gate for rule in rules if rule.duty == duty}) > 1:
            raise _WrongError(f"{duty} の工程（gate）が行によって違います。")
    days = BusinessDays(
        tuple(_closing(row) for row in table.get("closing", ())),
        {_day(row, "day"): _text(row, "reason") for row in table.get("extra", ())},
        int(table["announced"]["until"]),
    )
    return Schedule(days, {one.period: one for one in months}, rules, _text(planned, "source"))


def _month(row: Mapping[str, Any], unit: Unit) -> PlannedMonth:
    period = _text(row, "period")
    if _PERIOD.fullmatch(period) is None or row.keys() - {"period", "planned", "handover", "delivery"}:
        raise _WrongError(f"月「{period}」の行は、period（2026-12 の形）・planned・handover・delivery で書きます。")
    handover, delivery = (_day(row, name) if name in row else None for name in ("handover", "delivery"))
    if (handover is None) != (delivery is None) or (handover and delivery and handover > delivery):
        raise _WrongError(f"{period} の引渡し日と納品日の組が正しくありません。")
    if not isinstance(row["planned"], int) or row["planned"] < 0:
        raise _WrongError(f"{period} の予定件数が数ではありません。")
    return PlannedMonth(period, Count(row["planned"], unit), handover, delivery)


def _rule(row: Mapping[str, Any]) -> DueRule:
    name = _text(row, "id")
    known = {one.name for one in fields(DueRule)} - set(_CLOCKS.values()) | _CLOCKS.keys()
    if unknown := row.keys() - known:
        raise _WrongError(f"期限 {name} に知らない名前があります（{'、'.join(sorted(unknown))}）。")
    for word, allowed in _WORDS.items():
        if word in row and row[word] not in allowed:
            raise _WrongError(f"期限 {name} の {word} は {'・'.join(allowed)} のどれかです。")
    numbers = {one: row[one] for one in _NUMBERS if one in row}
    if not all(isinstance(one, int) and not isinstance(one, bool) and abs(one) <= 400 for one in numbers.values()):
        raise _WrongError(f"期限 {name} の日数が数ではありません。")
    # One way to reckon the day, no more and no less.
    if len(numbers.keys() & {"business_days", "days", "day", "nth_business_day"}) != 1:
        raise _WrongError(f"期限 {name} に日の数え方がないか、二つ以上あります。")
    if not 1 <= numbers.get("day", 1) <= 28 or numbers.get("nth_business_day", 1) < 1:
        raise _WrongError(f"期限 {name} の日が範囲の外です。")
    made: dict[str, Any] = {one: _text(row, one) for one in ("id", "duty", "label", "source", "gate", "base")}
    made |= {one: row[one] for one in _WORDS if one in row} | numbers
    made |= {own: _clock(name, row[said]) for said, own in _CLOCKS.items() if said in row}
    lines = row["lines"]
    if not isinstance(lines, list) or not lines or not all(type(one) is int and one > 0 for one in lines):
        raise _WrongError(f"期限 {name} の lines は、もとの文の行の番号です。")
    return DueRule(**made, lines=tuple(lines), note=_text(row, "note") if "note" in row else "")


def _clock(name: str, text: Any) -> time:
    match = _CLOCK.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise _WrongError(f"期限 {name} の時刻は 12:00 の形で書きます。")
    return time(int(match[1]), int(match[2]))


def _closing(row: Mapping[str, Any]) -> Closing:
    return Closing(_month_day(row["from"]), _month_day(row["to"]), _text(row, "reason"))


def _month_day(text: Any) -> MonthDay:
    match = _MONTH_DAY.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise _WrongError("休業日は 12-29 の形で書きます。")
    found = date(2000, int(match[1]), int(match[2]))
    return found.month, found.day


def _day(row: Mapping[str, Any], name: str) -> date:
    # A date with a time is a date, too, and none that is meant.
    if type(row[name]) is not date:
        raise _WrongError(f"「{name}」は日付で書きます。")
    return cast(date, row[name])


def _text(row: Mapping[str, Any], name: str) -> str:
    if not isinstance(row[name], str) or not row[name].strip():
        raise _WrongError(f"「{name}」が空です。")
    return cast(str, row[name])
