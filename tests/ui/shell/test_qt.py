"""What Kenpan takes for granted of Qt and of its own start."""

import builtins
import linecache
import logging
import re
import sys
from importlib import import_module

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, Qt, QTranslator
from PySide6.QtGui import QAction, QPainterPath
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QDockWidget,
    QFileDialog,
    QLineEdit,
    QPlainTextEdit,
    QTextBrowser,
    QTreeView,
    QWidget,
)

from app.errors import KenpanError
from app.ui.shell import start
from app.ui.shell.workers import internal_fault


def test_a_call_without_an_answer_costs_no_reference():
    """PySide6 6.12.0 did on Python 3.11: after a day of painting the interpreter died."""
    path = QPainterPath()
    before = sys.getrefcount(None)
    for _ in range(1_000):
        path.moveTo(1.0, 2.0)
    assert sys.getrefcount(None) >= before - 10


def test_what_is_imported_is_not_read_once_more(tmp_path, monkeypatch):
    """PySide6's own looks through the source of whatever is imported later."""
    assert builtins.__import__.__name__ != "__feature_import__"
    path = tmp_path / "brought_in_later.py"
    path.write_text('"""Something."""\n', "ascii")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, path.stem, raising=False)
    import_module(path.stem)
    assert str(path) not in linecache.cache
    del sys.modules[path.stem]


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
    before = len(japanese.findChildren(QTranslator))
    start.speak_japanese(japanese)
    assert len(japanese.findChildren(QTranslator)) == before == 2


def test_qts_translation_comes_with_the_program(japanese):
    """The wheel that the program is built from holds it; without it half of a file dialog would be English."""
    (own,) = [one for one in japanese.findChildren(QTranslator) if type(one) is QTranslator]
    assert not own.isEmpty() and own.language().startswith("ja")


ENGLISH = re.compile(r"[A-Za-z]{2,}")
KEYS_AND_SIGNS = re.compile(r"\t.*|\(&?[A-Z]\)|&|\*\.[a-z]+|OK|zzz")


def english(texts):
    """Texts with a word of English that is no key, no pattern and no OK."""
    return [text for text in texts if text and ENGLISH.search(KEYS_AND_SIGNS.sub("", text))]


def texts_of(widget):
    """Everything that a person can read of the parts of a dialog."""
    found = []
    for part in (widget, *widget.findChildren(QWidget)):
        for name in ("text", "title", "toolTip", "accessibleName", "accessibleDescription", "placeholderText"):
            said = getattr(part, name, None)
            if said is not None and not isinstance(part, QLineEdit):
                found.append(said())
    return [text for text in found if isinstance(text, str)]


@pytest.mark.parametrize("mode", [QFileDialog.AcceptMode.AcceptOpen, QFileDialog.AcceptMode.AcceptSave])
def test_a_file_dialog_is_japanese_down_to_its_columns(japanese, qtbot, tmp_path, mode):
    here = tmp_path / "1"
    (here / "2").mkdir(parents=True)
    (here / "3.zzz").touch()
    dialog = QFileDialog(None, "添付する", str(here), "すべて (*)")
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setAcceptMode(mode)
    dialog.setViewMode(QFileDialog.ViewMode.Detail)
    qtbot.addWidget(dialog)
    dialog.show()
    model = dialog.findChild(QTreeView).model()
    qtbot.waitUntil(lambda: model.rowCount(dialog.findChild(QTreeView).rootIndex()) == 2)
    headers = [model.headerData(column, Qt.Orientation.Horizontal) for column in range(model.columnCount())]
    root = dialog.findChild(QTreeView).rootIndex()
    kinds = [model.index(row, 2, root).data() for row in range(2)]
    actions = [action.text() for action in dialog.findChildren(QAction)]
    labels = [dialog.labelText(label) for label in QFileDialog.DialogLabel]
    said = [*texts_of(dialog), *headers, *kinds, *actions, *labels]
    assert len(said) > 20 and english(said) == []


def test_the_buttons_of_message_boxes_are_japanese(japanese, qtbot):
    box = QDialogButtonBox()
    qtbot.addWidget(box)
    for one in QDialogButtonBox.StandardButton:
        if one.name not in ("NoButton", "FirstButton", "LastButton"):
            box.addButton(one)
    assert len(box.buttons()) > 15 and english(button.text() for button in box.buttons()) == []


@pytest.mark.parametrize("kind", [QLineEdit, QPlainTextEdit, QTextBrowser])
def test_the_menus_of_fields_are_japanese(japanese, qtbot, kind):
    widget = kind()
    qtbot.addWidget(widget)
    menu = widget.createStandardContextMenu()
    texts = [action.text() for action in menu.actions() if action.text()]
    menu.deleteLater()
    assert any("コピー" in text for text in texts) and english(texts) == []


def test_the_buttons_of_docks_are_japanese(japanese, qtbot):
    dock = QDockWidget("検査結果")
    qtbot.addWidget(dock)
    assert english(texts_of(dock)) == [] and any("閉じる" in text for text in texts_of(dock))


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
