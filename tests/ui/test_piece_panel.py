"""One piece, checked with keyboard and hand scanner only."""

import pytest
from PySide6.QtCore import QEvent, QMimeData, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication

from app.errors import KenpanError
from app.proof.model import Scan
from app.signoff import rounds
from app.signoff.checksheet import load_sheet
from app.signoff.ledger import Draft
from app.ui.rounds.acts import as_shown
from app.ui.rounds.piece_panel import PiecePanel
from app.ui.rounds.scan_field import HOLD_MS, ScanField
from tests.house import part
from tests.ui.proof_desk import (
    choose_reason,
    give_password,
    has_keyboard,
    keyboard,
    letter,
    open_desk,
    press,
    scan,
    shown,
    signing,
)

SIDES = ("address", "front", "back")
SHEET = load_sheet()


@pytest.fixture
def place(house, jobs, themed):
    made = open_desk(house, jobs)
    made.sit("kensa-1")
    return made


@pytest.fixture
def panel(qtbot, place):
    made = shown(qtbot, PiecePanel(place.desk, place.house.sheet, lambda: place.live))
    made.wanted = []
    made.recordWanted.connect(lambda file, record: made.wanted.append((file, record)))
    made.show_piece("r1", 1)
    return made


def answer_all(qtbot, panel):
    for _ in panel.draft.open_items(SHEET.items_for(panel.piece)):
        letter(qtbot, panel.scans.field, "O")


def read_all(qtbot, panel):
    for _ in SIDES:
        scan(qtbot, panel.piece.piece_id)


def sign(qtbot, place, panel):
    press(qtbot, Qt.Key.Key_F10)
    return give_password(qtbot, place, panel)


# A whole piece


def test_a_piece_is_checked_by_scanner_and_keys_alone_and_the_next_one_comes(qtbot, place, panel):
    read_all(qtbot, panel)
    answer_all(qtbot, panel)
    assert panel.verdict.head.text().startswith("○ 合格")
    said = sign(qtbot, place, panel)
    assert said.startswith("検査\n") and "番号 1" in said and place.one.piece(1).piece_id in said
    result = place.one.results[1]
    assert result.passed and result.signature.name == "検査員１"
    assert {scan.text for scan in result.scans.values()} == {place.one.piece(1).piece_id}
    assert panel.piece.number == 2 and not panel.draft.begun
    has_keyboard(qtbot, panel.scans.field)
    assert panel.wanted == [("ZMGKK#1301", 1), ("ZMGKK#1301", 2)]


def test_the_last_piece_tells_that_nothing_waits(qtbot, place, panel):
    for number in range(1, 40):
        place.house.sign_piece(number)
    panel.refresh()
    panel.show_piece("r1", 40)
    read_all(qtbot, panel)
    answer_all(qtbot, panel)
    with qtbot.waitSignal(panel.finished):
        sign(qtbot, place, panel)
    assert panel.piece.number == 40 and panel.mode == "see"


