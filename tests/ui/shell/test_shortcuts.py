import importlib
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QToolButton

from app.ui.comparison import screen_keys as comparison_keys
from app.ui.kit import shortcuts as keys
from app.ui.review.review_page import ENVELOPE_TAB
from app.ui.shell.help_list import key_list
from app.ui.shell.key_groups import EVERYWHERE, WINDOW_KEYS, key_groups
from app.ui.shell.key_groups import LISTED as LINES
from app.ui.shell.window import MainWindow
from app.workstation.settings import Settings
from tests.patience import PATIENCE_MS
from tests.sizes import SOAK
from tests.ui.known import enter

UI = Path(__file__).parents[3] / "app" / "ui"
LISTED = [key for line in WINDOW_KEYS for key in line.keys]


@pytest.fixture
def window(qtbot, themed, bench, drawer, places, house):
    made = MainWindow(Settings(), house.book)
    enter(made, house, "kensa-1")
    qtbot.addWidget(made)
    made.resize(1366, 720)
    made.setUpdatesEnabled(SOAK)  # what keys do is asked, not what is painted
    made.show()
    made.show_volume(bench, drawer=drawer)
    made.start = places["gaiji"]
    made.review.selection.set_record(*made.start)
    made.activateWindow()
    QCoreApplication.processEvents()
    yield made
    made.jobs.drain(PATIENCE_MS)
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
    """Every key that anything in the window answers wherever the keyboard is, mnemonics apart."""
    found = [action.shortcut() for action in window.findChildren(QAction)]
    screens = window.signoff
    inner = (screens.reception, screens.comparison, screens.dummies, screens.board)
    within = {id(one) for page in inner for one in page.findChildren(QShortcut)}
    found += [one.key() for one in window.findChildren(QShortcut) if id(one) not in within]
    found += [button.shortcut() for button in window.findChildren(QAbstractButton)]
    texts = [key.toString() for key in found if not key.isEmpty()]
    return [text for text in texts if not (text.startswith("Alt+") and text[-1].isalpha())]


def test_no_key_is_listed_twice():
    assert len(LISTED) == len(set(LISTED))


def mnemonics(widget):
    labels = [label.text() for label in widget.findChildren(QLabel) if label.buddy() is not None]
    texts = [*labels, *(button.text() for button in widget.findChildren(QAbstractButton))]
    return [text[text.index("&") + 1].upper() for text in texts if "&" in text]


def test_every_key_is_listed_does_one_thing_and_no_mnemonic_clashes(window):
    screens, login = window.signoff, window.signoff.login
    titles = [action.text() for action in window.menuBar().actions()]
    envelope = window.review.envelope
    texts = [*titles, envelope.worst_button.text(), envelope.open_box.text(), "&X", "&Y", "&R"]
    letters = [text[text.index("&") + 1].upper() for text in texts]
    assert len(letters) == len(set(letters))
    # No two actions of a screen share a key.
    window.show_findings()
    shown = (window.review, window.findings.dock)
    own = [shortcut.key().toString() for screen in shown for shortcut in screen.findChildren(QShortcut)]
    buttons = [button for screen in shown for button in screen.findChildren(QAbstractButton)]
    own += [button.shortcut().toString() for button in buttons]
    own += [action.shortcut().toString() for action in window.actions() + window.findChildren(QAction)]
    own = [key for key in own if key]
    assert sorted(own) == sorted(set(own))
    # The list and the window agree.
    assert set(bound(window)) == set(LISTED)
    own = [one.key().toString() for one in screens.comparison.findChildren(QShortcut)]
    told = [key for line in comparison_keys.INNER_KEYS for key in line.keys]
    zooms = {keys.ZOOM_FIT, keys.ZOOM_TRUE, keys.ZOOM_400}
    assert sorted(own) == sorted(set(own))
    assert set(own) - zooms - {"Ctrl+Return"} <= set(told) | {"Esc"}
    # Mnemonics of no page clash with the menus or each other.
    bar = [title[title.index("&") + 1] for title in titles]
    beside = (window.review, window.findings.page)
    pages = [[login.form], [login.first], [login.renewal], [login.enrolment]]
    pages += [[screens.comparison], [screens.dummies], [screens.redirects], [screens.tally.logs]]
    pages += [[screens.tally.counts], [screens.papers], [screens.incidents], [screens.delivery]]
    pages += [[screens.board], [screens.round], [screens.approval], [screens.ledger], beside]
    for page in pages:
        letters = bar + [letter for part in page for letter in mnemonics(part)]
        assert len(letters) == len(set(letters)), (page, sorted(letters))


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
        window.menus.large.isChecked(),
        window.stack.currentWidget(),
        window.windowState(),
    )


KINDS = ("list", "text filter", "files", "page", "envelope table", "tree", "bytes")
ON_ENVELOPE = ("envelope table", "slider")
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


def from_everywhere(window, names=None):
    """Gives the keyboard to one panel after the other, each time from the same state."""
    window.review.selection.set_record(*window.start)
    for name in names or panels(window):
        window.show_review()
        window.review.selection.set_record(*window.start)
        window.review.tabs.setCurrentIndex(ENVELOPE_TAB if name in ON_ENVELOPE else 0)
        window.review.zooms.setCurrentIndex(0)
        window.review.selection.select((60, 64))
        widget = panels(window)[name]
        widget.setFocus()
        assert widget.hasFocus(), name
        yield name


