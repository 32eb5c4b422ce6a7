"""The longest part of a series that is in order."""

from bisect import bisect_left
from collections.abc import Iterable


def longest_rising(values: Iterable[int]) -> set[int]:
    """The places of a longest rising series."""
    tails: list[int] = []
    ends: list[int] = []
    before: dict[int, int] = {}
    for at, value in enumerate(values):
        spot = bisect_left(tails, value)
        if spot:
            before[at] = ends[spot - 1]
        tails[spot : spot + 1], ends[spot : spot + 1] = [value], [at]
    found: set[int] = set()
    at = ends[-1] if ends else -1
    while at >= 0:
        found.add(at)
        at = before.get(at, -1)
    return found
