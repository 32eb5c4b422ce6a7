"""Whether the workstation hangs on a network, in the status line while media are open."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QLabel, QWidget

from app.language import tr
from app.ui.kit import tokens
from app.ui.shell.workers import Jobs
from app.workstation.network import UNKNOWN, interfaces_up

NETWORK_JOB = "network"
_LOOK_MS = 5000


class NetworkLabel(QLabel):
    """Empty until :meth:`watch` is called; ``changed(interfaces)`` when something was connected or taken off.

    ``look`` gives the names of the interfaces that are up; it runs off the GUI thread.
    """

    changed = Signal(object)

    def __init__(
        self,
        jobs: Jobs,
        parent: QWidget | None = None,
        *,
        look: Callable[[], tuple[str, ...]] = interfaces_up,
        look_ms: int = _LOOK_MS,
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._jobs, self._ask = jobs, look
        self.interfaces: tuple[str, ...] | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(look_ms)
        self._timer.timeout.connect(self._look)

    def watch(self, on: bool) -> None:
        """Look from now on, at once and again and again; or stop and say nothing."""
        if on and not self._timer.isActive():
            self._timer.start()
            self._look()
        elif not on:
            self._timer.stop()
            self._jobs.cancel(NETWORK_JOB)
            self.interfaces = None
            self.clear()
            self.setToolTip("")

    def _look(self) -> None:
        if not self._jobs.running(NETWORK_JOB):
            unseen = lambda _error: self._show((UNKNOWN,))  # noqa: E731
            self._jobs.start(lambda progress: self._ask(), on_done=self._show, on_error=unseen, key=NETWORK_JOB)

    def _show(self, interfaces: tuple[str, ...]) -> None:
        if interfaces == self.interfaces:
            return
        self.interfaces = interfaces
        text = f"！ ネットワーク接続あり：{'、'.join(interfaces)}" if interfaces else "ネットワーク：なし"
        self.setText(tr(text))
        self.setToolTip(tokens.plain_tooltip(text))
        self.setProperty("role", "alarm" if interfaces else "")
        self.style().polish(self)
        self.changed.emit(interfaces)
