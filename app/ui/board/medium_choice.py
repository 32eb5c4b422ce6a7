"""Whether the open medium is the month's or the proofs': asked, because the media do not say it."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QVBoxLayout, QWidget

from app.language import tr
from app.signoff.binding import MEDIA, PROOF_MEDIA
from app.signoff.live_parts import named
from app.signoff.signed import Part
from app.ui.kit.labels import plain


class MediumChoice(QWidget):
    """``changed``: it was answered. Nothing is asked where the parts themselves leave no choice."""

    changed = Signal()

    def __init__(self, live: Sequence[Part], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        month, proof = named(live, MEDIA), named(live, PROOF_MEDIA)
        self._fixed = None if month is not None and proof is not None else month is not None
        self.month = QRadioButton(tr("当月の媒体（本番に使う）(&1)"))
        self.proof = QRadioButton(tr("検証品の媒体（本番には使わない）(&2)"))
        self._group = QButtonGroup(self)
        open_one = month or proof
        named_as = "なし" if open_one is None else open_one.detail or open_one.label
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(plain(text=f"開いている媒体　{named_as}"))
        for button in (self.month, self.proof):
            self._group.addButton(button)
            layout.addWidget(button)
            button.setVisible(self._fixed is None)
        self._group.buttonToggled.connect(lambda *_: self.changed.emit())
        if self._fixed is None:
            self.setFocusProxy(self.month)

    @property
    def is_month(self) -> bool | None:
        """``None`` until it was answered."""
        if self._fixed is not None:
            return self._fixed
        return self.month.isChecked() if self._group.checkedButton() is not None else None
