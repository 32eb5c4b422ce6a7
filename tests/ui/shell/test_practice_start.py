"""What a newcomer finds in the demonstration: work in every state, findings to walk, and the password to sign with."""

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLabel, QPushButton

from app.filing.ledger_copies import verify_book
from app.month.reception.ledger import typed_of
from app.signoff.book import open_book
from app.signoff.standing import month_standing, standing
from app.training.defects import DEFECTS as ALL_DEFECTS
from app.training.practice import LEAD, PASSWORD, TRAINER, practice
from app.training.practice_jobs import DUE, HALF, NEW, READY, RECEIVING, RUN, SIGNED, VOID, WRONG, month_of, round_of
from app.training.sample_ahead import DEFECTS
from app.ui.kit.signature_dialog import SignatureDialog
from app.ui.shell.desk import Desk
from app.ui.shell.practice_start import PracticeStart
from app.ui.shell.window import MainWindow
from app.workstation.settings import Settings
from tests.house import CHEAP
from tests.patience import PATIENCE_MS
from tests.ui.driving import until


@pytest.fixture
def trained(tmp_path):
    made = practice(tmp_path)
    yield made
    made.book.engine.dispose()


@pytest.fixture
def demo(qtbot, themed, trained):
    window = MainWindow(Settings(), trained.book)
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    window.said = []
    window.statusBar().messageChanged.connect(window.said.append)
    start = PracticeStart(window, trained, guided=True)
    start.begin()
    window.guide = start.guide

    def is_prepared():
        return window.findings.page is not None and window.findings.page.checked is not None

    qtbot.waitUntil(is_prepared, timeout=5 * PATIENCE_MS)
    until(lambda: not window.jobs.busy(), "nothing runs")
    yield window
    if window.signoff.desk.session is not None:
        window.signoff.desk._end()
    assert window.jobs.drain()


def led_around(window):
    """The guide came up by itself; each of its steps points at a control that is there, and it can be seen again."""
    guide = window.guide
    assert guide.overlay.isVisible() and guide.at == 0
    for at, step in enumerate(guide.steps):
        QCoreApplication.processEvents()
        assert (guide.at, guide.overlay.title.text()) == (at, step.title)
        guide.overlay._lay_out()
        hole = guide.overlay._hole
        assert hole.isEmpty() == (not step.at), step
        assert hole.isEmpty() or (hole.width() > 40 and hole.height() > 20), step
        assert window.rect().contains(guide.overlay.card.geometry())
        guide.overlay.next.click()
    assert guide.overlay.isHidden()
    guide.begin()
    assert guide.overlay.isVisible()
    guide.overlay.close_button.click()
    assert guide.overlay.isHidden()


def said(widget):
    return " ".join(one.text() for one in widget.findChildren(QLabel) if one.isVisible())


