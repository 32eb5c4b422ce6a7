"""A whole round by keyboard and scanner: how many keys a checker presses, and what the program spends on it."""

import time

from PySide6.QtCore import QCoreApplication, Qt

from app.ui.kit.signature_dialog import SignatureDialog
from tests.house import PASSWORD
from tests.ui.proof_desk import dialog_of, letter, press, scan
from tests.ui.rounds.piece_keys import SHEET, SIDES
from tests.ui.rounds.test_pin_row import CODE, allow

PIECES = 40
MOST_BESIDES_ANSWERS = 8
"""Keys of a piece besides its answers: F10, six digits, Enter."""
MORE_AT_FIRST = len(PASSWORD) + 2 * len(CODE) + 4
"""The first piece takes the password, and the PIN twice."""


def test_a_round_of_forty_takes_an_answer_for_each_question_and_eight_keys_to_sign(qtbot, place, panel, capsys):
    allow(place)
    pressed = answered = 0
    began = time.thread_time()
    for number in range(1, PIECES + 1):
        assert panel.piece.number == number
        for _ in SIDES:
            scan(qtbot, panel.piece.piece_id)
        while items := panel.draft.open_items(SHEET.items_for(panel.piece)):
            letter(qtbot, panel.scans.field, "O")
            pressed, answered = pressed + 1, answered + 1
            assert len(panel.draft.open_items(SHEET.items_for(panel.piece))) < len(items)
        press(qtbot, Qt.Key.Key_F10)
        pressed += 1
        dialog = dialog_of(SignatureDialog, panel)
        if dialog.asked == "row":
            dialog.offer.wanted.click()
            pressed += 1
            for edit in (dialog.offer.pin, dialog.offer.again):
                qtbot.keyClicks(edit, CODE)
                pressed += len(CODE) + 1  # and Tab
        said = PASSWORD if dialog.asked == "row" else CODE
        qtbot.keyClicks(dialog.password, said)
        qtbot.keyClick(dialog.password, Qt.Key.Key_Return)
        pressed += len(said) + 1
        place.settle(qtbot)
        QCoreApplication.processEvents()
        assert number in place.one.results
    spent = time.thread_time() - began
    with capsys.disabled():
        print(f"\n{PIECES} pieces: {answered} answers, {pressed} keys, {spent:.1f} s of the window's own time")
    assert pressed <= answered + PIECES * MOST_BESIDES_ANSWERS + MORE_AT_FIRST
