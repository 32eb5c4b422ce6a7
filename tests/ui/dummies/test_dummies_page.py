"""ダミー on screen: what comes next, whose piece is in hand, and what is refused."""

from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtCore import Qt

from app.lists.dummies import Declared, DummyList, ListFinding
from app.month.dummies.comparing import DummyPrint
from app.month.dummies.taking import TakenList
from app.notice.piece_id import piece_id
from app.proof.compared.pictures import Pair
from app.proof.compared.shown_page import ShownPage
from app.proof.compared.source import ShownPair
from app.proof.model import SIDES, PieceChoice
from app.sheet.measured_form import MeasuredForm
from app.signoff.dummy_model import PrintSeen
from app.signoff.gates import medium_of
from app.ui.dummies import dummies_page
from app.ui.dummies.dummies_page import DummiesPage
from app.ui.dummies.take_dialog import TakeDialog
from app.ui.shell.desk import Desk
from tests.house import EQUIPMENT, digest
from tests.ui.proof_desk import ProofDesk, give_password, press, shown

PIECES = tuple(
    PieceChoice(number, "kounen", piece_id("PAP03", "ZMGKK#1301", number), "ZMGKK#1301", number, digest(f"{number}"))
    for number in (1, 2)
)


def listed(medium, findings=()):
    found = DummyList("一覧.xlsx", digest("list"), 9, 2, (), tuple(findings), Declared(2, {}, "件数表.xlsx"), {}, "仮")
    return TakenList(found, PIECES, medium)


def printed(differences=(0, 0)):
    seen = {at: PrintSeen(digest("p"), "月.pdf", (at,), differences[at - 1], 0) for at in (1, 2)}
    return DummyPrint("月.pdf", digest("p"), (), MeasuredForm((), {}), seen, {1: (), 2: ()})


class Source:
    """Pages without a print."""

    def shown(self, number, hint=None):
        page = ShownPage(number, "月.pdf", number, 210.0, 115.0, (), (), (), (), (), 0)
        return ShownPair(page, Pair(*(np.full((115, 210, 3), 255, np.uint8),) * 4, 25.4))

    def close(self):
        pass


@pytest.fixture
def place(qtbot, jobs, themed, house, monkeypatch):
    house.begin_process(*EQUIPMENT)
    house.open_month()
    made = ProofDesk(house, Desk(house.book, jobs), None)
    made.sit("kensa-1")
    medium = medium_of(house.state.months["m1"])
    made.list, made.print = listed(medium), printed()
    monkeypatch.setattr(dummies_page, "read_list", lambda *_arguments: made.list)
    monkeypatch.setattr(dummies_page, "compare_dummies", lambda *_arguments: made.print)
    monkeypatch.setattr(dummies_page, "dummy_source", lambda *_arguments: Source())
    page = made.page = DummiesPage(made.desk, jobs, bench=lambda: SimpleNamespace(notices={}))
    shown(qtbot, page)
    page.show_month("m1")
    yield made
    page.leave()
    made.desk.leave()


def take(place, qtbot):
    place.page.take_list("list", "counts")
    place.settle(qtbot)
    return give_password(qtbot, place, place.page)


def check(place, qtbot):
    """The piece in hand: three scans, all questions, the signature."""
    page = place.page
    for _side in SIDES:
        page.panel.scans.take(page.piece.piece_id)
    for _item in page._sheet.items:
        page.panel.checks.answer("ok")
    page.sign_piece()
    return give_password(qtbot, place, page)


def test_a_list_with_an_error_is_not_taken_and_says_which_row(place, qtbot):
    page = place.page
    assert page._next.act == "take"
    right, finding = place.list, ListFinding("dummy.unmatched", "一覧.xlsx", "行3", "ありません。")
    place.list = listed(right.manifest, [finding])
    page.take_list("list", "counts")
    place.settle(qtbot)
    assert "m1" not in place.house.state.dummies
    assert page.tabs.currentWidget() is page.problems
    assert page.problems.model().index(0, 0).data() == "行3"
    assert "受け取っていません" in page.note.text()
    place.list = right
    assert "件数表.xlsx と一致" in take(place, qtbot)
    assert page.tabs.currentWidget() is page.list
    assert not page.tabs.isTabVisible(2)
    assert "m1" in place.house.state.dummies


def test_dummies_go_from_the_list_to_the_approval_with_one_thing_to_do_at_a_time(place, qtbot):
    page = place.page
    take(place, qtbot)
    assert page._next.act == "compare"
    assert "印刷データの照合" in page.panel.verdict.head.text()
    place.print = printed((0, 2))
    page.compare_print(("月.pdf",), "forms")
    place.settle(qtbot)
    assert "○ 合格" in check(place, qtbot)
    assert page.piece.number == 2
    assert "期待と違います" in check(place, qtbot)
    assert page.state.text() == "▲ 不合格 1 部"
    place.print = printed()
    page.compare_print(("月.pdf",), "forms")
    place.settle(qtbot)
    page.turn(-1)
    assert page.piece.number == 1
    page.turn(1)
    page.keep_roll({"roll": "R-1", "machine": "1号機", "piece": "業者-1", "place": "保管庫"})
    place.settle(qtbot)
    assert "不合格の機構ダミー（番号 2）" in page.act.text()
    assert not page.act.isEnabled()
    assert "○ 合格" in check(place, qtbot)
    assert page._next.act == "sign"
    page.turn(-1)
    assert page.panel.draft is None
    page.look_again()
    assert page.panel.draft is not None


def test_who_checked_does_not_approve_and_another_lead_may_give_them_back(place, qtbot):
    page = place.page
    take(place, qtbot)
    page.compare_print(("月.pdf",), "forms")
    place.settle(qtbot)
    check(place, qtbot)
    check(place, qtbot)
    page.keep_roll({"roll": "R-1", "machine": "1号機", "piece": "業者-1", "place": "保管庫"})
    place.settle(qtbot)
    assert page._next.act == "sign"
    press(qtbot, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert "2 部" in give_password(qtbot, place, page)
    assert page._next.act == ""
    assert page.state.text() == "◆ 承認待ち"
    place.sit("hinshitsu-1")
    assert not page.sign.isVisible()
    assert "前の関門" in page.act.text()
    assert page.panel.draft is None


def test_the_number_on_the_paper_is_typed_where_the_count_table_is_no_file(qtbot, themed, tmp_path):
    dialog = TakeDialog()
    qtbot.addWidget(dialog)
    chosen = []
    dialog.chosen.connect(lambda path, counts: chosen.append((path.name, counts)))
    (tmp_path / "一覧.csv").write_bytes(b"")
    dialog.disc.edit.setText(str(tmp_path))
    assert dialog.list.path().name == "一覧.csv"
    dialog.ok.click()
    assert not chosen
    assert "1 以上" in dialog.trouble.text()
    dialog.number.setText("6")
    dialog.ok.click()
    assert chosen == [("一覧.csv", 6)]
