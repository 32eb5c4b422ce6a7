"""What Kenpan takes for granted of Qt and of its own start."""

import logging
import sys

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, QTranslator
from PySide6.QtGui import QPainterPath

from app.errors import KenpanError
from app.ui import start
from app.ui.workers import internal_fault


def test_a_call_without_an_answer_costs_no_reference():
    """PySide6 6.12.0 did on Python 3.11: after a day of painting the interpreter died."""
    path = QPainterPath()
    before = sys.getrefcount(None)
    for _ in range(1_000):
        path.moveTo(1.0, 2.0)
    assert sys.getrefcount(None) >= before - 10


@pytest.fixture
def japanese(qapp):
    before = QLocale()
    start.speak_japanese(qapp)
    yield qapp
    for translator in qapp.findChildren(QTranslator):
        qapp.removeTranslator(translator)
        translator.deleteLater()
    QLocale.setDefault(before)


def test_qts_own_words_are_japanese(japanese):
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "キャンセル"
    assert QCoreApplication.translate("QWidgetTextControl", "&Copy").startswith("コピー")


def test_starting_twice_translates_once(japanese):
    start.speak_japanese(japanese)
    assert len(japanese.findChildren(QTranslator)) == 1


class Window:
    def __init__(self) -> None:
        self.said: list[KenpanError] = []

    def report_fault(self, error: KenpanError) -> None:
        self.said.append(error)


@pytest.fixture
def hooked(monkeypatch):
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    window = Window()
    start.report_faults(window)
    return window


def test_a_fault_is_said_in_words_and_logged_without_its_data(hooked, caplog):
    try:
        raise ValueError("東京都千代田区")
    except ValueError as fault:
        with caplog.at_level(logging.ERROR):
            sys.excepthook(type(fault), fault, fault.__traceback__)
    assert [error.code for error in hooked.said] == ["program.fault"]
    assert "ValueError" not in str(hooked.said[0])
    assert "ValueError" in caplog.text
    assert "東京都" not in caplog.text


def test_a_break_from_the_keyboard_is_no_fault(hooked, monkeypatch):
    passed = []
    monkeypatch.setattr(sys, "__excepthook__", lambda *args: passed.append(args))
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert len(passed) == 1
    assert hooked.said == []


def test_the_words_of_a_fault_name_no_exception(caplog):
    with caplog.at_level(logging.ERROR):
        error = internal_fault(RuntimeError("x"))
    assert not any(letter.isascii() and letter.isalpha() for letter in str(error))
