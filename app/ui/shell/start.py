"""Start the program with a window."""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QEvent, QLibraryInfo, QLocale, Qt, QTranslator
from PySide6.QtWidgets import QApplication, QMessageBox

from app import language
from app.errors import KenpanError
from app.language import tr
from app.media.private_folder import memory_folder, sweep
from app.resources import resource_bytes
from app.signoff.book import Book
from app.toml_text import parse_toml
from app.ui.kit import icons
from app.ui.kit.tokens import apply_theme
from app.ui.shell.desk import Desk
from app.ui.shell.languages import speak_as_kept
from app.ui.shell.layout import restore_window
from app.ui.shell.reading_ahead import read_ahead
from app.ui.shell.window import MainWindow
from app.ui.shell.workers import internal_fault
from app.workstation.known_ledger import open_known, remember
from app.workstation.settings import Settings

if TYPE_CHECKING:
    from app.training.sample_ahead import SampleAhead


def application() -> QApplication:
    """The one ``QApplication``, in Kenpan's style and in one language down to Qt's own menus and file dialogs."""
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    app.setOrganizationName("kenpan")
    app.setApplicationName("kenpan")
    speak_as_kept()
    app.setApplicationDisplayName(tr("検版"))
    if language.chosen() == language.JAPANESE:
        speak_japanese(app)
    else:
        QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.Japan))
    app.setWindowIcon(icons.program())
    apply_theme(app)
    return app


