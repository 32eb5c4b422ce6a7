"""Another record for a piece that could not be made, by keys and scanner in the window."""

import pytest
from PySide6.QtWidgets import QApplication

from app.month.looking.proofing import piece_for
from app.notice.piece_id import read_piece_id
from app.signoff.piece_runs import replacement
from app.ui.board.swap_dialog import SwapDialog
from app.ui.kit import reasons
from app.ui.kit.reason_dialog import ReasonDialog
from app.workstation.settings import Settings
from tests.ui.at_hand import ENTER, ESCAPE
from tests.ui.day_people import CHECKERS, LEADS
from tests.ui.driving import until
from tests.ui.working_day import desk_at, the_round

CHECKER = CHECKERS[0]
NUMBER = 3


@pytest.fixture
def at(day, tmp_path):
    left = []

    def sit(stage, settings=None):
        work = desk_at(day, stage, tmp_path, settings)
        left.append(work)
        return work.__enter__()[0]

    yield sit
    for work in reversed(left):
        work.__exit__(None, None, None)


def at_round(hands, day, who=CHECKER):
    hands.log_in(who)
    hands.open_medium(day.sample)
    hands.to_round()
    hands.screens.round.grid.go_to(NUMBER)


def free_record(hands, group):
    """A record of the medium that no piece has, as a piece."""
    bench = hands.window.review.bench
    taken = {(piece.file, piece.record) for piece in the_round(hands).pieces}
    for name, file in bench.notices.items():
        if file.scheme == group:
            for record in file.rows(1).tolist():
                if (name, record) not in taken:
                    return replacement(
                        hands.screens.desk.state, the_round(hands), piece_for(bench, NUMBER, name, record)
                    )
    raise AssertionError("every record is taken")


def give_reason(hands, number):
    dialog = hands.dialog(ReasonDialog)
    hands.key(str(number))
    until(dialog.reason, "a reason is chosen")
    hands.key(ENTER)


def grid_has_keyboard(hands):
    """By itself: nothing here activates the window."""
    grid = hands.screens.round.grid
    until(lambda: QApplication.activeWindow() is hands.window and QApplication.focusWidget() is grid, "the grid")


def test_a_piece_gets_another_record_with_reason_and_signature(at, day):
    hands = at("begun")
    at_round(hands, day)
    panel = hands.screens.piece
    old, new = the_round(hands).piece(NUMBER), free_record(hands, "kounen")
    # What was scanned of the old piece is not the new one's.
    hands.key(ENTER)
    hands.piece_in_hand()
    hands.scan(old.piece_id)
    assert panel.piece == old and panel.draft.begun
    hands.key(ESCAPE)
    until(lambda: hands.on(hands.screens.round), "the round again")
    hands.key("S")
    dialog = hands.dialog(SwapDialog)
    hands.shot("replace_which")
    hands.scan(new.piece_id)
    give_reason(hands, 1)
    said = hands.sign(CHECKER)
    assert said.startswith("現品の差し替え\n")
    assert old.piece_id in said and new.piece_id in said and reasons.REPLACE[0] in said
    grid_has_keyboard(hands)
    one = the_round(hands)
    assert one.piece(NUMBER) == new and len({piece.piece_id for piece in one.pieces}) == 40
    assert not any(part.isVisible() for part in hands.window.findChildren(type(dialog)))
    assert new.piece_id in hands.screens.round.looked_at.text()
    entry = hands.screens.desk.book.history(("piece.replaced",))[-1]
    assert (entry.data["number"], entry.data["reason"]) == (NUMBER, reasons.REPLACE[0])
    assert entry.data["piece"]["piece_id"] == new.piece_id
    hands.key(ENTER)
    hands.piece_in_hand()
    assert panel.piece == new and not panel.draft.begun
    assert hands.window.shown_record() == (new.file, new.record)
    assert hands.window.review.look.content.piece_id == new.piece_id
    hands.check_piece(CHECKER)
    assert the_round(hands).results[NUMBER].passed
    assert the_round(hands).results[NUMBER].piece_id == new.piece_id
    # A spoilt piece is printed again, and the old one is not taken for it.
    hands.piece_in_hand()
    hands.key(ESCAPE)
    until(lambda: hands.on(hands.screens.round), "the round again")
    hands.screens.round.grid.go_to(NUMBER + 1)
    old = the_round(hands).piece(NUMBER + 1)
    hands.key("S")
    dialog = hands.dialog(SwapDialog)
    dialog.again.click()
    assert "2 回目の印刷" in dialog.found.text()
    hands.key(ENTER)
    give_reason(hands, 1)
    said = hands.sign(CHECKER)
    new = the_round(hands).piece(NUMBER + 1)
    assert (new.file, new.record) == (old.file, old.record) and read_piece_id(new.piece_id).run.making == 2
    assert old.piece_id in said and new.piece_id in said
    hands.screens.round._scanned(old.piece_id)
    assert "作り直す前かあとの現品です" in hands.screens.round.trouble.text()


def test_the_record_on_screen_can_be_taken_and_everything_can_be_given_up(at, day):
    hands = at("begun")
    at_round(hands, day)
    new = free_record(hands, "kounen")
    hands.window.go_to(new.file, new.record)
    hands.screens.show_round(the_round(hands).id)
    hands.screens.round.grid.go_to(NUMBER)
    before = hands.screens.desk.state.count
    hands.key("S")
    hands.dialog(SwapDialog)
    hands.key(ESCAPE)
    grid_has_keyboard(hands)
    hands.key("S")
    dialog = hands.dialog(SwapDialog)
    hands.button("U", dialog.ok.isEnabled)
    hands.key(ENTER)
    hands.dialog(ReasonDialog)
    hands.key(ESCAPE)
    grid_has_keyboard(hands)
    assert hands.screens.desk.state.count == before and the_round(hands).piece(NUMBER).piece_id != new.piece_id


def test_a_piece_that_was_checked_and_a_lead_get_no_other_record(at, day):
    hands = at("one_left")
    at_round(hands, day)
    page = hands.screens.round
    assert not page.replace_button.isEnabled()
    hands.key("S")
    hands.settle()
    page.grid.go_to(40)
    assert page.replace_button.isEnabled()
    hands.log_out()
    at_round(hands, day, LEADS[0])
    page.grid.go_to(40)
    assert not page.replace_button.isEnabled()
    assert not any(dialog.isVisible() for dialog in hands.window.findChildren(SwapDialog))


def test_away_from_the_proof_medium_no_record_is_offered(at, day):
    hands = at("begun")
    at_round(hands, day)
    hands.screens._live = tuple(part for part in hands.screens._live if part.name != "proof_media")
    hands.key("S")
    assert "検証品の媒体が開かれていません" in hands.refused()
    grid_has_keyboard(hands)
    assert not any(dialog.isVisible() for dialog in hands.window.findChildren(SwapDialog))


def test_the_scanner_may_put_something_around_the_new_id(at, day):
    from app.proof.scanner import Scanner

    hands = at("begun", Settings(scanner=Scanner("<<", ">>")))
    at_round(hands, day)
    new = free_record(hands, "kounen")
    hands.key("S")
    hands.dialog(SwapDialog)
    hands.scan(f"<<{new.piece_id}>>")
    give_reason(hands, 2)
    hands.sign(CHECKER)
    assert the_round(hands).piece(NUMBER) == new
