"""What the person may do with the month or process that is chosen: a button for each act of their role."""

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton

from app.language import tr
from app.ui.kit.act_row import ActRow

OPEN, CHOOSE, SETTING, PIN, BIND, RELEASE = "open", "choose", "setting", "pin", "bind", "release"
CREATE, WARM_UP = "create", "warm_up"
MONTH, RECEIVE, CLOSE, REOPEN, STORE = "month", "receive", "close", "reopen", "store"
About = Literal["", "process", "month"]
_ACTS: tuple[tuple[str, str, str, About], ...] = (
    (OPEN, "検証品を開く　Enter", "", "process"),
    (CHOOSE, "検証品を選ぶ(&P)…", "round.opened", "process"),
    (SETTING, "設定を登録(&S)…", "setting.registered", "process"),
    (PIN, "暗証番号(&I)…", "pin.allowed", "process"),
    (WARM_UP, "検査前の練習(&W)…", "warmup.required", ""),
    (RECEIVE, "受入を開く(&U)", "reception.recorded", "month"),
    (CLOSE, "関門を完了(&K)…", "gate.closed", "month"),
    (REOPEN, "関門を再開(&O)…", "gate.reopened", "month"),
    (RELEASE, "本番を開始(&R)…", "run.released", "month"),
    (STORE, "保管庫(&T)…", "store.created", "month"),
    (BIND, "結び付け直す(&B)…", "process.bound", ""),
    (MONTH, "月を登録(&G)…", "month.opened", ""),
    (CREATE, "工程を登録(&N)…", "process.created", ""),
)


class ActsRow(ActRow):
    """``wanted(act)``. Buttons of acts that the role does not have are not there at all."""

    wanted = Signal(str)

    def __init__(self) -> None:
        self.buttons = {act: QPushButton(tr(text)) for act, text, _, _ in _ACTS}
        super().__init__(tuple(self.buttons.values()))
        for act, button in self.buttons.items():
            button.clicked.connect(lambda _on, act=act: self.wanted.emit(act))

    def allow(
        self, may: Callable[[str], bool], *, about: About, pointless: frozenset[str] = frozenset(), first: str = ""
    ) -> None:
        """``about``: what is chosen, if anything; ``pointless``: acts that it leaves nothing to do for; ``first``: the
        one that comes next.
        """
        lead: QPushButton | None = None
        for act, _text, kind, of in _ACTS:
            button = self.buttons[act]
            fits = of in ("", about) or (of == "process" and not about)
            there = fits and (not kind or may(kind))
            on = act in (CREATE, MONTH) or (bool(about) and act not in pointless)
            button.setVisible(there)
            button.setEnabled(on)
            lead = button if act == first and there and on else lead
        self.lead_with(lead)
