"""Forty tiles: what each tells, and which is next."""

from typing import get_args

import pytest
from PySide6.QtCore import Qt

from app.errors import KenpanError
from app.notice.piece_id import piece_id
from app.proof.model import SIDES, Scan
from app.signoff import rounds
from app.ui.rounds.piece_words import Tone, case_marks, faces, next_after
from tests.house import part
from tests.ui.proof_desk import (
    keyboard,
    press,
)


def at_a_glance(place, who):
    return {number: face.text for number, face in faces(place.one, place.house.id_of(who)).items()}


# Grid


def test_arrows_walk_the_forty_tiles_and_enter_opens_one(page, qtbot):
    assert keyboard() is page.grid and page.grid.number == 1
    seen = []
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_End):
        press(qtbot, key)
        seen.append(page.grid.number)
    assert seen == [2, 12, 22, 21, 11, 40]
    press(qtbot, Qt.Key.Key_Down)
    assert page.grid.number == 40
    press(qtbot, Qt.Key.Key_Return)
    assert page.wanted == [("r1", 40)]


def test_next_goes_to_the_next_unchecked_piece_and_round_the_end(place, page, qtbot):
    place.house.sign_pieces((1, 2, 39, 40))
    page.refresh()
    press(qtbot, "N")
    page.grid.go_to(40)
    press(qtbot, "N")
    assert page.wanted == [("r1", 3), ("r1", 3)]
    assert next_after((), 1) is None


def test_each_state_has_a_sign_and_a_word_of_its_own(place, page):
    wrong = {**place.house.look(2).scans, "back": Scan("unreadable", "", "かすれている")}
    place.house.sign_piece(1)
    place.house.sign_piece(2, scans=wrong)
    own = faces(place.one, place.house.id_of("kensa-1"))
    assert [(own[n].sign, own[n].text) for n in (1, 2, 3)] == [("○", "合格"), ("×", "不合格"), ("□", "未検査")]
    lead = faces(place.one, place.house.id_of("hinshitsu-1"))
    assert [(lead[n].sign, lead[n].text, lead[n].note) for n in (1, 3)] == [
        ("■", "済", "結果は非表示"),
        ("□", "未検査", ""),
    ]
    assert {face.tone for face in (*own.values(), *lead.values())} <= set(get_args(Tone))


def test_the_lead_sees_which_pieces_to_confirm_and_no_result_before(place, page):
    wrong = {**place.house.look(5).scans, "back": Scan("missing", "", "印字なし")}
    place.house.sign_piece(5, scans=wrong)
    place.house.check_all()
    asked = set(place.house.draw())
    texts = at_a_glance(place, "hinshitsu-1")
    assert {number for number, text in texts.items() if text == "確認対象"} == asked
    assert {text for number, text in texts.items() if number not in asked} == {"済"}
    place.sit("hinshitsu-1")
    assert page.problems.text() == "判定していません（結果は非表示）" and not page.hidden.isHidden()
    page.grid.go_to(5)
    assert "印字なし" not in page.looked_at.text()
    place.house.confirm_all()
    page.refresh()
    assert at_a_glance(place, "hinshitsu-1")[5] == "不合格" and page.hidden.isHidden()


def test_marks_of_special_cases_are_short_and_the_layout_has_none(place):
    assert case_marks(place.one.piece(1)) == ("元年",)
    assert case_marks(place.one.piece(40)) == ()


# Head


def test_progress_state_and_fingerprint_are_told(place, page):
    place.house.sign_pieces(range(1, 13))
    page.refresh()
    assert page.head.count.text() == "検査 12/40 部" and page.head.state.text() == "検査中"
    assert "通知書" in page.head.title.text() and "第1回" in page.head.title.text()
    assert page.head.banner.isHidden() and page.head.note.isHidden()
    assert "残り 28\N{NO-BREAK SPACE}部" in page.next_step.text()
    assert page.head.title.text().startswith("工程　")


def test_the_grid_opens_on_the_next_piece_to_check(place, page):
    place.house.sign_pieces((1, 2))
    page.show_round("r1")
    assert page.grid.number == 3
    page.grid.go_to(7)
    page.show_round("r1")
    assert page.grid.number == 7


