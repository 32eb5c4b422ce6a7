"""Start the program with a window."""

import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication

from app.ui.main_window import MainWindow
from app.ui.theme import apply_theme
from app.workbench import Settings


def application() -> QApplication:
    """The one ``QApplication``, in Kenpan's style."""
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    app.setOrganizationName("kenpan")
    app.setApplicationName("kenpan")
    app.setApplicationDisplayName("検版")
    apply_theme(app)
    return app


def run_window(media: Path | None, key_file: Path | None, settings: Settings) -> int:
    """The window; with ``media`` the open dialog comes up filled in."""
    app = application()
    window = MainWindow(settings)
    window.show()
    if media is not None:
        window.choose_medium(media, key_file)
    return app.exec()


def run_demo(settings: Settings) -> int:
    """The window on sample media."""
    app = application()
    window = MainWindow(settings)
    window.show()
    window.open_sample()
    return app.exec()
