"""The logs that a round must keep: which are there, which are missing, and what can be done with them."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QMenu, QPushButton, QWidget

from app.signoff.checksheet import CheckSheet
from app.signoff.model import Attachment, Round
from app.ui import theme
from app.ui.login.widgets import plain, sized
from app.ui.rounds import keys


class LogsBox(QFrame):
    """``addWanted(kind)`` asks for a file of that kind to be attached, unless there is only something to ``read``.

    ``takeWanted(attachment)``: write it out, to be looked at; ``withdrawWanted(attachment)``: it was the wrong one.
    """

    addWanted = Signal(str)
    takeWanted = Signal(object)
    withdrawWanted = Signal(object)

    def __init__(self, sheet: CheckSheet, *, read: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sheet, self._read = sheet, read
        self._missing: list[str] = []
        self._kinds: tuple[str, ...] = tuple(log.id for log in sheet.logs)
        self.names: dict[str, QLabel] = {}
        self.buttons: dict[str, QPushButton] = {}
        self.menus: dict[str, QPushButton] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setColumnStretch(0, 1)
        title = "作業ログ" if read else f"作業ログ（{keys.LOGS}：足りないものを添付）"
        grid.addWidget(sized(plain(title), 1.0, bold=True), 0, 0, 1, 3)
        for row, log in enumerate(sheet.logs, 1):
            name, add, more = plain(), QPushButton("添付…"), QPushButton("ログ")
            name.setAlignment(Qt.AlignmentFlag.AlignVCenter)
            add.setAccessibleName(f"{log.label}を添付")
            more.setAccessibleName(f"{log.label}を見る・取り消す")
            more.setMenu(QMenu(more))
            add.clicked.connect(lambda _checked, kind=log.id: self.addWanted.emit(kind))
            self.names[log.id], self.buttons[log.id], self.menus[log.id] = name, add, more
            grid.addWidget(name, row, 0)
            for column, button in ((1, add), (2, more)):
                button.setAutoDefault(False)
                button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
                button.hide()
                grid.addWidget(button, row, column, Qt.AlignmentFlag.AlignTop)

    def show_round(self, one: Round, *, may_add: bool) -> None:
        """Show what is attached to a round; logs that it need not keep are not shown."""
        self._kinds = one.logs
        self._missing = []
        for log in self._sheet.logs:
            kept = [each for each in one.attachments if each.kind == log.id]
            asked = log.id in one.logs
            if asked and not kept:
                self._missing.append(log.id)
            files = "\n".join(f"　{each.name}（{each.size:,} バイト）" for each in kept)
            label = self.names[log.id]
            label.setVisible(asked)
            label.setText(f"○ {log.label}\n{files}" if kept else f"□ {log.label}　未添付")
            label.setStyleSheet("" if kept else f"color: {theme.ALARM}; font-weight: bold;")
            label.setToolTip(theme.plain_tooltip("\n".join(f"{each.name}\nSHA-256 {each.sha256}" for each in kept)))
            self.buttons[log.id].setEnabled(may_add)
            self.buttons[log.id].setVisible(asked and not self._read)
            self.menus[log.id].setVisible(bool(kept))
            self._fill(self.menus[log.id].menu(), kept, may_withdraw=may_add and not self._read)

    def _fill(self, menu: QMenu, kept: list[Attachment], *, may_withdraw: bool) -> None:
        menu.clear()
        for each in kept:
            take = menu.addAction(f"書き出して見る：{each.name}…")
            take.triggered.connect(lambda _checked, one=each: self.takeWanted.emit(one))
            if may_withdraw:
                withdraw = menu.addAction(f"取り消す：{each.name}…")
                withdraw.triggered.connect(lambda _checked, one=each: self.withdrawWanted.emit(one))

    @property
    def next_kind(self) -> str:
        """The first kind that is missing, the first of all if none is."""
        return self._missing[0] if self._missing else self._kinds[0]
