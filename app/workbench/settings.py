"""The administrator's settings: which cipher tool, office list and 外字 font this workstation uses."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import platformdirs

from app.errors import KenpanError
from app.media.container import Container, OpenContainer, ToolContainer

_TIMEOUT_S = 600.0
_LONGEST_S = 86_400.0


@dataclass(frozen=True, slots=True)
class Settings:
    """Read once at start and passed on. ``tool_argv`` empty means our own open container format."""

    path: Path | None = None
    tool_argv: tuple[str, ...] = ()
    tool_timeout_s: float = _TIMEOUT_S
    offices: Path | None = None
    gaiji_font: Path | None = None

    def container(self) -> Container:
        """The container that opens ``.cmp`` files here."""
        return ToolContainer(self.tool_argv, self.tool_timeout_s) if self.tool_argv else OpenContainer()


def default_settings_path() -> Path:
    """Where the settings lie unless the command line names another file."""
    return Path(platformdirs.user_config_dir("kenpan", appauthor=False)) / "settings.toml"


def load_settings(path: Path | None = None) -> Settings:
    """Read ``[container] argv, timeout_s`` and ``[files] offices, gaiji_font``; nothing is ever written back.

    Paths of files count from the settings file's folder. Without ``path`` a missing default file means default
    settings; a named file must exist. Raises ``KenpanError`` ``settings.invalid``, whose place names the entry.
    """
    chosen = path or default_settings_path()
    if path is None and not chosen.exists():
        return Settings()
    try:
        table = tomllib.loads(chosen.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise _invalid(chosen, "設定ファイルを読めません。") from error
    except tomllib.TOMLDecodeError as error:
        raise _invalid(chosen, "設定ファイルが TOML の形になっていません。") from error
    try:
        return _settings(table, chosen)
    except _WrongEntryError as wrong:
        raise _invalid(chosen, "設定の値が正しくありません。", str(wrong)) from wrong


def _invalid(path: Path, what: str, place: str = "") -> KenpanError:
    next_step = "管理者に連絡し、README の「設定」に従って直してください。"
    return KenpanError("settings.invalid", what, next_step, file=path.name, place=place)


class _WrongEntryError(Exception):
    """Its text is the entry's name."""


def _settings(table: dict[str, Any], path: Path) -> Settings:
    container, files = _section(table, "container"), _section(table, "files")
    _refuse_others("", table, {"container", "files"})
    _refuse_others("container.", container, {"argv", "timeout_s"})
    _refuse_others("files.", files, {"offices", "gaiji_font"})
    argv = container.get("argv", [])
    if not isinstance(argv, list) or not all(isinstance(word, str) and word for word in argv):
        raise _WrongEntryError("container.argv")
    return Settings(
        path, tuple(argv), _seconds(container), _file(files, "offices", path), _file(files, "gaiji_font", path)
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


def _seconds(container: dict[str, Any]) -> float:
    value = container.get("timeout_s", _TIMEOUT_S)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= _LONGEST_S:
        raise _WrongEntryError("container.timeout_s")
    return float(value)


def _file(files: dict[str, Any], name: str, path: Path) -> Path | None:
    value = files.get(name)
    if value is None:
        return None
    if not isinstance(value, str) or not value:
        raise _WrongEntryError(f"files.{name}")
    return path.parent / value
