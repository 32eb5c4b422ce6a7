"""What every part of 配信 that does something has at hand."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from app.delivery.store import Desk as Store
from app.delivery.store import open_desk
from app.errors import KenpanError
from app.japan_time import JST
from app.language import tr
from app.signoff.exchange_model import Exchange
from app.ui.delivery.next_act import Hand
from app.ui.kit.ask_dialog import AskDialog, Asked
from app.ui.shell.desk import Desk
from app.ui.shell.workers import Jobs


class Acts:
    """A part of the page, which is the widget."""

    JOB = "delivery.read"

    own: Exchange
    hand: Hand
    said: Any
    progress: Any
    _desk: Desk
    _jobs: Jobs
    _root: Callable[[], Path]
    _say: Callable[[str], None]
    _refuse: Callable[[KenpanError], None]
    _show: Callable[[], None]

    @property
    def _over(self) -> QWidget:
        return cast(QWidget, self)

    def _with_store(self, work: Callable[[Store], Any], done: Callable[[Any], object]) -> None:
        """Work with the encrypted store, away from the window."""
        root = self._root()
        self._say("")
        self._desk.run_with(
            lambda book, session: work(open_desk(book, session, root)),
            lambda found: (done(found), None)[1],
            self._refuse,
        )

    def _ask(
        self, title: str, about: str, asked: Sequence[Asked], ok: str, then: Callable[[dict[str, str]], object]
    ) -> AskDialog:
        dialog = AskDialog(title, about, asked, f"{ok}　Enter", self._over)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.told.connect(then)
        dialog.open()
        return dialog

    def _medium(self, what: str) -> Path | None:
        chosen = QFileDialog.getExistingDirectory(self._over, tr(what))
        return Path(chosen) if chosen else None

    def _file(self, what: str, kinds: str) -> Path | None:
        chosen, _ = QFileDialog.getOpenFileName(self._over, tr(what), "", tr(kinds))
        return Path(chosen) if chosen else None

    def _wrote(self, path: Path) -> None:
        self.said.emit(f"書き出しました：{path.name}")

    @staticmethod
    def this_month() -> str:
        """The month in Japan, as periods are written."""
        return f"{datetime.now(JST):%Y-%m}"
