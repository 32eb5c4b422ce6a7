"""Which graphics in the place of a code are the code: its bars, modules or picture. All else there was added."""

from collections.abc import Iterable, Sequence

from app.proof.printed.model import Graphic, ReadCode
from app.sheet.model import Rect

_NEAR_MM = 0.6


def strangers(graphics: Sequence[Graphic], codes: Iterable[ReadCode]) -> list[Graphic]:
    """Graphics that are none of these codes, where these were read; places as those of the codes."""
    left = list(graphics)
    for code in codes:
        if code.text and left:
            parts = set(map(id, _parts(left, code.rect)))
            left = [one for one in left if id(one) not in parts]
    return left


def _parts(graphics: Sequence[Graphic], code: Rect) -> list[Graphic]:
    """What a code is drawn of: all of it at once, or else one by one; and a picture that shows it and some paper."""
    outer = code.grown(_NEAR_MM)
    within = [one for one in graphics if holds(outer, one.rect)]
    whole = [one for one in within if holds(one.rect, code.grown(-_NEAR_MM))]
    return (whole or within) + [one for one in graphics if is_picture(one.kind) and holds(one.rect, code)]


def is_picture(kind: str) -> bool:
    """Whether this is an image."""
    return kind.startswith("fill-im")


def holds(outer: Rect, inner: Rect) -> bool:
    """Whether all of the inner one lies in the outer one."""
    return outer.x0 <= inner.x0 and inner.x1 <= outer.x1 and outer.y0 <= inner.y0 and inner.y1 <= outer.y1
