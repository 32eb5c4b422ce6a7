"""ダミー on screen: what comes next, whose piece is in hand, and what is refused."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtCore import Qt

from app.lists.dummies import Declared, DummyList, ListFinding
from app.month.dummies.comparing import DummyPrint
from app.month.dummies.taking import TakenList
from app.notice.piece_id import piece_id
from app.proof.captures.comparison import Unproved
from app.proof.captures.model import Box, Judged
from app.proof.compared.pictures import Pair
from app.proof.compared.shown_page import ShownPage
from app.proof.compared.source import ShownPair
from app.proof.model import SIDES, PieceChoice
from app.proof.printed.model import Difference, Notice
from app.reports.signs import process_form
from app.sheet.measured_form import MeasuredForm
from app.sheet.model import PlacedChar, Rect
from app.signoff.dummy_model import PrintSeen
from app.signoff.gates import DUMMIES, medium_of
from app.signoff.reference import FormUsed
from app.ui.dummies import dummies_page, print_acts
from app.ui.dummies.dummies_page import DummiesPage
from app.ui.dummies.take_dialog import TakeDialog
from app.ui.kit.reason_dialog import ReasonDialog
from app.ui.kit.signature_dialog import SignatureDialog
from app.ui.shell.desk import Desk
from tests.house import EQUIPMENT, MONTH, digest
from tests.ui.proof_desk import ProofDesk, give_password, press, shown

PIECES = tuple(
    PieceChoice(number, "kounen", piece_id("PAP03", "ZMGKK#1301", number), "ZMGKK#1301", number, digest(f"{number}"))
    for number in (1, 2)
)

USED = FormUsed(digest("f"), False)


def listed(medium, findings=()):
    found = DummyList("一覧.xlsx", digest("list"), 9, 2, (), tuple(findings), Declared(2, {}, "件数表.xlsx"), {}, "仮")
    return TakenList(found, PIECES, medium)


def printed(differences=(0, 0)):
    seen = {at: PrintSeen(digest("p"), "月.pdf", (at,), differences[at - 1], 0) for at in (1, 2)}
    return DummyPrint("月.pdf", digest("p"), (), MeasuredForm((), {}), USED, seen, {1: (), 2: ()})


class Source:
    """Pages without a print, or without paper."""

    def __init__(self, captures):
        char = PlacedChar(char="1", font="text", glyph=1, x=12.0, baseline=23.0, width=2.0)
        box = Box("front.charge.total", "front", char, 8, 1.0, 0)
        asked = Judged(box, "undecided", 0.1, "7", np.full((6, 24), 200, np.uint8), ("7",))
        self.boxes = (asked,) if captures else ()

    def shown(self, number, hint=None):
        page = ShownPage(number, "月.pdf", number, 210.0, 115.0, (), (), (), (), ())
        return ShownPair(page, Pair(*(np.full((115, 210, 3), 255, np.uint8),) * 4, 25.4), self.boxes)

    def close(self):
        pass


def page_of(qtbot, jobs, house, monkeypatch):
    """The page with a month's dummies, a checker at the desk."""
    made = ProofDesk(house, Desk(house.book, jobs), None)
    made.sit("kensa-1")
    medium = medium_of(house.state.months["m1"])
    made.list, made.print = listed(medium), printed()
    monkeypatch.setattr(dummies_page, "read_list", lambda *_arguments: made.list)

    def compared(*_arguments, alike):
        return replace(made.print, decided=frozenset(map(frozenset, alike)))

    monkeypatch.setattr(print_acts, "compare_dummies", compared)
    monkeypatch.setattr(print_acts, "dummy_source", lambda _bench, found, _pieces: Source(found.of_captures))
    page = made.page = DummiesPage(made.desk, jobs, bench=lambda: SimpleNamespace(notices={}))
    shown(qtbot, page)
    page.show_month("m1")
    yield made
    page.leave()
    made.desk.leave()


