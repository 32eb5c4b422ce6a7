from datetime import datetime

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QFileDialog

from app.signoff import login
from app.signoff.ledger import Draft
from app.ui.kit.words import role_names, shown_time
from app.ui.people.nodes import ACCESS_HEADERS, Log, PlainRow, extended, people_rows
from app.ui.people.rows_model import RowsModel
from app.ui.people.rows_table import RowsTable
from tests.ui.office import ADMIN, CHECKER, PASSWORD
from tests.ui.people.cells import WHAT, WHO, cells, row

# What the tables say


def test_everybody_is_listed_with_rights_and_state(office, seat):
    page = seat()
    assert [row[:4] for row in cells(page.people)] == [
        (ADMIN, "管理者１", "管理者", "○ 有効"),
        (CHECKER, "検査員１", "検査員", "○ 有効"),
    ]
    assert all(datetime.fromisoformat(row[4]) for row in cells(page.people))


def test_the_history_of_rights_is_newest_first_and_says_why(office, seat):
    page = seat()
    rows = cells(page.rights)
    assert [row[WHAT] for row in rows[:3]] == ["署名鍵の登録", "権限の付与：検査員", "人の登録"]
    assert rows[1][WHO:] == ("管理者１（kanri-1）", "検査員１（kensa-1）", "権限の付与：検査員", "配属", *rows[1][5:])
    numbers = [int(row[-1]) for row in rows]
    assert numbers == sorted(numbers, reverse=True)


def test_every_change_of_people_is_in_the_history_and_every_visit_in_the_log(office, seat):
    page = seat()
    about_people = [kind for kind in office.kinds() if not kind.startswith(("access.", "recovery.", "ledger."))]
    assert len(cells(page.rights)) == len(about_people)
    assert len(cells(page.rights)) + len(cells(page.access)) == len(office.kinds()) - 1
    assert office.kinds()[0] == "ledger.begun"


def test_refusals_media_and_exports_are_in_the_log_of_access(qtbot, office, seat):
    page = seat()
    for who in (CHECKER, "nobody"):
        office.desk.log_in(who, "wrong", "", lambda _error: None)
    office.settle(qtbot)
    opened = {"volume": "PAP03A", "manifest": "0" * 64, "container": "open", "network": ["eth0"]}
    other = office.elsewhere()
    checker = login.log_in(other, CHECKER, PASSWORD)
    other.sign(checker.signer, lambda _state, _by: Draft("media.opened", opened))
    other.engine.dispose()
    office.desk.run(lambda _state, _by: Draft("media.refused", {"volume": "PAP03B", "why": "rights", "network": []}))
    exported = {"kind": "pdf", "name": "a.pdf", "size": 1234, "sha256": "0" * 64}
    office.desk.run(lambda _state, _by: Draft("export.made", exported))
    office.settle(qtbot)
    assert [row[1:4] for row in cells(page.access)[:6]] == [
        ("管理者１（kanri-1）", "書き出し", "ファイル　a.pdf　1,234 バイト"),
        ("管理者１（kanri-1）", "× 媒体を開かなかった", "PAP03B　権限なし　ネットワーク：なし"),
        ("検査員１（kensa-1）", "媒体を開いた", "PAP03A　ネットワーク接続あり：eth0"),
        ("検査員１（kensa-1）", "ログイン", ""),
        ("（登録されていない ID）", "× 認証の拒否", "IDの登録なし"),
        ("検査員１（kensa-1）", "× 認証の拒否", "パスワード相違"),
    ]


def test_what_must_be_seen_has_a_sign_besides_its_colour(qtbot, office, seat):
    page = seat()
    office.desk.log_in(CHECKER, "wrong", "", lambda _error: None)
    office.desk.refresh()
    office.settle(qtbot)
    office.desk.refresh()
    office.settle(qtbot)
    alarming = [row for row in page.access.model.rows() if row.alarm]
    assert alarming and all(row.cells[2][0] in "×△" for row in alarming)


def test_the_log_goes_on_where_it_was(office):
    entries = office.book.history()
    whole = extended(Log(), entries)
    in_parts = Log()
    for entry in entries:
        in_parts = extended(in_parts, (entry,))
    assert in_parts == whole
    assert people_rows(office.book.state, whole) == people_rows(office.book.state, in_parts)


