import threading
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest

from app.cases.marks import Mark
from app.errors import KenpanError
from app.month.looking.model import RecordLine
from app.ui.review.marks import ALL_MARKS, MARKS, marks_of
from app.ui.review.record_filters import RecordFilters, parse_record
from app.ui.review.record_list import RecordList
from app.ui.review.record_model import MARK, NAME, NUMBER, ListedFile, RecordModel, filtered
from app.ui.review.selection import Selection
from tests.patience import PATIENCE_S


class Lines:
    """Makes list rows and counts how often it is asked."""

    def __init__(self, marks) -> None:
        self.marks = marks
        self.asked = 0

    def __call__(self, record: int) -> RecordLine:
        self.asked += 1
        return RecordLine(record + 1, "明細 01", "0101", "01-ｲﾛﾊ 00001", f"見本{record}\ue000", int(self.marks[record]))


def listed(count: int = 1_000, name: str = "ZMGKK#1301") -> ListedFile:
    """Kinds alternate 00, 01; every tenth record has 元, every hundredth also 外; the last is the total."""
    kinds = (np.arange(count) % 2).astype(np.uint8)
    kinds[count - 1 :] = 2
    marks = np.zeros(count, dtype=np.uint8)
    marks[::10] |= int(Mark.GANNEN)
    marks[::100] |= int(Mark.GAIJI)
    return ListedFile(name, kinds, marks, Lines(marks))


def no_search(file, text, progress):
    raise AssertionError("no search was asked for")


@pytest.fixture
def panel(qtbot, jobs, themed):
    made = RecordList(Selection(), jobs, no_search)
    qtbot.addWidget(made)
    made.resize(480, 700)
    made.show()
    return made


def test_a_mark_that_nobody_judged_is_not_counted_as_none(panel):
    plain = listed()
    panel.set_file(replace(plain, unjudged={Mark.REDIRECT: "一覧がありません。", Mark.GANNEN: "古い辞書です。"}))
    redirect, gannen = panel.filters.buttons[Mark.REDIRECT], panel.filters.buttons[Mark.GANNEN]
    assert redirect.text() == "別送 ？" and not redirect.isEnabled() and "一覧がありません。" in redirect.toolTip()
    assert gannen.text() == "元年 100" and gannen.isEnabled()
    panel.set_file(plain)
    assert redirect.text() == "別送 0" and "一覧がありません。" not in redirect.toolTip()


def test_other_marks_of_the_same_file_leave_filters_and_place_alone(panel):
    plain = listed()
    panel.set_file(plain)
    selection_of(panel).set_record(plain.name, 40)
    panel.filters.buttons[Mark.GANNEN].click()
    marks = plain.marks.copy()
    marks[40] |= int(Mark.ERROR)
    panel.renew_marks(replace(plain, marks=marks))
    assert panel.filters.buttons[Mark.GANNEN].isChecked() and panel.model.rowCount() == 100
    assert panel.model.record_at(panel.table.currentIndex().row()) == 40
    assert panel.filters.buttons[Mark.ERROR].text() == "誤り 1"
    panel.filters.buttons[Mark.ERROR].click()
    panel.renew_marks(plain)
    assert not panel.filters.buttons[Mark.ERROR].isChecked()


def selection_of(panel: RecordList) -> Selection:
    return panel._selection


def test_the_model_keeps_qts_rules(qapp):
    model = RecordModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    file = listed(200)
    model.set_file(file, np.arange(200))
    model.set_file(file, np.array([3, 7]))
    model.set_file(None, np.empty(0, dtype=np.int64))
    assert tester.model() is model


def test_rows_are_fetched_a_block_at_a_time_and_only_where_looked(qapp):
    file, model = listed(100_000), RecordModel()
    model.set_file(file, np.arange(100_000))
    for row in range(50_000, 50_040):
        for column in range(model.columnCount()):
            model.data(model.index(row, column))
    assert file.line.asked <= 128


def test_the_number_counts_from_one_and_its_tooltip_from_zero(qapp):
    file, model = listed(), RecordModel()
    model.set_file(file, np.array([4]))
    index = model.index(0, NUMBER)
    assert index.data() == "5"
    assert "#4" in index.data(Qt.ItemDataRole.ToolTipRole)


def test_text_of_the_media_is_never_mark_up(qapp):
    file = ListedFile(
        "x", np.ones(1, np.uint8), np.zeros(1, np.uint8), lambda _r: RecordLine(1, "明細 01", "", "", "<b>見本</b>", 0)
    )
    model = RecordModel()
    model.set_file(file, np.arange(1))
    assert "&lt;b&gt;見本" in model.index(0, NAME).data(Qt.ItemDataRole.ToolTipRole)


def test_gaiji_are_written_as_codes_never_drawn_by_another_font(qapp):
    file, model = listed(), RecordModel()
    model.set_file(file, np.arange(2))
    assert model.index(1, NAME).data() == "見本1〔F040〕"


