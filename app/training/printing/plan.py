"""What is to be printed: notices, each side of them, and what a planted defect changes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from app.notice.model import NoticeContent, Side
from app.records.notice_file import NoticeFile
from app.sheet.fonts import FontSet
from app.training.printing.model import PlantedDefect
from app.training.printing.panel import Change


class _Equipment(Protocol):
    @property
    def fonts(self) -> FontSet: ...


class PrintSource(Protocol):
    """The open month, as far as printing needs it: ``Workbench`` is one."""

    @property
    def notices(self) -> Mapping[str, NoticeFile]:
        """The notice files by name."""

    @property
    def equipment(self) -> _Equipment:
        """It has the fonts."""

    def content(self, file: str, record: int) -> NoticeContent:
        """What this ``01`` must print."""


class Notice(NamedTuple):
    """One notice to print: the 0-based index of its ``01``."""

    file: str
    record: int


@dataclass(slots=True)
class PlannedNotice:
    """A notice as it will be printed. Each side may be of another notice; ``changes`` by side and item.

    ``defects``: what was planted here, told in the truth once pages have numbers.
    """

    content: NoticeContent
    sides: dict[Side, NoticeContent] = field(default_factory=dict)
    changes: dict[Side, dict[str, Change]] = field(default_factory=dict)
    lost: bool = False
    defects: list[PlantedDefect] = field(default_factory=list)

    def of(self, side: Side) -> NoticeContent:
        """What this side is printed from."""
        return self.sides.get(side, self.content)

    def change(self, side: Side, item: str, change: Change) -> None:
        """Plant a change of one item."""
        self.changes.setdefault(side, {})[item] = change
