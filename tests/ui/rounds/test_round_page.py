"""The round at a glance, walked by keys."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from app.errors import KenpanError
from app.notice.piece_id import piece_id
from app.proof.model import SIDES, Scan
from app.signoff import rounds
from app.store.database import reading
from app.store.rows import load_attachment
from app.ui.rounds.piece_words import TONES, case_marks, faces, next_after
from app.ui.rounds.round_page import RoundPage
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
    made = open_desk(house, jobs)
    made.sit("kensa-1")
    return made


@pytest.fixture
def page(qtbot, place):
    made = shown(qtbot, RoundPage(place.desk, place.house.sheet, lambda: place.live))
    made.wanted, made.texts = [], []
    made.pieceWanted.connect(lambda round_id, number: made.wanted.append((round_id, number)))
    made.decisionWanted.connect(lambda round_id: made.wanted.append((round_id, "decide")))
    made.said.connect(made.texts.append)
    made.show_round("r1")
    return made


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
    assert {face.tone for face in (*own.values(), *lead.values())} <= set(TONES)


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
    assert page.head.count.text() == "検査 12/40" and page.head.state.text() == "検査中"
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


# Logs


@pytest.fixture
def without_logs(qtbot, house, jobs, themed):
    """A round opened with a check sheet that asks for no log before the second round."""
    sheet = house.sheet
    place = open_desk(house, jobs, replace(sheet, logs=tuple(replace(log, from_round=2) for log in sheet.logs)))
    place.sit("kensa-1")
    return place


def test_a_round_that_asks_for_no_log_is_walked_by_every_key(qtbot, without_logs):
    place = without_logs
    page = shown(qtbot, RoundPage(place.desk, place.house.sheet, lambda: place.live))
    page.show_round("r1")
    said, wanted = [], []
    page.said.connect(said.append)
    page.pieceWanted.connect(lambda _round_id, number: wanted.append(number))
    assert place.one.logs == () and "求めていません" in page.logs.title.text()
    for key in "ALR":
        press(qtbot, key)
    assert said == ["この回では作業ログを求めていません。"]
    press(qtbot, "N")
    press(qtbot, "P")
    assert wanted == [1] and page.reports.isVisible()
    page.reports.hide()
    place.house.check_all()
    place.desk.stateChanged.emit()
    assert place.one.state == "signed"


def test_a_log_that_the_check_sheet_no_longer_knows_can_be_attached(qtbot, place, tmp_path, monkeypatch):
    sheet = place.house.sheet
    page = shown(qtbot, RoundPage(place.desk, replace(sheet, logs=sheet.logs[1:]), lambda: place.live))
    page.show_round("r1")
    log = tmp_path / "a.csv"
    log.write_bytes(b"1,ok\n")
    attach(monkeypatch, log)
    assert page.logs.next_kind == "inserting"
    press(qtbot, "L")
    place.settle(qtbot)
    assert [kept.kind for kept in place.one.attachments] == ["inserting"]
    assert page.logs.names["inserting"].text().startswith("○ inserting")


def attach(monkeypatch, path):
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_arguments: (str(path), ""))


def test_a_log_is_attached_by_key_and_its_bytes_are_kept(place, page, qtbot, tmp_path, monkeypatch):
    log = tmp_path / "封入.csv"
    log.write_bytes(b"1,ok\n")
    attach(monkeypatch, log)
    assert "未添付" in page.logs.names["inserting"].text()
    press(qtbot, "L")
    place.settle(qtbot)
    (kept,) = place.one.attachments
    assert (kept.kind, kept.name, kept.size) == ("inserting", "封入.csv", 5)
    with reading(place.house.book.engine) as connection:
        assert load_attachment(connection, kept.sha256) == b"1,ok\n"
    assert "○" in page.logs.names["inserting"].text() and "封入.csv" in page.logs.names["inserting"].text()
    assert page.logs.next_kind == "thickness"
    assert page.texts[-1] == "封入封緘ログを添付しました"


def test_an_empty_log_is_refused_and_that_is_said(place, page, qtbot, tmp_path, monkeypatch):
    log = tmp_path / "x.csv"
    log.touch()
    attach(monkeypatch, log)
    press(qtbot, "L")
    place.settle(qtbot)
    assert place.one.attachments == () and "空です" in page.trouble.text()


# Signing


def test_the_round_is_signed_only_when_every_piece_and_log_is_there(place, page, qtbot):
    press(qtbot, Qt.Key.Key_F10)
    assert not signing(page) and "検査していない現品が 40 部" in page.trouble.text()
    assert "検査していない現品が 40 部" in refused(qtbot, page)
    has_keyboard(qtbot, page.grid)
    place.house.sign_pieces(range(1, 41))
    place.desk.stateChanged.emit()
    assert page.trouble.text() == ""
    press(qtbot, Qt.Key.Key_F10)
    assert not signing(page) and "作業ログがありません" in page.trouble.text()
    refused(qtbot, page)
    has_keyboard(qtbot, page.grid)
    place.house.keep_logs()
    place.desk.stateChanged.emit()
    press(qtbot, Qt.Key.Key_F10)
    said = give_password(qtbot, place, page)
    assert said.startswith("検査\n") and "合格 40 部　不合格 0 部" in said
    assert place.one.state == "signed" and page.head.state.text() == "判定待ち"


def test_asking_to_sign_does_not_tell_results_to_a_possible_second_person(place, page, qtbot):
    wrong = {**place.house.look(3).scans, "back": Scan("missing", "", "印字なし")}
    place.house.sign_piece(3, scans=wrong)
    place.house.sign_pieces(number for number in range(1, 41) if number != 3)
    place.house.keep_logs()
    place.sit("kensa-2")
    press(qtbot, Qt.Key.Key_F10)
    said = give_password(qtbot, place, page)
    assert "不合格" not in said and "番号 3" not in said


def test_a_lead_cannot_sign_the_round(place, page, qtbot):
    place.sit("hinshitsu-1")
    assert not page.sign_button.isEnabled()
    press(qtbot, Qt.Key.Key_F10)
    assert not signing(page)
    assert "検査員が行います" in refused(qtbot, page)


def test_a_password_after_a_refused_round_signature_is_no_row_of_commands(place, page, qtbot):
    press(qtbot, Qt.Key.Key_F10)
    refused(qtbot, page, "n-panels-Room-l-1")
    has_keyboard(qtbot, page.grid)
    assert page.wanted == [] and not page.reports.isVisible() and page.grid.number == 1


def test_deciding_is_asked_for_once_the_round_is_signed(place, page, qtbot):
    press(qtbot, "A")
    assert page.wanted == []
    place.house.check_all()
    place.desk.stateChanged.emit()
    press(qtbot, "A")
    assert page.wanted == [("r1", "decide")]


def test_a_lead_opens_a_signed_round_again_with_reason_and_signature(place, page, qtbot):
    place.house.check_all()
    place.sit("hinshitsu-2")
    press(qtbot, "R")
    choose_reason(qtbot, page, 2)
    said = give_password(qtbot, place, page)
    assert said.startswith("再開\n") and "現品を追加で確認する必要がある" in said
    assert place.one.state == "checking" and len(place.one.results) == 40
    assert place.one.reopenings[0].reason == "現品を追加で確認する必要がある"


# Reports


def save(monkeypatch, path):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_arguments: (str(path), ""))


def test_the_result_sheet_is_written_with_its_entry(place, page, qtbot, tmp_path, monkeypatch):
    place.house.sign_piece(1)
    save(monkeypatch, tmp_path / "out")
    press(qtbot, "P")
    assert page.reports.isVisible()
    qtbot.keyClick(page.reports, "P")
    place.settle(qtbot)
    assert (tmp_path / "out.pdf").read_bytes().startswith(b"%PDF")
    entry = place.house.book.history(("export.made",))[-1]
    assert (entry.data["kind"], entry.data["name"]) == ("round.pdf", "out.pdf")
    assert page.texts[-1] == "書き出しました：out.pdf"


def test_a_lead_gets_no_result_sheet_before_their_own_look(place, page, qtbot, tmp_path, monkeypatch):
    place.house.check_all()
    place.sit("hinshitsu-1")
    save(monkeypatch, tmp_path / "out.xlsx")
    page.exports.result("r1", ".xlsx")
    place.settle(qtbot)
    assert not (tmp_path / "out.xlsx").exists() and "ご自身の確認" in page.trouble.text()


def test_the_gaiji_print_is_left_to_whoever_has_the_medium(page, qtbot):
    with qtbot.waitSignal(page.gaijiReportWanted) as found:
        page.reports.actions()[2].trigger()
    assert found.args == ["r1"]


def test_the_gaiji_print_is_written_with_the_open_medium(place, page, qtbot, tmp_path, monkeypatch, bench):
    place.house.sign_piece(1)
    save(monkeypatch, tmp_path / "g.pdf")
    page.exports.gaiji("r1", bench)
    place.settle(qtbot)
    assert (tmp_path / "g.pdf").read_bytes().startswith(b"%PDF")
    assert place.house.book.history(("export.made",))[-1].data["kind"] == "round.gaiji"


# Others


def test_what_another_workstation_signs_is_seen(place, page):
    place.house.sign_piece(1)
    place.desk.stateChanged.emit()
    assert page.head.count.text() == "検査 1/40"


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
