import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.month.looking.model import FieldRow, ShownRecord
from app.records.text import CharKind
from app.sheet.fonts import load_font
from app.ui.kit import tokens
from app.ui.review.hex_cells import describe, hex_record
from app.ui.review.hex_paint import ROW, GaijiFont, Grid, fitting_grid
from app.ui.review.hex_view import HexView
from app.ui.review.selection import OffsetBase, Selection, Span


def plain_look(raw: bytes, *lengths: int) -> ShownRecord:
    """A record of fields with these lengths; without any, bytes that no field holds."""
    rows, offset = [], 0
    for item, length in enumerate(lengths, 1):
        part = raw[offset : offset + length]
        rows.append(FieldRow(item, "個別部", f"項目{item}", offset, length, part, "", ()))
        offset += length
    return ShownRecord("ZMGKK#1301", 0, "detail" if rows else "unknown", raw, tuple(rows), None, None, None, ())


KANJI = b" " * 15 + b"\x93\x8c" + b"\x8b\x9e" + b" " * 13
"""Two rows; 東 begins in the last column of the first."""


@pytest.fixture
def view(qtbot, themed, make_look):
    made = HexView(Selection(), OffsetBase())
    qtbot.addWidget(made)
    made.resize(590, 560)
    made.show_look(make_look())
    made.show()
    return made


def span_of(look: ShownRecord, item: int) -> Span:
    row = next(row for row in look.fields if row.item == item)
    return Span(row.offset, row.offset + row.length)


def point_of(view: HexView, offset: int, *, text: bool = False) -> QPoint:
    """The middle of a byte in the hex or text pane."""
    row, column = divmod(offset, ROW)
    y = view._row_top(row)
    area = view._grid.text_rect(y, column) if text else view._grid.byte_rect(y, column)
    return QPoint(round(area.center().x()) + 4, round(area.center().y()))


def click(view: HexView, offset: int, *, text: bool = False, shift: bool = False) -> None:
    modifier = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
    place = point_of(view, offset, text=text)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, modifier, place)


def key(view: HexView, *keys: Qt.Key, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    for one in keys:
        QTest.keyClick(view, one, modifier)


@given(st.binary(min_size=1, max_size=200), st.lists(st.integers(1, 40), max_size=8))
def test_every_byte_belongs_to_one_character_inside_one_field(raw, lengths):
    record = hex_record(plain_look(raw, *lengths))
    assert b"".join(raw[char.offset : char.offset + char.length] for char in record.chars) == raw
    for offset in range(len(raw)):
        span = record.char_span(offset)
        assert span.start <= offset < span.end
        assert len({record.field_at[at] for at in range(span.start, span.end)}) == 1


def test_text_starts_anew_at_each_field():
    record = hex_record(plain_look(b"A\x93\x93\x8c", 2, 2))
    assert [char.text for char in record.chars] == ["A", "⟦93⟧", "東"]
    assert record.char(1).kind is CharKind.UNDECODABLE


def test_bytes_outside_every_field_are_still_shown():
    record = hex_record(plain_look(b"ABC", 1))
    assert record.field(1) is None
    assert record.field_span(2) == Span(2, 3)
    assert describe(record, Span(2, 3), 0)[0] == "項目に分けられないバイト"


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"\x93\x8c", "93 8C　「東」 U+6771"),
        (b"\xf0\x40", "F0 40　外字 U+E000"),
        (b"\x87\x40", "87 40　「①」 U+2460 拡張文字（NEC・IBM）"),
        (b"\x93\x20", "93 20　文字にならないバイト"),
        (b"\x5c", "5C　「¥」 U+00A5"),
        (b" ", "20　空白 U+0020"),
        (b"\x0d", "0D　改行"),
    ],
)
def test_a_character_is_explained(raw, says):
    line = describe(hex_record(plain_look(raw, len(raw))), Span(0, len(raw)), 0)[1]
    assert line.endswith(says)


def test_a_place_is_told_from_zero_or_one_with_both_ends(make_look):
    look = make_look()
    record = hex_record(look)
    assert describe(record, span_of(look, 60), 0) == (
        "項番60　事業所郵便番号",
        "位置 278–285（16進 116–11D）　8バイト　「100-0001」",
    )
    assert describe(record, span_of(look, 60), 1)[1].startswith("位置 279–286（16進 117–11E）")


def test_several_fields_are_told_by_their_ends(make_look):
    look = make_look()
    span = Span(span_of(look, 3).start, span_of(look, 7).end)
    assert describe(hex_record(look), span, 0)[0] == "項番3　統一事務所コード から 項番7　事業所符号(内部) まで"


