"""Takes the pictures: numbered files of windows, of dialogs over their window, and of printed pages."""

from collections.abc import Callable
from pathlib import Path

import pymupdf
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QPoint, QRect, QSize
from PySide6.QtGui import QImage, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from app.sheet.mupdf_lock import MUPDF
from app.ui.shell.window import MainWindow
from app.ui.shell.workers import Jobs

SIZE = QSize(1920, 1040)
SMALL = QSize(1366, 720)
_PAGE_DPI = 110
_QUICK = 80
"""For PNG this says how little time is spent on making the file small."""


class Camera:
    """Every picture gets the next number in ``out``; ``written`` are their paths in order."""

    def __init__(self, out: Path) -> None:
        out.mkdir(parents=True, exist_ok=True)
        self._out = out
        self.written: list[Path] = []

    def shot(self, name: str, widget: QWidget) -> None:
        """A window or dialog as it stands."""
        settle()
        self._save(name, widget.grab())

    def shot_over(self, name: str, window: QWidget, dialog: QWidget) -> None:
        """A dialog where it comes up, over the window."""
        settle()
        picture = window.grab()
        painter = QPainter(picture)
        corner = QPoint((picture.width() - dialog.width()) // 2, (picture.height() - dialog.height()) // 3)
        painter.drawPixmap(corner, dialog.grab())
        painter.drawRect(QRect(corner, dialog.size()))
        painter.end()
        self._save(name, picture)

    def small(self, name: str, window: MainWindow, again: Callable[[], None] = lambda: None) -> None:
        """The window on a small screen; ``again`` shows what is to be seen anew."""
        window.resize(SMALL)
        again()
        wait_for(window.jobs)
        self.shot(name, window)
        window.resize(SIZE)

    def page(self, name: str, pdf: Path) -> None:
        """The first page of a PDF."""
        with MUPDF, pymupdf.open(pdf) as document:
            pixels = document[0].get_pixmap(dpi=_PAGE_DPI)
            content = pixels.tobytes("png")
        self._save(name, QImage.fromData(content))

    def _save(self, name: str, picture: QPixmap | QImage) -> None:
        path = self._out / f"{len(self.written) + 1:02d}_{name}.png"
        picture.save(str(path), quality=_QUICK)
        self.written.append(path)


def wait_for(jobs: Jobs) -> None:
    """Until nothing runs any more, what follows from its answers included."""
    loop = QEventLoop()
    jobs.idle.connect(loop.quit)
    settle()
    while jobs.busy():
        loop.exec()
        settle()
    jobs.idle.disconnect(loop.quit)


def settle() -> None:
    """Everything that was asked for is on screen."""
    QApplication.sendPostedEvents()
    QApplication.processEvents()


def put_away(window: MainWindow) -> None:
    """Close a window for good."""
    window.close()
    window.deleteLater()
    settle()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
