"""Where a side of paper lies in a capture: roughly by trying, then by its ink, block by block."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from app.proof.captures.model import MM, Bytes, Grey, PoorCaptureError
from app.sheet.model import Rect

Matrix = NDArray[Any]

FINE = 150
_ROUGH, _MIDDLE = 25, 50
_SKEWS = ((-1.2, 0.0, 1.2), (-2.0, -1.6, -0.8, -0.4, 0.4, 0.8, 1.6, 2.0))
_ROOM_MM = 8.0
_DPI = (100, 150, 200, 240, 300, 400, 600)
_LEAST_DPI = 190
_BLOCK_MM = 18.0
_MOST_SHIFT = 0.35
_NOT_THIS = 0.25
_ASTRAY_PX = 5.0


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


class Rough(NamedTuple):
    """A first guess: how well it fits, from mm to pixels, and at which resolution."""

    likeness: float
    matrix: Matrix
    dpi: int


def rough(image: Bytes, bare: Bytes, dpi: int) -> Rough:
    """The best of both ways up and some skews, by translation alone. ``bare``: the form at 25 dpi."""
    seen = _ink(_small(image, dpi, _ROUGH))
    want = cv2.GaussianBlur(bare.astype(np.float32) / 255, (0, 0), 1.0)
    room = round(_ROOM_MM * _ROUGH / MM)

    def best(turn: float, skews: Sequence[float]) -> Rough:
        tries = (_tried(seen, want, turn + skew, room, image, dpi) for skew in skews)
        return max(tries, key=lambda one: one.likeness)

    up, down = best(0.0, _SKEWS[0]), best(180.0, _SKEWS[0])
    first, turn = (up, 0.0) if up.likeness >= down.likeness else (down, 180.0)
    return max(first, best(turn, _SKEWS[1]), key=lambda one: one.likeness)


def _tried(seen: Grey, want: Grey, degrees: float, room: int, image: Bytes, dpi: int) -> Rough:
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
    scale = image.shape[1] / seen.shape[1], image.shape[0] / seen.shape[0]
    pixel = _ROUGH / MM
    matrix = np.zeros((2, 3))
    matrix[:, :2] = turn[:, :2] * pixel
    matrix[:, 2] = turn[:, :2] @ (dx, dy) + turn[:, 2]
    matrix *= np.array(scale)[:, None]
    return Rough(float(value), matrix, dpi)


def by_ink(image: Bytes, want: Bytes, guess: Rough) -> Matrix:
    """The guess made better by all ink at 50 dpi (ECC). ``want``: ink at 150 dpi."""
    small = _ink(_small(image, guess.dpi, _MIDDLE))
    rows, columns = (round(size * _MIDDLE / FINE) for size in want.shape)
    expected = cv2.resize(want, (columns, rows), interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    scale = np.array([small.shape[1] / image.shape[1], small.shape[0] / image.shape[0]])
    step = np.array([want.shape[1] / columns, want.shape[0] / rows]) * MM / FINE
    start = guess.matrix * scale[:, None]
    start[:, :2] *= step
    found = _centred(start).astype(np.float32)
    likeness = 0.0
    # Soft pictures first: a thin print would hold on to whatever line lies nearest.
    for spread, motion in ((2.5, cv2.MOTION_EUCLIDEAN), (0.9, cv2.MOTION_AFFINE)):
        soft, wanted = cv2.GaussianBlur(small, (0, 0), spread), cv2.GaussianBlur(expected, (0, 0), spread)
        every = np.full(small.shape, 255, np.uint8)
        until = (cv2.TERM_CRITERIA_COUNT | cv2.TERM_CRITERIA_EPS, 40, 1e-5)
        try:
            likeness, moved = cv2.findTransformECC(wanted, soft, found.copy(), motion, until, every, 1)
        except cv2.error:
            continue  # it did not settle: what comes next may
        corners = np.array([[0, 0, 1], [columns, 0, 1], [0, rows, 1], [columns, rows, 1]], np.float32)
        if np.hypot(*(corners @ (np.asarray(moved) - found).T).T).max() <= _ASTRAY_PX:
            found = np.asarray(moved, np.float32)
    if likeness < _NOT_THIS:
        raise PoorCaptureError("様式の位置を合わせられません。")
    matrix = _cornered(found.astype(np.float64)) / scale[:, None]
    matrix[:, :2] /= step
    return np.asarray(matrix)


def patch(image: Bytes, matrix: Matrix, x: float, y: float, size: tuple[int, int], dpi: float) -> Bytes:
    """So many pixels of the paper from ``x``, ``y`` (mm) on."""
    own = matrix.copy()
    own[:, 2] += own[:, :2] @ (x, y)
    own[:, :2] *= MM / dpi
    return np.asarray(
        cv2.warpAffine(
            image,
            _centred(own),
            size,
            flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_REPLICATE,
        ),
        np.uint8,
    )


def pyramid(image: Bytes, dpi: int, wanted: int) -> tuple[Bytes, float]:
    """The image at about the resolution that is wanted, if it has far more; and how much smaller it is."""
    if dpi < wanted * 1.3:
        return image, 1.0
    small = _small(image, dpi, wanted)
    return small, small.shape[1] / image.shape[1]


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


def by_blocks(seen: Grey, want: Grey, matrix: Matrix, spread: float) -> Matrix:
    """The affinity made better by the shifts of blocks. ``seen``, ``want``: ink at 150 dpi, upright.

    ``spread``: by how many pixels they are blurred, which is about how far off they may be.
    """
    soft, expected = cv2.GaussianBlur(seen, (0, 0), spread), cv2.GaussianBlur(want, (0, 0), spread)
    size = round(_BLOCK_MM * FINE / MM)
    points, moves, weights = [], [], []
    for top in range(0, want.shape[0] - size // 2, size):
        for left in range(0, want.shape[1] - size // 2, size):
            part = np.s_[top : top + size, left : left + size]
            dx, dy, weight = shift(np.ascontiguousarray(soft[part]), np.ascontiguousarray(expected[part]), 6.0)
            if weight > 0.2:
                points.append(((left + size / 2) * MM / FINE, (top + size / 2) * MM / FINE, 1.0))
                moves.append((dx * MM / FINE, dy * MM / FINE))
                weights.append(min(weight, 20.0))
    if len(points) < 6:
        return matrix
    at, by, trust = np.array(points), np.array(moves), np.array(weights)
    for _ in range(4):
        root = np.sqrt(trust)[:, None]
        fit = np.linalg.lstsq(at * root, by * root, rcond=None)[0]
        away = np.hypot(*(by - at @ fit).T)
        trust = np.array(weights) / (1 + (away / 0.05) ** 2)
    # Paper at (x, y) is seen at (x, y) + fit: where it really lies in the image.
    own = np.eye(3)
    own[:2, :] += fit.T
    return np.asarray(matrix @ own, np.float64)


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


def paper_level(seen: Bytes, want: Bytes) -> Grey:
    """How bright the bare paper is at each pixel (upright, 150 dpi): light, texture, and the fold's shadow."""
    free = (cv2.dilate(want, np.ones((5, 5), np.uint8)) < 12).astype(np.float32)
    grey = seen.astype(np.float32)
    rows, columns = seen.shape
    small = (max(columns // 6, 1), max(rows // 6, 1))
    weight = cv2.GaussianBlur(cv2.resize(free, small, interpolation=cv2.INTER_AREA), (0, 0), 8)
    level = cv2.GaussianBlur(cv2.resize(grey * free, small, interpolation=cv2.INTER_AREA), (0, 0), 8)
    field = cv2.resize(level / np.maximum(weight, 1e-3), (columns, rows), interpolation=cv2.INTER_LINEAR)
    weight = free.mean(axis=1)
    share = np.clip(grey / np.maximum(field, 1), 0.5, 1.2)
    row = np.where(weight > 0.25, (share * free).mean(axis=1) / np.maximum(weight, 1e-3), 1.0)
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


def _cornered(matrix: Matrix) -> Matrix:
    own = matrix.copy()
    own[:, 2] += _HALF - own[:, :2] @ _HALF
    return own
