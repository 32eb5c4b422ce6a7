"""Which process settings a lead registers (``resources/process_settings.toml``), and how each is given."""

from dataclasses import dataclass
from pathlib import Path

from app.canonical import NO_CONTENT, digest
from app.resources import resource
from app.signoff.binding import SETTING
from app.signoff.signed import Part
from app.toml_table import FileKind, Table

ALWAYS = frozenset(("editing", "print_file", "imposition", "press", "paper", "folding", "inserting", "inspection"))
"""Settings that every round asks for, whatever the table says: none of them is taken out."""
ABSENT = "なし"
_FORMAT = "kenpan-process-settings-2"
_LIST = FileKind(
    "process_settings.invalid",
    "工程設定の一覧",
    "一覧（resources/process_settings.toml）を直すか、管理者に連絡してください。",
)


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
    top = Table.of_file(_LIST, path or resource("process_settings.toml"))
    top.choice("format", (_FORMAT,))
    rows = top.children("setting")
    kinds = tuple(_kind(row) for row in rows)
    top.done()
    if not kinds:
        raise top.error("設定がひとつもありません。", "setting")
    if len({kind.name for kind in kinds}) != len(kinds) or len({kind.label for kind in kinds}) != len(kinds):
        raise top.error("同じ設定が二つあります。", "setting")
    return kinds


def _kind(row: Table) -> SettingKind:
    name = row.words("name")
    if not (name.isascii() and name.isidentifier()):
        raise row.error("「name」は英字の名前で書いてください。", "name")
    return SettingKind(name, row.words("label"), row.words("help"), row.flag("file", None))
