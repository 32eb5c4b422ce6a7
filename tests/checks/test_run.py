"""The engine: the same result whatever the workers, exact counts, progress, a clean end."""

import threading
from dataclasses import replace

import numpy as np
import pytest

from app.checks import to_findings as telling
from app.checks.catalogue import RULES, rule, stage_rules
from app.checks.causes import one_cause_each
from app.checks.model import FileRule, Finding, Hits
from app.checks.rules.structure import CONSTANT, RESERVED
from app.checks.run import READING, run_checks
from app.checks.to_findings import group_findings
from app.errors import Cancelled
from app.records.text import CharKind, decode
from app.training.defects.structure import PLANTS


@pytest.fixture(scope="module")
def spoilt(month):
    """A volume with many defects."""
    draft = month.copy()
    for defect in sorted(PLANTS):
        PLANTS[defect](draft)
    return month.input(draft)


@pytest.fixture(scope="module")
def first(spoilt):
    return run_checks(spoilt, jobs=2)


def test_a_clean_volume_has_no_error(month):
    assert not month.clean.has_errors
    # A sample has NEC codes, 外字, year 1 and addresses without barcode; that is all there is to say of it.
    said = {finding.rule for finding in month.clean.findings}
    assert said <= {"text.extension", "barcode.unprintable", "gaiji.used", "gengo.gannen"}


def test_every_nec_code_that_is_told_is_really_there(month):
    told = [finding for finding in month.clean.findings if finding.rule == "text.extension"]
    assert told
    for finding in told:
        raw = month.draft.notices[finding.file].data[finding.record].tobytes()
        (char,) = decode(raw[finding.offset : finding.offset + finding.length])
        assert char.kind is CharKind.EXTENSION


@pytest.mark.parametrize("jobs", [1, 4])
def test_the_result_does_not_depend_on_the_number_of_workers(spoilt, first, jobs):
    result = run_checks(spoilt, jobs=jobs)
    assert (result.findings, result.counts, result.files) == (first.findings, first.counts, first.files)
    assert result.totals == first.totals


def test_the_result_does_not_depend_on_the_order_of_files(spoilt, first):
    def turned(files):
        return dict(reversed(files.items()))

    shuffled = replace(
        spoilt,
        notices=turned(spoilt.notices),
        counts=turned(spoilt.counts),
        media=replace(spoilt.media, files=turned(spoilt.media.files)),
    )
    result = run_checks(shuffled)
    assert (result.findings, result.counts, result.files, result.totals) == (
        first.findings,
        first.counts,
        first.files,
        first.totals,
    )


def test_findings_come_by_file_record_and_byte(first):
    keys = [finding.sort_key for finding in first.findings]
    assert keys == sorted(keys)
    assert len(set(keys)) == len(keys)


def test_every_rule_is_counted_also_those_that_found_nothing(first):
    assert list(first.counts) == list(dict.fromkeys(one.name for one in RULES))
    for name, count in first.counts.items():
        assert count == sum(finding.rule == name for finding in first.findings)


def test_files_say_what_was_checked(month):
    by_name = {one.name: one for one in month.clean.files}
    assert list(by_name) == sorted(month.draft.contents())
    for name, notices in month.draft.notices.items():
        one = by_name[name]
        assert (one.records, one.bytes) == (len(notices.data), notices.data.size)
        assert one.notices == sum(notices.prints.values())
        assert len(one.sha256) == 64
    assert month.clean.volume == "PAP03A"


def test_work_is_timed_by_rule(first):
    asked = {one.name for one in RULES if isinstance(one, FileRule)}
    assert set(first.elapsed) == asked | {READING, "total.counttable"}
    assert all(seconds >= 0 for seconds in first.elapsed.values())


def test_progress_goes_up_to_its_total_and_names_rules(spoilt):
    heard = []
    run_checks(spoilt, progress=lambda *report: heard.append(report))
    done = [one for _, one, _ in heard]
    assert done == sorted(done)
    assert done[0] == 0
    assert {total for _, _, total in heard} == {done[-1]}
    assert rule("field.constant").title in {stage for stage, _, _ in heard}


@pytest.mark.parametrize("after", [0, 3, 40])
def test_cancelling_ends_the_check_and_leaves_no_thread(spoilt, after):
    calls = iter(range(1000))

    def progress(_stage, _done, _total):
        if next(calls) == after:
            raise Cancelled

    with pytest.raises(Cancelled):
        run_checks(spoilt, progress=progress, jobs=4)
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("kenpan-check")]


def test_a_mistake_in_a_rule_is_not_hidden(spoilt, monkeypatch):
    def broken(_view):
        raise ZeroDivisionError

    content = (replace(stage_rules("content")[0], find=broken),)
    monkeypatch.setattr("app.checks.run.stage_rules", lambda stage: content if stage == "content" else ())
    with pytest.raises(ZeroDivisionError):
        run_checks(spoilt)
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("kenpan-check")]


