"""One capture, judged: whose it is, where it lies, and for each box whether the expected glyph explains the ink."""

from collections.abc import Callable, Iterator, Sequence
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
from app.proof.captures.sides import Sides
from app.proof.captures.surroundings import outside
from app.proof.captures.templates import BLURS, GAINS, Kind, Look, Templates, drift, shape_of, unexplained
from app.sheet.form_model import Form
from app.sheet.model import Rect

SAME, CHANGED = 0.5, -0.3
_ROUGH_DPI = 25
_POOR = 0.7
_SURELY = 0.48
_TOLD_APART = 6.0
_LEFT_OVER = 0.4
_SAMPLE = 18
_LARGER = 4
_LITTLE = 3.0
_FARTHEST = 2.0
_HARDLY_PX = 0.05
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

    sides: Sides
    templates: Templates
    alternatives: Alternatives
    _next: tuple[str, int] = ("", 0)

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
        levels = Levels(image, dpi)
        levels.at(FINE)
        for own, number, guess in self._guesses(levels):
            try:
                matrix = by_ink(levels, self.sides.bare(own, number, FINE), guess)
            except PoorCaptureError:
                continue
            codes = self._codes(image, matrix, own, number)
            said = sorted({text for text in codes.values() if text})
            if said:
                side = side_of(said[0], number)
                if side.form is not own:
                    bare = self.sides.bare(side.form, number, _ROUGH_DPI)
                    matrix = by_ink(levels, self.sides.bare(side.form, number, FINE), Guessing(levels, bare).best())
                    codes = self._codes(image, matrix, side.form, number)
                self._next = side.form.name, 1 - number
                return Placed(levels, matrix, side, codes)
        raise PoorCaptureError("現品のコードを読めず、どの通知書のものか分かりません。")

    def _guesses(self, levels: Levels) -> Iterator[tuple[Form, int, Rough]]:
        """Sides that this may be, the likeliest first; the one that comes next in a pile is tried before others."""
        name, number = self._next
        sides = [(form, side) for form in self.sides.forms.values() for side in (0, 1)]
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
        found = {}
        for piece in form.pieces:
            spot = form.paper.panels[piece.page]
            if any(one.panel == piece.page and one.page == number + 1 for one in form.paper.spots):
                found[piece.id] = read_code128(image, matrix, piece.bars.moved(spot.x0, spot.y0))
        return found

    def judged_at(self, placed: Placed) -> JudgedSide:
        """All boxes, bars and the paper around them."""
        levels, matrix, side, codes = placed
        want = self.sides.whole(side, FINE)
        matrix = _settled(levels, want, matrix)
        seen = _upright(levels, (want.shape[1], want.shape[0]), matrix, FINE)
        level = paper_level(seen, want, FINE)
        expected = want.astype(np.float32) / 255
        ink = np.clip((level - seen) / level, -0.5, 1)
        if likeness(ink, cv2.GaussianBlur(expected, (0, 0), 0.6)) < _POOR:
            raise PoorCaptureError("画像が粗すぎるか、様式と合いません（相関 0.7 未満）。")
        ink /= _black(ink, expected)
        work = 300 if levels.dpi <= 300 else 400
        near, less = levels.working(work)
        found = JudgedSide(side, codes=dict(codes))
        bench = _Bench(self, near, matrix * less, work, level, side, line_shifts(ink, expected, _lines(side.boxes)))
        bench.fit()
        bench.straighten()
        found.boxes = bench.boxes()
        for _, bars in side.bars:
            if bars.kind == "customer":
                area = bars.rect.grown(2.0)
                whole = bench.ink(area, (round(area.width * work / MM), round(area.height * work / MM)), (0.0, 0.0))
                text, sure = read_bars(whole, work, (area.x0, area.y0), bars)
                found.codes[bars.id] = text if sure > 0.1 else ""
        found.added, found.lost = outside(ink, expected, side)
        return found


def _upright(levels: Levels, size: tuple[int, int], matrix: Matrix, dpi: int) -> Bytes:
    """The paper as it was captured."""
    image, scale = levels.at(dpi)
    return np.asarray(patch(image, matrix * scale, 0.0, 0.0, size, dpi), np.uint8)


def _settled(levels: Levels, want: Bytes, matrix: Matrix) -> Matrix:
    """The place made better by all that is printed. ``want``: at 150 dpi."""
    size = want.shape[1] // 2, want.shape[0] // 2
    part = want[: size[1] * 2, : size[0] * 2]
    half = np.asarray(cv2.resize(part, size, interpolation=cv2.INTER_AREA), np.uint8)
    expected = half.astype(np.float32) / 255
    level = paper_level(_upright(levels, size, matrix, FINE // 2), half, FINE // 2)
    for spread in _SPREADS:
        ink = np.clip((level - _upright(levels, size, matrix, FINE // 2)) / level, -0.5, 1)
        matrix = by_blocks(ink, expected, matrix, FINE // 2, spread)
    return matrix


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
        tried: dict[tuple[int, int], tuple[float, float]] = {}

        def left(key: tuple[int, int]) -> float:
            if key not in tried:
                tried[key] = self._fitted(chosen, Look(*key, self.dpi))
            return tried[key][0]

        blur, gain = min(((blur, 1) for blur in range(1, len(BLURS), 2)), key=left)
        for _ in range(len(BLURS)):
            beside = ((blur + one, gain + other) for one, other in ((0, 0), (-1, 0), (1, 0), (0, -1), (0, 1)))
            best = min((key for key in beside if key[0] in range(len(BLURS)) and key[1] in range(len(GAINS))), key=left)
            if best == (blur, gain):
                break
            blur, gain = best
        unexplained_share, black = tried[blur, gain]
        self.look, self.black = Look(blur, gain, self.dpi), max(black, 0.1)
        self.noise = max(float(np.sqrt(unexplained_share)) / self.black, 0.02)

    def straighten(self) -> None:
        """Each line put where its glyphs lie; lines with little ink go with the others."""
        found: dict[int, list[tuple[float, float, float, float]]] = {}
        for number, box in enumerate(self.side.boxes):
            if box.char.glyph:
                want = self._kind(box).ink(0)
                found.setdefault(box.line, []).append(drift(self._less(number, box), want))
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

    def _kind(self, box: Box) -> Kind:
        char, role = box.char.char, box.char.font
        others = self.judge.alternatives.of(char, role)
        return self.judge.templates.kind(char, role, others, shape_of(box.char, box.size_pt), self.look)

    def _less(self, number: int, box: Box) -> Grey:
        """The ink of a box alone, without what the form has there; 1 is the full ink of its colour."""
        ink = self._patch(number) / self.black
        form = self._form(*self._area(box))
        return np.asarray((ink if form is None else ink - form) / box.ink, np.float32)

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
        if margin > SAME and left[0] - spread < _LEFT_OVER * kind.own[0]:
            if not doubts:
                verdict = "same"
            elif "" not in doubts and not box.char.char.isdigit():
                verdict, rival = "unproved", "".join(doubts)
        elif margin < CHANGED:
            verdict = "changed"
        picture = _picture(ink, kind.ink(0), kind.ink(best)) if verdict in ("undecided", "changed") else None
        return Judged(box, verdict, margin, rival, picture)


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