@pytest.fixture
def place(qtbot, jobs, themed, house, monkeypatch):
    house.begin_process(*EQUIPMENT)
    house.open_month()
    yield from page_of(qtbot, jobs, house, monkeypatch)


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
    page.compare_print(("月.pdf",))
    place.settle(qtbot)
    assert "○ 合格" in check(place, qtbot)
    assert page.piece.number == 2
    process = place.house.state.processes["p1"]
    assert (
        page.form.text()
        == "照合した様式　実測様式（参照として未承認）"
        == f"照合した様式　{process_form(process, USED)}"
    )
    assert place.house.state.dummies["m1"].results[1].form == USED
    assert "期待と違います" in check(place, qtbot)
    assert page.state.text() == "▲ 不合格 1 部"
    place.print = printed()
    page.compare_print(("月.pdf",))
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
    page.compare_print(("月.pdf",))
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


def test_who_begins_to_check_before_the_warm_up_is_led_to_it_and_finds_the_scan_again(place, qtbot):
    page, asked = place.page, []
    take(place, qtbot)
    page.compare_print(("月.pdf",))
    place.settle(qtbot)
    place.desk.may_sign = lambda kinds: asked.append(tuple(kinds))
    page.panel.scans.take(page.piece.piece_id)
    assert asked == [("dummy.checked",)]
    page.sign_piece()
    for _side in SIDES[1:]:
        page.panel.scans.take(page.piece.piece_id)
    for _item in page._sheet.items:
        page.panel.checks.answer("ok")
    asked.clear()
    page.sign_piece()
    assert asked == [("dummy.checked",)] and not page.window().findChildren(SignatureDialog)
    page.show_month("m1")
    place.desk.may_sign = lambda _kinds: True
    assert len(page.panel.draft.scans) == len(SIDES)
    page.sign_piece()
    assert "○ 合格" in give_password(qtbot, place, page)


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


def captured(number=1):
    """One dummy on a capture, with a box that only a person can tell."""
    place = Difference(
        "print.undecided", "error", "ZMGKK#1301", number, number, "front", "front.charge.total", "1", "7",
        Rect(10, 20, 30, 25), "判定できません。",
    )  # fmt: skip
    seen = {at: PrintSeen(digest("c"), "紙.tif", (at,), int(at == number), 0) for at in (1, 2)}
    return DummyPrint(
        "紙.tif", digest("c"), (), None, USED, seen, {at: (place,) if at == number else () for at in (1, 2)}
    )


def test_what_a_capture_leaves_open_is_told_by_the_checker_and_recorded(place, qtbot):
    page = place.page
    take(place, qtbot)
    place.print = captured()
    page.compare_print(("紙.tif",))
    place.settle(qtbot)
    assert "判定できない 1 か所" in page.panel.verdict.head.text()
    for _side in SIDES:
        page.panel.scans.take(page.piece.piece_id)
    for _item in page._sheet.items:
        page.panel.checks.answer("ok")
    page.sign_piece()
    assert "一致か相違" in page.note.text(), "not before a person looked"
    assert page.strip.asks and "紙の取り込み画像" in page.view.right.names["printed"]
    press(qtbot, Qt.Key.Key_O, Qt.KeyboardModifier.AltModifier)
    assert not page.strip.isVisible()
    page.sign_piece()
    assert "人が見て一致 1 か所" in give_password(qtbot, place, page)
    result = place.house.state.dummies["m1"].results[1]
    assert result.result.passed and (result.told, result.printed.differences) == (1, 0)

    place.print = captured(2)
    page.compare_print(("紙.tif",))
    place.settle(qtbot)
    press(qtbot, Qt.Key.Key_X, Qt.KeyboardModifier.AltModifier)
    assert "期待と違います" in check(place, qtbot)


def test_a_pair_that_nobody_can_tell_apart_waits_for_a_lead_and_is_recorded_as_unproved(place, qtbot):
    page = place.page
    take(place, qtbot)
    box = Unproved(1, Notice("ZMGKK#1301", 1), "front", "front.name", "ー", "一", Rect(10, 20, 30, 25))
    place.print = replace(captured(0), unproved={1: (box, box)})
    page.compare_print(("紙.tif",))
    place.settle(qtbot)
    assert "責任者が決める文字の組 「ー」と「一」" in page.panel.verdict.head.text()
    told = page.list.model()
    assert "一致" not in str([told.index(0, at).data() for at in range(told.columnCount())]), "nor is it equal yet"
    assert not page.alike.isVisible()
    for _side in SIDES:
        page.panel.scans.take(page.piece.piece_id)
    for _item in page._sheet.items:
        page.panel.checks.answer("ok")
    page.sign_piece()
    assert "区別できない文字の組" in page.note.text(), "no checker can tell"

    place.sit("hinshitsu-1")
    assert page.alike.isVisible()
    page.alike.click()
    dialog = page.findChild(ReasonDialog)
    dialog.choices[0].setChecked(True)
    dialog.accept()
    assert "「ー」と「一」" in give_password(qtbot, place, page)
    place.settle(qtbot)
    assert not page.alike.isVisible() and "未証明 2 か所（「ー」と「一」）" in page.form.text()

    place.sit("kensa-1")
    assert "○ 合格" in check(place, qtbot)
    assert place.house.state.dummies["m1"].results[1].unproved == "未証明 2 か所（「ー」と「一」）"


