"""What a side of a page shows, item by item, from the texts of its slots."""

from collections.abc import Sequence
from typing import NamedTuple

from app.proof.printed.columns import canonical
from app.proof.printed.template import PlacedBlock, PlacedPanel


class Said(NamedTuple):
    """What a panel shows: texts of single items (then ``""`` for silent ones), lines of blocks, codes by their id."""

    singles: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]
    codes: dict[str, str]


def said_of(panel: PlacedPanel, texts: Sequence[str], codes: dict[int, str]) -> Said:
    """What a panel shows: ``texts`` of what varies on the page, ``codes`` by the number of what was cut out."""
    singles = (*[single(one, texts) for one in panel.singles], *[""] * len(panel.silent))
    return Said(singles, tuple([lines_of(one, texts) for one in panel.blocks]), codes_of(panel, codes))


def single(one: PlacedBlock, texts: Sequence[str]) -> str:
    """What an item shows that has a block of its own."""
    return canonical(one.block.items[0], "".join([texts[slot] for line in one.lines for slot in line.slots]))


def lines_of(one: PlacedBlock, texts: Sequence[str]) -> tuple[str, ...]:
    """The lines of a block."""
    return tuple(["".join([texts[slot] for slot in line.slots]) for line in one.lines])


def codes_of(panel: PlacedPanel, codes: dict[int, str]) -> dict[str, str]:
    """What its codes say, by their id."""
    return {own.code.id: codes[own.spot] for own in panel.codes if own.spot >= 0}
