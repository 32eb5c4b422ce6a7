"""What a rule checks, where that is written, and what to do when it fires."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from app.checks.documents import documents_of
from app.checks.model import Rule
from app.reports.finding_words import SIGNS


class RuleDialog(QDialog):
    """The catalogue's words on one rule; Esc or Enter closes it."""

    def __init__(self, rule: Rule, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("規則の説明")
        self.setMinimumWidth(620)
        layout = QVBoxLayout(self)
        named = "\n".join(f"　・{title}" for title in documents_of(rule.source))
        for text, role in (
            (f"{SIGNS[rule.severity]}　{rule.title}", "title"),
            (rule.explanation, ""),
            (f"根拠　{rule.source}\n{named}", "note"),
            (f"規則　{rule.name}", "note"),
        ):
            label = QLabel(text)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            label.setWordWrap(True)
            label.setProperty("role", role)
            if role == "title":
                font = label.font()
                font.setBold(True)
                label.setFont(font)
            layout.addWidget(label)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close = buttons.button(QDialogButtonBox.StandardButton.Close)
        close.setText("閉じる")
        close.setDefault(True)
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)
