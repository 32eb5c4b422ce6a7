"""What a side of a page has to show of a record, as it is held against what the page shows."""

from collections.abc import Callable
from typing import NamedTuple

from app.proof.printed.template import PlacedPanel, is_barcode


class Wanted(NamedTuple):
    """Texts of a panel's single items (and of silent ones), those of each block that are not empty, and of codes."""

    singles: tuple[str, ...]
    blocks: tuple[tuple[str, ...], ...]
    codes: tuple[str, ...]


def wanted_of(
    panel: PlacedPanel, texts: tuple[str, ...], bars: Callable[[], str], code: Callable[[str], str]
) -> Wanted:
    """``texts``: of the panel's items in their order; ``bars``: the customer barcode, ``code`` what a pattern says."""
    at = len(panel.singles) + len(panel.silent)
    singles, blocks = texts[:at], []
    if panel.pieces:
        own = list(singles)
        for place, pattern in panel.pieces:
            own[place] = code(pattern)
        singles = tuple(own)
    for one in panel.blocks:
        stop = at + len(one.block.items)
        blocks.append(tuple([text for text in texts[at:stop] if text]))
        at = stop
    codes = [bars() if is_barcode(one.code) else code(one.code.pattern) for one in panel.codes]
    return Wanted(singles, tuple(blocks), tuple(codes))
