"""The real program with hands at it, as a process of its own: ``python -m tests.ui.shell.driven_program MEDIUM OUT``.

From the login to practice, an act there, back to live, an act there, and to practice again, which is gone on with. What
was seen goes into OUT as JSON; the process ends with the program's own exit code.
"""

import json
import sys
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from app.training.practice import PASSWORD as PRACTICE
from app.training.practice_jobs import DUE, HALF, round_of
from app.ui.kit.practice_mark import is_practice
from app.ui.kit.signature_dialog import SignatureDialog
from app.ui.shell.practice_choice import PracticeChoice
from app.ui.shell.start import application
from app.ui.shell.window import MainWindow
from tests.ui.office import CHECKER, PASSWORD

LEFT = Qt.MouseButton.LeftButton
_LOOK_MS = 30


def shown(kind):
    """The one window of a kind that is on screen."""
    return next((one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible()), None)


def press(button: QPushButton) -> None:
    QTest.mouseClick(button, LEFT)


def at_login(practice: bool):
    window = shown(MainWindow)
    there = window is not None and window.signoff.desk.book.practice is practice and not window.jobs.busy()
    return there and window.stack.currentWidget() is window.signoff.login and window


def lock_and_unlock(window, password):
    """画面をロック, and the password again."""
    desk, lock = window.signoff.desk, window.signoff.lock
    desk.lock()
    yield lock.isVisible
    QTest.keyClicks(lock.password, password)
    press(lock.button)
    yield lambda: not desk.is_locked and not lock.isVisible() and not window.jobs.busy()


def sign_a_piece(window, number):
    """Three scans, every question, the signature."""
    screens = window.signoff
    screens.show_piece(round_of(DUE), number)
    panel = screens.piece
    for _side in ("address", "front", "back"):
        panel.scans.take(panel.piece.piece_id)
    for _ in screens.sheet.items_for(panel.piece):
        panel.checks.answer("ok")
    panel.sign()
    yield lambda: window.findChildren(SignatureDialog)
    dialog = window.findChildren(SignatureDialog)[0]
    QTest.keyClicks(dialog.password, PRACTICE)
    press(dialog.sign_button)
    yield lambda: number in screens.desk.state.rounds[round_of(DUE)].results and not window.jobs.busy()


def in_practice(window, medium, seen):
    """What a newcomer finds; the agency's medium is not opened."""
    screens = window.signoff
    yield lambda: screens.desk.session is not None and window.review is not None
    yield lambda: screens.desk.state.rounds.get(round_of(DUE)) is not None and not window.jobs.busy()
    open_volume = window.review.bench.media.volume
    window.choose_medium(medium / "PAP03A", medium / "key.toml")
    dialog = window.open_dialog
    yield dialog.open_button.isEnabled
    press(dialog.open_button)
    yield lambda: screens.desk.book.history(("media.refused",)) and not window.jobs.busy()
    seen["refused"] = screens.desk.book.history(("media.refused",))[-1].data
    seen["still"] = window.review is not None and window.review.bench.media.volume == open_volume
    for one in [one for one in QApplication.topLevelWidgets() if one.isVisible() and one is not window]:
        one.close()


def story(medium, seen):
    yield lambda: at_login(False)
    live = at_login(False)
    seen["live"] = {"mark": is_practice(live), "url": str(live.signoff.desk.book.engine.url)}
    press(live.signoff.login.form.mode)

    yield lambda: (window := shown(MainWindow)) is not None and window.signoff.desk.book.practice
    window = shown(MainWindow)
    seen["practice"] = {"mark": is_practice(window), "url": str(window.signoff.desk.book.engine.url)}
    yield from in_practice(window, medium, seen)
    yield from sign_a_piece(window, HALF + 1)
    window.menus.mode.trigger()

    yield lambda: at_login(False)
    window = at_login(False)
    form = window.signoff.login.form
    QTest.keyClicks(form.login, CHECKER)
    QTest.keyClicks(form.password, PASSWORD)
    press(form.button)
    yield lambda: window.signoff.desk.session is not None and not window.jobs.busy()
    yield from lock_and_unlock(window, PASSWORD)
    seen["live_rounds"] = len(window.signoff.desk.state.rounds)
    window.menus.mode.trigger()

    yield lambda: shown(PracticeChoice)
    press(shown(PracticeChoice).go_on)
    yield lambda: (window := shown(MainWindow)) is not None and window.signoff.desk.book.practice
    window = shown(MainWindow)
    desk = window.signoff.desk
    yield lambda: desk.session is not None and window.review is not None and not window.jobs.busy()
    signed = HALF + 1 in desk.state.rounds[round_of(DUE)].results
    seen["again"] = {"url": str(desk.book.engine.url), "signed": signed}
    window.menus.mode.trigger()

    yield lambda: at_login(False)
    at_login(False).close()


def main(medium: Path, out: Path) -> int:
    from app.commands.main import main as program

    app = application()
    seen: dict = {}
    steps, waits = story(medium, seen), [lambda: True]

    def go_on():
        if not waits[0]():
            return
        timer.stop()
        waits[0] = next(steps, lambda: False)
        timer.start(_LOOK_MS)

    timer = QTimer(app)
    timer.timeout.connect(go_on)
    timer.start(_LOOK_MS)
    code = program([])
    out.write_text(json.dumps(seen, ensure_ascii=False, default=str), "utf-8")
    return code


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
