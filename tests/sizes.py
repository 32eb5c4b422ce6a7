"""How much a battery looks at: a telling sample in every run, everything with ``--soak`` or ``KENPAN_SOAK=1``."""

import os
import random
from collections.abc import Sequence

SOAK = bool(os.environ.get("KENPAN_SOAK"))


def sized(usual: int, whole: int) -> int:
    """A number of examples, or the step from one to the next."""
    return whole if SOAK else usual


def some(values: Sequence, count: int) -> list:
    """All of them in the soak; else the first, the last and others by a fixed choice, in order."""
    if SOAK or len(values) <= count:
        return list(values)
    inner = random.Random(len(values)).sample(range(1, len(values) - 1), count - 2)
    return [values[at] for at in (0, *sorted(inner), len(values) - 1)]


def by_turns(values: Sequence, turn: int, count: int) -> list:
    """All of them in the soak; else so many, other ones at each turn, so that each has its turn again and again."""
    if SOAK or len(values) <= count:
        return list(values)
    return [values[(turn * count + at) % len(values)] for at in range(count)]
