"""Rules of the volume stage: what is missing, cannot be opened, or does not end where it must."""

from dataclasses import replace

import numpy as np
import pytest

from app.checks.rules import office
from app.checks.run import run_checks
from app.checks.volume import RULES
from app.errors import KenpanError
from app.month.findings.checking import check
from app.month.looking.opening import open_folder
from app.training.defects import DEFECTS
from app.training.defects.medium import PLANTS
from app.training.sample import draft_sample, make_sample
from app.workstation.settings import Settings
from tests.agency import unmarked

ON_MEDIUM = ("volume.missing", "volume.missing/split", "volume.unexpected", "file.key")


def errors(result):
    return [finding for finding in result.findings if finding.severity == "error"]


def as_planted(finding):
    return (
        finding.rule,
        finding.file,
        -1 if finding.record is None else finding.record,
        finding.offset or 0,
        finding.length or 0,
    )


@pytest.mark.parametrize("defect", ON_MEDIUM)
def test_a_defect_of_the_medium_is_found_when_it_is_opened(tmp_path, defect):
    summary = make_sample(tmp_path, establishments=90, defects=frozenset({defect}))
    (found,) = errors(check(open_folder(tmp_path, Settings())))
    (planted,) = summary.planted
    assert (found.rule, found.file.removesuffix(".cmp")) == (defect.split("/")[0], planted.file)
    assert (found.record, found.offset, found.length) == (None, None, None)
    assert found.message


@pytest.mark.parametrize("defect", sorted(set(PLANTS) - set(ON_MEDIUM)))
def test_a_defect_of_a_file_is_found_at_its_bytes(month, defect):
    planted, draft = month.plant(defect)
    found = month.new_findings(draft)
    place = (planted.defect.split("/")[0], planted.file, planted.record, planted.offset, planted.length)
    # An office of another prefecture is not in the list of offices either.
    allowed = {"office.unknown"} if defect == "office.prefecture" else set()
    assert [as_planted(one) for one in found if one.rule not in allowed] == [place]


def test_a_file_in_utf8_is_one_finding_and_nothing_that_follows_from_it(month):
    planted, draft = month.plant("text.encoding/utf8")
    result = month.check(draft)
    new = month.new(result)
    assert [(one.rule, one.severity, one.file, one.record) for one in new] == [
        ("text.encoding", "error", planted.file, None)
    ]
    assert "文字コードが UTF-8 です" in new[0].message
    lines = [line for line in result.totals if line.office[:2] == planted.file[6:8] and line.scheme == "kounen"]
    assert {(line.total_ok, line.prints_ok) for line in lines} == {(None, None)}


def test_an_office_of_another_prefecture_is_one_finding_for_all_its_records(month):
    planted, draft = month.plant("office.prefecture")
    (found,) = (one for one in month.new_findings(draft) if one.rule == "office.prefecture")
    assert found.records == len(draft.notices[planted.file].data) - planted.record
    assert "推定" in found.message


def test_a_lone_wrong_office_code_is_damage_and_not_another_prefecture(month):
    planted, draft = month.plant("text.extension")
    draft.main.data[planted.record + 1, :2] = np.frombuffer(b"22", dtype=np.uint8)
    rules = {one.rule for one in month.new_findings(draft)}
    assert rules
    assert "office.prefecture" not in rules


def test_the_length_finding_points_at_the_bytes_after_the_last_record(month):
    draft = month.copy()
    name = draft.main.name
    draft.raw[name] = draft.main.data.tobytes() + b"x" * 979
    (found,) = (one for one in month.new_findings(draft) if one.rule == "file.length")
    assert (found.offset, found.length) == (draft.main.data.size, 979)
    assert "979 バイト" in found.message


SPOILT = {
    "ZMGKK#1201": lambda raw: raw[:-4096],
    "ZMGKS#1201": lambda raw: raw[:2000] + bytes((raw[2000] ^ 1,)) + raw[2001:],
    "ZMGKK#3601": lambda _raw: b"",
}


def test_a_spoilt_container_is_told_and_the_other_files_are_checked(tmp_path):
    make_sample(tmp_path, establishments=90)
    for name, spoil in SPOILT.items():
        path = tmp_path / "PAP03A" / f"{name}.cmp"
        path.write_bytes(spoil(path.read_bytes()))
    result = check(open_folder(tmp_path, Settings()))
    found = [(one.rule, one.file.removesuffix(".cmp"), one.record) for one in errors(result)]
    assert sorted(found) == sorted(("file.length", name, None) for name in SPOILT)
    assert not SPOILT.keys() & {one.name for one in result.files}
    assert "ZMGKK#2101" in [one.name for one in result.files]


def test_a_problem_that_is_no_rule_of_its_own_is_never_left_out(month):
    check_input = month.input(month.copy())
    problem = KenpanError(
        "file.memory", "メモリが足りません。", "閉じてください。", file="ZMGKK#1201", place="5 バイト目"
    )
    media = replace(check_input.media, problems=(problem,))
    (found,) = errors(run_checks(replace(check_input, media=media)))
    assert (found.rule, found.file) == ("file.unread", "ZMGKK#1201")
    assert found.message == "5 バイト目：メモリが足りません。閉じてください。"


def test_a_count_table_without_total_is_told_for_the_whole_table(month):
    draft = month.copy()
    name = min(draft.counts)
    draft.counts[name] = draft.counts[name][:-160]
    (found,) = (one for one in month.new_findings(draft) if one.rule == "order.sequence")
    assert (found.file, found.record, found.offset) == (name, None, len(draft.counts[name]))


@pytest.mark.parametrize("rule", [*RULES, *office.RULES], ids=lambda rule: rule.name)
def test_every_rule_tells_a_trainer_what_and_why(rule):
    assert rule.explanation.count("。") in range(2, 6)
    assert rule.name in DEFECTS or rule.name == "file.unread"


@pytest.mark.parametrize("defect", ["office.name", "office.prefecture", "record.type", "record.type/inserted"])
def test_a_sample_without_notices_has_no_room_for_a_defect(defect):
    with pytest.raises(KenpanError) as refused:
        DEFECTS[defect](draft_sample(establishments=0))
    assert refused.value.code == "sample.size"


def test_files_of_a_sample_among_the_agency_s_are_found_and_a_whole_sample_is_none(tmp_path):
    make_sample(tmp_path, establishments=30, plain=True)
    agency = tmp_path / "PAP03A" / "ZMGKK#1201"
    agency.write_bytes(unmarked(agency.read_bytes()))
    found = errors(check(open_folder(tmp_path, Settings())))
    assert {finding.rule for finding in found} == {"volume.unexpected"}
    held = {path.name for path in agency.parent.iterdir() if path.stat().st_size}
    assert {finding.file for finding in found} == held - {agency.name}
    assert all("架空" in finding.message for finding in found)


def test_a_mark_in_a_record_that_is_no_sample_s_is_a_reserved_field_in_use(tmp_path):
    make_sample(tmp_path, establishments=30, plain=True)
    folder = tmp_path / "PAP03A"
    first = (folder / "ZMGKK#2101").read_bytes()[:980]
    for path in folder.iterdir():
        path.write_bytes(unmarked(path.read_bytes()))
    tokyo = folder / "ZMGKK#2101"
    tokyo.write_bytes(first + tokyo.read_bytes()[980:])
    (found,) = errors(check(open_folder(tmp_path, Settings())))
    assert (found.rule, found.record, found.offset, found.length) == ("field.reserved", 0, 24, 14)
