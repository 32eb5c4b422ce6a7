from dataclasses import replace

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolTip

from app.sheet.draw import Picture
from app.sheet.model import Rect
from app.ui.kit import tokens
from app.ui.review.canvas import PX_PER_MM_KEY, screen_px_per_mm
from app.ui.review.layers import Layer
from app.ui.review.page_view import PageView, free_place, margin_place
from app.ui.review.selection import OffsetBase, Selection, Span


@pytest.fixture
def look(bench, places):
    return bench.look(*places["gannen"])


@pytest.fixture
def selection():
    return Selection()


@pytest.fixture
def view(qtbot, themed, bench, drawer, selection, look):
    made = PageView("front", drawer.picture, selection, OffsetBase())
    qtbot.addWidget(made)
    made.resize(900, 560)
    selection.set_record(look.file, look.record)
    made.show_look(look)
    made.show()
    return made


def run_of(look, item_id="front.charge.month", number=1, side="front"):
    return next(item for item in look.sheet.page(side).items if item.id == item_id).runs[number]


def middle(view, rect) -> QPoint:
    return view.rect_px(rect).center().toPoint()


def span_of(run) -> Span:
    return Span(run.source.offset, run.source.offset + run.source.length)


def colours(view, rect) -> set[str]:
    """All colours on the edge of a lit rectangle."""
    frame = view.rect_px(rect.grown(0.5)).toRect()
    image = view.viewport().grab().toImage()
    return {image.pixelColor(x, frame.top()).name() for x in range(frame.left(), frame.right())}


def test_a_click_on_a_printed_year_picks_its_two_bytes(view, look, selection):
    run = run_of(look)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=middle(view, run.rect))
    assert selection.span == span_of(run)


def test_a_click_beside_everything_ends_the_selection(view, look, selection):
    selection.select(span_of(run_of(look)))
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(view.viewport().width() - 3, 300))
    assert selection.span is None


def test_the_pointer_says_what_is_under_it_and_leaving_ends_that(view, look, selection):
    run = run_of(look)
    QTest.mouseMove(view.viewport(), middle(view, run.rect))
    assert selection.hover == span_of(run)
    assert "納付目的年月" in QToolTip.text() or "納付目的年月" in view.viewport().toolTip()
    QCoreApplication.sendEvent(view.viewport(), QEvent(QEvent.Type.Leave))
    assert selection.hover is None


@pytest.mark.parametrize("contrast", ["normal", "high"])
def test_bytes_picked_and_pointed_at_elsewhere_are_framed(qapp, view, look, selection, contrast, back_to_normal):
    tokens.apply_theme(qapp, contrast=contrast)
    picked, pointed = run_of(look), run_of(look, "front.charge.total", 0)
    selection.select(span_of(picked))
    selection.set_hover(span_of(pointed))
    assert view.lit(selection.span) == [picked.rect]
    assert QColor(tokens.FRAME_CHOSEN).name() in colours(view, picked.rect)
    assert QColor(tokens.FRAME_HOVER).name() in colours(view, pointed.rect)
    selection.select(None)
    selection.set_hover(None)
    assert QColor(tokens.FRAME_CHOSEN).name() not in colours(view, picked.rect)


def test_fit_shows_the_whole_panel(view):
    assert QRectF(view.viewport().rect()).contains(view.rect_px(Rect(0, 0, 210, 115)))
    assert view.horizontalScrollBar().maximum() == view.verticalScrollBar().maximum() == 0


def test_a_sheet_of_another_height_is_shown_whole(view, look):
    sheet = look.sheet
    shorter = replace(sheet, pages=tuple(replace(page, height=110.0) for page in sheet.pages))
    asked = []

    def picture(*arguments):
        asked.append(arguments[3])
        return Picture(1, 1, b"\xff\xff\xff")

    view._picture = picture
    view.show_look(replace(look, sheet=shorter))
    view.grab()
    assert view._extent == Rect(0, 0, 210, 110)
    assert max(clip.y1 for clip in asked) <= 110.0
    assert QRectF(view.viewport().rect()).contains(view.rect_px(Rect(0, 0, 210, 110)))


def test_true_size_is_a_millimetre_a_millimetre_and_400_four(view):
    view.set_zoom("true")
    assert view.scale == pytest.approx(screen_px_per_mm(view))
    assert view.percent == pytest.approx(100)
    view.set_zoom("400")
    assert view.percent == pytest.approx(400)
    assert view.horizontalScrollBar().maximum() > 0


def test_true_size_follows_what_the_user_measured(view, own_setting):
    own_setting(PX_PER_MM_KEY, 5.5)
    view.set_zoom("true")
    assert view.scale == pytest.approx(5.5)


@pytest.mark.parametrize("nonsense", ["abc", 0, -3, 1e9, "nan"])
def test_a_spoilt_measurement_is_not_believed(view, own_setting, nonsense):
    own_setting(PX_PER_MM_KEY, nonsense)
    view.set_zoom("true")
    assert 2 <= view.scale <= 9


def test_what_is_picked_elsewhere_comes_into_view(view, look, selection):
    view.set_zoom("400")
    run = run_of(look, "front.receipt.total", 0)
    assert not view.viewport().rect().contains(middle(view, run.rect))
    selection.select(span_of(run))
    assert view.viewport().rect().contains(middle(view, run.rect))


def test_places_and_pixels_are_each_others_inverse(view):
    for zoom in ("fit", "true", "400"):
        view.set_zoom(zoom)
        assert view.to_mm(view.to_px(123.4, 56.7)) == pytest.approx((123.4, 56.7))


