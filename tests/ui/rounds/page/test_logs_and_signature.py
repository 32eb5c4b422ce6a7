"""Logs of the round, its signature, its reopening, and what is written of it."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from app.proof.model import Scan
from app.store.database import reading
from app.store.rows import load_attachment
from app.ui.rounds.round_page import RoundPage
from tests.ui.proof_desk import (
    choose_reason,
    give_password,
    has_keyboard,
    open_desk,
    press,
    refused,
    shown,
    signing,
)

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


def test_what_comes_next_is_the_decision_and_then_the_report(place, page):
    leads = []
    place.house.check_all()
    place.sit("hinshitsu-1")
    page.refresh()
    leads.append(page.acts._lead)
    place.house.confirm_all()
    place.house.approve()
    place.sit("hinshitsu-1")
    page.refresh()
    leads.append(page.acts._lead)
    assert leads == [page.decide_button, page.report_button]


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
