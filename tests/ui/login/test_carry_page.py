"""The first start beside a ledger of format 1, and that ledger on screen afterwards."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt

from app.signoff.book import open_book
from app.signoff.carry import carry_over
from app.signoff.checksheet import load_sheet
from app.signoff.login import log_in
from app.ui.ledger.ledger_page import LedgerPage
from app.ui.ledger.nodes import HIDDEN
from app.ui.login.login_page import LoginPage
from app.ui.shell.desk import CARRY_JOB, Desk
from app.workstation.ledger_place import see_past
from tests.house import CHEAP
from tests.signoff.old_ledger import COUNT, Old, remember
from tests.ui.login.typed import types

ADMIN = "kanri-1"
ENTER = Qt.Key.Key_Return


@pytest.fixture
def old(tmp_path, monkeypatch):
    remember(monkeypatch)
    return Old(tmp_path)


@pytest.fixture
def book(old, tmp_path):
    made = open_book(f"sqlite:///{tmp_path / 'kenpan-2.db'}", old.clock, CHEAP)
    made.past_url, made.past = old.url, see_past(old.url)
    yield made
    made.engine.dispose()


@pytest.fixture
def page(qtbot, jobs, themed, book):
    made = LoginPage(Desk(book, jobs))
    qtbot.addWidget(made)
    made.resize(1100, 760)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.setFocus()
    return made


def settle(qtbot, jobs):
    qtbot.waitUntil(lambda: not jobs.busy())


def test_the_first_start_offers_to_take_the_ledger_before_on_and_says_what_is_not_carried(page):
    assert page.currentWidget() is page.carry
    assert page.carry.title.text() == f"前の台帳（{COUNT} 件）を引き継ぐ"
    said = "".join(label.text() for label in page.carry.findChildren(type(page.carry.title)))
    assert "承認は引き継がれません" in said


def test_it_is_taken_on_with_the_keyboard_alone(qtbot, page, jobs, old, book):
    types(ADMIN, ENTER, old.password, ENTER)
    settle(qtbot, jobs)
    assert "確認コードが必要です" in page.carry.trouble.text()
    assert page.carry.password.text() == old.password, "a missing code does not cost the password"
    types(old.recovery(ADMIN), ENTER)
    settle(qtbot, jobs)
    assert page.currentWidget() is page.form
    assert page.form.login.text() == ADMIN
    assert "前の台帳を引き継ぎました" in page.form.note.text()
    assert "検査員９は" in page.form.note.text(), "who needs another initial password"
    assert book.past is None
    assert page.carry.password.text() == ""
    page.begin()
    assert page.currentWidget() is page.form


def test_a_refusal_is_said_and_the_password_is_forgotten(qtbot, page, jobs, old, book):
    types(ADMIN, ENTER, "wrong", ENTER)
    settle(qtbot, jobs)
    assert "違います" in page.carry.trouble.text()
    assert (page.carry.login.text(), page.carry.password.text()) == (ADMIN, "")
    assert book.state.count == 0


def test_how_far_it_is_is_said_and_it_can_be_stopped(qtbot, page, jobs, old, book, monkeypatch):
    from app.signoff import carry as module

    def proving(_book, _past, _login, _password, _code, progress):
        for done in range(1, 1_000_000):
            progress("前の台帳の検証", min(done, COUNT), COUNT)

    monkeypatch.setattr(module, "carry_over", proving)
    types(ADMIN, ENTER, old.password, ENTER)
    qtbot.waitUntil(lambda: f"/ {COUNT} 件" in page.carry.note.text())
    assert not page.carry.button.isEnabled()
    qtbot.keyClick(page.carry.stop, Qt.Key.Key_Space)
    assert not jobs.running(CARRY_JOB)
    settle(qtbot, jobs)
    assert (page.carry.button.isEnabled(), page.carry.stop.isVisible()) == (True, False)
    assert book.state.count == 0


def test_two_who_take_it_on_at_once_are_one(qtbot, page, jobs, old, book):
    other = open_book(str(book.engine.url), old.clock, CHEAP)
    carry_over(other, book.past, "kanri-2", old.password, old.recovery("kanri-2"))
    other.engine.dispose()
    types(ADMIN, ENTER, old.password, ENTER)
    settle(qtbot, jobs)
    types(old.recovery(ADMIN), ENTER)
    settle(qtbot, jobs)
    assert page.currentWidget() is page.form
    assert "すでに登録されています" in page.form.note.text()


# Afterwards


@pytest.fixture
def ledger(qtbot, jobs, themed, book, old):
    carry_over(book, book.past, ADMIN, old.password, old.recovery(ADMIN))
    old.clock.now += timedelta(minutes=1)
    desk = Desk(book, jobs)
    desk.session = log_in(book, ADMIN, old.password, old.code(ADMIN))
    made = LedgerPage(desk, load_sheet())
    qtbot.addWidget(made)
    made.resize(1366, 690)
    made.show()
    qtbot.waitUntil(lambda: len(made.table.model.rows()) == book.state.count)
    return made


def look_at_past(qtbot, ledger):
    ledger.which.setFocus()
    qtbot.keyClick(ledger.which, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: len(ledger.table.model.rows()) == COUNT)


def exports(ledger):
    return [button.isEnabled() for button in (ledger.checkpoint_button, ledger.sheet_button, ledger.copy_button)]


def test_the_ledger_before_is_shown_with_the_keyboard_and_only_looked_at(qtbot, ledger, old):
    assert ledger.which.isVisible()
    look_at_past(qtbot, ledger)
    assert ledger.which.currentText() == f"前の台帳（形式 1、{COUNT} 件）"
    assert "もう何も書き込まれません" in ledger.verdict.text()
    assert exports(ledger) == [False, False, False]
    names = {row.cells[2] for row in ledger.table.model.rows()}
    assert "検査員𠮷" in names
    ledger.table.table.setCurrentIndex(ledger.table.shown.index(3, 0))
    assert dict(row.cells for row in ledger.detail.model.rows())["番号"] == f"{COUNT - 3}"
    assert old.untouched()


def test_it_is_proved_and_held_against_the_one_in_use(qtbot, ledger):
    look_at_past(qtbot, ledger)
    ledger.prove()
    qtbot.waitUntil(lambda: "健全" in ledger.verdict.text())
    assert ledger.verdict.text().startswith("前の台帳は、今の台帳の始まりに書かれた件数とハッシュのとおりです。")
    assert f"記録 {COUNT} 件" in ledger.verdict.text()


def test_back_to_the_one_in_use(qtbot, ledger, book):
    look_at_past(qtbot, ledger)
    qtbot.keyClick(ledger.which, Qt.Key.Key_Up)
    qtbot.waitUntil(lambda: len(ledger.table.model.rows()) == book.state.count)
    assert exports(ledger) == [True, True, True]
    assert "前の台帳" not in ledger.verdict.text()


def test_the_next_person_begins_with_the_one_in_use(qtbot, ledger, book):
    look_at_past(qtbot, ledger)
    ledger._desk.log_out()
    qtbot.waitUntil(lambda: len(ledger.table.model.rows()) == book.state.count)
    assert ledger.which.currentIndex() == 0


def test_a_ledger_before_that_is_gone_is_said_and_the_one_in_use_stays(qtbot, ledger, book, old):
    old.path.unlink()
    with qtbot.waitSignal(ledger.failed) as said:
        ledger.which.setCurrentIndex(1)
        ledger._change()
    assert said.args[0].code == "store.open"
    qtbot.waitUntil(lambda: len(ledger.table.model.rows()) == book.state.count)
    assert ledger.which.currentIndex() == 0


def test_without_a_ledger_before_there_is_nothing_to_choose(qtbot, jobs, themed, house):
    desk = Desk(house.book, jobs)
    desk.session = house.sessions["kensa-1"]
    page = LedgerPage(desk, house.sheet)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: len(page.table.model.rows()) == house.state.count)
    assert not page.which.isVisible()
    assert HIDDEN not in {row.cells[4] for row in page.table.model.rows()}
