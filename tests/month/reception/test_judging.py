from dataclasses import replace
from datetime import date, datetime

import pytest

from app.checks.run import run_checks
from app.japan_time import JST
from app.media.comparing import FileDifference
from app.month.looking.comparing import compare_folder
from app.month.reception.facts import medium_facts
from app.month.reception.judging import judge
from app.month.reception.typed import paper_field
from app.records.units import Count
from app.training.defects import DEFECTS
from app.training.sample import draft_sample
from app.workstation.settings import Settings
from tests.checks.conftest import opened
from tests.month.reception.received import pair, plan_for, read
from tests.month.reception.verdicts import against, row, verdict_of
from tests.rows import each_row


@pytest.fixture(scope="module")
def faulty(bench):
    """A medium with a file too few, a wrong 02 and a wrong 件数表."""
    draft = draft_sample(establishments=60)
    for name in ("volume.missing", "total.counttable", "total.office"):
        DEFECTS[name](draft)
    given = opened(draft, bench.equipment)
    return medium_facts(given.media, given.counts, run_checks(given), is_sample=True)


def some_office(medium, scheme="kounen", least=1):
    return next(one for one in medium.offices if one.scheme == scheme and one.counted.notices >= least)


# Go


def test_a_sound_medium_with_sound_papers_may_be_worked_with(medium):
    verdict = verdict_of(medium)
    assert verdict.go
    assert not verdict.notes
    assert verdict.defect_due is None
    assert {one.outcome for one in verdict.rows} == {"same", "recorded"}


def test_the_facts_are_those_of_the_medium(medium, bench):
    assert (medium.label, medium.volume, medium.side, medium.opened) == ("PAP03A", "PAP03", "A", medium.expected)
    assert medium.notices.unit == "件"
    assert medium.envelopes == Count(120, "通")
    assert medium.notices.value == sum(one.counted.notices for one in medium.offices)
    assert medium.is_sample


# Nothing typed


def test_nothing_typed_is_nothing_judged(medium):
    verdict = judge(medium, read(medium, {}), plan_for(medium), None)
    assert not verdict.go
    assert not verdict.faulty
    mine = [one for one in verdict.rows if one.group in ("label", "hand", "scan", "pair")]
    assert {one.outcome for one in mine} == {"undone"}
    assert row(verdict, "paper.kounen.offices").outcome == "undone"
    assert {one.state for one in verdict.cells} == {"undone"}
    assert all(one.what and one.next_step for one in verdict.reasons)


@each_row(
    "name",
    [
        "disc.title", "disc.side", "disc.volume", "case.contractor", "case.title", "case.side", "case.volume",
        "case.created", "case.counts", "case.agency", "hand.brought", "hand.received", "hand.date", "hand.time",
        "order.number", "order.date", "order.month", "order.receipt", "order.receipt_date", "order.discs", "scan.tool",
        "scan.pattern", "scan.date", "scan.time", "scan.media", "scan.result", "scan.by", "paper.kounen.created",
        "paper.senpo.total",
    ],
)  # fmt: skip
def test_whatever_is_left_out_stands_against_it(medium, name):
    verdict = verdict_of(medium, {name: None})
    assert not verdict.go
    assert all(one.outcome == "undone" for one in verdict.reasons)


def test_a_row_that_cannot_be_read_stands_against_it_even_where_none_needs_it(medium):
    verdict = verdict_of(medium, {"paper.kounen.extra.1.count": "たくさん"})
    assert "paper.kounen.extra.1.count" in against(verdict)


# Labels


@each_row(
    ("name", "text"),
    [
        ("disc.title", "納入告知額・領収済額情報DVD（3日目）2枚目（東京都、千葉県、山梨県以外分）"),
        ("case.title", "納入告知額・領収済額情報DVD（2日目）"),
        ("disc.side", "副"),
        ("case.side", "副"),
        ("disc.volume", "PAP03B"),
        ("case.volume", "PAP04A"),
        ("case.contractor", "受託業者B"),
        ("case.created", "令和8年11月17日"),  # before its data
        ("case.created", "令和8年12月16日"),  # after it was received
        ("case.counts", "7件"),
    ],
)
def test_a_label_that_differs_is_named_with_both_sides(medium, name, text):
    verdict = verdict_of(medium, {name: text})
    assert against(verdict) == {name}
    assert row(verdict, name).typed
    assert row(verdict, name).read
    assert row(verdict, name).outcome == "differs"


