from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.ui.kit.act_row import ActRow, DialogButtons
from app.ui.kit.cards import EmptyState
from app.ui.kit.fitting import by_text
from app.ui.kit.labels import sized
from app.ui.kit.shortcuts import keep_key
from app.ui.kit.tokens import POINTS, SCALE, apply_theme, text_size


def test_the_one_thing_to_do_stands_filled_at_the_right_and_changes_place_with_another(qtbot, themed):
    first, second, third = (QPushButton(text) for text in ("戻る", "署名", "次へ"))
    row = ActRow((first, second, third), third)
    qtbot.addWidget(row)
    row.resize(600, 60)
    row.show()
    assert third.property("role") == "primary" and third.geometry().right() > 580 > second.geometry().right()
    second.setFocus()
    row.lead_with(second)
    qtbot.waitUntil(lambda: second.geometry().right() > 580)
    assert [one.property("role") for one in (first, second, third)] == ["", "primary", ""]
    assert first.x() < third.x() < second.x() and row.focusWidget() is second
    row.lead_with(None)
    assert second.property("role") == ""


def test_a_dialog_is_left_at_the_left_and_enter_does_what_it_is_for_at_the_right(qtbot, themed):
    dialog, field, said = QDialog(), QLineEdit(), []
    buttons = DialogButtons("決定　Enter", beside=(QPushButton("表から読み込む…"),))
    layout = QVBoxLayout(dialog)
    layout.addWidget(field)
    layout.addWidget(buttons)
    qtbot.addWidget(dialog)
    buttons.accepted.connect(lambda: said.append("accepted"))
    buttons.rejected.connect(lambda: said.append("rejected"))
    dialog.resize(600, 200)
    dialog.show()
    assert buttons.leave.x() < 40 and buttons.ok.geometry().right() > buttons.width() - 20
    assert [buttons.ok.property("role"), buttons.leave.property("role")] == ["primary", ""]
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_Return)
    buttons.leave.click()
    assert said == ["accepted", "rejected"]


def test_a_button_that_is_hidden_as_the_next_thing_to_do_still_has_its_letter(qtbot, themed):
    page, button, done = QWidget(), QPushButton("一覧を取り込む(&I)…"), []
    QVBoxLayout(page).addWidget(button)
    qtbot.addWidget(page)
    button.clicked.connect(lambda: done.append(button.isHidden()))
    keep_key(page, button)
    button.setVisible(False)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    for hidden in (True, False):
        button.setVisible(not hidden)
        QTest.keyClick(page, Qt.Key.Key_I, Qt.KeyboardModifier.AltModifier)
        qtbot.waitUntil(lambda hidden=hidden: done[-1:] == [hidden])
    button.setEnabled(False)
    button.setVisible(False)
    QTest.keyClick(page, Qt.Key.Key_I, Qt.KeyboardModifier.AltModifier)
    assert done == [True, False]


def test_where_there_is_no_room_the_others_go_on_in_the_next_line(qtbot, themed):
    buttons = [QPushButton("結び付け直す…") for _ in range(6)]
    row = ActRow(buttons, buttons[-1])
    qtbot.addWidget(row)
    row.resize(420, row.heightForWidth(420))
    row.show()
    assert len({one.y() for one in buttons[:-1]}) > 1
    assert all(one.width() >= one.sizeHint().width() and row.rect().contains(one.geometry()) for one in buttons)


def test_on_a_narrow_screen_large_text_enlarges_what_is_read_first():
    assert text_size(large=False, width=3840) == "normal"
    assert text_size(large=True, width=1920) == "large" and text_size(large=True, width=1366) == "low"
    assert POINTS["normal"] < POINTS["low"] < POINTS["large"]
    for step in ("display", "title", "head"):
        assert POINTS["low"] * SCALE["low"][step] > 1.3 * POINTS["normal"] * SCALE["normal"][step]


def test_titles_and_what_follows_from_their_size_grow_with_the_text_and_come_back(qtbot, themed):
    top = QWidget()
    qtbot.addWidget(top)
    title, plain = sized(QLabel("宛名面を読み取ってください"), 1.55, bold=True), QLabel("現品ID")
    by_text(title, lambda one: one.setMinimumHeight(2 * one.fontMetrics().lineSpacing()))
    column = QVBoxLayout(top)
    for label in (title, plain):
        column.addWidget(label)
    top.show()
    before = title.font().pointSizeF(), title.minimumHeight()
    assert title.font().bold() and before[0] == round(1.5 * plain.font().pointSizeF(), 2)
    apply_theme(themed, "large")
    assert title.font().pointSizeF() == round(POINTS["large"] * SCALE["large"]["title"], 2)
    assert title.minimumHeight() == 2 * title.fontMetrics().lineSpacing() > before[1]
    apply_theme(themed)
    assert (title.font().pointSizeF(), title.minimumHeight()) == before


def test_an_empty_screen_that_was_never_laid_out_is_not_high(qtbot, themed):
    empty = EmptyState("tally")
    qtbot.addWidget(empty)
    empty.resize(40, 40)
    empty.say(
        "まだ突き合わせていません",
        "媒体・件数表・印刷照合・リスト・封入ログ・差出票の数を、事務所ごとに突き合わせます。",
    )
    assert empty.minimumSizeHint().height() < 260
