"""What a lying page needs: resources and entries of its own, and everything about the item that lies."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from app.training.printing.ink import Ink
from app.training.printing.setting import Placing, SetItem

if TYPE_CHECKING:
    from app.training.printing.writer import PrintWriter


@dataclass(slots=True)
class PageExtras:
    """What a page has of its own: more resources, annotations, entries; operators around all of its ink."""

    resources: dict[str, dict[str, str]] = field(default_factory=dict)
    annotations: list[int] = field(default_factory=list)
    entries: dict[str, str] = field(default_factory=dict)
    before: str = ""
    after: str = ""
    last: list[str] = field(default_factory=list)
    """Operators that come after everything else."""

    def resource(self, kind: str, value: str) -> str:
        """Enter a resource of this kind (``ExtGState``); its name."""
        own = self.resources.setdefault(kind, {})
        name = f"{kind[0]}{len(own)}x"
        own[name] = value
        return name


class LieContext(NamedTuple):
    """All that a lie may use: ``shown`` is the item as it is changed, ``honest`` as it should be."""

    writer: "PrintWriter"
    ink: Ink
    extras: PageExtras
    placing: Placing
    shown: SetItem
    honest: SetItem
    size: tuple[float, float]


Lie = Callable[[LieContext], str]
