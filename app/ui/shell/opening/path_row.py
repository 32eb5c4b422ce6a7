"""A path to type, to choose, or to have suggested."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QWidget

from app.language import tr


class PathRow(QWidget):
    """What a person wrote stays; what was only suggested gives way to the next suggestion."""

    def __init__(self, name: str, *, folder: bool = False, pattern: str = "") -> None:
        super().__init__()
        self._name, self._folder, self._pattern = name, folder, pattern
        self._own = False
        self.edit = QLineEdit()
        self.edit.setAccessibleName(tr(name))
        self.edit.setClearButtonEnabled(True)
        self.edit.textEdited.connect(self._edited)
        self.button = QPushButton(tr("選択…"))
        self.button.setAccessibleName(tr("{name}を選ぶ", name=name))
        self.button.setAutoDefault(False)
        self.button.clicked.connect(self._choose)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.edit, 1)
        layout.addWidget(self.button)
        self.setFocusProxy(self.edit)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # else the letter of its label would do nothing

    def path(self) -> Path | None:
        """What is written there."""
        text = self.edit.text().strip()
        return Path(text) if text else None

    def set(self, path: Path) -> None:
        """Write a path that a person named."""
        self._own = True
        self.edit.setText(str(path))

    def suggest(self, path: Path | None) -> None:
        """Write a path that belongs to the medium, unless a person named another one."""
        if not self._own:
            self.edit.setText("" if path is None else str(path))

    def _edited(self, text: str) -> None:
        self._own = bool(text)

    def _choose(self) -> None:
        if self._folder:
            chosen = QFileDialog.getExistingDirectory(self, tr(self._name), self.edit.text())
        else:
            chosen, _ = QFileDialog.getOpenFileName(self, tr(self._name), self.edit.text(), tr(self._pattern))
        if chosen:
            self.set(Path(chosen))
