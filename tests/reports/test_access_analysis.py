"""A month's accesses by person and day."""

from datetime import date

import pytest

from app.errors import KenpanError
from app.reports.access_analysis import GROUPS, UNKNOWN, analyse, analysis_pdf, analysis_xlsx
from app.signoff.kinds import KINDS
from app.signoff.ledger import Entry, Head
from app.signoff.model import Account

PEOPLE = {"a": Account("a", "kensa-1", "検査員１"), "b": Account("b", "kensa-2", "検査員２")}


def entry(kind, time, by="a", name="検査員１", **data):
    return Entry(1, "", f"2026-{time}:00.000Z", kind, by, name, "端末", "", data, "", "", "")


ENTRIES = (
    entry("access.login", "10-31T14:59"),
    entry("access.login", "10-31T15:00"),
    entry("media.opened", "11-02T01:00", network=[]),
    entry("media.opened", "11-02T02:00", network=["eth0"]),
    entry("export.made", "11-02T13:00"),
    entry("export.made", "11-02T12:59"),
    entry("access.refused", "11-03T01:00", name=""),
    entry("access.refused", "11-03T01:00", "", ""),
    entry("access.login", "11-30T14:59", "b", "検査員２"),
    entry("access.login", "11-30T15:00", "b", "検査員２"),
    entry("piece.signed", "11-10T01:00"),
)


def test_every_entry_of_the_month_is_counted_once_for_its_person_and_japanese_day():
    one = analyse(ENTRIES, PEOPLE, "2026-11")
    told = {each.who: (dict(each.counts), each.night, each.networked) for each in one.people}
    assert told == {
        "検査員１（kensa-1）": ({"ログイン": 1, "媒体を開いた": 2, "書き出し": 2, "拒否": 1}, 2, 1),
        "検査員２（kensa-2）": ({"ログイン": 1}, 1, 0),
        UNKNOWN: ({"拒否": 1}, 0, 0),
    }
    assert [each.day for each in one.days] == [date(2026, 11, day) for day in (1, 2, 3, 3, 30)]
    for group in GROUPS:
        assert sum(each.counts.get(group, 0) for each in one.days) == sum(
            each.counts.get(group, 0) for each in one.people
        )


def test_what_is_to_be_looked_at_is_marked():
    days = [each.is_remarkable for each in analyse(ENTRIES, PEOPLE, "2026-11").days]
    assert days == [True] * 5
    quiet = analyse([entry("access.login", "11-02T01:00")], PEOPLE, "2026-11")
    assert not quiet.people[0].is_remarkable


def test_only_kinds_that_there_are_are_counted():
    assert {kind for kinds in GROUPS.values() for kind in kinds} <= set(KINDS)


def test_it_comes_on_paper_and_as_a_book():
    one, head = analyse(ENTRIES, PEOPLE, "2026-11"), Head(9, "0" * 64, "2026-11-30T00:00:00.000Z")
    assert analysis_pdf(one, head).startswith(b"%PDF") and analysis_xlsx(one, head).startswith(b"PK")
    assert analysis_pdf(analyse((), {}, "2026-11"), head).startswith(b"%PDF")


@pytest.mark.parametrize("period", ["2026-13", "", "2026"])
def test_no_month_is_refused(period):
    with pytest.raises(KenpanError) as caught:
        analyse(ENTRIES, PEOPLE, period)
    assert caught.value.code == "report.period"
