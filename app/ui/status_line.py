"""The status line: the record looked at, whether the volume is a sample, and how it was decrypted."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QStatusBar

from app.shown import shown
from app.ui import theme
from app.workbench import Look, Workbench

_SAID_MS = 8000


class StatusLine:
    """Fills the window's status bar."""

    def __init__(self, bar: QStatusBar) -> None:
        self._bar = bar
        self._with_place = False
        self.place, self.sample, self.container = QLabel(), QLabel(), QLabel()
        for label in (self.place, self.sample, self.container):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.sample.setProperty("role", "alarm")
        self.container.setMinimumWidth(1)  # its end may be cut off rather than anything else
        bar.addWidget(self.place)
        bar.addPermanentWidget(self.sample)
        bar.addPermanentWidget(self.container)
        bar.messageChanged.connect(self._make_room)

    def place_shown(self, on: bool) -> None:
        """Whether there is a record to tell the place of; while something is said, that stands there instead."""
        self._with_place = on
        self.place.setVisible(on and not self._bar.currentMessage())

    def _make_room(self, text: str) -> None:
        """What is said needs the place of what is always there."""
        self.container.setVisible(not text)
        self.place.setVisible(self._with_place and not text)

    def say(self, text: str) -> None:
        """A line for a while."""
        self._bar.showMessage(shown(text), _SAID_MS)

    def show_volume(self, bench: Workbench) -> None:
        """Tell about an open volume."""
        self.container.setText(f"暗号：{bench.media.container_label}")
        self.container.setToolTip(theme.plain_tooltip(bench.media.container_label))
        self.sample.setText("見本データ（実在しない事業所）" if bench.is_sample else "")

    def show_place(self, look: Look | None) -> None:
        """File, number and 現品ID of the record looked at."""
        if look is None:
            self.place.clear()
            return
        piece = f"　現品ID {look.content.piece_id}" if look.content is not None else ""
        self.place.setText(f"{look.file}　番号 {look.record + 1:,}（0 始まり {look.record:,}）{piece}")

    def clear(self) -> None:
        """No volume is open."""
        for label in (self.place, self.sample, self.container):
            label.clear()
