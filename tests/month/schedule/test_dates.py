from datetime import UTC, date, datetime, time

import pytest

from app.checks.documents import documents_of
from app.errors import KenpanError
from app.japan_time import JST
from app.month.schedule.dates import MonthDates, duties
from app.month.schedule.file import read_schedule, schedule
from app.resources import resource

DECEMBER = MonthDates(date(2026, 12, 15), date(2026, 12, 18))
# N l. 396-408, 421-432, as they stand there.
FIRST_YEAR = """
R8.4 471,529 15水 20月|R8.5 472,317 18月 21木|R8.6 473,542 15月 18木|R8.7 474,960 15水 21火|R8.8 476,953 17月 20木
R8.9 478,528 11金 16水|R8.10 479,890 16金 21水|R8.11 481,273 13金 18水|R8.12 482,091 15火 18金|R9.1 484,023 18月 21木
R9.2 485,289 12金 17水|R9.3 486,264 15月 18木
"""
WEEKDAYS = "月火水木金土日"


def dues(dates=DECEMBER, **other):
    return schedule().dues(dates, **other)


def days(duty, dates=DECEMBER, **other):
    return [(due.rule.id, due.day) for one in duties(dues(dates, **other)) if one.id == duty for due in one.dues]


def at(*moment):
    return datetime(*moment, tzinfo=JST)


def test_the_first_year_is_that_of_the_source():
    rows = [row.split() for row in FIRST_YEAR.strip().replace("\n", "|").split("|")]
    assert len(rows) == 12
    for month, planned, handover, delivery in rows:
        year, number = month[1:].split(".")
        own = schedule().months[f"{2018 + int(year)}-{int(number):02}"]
        assert f"{own.planned.value:,}" == planned
        assert own.planned.unit == "件"
        for said, day in ((handover, own.handover), (delivery, own.delivery)):
            assert (day.year, day.month) == (2018 + int(year), int(number))
            assert (f"{day.day}", WEEKDAYS[day.weekday()]) == (said[:-1], said[-1])


def test_the_planned_counts_add_up_to_those_of_the_source():
    months = list(schedule().months.values())
    assert sum(one.planned.value for one in months[:12]) == 5_746_659
    assert sum(one.planned.value for one in months[12:]) == 5_962_037
    assert sum(one.planned.value for one in months) == 11_708_696
    assert len(months) == 24
    assert all(one.handover is None for one in months[12:])


def test_the_delivery_is_three_business_days_after_the_handover_in_every_month():
    known = [one for one in schedule().months.values() if one.handover is not None]
    assert [schedule().days.shift(one.handover, 3) for one in known] == [one.delivery for one in known]


def test_every_due_says_where_it_comes_from_and_what_is_inferred_says_why():
    for rule in schedule().rules:
        assert documents_of(rule.source)
        assert all(380 <= line <= 2400 for line in rule.lines) or rule.id == "log_analysis"
        assert bool(rule.note) == (rule.status == "inferred")


def test_contradictory_deadlines_are_all_there_the_strictest_first():
    assert days("result") == [
        ("result_two_days", date(2026, 12, 22)),
        ("result_five_days", date(2026, 12, 22)),
        ("result_five_days_post", date(2026, 12, 25)),
        ("result_month_end", date(2026, 12, 31)),
    ]
    duty = next(one for one in duties(dues()) if one.id == "result")
    assert duty.contradictory
    assert duty.strictest.rule.id == "result_two_days"
    assert not next(one for one in duties(dues()) if one.id == "lists_read").contradictory


def test_noon_is_stricter_than_the_same_day():
    slip = next(one for one in duties(dues()) if one.id == "slip")
    assert [due.rule.id for due in slip.dues] == ["slip_noon", "slip_flow"]
    assert slip.strictest.ends == at(2026, 12, 17, 12)
    assert slip.dues[1].ends == at(2026, 12, 18)
    assert slip.strictest.text == "2026-12-17（木） 12:00 まで"


def test_a_calendar_day_before_the_delivery_is_worked_to_on_a_business_day():
    april = MonthDates(date(2026, 4, 15), date(2026, 4, 20))
    copies = next(one for one in duties(dues(april, first_or_change=False)) if one.id == "dummies")
    assert [(due.day, due.work_by) for due in copies.dues] == [
        (date(2026, 4, 17), date(2026, 4, 17)),
        (date(2026, 4, 19), date(2026, 4, 17)),
    ]


def test_pieces_of_the_dummies_are_due_in_the_first_month_and_copies_in_the_others():
    assert [name for name, _ in days("dummies", first_or_change=True)] == ["dummies_pieces"]
    assert {name for name, _ in days("dummies", first_or_change=False)} == {"dummies_copies", "dummies_copies_flow"}
    assert len(days("dummies")) == 3
    assert days("dummies_later", first_or_change=True) == []


def test_dues_around_the_new_year_pass_over_the_closing_days():
    dates = MonthDates(date(2026, 12, 24), date(2026, 12, 28))
    assert dict(days("lists_result", dates)) == {"lists_result": date(2027, 1, 4)}
    assert dict(days("result", dates))["result_two_days"] == date(2027, 1, 5)


