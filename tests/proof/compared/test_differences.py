"""Differences that are alike together, what is decided on them, and results as files."""

import json

import pytest

from app.errors import KenpanError
from app.proof.compared.differences import DifferenceReview, Ruling, finding_sha256, grouped, members_sha256
from app.proof.compared.result_file import read_result, result_bytes
from app.proof.printed.comparison import Comparison
from app.proof.printed.model import Unreadable
from app.sheet.measured_form import Zone
from app.sheet.model import Rect
from tests.proof.compared.found import finding


def test_like_differences_are_one_group_the_gravest_first():
    findings = [
        finding("print.order", page=9, severity="warning"),
        finding("print.changed", page=7, expected="¥1,238円", found="1,233"),
        finding("print.changed", page=3, expected="¥9,998円", found="9,993"),
        finding("print.changed", page=4, expected="¥9,998円", found="9,990"),
        finding("print.pairing", page=5, message="ほかの人の面です（A レコード1）。"),
        finding("print.pairing", page=6, message="ほかの人の面です（A レコード9）。"),
    ]
    groups = grouped(findings)
    assert [one.rule for one in groups] == ["print.pairing", "print.changed", "print.changed", "print.order"]
    assert [one.members for one in groups] == [(4, 5), (2, 1), (3,), (0,)], "in the order of the pages"
    assert (groups[1].expected, groups[1].found) == ("8", "3")
    assert len({one.key for one in groups}) == 4


def test_what_differs_is_cut_out_of_what_is_alike():
    (one,) = grouped([finding("print.changed", expected="株式会社 見本", found="株式会社見木")])
    assert (one.expected, one.found) == ("本", "木")


def test_a_review_counts_what_was_seen_and_decided_and_never_lets_wrong_people_pass():
    review = DifferenceReview(
        Comparison(findings=[finding("print.pairing"), finding("print.missing"), finding("print.missing")])
    )
    assert (review.undecided, review.unseen, review.reprints) == (3, 3, 0)
    with pytest.raises(ValueError, match="ruling"):
        review.rule(0, Ruling("accept", "理由"))
    with pytest.raises(ValueError, match="ruling"):
        review.rule(1, Ruling("accept", " "))
    review.rule(0, Ruling("reprint", "刷り直す"))
    review.rule(1, Ruling("accept", "見本の欄"))
    review.tick(2)
    assert (review.undecided, review.unseen, review.reprints) == (0, 2, 1)
    assert review.seen_of(1) == 1 and review.group_of(2) == 1
    review.rule(1, None)
    assert review.undecided == 2


def test_what_cannot_be_told_on_paper_is_decided_one_by_one():
    asked = [finding("print.undecided", record=record) for record in (1, 2)]
    changed = [finding("print.changed", record=record, expected="1", found="7") for record in (1, 2)]
    assert [len(one.members) for one in grouped(asked + changed)] == [2, 2]
    apart = grouped(asked + changed, apart=True)
    assert [len(one.members) for one in apart] == [2, 1, 1]
    assert [bool(one.place) for one in apart] == [False, True, True]
    assert len({one.key for one in apart}) == 3, "each is named by itself"


def test_a_difference_is_named_by_a_hash_that_changes_with_it():
    one, other = finding("print.missing", page=1), finding("print.missing", page=2)
    assert finding_sha256(one) != finding_sha256(other)
    result = Comparison(findings=[one, other])
    (group,) = grouped(result.findings)
    again = Comparison(findings=[other, one])
    (same,) = grouped(again.findings)
    assert members_sha256(result, group) == members_sha256(again, same), "whatever their order"
    assert members_sha256(Comparison(findings=[one, one]), group) != members_sha256(result, group)


def test_a_result_is_read_as_it_was_written(tmp_path):
    zone = Zone("折り目", "線", "front", Rect(0, 0, 1, 1))
    result = Comparison(
        pages=3, records=2, matched=1, unreadable=[Unreadable("a.pdf", None, "壊れています。")],
        findings=[finding("print.moved", page=None, rect=None), finding("print.changed", page=2)],
        passed_over={zone: {1, 2}},
    )  # fmt: skip
    path = tmp_path / "result.json"
    path.write_bytes(result_bytes(result.as_json()))
    raw, read = read_result(path)
    assert raw == path.read_bytes()
    assert read.result.findings == result.findings and read.result.unreadable == result.unreadable
    assert read.result.ignored == result.ignored and result_bytes(read.table) == raw


@pytest.mark.parametrize(
    "spoil",
    [
        lambda table: table.pop("findings"),
        lambda table: table["counts"].update({"print.changed": 5}),
        lambda table: table["findings"][0].update(side="top"),
        lambda table: table["findings"][0].update(severity="fine"),
        lambda table: table["findings"][0].update(rect_mm=[1, 2]),
        lambda table: table.update(pages="x"),
    ],
)
def test_what_is_no_result_is_refused(tmp_path, spoil):
    table = json.loads(json.dumps(Comparison(findings=[finding("print.changed")]).as_json()))
    spoil(table)
    path = tmp_path / "result.json"
    path.write_text(json.dumps(table), "utf-8")
    with pytest.raises(KenpanError) as refused:
        read_result(path)
    assert refused.value.code == "print.result"
