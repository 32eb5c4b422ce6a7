"""台帳 on screen: what it shows, what it hides, and that a broken one is told."""

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QFileDialog
from sqlalchemy import update

from app.filing.ledger_copies import verify_ledger
from app.store.database import writing
from app.store.tables import ENTRIES
from app.ui.ledger.ledger_page import LedgerPage
from app.ui.ledger.nodes import HIDDEN
from app.ui.shell.desk import Desk
from tests.signoff.conftest import opened, process  # noqa: F401  (fixtures)


@pytest.fixture
def page(qtbot, jobs, themed, opened):  # noqa: F811
    opened.check_all()
    return shown(qtbot, jobs, opened, "kensa-1")


def shown(qtbot, jobs, house, who):
    desk = Desk(house.book, jobs)
    desk.session = house.sessions[who]
    made = LedgerPage(desk, house.sheet)
    made.house = house
    qtbot.addWidget(made)
    made.resize(1600, 900)
    made.show()
    qtbot.waitUntil(lambda: len(made.table.model.rows()) == house.state.count)
    return made


def texts(page, column):
    return [row.cells[column] for row in page.table.model.rows()]


def test_every_entry_is_listed_newest_first(page):
    numbers = [int(text.replace(",", "")) for text in texts(page, 0)]
    assert numbers == list(range(page.house.state.count, 0, -1))
    assert texts(page, 3)[0] == "検証品の検査署名"
    QAbstractItemModelTester(page.table.model, QAbstractItemModelTester.FailureReportingMode.Fatal)


def test_what_an_entry_says_has_room_on_a_small_screen(page):
    page.resize(1366, 690)
    table = page.table.table
    assert table.columnWidth(4) > 12 * table.fontMetrics().horizontalAdvance("漢")
    assert table.horizontalScrollBar().maximum() == 0


def test_in_a_narrow_window_the_content_keeps_its_room_and_an_entrys_own_lines_say_the_rest(page):
    table = page.table.table
    page.resize(1000, 690)
    assert table.isColumnHidden(5) and table.isColumnHidden(6)
    assert table.columnWidth(4) > table.horizontalHeader().sectionSizeHint(4)
    said = dict(row.cells for row in page.detail.model.rows())
    assert said["署名の意味"] and said["端末"]
    page.resize(1900, 690)
    assert not table.isColumnHidden(5) and not table.isColumnHidden(6)


def test_the_chosen_entry_is_shown_whole(page):
    page.table.table.setCurrentIndex(page.table.shown.index(3, 0))
    shown_values = dict(row.cells for row in page.detail.model.rows())
    assert shown_values["記録"] == "ログの添付"
    assert len(shown_values["この記録のハッシュ"]) == 64


def test_what_is_added_meanwhile_comes_on_top(page, qtbot):
    page.house.reopen()
    page._desk.refresh()
    qtbot.waitUntil(lambda: texts(page, 3)[0] == "検証品の再開")


def test_a_lead_does_not_read_the_results_here(qtbot, jobs, themed, opened):  # noqa: F811
    opened.check_all()
    page = shown(qtbot, jobs, opened, "hinshitsu-1")
    assert texts(page, 4).count(HIDDEN) == 41
    page.table.table.setCurrentIndex(page.table.shown.index(0, 0))
    assert ("内容", HIDDEN) in [row.cells for row in page.detail.model.rows()]


def test_a_clock_that_ran_backwards_is_marked(qtbot, jobs, themed, house):
    from datetime import timedelta

    from app.signoff.ledger import Draft

    house.clock.now -= timedelta(days=1)
    house.by("kensa-1", lambda state, by: Draft("access.screen_locked", {}))
    page = shown(qtbot, jobs, house, "kensa-1")
    assert "時計が戻っています" in texts(page, 4)[0]


def test_a_sound_ledger_is_said_to_be_sound(page, qtbot):
    qtbot.keyClick(page.prove_button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: "健全" in page.verdict.text())
    assert page.verdict.property("role") == "note"
    assert f"最後の記録 {texts(page, 1)[0]}\n" in page.verdict.text() and "UTC" not in page.verdict.text()


def test_a_changed_entry_is_told_with_its_number(page, qtbot):
    with writing(page.house.book.engine) as connection:
        body = json.loads(connection.exec_driver_sql("SELECT body FROM entries WHERE seq = 30").scalar())
        body["name"] = "別人"
        changed = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        connection.execute(update(ENTRIES).where(ENTRIES.c.seq == 30).values(body=changed))
    page.prove()
    qtbot.waitUntil(lambda: "誤り" in page.verdict.text())
    assert "30 番" in page.verdict.text()
    assert page.verdict.property("role") == "alarm"


@pytest.mark.parametrize("suffix", [".json", ".pdf", ".jsonl"])
def test_copies_and_checkpoints_are_written_with_their_entry(page, qtbot, tmp_path, monkeypatch, suffix):
    chosen = tmp_path / f"out{suffix}"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(chosen), ""))
    button = {".json": page.checkpoint_button, ".pdf": page.sheet_button, ".jsonl": page.copy_button}[suffix]
    with qtbot.waitSignal(page.said):
        qtbot.keyClick(button, Qt.Key.Key_Space)
    assert chosen.stat().st_size > 100
    assert page.house.book.history()[-1].kind == ("export.made" if suffix == ".jsonl" else "checkpoint.made")
    if suffix == ".json":
        assert verify_ledger(str(page.house.book.engine.url), [chosen]).is_sound


def test_a_lead_gets_no_copy_before_their_own_look(qtbot, jobs, themed, opened, tmp_path, monkeypatch):  # noqa: F811
    opened.check_all()
    page = shown(qtbot, jobs, opened, "hinshitsu-1")
    chosen = tmp_path / "out.jsonl"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(chosen), ""))
    with qtbot.waitSignal(page.failed) as refusal:
        qtbot.keyClick(page.copy_button, Qt.Key.Key_Space)
    assert refusal.args[0].code == "report.blind"
    assert not chosen.exists()
