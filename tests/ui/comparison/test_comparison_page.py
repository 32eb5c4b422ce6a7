"""照合: differences with the keyboard, pages drawn ahead, and what is on screen when."""

from collections import Counter
from dataclasses import replace
from datetime import datetime
from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest

from app.month.printed.captured import captures_in_hand
from app.month.printed.in_hand import Compared
from app.proof.captures.comparison import CaptureComparison
from app.proof.captures.model import Box, Judged
from app.proof.compared.differences import DifferenceReview, Ruling
from app.proof.compared.pictures import Pair
from app.proof.compared.shown_page import ShownPage, ShownSide
from app.proof.compared.source import ShownPair
from app.proof.printed.comparison import Comparison
from app.proof.printed.model import Notice
from app.sheet.measured_form import MeasuredForm, Zone
from app.sheet.model import PlacedChar, Rect
from app.ui.comparison import comparison_page, result_acts
from app.ui.comparison.comparison_page import ComparisonPage
from app.ui.comparison.dialogs import RulingDialog, ZoneDialog
from app.ui.comparison.page_feed import PageFeed
from app.ui.comparison.progress_line import progress_text
from app.ui.comparison.setup_form import Chosen, SetupForm
from app.ui.comparison.verdict import banner
from app.ui.shell.desk import Desk
from tests.proof.compared.found import finding

FINDINGS = [
    finding("print.order", page=None, severity="warning", side=None, rect=None),
    finding("print.changed", page=2, expected="1238", found="1233"),
    finding("print.changed", page=4, expected="9998", found="9993"),
    finding("print.pairing", page=3, rect=None, item=None),
]
"""In the list: that of page 3, those of pages 2 and 4, the one without a page."""
ZONE = Zone("折り目", "線がある", "front", Rect(0, 0, 50, 10))


def compared(findings=FINDINGS, zones=(), passed_over=()):
    result = Comparison(pages=6, records=2, matched=2, findings=list(findings), passed_over=dict(passed_over))
    table = result.as_json()
    return Compared((), MeasuredForm((), {}, zones=tuple(zones)), (), result, table, b"{}", DifferenceReview(result))


class Source:
    """Pages without a print."""

    def __init__(self):
        self.asked = []

    def shown(self, number, hint=None):
        self.asked.append((number, hint))
        page = ShownPage(
            number, "print.pdf", number, 210.0, 115.0,
            (ShownSide("front", Rect(0, 0, 210, 115), None, None),), (), (), (), (),
        )  # fmt: skip
        return ShownPair(page, Pair(*(np.full((115, 210, 3), 255, np.uint8),) * 4, 25.4))

    def close(self):
        self.asked.append("closed")


@pytest.fixture
def source(monkeypatch):
    made = Source()
    monkeypatch.setattr(comparison_page, "page_source", lambda bench, one: made)
    return made


@pytest.fixture
def page(qtbot, jobs, themed, house, source, monkeypatch):
    monkeypatch.setattr(result_acts, "month_of", lambda state, bench: None)
    desk = Desk(house.book, jobs)
    made = ComparisonPage(
        desk,
        jobs,
        bench=lambda: SimpleNamespace(notices={}, equipment=SimpleNamespace(forms={}, reference=None)),
        writer=lambda kind: None,
    )
    qtbot.addWidget(made)
    made.resize(1366, 700)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.leave()
    desk.leave()


def settle(qtbot, jobs):
    qtbot.waitUntil(lambda: not jobs.busy())


