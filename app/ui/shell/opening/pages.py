"""The screens before a volume is open: welcome, and progress with cancel."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from app.language import tr
from app.ui.kit import icons, tokens
from app.ui.kit.cards import primary, words


class WelcomePage(QWidget):
    """What to do first."""

    openWanted = Signal()
    sampleWanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        picture = QLabel()
        picture.setPixmap(icons.pixmap("media", tokens.FAINT, 64))
        title = words("媒体が開かれていません", "title")
        about = words("媒体を開くと、レコードと、印字される紙面を並べて確かめられます。")
        about.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.open_button = primary("媒体を開く　Ctrl+O")
        self.sample_button = QPushButton(tr("見本データで試す"))
        layout = QVBoxLayout(self)
        layout.addStretch(2)
        for widget in (picture, title, about, self.open_button, self.sample_button):
            layout.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
            layout.addSpacing(12)
        layout.addStretch(3)
        for button in (self.open_button, self.sample_button):
            button.setMinimumWidth(360)
        self.open_button.clicked.connect(self.openWanted)
        self.sample_button.clicked.connect(self.sampleWanted)


class ProgressPage(QWidget):
    """How far the opening is."""

    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.stage = QLabel(tr("準備"))
        self.stage.setTextFormat(Qt.TextFormat.PlainText)
        self.bar = QProgressBar()
        self.bar.setRange(0, 1000)
        self.bar.setMinimumWidth(560)
        self.button = QPushButton(tr("中止　Esc"))
        self.button.setShortcut("Esc")
        self.button.clicked.connect(self.cancelled)
        layout = QVBoxLayout(self)
        layout.addStretch(2)
        for widget in (self.stage, self.bar, self.button):
            layout.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
            layout.addSpacing(10)
        layout.addStretch(3)

    def start(self, what: str) -> None:
        """Begin anew."""
        self.stage.setText(tr(what))
        self.bar.setValue(0)

    def report(self, stage: str, done: int, total: int) -> None:
        """Take a report of the worker."""
        self.stage.setText(tr(stage))
        self.bar.setValue(round(1000 * done / total) if total else 0)
