"""What else the papers say of a medium: the virus scan, counts of months before, tables."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from app.errors import KenpanError
from app.japan_time import JST
from app.month.reception.facts import OfficeFigure, month_counts
from app.month.reception.judging import judge
from app.month.reception.model import read_rules, rules
from app.month.schedule.dates import MonthDates
from app.records.units import NOTICES, Count
from app.resources import resource
from tests.month.reception.received import NOW, pair, plan_for, read, typed_for
from tests.month.reception.verdicts import against, row, verdict_of

# ウイルススキャン


def test_a_virus_stands_against_it_and_says_what_to_do(medium):
    verdict = verdict_of(medium, {"scan.result": "検出あり"})
    assert against(verdict) == {"scan.result"}
    assert "つながず" in row(verdict, "scan.result").next_step
    assert verdict.faulty


def test_a_scan_that_failed_or_left_out_a_side_is_none(medium):
    assert row(verdict_of(medium, {"scan.result": "スキャンできなかった"}), "scan.result").outcome == "undone"
    assert against(verdict_of(medium, {"scan.media": "PAP03A"})) == {"scan.media"}
    only = verdict_of(medium, {"scan.media": "PAP03A", "pair.absent": "副なし"}, comparison=None)
    assert only.go


@pytest.mark.parametrize(
    ("texts", "wrong"),
    [
        ({"scan.pattern": "2026-12-14"}, set()),
        ({"scan.pattern": "2026-12-11"}, {"scan.pattern"}),
        ({"scan.pattern": "2026-12-16"}, {"scan.pattern"}),
        ({"scan.pattern": "2006-12-15"}, {"scan.pattern"}),
        ({"scan.time": "10:30"}, {"scan.date"}),
        ({"scan.time": "13:31"}, {"scan.date"}),
        ({"scan.date": "2098-12-31", "scan.pattern": "2098-12-31"}, {"scan.date"}),
    ],
)
def test_a_scan_with_old_patterns_or_at_an_impossible_moment_does_not_count(medium, texts, wrong):
    assert against(verdict_of(medium, texts)) == wrong


def test_a_scan_after_the_medium_was_opened_wants_a_look(medium):
    opened = datetime(2026, 12, 15, 11, 0, tzinfo=JST)
    assert [one.id for one in verdict_of(medium, opened=opened).notes] == ["scan.date"]
    assert not verdict_of(medium, opened=NOW).notes


# 件数の推移


def fewer(counts, share, scheme="kounen", prefecture="12"):
    """The counts of a month in which one prefecture had more."""
    offices = tuple(
        replace(one, notices=one.notices + (share if one.code.startswith(prefecture) and one.scheme == scheme else 0))
        for one in counts.offices
    )
    return replace(counts, offices=offices)


def test_a_count_far_from_the_plan_needs_a_reason(medium):
    planned = Count(medium.notices.value * 2, NOTICES)
    verdict = verdict_of(medium, planned=planned)
    assert against(verdict) == {"trend.planned"}
    assert "件" in row(verdict, "trend.planned").typed
    assert "120 通" in row(verdict, "trend.planned").read
    reason = {"explain.1.kind": "その他", "explain.1.text": "試験用の小さな媒体"}
    assert verdict_of(medium, reason, planned=planned).go
    disaster = {"explain.1.kind": "災害による減少", "explain.1.prefectures": "千葉", "explain.1.text": "地震"}
    assert verdict_of(medium, disaster, planned=planned).go
    assert not verdict_of(medium, disaster, planned=Count(medium.notices.value // 2, NOTICES)).go


def test_a_month_without_a_plan_is_said(medium):
    assert [one.id for one in verdict_of(medium, planned=None).notes] == ["trend.planned"]


def test_new_and_gone_offices_need_a_reason(medium):
    counts = month_counts("2026-11", medium)
    extra = OfficeFigure("kounen", "1299", "廃止", 1)
    last = replace(counts, offices=(*counts.offices[1:], extra))
    verdict = verdict_of(medium, last=last)
    assert "trend.offices" in against(verdict)
    assert "新 1・無 1" in row(verdict, "trend.offices").read
    kinds = {one.kind: one for one in verdict.changes if one.beyond}
    assert kinds["gone"].before == Count(1, "件")
    assert kinds["gone"].now is None
    assert kinds["new"].before is None
    assert "前月 1 件 → 今月 なし（－1 件、なくなった事務所）" in kinds["gone"].text


def test_a_shrunken_prefecture_is_explained_by_a_disaster_there_and_nowhere_else(medium):
    last = fewer(month_counts("2026-11", medium), 500)
    assert {"trend.total", "trend.offices"} <= against(verdict_of(medium, last=last))
    chiba = {"explain.1.kind": "災害による減少", "explain.1.prefectures": "千葉県", "explain.1.text": "地震のため"}
    verdict = verdict_of(medium, chiba, last=last)
    assert verdict.go
    assert {one.id for one in verdict.notes} == {"trend.total", "trend.offices"}
    assert "地震のため" in row(verdict, "trend.offices").what
    assert not verdict_of(medium, chiba | {"explain.1.prefectures": "山梨県"}, last=last).go
    assert all(one.explained == "地震のため" for one in verdict.changes if one.beyond)


def test_a_disaster_explains_no_growth(medium):
    counts = month_counts("2026-11", medium)
    grown = replace(medium, offices=tuple(replace(one, counted=one.counted) for one in medium.offices))
    last = replace(counts, offices=counts.offices[1:])
    prefectures = {"explain.1.prefectures": "千葉県、東京都、山梨県"}
    disaster = {"explain.1.kind": "災害による減少", "explain.1.text": "地震", **prefectures}
    assert "trend.offices" in against(verdict_of(grown, disaster, last=last))
    other = disaster | {"explain.1.kind": "その他"}
    assert "trend.offices" not in against(verdict_of(grown, other, last=last))


def test_small_changes_of_an_office_need_no_reason(medium):
    last = fewer(month_counts("2026-11", medium), rules().limits.office_least)
    assert "trend.offices" not in against(verdict_of(medium, last=last))
    last = fewer(month_counts("2026-11", medium), rules().limits.office_least + 1)
    assert "trend.offices" in against(verdict_of(medium, last=last))


def test_without_last_month_it_is_not_judged_unless_this_is_the_first(medium):
    assert against(verdict_of(medium, last=None)) == {"trend.total"}
    assert verdict_of(medium, last=None, first=True).go
    reason = {"explain.1.kind": "その他", "explain.1.text": "検版を使い始めた月"}
    verdict = verdict_of(medium, reason, last=None)
    assert verdict.go
    assert "使い始めた月" in verdict.notes[0].what


@pytest.mark.parametrize(
    "texts",
    [
        {"explain.1.kind": "その他"},
        {"explain.1.text": "地震"},
        {"explain.1.kind": "災害による減少", "explain.1.text": "地震"},
        {"explain.1.kind": "その他", "explain.1.text": "合併", "explain.1.prefectures": "江戸"},
    ],
)
def test_a_reason_that_is_none_stands_against_it(medium, texts):
    assert against(verdict_of(medium, texts)) == {"explain.1"}


# Tables


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("kenpan-reception-1", "other"),
        ("PAP04 =", "PAP05 ="),
        ("pattern_age = 1", 'pattern_age = "1"'),
        ("office_least = 50", "office_most = 50"),
        ("planned_percent = 3.0", "planned_percent = -3.0"),
    ],
)
def test_rules_that_cannot_be_meant_are_refused(tmp_path, old, new):
    text = resource("reception.toml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "reception.toml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(KenpanError) as error:
        read_rules(path)
    assert error.value.code == "reception.rules"


def test_a_plan_of_another_month_moves_every_day(medium):
    plan = plan_for(medium)
    moved = replace(plan, dates=MonthDates(date(2026, 12, 14), date(2026, 12, 17)))
    verdict = judge(medium, read(medium, typed_for(medium)), moved, pair(medium))
    assert {one.id for one in verdict.notes} == {"hand.date", "order.date"}
