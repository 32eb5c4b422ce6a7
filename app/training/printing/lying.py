"""What a lying page needs: resources and entries of its own, and everything about the item that lies."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from app.sheet.model import Rect
from app.training.printing.ink import Ink
from app.training.printing.layout import PrintLayout
from app.training.printing.pdf import PdfFile
from app.training.printing.setting import Glyphs, Placing, SetItem
from app.training.printing.subset import SubsetFont


@dataclass(slots=True)
class PageExtras:
    """What a page has of its own: more resources, annotations, entries; operators around all of its ink.

    ``media``: width and height in points, if not those of the page as it is seen.
    """

    resources: dict[str, dict[str, str]] = field(default_factory=dict)
    annotations: list[int] = field(default_factory=list)
    entries: dict[str, str] = field(default_factory=dict)
    media: tuple[float, float] | None = None
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


class LyingWriter(Protocol):
    """What a lie needs of the file that it is written into (:class:`app.training.printing.writer.PrintWriter`)."""

    layout: PrintLayout
    pdf: PdfFile
    fonts: dict[str, SubsetFont]
    more_fonts: list[SubsetFont]
    layers: list[int]
    fields: list[int]
    shared: int

    def image(self, width: int, height: int, samples: bytes, entries: str = "") -> int:
        """A picture of grey samples."""

    def show_image(self, name: str, box: Rect, ink: Ink) -> str:
        """Show an image resource in this rectangle of the page, upright."""


class LieContext(NamedTuple):
    """All that a lie may use: ``shown`` is the item as it is changed, ``honest`` as it should be."""

    writer: LyingWriter
    ink: Ink
    extras: PageExtras
    placing: Placing
    shown: SetItem
    honest: SetItem
    size: tuple[float, float]


Lie = Callable[[LieContext], str]


def text_of(context: LieContext, item: SetItem, colour: str = "black") -> str:
    """The item as the layout writes it."""
    return context.ink.texts(item.runs, context.placing, colour)


def box_of(context: LieContext) -> Rect:
    """Where the item stands on its page."""
    return context.placing.rect(context.honest.rect())


def with_codes(context: LieContext, run: Glyphs, codes: Sequence[int], font: SubsetFont | None = None) -> str:
    """A run as the layout writes it, with other codes."""
    return context.ink.texts_of_codes(run, codes, context.placing, font)
