"""Tables share their width by what stands in them; another theme goes through the widgets once."""

from collections import Counter

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.board.cells import CellView, row
from app.ui.kit import tokens
from app.ui.kit.fitting import may_scroll
from app.ui.kit.folding import shared
from app.ui.kit.lines import LinesTable
from app.ui.tour.fitting import misfits

WHY = "台帳にない現品が封入ログにあります。足りないログを加えるか、現品を探して作り直してください。"
NUMBER = "K0321010000054261101110"


def lines(qtbot, wide):
    top = QWidget()
    qtbot.addWidget(top)
    table = LinesTable("残り", ("状態", "次にすること", "現品"), (4, 0, 4))
    QVBoxLayout(top).addWidget(table)
    top.resize(wide, 300)
    top.show()
    table.show_rows([("× 残り", WHY, NUMBER), ("○", "", NUMBER)])
    return top, table


def test_the_widest_columns_give_way_and_the_others_keep_what_they_want():
    assert shared((30, 200, 90), (30, 60, 40), 400) == [30, 200, 90]
    assert shared((30, 200, 90), (30, 60, 40), 240) == [30, 120, 90]
    assert shared((30, 200, 90), (30, 60, 40), 150) == [30, 60, 60]
    assert shared((30, 200, 90), (30, 60, 40), 90) == [30, 60, 40]  # no less than that


def test_a_text_without_room_is_folded_and_its_row_grows_alone(qtbot, themed):
    top, table = lines(qtbot, 1400)
    assert table.rowHeight(0) == table.rowHeight(1) and misfits(top) == []
    top.resize(420, 300)
    assert table.rowHeight(0) > 1.5 * table.rowHeight(1) and misfits(top) == []
    table.only("○")
    assert table.lines.rowCount() == 1 and table.rowHeight(0) < 3 * table.fontMetrics().height()
    table.only("")
    assert table.rowHeight(0) > 1.5 * table.rowHeight(1)


def test_a_text_of_just_two_lines_is_folded_too(qtbot, themed):
    top, table = lines(qtbot, 1400)
    table.show_rows([("× 残り", WHY[:24], NUMBER)])
    line = table.sizeHintForRow(0)
    while table.sizeHintForRow(0) == line:
        top.resize(top.width() - 10, 300)
    assert 0 < table.sizeHintForRow(0) - line <= table.fontMetrics().height()
    assert table.rowHeight(0) >= table.sizeHintForRow(0) and misfits(top) == []


def test_a_table_that_scrolls_folds_nothing(qtbot, themed):
    top, table = lines(qtbot, 420)
    may_scroll(table)
    table.show_rows([("× 残り", WHY, NUMBER)])
    assert table.horizontalHeader().length() > table.viewport().width()
    assert table.rowHeight(0) < 2 * table.fontMetrics().height() and misfits(top) == []


def test_a_column_that_says_more_gets_more_of_what_is_left(qtbot, themed):
    view = CellView("判定", ("結果", "項目", "理由"), (4, 0, 0))
    qtbot.addWidget(view)
    view.resize(700, 300)
    view.show()
    view.show_rows([row(str(at), "○ 合", WHY, "") for at in range(3)])
    assert view.columnWidth(1) > 2 * view.columnWidth(2)
    view.show_rows([row(str(at), "○ 合", "", WHY) for at in range(3)])
    assert view.columnWidth(2) > 2 * view.columnWidth(1)
    assert view.horizontalHeader().length() <= view.viewport().width()


class _Polished(QObject):
    def __init__(self):
        super().__init__()
        self.times = Counter()

    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.StyleChange:
            self.times[watched.objectName()] += 1
        return False


def test_another_theme_goes_through_a_widget_as_often_however_deep_it_lies(qtbot, themed):
    top = widget = QWidget()
    qtbot.addWidget(top)
    for depth in range(12):
        widget.setObjectName(f"depth {depth}")
        widget = QWidget(widget)
    top.show()
    polished = _Polished()
    for one in (top, *top.findChildren(QWidget)):
        one.installEventFilter(polished)
    tokens.apply_theme(themed, "normal", "high")
    tokens.apply_theme(themed)
    assert polished.times["depth 0"] == polished.times["depth 11"] > 0