def test_the_demonstration_begins_with_something_on_every_screen(qtbot, demo, trained):
    state, screens = trained.book.state, demo.signoff
    assert demo.review is not None and demo.stack.currentWidget() is demo.review, "a notice is what is seen first"
    assert demo.findings.dock.isHidden()

    steps = {one.id: standing(state, one, screens.sheet).next_step for one in state.processes.values()}
    assert steps.keys() == {NEW, DUE, SIGNED, READY, VOID, RUN}
    assert steps[NEW] == "工程の設定を登録する" and steps[RUN] == "第1回で承認済み"
    assert "残り 19 部" in steps[DUE] and "確認する" in steps[SIGNED]
    assert "承認済み" in steps[READY] and "失効" in steps[VOID]
    months = {one.id: month_standing(state, one).next_step for one in state.months.values()}
    assert months[month_of(RUN)].startswith("印刷データを照合") and months[month_of(READY)] == "指摘をすべて決める"
    taken = typed_of(state.months[month_of(READY)])
    assert taken.keys() > typed_of(state.months[RECEIVING]).keys() and taken["paper.senpo.total"], (
        "judged on all papers"
    )
    assert months[RECEIVING] == "媒体を受け入れるか決める" and typed_of(state.months[RECEIVING])["disc.side"] == "正"

    half = state.rounds[round_of(DUE)]
    assert len(half.results) == HALF
    assert [number for number, result in half.results.items() if not result.passed] == list(WRONG)
    assert half.results[6].signature.by == screens.desk.account.id, "the newcomer goes on with own work"

    found = {finding.rule for finding in demo.findings.page.checked.result.findings}
    assert found >= {name.split("/")[0] for name in DEFECTS}
    assert any("指摘" in text and "F12" in text for text in demo.said)
    demo.show_findings()
    demo.step_finding(1)
    assert demo.findings.page.panel.chosen is not None

    waiting = [account for account in state.accounts.values() if account.enrolling]
    gone = [account for account in state.accounts.values() if not account.active]
    assert waiting and gone
    assert verify_book(trained.book).is_sound

    led_around(demo)

    # The password stands wherever it is asked for.
    screens.show_piece(round_of(DUE), HALF + 1)
    for _side in ("address", "front", "back"):
        screens.piece.scans.take(screens.piece.piece.piece_id)
    for _ in screens.sheet.items_for(screens.piece.piece):
        screens.piece.checks.answer("ok")
    screens.piece.sign()
    (dialog,) = [one for one in demo.findChildren(SignatureDialog) if one.isVisible()]
    assert PASSWORD in said(dialog)
    dialog.reject()
    screens.desk.lock()
    assert PASSWORD in said(screens.lock)
    screens.log_out()
    until(lambda: not demo.jobs.busy(), "logged out")
    assert PASSWORD in said(screens.login)
    offers = screens.login.form.findChildren(QPushButton)
    assert all(button.width() >= button.sizeHint().width() for button in offers), "every name is whole"

    # Others come in afterwards, and what they open finds the ledger as it was left.
    screens.desk.log_in(*trained.enter(LEAD), pytest.fail)
    until(lambda: screens.desk.account is not None and not demo.jobs.busy(), "the lead is in")
    demo.open_sample()
    qtbot.waitUntil(lambda: demo.review is not None and not demo.jobs.busy(), timeout=5 * PATIENCE_MS)
    assert screens.desk.account.login == LEAD
    led_around(demo)
    assert trained.book.state.processes.keys() == steps.keys()
    screens.log_out()
    until(lambda: not demo.jobs.busy(), "logged out again")
    screens.desk.log_in(*trained.enter(TRAINER), pytest.fail)
    until(lambda: screens.desk.account is not None and not demo.jobs.busy(), "the trainer is in")
    assert screens.desk.account.login == TRAINER
    led_around(demo)


def test_the_defects_of_practice_are_some_that_there_are():
    assert ALL_DEFECTS.keys() >= DEFECTS


def test_no_other_ledger_than_the_one_of_practice_shows_its_password(qtbot, themed, jobs, trained, tmp_path):
    live = open_book(f"sqlite:///{tmp_path / 'live.db'}", cost=CHEAP)
    desk = Desk(live, jobs)
    with pytest.raises(ValueError):
        desk.practise(trained)
    assert desk.hint == ""
    own = Desk(trained.book, jobs)
    assert own.hint == "", "not before it is said to be practice"
    own.practise(trained)
    assert PASSWORD in own.hint
    for one in (desk, own):
        one.leave()
    live.engine.dispose()


def test_a_live_window_has_no_password_to_show(qtbot, themed, tmp_path, house):
    window = MainWindow(Settings(), house.book)
    qtbot.addWidget(window)
    window.show()
    form = window.signoff.login.form
    assert form.hint.isHidden() and not form.hint.text() and form.offers.count() == 0
    window.signoff.desk._begin(house.sessions["kensa-1"])
    dialog = window.signoff.desk.sign(lambda state, by: (), "round.signed", ("何か",))
    assert not dialog.hint.text() and dialog.hint.isHidden()
    dialog.reject()
    window.signoff.desk.lock()
    assert not window.signoff.lock.hint.text() and window.signoff.lock.hint.isHidden()
    until(lambda: not window.jobs.busy(), "nothing runs")
    window.signoff.desk._end()
    until(lambda: not window.jobs.busy(), "nothing runs")
