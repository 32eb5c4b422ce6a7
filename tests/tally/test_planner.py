"""The flyer and weight plan says of each envelope what its notice says of itself."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from types import SimpleNamespace

import numpy as np
import pytest
from openpyxl import load_workbook

from app.equipment.posting import load_posting
from app.equipment.weights import load_weights
from app.month.counts.planning import month_envelopes, month_plan
from app.month.lists.applying import open_lists, with_lists
from app.notice.flyers import SYMBOL_KINDS, SymbolKind
from app.notice.items import LAYOUT_NO
from app.notice.model import Flyer
from app.records.notice_file import DETAIL, EXTRACT
from app.reports.insert_plan import insert_plan_xlsx
from app.tally.plan_json import plan_json
from app.tally.planner import plan_inserts
from app.tally.ways import PULL, REDIRECT, WAYS
from app.training.redirect_zip import PASSWORD, make_redirect_zip


@pytest.fixture(scope="module")
def month(bench, tmp_path_factory):
    path = tmp_path_factory.mktemp("lists") / "a.zip"
    make_redirect_zip(path, bench.notices.values(), share=0.4)
    return with_lists(bench, open_lists(bench, path, PASSWORD))


@pytest.fixture(scope="module")
def envelopes(month):
    return month_envelopes(month)


@pytest.fixture(scope="module")
def plan(month, envelopes):
    return month_plan(month, envelopes)


def planned(month, envelopes, **changed):
    own = month.equipment
    asked = {
        "settings": own.flyers,
        "weights": load_weights(),
        "posting": load_posting(),
        "papers": {scheme: own.forms[number].paper for scheme, number in LAYOUT_NO.items()},
        "envelope": own.envelope,
    }
    return plan_inserts(envelopes, *(asked | changed).values())


def test_an_envelope_is_an_establishment_and_every_notice_lies_in_one(month, envelopes):
    assert len(envelopes) == sum(len(file.rows(EXTRACT)) for file in month.notices.values())
    assert envelopes.sheets.sum() == sum(len(file.rows(DETAIL)) for file in month.notices.values())
    assert set(envelopes.sheets.tolist()) == {1, 2}


def test_every_envelope_holds_and_weighs_what_its_own_notice_says(month, envelopes, plan):
    weights = load_weights()
    for at in range(len(envelopes)):
        content = month.content(*envelopes.place(at))
        own = plan.combinations[int(plan.of[at])]
        assert own.flyers == content.flyers.flyers and own.prefecture == content.flyers.prefecture
        sheets = int(envelopes.sheets[at])
        paper, envelope = month.equipment.forms[content.layout_no].paper, month.equipment.envelope
        assert own.sheets == sheets
        assert own.grams == pytest.approx(weights.piece(paper, envelope, content.flyers, sheets))
        assert bool(envelopes.bare[at]) == (content.barcode.reason is not None)


def test_ways_are_those_of_the_lists(month, envelopes, plan):
    counts = month.lists.counts
    assert (envelopes.way == REDIRECT).sum() == counts["redirect"] > 0
    assert (envelopes.way == PULL).sum() == counts["pull"] > 0
    ways = Counter()
    for one in plan.combinations:
        ways.update(one.ways)
    assert [ways[way] for way in WAYS] == np.bincount(envelopes.way, minlength=3).tolist()


def test_flyers_are_counted_one_an_envelope(plan, envelopes):
    needed = {(one.letter, one.name): one for one in plan.flyers}
    assert needed["A", "第1版"].needed == len(envelopes) == plan.envelopes
    senpo = needed["B", "船員"]
    assert senpo.needed == envelopes.senpo.sum() == sum(senpo.prefectures.values())
    assert needed["B", "東京都"].prefectures.keys() == {"東京都"}
    assert not plan.leaving and not plan.misfits
    assert {one.post.name for one in plan.combinations} == {"定形 50g 以内"}


def test_a_month_splits_by_edition_and_size(month, envelopes):
    settings = replace(month.equipment.flyers, exceptions_a={"千葉県": "2"}, sizes_b={"東京都": "A3"})
    found = {
        (one.letter, one.name, one.size): one.prefectures for one in planned(month, envelopes, settings=settings).flyers
    }
    assert found["A", "第2版", "A4"].keys() == {"千葉県"} and "千葉県" not in found["A", "第1版", "A4"]
    assert ("B", "東京都", "A3") in found and ("B", "東京都", "A4") not in found


def test_what_leaves_the_class_is_named_before_printing(month, envelopes):
    heavy = replace(month.equipment.flyers, kinds_c=(Flyer("C", "広報1", "", "A3"), Flyer("C", "広報2", "", "A3")))
    weights = replace(load_weights(), flyers={"A4": 5.2, "A3": 16.0})
    plan = planned(month, envelopes, settings=heavy, weights=weights)
    over = [one for one in plan.combinations if one.grams > 50]
    assert over and all(one.post.name == "定形外 100g 以内" for one in over)
    assert all(any("50 g を超えます" in what for what in one.problems) for one in over)
    light = [one for one in plan.combinations if one.grams <= 50]
    assert light and all(one.post.name == "定形 50g 以内" for one in light)


def test_an_envelope_on_the_limit_of_the_standard_size_fits_and_one_above_does_not(month, envelopes):
    high = SimpleNamespace(width=230.0, height=120.5)
    plan = planned(month, envelopes, envelope=high)
    assert plan.misfits == ("幅 120.5 mm（定形は 90〜120 mm）",)
    assert all(one.post.size == "nonstandard" for one in plan.combinations)
    assert not load_posting().misfits(230.0, 120.0, 10.0)
    assert load_posting().misfits(230.0, 120.0, 10.1) == ("厚さ 10.1 mm（定形は 10 mm まで）",)


def test_a_scale_that_cannot_tell_one_insert_is_named(month, envelopes):
    assert all(not one.problems for one in planned(month, envelopes).combinations)
    blunt = planned(month, envelopes, weights=replace(load_weights(), spread=0.2))
    assert all("過不足が分かりません" in "".join(one.problems) for one in blunt.combinations)


def test_an_unclear_symbol_gets_no_b_and_is_asked_about(month, envelopes):
    symbol = envelopes.symbol.copy()
    at = int(np.flatnonzero(~envelopes.senpo)[0])
    symbol[at] = SYMBOL_KINDS.index(SymbolKind.MIXED)
    plan = planned(month, replace(envelopes, symbol=symbol))
    (own,) = plan.leaving
    assert own.envelopes == 1 and own.first == envelopes.place(at) and "チラシBを入れるか" in own.unclear
    assert all(one.letter != "B" for one in own.flyers)


def test_the_plan_is_told_as_json(plan):
    told = plan_json(plan)
    assert told["envelopes"] == sum(one["normal"] + one["redirect"] + one["pull"] for one in told["combinations"])
    assert {one["weight_class"] for one in told["combinations"]} == {50}


def test_the_plan_is_written_as_a_book(plan):
    raw = insert_plan_xlsx(plan, "2026年12月　本番", "PAP03A", datetime(2026, 11, 22, tzinfo=UTC))
    book = load_workbook(BytesIO(raw), read_only=True)
    flyers, rows = (list(book[name].iter_rows(values_only=True)) for name in ("チラシ", "組合せ"))
    assert [row[:4] for row in flyers[1:]] == [(one.letter, one.name, one.size, one.needed) for one in plan.flyers]
    assert sum(sum(row[3:6]) for row in rows[1:]) == plan.envelopes
