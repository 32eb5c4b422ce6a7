"""The print that captured paper came from: PDF files or their folder, to type or to choose."""

import re
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QWidget

from app.language import tr

_NAME = "紙の印刷データ"
_PDF = "印刷データ (*.pdf)"
_FOLDER = "comparison/print_folder"
"""Where the last print was chosen: it is looked for there again."""
_QUOTED = re.compile(r'"([^"]+)"')


class PrintRow(QWidget):
    """One path, or several in quotation marks, as dialogs for files write them."""

    def __init__(self) -> None:
        super().__init__()
        self.edit = QLineEdit()
        self.edit.setAccessibleName(tr(_NAME))
        self.edit.setClearButtonEnabled(True)
        self.button = QPushButton(tr("選択…"))
        self.button.setAccessibleName(tr("{name}を選ぶ", name=_NAME))
        self.button.setAutoDefault(False)
        self.button.clicked.connect(self._choose)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.edit, 1)
        layout.addWidget(self.button)
        self.setFocusProxy(self.edit)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def paths(self) -> tuple[Path, ...]:
        """What is written there: none, a file or a folder, or several files."""
        text = self.edit.text().strip()
        several = _QUOTED.findall(text)
        return tuple(map(Path, several)) if several else (Path(text),) if text else ()

    def set(self, paths: Sequence[Path]) -> None:
        """Write these."""
        one = len(paths) == 1
        self.edit.setText(str(paths[0]) if one else " ".join(f'"{path}"' for path in paths))

    def _choose(self) -> None:
        own = self.paths()
        begin = str(own[0]) if own else str(QSettings().value(_FOLDER, ""))
        names, _ = QFileDialog.getOpenFileNames(self, tr("取り込んだ紙の印刷データを選ぶ"), begin, tr(_PDF))
        if names:
            QSettings().setValue(_FOLDER, str(Path(names[0]).parent))
            self.set([Path(name) for name in names])
