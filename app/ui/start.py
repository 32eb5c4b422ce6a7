"""Start the program with a window."""

import sys
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from app.ui.main_window import MainWindow
from app.ui.theme import apply_theme
from app.ui.workers import internal_fault
from app.workbench import Settings


def application() -> QApplication:
    """The one ``QApplication``, in Kenpan's style and in Japanese down to Qt's own menus and file dialogs."""
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    app.setOrganizationName("kenpan")
    app.setApplicationName("kenpan")
    app.setApplicationDisplayName("検版")
    speak_japanese(app)
    apply_theme(app)
    return app


def speak_japanese(app: QApplication) -> None:
    """Qt's own texts (copy and paste, file dialogs) in Japanese, whatever the language of the system."""
    japanese = QLocale(QLocale.Language.Japanese, QLocale.Country.Japan)
    QLocale.setDefault(japanese)
    if app.findChild(QTranslator) is None:
        translator = QTranslator(app)
        translator.load(japanese, "qtbase", "_", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
        app.installTranslator(translator)


def run_window(media: Path | None, key_file: Path | None, settings: Settings) -> int:
    """The window; with ``media`` the open dialog comes up filled in."""
    app = application()
    window = _shown(settings)
    if media is not None:
        window.choose_medium(media, key_file)
    return app.exec()


def run_demo(settings: Settings) -> int:
    """The window on sample media."""
    app = application()
    window = _shown(settings)
    window.open_sample()
    return app.exec()


def _shown(settings: Settings) -> MainWindow:
    window = MainWindow(settings)
    report_faults(window)
    room = window.screen().availableSize()
    if window.width() > room.width() or window.height() > room.height():
        window.showMaximized()
    else:
        window.show()
    return window


def report_faults(window: MainWindow) -> None:
    """Faults in what a person just did are said in the window; the traceback goes to nobody's eyes but the log's."""

    def hook(kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
        if isinstance(fault, Exception):
            window.report_fault(internal_fault(fault.with_traceback(trace)))
        else:
            sys.__excepthook__(kind, fault, trace)

    sys.excepthook = hook
