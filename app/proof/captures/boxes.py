"""The boxes of one capture, while they are judged: does the expected glyph explain the ink better than any other?"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Protocol

import cv2
import numpy as np

from app.proof.captures.alternatives import Alternatives
from app.proof.captures.model import MM, Box, Bytes, Grey, Judged, PaperSide, Verdict, cell
from app.proof.captures.registration import FINE, Matrix, patch
from app.proof.captures.sample import Sample
from app.proof.captures.sides import SideSource
from app.proof.captures.templates import BLURS, GAINS, BoxKind, GlyphLook, Templates, drift, shape_of, unexplained
from app.sheet.model import Rect

SAME, CHANGED = 0.5, -0.3
_TOLD_APART = 6.0
_LEFT_OVER = 0.4
_STROKE = 0.42
_BARE = 0.35
_BREADTH_MM = 0.1
_SAMPLE = 24
_LARGER = 4
_BESIDE = 4
_LITTLE = 3.0
_POINTS = 72
_FARTHEST = 2.0
_HARDLY_PX = 0.05
_SMALL_PX = 15.0
"""So many pixels of the capture the em must have, or one that differs by a dot is taken for another."""

Plants = Callable[[Box], Sequence[str]]
"""Characters to expect in a box for once, to see whether they would be called right."""


class Means(Protocol):
    """What boxes are judged with. ``aside``: templates of characters that are nowhere expected."""

    sides: SideSource
    templates: Templates
    aside: Templates
    alternatives: Alternatives


class Bench:
    """The boxes of one capture while they are judged."""

    def __init__(
        self,
        judge: Means,
        image: Bytes,
        matrix: Matrix,
        dpi: int,
        level: Grey,
        side: PaperSide,
        shifts: dict[int, tuple[float, float]],
        seen_dpi: int,
    ) -> None:
        """``dpi``: at which it is judged, ``seen_dpi`` at which it was captured."""
        self.seen_dpi = seen_dpi
        self.judge = judge
        self.templates = judge.templates
        self.image = image
        self.matrix = matrix
        self.dpi = dpi
        self.level = level
        self.side = side
        self.shifts = shifts
        self.bare = judge.sides.bare(side.form, side.number, dpi)
        self.look = GlyphLook(3, 0, dpi)
        self.black = 1.0
        self.noise = 0.1
        self._patches: dict[int, Grey] = {}
        self._areas: dict[int, tuple[Rect, tuple[int, int]]] = {}

    def ink(self, rect: Rect, size: tuple[int, int], by: tuple[float, float]) -> Grey:
        """Ink of a rectangle of the paper, 0 paper; ``by``: where its line lies (mm)."""
        seen = patch(self.image, self.matrix, rect.x0 + by[0], rect.y0 + by[1], size, self.dpi).astype(np.float32)
        step = FINE / self.dpi
        x, y = (rect.x0 + by[0]) * FINE / MM, (rect.y0 + by[1]) * FINE / MM
        place = np.array([[step, 0, x + 0.5 * step - 0.5], [0, step, y + 0.5 * step - 0.5]])
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        level = cv2.warpAffine(self.level, place, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
        return np.asarray((level - seen) / level, np.float32)

    def _form(self, rect: Rect, size: tuple[int, int]) -> Grey | None:
        """Ink that the form itself has there."""
        pixel = self.dpi / MM
        x, y = rect.x0 * pixel, rect.y0 * pixel
        x0, y0 = max(int(x) - 3, 0), max(int(y) - 3, 0)
        part = self.bare[y0 : int(y) + size[1] + 4, x0 : int(x) + size[0] + 4]
        if not part.any():
            return None
        soft = cv2.GaussianBlur(part.astype(np.float32) / 255, (0, 0), BLURS[self.look.blur])
        place = np.array([[1, 0, x - x0], [0, 1, y - y0]])
        moved = cv2.warpAffine(soft, place, size, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
        return np.asarray(np.minimum(moved * (1 + GAINS[self.look.gain]), 1), np.float32)

    def _patch(self, number: int) -> Grey:
        found = self._patches.get(number)
        if found is None:
            box = self.side.boxes[number]
            rect, size = self._area(number)
            ink = self.ink(rect, size, self.shifts.get(box.line, (0.0, 0.0)))
            found = self._patches[number] = _upright(ink, box)
        return found

    def _area(self, number: int) -> tuple[Rect, tuple[int, int]]:
        found = self._areas.get(number)
        if found is None:
            box, pixel = self.side.boxes[number], MM / self.dpi
            shape = shape_of(box.char, box.size_pt)
            rect = cell(box)
            size = self.templates.size(shape, self.dpi)
            x, y = rect.x0 - pixel, rect.y0 - pixel
            if box.turned:  # its pixels are counted from the other corner
                x, y = rect.x1 + pixel * (1 - size[0]), rect.y1 + pixel * (1 - size[1])
            found = self._areas[number] = Rect(x, y, rect.x1, rect.y1), size
        return found

    def fit(self) -> None:
        """The page's blur, gain, blackness and noise, by a sample of its characters."""
        boxes = [number for number, box in enumerate(self.side.boxes) if box.char.glyph]
        sample = self._sample(boxes[:: max(1, len(boxes) // _SAMPLE)])
        tried: dict[tuple[int, int], tuple[float, float]] = {}

        def left(key: tuple[int, int]) -> float:
            if key not in tried:
                tried[key] = sample.fitted(GlyphLook(*key, self.dpi))
            return tried[key][0]

        blur, gain = min(((blur, 1) for blur in range(1, len(BLURS), 2)), key=left)
        for _ in range(len(BLURS)):
            beside = ((blur + one, gain + other) for one, other in ((0, 0), (-1, 0), (1, 0), (0, -1), (0, 1)))
            best = min((key for key in beside if key[0] in range(len(BLURS)) and key[1] in range(len(GAINS))), key=left)
            if best == (blur, gain):
                break
            blur, gain = best
        unexplained_share, black = tried[blur, gain]
        self.look, self.black = GlyphLook(blur, gain, self.dpi), max(black, 0.1)
        self.noise = max(float(np.sqrt(unexplained_share)) / self.black, 0.02)

    def _sample(self, numbers: Sequence[int]) -> "Sample":
        """Of these boxes those that show what they must."""
        boxes = [self.side.boxes[number] for number in numbers]
        keys = [(box.char.char, box.char.font, shape_of(box.char, box.size_pt)) for box in boxes]
        self.templates.prepare(keys, self.dpi)
        sharp = [self.templates.sharp(*key, self.dpi) for key in keys]
        seen = [self._patch(number) for number in numbers]
        return Sample.of(seen, sharp, [box.ink for box in boxes]).likely(GlyphLook(len(BLURS) // 2, 1, self.dpi))

    def straighten(self) -> None:
        """Each line put where its glyphs lie; lines with little ink go with the others."""
        found: dict[int, list[tuple[float, float, float, float]]] = {}
        for number, box in enumerate(self.side.boxes):
            if box.char.glyph:
                right, down, *sure = drift(self._less(number, box), self._kind(box))
                turn = -1.0 if box.turned else 1.0
                found.setdefault(box.line, []).append((turn * right, turn * down, sure[0], sure[1]))
        if not found:
            return
        before = dict(self.shifts)
        lines = {line: np.array(rows) for line, rows in found.items()}
        pixel = MM / self.dpi
        for axis in (0, 1):
            by = {line: _middle(rows[:, axis], rows[:, 2 + axis]) for line, rows in lines.items()}
            weights = {line: float(rows[:, 2 + axis].sum()) for line, rows in lines.items()}
            page = _middle(np.array(list(by.values())), np.array(list(weights.values())))
            for line, own in by.items():
                share = weights[line] / (weights[line] + _LITTLE)
                moved = float(np.clip(share * own + (1 - share) * page, -_FARTHEST, _FARTHEST)) * pixel
                old = self.shifts.get(line, (0.0, 0.0))
                self.shifts[line] = (old[0] + moved, old[1]) if axis == 0 else (old[0], old[1] + moved)
        self._patches = {number: seen for number, seen in self._patches.items() if self._stays(number, before)}

    def _stays(self, number: int, before: dict[int, tuple[float, float]]) -> bool:
        line = self.side.boxes[number].line
        old, new = before.get(line, (0.0, 0.0)), self.shifts.get(line, (0.0, 0.0))
        return max(abs(old[0] - new[0]), abs(old[1] - new[1])) * self.dpi / MM < _HARDLY_PX

    def _kind(self, box: Box) -> BoxKind:
        char, role = box.char.char, box.char.font
        others = self.judge.alternatives.of(char, role)
        return self.templates.kind(char, role, others, shape_of(box.char, box.size_pt), self.look)

    def _less(self, number: int, box: Box) -> Grey:
        """The ink of a box alone, without what the form has there; 1 is the full ink of its colour."""
        ink = self._patch(number) / self.black
        form = self._form(*self._area(number))
        return np.asarray((ink if form is None else ink - _upright(form, box)) / box.ink, np.float32)

    def boxes(self) -> list[Judged]:
        """The verdict on every character."""
        return [self._judged(number, box) for number, box in enumerate(self.side.boxes)]

    def trials(self, plants: Plants) -> Iterator[tuple[Judged, str]]:
        """The verdicts on other characters than the expected ones."""
        self.templates = self.judge.aside
        for number, box in enumerate(self.side.boxes):
            for char in plants(box) if box.char.glyph else ():
                role, glyph = self.judge.sides.fonts.find(char, box.char.font)
                other = box._replace(char=replace(box.char, char=char, font=role, glyph=glyph))
                yield self._judged(number, other), box.char.char

    def _judged(self, number: int, box: Box) -> Judged:
        if not box.char.glyph:
            return Judged(box, "undecided", 0.0, "")  # nothing prints this character
        ink, kind = self._less(number, box), self._kind(box)
        left = unexplained(ink, kind)
        told = kind.apart >= (_TOLD_APART * self.noise / box.ink) ** 2
        told[0] = False
        margins = np.where(told, (left - left[0]) / np.maximum(kind.apart, 1e-9), 9.0)
        best = int(margins.argmin())
        margin, rival = float(margins[best]), kind.chars[best] if told[best] else ""
        doubts = [other for other, sure in zip(kind.chars[1:], told[1:], strict=True) if not sure]
        verdict: Verdict = "undecided"
        spread = ink.size * (self.noise / box.ink) ** 2
        plain = left[0] - spread < _LEFT_OVER * kind.own[0] and self._leftover(ink, kind.ink(0)) < _STROKE
        if margin > SAME and plain:
            if not doubts:
                verdict = "same"
            elif "" not in doubts and not box.char.char.isdigit():
                verdict, rival = "unproved", "".join(doubts)
        elif margin < CHANGED and box.size_pt * self.seen_dpi / _POINTS >= _SMALL_PX:
            verdict = "changed"
        elif told[-1] and self._is_bare(ink, kind.ink(0)):
            verdict, rival = "changed", ""
        if verdict not in ("undecided", "changed"):
            return Judged(box, verdict, margin, rival)
        near = [int(at) for at in margins.argsort()[:_BESIDE] if told[at]]
        others = tuple(kind.chars[at] for at in near)
        return Judged(box, verdict, margin, rival, _picture(ink, *(kind.ink(at) for at in (0, *near))), others)

    def _is_bare(self, ink: Grey, want: Grey) -> bool:
        """Whether nothing was printed: of a contrast that is forgiven, little enough looks like any glyph."""
        spread = _BREADTH_MM * self.dpi / MM
        most, due = (float(cv2.GaussianBlur(one, (0, 0), spread).max()) for one in (ink, want))
        return most < _BARE * due

    def _leftover(self, ink: Grey, want: Grey) -> float:
        """The most ink, or lack of it, over the breadth of a stroke: what no listed character explains either."""
        share = float(np.vdot(ink, want)) / max(float(np.vdot(want, want)), 1e-6)
        rest = ink - np.float32(min(max(share, 0.8), 1.2)) * want
        return float(np.abs(cv2.GaussianBlur(rest, (0, 0), _BREADTH_MM * self.dpi / MM)).max())


def _upright(ink: Grey, box: Box) -> Grey:
    return np.ascontiguousarray(ink[::-1, ::-1]) if box.turned else ink


def _middle(values: Grey, weights: Grey) -> float:
    """The weighted median."""
    order = np.argsort(values)
    sums = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(sums, sums[-1] / 2)]) if sums[-1] > 0 else 0.0


def _picture(*inks: Grey) -> Bytes:
    """Boxes side by side, enlarged: what is on the paper, what must be there, what else could be."""
    row = np.concatenate([np.pad(ink, 2) for ink in inks], axis=1)
    grey = np.clip(255 * (1 - row), 0, 255).astype(np.uint8)
    return np.asarray(cv2.resize(grey, None, fx=_LARGER, fy=_LARGER, interpolation=cv2.INTER_CUBIC), np.uint8)
