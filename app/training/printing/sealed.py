"""The sealed envelope seen from outside: what its windows show of the folded sheet, wherever that has slid."""

from dataclasses import dataclass, replace
from functools import cache
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from app.resources import resource_bytes
from app.sheet.envelope import Envelope, Position, load_envelope, position
from app.sheet.model import Rect
from app.toml_text import parse_toml
from app.training.printing.captures import Papers, add_image_page, encoded, permitted_dpi
from app.training.printing.model import PrintedJob, PrintedPage, PrintedPanel, PrintFile
from app.training.printing.pdf import PdfFile
from app.training.printing.scanner import Affine, Grey, Sight, capture_grade, draw_sight, geometry, inked, laid, scanned

_MM = 25.4


class SlideAt(NamedTuple):
    """Where the insert lies in the envelope: 0 left or top, 1 right or foot of what it can slide.

    ``tilt``: from -1 to 1 of the tilt that the play leaves, clockwise.
    """

    x: float
    y: float
    tilt: float = 0.0


@dataclass(frozen=True, slots=True)
class Sealed:
    """One envelope. ``affine``: millimetres of the envelope to pixels; ``lies``: where the panel lies on it.

    ``panel``: its printed side; ``shown``: the windows on the envelope (mm).
    """

    number: int
    file_page: int
    page: int
    panel: PrintedPanel
    lies: Position
    slide: SlideAt
    shown: tuple[Rect, ...]
    dpi: int
    width: int
    height: int
    affine: Affine
    sight: Sight

    def on_envelope(self, rect: Rect) -> Rect:
        """Bounds on the envelope of a rectangle of the page (mm)."""
        panel = self.panel.rect
        own = rect.moved(-panel.x0, -panel.y0)
        if self.panel.turned:
            own = Rect(panel.x1 - rect.x1, panel.y1 - rect.y1, panel.x1 - rect.x0, panel.y1 - rect.y0)
        corners = [self.lies.point(x, y) for x in (own.x0, own.x1) for y in (own.y0, own.y1)]
        xs, ys = zip(*corners, strict=True)
        return Rect(min(xs), min(ys), max(xs), max(ys))

    def visible(self, rect: Rect) -> bool:
        """Whether a window shows the whole of a rectangle of the page."""
        own = self.on_envelope(rect)
        return any(
            window.x0 <= own.x0 and own.x1 <= window.x1 and window.y0 <= own.y0 and own.y1 <= window.y1
            for window in self.shown
        )


@dataclass(frozen=True, slots=True)
class SealedJob:
    """Envelopes of a job and the file of their images."""

    job: PrintedJob
    file: PrintFile
    sealed: tuple[Sealed, ...]


def sealed_job(
    job: PrintedJob,
    *,
    dpi: int = 300,
    grade: str = "mid",
    seed: int = 1,
    slides: tuple[SlideAt, ...] | None = None,
    most: int | None = None,
    upside_down: bool = False,
) -> SealedJob:
    """An image of the envelope of each notice of the job, one PDF of JPEG pages.

    ``slides``: where the inserts lie, by turns; ``None``: anywhere, by the seed. ``most``: only so many envelopes.
    ``upside_down``: laid on the glass the wrong way round. Raises ``KenpanError`` ``capture.grade``, ``capture.dpi``.
    """
    permitted_dpi(dpi)
    noise, envelope, papers = capture_grade(grade), load_envelope(), Papers(job)
    pdf, sealed = PdfFile("Scan"), []
    panels = [(page, panel) for page, panel in job.panels() if panel.side == "sheet"][:most]
    for number, (page, panel) in enumerate(panels):
        rng = np.random.Generator(np.random.PCG64([seed, number, dpi, 7]))
        sight = draw_sight(noise, rng)
        slide = slides[number % len(slides)] if slides else _anywhere(rng)
        lies = _lies(envelope, panel.rect, slide)
        seen = _seen(papers, page, panel, envelope, lies, sight, dpi, rng)
        affine, width, height = geometry(envelope.width, envelope.height, sight, dpi, upside_down=upside_down)
        image = scanned(laid(seen, affine, dpi, width, height), sight, noise, dpi, rng)
        jpeg = encoded(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, sight.quality])
        at = add_image_page(pdf, jpeg, image.shape, dpi)
        shown = tuple(window.rect for window in envelope.windows)
        size = (image.shape[1], image.shape[0])
        sealed.append(Sealed(number, at, page.number, panel, lies, slide, shown, dpi, *size, affine, sight))
    return SealedJob(job, PrintFile("envelopes.pdf", pdf.finish()), tuple(sealed))


