"""Search everywhere, over whatever screen is in front: type, ↓, Enter."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QDialog,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.errors import KenpanError
from app.language import tr
from app.month.looking.find import Index, SearchGoal, SearchHit, SearchPlace, build_index, find
from app.month.looking.workbench import Workbench
from app.shown import shown
from app.ui.kit import tokens
from app.ui.kit.cards import words
from app.ui.shell.workers import Jobs

INDEX_JOB, ASK_JOB = "find.index", "find.ask"
_HINT = "現品ID・番号・整理記号-番号・名称・郵便番号・事務所・規則・画面"
_WIDTH_EM = 46
_NOTE = Qt.ItemDataRole.UserRole
_LINES = 15


class _Line(QStyledItemDelegate):
    """What was found on the left, where it is on the right."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        note = str(index.data(_NOTE) or "")
        own = QStyleOptionViewItem(option)
        room = own.rect.adjusted(0, 0, -10, 0)
        wide = own.fontMetrics.horizontalAdvance(tr(note))
        super().paint(painter, own, index)
        title = own.fontMetrics.horizontalAdvance(str(index.data()))
        if note and title + wide + 40 <= room.width():
            painter.setPen(tokens.FAINT)
            painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, tr(note))


class FindPopup(QDialog):
    """``chosen(goal)``. The index of a volume is made when it is first searched, and forgotten with it."""

    chosen = Signal(object)

    def __init__(self, jobs: Jobs, bench: Callable[[], Workbench | None], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setObjectName("find")
        self.setWindowTitle(tr("検索"))
        self._jobs, self._bench, self._over = jobs, bench, parent
        self._places: Sequence[SearchPlace] = ()
        self._index: Index | None = None
        self._enters = False
        self.hits: list[SearchHit | None] = []
        self.edit, self.list, self.note = QLineEdit(placeholderText=tr(_HINT)), QListWidget(), words(step="small")
        self.edit.setAccessibleName(tr("検索"))
        self.edit.setClearButtonEnabled(True)
        self.edit.installEventFilter(self)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setItemDelegate(_Line(self.list))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 8)
        for widget in (self.edit, self.list, self.note):
            layout.addWidget(widget)
        self.edit.textChanged.connect(self._ask)
        self.edit.returnPressed.connect(self._enter)
        self.list.itemClicked.connect(lambda _item: self._choose())

    # Coming and going

    def come(self, places: Sequence[SearchPlace], text: str = "") -> None:
        """Over the window, empty or with a text."""
        self._places = tuple(places)
        bench = self._bench()
        if bench is None:
            self.forget()
        elif self._index is None or self._index.bench is not bench:
            self._jobs.start(lambda progress: build_index(bench, progress), on_done=self._ready, on_error=self._failed,
                             key=INDEX_JOB)  # fmt: skip
        self._lie_over()
        self.edit.setText(text)
        self._ask()
        self.open()
        self.edit.setFocus()

    def forget(self) -> None:
        """The volume goes: nothing of it stays here."""
        self._jobs.cancel(INDEX_JOB)
        self._jobs.cancel(ASK_JOB)
        self._index = None
        self.edit.clear()
        self._show(())
        self.reject()

    def _lie_over(self) -> None:
        window = self._over.window()
        em = self.fontMetrics().horizontalAdvance("漢")
        line = round(self.fontMetrics().height() * 1.75)
        self.resize(min(em * _WIDTH_EM, window.width() - 80), min(line * _LINES, window.height() - 120))
        corner = QPoint((window.width() - self.width()) // 2, round(window.height() * 0.09))
        self.move(window.mapToGlobal(corner))

    def _ready(self, index: Index) -> None:
        self._index = index
        self._ask()

    def _failed(self, error: KenpanError) -> None:
        self.note.setText(tr("！ {error}", error=error))

    # Asking

    def _ask(self) -> None:
        text, index, places = self.edit.text(), self._index, self._places
        waiting = self._jobs.running(INDEX_JOB)
        said = "検索の準備をしています…" if waiting else "" if self._bench() else "媒体を開くと、レコードも探せます。"
        self.note.setText(tr("　".join(part for part in (said, "↑↓ 選ぶ　Enter 開く　Esc 閉じる") if part)))
        if not text.strip():
            self._jobs.cancel(ASK_JOB)
            self._show(())
            return
        self._jobs.start(lambda progress: find(index, text, places), on_done=self._show, on_error=self._failed,
                         key=ASK_JOB)  # fmt: skip

    def _show(self, hits: Sequence[SearchHit]) -> None:
        self.list.clear()
        self.hits = []
        group = ""
        for hit in hits:
            if hit.group != group:
                group = hit.group
                self._add(None, group)
            self._add(hit, hit.title)
        if not hits and self.edit.text().strip() and not self._jobs.running(INDEX_JOB):
            self._add(None, "見つかりません")
        self._step(1, -1)
        if self._enters and not self._jobs.running(INDEX_JOB):
            self._choose()

    def _add(self, hit: SearchHit | None, text: str) -> None:
        is_data = hit is not None and hit.goal.file
        item = QListWidgetItem(shown(text) if is_data else tr(shown(text)))
        item.setData(_NOTE, "" if hit is None else shown(hit.note))
        if hit is None:
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            item.setForeground(tokens.brush(tokens.FAINT))
        self.list.addItem(item)
        self.hits.append(hit)

    # Choosing

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step is not None:
                self._step(step, self.list.currentRow())
                return True
        return super().eventFilter(watched, event)

    def _step(self, step: int, row: int) -> None:
        row += step
        while 0 <= row < len(self.hits) and self.hits[row] is None:
            row += step
        if 0 <= row < len(self.hits):
            self.list.setCurrentRow(row)

    def _enter(self) -> None:
        """A scanner sends its Enter before there is an answer: the first one is taken then."""
        if self._jobs.running(ASK_JOB) or self._jobs.running(INDEX_JOB):
            self._enters = True
        else:
            self._choose()

    def _choose(self) -> None:
        self._enters = False
        row = self.list.currentRow()
        hit = self.hits[row] if 0 <= row < len(self.hits) else None
        if hit is not None and hit.goal != SearchGoal():
            self.accept()
            self.chosen.emit(hit.goal)