def test_differences_are_walked_ticked_and_decided_with_the_keyboard(page, qtbot, jobs, source):
    page.show_result(compared())
    settle(qtbot, jobs)
    places = page.list
    assert page.difference.page == 3 and page.view.right._marks[0].number == 4 and page.view.right._marks[0].chosen
    assert {number for number, _ in source.asked} == {3, 2, 4}, "the next ones were drawn ahead"
    QTest.keyClick(places.member_view, Qt.Key.Key_Space)
    for wanted in (2, 4, None, None):
        asked = len(source.asked)
        QTest.keyClick(places.member_view, Qt.Key.Key_N)
        assert page.difference.page == wanted and len(source.asked) == asked, "it was ready"
    assert page.view.right.is_blank, "what was not printed has no page"
    QTest.keyClick(places.member_view, Qt.Key.Key_P)
    assert page.difference.page == 4 and page.one.review.seen == {3}
    QTest.keyClick(places.member_view, Qt.Key.Key_Up)
    assert page.difference.page == 2
    QTest.keyClick(places.member_view, Qt.Key.Key_D)
    dialog = page.findChild(RulingDialog)
    assert "1238" not in dialog.windowTitle() and not dialog.ruling
    QTest.keyClick(dialog.accept_button, Qt.Key.Key_Space)
    dialog.reason.setText("見本の値")
    QTest.keyClick(dialog.reason, Qt.Key.Key_Return)
    assert page.one.review.rulings == {1: Ruling("accept", "見本の値")}
    assert "見た 1 / 4 件　未決 2 件" in places.note.text()
    QTest.keyClick(places.member_view, Qt.Key.Key_F8)
    assert [places.groups.index(row, 1).data()[:4] for row in range(places.groups.rowCount())] == [
        "表裏・宛",
        "並び順　",
    ]
    QTest.keyClick(places.member_view, Qt.Key.Key_F7)
    assert places.groups.rowCount() == 1 and page.difference.rule == "print.order"
    QTest.keyClick(places.member_view, Qt.Key.Key_F5)
    assert places.groups.rowCount() == 3
    page._marked(3)
    assert page.difference.page == 4


def test_wrong_people_cannot_be_let_pass(page):
    page.show_result(compared())
    page.decide(0)
    dialog = page.findChild(RulingDialog)
    assert not dialog.accept_button.isEnabled()
    dialog.reprint.setChecked(True)
    dialog.reason.setText("刷り直す")
    assert dialog.ruling == Ruling("reprint", "刷り直す")
    dialog.reject()


def test_the_models_of_the_list_are_sound(page):
    for model in (page.list.groups, page.list.members):
        tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
        page.show_result(compared())
        page.list.tick()
        page.list.show_level("error")
        page.list.show_review(None)
        assert tester.model() is model


def test_equal_only_because_something_was_ignored_looks_different_from_equal():
    equal, ignored = banner(compared([])), banner(compared([], [ZONE], {ZONE: {1, 2}}))
    differs = banner(compared())
    assert len({one.tone for one in (equal, ignored, differs)}) == 3
    assert "違いはありません" in equal.text and "判定していません" in ignored.text and "2 頁" in ignored.text
    assert "除外域 1 か所" in ignored.facts and differs.text == "相違　4 件"


def test_a_zone_needs_a_name_and_a_reason_and_the_comparison_is_done_anew(page, qtbot, jobs, monkeypatch):
    page.show_result(compared())
    settle(qtbot, jobs)
    begun = []
    monkeypatch.setattr(page, "start", lambda: begun.append(page._form.zones))
    page._zone_drawn(Rect(10, 20, 60, 30))
    dialog = page.findChild(ZoneDialog)
    dialog.name.setText("折り目")
    dialog.accept_allowed = dialog.buttons.ok.isEnabled()
    assert not dialog.accept_allowed
    dialog.reason.setText("折りの線")
    dialog.accept()
    assert begun == [(Zone("折り目", "折りの線", "front", Rect(10, 20, 60, 30)),)]
    assert page.one is None, "what was found without it is forgotten"


def test_a_medium_that_is_closed_takes_all_that_was_found_with_it(page, qtbot, jobs, source):
    page.show_result(compared())
    settle(qtbot, jobs)
    page.leave()
    assert page.one is None and page.view.right.is_blank and source.asked[-1] == "closed"
    page._bench = lambda: None
    page.renew()
    assert page.stack.currentWidget() is page.empty and not page.act.isEnabled()


def test_a_late_page_of_another_comparison_is_dropped(qtbot, jobs, themed):
    feed, seen = PageFeed(jobs), []
    feed.ready.connect(lambda number, pair: seen.append(number))
    first, second = Source(), Source()
    feed.use(first)
    feed.want(1, None)
    feed.use(second)
    feed.want(2, Notice("A", 1), [(3, None)])
    settle(qtbot, jobs)
    assert seen == [2] and feed.has(3) and not feed.has(1)
    assert second.asked == [(2, Notice("A", 1)), (3, None)]
    feed.use(None)


