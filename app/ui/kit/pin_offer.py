"""Beside the password of a signature: that the pieces after this one are to be signed with a PIN."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QLineEdit, QWidget

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
        self._fields: tuple[QLineEdit, QLineEdit] | None = None
        self._shown: list[QWidget] = []
        self._layout = QGridLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addWidget(self.wanted, 0, 0, 1, 2)
        self._layout.setColumnStretch(1, 1)
        self.wanted.toggled.connect(self._tell)

    @property
    def pin(self) -> QLineEdit:
        """Where the new PIN is typed."""
        return self._made()[0]

    @property
    def again(self) -> QLineEdit:
        """Where it is typed again."""
        return self._made()[1]

    def _made(self) -> tuple[QLineEdit, QLineEdit]:
        """Both fields, made for whoever wants a PIN: forty dialogs of a round do without."""
        if self._fields is None:
            pin, again = secret_edit("新しい暗証番号"), secret_edit("新しい暗証番号をもう一度")
            pin.setPlaceholderText(tr("{least}桁以上の数字", least=LEAST))
            again.setPlaceholderText(tr("同じ番号をもう一度"))
            names = QLabel(tr("暗証番号(&I)")), QLabel(tr("もう一度(&R)"))
            for row, (name, edit) in enumerate(zip(names, (pin, again), strict=True), 1):
                name.setBuddy(edit)
                self._layout.addWidget(name, row, 0)
                self._layout.addWidget(edit, row, 1)
            self._shown = [*names, pin, again]
            QWidget.setTabOrder(self.wanted, pin)
            QWidget.setTabOrder(pin, again)
            self._fields = pin, again
        return self._fields

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
        if self._fields is not None:
            forget(*self._fields)

    def _tell(self, on: bool) -> None:
        if on:
            self._made()
        for widget in self._shown:
            widget.setVisible(on)
        if on:
            self.pin.setFocus()
        else:
            self.clear()
        self.changed.emit()
