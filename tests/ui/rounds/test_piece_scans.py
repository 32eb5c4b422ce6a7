"""Scans at a piece, whatever the scanner sends."""

import pytest
from PySide6.QtCore import QEvent, QMimeData, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication

from app.proof.model import Scan
from app.proof.scanner import KANA, PLAIN, US_SENT, WIDE, Scanner
from app.ui.rounds import comment_line, scan_end, scan_field
from app.ui.rounds.piece_panel import PiecePanel
from app.ui.rounds.scan_field import HOLD_MS, ScanField
from tests.patience import PATIENCE_MS
from tests.ui.proof_desk import (
    choose_reason,
    has_keyboard,
    keyboard,
    letter,
    press,
    scan,
    shown,
)
from tests.ui.rounds.piece_keys import SIDES, answer_all, sign

# Scans


def test_each_scan_fills_the_next_side_and_says_at_once_whose_it_is(qtbot, place, panel):
    one, other = place.one.piece(1).piece_id, place.one.piece(7).piece_id
    assert "宛名面" in panel.scans.answer.text()
    scan(qtbot, one)
    assert panel.scans.answer.text() == "宛名面　○ 一致"
    scan(qtbot, other)
    assert panel.scans.answer.text() == f"通知書 表　× 別の現品　番号 7\n{other}"
    assert panel.scans.read["front"].text() == f"× 別の現品　番号 7 {other}"
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


def test_a_scan_into_the_comment_finds_its_side(qtbot, place, panel, scan_ending):
    letter(qtbot, panel.scans.field, "C")
    qtbot.keyClicks(panel.comment, "see")
    scan_ending(panel, panel.piece.piece_id, "enter")
    assert panel.comment.text() == "see"
    assert panel.draft.scans["address"].text == panel.piece.piece_id
    assert keyboard() is panel.scans.field


def test_full_width_from_an_input_method_is_the_same_id(qtbot, place, panel):
    wide = "".join(chr(ord(char) + 0xFEE0) for char in panel.piece.piece_id)
    compose(panel.scans.field, wide)
    press(qtbot, Qt.Key.Key_Return)
    assert panel.scans.answer.text() == f"宛名面　○ 一致\n▲ {WIDE}"
    assert panel.draft.scans["address"].text == panel.piece.piece_id
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


# Whatever the scanner ends with


ENTER, KEYPAD, TAB, LINE_FEED = Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_J
ENDS = {
    "enter": (ENTER,), "keypad": (KEYPAD,), "tab": (TAB,), "cr lf": (ENTER, LINE_FEED), "twice": (ENTER, ENTER),
    "enter tab": (ENTER, TAB), "tab enter": (TAB, ENTER), "lf": (LINE_FEED, ENTER), "pause": (),
}  # fmt: skip


@pytest.fixture
def scan_ending(qtbot, monkeypatch):
    """``scan_ending(panel, text, end)``: as a scanner does that is set up so, its keys following each other at once,
    however busy the machine is that plays it; a line feed is Ctrl+J at a keyboard.
    """
    monkeypatch.setattr(scan_end, "AFTER_MS", PATIENCE_MS)
    monkeypatch.setattr(comment_line, "_FAST_MS", PATIENCE_MS)

    def scanned(panel, text, end):
        pause = PATIENCE_MS if ENDS[end] else 300
        monkeypatch.setattr(scan_field, "PAUSE_MS", pause)
        panel.comment._pause.setInterval(pause)
        panel.scans.field.hold_ms = PATIENCE_MS
        qtbot.keyClicks(keyboard(), text)
        for key in ENDS[end]:
            control = Qt.KeyboardModifier.ControlModifier
            press(qtbot, key, control if key == LINE_FEED else Qt.KeyboardModifier.NoModifier)

    return scanned


@pytest.mark.parametrize("end", ENDS)
def test_all_three_faces_are_read_whatever_ends_a_scan(qtbot, place, panel, scan_ending, end):
    own = panel.piece.piece_id
    for count in (1, 2, 3):
        scan_ending(panel, own, end)
        qtbot.waitUntil(lambda count=count: len(panel.draft.scans) == count)
        assert keyboard() is panel.scans.field
    assert {scan.text for scan in panel.draft.scans.values()} == {own}
    assert panel.comment.text() == "" and panel.draft.answers == {} and panel.piece.number == 1
    assert panel.scans.answer.text() == "通知書 裏　○ 一致"


