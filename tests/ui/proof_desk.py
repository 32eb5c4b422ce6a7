"""A desk with an open proof round of forty pieces, worked by keyboard and hand scanner only."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QApplication, QWidget

from app.ui.kit.reason_dialog import ReasonDialog
from app.ui.kit.refusal import Refusal
from app.ui.kit.signature_dialog import SignatureDialog
from app.ui.shell.desk import Desk
from tests.house import EQUIPMENT, PASSWORD, House
from tests.ui.meanings import recorded_as_shown


@dataclass
class ProofDesk:
    """``live`` is what the workstation holds; tests put something else into it."""

    house: House
    desk: Desk
    live: tuple | None

    @property
    def one(self):
        return self.house.round()

    def sit(self, who):
        """Somebody is logged in."""
        self.house.book.refresh()
        self.desk.session = self.house.sessions[who]
        self.desk.sessionChanged.emit()

    def settle(self, qtbot):
        qtbot.waitUntil(lambda: not self.desk.jobs.busy())
        QCoreApplication.processEvents()


def open_desk(house, pool, sheet=None):
    """A process, a round with nothing checked, and nobody logged in; ``sheet`` is another check sheet."""
    if sheet is not None:
        house.sheet = sheet
    house.begin_process(*EQUIPMENT)
    house.open_round()
    return ProofDesk(house, Desk(house.book, pool), house.live)


def shown(qtbot, widget: QWidget) -> QWidget:
    """The widget in a window that has the keyboard."""
    qtbot.addWidget(widget)
    widget.resize(1366, 690)
    with qtbot.waitActive(widget):
        widget.show()
        widget.activateWindow()
    widget.setFocus()
    return widget


def keyboard() -> QWidget:
    """What a key goes to."""
    return QApplication.focusWidget()


def has_keyboard(qtbot, widget):
    """Wait until a dialog that closed has given the keyboard back; offscreen nobody else activates the window."""
    widget.window().activateWindow()
    qtbot.waitUntil(lambda: keyboard() is widget)


def press(qtbot, key, modifier=Qt.KeyboardModifier.NoModifier):
    qtbot.keyClick(keyboard(), key, modifier)


def letter(qtbot, field, key):
    """One key, as slowly as a person presses it: it is a command once nothing follows."""
    with qtbot.waitSignal(field.commanded):
        qtbot.keyClicks(field, key)


def scan(qtbot, text):
    """As a hand scanner does: all at once, then Enter."""
    qtbot.keyClicks(keyboard(), text)
    press(qtbot, Qt.Key.Key_Return)


def dialog_of(kind, parent):
    found = [one for one in parent.window().findChildren(kind) if one.isVisible()]
    assert len(found) == 1, f"{len(found)} × {kind.__name__}"
    return found[0]


def choose_reason(qtbot, parent, number=1):
    """Press the reason's number, then Enter."""
    dialog = dialog_of(ReasonDialog, parent)
    qtbot.waitUntil(dialog.isActiveWindow)
    press(qtbot, str(number))
    qtbot.waitUntil(lambda: bool(dialog.reason()))
    with qtbot.waitSignal(dialog.accepted):
        press(qtbot, Qt.Key.Key_Return)


def give_password(qtbot, place, parent, password=PASSWORD):
    """Type the password into the signature dialog; returns what it showed."""
    dialog = dialog_of(SignatureDialog, parent)
    said = f"{dialog.meaning.text()}\n{dialog.what.text()}"
    with recorded_as_shown(place.house.book, dialog):
        qtbot.keyClicks(dialog.password, password)
        qtbot.keyClick(dialog.password, Qt.Key.Key_Return)
        place.settle(qtbot)
    return said


def refused(qtbot, parent, typed=PASSWORD):
    """What is said instead of asking for the password, which is typed all the same; gone with its Enter."""
    dialog = dialog_of(Refusal, parent)
    said = dialog.text.text()
    qtbot.waitUntil(lambda: keyboard() is dialog)
    qtbot.keyClicks(dialog, typed)
    press(qtbot, Qt.Key.Key_Space)
    assert dialog.isVisible()
    with qtbot.waitSignal(dialog.finished):
        press(qtbot, Qt.Key.Key_Return)
    return said


def signing(parent):
    """Whether a password is being asked for."""
    return any(one.isVisible() for one in parent.window().findChildren(SignatureDialog))
