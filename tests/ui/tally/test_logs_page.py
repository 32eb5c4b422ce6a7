"""封入ログ on screen: logs are read and signed for, what they leave is recorded by those who can, a life is a line."""

from types import SimpleNamespace

import pytest

from app.month.parts_in_use import media_part
from app.notice.piece_id import PieceRun
from app.signoff import months
from app.signoff.log_standing import left_open, logs_of, unlogged
from app.tally.life import life_of
from app.training.machine_logs import make_machine_logs
from app.ui.kit.ask_dialog import AskDialog
from app.ui.kit.reason_dialog import ReasonDialog
from app.ui.shell.desk import Desk
from app.ui.tally.log_dialogs import LogColumnsDialog
from app.ui.tally.log_parts import FILES, LEFT
from app.ui.tally.logs_page import LogsPage
from tests.house import EQUIPMENT
from tests.ui.proof_desk import ProofDesk, give_password, shown

DEFECTS = ("double", "by_hand", "order", "cut")


@pytest.fixture(scope="module")
def folder(bench, tmp_path_factory):
    path = tmp_path_factory.mktemp("logs")
    make_machine_logs(path, bench.notices.values(), bench.media.volume.volume, PieceRun("2026-11", 1), DEFECTS)
    return path


@pytest.fixture
def place(qtbot, jobs, themed, house, bench, tmp_path):
    house.begin_process(*EQUIPMENT)
    house.open_month()
    house.by("hinshitsu-1", lambda state, by: months.bind(state, by, "m1", (media_part(bench),), "当月の媒体"))
    made = ProofDesk(house, Desk(house.book, jobs), None)
    made.sit("kensa-1")
    made.open = SimpleNamespace(bench=bench)
    page = made.page = LogsPage(made.desk, jobs, bench=lambda: made.open.bench, stores=lambda: tmp_path / "months")
    shown(qtbot, page)
    page.show_month("m1")
    yield made
    page.leave()
    made.desk.leave()


def sign(place, qtbot):
    place.settle(qtbot)
    told = give_password(qtbot, place, place.page)
    place.settle(qtbot)
    return told


def left(place):
    return sorted({one.rule for one in left_open(place.house.state, place.page.month)})


def test_logs_are_signed_for_and_what_they_leave_is_recorded_by_two_and_a_lead(place, qtbot, folder):
    page = place.page
    assert page._next.act == "read" and page.stack.currentWidget() is page.empty
    page.read(folder)
    place.settle(qtbot)
    assert page._next.act == "sign" and page.lives is None and page.tabs.currentIndex() == LEFT
    assert page.files.lines.rowCount() == 10 and page.warnings.lines.rowCount() == 1
    page.act_now()
    assert "時刻の順の警告 1 項目" in sign(place, qtbot)
    assert page.lives is not None and page.logs == logs_of(place.house.state, page.month).sha256
    assert left(place) == ["by_hand", "log.double", "remade"] and page._next.act == "record"

    dialog = page.record_left(page._recordable()[0])
    assert dialog.edits["person"].text() == "作業者A" and dialog.all.isChecked()
    dialog.ok.click()
    assert "廃棄：裁断した" in sign(place, qtbot)
    assert not page._recordable(), "the same person does not see them destroyed"
    place.sit("hinshitsu-1")
    able = {one.rule: one for one in page._recordable()}
    page.record_left(able["remade"])
    assert "廃棄されたことを確認した" in sign(place, qtbot)
    consent = page.record_left(able["by_hand"])
    consent.edits["consent"].setText("第3号")
    assert not consent.ok.isEnabled()
    consent.edits["reason"].setText("厚い")
    consent.ok.click()
    assert "承認番号 第3号" in sign(place, qtbot)
    page.record_left(able["log.double"])
    asked = next(one for one in page.findChildren(ReasonDialog) if one.isVisible())
    asked.choices[0].click()
    asked.accept()
    assert "理由" in sign(place, qtbot)
    assert unlogged(place.house.state, page.month) == () and "残り 0 項目" in page.tabs.tabText(LEFT)
    page.close_gate()
    assert "済んでいません" in page.note.text()

    page.leave()
    page.show_month("m1")
    place.settle(qtbot)
    assert page.logs == logs_of(place.house.state, page.month).sha256, "kept in the month's store"


