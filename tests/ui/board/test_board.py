"""The board: whose turn it is, what blocks, what is void, and that it hides what must not be seen yet."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest

from app.canonical import digest
from app.month.today import is_mine, key_of, month_key, standings
from app.proof.model import Scan
from app.signoff import rounds
from app.signoff.binding import fingerprint, of_process
from app.signoff.book import open_past
from app.signoff.checksheet import load_sheet
from app.signoff.live_parts import for_month, for_process, for_round, for_run
from app.signoff.process_settings import SettingKind
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
)
from app.ui.board.acts_row import (
    MONTH as OPEN_MONTH,
)
from app.ui.board.board_page import BoardPage
from app.ui.board.board_rows import MINE
from app.ui.board.board_words import DIFFERS, SAME
from app.ui.board.cells import Cell, CellModel, CellView, row
from app.ui.board.detail_rows import setting_rows
from app.ui.board.release_dialog import ReleaseDialog
from app.ui.shell.desk import Desk
from tests.house import EQUIPMENT, MONTH, PROOF, part
from tests.signoff.old_ledger import Old, remember

HELD = (*EQUIPMENT, MONTH, PROOF)
CHANGED = tuple(part("fonts", "2") if one.name == "fonts" else one for one in EQUIPMENT)
MONTH_COLUMN, TITLE, NEXT, TURN, BLOCKING, PROOFS = range(6)
PARTS, SETTINGS, ROUNDS, VERSIONS, HISTORY = range(5)


class Board:
    """A board with somebody in front of it."""

    def __init__(self, qtbot, pool, house, who, live=HELD):
        self.house, self.qtbot, self.pool, self.live = house, qtbot, pool, live
        self.desk = Desk(house.book, pool)
        self.desk.session = house.sessions.get(who)
        self.page = BoardPage(self.desk, house.sheet, pool, lambda: self.live)
        qtbot.addWidget(self.page)
        self.page.resize(1366, 768)
        self.page.show()
        self.list, self.detail = self.page.list, self.page.detail
        self.rounds, self.chosen_ones = [], []
        self.page.roundWanted.connect(self.rounds.append)
        self.page.chooseWanted.connect(self.chosen_ones.append)
        self.settle()

    def settle(self):
        self.qtbot.waitUntil(lambda: not self.pool.busy())

    def renew(self):
        self.page.renew()
        self.settle()

    def text(self, column, key="p1"):
        return self.list.cells.text(self.list.cells.row_of(key), column)

    def press(self, act):
        self.page.acts.buttons[act].click()

    def acts(self):
        return {act for act, button in self.page.acts.buttons.items() if button.isVisible()}

    def lines(self, view):
        model = view.cells
        return [
            [model.text(at, column) for column in range(model.columnCount())]
            for at in range(model.rowCount())
        ]  # fmt: skip


@pytest.fixture
def board(qtbot, jobs, themed, house):
    made = []

    def make(who, live=HELD):
        made.append(Board(qtbot, jobs, house, who, live))
        return made[-1]

    yield make
    for one in made:
        one.page.leave()
        one.desk.leave()


@pytest.fixture
def process(house):
    """The house with a process whose settings are registered."""
    house.begin_process(*EQUIPMENT)
    return house


@pytest.fixture
def opened(process):
    process.open_round()
    return process


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


def test_there_are_buttons_only_for_what_the_role_may_do(board, opened):
    assert board("kensa-1").acts() == {OPEN, CHOOSE}
    assert board("hinshitsu-1").acts() == {OPEN, CHOOSE, SETTING, PIN, BIND, CREATE, OPEN_MONTH}
    assert board("kenshu-1").acts() == {OPEN}
    opened.open_month()
    assert board("kensa-1").acts() == {RECEIVE, STORE}
    lead = {RECEIVE, STORE, CLOSE, REOPEN, RELEASE, BIND, CREATE, OPEN_MONTH}
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


# The job in full


def test_every_part_is_compared_with_the_round_and_with_this_workstation(board, opened):
    checker = board("kensa-1", for_round((*CHANGED, PROOF)))
    lines = {line[0].split("\n")[0]: line[1:] for line in checker.lines(checker.detail.parts)}
    assert lines["fontsの名"] == [part("fonts").sha256[:8], SAME, DIFFERS]
    assert lines["envelopeの名"][1:] == [SAME, SAME]
    assert lines["pressの設定"][1:] == [SAME, "－"]
    assert checker.lines(checker.detail.parts)[0][0].startswith("fontsの名")
    assert "fontsの名" in checker.text(BLOCKING)


def test_settings_are_listed_with_what_they_were_and_which_are_missing(board, opened):
    opened.register("press", "別の設定")
    lead = board("hinshitsu-1")
    lines = lead.lines(lead.detail.settings)
    at = next(number for number, line in enumerate(lines) if "別の設定" in line[1])
    assert lines[at + 1][0].strip() == "以前" and "本番設定" in lines[at + 1][1]
    assert "責任者１" in lines[at + 1][2]
    later = (*opened.sheet.settings, SettingKind("glue", "糊付け機設定", "例", True))
    missing = setting_rows(opened.state.processes["p1"], later, ())[-1]
    assert [cell.text for cell in missing.cells[:2]] == ["糊付け機設定", "未登録"]


def test_the_first_job_finds_its_half_of_the_board(board, house):
    lead = board("hinshitsu-1")
    lead.page.resize(1900, 1000)
    house.create()
    lead.renew()
    assert lead.detail.width() > 0.4 * lead.page.width()


def test_nothing_that_a_month_or_process_is_bound_to_is_seen_while_it_is_to_be_given_again(board, opened):
    opened.make_ready()
    lead = board("hinshitsu-1")
    lead.press(RELEASE)
    (dialog,) = [one for one in lead.page.findChildren(ReleaseDialog) if one.isVisible()]
    opened.create(process="p2", title="第4巻")
    lead.renew()
    detail, month = lead.detail, lead.page.month
    views = (detail.parts, detail.settings, detail.history, detail.versions, month.parts, month.releases, month.gates)
    assert not any(lead.lines(view) for view in views), "whatever comes meanwhile"
    lead.list.go_to("p1")
    assert not any(lead.lines(view) for view in views), "nor the process"
    dialog.reject()
    assert lead.lines(lead.detail.settings) and lead.lines(lead.detail.parts)


def test_a_setting_that_is_absent_is_listed_with_the_reason(board, process):
    process.register("folding", None)
    lead = board("hinshitsu-1")
    lines = {line[0]: line[1] for line in lead.lines(lead.detail.settings)}
    assert lines["foldingの設定"] == "なし（この工程で使わない）"


def test_failures_stay_hidden_from_the_lead_until_the_own_decision(board, opened):
    opened.sign_piece(1, scans={side: Scan("missing", "", "ない") for side in ("address", "front", "back")})
    opened.sign_pieces(range(2, 41))
    opened.keep_logs()
    opened.by(
        "kensa-1",
        lambda state, by: rounds.sign_round(state, by, "r1", "No.1 が表裏違い", opened.sheet, opened.live),
    )
    lead, checker = board("hinshitsu-1"), board("kensa-1")
    assert any("表裏違い" in line[2] for line in checker.lines(checker.detail.history))
    assert lead.lines(lead.detail.rounds)[0][2] == "判定まで\n非表示"
    assert checker.lines(checker.detail.rounds)[0][2] == "1 部"
    shown = [text for view in (lead.list, lead.detail.rounds, lead.detail.history) for line in lead.lines(view)
             for text in line] + [lead.detail.blocking.toPlainText(), lead.detail.head.text()]  # fmt: skip
    assert not any("不合格" in text or "1 部" in text or "表裏違い" in text for text in shown)


def test_rounds_tell_outcome_and_reason_and_enter_opens_that_round(board, opened):
    opened.check_all()
    opened.reject()
    lead = board("hinshitsu-1")
    newest, first = lead.lines(lead.detail.rounds)
    assert newest[0] == "第2回" and newest[1].startswith("検査中")
    assert first[1] == "却下" and "責任者１" in first[4] and "作り直し" in first[4]
    lead.detail.tabs.setCurrentIndex(ROUNDS)
    lead.detail.rounds.setFocus()
    QTest.keyClick(lead.detail.rounds, Qt.Key.Key_End)
    QTest.keyClick(lead.detail.rounds, Qt.Key.Key_Return)
    assert lead.rounds == ["r1"]


def test_a_release_is_told_with_its_fingerprint_and_in_the_history(board, opened):
    opened.check_all()
    opened.confirm_all()
    opened.approve()
    run = (*EQUIPMENT, MONTH, *opened.run_settings())
    opened.release(run, comment="2号機")
    lead = board("hinshitsu-1")
    own = month_key("m1")
    assert lead.text(TURN, own) == "検査員" and lead.text(NEXT, own) == "印刷データを照合して署名し、承認する"
    assert lead.text(TURN) == "有効" and "有効（第1回、期限なし）" in lead.text(PROOFS)
    (line,) = lead.lines(lead.page.month.releases)
    assert line[1] == "第1回" and line[3] == "2号機"
    bound = (*opened.state.months["m1"].parts, *opened.state.processes["p1"].parts)
    assert fingerprint(bound)[:4] in line[2]
    said = [entry[1] for entry in lead.lines(lead.page.month.history)]
    assert said == ["本番開始", "関門を完了", "関門を完了", "申告", "受入を記録", "結び付け", "月を登録"]
    lead.list.go_to("p1")
    said = [entry[1] for entry in lead.lines(lead.detail.history)]
    assert said == ["承認", "検査を署名", "検証品を開始", *["設定を登録"] * 8, "工程を登録"]
    (version,) = lead.lines(lead.detail.versions)
    assert version[:2] == ["第1回", "初回"] and "責任者１" in version[2]


def approve(house):
    house.check_all()
    house.confirm_all()
    house.approve()


def test_a_month_stands_above_the_processes_with_its_gates_in_order(board, opened):
    approve(opened)
    opened.open_month()
    lead = board("hinshitsu-1")
    own = month_key("m1")
    assert [lead.list.cells.key_at(at) for at in (0, 1)] == [own, "p1"]
    assert lead.text(MONTH_COLUMN, own) == "2026年11月" and lead.text(TURN, own) == "検査員"
    assert lead.text(PROOFS, own) == "関門 0/10" and "受入の記録がありません" in lead.text(BLOCKING, own)
    cards = lead.page.month.cards.cards
    assert [one.accessibleName().split("\u3000") for one in cards] == [
        ["受入", "作業中"], ["検査", "前の工程待ち"], ["本番開始", "前の工程待ち"], ["印刷照合", "前の工程待ち"],
        ["ダミー", "前の工程待ち"], ["別送・引き抜き", "前の工程待ち"], ["封入ログ", "前の工程待ち"],
        ["件数", "前の工程待ち"], ["報告", "前の工程待ち"], ["返却・消去", "前の工程待ち"],
    ]  # fmt: skip
    assert cards[0].text.text().startswith("期限 11/10") and "2026-11-10" in cards[0].text.toolTip()
    assert "承認された工程を引き継いでいます" in lead.page.month.print.text()


def test_a_month_whose_process_changed_says_what_changed(board, opened):
    approve(opened)
    opened.make_ready()
    opened.register("press", "別の設定")
    lead = board("hinshitsu-1")
    assert "引き継げません：pressの設定が変わっています" in lead.page.month.print.text()
    assert "pressの設定が変わっています" in lead.text(BLOCKING, month_key("m1"))


def test_other_flyers_void_the_gates_of_the_month_alone(board, opened):
    approve(opened)
    opened.release((*EQUIPMENT, MONTH, *opened.run_settings()))
    opened.bind_month((*EQUIPMENT, MONTH, part("flyers", "2")))
    lead = board("hinshitsu-1")
    own = month_key("m1")
    assert lead.text(BLOCKING, own).startswith("▲ 失効\n・flyersの名")
    assert lead.text(PROOFS, own) == "関門 1/10\n▲ 検査 失効\n▲ 本番開始 失効"
    assert "有効" in lead.text(PROOFS)


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
