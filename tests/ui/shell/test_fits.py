"""Screens at three sizes: no text is cut off, nothing lies over anything else, the window stays on the screen."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTableWidget,
    QVBoxLayout,
    QWidget,
)

from app.ui.kit.cards import EmptyState
from app.ui.kit.fitting import fit_when_shown, fits_itself, may_elide
from app.ui.kit.focus import next_by_tab
from app.ui.kit.tokens import apply_theme, text_size
from app.ui.shell.opening.open_dialog import OpenDialog
from app.ui.tour.fitting import misfits
from app.ui.tour.screen_size import size_of, told
from app.ui.tour.tabbing import unreached
from app.workstation.settings import Settings


def test_what_does_not_fit_is_found(qtbot, themed):
    top = QWidget()
    qtbot.addWidget(top)
    for widget, place in (
        (QLabel("長い長い長い名前", top), (0, 0, 30, 20)),
        (QPushButton("決定　Enter", top), (0, 40, 40, 30)),
        (QLabel("上", top), (100, 0, 40, 40)),
        (QLabel("下", top), (110, 10, 40, 40)),
        (QLabel("外", top), (390, 0, 40, 20)),
    ):
        widget.setGeometry(*place)
    top.resize(400, 300)
    top.show()
    found = misfits(top)
    assert len(found) == 4 and [one.split(":")[0].split(" ")[0] for one in found] == ["cut", "cut", "outside", "over"]


def test_what_fits_is_no_misfit(qtbot, themed):
    top = QWidget()
    qtbot.addWidget(top)
    layout, row = QVBoxLayout(top), QHBoxLayout()
    for text in ("可　O", "否　X"):
        row.addWidget(QPushButton(text))
    layout.addWidget(QLabel("通知書の全項目が画面の紙面と一致している", wordWrap=True))
    layout.addLayout(row)
    top.resize(300, 200)
    top.show()
    assert misfits(top) == []


def test_the_sentence_of_an_empty_screen_is_whole_also_when_text_grows(qtbot, themed):
    empty = EmptyState("findings")
    qtbot.addWidget(empty)
    empty.say("まだありません", "品質責任者が工程と月を登録すると、ここに表示されます。" * 2, "検査する")
    empty.resize(600, 400)
    empty.show()
    assert misfits(empty) == []
    font = empty.font()
    font.setPointSizeF(font.pointSizeF() * 1.5)
    empty.setFont(font)
    empty.step.setFont(font)
    empty._fit()
    QCoreApplication.processEvents()
    assert misfits(empty) == []


def test_what_is_cut_in_fields_and_tables_is_found(qtbot, themed):
    top = QWidget()
    qtbot.addWidget(top)
    field, choice, table = QLineEdit(top), QComboBox(top), QTableWidget(1, 2, top)
    field.setPlaceholderText("機構の求めによる随時の検証の理由")
    choice.addItems(["すべての種別", "短い"])
    table.setHorizontalHeaderLabels(["現品ID", "次にすること"])
    table.setColumnWidth(0, 30)
    table.setColumnWidth(1, 600)
    for at, widget in enumerate((field, choice, table)):
        widget.setGeometry(0, 60 * at, 60 if at < 2 else 300, 40 if at < 2 else 200)
    top.resize(400, 400)
    top.show()
    found = misfits(top)
    assert [one for one in found if "すべての種別" in one] and [one for one in found if "機構の求め" in one]
    assert [one.split(":")[0] for one in found if "QTableWidget" in one] == [
        "cut",
        "to the right, out of sight",
    ]
    may_elide(table, "現品ID")
    fits_itself(choice)
    assert not [one for one in misfits(top) if "すべての種別" in one]


def test_tab_comes_to_every_control_and_what_it_misses_is_told(qtbot, themed):
    top = QWidget()
    qtbot.addWidget(top)
    layout, inner = QVBoxLayout(top), QWidget()
    first, text, last, deaf = QPushButton("一"), QPlainTextEdit(), QPushButton("二"), QPushButton("マウスだけ")
    deaf.setFocusPolicy(deaf.focusPolicy().NoFocus)
    row = QHBoxLayout(inner)
    for widget in (QLineEdit(), text):
        row.addWidget(widget)
    for widget in (first, inner, last, deaf):
        layout.addWidget(widget)
    top.show()
    found = unreached(top)
    assert [one.split(":")[0] for one in found] == [
        "Tab does not come here",
        "Tab does not leave",
        "a button without the keyboard",
    ]
    text.setTabChangesFocus(True)
    deaf.setText("印　M")
    assert unreached(top) == []


def test_tab_also_comes_to_what_stands_before_the_part_that_has_the_keyboard_for_a_screen(qtbot, themed):
    top = QWidget()
    qtbot.addWidget(top)
    page, edit, button, beside = QWidget(), QLineEdit(), QPushButton("下"), QPushButton("左")
    rows, across = QVBoxLayout(page), QHBoxLayout(top)
    rows.addWidget(edit)
    rows.addWidget(button)
    page.setFocusProxy(button)
    for widget in (beside, page):
        across.addWidget(widget)
    top.show()
    beside.setFocus()
    for wanted in (edit, button, beside):
        assert next_by_tab(top, forward=True) and top.focusWidget() is wanted
    assert next_by_tab(top, forward=False) and top.focusWidget() is button
    button.setEnabled(False)
    edit.setFocus()
    assert next_by_tab(top, forward=True) and top.focusWidget() is beside


def test_a_size_is_written_as_on_the_box_and_a_report_keeps_what_it_said_of_other_sizes(tmp_path):
    assert str(size_of("3840x2160@2")) == "3840x2160@2" and size_of("3840x2160@2").room.width() == 1920
    report = tmp_path / "report.txt"
    report.write_text(told(report, {"1366x768_large/01_login.png": ["cut"]}, ["1366x768_large"]), encoding="utf-8")
    again = told(report, {"1920x1080_large/01_login.png": ["over"]}, ["1920x1080_large"])
    assert again.splitlines() == ["1366x768_large/01_login.png: cut", "1920x1080_large/01_login.png: over", "2 faults"]


def test_tab_comes_to_every_button_of_a_dialog_also_when_text_has_grown(qtbot, themed, back_to_normal, jobs):
    apply_theme(themed, text_size(large=True, width=1366))
    dialog = OpenDialog(Settings(), jobs)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.open_button.setEnabled(True)
    assert unreached(dialog) == []
    apply_theme(themed, text_size(large=True, width=1920))
    QCoreApplication.processEvents()
    assert unreached(dialog) == [] and dialog.buttons.ok.focusProxy() is None


def test_a_dialog_comes_up_with_all_lines_of_a_folded_text(qtbot, themed):
    dialog, told = QDialog(), QLabel("長い説明がここにある。" * 12, wordWrap=True)
    qtbot.addWidget(dialog)
    layout = QVBoxLayout(dialog)
    for widget in (told, QLineEdit(), QPushButton("決定")):
        layout.addWidget(widget)
    dialog.setMinimumWidth(200)
    dialog.resize(200, 60)
    fit_when_shown(dialog)
    dialog.show()
    assert misfits(dialog) == []
