"""The list under F1: keys as they look on a keyboard, by screen, searched as one types."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.language import tr
from app.ui.kit import tokens
from app.ui.kit.cards import words

_KEYS = Qt.ItemDataRole.UserRole
BETWEEN = "〜"
"""Between the first and the last of many keys."""
_PAD, _GAP, _LINE = 8, 5, 1.7
_HEIGHT, _WIDE_EM, _SHARE = 720, 60, 0.36


class ListedGroup(NamedTuple):
    """A heading, whether it is of the screen in front, and its lines: keys, and what they do."""

    name: str
    here: bool
    lines: Sequence[tuple[Sequence[str], str]]


class KeyList(QDialog):
    """``find(text)`` gives what there is to show; Esc empties the search, and then closes. ``reading``: F1 once more
    asks for the guide of the screen in front.
    """

    reading = Signal()

    def __init__(self, find: Callable[[str], Sequence[ListedGroup]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("キー操作の一覧"))
        self._find = find
        self.search = QLineEdit(placeholderText=tr("キーかはたらきで探す（例：署名、Ctrl+K）"))
        self.search.setAccessibleName(tr("キーを探す"))
        self.search.setClearButtonEnabled(True)
        self.table = QTableWidget(0, 2)
        self.none = words("見つかりません。別の言葉で探してください。", "body")
        self._arrange()
        self.search.textChanged.connect(self._show)
        self._show("")
        em = self.fontMetrics().horizontalAdvance("漢")
        room = self.screen().availableSize() if parent is None else parent.window().size()
        self.resize(min(em * _WIDE_EM, room.width() - 40), min(_HEIGHT, room.height() - 60))
        self.search.setFocus()

    def _arrange(self) -> None:
        table = self.table
        table.setAccessibleName(tr("キーとはたらき"))
        table.setItemDelegateForColumn(0, KeyCaps(table))
        table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        table.setSelectionMode(QTableWidget.SelectionMode.NoSelection)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.setWordWrap(True)
        table.verticalHeader().hide()
        table.horizontalHeader().hide()
        table.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        close = QPushButton(tr("閉じる　Esc"))
        close.setAutoDefault(False)
        close.clicked.connect(self.accept)
        row = QHBoxLayout()
        self.guide = QPushButton(tr("手引きを読む　F1"))
        self.guide.setAutoDefault(False)
        self.guide.clicked.connect(self._read)
        row.addWidget(self.search, 1)
        row.addWidget(self.guide)
        row.addWidget(close)
        space = tokens.SPACE["large"]
        layout = QVBoxLayout(self)
        layout.setContentsMargins(space, space, space, space)
        layout.setSpacing(tokens.SPACE["medium"])
        layout.addLayout(row)
        layout.addWidget(table, 1)
        layout.addWidget(self.none, 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.search.text():
            self.search.clear()
        elif event.key() == Qt.Key.Key_F1:
            self._read()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            bar = self.table.verticalScrollBar()
            step = bar.pageStep() if event.key() in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp) else bar.singleStep()
            bar.setValue(bar.value() + (step if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_PageDown) else -step))
        else:
            super().keyPressEvent(event)

    def _read(self) -> None:
        self.accept()
        self.reading.emit()

    def _show(self, wanted: str) -> None:
        groups = self._find(wanted)
        self.table.clearSpans()
        self.table.setRowCount(0)
        for group in groups:
            self._head(group)
            for keys, text in group.lines:
                self._line(keys, text)
        self._fit()
        self.table.scrollToTop()
        self.table.setVisible(bool(groups))
        self.none.setVisible(not groups)

    def _fit(self) -> None:
        self.table.setColumnWidth(0, round(self.table.viewport().width() * _SHARE))
        self.table.resizeRowsToContents()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _head(self, group: ListedGroup) -> None:
        row = self._more()
        item = QTableWidgetItem(tr(f"{group.name}　◀ 今の画面" if group.here else group.name))
        font = self.table.font()
        font.setBold(True)
        item.setFont(font)
        item.setForeground(QColor(tokens.FRAME_CHOSEN if group.here else tokens.INK))
        item.setBackground(QColor(tokens.TONES["doing" if group.here else "waiting"].ground))
        self.table.setItem(row, 0, item)
        self.table.setSpan(row, 0, 1, 2)

    def _line(self, keys: Sequence[str], text: str) -> None:
        row = self._more()
        item = QTableWidgetItem(tr("　".join(keys)))
        item.setData(_KEYS, list(keys))
        self.table.setItem(row, 0, item)
        self.table.setItem(row, 1, QTableWidgetItem(tr(text)))

    def _more(self) -> int:
        row = self.table.rowCount()
        self.table.insertRow(row)
        return row


Index = QModelIndex | QPersistentModelIndex


class KeyCaps(QStyledItemDelegate):
    """Draws each key of a line as a cap, on as many lines as its column needs; a heading, which has none, as text."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        keys, table = index.data(_KEYS), self.parent()
        line = round(option.fontMetrics.lineSpacing() * _LINE)
        if not keys or not isinstance(table, QTableWidget):
            return QSize(0, line)  # it lies over both columns
        places = _places(keys, option.fontMetrics, table.columnWidth(0))
        return QSize(0, line * (1 + places[-1][1]))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        keys = index.data(_KEYS)
        if not keys:
            super().paint(painter, option, index)
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(option.font)
        metrics = option.fontMetrics
        line, height = round(metrics.lineSpacing() * _LINE), metrics.height() + 4
        for key, (left, row) in zip(keys, _places(keys, metrics, option.rect.width()), strict=True):
            top = option.rect.top() + row * line + (line - height) / 2
            cap = QRectF(option.rect.left() + left, top, metrics.horizontalAdvance(key) + 2 * _PAD, height)
            if key != BETWEEN:
                painter.setPen(QPen(QColor(tokens.EDGE), 1))
                painter.setBrush(QColor(tokens.BUTTON))
                painter.drawRoundedRect(cap.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
            painter.setPen(QColor(tokens.INK))
            painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, key)
        painter.restore()


def _places(keys: Sequence[str], metrics: QFontMetrics, width: int) -> list[tuple[int, int]]:
    """Where each cap begins, px, and in which line."""
    found: list[tuple[int, int]] = []
    left, row = _PAD, 0
    for key in keys:
        wide = metrics.horizontalAdvance(key) + 2 * _PAD
        if found and left + wide > width:
            left, row = _PAD, row + 1
        found.append((left, row))
        left += wide + _GAP
    return found
