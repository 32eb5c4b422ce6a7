"""One piece, checked with keyboard and hand scanner only."""

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from app.signoff.asked_places import NOWHERE, asked_places
from app.ui.kit.refusal import Refusal
from app.ui.kit.scrolling import Scrolled
from app.ui.rounds.piece_panel import PiecePanel
from tests.house import PASSWORD
from tests.ui.proof_desk import (
    dialog_of,
    has_keyboard,
    letter,
    press,
    refused,
    scan,
    shown,
    signing,
)
from tests.ui.rounds.piece_keys import SHEET, answer_all, read_all, sign

SMALL = 465, 679
"""What a window of 1366×768 leaves for the panel."""

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
    assert panel.head.count.text() == "検査 0/40 部" and "なし" in panel.head.who.text()
    read_all(qtbot, panel)
    answer_all(qtbot, panel)
    sign(qtbot, place, panel)
    assert panel.scans.answer.text() == "✓ 番号 1 署名済　○ 合格\n宛名面を読み取ってください"
    assert panel.head.count.text() == "検査 1/40 部" and panel.head.who.text() == "署名　検査員１ 1 件"
    assert panel.head.title.text().startswith("番号 2／40")
    scan(qtbot, panel.piece.piece_id)
    assert panel.scans.answer.text() == "宛名面　○ 一致"


# On a small screen


def in_sight(panel):
    """How far the work scrolls, and where what is pressed stands."""
    QApplication.processEvents()
    (area,) = panel.findChildren(Scrolled)
    steady = (panel.scans.field, panel.checks, panel.comment, panel.buttons)
    return area.verticalScrollBar().maximum(), [one.mapTo(panel, QPoint()) for one in steady]


def test_all_of_a_piece_has_room_on_a_small_screen_and_nothing_moves_whatever_is_said(qtbot, place, panel):
    panel.resize(*SMALL)
    before = in_sight(panel)
    assert before[0] == 0 and not panel.checks._items.low
    panel.machine.says = lambda _piece: "▲ 機械の照合　紙の取り込み画像（実機スキャナー未検証）はレコードと違います"
    panel.refresh()
    for text in ("K0", place.one.piece(22).piece_id):
        scan(qtbot, text)
        assert in_sight(panel) == before
    letter(qtbot, panel.scans.field, "1")
    read_all(qtbot, panel)
    answer_all(qtbot, panel)
    sign(qtbot, place, panel)
    assert panel.scans.answer.text().startswith("✓") and in_sight(panel) == before


def test_every_question_is_written_out_in_the_list(qtbot, panel):
    panel.resize(*SMALL)
    QApplication.processEvents()
    items = panel.checks._items
    _font, bold = items._written(True)
    for at, item in enumerate(items.items):
        cell = items._cell(at)
        assert cell.right() <= items.width() + 0.5
        assert cell.width() - items.fontMetrics().horizontalAdvance("漢") * 1.9 - 4 >= bold.horizontalAdvance(
            item.label
        )


def test_with_large_text_on_few_pixels_answers_stay_in_sight_and_a_comment_comes_there(qtbot, place, panel):
    panel.resize(SMALL[0], 560)
    QApplication.processEvents()
    checks, (area,) = panel.checks, panel.findChildren(Scrolled)
    assert checks._items.low and not checks.help.isVisible() and checks.question.toolTip()
    foot = checks.ok.mapTo(area, QPoint(0, checks.ok.height()))
    assert foot.y() <= area.height()
    letter(qtbot, panel.scans.field, "C")
    assert panel.comment.mapTo(area, QPoint(0, panel.comment.height())).y() <= area.height()
    press(qtbot, Qt.Key.Key_Return)
    assert area.verticalScrollBar().value() == 0, "the last answer is in sight again"


def test_results_that_a_person_must_not_see_are_not_in_the_head_either(qtbot, place):
    place.house.sign_piece(1)
    place.house.book.refresh()
    place.sit("hinshitsu-1")
    other = shown(qtbot, PiecePanel(place.desk, place.house.sheet, lambda: place.live))
    other.show_piece("r1", 1)
    assert other.head.count.text() == "検査 1/40 部" and "非表示" in other.head.who.text()
    assert "検査員１" not in "".join(other.head.strip._told.values())
