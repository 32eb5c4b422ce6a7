"""Delivered forms, page by page: a PDF drawn in a limited child, a CSV as its fields."""

import csv
import io
from collections.abc import Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QScrollArea, QSplitter, QVBoxLayout, QWidget

from app.delivery.pictures import PagePicture, picture_of
from app.errors import KenpanError
from app.language import tr
from app.progress import Progress
from app.ui.board.cells import CellView, row
from app.ui.delivery.page_pixmap import page_pixmap
from app.ui.kit.focus import hand_back
from app.ui.kit.labels import plain
from app.ui.kit.lines import LinesTable
from app.ui.kit.page_stack import PageStack
from app.ui.shell.workers import Jobs

_JOB = "delivery.picture"
_ROWS, _COLUMNS = 2_000, 12


class Shown(NamedTuple):
    """A form: its kind in words, the name of its file, its bytes."""

    kind: str
    name: str
    content: bytes


class FormsDialog(QDialog):
    """The forms on the left, the page in hand on the right; ← → turn its pages."""

    def __init__(self, title: str, forms: Sequence[Shown], jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._forms, self._jobs = tuple(forms), jobs
        self.page, self._pixmap = 0, QPixmap()
        self.count = 1
        self.setWindowTitle(tr("帳票　{title}", title=title))
        self.setMinimumSize(1000, 640)
        self.list = LinesTable("帳票", ("帳票", "ファイル"), (11.0, 0.0))
        self.list.show_rows([(one.kind, one.name) for one in forms])
        self.picture, self.area, self.stack = QLabel(), QScrollArea(), PageStack()
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.area.setWidget(self.picture)
        self.area.setWidgetResizable(True)
        self.area.setAccessibleName(tr("帳票の頁"))
        # A bar that came with the page would take of the width that the page was fitted to.
        self.area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.table = CellView("CSV の欄", [f"{at + 1}列" for at in range(_COLUMNS)], [8.0] * (_COLUMNS - 1) + [0.0])
        self.stack.addWidget(self.area)
        self.stack.addWidget(self.table)
        self.said = plain("", "note")
        self.before, self.after = QPushButton(tr("← 前の頁")), QPushButton(tr("次の頁 →"))
        close = QPushButton(tr("閉じる　Esc"))
        close.setDefault(True)
        for button, step in ((self.before, -1), (self.after, 1)):
            button.setAutoDefault(False)
            button.clicked.connect(lambda _on=False, step=step: self.turn(step))
        close.clicked.connect(self.accept)
        foot = QHBoxLayout()
        for widget in (self.before, self.after, self.said):
            foot.addWidget(widget)
        foot.addStretch(1)
        foot.addWidget(close)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.list)
        split.addWidget(self.stack)
        split.setSizes([330, 670])
        split.setStretchFactor(1, 1)
        layout = QVBoxLayout(self)
        layout.addWidget(split, 1)
        layout.addLayout(foot)
        self.list.moved.connect(lambda _row: self._begin())
        hand_back(self)
        self._begin()

    def turn(self, step: int) -> None:
        """Another page of the form in hand."""
        wanted = self.page + step
        if 0 <= wanted < self.count:
            self.page = wanted
            self._look()

    def _begin(self) -> None:
        self.page, self.count = 0, 1
        self._look()

    def _look(self) -> None:
        at = self.list.current
        if at < 0:
            return
        form, number = self._forms[at], self.page
        if form.name.lower().endswith(".csv"):
            self._show_csv(form)
            return
        self.stack.setCurrentWidget(self.area)

        def work(progress: Progress) -> PagePicture:
            return picture_of(form.content, number, form.name)

        def done(told: PagePicture) -> None:
            if (self.list.current, self.page) == (at, number):
                self._show(told)

        self._jobs.cancel(_JOB)
        self._jobs.start(work, on_done=done, on_error=self._refuse, key=_JOB)

    def _refuse(self, error: KenpanError) -> None:
        self.said.setText(tr("！ {error}", error=error))

    def _show(self, told: PagePicture) -> None:
        self.count = told.pages
        self._pixmap = page_pixmap(told, self)
        self._fit()
        self._say(f"{self.page + 1}／{self.count} 頁")

    def _say(self, text: str) -> None:
        self.said.setText(tr(text))
        self.before.setEnabled(self.page > 0)
        self.after.setEnabled(self.page + 1 < self.count)

    def _show_csv(self, form: Shown) -> None:
        lines = list(csv.reader(io.StringIO(form.content.decode("cp932", "replace"))))
        self.stack.setCurrentWidget(self.table)
        self.table.show_rows(
            [
                row(f"{at}", *(one[column] if column < len(one) else "" for column in range(_COLUMNS)))
                for at, one in enumerate(lines[:_ROWS])
            ]
        )
        self._say(f"{len(lines):,} 行" + (f"（はじめの {_ROWS:,} 行）" if len(lines) > _ROWS else ""))

    def _fit(self) -> None:
        if self._pixmap.isNull():
            return
        width = max(self.area.viewport().width() - 4, 200)
        shown = self._pixmap.scaledToWidth(width, Qt.TransformationMode.SmoothTransformation)
        self.picture.setPixmap(shown)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step: Any = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step:
            self.turn(step)
        else:
            super().keyPressEvent(event)

    def done(self, result: int) -> None:
        """Nothing is drawn any more."""
        self._jobs.cancel(_JOB)
        super().done(result)
