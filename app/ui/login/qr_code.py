"""A QR code on screen."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.language import tr

_QUIET = 4  # modules of white that ISO/IEC 18004 asks for around the code
_MODULE = 6


class QrCode(QWidget):
    """Painted module by module on whole pixels of the screen, so that a camera sees sharp edges."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("認証アプリで読み取る QR コード"))
        self._matrix: tuple[bytearray, ...] = ()

    def show_text(self, text: str) -> None:
        """Show this; an empty text takes the code off the screen."""
        self._matrix = _matrix(text) if text else ()
        self.updateGeometry()
        self.setFixedSize(self.sizeHint())
        self.update()

    def sizeHint(self) -> QSize:
        side = (len(self._matrix) + 2 * _QUIET) * _MODULE
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        ratio = self.devicePixelRatioF()
        module = max(1, int(_MODULE * ratio))
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        painter.scale(1 / ratio, 1 / ratio)
        for row, line in enumerate(self._matrix):
            for column, dark in enumerate(line):
                if dark:
                    x, y = (column + _QUIET) * module, (row + _QUIET) * module
                    painter.fillRect(x, y, module, module, Qt.GlobalColor.black)
        painter.end()


def _matrix(text: str) -> tuple[bytearray, ...]:
    import segno

    made: tuple[bytearray, ...] = segno.make(text, error="m").matrix
    return made
