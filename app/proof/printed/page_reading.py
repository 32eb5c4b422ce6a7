"""Pages of a PDF as they are drawn, read in a limited child: characters with their ink, graphics, codes.

What the file says of its own text is only reported; each character comes with the outline that is drawn for it, and
with every reason why an eye would not find it: render mode, colour, opacity, size, place, ink that is not there.
"""

from collections.abc import Sequence
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np
import pymupdf
from numpy.typing import NDArray
from pymupdf import mupdf

from app.proof.printed.code_image import CodeInImage, read_code
from app.proof.printed.code_rooms import holds, is_picture
from app.proof.printed.code_spare import spare_ink
from app.proof.printed.documents import open_document
from app.proof.printed.drawing import Drawing
from app.proof.printed.outlines import EmbeddedFont
from app.proof.printed.page_wire import FLOAT, glyph_word, graphic_columns, turn_over
from app.proof.printed.seeing import DPI, Chars, Inked, Seeing, ink_above, ink_in, ink_near, pixels_around
from app.proof.printed.seen_before import (
    PageLook,
    SpanLook,
    TextLook,
    fresh,
    like,
    new_spans,
    pixels_of,
    remember,
    share_inked,
    text_told,
)
from app.sheet.model import Rect

MM = 25.4 / 72
_PX = DPI / 25.4
_MOST_MM = 1500.0
_GAP_EM, _BACK_EM, _STEP_EM = 0.8, 0.5, 0.08
_FONTS: dict[tuple[str, int], EmbeddedFont] = {}
_FONTS_OF: dict[tuple[str, str], dict[bytes, EmbeddedFont | None]] = {}
_MOST_FONTS = 400
_MOST_NAME = 31
_PALE = 250


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

    def read(self, places: list[list[Any]]) -> dict[str, Any]:
        if max(self.width, self.height) * MM > _MOST_MM or min(self.width, self.height) <= 1:
            return {"page": self.number, "unreadable": "size"}
        self.own = mupdf.pdf_page_from_fz_page(self.page.this).obj()
        annotated = not mupdf.pdf_is_null(mupdf.pdf_dict_gets(self.own, "Annots"))
        self.drawing = Drawing(self.page, annotated=annotated)
        spans = [span for span in self.drawing.text if span["chars"]]
        grey = self.drawing.grey(DPI)
        key = None if annotated or self.rotation else self._key(spans)
        seen = None if key is None else self._again(key, spans, grey, self._places(places))
        mirrored = False
        if seen is None:
            seen, mirrored = self._whole(key, spans, grey)
        found = {
            "page": self.number,
            "width": self.width * MM,
            "height": self.height * MM,
            **seen,
            "notes": [_mm(one.rect) for one in (*self.page.annots(), *self.page.widgets())] if annotated else [],
            "mirrored": mirrored,
        }
        if mirrored:
            turn_over(found)
            grey = np.ascontiguousarray(grey[:, ::-1])
        found["codes"] = self._codes(grey, places, mirrored)
        return found

    def _key(self, spans: list[dict[str, Any]]) -> tuple[Any, ...] | None:
        """Of pages that may be drawn alike; ``None`` where it is not plain which fonts a page has."""
        resources = mupdf.pdf_to_num(mupdf.pdf_dict_gets(self.own, "Resources"))
        if not resources:
            return None
        sizes = tuple([(span["font"], span["size"]) for span in spans])
        return self.path, resources, self.width, self.height, len(self.drawing.others), sizes

    def _whole(
        self, key: tuple[Any, ...] | None, spans: list[dict[str, Any]], grey: NDArray[np.uint8]
    ) -> tuple[dict[str, Any], bool]:
        """Text and graphics of the page, all of them looked at; and whether it is seen as in a mirror."""
        total = ink_above(grey)
        look = self._look(spans, partial(ink_in, total), grey.shape)
        boxes = self._boxes()
        low, high = boxes[:, :2] * DPI / 72, boxes[:, 2:] * DPI / 72
        shares = ink_in(total, low, high) / np.maximum(np.prod(high - low + 1, axis=1), 1.0)
        mirrored = 2 * sum(one.above for one in look.spans) > len(look.hidden)
        if key is not None and look.plain and not mirrored:
            others = self.drawing.others
            where = [pixels_of(box) for _, box in others]
            remember(key, PageLook(spans, look.spans, others, where, shares, grey.copy()))
        return {**text_told(look), **self._graphics(boxes, shares)}, mirrored

    def _again(
        self, key: tuple[Any, ...], spans: list[dict[str, Any]], grey: NDArray[np.uint8], codes: list[list[Any]]
    ) -> dict[str, Any] | None:
        """The same of a page that is like one before but for some text and ``codes``; ``None`` for any other one."""
        before = like(key)
        new = None if before is None else new_spans(before, spans)
        if before is None or new is None:
            return None
        looks, own = list(before.looks), self._near(spans, new, grey)
        boxes = [pixels_of([value / MM for value in code[2:6]]) for code in codes]
        boxes += [] if own is None else [one.box for one in own]
        due = None if own is None else fresh(before, grey, new, boxes, self.drawing.others)
        more = None if due is None else self._near(spans, due.spans, grey)
        if own is None or due is None or more is None:
            return None
        for at, one in zip((*new, *due.spans), (*own, *more), strict=True):
            looks[at] = one
        if 2 * sum(one.above for one in looks) > sum(len(one.glyphs) for one in looks):
            return None
        corners, shares = self._boxes(), before.shares.copy()
        for at in due.graphics:
            shares[at] = share_inked(grey, corners[at, :2] * DPI / 72, corners[at, 2:] * DPI / 72)
        return {**text_told(TextLook(looks)), **self._graphics(corners, shares)}

    def _near(
        self, spans: list[dict[str, Any]], numbers: Sequence[int], grey: NDArray[np.uint8]
    ) -> list[SpanLook] | None:
        """These spans, if nothing of them is hidden or doubtful."""
        if not numbers:
            return []
        look = self._look([spans[at] for at in numbers], partial(ink_near, grey), grey.shape)
        return look.spans if look.plain else None

    def _chars(self, spans: list[dict[str, Any]]) -> Chars:
        flat = [char for span in spans for char in span["chars"]]
        chars = Chars(len(flat))
        if flat:
            code, glyph, at, box = zip(*flat, strict=True)
            chars.span[:] = np.repeat(np.arange(len(spans)), [len(span["chars"]) for span in spans])
            chars.code[:], chars.glyph[:], chars.at[:], chars.box[:] = code, glyph, at, box
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

    @staticmethod
    def _above(chars: Chars, ways: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Whether each character stands on the wrong side of its line, as in a mirror."""
        way = ways[chars.span]
        middle = (chars.box[:, :2] + chars.box[:, 2:]) / 2 - chars.at
        return np.asarray(middle[:, 0] * way[:, 1] - middle[:, 1] * way[:, 0] < 0)

    def _look(self, spans: list[dict[str, Any]], inked: Inked, size: tuple[int, ...]) -> TextLook:
        """What the characters of these spans look like."""
        if not spans:
            return TextLook([])
        chars, ways = self._chars(spans), self._ways(spans)
        names = [span["font"] for span in spans]
        known = {name: at for at, name in enumerate(dict.fromkeys(names))}
        # A glyph is told once, with the font and the character that the file says it is.
        font = np.array([known[name] for name in names])[chars.span]
        keys = (font << 42) + (_between(chars.glyph, -1, 0xFFFFF) + 1 << 21) + _between(chars.code + 1, 0, 0x1FFFFF)
        _, first, indices = np.unique(keys, return_index=True, return_inverse=True)
        fonts = self._fonts()
        own, none = [fonts.get(_cut_name(name)) for name in known], EmbeddedFont(b"")
        numbers = zip(font[first].tolist(), chars.glyph[first].tolist(), strict=True)
        shapes = [(own[at] or none).glyph(number) for at, number in numbers]
        chars.area = np.array([shape.area for shape in shapes])[indices]
        chars.bounds = np.array([shape.bounds for shape in shapes])[indices]
        seeing = Seeing(spans, chars, ways, inked)
        # The trace tells widths only; heights, which differ in squeezed text, are asked for where they matter.
        doubtful = seeing.doubtful
        if doubtful:
            seeing.measure(self._heights(chars))
        hidden, doubts = seeing.reasons(self.width, self.height)
        shown = zip(shapes, chars.code[first].tolist(), strict=True)
        told = [glyph_word(shape.shape, code, inked=shape.area > 0) for shape, code in shown]
        glyphs = [told[at] for at in indices.tolist()]
        low, high = pixels_around(seeing.low * DPI / 72, seeing.high * DPI / 72, size[1], size[0])
        stops = np.cumsum([len(span["chars"]) for span in spans])
        starts = stops - [len(span["chars"]) for span in spans]
        boxes = np.concatenate([np.minimum.reduceat(low, starts), np.maximum.reduceat(high, starts)], axis=1).tolist()
        above = np.add.reduceat(self._above(chars, ways).astype(int), starts).tolist()
        lefts = np.round(chars.at[:, 0] * MM, 3).astype(FLOAT).tobytes()
        runs, of_spans = self._runs(spans, chars, ways)
        ends = np.cumsum(np.bincount(of_spans, minlength=len(spans))) * runs.itemsize * runs.shape[1]
        told_runs = runs.tobytes()
        begins = [0, *ends.tolist()]
        rows = zip(starts.tolist(), stops.tolist(), pairwise(begins), above, boxes, strict=True)
        looks = [
            SpanLook(lefts[8 * start : 8 * stop], glyphs[start:stop], told_runs[begin:end], over, tuple(box))
            for start, stop, (begin, end), over, box in rows
        ]
        return TextLook(looks, hidden, doubts, plain=not (doubtful or hidden.any() or doubts.any()))

    def _fonts(self) -> dict[bytes, EmbeddedFont | None]:
        """The page's fonts by their name; ``None`` for a name that two different ones have."""
        kind, text = self.document.xref_get_key(self.page.xref, "Resources")
        key = (self.path, text)
        found = _FONTS_OF.get(key)
        if found is None:
            found = self._named()
            if kind in ("xref", "dict"):  # and not those of a page tree
                if len(_FONTS_OF) >= _MOST_FONTS:
                    _FONTS_OF.clear()
                _FONTS_OF[key] = found
        return found

    def _named(self) -> dict[bytes, EmbeddedFont | None]:
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
        self, spans: list[dict[str, Any]], chars: Chars, ways: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
        """``(n, 5)``: baseline, size, whether upside down, right end and number of characters; and the span of each."""
        span, at, box = chars.span, chars.at * MM, chars.box * MM
        sizes, back = np.array([one["size"] for one in spans])[span], (ways[:, 0] < 0)[span]
        em = sizes * MM
        right = np.where(back, box[:, 0], box[:, 2])
        along = np.where(back[1:], -1.0, 1.0) * (at[1:, 0] - right[:-1])
        new = np.ones(len(span), bool)
        new[1:] = (span[1:] != span[:-1]) | (along <= -_BACK_EM * em[1:]) | (along >= _GAP_EM * em[1:])
        self._stepped(new, at[:, 1], em)
        starts = np.flatnonzero(new)
        stops = np.append(starts[1:], len(span))
        columns = (at[starts, 1], sizes[starts], back[starts], right[stops - 1], stops - starts)
        return np.stack(columns, axis=1).astype(FLOAT), span[starts]

    @staticmethod
    def _stepped(new: NDArray[np.bool_], y: NDArray[np.float64], em: NDArray[np.float64]) -> None:
        """A run begins, too, where a character leaves the baseline of the first one."""
        moved = np.flatnonzero(y[1:] != y[:-1]) + 1
        base = 0.0
        for at in np.union1d(np.flatnonzero(new), moved).tolist():
            if new[at] or abs(y[at] - base) > _STEP_EM * em[at]:
                new[at] = True
                base = y[at]

    def _boxes(self) -> NDArray[np.float64]:
        """``(n, 4)``: bounds of what is drawn that is no text (points, as seen)."""
        corners = np.array([box for _, box in self.drawing.others], float).reshape(-1, 4)
        if self.rotation:
            turned = [pymupdf.Rect(box) * self.page.rotation_matrix for _, box in self.drawing.others]
            corners = np.array([tuple(rect) for rect in turned], float).reshape(-1, 4)
        return np.concatenate(
            [np.minimum(corners[:, :2], corners[:, 2:]), np.maximum(corners[:, :2], corners[:, 2:])], axis=1
        )

    def _graphics(self, boxes: NDArray[np.float64], shares: NDArray[np.float64]) -> dict[str, Any]:
        """What is drawn that is no text, and how much of its area is inked, whoever did it."""
        columns = np.column_stack([np.round(boxes * MM, 3), np.round(shares, 4)])
        return graphic_columns([kind for kind, _ in self.drawing.others], columns)

    def _codes(self, grey: NDArray[np.uint8], places: list[list[Any]], mirrored: bool) -> list[list[Any]]:
        found = []
        known: dict[tuple[Any, ...], tuple[float, CodeInImage | None]] = {}
        for code_id, kind, x0, y0, x1, y1, turned in self._places(places):
            key = (code_id, kind, turned, x0, y0, x1)
            foot, read = known.get(key, (0.0, None))
            if kind != "customer" or key not in known or not _blank(grey, x0, min(foot, y1), x1, max(foot, y1)):
                read = read_code(kind, _part(grey, x0, y0, x1, y1), DPI, turned=turned)
            known[key] = y1, read  # both schemes have places for it; often one is only higher
            if read is None:
                continue
            if not read.text and kind != "customer":
                fine = self._fine((x0, y0, x1, y1), mirrored)
                read = read_code(kind, fine, DPI * 3, turned=turned) or read
            rect = read.rect.moved(x0, y0)
            spare = [] if mirrored or not read.text else self._spare(kind, grey, rect, Rect(x0, y0, x1, y1))
            found.append([code_id, read.text, *rect, read.confidence, spare])
        return found

    def _spare(self, kind: str, grey: NDArray[np.uint8], code: Rect, room: Rect) -> list[list[float]]:
        """Ink in a code, and in pictures of its room that show it, that is none of it."""
        pictures, texts = list[Rect](), list[Rect]()
        if any(is_picture(one) for one, _ in self.drawing.others):
            boxes = [Rect(*box) for box in (self._boxes() * MM).tolist()]
            kinds = [one for one, _ in self.drawing.others]
            pictures = [
                box
                for one, box in zip(kinds, boxes, strict=True)
                if is_picture(one) and holds(box, code) and holds(room.grown(1.0), box)
            ]
        if pictures and not self.rotation:
            texts = [Rect(*[value * MM for value in span["bbox"]]) for span in self.drawing.text]
        return [list(one) for one in spare_ink(kind, grey, DPI, code, pictures, texts)]

    def _places(self, places: list[list[Any]]) -> list[list[Any]]:
        """Those of codes of pages of this size."""
        return next((codes for w, h, codes in places if self._size_is(w, h)), [])

    def _size_is(self, width: float, height: float) -> bool:
        return bool(abs(self.width * MM - width) < 1 and abs(self.height * MM - height) < 1)

    def _fine(self, box: tuple[float, ...], mirrored: bool) -> NDArray[np.uint8]:
        x0, y0, x1, y1 = (value / MM for value in box)
        if mirrored:
            x0, x1 = self.width - x1, self.width - x0
        grey = self.drawing.part(DPI * 3, pymupdf.Rect(x0, y0, x1, y1))
        return np.ascontiguousarray(grey[:, ::-1]) if mirrored else grey


def _part(grey: NDArray[np.uint8], x0: float, y0: float, x1: float, y1: float) -> NDArray[np.uint8]:
    """A rectangle (mm) of a page."""
    return grey[max(round(y0 * _PX), 0) : max(round(y1 * _PX), 0), max(round(x0 * _PX), 0) : max(round(x1 * _PX), 0)]


def _blank(grey: NDArray[np.uint8], x0: float, y0: float, x1: float, y1: float) -> bool:
    """Whether there is no ink at all."""
    part = _part(grey, x0, y0, x1, y1)
    return part.size == 0 or int(part.min()) >= _PALE


def _mm(rect: Any) -> list[float]:
    return [round(float(value) * MM, 3) for value in (rect.x0, rect.y0, rect.x1, rect.y1)]


def _between(values: NDArray[np.int64], low: int, high: int) -> NDArray[np.int64]:
    return np.minimum(np.maximum(values, low), high)


def _cut_name(name: str) -> bytes:
    """As much of a font's name as MuPDF keeps of it with its text."""
    return name.encode("utf-8", "replace")[:_MOST_NAME]
