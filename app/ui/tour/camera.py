"""Takes the pictures: numbered files of windows, of dialogs over their window, and of printed pages; at every size that
is wanted, and with what does not fit there.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import pymupdf
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QPoint, QRect, QSize
from PySide6.QtGui import QImage, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from app.sheet.mupdf_lock import MUPDF
from app.ui.kit.restyling import finish
from app.ui.shell.window import MainWindow
from app.ui.shell.workers import Jobs
from app.ui.tour.fitting import misfits
from app.ui.tour.tabbing import unreached

SIZE = QSize(1920, 1040)
SMALL = QSize(1366, 720)
_PAGE_DPI = 110
_QUICK = 80
"""For PNG this says how little time is spent on making the file small."""


class View(NamedTuple):
    """A size to look at everything at: the folder of its pictures, the window's room, the text."""

    folder: str
    size: QSize
    large: bool = False


ONE = (View("", SIZE),)


class Camera:
    """Every picture gets the next number in ``out``, once for each of ``views``; ``written`` are their paths in order.

    ``found``: what does not fit in a picture or cannot be reached there, by the picture's path below ``out``; nothing
    is looked for without ``looking``.
    """

    def __init__(self, out: Path, views: Sequence[View] = ONE, *, looking: bool = False) -> None:
        self._out, self._views, self._looking = out, views, looking
        for view in views:
            (out / view.folder).mkdir(parents=True, exist_ok=True)
        self.written: list[Path] = []
        self.found: dict[str, list[str]] = {}
        self._number = 0

    @property
    def only_one(self) -> bool:
        """Whether nothing is seen at several sizes by itself."""
        return self._views == ONE

    @property
    def size(self) -> QSize:
        """How large a window comes up."""
        return self._views[0].size

    @property
    def large(self) -> bool:
        """Whether all that is written is large."""
        return self._views[0].large

    def shot(self, name: str, widget: QWidget) -> None:
        """A window or dialog as it stands."""
        self._number += 1
        for view in self._views:
            if isinstance(widget, MainWindow):
                self._fit(widget, view)
            settle()
            path = self._save(name, widget.grab(), view)
            self._look(path, widget, view)
        self._back(widget)

    def shot_over(self, name: str, window: QWidget, dialog: QWidget) -> None:
        """A dialog where it comes up, over the window."""
        self._number += 1
        for view in self._views:
            if isinstance(window, MainWindow):
                self._fit(window, view)
            settle()
            picture = window.grab()
            painter = QPainter(picture)
            corner = QPoint((window.width() - dialog.width()) // 2, (window.height() - dialog.height()) // 3)
            painter.drawPixmap(corner, dialog.grab())
            painter.drawRect(QRect(corner, dialog.size()))
            painter.end()
            self._look(self._save(name, picture, view), dialog, view)
        self._back(window)

    def small(self, name: str, window: MainWindow, again: Callable[[], None] = lambda: None) -> None:
        """The window on a small screen; ``again`` shows what is to be seen anew. One of several sizes has it anyway."""
        if not self.only_one:
            return
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
        self._number += 1
        self._save(name, QImage.fromData(content), self._views[0])

    def _fit(self, window: MainWindow, view: View) -> None:
        if self.only_one:
            return
        for _ in range(4):  # larger text needs more room until the window is so narrow that it is written smaller
            if window.size() != view.size:
                window.resize(view.size)
                settle()
        finish()  # a dialog that is looked at by itself is hidden
        if window.review is not None:
            wait_for(window.jobs)

    def _back(self, window: QWidget) -> None:
        if isinstance(window, MainWindow):
            self._fit(window, self._views[0])

    def _look(self, path: Path, top: QWidget, view: View) -> None:
        if not self._looking:
            return
        said = misfits(top)
        if top.width() > view.size.width() or top.height() > view.size.height():
            said.append(f"{type(top).__name__} is {top.width()}×{top.height()}")
        said += unreached(top)
        if said:
            self.found[path.relative_to(self._out).as_posix()] = said

    def _save(self, name: str, picture: QPixmap | QImage, view: View) -> Path:
        path = self._out / view.folder / f"{self._number:02d}_{name}.png"
        picture.save(str(path), quality=_QUICK)
        self.written.append(path)
        return path


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
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # which waits for a loop of events otherwise
    QApplication.processEvents()


def put_away(window: MainWindow) -> None:
    """Close a window for good."""
    window.close()
    window.deleteLater()
    settle()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
