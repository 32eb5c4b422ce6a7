"""Business days (営業日): Monday to Friday without national holidays and the agency's closing days.

The source does not define 営業日 (inferred). National holidays, 振替休日 and 国民の休日 come from `holidays`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

from app.errors import KenpanError

SATURDAY = 5
WEEKDAYS = "月火水木金土日"
_DAY = timedelta(days=1)

MonthDay = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Closing:
    """Days of every year that are no business days, ``first`` to ``last`` (month, day), perhaps over New Year."""

    first: MonthDay
    last: MonthDay
    reason: str

    def holds(self, day: date) -> bool:
        """Whether the day is one of them."""
        own = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= own <= self.last
        return own >= self.first or own <= self.last


@dataclass(frozen=True, slots=True)
class BusinessDays:
    """The calendar. ``extra`` are further single days off; holidays of the years after ``announced`` are reckoned."""

    closings: tuple[Closing, ...] = ()
    extra: Mapping[date, str] = field(default_factory=dict)
    announced: int = 0

    def closed(self, day: date) -> str:
        """Why this is no business day (``土曜日``, ``振替休日``), ``""`` for one; ``KenpanError`` ``calendar.year``."""
        if day in self.extra:
            return self.extra[day]
        # A holiday goes before the day of the week: 元日 stays 元日 on a Sunday.
        if name := holidays_of(day.year).get(day, ""):
            return name
        if closing := next((one for one in self.closings if one.holds(day)), None):
            return closing.reason
        return f"{WEEKDAYS[day.weekday()]}曜日" if day.weekday() >= SATURDAY else ""

    def is_business_day(self, day: date) -> bool:
        """Whether work is done on this day."""
        return not self.closed(day)

    def shift(self, day: date, count: int) -> date:
        """``count`` business days after a day, before it for a negative count; for 0 the day itself.

        The day itself does not count, so it need not be a business day: one after a Saturday is Monday.
        """
        step = _DAY if count > 0 else -_DAY
        for _ in range(abs(count)):
            day += step
            while not self.is_business_day(day):
                day += step
        return day

    def last_until(self, day: date) -> date:
        """The day itself, or the last business day before it."""
        while not self.is_business_day(day):
            day -= _DAY
        return day

    def between(self, first: date, last: date) -> int:
        """How many business days after ``first`` the day ``last`` is: those in ``first < day <= last``."""
        days = (first + timedelta(days=one) for one in range(1, (last - first).days + 1))
        return sum(self.is_business_day(day) for day in days)

    def doubt(self, day: date) -> str:
        """What to say of a day whose year's holidays were not announced when this version was made, else ``""``."""
        if day.year <= self.announced:
            return ""
        return f"{day.year}年の春分の日・秋分の日は計算による予測です。公表された暦と照らし合わせてください。"


@cache
def holidays_of(year: int) -> Mapping[date, str]:
    """The national holidays of a year with their names; ``KenpanError`` ``calendar.year`` where nobody knows them."""
    # Hundreds of modules, not needed to start the program.
    from holidays.countries.japan import Japan

    if not Japan.start_year <= year <= Japan.end_year:
        raise KenpanError(
            "calendar.year",
            f"{year}年の祝日は分かりません（{Japan.start_year}〜{Japan.end_year}年に限ります）。",
            "日付の年を確かめてください。",
        )
    return dict(Japan(years=year, expand=False, language="ja"))
