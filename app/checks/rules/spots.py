"""The most common shape of a hit: the same bytes in every record."""

from collections.abc import Callable, Iterator

import numpy as np

from app.checks.model import Hits
from app.checks.view import Rows

Spot = tuple[int, int]
"""Offset and length in the record."""


def hits_at(rows: Rows | list[int], spot: Spot, message: str | Callable[[int], str]) -> Iterator[Hits]:
    """Hits at ``spot`` of each record; nothing without records. A fixed message is the same for all of them."""
    if len(rows):
        wording = (lambda _hit: message) if isinstance(message, str) else message
        yield Hits(np.asarray(rows, dtype=np.int64), *spot, wording)
