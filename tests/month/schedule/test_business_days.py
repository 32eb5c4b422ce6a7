from datetime import date

import pytest

from app.errors import KenpanError
from app.month.schedule.business_days import BusinessDays, Closing
from app.month.schedule.file import schedule
from tests.rows import each_row

DAYS = schedule().days


@each_row(
    ("day", "why"),
    [
        (date(2026, 5, 6), "振替休日"),  # 憲法記念日 was a Sunday, and the two days after it are holidays
        (date(2024, 2, 12), "振替休日"),
        (date(2026, 9, 22), "国民の休日"),  # between 敬老の日 and 秋分の日
        (date(2015, 9, 22), "国民の休日"),
        (date(2019, 4, 30), "国民の休日"),
        (date(2019, 10, 22), "即位礼正殿の儀が行われる日"),
        (date(2021, 7, 23), "スポーツの日"),
        (date(2026, 7, 20), "海の日"),
        (date(2023, 1, 1), "元日"),
        (date(2026, 12, 29), "年末年始"),
        (date(2027, 1, 1), "元日"),
        (date(2025, 1, 3), "年末年始"),
        (date(2026, 12, 12), "土曜日"),
        (date(2026, 12, 13), "日曜日"),
    ],
)
def test_a_day_off_says_why(day, why):
    assert DAYS.closed(day) == why


@pytest.mark.parametrize("day", [date(2026, 12, 28), date(2027, 1, 4), date(2020, 10, 12), date(2026, 5, 7)])
def test_a_business_day_is_one(day):
    assert DAYS.is_business_day(day)


@each_row(
    ("year", "holidays"),
    [(2019, 22), (2020, 18), (2021, 17), (2022, 16), (2023, 17), (2024, 21), (2025, 19), (2026, 18)],
)
def test_known_years_have_as_many_holidays_as_the_law_gave_them(year, holidays):
    from app.month.schedule.business_days import holidays_of

    assert len(holidays_of(year)) == holidays


@pytest.mark.parametrize("year", [1948, 2100])
def test_a_year_that_nobody_knows_is_refused(year):
    with pytest.raises(KenpanError) as error:
        DAYS.closed(date(year, 6, 1))
    assert error.value.code == "calendar.year"
    assert f"{year}年" in error.value.what


def test_a_year_whose_equinoxes_are_not_announced_is_said():
    assert DAYS.doubt(date(2027, 12, 31)) == ""
    assert "2028年" in DAYS.doubt(date(2028, 1, 4))


def test_shifting_passes_over_holidays_both_ways():
    assert DAYS.shift(date(2026, 12, 28), 1) == date(2027, 1, 4)
    assert DAYS.shift(date(2027, 1, 4), -1) == date(2026, 12, 28)
    assert DAYS.shift(date(2026, 9, 18), 1) == date(2026, 9, 24)
    assert DAYS.shift(date(2026, 12, 12), 0) == date(2026, 12, 12)
    assert DAYS.shift(date(2026, 12, 12), 1) == date(2026, 12, 14)


def test_business_days_between_two_days_are_those_after_the_first():
    assert DAYS.between(date(2026, 12, 11), date(2026, 12, 15)) == 2
    assert DAYS.between(date(2026, 12, 15), date(2026, 12, 15)) == 0


def test_the_last_business_day_until_a_day_is_the_day_itself_or_before():
    assert DAYS.last_until(date(2026, 12, 31)) == date(2026, 12, 28)
    assert DAYS.last_until(date(2026, 12, 28)) == date(2026, 12, 28)


def test_a_house_has_closing_days_of_its_own():
    own = BusinessDays((Closing((6, 1), (6, 1), "創立記念日"),), {date(2026, 6, 2): "停電"})
    assert own.closed(date(2026, 6, 1)) == "創立記念日"
    assert own.closed(date(2026, 6, 2)) == "停電"
    assert own.closed(date(2026, 12, 29)) == ""
