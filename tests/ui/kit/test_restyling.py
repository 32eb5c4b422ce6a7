"""Another size of text: at once where somebody looks, later and just as well where nobody does."""

from collections import Counter

from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QDialog, QGroupBox, QLabel, QLineEdit, QPushButton, QTabWidget, QVBoxLayout, QWidget

from app.ui.kit import restyling
from app.ui.kit.cards import EmptyState
from app.ui.kit.page_stack import PageStack
from app.ui.kit.tokens import apply_theme
from tests.ui.driving import until


class Page(QWidget):
    def __init__(self):
        super().__init__()
        layout, inside = QVBoxLayout(self), QVBoxLayout()
        box, tabs = QGroupBox("件数"), QTabWidget()
        box.setLayout(inside)
        for word in ("合う", "合わない"):
            tabs.addTab(QLabel(f"{word} 12 件"), word)
        title = QLabel("当月")
        title.setProperty("role", "title")
        for one in (title, QLineEdit("2026-11"), QPushButton("書き出す"), tabs):
            inside.addWidget(one)
        layout.addWidget(box)


class Told(QObject):
    """How often each was told of another style."""

    def __init__(self):
        super().__init__()
        self.counts = Counter()

    def eventFilter(self, watched, event):
        self.counts[watched] += event.type() == QEvent.Type.StyleChange
        return False


def stack_of(qtbot, count=2):
    stack = PageStack()
    for _ in range(count):
        stack.addWidget(Page())
    qtbot.addWidget(stack)
    stack.resize(400, 300)
    stack.show()
    return stack


def seen(stack):
    """As it is painted next: layouts that were asked for come before that."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
    return stack.grab().toImage()


def test_what_nobody_saw_is_shown_as_if_it_had_always_been_so(qtbot, back_to_normal, qapp):
    stack = stack_of(qtbot)
    for at in (1, 0):
        stack.setCurrentIndex(at)
        seen(stack)
    apply_theme(qapp, "large")
    stack.setCurrentIndex(1)
    fresh = stack_of(qtbot)
    fresh.setCurrentIndex(1)
    assert seen(stack) == seen(fresh)
    large = seen(stack)
    apply_theme(qapp)
    stack.setCurrentIndex(0)
    fresh = stack_of(qtbot)
    assert seen(stack) == seen(fresh) != large


def test_nothing_waits_for_what_is_hidden_which_follows_by_itself(qtbot, back_to_normal, qapp):
    stack, told = stack_of(qtbot), Told()
    stack.setCurrentIndex(1)
    stack.setCurrentIndex(0)
    here, hidden = (stack.widget(at).findChild(QPushButton) for at in (0, 1))
    for one in (here, hidden):
        one.installEventFilter(told)
    apply_theme(qapp, "large")
    assert told.counts[here] and not told.counts[hidden]
    before = here.sizeHint().height()
    until(lambda: told.counts[hidden] == 1, "the hidden page followed")
    assert hidden.sizeHint().height() == before
    until(lambda: not restyling._restyling[0]._left, "nothing is left")


def test_what_goes_away_meanwhile_is_not_asked_for(qtbot, back_to_normal, qapp):
    stack = stack_of(qtbot)
    stack.setCurrentIndex(1)
    stack.setCurrentIndex(0)
    apply_theme(qapp, "large")
    page = stack.widget(1)
    stack.removeWidget(page)
    page.deleteLater()
    until(lambda: not restyling._restyling[0]._left, "nothing is left")


def test_what_an_empty_screen_says_has_as_much_room_as_it_needs_in_another_size(qtbot, back_to_normal, qapp):
    def shown():
        stack = PageStack()
        for _ in range(2):
            stack.addWidget(EmptyState("tally", "まだありません", "一覧を取り込みます。" * 9, ""))
        qtbot.addWidget(stack)
        stack.resize(500, 400)
        stack.show()
        stack.setCurrentIndex(1)
        stack.setCurrentIndex(0)
        return stack

    stack = shown()
    small = stack.widget(0).step.height()
    apply_theme(qapp, "large")
    fresh = shown()
    for at in (0, 1):
        stack.setCurrentIndex(at)
        until(lambda: stack.widget(at).step.height() == fresh.widget(0).step.height() > small, "as one made so")  # noqa: B023


def test_a_page_that_comes_forward_when_it_is_told_is_styled_to_its_end(qtbot, back_to_normal, qapp):
    stack, told = stack_of(qtbot), Told()
    stack.setCurrentIndex(1)
    stack.setCurrentIndex(0)

    class Calling(QObject):
        def eventFilter(self, watched, event):
            if event.type() == QEvent.Type.StyleChange:
                stack.setCurrentIndex(1)
            return False

    calling, page = Calling(), stack.widget(1)
    page.findChild(QPushButton).installEventFilter(calling)
    page.installEventFilter(told)
    apply_theme(qapp, "large")
    until(lambda: not restyling._restyling[0]._left, "nothing is left")
    assert stack.currentIndex() == 1 and told.counts[page] == 1


def test_what_is_seen_is_told_once_a_dialog_over_its_window_too(qtbot, back_to_normal, qapp):
    stack = stack_of(qtbot)
    dialog = QDialog(stack)
    QVBoxLayout(dialog).addWidget(QLabel("署名"))
    dialog.show()
    told = Told()
    watched = [one for top in (stack, dialog) for one in (top, *top.findChildren(QWidget)) if one.isVisible()]
    for one in watched:
        one.installEventFilter(told)
    apply_theme(qapp, "large")
    assert {one: told.counts[one] for one in watched} == dict.fromkeys(watched, 1)