def test_every_mark_has_its_own_text_and_explanation():
    assert [look.text for look in MARKS] == ["元年", "外字", "別送", "窓", "バーコードなし", "2か月分"]
    assert {look.mark for look in marks_of(255)} == set(Mark)
    assert len({look.tooltip for look in ALL_MARKS}) == len(Mark)


@pytest.mark.parametrize(
    ("kind", "marks", "found", "count"),
    [
        (None, 0, None, 1_000),
        (1, 0, None, 499),
        (2, 0, None, 1),
        (None, Mark.GANNEN, None, 100),
        (None, Mark.GAIJI, None, 10),
        (None, Mark.GAIJI | Mark.GANNEN, None, 100),
        (1, Mark.GANNEN, None, 0),
        (None, 0, [5, 3], 2),
        (None, Mark.GANNEN, [5, 20], 1),
        (None, 0, [], 0),
    ],
)
def test_filters_narrow_each_other(kind, marks, found, count):
    hits = None if found is None else np.array(found, dtype=np.int64)
    shown = filtered(listed(), kind, int(marks), hits)
    assert len(shown) == count
    assert (np.diff(shown) > 0).all()


@pytest.mark.parametrize(
    ("text", "record"),
    [("1", 0), ("1,000", 999), ("１２", 11), ("#0", 0), ("＃９", 9), (" 7 ", 6)]
    + [(bad, None) for bad in ("0", "1001", "#1000", "-1", "", "#", "abc", "##1", "1.5")],
)
def test_a_number_is_read_as_people_write_it(text, record):
    assert parse_record(text, 1_000) == record


def test_a_row_moved_to_becomes_the_record(panel, qtbot):
    panel.set_file(listed())
    panel.table.setFocus()
    with qtbot.waitSignal(selection_of(panel).recordChanged) as got:
        QTest.keyClick(panel.table, Qt.Key.Key_End)
    assert got.args == ["ZMGKK#1301", 999]
    for key, record in (
        (Qt.Key.Key_Up, 998),
        (Qt.Key.Key_Home, 0),
        (Qt.Key.Key_Down, 1),
    ):
        QTest.keyClick(panel.table, key)
        assert selection_of(panel).record == record
    QTest.keyClick(panel.table, Qt.Key.Key_PageDown)
    assert selection_of(panel).record > 5


