"""Make 実寸 true: screens often report a wrong size, so the user measures a bar with a ruler."""

from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QSlider, QVBoxLayout, QWidget

from app.ui.review.canvas import screen_px_per_mm

_BAR_MM = 100
_STEPS = 100


class _Bar(QWidget):
    def __init__(self, px_per_mm: float) -> None:
        super().__init__()
        self.px_per_mm = px_per_mm
        self.setMinimumSize(900, 60)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        width = round(_BAR_MM * self.px_per_mm)
        painter.fillRect(10, 15, width, 30, QColor("#1A1A1A"))
        painter.end()


class TrueSizeDialog(QDialog):
    """The black bar must measure 100 mm on the glass; the slider makes it so."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("実寸の調整")
        px_per_mm = screen_px_per_mm(self)
        self.bar = _Bar(px_per_mm)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(2 * _STEPS, 9 * _STEPS)
        self.slider.setValue(round(px_per_mm * _STEPS))
        self.slider.setAccessibleName("黒い帯の長さ")
        self.slider.valueChanged.connect(self._resize)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        buttons.button(QDialogButtonBox.StandardButton.Ok).setText("決定")
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setText("中止")
        buttons.accepted.connect(self._save)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(QLabel("画面に定規を当て、黒い帯がちょうど 100 mm になるように左右キーで合わせてください。"))
        layout.addWidget(self.bar)
        layout.addWidget(self.slider)
        layout.addWidget(buttons)

    def _resize(self, value: int) -> None:
        self.bar.px_per_mm = value / _STEPS
        self.bar.update()

    def _save(self) -> None:
        QSettings().setValue("true_size/px_per_mm", self.slider.value() / _STEPS)
        self.accept()
