"""Characters of a page as they lie on its panels: moved there once, and told from what every such page has."""

from collections.abc import Callable, Sequence
from itertools import compress, repeat
from operator import not_
from typing import Generic, NamedTuple, TypeVar

import numpy as np

from app.proof.printed.model import ReadPage
from app.sheet.measured_form import MeasuredPanel, Placement
from app.sheet.model import Rect

TENTHS = 10
EM_MM = 25.4 / 72
_ASCENT_EM, _DESCENT_EM = 0.88, 0.12
_MOST_PANELS = 64

_Key = tuple[str, int, int]
_T = TypeVar("_T")


class Char(NamedTuple):
    """A character on its panel: cell from ``x`` to ``right``."""

    text: str
    x: float
    y: float
    right: float
    em: float
    hidden: str
    doubt: str

    def rect(self) -> Rect:
        """Its cell on the panel."""
        return Rect(self.x, self.y - _ASCENT_EM * self.em, max(self.right, self.x), self.y + _DESCENT_EM * self.em)


class OfPanel(Generic[_T]):
    """What is made of a panel once; panels are known by being the same one, which is quicker to see than like ones."""

    def __init__(self, make: Callable[[MeasuredPanel], _T]) -> None:
        self._make = make
        self._known: dict[int, tuple[MeasuredPanel, _T]] = {}

    def __call__(self, panel: MeasuredPanel) -> _T:
        """What was made of this one."""
        found = self._known.get(id(panel))
        if found is None or found[0] is not panel:
            if len(self._known) >= _MOST_PANELS:
                self._known.clear()
            found = self._known[id(panel)] = panel, self._make(panel)
        return found[1]


_Near = tuple[frozenset[_Key], frozenset[tuple[str, int, int, int, int]]]


def _made_near(panel: MeasuredPanel) -> _Near:
    """Places of characters and graphics of the background, and those beside them."""
    around = (-1, 0, 1)
    return (
        frozenset((text, x + a, y + b) for text, x, y in panel.background.chars for a in around for b in around),
        frozenset(
            (kind, x0 + a, y0 + b, x1 + c, y1 + d)
            for kind, x0, y0, x1, y1 in panel.background.graphics
            for a in around
            for b in around
            for c in around
            for d in around
        ),
    )


near = OfPanel(_made_near)


class Moved(NamedTuple):
    """Characters of a page as they lie on panels in one place: what and where (0.1 mm) they are, and they themselves.

    ``hidden``: whether an eye does not find some of them.
    """

    keys: list[_Key]
    chars: list[Char]
    hidden: bool


class PageRows:
    """Characters of a page as they lie on panels, moved there once for all panels that may lie in one place."""

    def __init__(self, page: ReadPage) -> None:
        self.page = page
        self._moved: dict[tuple[Placement, float, float], Moved] = {}
        runs = page.runs
        self._counts = [len(run.lefts) for run in runs]
        self._heads = np.array([(run.lefts[0], run.baseline, run.size_pt * EM_MM) for run in runs]).reshape(-1, 3)
        self._turned = np.array([run.turned for run in runs], bool)
        self._texts = "".join([run.text for run in runs])
        self._lefts = np.array([left for run in runs for left in run.lefts])
        self._rights = np.array([right for run in runs for right in (*run.lefts[1:], run.right)])
        self._hidden = _flat([run.hidden for run in runs], self._counts)
        self._doubts = _flat([run.doubts for run in runs], self._counts)

    def on(self, at: Placement, width: float, height: float) -> Moved:
        """Those on a panel of this size."""
        key = (at, width, height)
        found = self._moved.get(key)
        if found is None:
            found = self._moved[key] = self._on(at, width, height)
        return found

    def _on(self, at: Placement, width: float, height: float) -> Moved:
        first, base, em = self._heads.T
        inside = (at.x <= first) & (first <= at.x + width) & (at.y <= base) & (base <= at.y + height)
        if not inside.any():
            return Moved([], [], False)
        own, counts = np.repeat(inside, self._counts), np.array(self._counts)[inside]
        sign, origin = (-1.0, at.x + width) if at.turned else (1.0, -at.x)
        y = np.repeat((at.y + height - base if at.turned else base - at.y)[inside], counts)
        x, right = origin + sign * self._lefts[own], origin + sign * self._rights[own]
        texts = list(compress(self._texts, own))
        tenths = (np.rint(values * TENTHS).astype(int).tolist() for values in (x, y))
        askew = self._turned[inside] != at.turned
        hidden = list(compress(self._hidden, own)) if self._hidden else []
        doubts = list(compress(self._doubts, own)) if self._doubts else []
        if askew.any():
            signs = ["g" if one else "" for one in np.repeat(askew, counts)]
            doubts = [doubt + sign for doubt, sign in zip(doubts or repeat(""), signs, strict=False)]
        columns = (np.minimum(x, right), y, np.maximum(x, right), np.repeat(em[inside], counts))
        none = repeat("")
        chars = map(Char, texts, *(column.tolist() for column in columns), hidden or none, doubts or none)
        return Moved(list(zip(texts, *tenths, strict=True)), list(chars), bool(hidden))

    def ground(self, panel: MeasuredPanel, at: Placement) -> int:
        """How many characters of the background are there."""
        return sum(_alike(self.on(at, panel.width, panel.height), panel))


def _flat(rows: Sequence[tuple[str, ...]], counts: Sequence[int]) -> list[str]:
    """Of all characters, where any has one."""
    if not any(rows):
        return []
    return [one for row, count in zip(rows, counts, strict=True) for one in row or ("",) * count]


def _alike(moved: Moved, panel: MeasuredPanel) -> list[bool]:
    """Of each character whether it is of the background, and seen."""
    own = list(map(near(panel)[0].__contains__, moved.keys))
    return [one and not char.hidden for one, char in zip(own, moved.chars, strict=True)] if moved.hidden else own


def unlike(moved: Moved, panel: MeasuredPanel) -> tuple[int, list[Char]]:
    """How many characters are the background's, and all others that are on the panel."""
    own = list(map(near(panel)[0].__contains__, moved.keys))
    return sum(_alike(moved, panel)), list(compress(moved.chars, map(not_, own)))
