"""Beside the password of a signature: that the pieces after this one are to be signed with a PIN."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QWidget

from app.errors import KenpanError
from app.language import tr
from app.signoff.pin import LEAST, check_pin
from app.ui.kit.labels import forget, secret_edit


class PinOffer(QWidget):
    """A box to tick, then the PIN twice. ``changed``: there is more or less room to take."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.wanted = QCheckBox(tr("次の現品から暗証番号で署名（この回・30分まで）(&N)"))
        self.pin, self.again = secret_edit("新しい暗証番号"), secret_edit("新しい暗証番号をもう一度")
        self.pin.setPlaceholderText(tr("{least}桁以上の数字", least=LEAST))
        self.again.setPlaceholderText(tr("同じ番号をもう一度"))
        self._names = QLabel(tr("暗証番号(&I)")), QLabel(tr("もう一度(&R)"))
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.wanted, 0, 0, 1, 2)
        for row, (name, edit) in enumerate(zip(self._names, (self.pin, self.again), strict=True), 1):
            name.setBuddy(edit)
            layout.addWidget(name, row, 0)
            layout.addWidget(edit, row, 1)
        layout.setColumnStretch(1, 1)
        self.wanted.toggled.connect(self._tell)
        self._tell(False)

    def chosen(self) -> str:
        """The new PIN; empty where none is wanted. ``KenpanError``: ``pin.twice`` for two that differ, ``pin.weak``."""
        if not self.wanted.isChecked():
            return ""
        if self.pin.text() != self.again.text():
            raise KenpanError("pin.twice", "2つの暗証番号が違います。", "入力し直してください。")
        check_pin(self.pin.text())
        return self.pin.text()

    def clear(self) -> None:
        """Nothing typed stays behind."""
        forget(self.pin, self.again)

    def _tell(self, on: bool) -> None:
        for widget in (*self._names, self.pin, self.again):
            widget.setVisible(on)
        if on:
            self.pin.setFocus()
        else:
            self.clear()
        self.changed.emit()
