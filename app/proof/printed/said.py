"""What a side of a page shows, item by item, from the texts of its slots."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from app.proof.printed.bar_reading import Bars
from app.proof.printed.columns import canonical
from app.proof.printed.template import PlacedBlock, PlacedPanel


class Said(NamedTuple):
    """What a panel shows: texts of single items (then ``""`` for silent ones), lines of blocks, codes by their id."""

    singles: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]
    codes: dict[str, str | Bars]

    def code(self, code_id: str) -> str:
        """What one of its codes says, ``""`` for nothing."""
        own = self.codes.get(code_id, "")
        return own.text if isinstance(own, Bars) else own

    def says(self, code_id: str, text: str) -> bool:
        """Whether one of its codes says this, or is not there where nothing is to be said."""
        own = self.codes.get(code_id)
        if isinstance(own, Bars):
            return own.says(text)
        return text == "" if own is None else text != "" and own == text


def said_of(panel: PlacedPanel, texts: Sequence[str], codes: Mapping[int, str] | Mapping[int, Bars]) -> Said:
    """What a panel shows: ``texts`` of what varies on the page, ``codes`` by the number of what was cut out."""
    singles = (*[single(one, texts) for one in panel.singles], *[""] * len(panel.silent))
    return Said(singles, tuple([lines_of(one, texts) for one in panel.blocks]), codes_of(panel, codes))


def single(one: PlacedBlock, texts: Sequence[str]) -> str:
    """What an item shows that has a block of its own."""
    return canonical(one.block.items[0], "".join([texts[slot] for line in one.lines for slot in line.slots]))


def lines_of(one: PlacedBlock, texts: Sequence[str]) -> tuple[str, ...]:
    """The lines of a block."""
    return tuple(["".join([texts[slot] for slot in line.slots]) for line in one.lines])


def codes_of(panel: PlacedPanel, codes: Mapping[int, str] | Mapping[int, Bars]) -> dict[str, str | Bars]:
    """What its codes say, by their id."""
    return {own.code.id: codes[own.spot] for own in panel.codes if own.spot >= 0}
