from dataclasses import replace
from itertools import pairwise

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from app.ui.kit import tokens
from app.ui.review.field_model import (
    DECIMAL,
    HEX,
    ITEM,
    NAME,
    PRINTED,
    TEXT,
    FieldModel,
    GroupNode,
    field_groups,
)
from app.ui.review.field_rows import Column, FieldRows
from app.ui.review.field_tree import FieldTree
from app.ui.review.selection import OffsetBase, Selection, Span


@pytest.fixture
def panel(qtbot, themed, make_look):
    made = FieldTree(Selection(), OffsetBase())
    qtbot.addWidget(made)
    made.resize(590, 500)
    made.show_look(make_look())
    made.show()
    return made


def field_of(look, item: int):
    return next(row for row in look.fields if row.item == item)


def span_of(look, item: int) -> Span:
    row = field_of(look, item)
    return Span(row.offset, row.offset + row.length)


def index_of(model: FieldModel, item: int, column: int = 0) -> QModelIndex:
    for group in range(model.rowCount()):
        parent = model.index(group, 0)
        for row in range(model.rowCount(parent)):
            index = model.index(row, ITEM, parent)
            if index.data() == str(item):
                return index.siblingAtColumn(column)
    raise KeyError(item)


def click(panel, item: int) -> None:
    index = index_of(panel.model, item, NAME)
    panel.tree.scrollTo(index)
    QTest.mouseClick(panel.tree.viewport(), Qt.MouseButton.LeftButton, pos=panel.tree.visualRect(index).center())


def test_the_model_keeps_qts_rules(themed, make_look):
    model = FieldModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_groups(field_groups(make_look()))
    model.set_base(1)
    model.set_groups(())
    assert tester.model() is model


def test_groups_hold_every_field_once_in_byte_order(make_look):
    look = make_look()
    groups = field_groups(look)
    spans = [field.span for group in groups for field in group.fields]
    assert spans == [Span(row.offset, row.offset + row.length) for row in look.fields]
    assert all(a.span.end == b.span.start for a, b in pairwise(groups))


def test_positions_are_decimal_and_hex_from_zero_or_one(panel):
    decimal, hexadecimal = (index_of(panel.model, 60, column) for column in (DECIMAL, HEX))
    assert (decimal.data(), hexadecimal.data()) == ("278", "116")
    panel.from_one.click()
    assert (decimal.data(), hexadecimal.data()) == ("279", "117")


def test_a_base_set_elsewhere_shows_on_the_button(panel):
    panel._base.set_base(1)
    assert panel.from_one.isChecked()
    assert index_of(panel.model, 60, DECIMAL).data() == "279"


def test_a_field_says_where_it_is_printed_and_how_it_was_edited(panel):
    assert index_of(panel.model, 60, PRINTED).data() == "宛：郵便番号"
    assert index_of(panel.model, 20, PRINTED).data() == "1→元、表：納付目的年月"
    assert index_of(panel.model, 9, PRINTED).data() == ""


def test_blank_content_and_gaiji_are_said_in_words(panel):
    assert index_of(panel.model, 9, TEXT).data() == "（空白）"
    assert index_of(panel.model, 70, TEXT).data() == "株式会社見本〔F040〕製作所"


def test_an_edit_of_another_record_is_not_shown_here(qtbot, themed, make_look):
    look = make_look()
    other = make_look(record=9)
    groups = field_groups(replace(look, content=other.content))
    texts = [field.texts[0][PRINTED] for group in groups for field in group.fields]
    assert not any("→" in text for text in texts)


def test_text_of_the_media_is_never_mark_up(make_look, panel):
    panel.show_look(make_look({74: b"<h1>x</h1>"}))
    assert "&lt;h1&gt;" in index_of(panel.model, 74, TEXT).data(Qt.ItemDataRole.ToolTipRole)


def test_a_click_picks_the_field(panel, make_look):
    click(panel, 60)
    assert panel._selection.span == span_of(make_look(), 60)


def test_a_click_on_a_field_with_part_of_it_picked_picks_all_of_it(panel, make_look):
    span = span_of(make_look(), 63)
    panel._selection.select((span.start, span.start + 2))
    click(panel, 63)
    assert panel._selection.span == span


def test_arrow_keys_pick_the_next_field(panel, make_look):
    click(panel, 18)
    QTest.keyClick(panel.tree, Qt.Key.Key_Down)
    assert panel._selection.span == span_of(make_look(), 19)


def test_arrow_keys_pick_headings_and_the_field_below(panel):
    index = index_of(panel.model, 62)
    heading = panel.model.node(index.parent())
    panel._selection.select(panel.model.node(index).span)
    QTest.keyClick(panel.tree, Qt.Key.Key_Up)
    assert isinstance(heading, GroupNode)
    assert panel._selection.span == heading.span
    QTest.keyClick(panel.tree, Qt.Key.Key_Down)
    assert panel._selection.span == panel.model.node(index).span


