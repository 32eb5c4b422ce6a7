"""How far a comparison is: pages, pages a second, when it will be done; and a button that stops it."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from app.language import tr

_PAGES = ("印刷の照合", "取り込み画像の照合")
_LEAST_S = 2.0
"""Before that nobody can say how long it will take."""


class ProgressLine(QWidget):
    """``clock`` gives seconds that only go on, ``now`` the time of day."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, now: Callable[[], datetime] = datetime.now) -> None:
        super().__init__()
        self._clock, self._now = clock, now
        self._stage, self._since, self._from = "", 0.0, 0
        self.bar, self.text, self.stop = QProgressBar(), QLabel(), QPushButton(tr("中止(&S)"))
        self.stop.setAutoDefault(False)
        self.bar.setTextVisible(False)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.bar, 1)
        layout.addWidget(self.text)
        layout.addWidget(self.stop)

    def report(self, stage: str, done: int, total: int) -> None:
        """So much of it is done."""
        now = self._clock()
        if stage != self._stage:
            self._stage, self._since, self._from = stage, now, done
        self.bar.setRange(0, 1000)
        self.bar.setValue(1000 * done // max(total, 1))
        self.text.setText(tr(progress_text(stage, done, total, done - self._from, now - self._since, self._now())))


def progress_text(stage: str, done: int, total: int, fresh: int, seconds: float, now: datetime) -> str:
    """``印刷の照合　1,200／960,000 頁　毎秒 55 頁　終わりは 16:40 ごろ``; the last two once they can be told."""
    if stage not in _PAGES:
        return f"{stage}　{100 * done // max(total, 1)}%"
    text = f"{stage}　{done:,}／{total:,} 頁"
    if seconds < _LEAST_S or fresh <= 0:
        return text
    speed = fresh / seconds
    end = now + timedelta(seconds=(total - done) / speed)
    day = "" if end.date() == now.date() else f"{end.month}月{end.day}日 "
    return f"{text}　毎秒 {speed:,.1f} 頁　終わりは {day}{end:%H:%M} ごろ"
