"""The administrator's settings: which cipher tool, office list and 外字 font this workstation uses."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import platformdirs

from app.errors import KenpanError
from app.media.container import Container, OpenContainer, ToolContainer


@dataclass(frozen=True, slots=True)
class Settings:
    """Read once at start and passed on. ``tool_argv`` empty means our own open container format."""

    path: Path | None = None
    tool_argv: tuple[str, ...] = ()
    tool_timeout_s: float = 600.0
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

    Without ``path`` a missing default file means default settings; a named file must exist.
    """
    chosen = path or default_settings_path()
    if path is None and not chosen.exists():
        return Settings()
    try:
        table = tomllib.loads(chosen.read_text(encoding="utf-8"))
        return _settings(table, chosen)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, TypeError, ValueError) as error:
        raise KenpanError(
            "settings.invalid",
            "設定ファイルを読めません。",
            "管理者に連絡し、README の「設定」に従って直してください。",
            file=chosen.name,
        ) from error


def _settings(table: dict[str, Any], path: Path) -> Settings:
    container, files = table.get("container", {}), table.get("files", {})
    argv = container.get("argv", [])
    if not isinstance(argv, list) or not all(isinstance(word, str) for word in argv):
        raise TypeError("container.argv")

    def file(name: str) -> Path | None:
        return path.parent / files[name] if name in files else None

    return Settings(path, tuple(argv), float(container.get("timeout_s", 600.0)), file("offices"), file("gaiji_font"))
