"""One capture, judged: whose it is, where it lies, and for each box whether the expected glyph explains the ink."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import cv2
import numpy as np

from app.proof.captures.alternatives import Alternatives
from app.proof.captures.codes import read_bars, read_code128
from app.proof.captures.model import (
    MM,
    Box,
    Bytes,
    Grey,
    Judged,
    JudgedSide,
    PaperSide,
    PoorCaptureError,
    Verdict,
    cell,
)
from app.proof.captures.registration import (
    FINE,
    Matrix,
    by_blocks,
    by_ink,
    likeness,
    line_shifts,
    paper_level,
    patch,
    pyramid,
    refuse_poor,
    resolution,
    rough,
)
from app.proof.captures.sides import Sides
from app.proof.captures.templates import BLURS, GAINS, Look, Templates, shape_of, unexplained
from app.sheet.form_model import Form
from app.sheet.model import Rect

SAME, CHANGED = 0.5, -0.3
_ROUGH_DPI = 25
_POOR = 0.7
_TOLD_APART = 6.0
_LEFT_OVER = 0.4
_SAMPLE = 24
_DARK, _LIGHT = 0.35, 0.2
_AROUND_MM = 0.4
_BLOB_MM2 = 0.22
_HOLE_MM2 = 0.30
_LARGER = 4
_SPREADS = (4.0, 1.5)

SideOf = Callable[[str, int], PaperSide]
"""By the text of a piece code and the side of the paper; raises ``KenpanError`` for what it does not know."""


class Placed(NamedTuple):
    """A capture whose place and owner are known."""

    image: Bytes
    dpi: int
    matrix: Matrix
    side: PaperSide
    codes: dict[str, str]


@dataclass(slots=True)
class Judge:
    """Judges captures of these forms."""

    sides: Sides
    templates: Templates
    alternatives: Alternatives

    @classmethod
    def of(cls, sides: Sides) -> "Judge":
        """A judge with caches of its own."""
        return cls(sides, Templates(sides.fonts), Alternatives(sides.fonts))

    def judged(self, image: Bytes, side_of: SideOf) -> JudgedSide:
        """What is on this capture; :class:`PoorCaptureError` if nothing can be said."""
        return self.judged_at(self.placed(image, side_of))

    def placed(self, image: Bytes, side_of: SideOf) -> Placed:
        """Whose side it is, by its codes, and where it lies."""
        form = next(iter(self.sides.forms.values()))
        paper = form.paper
        dpi = resolution(image, paper.width, paper.height)
        refuse_poor(image, dpi)
        tried = []
        for own in self.sides.forms.values():
            for number in (0, 1):
                bare = self.sides.bare(own, number, _ROUGH_DPI)
                tried.append((rough(image, bare, dpi), own, number))
        tried.sort(key=lambda one: -one[0].likeness)
        for guess, own, number in tried:
            try:
                matrix = by_ink(image, self.sides.bare(own, number, FINE), guess)
            except PoorCaptureError:
                continue
            codes = self._codes(image, matrix, own, number)
            said = sorted({text for text in codes.values() if text})
            if said:
                return Placed(image, dpi, matrix, side_of(said[0], number), codes)
        raise PoorCaptureError("現品のコードを読めず、どの通知書のものか分かりません。")

    def _codes(self, image: Bytes, matrix: Matrix, form: Form, number: int) -> dict[str, str]:
        found = {}
        for piece in form.pieces:
            spot = form.paper.panels[piece.page]
            if any(one.panel == piece.page and one.page == number + 1 for one in form.paper.spots):
                found[piece.id] = read_code128(image, matrix, piece.bars.moved(spot.x0, spot.y0))
        return found

    def judged_at(self, placed: Placed) -> JudgedSide:
        """All boxes, bars and the paper around them."""
        image, dpi, matrix, side, codes = placed
        want = self.sides.whole(side, FINE)
        size = want.shape[::-1]
        expected = want.astype(np.float32) / 255
        small, smaller = pyramid(image, dpi, FINE)
        for spread in (*_SPREADS, 0.0):
            seen = patch(small, matrix * smaller, 0.0, 0.0, size, FINE)
            level = paper_level(seen, want)
            ink = np.clip((level - seen) / level, -0.5, 1).astype(np.float32)
            black = _black(ink, expected)
            if spread:
                matrix = by_blocks(ink / black, expected, matrix, spread)
        if likeness(ink, cv2.GaussianBlur(expected, (0, 0), 0.6)) < _POOR:
            raise PoorCaptureError("画像が粗すぎるか、様式と合いません（相関 0.7 未満）。")
        shifts = line_shifts(ink / black, expected, _lines(side.boxes))
        work = 300 if dpi <= 300 else 400
        near, less = pyramid(image, dpi, work)
        found = JudgedSide(side, codes=dict(codes))
        bench = _Bench(self, near, matrix * less, work, level, side, shifts)
        bench.fit()
        found.boxes = bench.boxes()
        for _, bars in side.bars:
            if bars.kind == "customer":
                area = bars.rect.grown(2.0)
                whole = bench.ink(area, (round(area.width * work / MM), round(area.height * work / MM)), (0.0, 0.0))
                text, sure = read_bars(whole, work, (area.x0, area.y0), bars)
                found.codes[bars.id] = text if sure > 0.1 else ""
        found.added, found.lost = _outside(ink / black, expected, side)
        return found


class _Bench:
    """The boxes of one capture while they are judged."""

    def __init__(
        self,
        judge: Judge,
        image: Bytes,
        matrix: Matrix,
        dpi: int,
        level: Grey,
        side: PaperSide,
        shifts: dict[int, tuple[float, float]],
    ) -> None:
        self.judge = judge
        self.image = image
        self.matrix = matrix
        self.dpi = dpi
        self.level = level
        self.side = side
        self.shifts = shifts
        self.bare = judge.sides.bare(side.form, side.number, dpi)
        self.look = Look(3, 0, dpi)
        self.black = 1.0
        self.noise = 0.1
        self._patches: dict[int, Grey] = {}

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
            rect, size = self._area(box)
            found = self._patches[number] = self.ink(rect, size, self.shifts.get(box.line, (0.0, 0.0)))
        return found

    def _area(self, box: Box) -> tuple[Rect, tuple[int, int]]:
        pixel = MM / self.dpi
        shape = shape_of(box.char, box.size_pt)
        rect = cell(box)
        return Rect(rect.x0 - pixel, rect.y0 - pixel, rect.x1, rect.y1), self.judge.templates.size(shape, self.dpi)

    def fit(self) -> None:
        """The page's blur, gain, blackness and noise, by a sample of its characters."""
        boxes = [number for number, box in enumerate(self.side.boxes) if box.char.glyph]
        chosen = boxes[:: max(1, len(boxes) // _SAMPLE)]
        tried = {(blur, 1): self._fitted(chosen, Look(blur, 1, self.dpi)) for blur in range(len(BLURS))}
        blur = min(tried, key=lambda key: tried[key][0])[0]
        for other in range(max(blur - 1, 0), min(blur + 2, len(BLURS))):
            for gain in (0, 2):
                tried[other, gain] = self._fitted(chosen, Look(other, gain, self.dpi))
        key = min(tried, key=lambda key: tried[key][0])
        left, black = tried[key]
        self.look, self.black = Look(*key, self.dpi), max(black, 0.1)
        self.noise = max(float(np.sqrt(left)) / self.black, 0.02)

    def _fitted(self, chosen: Sequence[int], look: Look) -> tuple[float, float]:
        """What a look leaves unexplained of these boxes, and how black they are."""
        shares, left = [1.0], [0.0]
        for number in chosen:
            box = self.side.boxes[number]
            want = box.ink * self.judge.templates.ink(
                box.char.char, box.char.font, shape_of(box.char, box.size_pt), look
            )
            seen = self._patch(number)
            share = float((seen * want).sum() / max(float((want * want).sum()), 1e-6))
            shares.append(share)
            left.append(float(((seen - share * want) ** 2).mean()))
        return float(np.median(left[1:] or left)), float(np.median(shares[1:] or shares))

    def boxes(self) -> list[Judged]:
        """The verdict on every character."""
        return [self._judged(number, box) for number, box in enumerate(self.side.boxes)]

    def _judged(self, number: int, box: Box) -> Judged:
        if not box.char.glyph:
            return Judged(box, "undecided", 0.0, "")  # nothing prints this character
        rect, size = self._area(box)
        ink = self._patch(number) / self.black
        form = self._form(rect, size)
        if form is not None:
            ink = ink - form
        ink = ink / box.ink
        judge, templates = self.judge, self.judge.templates
        char, role = box.char.char, box.char.font
        shape = shape_of(box.char, box.size_pt)
        own = templates.get(char, role, shape, self.look)
        left = unexplained(ink, own)
        margin, rival, doubts = 9.0, "", []
        for other, apart in templates.rivals(char, role, judge.alternatives.of(char, role), shape, self.look):
            if apart < (_TOLD_APART * self.noise / box.ink) ** 2:
                doubts.append(other)
                continue
            ratio = (unexplained(ink, templates.get(other, role, shape, self.look)) - left) / apart
            if ratio < margin:
                margin, rival = ratio, other
        verdict: Verdict = "undecided"
        spread = ink.size * (self.noise / box.ink) ** 2
        if margin > SAME and left - spread < _LEFT_OVER * float(own.own[0]):
            if not doubts:
                verdict = "same"
            elif "" not in doubts and not char.isdigit():
                verdict, rival = "unproved", "".join(doubts)
        elif margin < CHANGED:
            verdict = "changed"
        picture = None
        if verdict in ("undecided", "changed"):
            picture = _picture(ink, own.ink, templates.get(rival, role, shape, self.look).ink)
        return Judged(box, verdict, float(margin), rival, picture)


def _picture(*inks: Grey) -> Bytes:
    """Boxes side by side, enlarged: what is on the paper, what must be there, what else could be."""
    row = np.concatenate([np.pad(ink, 2) for ink in inks], axis=1)
    grey = np.clip(255 * (1 - row), 0, 255).astype(np.uint8)
    return np.asarray(cv2.resize(grey, None, fx=_LARGER, fy=_LARGER, interpolation=cv2.INTER_CUBIC), np.uint8)


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


def _outside(ink: Grey, want: Grey, side: PaperSide) -> tuple[list[Rect], list[Rect]]:
    """Ink where none may be, and ink of the form that is not there."""
    pixel = FINE / MM
    reach = 2 * round(_AROUND_MM * pixel) + 1
    allowed = cv2.dilate(want, np.ones((reach, reach), np.uint8)) > 0.1
    judged = np.zeros(want.shape, np.uint8)
    for rect in (*map(cell, side.boxes), *(bars.rect for _, bars in side.bars)):
        x0, y0, x1, y1 = (round(value * pixel) for value in rect.grown(0.2))
        judged[max(y0, 0) : y1, max(x0, 0) : x1] = 1
    near = round(1.0 * pixel)
    free = ~allowed & (judged == 0)
    free[:near], free[-near:], free[:, :near], free[:, -near:] = False, False, False, False
    soft = cv2.GaussianBlur(ink, (0, 0), 0.7)
    added = _blobs((soft > _DARK) & free, _BLOB_MM2)
    there = cv2.dilate(soft, np.ones((3, 3), np.uint8)) > _LIGHT
    full = cv2.erode(want, np.ones((2, 2), np.uint8)) > 0.6
    lost = _blobs(full & ~there & (judged == 0), _HOLE_MM2)
    return added, lost


def _blobs(where: "np.typing.NDArray[np.bool_]", least_mm2: float) -> list[Rect]:
    """What lies together within a millimetre and is large enough; hairs are not."""
    pixel = FINE / MM
    solid = cv2.morphologyEx(where.astype(np.uint8), cv2.MORPH_OPEN, np.ones((2, 2), np.uint8))
    if not solid.any():
        return []
    reach = round(1.0 * pixel)
    count, labels = cv2.connectedComponents(cv2.dilate(solid, np.ones((reach, reach), np.uint8)))
    found = []
    for number in range(1, count):
        ys, xs = np.nonzero((labels == number) & (solid > 0))
        if len(ys) / pixel**2 >= least_mm2:
            found.append(Rect(xs.min() / pixel, ys.min() / pixel, (xs.max() + 1) / pixel, (ys.max() + 1) / pixel))
    return found