def test_width_and_blanks_of_a_title_do_not_count_and_a_usb_bears_the_title_of_a_dvd(medium):
    title = "納入告知額・領収済額情報ＵＳＢ (3日目) １枚目 （東京都、千葉県、山梨県分）"
    assert verdict_of(medium, {"disc.title": title}).go


def test_a_disc_made_some_days_after_its_data_wants_a_look(medium):
    verdict = verdict_of(medium, {"case.created": "令和8年11月20日"})
    assert verdict.go
    assert [one.id for one in verdict.notes] == ["case.created"]
    assert "2 日後" in verdict.notes[0].what


def test_the_number_of_notices_on_the_case_is_compared_when_it_stands_there(medium):
    assert verdict_of(medium, {"case.counts": f"{medium.notices.value}件"}).go


def test_without_a_name_of_its_own_the_house_has_not_judged_the_contractor(medium):
    verdict = verdict_of(medium, contractor="")
    assert against(verdict) == {"case.contractor"}
    assert row(verdict, "case.contractor").outcome == "undone"


def test_a_label_that_was_guessed_from_the_files_is_not_judged(medium):
    guessed = replace(medium, label="PAP03", title="PAP03", label_source="files")
    verdict = verdict_of(guessed)
    assert {"disc.side", "disc.volume", "case.side", "case.volume"} <= against(verdict)
    assert row(verdict, "disc.volume").outcome == "undone"


# 件数表


def test_an_office_that_differs_is_named_with_every_figure_and_its_unit(medium):
    office = some_office(medium)
    verdict = verdict_of(medium, {paper_field("kounen", office.office): "9,999"})
    assert against(verdict) == {"paper.kounen.differs.0", "paper.kounen.total"}
    differs = row(verdict, "paper.kounen.differs.0")
    assert office.office in differs.place
    assert office.name in differs.place
    assert differs.typed == "9,999 枚"
    notices = office.counted.notices
    assert differs.read == f"件数表 {notices} 枚・合計（02） {notices} 件・明細（01） {notices} 件"
    assert not verdict.faulty
    cell = next(one for one in verdict.cells if one.state == "differs" and one.code)
    assert (cell.code, cell.prefecture != "") == (office.office, True)


def test_the_total_of_the_paper_is_compared_with_the_medium_and_with_its_own_lines(medium):
    verdict = verdict_of(medium, {"paper.senpo.total": "1"})
    assert against(verdict) == {"paper.senpo.total"}
    assert "入力した事務所の合計" in row(verdict, "paper.senpo.total").what


def test_an_office_that_is_only_on_the_paper_is_a_difference(medium):
    changed = {"paper.kounen.extra.1.name": "ほか", "paper.kounen.extra.1.count": "3"}
    verdict = verdict_of(medium, changed)
    assert "paper.kounen.differs.0" in against(verdict)
    assert "ほか" in row(verdict, "paper.kounen.differs.0").place
    assert "paper.kounen.total" in against(verdict)


def test_an_office_without_notices_needs_no_02_but_its_zero_is_typed(medium):
    empty = next(one for one in medium.offices if one.counted.notices == 0)
    assert empty.said is None
    assert verdict_of(medium, {paper_field(empty.scheme, empty.office): "1"}).reasons
    assert verdict_of(medium).go


def test_a_paper_of_another_day_is_not_that_of_the_medium(medium):
    verdict = verdict_of(medium, {"paper.kounen.created": "令和8年10月18日"})
    assert against(verdict) == {"paper.kounen.created"}


def test_a_medium_that_disagrees_with_itself_is_at_fault(faulty):
    verdict = verdict_of(faulty)
    assert verdict.faulty
    assert {"medium.files", "table.kounen"} <= against(verdict)
    assert "ZMGK" in row(verdict, "medium.files").what
    office = next(one for one in verdict.cells if one.medium and one.code)
    assert "互いに違います" in office.reason
    assert not any(one.medium for one in verdict.rows if one.group in ("label", "hand", "scan", "trend"))


