from dataclasses import replace

import numpy as np
import pytest

from app.checks.model import Finding
from app.errors import KenpanError
from app.month.findings.review import (
    KINDS,
    TOGETHER,
    history,
    identify,
    review_draft,
    reviewed,
    reviews_of,
)
from app.month.looking.opening import open_folder
from app.training.sample import make_sample
from app.workstation.settings import Settings

REASON = "紙面を確認し、印刷に支障がない"


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    out = tmp_path_factory.mktemp("sample")
    make_sample(out, establishments=60)
    return open_folder(out, Settings())


@pytest.fixture
def file(bench):
    return max(bench.notices, key=lambda name: len(bench.notices[name]))


def numeric(file, record=3, **changes):
    return Finding("field.numeric", "error", file, record, 100, 2, "「1A」が入っています。")._replace(**changes)


def changed(bench, file, record):
    """The same medium with one other byte in one record."""
    notices = bench.notices[file]
    data = notices.data.copy()
    data[record, 500] ^= 1
    return replace(bench, notices={**bench.notices, file: replace(notices, data=data)})


def said(house, bench, findings, action="reviewed", reason=REASON, who="kensa-1"):
    return house.by(who, lambda state, by: review_draft(bench, findings, action, reason))


def known(house, bench):
    return reviews_of(house.book.history(), bench)


def test_a_medium_without_marks_has_none(house, bench):
    assert known(house, bench) == ()


def test_a_mark_is_there_when_the_medium_is_opened_again(house, bench, file):
    finding = numeric(file)
    said(house, bench, [finding], reason=f"  {REASON} ")
    found = reviewed(known(house, bench), [numeric(file, 2), finding], bench)
    assert list(found) == [1]
    assert (found[1].reason, found[1].who) == (REASON, "検査員１")
    assert found[1].when.endswith("Z")


def test_how_a_mark_came_about_is_in_the_ledger(house, bench, file):
    each, together = numeric(file, 1), [numeric(file, 2), numeric(file, 3)]
    said(house, bench, [each])
    house.by("kensa-1", lambda state, by: review_draft(bench, together, "reviewed", "機構の指示", "together"))
    said(house, bench, [each], action="undone")
    assert [(one.how, one.reason) for one in known(house, bench)] == [
        ("each", REASON), *[("together", f"{TOGETHER}機構の指示")] * 2, ("each", REASON),
    ]  # fmt: skip
    assert [entry.data.get("how") for entry in house.book.history(tuple(KINDS))] == ["each", "together", None]


def test_entries_of_before_do_not_claim_that_each_of_many_was_looked_at(house, bench, file):
    for findings in ([numeric(file, 1)], [numeric(file, 2), numeric(file, 3)]):
        said(house, bench, findings)
    old = [
        replace(one, data={name: value for name, value in one.data.items() if name != "how"})
        for one in house.book.history(tuple(KINDS))
    ]
    assert [one.how for one in reviews_of(old, bench)] == ["each", "together", "together"]


def test_a_reason_that_says_nothing_but_that_it_is_for_many_is_none(bench, file):
    with pytest.raises(KenpanError) as caught:
        review_draft(bench, [numeric(file)], "reviewed", f"{TOGETHER} ", "together")
    assert caught.value.code == "review.reason"


def test_the_ledger_holds_no_byte_of_the_record(house, bench, file):
    (entry,) = said(house, bench, [numeric(file)])
    raw = bench.notices[file].raw_record(3)
    assert raw[:14].decode("ascii") not in entry.body
    assert raw.hex() not in entry.body
    assert numeric(file).message not in entry.body


def test_a_mark_taken_back_is_no_longer_in_force_but_stays_in_the_history(house, bench, file):
    finding = numeric(file)
    said(house, bench, [finding])
    said(house, bench, [finding], "undone", "誤って確認済にした")
    reviews = known(house, bench)
    assert reviewed(reviews, [finding], bench) == {}
    assert [one.action for one in history(reviews, identify(finding, bench))] == ["reviewed", "undone"]
    said(house, bench, [finding], reason="再確認した")
    assert reviewed(known(house, bench), [finding], bench)[0].reason == "再確認した"


@pytest.mark.parametrize(
    "other",
    [
        {"rule": "field.picture"},
        {"record": 4},
        {"offset": 101},
        {"length": 3},
        {"records": 2},
        {"record": None, "offset": None, "length": None},
    ],
)
def test_another_finding_is_not_marked(house, bench, file, other):
    said(house, bench, [numeric(file)])
    assert reviewed(known(house, bench), [numeric(file, **other)], bench) == {}


def test_a_mark_of_a_record_whose_bytes_changed_does_not_apply(house, bench, file):
    finding = numeric(file)
    said(house, bench, [finding])
    reviews = known(house, bench)
    assert reviewed(reviews, [finding], changed(bench, file, 3)) == {}
    assert list(reviewed(reviews, [finding], changed(bench, file, 4))) == [0]


def test_a_mark_of_a_run_depends_on_every_record_of_it(house, bench, file):
    run = numeric(file, records=3)
    said(house, bench, [run])
    assert reviewed(known(house, bench), [run], changed(bench, file, 5)) == {}
    assert list(reviewed(known(house, bench), [run], changed(bench, file, 6))) == [0]


def test_findings_about_a_whole_file_or_medium_are_told_apart_by_their_message(house, bench):
    first, second = (Finding("volume.missing", "error", "", None, None, None, text) for text in ("甲", "乙"))
    said(house, bench, [first])
    assert list(reviewed(known(house, bench), [first, second], bench)) == [0]


def test_a_line_of_a_count_table_can_be_marked(house, bench):
    table = next(iter(bench.counts))
    findings = [Finding("total.counttable", "error", table, record, 0, 5, "違います。") for record in (2, 3)]
    assert len({identify(finding, bench).sha256 for finding in findings}) == 2
    said(house, bench, findings[:1])
    assert list(reviewed(known(house, bench), findings, bench)) == [0]


@pytest.mark.parametrize("reason", ["", "  ", "\u3000\n"])
def test_no_mark_without_a_reason(house, bench, file, reason):
    with pytest.raises(KenpanError) as caught:
        said(house, bench, [numeric(file)], reason=reason)
    assert caught.value.code == "review.reason"
    assert known(house, bench) == ()


def test_too_many_at_once_were_not_looked_at(bench, file):
    with pytest.raises(KenpanError) as caught:
        review_draft(bench, [numeric(file)] * 10_001, "reviewed", REASON)
    assert caught.value.code == "review.many"


@pytest.mark.parametrize("who", ["kenshu-1", "kanri-1"])
def test_only_those_who_check_mark_findings(house, bench, file, who):
    with pytest.raises(KenpanError) as caught:
        said(house, bench, [numeric(file)], who=who)
    assert caught.value.code == "rights.missing"


def test_marks_belong_to_the_medium_they_were_made_on(house, bench, file):
    said(house, bench, [numeric(file)])
    other = replace(bench, media=replace(bench.media, files=dict(list(bench.media.files.items())[:-1])))
    assert known(house, other) == ()


def test_looking_for_marks_hashes_only_the_places_that_have_one(house, bench, file, monkeypatch):
    said(house, bench, [numeric(file)])
    reviews = known(house, bench)
    asked = []
    monkeypatch.setattr("app.month.findings.review.identify", lambda one, _bench: asked.append(one.record))
    reviewed(reviews, [numeric(file, record) for record in np.arange(50).tolist()], bench)
    assert asked == [3]
