"""元年 and the dates that ever existed."""

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import KenpanError
from app.notice.era import EraProblem, era_date, eras, gannen_edit, print_year, read_eras
from app.notice.model import Source
from tests.rows import each_row


@pytest.mark.parametrize(
    ("raw", "printed"),
    [(" 1", ("元", True)), ("1", ("元", True)), (" 8", (" 8", False)), ("11", ("11", False)), ("01", ("01", False))],
)
def test_only_the_year_one_is_printed_as_gannen(raw: str, printed: tuple[str, bool]) -> None:
    assert print_year(raw) == printed


def test_two_digit_years_that_hold_a_one_stay_as_they_are() -> None:
    assert [year for year in range(100) if print_year(f"{year:>2}")[1]] == [1]


def test_a_gannen_edit_names_bytes_before_after_and_rule() -> None:
    source = Source(record=3, item=20, offset=78, length=2)
    edit = gannen_edit(source)
    assert (edit.kind, edit.source, edit.before, edit.after) == ("gannen", source, "1", "元")
    assert "4(2)" in edit.reason


@each_row(
    ("parts", "expected"),
    [
        (("令和", 1, 5, 1), date(2019, 5, 1)),
        (("令和", 8, 6, 30), date(2026, 6, 30)),
        (("平成", 31, 4, 30), date(2019, 4, 30)),
        (("昭和", 64, 1, 7), date(1989, 1, 7)),
        (("平成", 1, 1, 8), date(1989, 1, 8)),
        (("大正", 1, 7, 30), date(1912, 7, 30)),
        (("明治", 45, 7, 30), date(1912, 7, 30)),
        (("令和", 6, 2, 29), date(2024, 2, 29)),
        (("昭和", 64, 1), date(1989, 1, 1)),
        (("平成", 1, 1), date(1989, 1, 1)),
        (("令和", 1, 5), date(2019, 5, 1)),
    ],
)
def test_real_dates_have_their_gregorian_day(parts: tuple[str, int, int, int], expected: date) -> None:
    assert era_date(*parts) == expected


@each_row(
    ("parts", "code"),
    [
        (("令和", 1, 4), "before_era"),
        (("令和", 1, 4, 30), "before_era"),
        (("平成", 31, 5), "after_era"),
        (("平成", 31, 5, 1), "after_era"),
        (("昭和", 64, 2), "after_era"),
        (("昭和", 64, 1, 8), "after_era"),
        (("平成", 1, 1, 7), "before_era"),
        (("平成", 99, 1), "after_era"),
        (("令和", 0, 5), "year"),
        (("令和", 9000, 1), "year"),
        (("令和", 7, 13), "month"),
        (("令和", 7, 0), "month"),
        (("令和", 7, 2, 29), "day"),
        (("令和", 7, 4, 31), "day"),
        (("令和", 7, 4, 0), "day"),
        (("慶応", 4, 1), "era"),
        (("", 1, 1), "era"),
    ],
)
def test_dates_that_never_existed_say_why(parts: tuple[str, int, int, int], code: str) -> None:
    found = era_date(*parts)
    assert isinstance(found, EraProblem)
    assert found.code == code
    assert found.message.endswith("。")


def test_the_reason_names_the_day_on_which_the_era_began() -> None:
    found = era_date("令和", 1, 4)
    assert isinstance(found, EraProblem)
    assert found.message == "令和1年4月は存在しません。令和は2019年5月1日からです。"


@given(st.dates(min_value=date(1868, 1, 25), max_value=date(2100, 12, 31)))
def test_every_day_since_meiji_can_be_written_in_some_era(day: date) -> None:
    spellings = [era_date(era.name, day.year - era.first.year + 1, day.month, day.day) for era in eras()]
    assert day in spellings


def test_eras_meet_without_a_gap() -> None:
    table = eras()
    for earlier, later in pairwise(table):
        assert earlier.last is not None
        assert later.first - earlier.last <= timedelta(days=1)


def test_a_table_whose_eras_overlap_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "eras.toml"
    path.write_text(
        '[[eras]]\nname = "平成"\nfirst = 1989-01-08\nlast = 2019-05-02\n[[eras]]\nname = "令和"\nfirst = 2019-05-01\n',
        encoding="utf-8",
    )
    with pytest.raises(KenpanError, match="平成"):
        read_eras(path)
