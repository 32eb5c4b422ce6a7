import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest

from app.notice.items import BARCODE_ID
from app.sheet.envelope import load_envelope, position
from app.ui.kit import tokens
from app.ui.review.clearance_table import HEADERS, LEAST, NAME, VERDICT, ClearanceModel
from app.ui.review.envelope_view import EnvelopeCanvas, EnvelopeView
from app.ui.review.page_things import item_names
from app.ui.review.selection import OffsetBase, Selection, Span


@pytest.fixture
def look(bench, places):
    return bench.look(*places["plain"])


@pytest.fixture
def selection(look):
    made = Selection()
    made.set_record(look.file, look.record)
    return made


@pytest.fixture
def view(qtbot, themed, bench, drawer, selection, look):
    made = EnvelopeView(bench.equipment.envelope, drawer.picture, selection, OffsetBase())
    qtbot.addWidget(made)
    made.resize(900, 760)
    made.show_look(look)
    made.show()
    return made


def item_of(look, item_id="sheet.postal"):
    return next(item for item in look.sheet.page("sheet").items if item.id == item_id)


def span_of(item) -> Span:
    source = item.sources[0]
    return Span(source.offset, source.offset + source.length)


def place_of(view, x, y):
    """Where a point of the panel is in the viewport now."""
    at = view.canvas._at.point(x, y)
    return view.canvas.to_px(*at).toPoint()


def middle(view, rect):
    return place_of(view, (rect.x0 + rect.x1) / 2, (rect.y0 + rect.y1) / 2)


def click(view, place):
    QTest.mouseClick(view.canvas.viewport(), Qt.MouseButton.LeftButton, pos=place)


def cells(view, column):
    model = view.table.model()
    return [model.index(row, column).data() for row in range(model.rowCount())]


def test_what_shows_in_a_window_can_be_picked(view, look, selection):
    item = item_of(look)
    click(view, middle(view, item.rect))
    assert selection.span == span_of(item)


def test_it_can_be_picked_wherever_the_sheet_lies(view, look, selection):
    item = item_of(look)
    for dx, dy, tilt in ((0, 0, 30), (200, 50, -30), (100, 20, 0)):
        view.slider_x.setValue(dx)
        view.slider_y.setValue(dy)
        view.slider_tilt.setValue(tilt)
        selection.select(None)
        click(view, middle(view, item.rect))
        assert selection.span == span_of(item)


def test_what_the_paper_hides_cannot_be_picked_unless_it_is_seen_through(view, look, selection):
    piece = item_of(look, "sheet.piece_id")
    click(view, middle(view, piece.rect))
    assert selection.item_id is None
    view.open_box.click()
    click(view, middle(view, piece.rect))
    assert selection.item_id == "sheet.piece_id"


def test_the_pointer_lights_and_leaving_ends_it(view, look, selection):
    item = item_of(look, "sheet.name_1")
    QTest.mouseMove(view.canvas.viewport(), middle(view, item.rect))
    assert selection.hover == span_of(item)
    QCoreApplication.sendEvent(view.canvas.viewport(), QEvent(QEvent.Type.Leave))
    assert selection.hover is None


def test_bytes_of_other_panels_are_framed_here(view, look, selection):
    item = item_of(look, "sheet.name_1")
    plain = view.canvas.viewport().grab().toImage()
    selection.set_hover(span_of(item))
    hovered = view.canvas.viewport().grab().toImage()
    selection.select(span_of(item))
    assert view.canvas.lit(selection.span) == [run.rect for run in item.runs]
    assert plain != hovered != view.canvas.viewport().grab().toImage()


@given(st.floats(0, 210), st.floats(0, 115), st.floats(0, 20), st.floats(0, 5), st.floats(-1, 1))
def test_a_point_of_the_panel_comes_back_from_the_envelope(x, y, dx, dy, theta):
    envelope = load_envelope()
    at = position(envelope, dx, dy, theta)
    canvas = _Turned(at)
    back = EnvelopeCanvas.panel_point(canvas, *at.point(x, y))
    assert back == pytest.approx((x, y), abs=1e-9)


class _Turned:
    """As much of a canvas as the arithmetic needs; no window for a thousand examples."""

    _opened = True

    def __init__(self, at) -> None:
        self._at = at
        self._envelope = load_envelope()


def test_worst_case_goes_to_the_position_that_the_report_names_hardest_first(view, look):
    hardest = view.table.items()[0]
    assert hardest.worst.mm - hardest.required == min(i.worst.mm - i.required for i in view.table.items())
    view.worst_button.click()
    assert view.slider_x.value() / 10 == pytest.approx(hardest.worst.dx, abs=0.06)
    assert view.slider_y.value() / 10 == pytest.approx(hardest.worst.dy, abs=0.06)
    assert view.slider_tilt.value() / 100 == pytest.approx(hardest.worst.theta, abs=0.006)