def test_bytes_picked_elsewhere_show_the_field_where_they_start(panel, make_look):
    look = make_look()
    span = Span(span_of(look, 63).start + 2, span_of(look, 70).end)
    panel._selection.select(span)
    here = panel.tree.currentIndex()
    assert panel.model.node(here).span == span_of(look, 63)
    assert panel.tree.viewport().rect().contains(panel.tree.visualRect(here).center())
    assert panel._selection.span == span


def test_picking_nothing_leaves_no_row_current(panel):
    click(panel, 60)
    panel._selection.select(None)
    assert not panel.tree.currentIndex().isValid()


def test_the_pointer_lights_a_field_and_leaving_ends_it(panel, make_look, qtbot):
    click(panel, 19)
    place = panel.tree.visualRect(index_of(panel.model, 20, NAME)).center()
    with qtbot.waitSignal(panel._selection.hoverChanged):
        QTest.mouseMove(panel.tree.viewport(), place)
    assert panel._selection.hover == span_of(make_look(), 20)
    QCoreApplication.sendEvent(panel.tree, QEvent(QEvent.Type.Leave))
    assert panel._selection.hover is None


def test_lit_rows_are_painted(panel, make_look):
    row = panel.tree.visualRect(index_of(panel.model, 7, PRINTED))
    before = panel.tree.viewport().grab().toImage().pixelColor(row.center())
    panel._selection.select((0, 14))
    after = panel.tree.viewport().grab().toImage().pixelColor(row.center())
    assert before.name().upper() == tokens.PAPER
    assert after.name().upper() == tokens.CHOSEN


def test_the_place_scrolled_to_stays_from_record_to_record(panel, make_look):
    bar = panel.tree.verticalScrollBar()
    bar.setValue(20)
    place = bar.value()
    panel.show_look(make_look(record=3))
    assert place > 0
    assert bar.value() == place


def test_a_record_that_cannot_be_divided_shows_no_rows(panel, make_look):
    look = make_look()
    panel.show_look(replace(look, kind="unknown", fields=(), content=None, note="項目に分けられません。"))
    assert panel.model.rowCount() == 0
    assert "項目に分けられません。" in panel.title.text()


def test_every_section_has_one_colour(make_look):
    colours = {}
    for row in make_look().fields:
        colour = tokens.section_colour(row.section).name()
        assert colours.setdefault(tokens.section_head(row.section), colour) == colour
    assert len(set(colours.values())) >= 7


def test_a_record_of_the_same_kind_keeps_the_rows_and_says_its_own(panel, make_look, qtbot):
    resets = []
    panel.model.modelReset.connect(lambda: resets.append(1))
    panel.tree.verticalScrollBar().setValue(5)
    panel.show_look(make_look({70: b"ABC"}, record=3))
    assert resets == [] and panel.tree.verticalScrollBar().value() == 5
    assert index_of(panel.model, 70, TEXT).data() == "ABC"
    panel.show_look(None)
    assert resets == [1]


def test_each_line_of_a_folded_name_is_drawn_also_with_a_sign_of_another_font(themed):
    rows = FieldRows(lambda name: name)
    rows.set_font(themed.font())
    rows.set_columns((Column(NAME, 0, 200),), 16)
    cells = [""] * (NAME + 1)
    for name in ("納付目的年月 ›\n元号印字桁数", "納付目的年月\n元号印字桁数"):
        row = rows._row(40, tuple(cells), name, blank=False)
        told = sum(len(text.replace("\n", "")) for _, _, text in row.others)
        assert told + sum(len(run.glyphIndexes()) for run in row.ink) == len(name) - 1


@pytest.mark.parametrize("size", ["normal", "large"])
def test_a_cell_says_how_wide_it_is_as_qt_would_measure_it(panel, qapp, back_to_normal, size):
    """Whoever looks for what is cut off asks for it."""
    tokens.apply_theme(qapp, size)
    panel.tree.ensurePolished()
    option = QStyleOptionViewItem()
    panel.tree.initViewItemOption(option)
    measured, compared = QStyledItemDelegate(panel.tree), 0
    for group in range(panel.model.rowCount()):
        parent = panel.model.index(group, 0)
        for row in range(panel.model.rowCount(parent)):
            for column in range(panel.model.columnCount()):
                cell = panel.model.index(row, column, parent)
                wanted = measured.sizeHint(option, cell).width()
                assert abs(panel.tree.sizeHintForIndex(cell).width() - wanted) <= 1, (column, cell.data())
                compared += wanted > 0
    assert compared > 100
