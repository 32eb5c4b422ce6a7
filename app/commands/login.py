"""``kenpan login`` and ``logout``, and who runs a command: found only when media or files ask for a name."""

import argparse
import getpass
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from app.commands.terminal import say, tell
from app.errors import KenpanError
from app.language import tr

if TYPE_CHECKING:
    from app.equipment.loading import Equipment
    from app.filing.safe_write import Write
    from app.media.comparing import MediaComparison
    from app.media.model import OpenedMedia
    from app.month.looking.open_files import OpenFiles
    from app.month.looking.who import Who
    from app.month.looking.workbench import Workbench
    from app.notice.piece_id import PieceRun
    from app.signoff.book import Book, Session
    from app.workstation.settings import Settings

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

Result = TypeVar("Result")

_NOT_RECORDED = "台帳にだれも登録されていないため、媒体を開いたことも、書き出したことも、記録されません。"
_ON_DISK = (
    "メモリ上のフォルダーがないため、セッションの鍵をディスクに置きました。"
    "使い終わったら kenpan logout で消してください。"
)
_AT_THE_WINDOW = frozenset({"login.new_password", "login.enrol_code"})


def add_login_commands(commands: "Commands", settings_help: str) -> None:
    """Add ``login`` and ``logout``."""
    login = commands.add_parser("login", help="コマンドを続けて使うために、短い時間のセッションを開く")
    login.add_argument("--minutes", type=int, help="続く時間（分、1〜480。既定 30）")
    login.set_defaults(command=_login)
    logout = commands.add_parser("logout", help="セッションを閉じる")
    logout.set_defaults(command=_logout)
    for parser in (login, logout):
        parser.add_argument("--settings", type=Path, default=argparse.SUPPRESS, help=settings_help)


def _login(arguments: argparse.Namespace) -> int:
    from app.workstation.batch_session import begin

    with _ledger(arguments) as book:
        who, password = ask_who()
        begun = with_code(lambda code: begin(book, who, password, code, arguments.minutes))
    tell(f"{begun.name}（{begun.login}）　{begun.until:%H:%M} まで")
    if not begun.in_memory:
        say(_ON_DISK)
    return 0


def _logout(arguments: argparse.Namespace) -> int:
    from app.workstation.batch_session import end

    with _ledger(arguments) as book:
        tell("セッションを閉じました。" if end(book) else "開いているセッションはありません。")
    return 0


@contextmanager
def _ledger(arguments: argparse.Namespace) -> "Iterator[Book]":
    from app.workstation.known_ledger import registered

    book = registered(settings_of(arguments))
    if book is None:
        raise KenpanError(
            "login.nobody", "台帳にだれも登録されていません。", "kenpan を起動し、最初の管理者を登録してください。"
        )
    try:
        yield book
    finally:
        book.engine.dispose()


def settings_of(arguments: argparse.Namespace) -> "Settings":
    """The settings a command was given, or those of this workstation."""
    from app.workstation.settings import load_settings

    return load_settings(arguments.settings)


# Who runs a command


@contextmanager
def whoever(settings: "Settings") -> "Iterator[AtTerminal]":
    """Whoever runs the command; a login that it asked for ends with it."""
    who = AtTerminal(settings)
    try:
        yield who
    except BaseException:
        with suppress(KenpanError):  # what happened before is what must be said
            who.leave()
        raise
    who.leave()


