"""The lead's decision: evidence first, results after one's own look, two persons."""

import pytest
from PySide6.QtCore import Qt

from app.proof.model import Scan
from app.signoff import people
from app.ui.rounds.approval_page import ApprovalPage
from tests.house import part
from tests.ui.proof_desk import (
    choose_reason,
    give_password,
    has_keyboard,
    keyboard,
    open_desk,
    press,
    refused,
    shown,
    signing,
)


@pytest.fixture
def place(house, jobs, themed):
    return open_desk(house, jobs)


@pytest.fixture
def page(qtbot, place):
    place.house.check_all()
    place.sit("hinshitsu-1")
    made = shown(qtbot, ApprovalPage(place.desk, place.house.sheet, lambda: place.live))
    made.show_round("r1")
    place.settle(qtbot)  # the pieces to confirm are drawn
    return made


def confirm(place, who="hinshitsu-1"):
    place.house.confirm_all(who)
    place.desk.stateChanged.emit()


def say(qtbot, page, text="4 ok"):
    has_keyboard(qtbot, page.comment)
    qtbot.keyClicks(page.comment, text)


def visible_text(page):
    table = page.results
    return " ".join(
        table.item(row, column).text() for row in range(table.rowCount()) for column in range(table.columnCount())
    )


def test_results_are_hidden_until_the_lead_has_looked_and_the_page_says_why(place, page):
    assert page.cover.currentIndex() == 1 and page.results.rowCount() == 0
    assert "あなた自身の確認が終わるまで" in page.hidden.text()
    assert page.looks_head.text() == "あなた自身の確認　0/4 部"
    place.house.confirm(place.one.to_confirm[0])
    place.desk.stateChanged.emit()
    assert page.looks_head.text() == "あなた自身の確認　1/4 部" and page.cover.currentIndex() == 1
    for number in place.one.to_confirm[1:]:
        place.house.confirm(number)
    place.desk.stateChanged.emit()
    assert page.cover.currentIndex() == 0 and page.results.rowCount() == 40
    assert "○ 合格 40 部" in page.summary.text()


def test_another_leads_looks_do_not_open_the_results(place, page):
    confirm(place, "hinshitsu-2")
    assert page.cover.currentIndex() == 1


def test_the_pieces_are_drawn_when_the_first_lead_sees_the_round(place, qtbot):
    place.house.check_all()
    for who, drawn in (("kensa-1", 0), ("hinshitsu-1", 4), ("hinshitsu-2", 4)):
        place.sit(who)
        page = shown(qtbot, ApprovalPage(place.desk, place.house.sheet, lambda: place.live))
        page.show_round("r1")
        place.settle(qtbot)
        assert len(place.one.to_confirm) == drawn
        page.close()
    assert [entry.by for entry in place.house.book.history(("round.drawn",))] == [place.house.id_of("hinshitsu-1")]


def test_nothing_is_drawn_on_a_page_that_nobody_sees(place, qtbot):
    page = ApprovalPage(place.desk, place.house.sheet, lambda: place.live)
    qtbot.addWidget(page)
    page.show_round("r1")
    place.sit("hinshitsu-1")
    place.house.check_all()
    place.desk.stateChanged.emit()
    place.settle(qtbot)
    assert place.house.book.history(("round.drawn",)) == ()


def test_the_keyboard_goes_to_the_pieces_once_they_are_drawn(place, page):
    assert keyboard() is page.confirm_button


def test_enter_takes_the_next_piece_to_confirm_in_hand(place, page, qtbot):
    with qtbot.waitSignal(page.confirmWanted) as found:
        press(qtbot, Qt.Key.Key_Return)
    assert found.args == ["r1", place.one.to_confirm[0]]


def test_approval_without_evidence_is_stopped_with_its_message(place, page, qtbot):
    press(qtbot, Qt.Key.Key_F10)
    assert not signing(page)
    assert "承認者自身の確認がありません" in page.why.text()
    assert "承認者自身の確認がありません" in refused(qtbot, page)
    assert page.comment.text() == ""
    assert place.one.decision is None


def test_a_lead_approves_with_comment_and_password(place, page, qtbot):
    confirm(place)
    assert page.why.isHidden()
    press(qtbot, Qt.Key.Key_F10)
    assert not signing(page) and "判定の理由がありません" in page.why.text()
    refused(qtbot, page)
    has_keyboard(qtbot, page.comment)
    assert page.comment.text() == "", "a password typed blindly must not become the comment"
    say(qtbot, page)
    assert page.why.isHidden()
    press(qtbot, Qt.Key.Key_F10)
    with qtbot.waitSignal(page.decided):
        said = give_password(qtbot, place, page)
    assert said.startswith("承認\n") and "4 ok" in said
    assert place.one.decision.outcome == "approved" and place.one.decision.comment == "4 ok"
    assert page.head.state.text() == "承認" and "責任者１" in page.why.text()
    assert not page.approve_button.isEnabled()


