"""What a defect of the catalogue is, and what it is planted with."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple, TypeVar

import numpy as np

from app.notice.model import NoticeContent, Side, TextPart
from app.records.layouts import Scheme
from app.training.printing.layout import ItemPlace, PrintLayout
from app.training.printing.model import PlantedDefect
from app.training.printing.plan import PlannedNotice, PrintSource
from app.training.printing.setting import shown_parts

T = TypeVar("T")


class CharAt(NamedTuple):
    """A character that is printed: its part, its place there."""

    part: int
    offset: int
    char: str


@dataclass(slots=True)
class Planting:
    """One defect to plant into one notice; ``item`` is empty where none was asked for."""

    source: PrintSource
    layout: PrintLayout
    rng: np.random.Generator
    planned: PlannedNotice
    content: NoticeContent
    others: list[PlannedNotice] = field(default_factory=list)
    item: str = ""

    def places(self) -> Iterator[ItemPlace]:
        """The text items of this notice that print something here, or the one asked for."""
        for place in text_places(self.layout, self.content.scheme):
            if self.item in ("", place.id) and any(part.text.strip() for part in self.parts(place.id)):
                yield place

    def parts(self, item_id: str) -> tuple[TextPart, ...]:
        """An item's parts; none if the notice has no such item."""
        return next((item.parts for item in self.content.items if item.id == item_id), ())

    def chars(self, place: ItemPlace) -> list[CharAt]:
        """What the layout prints of an item, character by character."""
        return [
            CharAt(number, offset, char)
            for number, part in enumerate(self.parts(place.id))
            if any(shown_parts(place, [part]))
            for offset, char in enumerate(part.text)
            if not (char == "¥" and "¥" in place.preprinted)
        ]

    def with_char(self, place: ItemPlace, at: CharAt, new: str) -> tuple[TextPart, ...]:
        """The item's parts with one character replaced."""
        parts = list(self.parts(place.id))
        text = parts[at.part].text
        parts[at.part] = replace(parts[at.part], text=text[: at.offset] + new + text[at.offset + 1 :])
        return tuple(parts)

    def any_of(self, choices: list[T]) -> T:
        """One of them by the seed."""
        return choices[int(self.rng.integers(len(choices)))]

    def tell(self, kind: "DefectKind", side: Side, item: str | None = None) -> None:
        """Enter the defect into the truth; place and texts are filled in when it is printed."""
        notice = self.planned.notice
        self.planned.defects.append(PlantedDefect(kind.name, kind.rules, notice.file, notice.record, side, None, item))


Plant = Callable[["DefectKind", Planting], bool]
"""Plants the defect; ``False`` and nothing done if this notice does not lend itself to it."""


@dataclass(frozen=True, slots=True)
class DefectKind:
    """A defect of the catalogue. ``what``: short Japanese wording; ``rules`` as in :class:`PlantedDefect`.

    ``pairs``: it needs a second notice. ``of_item``: it can be asked for with an item.
    """

    name: str
    what: str
    rules: tuple[str, ...]
    plant: Plant
    of_item: bool = True
    pairs: bool = False


def text_places(layout: PrintLayout, scheme: Scheme) -> Iterator[ItemPlace]:
    """Every place of a text item of this scheme."""
    for place in layout.items:
        if scheme in place.schemes:
            yield place
    for block in layout.blocks:
        yield from (place for place in block.items if scheme in place.schemes)