def test_a_scan_shows_a_life_as_a_line_and_leads_to_its_record(place, qtbot, folder):
    page = place.page
    page.read(folder)
    place.settle(qtbot)
    spoiled = next(one for one in page.found.left if one.rule == "remade" and "封入" in one.text)
    makings = life_of(page.found.tally.lives, spoiled.notice)
    assert [one.live for one in makings] == [False, True]
    assert [step.state for step in makings[0].steps] == ["passed", "spoiled", "none", "none", "none"]
    assert {step.state for step in makings[1].steps} == {"passed"}
    page.search.setText(spoiled.about)
    page.find(page.search.text())
    assert page.notice == spoiled.notice and page.piece.text() == spoiled.about
    assert "封入" in page.life.accessibleDescription() and not page.life.grab().isNull()
    with qtbot.waitSignal(page.recordWanted) as wanted:
        page.look.click()
    assert tuple(wanted.args) == page.found.tally.lives.pieces.place(spoiled.notice)


def test_a_result_that_nobody_knows_is_named_by_a_lead_and_counts_then(place, qtbot, tmp_path, folder):
    place.sit("hinshitsu-1")
    page, own = place.page, tmp_path / "logs"
    own.mkdir()
    raw = (folder / "印字_P1.csv").read_bytes()
    (own / "印字_P1.csv").write_bytes(raw.replace(b",OK", ",通過Ａ".encode("cp932")))
    page.read(own)
    place.settle(qtbot)
    before = page.found.totals["printed"]
    page.tabs.setCurrentIndex(FILES)
    page.files.setCurrentIndex(page.files.lines.index(0, 0))
    assert page.log.strange == ("通過A",) and page.columns.isVisible() and "結果の語" in page.columns.text()
    page.ask_columns()
    dialog = next(one for one in page.findChildren(AskDialog) if one.isVisible())
    dialog.fill(**{"0": "passed", "reason": "取扱説明書 12頁"})
    dialog.ok.click()
    assert "「通過A」は良品" in sign(place, qtbot)
    assert page.found.totals["printed"] > (before or 0) and not page.found.read.logs[0].strange
    page.act_now()
    sign(place, qtbot)
    page.leave()
    page.show_month("m1")
    place.settle(qtbot)
    assert page.logs == logs_of(place.house.state, page.month).sha256, "what it means is kept with the logs"


def test_a_log_that_nobody_knows_is_named_once(place, qtbot, tmp_path, folder):
    page = place.page
    own = tmp_path / "logs"
    own.mkdir()
    raw = (folder / "差出.csv").read_bytes().split(b"\r\n")
    (own / "a.csv").write_bytes(b"\r\n".join([b"d,t,q,p", *raw[1:]]))
    page.read(own)
    place.settle(qtbot)
    page.tabs.setCurrentIndex(FILES)
    page.files.setCurrentIndex(page.files.lines.index(0, 0))
    assert page.columns.isVisible() and page.files.lines.index(0, 0).data() == "× 未読"
    page.ask_columns()
    dialog = next(one for one in page.findChildren(LogColumnsDialog) if one.isVisible())
    dialog.stage.setCurrentIndex(dialog.stage.findData("post"))
    for key, at in (("date", 0), ("time", 1), ("code", 2)):
        dialog.choices[key].setCurrentIndex(dialog.choices[key].findData(at))
    dialog.ok.click()
    place.settle(qtbot)
    assert not page.found.read.problems and page.found.totals["posted"] and page.found.totals["printed"] is None
