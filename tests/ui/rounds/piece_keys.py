"""What is done at a piece with keyboard and scanner."""

from PySide6.QtCore import Qt

from app.signoff.checksheet import load_sheet
from tests.ui.proof_desk import (
    give_password,
    letter,
    press,
    scan,
)

SIDES = ("address", "front", "back")
SHEET = load_sheet()


def answer_all(qtbot, panel):
    for _ in panel.draft.open_items(SHEET.items_for(panel.piece)):
        letter(qtbot, panel.scans.field, "O")


def read_all(qtbot, panel):
    for _ in SIDES:
        scan(qtbot, panel.piece.piece_id)


def sign(qtbot, place, panel):
    press(qtbot, Qt.Key.Key_F10)
    return give_password(qtbot, place, panel)