def test_a_faulty_medium_is_reported_by_the_next_business_day():
    assert days("media_defect") == []
    assert days("media_defect", defect=True) == [("media_defect", date(2026, 12, 16))]
    friday = MonthDates(date(2026, 9, 18), date(2026, 9, 28))
    assert days("media_defect", friday, defect=True) == [("media_defect", date(2026, 9, 24))]


def due_of(found, duty):
    return next((one.strictest for one in duties(found) if one.id == duty), None)


def overdue(found, now, done=frozenset()):
    return tuple(due for due in found if due.rule.duty not in done and due.is_late(now))


def test_what_depends_on_next_month_has_no_day_until_it_is_known():
    media = due_of(dues(), "return_media")
    assert (media.day, media.ends, media.text) == (None, None, "翌月の引渡し日が未定です")
    known = MonthDates(DECEMBER.handover, DECEMBER.delivery, next_handover=date(2027, 1, 18))
    assert due_of(dues(known), "return_media").day == date(2027, 1, 18)
    assert due_of(dues(known), "return_lists").rule.id == "return_lists_month_end"


def test_an_objection_of_the_agency_brings_a_due_of_its_own():
    assert due_of(dues(), "measures") is None
    objected = MonthDates(DECEMBER.handover, DECEMBER.delivery, claim=date(2026, 12, 24))
    assert due_of(dues(objected), "measures").day == date(2026, 12, 27)


def test_expected_things_have_the_days_of_the_source():
    assert days("flyer_a") == [("flyer_a", date(2026, 11, 20))]
    assert days("flyer_b") == [("flyer_b", date(2026, 12, 7))]
    january = MonthDates(date(2027, 1, 18), date(2027, 1, 21))
    assert days("flyer_a", january) == [("flyer_a", date(2026, 12, 20))]
    assert days("flyer_b", january) == [("flyer_b", date(2027, 1, 8))]


def test_overdue_begins_at_the_moment_in_japan_whatever_zone_the_clock_has():
    late = {due.rule.id for due in overdue(dues(), datetime(2026, 12, 17, 3, 0, tzinfo=UTC), {"received"})}
    assert late == {"slip_noon"}
    assert overdue(dues(), datetime(2026, 12, 17, 2, 59, 59, tzinfo=UTC), {"received"}) == ()


def test_a_day_without_a_time_ends_at_its_midnight_in_japan():
    late = overdue(dues(), datetime(2026, 12, 17, 14, 59, 59, tzinfo=UTC), {"received", "slip"})
    assert late == ()
    late = overdue(dues(), datetime(2026, 12, 17, 15, 0, tzinfo=UTC), {"received", "slip"})
    assert {due.rule.duty for due in late} == {"dummies", "lists_read"}


def test_what_is_expected_or_may_not_be_earlier_is_never_overdue():
    late = {due.rule.duty for due in overdue(dues(first_or_change=False), at(2028, 1, 1))}
    assert not late & {"flyer_a", "flyer_b", "form_change", "dummies_later", "no_barcode"}
    assert "posted" in late


def test_every_due_belongs_to_a_gate():
    assert {due.rule.duty for due in dues() if due.rule.gate == "counts"} == {"slip", "posted"}
    assert not [due for due in dues() if due.rule.gate == "compare"]


def test_a_delivery_before_the_handover_is_refused():
    with pytest.raises(KenpanError) as error:
        dues(MonthDates(date(2026, 12, 18), date(2026, 12, 15)))
    assert error.value.code == "schedule.order"


def test_a_clock_window_is_shown_whole():
    assert due_of(dues(), "received").text == "2026-12-15（火） 10:00〜12:00 まで"
    assert due_of(dues(), "received").rule.opens == time(10)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('format = "kenpan-schedule-1"', 'format = "other"', "format"),
        ('gate = "return"', 'gate = "somewhere"', "gate"),
        ("business_days = -1\nwhen", "business_days = -1\ndays = 3\nwhen", "数え方"),
        ('time = "12:00"', 'time = "25:00"', "time"),
        ("delivery = 2026-04-20", "delivery = 2026-04-10", "2026-04"),
        ('period = "2026-05"', 'period = "2026-04"', "二度"),
        ('edge = "about"', 'edgy = "about"', "edgy"),
        ('unit = "件"', 'unit = "冊"', "unit"),
        ('source = "委託要領 9(4)"', 'source = ""', "source"),
        ("lines = [510]", "lines = []", "lines"),
        ("lines = [510]", 'lines = ["510"]', "lines"),
        ('id = "slip_flow"', 'id = "slip_noon"', "二度"),
        ('duty = "posted"\nlabel', 'duty = "slip_stamped"\nlabel', "slip_stamped"),
        ("days = -30", "days = 9000", "days"),
        ("[[due]]", "[[due", ""),
    ],
)
def test_a_wrong_table_is_refused_and_says_where(tmp_path, old, new, said):
    text = resource("schedule.toml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "schedule.toml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(KenpanError) as error:
        read_schedule(path)
    assert error.value.code == "schedule.invalid"
    assert said in error.value.what
