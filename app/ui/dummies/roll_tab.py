"""業者ダミー: at least one of every roll, where it is kept, and until when."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.language import tr
from app.signoff.dummy_model import Roll
from app.signoff.model import Month
from app.ui.board.cells import CellView
from app.ui.dummies import rows
from app.ui.kit.labels import plain

_FIELDS = (("roll", "ロール"), ("machine", "印刷機"), ("piece", "現品"), ("place", "保管場所"))
_EDGES = (("first", "ロールの最初"), ("last", "ロールの最後"))
_EDGE_HINT = "現品のコードか日時（任意）"
_NOTE = (
    "1ロールごとに1件以上作り、証跡を3か月保管します（委託要領 6(4)②）。"
    "起算日の定めはなく、納品日と作成日の遅い方から数えます。"
    "最初と最後があれば、事故のときにそのロールだけを調べられます。"
)


class RollTab(QWidget):
    """``kept(texts)``: a line was filled in; ``discardWanted(roll)``: it is to be thrown away."""

    kept = Signal(dict)
    discardWanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = CellView("業者ダミー", rows.ROLL_HEADERS, rows.ROLL_WIDTHS)
        self.table.setObjectName("dummies.rolls")
        self.fields = {name: QLineEdit() for name, _label in (*_FIELDS, *_EDGES)}
        self.add, self.discard = QPushButton(tr("登録")), QPushButton(tr("廃棄…"))
        self._rolls: tuple[Roll, ...] = ()
        form, buttons = QFormLayout(), QHBoxLayout()
        for name, _label in _EDGES:
            self.fields[name].setPlaceholderText(tr(_EDGE_HINT))
        for name, label in (*_FIELDS, *_EDGES):
            self.fields[name].setAccessibleName(tr(label))
            self.fields[name].returnPressed.connect(self._add)
            form.addRow(tr(label), self.fields[name])
        for button in (self.add, self.discard):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.addWidget(self.table, 1)
        layout.addWidget(plain(_NOTE, "note"))
        layout.addLayout(form)
        layout.addLayout(buttons)
        self.add.clicked.connect(self._add)
        self.discard.clicked.connect(self._discard)

    def show_rolls(self, rolls: tuple[Roll, ...], month: Month, today: str, *, writable: bool) -> None:
        """These, as of a day."""
        self._rolls = rolls
        self.table.show_rows(rows.roll_rows(rolls, month, today))
        for widget in (*self.fields.values(), self.add):
            widget.setEnabled(writable)
        self.discard.setEnabled(bool(rolls))

    def _add(self) -> None:
        self.kept.emit({name: field.text() for name, field in self.fields.items()})

    def clear(self) -> None:
        """It was kept: the next piece is mostly another roll of the same machine."""
        for name in ("roll", "piece", "first", "last"):
            self.fields[name].clear()
        self.fields["roll"].setFocus()

    def _discard(self) -> None:
        key = self.table.key
        if key:
            self.discardWanted.emit(self._rolls[int(key)].roll)
