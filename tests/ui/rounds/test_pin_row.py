"""Pieces signed in a row with a PIN, in the panel and its dialog."""

import pytest
from PySide6.QtCore import Qt

from app.proof.model import SIDES, Scan
from app.signoff import pin_rows
from app.ui.board.leave import allow_pin
from app.ui.kit.signature_dialog import SignatureDialog
from app.ui.rounds.piece_panel import PiecePanel
from tests.house import PASSWORD
from tests.ui.proof_desk import choose_reason, dialog_of, give_password, open_desk, press, shown, signing

CODE = "480213"


@pytest.fixture
def place(house, jobs, themed):
    made = open_desk(house, jobs)
    made.sit("kensa-1")
    return made


@pytest.fixture
def panel(qtbot, place):
    made = shown(qtbot, PiecePanel(place.desk, place.house.sheet, lambda: place.live))
    made.show_piece("r1", 1)
    return made


def allow(place):
    act = lambda state, by: pin_rows.allow(state, by, "p1", allowed=True, reason="40部")  # noqa: E731
    place.house.book.sign(place.house.sessions["hinshitsu-1"].signer, act)
    place.desk.refresh()


def ask(qtbot, place, panel):
    """Check the piece in hand wholly, up to the question for password or PIN."""
    draft, piece = panel.draft, panel.piece
    draft.scans.update({side: Scan("read", piece.piece_id) for side in SIDES})
    draft.answers.update({item.id: "ok" for item in place.house.sheet.items_for(piece)})
    panel.show_piece("r1", piece.number)
    press(qtbot, Qt.Key.Key_F10)
    return dialog_of(SignatureDialog, panel)


def typed(qtbot, place, dialog, text):
    qtbot.keyClicks(dialog.password, text)
    qtbot.keyClick(dialog.password, Qt.Key.Key_Return)
    place.settle(qtbot)


def test_after_one_password_the_next_pieces_take_a_pin_until_the_screen_is_locked(qtbot, place, panel):
    allow(place)
    dialog = ask(qtbot, place, panel)
    assert dialog.asked == "row"
    dialog.offer.wanted.click()
    qtbot.keyClicks(dialog.offer.pin, CODE)
    qtbot.keyClicks(dialog.offer.again, "480214")
    typed(qtbot, place, dialog, PASSWORD)
    assert "2つの暗証番号が違います" in dialog.trouble.text() and place.one.results == {}
    qtbot.keyClicks(dialog.offer.pin, CODE)
    qtbot.keyClicks(dialog.offer.again, CODE)
    qtbot.keyClick(dialog.password, Qt.Key.Key_Return)
    place.settle(qtbot)
    assert panel.piece.number == 2 and not place.one.results[1].signature.by_pin

    dialog = ask(qtbot, place, panel)
    assert dialog.asked == "pin" and dialog.offer.isHidden() and dialog.focusWidget() is dialog.password
    typed(qtbot, place, dialog, "111999")
    assert "あと 2 回" in dialog.trouble.text() and not dialog.password.text()
    typed(qtbot, place, dialog, CODE)
    assert place.one.results[2].signature.by_pin
    panel.show_piece("r1", 2)
    assert "暗証番号" in panel.verdict.text.text()

    panel.show_piece("r1", 3)
    place.desk.lock()
    place.settle(qtbot)
    dialog = ask(qtbot, place, panel)
    assert dialog.asked == "row"
    dialog.reject()


def test_where_nobody_allows_it_the_password_is_asked_for_every_piece(qtbot, place, panel):
    dialog = ask(qtbot, place, panel)
    assert dialog.asked == "password" and dialog.offer.isHidden() and dialog.full.isHidden()
    dialog.reject()


def test_a_pin_that_is_over_asks_for_the_password_in_the_same_place(qtbot, place, panel):
    allow(place)
    dialog = ask(qtbot, place, panel)
    dialog.offer.wanted.click()
    for edit in (dialog.offer.pin, dialog.offer.again):
        qtbot.keyClicks(edit, CODE)
    typed(qtbot, place, dialog, PASSWORD)
    dialog = ask(qtbot, place, panel)
    for _ in range(3):
        typed(qtbot, place, dialog, "999111")
    assert dialog.asked == "row" and "もう使えません" in dialog.trouble.text()
    typed(qtbot, place, dialog, PASSWORD)
    assert not signing(panel) and not place.one.results[2].signature.by_pin


def test_a_lead_allows_it_with_a_reason_and_takes_it_back(qtbot, place, panel):
    place.sit("hinshitsu-1")
    for wanted in (True, False):
        allow_pin(place.desk, place.desk.state.processes["p1"], panel)
        choose_reason(qtbot, panel)
        said = give_password(qtbot, place, panel)
        assert said.startswith("暗証番号の許可\n")
        assert pin_rows.is_allowed(place.house.book.state, "p1") == wanted


def test_a_piece_that_somebody_else_signed_meanwhile_is_shown_so_after_the_refusal(qtbot, place, panel):
    dialog = ask(qtbot, place, panel)
    place.house.sign_piece(1)
    qtbot.keyClicks(dialog.password, PASSWORD)
    qtbot.keyClick(dialog.password, Qt.Key.Key_Return)
    place.settle(qtbot)
    assert dialog.trouble.text()
    dialog.reject()
    assert panel.mode == "see" and panel.draft is None and "署名済" in panel.verdict.head.text()
