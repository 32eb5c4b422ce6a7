"""続行 or 別紙9: every error of the month's medium is decided on, warnings by their rules."""

import pytest

from app.checks.model import Finding
from app.errors import KenpanError
from app.month.findings.decisions import (
    decision_draft,
    decisions_of,
    error_keys,
    evidence_of,
    key_of,
    months_of,
    tally,
)
from app.month.findings.review import MOST
from app.month.parts_in_use import media_part
from tests.house import EQUIPMENT, part


def finding(bench, record, severity="error", rule="date.era"):
    name = next(iter(bench.notices))
    return Finding(rule, severity, name, record, 10, 6, "見本の指摘")


@pytest.fixture
def month(house, bench):
    """A house with a month that is bound to the open medium, which was taken."""
    house.begin_process(*EQUIPMENT)
    house.open_month(parts=(*EQUIPMENT, media_part(bench)))
    house.receive()
    return house


def decide(house, bench, findings, decision="go_on", reason="機構が了承"):
    house.by("hinshitsu-1", lambda state, by: decision_draft(state, by, bench, findings, decision, reason))


def counted(house, bench, findings):
    found = evidence_of(house.state.months["m1"], tally(bench, findings, error_keys(findings, bench)))
    return {one.name: one.count for one in found}


def refusal(act, *arguments):
    with pytest.raises(KenpanError) as caught:
        act(*arguments)
    return caught.value.code


def test_every_error_is_open_until_a_lead_decides_on_it(month, bench):
    found = [finding(bench, 1), finding(bench, 3), finding(bench, 1, "warning", "postal.address")]
    assert counted(month, bench, found)["open"] == 2
    decide(month, bench, found[:1])
    told = counted(month, bench, found)
    assert (told["errors"], told["open"], told["warnings"], told["groups"]) == (2, 1, 1, 0)
    decide(month, bench, found[1:], "report")
    told = counted(month, bench, found)
    assert (told["open"], told["groups"]) == (0, 1)
    entry = month.book.history(("finding.decided",))[-1]
    assert entry.data["groups"] == [{"rule": "postal.address", "count": 1}]
    assert [one["record"] for one in entry.data["findings"]] == [3]


def test_the_check_closes_on_that_evidence_and_not_before(month, bench):
    found = [finding(bench, 1)]
    told = tally(bench, found, error_keys(found, bench))
    close = lambda: month.close(  # noqa: E731
        "m1", "check", evidence_of(month.state.months["m1"], told), (media_part(bench),)
    )
    assert refusal(close) == "gate.open"
    decide(month, bench, found)
    close()
    assert "check" in month.state.months["m1"].closed


def test_a_medium_of_no_month_is_decided_on_by_nobody(month, bench):
    month.bind_month((*EQUIPMENT, part("media", "2")))
    assert months_of(month.state, bench) == ()
    assert refusal(decide, month, bench, [finding(bench, 1)]) == "findings.month"
    assert evidence_of(month.state.months["m1"], tally(bench, (), ())) == ()


def test_a_decision_has_a_reason_and_is_about_no_more_than_people_look_at(month, bench):
    assert refusal(decide, month, bench, [finding(bench, 1)], "go_on", " ") == "reason.missing"
    assert refusal(decide, month, bench, [finding(bench, 1)] * (MOST + 1)) == "review.many"


def test_an_error_of_a_file_that_is_not_open_is_named_by_its_message(month, bench):
    lost = Finding("file.length", "error", "ZMGKK#9901", 3, None, None, "開けないファイル")
    assert counted(month, bench, [lost])["open"] == 1
    decide(month, bench, [lost])
    assert counted(month, bench, [lost])["open"] == 0


def test_a_decision_on_a_record_with_other_bytes_is_none_on_this_one(month, bench):
    decide(month, bench, [finding(bench, 1)])
    assert counted(month, bench, [finding(bench, 3)])["open"] == 1


def test_each_finding_tells_who_decided_what_and_why(month, bench):
    error, other, warning = finding(bench, 1), finding(bench, 3), finding(bench, 5, "warning", "postal.address")
    decide(month, bench, [error, warning], "report", "原本と違う")
    decide(month, bench, [error], "go_on", "機構が了承")
    told = decisions_of(month.book.history(), bench)
    assert [(one.decision, one.reason, one.who) for one in told[key_of(error, bench)]] == [
        ("report", "原本と違う", month.state.accounts[month.id_of("hinshitsu-1")].name),
        ("go_on", "機構が了承", month.state.accounts[month.id_of("hinshitsu-1")].name),
    ]
    assert [one.decision for one in told[key_of(finding(bench, 7, "warning", "postal.address"), bench)]] == ["report"]
    assert key_of(other, bench) not in told


def test_errors_that_are_told_alike_are_counted_each(month, bench):
    """Two findings of a file that is not open may have the same name: one decision is about both."""
    lost = Finding("file.length", "error", "ZMGKK#9901", None, None, None, "開けないファイル")
    assert counted(month, bench, [lost, lost])["open"] == 2
    decide(month, bench, [lost])
    assert counted(month, bench, [lost, lost])["open"] == 0
