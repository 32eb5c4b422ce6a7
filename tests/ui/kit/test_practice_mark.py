"""In a window of practice every picture of paper bears the word; in one of live work none does."""

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from app.proof.captures.enlarged import Cell, Enlarged, EnlargedBox
from app.proof.compared.pictures import Pair
from app.sheet.model import Rect
from app.training.drill.making import Face
from app.training.printing.scanner import Affine
from app.ui.comparison.box_strip import BoxStrip
from app.ui.comparison.pair_view import PairView
from app.ui.drill.drill_canvas import DrillCanvas
from app.ui.kit import tokens
from app.ui.kit.practice_mark import is_practice, set_practice

WHITE = np.full((230, 420, 3), 255, np.uint8)
BLACK = np.zeros((230, 420, 3), np.uint8)


def colours(widget):
    image = widget.viewport().grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(image.constBits(), np.uint32) & 0xFFFFFF
    return {f"#{value:06X}": count for value, count in zip(*np.unique(pixels, return_counts=True), strict=True)}


def marked(widget):
    return colours(widget).get(QColor(tokens.PRACTICE_MARK).name().upper(), 0) > 50


@pytest.fixture
def window(qtbot, themed):
    made = QWidget()
    made.resize(900, 500)
    QVBoxLayout(made)
    qtbot.addWidget(made)
    return made


def pair_in(window, paper):
    view = PairView()
    window.layout().addWidget(view)
    view.show_pair(Pair(paper, paper, paper, paper, 50.8))
    window.show()
    return view


def test_pages_that_are_compared_bear_it_in_practice_only_and_in_every_way_of_looking(window):
    view = pair_in(window, WHITE)
    assert not is_practice(view) and not marked(view.right)
    set_practice(window, on=True)
    for mode in ("side", "overlay", "swipe", "difference"):
        view.show_mode(mode)
        assert marked(view.right), mode
    view.show_mode("side")
    assert marked(view.left)


def test_what_is_black_stays_black_beneath_it(window):
    set_practice(window, on=True)
    view = pair_in(window, BLACK)
    seen = colours(view.right)
    assert not marked(view.right) and seen["#000000"] > 10_000


def test_sheets_of_a_drill_bear_it_in_every_window(window):
    canvas = DrillCanvas("刷り上がり")
    window.layout().addWidget(canvas)
    window.show()
    canvas.show_face(Face(420, 230, 3, WHITE.tobytes(), Affine(2, 0, 0, 0, 2, 0)), Rect(0, 0, 210, 115))
    assert not is_practice(canvas) and marked(canvas)


def test_each_piece_of_paper_that_is_enlarged_bears_it_in_practice_only(window):
    strip, grey = BoxStrip(), WHITE[:60, :40, 0]
    window.layout().addWidget(strip)
    window.show()
    blank = Cell("", grey)
    strip.show_place(Enlarged(WHITE[:30], WHITE[:30], (EnlargedBox(grey, blank, (blank,)),)), "", asks=False)
    mark = QColor(tokens.PRACTICE_MARK)

    def bearing():
        image = strip.row.grab().toImage()
        boxes = strip.row.boxes()
        assert len(boxes) == 5
        return [sum(image.pixelColor(x, y) == mark for x in range(int(box.left()), int(box.right()))
                    for y in range(int(box.top()), int(box.bottom()))) for box in boxes]  # fmt: skip

    assert bearing() == [0] * 5
    set_practice(window, on=True)
    assert all(count > 20 for count in bearing())


def test_a_dialog_over_a_window_of_practice_is_practice(window, qtbot):
    dialog = QDialog(window)
    inner = QWidget(dialog)
    assert not is_practice(inner)
    set_practice(window, on=True)
    assert is_practice(inner)
    alone = QDialog()
    qtbot.addWidget(alone)
    assert not is_practice(alone)