@pytest.mark.parametrize("em", [9.8, 15.0, 24.0])
def test_a_place_on_screen_leads_back_to_its_column(em):
    grid = Grid(em)
    for column in range(ROW):
        assert grid.column_at(grid.byte_rect(0, column).center().x()) == column
        assert grid.column_at(grid.text_rect(0, column).center().x()) == column
    assert grid.column_at(0) is None
    assert grid.text_rect(0, ROW - 1, 2).right() <= grid.width


def test_the_grid_fills_the_panel_within_readable_limits():
    assert fitting_grid(fitting_grid(600, 15).width, 15).em == pytest.approx(fitting_grid(600, 15).em)
    assert fitting_grid(10, 15).em < 15 < fitting_grid(5_000, 15).em < 25


@pytest.mark.parametrize("text", [False, True])
def test_a_click_picks_the_field_in_either_pane(view, make_look, text):
    span = span_of(make_look(), 14)
    click(view, span.start + 1, text=text)
    assert view._selection.span == span


def test_shift_click_picks_bytes_from_the_last_click(view):
    click(view, 2)
    click(view, 9, shift=True)
    assert view._selection.span == Span(2, 10)
    click(view, 1, shift=True)
    assert view._selection.span == Span(1, 3)


def test_dragging_picks_whole_characters(view, make_look):
    start = span_of(make_look(), 19).start
    viewport, button = view.viewport(), Qt.MouseButton.LeftButton
    QTest.mousePress(viewport, button, pos=point_of(view, start))
    QTest.mouseMove(viewport, point_of(view, start + 2))
    QTest.mouseRelease(viewport, button, pos=point_of(view, start + 2))
    assert view._selection.span == Span(start, start + 4)


def test_the_pointer_lights_the_field(view, make_look):
    look = make_look()
    QTest.mouseMove(view.viewport(), point_of(view, span_of(look, 3).start))
    assert view._selection.hover == span_of(look, 3)
    QCoreApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
    assert view._selection.hover is None


def test_arrows_step_by_character_and_never_split_one(view):
    view.show_look(plain_look(KANJI, 32))
    key(view, Qt.Key.Key_End)
    assert view._selection.span == Span(15, 17)
    key(view, Qt.Key.Key_Right)
    assert view._selection.span == Span(17, 19)
    key(view, Qt.Key.Key_Left, Qt.Key.Key_Left)
    assert view._selection.span == Span(14, 15)
    key(view, Qt.Key.Key_Home, Qt.Key.Key_Down)
    assert view._selection.span == Span(15, 17)


def test_arrows_stop_at_the_ends(view):
    view.show_look(plain_look(KANJI, 32))
    key(view, Qt.Key.Key_Left)
    assert view._selection.span == Span(0, 1)
    key(view, Qt.Key.Key_End, modifier=Qt.KeyboardModifier.ControlModifier)
    key(view, Qt.Key.Key_Right, Qt.Key.Key_Down)
    assert view._selection.span == Span(31, 32)


def test_shift_and_arrows_pick_a_run_of_characters(view):
    view.show_look(plain_look(KANJI, 32))
    click(view, 14)
    shift = Qt.KeyboardModifier.ShiftModifier
    key(view, Qt.Key.Key_Left, Qt.Key.Key_Right)
    key(view, Qt.Key.Key_Right, Qt.Key.Key_Right, modifier=shift)
    assert view._selection.span == Span(14, 19)
    key(view, Qt.Key.Key_Left, modifier=shift)
    assert view._selection.span == Span(14, 17)


def test_page_keys_reach_the_last_row(view, make_look):
    last = len(make_look().raw)
    for _ in range(8):
        key(view, Qt.Key.Key_PageDown)
    assert view._selection.span.start // ROW == (last - 1) // ROW
    for _ in range(8):
        key(view, Qt.Key.Key_PageUp)
    assert view._selection.span.start < ROW


def test_tab_goes_from_field_to_field_and_then_leaves(qtbot, themed, make_look):
    window, view, other = QWidget(), HexView(Selection(), OffsetBase()), QLineEdit()
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    layout.addWidget(view)
    layout.addWidget(other)
    look = make_look()
    view.show_look(look)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    view.setFocus()
    key(view, Qt.Key.Key_Tab)
    assert view._selection.span == span_of(look, 4)
    key(view, Qt.Key.Key_Backtab)
    assert view._selection.span == span_of(look, 3)
    view._selection.select(span_of(look, 75))
    key(view, Qt.Key.Key_Tab)
    assert other.hasFocus()


def test_bytes_picked_elsewhere_come_into_view_by_their_start(view, make_look):
    span = span_of(make_look(), 67)
    view._selection.select(span)
    top = view.verticalScrollBar().value()
    assert top <= span.start // ROW < top + view._rows_shown()
    view._selection.select((0, len(make_look().raw)))
    assert view.verticalScrollBar().value() == 0


