"""Japanese eras: 元年 (N 4(2)) and which dates ever existed (``resources/eras.toml``)."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import MAXYEAR, date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Literal

from app.notice.model import Edit, Source
from app.toml_table import FileKind, Table

_ERAS = FileKind("eras.invalid", "元号表", "resources/eras.toml を元に戻してください。")
GANNEN = "元"
GANNEN_REASON = "元年編集対象項目の値が1のため「元年」と印字（委託要領4(2)）"

ProblemCode = Literal["era", "year", "month", "day", "before_era", "after_era"]


@dataclass(frozen=True, slots=True)
class Era:
    """An era from its first to its last day (Gregorian, inclusive); ``last`` is ``None`` for the current one."""

    name: str
    first: date
    last: date | None = None


@dataclass(frozen=True, slots=True)
class EraProblem:
    """Why a date never existed: a stable code and a short Japanese sentence without text from the media."""

    code: ProblemCode
    message: str


def read_eras(path: Path) -> tuple[Era, ...]:
    """The table of eras, oldest first; ``KenpanError`` ``eras.invalid``, also when they are not in order."""
    return _eras(Table.of_file(_ERAS, path))


def _eras(top: Table) -> tuple[Era, ...]:
    rows = top.children("eras")
    found = tuple(Era(row.words("name"), row.day("first"), _last(row)) for row in rows)
    top.done()
    for row, (earlier, later) in zip(rows, pairwise(found), strict=False):
        if earlier.last is None or not earlier.first < earlier.last <= later.first:
            raise row.error(f"{earlier.name}が{later.name}の始まりまでに終わっていません。", "last")
    return found


def _last(row: Table) -> date | None:
    return row.day("last") if row.has("last") else None


@cache
def eras() -> tuple[Era, ...]:
    """The product's own table, oldest first."""
    return _eras(Table.of_resource(_ERAS, "eras.toml"))


def print_year(raw_value: str) -> tuple[str, bool]:
    """How a ``Z9`` year is printed, and whether 元年 editing applied: `` 1`` is ``元``, all else as it stands.

    元 is one double-byte character and fills the two columns of the year.
    """
    return (GANNEN, True) if raw_value.strip(" ") == "1" else (raw_value, False)


def gannen_edit(source: Source) -> Edit:
    """The edit that prints year 1 of this field as 元 (N 4(2))."""
    return Edit("gannen", source, before="1", after=GANNEN, reason=GANNEN_REASON)


def era_date(era: str, year: int, month: int, day: int | None = None) -> date | EraProblem:
    """The Gregorian day, or why it never existed. Without ``day``: the first of the month.

    A month exists in an era when at least one of its days does, so both 昭和64年1月 and 平成1年1月 are
    1 January 1989.
    """
    known = next((entry for entry in eras() if entry.name == era), None)
    if known is None:
        return EraProblem("era", "元号表にない元号です。")
    western = known.first.year + year - 1
    if year < 1 or western > MAXYEAR:
        return EraProblem("year", f"{known.name}{year}年という年はありません。")
    if not 1 <= month <= 12:
        return EraProblem("month", f"{month}月という月はありません。")
    last_of_month = monthrange(western, month)[1]
    if day is not None and not 1 <= day <= last_of_month:
        return EraProblem("day", f"{known.name}{year}年{month}月に{day}日はありません。")
    first_day, last_day = (1, last_of_month) if day is None else (day, day)
    written = f"{known.name}{year}年{month}月" + ("" if day is None else f"{day}日")
    if date(western, month, last_day) < known.first:
        return EraProblem("before_era", f"{written}は存在しません。{known.name}は{_spoken(known.first)}からです。")
    if known.last is not None and date(western, month, first_day) > known.last:
        return EraProblem("after_era", f"{written}は存在しません。{known.name}は{_spoken(known.last)}までです。")
    return date(western, month, first_day)


def _spoken(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
