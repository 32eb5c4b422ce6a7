"""A column that a person drags keeps its width; the others are the program's."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QFontMetricsF, QMouseEvent, QStandardItem, QStandardItemModel
from PySide6.QtTest import QTest

from app.ui.atlas.glyph_detail import PlaceModel, PlaceTable
from app.ui.board.cells import CellView, row
from app.ui.findings.findings_model import BYTES, CONTENT, COUNT, RECORD, FindingsModel
from app.ui.findings.findings_view import FindingsView
from app.ui.kit.columns import ContentTable
from app.ui.learning.item_table import ItemTable
from app.ui.reception.count_table import PaperTable
from app.ui.rounds.parts_table import PartsTable
from app.ui.rounds.result_table import ResultTable


@pytest.fixture
def table(qtbot, themed):
    view = FindingsView(FindingsModel())
    qtbot.addWidget(view)
    view.resize(1200, 200)
    view.show()
    return view


def border(header, column):
    return QPoint(header.sectionViewportPosition(column) + header.sectionSize(column) - 1, header.height() // 2)


def drag(header, column, by):
    at, field = border(header, column), header.viewport()
    to = QPointF(at + QPoint(by, 0))
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.mousePress(field, left, pos=at)
    move = QMouseEvent(QEvent.Type.MouseMove, to, field.mapToGlobal(to), Qt.MouseButton.NoButton, left, none)
    QCoreApplication.sendEvent(field, move)
    QTest.mouseRelease(field, left, pos=to.toPoint())


def em(view):
    return QFontMetricsF(view.font()).horizontalAdvance("漢")


def test_a_dragged_column_stays_as_wide_and_grows_with_the_text_until_its_border_is_pressed_twice(table):
    header = table.horizontalHeader()
    before = [header.sectionSize(column) for column in range(header.count())]
    drag(header, BYTES, 60)
    wide = header.sectionSize(BYTES)
    assert wide == before[BYTES] + 60 and header.sectionSize(CONTENT) == before[CONTENT] - 60
    table.make_room(("x" * 30, "x" * 30, "x" * 30, "x" * 30), marked=True)
    table.resize(1100, 200)
    assert header.sectionSize(BYTES) == wide and header.sectionSize(RECORD) > before[RECORD]
    ems, font = wide / em(table), table.font()
    font.setPointSizeF(font.pointSizeF() * 1.5)
    table.setFont(font)
    assert header.sectionSize(BYTES) == pytest.approx(ems * em(table), abs=1) and header.sectionSize(BYTES) > wide
    QTest.mouseDClick(header.viewport(), Qt.MouseButton.LeftButton, pos=border(header, BYTES))
    assert header.sectionSize(BYTES) > QFontMetricsF(table.font()).horizontalAdvance("x" * 30)
    assert not table.kept.state()


def test_a_pressed_border_and_what_the_program_fits_meanwhile_are_no_choice(table):
    header = table.horizontalHeader()
    QTest.mousePress(header.viewport(), Qt.MouseButton.LeftButton, pos=border(header, BYTES))
    table.make_room(("x" * 30, "x" * 30, "x" * 30, "x" * 30), marked=True)
    QTest.mouseRelease(header.viewport(), Qt.MouseButton.LeftButton, pos=border(header, BYTES))
    assert not table.kept.state()


def test_a_chosen_order_is_told_and_taken_again(table):
    header = table.horizontalHeader()
    asked = []
    header.sortIndicatorChanged.connect(lambda *_: asked.append(header.sortIndicatorSection()))
    header.setSortIndicator(COUNT, Qt.SortOrder.DescendingOrder)
    told = table.kept.state()
    table.kept.restore("")
    table.kept.restore(told)
    assert asked == [COUNT, CONTENT, COUNT] and header.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder


@pytest.mark.parametrize(
    "told",
    [
        "?",
        "[]",
        '{"widths": [5], "sort": [99, true]}',
        '{"widths": 3, "sort": 1}',
        '{"widths": [NaN, Infinity, -3, "5", 1e9, true], "sort": ["a", true]}',
    ],
)
def test_what_another_table_or_nobody_told_leaves_the_columns_to_the_program(table, told):
    before = [table.columnWidth(column) for column in range(6)]
    table.kept.restore(told)
    assert [table.columnWidth(column) for column in range(6)] == before and not table.kept.state()


def test_rows_are_as_high_as_the_dragged_columns_need_and_what_has_no_room_is_scrolled_to(qtbot, themed):
    view = CellView("表", ("a", "b"), (10, 0))
    qtbot.addWidget(view)
    view.resize(600, 200)
    view.show()
    view.show_rows((row("1", "あいうえお", "b"),))
    high = view.rowHeight(0)
    drag(view.horizontalHeader(), 0, -round(em(view) * 7))
    assert view.rowHeight(0) > high
    drag(view.horizontalHeader(), 0, 560)
    QCoreApplication.processEvents()
    assert view.rowHeight(0) == high and view.horizontalScrollBar().maximum() > 0


def test_columns_as_wide_as_their_content_follow_it_but_for_the_dragged_one(qtbot, themed):
    model = QStandardItemModel(1, 3)
    table = ContentTable(1)
    table.setModel(model)
    qtbot.addWidget(table)
    table.resize(600, 200)
    table.show()
    header = table.horizontalHeader()
    assert header.length() == table.viewport().width()
    narrow = header.sectionSize(0)
    model.setItem(0, 0, QStandardItem("x" * 40))
    assert header.sectionSize(0) > narrow and header.length() == table.viewport().width()
    drag(header, 2, -5)
    drag(header, 0, -50)
    held = [header.sectionSize(column) for column in (0, 2)]
    model.setItem(0, 2, QStandardItem("x" * 10))
    table.resize(700, 200)
    assert [header.sectionSize(column) for column in (0, 2)] == held and table.kept.any
    assert header.length() == table.viewport().width()


def test_two_columns_that_are_read_side_by_side_share_what_is_left(qtbot, themed):
    table, model = ContentTable(1, 2), QStandardItemModel(1, 3)
    for column, text in enumerate(("12", "厚生年金保険料の納入告知額" * 3, "厚生年金保険料の納入告知額" * 3)):
        model.setItem(0, column, QStandardItem(text))
    table.setModel(model)
    qtbot.addWidget(table)
    table.resize(300, 200)
    table.show()
    table.kept.now()
    assert abs(table.columnWidth(1) - table.columnWidth(2)) <= 1
    assert table.columnWidth(2) > 100


@pytest.mark.parametrize(
    "make",
    [
        ResultTable,
        PartsTable,
        ItemTable,
        lambda: PaperTable("kounen"),
        lambda: PaperTable("senpo"),
        lambda: PlaceTable(PlaceModel()),
    ],
    ids=["results", "parts", "items", "kounen", "senpo", "places"],
)
def test_every_small_table_lets_its_columns_be_dragged_and_fills_its_width_otherwise(qtbot, themed, make):
    table = make()
    qtbot.addWidget(table)
    table.resize(900, 200)
    table.show()
    header = table.horizontalHeader()
    assert header.length() == table.viewport().width() and table.objectName() and not table.kept.any
    wide = header.sectionSize(0)
    drag(header, 0, 30)
    table.resize(1000, 200)
    assert header.sectionSize(0) == wide + 30 and table.kept.any
    assert header.length() == table.viewport().width()
