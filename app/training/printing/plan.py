"""What is to be printed: notices, each side of them, and what a planted defect changes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from app.notice.model import NoticeContent, Side
from app.records.layouts import Scheme
from app.records.notice_file import DETAIL, NoticeFile
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


class NoticeId(NamedTuple):
    """One notice to print: the 0-based index of its ``01``."""

    file: str
    record: int


@dataclass(slots=True)
class PlannedNotice:
    """A notice as it will be printed; ``stranger``: of no record of the month.

    ``sides`` that are printed from another notice; ``changes`` by side and item; ``defects``: what was planted here.
    ``told_of``: the notice that this one is the double of.
    """

    notice: NoticeId
    stranger: NoticeContent | None = None
    sides: dict[Side, NoticeId] = field(default_factory=dict)
    changes: dict[Side, dict[str, Change]] = field(default_factory=dict)
    lost: bool = False
    told_of: "PlannedNotice | None" = None
    defects: list[PlantedDefect] = field(default_factory=list)

    def change(self, side: Side, item: str, change: Change) -> None:
        """Plant a change of one item."""
        self.changes.setdefault(side, {})[item] = change


def notices_of(source: PrintSource, schemes: Iterable[Scheme] = ("kounen", "senpo")) -> list[NoticeId]:
    """Every notice of the month in the order of its files."""
    wanted = frozenset(schemes)
    return [
        NoticeId(name, int(record))
        for name, file in source.notices.items()
        if file.scheme in wanted
        for record in file.rows(DETAIL)
    ]


def chosen_notices(source: PrintSource, selection: Sequence[NoticeId] | int | None) -> list[NoticeId]:
    """The notices that a selection means, in the order of the month; a number: half of each scheme, spread evenly."""
    if not isinstance(selection, int):
        return notices_of(source) if selection is None else list(selection)
    kounen, senpo = notices_of(source, ("kounen",)), notices_of(source, ("senpo",))
    few = min(len(senpo), selection // 2)
    many = min(len(kounen), selection - few)
    return _spread(kounen, many) + _spread(senpo, few)


def _spread(notices: Sequence[NoticeId], count: int) -> list[NoticeId]:
    return [notices[at * len(notices) // count] for at in range(count)]
