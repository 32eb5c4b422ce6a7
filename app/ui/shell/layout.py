"""The window as it was left: where it stood, how its screens shared their room, and how it is written."""

from typing import NamedTuple, cast

from PySide6.QtCore import QByteArray, QPoint, QRect, QSettings
from PySide6.QtWidgets import QMainWindow, QSplitter, QWidget

from app.canonical import digest
from app.ui.kit.columns import KeptColumns

_GEOMETRY, _SPLITS, _SIZES, _COLUMNS = "layout/window", "layout/split", "layout/size", "layout/columns"
_LOOK = "look"
_LARGE, _HIGH = "large", "high"


def keep_window(window: QMainWindow) -> None:
    """Before the window closes."""
    QSettings().setValue(_GEOMETRY, window.saveGeometry())


def restore_window(window: QMainWindow) -> bool:
    """Whether there was a place to go back to; of a screen that is smaller now, or gone, nothing is outside."""
    kept = QSettings().value(_GEOMETRY)
    if not isinstance(kept, QByteArray) or not window.restoreGeometry(kept):
        return False
    if not window.isMaximized() and not window.isFullScreen():
        window.setGeometry(inside(window.geometry(), window.screen().availableGeometry()))
    return True


def inside(wanted: QRect, room: QRect) -> QRect:
    """The rectangle where it wants to be, as far as it is within the room; no larger than that."""
    size = wanted.size().boundedTo(room.size())
    left = min(max(wanted.left(), room.left()), room.right() + 1 - size.width())
    top = min(max(wanted.top(), room.top()), room.bottom() + 1 - size.height())
    return QRect(QPoint(left, top), size)


class Appearance(NamedTuple):
    """Whether all that is written is large, and in high contrast."""

    large: bool = False
    high: bool = False


class Kept:
    """How a person left the screens: kept for each person of this workstation, by a hash that names nobody.

    ``unchosen``: how it looks to those who never said.
    """

    def __init__(self, unchosen: Appearance = Appearance()) -> None:  # noqa: B008
        self._whose = ""
        self.unchosen = unchosen

    def of(self, account: str) -> None:
        """This person is here from now on."""
        self._whose = f"{digest(account)[:16]}/" if account else ""

    def look(self) -> Appearance:
        """As this person wants it; with nobody here, as it was the last time."""
        said = QSettings().value(f"{_LOOK}/{self._whose}is")
        return self.unchosen if said is None else Appearance(_LARGE in str(said), _HIGH in str(said))

    def keep_look(self, look: Appearance, *, chosen: bool) -> None:
        """What is seen now; ``chosen``: whoever is here wants it so."""
        told = " ".join(name for name, on in zip((_LARGE, _HIGH), look, strict=True) if on)
        for whose in {"", self._whose} if chosen else {""}:
            if QSettings().value(f"{_LOOK}/{whose}is") != told:  # whoever comes in waits for no disc
                QSettings().setValue(f"{_LOOK}/{whose}is", told)

    def size(self, name: str) -> int:
        """How wide or high a dock was left; 0 where it was never open."""
        return cast(int, QSettings().value(f"{_SIZES}/{self._whose}{name}", 0, int))

    def keep_size(self, name: str, size: int) -> None:
        """A dock is put away."""
        QSettings().setValue(f"{_SIZES}/{self._whose}{name}", size)

    def keep_page(self, page: QWidget) -> None:
        """How the named splitters of a page, which somebody moved, stand now; what was chosen in its named tables."""
        for split in page.findChildren(QSplitter):
            if split.property("moved"):
                QSettings().setValue(self._place(split), split.saveState())
        for name, columns in _tables(page):
            state, place = columns.state(), f"{_COLUMNS}/{self._whose}{name}"
            if state:
                QSettings().setValue(place, state)
            else:
                QSettings().remove(place)

    def restore_page(self, page: QWidget) -> None:
        """As this person left it the last time; from now on who moves a splitter is remembered."""
        for name, columns in _tables(page):
            columns.restore(str(QSettings().value(f"{_COLUMNS}/{self._whose}{name}", "")))
        for split in page.findChildren(QSplitter):
            if not split.objectName():
                continue
            kept = QSettings().value(self._place(split))
            split.setProperty("moved", isinstance(kept, QByteArray) and split.restoreState(kept))
            if not split.property("watched"):
                split.setProperty("watched", True)
                split.splitterMoved.connect(lambda _at, _index, one=split: one.setProperty("moved", True))

    def _place(self, split: QSplitter) -> str:
        return f"{_SPLITS}/{self._whose}{split.objectName()}/{split.orientation().name}"


def _tables(page: QWidget) -> list[tuple[str, KeptColumns]]:
    found = [(one.view.objectName(), one) for one in page.findChildren(KeptColumns)]
    return [(name, one) for name, one in found if name]