def test_what_is_left_is_said_and_cannot_be_signed(qtbot, place, panel):
    assert panel.verdict.head.text() == "□ 残り：宛名面・表・裏・項目 11"
    press(qtbot, Qt.Key.Key_F10)
    assert not signing(panel)
    assert "宛名面のIDを読み取っていません" in panel.verdict.text.text()
    read_all(qtbot, panel)
    press(qtbot, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert not signing(panel)
    assert "答えていない項目" in panel.verdict.text.text()
    assert place.one.results == {}


# Scans


def test_each_scan_fills_the_next_side_and_says_at_once_whose_it_is(qtbot, place, panel):
    one, other = place.one.piece(1).piece_id, place.one.piece(7).piece_id
    assert "宛名面" in panel.scans.answer.text()
    scan(qtbot, one)
    assert panel.scans.answer.text() == "宛名面　○ 一致"
    scan(qtbot, other)
    assert panel.scans.answer.text() == f"通知書 表　× 別の現品\n番号 7　{other}"
    assert panel.scans.read["front"].text() == f"× 別の現品 番号 7　{other}"
    scan(qtbot, one[:-1] + ("0" if one[-1] != "0" else "1"))
    assert "検査数字が合いません" in panel.scans.answer.text()
    assert [panel.draft.scans[side].text for side in SIDES][:2] == [one, other]


def test_the_front_of_one_record_with_the_back_of_another_is_shown_before_it_is_signed(qtbot, place, panel):
    one, other = place.one.piece(1).piece_id, place.one.piece(2).piece_id
    for text in (one, one, other):
        scan(qtbot, text)
    assert panel.verdict.head.text().startswith("× 不合格")
    assert "表と裏が別の現品です" in panel.verdict.text.text()
    answer_all(qtbot, panel)
    said = sign(qtbot, place, panel)
    assert "× 不合格" in said and "表と裏が別の現品です" in said
    assert not place.one.results[1].passed


def test_a_side_is_chosen_by_its_number_and_read_again(qtbot, place, panel):
    scan(qtbot, place.one.piece(9).piece_id)
    letter(qtbot, panel.scans.field, "1")
    scan(qtbot, panel.piece.piece_id)
    assert panel.scans.answer.text() == "宛名面　○ 一致"
    letter(qtbot, panel.scans.field, "3")
    scan(qtbot, panel.piece.piece_id)
    assert set(panel.draft.scans) == {"address", "back"}
    assert panel.draft.side == "front"


def test_a_further_scan_does_not_replace_one_that_was_judged(qtbot, place, panel):
    other = place.one.piece(2).piece_id
    scan(qtbot, other)
    for _ in range(3):
        scan(qtbot, panel.piece.piece_id)
    assert panel.draft.scans["address"].text == other
    assert "読み直す面を" in panel.scans.answer.text()


def test_missing_and_unreadable_need_a_reason_and_fail_the_piece(qtbot, place, panel):
    letter(qtbot, panel.scans.field, "M")
    choose_reason(qtbot, panel, 2)
    has_keyboard(qtbot, panel.scans.field)
    letter(qtbot, panel.scans.field, "Y")
    choose_reason(qtbot, panel, 1)
    has_keyboard(qtbot, panel.scans.field)
    scan(qtbot, panel.piece.piece_id)
    assert panel.draft.scans["address"] == Scan("missing", "", "現品IDの位置が空白になっている")
    assert panel.draft.scans["front"] == Scan("unreadable", "", "かすれている")
    answer_all(qtbot, panel)
    sign(qtbot, place, panel)
    failures = place.one.results[1].failures
    assert len(failures) == 2 and "空白" in failures[0] and "かすれ" in failures[1]


def test_the_keyboard_comes_back_to_the_scan_field(qtbot, place, panel):
    letter(qtbot, panel.scans.field, "M")
    choose_reason(qtbot, panel)
    has_keyboard(qtbot, panel.scans.field)
    letter(qtbot, panel.scans.field, "C")
    assert keyboard() is panel.comment
    qtbot.keyClicks(panel.comment, "x")
    press(qtbot, Qt.Key.Key_Return)
    assert keyboard() is panel.scans.field and panel.draft.comment == "x"


def test_a_scan_into_the_comment_finds_its_side(qtbot, place, panel):
    letter(qtbot, panel.scans.field, "C")
    qtbot.keyClicks(panel.comment, "see")
    scan(qtbot, panel.piece.piece_id)
    assert panel.comment.text() == "see"
    assert panel.draft.scans["address"].text == panel.piece.piece_id
    assert keyboard() is panel.scans.field


def test_full_width_from_an_input_method_is_the_same_id(qtbot, place, panel):
    wide = "".join(chr(ord(char) + 0xFEE0) for char in panel.piece.piece_id)
    event = QInputMethodEvent()
    event.setCommitString(wide)
    QApplication.sendEvent(panel.scans.field, event)
    press(qtbot, Qt.Key.Key_Return)
    assert panel.scans.answer.text() == "宛名面　○ 一致"
    assert not panel.scans.field.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)


def test_nothing_is_pasted_into_the_scan_field(qtbot, place, panel):
    data = QMimeData()
    data.setText(panel.piece.piece_id)
    QApplication.clipboard().setMimeData(data)
    for key, modifier in (
        (Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier),
        (Qt.Key.Key_Insert, Qt.KeyboardModifier.ShiftModifier),
    ):
        press(qtbot, key, modifier)
    assert panel.scans.field.text() == ""
    assert not panel.scans.field.acceptDrops()
    QApplication.clipboard().clear()


# Nothing in bulk


