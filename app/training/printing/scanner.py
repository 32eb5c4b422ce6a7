"""What a scanner makes of a page: geometry, ink, paper, light, dust, noise. Images are grey, 0 black to 1 white.

Simulated from what is known of scanners; no real one was tried.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from app.errors import KenpanError
from app.resources import resource_bytes
from app.toml_text import parse_toml

Grey = NDArray[np.float32]

_MM = 25.4
_TEXTURE_MM = 0.4
_FOLD_MM = 0.35
_DUST_MM = (0.05, 0.35)
_HAIR = 0.15  # of the dust are hairs
_LID = 0.97


class Affine(NamedTuple):
    """Page millimetres to pixels: ``u = a·x + b·y + c``, ``v = d·x + e·y + f``; a pixel's middle is at ``.5``."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    def pixel(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of the page (mm) lies in the image."""
        return self.a * x + self.b * y + self.c, self.d * x + self.e * y + self.f

    def mm(self, u: float, v: float) -> tuple[float, float]:
        """Which point of the page lies at these pixels."""
        whole = self.a * self.e - self.b * self.d
        x, y = u - self.c, v - self.f
        return (self.e * x - self.b * y) / whole, (self.a * y - self.d * x) / whole


@dataclass(frozen=True, slots=True)
class Grade:
    """How bad captures may be: the ranges of ``resources/training/captures.toml``."""

    name: str
    skew_deg: float
    scale: float
    offset_mm: float
    blur_mm: tuple[float, float]
    gain: tuple[float, float]
    paper: tuple[float, float]
    black: tuple[float, float]
    texture: float
    light: float
    noise: tuple[float, float]
    show_through: tuple[float, float]
    fold: tuple[float, float]
    dust: tuple[int, int]
    quality: tuple[int, int]


def grade_names() -> tuple[str, ...]:
    """The grades that there are, the best first."""
    return tuple(_table())


@cache
def _table() -> dict[str, Any]:
    return parse_toml(resource_bytes("training", "captures.toml"))


def capture_grade(name: str) -> Grade:
    """The grade with this name; ``KenpanError`` ``capture.grade`` if there is none."""
    if name not in grade_names():
        known = "、".join(grade_names())
        raise KenpanError(
            "capture.grade", f"画像の荒れの段階「{name}」はありません。", f"次から選んでください：{known}"
        )
    given = _table()[name].items()
    row: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in given}
    row["name"] = name
    return Grade(**row)


@dataclass(frozen=True, slots=True)
class Sight:
    """What one capture was made with, drawn from its grade."""

    skew_deg: float
    scale_x: float
    scale_y: float
    offset: tuple[float, float]
    blur_mm: float
    gain: float
    paper: float
    black: float
    noise: float
    show_through: float
    fold: float
    dust: int
    quality: int


def draw_sight(grade: Grade, rng: np.random.Generator) -> Sight:
    """One capture's own values."""

    def both(most: float) -> float:
        return float(rng.uniform(-most, most))

    def between(ends: tuple[float, float]) -> float:
        return float(rng.uniform(*ends))

    return Sight(
        skew_deg=both(grade.skew_deg),
        scale_x=1 + both(grade.scale),
        scale_y=1 + both(grade.scale),
        offset=(both(grade.offset_mm), both(grade.offset_mm)),
        blur_mm=between(grade.blur_mm),
        gain=between(grade.gain),
        paper=between(grade.paper),
        black=between(grade.black),
        noise=between(grade.noise),
        show_through=between(grade.show_through),
        fold=between(grade.fold),
        dust=int(rng.integers(grade.dust[0], grade.dust[1] + 1)),
        quality=int(rng.integers(grade.quality[0], grade.quality[1] + 1)),
    )


def inked(page: Grey, back: Grey | None, sight: Sight, dpi: float, rng: np.random.Generator, grade: Grade) -> Grey:
    """Paper with ink on it, seen straight from above; ``back`` is what is printed behind, as it shows from here."""
    pixel = dpi / _MM
    ink = 1 - _blurred(page, sight.blur_mm * pixel)
    ink = np.clip(ink * (1 + sight.gain), 0, 1)
    paper = np.full(page.shape, sight.paper, np.float32)
    paper += _texture(page.shape, _TEXTURE_MM * pixel, rng) * grade.texture
    if back is not None and sight.show_through > 0:
        paper -= (1 - _blurred(back, 0.25 * pixel)) * sight.show_through
    return np.asarray(paper * (1 - ink) + sight.black * ink, np.float32)


