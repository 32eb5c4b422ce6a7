"""Dates that cannot be of one notice, of one month's file, or of the month the count table says."""

from datetime import date
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.checks.rules.created import written_date
from app.checks.rules.date_order import DUE, ISSUED, misfit
from app.checks.rules.dates import date_slots
from app.records.counts import read_count_table
from app.records.layouts import notice_layouts
from app.training.dates import CREATED, DATES
from app.training.defects.content import PLANTS
from tests.rows import each_row
from tests.sizes import some

SOUND = (date(2026, 10, 1), date(2026, 11, 30), date(2026, 9, 1), date(2026, 11, 2), date(2026, 11, 20))


@pytest.fixture(scope="module")
def ordinary(month):
    """A notice with all dates of the current month, by scheme: file and record."""
    draft = month.copy()
    return {
        scheme: PLANTS[defect](draft)
        for scheme, defect in (("kounen", "date.sequence"), ("senpo", "date.sequence/senpo"))
    }


def with_year(month, planted, scheme, which, year):
    draft = month.copy()
    slot = date_slots(notice_layouts(scheme)["01"])[which]
    draft.notices[planted.file].data[planted.record, slot.fields[1].span] = np.frombuffer(year, dtype=np.uint8)
    return draft, slot.span


@each_row(("scheme", "which", "year"), some(list(product(("kounen", "senpo"), range(5), (b" 9", b"10", b"98"))), 5))
def test_a_year_too_late_is_one_finding_at_its_own_date(month, ordinary, scheme, which, year):
    draft, span = with_year(month, ordinary[scheme], scheme, which, year)
    found = month.new_findings(draft)
    assert [(one.rule, one.record) for one in found] == [("date.sequence", ordinary[scheme].record)]
    assert (found[0].offset, found[0].length) == (span.start, span.stop - span.start)


def test_a_year_too_early_is_found_as_well(month, ordinary):
    for which in range(5):
        draft, span = with_year(month, ordinary["kounen"], "kounen", which, b" 7")
        found = month.new_findings(draft)
        assert [(one.rule, one.offset) for one in found] == [("date.sequence", span.start)]


def test_the_due_date_of_no_plausible_month_says_how_far_it_is_and_that_the_bound_is_inferred(month, ordinary):
    draft, _ = with_year(month, ordinary["kounen"], "kounen", DUE, b"98")
    (found,) = month.new_findings(draft)
    assert "令和98年11月30日" in found.message
    assert "1,081か月" in found.message
    assert "推定" in found.message


def test_a_notice_all_of_whose_dates_are_years_late_is_told_from_its_file(month, ordinary):
    draft = month.copy()
    planted = ordinary["kounen"]
    slots = date_slots(notice_layouts("kounen")["01"])
    for slot in slots:
        draft.notices[planted.file].data[planted.record, slot.fields[1].span] = np.frombuffer(b"20", dtype=np.uint8)
    found = [one for one in month.new_findings(draft) if one.record == planted.record]
    assert [(one.rule, one.offset) for one in found] == [("date.sequence", slots[ISSUED].span.start)]


@pytest.mark.parametrize(("created", "files"), [("令和8年8月20日", 0), ("令和8年7月31日", 3), ("令和7年11月18日", 3)])
def test_a_count_table_made_in_another_season_is_told_once_for_each_file(month, created, files):
    draft = month.copy()
    name = "KENS#ZMGKK31"
    old, new = CREATED.encode("cp932"), created.encode("cp932")
    draft.counts[name] = draft.counts[name].replace(old.ljust(25), new.ljust(25))
    assert read_count_table(draft.counts[name], "kounen", name).title.created == created
    found = month.new_findings(draft)
    assert [one.rule for one in found] == ["date.sequence"] * files
    assert [one.file for one in found] == ["ZMGKK#1201", "ZMGKK#2101", "ZMGKK#3601"][:files]
    issued = date_slots(notice_layouts("kounen")["01"])[ISSUED].span
    assert [slice(one.offset, one.offset + one.length) for one in found] == [issued] * files


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (CREATED, date(2026, 11, 18)),
        ("平成31年04月10日", date(2019, 4, 10)),
        ("令和元年 5月 1日", date(2019, 5, 1)),
        ("令和8年13月1日", None),
        ("-", None),
        ("", None),
    ],
)
def test_the_creation_date_is_read_as_it_is_written(text, expected):
    assert written_date(text) == expected


def test_the_samples_own_dates_go_together():
    assert len(DATES) > 3
    assert misfit(SOUND) is None
    assert misfit((None,) * 5) is None


def test_where_two_dates_are_equally_wrong_the_table_says_which_is_pointed_at():
    """The month charged and the month received for break two orders each; the due date is what the table blames."""
    _, due, _, received_on, issued = SOUND
    found = misfit((date(2028, 1, 1), due, date(2028, 9, 1), received_on, issued))
    assert found is not None
    assert (found.blamed, found.apart) == (DUE, 0)


def test_what_lies_too_far_apart_says_how_far():
    charged, *others = SOUND
    found = misfit((charged, date(2027, 5, 31), *others[1:]))
    assert found is not None
    assert (found.blamed, found.apart) == (DUE, 7)
    assert misfit((charged, date(2027, 4, 30), *others[1:])) is None


@given(st.sampled_from(range(5)), st.integers(min_value=1, max_value=90), st.booleans())
def test_the_one_date_that_is_years_away_is_blamed(which, years, later):
    days = list(SOUND)
    days[which] = days[which].replace(year=days[which].year + (years if later else -years))
    found = misfit(days)
    assert found is not None
    assert found.blamed == which
