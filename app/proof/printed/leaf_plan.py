"""What a leaf has to show to the letter, all of it at once: nearly every leaf does, and only others are looked at."""

from collections.abc import Sequence
from typing import Any

from app.proof.printed.template import PlacedBlock, PlacedPanel, getter


class LeafPlan:
    """Of a leaf's panels what gets the texts of their items from those of the slots, and in which order these are
    asked for.

    ``able``: whether that is enough to judge it. ``singles``: gets those of items that are alone on their line;
    ``items``: these, then ``silent`` ones, then those of ``blocks``, each with its lines and place in the row;
    ``pieces``: slots that show a piece ID, with its pattern; ``codes``: number of what was cut out, and the pattern;
    ``keys``: slots of items whose values tell records apart.
    """

    def __init__(self, number: int, panels: Sequence[PlacedPanel]) -> None:
        self.number = number
        self.sides = [panel.panel.side for panel in panels]
        self.coded = any(panel.coded for panel in panels)
        self.said = any(panel.said for panel in panels)
        schemes = {panel.panel.scheme for panel in panels if panel.said}
        self.scheme = next(iter(schemes), None)
        blocks = [one for panel in panels for one in panel.blocks]
        singles = [one for panel in panels for one in panel.singles]
        self.able = (
            len(schemes) < 2
            and (self.coded or len(schemes) == 0 or all(panel.said for panel in panels))
            and all(map(alone, singles))
            and all(len(line.slots) == 1 for one in blocks for line in one.lines)
            and all(len({own.code.id for own in panel.codes}) == len(panel.codes) for panel in panels)
        )
        if not self.able:
            return
        self.pieces = [
            (panel.singles[at].lines[0].slots[0], pattern) for panel in panels for at, pattern in panel.pieces
        ]
        named = {slot for slot, _ in self.pieces}
        own = [one for one in singles if one.lines[0].slots[0] not in named]
        self.singles = getter([one.lines[0].slots[0] for one in own])
        self.items = [one.block.items[0] for one in own]
        self.known = len(self.items)
        self.items += [item for panel in panels for item in panel.silent]
        self.silent = len(self.items)
        self.blocks: list[tuple[PlacedBlock, Any, slice]] = []
        for one in blocks:
            start = len(self.items)
            self.items += one.block.items
            self.blocks.append((one, getter([line.slots[0] for line in one.lines]), slice(start, len(self.items))))
        self.keys = [
            (one[at].lines[0].slots[0], item_id)
            for panel in panels
            for one, own in ((panel.singles, panel.keys), (panel.blocks, panel.first_keys))
            for at, item_id in own
        ]
        self.codes = [
            (placed.spot, pattern)
            for panel in panels
            for placed, pattern in zip(panel.codes, panel.patterns, strict=True)
        ]


def alone(one: PlacedBlock) -> bool:
    """Whether all of a block is a single slot."""
    return len(one.lines) == 1 and len(one.lines[0].slots) == 1