def test_a_barcode_of_answers_answers_nothing(qtbot, place, panel):
    for text in ("OOOOOOOOOO", "O", "1O2X3"):
        scan(qtbot, text)
    qtbot.wait(HOLD_MS * 2)
    assert panel.draft.answers == {}
    assert set(panel.draft.scans) == set(SIDES)


def test_a_key_held_down_answers_once(qtbot, place, panel):
    field = panel.scans.field
    with qtbot.waitSignal(field.commanded):
        qtbot.keyPress(field, Qt.Key.Key_O)
        for _ in range(20):
            QApplication.sendEvent(
                field, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_O, Qt.KeyboardModifier.NoModifier, "o", True)
            )
        qtbot.keyRelease(field, Qt.Key.Key_O)
    assert panel.draft.answers == {"content": "ok"}


def test_keys_pressed_too_fast_do_not_spoil_the_next_scan(qtbot, themed):
    field = ScanField(frozenset("OX"))
    shown(qtbot, field)
    qtbot.keyClicks(field, "OO")
    qtbot.wait(700)
    with qtbot.waitSignal(field.scanned) as found:
        scan(qtbot, "K032101001234503")
    assert found.args == ["K032101001234503"]


# Check sheet


def test_no_asks_for_a_comment_before_it_is_signed(qtbot, place, panel):
    read_all(qtbot, panel)
    letter(qtbot, panel.scans.field, "X")
    answer_all(qtbot, panel)
    press(qtbot, Qt.Key.Key_F10)
    assert not signing(panel) and "理由" in panel.verdict.text.text()
    letter(qtbot, panel.scans.field, "C")
    qtbot.keyClicks(panel.comment, "2 mm")
    press(qtbot, Qt.Key.Key_Return)
    sign(qtbot, place, panel)
    result = place.one.results[1]
    assert result.failures == ("印字内容：否",) and result.comment == "2 mm"


def test_arrows_move_in_the_check_sheet_and_an_answer_can_be_changed(qtbot, place, panel):
    letter(qtbot, panel.scans.field, "O")
    assert panel.checks.current.id == "address"
    press(qtbot, Qt.Key.Key_Up)
    letter(qtbot, panel.scans.field, "X")
    press(qtbot, Qt.Key.Key_Down)
    assert panel.draft.answers == {"content": "ng"}
    assert panel.checks.question.text() == panel.checks.current.question
    assert panel.checks.help.text() == panel.checks.current.help


def test_only_questions_that_apply_are_asked(qtbot, place, panel):
    asked = [item.id for item in SHEET.items_for(panel.piece)]
    assert "gannen" in asked and "redirect" not in asked
    read_all(qtbot, panel)
    answer_all(qtbot, panel)
    assert set(panel.draft.answers) == set(asked)


# Drafts


def test_what_was_begun_survives_another_piece_but_counts_for_nothing(qtbot, place, panel):
    scan(qtbot, panel.piece.piece_id)
    letter(qtbot, panel.scans.field, "O")
    press(qtbot, Qt.Key.Key_PageDown)
    assert panel.piece.number == 2 and not panel.draft.begun
    press(qtbot, Qt.Key.Key_PageUp)
    assert panel.piece.number == 1
    assert set(panel.draft.scans) == {"address"} and panel.draft.answers == {"content": "ok"}
    assert panel.scans.read["address"].text() == "○ 一致"
    assert place.one.results == {}


def test_nobody_goes_on_with_what_somebody_else_scanned(qtbot, place, panel):
    read_all(qtbot, panel)
    place.sit("kensa-2")
    assert panel.draft is not None and not panel.draft.begun


def test_entries_of_others_leave_what_is_being_done_alone(qtbot, place, panel):
    scan(qtbot, panel.piece.piece_id)
    qtbot.keyClicks(panel.scans.field, "K0321")
    place.house.sign_piece(5, "kensa-2")
    place.desk.stateChanged.emit()
    assert panel.scans.field.text() == "K0321"
    panel.scans.field.forget()


def test_a_piece_that_somebody_else_signed_meanwhile_is_only_shown(qtbot, place, panel):
    place.house.sign_piece(2)
    read_all(qtbot, panel)
    place.house.sign_piece(1, "kensa-2")
    place.desk.stateChanged.emit()
    assert panel.mode == "see" and "検査員２" in panel.verdict.text.text()


