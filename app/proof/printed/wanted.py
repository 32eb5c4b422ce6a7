"""What a side of a page has to show of a record, as it is held against what the page shows."""

from collections.abc import Callable
from typing import NamedTuple

from app.proof.printed.template import PlacedPanel


class Wanted(NamedTuple):
    """Texts of a panel's single items (and of silent ones), those of each block that are not empty, and of codes."""

    singles: tuple[str, ...]
    blocks: tuple[tuple[str, ...], ...]
    codes: tuple[str, ...]


def wanted_of(
    panel: PlacedPanel, texts: tuple[str, ...], bars: Callable[[], str], code: Callable[[str], str]
) -> Wanted:
    """``texts``: of the panel's items in their order; ``bars``: the customer barcode, ``code`` what a pattern says."""
    singles = texts[: panel.alone]
    if panel.pieces:
        own = list(singles)
        for place, pattern in panel.pieces:
            own[place] = code(pattern)
        singles = tuple(own)
    blocks = tuple([tuple(filter(None, texts[own])) for own in panel.cuts])
    codes = tuple([bars() if pattern is None else code(pattern) for pattern in panel.patterns])
    return Wanted(singles, blocks, codes)
