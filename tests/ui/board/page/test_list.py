"""The list of months and processes: whose turn it is, what comes next, what stands in its way."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest

from app.canonical import digest
from app.month.today import is_mine, key_of, month_key, standings
from app.signoff.binding import of_process
from app.signoff.book import open_past
from app.signoff.checksheet import load_sheet
from app.signoff.live_parts import for_month, for_process, for_round, for_run
from app.signoff.standing import standing
from app.ui.board.acts_row import (
    BIND,
    CHOOSE,
    CLOSE,
    CREATE,
    OPEN,
    PIN,
    RECEIVE,
    RELEASE,
    REOPEN,
    SETTING,
    STORE,
    WARM_UP,
)
from app.ui.board.acts_row import (
    MONTH as OPEN_MONTH,
)
from app.ui.board.board_rows import MINE
from app.ui.board.cells import Cell, CellModel, CellView, row
from app.ui.board.setting_dialog import SettingDialog
from tests.house import EQUIPMENT, MONTH, PROOF, part
from tests.signoff.old_ledger import Old, remember
from tests.ui.board.page.boards import BLOCKING, HELD, MONTH_COLUMN, NEXT, PROOFS, TURN


@pytest.fixture
def old_state(tmp_path, monkeypatch):
    """What a ledger of the first format says."""
    remember(monkeypatch)
    old = Old(tmp_path)
    book = open_past(old.url, old.clock)
    yield book.state
    book.engine.dispose()


# What is listed


def test_an_empty_board_tells_the_lead_what_to_do_first_and_others_whom_to_wait_for(board):
    lead, checker = board("hinshitsu-1"), board("kensa-1")
    assert "媒体を開きます" in lead.page.empty.step.text() and lead.page.stack.currentWidget() is lead.page.empty
    assert "品質責任者が工程と月を登録すると" in checker.page.empty.step.text()
    assert "人を登録する" not in lead.page.empty.step.text() + checker.page.empty.step.text()
    assert "人を登録するには Ctrl+U" in board("kanri-1").page.empty.step.text()


def test_nothing_is_told_to_nobody(board, opened):
    nobody = board("")
    assert nobody.list.cells.rowCount() == 0 and not nobody.page.acts.isVisible()
    assert not nobody.detail.tabs.isVisible() and nobody.detail.head.text() == ""
    assert "ログイン" in nobody.page.empty.step.text()


def test_a_line_says_month_step_turn_and_progress(board, opened):
    opened.sign_pieces(range(1, 13))
    checker = board("kensa-2")
    assert checker.text(MONTH_COLUMN) == "工程"
    assert checker.text(NEXT) == "第1回 現品を検査する（残り 28 部）"
    assert checker.text(TURN) == f"{MINE}\n検査員"
    assert "12/40" in checker.text(PROOFS) and "未検査 28 部" in checker.text(BLOCKING)
    assert board("hinshitsu-1").text(TURN) == "検査員"


def test_the_turn_is_nobodys_who_checked_in_the_round(opened):
    opened.check_all()
    found = standing(opened.state, opened.state.processes["p1"], opened.sheet)
    assert found.turn == "lead"
    assert is_mine(found, opened.state.account_named("hinshitsu-1"))
    checker = opened.state.account_named("kensa-1")
    assert not is_mine(found, replace(checker, roles=frozenset({"checker", "lead"})))
    assert not is_mine(found, replace(opened.state.account_named("hinshitsu-1"), active=False))
    assert not is_mine(found, None)


def test_own_turn_only_hides_the_others_and_says_so_when_none_is_left(board, process):
    process.create(process="p2", title="第7巻")
    checker = board("kensa-1")
    assert checker.list.cells.rowCount() == 2 and "1" in checker.page.mine.text()
    checker.page.mine.click()
    assert [checker.list.cells.key_at(at) for at in range(checker.list.cells.rowCount())] == ["p1"]
    trainer = board("kenshu-1")
    trainer.page.mine.click()
    assert "全 2 件" in trainer.page.empty.step.text() and trainer.page.stack.currentWidget() is trainer.page.empty


def test_a_changed_setting_is_named_as_what_made_the_round_void(board, opened):
    opened.register("press", "別の設定")
    checker = board("kensa-1")
    assert checker.text(BLOCKING) == "▲ 失効\n・pressの設定"
    told = checker.detail.blocking.toPlainText()
    assert "失効：pressの設定が変わっています" in told and digest("別の設定")[:8] in told


def test_the_newest_process_comes_first_and_the_chosen_one_stays_chosen(board, process):
    process.create(process="p2", title="第7巻")
    lead = board("hinshitsu-1")
    assert [lead.list.cells.key_at(at) for at in (0, 1)] == ["p2", "p1"]
    lead.list.go_to("p1")
    process.create(process="p3", title="第8巻")
    lead.renew()
    assert lead.list.cells.rowCount() == 3 and lead.list.key == "p1"


def test_an_entry_made_elsewhere_appears(board, process, qtbot):
    checker = board("kensa-1")
    process.register("paper", "上質紙")
    with qtbot.waitSignal(checker.desk.stateChanged):
        checker.desk.refresh()
    checker.settle()
    assert any("上質紙" in line[1] for line in checker.lines(checker.detail.settings))


# Keys and buttons


def test_enter_opens_the_round_and_arrows_walk_the_list(board, opened):
    opened.create(process="p2", title="第7巻")
    checker = board("kensa-1")
    checker.list.setFocus()
    checker.list.go_to("p1")
    QTest.keyClick(checker.list, Qt.Key.Key_Return)
    assert checker.rounds == ["r1"]
    QTest.keyClick(checker.list, Qt.Key.Key_Up)
    assert checker.list.key == "p2" and "第7巻" in checker.detail.head.text()
    QTest.keyClick(checker.list, Qt.Key.Key_Return)
    assert checker.rounds == ["r1"] and "検証品はまだありません" in checker.page.note.text()


def test_ctrl_enter_presses_the_button_of_what_comes_next(board, opened):
    checker = board("kensa-1")
    checker.page.show()
    checker.page.activateWindow()
    checker.list.setFocus()
    QTest.keyClick(checker.list, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert checker.rounds == ["r1"]
    opened.create(process="p2", title="第7巻")
    lead = board("hinshitsu-1")
    lead.page.show()
    lead.page.activateWindow()
    lead.list.go_to("p2")
    lead.list.setFocus()
    QTest.keyClick(lead.list, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    asked = lead.page.findChild(SettingDialog)
    assert asked is not None and lead.page.note.text() == ""
    asked.reject()


def test_there_are_buttons_only_for_what_the_role_may_do(board, opened):
    assert board("kensa-1").acts() == {OPEN, CHOOSE}
    assert board("hinshitsu-1").acts() == {OPEN, CHOOSE, SETTING, PIN, WARM_UP, BIND, CREATE, OPEN_MONTH}
    assert board("kenshu-1").acts() == {OPEN}
    opened.open_month()
    assert board("kensa-1").acts() == {RECEIVE, STORE}
    lead = {RECEIVE, STORE, CLOSE, REOPEN, RELEASE, WARM_UP, BIND, CREATE, OPEN_MONTH}
    assert board("hinshitsu-1").acts() == lead
    assert board("kenshu-1").acts() == set()


def test_a_run_that_was_let_go_is_not_begun_again(board, opened):
    opened.check_all()
    opened.confirm_all()
    opened.approve()
    opened.make_ready()
    lead = board("hinshitsu-1")
    assert lead.page.acts.buttons[RELEASE].isEnabled()
    live = (*EQUIPMENT, MONTH, *opened.run_settings())
    opened.release(live, comment="よし")
    lead.renew()
    assert not lead.page.acts.buttons[RELEASE].isEnabled()


def test_without_a_medium_the_board_says_to_open_one(board, opened):
    opened.open_month()
    lead = board("hinshitsu-1", None)
    for act, key in ((CHOOSE, "p1"), (BIND, "p1"), (CREATE, "p1"), (RELEASE, "m"), (BIND, "m")):
        lead.page.note.clear()
        lead.list.go_to(month_key("m1") if key == "m" else key)
        lead.press(act)
        assert "媒体が開かれていません" in lead.page.note.text(), (act, key)
        assert lead.chosen_ones == [], (act, key)


def test_choosing_is_asked_for_the_job_in_the_current_row(board, process):
    checker = board("kensa-1")
    checker.press(CHOOSE)
    assert checker.chosen_ones == ["p1"]


def test_an_old_ledger_is_told_as_both(old_state):
    found = standings(old_state, load_sheet(), None)
    assert [key_of(one) for one in found] == [month_key("j1"), "j1"]


# The open medium


def test_the_open_medium_speaks_only_for_what_it_is(opened):
    opened.open_month()
    month, one = opened.state.months["m1"], opened.round()
    own = {one.name for one in of_process(EQUIPMENT)}
    strange = (*EQUIPMENT, part("media", "9"), part("proof_media", "9"))
    assert {one.name for one in for_process(strange, one)} == own
    assert PROOF in for_process(HELD, one) and MONTH not in for_process(HELD, one)
    assert MONTH in for_month(HELD, month) and PROOF not in for_month(HELD, month)
    assert {one.name for one in for_month(strange, month)} == {one.name for one in EQUIPMENT}
    assert for_process(None, one) is None and for_month(None, month) is None
    assert MONTH not in for_round(HELD) and PROOF not in for_run(HELD)


# The table


def test_the_table_keeps_qts_rules(qtbot):
    model = CellModel(("a", "b"))
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show([row("", "見出し"), row("1", "x", "y"), row("2", "z", "w")])
    model.show([row("", "見出し"), row("1", "x2", "y"), row("2", "z", "w")])
    assert model.text(1, 0) == "x2" and model.text(0, 1) == "" and model.row_of("2") == 2
    model.show([])
    assert model.rowCount() == 0


def test_a_heading_is_no_row_to_open(qtbot):
    view = CellView("表", ("a", "b"), (0, 5))
    qtbot.addWidget(view)
    asked = []
    view.entered.connect(asked.append)
    view.show_rows([row("", "見出し"), row("1", "x", "y")])
    assert view.key == "1" and view.columnSpan(0, 0) == 2
    QTest.keyClick(view, Qt.Key.Key_Up)
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert asked == [] and view.key == ""
    QTest.keyClick(view, Qt.Key.Key_End)
    QTest.keyClick(view, Qt.Key.Key_Enter)
    assert asked == ["1"]


def test_rows_are_as_high_as_their_text_and_few_of_them_are_measured(qtbot, monkeypatch):
    view = CellView("表", ("a", "b", "c"), (6, 0, 5))
    qtbot.addWidget(view)
    view.resize(500, 300)
    view.show()
    long, alarm = "長い" * 60, Cell("× 否", "alarm")
    kinds = [("○", "x", "1 件"), (alarm, "x\n理由", "2 件"), ("○", long, ""), ("○", "x\ny\nz", "3 件")]
    own, asked = CellView.sizeHintForRow, []
    monkeypatch.setattr(CellView, "sizeHintForRow", lambda self, number: (asked.append(number), own(self, number))[1])
    many = [row(str(number), *kinds[number % 4]) for number in range(400)]
    view.show_rows([one for one in many if one.cells[1].text != long])
    assert len(asked) == 3
    view.hide()
    asked.clear()
    view.show_rows([row("", "見出し"), *many])
    assert not asked
    view.show()
    assert all(view.rowHeight(number) == own(view, number) for number in range(9))


@pytest.mark.parametrize("width", [900, 1366, 1920])
def test_no_text_of_the_list_is_cut_off(board, opened, width):
    opened.register("press", "別の設定")
    checker = board("kensa-1")
    checker.page.resize(width, 768)
    checker.settle()
    header = checker.list.horizontalHeader()
    assert header.length() <= checker.list.viewport().width()
    assert checker.list.sizeHintForRow(0) <= checker.list.rowHeight(0)
    for button in checker.page.acts.buttons.values():
        assert not button.isVisible() or button.width() >= button.sizeHint().width()