@pytest.mark.parametrize("end", ENDS)
def test_a_scan_into_the_comment_is_given_back_whatever_ends_it(qtbot, place, panel, scan_ending, end):
    letter(qtbot, panel.scans.field, "C")
    qtbot.keyClicks(panel.comment, "see")
    scan_ending(panel, panel.piece.piece_id, end)
    qtbot.waitUntil(lambda: "address" in panel.draft.scans)
    assert panel.draft.scans["address"].text == panel.piece.piece_id
    assert panel.comment.text() == "see" == panel.draft.comment
    assert keyboard() is panel.scans.field and panel.piece.number == 1


def test_tab_moves_the_keyboard_where_no_scan_is(qtbot, place, panel):
    press(qtbot, Qt.Key.Key_Tab)
    assert keyboard() is not panel.scans.field


@pytest.mark.parametrize("where", ["field", "comment"])
def test_a_prefix_and_a_suffix_that_are_set_are_no_part_of_the_id(qtbot, place, scan_ending, where):
    panel = shown(qtbot, PiecePanel(place.desk, place.house.sheet, lambda: place.live, Scanner("<#", "%")))
    panel.show_piece("r1", 1)
    if where == "comment":
        panel.comment.setFocus()
    for end in ("tab", "pause"):
        scan_ending(panel, f"<#{panel.piece.piece_id}%", end)
        qtbot.waitUntil(lambda: "address" in panel.draft.scans)
        assert panel.draft.scans.pop("address").text == panel.piece.piece_id
        assert panel.comment.text() == ""


@pytest.mark.parametrize(("around", "note"), [("[C1{}", US_SENT), ("{}", "")])
def test_a_keyboard_layout_that_does_not_fit_is_named(qtbot, place, panel, around, note):
    scan(qtbot, around.format(panel.piece.piece_id))
    assert panel.scans.answer.text() == "宛名面　○ 一致" + (f"\n▲ {note}" if note else "")


def test_kana_from_an_input_method_is_the_same_id_and_named(qtbot, place, panel):
    kana = dict(zip("0123456789KS", "わぬふあうえおやゆよのと", strict=True))
    compose(panel.scans.field, "".join(kana[char] for char in panel.piece.piece_id))
    press(qtbot, Qt.Key.Key_Return)
    assert panel.scans.answer.text() == f"宛名面　○ 一致\n▲ {KANA}"


def test_an_input_method_that_is_on_in_the_comment_does_not_keep_the_scan(qtbot, place, panel):
    letter(qtbot, panel.scans.field, "C")
    qtbot.keyClicks(panel.comment, "1")
    compose(panel.comment, "".join(chr(ord(char) + 0xFEE0) for char in panel.piece.piece_id))
    qtbot.waitUntil(lambda: "address" in panel.draft.scans)
    assert panel.comment.text() == "1" and WIDE in panel.scans.answer.text()


def test_an_id_that_a_person_writes_into_the_comment_stays_there(qtbot, place, panel):
    other = place.one.piece(7).piece_id
    letter(qtbot, panel.scans.field, "C")
    panel.comment._clock = SlowClock()
    qtbot.keyClicks(panel.comment, other)
    press(qtbot, Qt.Key.Key_Return)
    assert panel.comment.text() == other and panel.draft.scans == {}


def test_a_comment_of_a_draft_is_no_scan(qtbot, place, panel):
    own = panel.piece.piece_id
    panel.draft.comment = own
    panel.show_piece("r1", 1)
    panel.comment.setFocus()
    qtbot.keyClicks(panel.comment, "x")
    panel.comment.backspace()
    press(qtbot, Qt.Key.Key_Return)
    assert panel.comment.text() == own and panel.draft.scans == {}


class SlowClock:
    """Each look is half a second later: a person's pace."""

    def __init__(self):
        self.now = 0

    def elapsed(self):
        self.now += 500
        return self.now


def compose(widget, text):
    """What an input method gives."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(widget, event)


# Nothing in bulk


def test_a_barcode_of_answers_answers_nothing(qtbot, place, panel):
    for text in ("OOOOOOOOOO", "O", "1O2X3"):
        scan(qtbot, text)
    qtbot.wait(HOLD_MS * 2)
    assert panel.draft.answers == {} and panel.draft.scans == {}


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
    field = ScanField(frozenset("OX"), PLAIN)
    shown(qtbot, field)
    qtbot.keyClicks(field, "OO")
    qtbot.wait(700)
    with qtbot.waitSignal(field.scanned) as found:
        scan(qtbot, "K032101001234503")
    assert found.args == ["K032101001234503"]


def test_an_end_without_a_scan_keeps_no_tab(qtbot, place, panel):
    has_keyboard(qtbot, panel.scans.field)
    press(qtbot, Qt.Key.Key_Return)
    press(qtbot, Qt.Key.Key_Tab)
    assert keyboard() is not panel.scans.field