def test_next_skips_what_is_checked(qtbot, place, panel):
    place.house.sign_piece(2)
    panel.refresh()
    letter(qtbot, panel.scans.field, "N")
    assert panel.piece.number == 3


# Taking back


def test_a_signed_piece_is_taken_back_with_a_reason_and_begins_anew(qtbot, place, panel):
    place.house.sign_piece(1)
    panel.refresh()
    assert panel.mode == "see" and "○ 合格" in panel.verdict.head.text()
    assert panel.minimumSizeHint().width() < panel.fontMetrics().horizontalAdvance("漢") * 26
    letter(qtbot, panel.scans.field, "T")
    choose_reason(qtbot, panel, 1)
    give_password(qtbot, place, panel)
    assert 1 not in place.one.results
    assert place.one.withdrawn[0][1] == "現品を取り違えた"
    assert panel.mode == "check" and not panel.draft.begun


# What stands against it


def test_without_the_medium_a_piece_cannot_be_signed(qtbot, place, panel):
    place.live = None
    read_all(qtbot, panel)
    answer_all(qtbot, panel)
    assert "媒体が開かれていません" in panel.verdict.text.text()
    press(qtbot, Qt.Key.Key_F10)
    assert not signing(panel)


def test_other_settings_void_the_round_before_a_piece_is_signed(qtbot, place, panel):
    place.live = (*(one for one in place.live if one.name != "fonts"), part("fonts", "2"))
    read_all(qtbot, panel)
    answer_all(qtbot, panel)
    assert "失効" in panel.verdict.text.text() and "fontsの名" in panel.verdict.text.text()


def test_a_wrong_password_signs_nothing_and_keeps_what_was_scanned(qtbot, place, panel):
    read_all(qtbot, panel)
    answer_all(qtbot, panel)
    press(qtbot, Qt.Key.Key_F10)
    give_password(qtbot, place, panel, "wrong-password-1")
    assert signing(panel) and place.one.results == {}
    give_password(qtbot, place, panel)
    assert place.one.results[1].passed


def test_a_verdict_that_changed_behind_the_dialog_is_not_signed(place):
    act = as_shown(lambda _state, _by: Draft("piece.signed", {"failures": ["別の現品です"]}), "failures", [])
    with pytest.raises(KenpanError) as caught:
        act(place.house.state, "x")
    assert caught.value.code == "piece.changed"


def test_a_lead_cannot_check_and_sees_no_button_for_it(qtbot, place, panel):
    place.sit("hinshitsu-1")
    assert panel.mode == "see" and not panel.sign_button.isEnabled()
    press(qtbot, Qt.Key.Key_F10)
    assert not signing(panel)


# The lead's own look


@pytest.fixture
def confirming(qtbot, place, panel):
    place.house.check_all()
    place.sit("hinshitsu-1")
    panel.show_piece("r1", place.house.draw()[0])
    return panel


def test_the_lead_confirms_in_the_same_panel_and_goes_to_the_next_piece_drawn(qtbot, place, confirming):
    first, second = place.one.to_confirm[:2]
    assert confirming.mode == "confirm" and "確認" in confirming.sign_button.text()
    read_all(qtbot, confirming)
    answer_all(qtbot, confirming)
    assert sign(qtbot, place, confirming).startswith("確認\n")
    assert [look.number for look in place.one.confirmed] == [first]
    assert confirming.piece.number == second


def test_the_lead_sees_no_result_of_the_checkers_while_looking(qtbot, place, confirming):
    hidden = next(number for number in range(1, 41) if number not in place.one.to_confirm)
    confirming.show_piece("r1", hidden)
    assert "結果は非表示" in confirming.verdict.head.text()
    assert all(label.text() == "―" for label in confirming.scans.read.values())


def test_a_checker_who_signed_cannot_confirm(qtbot, place, confirming):
    place.sit("kensa-1")
    assert confirming.mode == "see"
    with pytest.raises(KenpanError) as caught:
        place.house.by(
            "kensa-1",
            lambda state, by: rounds.confirm_piece(
                state, by, "r1", place.house.look(place.one.to_confirm[0]), place.house.sheet, place.live
            ),
        )
    assert caught.value.code == "approval.same_person"