def test_what_is_in_view_already_does_not_scroll(view):
    view.verticalScrollBar().setValue(3)
    view._selection.select((ROW * 5, ROW * 5 + 4))
    assert view.verticalScrollBar().value() == 3


def test_a_range_beyond_the_record_is_harmless(view):
    view.show_look(plain_look(b"AB", 2))
    view._selection.select((500, 504))
    view._selection.set_hover((500, 504))
    assert not view.grab().isNull()


@pytest.mark.parametrize("look", [None, plain_look(b"")])
def test_nothing_to_show_takes_no_keys_or_clicks(view, look):
    view.show_look(look)
    key(view, Qt.Key.Key_Right, Qt.Key.Key_Tab)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(100, 60))
    assert view._selection.span is None


def ink(view: HexView, column: int, row: int, cells: int) -> int:
    """Dark pixels in some cells of the text pane."""
    image = view.viewport().grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    area = view._grid.text_rect(view._row_top(row), column, cells).translated(4, 0).toRect().adjusted(2, 2, -2, -2)
    return sum(
        QColor(image.pixel(x, y)).value() < 110
        for x in range(area.left(), area.right())
        for y in range(area.top(), area.bottom())
    )


def test_a_character_over_the_edge_of_a_row_is_drawn_whole_and_marked_below(view):
    view.show_look(plain_look(KANJI, 32))
    assert ink(view, ROW, 0, 1) > 10
    below = ink(view, 0, 1, 1)
    view.show_look(plain_look(b" " * 32, 32))
    assert ink(view, ROW, 0, 1) == 0
    assert below > ink(view, 0, 1, 1)


@pytest.mark.parametrize("contrast", ["normal", "high"])
def test_bytes_that_are_no_text_are_crossed_boxes(qapp, view, contrast, back_to_normal):
    tokens.apply_theme(qapp, contrast=contrast)
    view.show_look(plain_look(b"\x93\x20".ljust(16), 16))
    image = view.viewport().grab().toImage()
    area = view._grid.text_rect(view._row_top(0), 0, 2).translated(4, 0).toRect()
    colours = {
        image.pixelColor(x, y).name().upper()
        for x in range(area.left(), area.right())
        for y in range(area.top(), area.bottom())
    }
    assert tokens.colours_of(contrast)["ALARM"] in colours


@pytest.fixture(scope="module")
def gaiji_file(tmp_path_factory):
    """A font with a square for F040, a glyph without ink for F041 and nothing for F042."""
    pen = TTGlyphPen(None)
    pen.moveTo((100, 0))
    for point in ((900, 0), (900, 800), (100, 800)):
        pen.lineTo(point)
    pen.closePath()
    empty = TTGlyphPen(None).glyph()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "square", "blank"])
    builder.setupCharacterMap({0xE000: "square", 0xE001: "blank"})
    builder.setupGlyf({".notdef": empty, "square": pen.glyph(), "blank": empty})
    builder.setupHorizontalMetrics(dict.fromkeys((".notdef", "square", "blank"), (1000, 0)))
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": "Test Gaiji", "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    path = tmp_path_factory.mktemp("font") / "gaiji.ttf"
    builder.save(path)
    return load_font(path)


def test_only_the_named_font_draws_gaiji(qapp, gaiji_file):
    font = GaijiFont(gaiji_file)
    assert not font.outline("\ue000").isEmpty()
    assert font.outline("\ue001").isEmpty()
    assert font.outline("\ue002") is None
    assert GaijiFont(None).outline("\ue000") is None


def test_a_gaiji_looks_different_drawn_blank_and_missing(qtbot, themed, gaiji_file):
    view = HexView(Selection(), OffsetBase(), gaiji_file)
    qtbot.addWidget(view)
    view.resize(590, 200)
    pictures = []
    for code in (0xF040, 0xF041, 0xF042):
        view.show_look(plain_look(code.to_bytes(2, "big").ljust(16), 16))
        area = view._grid.text_rect(view._row_top(0), 0, 2).translated(4, 0).toRect()
        pictures.append(view.viewport().grab(area).toImage())
    assert len({bytes(picture.constBits()) for picture in pictures}) == 3


def test_the_rows_scrolled_to_stay_from_record_to_record(view, make_look):
    view.verticalScrollBar().setValue(20)
    view.show_look(make_look(record=3))
    assert view.verticalScrollBar().value() == 20


def test_a_screen_reader_hears_what_is_picked(view, make_look):
    view._selection.select(span_of(make_look(), 60))
    assert "事業所郵便番号" in view.accessibleDescription()
