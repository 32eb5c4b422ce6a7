"""What the person may do with the month or process that is chosen: a button for each act of their role."""

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QPushButton, QSizePolicy, QWidget

OPEN, CHOOSE, SETTING, PIN, BIND, RELEASE = "open", "choose", "setting", "pin", "bind", "release"
CREATE = "create"
MONTH, RECEIVE, CLOSE, REOPEN, STORE = "month", "receive", "close", "reopen", "store"
About = Literal["", "process", "month"]
_ACTS: tuple[tuple[str, str, str, About], ...] = (
    (OPEN, "検証品を開く　Enter", "", "process"),
    (CHOOSE, "検証品を選ぶ(&P)…", "round.opened", "process"),
    (SETTING, "設定を登録(&S)…", "setting.registered", "process"),
    (PIN, "暗証番号(&I)…", "pin.allowed", "process"),
    (RECEIVE, "受入を開く(&U)", "reception.recorded", "month"),
    (CLOSE, "関門を完了(&K)…", "gate.closed", "month"),
    (REOPEN, "関門を再開(&O)…", "gate.reopened", "month"),
    (RELEASE, "本番を開始(&R)…", "run.released", "month"),
    (STORE, "保管庫(&T)…", "store.created", "month"),
    (BIND, "結び付け直す(&B)…", "process.bound", ""),
    (MONTH, "月を登録(&G)…", "month.opened", ""),
    (CREATE, "工程を登録(&N)…", "process.created", ""),
)
_PER_ROW = 4


class ActsRow(QWidget):
    """``wanted(act)``. Buttons of acts that the role does not have are not there at all."""

    wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons = {act: self._button(act, text) for act, text, _, _ in _ACTS}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._narrow: bool | None = None
        self.set_narrow(False)

    def _button(self, act: str, text: str) -> QPushButton:
        button = QPushButton(text)
        button.setAutoDefault(False)
        button.setMinimumHeight(36)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        button.clicked.connect(lambda _on: self.wanted.emit(act))
        return button

    def set_narrow(self, narrow: bool) -> None:
        """Two rows instead of one."""
        if narrow == self._narrow:
            return
        self._narrow = narrow
        for at, button in enumerate(self.buttons.values()):
            self._grid.addWidget(button, at // _PER_ROW if narrow else 0, at % _PER_ROW if narrow else at)

    def allow(self, may: Callable[[str], bool], *, about: About, pointless: frozenset[str] = frozenset()) -> None:
        """``about``: what is chosen, if anything; ``pointless``: acts that it leaves nothing to do for."""
        for act, _text, kind, of in _ACTS:
            button = self.buttons[act]
            fits = of in ("", about) or (of == "process" and not about)
            button.setVisible(fits and (not kind or may(kind)))
            button.setEnabled(act in (CREATE, MONTH) or (bool(about) and act not in pointless))
