"""One capture, judged: whose it is, where it lies, and for each box whether the expected glyph explains the ink."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import cv2
import numpy as np

from app.proof.captures.alternatives import Alternatives
from app.proof.captures.boxes import Bench, Plants
from app.proof.captures.codes import due, read_bars, read_piece_code
from app.proof.captures.model import (
    MM,
    Box,
    Bytes,
    Grey,
    JudgedSide,
    PaperSide,
    PoorCaptureError,
    SeenSide,
    cell,
)
from app.proof.captures.registration import (
    FINE,
    Guessing,
    Levels,
    Matrix,
    Rough,
    by_blocks,
    by_ink,
    likeness,
    line_shifts,
    paper_level,
    patch,
    refuse_poor,
    resolution,
)
from app.proof.captures.sides import SideSource, sides_of
from app.proof.captures.surroundings import outside
from app.proof.captures.templates import Templates
from app.sheet.form_model import Form
from app.sheet.model import Rect

_ROUGH_DPI = 25
_POOR = 0.7
_SURELY = 0.48
_SPREADS = (2.0, 1.0)

SideOf = Callable[[str, int], PaperSide]
"""By the text of a piece code and the side of the paper; raises ``KenpanError`` for what it does not know."""


class Placed(NamedTuple):
    """A capture whose place and owner are known."""

    levels: Levels
    matrix: Matrix
    side: PaperSide
    codes: dict[str, str]


@dataclass(slots=True)
class Judge:
    """Judges captures of these forms."""

    sides: SideSource
    templates: Templates
    alternatives: Alternatives
    aside: Templates
    """Of characters that are nowhere expected, so that they do not drive out the others."""
    _next: tuple[str, int] = ("", 0)

    @classmethod
    def of(cls, sides: SideSource) -> "Judge":
        """A judge with caches of its own."""
        return cls(sides, Templates(sides.fonts), Alternatives(sides.fonts), Templates(sides.fonts))

    def judged(self, image: Bytes, side_of: SideOf, plants: Plants | None = None) -> JudgedSide:
        """What is on this capture; :class:`PoorCaptureError` if nothing can be said."""
        begun = time.process_time()
        found, bench = self._judged_at(self.placed(image, side_of))
        found.seconds = time.process_time() - begun
        if plants is not None:
            found.trials = list(bench.trials(plants))
        return found

    def seen(self, image: Bytes, side_of: SideOf, dpi: int) -> SeenSide:
        """The same for people to look at, with pictures at this resolution; errors as of :meth:`judged`."""
        found, bench = self._judged_at(self.placed(image, side_of))
        paper = found.side.form.paper
        size = (round(paper.width * dpi / MM), round(paper.height * dpi / MM))
        seen = np.asarray(patch(bench.image, bench.matrix, 0.0, 0.0, size, dpi), np.uint8)
        want = np.asarray(cv2.resize(self.sides.whole(found.side, dpi), size, interpolation=cv2.INTER_AREA), np.uint8)
        level = paper_level(seen, want, dpi)
        white = np.clip(255.0 * seen / level, 0, 255).astype(np.uint8)
        return SeenSide(found, seen, white, np.asarray(255 - want, np.uint8), dpi)

    def placed(self, image: Bytes, side_of: SideOf) -> Placed:
        """Whose side it is, by its codes, and where it lies."""
        form = next(iter(self.sides.forms.values()))
        paper = form.paper
        dpi = resolution(image, paper.width, paper.height)
        refuse_poor(image, dpi)
        levels = Levels(image, dpi)
        levels.at(FINE)
        for own, number, guess in self._guesses(levels):
            by_form = self._by_form(levels, own, number, guess)
            matrix = guess.matrix if by_form is None else by_form
            codes = self._codes(image, matrix, own, number)
            said = sorted({text for text in codes.values() if text})
            if not said:
                continue
            side = side_of(said[0], number)
            try:
                if side.form is not own:
                    other = Guessing(levels, self.sides.bare(side.form, number, _ROUGH_DPI)).best()
                    matrix = by_ink(levels, self.sides.bare(side.form, number, FINE), other)
                elif by_form is None:
                    matrix = by_ink(levels, self.sides.whole(side, FINE), guess)
            except PoorCaptureError:
                continue
            if matrix is not by_form:
                codes = self._codes(image, matrix, side.form, number)
            self._next = side.form.name, (number + 1) % sides_of(side.form)
            return Placed(levels, matrix, side, codes)
        raise PoorCaptureError("現品のコードを読めず、どの通知書のものか分かりません。")

    def _by_form(self, levels: Levels, form: Form, number: int, guess: Rough) -> Matrix | None:
        """Where a side lies by what its form prints; ``None`` where that is too little to tell: then whose side it is
        has to be read at the rough place, and all that must stand there tells.
        """
        try:
            return by_ink(levels, self.sides.bare(form, number, FINE), guess)
        except PoorCaptureError:
            return None

    def _guesses(self, levels: Levels) -> Iterator[tuple[Form, int, Rough]]:
        """Sides that this may be, the likeliest first; the one that comes next in a pile is tried before others."""
        name, number = self._next
        sides = [(form, side) for form in self.sides.forms.values() for side in range(sides_of(form))]
        sides.sort(key=lambda one: (one[0].name != name, one[1] != number))
        tried: list[tuple[Form, int, Guessing]] = []
        for form, side in sides:
            one = Guessing(levels, self.sides.bare(form, side, _ROUGH_DPI))
            if one.first.likeness > _SURELY:
                yield form, side, one.best()
            else:
                tried.append((form, side, one))
        for form, side, one in sorted(tried, key=lambda one: -one[2].first.likeness):
            yield form, side, one.best()

    def _codes(self, image: Bytes, matrix: Matrix, form: Form, number: int) -> dict[str, str]:
        return {one.id: read_piece_code(image, matrix, one) for one in self.sides.codes(form, number)}

    def _judged_at(self, placed: Placed) -> "tuple[JudgedSide, Bench]":
        """All boxes, bars and the paper around them."""
        levels, matrix, side, codes = placed
        want = self.sides.whole(side, FINE)
        return self.judged_as(levels, settled(levels, want, matrix), want, JudgedSide(side, codes=dict(codes)), _POOR)

    def judged_as(
        self,
        levels: Levels,
        matrix: Matrix,
        want: Bytes,
        found: JudgedSide,
        like: float,
        shown: Bytes | None = None,
    ) -> "tuple[JudgedSide, Bench]":
        """What is found on a side that lies exactly there, entered into ``found``.

        ``want``: its ink at 150 dpi; ``like``: how much of it must be there; ``shown``: the part of it that can be
        seen at all. :class:`PoorCaptureError` if nothing can be said.
        """
        side = found.side
        seen = upright(levels, (want.shape[1], want.shape[0]), matrix, FINE)
        level = paper_level(seen, want, FINE)
        expected = want.astype(np.float32) / 255
        ink = np.clip((level - seen) / level, -0.5, 1)
        if likeness(ink, cv2.GaussianBlur(expected, (0, 0), 0.6)) < like:
            raise PoorCaptureError(f"画像が粗すぎるか、様式と合いません（相関 {like:g} 未満）。")
        ink /= _black(ink, expected)
        work = 300 if levels.dpi <= 300 else 400
        near, less = levels.working(work)
        shifts = line_shifts(ink, expected, _lines(side.boxes))
        bench = Bench(self, near, matrix * less, work, level, side, shifts, levels.dpi)
        bench.fit()
        bench.straighten()
        found.boxes = bench.boxes()
        for panel, bars in side.bars:
            if bars.kind == "customer":
                area = bars.rect.grown(2.0)
                whole = bench.ink(area, (round(area.width * work / MM), round(area.height * work / MM)), (0.0, 0.0))
                if panel in side.turned:
                    whole = np.ascontiguousarray(whole[::-1, ::-1])
                text, sure = read_bars(whole, work, (area.x0, area.y0), bars)
                found.codes[bars.id] = text if sure > 0.1 else ""
        read = {bars.id for _, bars in side.bars if found.codes.get(bars.id) == due(bars)}
        found.added, found.lost = outside(ink, expected, side, shown, read)
        return found, bench


def upright(levels: Levels, size: tuple[int, int], matrix: Matrix, dpi: int) -> Bytes:
    """The paper as it was captured."""
    image, scale = levels.at(dpi)
    return np.asarray(patch(image, matrix * scale, 0.0, 0.0, size, dpi), np.uint8)


def settled(levels: Levels, want: Bytes, matrix: Matrix) -> Matrix:
    """The place made better by all that is printed. ``want``: ink at 150 dpi."""
    size = want.shape[1] // 2, want.shape[0] // 2
    part = want[: size[1] * 2, : size[0] * 2]
    half = np.asarray(cv2.resize(part, size, interpolation=cv2.INTER_AREA), np.uint8)
    expected = half.astype(np.float32) / 255
    seen = upright(levels, size, matrix, FINE // 2)
    level = paper_level(seen, half, FINE // 2)
    for turn, spread in enumerate(_SPREADS):
        seen = upright(levels, size, matrix, FINE // 2) if turn else seen
        matrix = by_blocks(np.clip((level - seen) / level, -0.5, 1), expected, matrix, FINE // 2, spread)
    return matrix


def _black(ink: Grey, want: Grey) -> float:
    """How dark full ink is."""
    sure = cv2.erode(want, np.ones((3, 3), np.uint8)) > 0.6
    if sure.sum() < 60:
        sure = want > 0.7
    return max(float(np.median(ink[sure])), 0.1) if sure.any() else 1.0


def _lines(boxes: Sequence[Box]) -> dict[int, Rect]:
    """The rectangle of every line."""
    found: dict[int, Rect] = {}
    for box in boxes:
        own = cell(box)
        known = found.get(box.line)
        found[box.line] = (
            own
            if known is None
            else Rect(min(own.x0, known.x0), min(own.y0, known.y0), max(own.x1, known.x1), max(own.y1, known.y1))
        )
    return found