def test_the_ruler_takes_room_only_while_it_is_shown(view):
    with_ruler = view.scale
    view.set_ruler(False)
    assert view.scale > with_ruler


def test_the_wheel_zooms_at_the_pointer(view):
    view.set_zoom("true")
    at, before = QPointF(150, 90), view.scale
    place = view.to_mm(at)
    event = QWheelEvent(
        at, at, QPoint(), QPoint(0, 240), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.ControlModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QCoreApplication.sendEvent(view.viewport(), event)
    assert view.scale == pytest.approx(before * 1.44)
    assert view.to_mm(at) == pytest.approx(place, abs=1.5 / view.scale)


def test_dragging_moves_the_page_and_picks_nothing(view, selection):
    view.set_zoom("400")
    at = view.horizontalScrollBar().value()
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(200, 100))
    QTest.mouseMove(view.viewport(), QPoint(150, 80))
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(150, 80))
    assert view.horizontalScrollBar().value() == at + 50
    assert selection.span is None


def test_the_loupe_is_drawn_where_the_pointer_is(view):
    QTest.mouseMove(view.viewport(), QPoint(160, 90))
    plain = view.viewport().grab().toImage()
    view.set_loupe(True)
    assert view.viewport().grab().toImage() != plain


def test_space_steps_through_the_items_and_shift_space_back(view, look, selection):
    QTest.keyClick(view, Qt.Key.Key_Space)
    first = selection.span
    QTest.keyClick(view, Qt.Key.Key_Space)
    assert first is not None and selection.span != first
    QTest.keyClick(view, Qt.Key.Key_Space, Qt.KeyboardModifier.ShiftModifier)
    assert selection.span == first


def test_layers_are_switched_one_by_one(view):
    view.set_layers(frozenset({Layer.EDITS}))
    edits = view.highlights
    view.set_layers(frozenset({Layer.EDITS, Layer.BOXES}))
    assert len(view.highlights) > len(edits)
    view.set_layers(frozenset())
    assert view.highlights == ()


def test_a_highlight_is_painted_in_its_layers_colour(view):
    view.set_layers(frozenset({Layer.EDITS}))
    rect = view.rect_px(view.highlights[0].rect).adjusted(-1.5, -1.5, 1.5, 1.5).toRect()
    image = view.viewport().grab().toImage()
    seen = [image.pixelColor(x, rect.top()) for x in range(rect.left(), rect.right())]
    wanted = QColor(tokens.VERMILLION)
    assert any(abs(one.red() - wanted.red()) + abs(one.blue() - wanted.blue()) < 60 for one in seen)


def test_a_record_without_a_sheet_says_why(view, bench, look):
    total = bench.look(look.file, len(bench.notices[look.file]) - 1)
    blank = view.viewport().grab().toImage()
    view.show_look(total)
    assert total.note
    assert view.lit(Span(0, 4)) == []
    assert view.viewport().grab().toImage() != blank
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.viewport().rect().center())


def test_without_a_record_nothing_can_be_picked(view, selection):
    view.show_look(None)
    selection.select((0, 4))
    QTest.mouseMove(view.viewport(), view.viewport().rect().center())
    QTest.keyClick(view, Qt.Key.Key_Space)
    assert selection.hover is None


def test_only_the_part_in_sight_is_rendered(qtbot, themed, selection, look):
    asked = []

    def picture(sheet, side, dpi, clip):
        from app.sheet.draw import Picture

        asked.append(clip)
        return Picture(1, 1, b"\xff\xff\xff")

    made = PageView("front", picture, selection, OffsetBase())
    qtbot.addWidget(made)
    made.resize(600, 400)
    made.show_look(look)
    made.set_zoom("400")
    made.show()
    made.grab()
    made.grab()
    assert len(asked) == 1
    assert asked[0].width < 210 / 2


def test_a_caption_covers_nothing_printed():
    rect, room = QRectF(50, 50, 10, 10), QSizeF(30, 12)
    above, below, line = QRectF(40, 36, 60, 12), QRectF(40, 62, 60, 12), QRectF(0, 50, 90, 10)
    assert free_place(rect, room, []).bottom() < rect.top()
    assert free_place(rect, room, [above]).top() > rect.bottom()
    blocked = [above, below, line]
    place = free_place(rect, room, blocked)
    assert place.left() > line.right()
    assert not any(place.intersects(other) for other in blocked)


def test_a_caption_is_never_cut_off_at_the_edge():
    rect, room = QRectF(50, 50, 10, 10), QSizeF(30, 12)
    assert free_place(rect, room, [], edge=70).right() == rect.right()
    assert free_place(rect, room, [QRectF(0, 30, 100, 60)], edge=130) is None


def test_a_caption_stands_in_the_margin_where_print_leaves_room():
    rect, room, edge = QRectF(100, 100, 20, 10), QSizeF(40, 14), 300.0
    place = margin_place(rect, room, edge, [QRectF(90, 95, 100, 20)])
    assert place.right() == edge and abs(place.center().y() - rect.top()) < room.height()
    level = QRectF(250, 80, 60, 30)
    below = margin_place(rect, room, edge, [level])
    assert below.top() > place.top() and not below.intersects(level)
    assert margin_place(rect, room, edge, [QRectF(250, 0, 60, 300)]) is None
    assert margin_place(QRectF(280, 100, 20, 10), room, edge, []) is None
