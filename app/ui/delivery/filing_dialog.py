"""A notification: its raw fields beside the drawn one, what is wrong lit."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QSplitter, QVBoxLayout, QWidget

from app.delivery.filing_table import FilingFile, filing_spec, filing_table
from app.language import tr
from app.ui.board.cells import Cell, CellView, row
from app.ui.kit.focus import hand_back
from app.ui.kit.labels import plain
from app.ui.kit.lines import LinesTable

_SHOWN = 12


class FilingDialog(QDialog):
    """Every row of the file on the left, the notification of the one in hand on the right."""

    def __init__(self, read: FilingFile, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._read = read
        self.setWindowTitle(tr(filing_spec(read.type).title))
        self.setMinimumSize(980, 560)
        wide = min(_SHOWN, max((len(one) for one in read.raw), default=1))
        self.raw = CellView(
            "ファイルの欄（生のまま）", [f"{at + 1}列" for at in range(wide)], [7.0] * (wide - 1) + [0.0]
        )
        self.people = LinesTable("届出", ("行", "確かめられない欄"), (6.0, 0.0))
        self.drawn = CellView("届出の内容", ("項目", "内容", "確かめること"), (9.0, 0.0, 12.0))
        self.raw.show_rows(
            [row(f"{at}", *(_cell(one, column) for column in range(wide))) for at, one in enumerate(read.raw)]
        )
        self.people.show_rows(
            [
                (one.place, "× " + "、".join(label for label, _ in one.problems) if one.problems else "なし")
                for one in read.rows
            ]
        )
        split, right = QSplitter(Qt.Orientation.Horizontal), QSplitter(Qt.Orientation.Vertical)
        split.addWidget(self.raw)
        split.addWidget(right)
        right.addWidget(self.people)
        right.addWidget(self.drawn)
        split.setSizes([520, 460])
        close = QPushButton(tr("閉じる　Esc"))
        close.setDefault(True)
        close.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(close)
        layout = QVBoxLayout(self)
        layout.addWidget(plain(f"{read.name}　{len(read.rows):,} 行　確かめられない欄 {read.problems:,} か所", "head"))
        layout.addWidget(plain(filing_table().stand_in, "note"))
        layout.addWidget(split, 1)
        layout.addLayout(foot)
        self.people.moved.connect(lambda _row: self._show())
        hand_back(self)
        self._show()

    def _show(self) -> None:
        if self.people.current < 0:
            return
        one = self._read.rows[self.people.current]
        wrong = dict(one.problems)
        self.drawn.show_rows(
            [
                row(label, label, Cell(text, ""), f"× {wrong[label]}" if label in wrong else "")
                for label, text in one.fields
            ]
        )


def _cell(line: tuple[str, ...], column: int) -> str:
    return line[column] if column < len(line) else ""
