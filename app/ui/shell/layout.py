"""The window as it was left: where it stood, and how its screens shared their room."""

from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtWidgets import QMainWindow, QSplitter, QWidget

_GEOMETRY, _SPLITS = "layout/window", "layout/split"


def keep_window(window: QMainWindow) -> None:
    """Before the window closes."""
    QSettings().setValue(_GEOMETRY, window.saveGeometry())
    keep_splits(window)


def restore_window(window: QMainWindow) -> bool:
    """Whether there was a place to go back to."""
    kept = QSettings().value(_GEOMETRY)
    return isinstance(kept, QByteArray) and window.restoreGeometry(kept)


def keep_splits(page: QWidget) -> None:
    """How the named splitters of a page, which somebody moved, stand now."""
    for split in page.findChildren(QSplitter):
        if split.property("moved"):
            QSettings().setValue(_place(split), split.saveState())


def restore_splits(page: QWidget) -> None:
    """As they were left the last time; from now on who moves one is remembered."""
    for split in page.findChildren(QSplitter):
        if not split.objectName():
            continue
        kept = QSettings().value(_place(split))
        if isinstance(kept, QByteArray) and split.restoreState(kept):
            split.setProperty("moved", True)
        split.splitterMoved.connect(lambda _at, _index, one=split: one.setProperty("moved", True))


def _place(split: QSplitter) -> str:
    return f"{_SPLITS}/{split.objectName()}/{split.orientation().name}"
