import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QTableWidget

from app.ui import shortcuts as keys
from app.ui.main_window import MainWindow
from app.ui.review.review_page import ENVELOPE_TAB
from app.workbench import Settings

LISTED = [key for line in keys.KEYS for key in line.keys]


@pytest.fixture
def window(qtbot, themed, bench, places):
    made = MainWindow(Settings())
    qtbot.addWidget(made)
    made.resize(1600, 900)
    made.show()
    made.show_volume(bench, sample=True)
    made.review.selection.set_record(*places["gaiji"])
    made.activateWindow()
    QCoreApplication.processEvents()
    yield made
    made.jobs.drain()
    QCoreApplication.processEvents()


def panels(window):
    review = window.review
    return {
        "list": review.records.table,
        "text filter": review.records.filters.text,
        "number": review.records.filters.go,
        "files": review.files,
        "page": review.tabs.currentWidget(),
        "tabs": review.tabs.tabBar(),
        "envelope table": review.envelope.table,
        "slider": review.envelope.slider_x,
        "tree": review.fields.tree,
        "bytes": review.hex,
        "gaiji": review.gaiji.cards[0],
        "zoom": review.zooms,
    }


def press(window, key: str) -> None:
    """As a keyboard does: to whatever has the focus."""
    QTest.keySequence(window.focusWidget() or window, QKeySequence(key))
    QCoreApplication.processEvents()


def bound(window) -> list[str]:
    """Every key that anything in the window answers, mnemonics apart."""
    found = [action.shortcut() for action in window.findChildren(QAction)]
    found += [shortcut.key() for shortcut in window.findChildren(QShortcut)]
    found += [button.shortcut() for button in window.findChildren(QAbstractButton)]
    texts = [key.toString() for key in found if not key.isEmpty()]
    return [text for text in texts if not (text.startswith("Alt+") and text[-1].isalpha())]


def test_the_list_and_the_window_agree(window):
    assert set(bound(window)) == set(LISTED)


def test_no_key_is_listed_twice():
    assert len(LISTED) == len(set(LISTED))


def test_no_two_actions_of_a_screen_share_a_key(window):
    review = window.review
    own = [shortcut.key().toString() for shortcut in review.findChildren(QShortcut)]
    own += [button.shortcut().toString() for button in review.findChildren(QAbstractButton) if button.shortcut()]
    own += [action.shortcut().toString() for action in window.actions() + window.findChildren(QAction)]
    own = [key for key in own if key]
    assert sorted(own) == sorted(set(own))


def test_mnemonics_of_menus_and_envelope_do_not_clash(window):
    texts = [action.text() for action in window.menuBar().actions()]
    texts += [window.review.envelope.worst_button.text(), window.review.envelope.open_box.text(), "&X", "&Y", "&R"]
    letters = [text[text.index("&") + 1].upper() for text in texts]
    assert len(letters) == len(set(letters))


def state(window):
    review = window.review
    return (
        review.tabs.currentIndex(),
        review.zooms.currentIndex(),
        tuple(button.isChecked() for button in review.layers.values()),
        review.ruler.isChecked(),
        review.selection.record,
        review.selection.span,
        review.envelope.table.currentIndex().row(),
        window.large_action.isChecked(),
        window.stack.currentWidget(),
        window.windowState(),
    )


FOCUS = {
    keys.TO_FILES: "files",
    keys.TO_LIST: "list",
    keys.TO_FIELDS: "tree",
    keys.TO_BYTES: "bytes",
    keys.TO_GAIJI: "gaiji",
    keys.GO_TO: "number",
    keys.FIND: "text filter",
}
CHANGES = [
    keys.NEXT_NOTICE,
    keys.LAST_NOTICE,
    *keys.TABS[1:],
    keys.ZOOM_TRUE,
    keys.ZOOM_400,
    keys.EDITS,
    keys.WINDOWS,
    keys.GAIJI,
    keys.BOXES,
    keys.RULER,
    keys.WORST,
    keys.ATLAS,
    keys.LARGE,
    keys.FULL_SCREEN,
    keys.UNPICK,
]


@pytest.mark.parametrize("key", CHANGES)
def test_a_key_does_its_work_wherever_the_keyboard_is(window, key):
    for name, widget in panels(window).items():
        window.show_review()
        window.review.tabs.setCurrentIndex(ENVELOPE_TAB if name in ("envelope table", "slider") else 0)
        if name in ("envelope table", "slider") and key in (keys.TABS[3], keys.WORST):
            continue
        window.review.zooms.setCurrentIndex(0)
        window.review.selection.select((60, 64))
        widget.setFocus()
        assert widget.hasFocus(), name
        before = state(window)
        press(window, key)
        assert state(window) != before, name


@pytest.mark.parametrize(("key", "panel"), FOCUS.items())
def test_a_key_takes_the_keyboard_to_its_panel(window, key, panel):
    for name, widget in panels(window).items():
        window.review.tabs.setCurrentIndex(ENVELOPE_TAB if name in ("envelope table", "slider") else 0)
        widget.setFocus()
        press(window, key)
        assert panels(window)[panel].hasFocus(), name


@pytest.mark.parametrize("tab", range(4))
def test_the_page_key_goes_to_what_the_tab_shows(window, tab):
    window.review.tabs.setCurrentIndex(tab)
    window.review.hex.setFocus()
    press(window, keys.TO_PAGE)
    assert window.focusWidget() is [*window.review.pages, window.review.envelope.canvas][tab]


def test_whole_page_comes_back_by_key(window):
    press(window, keys.ZOOM_400)
    press(window, keys.ZOOM_FIT)
    assert window.review.pages[0].zoom() == "fit"


def test_review_and_atlas_change_places(window):
    press(window, keys.ATLAS)
    assert window.stack.currentWidget() is window.atlas
    press(window, keys.REVIEW)
    assert window.stack.currentWidget() is window.review


@pytest.mark.parametrize(
    ("key", "slot"), [(keys.OPEN, "open_action"), (keys.EXPORT, "export_action"), (keys.HELP, None), (keys.QUIT, None)]
)
def test_menu_keys_trigger_their_entry_from_every_panel(window, key, slot):
    action = next(action for action in window.findChildren(QAction) if action.shortcut() == QKeySequence(key))
    if slot is not None:
        assert action is getattr(window, slot)
    done = []
    action.triggered.disconnect()
    action.triggered.connect(lambda: done.append(1))
    expected = 0
    for name, widget in panels(window).items():
        window.review.tabs.setCurrentIndex(ENVELOPE_TAB if name in ("envelope table", "slider") else 0)
        widget.setFocus()
        press(window, key)
        expected += 1
        assert len(done) == expected, name


def test_the_list_shows_every_key(qtbot, themed):
    dialog = keys.ShortcutList()
    qtbot.addWidget(dialog)
    table = dialog.findChild(QTableWidget)
    shown = {table.item(row, 0).text() for row in range(table.rowCount())}
    assert len(shown) >= len(keys.KEYS)
    assert "Ctrl+↓　Ctrl+↑" in shown
    assert "↑　↓　PageUp　PageDown　Home　End" in shown
    assert table.rowCount() == len(keys.KEYS) + len(keys.INNER_KEYS)


def test_escape_closes_the_list(qtbot, themed):
    dialog = keys.ShortcutList()
    qtbot.addWidget(dialog)
    dialog.show()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