def test_worst_case_again_takes_the_next_item(view):
    rows = []
    for _ in range(len(view.table.items()) + 1):
        view.worst_button.click()
        rows.append(view.table.currentIndex().row())
    assert rows == [*range(len(view.table.items())), 0]


def test_worst_case_lights_the_items_bytes(view, look, selection):
    view.worst_button.click()
    item = view.table.items()[0]
    if selection.span is None:
        assert selection.item_id == item.id
    else:
        assert selection.span == span_of(item_of(look, item.id))


def test_the_play_that_a_tilt_leaves_limits_the_sliders(view):
    view.slider_x.setValue(view.slider_x.maximum())
    assert view.where_x.text() == "20.0／20.0 mm"
    view.slider_tilt.setValue(view.slider_tilt.maximum())
    shown, play = (float(part) for part in view.where_x.text().removesuffix(" mm").split("／"))
    assert shown <= play < 20
    assert view.canvas._at.feasible


def test_a_row_picks_its_item_and_moves_the_sheet(view, look, selection):
    row = cells(view, NAME).index("事業所名称 1行目")
    index = view.table.model().index(row, NAME)
    view.table.scrollTo(index)
    QTest.mouseClick(view.table.viewport(), Qt.MouseButton.LeftButton, pos=view.table.visualRect(index).center())
    assert selection.span == span_of(item_of(look, "sheet.name_1"))


def test_arrow_keys_pick_rows_too(view, look, selection):
    view.table.setCurrentIndex(view.table.model().index(0, 0))
    QTest.keyClick(view.table, Qt.Key.Key_Down)
    item = view.table.items()[1]
    assert selection.item_id == item.id or selection.span == span_of(item_of(look, item.id))


def test_bytes_picked_elsewhere_light_their_rows_and_leave_the_sheet_where_it_is(view, look, selection):
    view.slider_x.setValue(70)
    selection.select(span_of(item_of(look)))
    lit = [
        view.table.model().index(row, 0).siblingAtColumn(NAME).data()
        for row in range(view.table.model().rowCount())
        if (brush := view.table.model().index(row, 0).data(Qt.ItemDataRole.BackgroundRole)) is not None
        and brush.color().name().upper() == tokens.CHOSEN
    ]
    assert lit[0] == "郵便番号"
    assert lit[1].startswith("カスタマバーコード")
    assert view.slider_x.value() == 70


def test_the_row_of_the_bar_code_stays_current_when_it_is_picked(view):
    bars = next(item for item in view.table.items() if item.id == BARCODE_ID)
    view.table.choose(bars)
    assert view.table.items()[view.table.currentIndex().row()] is bars


def test_picking_nothing_leaves_no_row_current(view, look, selection):
    selection.select(span_of(item_of(look)))
    selection.select(None)
    assert not view.table.currentIndex().isValid()


def test_a_row_under_the_pointer_lights_its_bytes(view, look, selection):
    row = cells(view, NAME).index("郵便番号")
    QTest.mouseMove(view.table.viewport(), view.table.visualRect(view.table.model().index(row, 0)).center())
    assert selection.hover == span_of(item_of(look))
    QCoreApplication.sendEvent(view.table, QEvent(QEvent.Type.Leave))
    assert selection.hover is None


def test_the_bar_codes_size_and_pitch_are_said(view, look):
    barcode = look.envelope.barcode
    name = next(name for name in cells(view, NAME) if "カスタマバーコード" in name)
    assert f"{barcode.size_pt:g} ポイント・ピッチ {barcode.pitch_mm:.2f} mm" in name


def test_what_shows_through_the_paper_is_framed_where_it_shows(view, look, selection):
    through = next(item for item in view.table.items() if item.show_through)
    view.table.choose(through)
    assert through.rect in view.canvas.lit(selection.span, selection.item_id)


def test_the_table_keeps_qts_rules(themed, look):
    model = ClearanceModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show(look.envelope, item_names(look.sheet))
    model.light(frozenset({"sheet.postal"}), frozenset())
    model.show(None, {})
    assert tester.model() is model


def test_the_table_speaks_japanese_only(view):
    words = " ".join(HEADERS) + " ".join(text for column in range(6) for text in cells(view, column))
    assert not re.findall(r"[a-z]{3,}", words)
    assert set(cells(view, VERDICT)) <= {"○ 適", "× 否"}
    assert all(text.endswith(" mm") for text in cells(view, LEAST))


def test_a_record_without_a_sheet_empties_the_envelope(view, selection):
    view.show_look(None)
    view.worst_button.click()
    click(view, view.canvas.viewport().rect().center())
    view.grab()
    assert view.table.items() == ()
    assert selection.span is None
