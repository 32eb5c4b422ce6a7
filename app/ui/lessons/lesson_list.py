"""The list of lessons: the product's, the trainer's own, and files of theirs that cannot be taught."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QPushButton, QVBoxLayout, QWidget

from app.language import tr
from app.training.lessons import Faulty
from app.ui.kit.cards import words


class LessonList(QWidget):
    """``chosen(lesson)``: its number in the list; ``faulty(error)``: why the file in hand cannot be taught. ``writes``:
    there is a folder for lessons of one's own.
    """

    chosen = Signal(int)
    faulty = Signal(object)

    def __init__(self, *, writes: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = QListWidget()
        self.rows.setAccessibleName(tr("教材"))
        self.write, self.again = QPushButton(tr("教材を書く")), QPushButton(tr("読み直す"))
        self.write.setToolTip(tr("書き方の説明が入った新しい教材のファイルを作ります。"))
        self.again.setToolTip(tr("教材のフォルダーを読み直します。"))
        self.told = words("", "small", wrap=True)
        self.told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._bad: tuple[Faulty, ...] = ()
        self.count = 0
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.rows, 1)
        layout.addWidget(self.told)
        row = QHBoxLayout()
        for button in (self.write, self.again):
            button.setAutoDefault(False)
            button.setVisible(writes)
            row.addWidget(button)
        row.addStretch(1)
        layout.addLayout(row)
        self.rows.currentRowChanged.connect(self._moved)

    def show_lessons(self, products: Sequence[str], own: Sequence[str], bad: Sequence[Faulty]) -> None:
        """Titles by number, then the files that cannot be taught."""
        self._bad, self.count = tuple(bad), len(products) + len(own)
        self.rows.blockSignals(True)
        self.rows.clear()
        for number, title in enumerate((*products, *own), 1):
            self.rows.addItem(f"{number:2d}　{tr(title)}" + (tr("（自作）") if number > len(products) else ""))
        for one in bad:
            self.rows.addItem(tr("×　{file}", file=one.file))
        self.rows.blockSignals(False)
        self.tell(f"× {bad[0].error}" if bad else "")

    def tell(self, text: str) -> None:
        """A line below the list; without any there is more room for it."""
        self.told.setText(tr(text))
        self.told.setVisible(bool(text))

    def choose(self, lesson: int) -> None:
        """This one is in hand."""
        self.rows.blockSignals(True)
        self.rows.setCurrentRow(lesson)
        self.rows.blockSignals(False)

    def _moved(self, row: int) -> None:
        if 0 <= row < self.count:
            self.tell("")
            self.chosen.emit(row)
        elif row >= self.count:
            self.faulty.emit(self._bad[row - self.count].error)
