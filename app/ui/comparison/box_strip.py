"""A place of a capture enlarged under the pages: paper and data, and for each box what else it could be."""

from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.language import tr
from app.proof.captures.enlarged import Enlarged
from app.ui.comparison import screen_keys as keys
from app.ui.kit import tokens
from app.ui.kit.fitting import may_scroll
from app.ui.kit.labels import plain
from app.ui.kit.practice_mark import is_practice, paint_mark_in

_HEIGHT_PX, _WIDEST_PX, _GAP = 96, 420, 10
_BLANK = "空白"


class _Picture(NamedTuple):
    caption: str
    image: QImage
    loud: bool
    begins: bool


class _Row(QWidget):
    """Pictures of one height with what they are of under them; a box begins with a rule before it."""

    def __init__(self) -> None:
        super().__init__()
        self.pictures: tuple[_Picture, ...] = ()

    def show_pictures(self, pictures: tuple[_Picture, ...]) -> None:
        """Others."""
        self.pictures = pictures
        self.setAccessibleDescription(tr("　".join(one.caption for one in pictures)))
        self.setMinimumWidth(self.sizeHint().width())
        self.update()

    def sizeHint(self) -> QSize:
        wide = sum(self._width(one) + _GAP * (2 if one.begins else 1) for one in self.pictures) + _GAP
        return QSize(wide, _HEIGHT_PX + self.fontMetrics().height() + 10)

    def boxes(self) -> list[QRectF]:
        """Where each picture is (px)."""
        found, x = [], float(_GAP)
        for one in self.pictures:
            x += _GAP if one.begins else 0
            size = _size(one.image)
            found.append(QRectF(x, 2, size.width(), size.height()))
            x += self._width(one) + _GAP
        return found

    def paintEvent(self, event) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        practising = is_practice(self)
        for one, box in zip(self.pictures, self.boxes(), strict=True):
            if one.begins:
                before = box.left() - _GAP
                painter.setPen(QPen(QColor(tokens.LINE), 1))
                painter.drawLine(QPointF(before, 2), QPointF(before, self.height() - 2))
            painter.drawImage(box, one.image)
            if practising:
                paint_mark_in(painter, box)
            painter.setPen(QPen(QColor(tokens.FRAME_CHOSEN if one.loud else tokens.EDGE), 2.5 if one.loud else 1))
            painter.drawRect(box)
            painter.setPen(QColor(tokens.INK))
            painter.drawText(QPointF(box.left(), _HEIGHT_PX + self.fontMetrics().ascent() + 5), tr(one.caption))

    def _width(self, one: _Picture) -> int:
        """Room for the picture and for what is said of it."""
        return max(_size(one.image).width(), self.fontMetrics().horizontalAdvance(tr(one.caption)))


class BoxStrip(QFrame):
    """``decided(same)``: a person says that what could not be told is what was expected, or is not."""

    decided = Signal(bool)

    def __init__(self, same: str = keys.SAME, other: str = keys.OTHER, parent: QWidget | None = None) -> None:
        """``same``, ``other``: the keys that say so, which whoever shows it binds."""
        super().__init__(parent)
        self.setProperty("card", True)
        self.row, self.told = _Row(), plain()
        self.same = QPushButton(tr("{same}　一致（データの字）", same=same))
        self.other = QPushButton(tr("{other}　相違（違う字）", other=other))
        area = QScrollArea(widgetResizable=True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self.row)
        may_scroll(area)
        area.setMinimumHeight(self.row.sizeHint().height() + area.horizontalScrollBar().sizeHint().height())
        asked = QVBoxLayout()
        asked.addWidget(self.told)
        for button, is_same in ((self.same, True), (self.other, False)):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(lambda _on, is_same=is_same: self.decided.emit(is_same))
            asked.addWidget(button)
        asked.addStretch(1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(6, 4, 6, 4)
        layout.addWidget(area, 1)
        layout.addLayout(asked)
        self.told.setMinimumWidth(self.fontMetrics().horizontalAdvance(tr("一致（データの字）")) * 3 // 2)
        self.hide()

    @property
    def asks(self) -> bool:
        """Whether a person is to say which it is."""
        return self.isVisible() and self.same.isEnabled()

    def show_place(self, one: Enlarged | None, told: str, *, asks: bool) -> None:
        """The place of another difference, or none. ``told``: what is asked, or was decided."""
        self.setVisible(one is not None)
        self.told.setText(tr(told))
        self.told.setVisible(bool(told))
        for button in (self.same, self.other):
            button.setVisible(asks)
            button.setEnabled(asks)
        self.row.show_pictures(() if one is None else _pictures(one))


def _pictures(one: Enlarged) -> tuple[_Picture, ...]:
    found = [_Picture("紙", _colour(one.paper), True, False), _Picture("データ", _colour(one.data), True, False)]
    for box in one.boxes:
        found.append(_Picture("紙", _grey(box.paper), True, True))
        found.append(_Picture(f"データ「{box.expected.char}」", _grey(box.expected.picture), True, False))
        found += [_Picture(f"「{each.char}」" if each.char else _BLANK, _grey(each.picture), False, False)
                  for each in box.others]  # fmt: skip
    return tuple(found)


def _size(image: QImage) -> QSize:
    size = image.size().scaled(QSize(_WIDEST_PX, _HEIGHT_PX), Qt.AspectRatioMode.KeepAspectRatio)
    return QSize(max(size.width(), 1), max(size.height(), 1))


def _colour(pixels: np.ndarray) -> QImage:
    height, width = pixels.shape[:2]
    return QImage(np.ascontiguousarray(pixels).data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()


def _grey(pixels: np.ndarray) -> QImage:
    height, width = pixels.shape
    return QImage(np.ascontiguousarray(pixels).data, width, height, width, QImage.Format.Format_Grayscale8).copy()