def speak_japanese(app: QApplication) -> None:
    """Qt's own texts (copy and paste, file dialogs) in Japanese, whatever the language of the system."""
    japanese = QLocale(QLocale.Language.Japanese, QLocale.Country.Japan)
    QLocale.setDefault(japanese)
    if app.findChild(QTranslator) is None:
        translator = QTranslator(app)
        translator.load(japanese, "qtbase", "_", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
        app.installTranslator(_Rest(app))
        app.installTranslator(translator)  # is asked first


class _Rest(QTranslator):
    """What Qt's own translation leaves in English (``resources/qt_ja.toml``)."""

    def __init__(self, parent: QApplication) -> None:
        super().__init__(parent)
        self._texts: dict[str, dict[str, str]] = parse_toml(resource_bytes("qt_ja.toml"))

    def isEmpty(self) -> bool:
        return False

    def translate(self, context: str, source: str, disambiguation: str | None = None, n: int = -1) -> str | None:
        return self._texts.get(context, {}).get(source)


class Ended(NamedTuple):
    """How a window ended: the program's exit code, and whether it goes on in the other mode."""

    code: int
    other: bool = False


def run_window(media: Path | None, key_file: Path | None, settings: Settings) -> int:
    """The window; with ``media`` the open dialog comes up filled in, once somebody has logged in."""
    return _by_turns(settings, _run_live(settings, media, key_file), practice=False)


def run_demo(settings: Settings, ahead: "SampleAhead") -> int:
    """The window on sample media, with a ledger to practise in that is gone afterwards."""
    return _by_turns(settings, _run_practice(settings, ahead, guided=True), practice=True)


def _by_turns(settings: Settings, ended: Ended, *, practice: bool) -> int:
    """Live and practice, as often as somebody goes from one to the other; never both at once."""
    while ended.other:
        practice = not practice
        ended = _run_practice(settings, None) if practice else _run_live(settings)
    return ended.code


def _run_live(settings: Settings, media: Path | None = None, key_file: Path | None = None) -> Ended:
    application()
    try:
        book = open_known(settings)
    except KenpanError as error:
        return Ended(_unusable(error))
    window = _shown(settings, book)
    _sweep(window)
    remember_at_login(window.signoff.desk, settings)
    if media is not None:
        window.signoff.when_known(lambda: window.choose_medium(media, key_file))
    ended = _ended(window)
    book.engine.dispose()
    return ended


def _run_practice(settings: Settings, ahead: "SampleAhead | None", *, guided: bool = False) -> Ended:
    """The demonstration, made ``ahead``, is thrown away; what is practised from the login on is kept."""
    from app.training.sample_ahead import DEFECTS, SampleAhead

    application()
    try:
        folder = _practice_folder() if ahead is None else None
    except KenpanError as error:
        return Ended(_unusable(error))
    if ahead is None and folder is None:
        return Ended(0, other=True)
    with demonstration(settings, ahead or SampleAhead(DEFECTS), guided=guided, kept=folder) as window:
        _sweep(window)
        return _ended(window)


def _practice_folder() -> Path | None:
    """Where it is practised: in the ledger kept last, or in a new one; ``None``: not after all."""
    from app.training.practice import practice
    from app.training.practice_place import kept_practice, new_practice, practice_root, practised_at
    from app.ui.shell.practice_choice import choose

    root = practice_root()
    kept = kept_practice(root)
    choice = "anew" if kept is None else choose(practised_at(kept))
    if not choice:
        return None
    if kept is not None and choice == "go_on":
        try:
            practice(kept).book.engine.dispose()
        except KenpanError as error:
            _say(error, "はじめから始める")
        else:
            return kept
    return new_practice(root, datetime.now(UTC))


def _ended(window: MainWindow) -> Ended:
    """Wait until it is closed; nothing of it is left when the next one comes up."""
    end_reading = read_ahead(window)
    code, other = QApplication.exec(), window.other_mode
    end_reading()
    if other:
        window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return Ended(code, other)


def remember_at_login(desk: Desk, settings: Settings) -> None:
    """Whoever comes in found the ledger begun, or began it: from now on this workstation knows it."""

    def came_or_gone() -> None:
        if desk.session is not None:
            desk.run_with(lambda book, _session: remember(book, settings))

    desk.sessionChanged.connect(came_or_gone)


def _unusable(error: KenpanError) -> int:
    """Without the ledger nobody can log in: say why, and end."""
    _say(error, "終了")
    return 2


def _say(error: KenpanError, then: str) -> None:
    box = QMessageBox(QMessageBox.Icon.NoIcon, tr("検版"), tr(str(error)))
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.addButton(then, QMessageBox.ButtonRole.AcceptRole)
    box.exec()


@contextmanager
def demonstration(
    settings: Settings, ahead: "SampleAhead", *, guided: bool = False, kept: Path | None = None
) -> Iterator[MainWindow]:
    """The window of the demonstration, on its way to the first notice of a sample that is being made meanwhile.
    ``guided``: whoever comes in is led around. ``kept``: where its ledger stays; without it, it is gone afterwards.
    """
    from app.training.practice import CONTRACTOR, practice
    from app.ui.shell.practice_start import PracticeStart

    application()
    place = memory_folder()  # where nothing waits for a disc
    gone = tempfile.TemporaryDirectory("", "kenpan-practice-", place, ignore_cleanup_errors=True)
    with gone if kept is None else nullcontext(kept) as folder:
        trained = practice(Path(folder))
        window = _shown(replace(settings, contractor=settings.contractor or CONTRACTOR), trained.book)
        window.sample_ahead = ahead
        PracticeStart(window, trained, guided=guided).begin()
        yield window
        trained.book.engine.dispose()


def _shown(settings: Settings, book: Book) -> MainWindow:
    window = MainWindow(settings, book)
    report_faults(window)
    if restore_window(window):
        window.show()
        return window
    room = window.screen().availableSize()
    if window.width() > room.width() or window.height() > room.height():
        window.showMaximized()
    else:
        window.show()
    return window


def _sweep(window: MainWindow) -> None:
    """Say in the window what a killed program left, and that it is gone."""

    def say(found: tuple[KenpanError, ...]) -> None:
        for one in found:
            window.problems.add(one)

    window.jobs.start(lambda progress: sweep(), on_done=say, on_error=window.problems.add, key="sweep")


def report_faults(window: MainWindow) -> None:
    """Faults in what a person just did are said in the window; the traceback goes to nobody's eyes but the log's."""

    def hook(kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
        if isinstance(fault, Exception):
            window.report_fault(internal_fault(fault.with_traceback(trace)))
        else:
            sys.__excepthook__(kind, fault, trace)

    sys.excepthook = hook
