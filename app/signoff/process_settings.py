"""Which process settings a lead registers for a job (``resources/process_settings.toml``)."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.errors import KenpanError
from app.resources import resource
from app.toml_text import read_toml

_FORMAT = "kenpan-process-settings-1"


@dataclass(frozen=True, slots=True)
class SettingKind:
    """One setting of the process that is not in this workstation. ``name`` is stable, ``label``/``help`` for people."""

    name: str
    label: str
    help: str


def load_process_settings(path: Path | None = None) -> tuple[SettingKind, ...]:
    """The kinds of ``path`` or of the product, in their order; ``KenpanError`` ``process_settings.invalid``."""
    path = path or resource("process_settings.toml")
    try:
        return _kinds(read_toml(path))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise KenpanError(
            "process_settings.invalid",
            "工程設定の一覧を読めません。",
            "一覧（resources/process_settings.toml）を直すか、管理者に連絡してください。",
            file=path.name,
        ) from error


def _kinds(table: dict[str, Any]) -> tuple[SettingKind, ...]:
    if table["format"] != _FORMAT or table.keys() != {"format", "setting"}:
        raise ValueError("not this format")
    kinds = tuple(SettingKind(**row) for row in table["setting"])
    texts = [text for kind in kinds for text in (kind.name, kind.label, kind.help)]
    if not kinds or not all(isinstance(text, str) and text.strip() for text in texts):
        raise ValueError("a setting without name, label or help")
    if not all(kind.name.isascii() and kind.name.isidentifier() for kind in kinds):
        raise ValueError("a name that cannot be kept")
    if len({kind.name for kind in kinds}) != len(kinds) or len({kind.label for kind in kinds}) != len(kinds):
        raise ValueError("a setting twice")
    return kinds
