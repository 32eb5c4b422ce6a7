"""研修: the lessons at the left, the step's card, and the record in six displays, on sample data only."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QStackedLayout,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.errors import KenpanError
from app.language import tr
from app.month.looking.workbench import Workbench
from app.training.explaining import explain_byte
from app.training.lessons import Lesson, find_record, load_lessons, own_lessons, right_answer, write_example
from app.training.walks import walks
from app.ui.kit.cards import EmptyState, badge, primary, words
from app.ui.kit.scrolling import Scrolled
from app.ui.kit.shortcuts import bind
from app.ui.lessons.lesson_card import LessonCard
from app.ui.lessons.lesson_keys import ANSWER, BACK, BASE, LESS, MORE, NEXT, PLAY
from app.ui.lessons.lesson_list import LessonList
from app.ui.lessons.pointing import PointingTools
from app.ui.lessons.record_bands import RecordBands
from app.ui.lessons.walk_view import WalkView
from app.ui.review.envelope_view import EnvelopeView
from app.ui.review.field_tree import FieldTree
from app.ui.review.hex_view import HexView
from app.ui.review.layers import Layer
from app.ui.review.page_view import PageView
from app.ui.review.selection import OffsetBase, Selection, Span
from app.ui.shell.workers import Jobs

if TYPE_CHECKING:
    from app.sheet.draw import Drawer

_JOB = "lessons.sample"
_SHARES, _PLAYING = (520, 320, 150), (800, 190, 0)
"""Of the height: page, record, and what is said of a byte; and while a sheet is moved in its envelope."""
_LEAST, _LEAST_TOLD = 9, 3
"""Lines of a step, and of what is said of a byte, that are in sight however low the window is; the rest scrolls."""
_FACES = {"sheet": 0, "front": 1, "back": 2, "envelope": 3}
_LIT = frozenset({Layer.EDITS, Layer.WINDOWS, Layer.GAIJI})
"""What the lessons speak of is always marked."""


class LessonsPage(QWidget):
    """The medium is a sample of its own, never the one that is open; ``open_sample(progress=)`` makes it. ``folder``
    holds the trainer's own lessons; ``drillWanted()``: the spotting drill instead.
    """

    drillWanted = Signal()

    def __init__(
        self,
        jobs: Jobs,
        open_sample: Callable[..., Workbench],
        parent: QWidget | None = None,
        folder: Path | None = None,
    ) -> None:
        super().__init__(parent)
        self._jobs, self._open, self._folder = jobs, open_sample, folder
        self.bench: Workbench | None = None
        self.lessons: tuple[Lesson, ...] = load_lessons()
        self.at = (0, 0)
        self.score: dict[tuple[int, int], bool] = {}
        self._plays = False
        self.selection, self.base = Selection(self), OffsetBase(parent=self)
        self.empty = EmptyState(
            "lessons",
            "レコードの研修",
            "架空の見本データを作って学びます。開いている媒体や台帳には触れません。",
            "見本を作って始める　Enter",
        )
        self.empty.wanted.connect(self.begin)
        below = self.empty.layout()
        assert isinstance(below, QVBoxLayout)
        below.insertWidget(below.count() - 1, self._drill_button(), 0, Qt.AlignmentFlag.AlignHCenter)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.empty)
        self.setFocusProxy(self.empty.button)  # whoever opens the screen gives the keyboard to all of it

    # Beginning

    def begin(self) -> None:
        """Make the sample in a worker."""
        if self._jobs.running(_JOB):
            return
        self.empty.button.setEnabled(False)
        self.empty.step.setText(tr("見本データを作っています…"))
        self._jobs.start(
            lambda progress: _ready(self._open(progress)),
            on_done=lambda ready: self.show_bench(*ready),
            on_error=self._failed,
            key=_JOB,
        )

    def _failed(self, error: KenpanError) -> None:
        self.empty.button.setEnabled(True)
        self.empty.step.setText(tr(str(error)))

    def show_bench(self, bench: Workbench, drawer: Drawer | None = None) -> None:
        """Begin with the first lesson; ``drawer`` was made ready by a worker."""
        self.bench = bench
        self._build(bench, drawer or _ready(bench)[1])
        self.read_again()
        self._stack.setCurrentIndex(1)
        self.setFocusProxy(self.list.rows)
        self.setFocus()

    def _build(self, bench: Workbench, drawer: Drawer) -> None:
        equipment = bench.equipment
        self.list = LessonList(writes=self._folder is not None)
        self.list.chosen.connect(lambda lesson: self.go(lesson, 0))
        self.list.faulty.connect(self._tell_fault)
        self.list.again.clicked.connect(self.read_again)
        self.list.write.clicked.connect(self.write_lesson)
        self.title, self.goal, self.place = (
            words("", "title", wrap=True),
            words("", "small", wrap=True),
            words("", "head"),
        )
        self.total = words("", "small")
        self.card = LessonCard()
        self.card.answered.connect(self._answered)
        self.next, self.back = primary(f"次へ　{NEXT.replace('Right', '→')}"), QPushButton(tr("前へ　Alt+←"))
        self.tell = QPushButton(tr("答えを見る　{answer}", answer=ANSWER))
        self.next.clicked.connect(lambda: self.step(1))
        self.back.clicked.connect(lambda: self.step(-1))
        self.tell.clicked.connect(self.card.show_answer)
        self.pages = [PageView(side, drawer.picture, self.selection, self.base) for side in ("sheet", "front", "back")]
        for page in self.pages:
            page.set_layers(_LIT)
        self.envelope = EnvelopeView(equipment.envelope, drawer.picture, self.selection, self.base)
        self.fields = FieldTree(self.selection, self.base)
        for twice in (self.fields.title, self.fields.from_one):  # the displays have one of these for all of them
            twice.hide()
        self.bands = [RecordBands(mode, self.selection, self.base) for mode in ("fields", "characters", "digits")]
        self.hex = HexView(self.selection, self.base, equipment.fonts.roles.get("gaiji"))
        self.walk = WalkView()
        self.walk.stepped.connect(self._walked)
        self.explained = words("", "body", wrap=True)
        self.explained.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        for band in self.bands:
            band.asked.connect(self.explain)
        self.selection.rangeChanged.connect(self._picked)
        self._arrange()
        for key, act in (
            (NEXT, lambda: self.step(1)),
            (BACK, lambda: self.step(-1)),
            (ANSWER, self.card.show_answer),
            (MORE, lambda: self._walk_on(1)),
            (LESS, lambda: self._walk_on(-1)),
            (BASE, self.base_button.toggle),
            (PLAY, self._play),
        ):
            bind(self, key, act)

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.addWidget(badge("研修　架空の見本データ", "asked"))
        head.addStretch(1)
        head.addWidget(self._drill_button())
        return head

    def _drill_button(self) -> QPushButton:
        button = QPushButton(tr("欠陥を見つける練習(&D)"), self)
        button.setAutoDefault(False)
        button.clicked.connect(self.drillWanted)
        return button

    def _arrange(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(8, 8, 8, 8)
        column.addLayout(self._head())
        step = QWidget()
        told = QVBoxLayout(step)
        told.setContentsMargins(0, 0, 0, 0)
        for widget in (self.place, self.title, self.goal):
            told.addWidget(widget)
        told.addWidget(self.card, 1)
        column.addWidget(self.list, 3)
        self.step_area = Scrolled(step, _LEAST)
        self.step_area.verticalScrollBar().rangeChanged.connect(self._to_answer)
        column.addWidget(self.step_area, 7)
        column.addWidget(self.total)
        buttons = QHBoxLayout()
        for button in (self.back, self.tell, self.next):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        column.addLayout(buttons)
        board = self._board()
        whole = QSplitter(Qt.Orientation.Horizontal)
        whole.addWidget(left)
        whole.addWidget(board)
        whole.setSizes([460, 1380])
        whole.setStretchFactor(1, 1)
        whole.setChildrenCollapsible(False)
        self.tools = PointingTools(board, self)
        self.pen, self.pen_button = self.tools.layer, self.tools.buttons["pen"]
        self.faces.setCornerWidget(self.tools)
        self._stack.addWidget(whole)

    def _board(self) -> QWidget:
        """What is pointed at: the pages, the record, and what is said of a byte."""
        self.faces, self.displays = QTabWidget(), QTabWidget()
        for page, title in zip(self.pages, ("宛名面", "通知 表", "通知 裏"), strict=True):
            self.faces.addTab(page, tr(title))
        self.faces.addTab(self.envelope, tr("封筒"))
        self.displays.addTab(self.fields, tr("項目別"))
        for band, title in zip(self.bands, ("横並び", "文字", "三段"), strict=True):
            self.displays.addTab(band, tr(title))
        self.displays.addTab(self.hex, tr("16進"))
        self.displays.addTab(self.walk, tr("たどる"))
        self.displays.setCurrentIndex(1)
        self.displays.currentChanged.connect(self._make_room)
        self.faces.currentChanged.connect(self._make_room)
        self.base_button = QToolButton(text=tr("1 から数える"), checkable=True)
        self.base_button.setProperty("chip", True)
        self.base_button.setToolTip(
            tr("バイトの位置を 1 から数える（{base}）。機構の仕様書の表は 1 から数えています。", base=BASE)
        )
        self.base_button.toggled.connect(lambda on: self.base.set_base(1 if on else 0))
        self.base.changed.connect(lambda base: self.base_button.setChecked(base == 1))
        self.displays.setCornerWidget(self.base_button)
        self.right = right = QSplitter(Qt.Orientation.Vertical)
        right.addWidget(self.faces)
        right.addWidget(self.displays)
        self.explaining = Scrolled(self.explained, _LEAST_TOLD, by_keys=True)
        right.addWidget(self.explaining)
        right.setSizes(_SHARES)
        right.setStretchFactor(0, 1)
        right.setChildrenCollapsible(False)
        board = QWidget()  # a pane of a splitter would make a pane of the pen, too
        QVBoxLayout(board).addWidget(right)
        return board

    # Lessons of one's own

    def read_again(self) -> None:
        """The product's lessons and those of the folder, as they are now."""
        assert self.bench is not None
        own, bad = ((), ()) if self._folder is None else own_lessons(self._folder, self.bench)
        products = load_lessons()
        self.lessons = (*products, *own)
        self.list.show_lessons([one.title for one in products], [one.title for one in own], bad)
        self.go(min(self.at[0], len(self.lessons) - 1), 0)

    def write_lesson(self) -> None:
        """A new lesson to begin with: the example, explained."""
        if self._folder is None:
            return
        try:
            path = write_example(self._folder)
        except KenpanError as error:
            self.list.tell(f"！ {error}")
            return
        self.read_again()
        self.go(self.list.count - 1, 0)
        self.list.tell(f"書き出しました。文字のエディタで直し、「読み直す」を押します。\n{path}")

    def _tell_fault(self, error: KenpanError) -> None:
        self.list.tell(f"× {error}")

    # Steps

    def go(self, lesson: int, step: int) -> None:
        """Show a step of a lesson."""
        assert self.bench is not None
        self.at = (lesson, step)
        one = self.lessons[lesson]
        now = one.steps[step]
        file, record = find_record(self.bench, now.wanted)
        look = self.bench.look(file, record)
        self.selection.show(file, record)
        for page in self.pages:
            page.show_look(look)
        for band in self.bands:
            band.show_look(look)
        self.envelope.show_look(look)
        self.fields.show_look(look)
        self.hex.show_look(look)
        self.faces.setCurrentIndex(_FACES[now.face])
        self.title.setText(tr(one.title))
        self.goal.setText(tr("めあて　{goal}", goal=one.goal))
        self.place.setText(
            tr(
                "教材 {lesson}／{n_lessons}　{step}／{n_steps} 枚",
                lesson=lesson + 1,
                n_lessons=len(self.lessons),
                step=step + 1,
                n_steps=len(one.steps),
            )
        )
        right = "" if now.ask is None else right_answer(self.bench, (file, record), now.ask)
        self.card.show_step(now, right)  # first: what is picked from here on answers this question, not the one before
        shown = [row for row in look.fields if row.item in now.items]
        self.explained.clear()  # what the step before spoke of may be this one's answer
        asks_field = now.ask is not None and now.ask.kind == "field"
        if shown and not asks_field:
            self.selection.select((shown[0].offset, shown[0].offset + shown[0].length))
        self.walk.show_walks(walks(self.bench, file, record), now.walk)
        if now.walk:
            self.displays.setCurrentWidget(self.walk)
        self.list.choose(lesson)
        self.back.setEnabled(self.at != (0, 0))
        self.tell.setEnabled(now.ask is not None)
        self._count()

    def step(self, by: int) -> None:
        """The next step, of the next lesson after the last; or back."""
        lesson, step = self.at
        step += by
        if step >= len(self.lessons[lesson].steps):
            lesson, step = lesson + 1, 0
        elif step < 0:
            lesson -= 1
            step = len(self.lessons[max(lesson, 0)].steps) - 1
        if 0 <= lesson < len(self.lessons):
            self.go(lesson, step)

    def _answered(self, right: bool) -> None:
        self.score[self.at] = right
        self._count()

    def _to_answer(self, _first: int, end: int) -> None:
        """What came of an answer stands last: on a low screen the card has just become too long for its room."""
        self.step_area.verticalScrollBar().setValue(end if self.card.is_told else 0)

    def _count(self) -> None:
        right = sum(self.score.values())
        self.total.setText(tr(f"正解 {right}／{len(self.score)} 問" if self.score else ""))

    def _make_room(self) -> None:
        """A walk says itself what its bytes are; the envelope needs room for what moves in it."""
        plays = self.faces.currentWidget() is self.envelope
        self.explaining.setVisible(not plays and self.displays.currentWidget() is not self.walk)
        if plays is not self._plays:
            self._plays = plays
            self.right.setSizes(_PLAYING if plays else _SHARES)

    def _walk_on(self, by: int) -> None:
        if self.displays.currentWidget() is not self.walk:
            self.displays.setCurrentWidget(self.walk)
        else:
            self.walk.step(by)

    def _walked(self, span: Span | None) -> None:
        if span is not None and not self.card.waits_for_field:
            self.selection.select(span)

    def _play(self) -> None:
        self.faces.setCurrentWidget(self.envelope)
        self.envelope.play_button.toggle()

    # Bytes

    def _picked(self, span: Span | None) -> None:
        if span is None or self.bench is None:
            return
        look = self.bench.look(self.selection.file, self.selection.record)
        self.explain(span.start)
        if self.card.waits_for_field and not self.envelope.shows_worst:
            row = next((row for row in look.fields if row.offset <= span.start < row.offset + row.length), None)
            if row is not None:
                self.card.answer(str(row.item))

    def explain(self, offset: int) -> None:
        """Say in words what the byte is."""
        assert self.bench is not None
        look = self.bench.look(self.selection.file, self.selection.record)
        if offset < len(look.raw):
            lines = explain_byte(look, self.bench.notices[self.selection.file], offset)
            self.explained.setText(tr("\n".join(lines)))


def _ready(bench: Workbench) -> tuple[Workbench, Drawer]:
    """A sample and what draws its sheets; for a worker, as the fonts take a moment to put in."""
    from app.sheet.draw import Drawer
    from app.sheet.model import PRACTICE

    drawer = Drawer(bench.equipment.fonts, bench.equipment.shown.values(), PRACTICE)
    drawer.prepare()
    return bench, drawer
