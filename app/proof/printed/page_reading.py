"""Pages of a PDF as they are drawn, read in a limited child: characters with their ink, graphics, codes.

What the file says of its own text is only reported; each character comes with the outline that is drawn for it, and
with every reason why an eye would not find it: render mode, colour, opacity, size, place, ink that is not there.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
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
from app.proof.printed.looking import MM, Looking, Turn, cut_name
from app.proof.printed.page_fonts import begin_anew, fonts_of, met
from app.proof.printed.page_wire import INT, graphic_columns, turn_over
from app.proof.printed.same_stream import (
    Change,
    Kept,
    StreamLook,
    bands,
    change_of,
    graphics_at,
    same_but_in,
    spans_at,
    stream_look,
    within,
)
from app.proof.printed.seeing import DPI, ink_above, ink_in, ink_near, pixels_around
from app.proof.printed.seen_before import (
    MARK,
    Fresh,
    PageLook,
    SpanLook,
    TextLook,
    due_in,
    forget,
    fresh,
    keepable,
    like,
    new_spans,
    page_look,
    pixels_of,
    remember,
    share_inked,
    text_told,
)
from app.proof.printed.skeleton import Cut, Cutter
from app.proof.printed.streams import read_stream
from app.sheet.model import Rect

_PX = DPI / 25.4
_MOST_MM = 1500.0
_streams, _cutter = Kept(), Cutter()
_PALE = 250


def full_page(document: pymupdf.Document, path: str, number: int, places: list[list[Any]]) -> dict[str, Any]:
    """One page (0-based) of the file, or ``{"page": n, "unreadable": reason}``.

    ``places``: for each kind of page its size in mm and the codes on it: id, kind, rectangle, whether upside down.
    """
    if met.table.full:
        begin_anew()
        forget()
        _streams.clear()
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


def read_several(path: str, first: int, kinds: list[int], places: list[list[list[Any]]]) -> list[dict[str, Any]]:
    """The same of pages from ``first`` on, of each of which those of the ``places`` are meant that ``kinds`` says."""
    document = open_document(path)
    return [full_page(document, path, number, places[kind]) for number, kind in enumerate(kinds, first)]


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
        turn = None
        if self.rotation:
            own = self.page.rotation_matrix
            turn = Turn(np.array([[own.a, own.b], [own.c, own.d]]), np.array([own.e, own.f]))
        table, self.fonts = met.table, fonts_of(self.document, self.path, self.page)
        self.looking = Looking(table, self.fonts, met.none, self.width, self.height, turn, self._heights)
        stream = None if annotated or self.rotation else self._stream()
        before = None if stream is None else _streams.of(stream[0])
        if stream is not None and before is not None:
            with self._redrawn(before, stream[1]) as told:
                if told is not None:
                    return self._told(told, annotated, before.look.paper.grey, places, mirrored=False)
        spans = [span for span in self.drawing.text if span["chars"]]
        grey = self.drawing.grey(DPI)
        key = None if annotated or self.rotation else self._key(spans)
        known = stream is None or stream[0] in _streams
        seen = None if key is None or not known else self._again(key, spans, grey, self._places(places))
        mirrored = False
        if seen is None:
            seen, mirrored, look = self._whole(key, spans, grey)
            if stream is not None and not known:
                _streams.keep(stream[0], None if look is None else stream_look(look, stream[1], self.height))
        return self._told(seen, annotated, grey, places, mirrored=mirrored)

    def _told(
        self,
        seen: dict[str, Any],
        annotated: bool,
        grey: NDArray[np.uint8],
        places: list[list[Any]],
        *,
        mirrored: bool,
    ) -> dict[str, Any]:
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

    def _stream(self) -> tuple[Any, Cut] | None:
        """What is the same of all pages that are drawn alike but for some text and codes, and the stream cut up."""
        text, stream = read_stream(self.document, self.path, self.number)
        cut = _cutter.cut(stream) if text else None
        if cut is None:
            return None
        repaired = bool(self.document.is_repaired)
        return (self.path, repaired, text, tuple([piece.fixed for piece in cut.pieces])), cut

    @contextmanager
    def _redrawn(self, before: StreamLook, cut: Cut) -> Iterator[dict[str, Any] | None]:
        """The page as it is told, its pixels in the place of those of the page before; ``None`` for one to be looked at
        whole.
        """
        change = change_of(before, cut)
        if change is None:
            yield None
            return
        grey, rows = before.look.paper.grey, change.rows
        kept = [grey[first:stop].copy() for first, stop in rows]
        try:
            yield self._changed(before, change, kept)
        finally:
            for (first, stop), own in zip(rows, kept, strict=True):
                grey[first:stop] = own

    def _changed(self, before: StreamLook, change: Change, kept: Sequence[NDArray[np.uint8]]) -> dict[str, Any] | None:
        """The page as it is told if the change is all that is new about it. ``kept``: the rows as they were."""
        look, rows = before.look, change.rows
        own = spans_at(change, self.drawing.text_in(bands(rows)) if change.spans else [])
        graphics = graphics_at(change, self.drawing.others_in(change.bounds))
        if own is None or graphics is None or any(self.fonts.get(cut_name(span["font"])) is None for span in own):
            return None
        self.drawing.redraw(DPI, look.paper, rows)
        grey, spans, others = look.paper.grey, list(look.spans), list(look.others)
        for at, span in zip(change.spans, own, strict=True):
            spans[at] = span
        changed = [before.at[at] for at in change.bars]
        for at, graphic in zip(changed, graphics, strict=True):
            others[at] = graphic
        near = self._near(spans, change.spans, grey)
        if near is None or not all(within(rows, one.box) and self._known(one) for one in near):
            return None
        regions = [one.box for one in (*near, *[look.looks[at] for at in change.spans])]
        regions += [pixels_of(of[at][1]) for at in changed for of in (others, look.others)]
        for (first, stop), was in zip(rows, kept, strict=True):
            if not same_but_in(grey[first:stop], was, first, regions):
                return None
        due = due_in(look, regions, change.spans, changed, others)
        more = self._near(spans, due.spans, grey)
        if more is None:
            return None
        self.drawing.text, self.drawing.others = spans, others
        fresh_looks = dict(zip((*change.spans, *due.spans), (*near, *more), strict=True))
        return self._alike(look, fresh_looks, due, grey)

    def _known(self, look: SpanLook) -> bool:
        """Whether the outline of every glyph is known: then nothing is drawn beside it."""
        words = met.table.words
        return not any(words[at].startswith("/") for at in set(np.frombuffer(look.marks, INT).tolist()))

    def _key(self, spans: list[dict[str, Any]]) -> tuple[Any, ...] | None:
        """Of pages that may be drawn alike; ``None`` where it is not plain which fonts a page has."""
        resources = mupdf.pdf_to_num(mupdf.pdf_dict_gets(self.own, "Resources"))
        if not resources:
            return None
        sizes = tuple([(span["font"], span["size"]) for span in spans])
        return self.path, resources, self.width, self.height, len(self.drawing.others), sizes

    def _whole(
        self, key: tuple[Any, ...] | None, spans: list[dict[str, Any]], grey: NDArray[np.uint8]
    ) -> tuple[dict[str, Any], bool, PageLook | None]:
        """Text and graphics of the page, all of them looked at; whether it is seen as in a mirror; and how it is kept
        for others that may be like it.
        """
        total = ink_above(grey)
        look = self.looking.look(spans, partial(ink_in, total), grey.shape)
        boxes = self._boxes()
        low, high = boxes[:, :2] * DPI / 72, boxes[:, 2:] * DPI / 72
        inked = ink_in(total, *pixels_around(low, high, grey.shape[1], grey.shape[0]))
        shares = inked / np.maximum(np.prod(high - low + 1, axis=1), 1.0)
        mirrored = 2 * sum(one.above for one in look.spans) > len(look.hidden)
        kept = None
        if key is not None and look.plain and not mirrored and keepable(grey):
            kept = page_look(spans, look.spans, self.drawing.others, shares, grey)
            remember(key, kept)
        return {**text_told(look, met.table.words), **self._graphics(boxes, shares)}, mirrored, kept

    def _again(
        self, key: tuple[Any, ...], spans: list[dict[str, Any]], grey: NDArray[np.uint8], codes: list[list[Any]]
    ) -> dict[str, Any] | None:
        """The same of a page that is like one before but for some text and ``codes``; ``None`` for any other one."""
        before = like(key)
        new = None if before is None else new_spans(before, spans)
        if before is None or new is None:
            return None
        own = self._near(spans, new, grey)
        if own is None:
            return None
        boxes = [pixels_of([value / MM for value in code[2:6]]) for code in codes]
        due = fresh(before, grey, new, [*boxes, *(one.box for one in own)], self.drawing.others)
        more = None if due is None else self._near(spans, due.spans, grey)
        if due is None or more is None:
            return None
        fresh_looks = dict(zip((*new, *due.spans), (*own, *more), strict=True))
        return self._alike(before, fresh_looks, due, grey)

    def _alike(
        self, before: PageLook, new: Mapping[int, SpanLook], due: Fresh, grey: NDArray[np.uint8]
    ) -> dict[str, Any] | None:
        """A page that looks like one before but for these spans and the graphics that are due; ``None`` if that is no
        page that is not seen as in a mirror.
        """
        looks = list(before.looks)
        for at, one in new.items():
            looks[at] = one
        if 2 * sum([one.above for one in looks]) > sum([len(one.marks) for one in looks]) // MARK:
            return None
        corners, shares = self._boxes(), before.shares
        if due.graphics:
            shares = shares.copy()
            for at in due.graphics:
                shares[at] = share_inked(grey, corners[at, :2] * DPI / 72, corners[at, 2:] * DPI / 72)
        return {**text_told(TextLook(looks), met.table.words), **self._graphics(corners, shares)}

    def _near(
        self, spans: list[dict[str, Any]], numbers: Sequence[int], grey: NDArray[np.uint8]
    ) -> list[SpanLook] | None:
        """These spans, if nothing of them is hidden or doubtful."""
        if not numbers:
            return []
        look = self.looking.look([spans[at] for at in numbers], partial(ink_near, grey), grey.shape)
        return look.spans if look.plain else None

    def _heights(self, places: NDArray[np.float64]) -> NDArray[np.float64]:
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
        keys = np.round(places * 4).astype(int).tolist()
        return np.array([told.get((x, y), 0.0) for x, y in keys])

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
