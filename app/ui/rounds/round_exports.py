"""Asking where a report goes, and having it written together with its entry."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.errors import KenpanError
from app.filing.round_files import export_gaiji, export_result
from app.month.looking.gaiji_uses import gaiji_uses
from app.month.looking.unjudged import unread_files
from app.month.looking.workbench import Workbench
from app.progress import no_progress
from app.signoff.book import Book, Session
from app.signoff.checksheet import CheckSheet
from app.signoff.signed import Part
from app.ui.kit.save_dialog import ask_where
from app.ui.rounds.acts import Live, to_show
from app.ui.shell.desk import Desk

_FILTERS = {".pdf": "PDF (*.pdf)", ".xlsx": "Excel (*.xlsx)"}


class RoundExports(QObject):
    """``said(text)`` for the status line, ``failed(error)`` for what went wrong."""

    said = Signal(str)
    failed = Signal(object)

    def __init__(self, desk: Desk, sheet: CheckSheet, live: Live, window: QWidget) -> None:
        super().__init__(window)
        self._desk, self._sheet, self._live, self._window = desk, sheet, live, window

    def result(self, round_id: str, suffix: str) -> None:
        """The result sheet as ``.pdf`` or ``.xlsx``."""
        chosen = self._ask(round_id, "検査結果表", suffix)
        if chosen is not None:
            live = self._to_show(round_id)
            self._start(lambda book, session: export_result(book, session, round_id, chosen, self._sheet, live))

    def gaiji(self, round_id: str, bench: Workbench) -> None:
        """The print of all 外字, with the uses in the open medium."""
        chosen = self._ask(round_id, "外字全件一覧", ".pdf")
        if chosen is None:
            return
        live = self._to_show(round_id)

        def work(book: Book, session: Session) -> Path:
            used = {code: use.count for code, use in gaiji_uses(bench, no_progress).items()}
            font = bench.equipment.fonts.roles.get("gaiji")
            unread = unread_files(bench)
            return export_gaiji(book, session, round_id, chosen, self._sheet, font, used, live, unread)

        self._start(work)

    def _to_show(self, round_id: str) -> tuple[Part, ...] | None:
        state = self._desk.state
        return to_show(self._live, state, state.rounds[round_id])

    def _start(self, work: Callable[[Book, Session], Path]) -> None:
        self.said.emit("書き出しています…")
        self._desk.run_with(work, lambda path: self.said.emit(f"書き出しました：{path.name}"), self._wrong)

    def _wrong(self, error: KenpanError) -> None:
        self.said.emit("")
        self.failed.emit(error)

    def _ask(self, round_id: str, what: str, suffix: str) -> Path | None:
        one = self._desk.state.rounds[round_id]
        name = f"本番検証品_{self._desk.state.processes[one.process].title}_第{one.number}回_{what}{suffix}"
        return ask_where(self._window, f"{what}を書き出す", name, _FILTERS[suffix], suffix)
