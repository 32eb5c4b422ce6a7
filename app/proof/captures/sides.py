"""What each side of a notice's paper must look like: characters in their boxes, bars, and the whole as a picture."""

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Protocol

import cv2
import numpy as np

from app.proof.captures.model import Box, Bytes, CodePlace, PaperSide
from app.proof.printed.model import Notice
from app.sheet.draw import Drawer
from app.sheet.fonts import FontSet
from app.sheet.form_model import Form
from app.sheet.model import PlacedBars, PlacedChar, Rect, Sheet

_KEPT = 12
_LUMINANCE = (0.299, 0.587, 0.114)


def sides_of(form: Form) -> int:
    """How many sides the paper of a piece has."""
    return max(spot.page for spot in form.paper.spots)


class SideSource(Protocol):
    """What sides of paper must look like: of the program's own forms, or as a print has them. ``forms`` by name."""

    fonts: FontSet
    forms: dict[str, Form]

    def bare(self, form: Form, number: int, dpi: int) -> Bytes:
        """Ink of a form without a notice, 255 black, at this resolution."""

    def whole(self, side: PaperSide, dpi: int) -> Bytes:
        """Ink of a side, 255 black."""

    def codes(self, form: Form, number: int) -> list[CodePlace]:
        """The codes that say whose a side is."""


class Sides:
    """Expected sides and their pictures; those of the forms themselves are kept."""

    def __init__(self, fonts: FontSet, forms: Mapping[int, Form]) -> None:
        self.fonts = fonts
        self.forms = {form.name: form for form in forms.values()}
        self._drawer = Drawer(fonts, forms.values())
        self._bare: OrderedDict[tuple[str, int, int], Bytes] = OrderedDict()

    def bare(self, form: Form, number: int, dpi: int) -> Bytes:
        """Ink of a form without a notice, 255 black, at this resolution."""
        key = (form.name, number, dpi)
        if key not in self._bare:
            self._bare[key] = self._ink(form, number, None, dpi)
        self._bare.move_to_end(key)
        while len(self._bare) > _KEPT:
            self._bare.popitem(last=False)
        return self._bare[key]

    def whole(self, side: PaperSide, dpi: int) -> Bytes:
        """Ink of a side, 255 black."""
        return self._ink(side.form, side.number, side.sheet, dpi)

    def codes(self, form: Form, number: int) -> list[CodePlace]:
        """The codes that say whose a side is."""
        panels = {one.panel for one in form.paper.spots if one.page == number + 1}
        return [
            CodePlace(piece.id, "code128", piece.bars.moved(*form.paper.panels[piece.page][:2]))
            for piece in form.pieces
            if piece.page in panels
        ]

    def _ink(self, form: Form, number: int, sheet: Sheet | None, dpi: int) -> Bytes:
        picture = self._drawer.grey(form, number, sheet, dpi)
        return np.asarray(cv2.bitwise_not(np.frombuffer(picture.rgb, np.uint8).reshape(picture.height, -1)), np.uint8)

    def side(self, notice: Notice, sheet: Sheet, number: int) -> PaperSide:
        """One side of this notice's paper."""
        form = self.forms[sheet.form]
        boxes: list[Box] = []
        bars: list[tuple[str, PlacedBars]] = []
        line = 0
        for spot in form.paper.spots:
            if spot.page != number + 1:
                continue
            x, y = form.paper.panels[spot.panel][:2]
            page = sheet.page(spot.panel)
            for item in page.items:
                ink = 1 - sum(part * share for part, share in zip(form.colours[item.colour], _LUMINANCE, strict=True))
                before = None
                for char in _chars(item.runs):
                    line += before is None or char.baseline != before
                    before = char.baseline
                    if char.char.strip():
                        moved = replace(char, x=char.x + x, baseline=char.baseline + y)
                        boxes.append(Box(item.id, spot.panel, moved, item.size_pt, ink, line))
            for own in page.bars:
                rects = tuple(Rect(*rect).moved(x, y) for rect in own.bars)
                bars.append((spot.panel, replace(own, rect=own.rect.moved(x, y), bars=rects)))
        return PaperSide(notice, form, number, sheet, tuple(boxes), tuple(bars))  # type: ignore[arg-type]


def _chars(runs: object) -> Iterator[PlacedChar]:
    for run in runs:  # type: ignore[attr-defined]
        yield from run.chars
