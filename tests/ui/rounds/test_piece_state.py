"""What a piece keeps and what stands against it: drafts, taking back, the lead's own look."""

import pytest
from PySide6.QtCore import Qt

from app.errors import KenpanError
from app.signoff import rounds
from app.signoff.ledger import Draft
from app.ui.rounds.acts import as_shown
from tests.house import part
from tests.ui.proof_desk import (
    choose_reason,
    give_password,
    letter,
    press,
    refused,
    scan,
    signing,
)
from tests.ui.rounds.piece_keys import answer_all, read_all, sign

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
