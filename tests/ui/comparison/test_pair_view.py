"""Two pictures of a page in five ways, with the keyboard."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest

from app.proof.compared.pictures import Pair
from app.sheet.model import Rect
from app.ui.comparison.pair_canvas import Mark, ShownZone
from app.ui.comparison.pair_view import SPEEDS_MS, PairView
from app.ui.kit import tokens

EXPECTED, PRINTED, OVERLAY, DIFFERENCE = (0, 0, 200), (200, 0, 0), (0, 200, 0), (200, 200, 0)


def plain(colour):
    return np.full((115, 210, 3), colour, np.uint8)


@pytest.fixture
def view(qtbot, themed):
    made = PairView()
    qtbot.addWidget(made)
    made.resize(1000, 500)
    with qtbot.waitExposed(made):
        made.show()
    made.show_pair(Pair(*map(plain, (EXPECTED, PRINTED, OVERLAY, DIFFERENCE)), 25.4), 210.0, 115.0)
    return made


def colour(canvas, x=105.0, y=57.0):
    """What is painted at a point (mm)."""
    point = canvas.to_px(x, y).toPoint()
    seen = canvas.viewport().grab().toImage().pixelColor(point)
    return seen.red(), seen.green(), seen.blue()


def test_each_way_has_its_key_and_shows_its_picture(view):
    assert (colour(view.left), colour(view.right)) == (EXPECTED, PRINTED)
    QTest.keyClick(view, Qt.Key.Key_2)
    assert not view.left.isVisible() and colour(view.right) == OVERLAY
    QTest.keyClick(view, Qt.Key.Key_5)
    assert colour(view.right) == DIFFERENCE and "青" in view.legend.text()
    QTest.keyClick(view, Qt.Key.Key_4)
    assert (colour(view.right, 60), colour(view.right, 150)) == (EXPECTED, PRINTED)
    for _ in range(5):
        QTest.keyClick(view, Qt.Key.Key_BracketRight)
    assert colour(view.right, 150) == EXPECTED and colour(view.right, 180) == PRINTED
    QTest.keyClick(view, Qt.Key.Key_1)
    assert view.left.isVisible() and colour(view.right) == PRINTED


def test_pages_take_turns_at_three_speeds_with_the_marks_on_them(view):
    mark = Mark(7, Rect(50, 40, 90, 50), chosen=True)
    view.show_marks([mark])
    speeds = []
    for _ in range(4):
        QTest.keyClick(view, Qt.Key.Key_3)
        speeds.append(view._timer.interval())
        assert view.blinking
    assert speeds == [*SPEEDS_MS, SPEEDS_MS[0]]
    seen = set()
    for _ in range(2):
        view._flip()
        seen.add(colour(view.right))
        frame = colour(view.right, mark.rect.x0 - 0.9, 45)
        assert frame not in (EXPECTED, PRINTED), "the frame stays"
    assert seen == {EXPECTED, PRINTED}
    view.hide()
    assert not view.blinking


def test_frames_and_labels_keep_off_the_ink(view):
    mark = Mark(3, Rect(50, 40, 90, 50))
    view.show_marks([mark])
    assert colour(view.right, 51, 41) == PRINTED and colour(view.right, 70, 39.6) == PRINTED
    assert colour(view.right, 70, 39.1) != PRINTED
    pressed = []
    view.marked.connect(pressed.append)
    QTest.mouseClick(view.right.viewport(), Qt.MouseButton.LeftButton, pos=view.right.to_px(70, 45).toPoint())
    assert pressed == [3]
    QTest.keyClick(view, Qt.Key.Key_M)
    assert colour(view.right, 70, 39.1) == PRINTED


def test_zoom_and_place_go_together_until_they_are_let_go_and_then_again(view, qtbot):
    QTest.keyClick(view, Qt.Key.Key_6, Qt.KeyboardModifier.AltModifier)
    assert view.left.zoom() == view.right.zoom() == "400"
    view.right.verticalScrollBar().setValue(200)
    assert view.left.verticalScrollBar().value() == 200
    QTest.keyClick(view, Qt.Key.Key_L)
    view.right.setFocus()
    view.right.verticalScrollBar().setValue(50)
    view.set_zoom("true")
    assert view.left.verticalScrollBar().value() == 200 and view.left.zoom() == "400" and view.right.zoom() == "true"
    view.set_zoom("400")
    view.right.verticalScrollBar().setValue(80)
    QTest.keyClick(view, Qt.Key.Key_L)
    assert view.left.verticalScrollBar().value() == 80


def test_a_page_zoomed_with_the_wheel_takes_the_other_along(view):
    view.right.zoom_by(4)
    assert view.left.scale == view.right.scale == view.right.zoom()
    assert view.zoom_button.text() == f"{view.right.percent:.0f}%"
    view.zoom_button.click()
    assert view.left.zoom() == view.right.zoom() == "fit"


def test_a_zone_is_drawn_with_the_mouse_and_shown_with_its_name(view):
    drawn = []
    view.zoneDrawn.connect(drawn.append)
    QTest.keyClick(view, Qt.Key.Key_Z)
    canvas = view.right
    start, end = (canvas.to_px(*at).toPoint() for at in ((20, 30), (60, 45)))
    QTest.mousePress(canvas.viewport(), Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(canvas.viewport(), end - QPoint(2, 2))
    QTest.mouseMove(canvas.viewport(), end)
    QTest.mouseRelease(canvas.viewport(), Qt.MouseButton.LeftButton, pos=end)
    (rect,) = drawn
    assert all(abs(a - b) < 1 for a, b in zip(rect, (20, 30, 60, 45), strict=True))
    assert not view.zone_button.isChecked()
    before = colour(canvas, 40, 37)
    view.show_marks([], [ShownZone("折り目", rect, 2)])
    assert colour(canvas, 40, 37) != before
    assert "Z2 折り目" in view.legend.text() and view.legend.isVisible()
    view.show_marks([])
    assert not view.legend.isVisible()


@pytest.mark.parametrize("width", [240, 900])
def test_the_number_of_a_frame_is_seen_whole_however_narrow_the_view(view, width):
    view.show_mode("overlay")
    view.resize(width, 700)
    view.show_marks([Mark(128, Rect(9, 60, 15, 64), chosen=True), Mark(129, Rect(190, 60, 200, 64), chosen=True)])
    seen = view.right.viewport().grab().toImage()
    flag = QColor(tokens.FRAME_CHOSEN)
    columns = [x for x in range(seen.width()) if any(seen.pixelColor(x, y) == flag for y in range(seen.height()))]
    assert columns[0] > 0 and columns[-1] < seen.width() - 1


def test_the_page_under_the_pointer_says_which_page_it_speaks_of(view):
    asked = []
    view.set_tip(lambda x, y, expected: asked.append((round(x), round(y), expected)) or "")
    view.left.pointed(10.0, 20.0)
    view.right.pointed(10.0, 20.0)
    view.show_mode("swipe")
    view.right.pointed(10.0, 20.0)
    view.right.pointed(200.0, 20.0)
    assert asked == [(10, 20, True), (10, 20, False), (10, 20, True), (200, 20, False)]
    assert isinstance(view.right.to_px(0, 0), QPointF)
