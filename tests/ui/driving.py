"""The whole window worked as people work it: with a keyboard and a hand scanner, and no mouse.

Everything that is typed goes to whatever has the keyboard at that moment. What a test looks at is what is on screen.
"""

import os
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path

import pyotp
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QInputMethodEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from shiboken6 import isValid

from app.proof.model import SIDES
from app.signoff.roles import ROLES
from app.ui.kit.refusal import Refusal
from app.ui.kit.signature_dialog import SignatureDialog
from app.ui.people.people_page import InitialPassword
from app.ui.people.person_dialog import PersonDialog
from app.ui.shell.opening.open_dialog import OpenDialog
from app.ui.shell.window import MainWindow
from tests.ui.at_hand import (
    ALT,
    CONTROL,
    DOWN,
    ENTER,
    F10,
    HOME,
    NO_KEY,
    SHOTS,
    SPACE,
    TAB,
    Answers,
    Clock,
    Person,
)
from tests.ui.meanings import recorded_as_shown
from tests.ui.waiting import until


class Hands:
    """Keyboard and hand scanner at one window."""

    def __init__(self, window: MainWindow, clock: Clock) -> None:
        self.window, self.clock = window, clock
        assert window.signoff is not None
        self.screens = window.signoff
        self._shots = 0

    # Keys

    def keyboard(self) -> QWidget:
        """What a key goes to."""
        popup = QApplication.activePopupWidget()
        if popup is not None:
            return popup
        # Offscreen nobody activates the window under a dialog that closed, and no person types while one opens.
        top = QApplication.activeModalWidget() or self.window
        if QApplication.activeWindow() is not top:
            top.activateWindow()

        def has_it() -> bool:
            held = QApplication.focusWidget()
            return QApplication.activeWindow() is top and held is not None and held.window() is top

        until(has_it, "a keyboard")
        return QApplication.focusWidget()

    def key(self, *keys: Qt.Key | str, with_: Qt.KeyboardModifier = NO_KEY) -> None:
        """Press keys one after the other."""
        for key in keys:
            QTest.keyClick(self.keyboard(), key, with_)

    def shortcut(self, text: str) -> None:
        """A key as the menus name it."""
        for one in QKeySequence(text):
            self.key(one.key(), with_=one.keyboardModifiers())

    def menu(self, menu: str, entry: str) -> None:
        """An entry of the menu bar by its letters."""
        self.key(menu, with_=ALT)
        until(lambda: QApplication.activePopupWidget() is not None, "the menu is open")
        self.key(entry)

    def button(self, key: str, done: Callable[[], object]) -> None:
        """Alt and the letter of a button or box, which takes a moment to go down and up again."""
        self.key(key, with_=ALT)
        until(done, f"Alt+{key}")

    def opening(self, key: str, kind: type[QDialog]) -> QDialog:
        """Alt and the letter of a button that opens a dialog."""
        self.key(key, with_=ALT)
        return self.dialog(kind)

    def letter(self, key: str) -> None:
        """A single key in the scan field: a command once nothing follows it."""
        field = self.screens.piece.scans.field
        told: list[str] = []
        field.commanded.connect(told.append)
        self.key(key)
        until(lambda: told, f"{key} is a command")
        field.commanded.disconnect(told.append)

    def write(self, text: str) -> None:
        """Type; what no key has comes from an input method."""
        for char in text:
            if char.isascii():
                QTest.keyClicks(self.keyboard(), char)
            else:
                event = QInputMethodEvent()
                event.setCommitString(char)
                QCoreApplication.sendEvent(self.keyboard(), event)

    def paste(self, text: str) -> None:
        """Ctrl+V of what was copied elsewhere."""
        QApplication.clipboard().setText(text)
        self.key("V", with_=CONTROL)

    def scan(self, text: str) -> None:
        """All at once, then Enter, as a hand scanner does."""
        QTest.keyClicks(self.keyboard(), text)
        self.key(ENTER)

    def settle(self) -> None:
        """Wait until all that was asked for is done."""
        until(lambda: not self.window.jobs.busy(), "nothing runs")
        QCoreApplication.processEvents()

    def on(self, page: QWidget) -> bool:
        """Whether a page is the one on screen."""
        return self.window.stack.currentWidget() is page

    def dialog(self, kind: type[QDialog]) -> QDialog:
        """The dialog that is open."""
        found: list[QDialog] = []

        def there() -> bool:
            found[:] = [one for one in self.window.findChildren(kind) if one.isVisible()]
            return bool(found)

        until(there, f"a {kind.__name__} is open")
        until(lambda: self.keyboard().window() is found[0], f"{kind.__name__} has the keyboard")
        return found[0]

    def shot(self, name: str) -> None:
        """What is on screen is painted, once for each name; kept as a picture where ``KENPAN_SHOTS`` names a folder,
        for whoever changes these screens.
        """
        if folder := os.environ.get(SHOTS):
            QCoreApplication.processEvents()
        picture = (QApplication.activeModalWidget() or self.window).grab()
        assert not picture.isNull()
        if folder:
            self._shots += 1
            picture.save(f"{folder}/{self._shots:02}_{name}.png")

    # Coming and going

    def code(self, person: Person) -> str:
        """The next code that the person's device shows."""
        self.clock.now += timedelta(seconds=31)
        return pyotp.TOTP(person.secret).at(self.clock.now)

    def log_in(self, person: Person) -> None:
        """ID, password and, for whoever has one, the code."""
        assert self.on(self.screens.login)
        self.write(person.login)
        self.key(ENTER)
        self.password_and_code(person)

    def password_and_code(self, person: Person) -> None:
        """What follows the ID."""
        self.write(person.password)
        if person.secret:
            self.key(TAB)
            self.code_alone(person)
            return
        self.key(ENTER)
        self._came_in()

    def code_alone(self, person: Person) -> None:
        """The password was typed already."""
        self.write(self.code(person))
        self.key(ENTER)
        self._came_in()

    def _came_in(self) -> None:
        until(lambda: self.screens.desk.session is not None, "logged in")
        self.settle()
        assert self.on(self.screens.home)
        self.to_board()

    def log_out(self) -> None:
        """By the menu."""
        self.menu("J", "O")
        until(lambda: self.screens.desk.session is None, "logged out")
        self.settle()

    def enrol_device(self, person: Person) -> None:
        """Take the QR code's secret into a device, give a code of it, and write the recovery codes down."""
        page = self.screens.login.enrolment
        until(lambda: self.screens.login.currentWidget() is page, "a code is to be enrolled")
        self.shot("enrol")
        person.secret = "".join(page.secret.text().split())
        self.write(self.code(person))
        self.key(ENTER)
        until(lambda: page.currentIndex() == 1, "recovery codes are shown")
        self.shot("recovery")
        person.recovery = tuple(line.replace(" ", "") for line in page.recovery.lines())
        self.key(SPACE, TAB, ENTER)
        until(lambda: self.screens.login.currentWidget() is self.screens.login.form, "login again")

    def first_login(self, person: Person, initial: str, *, with_code: bool) -> None:
        """With the initial password: an own one, a code where the role needs it, and in."""
        self.write(person.login)
        self.key(ENTER)
        self.write(initial)
        self.key(ENTER)
        page = self.screens.login.renewal
        until(lambda: self.screens.login.currentWidget() is page, "a new password is asked for")
        self.write(person.password)
        self.key(ENTER)
        self.write(person.password)
        self.key(ENTER)
        if with_code:
            self.enrol_device(person)
            self.code_alone(person)
        else:
            until(lambda: self.screens.desk.session is not None, "logged in")
            self.settle()

    def sign(self, person: Person) -> str:
        """Read what is signed, type the password; returns what was shown."""
        dialog = self.dialog(SignatureDialog)
        said = "\n".join((dialog.meaning.text(), dialog.who.text(), dialog.what.text(), dialog.time.text()))
        assert dialog.password.hasFocus()
        with recorded_as_shown(self.screens.desk.book, dialog):
            self.write(person.password)
            self.key(ENTER)
            # A dialog that was refused stays.
            until(lambda: not _alive(dialog) or dialog.trouble.text(), "signed or refused")
            assert not _alive(dialog), dialog.trouble.text()
            self.settle()
        return said

    def refused(self, typed: str = "Blindly-Typed-2026") -> str:
        """What is said instead of asking for the password, which is typed all the same."""
        dialog = self.dialog(Refusal)
        said = dialog.text.text()
        self.write(typed)
        self.key(ENTER)
        until(lambda: not _alive(dialog), "the refusal is gone")
        return said

    def register(self, person: Person, role: int, admin: Person) -> str:
        """At the page of people: a new person with the role at that place of the list; returns the initial password."""
        self.opening("A", PersonDialog)
        self.write(person.login)
        self.key(TAB)
        self.write(person.name)
        self.key(TAB, *[TAB] * role, SPACE, *[TAB] * (len(ROLES) - role))
        self.write("配属のため")
        self.shot("person")
        self.key(ENTER)
        self.sign(admin)
        shown = self.dialog(InitialPassword)
        initial = shown.once.lines()[0]
        self.shot("initial_password")
        self.key(SPACE, TAB, ENTER)
        until(lambda: not _alive(shown), "the initial password is gone")
        return initial

    # Media and files

    def choose_medium(self, folder: Path) -> OpenDialog:
        """The open dialog, which found a medium there and waits for Enter."""
        self.key("O", with_=CONTROL)
        dialog = self.window.open_dialog
        self.key("A", with_=CONTROL)
        self.paste(str(folder))
        until(dialog.open_button.isEnabled, "there is a medium")
        return dialog

    def open_medium(self, folder: Path) -> None:
        """By the open dialog."""
        self.choose_medium(folder)
        self.key(ENTER)
        until(lambda: self.window.review is not None, "the medium is open")
        self.settle()

    def give_settings(
        self, dialog: QDialog, answers: "Answers", settings: Mapping[str, str | Path | None], *, reason: str = ""
    ) -> None:
        """In a dialog that lists the process settings: choose a file, type a value, or say that there is none."""
        for number, (name, given) in enumerate(settings.items()):
            one = dialog.rows.inputs[name]
            if number == 0:
                self.key(Qt.Key.Key_Backtab)
            while self.keyboard() is not one.how:
                self.key(TAB)
            self.key(HOME, *[DOWN] * (2 if given is None else int(isinstance(given, str))), TAB)
            if isinstance(given, Path):
                answers.open = given
                self.key(SPACE)
                self.settle()
            elif given is None:
                self.key(SPACE)
            else:
                self.write(given)
            self.key(TAB)
            if reason and dialog.rows.reasons[name].isVisible():
                self.write(reason)

    def to_board(self) -> None:
        """Ctrl+B."""
        self.key("B", with_=CONTROL)
        assert self.on(self.screens.board)

    # Pieces

    def take_next(self) -> None:
        """From the grid to the next piece that waits for this person."""
        self.key("N")
        self.piece_in_hand()

    def piece_in_hand(self) -> None:
        """The scan field has the keyboard."""
        field = self.screens.piece.scans.field
        until(lambda: self.keyboard() is field, "the scan field has the keyboard")

    def read_sides(self, **other: str) -> None:
        """Scan the three sides of the piece in hand; ``front="…"`` if something else is printed there."""
        own = self.screens.piece.piece.piece_id
        for side in SIDES:
            self.scan(other.get(side, own))

    def check_piece(self, person: Person, **other_sides: str) -> str:
        """Scan the sides, then :meth:`answer_and_sign`."""
        self.read_sides(**other_sides)
        return self.answer_and_sign(person)

    def answer_and_sign(self, person: Person) -> str:
        """Answer every question of the piece with yes, one by one, and sign.

        Returns the verdict that was on screen before the signature.
        """
        panel = self.screens.piece
        for _ in panel.draft.open_items(self.screens.sheet.items_for(panel.piece)):
            self.letter("O")
        said = f"{panel.verdict.head.text()}\n{panel.verdict.text.text()}"
        self.key(F10)
        self.sign(person)
        return said

    def attach_logs(self, folder: Path, answers: "Answers") -> None:
        """The logs that the round on screen asks for, made in ``folder``, each attached with one key."""
        one = self.screens.desk.state.rounds[self.screens.round._round_id]
        for kind in one.logs:
            answers.open = folder / f"{kind}.csv"
            answers.open.write_text(f"{kind},40\n", encoding="ascii")
            before = self.screens.desk.state.count
            self.key("L")
            until(lambda before=before: self.screens.desk.state.count > before, "the log is kept")
            self.settle()

    def to_round(self) -> None:
        """From the board to the round of what stands first there."""
        self.to_board()
        self.key(ENTER)
        assert self.on(self.screens.round)

    def signing(self) -> bool:
        """Whether a password is being asked for."""
        QCoreApplication.processEvents()
        return any(one.isVisible() for one in self.window.findChildren(SignatureDialog))

    def kinds(self) -> list[str]:
        """The kinds of all entries of the ledger, in order."""
        return [entry.kind for entry in self.screens.desk.book.history()]


def _alive(dialog: QDialog) -> bool:
    return isValid(dialog) and dialog.isVisible()