def test_too_many_findings_are_counted_exactly_and_said_to_be_more(month, monkeypatch):
    monkeypatch.setattr(telling, "MOST_KEPT", 5)
    draft = month.copy()
    draft.main.data[:20, 20] = ord("X")
    result = month.check(draft)
    own = [finding for finding in result.findings if finding.rule == "field.reserved"]
    assert result.counts["field.reserved"] == 20
    assert [finding.record for finding in own] == [None, 0, 1, 2, 3, 4]
    assert "あと 15 件" in own[0].message


# --- causes --------------------------------------------------------------------------------------------------------


def hits(records, offsets, lengths):
    return Hits(
        np.array(records, dtype=np.int64),
        np.array(offsets, dtype=np.int64),
        np.array(lengths, dtype=np.int64),
        lambda i: f"{records[i]}:{offsets[i]}。",
    )


def told(found):
    return sorted(
        (int(own.records[i]), int(own.offset[i]), one.name, own.message(i))
        for one, own in found
        for i in range(len(own.records))
    )


def test_a_field_within_reach_of_the_longest_damage_so_far_belongs_to_it():
    found = [(CONSTANT, hits([7], [100], [300])), (RESERVED, hits([7, 7], [110, 460], [5, 10]))]
    assert told(one_cause_each(found)) == [(7, 100, "field.constant", "7:100。ほか 2 項目も様式に合いません。")]


def test_records_do_not_share_causes():
    found = [(CONSTANT, hits([1, 2], [970, 0], [10, 1])), (RESERVED, hits([2], [300], [5]))]
    assert told(one_cause_each(found)) == [
        (1, 970, "field.constant", "1:970。"),
        (2, 0, "field.constant", "2:0。"),
        (2, 300, "field.reserved", "2:300。"),
    ]


def test_no_error_gives_no_cause():
    assert one_cause_each([]) == []


# --- groups --------------------------------------------------------------------------------------------------------


def finding(message, rule_name="field.numeric", severity="error", file="A", record=0):
    return Finding(rule_name, severity, file, record, 0, 1, message)


def test_findings_that_differ_in_values_are_one_group_but_not_those_of_another_item():
    groups = group_findings(
        [
            finding("番号（項番15）：数字5桁のはずが「0A」です。", record=1),
            finding("番号（項番16）：数字5桁のはずが「0A」です。", record=2),
            finding("番号（項番15）：数字5桁のはずが「9 9」です。", record=3, file="B"),
            finding("拡張", "text.extension", "warning"),
            finding("一覧", "volume.missing"),
        ]
    )
    assert [(group.rule, group.count) for group in groups] == [
        ("volume.missing", 1),
        ("field.numeric", 2),
        ("field.numeric", 1),
        ("text.extension", 1),
    ]
    assert groups[1].files == ("A", "B")
    assert groups[1].first.record == 1


def test_a_group_counts_the_records_of_runs():
    run = finding("x")._replace(records=3)
    (group,) = group_findings([run, finding("x", record=9)])
    assert (group.count, group.records) == (2, 4)


def heading(*messages: str) -> str:
    (group,) = group_findings([finding(message, record=record) for record, message in enumerate(messages)])
    return group.heading


def test_a_heading_says_what_all_findings_say_and_never_shows_the_masks():
    assert heading("番号（項番15）：数字5桁のはずが「0A」です。") == "番号（項番15）：数字5桁のはずが「0A」です。"
    assert (
        heading("項目（項番15）：数字5桁のはずが「0A」です。", "項目（項番15）：数字5桁のはずが「9 9」です。")
        == "項目（項番15）：数字5桁のはずが「…」です。"
    )
    assert (
        heading(
            "事務所2101の作成件数（項番18）は12件、明細では11件。",
            "事務所2102の作成件数（項番18）は3件、明細では11件。",
        )
        == "事務所…の作成件数（項番18）は…件、明細では11件。"
    )
    assert heading("⟦93 20⟧ があります。", "⟦81 20⟧ があります。") == "⟦…⟧ があります。"


def test_no_heading_of_a_month_shows_a_mask(spoilt):
    result = run_checks(spoilt, jobs=1)
    for group in group_findings(result.findings):
        assert "「」" not in group.heading
        assert "#" not in group.heading.replace("ZMGKK#", "").replace("ZMGKS#", "").replace("「#", "")


@pytest.mark.parametrize(
    ("message", "other", "together"),
    [
        (
            "所在地2行目（項番65）：「髙」（FBFC）は",
            "所在地2行目（項番65）：「﨑」（ED95）は",
            "所在地2行目（項番65）：「…」（…）は",
        ),
        ("所在地2行目（項番65）は", "所在地1行目（項番65）は", None),
        ("1,234円と５６円", "7円と５６円", "…円と５６円"),
        ("項番12", "項番13", None),
        ("外字 F18C・F0C8 を", "外字 F18C・F040 を", "外字 F18C・… を"),
        ("「」のはず", "「0A」のはず", "「…」のはず"),
    ],
)
def test_findings_are_together_where_only_their_values_differ(message, other, together):
    groups = group_findings([finding(message), finding(other, record=1)])
    assert [group.heading for group in groups] == ([together] if together else [message, other])


def test_every_finding_of_a_month_is_in_one_group(first):
    groups = group_findings(first.findings)
    assert sorted(one.sort_key for group in groups for one in group.findings) == [
        one.sort_key for one in first.findings
    ]