@cache
def _look() -> dict[str, Any]:
    return parse_toml(resource_bytes("training", "sealed.toml"))


def _anywhere(rng: np.random.Generator) -> SlideAt:
    return SlideAt(float(rng.random()), float(rng.random()), float(rng.uniform(-1, 1)))


def _lies(envelope: Envelope, panel: Rect, slide: SlideAt) -> Position:
    """Where an insert of this size lies; one that fits tightly keeps to the corner."""
    width, height = min(panel.width, envelope.width), min(panel.height, envelope.height)
    own = replace(envelope, insert_width=width, insert_height=height)
    degrees = slide.tilt * own.slide.tilt_deg
    play_x, play_y = position(own, 0.0, 0.0, degrees).play
    return position(own, slide.x * max(0.0, play_x), slide.y * max(0.0, play_y), degrees)


def _seen(
    papers: Papers,
    page: PrintedPage,
    panel: PrintedPanel,
    envelope: Envelope,
    lies: Position,
    sight: Sight,
    dpi: int,
    rng: np.random.Generator,
) -> Grey:
    """The envelope straight from above."""
    look, pixel = _look(), dpi / _MM
    print_ = papers.leaf(page.number, panel.rect, dpi)
    if panel.turned:
        print_ = np.ascontiguousarray(print_[::-1, ::-1])
    sheet = inked(print_, None, sight, dpi, rng, capture_grade("low"))
    size = (round(envelope.width * pixel), round(envelope.height * pixel))
    # A pixel's middle is at .5.
    moved = np.array([[lies.a, lies.c, lies.e * pixel], [lies.b, lies.d, lies.f * pixel]], np.float64)
    moved[:, 2] += moved[:, :2] @ (0.5, 0.5) - (0.5, 0.5)
    behind = cv2.warpAffine(
        sheet, moved, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=look["inside"]
    )
    opacity = float(rng.uniform(*look["film_opacity"]))
    haze = cv2.GaussianBlur(behind, (0, 0), max(0.05, look["film_haze_mm"] * pixel))
    film = haze * (1 - opacity) + look["film"] * opacity
    film = np.clip(film + _glare((size[1], size[0]), look["glare"], pixel, rng), 0, 1)
    out = np.full((size[1], size[0]), float(rng.uniform(*look["envelope"])), np.float32)
    for mark in look["artwork"]:
        _printed(out, mark, look["print"], pixel)
    for window in envelope.windows:
        x0, y0, x1, y1 = (round(value * pixel) for value in window.rect)
        out[y0:y1, x0:x1] = film[y0:y1, x0:x1]
        cv2.rectangle(out, (x0, y0), (x1 - 1, y1 - 1), float(out[0, 0]) - look["frame"], max(1, round(0.2 * pixel)))
    return out


def _printed(out: Grey, mark: dict[str, Any], ink: float, pixel: float) -> None:
    """One mark of the envelope's own print: words, or a frame where it says none."""
    x0, y0, x1, y1 = (round(value * pixel) for value in mark["rect"])
    thick, black = max(1, round(0.3 * pixel)), np.zeros(out.shape, np.uint8)
    if mark["words"]:
        scale = (y1 - y0) / 22  # this font's letters are about 22 pixels high at 1
        cv2.putText(black, mark["words"], (x0, y1), cv2.FONT_HERSHEY_SIMPLEX, scale, 255, thick, cv2.LINE_AA)
    else:
        cv2.rectangle(black, (x0, y0), (x1, y1), 255, thick, cv2.LINE_AA)
    out -= (out - np.float32(ink)) * (black.astype(np.float32) / 255)


def _glare(shape: tuple[int, int], most: float, pixel: float, rng: np.random.Generator) -> NDArray[np.float32]:
    """A soft bright streak across the film."""
    across = np.arange(shape[1], dtype=np.float32)[None, :] / pixel
    down = np.arange(shape[0], dtype=np.float32)[:, None] / pixel
    place, width = float(rng.uniform(0, shape[1] / pixel)), float(rng.uniform(4, 15))
    lean = float(rng.uniform(-0.6, 0.6))
    streak = np.exp(-((across + lean * down - place) ** 2) / (2 * width**2)) * most * float(rng.random())
    return np.asarray(streak, np.float32)
