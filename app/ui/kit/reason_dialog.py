"""Why a finding may stand, or why a mark is taken back: no mark without a reason."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QLabel,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from app.language import tr
from app.ui.kit.act_row import DialogButtons

REVIEW_REASONS = (
    "原本の媒体でも同じ内容であることを機構に確認した",
    "機構から、このまま印刷するよう指示を受けた",
    "紙面を確認し、印刷に支障がない",
    "再作成された媒体を受領するため、この媒体では印刷しない",
)
TOGETHER_REASONS = (
    "原本の媒体でも同じ内容であることを機構に確認した",
    "機構から、このまま印刷するよう指示を受けた",
    "再作成された媒体を受領するため、この媒体では印刷しない",
)
"""Reasons that hold without looking at each finding."""
UNDO_REASONS = ("確認が不十分だった", "誤って確認済にした", "機構の指示が変わった")
OTHER = "その他（下に入力）"


class ReasonDialog(QDialog):
    """:meth:`reason` is what was chosen or typed; 決定 can only be pressed when there is one."""

    def __init__(self, title: str, about: str, reasons: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr(title))
        self.setMinimumWidth(560)
        text = QLabel(tr(about))
        text.setTextFormat(Qt.TextFormat.PlainText)
        text.setWordWrap(True)
        self._group = QButtonGroup(self)
        self.choices = [QRadioButton(tr(f"{number} {reason}")) for number, reason in enumerate((*reasons, OTHER), 1)]
        self._reasons = tuple(reasons)
        self.free = QLineEdit(placeholderText=tr("理由"))
        self.free.setAccessibleName(tr("その他の理由"))
        self.buttons = DialogButtons("決定　Enter")
        layout = QVBoxLayout(self)
        layout.addWidget(text)
        for number, choice in enumerate(self.choices):
            choice.setShortcut(str(number + 1))
            self._group.addButton(choice, number)
            layout.addWidget(choice)
        layout.addWidget(self.free)
        layout.addWidget(self.buttons)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self._group.idToggled.connect(self._chosen)
        self.free.textChanged.connect(self._tell)
        self.free.setEnabled(False)
        self._tell()

    def reason(self) -> str:
        """The reason, empty as long as none was given."""
        number = self._group.checkedId()
        if number < 0:
            return ""
        return self._reasons[number] if number < len(self._reasons) else self.free.text().strip()

    def _chosen(self, _number: int, _on: bool) -> None:
        other = self._group.checkedId() == len(self._reasons)
        self.free.setEnabled(other)
        # The digits that choose a reason must be typed as digits once a text is being written.
        for number, choice in enumerate(self.choices):
            choice.setShortcut("" if other else str(number + 1))
        if other:
            self.free.setFocus()
        self._tell()

    def _tell(self) -> None:
        self.buttons.ok.setEnabled(bool(self.reason()))
