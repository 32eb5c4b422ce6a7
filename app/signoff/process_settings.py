"""Which process settings a lead registers (``resources/process_settings.toml``), and how each is given."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.canonical import NO_CONTENT, digest
from app.errors import KenpanError
from app.resources import resource
from app.signoff.binding import SETTING
from app.signoff.model import Part
from app.toml_text import read_toml

ALWAYS = frozenset(("editing", "print_file", "imposition", "press", "paper", "folding", "inserting", "inspection"))
"""Settings that every round asks for, whatever the table says: none of them is taken out."""
ABSENT = "なし"
_FORMAT = "kenpan-process-settings-2"


@dataclass(frozen=True, slots=True)
class SettingKind:
    """One setting of the process that is not in this workstation. ``name`` is stable, ``label``/``help`` for people.

    ``file``: the machine exports it; a typed value instead needs a reason.
    """

    name: str
    label: str
    help: str
    file: bool

    @property
    def part(self) -> str:
        """The name of its part of the fingerprint."""
        return SETTING + self.name


@dataclass(frozen=True, slots=True)
class Given:
    """What a person gave for a setting: the name of a ``file``, a typed ``value``, or, with neither, that the process
    has none. ``sha256`` is of the bytes given, ``size`` their number in a file.
    """

    sha256: str
    value: str = ""
    file: str = ""
    size: int = 0

    @property
    def absent(self) -> bool:
        """Whether it says that there is none."""
        return not (self.value or self.file)

    @property
    def text(self) -> str:
        """The file's name, the value, or なし."""
        return self.file or self.value or ABSENT

    def part(self, kind: SettingKind) -> Part:
        """The same as a part of the fingerprint."""
        return Part(kind.part, kind.label, self.sha256, self.text)


NOTHING = Given(NO_CONTENT)
"""The process has no such setting."""


def typed(value: str) -> Given | None:
    """A typed value, blanks around it left out; ``None`` if nothing is left."""
    said = value.strip()
    return Given(digest(said), value=said) if said else None


def reason_for(kind: SettingKind, given: Given) -> str:
    """What must be said beside it (Japanese, ``…理由``); empty where it is given as its kind is expected."""
    if given.absent:
        return "この工程にない理由"
    return "ファイルがない理由" if kind.file and not given.file else ""


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
    if not all(isinstance(kind.file, bool) for kind in kinds):
        raise ValueError("a setting of which it is not said whether there is a file")
    if not all(kind.name.isascii() and kind.name.isidentifier() for kind in kinds):
        raise ValueError("a name that cannot be kept")
    if len({kind.name for kind in kinds}) != len(kinds) or len({kind.label for kind in kinds}) != len(kinds):
        raise ValueError("a setting twice")
    return kinds
