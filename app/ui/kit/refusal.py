"""What was asked for is not done: said so that no key goes anywhere else.

Whoever asks for a signature types the password next, without looking. If nothing asks for it, it must not land in a
field that shows it, counts it or keeps it: this dialog takes it and forgets it.
"""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QVBoxLayout, QWidget

from app.errors import KenpanError
from app.language import tr
from app.ui.kit.labels import plain, sized

NOT_SIGNED = "署名していません"
_WIDTH = 560


class Refusal(QDialog):
    """Only Enter and Esc close it; every other key is taken and has no effect."""

    def __init__(self, error: KenpanError, parent: QWidget, title: str = NOT_SIGNED) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr(title))
        self.setMinimumWidth(_WIDTH)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.text = sized(plain(str(error), "alarm"), 1.1, bold=True)
        close = QPushButton(tr("閉じる　Enter"))
        close.setProperty("role", "big")
        close.setAutoDefault(False)
        close.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        close.clicked.connect(self.accept)
        layout = QVBoxLayout(self)
        layout.setSpacing(14)
        layout.addWidget(sized(plain(f"！ {title}"), 1.5, bold=True))
        layout.addWidget(self.text)
        layout.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A key that is still held down since it asked for the signature must not close this."""
        if event.isAutoRepeat():
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.accept()
        elif event.key() == Qt.Key.Key_Escape:
            self.reject()


def refuse(error: KenpanError, parent: QWidget, title: str = NOT_SIGNED) -> Refusal:
    """Say it over the window of ``parent``; returns the dialog, which is open."""
    QApplication.beep()
    dialog = Refusal(error, parent.window(), title)
    dialog.open()
    dialog.setFocus()
    return dialog
