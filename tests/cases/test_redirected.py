"""Where destinations stand follows from their characters; it must be what the whole sheet, placed, says of each."""

import re
from collections import Counter
from dataclasses import replace
from functools import partial
from itertools import cycle
from types import SimpleNamespace

import numpy as np
import pytest

import app.cases.redirected as judged
from app.cases.redirected import flows_alone, placed_setting, redirected
from app.checks.model import Hits
from app.checks.rules.redirected import _without
from app.equipment.printer import Printer
from app.lists.keys import Destination, list_key
from app.month.findings.checking import check
from app.month.lists.applying import with_lists
from app.notice.content import ADDRESSEE_IDS
from app.notice.items import spec_of
from app.records.notice_file import DETAIL
from app.sheet.envelope_file import ShowThrough
from app.sheet.form_model import Wording
from tests.sizes import SOAK

TOWN, CODE = "東京都千代田区千代田", "100-0001"
PLAIN = Destination("別送先商事", CODE, f"{TOWN}１－１")
KINDS = (
    PLAIN,
    PLAIN._replace(postal="000-0000"),
    PLAIN._replace(postal="100-0000"),
    PLAIN._replace(address="東京都港区芝１－１"),
    PLAIN._replace(name="ｶﾌﾞｼｷｶﾞｲｼｬ ﾍﾞｯｿｳ" * 2),
    PLAIN._replace(name="別送先商事\n総務部"),
    PLAIN._replace(name="別送先商事\n総務部\n経理課"),
    PLAIN._replace(address=f"{TOWN}１－１\n別送ビル\n５階\n５０１号室"),
    PLAIN._replace(name="別送先\ue000商事"),
    PLAIN._replace(name="別送先😀商事\uf8f0"),
    PLAIN._replace(address=f"{TOWN}A-1 別送ﾋﾞﾙ5F"),
    PLAIN._replace(address=TOWN + "あ" * 400),
    PLAIN._replace(address=TOWN + "ｱ" * 399, name="商" * 200),
    PLAIN._replace(address=TOWN + "あ" * 400, postal="000-0000"),
    *(PLAIN._replace(name="商" * count) for count in range(1, 60, 4)),
    *(PLAIN._replace(name="ｱ商" * count) for count in range(5, 40, 5)),
    *(PLAIN._replace(address=TOWN + "あ" * count, name="商ｱ" * 9) for count in range(1, 190, 9)),
    *(PLAIN._replace(address=TOWN + "ｱ" * count, postal="000-0000") for count in range(1, 190, 9)),
)


@pytest.fixture(scope="module")
def month(bench):
    """The volume with destinations of all kinds in both schemes."""
    keys = {list_key(file, int(row)) for file in bench.notices.values() for row in file.rows(DETAIL)}
    redirects = dict(zip(sorted(keys - {None}), cycle(KINDS), strict=False))
    assert len(redirects) >= len(KINDS)
    return changed(bench, redirects=redirects)


def changed(bench, **changes):
    return replace(bench, equipment=replace(bench.equipment, **changes))


def in_envelope(bench, **changes):
    return changed(bench, envelope=replace(bench.equipment.envelope, **changes))


def with_stacks(bench, change):
    """The addressee's stack of every form changed."""
    forms = {
        number: replace(form, stacks=tuple(change(one) if one.barcode else one for one in form.stacks))
        for number, form in bench.equipment.forms.items()
    }
    return changed(bench, forms=forms)


def strict(bench):
    """Windows that ask for more room than there is."""
    own = bench.equipment.envelope
    windows = tuple(replace(one, text_mm=one.text_mm + 4.5) for one in own.windows)
    return in_envelope(bench, windows=windows, barcode_mm=own.barcode_mm + 3.0)


def unseen(bench):
    """An addressee that must not be seen, and whose name shines through."""
    hiding = with_stacks(bench, lambda stack: replace(stack, must="hide"))
    return in_envelope(hiding, show_through=(ShowThrough("sheet.name_1", "sheet", 180.0),))


def without_bars(bench):
    return changed(bench, barcode=replace(bench.equipment.barcode, size=None))


def with_sign(bench):
    """A sign before the postal code, as a form that was measured may have it."""
    return with_wording(bench, Wording(frozenset(), "〒"))


def left_out(bench):
    """A form whose artwork has a word of the item: nothing can be counted."""
    return with_wording(bench, Wording(frozenset({CODE}), "〒"))


def with_wording(bench, wording):
    def change(stack):
        first, *others = stack.items
        return replace(stack, items=(replace(first, wording=wording), *others))

    return with_stacks(bench, change)


def narrow_offices(bench):
    """Every office's block is cut off."""
    forms = {}
    for number, form in bench.equipment.forms.items():
        stacks = tuple(
            one if one.barcode else replace(one, rect=one.rect._replace(y1=one.rect.y0 + 4.0)) for one in form.stacks
        )
        forms[number] = replace(form, stacks=stacks)
    return changed(bench, forms=forms)


def same(change):
    return change


def found_in(bench):
    for name, file in bench.notices.items():
        yield from (
            (name, one) for one in redirected(file, file.rows(DETAIL), bench.printer, partial(bench.content, name))
        )


