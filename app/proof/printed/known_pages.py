"""Pages seen the full way that lie like one before, which was judged in every detail: only what differs is judged.

All that every such page has must be the very same, and nothing may be hidden or doubtful; what varies must stand in its
item's place and show what its record must show. Of any other page nothing is said here: it is judged in every detail.
"""

from collections.abc import Callable, Mapping, Sequence
from operator import lt
from typing import Any

import numpy as np

from app.proof.printed.clean import CleanPage, FastWay, Layout, agree
from app.proof.printed.code_rooms import strangers
from app.proof.printed.columns import canonical
from app.proof.printed.expected import code_text, panel_texts
from app.proof.printed.judging import tolerances
from app.proof.printed.known_layout import (
    INKLESS,
    KnownLayout,
    KnownPage,
    NotKnownError,
    Still,
    ends_of,
    layout_of,
    middle_in,
)
from app.proof.printed.matching import MatchedPage
from app.proof.printed.model import Graphic, Notice
from app.proof.printed.said import said_of
from app.proof.printed.template import Edge, PlacedPanel
from app.proof.printed.wanted import Wanted, wanted_of
from app.sheet.model import Rect

_MOST_LAYOUTS, _MOST_ALIKE, _TRIES = 1_000, 8, 3
Near = tuple[dict[int, Notice | None], dict[int, Notice]]


class KnownPages(FastWay):
    """The layouts of one job. What a record must show is asked of the record itself, not of columns."""

    def __init__(self, like: FastWay) -> None:
        super().__init__(like.expectation, like.ledger, like.index, like.due)
        self._layouts: dict[Any, list[KnownLayout]] = {}
        self._failed: dict[Any, int] = {}

    def sent(self, raw: Mapping[str, Any], turn: int) -> KnownPage | None:
        """The page, one of that turn being due; ``None`` for one to be judged in every detail."""
        try:
            return KnownPage(raw, turn, self.ledger)
        except (NotKnownError, KeyError, TypeError, ValueError, IndexError):
            return None

    def layouts(self, page: KnownPage) -> Sequence[KnownLayout]:
        """How such pages lay before."""
        return self._layouts.get(page.key, ())

    def seen(
        self, page: KnownPage, layout: KnownLayout, leads: dict[int, Notice | None], guesses: dict[int, Notice]
    ) -> CleanPage | None:
        """The page by its records if it is plainly what it has to be. ``leads``, ``guesses``: as :class:`FastWay`."""
        try:
            texts = _texts(page, layout)
            if texts is None or not _drawn_alike(page, layout):
                return None
            coded = {}
            for panel in layout.panels:
                for own in panel.codes:
                    if own.spot >= 0:
                        code = page.codes[own.spot]
                        if code.confidence < tolerances().confidence or not middle_in(code.rect, own.rect):
                            return None
                        coded[own.spot] = code.text
            said = [said_of(panel, texts, coded) for panel in layout.panels]
        except (TypeError, ValueError, IndexError):
            return None
        return self._page(layout, said, leads, guesses)

    def learn(self, page: KnownPage, matched: MatchedPage, judged: CleanPage, near: Callable[[Layout], Near]) -> None:
        """Remember how this page lies, which was judged and is what it has to be, if it then says the same of it.

        ``near``: as :meth:`seen` wants it for a layout.
        """
        own, failed = self._layouts.get(page.key, []), self._failed.get(page.key, 0)
        if len(own) >= _MOST_ALIKE or failed >= _TRIES:
            return
        layout = layout_of(page, matched)
        again = None if layout is None else self.seen(page, layout, *near(layout))
        if layout is None or again is None or not agree(again, judged):
            if len(self._failed) >= _MOST_LAYOUTS:
                self._failed.clear()
            self._failed[page.key] = failed + 1
            return
        if len(self._layouts) >= _MOST_LAYOUTS:
            self._layouts.clear()
        self._layouts.setdefault(page.key, []).append(layout)

    def _wanted(self, panel: PlacedPanel, notice: Notice) -> Wanted | None:
        if not self.expectation.has(notice):
            return None
        if panel.said and self.expectation.scheme(notice) != panel.panel.scheme:
            return None
        content = self.expectation.content(notice)
        wanted = panel_texts(panel.panel, content)
        texts = tuple([canonical(item, wanted[item.id].text) for item in panel.items])
        return wanted_of(panel, texts, lambda: content.barcode.bars, lambda pattern: code_text(pattern, content))


def _drawn_alike(page: KnownPage, layout: KnownLayout) -> bool:
    """Whether the same lies in the same places, and in those of codes nothing but these."""
    if page.boxes.shape != layout.low.shape:
        return False
    if not ((layout.low <= page.boxes) & (page.boxes <= layout.high)).all():
        return False
    free = np.flatnonzero((layout.low != layout.high).any(axis=1)).tolist()
    drawn = [Graphic(page.kinds[at], Rect(*page.boxes[at].tolist()), 0.0) for at in free]
    return not strangers(drawn, page.codes)


def _texts(page: KnownPage, layout: KnownLayout) -> list[str] | None:
    """What the varying runs show; ``None`` if any run stands elsewhere, or is not what every such page has."""
    found: list[str] = []
    ends: list[tuple[float, float]] = []
    at = 0
    for (right, count), own in zip(page.rows, layout.runs, strict=True):
        start, at = at, at + count
        text = page.text[start:at]
        if own is None:
            if text.strip(INKLESS):
                return None
        elif isinstance(own, Still):
            if text != own.text or right != own.right or page.lefts[8 * start : 8 * at] != own.lefts:
                return None
        else:
            xs = [own.origin + own.sign * one for one in page.places[start:at].tolist()]
            xs.append(own.origin + own.sign * right)
            if not own.low <= xs[0] or not xs[-2] <= own.high or not _goes_on(xs):
                return None
            if own.after >= 0:
                if xs[0] < ends[own.after][1]:
                    return None
                left = ends[own.after][0]
            else:
                left = _inked_left(text, xs)
            if own.edge is not None and not _stands(own.edge, left, text, xs):
                return None
            ends.append((left, xs[-1]))
            found.append(text)
    return found


def _goes_on(xs: Sequence[float]) -> bool:
    return all(map(lt, xs, xs[1:]))


def _inked_left(text: str, xs: Sequence[float]) -> float:
    return xs[len(text) - len(text.lstrip(INKLESS))]


def _stands(edge: Edge, left: float, text: str, xs: Sequence[float]) -> bool:
    right, grid = ends_of(text, xs)
    found = {"L": left, "R": right, "G": grid, "C": (left + right) / 2}[edge.kind]
    return abs(found - edge.at) <= edge.tolerance
