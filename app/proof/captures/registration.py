"""Where a side of paper lies in a capture: roughly by trying, then by its ink, block by block."""

from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from app.proof.captures.model import MM, Bytes, Grey, PoorCaptureError
from app.sheet.model import Rect

Matrix = NDArray[Any]

FINE = 150
ROUGH = 25
_STAGES = ((50, 25.0, 3.0, 1.0), (75, 20.0, 1.2, 1.0))
"""Resolution, size of blocks (mm), how far they are looked for (mm), blur (px)."""
_LEAST_BLOCKS = 6
_LEAST_INK = 0.03
_STIFF = 2.0
_SKEWS = ((-1.2, 0.0, 1.2), (-2.0, -1.6, -0.8, -0.4, 0.4, 0.8, 1.6, 2.0))
_ROOM_MM = 8.0
_DPI = (100, 150, 200, 240, 300, 400, 600)
_LEAST_DPI = 190
_BLOCK_MM = 12.0
_MOST_SHIFT = 0.35
_NOT_THIS = 0.25


def resolution(image: Bytes, width: float, height: float) -> int:
    """The dots per inch at which the image would show this paper with little room around it."""
    rows, columns = image.shape
    for dpi in reversed(_DPI):
        if columns * MM / dpi > width - 4 and rows * MM / dpi > height - 4:
            if columns * MM / dpi < width * 1.35:
                return dpi
            break
    raise PoorCaptureError("用紙全体が写っていないか、大きさが合いません。")


