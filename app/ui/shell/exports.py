"""What a person writes out of the open volume, worked out and written off the GUI thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.errors import KenpanError
from app.filing.safe_write import Write
from app.progress import Progress
from app.ui.shell.workers import Jobs

if TYPE_CHECKING:
    from app.month.looking.model import ShownRecord
    from app.month.looking.workbench import Workbench
    from app.sheet.draw import Drawer

_JOB = "export"

Writer = Callable[[str], Write]
"""``kind`` of file → how it is written out, by whoever is here when that is asked."""


class Exports(QObject):
    """Asks where, starts the work; ``said(text)`` for the status line, ``failed(error)`` for what went wrong."""

    said = Signal(str)
    failed = Signal(object)

    def __init__(self, jobs: Jobs, writer: Writer, parent: QWidget) -> None:
        super().__init__(parent)
        self._jobs, self._writer = jobs, writer
        self._window = parent

    def notice(self, look: ShownRecord | None, drawer: Drawer) -> None:
        """The notice on screen as PDF."""
        from app.month.looking.export import render_files

        if look is None or look.sheet is None or look.content is None:
            self.said.emit("書き出す紙面がありません。明細（01）のレコードを選んでください。")
            return
        chosen = self._ask("通知を書き出す（個人情報を含みます）", f"{look.content.piece_id}.pdf")
        if chosen is None:
            return
        write = self._writer("notice")
        self._start(
            lambda progress: render_files(drawer, look, chosen, png=None, items=None, imposed=False, write=write),
            "通知",
        )

    def proof(self, bench: Workbench) -> None:
        """The all-glyph proof of the loaded 外字 font."""
        from app.month.looking.gaiji_uses import gaiji_uses
        from app.sheet.glyphs import proof_pdf

        chosen = self._ask("外字全件一覧を書き出す", "外字全件一覧.pdf")
        if chosen is None:
            return

        write = self._writer("gaiji")

        def make(progress: Progress) -> Sequence[Path]:
            used = {code: use.count for code, use in gaiji_uses(bench, progress).items()}
            return [write(chosen, proof_pdf(bench.equipment.fonts.roles.get("gaiji"), used))]

        self._start(make, "外字全件一覧")

    def _start(self, make: Callable[[Progress], Sequence[Path]], what: str) -> None:
        self.said.emit(f"{what}を書き出しています…")
        self._jobs.start(make, on_done=self._written, on_error=self._wrong, key=_JOB)

    def _written(self, paths: Sequence[Path]) -> None:
        self.said.emit("書き出しました：" + "、".join(path.name for path in paths))

    def _wrong(self, error: KenpanError) -> None:
        self.said.emit("")
        self.failed.emit(error)

    def _ask(self, title: str, name: str) -> Path | None:
        from app.ui.kit.save_dialog import ask_where

        return ask_where(self._window, title, name, "PDF (*.pdf)", ".pdf")
