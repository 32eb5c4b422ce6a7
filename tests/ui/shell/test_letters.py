"""Every underlined letter does something, and one thing only, on every screen and in every dialog."""

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QGroupBox,
    QLabel,
    QMenuBar,
    QTabBar,
    QWidget,
)

from app.ui.board.bind_dialog import BindDialog
from app.ui.board.month_dialog import MonthDialog
from app.ui.board.process_dialog import ProcessDialog
from app.ui.board.release_dialog import ReleaseDialog
from app.ui.board.setting_dialog import SettingDialog
from app.ui.board.swap_dialog import SwapDialog
from app.ui.kit.signature_dialog import SignatureDialog
from app.ui.people.person_dialog import PersonDialog
from tests.ui.at_hand import ALT, CONTROL, ESCAPE
from tests.ui.day_people import ADMIN, CHECKERS, LEADS
from tests.ui.driving import until
from tests.ui.working_day import desk_at

LETTER = re.compile(r"&([^&])")


def texts(part):
    if isinstance(part, QAbstractButton):
        return [part.text()]
    if isinstance(part, QLabel):
        return [part.text()]
    if isinstance(part, QGroupBox):
        return [part.title()]
    if isinstance(part, QTabBar):
        return [part.tabText(at) for at in range(part.count())]
    if isinstance(part, QMenuBar):
        return [action.text() for action in part.actions()]
    return []


def letters(window):
    """Each letter with the texts that underline it, as far as they are seen."""
    found = {}
    for part in (window, *window.findChildren(QWidget)):
        if part.isVisible() and part.window() is window:
            for text in texts(part):
                for letter in LETTER.findall(text):
                    found.setdefault(letter.upper(), []).append((part, text))
    return found


def wrong(window):
    """What is wrong with the letters of a window: two with the same, or one that leads nowhere."""
    found = []
    for letter, places in letters(window).items():
        if len(places) > 1:
            found.append((letter, [text for _, text in places]))
        for part, text in places:
            buddy = part.buddy() if isinstance(part, QLabel) else part
            if isinstance(part, QLabel) and (buddy is None or buddy.focusPolicy() == Qt.FocusPolicy.NoFocus):
                found.append((letter, text))
    return found


def dialog_letters_work(hands, dialog):
    """Press every letter of a field; the keyboard is in that field then."""
    for letter, places in letters(dialog).items():
        for part, text in places:
            if isinstance(part, QLabel):
                hands.key(letter, with_=ALT)
                has = QApplication.focusWidget()
                assert has is part.buddy() or part.buddy().isAncestorOf(has), text


@pytest.fixture
def hands(day, tmp_path):
    with desk_at(day, "begun", tmp_path) as (hands, _answers):
        yield hands


def shut(hands, dialog: QDialog):
    assert wrong(dialog) == []
    dialog_letters_work(hands, dialog)
    hands.key(ESCAPE)
    until(lambda: hands.keyboard().window() is hands.window, "the dialog is closed")


def test_on_every_screen_of_the_lead_and_in_the_dialogs(hands, day):
    window, screens = hands.window, hands.screens
    assert wrong(window) == []
    hands.log_in(LEADS[0])
    assert wrong(window) == []
    hands.key("O", with_=CONTROL)
    dialog = window.open_dialog
    hands.key("K", with_=ALT)
    until(dialog.by_hand.isChecked, "the key is typed")
    assert wrong(dialog) == []
    dialog_letters_work(hands, dialog)
    hands.key("F", with_=ALT)
    until(dialog.by_file.isChecked, "the key is in a file")
    shut(hands, dialog)
    hands.open_medium(day.sample)
    for tab in range(4):
        window.review.tabs.setCurrentIndex(tab)
        assert wrong(window) == [], tab
    hands.shortcut("Ctrl+T")
    for tab in range(2):
        window.findings.page.tabs.setCurrentIndex(tab)
        assert wrong(window) == [], tab
    hands.shortcut("Ctrl+J")
    assert wrong(window) == []
    hands.to_board()
    assert wrong(window) == []
    for key, kind in (("N", ProcessDialog), ("S", SettingDialog), ("G", MonthDialog)):
        shut(hands, hands.opening(key, kind))
    hands.key("D", with_=CONTROL)
    assert wrong(window) == [] and hands.on(screens.ledger)
    hands.log_out()


def test_on_the_board_of_a_month_and_in_its_dialogs(day, tmp_path):
    with desk_at(day, "approved", tmp_path) as (hands, _answers):
        hands.log_in(LEADS[0])
        hands.open_medium(day.sample)
        hands.to_board()
        assert wrong(hands.window) == []
        for key, kind in (("B", BindDialog), ("R", ReleaseDialog)):
            shut(hands, hands.opening(key, kind))
        hands.key("U", with_=ALT)
        until(lambda: hands.on(hands.screens.reception), "受入 is on screen")
        hands.settle()
        assert wrong(hands.window) == []
        hands.key(ESCAPE)
        assert hands.on(hands.screens.board)


def test_on_every_screen_of_the_others(hands, day):
    window, screens = hands.window, hands.screens
    hands.log_in(CHECKERS[0])
    hands.open_medium(day.sample)
    hands.to_round()
    assert wrong(window) == []
    hands.key("S")
    shut(hands, hands.dialog(SwapDialog))
    hands.take_next()
    assert wrong(window) == []
    hands.log_out()
    hands.log_in(ADMIN)
    hands.key("U", with_=CONTROL)
    hands.settle()
    for tab in range(3):
        screens.people.tabs.setCurrentIndex(tab)
        assert wrong(window) == [], tab
    screens.people.tabs.setCurrentIndex(0)
    dialog = hands.opening("A", PersonDialog)
    assert wrong(dialog) == []
    dialog_letters_work(hands, dialog)
    for field, text in ((dialog.login, "kensa-9"), (dialog.name, "x"), (dialog.reason, "x")):
        field.setText(text)
    dialog.roles["checker"].setChecked(True)
    dialog.next.click()
    shut(hands, hands.dialog(SignatureDialog))
    hands.log_out()