def test_progress_says_pages_a_second_and_when_it_will_be_over():
    now = datetime(2026, 12, 11, 16, 0)
    assert progress_text("印刷の照合", 10, 1000, 10, 0.5, now) == "印刷の照合　10／1,000 頁"
    assert progress_text("印刷の照合", 1000, 7000, 1000, 10.0, now).endswith("毎秒 100.0 頁　終わりは 16:01 ごろ")
    assert "12月23日" in progress_text("印刷の照合", 10, 1_000_000, 10, 10.0, now.replace(hour=23))[-16:]
    assert progress_text("復号", 1, 4, 1, 9.0, now) == "復号　25%"


def test_without_a_folder_of_forms_it_is_compared_by_those_at_hand(qtbot, themed, tmp_path):
    form = SetupForm()
    qtbot.addWidget(form)
    assert form.chosen() is None
    form.fill_in([tmp_path / "print.pdf"], None)
    assert form.chosen() == Chosen((tmp_path / "print.pdf",), None, None, None, None)
    form.sealed.setChecked(True)
    assert form.chosen().sealed
    form.sealed.setChecked(False)


class CaptureSource(Source):
    """Captures, on each of which one box could not be told."""

    def shown(self, number, hint=None):
        pair = super().shown(number, hint)
        char = PlacedChar(char="1", font="text", glyph=1, x=12.0, baseline=23.0, width=2.0)
        picture = np.tile(np.arange(0, 240, 10, np.uint8), (6, 1))
        judged = Judged(Box("front.charge.total", "front", char, 8, 1.0, 0), "undecided", 0.1, "7", picture, ("7", ""))
        return pair._replace(boxes=(judged,))


def test_a_person_says_of_a_capture_what_the_machine_cannot(page, qtbot, jobs, monkeypatch):
    monkeypatch.setattr(comparison_page, "page_source", lambda bench, one: CaptureSource())
    asked = [finding("print.undecided", page=number, record=number, rect=Rect(10, 20, 30, 25)) for number in (0, 1)]
    found = CaptureComparison(pages=2, findings=[*asked, FINDINGS[1]])
    one = captures_in_hand([], found, ())
    page.show_result(one)
    settle(qtbot, jobs)
    assert "実機スキャナー未検証" in page.facts.text() and "相違" in page.verdict.text()
    assert page.strip.isVisible() and not page.strip.asks, "what is different is no question"
    page.facts.setText("　".join(["実測様式（承認 品質責任者）"] * 20))
    assert page.minimumSizeHint().width() <= 1200, "however much there is to say, the window does not grow for it"
    assert not page.view.zone_button.isVisible()
    for key, decision in ((Qt.Key.Key_O, "accept"), (Qt.Key.Key_X, "reprint")):
        QTest.keyClick(page.list.member_view, Qt.Key.Key_N)
        settle(qtbot, jobs)
        assert page.strip.asks and [each.caption for each in page.strip.row.pictures] == [
            "紙", "データ", "紙", "データ「1」", "「7」", "空白",
        ]  # fmt: skip
        at = page.list.current
        QTest.keyClick(page.list.member_view, key)
        settle(qtbot, jobs)
        assert one.review.rulings[one.review.group_of(at)].decision == decision and at in one.review.seen
        page.list.go_to(at)
        settle(qtbot, jobs)
    assert page.strip.told.text() == "決定：相違" and one.review.undecided == 1


def test_sealed_envelopes_are_never_equal_as_a_whole():
    found = CaptureComparison(pages=2, sealed=True, unseen=Counter({("sheet", "sheet.piece_id"): 2}))
    told = banner(captures_in_hand([], found, ()))
    assert told.tone == "asked" and "判定していません" in told.text and "封をした封筒 2 通" in told.facts
    assert "現品ID 2 通" in told.unseen and "封筒の中" in told.unseen
    bad = replace(found, findings=[finding("print.hidden")])
    assert banner(captures_in_hand([], bad, ())).tone == "bad"


def test_captures_have_a_verdict_between_equal_and_different():
    asked = CaptureComparison(pages=2, findings=[finding("print.undecided")])
    told = banner(captures_in_hand([], asked, ()))
    assert told.tone == "asked" and "1 か所を人が決めます" in told.text and "実機スキャナー未検証" in told.facts
    assert banner(captures_in_hand([], CaptureComparison(pages=2), ())).tone == "good"