@pytest.mark.parametrize(
    "change", (same, strict, unseen, without_bars, with_sign, narrow_offices, left_out) if SOAK else (unseen, left_out)
)
def test_every_setting_is_what_the_placed_sheet_says(month, change):
    bench = change(month)
    seen = Counter()
    for name, one in found_in(bench):
        placed = placed_setting(bench.printer, bench.content(name, one.row))
        assert sorted(one.setting.cut) == sorted(placed.cut)
        assert list(one.setting.hidden) == list(placed.hidden)
        assert one.setting.hidden == pytest.approx(placed.hidden, abs=1e-9)
        assert list(one.setting.exposed) == list(placed.exposed)
        seen.update(kind for kind, own in placed._asdict().items() if own)
    expected = {strict: {"cut", "hidden"}, unseen: {"cut", "exposed"}}.get(change, {"cut"})
    assert set(seen) == expected
    assert flows_alone(bench.equipment.shown[1].addressee) == (change is not left_out)


@pytest.mark.parametrize("change", (same, strict) if SOAK else (strict,))
def test_findings_and_marks_are_those_of_sheets_that_are_placed_one_by_one(month, change, monkeypatch):
    bench = change(month)
    lists = SimpleNamespace(redirects=bench.equipment.redirects)

    def told():
        return check(bench).findings, {name: marks.tobytes() for name, marks in with_lists(bench, lists).marks.items()}

    flowing = told()
    monkeypatch.setattr(judged, "flows_alone", lambda stack: False)
    assert told() == flowing
    assert {one.rule for one in flowing[0]} >= {"sheet.overflow", "gaiji.missing", "barcode.unprintable"}


_PARTS = "(郵便番号|住所|宛名|カスタマバーコード)"
_PARTS = f"別送先の{_PARTS}(・{_PARTS})*"
_CHAR = "[^・：]（U\\+[0-9A-F]{4,5}）"
SAID = {
    "sheet.overflow": f"{_PARTS}が枠に収まりません。途中で切れて印字されます。",
    "window.hidden": f"{_PARTS}が、封筒の中で紙が動くと窓枠に隠れることがあります"
    "（必要な余裕に最大 [0-9]+\\.[0-9] mm 足りません）。",
    "window.exposed": f"{_PARTS}が、封筒の中で紙が動くと窓から見えることがあります。",
    "gaiji.missing": f"別送先に、印字できない文字があります：{_CHAR}(・{_CHAR})*。",
    "barcode.unprintable": "別送先の郵便番号「[01]00-0000」：[^。]+。カスタマバーコードを印字できません。",
    "postal.address": f"別送先の郵便番号「{CODE}」の町域が、別送先の住所の中に見つかりません。",
}


@pytest.mark.parametrize("change", [same, strict, unseen, without_bars])
def test_each_destination_has_the_findings_that_its_sheet_gives_and_no_other(month, change):
    bench = change(month)
    expected = set()
    for name, one in found_in(bench):
        given = {
            "sheet.overflow": any(item in ADDRESSEE_IDS for item in one.setting.cut),
            "window.hidden": one.setting.hidden,
            "window.exposed": one.setting.exposed,
            "gaiji.missing": one.undrawable,
            "barcode.unprintable": one.barcode.reason is not None and change is not without_bars,
            "postal.address": one.barcode.reason is None and TOWN not in one.destination.address,
        }
        expected.update((rule, name, one.row) for rule, is_given in given.items() if is_given)
    found = [one for one in check(bench).findings if "別送先" in one.message]
    assert sorted((one.rule, one.file, one.record) for one in found) == sorted(expected)
    assert "postal.address" in {one.rule for one in found}
    for one in found:
        assert re.fullmatch(SAID[one.rule], one.message), one
    assert any(rule == "barcode.unprintable" for rule, _, _ in expected) == (change is not without_bars)


def test_what_is_said_of_an_address_that_is_not_printed_is_left_out_and_the_rest_keeps_its_words_and_runs():
    panel = [spec_of("kounen", item).fields[0] for item in ADDRESSEE_IDS]
    places = [(field.offset, field.length) for field in (panel[0], panel[0], panel[1])]
    offsets, lengths = np.array([*places, (0, 4)]).T
    said = Hits(np.array([3, 5, 7, 7]), offsets, lengths, lambda hit: f"hit {hit}", np.array([1, 2, 1, 1]))
    view = SimpleNamespace(file=SimpleNamespace(scheme="kounen"))
    left = _without(view, said, np.array([3, 5]))
    assert left.records.tolist() == [5, 7, 7] and left.runs.tolist() == [2, 1, 1]
    assert (left.offset.tolist(), left.length.tolist()) == (offsets[1:].tolist(), lengths[1:].tolist())
    assert [left.message(hit) for hit in range(3)] == ["hit 1", "hit 2", "hit 3"]
    assert _without(view, said, np.array([5])) is said


def test_no_sheet_is_placed_for_a_destination(month, monkeypatch):
    placed = Counter()
    sheet = Printer.sheet
    monkeypatch.setattr(Printer, "sheet", lambda own, *given: placed.update(["sheet"]) or sheet(own, *given))
    offices = {
        (name, one.destination and month.notices[name].data[one.row, :4].tobytes()) for name, one in found_in(month)
    }
    assert placed["sheet"] == len(offices)