class AtTerminal:
    """Nobody, until the agency's media are to be opened: then who opened a session before, or who answers here.

    Samples need nobody, and are recorded nowhere.
    """

    def __init__(self, settings: "Settings") -> None:
        self._settings = settings
        self._found: Who | None = None
        self._leave: Callable[[], object] = lambda: None

    def admit(self, volume: str) -> None:
        """``KenpanError``: ``login.needed`` without a session and a terminal to ask at; those of
        :mod:`app.signoff.login`, :mod:`app.workstation.known_ledger`, :mod:`app.workstation.batch_session` and
        :class:`app.month.looking.who.Signed`.
        """
        if self._found is None:
            self._found = self._find(ask=True)
        self._named().admit(volume)

    def opened(self, bench: "OpenFiles", interfaces: Sequence[str]) -> None:
        """What was opened without a name is a sample; where nobody is registered, that is said of anything else."""
        self._named().opened(bench, interfaces)

    def compared(self, media: "OpenedMedia", result: "MediaComparison", other: str, interfaces: Sequence[str]) -> None:
        """An entry of whoever opened the volume."""
        self._named().compared(media, result, other, interfaces)

    def refused(self, volume: str, why: str, interfaces: Sequence[str]) -> None:
        """An entry where it is known who it was; nobody is asked for a password only to be refused."""
        if self._found is None:
            with suppress(KenpanError):  # the refusal itself is what must be said
                self._found = self._find(ask=False)
        self._named().refused(volume, why, interfaces)

    def run_of(self, bench: "Workbench") -> "PieceRun | None":
        """As the ledger of whoever opened the volume says."""
        return self._named().run_of(bench)

    def write(self, kind: str) -> "Write":
        """As whoever opened the volume."""
        return self._named().write(kind)

    def is_signed(self, result: bytes) -> bool:
        """As the ledger of whoever opened the volume says."""
        return self._named().is_signed(result)

    def equipped(self, media: "OpenedMedia", equipment: "Equipment") -> "Equipment":
        """As the ledger here says, also of a sample, which is opened without a name."""
        from app.month.form_in_force import FormInForce, equipped, equipped_by, note_of

        if self._found is not None:
            return self._found.equipped(media, equipment)
        try:
            with self.ledger() as book:
                return equipped_by(book, media, equipment)
        except KenpanError as error:
            return equipped(equipment, FormInForce(note_of(equipment.forms, None), problem=error))

    @contextmanager
    def ledger(self) -> "Iterator[Book | None]":
        """The ledger here, to be asked; ``None`` where nobody is registered. ``KenpanError`` as
        :func:`app.workstation.known_ledger.registered`.
        """
        from app.workstation.known_ledger import registered

        book = registered(self._settings)
        try:
            yield book
        finally:
            if book is not None:
                book.engine.dispose()

    def leave(self) -> None:
        """Log out who was asked here, and let go of the ledger."""
        leave, self._leave = self._leave, lambda: None
        leave()

    def _named(self) -> "Who":
        from app.month.looking.who import NOBODY

        return self._found or NOBODY

    def _find(self, *, ask: bool) -> "Who | None":
        from app.month.looking.who import Nobody, Signed
        from app.workstation.batch_session import current
        from app.workstation.known_ledger import registered

        self.leave()
        book = registered(self._settings)
        if book is None:
            return Nobody(lambda: say(_NOT_RECORDED))
        self._leave = book.engine.dispose
        session = current(book)
        if session is None and ask:
            session = self._ask(book)
        return None if session is None else Signed(book, session)

    def _ask(self, book: "Book") -> "Session":
        from app.signoff import login

        who, password = ask_who()
        session = with_code(lambda code: login.log_in(book, who, password, code))

        def leave() -> None:
            try:
                login.log_out(book, session)
            finally:
                book.engine.dispose()

        self._leave = leave
        return session


# Asking at the terminal


def is_terminal() -> bool:
    """Whether somebody sits here who can be asked; what the command prints may go to a file."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def ask_who() -> tuple[str, str]:
    """ID and password, asked at the terminal and nowhere else; ``KenpanError`` ``login.needed`` where there is none."""
    if not is_terminal():
        raise _needed()
    print("ID: ", end="", file=sys.stderr, flush=True)
    who = sys.stdin.readline().strip()
    return who, ask_secret("パスワード: ")


def ask_secret(prompt: str) -> str:
    """Typed without being seen; ``KenpanError`` ``login.needed`` if nothing can be typed any more."""
    try:
        return getpass.getpass(tr(prompt), stream=sys.stderr)
    except EOFError:
        raise _needed() from None


def with_code(attempt: "Callable[[str], Result]") -> "Result":
    """Try without a code, and with one where it is asked for. What only the window can do is said so."""
    try:
        try:
            return attempt("")
        except KenpanError as error:
            if error.code != "login.code":
                raise
        return attempt(ask_secret("確認コード: "))
    except KenpanError as error:
        if error.code not in _AT_THE_WINDOW:
            raise
        raise KenpanError(error.code, error.what, "kenpan を起動し、画面でログインしてください。") from error


def _needed() -> KenpanError:
    return KenpanError(
        "login.needed",
        "機構の媒体を開くには、だれが開くかを確かめる必要があります。セッションがないか、終わっています。",
        "kenpan login でセッションを開いてから、やり直してください。",
    )
