"""What the person may do with the job that is chosen: a button for each act of their role."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QPushButton, QSizePolicy, QWidget

OPEN, CHOOSE, SETTING, BIND, RELEASE, CREATE = "open", "choose", "setting", "bind", "release", "create"
_ACTS = (
    (OPEN, "検証品を開く　Enter", ""),
    (CHOOSE, "検証品を選ぶ(&P)…", "round.opened"),
    (SETTING, "設定を登録(&S)…", "setting.registered"),
    (BIND, "結び付け直す(&B)…", "job.bound"),
    (RELEASE, "本番を開始(&R)…", "job.released"),
    (CREATE, "仕事を登録(&N)…", "job.created"),
)
_PER_ROW = 3


class ActsRow(QWidget):
    """``wanted(act)``. Buttons of acts that the role does not have are not there at all."""

    wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons = {act: self._button(act, text) for act, text, _ in _ACTS}
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

    def allow(self, may: Callable[[str], bool], *, chosen: bool, opened: bool, released: bool) -> None:
        """``chosen``: there is a current job, ``opened``: it has a round, ``released``: the run was let go."""
        for act, _text, kind in _ACTS:
            button = self.buttons[act]
            button.setVisible(not kind or may(kind))
            pointless = (act == OPEN and not opened) or (act == RELEASE and released)
            button.setEnabled(act == CREATE or (chosen and not pointless))
