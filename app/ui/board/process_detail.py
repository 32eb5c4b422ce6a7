"""The process looked at: what blocks it, what it is bound to, its settings, rounds, versions and history."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from app.language import tr
from app.signoff.ledger import Entry
from app.signoff.model import Process, State
from app.signoff.process_settings import SettingKind
from app.signoff.signed import Part
from app.signoff.standing import Standing
from app.ui.board import detail_rows as rows
from app.ui.board.board_rows import blocking_lines
from app.ui.board.board_words import force_text, round_name, short_fingerprint
from app.ui.board.cells import CellView
from app.ui.kit.fitting import by_text
from app.ui.kit.page_stack import Tabs
from app.ui.kit.words import process_text

_MOST_LINES, _MOST_LINES_LOW = 5, 2
_VEILED = "本番の設定を確かめている間は、結び付けたものを表示しません。"


class ProcessDetail(QWidget):
    """``roundWanted(id)``: Enter on one of the rounds."""

    roundWanted = Signal(str)

    def __init__(self, kinds: Sequence[SettingKind], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kinds = tuple(kinds)
        self._process = ""
        self._most = _MOST_LINES
        self._lines, self._veiled = 0, False
        self.head, self.print = QLabel(), QLabel()
        for label in (self.head, self.print):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        font = self.head.font()
        font.setBold(True)
        self.head.setFont(font)
        self.blocking = QPlainTextEdit(self, readOnly=True)
        self.blocking.setTabChangesFocus(True)
        self.blocking.setAccessibleName(tr("止めているもの"))
        by_text(self.blocking, self._make_room)
        self.tabs = Tabs(self, document=False)
        room = self.tabs.room
        parts = QWidget(room)
        self.parts = CellView("結び付けたもの", rows.PART_HEADERS, rows.PART_WIDTHS, parts)
        self.settings = CellView("工程の設定", rows.SETTING_HEADERS, rows.SETTING_WIDTHS, room)
        self.rounds = CellView("検証品の回", rows.ROUND_HEADERS, rows.ROUND_WIDTHS, room)
        self.versions = CellView("承認された版", rows.VERSION_HEADERS, rows.VERSION_WIDTHS, room)
        self.history = CellView("履歴", rows.HISTORY_HEADERS, rows.HISTORY_WIDTHS, room)
        for table, name in (
            (self.parts, "process.parts"),
            (self.settings, "process.settings"),
            (self.rounds, "process.rounds"),
            (self.versions, "process.versions"),
            (self.history, "process.history"),
        ):
            table.setObjectName(name)
        self._views = (self.parts, self.settings, self.rounds, self.versions, self.history)
        inner = QVBoxLayout(parts)
        inner.setContentsMargins(0, 4, 0, 0)
        inner.addWidget(self.print)
        inner.addWidget(self.parts, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.head)
        layout.addWidget(self.blocking)
        layout.addWidget(self.tabs, 1)
        for page, name in (
            (parts, "同一性"),
            (self.settings, "設定"),
            (self.rounds, "検証品"),
            (self.versions, "版"),
            (self.history, "履歴"),
        ):
            self.tabs.addTab(page, tr(name))
        self.rounds.entered.connect(self.roundWanted)
        self.show_nothing()

    def _make_room(self, blocking: QWidget) -> None:
        lines = min(self._lines, self._most) + 0.5
        blocking.setFixedHeight(round(blocking.fontMetrics().lineSpacing() * lines) + 12)

    def set_low(self, low: bool) -> None:
        """Less room for what blocks, where there is little height; it scrolls."""
        self._most = _MOST_LINES_LOW if low else _MOST_LINES

    def veil(self, *, on: bool) -> None:
        """Show nothing of what a process is bound to, while it is to be given again; what is there comes with the next
        :meth:`show_process` and :meth:`show_history`.
        """
        self._veiled = on
        self.tabs.setEnabled(not on)
        if on:
            self.print.setText(tr(_VEILED))
            self.blocking.clear()
            for view in self._views:
                view.show_rows(())

    def show_nothing(self) -> None:
        """No process is chosen."""
        self.head.clear()
        self.blocking.clear()
        for widget in (self.blocking, self.tabs):
            widget.setVisible(False)

    def show_process(self, state: State, one: Standing, viewer: str, live: Sequence[Part] | None) -> None:
        """Everything but the history, which :meth:`show_history` brings."""
        process = one.process
        if process.id != self._process:
            self._process = process.id
            for view in self._views:
                view.show_rows(())
        self.head.setText(
            tr(
                "{process_text}　{force_text}\n{next_step}",
                process_text=process_text(process),
                force_text=force_text(one.force),
                next_step=one.next_step,
            )
        )
        if self._veiled:
            return
        lines = blocking_lines(one)
        self.blocking.setPlainText("\n".join(lines))
        self._lines = len(lines)
        self._make_room(self.blocking)
        self.blocking.setVisible(bool(lines))
        self.tabs.setVisible(True)
        proof = "検証品" if one.round is None else f"第{one.round.number}回"
        self.parts.cells.set_header(2, proof)
        compared = "検証品はまだありません" if one.round is None else f"{round_name(one.round)}と比べています"
        medium = "" if live is not None else "。媒体が開かれていないので、この端末とは比べていません"
        self.print.setText(
            tr(
                "指紋　{short_fingerprint}　　{compared}{medium}{pin_words}",
                short_fingerprint=short_fingerprint(process.parts),
                compared=compared,
                medium=medium,
                pin_words=_pin_words(process),
            )
        )
        self.parts.show_rows(rows.part_rows(process.parts, one.round, live))
        self.settings.show_rows(rows.setting_rows(process, self._kinds, ()))
        self.rounds.show_rows(rows.round_rows(state, process, viewer, live))
        self.versions.show_rows(rows.version_rows(state, process))

    def show_history(self, state: State, one: Standing, history: Sequence[Entry], viewer: str) -> None:
        """What was done to this process, oldest first."""
        if self._veiled:
            return
        self.settings.show_rows(rows.setting_rows(one.process, self._kinds, history))
        self.history.show_rows(rows.history_rows(state, history, viewer))


def _pin_words(process: Process) -> str:
    return "" if process.pin is None else f"　　暗証番号の署名　許可（{process.pin.name}）"
