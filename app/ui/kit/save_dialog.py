"""Where to write a file: asked in one way everywhere."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from app.language import tr
from app.shown import file_name


def ask_where(parent: QWidget, title: str, name: str, kinds: str = "", suffix: str = "") -> Path | None:
    """What was chosen, with ``suffix`` at its end; ``None`` if nothing was. ``name`` is proposed, ``kinds`` is the
    filter as Qt writes it.
    """
    chosen, _ = QFileDialog.getSaveFileName(parent, tr(title), file_name(name), tr(kinds))
    if not chosen:
        return None
    path = Path(chosen)
    return path if path.suffix.lower() == suffix or not suffix else path.with_name(path.name + suffix)
