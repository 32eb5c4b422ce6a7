"""今日 in front: cards by key, and where each of them leads."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from app.month.today import Card, Empty, GateMark, Goal, Today
from app.signoff.checksheet import load_sheet
from app.ui.today.month_card import GateRow
from app.ui.today.today_page import TodayPage
from tests.ui.office import open_office

MARKS = (
    GateMark("reception", "受入", "closed", "済"),
    GateMark("check", "検査", "void", "失効", "2026-12-14（月） 12:00 まで", True),
    GateMark("compare", "印刷照合", "open", "前の工程待ち", "2026-12-17（木） まで"),
)


@pytest.fixture
def page(qtbot, themed, tmp_path, jobs):
    office = open_office(tmp_path, jobs)
    made = TodayPage(office.desk, load_sheet(), lambda: None, lambda _month: None)
    qtbot.addWidget(made)
    made.resize(1200, 700)
    made.show()
    yield made
    office.book.engine.dispose()


def card(key, group, **other):
    return Card(
        key, group, f"月 {key}", "指摘をすべて決める", "品質責任者", ("媒体がありません",), Goal("board", key), **other
    )


def fill(page, *cards, empty=None):
    page.shown = Today(cards, empty)
    page._fill()


def test_enter_leads_to_where_the_chosen_card_is_done(qtbot, page):
    fill(page, card("a", "mine"), card("b", "rest"))
    page.setFocus()
    went = []
    page.wanted.connect(went.append)
    QTest.keyClick(page.cards[0], Qt.Key.Key_Return)
    QTest.keyClick(page.cards[0], Qt.Key.Key_Down)
    assert page.cards[1].hasFocus()
    page.act.click()
    assert [goal.key for goal in went] == ["a", "b"]


def test_a_card_stays_chosen_when_others_come_before_it(page):
    fill(page, card("a", "mine"), card("b", "rest"))
    page.cards[1].setFocus()
    fill(page, card("new", "mine"), card("a", "mine"), card("b", "rest"))
    assert page.chosen.card.key == "b" and page.cards[2].hasFocus()


def test_nothing_to_do_explains_itself_and_has_its_next_step(page):
    fill(page, empty=Empty("まだ何も登録されていません", "媒体を開いてください。", Goal("board")))
    went = []
    page.wanted.connect(went.append)
    assert page.stack.currentWidget() is page.empty and not page.act.isVisible()
    page.empty.button.click()
    assert went == [Goal("board")]


def test_gates_say_their_state_in_shape_and_word_and_fold_where_it_is_narrow(qtbot, themed):
    row = GateRow(MARKS * 3)
    qtbot.addWidget(row)
    row.resize(1600, 200)
    row.show()
    texts = [label.text() for label in row.findChildren(QLabel)]
    assert {"● 済", "▲ 失効", "□ 前の工程待ち", "▲12/14 12:00", "12/17"} <= set(texts)
    assert row._columns == 9
    row.resize(400, 200)
    assert row._columns == 5


def test_whoever_has_no_rights_counts_nothing(page):
    counted = []
    page.counted.connect(counted.append)
    page.renew()
    assert counted == [0] and page.shown.empty is not None