def test_a_dummy_that_was_printed_again_is_judged_on_its_own_print(place, qtbot):
    page = place.page
    take(place, qtbot)
    assert not page.reprint.isVisible()
    place.print = printed((2, 0))
    page.compare_print(("月.pdf",))
    place.settle(qtbot)
    check(place, qtbot)
    assert "○ 合格" in check(place, qtbot)
    page.turn(-1)
    assert page.reprint.isVisible()
    seen = PrintSeen(digest("again"), "再.pdf", (0,), 0, 0)
    place.print = DummyPrint("再.pdf", seen.sha256, (), MeasuredForm((), {}), USED, {1: seen}, {1: ()})
    page.compare_print(("再.pdf",), "にじみ")
    place.settle(qtbot)
    assert "刷り直し：にじみ" in check(place, qtbot)
    dummies = place.house.state.dummies["m1"]
    assert (dummies.results[1].printed.name, dummies.results[1].reprint) == ("再.pdf", "にじみ")
    assert page.state.text() == "▶ 検査中", "the other one stands"


@pytest.fixture
def ready(qtbot, jobs, themed, house, monkeypatch):
    """A month whose print is compared: ダミー is what comes next."""
    house.begin_process(*EQUIPMENT)
    house.open_round()
    house.check_all()
    house.confirm_all()
    house.approve()
    house.make_ready()
    house.release((*EQUIPMENT, MONTH, *house.run_settings()))
    house.sign_print()
    house.approve_print()
    yield from page_of(qtbot, jobs, house, monkeypatch)


def test_a_lead_who_checked_nothing_approves_and_the_gate_closes(ready, qtbot):
    place, page, house = ready, ready.page, ready.house
    take(place, qtbot)
    page.compare_print(("月.pdf",))
    place.settle(qtbot)
    check(place, qtbot)
    check(place, qtbot)
    page.keep_roll({"roll": "R-1", "machine": "1号機", "piece": "業者-1", "place": "保管庫"})
    place.settle(qtbot)
    page.act_now()
    give_password(qtbot, place, page)
    place.sit("hinshitsu-1")
    assert page._next.act == "approve" and page.act.isEnabled() and page.give_back.isVisible()
    press(qtbot, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert "関門を閉じます" in give_password(qtbot, place, page)
    closing = house.state.months["m1"].closed[DUMMIES]
    assert (closing.signature.by, page.state.text()) == (house.id_of("hinshitsu-1"), "● 承認済")
    assert page._next.act == "export" and not page.give_back.isVisible() and not page.sign.isVisible()


def test_where_a_roll_began_and_ended_is_kept_with_it_or_refused(place, qtbot):
    page = place.page
    fields = page.rolls.fields
    for name, text in (("roll", "R-1"), ("machine", "P1"), ("piece", "業者-1"), ("place", "保管庫"), ("first", "今朝")):
        fields[name].setText(text)
    page.rolls.add.click()
    place.settle(qtbot)
    assert "現品のコードでも日時でもありません" in page.note.text() and fields["roll"].text() == "R-1"
    fields["first"].setText(PIECES[0].piece_id)
    fields["last"].setText("2026/11/12 10:05")
    page.rolls.add.click()
    place.settle(qtbot)
    (one,) = place.house.state.rolls["m1"]
    assert (one.first, one.last) == (PIECES[0].piece_id, "2026-11-12 10:05")
    assert one.last in page.rolls.table.model().index(0, 1).data() and not fields["first"].text()