def folded(image: Grey, at_mm: float, sight: Sight, dpi: float) -> Grey:
    """A fold across the page: a shadow above the line, a light ridge below it, ink broken on it."""
    rows = (np.arange(image.shape[0], dtype=np.float32) + 0.5) * _MM / dpi - at_mm
    shadow = np.exp(-((rows + 0.3) ** 2) / (2 * _FOLD_MM**2)) * sight.fold
    ridge = np.exp(-((rows - 0.25) ** 2) / (2 * (_FOLD_MM / 2) ** 2)) * sight.fold * 0.5
    dimmed = image * (1 - shadow[:, None])
    return np.asarray(dimmed + (sight.paper - dimmed) * ridge[:, None], np.float32)


def geometry(
    width_mm: float, height_mm: float, sight: Sight, dpi: float, *, upside_down: bool
) -> tuple[Affine, int, int]:
    """Where the page lies in the image, and the image's width and height in pixels (room for any skew)."""
    pixel = dpi / _MM
    turn = np.deg2rad(sight.skew_deg + (180 if upside_down else 0))
    cos, sin = float(np.cos(turn)), float(np.sin(turn))
    a, b = cos * sight.scale_x * pixel, -sin * sight.scale_y * pixel
    d, e = sin * sight.scale_x * pixel, cos * sight.scale_y * pixel
    margin = 2 * 2.0 + np.sin(np.deg2rad(abs(sight.skew_deg))) * max(width_mm, height_mm)
    width, height = round((width_mm + margin) * pixel), round((height_mm + margin) * pixel)
    middle_u = width / 2 + sight.offset[0] * pixel
    middle_v = height / 2 + sight.offset[1] * pixel
    c = middle_u - a * width_mm / 2 - b * height_mm / 2
    f = middle_v - d * width_mm / 2 - e * height_mm / 2
    return Affine(a, b, c, d, e, f), width, height


def laid(image: Grey, affine: Affine, dpi: float, width: int, height: int) -> Grey:
    """The paper on the glass, the lid around it."""
    pixel = dpi / _MM
    a, b, c, d, e, f = affine
    # From pixels of the page to pixels of the capture; both count from the middle of the first one.
    matrix = np.array([[a / pixel, b / pixel, c], [d / pixel, e / pixel, f]], np.float64)
    matrix[:, 2] += matrix[:, 0] * 0.5 + matrix[:, 1] * 0.5 - 0.5
    out = cv2.warpAffine(
        image, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=_LID
    )
    return np.asarray(out, np.float32)


def scanned(image: Grey, sight: Sight, grade: Grade, dpi: float, rng: np.random.Generator) -> NDArray[np.uint8]:
    """What comes out of the scanner: light, dust and noise, in 256 greys."""
    height, width = image.shape
    across, down = np.linspace(-1, 1, width, dtype=np.float32), np.linspace(-1, 1, height, dtype=np.float32)
    slope = rng.uniform(-grade.light, grade.light, 2)
    lit = image * (1 + slope[0] * across[None, :] + slope[1] * down[:, None])
    _dust(lit, sight, dpi, rng)
    lit += rng.standard_normal(image.shape, np.float32) * sight.noise
    return np.asarray(np.clip(np.rint(lit * 255), 0, 255), np.uint8)


def _blurred(image: Grey, sigma: float) -> Grey:
    return np.asarray(cv2.GaussianBlur(image, (0, 0), max(sigma, 0.05)), np.float32)


def _texture(shape: tuple[int, ...], sigma: float, rng: np.random.Generator) -> Grey:
    """Unevenness of paper, of unit spread."""
    small = rng.standard_normal((shape[0] // 4 + 2, shape[1] // 4 + 2), np.float32)
    soft = _blurred(small, max(sigma / 4, 0.5))
    large = cv2.resize(soft, (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(large / max(float(large.std()), 1e-6), np.float32)


def _dust(image: Grey, sight: Sight, dpi: float, rng: np.random.Generator) -> None:
    """Specks and hairs, some dark, some light, put into the image itself."""
    pixel = dpi / _MM
    height, width = image.shape
    for _ in range(sight.dust):
        x, y = int(rng.integers(width)), int(rng.integers(height))
        grey = float(rng.uniform(0.2, 0.6)) if rng.random() < 0.8 else 1.0
        if rng.random() < _HAIR:
            steps = np.cumsum(rng.normal(0, 0.4 * pixel, (6, 2)), axis=0) + np.array([x, y])
            cv2.polylines(image, [np.rint(steps).astype(np.int32)], False, grey, 1, cv2.LINE_AA)
        else:
            size = float(rng.uniform(*_DUST_MM)) * pixel / 2
            cv2.ellipse(
                image, (x, y), (max(1, round(size)), max(1, round(size * 0.7))), 0, 0, 360, grey, -1, cv2.LINE_AA
            )
