"""Windows and panels: the only code that imports PySide6."""