def test_a_changed_part_voids_the_round_and_is_named(place, page):
    place.live = (*(one for one in place.live if one.name != "envelope"), part("envelope", "2"))
    page.refresh()
    assert not page.head.banner.isHidden() and "envelopeの名が変わっています" in page.head.banner.text()
    assert page.head.state.text() == "× 失効"


def test_without_the_medium_that_is_said(place, page):
    place.live = None
    page.refresh()
    assert not page.head.note.isHidden()


def test_gaps_and_duplicates_are_told(place, page):
    first, second = (place.one.piece(number).piece_id for number in (1, 2))
    place.house.sign_piece(1)
    place.house.sign_piece(
        4, scans={"address": Scan("read", first), "front": Scan("read", second), "back": Scan("read", second)}
    )
    page.refresh()
    assert "現品 2〜3" in page.problems.text() and "欠番" in page.problems.text()
    assert f"{first} が、現品 1、4 で重ねて" in page.problems.text()


def test_a_round_in_order_has_no_problems_as_far_as_it_was_judged(place, page):
    assert page.problems.text() == "判定していません（未検査）"
    place.house.sign_pieces((1, 2, 3))
    page.refresh()
    assert page.problems.text() == "○ 番号 1〜3 にありません\n番号 4 からは判定していません（未検査）"
    place.house.sign_pieces(range(4, 41))
    page.refresh()
    assert page.problems.text() == "○ 番号 1〜40 にありません"


def test_pieces_that_all_carry_the_next_ones_ids_are_told(place, page):
    for number in (1, 2, 3):
        other = place.one.piece(number % 3 + 1).piece_id
        place.house.sign_piece(number, scans={side: Scan("read", other) for side in SIDES})
    page.refresh()
    assert page.problems.text().count("取り違え") == 3 and "○" not in page.problems.text()
    assert "番号 4 からは判定していません" in page.problems.text()


# A hand scanner at the grid


@pytest.mark.parametrize("end", [(Qt.Key.Key_Return,), (Qt.Key.Key_Tab,), (Qt.Key.Key_Return, Qt.Key.Key_Return), ()])
def test_a_scan_at_the_grid_looks_at_that_piece_and_commands_nothing(place, page, qtbot, end):
    page.replaceWanted.connect(lambda round_id, number: page.wanted.append((round_id, number)))
    for number in (33, 7):  # whose ID begins with S, which is a command, and with K
        qtbot.keyClicks(page.grid, place.one.piece(number).piece_id)
        for key in end:
            press(qtbot, key)
        qtbot.waitUntil(lambda number=number: page.grid.number == number)
        assert keyboard() is page.grid
    assert page.wanted == [] and page.texts[-1].startswith("番号 7 の現品です")


def test_a_scan_at_the_grid_that_is_of_no_piece_of_the_round_is_said(place, page, qtbot):
    strange = piece_id("PAP03", "ZMGKK#1301", 999)
    qtbot.keyClicks(page.grid, strange)
    press(qtbot, Qt.Key.Key_Return)
    assert strange in page.trouble.text() and page.grid.number == 1 and page.wanted == []


# Others


def test_what_another_workstation_signs_is_seen(place, page):
    place.house.sign_piece(1)
    place.desk.stateChanged.emit()
    assert page.head.count.text() == "検査 1/40 部"


def test_escape_leaves(page, qtbot):
    with qtbot.waitSignal(page.leaveWanted):
        press(qtbot, Qt.Key.Key_Escape)


def test_every_word_fits_its_tile_on_a_small_screen(place, page):
    page.resize(1366, 690)
    assert page.minimumSizeHint().width() <= 1366 and page.minimumSizeHint().height() <= 690


def test_a_rejected_round_says_that_there_is_a_newer_one(place, page):
    place.house.check_all()
    place.house.confirm_all()
    place.house.reject()
    page.refresh()
    assert page.head.state.text() == "却下" and "新しい回" in page.next_step.text()
    with pytest.raises(KenpanError):
        rounds.sign_round(place.house.state, "x", "r1", "", place.house.sheet, place.live)