def test_times_are_those_of_japan():
    assert shown_time("2026-11-02T00:00:09.010Z") == "2026-11-02 09:00:09"


def test_rights_are_named_in_one_order():
    assert role_names({"admin", "checker"}) == role_names(["checker", "admin"]) == "検査員・管理者"
    assert role_names(()) == "権限なし"


# The model


def test_the_model_keeps_its_promises_to_qt(qtbot):
    model = RowsModel(ACCESS_HEADERS)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for rows in ((), (row(1),), (row(3), row(2), row(1)), (row(2),), (row(5), row(4)), ()):
        model.show(rows)
        assert model.rows() == rows
    assert tester.model() is model


def test_newer_lines_leave_the_chosen_one_chosen(qtbot, themed):
    table = RowsTable("記録", ACCESS_HEADERS, ("x",) * len(ACCESS_HEADERS), 3)
    qtbot.addWidget(table)
    table.show_rows((row(2), row(1)))
    table.choose("k1")
    resets = []
    table.model.modelReset.connect(lambda: resets.append(True))
    table.show_rows((row(4), row(3), row(2), row(1)))
    assert table.current() == row(1) and resets == []
    table.show_rows((row(9), row(1)))
    assert table.current() == row(1)


def test_a_table_can_be_narrowed_down_by_text(qtbot, themed):
    table = RowsTable("記録", ACCESS_HEADERS, ("x",) * len(ACCESS_HEADERS), 3)
    qtbot.addWidget(table)
    table.show_rows(tuple(row(number) for number in range(30, 0, -1)))
    table.filter.setText("7")
    assert table.shown.rowCount() == 3 and table.count.text() == "30 件のうち 3 件"
    table.filter.clear()
    assert table.count.text() == "30 件"


def test_where_lines_fold_a_long_name_leaves_the_value_its_room(qtbot, themed):
    table = RowsTable("記録の中身", ("項目", "値"), ("短い項目", "2000-00-00 00:00:00"), 1, folds=True)
    qtbot.addWidget(table)
    table.resize(320, 300)
    table.show()
    table.show_rows((PlainRow(("とても長い名前の項目で、半分より広いもの、さらに長いもの", "1")),))
    header, room = table.table.horizontalHeader(), table.table.viewport().width()
    value = table.table.fontMetrics().horizontalAdvance("2000-00-00 00:00:00")
    assert header.sectionSize(1) >= value and header.sectionSize(0) + header.sectionSize(1) <= room
    table.resize(190, 300)
    QCoreApplication.processEvents()
    room = table.table.viewport().width()
    assert header.sectionSize(0) + header.sectionSize(1) <= room < value + header.sectionSize(0), "nor out of sight"


# On paper


@pytest.mark.parametrize("suffix", [".pdf", ".xlsx"])
@pytest.mark.parametrize("name", ["rights_tab", "access_tab"])
def test_the_histories_are_written_out_with_an_entry(qtbot, office, seat, tmp_path, monkeypatch, name, suffix):
    page = seat()
    chosen = tmp_path / f"履歴{suffix}"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(chosen), ""))
    tab = getattr(page, name)
    page.tabs.setCurrentWidget(tab)
    told = []
    page.wrote.connect(told.append)
    QTest.keyClick(tab.to_pdf if suffix == ".pdf" else tab.to_book, Qt.Key.Key_Space)
    office.settle(qtbot)
    assert told[-1] == f"書き出しました：{chosen.name}"
    assert chosen.stat().st_size > 1000
    assert office.book.history()[-1].data["name"] == chosen.name


def test_a_period_that_ends_before_it_begins_is_told(qtbot, office, seat, tmp_path, monkeypatch):
    page = seat()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "x.pdf"), ""))
    page.tabs.setCurrentWidget(page.access_tab)
    page.access_tab.first.setDate(page.access_tab.last.date().addDays(1))
    told = []
    page.said.connect(told.append)
    QTest.keyClick(page.access_tab.to_pdf, Qt.Key.Key_Space)
    office.settle(qtbot)
    assert [error.code for error in told] == ["report.period"]
