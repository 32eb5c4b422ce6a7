"""Pages of a PDF as they are drawn, read in a limited child: characters with their ink, graphics, codes.

What the file says of its own text is only reported; each character comes with the outline that is drawn for it, and
with every reason why an eye would not find it: render mode, colour, opacity, size, place, ink that is not there.
"""

from typing import Any

import numpy as np
import pymupdf
from numpy.typing import NDArray

from app.proof.printed.code_image import read_code
from app.proof.printed.documents import open_document
from app.proof.printed.outlines import EmbeddedFont, GlyphShape
from app.proof.printed.seeing import DPI, Chars, Seeing, ink_above, ink_in

MM = 25.4 / 72
_PX = DPI / 25.4
_MOST_MM = 1500.0
_GAP_EM, _BACK_EM, _STEP_EM = 0.8, 0.5, 0.08
_SKIPPED = ("fill-text", "stroke-text", "ignore-text", "clip-text", "clip-stroke-text", "clip-path", "clip-stroke-path")
_FONTS: dict[tuple[str, int], EmbeddedFont] = {}
_MOST_FONTS = 400
_MOST_NAME = 31


def full_page(document: pymupdf.Document, path: str, number: int, places: list[list[Any]]) -> dict[str, Any]:
    """One page (0-based) of the file, or ``{"page": n, "unreadable": reason}``.

    ``places``: for each kind of page its size in mm and the codes on it: id, kind, rectangle, whether upside down.
    """
    try:
        return _Page(document, path, number).read(places)
    except MemoryError:
        raise
    except Exception:  # whatever the bytes of this page lead the library to
        return {"page": number, "unreadable": "broken"}


def read_pages(path: str, first: int, stop: int, places: list[list[Any]]) -> list[dict[str, Any]]:
    """These pages (0-based, half open) of the file, as :func:`full_page` tells them."""
    document = open_document(path)
    return [full_page(document, path, number, places) for number in range(first, stop)]


