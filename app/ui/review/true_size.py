"""Make 実寸 true: screens often report a wrong size, so the user measures a bar with a ruler."""

from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QLabel, QSlider, QVBoxLayout, QWidget

from app.language import tr
from app.ui.kit import tokens
from app.ui.kit.act_row import DialogButtons
from app.ui.review.canvas import PX_PER_MM_KEY, PX_PER_MM_LIMITS, screen_px_per_mm

_BAR_MM = 100
_MARGIN = 10
_STEPS = 100


class _Bar(QWidget):
    def __init__(self, px_per_mm: float) -> None:
        super().__init__()
        self.px_per_mm = px_per_mm
        self.setMinimumSize(round(_BAR_MM * PX_PER_MM_LIMITS[1]) + 2 * _MARGIN, 60)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(_MARGIN, 15, round(_BAR_MM * self.px_per_mm), 30, QColor(tokens.INK))
        painter.end()


class TrueSizeDialog(QDialog):
    """The black bar must measure 100 mm on the glass; the slider makes it so."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("実寸の調整"))
        px_per_mm = screen_px_per_mm(self)
        least, most = PX_PER_MM_LIMITS
        self.bar = _Bar(px_per_mm)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(round(least * _STEPS), round(most * _STEPS))
        self.slider.setValue(round(px_per_mm * _STEPS))
        self.slider.setAccessibleName(tr("黒い帯の長さ"))
        self.slider.valueChanged.connect(self._resize)
        buttons = DialogButtons("決定　Enter")
        buttons.accepted.connect(self._save)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(
            QLabel(tr("画面に定規を当て、黒い帯がちょうど 100 mm になるように左右キーで合わせてください。"))
        )
        layout.addWidget(self.bar)
        layout.addWidget(self.slider)
        layout.addWidget(buttons)
        self.slider.setFocus()

    def _resize(self, value: int) -> None:
        self.bar.px_per_mm = value / _STEPS
        self.bar.update()

    def _save(self) -> None:
        QSettings().setValue(PX_PER_MM_KEY, self.slider.value() / _STEPS)
        self.accept()