def test_rejecting_begins_the_next_round_with_the_same_forty(place, page, qtbot):
    confirm(place)
    say(qtbot, page, "NG")
    press(qtbot, Qt.Key.Key_F10, Qt.KeyboardModifier.ControlModifier)
    said = give_password(qtbot, place, page)
    assert said.startswith("却下・検査開始\n") and "第2回" in said
    kinds = ("round.rejected", "round.opened")
    assert [entry.meaning for entry in place.house.book.history(kinds)[-2:]] == ["却下", "検査開始"]
    first, second = place.house.state.rounds_of("p1")
    assert first.state == "rejected" and second.state == "checking"
    records = [
        [(one.number, one.group, one.file, one.record, one.cases) for one in each.pieces] for each in (first, second)
    ]
    assert records[0] == records[1] and not second.results
    assert not {one.piece_id for one in first.pieces} & {one.piece_id for one in second.pieces}  # the round is in them


def test_failed_pieces_stand_first_and_forbid_approval(place, qtbot):
    pieces = place.one.pieces
    place.house.sign_piece(30, scans={**place.house.look(30).scans, "back": Scan("read", pieces[4].piece_id)})
    place.house.check_all()
    place.sit("hinshitsu-1")
    page = shown(qtbot, ApprovalPage(place.desk, place.house.sheet, lambda: place.live))
    page.show_round("r1")
    assert pieces[4].piece_id not in page.why.text() and "30" not in page.summary.text()
    confirm(place)
    assert page.results.item(0, 0).text() == "30" and pieces[4].piece_id in page.results.item(0, 3).text()
    say(qtbot, page)
    press(qtbot, Qt.Key.Key_F10)
    assert not signing(page) and "不合格の現品があります（番号 30）" in page.why.text()
    refused(qtbot, page)


def test_whoever_checked_cannot_decide_and_sees_why(place, page, qtbot):
    place.house.by("kanri-1", lambda state, by: people.grant(state, place.house.id_of("kensa-1"), "lead", "昇任"))
    place.sit("kensa-1")
    assert place.desk.may("round.approved")
    assert "検査に加わった人" in page.why.text()
    assert not page.approve_button.isEnabled() and not page.reject_button.isEnabled()
    for modifier in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier):
        press(qtbot, Qt.Key.Key_F10, modifier)
        assert not signing(page)
        assert "検査に加わった人" in refused(qtbot, page)
        has_keyboard(qtbot, page.back_button)


def test_a_checker_who_is_no_lead_is_told_who_decides(place, page):
    place.sit("kensa-2")
    assert "品質責任者が行います" in page.why.text() and not page.approve_button.isEnabled()
    assert page.looks_head.text() == "品質責任者の確認　0/4 部" and page.cover.currentIndex() == 1
    confirm(place)
    assert page.looks_head.text() == "品質責任者の確認　0/4 部"
    place.sit("kensa-1")
    assert page.looks_head.text() == "品質責任者の確認　4/4 部" and "○ 確認済　合格" in page.looks.text()


def test_what_is_bound_is_compared_with_what_is_here_now(place, page):
    rows = {page.parts.item(row, 0).text(): page.parts.item(row, 3).text() for row in range(page.parts.rowCount())}
    assert rows["fontsの名"] == "○ 同じ" and rows["pressの設定"] == "― 未判定"
    place.live = (*(one for one in place.live if one.name != "fonts"), part("fonts", "2"))
    page.refresh()
    rows = {page.parts.item(row, 0).text(): page.parts.item(row, 3).text() for row in range(page.parts.rowCount())}
    assert rows["fontsの名"] == "× 変わった" and "失効" in page.head.state.text()
    assert "失効しています" in page.why.text()


def test_a_setting_registered_anew_stops_the_approval(place, page, qtbot):
    confirm(place)
    place.house.register("press", "別の設定", "hinshitsu-2")
    place.desk.stateChanged.emit()
    say(qtbot, page)
    press(qtbot, Qt.Key.Key_F10)
    assert not signing(page) and "pressの設定が変わっています" in page.why.text()
    refused(qtbot, page)


def test_without_the_medium_nothing_is_said_to_be_the_same(place, page):
    place.live = None
    page.refresh()
    rows = {page.parts.item(row, 3).text() for row in range(page.parts.rowCount())}
    assert rows == {"― 未判定"}


def test_an_approved_round_is_opened_again_with_reason_and_signature(place, page, qtbot):
    confirm(place)
    place.house.approve()
    place.desk.stateChanged.emit()
    press(qtbot, Qt.Key.Key_F12, Qt.KeyboardModifier.ControlModifier)
    choose_reason(qtbot, page, 1)
    said = give_password(qtbot, place, page)
    assert said.startswith("再開\n")
    assert place.one.state == "checking" and place.one.decision is None


def test_logs_are_listed(page):
    shown = [label for label in page.logs.names.values() if not label.isHidden()]
    assert len(shown) == 3 and all(label.text().startswith("○") for label in shown)


def test_pieces_that_nobody_checked_yet_are_not_left_out_of_the_count(qtbot, place):
    place.house.sign_piece(1)
    place.sit("kensa-1")
    page = shown(qtbot, ApprovalPage(place.desk, place.house.sheet, lambda: place.live))
    page.show_round("r1")
    assert page.summary.text() == "検査の結果　○ 合格 1 部　× 不合格 0 部　□ 未検査 39 部"


def test_nothing_of_the_results_is_in_the_page_while_they_are_hidden(place, page):
    assert visible_text(page) == ""
    confirm(place)
    assert place.one.pieces[0].piece_id in visible_text(page)
