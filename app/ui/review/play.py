"""The way of a sheet that slides in its envelope, for whoever watches what the windows show."""

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from app.sheet.envelope_file import Slide


class Place(NamedTuple):
    """mm from the envelope's top left, degrees clockwise."""

    dx: float
    dy: float
    theta: float


def play_round(slide: Slide, step_mm: float = 1.0) -> tuple[Place, ...]:
    """Once along the edges of the play and back, then tilted to either side: no place farther than ``step_mm`` or a
    tenth of the tilt from the one before; it ends where it began.
    """
    corners = (Place(0, 0, 0), Place(slide.x, 0, 0), Place(slide.x, slide.y, 0), Place(0, slide.y, 0), Place(0, 0, 0))
    middle = Place(slide.x / 2, slide.y / 2, 0)
    tilted = (middle, middle._replace(theta=slide.tilt_deg), middle._replace(theta=-slide.tilt_deg), middle)
    way = (*corners, *tilted, corners[0])
    return (
        way[0],
        *(place for one, two in pairwise(way) for place in _between(one, two, step_mm, slide.tilt_deg / 10)),
    )


def _between(one: Place, two: Place, step_mm: float, step_deg: float) -> Iterator[Place]:
    far = max(abs(two.dx - one.dx) / step_mm, abs(two.dy - one.dy) / step_mm)
    turned = abs(two.theta - one.theta)
    count = max(1, round(max(far, turned / step_deg if turned else 0) + 0.499))
    for at in range(1, count + 1):
        share = at / count
        yield Place(*(a + (b - a) * share for a, b in zip(one, two, strict=True)))