def test_a_click_becomes_the_record(panel):
    panel.set_file(listed())
    place = panel.table.visualRect(panel.model.index(3, NAME)).center()
    QTest.mouseClick(panel.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert selection_of(panel).record == 3


def test_a_record_chosen_elsewhere_moves_the_row(panel):
    panel.set_file(listed())
    selection_of(panel).set_record("ZMGKK#1301", 700)
    assert panel.table.currentIndex().row() == 700
    assert panel.table.viewport().rect().contains(panel.table.visualRect(panel.table.currentIndex()).center())


def test_a_record_of_another_file_leaves_no_row_current(panel):
    panel.set_file(listed())
    selection_of(panel).set_record("ZMGKK#1301", 700)
    selection_of(panel).set_record("ZMGKK#1302", 3)
    assert not panel.table.currentIndex().isValid()


def test_showing_a_file_does_not_move_the_record(panel, qtbot):
    selection_of(panel).set_record("ZMGKK#1301", 30)
    with qtbot.assertNotEmitted(selection_of(panel).recordChanged):
        panel.set_file(listed())
    assert panel.table.currentIndex().row() == 30


@pytest.fixture
def filters(qtbot, themed):
    made = RecordFilters()
    qtbot.addWidget(made)
    made.set_file(listed())
    made.show()
    return made


def test_a_text_is_looked_for_while_it_is_typed_its_first_key_at_once(filters, qtbot):
    asked: list[str] = []
    filters.searched.connect(asked.append)
    QTest.keyClicks(filters.text, "1")
    assert asked == ["1"]
    QTest.keyClicks(filters.text, "2")
    qtbot.waitUntil(lambda: asked == ["1", "12"], timeout=PATIENCE_S * 1000)


def test_escape_takes_the_text_away_and_down_goes_to_the_list(filters, qtbot):
    escapes = []
    filters.stopped.connect(lambda: escapes.append(filters.text.text()))
    QTest.keyClicks(filters.text, "12")
    QTest.keyClick(filters.text, Qt.Key.Key_Escape)
    assert escapes == [""] and filters.text.text() == ""
    with qtbot.waitSignal(filters.left):
        QTest.keyClick(filters.text, Qt.Key.Key_Down)


def test_marks_that_the_file_does_not_have_take_no_room(filters):
    shown = {mark for mark, button in filters.buttons.items() if button.isVisible()}
    assert shown == {Mark.GANNEN, Mark.GAIJI}


def test_mark_buttons_show_counts_and_filter(panel, qtbot):
    panel.set_file(listed())
    gannen, window = panel.filters.buttons[Mark.GANNEN], panel.filters.buttons[Mark.WINDOW]
    assert gannen.text() == "元年 100"
    assert not window.isEnabled()
    qtbot.mouseClick(gannen, Qt.MouseButton.LeftButton)
    assert panel.model.rowCount() == 100
    assert panel.model.index(1, MARK).data() == "元年"
    assert panel.note.text() == "全1,000件のうち100件を表示"
    qtbot.mouseClick(gannen, Qt.MouseButton.LeftButton)
    assert panel.model.rowCount() == 1_000


def test_a_record_outside_the_filter_stays_and_is_told(panel, qtbot):
    panel.set_file(listed())
    selection_of(panel).set_record("ZMGKK#1301", 5)
    qtbot.mouseClick(panel.filters.buttons[Mark.GANNEN], Qt.MouseButton.LeftButton)
    assert selection_of(panel).record == 5
    assert not panel.table.currentIndex().isValid()
    assert "番号6は絞り込みの外" in panel.note.text()
    qtbot.mouseClick(panel.filters.buttons[Mark.GANNEN], Qt.MouseButton.LeftButton)
    assert panel.table.currentIndex().row() == 5


def test_the_kind_filter_offers_what_the_file_has(panel, qtbot):
    panel.set_file(listed())
    kinds = panel.filters.kinds
    assert [kinds.itemText(row) for row in range(kinds.count())] == [
        "すべての種別",
        "引抜 00（500 レコード）",
        "明細 01（499 レコード）",
        "合計 02（1 レコード）",
    ]
    kinds.setFocus()
    QTest.keyClick(kinds, Qt.Key.Key_End)
    assert panel.model.rowCount() == 1


def test_go_to_number_moves_the_record(panel, qtbot):
    panel.set_file(listed())
    panel.activateWindow()
    qtbot.waitUntil(panel.isActiveWindow)
    QTest.keyClick(panel, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    assert panel.filters.go.hasFocus()
    QTest.keyClicks(panel.filters.go, "250")
    QTest.keyClick(panel.filters.go, Qt.Key.Key_Return)
    assert selection_of(panel).record == 249
    assert panel.table.hasFocus()


def test_a_number_beyond_the_file_says_what_is_possible(panel, qtbot):
    panel.set_file(listed())
    panel.filters.go.setText("1001")
    QTest.keyClick(panel.filters.go, Qt.Key.Key_Return)
    assert "1から1,000まで" in panel.note.text()
    assert selection_of(panel).file == ""


def searching(qtbot, jobs, search) -> RecordList:
    made = RecordList(Selection(), jobs, search)
    qtbot.addWidget(made)
    made.show()
    made.set_file(listed())
    made.filters.text.setText("見本")
    QTest.keyClick(made.filters.text, Qt.Key.Key_Return)
    return made


def test_a_text_search_runs_aside_and_can_be_stopped(qtbot, jobs, themed):
    begun, go_on = threading.Event(), threading.Event()

    def search(file, text, progress):
        begun.set()
        assert go_on.wait(PATIENCE_S)
        progress("検索", 1, 1)
        return np.array([1])

    panel = searching(qtbot, jobs, search)
    assert begun.wait(PATIENCE_S)
    qtbot.waitUntil(panel.filters.stop.isVisible)
    assert panel.filters.state.text().startswith("検索中")
    with qtbot.waitSignal(jobs.idle):
        qtbot.mouseClick(panel.filters.stop, Qt.MouseButton.LeftButton)
        go_on.set()
    assert panel.filters.state.text() == ""
    assert panel.model.rowCount() == 1_000


def test_found_records_are_shown_until_the_text_is_cleared(qtbot, jobs, themed):
    asked = []

    def search(file, text, progress):
        asked.append((file, text))
        return np.array([30, 5])

    panel = searching(qtbot, jobs, search)
    qtbot.waitUntil(lambda: panel.model.rowCount() == 2)
    assert asked == [("ZMGKK#1301", "見本")]
    assert [panel.model.record_at(row) for row in range(2)] == [5, 30]
    panel.filters.text.setFocus()
    QTest.keyClick(panel.filters.text, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(panel.filters.text, Qt.Key.Key_Delete)
    assert panel.model.rowCount() == 1_000


def test_a_failed_search_says_so(qtbot, jobs, themed):
    def search(file, text, progress):
        raise KenpanError("text.search", "検索できません。", "文字を変えてください。")

    panel = searching(qtbot, jobs, search)
    qtbot.waitUntil(lambda: "検索できません" in panel.note.text())
    assert panel.model.rowCount() == 1_000


def test_an_empty_file_is_told_apart_from_no_file(panel):
    assert panel.note.text() == "ファイルを選んでいません。"
    panel.set_file(listed(0))
    assert panel.note.text().startswith("0件")


def test_a_million_records_scroll_to_the_end_with_few_rows_read(panel):
    file = listed(1_000_000)
    panel.set_file(file)
    panel.table.scrollToBottom()
    panel.grab()
    assert panel.model.rowCount() == 1_000_000
    assert file.line.asked < 1_000