def refuse_poor(image: Bytes, dpi: int) -> None:
    """:class:`PoorCaptureError` for too few dots and for images of two tones."""
    if dpi < _LEAST_DPI:
        raise PoorCaptureError(f"解像度が足りません（約 {dpi} dpi）。200 dpi 以上のグレーで取り込んでください。")
    counts = np.bincount(image[::3, ::3].ravel(), minlength=256)
    if np.sort(counts)[-2:].sum() > 0.97 * counts.sum() and np.count_nonzero(counts > counts.sum() // 5000) < 8:
        raise PoorCaptureError("白黒2値の画像です。グレー（256階調）で取り込んでください。")


class Levels:
    """A capture and smaller pictures of it; those that follow one another by whole steps are quickly made."""

    def __init__(self, image: Bytes, dpi: int) -> None:
        self.image = image
        self.dpi = dpi
        self._made: dict[int, Bytes] = {}

    def at(self, wanted: int) -> tuple[Bytes, Any]:
        """The picture at this resolution, and by how much it is smaller (column of x, y)."""
        if wanted not in self._made:
            made = [one for one in self._made if one % wanted == 0]
            source, dpi = (self._made[min(made)], min(made)) if made else (self.image, self.dpi)
            self._made[wanted] = _small(source, dpi, wanted)
        found = self._made[wanted]
        rows, columns = self.image.shape
        return found, np.array([[found.shape[1] / columns], [found.shape[0] / rows]])

    def working(self, wanted: int) -> tuple[Bytes, Any]:
        """As :meth:`at`, or the capture itself if it has not far more."""
        return (self.image, np.ones((2, 1))) if self.dpi < wanted * 1.3 else self.at(wanted)


class Rough(NamedTuple):
    """A first guess: how well it fits, and from mm to pixels."""

    likeness: float
    matrix: Matrix


class Guessing:
    """First guesses of where one side of a form lies: both ways up and some skews, by translation alone."""

    def __init__(self, levels: Levels, bare: Bytes) -> None:
        """``bare``: the form at 25 dpi."""
        small, self._scale = levels.at(ROUGH)
        self._seen = _ink(small)
        self._want = cv2.GaussianBlur(bare.astype(np.float32) / 255, (0, 0), 1.0)
        tries = [(self._tried(turn + skew), turn) for turn in (0.0, 180.0) for skew in _SKEWS[0]]
        self.first, self._turn = max(tries, key=lambda one: one[0].likeness)

    def best(self) -> Rough:
        """The best, with further skews tried."""
        return max(self.first, *(self._tried(self._turn + skew) for skew in _SKEWS[1]), key=lambda one: one.likeness)

    def _tried(self, degrees: float) -> Rough:
        return tried(self._seen, self._want, degrees, round(_ROOM_MM * ROUGH / MM), self._scale)


def tried(seen: Grey, want: Grey, degrees: float, room: int, scale: Matrix) -> Rough:
    """The best place of ``want`` in ``seen``, both at 25 dpi, turned by so much, ``room`` pixels around.

    ``scale``: by how much ``seen`` is smaller than the capture (column of x, y).
    """
    angle = np.deg2rad(degrees)
    cos, sin = np.cos(angle), np.sin(angle)
    rows, columns = want.shape
    middle_x, middle_y = seen.shape[1] / 2, seen.shape[0] / 2
    turn = np.array([[cos, -sin, 0.0], [sin, cos, 0.0]])
    turn[:, 2] = (middle_x, middle_y) - turn[:, :2] @ (columns / 2 + room, rows / 2 + room)
    upright = cv2.warpAffine(
        seen, _centred(turn), (columns + 2 * room, rows + 2 * room), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    )
    likeness = cv2.matchTemplate(upright, want, cv2.TM_CCOEFF_NORMED)
    _, value, _, (dx, dy) = cv2.minMaxLoc(likeness)
    # want (px, 25 dpi) → upright → seen → image
    pixel = ROUGH / MM
    matrix = np.zeros((2, 3))
    matrix[:, :2] = turn[:, :2] * pixel
    matrix[:, 2] = turn[:, :2] @ (dx, dy) + turn[:, 2]
    return Rough(float(value), matrix / scale)


def by_ink(levels: Levels, want: Bytes, guess: Rough) -> Matrix:
    """The guess made better by where blocks of the form's ink are found. ``want``: ink at 150 dpi."""
    matrix = guess.matrix
    for dpi, block_mm, reach_mm, spread in _STAGES:
        small, scale = levels.at(dpi)
        small = _ink(small)
        step = FINE // dpi
        size = (want.shape[1] // step, want.shape[0] // step)
        whole = want[: size[1] * step, : size[0] * step]
        expected = cv2.resize(whole, size, interpolation=cv2.INTER_AREA).astype(np.float32) / 255
        reach = round(reach_mm * dpi / MM)
        wider = (size[0] + 2 * reach, size[1] + 2 * reach)
        upright = patch(small, matrix * scale, -reach * MM / dpi, -reach * MM / dpi, wider, dpi)
        found = _found_blocks(
            cv2.GaussianBlur(upright, (0, 0), spread),
            cv2.GaussianBlur(expected, (0, 0), spread),
            round(block_mm * dpi / MM),
        )
        if len(found) < _LEAST_BLOCKS:
            raise PoorCaptureError("様式の位置を合わせられません。")
        moved = fitted(found * (MM / dpi, MM / dpi, MM / dpi, MM / dpi, 1, 1))
        matrix = matrix @ moved
    return np.asarray(matrix)


def _found_blocks(seen: Grey, want: Grey, size: int) -> Grey:
    """For each block with ink where it is found: rows of x, y, its shifts (px) and how sharply each is told.

    ``seen`` is larger than ``want`` by the same reach on every side.
    """
    reach_y, reach_x = ((a - b) // 2 for a, b in zip(seen.shape, want.shape, strict=True))
    rows = []
    for top in range(0, want.shape[0] - size // 2, size):
        for left in range(0, want.shape[1] - size // 2, size):
            part = want[top : top + size, left : left + size]
            if cv2.meanStdDev(part)[1][0, 0] < _LEAST_INK:
                continue
            around = seen[top : top + part.shape[0] + 2 * reach_y, left : left + part.shape[1] + 2 * reach_x]
            likeness = cv2.matchTemplate(around, part, cv2.TM_CCOEFF_NORMED)
            _, best, _, (x, y) = cv2.minMaxLoc(likeness)
            if best < _NOT_THIS or not (0 < x < likeness.shape[1] - 1 and 0 < y < likeness.shape[0] - 1):
                continue
            dx, sharp_x = peak_of(*likeness[y, x - 1 : x + 2])
            dy, sharp_y = peak_of(*likeness[y - 1 : y + 2, x])
            middle = left + part.shape[1] / 2, top + part.shape[0] / 2
            rows.append((*middle, x + dx - reach_x, y + dy - reach_y, best * sharp_x, best * sharp_y))
    return np.array(rows, np.float64).reshape(-1, 6)


def peak_of(before: float, at: float, after: float) -> tuple[float, float]:
    """Where between its neighbours a peak is, and how sharp."""
    sharp = 2 * at - before - after
    return (0.0, 0.0) if sharp < 1e-6 else (float(0.5 * (after - before) / sharp), float(sharp))


def fitted(found: Grey) -> Matrix:
    """The affinity (3 × 3, mm) that most of the shifts (mm) obey. ``found``: rows of x, y, shifts and their weights."""
    at = np.column_stack([found[:, :2], np.ones(len(found))])
    own = np.eye(3)
    for axis in (0, 1):
        by, weights = found[:, 2 + axis], found[:, 4 + axis] + 1e-6
        fit = np.array([0.0, 0.0, float(np.median(by))])
        for tolerance in (1.0, 0.5, 0.25, 0.12, 0.12):
            trust = weights / (1 + ((by - at @ fit) / tolerance) ** 2) ** 2
            # Without enough blocks to tell them, skew and stretch stay what they were.
            normal = (at * trust[:, None]).T @ at + np.diag([_STIFF, _STIFF, 0.0]) * weights.sum()
            fit = np.linalg.solve(normal, (at * trust[:, None]).T @ by)
        own[axis] += fit
    return own


def patch(image: Any, matrix: Matrix, x: float, y: float, size: tuple[int, int], dpi: float) -> Any:
    """So many pixels of the paper from ``x``, ``y`` (mm) on."""
    own = matrix.copy()
    own[:, 2] += own[:, :2] @ (x, y)
    own[:, :2] *= MM / dpi
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    return cv2.warpAffine(image, _centred(own), size, flags=flags, borderMode=cv2.BORDER_REPLICATE)


def shift(seen: Grey, want: Grey, most: float) -> tuple[float, float, float]:
    """How far (px) ``seen`` lies from ``want`` to the right and down, and the weight of that (ink energy)."""
    dx = dy = 0.0
    gx, gy = cv2.Sobel(want, cv2.CV_32F, 1, 0, scale=0.125), cv2.Sobel(want, cv2.CV_32F, 0, 1, scale=0.125)
    sides = np.stack([gx.ravel(), gy.ravel(), want.ravel(), np.ones(want.size, np.float32)])
    normal = (sides @ sides.T).astype(np.float64) + np.diag([1e-3, 1e-3, 1e-6, 1e-6])
    weight = float(np.linalg.eigvalsh(normal[:2, :2])[0])
    moved = seen
    for _ in range(4):
        answer = np.linalg.solve(normal, (sides @ moved.ravel()).astype(np.float64))
        if abs(answer[2]) < 0.05:
            return 0.0, 0.0, 0.0
        step = np.clip(-answer[:2] / max(answer[2], 0.2), -0.7, 0.7)
        dx, dy = dx + float(step[0]), dy + float(step[1])
        if abs(dx) > most or abs(dy) > most:
            return float(np.clip(dx, -most, most)), float(np.clip(dy, -most, most)), 0.0
        if np.abs(step).max() < 0.02:
            break
        moved = cv2.warpAffine(
            seen, np.array([[1, 0, dx], [0, 1, dy]]), want.shape[::-1], flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        )
    return dx, dy, weight


def by_blocks(seen: Grey, want: Grey, matrix: Matrix, dpi: int, spread: float) -> Matrix:
    """The affinity made better by the shifts of blocks. ``seen``, ``want``: ink at this resolution, upright.

    ``spread``: by how many pixels they are blurred, which is about how far off they may be.
    """
    a, b = cv2.GaussianBlur(seen, (0, 0), spread), cv2.GaussianBlur(want, (0, 0), spread)
    gx, gy = cv2.Sobel(b, cv2.CV_32F, 1, 0, scale=0.125), cv2.Sobel(b, cv2.CV_32F, 0, 1, scale=0.125)
    size = round(_BLOCK_MM * dpi / MM)
    sides = (gx, gy, b, np.ones_like(b))
    normal: list[list[Grey]] = [[] for _ in sides]
    for row, one in enumerate(sides):
        normal[row] = [normal[column][row] for column in range(row)]
        normal[row] += [_sums(one * other, size) for other in sides[row:]]
    right = [_sums(one * a, size) for one in sides]
    down, across = normal[0][0].shape
    whole = np.array(normal).reshape(4, 4, -1).transpose(2, 0, 1).astype(np.float64)
    whole += np.diag([1e-3, 1e-3, 1e-6, 1e-6])
    answer = np.linalg.solve(whole, np.array(right).reshape(4, -1).T[:, :, None].astype(np.float64))[:, :, 0]
    sure = (answer[:, 2] > 0.2) & (np.minimum(whole[:, 0, 0], whole[:, 1, 1]) > 0.05)
    if sure.sum() < _LEAST_BLOCKS:
        return matrix
    shifts = np.clip(-answer[sure, :2] / answer[sure, 2:3], -spread * 1.5, spread * 1.5)
    y, x = np.divmod(np.arange(down * across)[sure], across)
    middle = (np.stack([x, y], axis=1) + 0.5) * size
    trust = np.minimum(np.sqrt(np.stack([whole[sure, 0, 0], whole[sure, 1, 1]], axis=1)), 8.0)
    # Paper at (x, y) is seen at (x, y) + fit: where it really lies in the image.
    return np.asarray(matrix @ fitted(np.hstack([middle * MM / dpi, shifts * MM / dpi, trust])))


def _sums(values: Grey, size: int) -> Grey:
    """Sums over square blocks; what is over at the edges is left out."""
    rows, columns = (length // size for length in values.shape)
    part = values[: rows * size, : columns * size]
    return np.asarray(cv2.resize(part, (columns, rows), interpolation=cv2.INTER_AREA) * np.float32(size * size))


def line_shifts(seen: Grey, want: Grey, lines: dict[int, Rect]) -> dict[int, tuple[float, float]]:
    """For each line how far (mm) it lies from its place; short lines go with the page's middle."""
    soft, expected = cv2.GaussianBlur(seen, (0, 0), 0.8), cv2.GaussianBlur(want, (0, 0), 0.8)
    found: dict[int, tuple[float, float, float]] = {}
    for number, rect in lines.items():
        x0, y0, x1, y1 = (round(value * FINE / MM) for value in rect.grown(0.5))
        part = np.s_[max(y0, 0) : y1, max(x0, 0) : x1]
        a, b = np.ascontiguousarray(soft[part]), np.ascontiguousarray(expected[part])
        if min(a.shape) < 4:
            continue
        dx, dy, weight = shift(a, b, _MOST_SHIFT * FINE / MM)
        found[number] = (dx * MM / FINE, dy * MM / FINE, weight)
    sure = [one[:2] for one in found.values() if one[2] > 3]
    middle = np.median(np.array(sure), axis=0) if len(sure) > 2 else np.zeros(2)
    answer: dict[int, tuple[float, float]] = {}
    for number in lines:
        dx, dy, weight = found.get(number, (0.0, 0.0, 0.0))
        share = weight / (weight + 2.0)
        answer[number] = (share * dx + (1 - share) * middle[0], share * dy + (1 - share) * middle[1])
    return answer


def paper_level(seen: Bytes, want: Bytes, dpi: int) -> Grey:
    """How bright the bare paper is at each pixel (upright): light, texture, and the fold's shadow."""
    free = (cv2.dilate(want, np.ones((5, 5), np.uint8)) < 12).astype(np.uint8)
    rows, columns = seen.shape
    step = dpi // 25
    small = (max(columns // step, 1), max(rows // step, 1))
    part = np.s_[: small[1] * step, : small[0] * step]
    share = cv2.resize((free * 255)[part], small, interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    bright = cv2.resize((seen * free)[part], small, interpolation=cv2.INTER_AREA).astype(np.float32)
    weight, level = cv2.GaussianBlur(share, (0, 0), 8), cv2.GaussianBlur(bright, (0, 0), 8)
    field = cv2.resize(level / np.maximum(weight, 1e-3), (columns, rows), interpolation=cv2.INTER_LINEAR)
    count = np.count_nonzero(free, axis=1)
    lit = (seen * free / np.maximum(field, 20)).sum(axis=1) / np.maximum(count, 1)
    row = np.where(count > 0.25 * columns, np.clip(lit, 0.5, 1.2), 1.0)
    return np.asarray(np.maximum(field * row[:, None].astype(np.float32), 20), np.float32)


def likeness(seen: Grey, want: Grey) -> float:
    """Correlation of ink where ink is expected or near it."""
    near = cv2.dilate(want, np.ones((5, 5), np.uint8)) > 0.1
    a, b = seen[near], want[near]
    return float(np.corrcoef(a, b)[0, 1]) if a.size > 100 else 0.0


def _small(image: Bytes, dpi: int, wanted: int) -> Bytes:
    size = (round(image.shape[1] * wanted / dpi), round(image.shape[0] * wanted / dpi))
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)


def _ink(image: Bytes) -> Grey:
    """Darker than what is around."""
    around = cv2.blur(cv2.dilate(image, np.ones((5, 5), np.uint8)), (9, 9)).astype(np.float32)
    return np.asarray(np.clip((around - image) / np.maximum(around, 1), 0, 1), np.float32)


_HALF = np.array([0.5, 0.5])


def _centred(matrix: Matrix) -> Matrix:
    """From corners of pixels, as here, to their middles, as OpenCV counts."""
    own = matrix.copy()
    own[:, 2] += own[:, :2] @ _HALF - _HALF
    return own
