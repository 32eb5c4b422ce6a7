"""What nobody judged is never shown as none or as right."""

import json
from dataclasses import replace

import pytest

from app.cases.marks import Mark
from app.equipment.loading import equip
from app.month.looking.export import envelope_text
from app.month.looking.unjudged import unjudged_cases, unjudged_marks, unread_files, unread_text
from app.sheet.envelope import report_json

OFFICE = {"sheet.office_postal", "sheet.office_address", "sheet.office_phone"}


@pytest.fixture(scope="module")
def without_list(bench):
    return replace(bench, equipment=equip(None, None))


def report_of(bench):
    name = next(name for name, file in bench.notices.items() if len(file))
    return bench.look(name, bench.first_record(name)).envelope


def test_items_whose_text_is_not_known_are_not_judged(bench, without_list):
    assert report_of(bench).unjudged == ()
    report = report_of(without_list)
    assert {item.id for item in report.unjudged} == OFFICE
    told = json.loads(json.dumps(report_json(report)))
    assert set(told["unjudged"]) == OFFICE
    assert {item["id"] for item in told["items"] if not item["judged"]} == OFFICE
    assert not any(item["ok"] for item in told["items"] if item["id"] in OFFICE)
    lines = [line for line in envelope_text(report).splitlines() if any(one in line for one in OFFICE)]
    assert len(lines) == 3
    assert all("判定していません" in line and "○" not in line for line in lines)


def test_marks_that_need_a_list_or_a_check_are_named_with_the_reason(bench, without_list):
    assert set(unjudged_marks(bench, checked=True)) == {Mark.REDIRECT}
    assert set(unjudged_marks(bench, checked=False)) == {Mark.REDIRECT, Mark.ERROR, Mark.WARNING}
    assert "年金事務所一覧" in unjudged_marks(without_list, checked=True)[Mark.WINDOW]


def test_files_that_are_not_open_are_named(bench):
    assert unread_files(bench) == () and unread_text(bench) == ""
    lost = next(iter(bench.notices))
    left = {name: file for name, file in bench.notices.items() if name != lost}
    fewer = replace(bench, notices=left)
    assert unread_files(fewer) == (lost,) and lost in unread_text(fewer)
    assert set(unjudged_cases(bench)) == {"redirect"} < set(unjudged_cases(fewer))


def test_files_that_are_not_on_the_medium_are_named_too(bench):
    gone = next(file for file in bench.media.volume.files if file.expected and file.expected.kind == "notices")
    files = tuple(file for file in bench.media.volume.files if file is not gone)
    volume = replace(bench.media.volume, files=files, missing=(gone.expected,))
    left = {name: file for name, file in bench.notices.items() if name != gone.name}
    fewer = replace(bench, media=replace(bench.media, volume=volume), notices=left)
    assert unread_files(fewer) == (gone.name,)
