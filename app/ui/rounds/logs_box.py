"""The logs that a round must keep: which are there, which are missing, and what can be done with them."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QMenu, QPushButton, QWidget

from app.language import tr
from app.signoff.checksheet import CheckSheet
from app.signoff.model import Attachment, Round
from app.ui.kit import tokens
from app.ui.kit.labels import dress, plain, sized
from app.ui.rounds import screen_keys as keys


class LogsBox(QFrame):
    """``addWanted(kind)`` asks for a file of that kind to be attached, unless there is only something to ``read``.

    ``takeWanted(attachment)``: write it out, to be looked at; ``withdrawWanted(attachment)``: it was the wrong one.
    """

    addWanted = Signal(str)
    takeWanted = Signal(object)
    withdrawWanted = Signal(object)

    def __init__(self, sheet: CheckSheet, *, read: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._labels = {log.id: log.label for log in sheet.logs}
        self._read = read
        self._missing: list[str] = []
        self._kinds: tuple[str, ...] = ()
        self.names: dict[str, QLabel] = {}
        self.buttons: dict[str, QPushButton] = {}
        self.menus: dict[str, QPushButton] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(0, 1)
        self.title = sized(plain(), 1.0, bold=True)
        self._grid.addWidget(self.title, 0, 0, 1, 3)
        for kind in self._labels:
            self._add_row(kind)

    def _add_row(self, kind: str) -> None:
        row = len(self.names) + 1
        name, add, more = plain(), QPushButton(tr("添付…")), QPushButton(tr("ログ"))
        name.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        add.setAccessibleName(tr("{label}を添付", label=self.label(kind)))
        more.setAccessibleName(tr("{label}を見る・取り消す", label=self.label(kind)))
        more.setMenu(QMenu(more))
        add.clicked.connect(lambda _checked: self.addWanted.emit(kind))
        self.names[kind], self.buttons[kind], self.menus[kind] = name, add, more
        self._grid.addWidget(name, row, 0)
        for column, button in ((1, add), (2, more)):
            button.setAutoDefault(False)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.hide()
            self._grid.addWidget(button, row, column, Qt.AlignmentFlag.AlignTop)

    def label(self, kind: str) -> str:
        """What people call a kind of log; its id if today's check sheet does not know it any more."""
        return self._labels.get(kind, kind)

    def show_round(self, one: Round, *, may_add: bool) -> None:
        """Show what is attached to a round; logs that it need not keep are not shown."""
        self._kinds = one.logs
        there = {each.kind for each in one.attachments}
        self._missing = [kind for kind in one.logs if kind not in there]
        asks = f"作業ログ（{keys.LOGS}：足りないものを添付）" if not self._read else "作業ログ"
        self.title.setText(tr(asks if one.logs else "作業ログ　この回では求めていません"))
        for kind in one.logs:
            if kind not in self.names:
                self._add_row(kind)
        for kind, label in self.names.items():
            kept = [each for each in one.attachments if each.kind == kind]
            asked = kind in one.logs
            files = "\n".join(f"　{each.name}（{each.size:,} バイト）" for each in kept)
            label.setVisible(asked)
            label.setText(tr(f"○ {self.label(kind)}\n{files}" if kept else f"□ {self.label(kind)}　未添付"))
            dress(label, "" if kept else f"color: {tokens.ALARM}; font-weight: bold;")
            label.setToolTip(tokens.plain_tooltip("\n".join(f"{each.name}\nSHA-256 {each.sha256}" for each in kept)))
            self.buttons[kind].setEnabled(may_add)
            self.buttons[kind].setVisible(asked and not self._read)
            self.menus[kind].setVisible(bool(kept))
            self._fill(self.menus[kind].menu(), kept, may_withdraw=may_add and not self._read)

    def _fill(self, menu: QMenu, kept: list[Attachment], *, may_withdraw: bool) -> None:
        menu.clear()
        for each in kept:
            take = menu.addAction(tr("書き出して見る：{each_name}…", each_name=each.name))
            take.triggered.connect(lambda _checked, one=each: self.takeWanted.emit(one))
            if may_withdraw:
                withdraw = menu.addAction(tr("取り消す：{each_name}…", each_name=each.name))
                withdraw.triggered.connect(lambda _checked, one=each: self.withdrawWanted.emit(one))

    @property
    def next_kind(self) -> str | None:
        """The first kind that is missing, the first of all if none is; ``None`` if the round asks for none."""
        return next(iter((*self._missing, *self._kinds)), None)
