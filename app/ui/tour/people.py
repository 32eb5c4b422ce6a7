"""Coming in, the people and their rights, the ledger and what is found when it was changed."""

import json
import sqlite3
from pathlib import Path

from app.errors import KenpanError
from app.signoff.book import open_book
from app.signoff.login import CodeOffer
from app.signoff.signing_key import KdfCost
from app.training.practice import ADMIN, CHECKER, CONTRACTOR, LEAD, PASSWORD, Practice
from app.ui.login.login_page import LoginPage
from app.ui.people.person_dialog import PersonDialog
from app.ui.shell.layout import Appearance
from app.ui.shell.signoff import SignoffScreens
from app.ui.shell.window import MainWindow
from app.ui.tour.camera import Camera, put_away, wait_for
from app.workstation.settings import Settings

_SECRET = "KENPANRENSHUKENPANRENSHUKENPANRE"
"""For the picture of the QR code: nobody has it."""
_RECOVERY = tuple(f"KENPANRENSHU{letter * 4}" for letter in "ABCDEFGHIJ")

_NEVER_LOCKED = 120


def open_window(url: str, camera: Camera, *, practice: bool = False) -> MainWindow:
    """The window on a ledger, or on one of ``practice``, as ``camera`` looks at it first."""
    book = open_book(url, cost=KdfCost(1, 64, 1), practice=practice)
    # Nobody touches anything on the way: on a slow machine the screen would lock, and take its dialogs along.
    window = MainWindow(Settings(contractor=CONTRACTOR, lock_minutes=_NEVER_LOCKED), book)
    window.kept.unchosen = Appearance(large=camera.large)
    window.take_look()
    window.resize(camera.size)
    window.show()
    return window


def close_window(window: MainWindow) -> None:
    """Close it, and its ledger."""
    book = screens_of(window).desk.book
    put_away(window)
    book.engine.dispose()


def screens_of(window: MainWindow) -> SignoffScreens:
    """The screens around the window."""
    return window.signoff


def enter(window: MainWindow, practice: Practice, who: str) -> None:
    """Somebody else logs in."""
    screens = screens_of(window)
    if screens.desk.session is not None:
        screens.log_out()
        wait_for(window.jobs)
    screens.desk.log_in(*practice.enter(who), _raise)
    wait_for(window.jobs)


def _raise(error: KenpanError) -> None:
    raise error


def first_start(camera: Camera, folder: Path) -> None:
    """Nobody is registered yet."""
    window = open_window(f"sqlite:///{folder / 'empty.db'}", camera)
    first = screens_of(window).login.first
    first.login.setText(ADMIN)
    first.name.setText("練習 管理者")
    first.pair.first.setText(PASSWORD)
    first.pair.second.setText(PASSWORD)
    camera.shot("first_start", window)
    close_window(window)


def coming_in(camera: Camera, window: MainWindow, newcomer: str, initial: str) -> None:
    """Logging in: refused, with a first password, with a code to set up. ``newcomer`` has an ``initial`` password."""
    login = screens_of(window).login
    login.form.wanted.emit(CHECKER, "wrong", "")
    wait_for(window.jobs)
    login.form.login.setText(CHECKER)
    login.form.password.setText(PASSWORD)
    camera.shot("login", window)
    login.form.wanted.emit(newcomer, initial, "")
    wait_for(window.jobs)
    login.renewal.pair.first.setText("renshu-2026")
    camera.shot("new_password", window)
    _codes(camera, window, login)
    login.begin()


def _codes(camera: Camera, window: MainWindow, login: LoginPage) -> None:
    enrolment = login.enrolment
    enrolment.begin(CodeOffer(_SECRET, f"otpauth://totp/Kenpan:{LEAD}?secret={_SECRET}&issuer=Kenpan"))
    login.setCurrentWidget(enrolment)
    camera.shot("enrol_code", window)
    enrolment.show_recovery(_RECOVERY)
    camera.shot("recovery_codes", window)


def people(camera: Camera, window: MainWindow) -> None:
    """人と権限, with an administrator logged in."""
    screens = screens_of(window)
    screens.show_people()
    wait_for(window.jobs)
    page = screens.people
    for tab, name in enumerate(("people", "rights_history", "access_log")):
        page.tabs.setCurrentIndex(tab)
        camera.shot(name, window)
    page.tabs.setCurrentIndex(0)
    page.add_person()
    dialog = next(one for one in page.findChildren(PersonDialog) if one.isVisible())
    assert dialog.login is not None
    assert dialog.name is not None
    dialog.login.setText("renshu-kensa-4")
    dialog.name.setText("練習 検査員４")
    dialog.roles["checker"].setChecked(True)
    camera.shot_over("add_person", window, dialog)
    dialog.reject()


def ledger(camera: Camera, window: MainWindow, name: str) -> None:
    """The ledger, just proved."""
    screens = screens_of(window)
    screens.show_ledger()
    wait_for(window.jobs)
    screens.ledger.prove()
    wait_for(window.jobs)
    camera.shot(name, window)


def locked(camera: Camera, window: MainWindow) -> None:
    """The locked screen."""
    screens_of(window).desk.lock()
    wait_for(window.jobs)
    camera.shot("locked", window)


def spoil(database: Path) -> None:
    """Change a signed failure into a pass, behind the program's back."""
    connection = sqlite3.connect(database)
    with connection:
        found = connection.execute("SELECT seq, body FROM entries WHERE body LIKE '%別の現品%' ORDER BY seq")
        seq, body = found.fetchone()
        content = json.loads(body)
        content["data"]["failures"] = []
        changed = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        connection.execute("UPDATE entries SET body = ? WHERE seq = ?", (changed, seq))
    connection.close()
