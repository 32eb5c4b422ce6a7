"""An initial password, to hand over."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from app.ui.kit.labels import plain, sized
from app.ui.login.shown_once import ShownOnce

_ABOUT = (
    "初回のログインに使うパスワードです。この画面を離れると二度と表示できません。\n"
    "本人にだけ渡してください。本人は初回のログインで、自分のパスワードに変えます。"
)


class InitialPassword(QDialog):
    """Cannot be closed before the person says to have it on paper."""

    def __init__(self, who: str, password: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("初回のパスワード")
        self.setMinimumWidth(620)
        self.once = ShownOnce(_ABOUT, "本人に渡すため、紙に控えました(&W)", "閉じる")
        self.once.show_lines([password])
        layout = QVBoxLayout(self)
        layout.addWidget(sized(plain(who), 1.4, bold=True))
        layout.addWidget(self.once)
        self.once.confirmed.connect(self.accept)

    def reject(self) -> None:
        """Esc would lose the password."""
