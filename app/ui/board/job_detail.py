"""The job looked at: what blocks it, what it is bound to, its settings, rounds, releases and history."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QTabWidget, QVBoxLayout, QWidget

from app.signoff.ledger import Entry
from app.signoff.model import Part, State
from app.signoff.process_settings import SettingKind
from app.signoff.standing import Standing
from app.ui.board import detail_rows as rows
from app.ui.board.board_rows import blocking_lines
from app.ui.board.cells import CellView
from app.ui.board.words import round_name, short_fingerprint
from app.ui.words import job_text

_MOST_LINES, _MOST_LINES_LOW = 5, 2
_VEILED = "本番の設定を確かめている間は、結び付けたものを表示しません。"


class JobDetail(QWidget):
    """``roundWanted(id)``: Enter on one of the rounds."""

    roundWanted = Signal(str)

    def __init__(self, kinds: Sequence[SettingKind], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kinds = tuple(kinds)
        self._job = ""
        self._most = _MOST_LINES
        self._veiled = False
        self.head, self.print = QLabel(), QLabel()
        for label in (self.head, self.print):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        font = self.head.font()
        font.setBold(True)
        self.head.setFont(font)
        self.blocking = QPlainTextEdit(readOnly=True)
        self.blocking.setTabChangesFocus(True)
        self.blocking.setAccessibleName("止めているもの")
        self.parts = CellView("結び付けたもの", rows.PART_HEADERS, rows.PART_WIDTHS)
        self.settings = CellView("工程の設定", rows.SETTING_HEADERS, rows.SETTING_WIDTHS)
        self.rounds = CellView("検証品の回", rows.ROUND_HEADERS, rows.ROUND_WIDTHS)
        self.releases = CellView("本番開始", rows.RELEASE_HEADERS, rows.RELEASE_WIDTHS)
        self.history = CellView("履歴", rows.HISTORY_HEADERS, rows.HISTORY_WIDTHS)
        self._views = (self.parts, self.settings, self.rounds, self.releases, self.history)
        parts = QWidget()
        inner = QVBoxLayout(parts)
        inner.setContentsMargins(0, 4, 0, 0)
        inner.addWidget(self.print)
        inner.addWidget(self.parts, 1)
        self.tabs = QTabWidget()
        for page, name in (
            (parts, "同一性"),
            (self.settings, "設定"),
            (self.rounds, "検証品"),
            (self.releases, "本番"),
            (self.history, "履歴"),
        ):
            self.tabs.addTab(page, name)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.head)
        layout.addWidget(self.blocking)
        layout.addWidget(self.tabs, 1)
        self.rounds.entered.connect(self.roundWanted)
        self.show_nothing()

    def set_low(self, low: bool) -> None:
        """Less room for what blocks, where there is little height; it scrolls."""
        self._most = _MOST_LINES_LOW if low else _MOST_LINES

    def veil(self, *, on: bool) -> None:
        """Show nothing of what a job is bound to, while it is to be given again; what is there comes with the next
        :meth:`show_job` and :meth:`show_history`.
        """
        self._veiled = on
        self.tabs.setEnabled(not on)
        if on:
            self.print.setText(_VEILED)
            self.blocking.clear()
            for view in self._views:
                view.show_rows(())

    def show_nothing(self) -> None:
        """No job is chosen."""
        self.head.clear()
        self.blocking.clear()
        for widget in (self.blocking, self.tabs):
            widget.setVisible(False)

    def show_job(self, state: State, one: Standing, viewer: str, live: Sequence[Part] | None) -> None:
        """Everything but the history, which :meth:`show_history` brings."""
        job = one.job
        if job.id != self._job:
            self._job = job.id
            for view in self._views:
                view.show_rows(())
        self.head.setText(f"{job_text(job)}\n{one.next_step}")
        if self._veiled:
            return
        lines = blocking_lines(one)
        self.blocking.setPlainText("\n".join(lines))
        self.blocking.setFixedHeight(round(self.fontMetrics().lineSpacing() * (min(len(lines), self._most) + 0.5)) + 12)
        self.blocking.setVisible(bool(lines))
        self.tabs.setVisible(True)
        proof = "検証品" if one.round is None else f"第{one.round.number}回"
        self.parts.cells.set_header(2, proof)
        compared = "検証品はまだありません" if one.round is None else f"{round_name(one.round)}と比べています"
        medium = "" if live is not None else "。媒体が開かれていないので、この端末とは比べていません"
        self.print.setText(f"指紋　{short_fingerprint(job.parts)}　　{compared}{medium}")
        self.parts.show_rows(rows.part_rows(job, one.round, live))
        self.settings.show_rows(rows.setting_rows(job, self._kinds, ()))
        self.rounds.show_rows(rows.round_rows(state, job, viewer, live))
        self.releases.show_rows(rows.release_rows(state, job))

    def show_history(self, state: State, one: Standing, history: Sequence[Entry], viewer: str) -> None:
        """What was done to this job, oldest first."""
        if self._veiled:
            return
        self.settings.show_rows(rows.setting_rows(one.job, self._kinds, history))
        self.history.show_rows(rows.history_rows(state, history, viewer))