class _Page:
    def __init__(self, document: pymupdf.Document, path: str, number: int) -> None:
        self.document = document
        self.path = path
        self.number = number
        self.page = document[number]
        self.rotation = self.page.rotation
        self.width, self.height = self.page.rect.width, self.page.rect.height
        self.log: list[Any] = []

    def read(self, places: list[list[Any]]) -> dict[str, Any]:
        if max(self.width, self.height) * MM > _MOST_MM or min(self.width, self.height) <= 1:
            return {"page": self.number, "unreadable": "size"}
        spans = self.page.get_texttrace()
        self.log = self.page.get_bboxlog()
        chars = self._chars(spans)
        shapes = self._shapes(spans, chars)
        pixels = self.page.get_pixmap(dpi=DPI, colorspace=pymupdf.csGRAY, annots=False)
        grey = np.frombuffer(pixels.samples_mv, np.uint8).reshape(pixels.height, pixels.stride)[:, : pixels.width]
        ways = self._ways(spans)
        mirrored = self._mirrored(spans, chars, ways)
        total = ink_above(grey)
        hidden, doubts = self._seen(spans, chars, shapes, ways, total)
        runs, glyphs = self._runs(spans, chars, shapes, ways, hidden, doubts)
        graphics = self._graphics(total)
        found = {
            "page": self.number,
            "width": self.width * MM,
            "height": self.height * MM,
            "glyphs": glyphs,
            "runs": runs,
            "graphics": graphics,
            "notes": [_mm(annotation.rect) for annotation in (*self.page.annots(), *self.page.widgets())],
            "mirrored": mirrored,
        }
        if mirrored:
            _turn_over(found)
            grey = np.ascontiguousarray(grey[:, ::-1])
        found["codes"] = self._codes(grey, places, mirrored)
        return found

    def _chars(self, spans: list[dict[str, Any]]) -> Chars:
        chars = Chars(sum(len(span["chars"]) for span in spans))
        flat = [(at, *char) for at, span in enumerate(spans) for char in span["chars"]]
        if flat:
            chars.span[:] = [one[0] for one in flat]
            chars.code[:] = [one[1] for one in flat]
            chars.glyph[:] = [one[2] for one in flat]
            chars.at[:] = [one[3] for one in flat]
            chars.box[:] = [one[4] for one in flat]
        if self.rotation:
            turn = self.page.rotation_matrix
            linear = np.array([[turn.a, turn.b], [turn.c, turn.d]])
            moved = np.array([turn.e, turn.f])
            chars.at[:] = chars.at @ linear + moved
            corners = np.stack([chars.box[:, :2] @ linear + moved, chars.box[:, 2:] @ linear + moved])
            chars.box[:] = np.concatenate([corners.min(axis=0), corners.max(axis=0)], axis=1)
        return chars

    def _ways(self, spans: list[dict[str, Any]]) -> NDArray[np.float64]:
        """``(n, 2)``: reading direction of each span, as seen."""
        ways = np.array([span["dir"] for span in spans], float).reshape(len(spans), 2)
        if self.rotation and len(ways):
            turn = self.page.rotation_matrix
            ways = ways @ np.array([[turn.a, turn.b], [turn.c, turn.d]])
        return ways

    def _mirrored(self, spans: list[dict[str, Any]], chars: Chars, ways: NDArray[np.float64]) -> bool:
        """Whether the characters stand on the wrong side of their line."""
        if not len(chars.span):
            return False
        way = ways[chars.span]
        middle = (chars.box[:, :2] + chars.box[:, 2:]) / 2 - chars.at
        above = middle[:, 0] * way[:, 1] - middle[:, 1] * way[:, 0]
        return bool((above < 0).mean() > 0.5)

    def _shapes(self, spans: list[dict[str, Any]], chars: Chars) -> list[GlyphShape]:
        fonts = self._fonts()
        own = [fonts.get(_cut_name(span["font"])) for span in spans]
        none = EmbeddedFont(b"")
        known: dict[tuple[int, int], GlyphShape] = {}
        found = []
        for at in zip(chars.span.tolist(), chars.glyph.tolist(), strict=True):
            shape = known.get(at)
            if shape is None:
                shape = known[at] = (own[at[0]] or none).glyph(at[1])
            found.append(shape)
        return found

    def _fonts(self) -> dict[bytes, EmbeddedFont | None]:
        """The page's fonts by their name; ``None`` for a name that two different ones have."""
        found: dict[bytes, EmbeddedFont | None] = {}
        numbers: dict[bytes, int] = {}
        for number, _, _, full_name, *_ in self.page.get_fonts(full=True):
            name = _cut_name(full_name)
            if name in numbers and numbers[name] != number:
                found[name] = None
                continue
            numbers[name] = number
            key = (self.path, number)
            if key not in _FONTS:
                if len(_FONTS) >= _MOST_FONTS:
                    _FONTS.clear()
                _FONTS[key] = EmbeddedFont(self.document.extract_font(number)[3])
            found[name] = _FONTS[key]
        return found

    def _seen(
        self,
        spans: list[dict[str, Any]],
        chars: Chars,
        shapes: list[GlyphShape],
        ways: NDArray[np.float64],
        total: NDArray[Any],
    ) -> tuple[list[str], list[str]]:
        """For each character why it is not seen, and what is doubtful about it."""
        if not shapes:
            return [], []
        seeing = Seeing(spans, chars, shapes, ways, total)
        # The trace tells widths only; heights, which differ in squeezed text, are asked for where they matter.
        if seeing.doubtful:
            seeing.measure(self._heights(chars))
        return seeing.reasons(self.width, self.height)

    def _heights(self, chars: Chars) -> NDArray[np.float64]:
        """The height of the em of each character, 0 where it is not told."""
        told: dict[tuple[int, int], float] = {}
        for block in self.page.get_text("rawdict", flags=0)["blocks"]:
            for line in block["lines"]:
                for span in line["spans"]:
                    room = max(span["ascender"] - span["descender"], 0.01)
                    for char in span["chars"]:
                        x, y = char["origin"]
                        box = char["bbox"]
                        told[round(x * 4), round(y * 4)] = (box[3] - box[1]) / room
        keys = np.round(chars.at * 4).astype(int).tolist()
        return np.array([told.get((x, y), 0.0) for x, y in keys])

    def _runs(
        self,
        spans: list[dict[str, Any]],
        chars: Chars,
        shapes: list[GlyphShape],
        ways: NDArray[np.float64],
        hidden: list[str],
        doubts: list[str],
    ) -> tuple[list[list[Any]], list[list[Any]]]:
        table: dict[tuple[str, int], int] = {}
        indices = [
            table.setdefault((shape.shape, code), len(table))
            for shape, code in zip(shapes, chars.code.tolist(), strict=True)
        ]
        shaped = {shape.shape: shape.area > 0 for shape in shapes}
        glyphs = [[shape, code, shaped[shape]] for shape, code in table]
        if not shapes:
            return [], glyphs
        span, at, box = chars.span, chars.at * MM, chars.box * MM
        sizes, back = np.array([one["size"] for one in spans])[span], (ways[:, 0] < 0)[span]
        em = sizes * MM
        right = np.where(back, box[:, 0], box[:, 2])
        along = np.where(back[1:], -1.0, 1.0) * (at[1:, 0] - right[:-1])
        new = np.ones(len(span), bool)
        new[1:] = (span[1:] != span[:-1]) | (along <= -_BACK_EM * em[1:]) | (along >= _GAP_EM * em[1:])
        self._stepped(new, at[:, 1], em)
        starts = np.flatnonzero(new).tolist()
        lefts = np.round(at[:, 0], 3).tolist()
        runs = []
        for start, stop in zip(starts, [*starts[1:], len(span)], strict=True):
            head = [float(at[start, 1]), float(sizes[start]), bool(back[start]), float(right[stop - 1])]
            own = slice(start, stop)
            runs.append([*head, lefts[own], indices[own], hidden[own], doubts[own]])
        return runs, glyphs

    @staticmethod
    def _stepped(new: NDArray[np.bool_], y: NDArray[np.float64], em: NDArray[np.float64]) -> None:
        """A run begins, too, where a character leaves the baseline of the first one."""
        moved = np.flatnonzero(y[1:] != y[:-1]) + 1
        base = 0.0
        for at in np.union1d(np.flatnonzero(new), moved).tolist():
            if new[at] or abs(y[at] - base) > _STEP_EM * em[at]:
                new[at] = True
                base = y[at]

    def _seen_rect(self, box: Any) -> pymupdf.Rect:
        rect = pymupdf.Rect(box)
        return rect * self.page.rotation_matrix if self.rotation else rect

    def _graphics(self, total: NDArray[Any]) -> list[list[Any]]:
        """What is drawn that is no text, and how much of its area is inked, whoever did it."""
        own = [(kind, self._seen_rect(box)) for kind, box in self.log if kind not in _SKIPPED]
        if not own:
            return []
        corners = np.array([tuple(rect) for _, rect in own], float) * DPI / 72
        low, high = np.minimum(corners[:, :2], corners[:, 2:]), np.maximum(corners[:, :2], corners[:, 2:])
        share = ink_in(total, low, high) / np.maximum(np.prod(high - low + 1, axis=1), 1.0)
        return [[kind, *_mm(rect), round(float(ink), 4)] for (kind, rect), ink in zip(own, share, strict=True)]

    def _codes(self, grey: NDArray[np.uint8], places: list[list[Any]], mirrored: bool) -> list[list[Any]]:
        own: list[list[Any]] = next((codes for w, h, codes in places if self._size_is(w, h)), [])
        found = []
        for code_id, kind, x0, y0, x1, y1, turned in own:
            part = grey[
                max(round(y0 * _PX), 0) : max(round(y1 * _PX), 0), max(round(x0 * _PX), 0) : max(round(x1 * _PX), 0)
            ]
            read = read_code(kind, part, DPI, turned=turned)
            if read is None:
                continue
            if not read.text and kind != "customer":
                fine = self._fine((x0, y0, x1, y1), mirrored)
                read = read_code(kind, fine, DPI * 3, turned=turned) or read
            bounds = [x0 + read.rect.x0, y0 + read.rect.y0, x0 + read.rect.x1, y0 + read.rect.y1]
            found.append([code_id, read.text, *bounds, read.confidence])
        return found

    def _size_is(self, width: float, height: float) -> bool:
        return bool(abs(self.width * MM - width) < 1 and abs(self.height * MM - height) < 1)

    def _fine(self, box: tuple[float, ...], mirrored: bool) -> NDArray[np.uint8]:
        x0, y0, x1, y1 = (value / MM for value in box)
        if mirrored:
            x0, x1 = self.width - x1, self.width - x0
        pixels = self.page.get_pixmap(
            dpi=DPI * 3, colorspace=pymupdf.csGRAY, annots=False, clip=pymupdf.Rect(x0, y0, x1, y1)
        )
        grey = np.frombuffer(pixels.samples, np.uint8).reshape(pixels.height, pixels.stride)[:, : pixels.width]
        return np.ascontiguousarray(grey[:, ::-1]) if mirrored else grey


def _mm(rect: Any) -> list[float]:
    return [round(float(value) * MM, 3) for value in (rect.x0, rect.y0, rect.x1, rect.y1)]


def _turn_over(found: dict[str, Any]) -> None:
    """The page as it would be without the mirror."""
    width = found["width"]
    for run in found["runs"]:
        run[2] = not run[2]
        run[3] = width - run[3]
        run[4] = [round(width - x, 3) for x in run[4]]
    for graphic in found["graphics"]:
        graphic[1], graphic[3] = width - graphic[3], width - graphic[1]


def _cut_name(name: str) -> bytes:
    """As much of a font's name as MuPDF keeps of it with its text."""
    return name.encode("utf-8", "replace")[:_MOST_NAME]