def test_a_medium_at_fault_is_at_fault_whatever_was_typed(faulty):
    verdict = judge(faulty, read(faulty, {}), plan_for(faulty), None)
    assert verdict.faulty
    assert any(one.medium for one in verdict.cells)


def test_files_that_are_not_there_leave_their_offices_unjudged(faulty):
    verdict = verdict_of(faulty)
    unknown = [one for one in verdict.cells if one.state == "undone"]
    assert unknown
    assert all("開けなかったファイル" in one.reason for one in unknown)


def test_a_broken_structure_is_the_mediums_fault_and_other_errors_are_left_to_the_check(medium):
    verdict = verdict_of(replace(medium, broken=2, errors=0))
    assert verdict.faulty
    assert against(verdict) == {"medium.structure"}
    verdict = verdict_of(replace(medium, errors=3))
    assert verdict.go
    assert "3 か所" in row(verdict, "medium.records").read


# 別紙9


def test_a_no_go_says_when_the_report_of_a_faulty_medium_is_due(faulty):
    assert verdict_of(faulty).defect_due.day == date(2026, 12, 16)


def test_the_report_is_due_after_the_earlier_of_plan_and_slip(faulty):
    assert verdict_of(faulty, {"order.date": "2026-12-11"}).defect_due.day == date(2026, 12, 14)


# 正副


def test_a_side_that_differs_is_the_mediums_fault(medium):
    difference = FileDifference("ZMGKK#1201", "content", 3, 5, "4 バイト目から、合わせて 5 バイトが違います。")
    verdict = verdict_of(medium, comparison=pair(medium, difference))
    assert against(verdict) == {"pair"}
    assert verdict.faulty
    assert "ZMGKK#1201" in row(verdict, "pair").what


def test_sides_that_nobody_compared_are_not_judged_unless_there_is_only_one(medium):
    assert against(verdict_of(medium, comparison=None)) == {"pair"}
    verdict = verdict_of(medium, {"pair.absent": "副は引き渡されていない"}, comparison=None)
    assert verdict.go
    assert [one.id for one in verdict.notes] == ["pair"]


def test_a_comparison_of_other_media_is_none_of_this_one(medium):
    other = replace(pair(medium), one="PAP04A（正）")
    assert against(verdict_of(medium, comparison=other)) == {"pair"}
    twice = replace(pair(medium), other=medium.title)
    assert row(verdict_of(medium, comparison=twice), "pair").outcome == "undone"


def test_a_real_comparison_of_both_sides_is_taken(bench, medium, sample_folder, tmp_path):
    import shutil

    other = shutil.copytree(sample_folder, tmp_path / "other")
    (other / "PAP03A").rename(other / "PAP03B")
    between = compare_folder(bench.media, other, Settings())
    assert row(verdict_of(medium, comparison=between), "pair").outcome == "same"


# 受渡し


def test_another_day_or_hour_than_planned_wants_a_look(medium):
    texts = {"hand.date": "2026-12-14", "order.receipt_date": "2026-12-14"}
    verdict = verdict_of(medium, texts)
    assert verdict.go
    assert [one.id for one in verdict.notes] == ["hand.date"]
    late = datetime(2026, 12, 15, 19, 0, tzinfo=JST)
    for clock, looks in (("09:59", 1), ("10:00", 0), ("12:00", 0), ("18:00", 1)):
        verdict = verdict_of(medium, {"hand.time": clock, "scan.time": "18:20"}, now=late)
        assert [one.id for one in verdict.notes] == ["hand.date"] * looks


def test_nothing_was_received_tomorrow(medium):
    assert "hand.date" in against(verdict_of(medium, {"hand.time": "14:00", "scan.time": "14:10"}))
    assert "order.date" in against(verdict_of(medium, {"order.date": "2026-12-16"}))


def test_slips_of_another_month_or_day_want_a_look(medium):
    verdict = verdict_of(medium, {"order.month": "11月分", "order.receipt_date": "2026-12-14"})
    assert {one.id for one in verdict.notes} == {"order.month", "order.receipt_date"}
    assert "order.month" in {one.id for one in verdict_of(medium, {"order.month": "令和7年12月分"}).notes}
    assert against(verdict_of(medium, {"order.discs": "0"})) == {"order.discs"}
