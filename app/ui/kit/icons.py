"""The program's own icons (``resources/icons``), drawn in whatever colour a screen needs."""

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from app.resources import resource_bytes
from app.ui.kit import tokens

_SHARP = 2


@cache
def icon(name: str) -> QIcon:
    """By the name of its file: quiet, and in the accent's colour where it is chosen."""
    made = QIcon()
    made.addPixmap(pixmap(name, tokens.INK), QIcon.Mode.Normal, QIcon.State.Off)
    made.addPixmap(pixmap(name, tokens.FRAME_CHOSEN), QIcon.Mode.Normal, QIcon.State.On)
    made.addPixmap(pixmap(name, tokens.QUIET), QIcon.Mode.Disabled)
    return made


@cache
def program() -> QIcon:
    """The program's own, in its own colours, for windows and the task bar."""
    made = QIcon()
    for pixels in (16, 24, 32, 48, 64, 128, 256):
        made.addPixmap(pixmap("app", "", pixels, 1))
    return made


def pixmap(name: str, colour: str, pixels: int = tokens.ICON_PX, sharp: int = _SHARP) -> QPixmap:
    """A square picture of an icon; ``sharp``: pixels of the picture for each on screen."""
    drawing = resource_bytes("icons", f"{name}.svg").replace(b'stroke="#000"', f'stroke="{colour}"'.encode("ascii"))
    picture = QPixmap(pixels * sharp, pixels * sharp)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QSvgRenderer(QByteArray(drawing)).render(painter, QRectF(picture.rect()))
    painter.end()
    picture.setDevicePixelRatio(sharp)
    return picture
