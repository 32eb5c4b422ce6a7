"""Premiums of sample notices: parts that add up, and asterisks where nothing is said."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.records.layouts import Scheme
from app.training.target import Target

# Per thousand yen of payroll: rates of about 2026, rounded.
_HEALTH, _PENSION, _CHILD, _SEAMEN = 99, 183, 4, 105
_STARS = np.frombuffer(b"*****", dtype=np.uint8)


@dataclass(frozen=True, slots=True, eq=False)
class Amounts:
    """One part of the notices, 告知 or 領収, as columns ``(d,)``.

    ``said``: the part is there at all; ``health``: its health premium is a number; ``child``: its 拠出金 is not zero;
    ``left``: asterisks are left-justified (their place is not specified).
    """

    payroll: NDArray[np.int64]
    said: NDArray[np.bool_]
    health: NDArray[np.bool_]
    child: NDArray[np.bool_]
    left: NDArray[np.bool_]


def write_amounts(target: Target, items: tuple[int, ...], scheme: Scheme, amounts: Amounts) -> NDArray[np.int64]:
    """Write the premiums and their sums into the items; returns 合計額 ``(d,)``, 0 where nothing is said."""
    thousands = amounts.payroll // 1000
    pension = thousands * _PENSION
    child = thousands * _CHILD * amounts.child
    health = thousands * (_HEALTH if scheme == "kounen" else _SEAMEN) * amounts.health
    total = pension + child + health
    parts = (health, pension, child, total) if scheme == "kounen" else (pension, child, pension + child, health, total)
    for item, values in zip(items, parts, strict=True):
        shown = amounts.said & amounts.health if values is health else amounts.said
        cells = target.edited(item, values)
        cells[~shown] = 0x20
        cells[~shown & amounts.left, : len(_STARS)] = _STARS
        cells[~shown & ~amounts.left, -len(_STARS) :] = _STARS
        target.put(item, cells)
    return total * amounts.said
