"""The guide of the demonstration: what it says, where it stands; that its controls are real is held where the
demonstration is at hand (``test_practice_start.py``).
"""

import itertools

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget

from app.ui.shell.guide import CONTROLS, guide_steps
from app.ui.shell.guide_overlay import GuideOverlay, beside
from app.ui.shell.screens import SCREENS


def test_checker_lead_and_trainer_are_led_in_about_three_minutes_to_what_there_is():
    by_role = {role: list(own) for role, own in itertools.groupby(guide_steps(), lambda step: step.role)}
    assert list(by_role) == ["checker", "lead", "trainer"]
    screens = {screen.id for screen in SCREENS} | {"piece", "decision"}
    for role, steps in by_role.items():
        # Read aloud at 300 characters a minute, with ten seconds to try each control.
        minutes = sum(len(step.title + step.text) for step in steps) / 300 + len(steps) * 10 / 60
        assert 1 <= minutes <= 3.6, (role, minutes)
        assert {step.screen for step in steps} <= screens
        assert {step.at for step in steps} <= {"", *CONTROLS}
    assert {step.at for step in guide_steps()} >= set(CONTROLS)


@pytest.mark.parametrize(
    "hole",
    [QRect(), QRect(0, 30, 70, 700), QRect(300, 60, 900, 600), QRect(900, 40, 460, 690), QRect(0, 0, 1366, 24)],
)
def test_the_card_is_on_the_screen_and_beside_the_control_where_there_is_room(hole):
    room, card = QRect(0, 0, 1366, 728), QSize(380, 240)
    place = QRect(beside(hole, card, room), card)
    assert room.contains(place)
    if hole.width() < 900:
        assert not place.intersects(hole)


@pytest.fixture
def shown(qtbot, themed):
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(900, 600)
    button = QPushButton("署名", window)
    button.setGeometry(100, 100, 120, 40)
    window.show()
    overlay = GuideOverlay(window)
    overlay.show_step("署名する", "F10 で署名します。", 1, 3, lambda: button)
    return window, button, overlay


def test_a_control_that_is_pointed_at_can_be_tried_and_nothing_else(qtbot, shown):
    window, button, overlay = shown
    assert window.childAt(button.geometry().center()) is button
    assert window.childAt(QPoint(500, 500)) is overlay
    assert overlay.place.text() == "案内　2/3" and overlay.card.isVisible()
    button.move(500, 400)
    qtbot.waitUntil(lambda: window.childAt(button.geometry().center()) is button)


def test_the_guide_is_walked_and_left_by_key_and_the_tab_key_stays_with_it(qtbot, shown):
    _window, _button, overlay = shown
    steps, left = [], []
    overlay.stepped.connect(steps.append)
    overlay.left.connect(lambda: left.append(True))
    QTest.keyClick(overlay.next, Qt.Key.Key_Right)
    QTest.keyClick(overlay.next, Qt.Key.Key_Return)
    QTest.keyClick(overlay.next, Qt.Key.Key_Left)
    QTest.keyClick(overlay.next, Qt.Key.Key_Escape)
    assert steps == [1, 1, -1] and left == [True]
    for wanted in (overlay.close_button, overlay.back, overlay.next):
        QTest.keyClick(overlay.focusWidget(), Qt.Key.Key_Tab)
        assert overlay.focusWidget() is wanted
