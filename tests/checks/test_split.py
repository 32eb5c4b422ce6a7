"""A prefecture in several files: one sequence for every rule, wherever the cuts fall (N 表2.2.2)."""

from dataclasses import replace

import numpy as np
import pytest

from app.checks.run import run_checks
from app.checks.totals import file_offices
from app.checks.view import view_of
from app.equipment.printer import Printer
from app.media.sequences import notice_files
from app.records.notice_file import DETAIL, EXTRACT
from app.training.defects import DEFECTS
from app.training.draft import Planted, split_name

SIZE = 7
"""Records of a file: cuts fall between offices, establishments, and the 00 and 01 of one of them."""


def split(draft, size=SIZE):
    draft.splits.update({name: size for name in draft.notices if len(draft.notices[name].data) > size})
    return draft


def whole_place(finding, size=SIZE):
    """Where a finding would be if its file had not been split."""
    if finding.record is None or not finding.file.startswith("ZMGK"):
        return finding.file, finding.record
    number = int(finding.file[-2:]) - 1
    return f"{finding.file[:-2]}01", finding.record + number * size


def saying(finding):
    return (*whole_place(finding), finding.rule, finding.severity, finding.offset, finding.length)


@pytest.fixture(scope="module")
def cut(month):
    """The clean month in many files, and what the checks say of it."""
    check = month.input(split(month.copy()))
    return check, run_checks(check)


def test_the_cuts_of_this_test_fall_inside_establishments(cut):
    check, _ = cut
    parts = [file for file in check.notices.values() if file.sequence is not None]
    assert len(parts) > 20
    assert any(file.types[0] == DETAIL and file.start for file in parts)
    assert any(file.types[-1] == EXTRACT for file in parts)


def test_a_month_says_the_same_in_one_file_and_in_many(month, cut):
    _, result = cut
    assert sorted(map(str, map(saying, result.findings))) == sorted(map(str, map(saying, month.clean.findings)))
    assert result.counts == month.clean.counts
    for one, other in zip(result.totals, month.clean.totals, strict=True):
        assert replace(one, files=()) == replace(other, files=())
    assert sum(file.notices for file in result.files) == sum(file.notices for file in month.clean.files)


def test_an_office_names_the_files_that_hold_its_notices_and_its_total(cut):
    check, result = cut
    held = {}
    for name, file in check.notices.items():
        printed = file.data[file.types != EXTRACT]
        for code in {bytes(raw) for raw in printed[:, :4]}:
            held.setdefault((file.scheme, code.decode()), set()).add(name)
    found = {(line.scheme, line.office): set(line.files) for line in result.totals if line.files}
    assert found == held


@pytest.mark.parametrize(
    "defect",
    [
        "order.sequence/office",
        "order.duplicate",
        "order.pairing/serial",
        "match.establishment",
        "total.office",
        "record.type/run",
    ],
)
def test_a_defect_is_found_in_its_own_file(month, defect):
    draft = month.copy()
    planted = DEFECTS[defect](draft)
    at = split(draft).written(planted)
    found = [
        one
        for one in run_checks(month.input(draft), stages=("content",)).findings
        if one.severity == "error" and one.rule == defect.split("/")[0]
    ]
    assert [(one.file, one.record, one.offset, one.length) for one in found] == [
        (at.file, at.record, at.offset, at.length)
    ]


def test_a_message_names_the_other_file_where_the_other_record_is(month):
    draft = month.copy()
    planted = DEFECTS["order.duplicate"](draft)
    draft.splits[planted.file] = planted.record  # the second copy begins the second file
    (found,) = (one for one in _content(month, draft) if one.rule == "order.duplicate")
    assert (found.file, found.record) == (split_name(planted.file, 2), 0)
    assert f"{planted.file} の番号 " in found.message


def _content(month, draft):
    return run_checks(month.input(draft), stages=("content",)).findings


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_file_that_is_missing_says_nothing_of_the_records_around_it(month, number):
    """Also the first and the last one, which are there but cannot be opened."""
    draft = month.copy()
    name = draft.main.name
    draft.splits[name] = -(-len(draft.main.data) // 3)
    check = month.input(draft)
    lost = split_name(name, number)
    kept = {file: one for file, one in check.media.files.items() if file != lost}
    media = replace(check.media, files=kept)
    result = run_checks(replace(check, media=media, notices=notice_files(media)))
    assert [one for one in result.findings if one.severity == "error"] == []
    touched = [line for line in result.totals if line.reason]
    assert touched
    assert {line.scheme for line in touched} == {"kounen"}
    assert all(f"{lost} を開けておらず" in line.reason for line in touched)
    assert {line.prints_ok for line in touched} == {None}
    judged = [line for line in result.totals if line.scheme == "kounen" and line.files and not line.reason]
    assert judged
    assert {(line.total_ok, line.prints_ok) for line in judged} == {(True, True)}


def test_a_missing_file_leaves_the_offices_at_its_edges_unsure(month):
    draft = month.copy()
    planted = DEFECTS["volume.missing/split"](draft)
    assert planted == Planted("volume.missing/split", split_name(draft.main.name, 2), -1, 0, 0)
    file = month.input(draft).notices[draft.main.name]
    view = view_of(file, month.input(draft).media.files[draft.main.name].expected, Printer(month.equipment))
    assert view.missing == (planted.file,)
    assert (~view.sound).sum() == len(view.lost) == 1
    edge = int(view.lost[0])
    unsure = {one.office for one in file_offices(view) if not one.count_sure}
    codes = {view.file.raw_record(row)[:4].decode() for row in (edge - 1, edge + 1)}
    assert codes == unsure


def test_one_file_of_a_sequence_in_utf8_is_told_and_the_others_are_checked(month):
    draft = month.copy()
    name = draft.main.name
    half = len(draft.main.data) // 2
    draft.splits[name] = half
    contents = draft.contents()
    second = split_name(name, 2)
    text = contents[second].tobytes().decode("cp932", errors="replace").encode("utf-8")
    check = month.input(draft)
    files = check.media.files | {second: replace(check.media.files[second], data=np.frombuffer(text, dtype=np.uint8))}
    media = replace(check.media, files=files)
    result = run_checks(replace(check, media=media, notices=notice_files(media)))
    errors = [one for one in result.findings if one.severity == "error"]
    assert [(one.rule, one.file, one.record) for one in errors] == [("text.encoding", second, None)]
    assert any(one.file == name for one in result.findings)
