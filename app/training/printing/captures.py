"""Captures of a printed job: its pages on paper, laid on a scanner, with the truth about where everything lies."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import cv2
import numpy as np
import pymupdf
from numpy.typing import NDArray

from app.errors import KenpanError
from app.progress import Progress, no_progress
from app.sheet.draw import unsnapped
from app.sheet.model import Rect
from app.sheet.mupdf_lock import MUPDF
from app.training.printing.model import PrintedJob, PrintedPage, PrintFile
from app.training.printing.pdf import PdfFile
from app.training.printing.scanner import (
    Affine,
    Grade,
    Grey,
    Sight,
    capture_grade,
    draw_sight,
    folded,
    geometry,
    inked,
    laid,
    scanned,
)

Form = Literal["pdf", "tiff", "png"]
DPI = (100, 600)
_STAGE = "取り込み画像の作成"
_MM = 25.4
_KEPT = 4
_FOLDED_FROM_MM = 150.0
"""Paper higher than this goes into the envelope folded in the middle."""


@dataclass(frozen=True, slots=True)
class Captured:
    """One capture: a piece of paper cut from a page of the job. ``affine``: millimetres of that page to pixels.

    ``leaf``: the cut paper on the page (mm). ``file``, ``file_page``: where the image is.
    """

    number: int
    file: str
    file_page: int
    page: int
    leaf: Rect
    dpi: int
    width: int
    height: int
    affine: Affine
    sight: Sight
    upside_down: bool

    def box(self, rect: Rect) -> tuple[float, float, float, float]:
        """Bounds in pixels of a rectangle of the page (mm)."""
        corners = [self.affine.pixel(x, y) for x in (rect.x0, rect.x1) for y in (rect.y0, rect.y1)]
        us, vs = zip(*corners, strict=True)
        return min(us), min(vs), max(us), max(vs)


@dataclass(frozen=True, slots=True)
class CapturedJob:
    """Captures of a job and the files that hold them."""

    job: PrintedJob
    grade: str
    dpi: int
    files: tuple[PrintFile, ...]
    captures: tuple[Captured, ...]
    images: tuple[NDArray[np.uint8], ...] = field(default=(), repr=False)
    """The images before compression, if they were asked for."""


def permitted_dpi(dpi: int) -> None:
    """``KenpanError`` ``capture.dpi`` for what no scanner of paper is set to."""
    if not DPI[0] <= dpi <= DPI[1]:
        what = f"{dpi} dpi では取り込めません。"
        raise KenpanError("capture.dpi", what, f"{DPI[0]}〜{DPI[1]} dpi の範囲で指定してください。")


def capture_job(
    job: PrintedJob,
    *,
    dpi: int = 300,
    grade: str = "mid",
    seed: int = 1,
    form: Form = "pdf",
    pages: Sequence[int] | None = None,
    upside_down: bool = False,
    keep_images: bool = False,
    progress: Progress = no_progress,
) -> CapturedJob:
    """Captures of these pages of the job (``None``: all), the cut papers of an imposed page one by one.

    ``form``: one PDF of JPEG images, one TIFF, or a PNG each. ``upside_down``: laid on the glass the wrong way round.
    Raises ``KenpanError`` ``capture.grade``, ``capture.dpi``. The same arguments give the same images.
    """
    permitted_dpi(dpi)
    noise = capture_grade(grade)
    papers = Papers(job)
    wanted = [page for page in job.pages if pages is None or page.number in pages]
    cut = [(page, leaf) for page in wanted for leaf in page.leaves]
    book = _Book(form, dpi)
    captures, images = [], []
    for number, (page, leaf) in enumerate(cut):
        progress(_STAGE, number, len(cut))
        rng = np.random.Generator(np.random.PCG64([seed, number, dpi]))
        sight = draw_sight(noise, rng)
        shot = _Shot(page, leaf, dpi, noise, sight, upside_down)
        image, affine = shot.take(papers, rng)
        place = book.add(image, sight.quality)
        height, width = image.shape
        captures.append(Captured(number, *place, page.number, leaf, dpi, width, height, affine, sight, upside_down))
        images += [image] if keep_images else []
    progress(_STAGE, len(cut), len(cut))
    return CapturedJob(job, grade, dpi, book.finish(), tuple(captures), tuple(images))


class Papers:
    """The pages of a job as pictures of their print."""

    def __init__(self, job: PrintedJob) -> None:
        self._job = job
        with MUPDF:
            self._documents = {file.name: pymupdf.open(stream=file.data, filetype="pdf") for file in job.files}
        self._behind = _behind(job)
        self._kept: dict[tuple[int, Rect, float], Grey] = {}

    def leaf(self, number: int, leaf: Rect, dpi: float) -> Grey:
        """A cut piece of a page, 0 black to 1 white; the latest are kept."""
        # Not by `lru_cache`: an object that holds what holds it keeps hundreds of megabytes until somebody cleans up.
        key = (number, leaf, dpi)
        if key not in self._kept:
            if len(self._kept) >= _KEPT:
                del self._kept[next(iter(self._kept))]
            self._kept[key] = self._leaf(number, leaf, dpi)
        return self._kept[key]

    def _leaf(self, number: int, leaf: Rect, dpi: float) -> Grey:
        page = self._job.pages[number]
        clip = pymupdf.Rect(*(value * 72 / _MM for value in leaf))
        size = (round(leaf.width * dpi / _MM), round(leaf.height * dpi / _MM))
        with MUPDF:
            sheet: Any = self._documents[page.file_name][page.file_page]
            pixels = sheet.get_pixmap(matrix=unsnapped(dpi), clip=clip, colorspace=pymupdf.csGRAY)
            samples = np.frombuffer(pixels.samples, np.uint8).reshape(pixels.height, pixels.stride)
            shift_x, shift_y = clip.x0 * dpi / 72 - pixels.x, clip.y0 * dpi / 72 - pixels.y
            grey = samples[:, : pixels.width].astype(np.float32) / 255
        # A page begins between two pixels; the picture begins with the page.
        matrix = np.array([[1, 0, -shift_x], [0, 1, -shift_y]], np.float64)
        moved = cv2.warpAffine(
            grey, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=1.0
        )
        return np.asarray(moved, np.float32)

    def behind(self, page: PrintedPage, leaf: Rect, dpi: float) -> Grey | None:
        """What is printed behind this piece, as it shows through: left and right exchanged."""
        own = next((panel for panel in page.panels if _inside(panel.rect, leaf)), None)
        if own is None:
            return None
        other = self._behind.get((page.number, own.file, own.record))
        if other is None:
            return None
        back = self.leaf(*other, dpi)[:, ::-1]
        front = self.leaf(page.number, leaf, dpi)
        return np.ascontiguousarray(back) if back.shape == front.shape else None


def _behind(job: PrintedJob) -> dict[tuple[int, str, int], tuple[int, Rect]]:
    """Page and record → the other side of the same paper: the front's is the back's and the other way round."""
    sides: dict[tuple[str, int, bool], tuple[int, Rect]] = {}
    for page in job.pages:
        for leaf in page.leaves:
            for panel in page.panels:
                if _inside(panel.rect, leaf):
                    sides.setdefault((panel.file, panel.record, panel.side == "back"), (page.number, leaf))
    return {
        (number, file, record): sides[file, record, not is_back]
        for (file, record, is_back), (number, _) in sides.items()
        if (file, record, not is_back) in sides
    }


def _inside(rect: Rect, leaf: Rect) -> bool:
    outer = leaf.grown(0.5)
    return outer.x0 <= rect.x0 and rect.x1 <= outer.x1 and outer.y0 <= rect.y0 and rect.y1 <= outer.y1


@dataclass(frozen=True, slots=True)
class _Shot:
    """One piece of paper under the scanner."""

    page: PrintedPage
    leaf: Rect
    dpi: int
    grade: Grade
    sight: Sight
    upside_down: bool

    def take(self, papers: Papers, rng: np.random.Generator) -> tuple[NDArray[np.uint8], Affine]:
        """The image and where the page lies in it."""
        print_ = papers.leaf(self.page.number, self.leaf, self.dpi)
        back = papers.behind(self.page, self.leaf, self.dpi)
        paper = inked(print_, back, self.sight, self.dpi, rng, self.grade)
        if self.leaf.height > _FOLDED_FROM_MM:
            paper = folded(paper, self.leaf.height / 2, self.sight, self.dpi)
        affine, width, height = geometry(
            self.leaf.width, self.leaf.height, self.sight, self.dpi, upside_down=self.upside_down
        )
        image = scanned(laid(paper, affine, self.dpi, width, height), self.sight, self.grade, self.dpi, rng)
        a, b, c, d, e, f = affine
        x, y = self.leaf.x0, self.leaf.y0
        return image, Affine(a, b, c - a * x - b * y, d, e, f - d * x - e * y)


class _Book:
    """Puts images into files of one form."""

    def __init__(self, form: Form, dpi: int) -> None:
        self._form = form
        self._dpi = dpi
        self._pdf = PdfFile("Scan")
        self._images: list[NDArray[np.uint8]] = []
        self._files: list[PrintFile] = []

    def add(self, image: NDArray[np.uint8], quality: int) -> tuple[str, int]:
        """Name of the file and page there."""
        jpeg = encoded(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])
        if self._form == "pdf":
            return "captures.pdf", add_image_page(self._pdf, jpeg, image.shape, self._dpi)
        read = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_GRAYSCALE)
        self._images.append(np.asarray(read, np.uint8))
        if self._form == "tiff":
            return "captures.tif", len(self._images) - 1
        name = f"capture_{len(self._images) - 1:05}.png"
        self._files.append(PrintFile(name, encoded(".png", self._images[-1], [])))
        return name, 0

    def finish(self) -> tuple[PrintFile, ...]:
        """The files."""
        if self._form == "pdf":
            return (PrintFile("captures.pdf", self._pdf.finish()),)
        if self._form == "png":
            return tuple(self._files)
        settings = [cv2.IMWRITE_TIFF_XDPI, self._dpi, cv2.IMWRITE_TIFF_YDPI, self._dpi, cv2.IMWRITE_TIFF_RESUNIT, 2]
        done, data = cv2.imencodemulti(".tif", self._images, settings)
        if not done:
            raise ValueError("no TIFF of these images")
        return (PrintFile("captures.tif", bytes(data)),)


def encoded(suffix: str, image: NDArray[np.uint8], settings: Sequence[int]) -> bytes:
    """An image as a file of this kind."""
    done, data = cv2.imencode(suffix, image, list(settings))
    if not done:
        raise ValueError(f"no {suffix} of this image")
    return bytes(data)


def add_image_page(pdf: PdfFile, jpeg: bytes, shape: tuple[int, ...], dpi: int) -> int:
    """A page that is one grey picture; its number."""
    height, width = shape[:2]
    entries = f"/Type/XObject/Subtype/Image/Width {width}/Height {height}/ColorSpace/DeviceGray/BitsPerComponent 8"
    image = pdf.stream(jpeg, f"{entries}/Filter/DCTDecode", deflate=False)
    w, h = width * 72 / dpi, height * 72 / dpi
    contents = pdf.stream(f"q {w:.3f} 0 0 {h:.3f} 0 0 cm /I Do Q".encode("ascii"))
    pdf.page(w, h, f"/Resources<</XObject<</I {image} 0 R>>>>/Contents {contents} 0 R")
    return pdf.page_count - 1
