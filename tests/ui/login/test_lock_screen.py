import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction, QColor, QImage, QKeySequence, QPalette, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QDockWidget, QLabel, QLineEdit, QMainWindow, QVBoxLayout, QWidget

from app.ui.login.lock_screen import LockScreen
from app.ui.people.people_page import InitialPassword
from tests.ui.office import CHECKER, PASSWORD, open_office

SECRET = QColor("#FF00FF")
"""The colour that stands for what nobody may see."""


@pytest.fixture
def office(qtbot, tmp_path, jobs, themed):
    made = open_office(tmp_path, jobs)
    made.found()
    made.hire(CHECKER, "検査員１", "checker")
    made.enter(qtbot, CHECKER)
    yield made
    made.desk.leave()
    made.book.engine.dispose()


def secret_panel(parent: QWidget | None = None) -> QWidget:
    panel = QWidget(parent)
    palette = QPalette(panel.palette())
    palette.setColor(QPalette.ColorRole.Window, SECRET)
    panel.setPalette(palette)
    panel.setAutoFillBackground(True)
    return panel


@pytest.fixture
def window(qtbot, office):
    made = QMainWindow()
    qtbot.addWidget(made)
    made.setAcceptDrops(True)
    made.pressed = []
    action = QAction("開く", made)
    action.setShortcut("Ctrl+O")
    action.triggered.connect(lambda: made.pressed.append("menu"))
    made.menuBar().addMenu("ファイル").addAction(action)
    centre = secret_panel()
    made.edit = QLineEdit()
    QVBoxLayout(centre).addWidget(made.edit)
    QShortcut(QKeySequence("F5"), centre).activated.connect(lambda: made.pressed.append("panel"))
    made.setCentralWidget(centre)
    made.resize(900, 640)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.edit.setFocus()
    return made


@pytest.fixture
def lock(window, office):
    return LockScreen(office.desk, window)


def shows_secret(window) -> bool:
    image = window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return any(
        image.pixelColor(x, y) == SECRET for y in range(0, image.height(), 3) for x in range(0, image.width(), 3)
    )


def opened(qtbot, office, lock, password=PASSWORD) -> None:
    QTest.keyClicks(lock.password, password)
    QTest.keyClick(lock.password, Qt.Key.Key_Return)
    office.settle(qtbot)


def test_a_locked_window_shows_the_person_and_nothing_of_a_record(window, office, lock):
    assert shows_secret(window)
    office.desk.lock()
    assert not shows_secret(window)
    assert lock.who.text() == "検査員１（ID kensa-1）"
    assert lock.geometry() == window.rect()


def test_the_cover_grows_with_the_window(window, office, lock):
    office.desk.lock()
    window.resize(1200, 800)
    assert lock.geometry() == window.rect() and not shows_secret(window)


def test_the_password_brings_everything_back_as_it_was(qtbot, window, office, lock):
    office.desk.lock()
    assert lock.password.hasFocus()
    opened(qtbot, office, lock)
    assert not lock.isVisible() and shows_secret(window)
    assert window.edit.hasFocus() and window.edit.isEnabled() and window.acceptDrops()
    assert lock.password.text() == ""


def test_a_wrong_password_leaves_the_cover(qtbot, window, office, lock):
    office.desk.lock()
    opened(qtbot, office, lock, "wrong")
    assert lock.isVisible() and not shows_secret(window)
    assert "パスワードが違います" in lock.trouble.text() and lock.password.hasFocus()
    opened(qtbot, office, lock)
    assert not lock.isVisible()


def test_the_keys_of_the_window_work_only_without_the_cover(qtbot, window, office, lock):
    for key in ("Ctrl+O", "F5"):
        QTest.keySequence(window.edit, QKeySequence(key))
    assert window.pressed == ["menu", "panel"]
    office.desk.lock()
    for key in ("Ctrl+O", "F5"):
        QTest.keySequence(lock.password, QKeySequence(key))
    assert window.pressed == ["menu", "panel"]
    opened(qtbot, office, lock)
    QTest.keySequence(window.edit, QKeySequence("Ctrl+O"))
    assert window.pressed[2:] == ["menu"]


def test_the_tab_key_does_not_leave_the_cover(window, office, lock):
    office.desk.lock()
    for _ in range(6):
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
        assert lock.isAncestorOf(window.focusWidget())


def test_nothing_can_be_dropped_on_a_locked_window(qtbot, window, office, lock):
    office.desk.lock()
    assert not window.acceptDrops()