def test_every_key_does_its_work_wherever_the_keyboard_is(window):
    dead = []
    for at, key in enumerate(CHANGES):
        for name in from_everywhere(window, KINDS if SOAK else (KINDS[at % 7], KINDS[(at + 3) % 7])):
            if name in ON_ENVELOPE and key == keys.TABS[ENVELOPE_TAB]:
                continue  # it is there already
            before = state(window)
            press(window, key)
            if state(window) == before:
                dead.append((key, name))
    assert dead == []


def test_keys_take_the_keyboard_to_their_panel_and_back_to_the_page(window):
    for tab, canvas in enumerate([*window.review.pages, window.review.envelope.canvas]):
        window.review.tabs.setCurrentIndex(tab)
        window.review.hex.setFocus()
        press(window, keys.TO_PAGE)
        assert window.focusWidget() is canvas
    lost = []
    for key, panel in FOCUS.items():
        for name in from_everywhere(window):
            press(window, key)
            if not panels(window)[panel].hasFocus():
                lost.append((key, name))
    assert lost == []
    press(window, keys.ZOOM_400)
    press(window, keys.ZOOM_FIT)
    assert window.review.pages[0].zoom() == "fit"
    press(window, keys.ATLAS)
    assert window.stack.currentWidget() is window.atlas
    press(window, keys.REVIEW)
    assert window.stack.currentWidget() is window.review


def test_menu_keys_trigger_their_entry_wherever_the_keyboard_is(window):
    done = []
    for key in (keys.OPEN, keys.EXPORT, keys.HELP, keys.QUIT):
        action = next(action for action in window.findChildren(QAction) if action.shortcut() == QKeySequence(key))
        action.triggered.disconnect()
        action.triggered.connect(lambda _checked, key=key: done.append(key))
        done.clear()
        names = []
        for name in from_everywhere(window):
            press(window, key)
            names.append(name)
            assert done == [key] * len(names), name


def test_every_line_is_in_a_group_and_those_of_the_screen_in_front_come_first():
    plain = [line for group in key_groups() for line in group.lines]
    assert {line.keys for line in plain} == {line.keys for line in LINES}
    assert key_groups()[0].name == EVERYWHERE and not any(group.here for group in key_groups())
    for screen, first in (("round", "現品"), ("findings", "検査"), ("compare", "照合"), ("media", "媒体")):
        groups = key_groups(screen)
        assert groups[0].name == first and groups[0].here
        assert not any(later.here for later in groups[len([one for one in groups if one.here]) :])
    names = [group.name for group in key_groups("round")]
    assert len(names) == len(set(names)) and names.index(EVERYWHERE) == 4


def test_the_keys_of_every_screen_are_in_the_list():
    files = [path for path in UI.glob("*/*_keys.py") if "INNER_KEYS" in path.read_text(encoding="utf-8")]
    assert len(files) > 10
    for path in files:
        module = importlib.import_module(f"app.ui.{path.parent.name}.{path.stem}")
        assert set(module.INNER_KEYS) <= set(LINES), path


@pytest.mark.parametrize(
    ("wanted", "told"),
    [("署名", "検査（確認）の署名"), ("ctrl+k", "検索"), ("現品 可", "検査項目を可・否とする"), ("Ｆ１２", "次の指摘")],
)
def test_keys_are_found_by_key_by_what_they_do_and_by_screen(wanted, told):
    found = [line for group in key_groups(wanted=wanted) for line in group.lines]
    assert any(line.text.startswith(told) for line in found) and len(found) < len(LINES) / 2
    assert key_groups(wanted="そんなものはない") == ()


def test_the_list_is_searched_as_one_types_and_escape_empties_it_before_it_closes(qtbot, themed):
    dialog = key_list("round", None)
    qtbot.addWidget(dialog)
    dialog.show()
    table = dialog.table

    def texts():
        return [table.item(row, 0).text() for row in range(table.rowCount())]

    assert texts()[0] == "現品　◀ 今の画面" and "Ctrl+↓　Ctrl+↑" in texts()
    assert "↑　↓　PageUp　PageDown　Home　End" in texts()
    whole = table.rowCount()
    QTest.keyClicks(dialog.search, "F10")
    assert 0 < table.rowCount() < whole and "F10　Ctrl+Enter" in texts()
    QTest.keyClicks(dialog.search, "zzz")
    assert table.isHidden() and dialog.none.isVisible()
    QTest.keyClick(dialog.search, Qt.Key.Key_Escape)
    assert table.rowCount() == whole and dialog.isVisible()
    QTest.keyClick(dialog.search, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_every_icon_and_chip_says_what_it_does_and_its_key(window):
    bare = [
        button
        for button in window.findChildren(QToolButton)
        if (button.property("chip") or button.property("rail") or not button.text()) and button.isVisibleTo(window)
    ]
    assert len(bare) > 10
    dumb = [button.text() or button.objectName() for button in bare if not button.toolTip()]
    assert dumb == []
    keyless = [
        (button.text(), button.shortcut().toString())
        for button in bare
        if not button.shortcut().isEmpty() and button.shortcut().toString() not in button.toolTip()
    ]
    assert keyless == []
