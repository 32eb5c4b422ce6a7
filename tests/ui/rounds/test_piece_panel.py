"""One piece, checked with keyboard and hand scanner only."""

import pytest
from PySide6.QtCore import QEvent, QMimeData, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication

from app.errors import KenpanError
from app.proof.model import Scan
from app.proof.scanner import KANA, PLAIN, US_SENT, WIDE, Scanner
from app.signoff import rounds
from app.signoff.asked_places import NOWHERE, asked_places
from app.signoff.checksheet import load_sheet
from app.signoff.ledger import Draft
from app.ui.kit.refusal import Refusal
from app.ui.rounds import comment_line, scan_end, scan_field
from app.ui.rounds.acts import as_shown
from app.ui.rounds.piece_panel import PiecePanel
from app.ui.rounds.scan_field import HOLD_MS, ScanField
from tests.house import PASSWORD, part
from tests.patience import PATIENCE_MS
from tests.ui.proof_desk import (
    choose_reason,
    dialog_of,
    give_password,
    has_keyboard,
    keyboard,
    letter,
    open_desk,
    press,
    refused,
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
    place.house.sign_pieces(range(1, 40))
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
    assert "宛名面のIDを読み取っていません" in refused(qtbot, panel)
    has_keyboard(qtbot, panel.scans.field)
    read_all(qtbot, panel)
    press(qtbot, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert not signing(panel)
    assert "答えていない項目" in panel.verdict.text.text()
    assert "答えていない項目" in refused(qtbot, panel)
    assert place.one.results == {}


# A password typed when nothing asks for it


def test_a_password_after_a_refused_signature_lands_nowhere(qtbot, place, panel):
    for _ in range(2):
        scan(qtbot, panel.piece.piece_id)
    for password in (PASSWORD, "ocean 12 Maps", "n12-Xylophone"):
        press(qtbot, Qt.Key.Key_F10)
        assert not signing(panel)
        refused(qtbot, panel, password)
        has_keyboard(qtbot, panel.scans.field)
    assert panel.scans.field.text() == "" and panel.comment.text() == ""
    assert set(panel.draft.scans) == {"address", "front"} and panel.draft.answers == {}
    assert panel.piece.number == 1
    assert "不合格" not in panel.verdict.head.text()
    scan(qtbot, panel.piece.piece_id)
    answer_all(qtbot, panel)
    assert panel.verdict.head.text().startswith("○ 合格")


def test_where_there_is_nothing_to_sign_the_key_says_so_and_takes_the_password(qtbot, place, panel):
    place.house.sign_piece(1)
    panel.refresh()
    press(qtbot, Qt.Key.Key_F10)
    assert "検査済み" in refused(qtbot, panel, "o-password-x-1")
    has_keyboard(qtbot, panel.scans.field)
    place.sit("hinshitsu-1")
    panel.show_piece("r1", 3)
    press(qtbot, Qt.Key.Key_F10)
    assert "検査員が行います" in refused(qtbot, panel)


def test_the_key_that_asked_does_not_close_the_refusal_while_it_is_held(qtbot, place, panel):
    press(qtbot, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    dialog = dialog_of(Refusal, panel)
    held = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", True)
    QApplication.sendEvent(dialog, held)
    assert dialog.isVisible()
    refused(qtbot, panel)


def test_what_cannot_become_an_id_is_not_shown_and_is_no_face(qtbot, place, panel):
    field = panel.scans.field
    qtbot.keyClicks(field, panel.piece.piece_id[:6])
    assert field.displayText() == panel.piece.piece_id[:6]
    field.forget()
    qtbot.keyClicks(field, PASSWORD)
    assert not set(field.displayText()) & set(PASSWORD)
    press(qtbot, Qt.Key.Key_Return)
    assert panel.draft.scans == {} and panel.draft.side == "address"
    assert "現品IDではありません" in panel.scans.answer.text() and PASSWORD not in panel.scans.answer.text()
    assert "不合格" not in panel.verdict.head.text()


def test_what_was_typed_does_not_wait_in_the_field_while_the_keyboard_is_elsewhere(qtbot, place, panel):
    qtbot.keyClicks(panel.scans.field, "K0321x")
    panel.comment.setFocus()
    assert panel.scans.field.text() == ""


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


# Check sheet


def test_no_asks_for_a_comment_before_it_is_signed(qtbot, place, panel):
    read_all(qtbot, panel)
    letter(qtbot, panel.scans.field, "X")
    answer_all(qtbot, panel)
    press(qtbot, Qt.Key.Key_F10)
    assert not signing(panel) and "理由" in panel.verdict.text.text()
    refused(qtbot, panel)
    has_keyboard(qtbot, panel.scans.field)
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


def test_one_question_is_on_the_card_and_answered_by_mouse_too(qtbot, panel):
    checks = panel.checks
    asked = SHEET.items_for(panel.piece)
    assert checks.question.text() == asked[0].question and "1／11" in checks.progress.text()
    assert "O" in checks.ok.text() and "X" in checks.ng.text() and not checks.na.isEnabled()
    checks.ok.click()
    checks.ng.click()
    assert panel.draft.answers == {asked[0].id: "ok", asked[1].id: "ng"} and "3／11" in checks.progress.text()
    press(qtbot, Qt.Key.Key_Up)
    assert checks.ng.isChecked() and not checks.ok.isChecked()


def test_a_question_that_is_not_asked_says_so_and_cannot_be_answered(qtbot, panel):
    checks, absent = panel.checks, [item.id for item in SHEET.items if not item.is_asked(panel.piece)]
    assert absent and len(checks._items.items) == len(SHEET.items), "the list has the same rows for every piece"
    for _ in SHEET.items:
        assert checks.current.id not in absent
        press(qtbot, Qt.Key.Key_Down)
    checks._items.picked.emit([item.id for item in SHEET.items].index(absent[0]))
    assert checks.na.isChecked() and "対象外" in checks.help.text() and not checks.ok.isEnabled()
    letter(qtbot, panel.scans.field, "O")
    assert panel.draft.answers == {}


def test_what_a_question_looks_at_is_asked_for_with_it(qtbot, panel):
    wanted = []
    panel.placeWanted.connect(lambda place, turn: wanted.append((place, turn)))
    letter(qtbot, panel.scans.field, "O")
    assert wanted == [(asked_places()["address"], True)] and wanted[0][0].face == "sheet"
    wanted.clear()
    read_all(qtbot, panel)
    assert wanted == [(asked_places()["address"], True)], "after the last side the sheet turns back to the question"
    panel.mode = "see"
    panel._light(panel.checks.current, True)
    assert wanted[-1][0] == NOWHERE


def test_after_a_signature_the_next_piece_says_so_and_the_head_counts_it(qtbot, place, panel):
    assert panel.head.count.text() == "検査 0/40" and "なし" in panel.head.who.text()
    read_all(qtbot, panel)
    answer_all(qtbot, panel)
    sign(qtbot, place, panel)
    assert panel.scans.answer.text() == "✓ 番号 1 を署名しました　○ 合格\n宛名面を読み取ってください"
    assert panel.head.count.text() == "検査 1/40" and panel.head.who.text() == "署名　検査員１ 1 件"
    assert panel.head.title.text().startswith("番号 2／40")
    scan(qtbot, panel.piece.piece_id)
    assert panel.scans.answer.text() == "宛名面　○ 一致"


def test_results_that_a_person_must_not_see_are_not_in_the_head_either(qtbot, place):
    place.house.sign_piece(1)
    place.house.book.refresh()
    place.sit("hinshitsu-1")
    other = shown(qtbot, PiecePanel(place.desk, place.house.sheet, lambda: place.live))
    other.show_piece("r1", 1)
    assert other.head.count.text() == "検査 1/40" and "非表示" in other.head.who.text()
    assert "検査員１" not in "".join(other.head.strip._told.values())


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
    refused(qtbot, panel)


def test_a_refusal_ends_when_its_reason_does(qtbot, place, panel):
    live, place.live = place.live, None
    read_all(qtbot, panel)
    answer_all(qtbot, panel)
    assert panel.verdict.head.text().startswith("！ 署名できません")
    place.live = live
    panel.refresh()
    assert panel.verdict.head.text().startswith("○ 合格") and panel.verdict.text.text() == ""


def test_the_panel_asks_for_the_same_width_whatever_it_shows(place, panel):
    """Beside the sheet it would push it to and fro from piece to piece."""
    widths = {panel.minimumSizeHint().width()}

    def shows(number=1):
        panel.show_piece("r1", number)
        widths.add(panel.minimumSizeHint().width())

    for number in range(1, 41):
        shows(number)
    place.house.sign_piece(1)
    place.house.book.refresh()
    shows()
    place.live = None
    shows(2)
    panel.verdict.show_refused("理由" * 60)
    panel.own_record.follow("ZMGKK#1302", 9)
    widths.add(panel.minimumSizeHint().width())
    place.sit("kensa-2")
    shows()
    assert len(widths) == 1


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
    assert panel.mode == "see" and not panel.buttons.sign.isEnabled()
    press(qtbot, Qt.Key.Key_F10)
    assert not signing(panel)
    refused(qtbot, panel)


# The lead's own look


@pytest.fixture
def confirming(qtbot, place, panel):
    place.house.check_all()
    place.sit("hinshitsu-1")
    panel.show_piece("r1", place.house.draw()[0])
    return panel


def test_the_lead_confirms_in_the_same_panel_and_goes_to_the_next_piece_drawn(qtbot, place, confirming):
    first, second = place.one.to_confirm[:2]
    assert confirming.mode == "confirm" and "確認" in confirming.buttons.sign.text()
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
