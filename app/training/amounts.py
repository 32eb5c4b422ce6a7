"""Premiums of sample notices: parts that add up, and asterisks where nothing is said."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.records.layouts import Scheme
from app.training.target import Target

# Per thousand yen of payroll: rates of about 2026, rounded.
_HEALTH, _PENSION, _CHILD, _SEAMEN = 99, 183, 4, 105
_USUAL = 5  # as N writes it
_PARTS: dict[Scheme, tuple[str, ...]] = {
    "kounen": ("health", "pension", "child", "total"),
    "senpo": ("pension", "child", "subtotal", "seamen", "total"),
}


@dataclass(frozen=True, slots=True, eq=False)
class Amounts:
    """One part of the notices, 告知 or 領収, as columns ``(d,)``.

    ``said``: the part is there at all; ``health``: its health premium is a number; ``child``: its 拠出金 is not zero;
    Where nothing is said stand ``stars`` asterisks (0: a field full of them), left-justified where ``left`` (neither
    how many there are nor where they stand is specified).
    """

    payroll: NDArray[np.int64]
    said: NDArray[np.bool_]
    health: NDArray[np.bool_]
    child: NDArray[np.bool_]
    left: NDArray[np.bool_]
    stars: NDArray[np.int64]


def runs_of_stars(draw: NDArray[np.float64], asterisks: int | None) -> NDArray[np.int64]:
    """How many asterisks stand in each notice: as many as are asked for, or N's five and full fields turn about."""
    return np.where(draw % 0.5 < 0.25, _USUAL, 0) if asterisks is None else np.full(len(draw), asterisks)


def write_amounts(target: Target, part: str, scheme: Scheme, amounts: Amounts) -> NDArray[np.int64]:
    """Write premiums and sums of a part (``charge``, ``receipt``); returns 合計額 ``(d,)``, 0 where nothing is said."""
    thousands = amounts.payroll // 1000
    pension = thousands * _PENSION
    child = thousands * _CHILD * amounts.child
    health = thousands * (_HEALTH if scheme == "kounen" else _SEAMEN) * amounts.health
    total = pension + child + health
    parts = (health, pension, child, total) if scheme == "kounen" else (pension, child, pension + child, health, total)
    for name, values in zip(_PARTS[scheme], parts, strict=True):
        role = f"{part}.{name}"
        shown = amounts.said & amounts.health if values is health else amounts.said
        cells = target.edited(role, values)
        unsaid = np.flatnonzero(~shown)
        cells[unsaid] = _starred(amounts.left[unsaid], amounts.stars[unsaid], cells.shape[1])
        target.put(role, cells)
    return total * amounts.said


def _starred(left: NDArray[np.bool_], stars: NDArray[np.int64], width: int) -> NDArray[np.uint8]:
    """Fields ``(m, width)`` with a run of asterisks on one side."""
    run = np.where((stars == 0) | (stars > width), width, stars)[:, None]
    place = np.arange(width)
    starred = np.where(left[:, None], place < run, place >= width - run)
    return np.where(starred, np.uint8(ord("*")), np.uint8(ord(" ")))