def test_open_dialogs_are_closed_and_floating_panels_are_away(qtbot, window, office, lock):
    dialog, dock = QDialog(window), QDockWidget("検査結果", window)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    window.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, dock)
    dock.setWidget(secret_panel())
    dock.setFloating(True)
    dock.show()
    dialog.open()
    ended = []
    dialog.rejected.connect(lambda: ended.append(True))
    office.desk.lock()
    assert ended == [True] and not dock.isVisible()
    opened(qtbot, office, lock)
    assert dock.isVisible()


def test_a_dialog_that_comes_up_while_locked_is_put_away(qtbot, window, office, lock):
    office.desk.lock()
    dialog = QDialog(window)
    dialog.open()
    dialog.activateWindow()
    qtbot.waitUntil(lambda: not dialog.isVisible())
    assert lock.password.hasFocus()


def test_a_panel_that_comes_while_locked_does_not_lie_on_top(qtbot, window, office, lock):
    office.desk.lock()
    dock = QDockWidget("検査結果", window)
    dock.setWidget(secret_panel())
    window.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, dock)
    dock.show()
    qtbot.waitUntil(lambda: not dock.isEnabled())
    assert not shows_secret(window)
    opened(qtbot, office, lock)
    assert dock.isEnabled()


def test_a_password_that_was_not_yet_handed_over_waits_behind_the_cover(qtbot, window, office, lock):
    dialog = InitialPassword("検査員２", "abc", window)
    dialog.open()
    office.desk.lock()
    assert not dialog.isVisible()
    opened(qtbot, office, lock)
    assert dialog.isVisible() and dialog.once.lines() == ("abc",)
    dialog.once.box.click()
    dialog.once.button.click()


def test_another_person_may_come_and_the_first_session_ends(qtbot, window, office, lock):
    dialog = InitialPassword("検査員２", "abc", window)
    dialog.open()
    gone = []
    dialog.destroyed.connect(lambda: gone.append(True))
    gates = []
    office.desk.sessionChanged.connect(lambda: gates.append(lock.isVisible()))
    office.desk.lock()
    lock.other.click()
    office.settle(qtbot)
    assert office.desk.session is None and office.kinds()[-1] == "access.logout"
    assert gates == [True], "the way in is put up before the cover goes"
    qtbot.waitUntil(lambda: not lock.isVisible() and gone == [True])


def test_the_screen_locks_by_itself_after_a_while(qtbot, window, office):
    lock = LockScreen(office.desk, window, minutes=0.0005)
    with qtbot.waitSignal(office.desk.locked):
        pass
    assert lock.isVisible()
    office.settle(qtbot)
    assert office.kinds()[-1] == "access.screen_locked"


def test_without_a_person_nothing_counts_down(qtbot, window, office, lock):
    assert lock.idle.isActive()
    office.desk.log_out()
    office.settle(qtbot)
    assert not lock.idle.isActive()
    office.enter(qtbot, CHECKER)
    QCoreApplication.processEvents()
    assert lock.idle.isActive()


def half_waited(qtbot, lock) -> int:
    """Some of the time is over; how much is left."""
    lock.idle.setTimerType(Qt.TimerType.PreciseTimer)  # a coarse one does not tell small differences
    lock.idle.start()
    full = lock.idle.interval()
    qtbot.waitUntil(lambda: lock.idle.remainingTime() < full - 20)
    return lock.idle.remainingTime()


def touch_key(handle):
    QTest.keyClick(handle, Qt.Key.Key_A)


def touch_mouse(handle):
    QTest.mouseClick(handle, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize("touch", [touch_key, touch_mouse])
def test_every_key_and_click_begins_the_wait_anew(qtbot, window, office, lock, touch):
    before = half_waited(qtbot, lock)
    touch(window.windowHandle())
    assert lock.idle.remainingTime() > before


def test_a_key_in_a_dialog_begins_the_wait_anew_too(qtbot, window, office, lock):
    dialog = QDialog(window)
    QVBoxLayout(dialog).addWidget(QLabel("x"))
    with qtbot.waitActive(dialog):
        dialog.open()
        dialog.activateWindow()
    before = half_waited(qtbot, lock)
    touch_key(dialog.windowHandle())
    assert lock.idle.remainingTime() > before
    dialog.reject()


@pytest.mark.parametrize("in_dialog", [False, True])
def test_the_key_locks_from_everywhere(qtbot, window, office, lock, in_dialog):
    target = window
    if in_dialog:
        target = QDialog(window)
        with qtbot.waitActive(target):
            target.open()
            target.activateWindow()
    QTest.keyClick(
        target.windowHandle(), Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    )
    assert office.desk.is_locked and lock.isVisible()
