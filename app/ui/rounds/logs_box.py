"""The logs that a round must keep: which are there, which are missing."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QPushButton, QWidget

from app.signoff.checksheet import CheckSheet
from app.signoff.model import Round
from app.ui import theme
from app.ui.login.widgets import plain, sized
from app.ui.rounds import keys


class LogsBox(QFrame):
    """``addWanted(kind)`` asks for a file of that kind to be attached, unless there is only something to ``read``."""

    addWanted = Signal(str)

    def __init__(self, sheet: CheckSheet, *, read: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sheet = sheet
        self._missing: list[str] = []
        self.names: dict[str, QLabel] = {}
        self.buttons: dict[str, QPushButton] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setColumnStretch(0, 1)
        title = "作業ログ" if read else f"作業ログ（{keys.LOGS}：足りないものを添付）"
        head = sized(plain(title), 1.0, bold=True)
        grid.addWidget(head, 0, 0, 1, 2)
        for row, log in enumerate(sheet.logs, 1):
            name, button = plain(), QPushButton("添付…")
            name.setAlignment(Qt.AlignmentFlag.AlignVCenter)
            button.setAccessibleName(f"{log.label}を添付")
            button.setAutoDefault(False)
            button.setHidden(read)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _checked, kind=log.id: self.addWanted.emit(kind))
            self.names[log.id], self.buttons[log.id] = name, button
            grid.addWidget(name, row, 0)
            grid.addWidget(button, row, 1, Qt.AlignmentFlag.AlignTop)

    def show_round(self, one: Round, *, may_add: bool) -> None:
        """Show what is attached to a round."""
        self._missing = []
        for log in self._sheet.logs:
            kept = [each for each in one.attachments if each.kind == log.id]
            if not kept:
                self._missing.append(log.id)
            files = "\n".join(f"　{each.name}（{each.size:,} バイト）" for each in kept)
            label = self.names[log.id]
            label.setText(f"○ {log.label}\n{files}" if kept else f"□ {log.label}　未添付")
            label.setStyleSheet("" if kept else f"color: {theme.ALARM}; font-weight: bold;")
            label.setToolTip(theme.plain_tooltip("\n".join(f"{each.name}\nSHA-256 {each.sha256}" for each in kept)))
            self.buttons[log.id].setEnabled(may_add)

    @property
    def next_kind(self) -> str:
        """The first kind that is missing, the first of all if none is."""
        return self._missing[0] if self._missing else self._sheet.logs[0].id
