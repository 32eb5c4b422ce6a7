"""The list of differences: groups above, the members of the chosen one below; walked by arrow keys, N and P."""

from typing import Literal

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QSplitter,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.language import tr
from app.proof.compared.differences import DifferenceReview
from app.ui.comparison import screen_keys as keys
from app.ui.comparison.difference_models import GroupModel, MemberModel, _Table
from app.ui.kit.columns import ContentTable
from app.ui.kit.shortcuts import bind
from app.ui.kit.tokens import narrow_font, plain_tooltip

Level = Literal["all", "error", "warning", "undecided"]
LEVELS: tuple[tuple[Level, str, str], ...] = (
    ("all", "すべて", keys.ALL),
    ("error", "誤り", keys.ERRORS),
    ("warning", "注意", keys.WARNINGS),
    ("undecided", "未決", keys.UNDECIDED),
)


class DifferenceList(QWidget):
    """``chosen(at)``: the place of the difference in the findings that is shown now, -1 for none; ``ticked()`` after
    one was ticked; ``decideWanted(group)``.
    """

    chosen = Signal(int)
    ticked = Signal()
    decideWanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._review: DifferenceReview | None = None
        self._quiet = False
        self._order: tuple[int, ...] = ()
        self._place: dict[int, int] = {}
        self.level: Level = "all"
        self.groups, self.members = GroupModel(), MemberModel()
        self.group_view = _view(self.groups, "違いのまとまり", "comparison.groups", 1)
        self.member_view = _view(self.members, "違い", "comparison.members", 3, 4)
        self.buttons: dict[Level, QToolButton] = {}
        self.note = QLabel()
        self._arrange()
        self.group_view.selectionModel().currentRowChanged.connect(lambda *_: self._group_chosen())
        self.member_view.selectionModel().currentRowChanged.connect(lambda *_: self._member_chosen())
        self.group_view.doubleClicked.connect(lambda _index: self.decide())
        bind(self, keys.NEXT, lambda: self.step(1))
        bind(self, keys.LAST, lambda: self.step(-1))
        bind(self, keys.TICK, self.tick)
        bind(self, keys.DECIDE, self.decide)
        for level, _, key in LEVELS:
            bind(self, key, lambda one=level: self.show_level(one))

    def _arrange(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(4)
        for level, text, key in LEVELS:
            button = self.buttons[level] = QToolButton()
            button.setText(tr(f"{key} {text}"))
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setToolTip(plain_tooltip(f"{text}だけを表示する" if level != "all" else "すべて表示する"))
            button.clicked.connect(lambda _on, one=level: self.show_level(one))
            bar.addWidget(button)
        bar.addStretch(1)
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(bar)
        both = QSplitter(Qt.Orientation.Vertical, self)
        layout.addWidget(both, 1)
        layout.addWidget(self.note)
        both.setObjectName("comparison.list")
        both.addWidget(self.group_view)
        both.addWidget(self.member_view)
        both.setChildrenCollapsible(False)

    # What is shown

    def show_review(self, review: DifferenceReview | None) -> None:
        """The differences of another comparison; the first is chosen."""
        self._review = review
        self.members.show_group(None, None)  # places in another one's findings mean nothing here
        self.show_level("all")

    def show_level(self, level: Level) -> None:
        """All of them, or those of one level."""
        self.level = level
        for name, button in self.buttons.items():
            button.setChecked(name == level)
        here = self.current
        review = self._review
        shown = [] if review is None else [at for at in range(len(review.groups)) if self._fits(review, at)]
        self.groups.show_groups(review, shown)
        self._order = () if review is None else tuple(at for group in shown for at in review.groups[group].members)
        self._place = {at: place for place, at in enumerate(self._order)}
        self._tell()
        if review is not None and here >= 0 and review.group_of(here) in shown:
            self.go_to(here)
        elif shown:
            self._choose_row(self.group_view, 0)
        else:
            self.members.show_group(None, None)
            self.chosen.emit(-1)

    def _fits(self, review: DifferenceReview, at: int) -> bool:
        if self.level == "undecided":
            return at not in review.rulings
        return self.level == "all" or review.groups[at].severity == self.level

    @property
    def current(self) -> int:
        """The place of the difference that is shown, -1 for none."""
        row = self.member_view.currentIndex().row()
        return self.members.members[row] if 0 <= row < len(self.members.members) else -1

    @property
    def group(self) -> int:
        """The group that is chosen, -1 for none."""
        row = self.group_view.currentIndex().row()
        return self.groups.shown[row] if 0 <= row < len(self.groups.shown) else -1

    def after(self, count: int) -> list[int]:
        """The next ones, and the one before."""
        at = self._place.get(self.current)
        return [] if at is None else [*self._order[at + 1 : at + 1 + count], *self._order[max(at - 1, 0) : at]]

    # Going through them

    def step(self, by: int) -> None:
        """The next difference, or the one before, whatever group it is in."""
        at = self._place.get(self.current, -1) + by
        if 0 <= at < len(self._order):
            self.go_to(self._order[at])

    def go_to(self, at: int) -> None:
        """Show this difference."""
        review = self._review
        if review is None:
            return
        group = review.group_of(at)
        if group not in self.groups.shown:
            return
        self._quiet = True
        if self.group != group:
            self._choose_row(self.group_view, self.groups.shown.index(group))
            self.members.show_group(review, group)
        self._quiet = False
        row = self.members.members.index(at)
        if self.member_view.currentIndex().row() == row:
            self.chosen.emit(at)
        self._choose_row(self.member_view, row)

    def _choose_row(self, view: QTableView, row: int) -> None:
        index = view.model().index(row, 0)
        flag = QItemSelectionModel.SelectionFlag
        view.selectionModel().setCurrentIndex(index, flag.ClearAndSelect | flag.Rows)
        view.scrollTo(index)

    def _group_chosen(self) -> None:
        if self._quiet or self._review is None or self.group < 0:
            return
        self.members.show_group(self._review, self.group)
        self._choose_row(self.member_view, 0)

    def _member_chosen(self) -> None:
        if self.current >= 0:
            self.chosen.emit(self.current)

    # What people do

    def tick(self) -> None:
        """This difference was looked at; again, and it was not."""
        review, at = self._review, self.current
        if review is None or at < 0:
            return
        review.tick(at, at not in review.seen)
        self.members.renew(at)
        self.renew(review.group_of(at))
        self.ticked.emit()

    def decide(self) -> None:
        """Decide on the group."""
        if self.group >= 0:
            self.decideWanted.emit(self.group)

    def renew(self, group: int) -> None:
        """A group is otherwise now."""
        self.groups.renew(group)
        self._tell()

    def _tell(self) -> None:
        review = self._review
        if review is None:
            self.note.setText("")
            return
        total = len(review.result.findings)
        self.note.setText(
            tr(
                "見た {n_seen:,} / {total:,} 件　未決 {undecided:,} 件",
                n_seen=len(review.seen),
                total=total,
                undecided=review.undecided,
            )
        )


def _view(model: _Table, title: str, name: str, *stretched: int) -> ContentTable:
    view = ContentTable(*stretched)
    view.setModel(model)
    view.setAccessibleName(tr(title))
    view.setObjectName(name)
    view.setFont(narrow_font())
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setTabKeyNavigation(False)
    view.setShowGrid(False)
    view.verticalHeader().hide()
    view.verticalHeader().setDefaultSectionSize(round(1.7 * view.fontMetrics().height()))
    view.horizontalHeader().setResizeContentsPrecision(200)
    return view
