"""Sides of paper as a print has them: what a capture of foreign paper is judged by.

A measured form says what stands where, the print how each glyph is set; what must stand there is still the record's.
"""

from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import cv2
import numpy as np

from app.confined.children import Children
from app.confined.limits import Limits, NotReadError
from app.errors import KenpanError
from app.notice.items import BARCODE_ID, SCHEME_OF
from app.notice.model import Side
from app.proof.captures.cut_paper import SIZE_MM, LaidPaper, cut, is_imposed, papers
from app.proof.captures.model import Box, Bytes, CodePlace, PaperSide
from app.proof.captures.print_page import GLYPHS, MARKS, PAPER
from app.proof.compared.pictures import Painter, bars_of
from app.proof.compared.shown_page import ASCENT, Cell, ShownCode, ShownPage, ShownSide, shown_page
from app.proof.printed.basis import form_hash
from app.proof.printed.columns import Columns
from app.proof.printed.comparison import Comparison
from app.proof.printed.expected import Expectation, code_text
from app.proof.printed.glyph_ledger import GlyphLedger
from app.proof.printed.matching import Matcher
from app.proof.printed.model import Notice, ReadPage
from app.proof.printed.reading import READ, NoPageError, code_places, page_of
from app.proof.printed.whole import described
from app.records.layouts import Scheme
from app.sheet.fonts import FontSet
from app.sheet.form_model import EM_MM_PER_PT, MEASURED, Form
from app.sheet.measured_form import MeasuredForm
from app.sheet.model import PlacedBars, PlacedChar, Rect, Sheet
from app.sheet.mupdf_lock import MUPDF
from app.sheet.paper import Spot

LIMITS = Limits(memory_mb=1536, cpu_s=30, wall_s=60.0, result_mb=96, tasks=400)
_SAME_MM = 0.2
_KEPT, _MOST_PAGES = 16, 8
_WHITE = 255


class _Glyph(NamedTuple):
    """How a character is set on its page (mm)."""

    x: float
    y: float
    width: float
    em: float
    ink: float
    turned: bool
    font: str


def _glyph(row: Sequence[Any]) -> _Glyph:
    x, y, width, em, ink = map(float, row[:5])
    return _Glyph(x, y, width, em, ink, bool(row[5]), str(row[6]))


class _Leaf(NamedTuple):
    """A piece of paper on a page of the print: ``path`` and ``page`` there, where it lies, and what stands on it."""

    path: Path
    page: int
    rect: Rect
    shown: ShownPage
    sides: tuple[ShownSide, ...]


class PrintSides:
    """Expected sides and their pictures, from the pages of a print that was compared. :meth:`close` ends its child.

    ``forms``: for each scheme what a judge has to know of its paper.
    """

    def __init__(
        self,
        files: Sequence[Path],
        measured: MeasuredForm,
        drafts: Mapping[int, Form],
        expectation: Expectation,
        fonts: FontSet,
        places: Mapping[Notice, set[int]],
    ) -> None:
        """``places``: on which pages each notice that was found equal is; ``drafts``: the program's own forms.

        ``KenpanError`` ``print.form`` where the pages of a piece are not one size of paper, ``print.none`` without
        pages.
        """
        self.fonts = fonts
        self.places = places
        self._measured, self._expectation = measured, expectation
        self._ledger = GlyphLedger(fonts, measured.glyphs)
        self._matcher = Matcher(measured, expectation, self._ledger, tuple(places))
        self._children = Children(1, LIMITS)
        counts = [described(self._children, file, Comparison()) for file in files]
        self._pages = [(file, page) for file, count in zip(files, counts, strict=True) for page in range(count)]
        self._leaves: OrderedDict[tuple[Notice, int], _Leaf] = OrderedDict()
        self._pictures: OrderedDict[tuple[str, int, int, tuple[int, int]], Bytes] = OrderedDict()
        self._bare: dict[tuple[str, int, int], Bytes] = {}
        self._texts: dict[str, Notice] = {}
        self._painter = Painter(fonts)
        self._roles: dict[str, str] = {}
        self._glyphs: OrderedDict[tuple[Path, int], list[_Glyph]] = OrderedDict()
        self._specimens: dict[tuple[str, int], _Leaf] = {}
        self._marks = self._marks_for_cutting()
        self.forms = {form.name: form for form in (self._form(draft) for draft in drafts.values()) if form is not None}
        if not self.forms:
            self.close()
            raise KenpanError("print.none", "印刷データに、判定に使える頁がありません。", "印刷照合をしてください。")

    def close(self) -> None:
        """Nothing more can be asked."""
        self._children.stop()
        self._children.__exit__(None, None, None)

    # What a judge asks

    def bare(self, form: Form, number: int, dpi: int) -> Bytes:
        """Ink of a side without what is its notice's own, 255 black, at this resolution."""
        key = (form.name, number, dpi)
        if key not in self._bare:
            leaf = self._specimen(form, number)
            ink = self._ink(leaf, dpi).copy()
            for rect in leaf.shown.variable:
                x0, y0, x1, y1 = (round(value * dpi / 25.4) for value in _on(leaf, rect.grown(0.15)))
                ink[max(y0, 0) : max(y1, 0), max(x0, 0) : max(x1, 0)] = 0
            self._bare[key] = ink
        return self._bare[key]

    def whole(self, side: PaperSide, dpi: int) -> Bytes:
        """Ink of a side, 255 black."""
        return self._ink(self._leaf(side.notice, side.number), dpi)

    def codes(self, form: Form, number: int) -> list[CodePlace]:
        """The codes that say whose a side is."""
        scheme = SCHEME_OF[form.layout_no]
        found = []
        for spot in form.paper.spots:
            panel = self._measured.panels.get((spot.panel, scheme))
            if spot.page != number + 1 or panel is None:
                continue
            turned = self._turned(spot.panel)
            for code in panel.codes:
                if code.id != BARCODE_ID:
                    area = form.paper.panels[spot.panel]
                    found.append(CodePlace(code.id, code.kind, _laid(code.rect, area, turned=turned), turned))
        return found

    def named(self, text: str) -> Notice:
        """Whose paper a code with this text is on; ``KenpanError`` ``piece.id`` if the print does not have it."""
        if not self._texts:
            columns = Columns(self._expectation)
            patterns = {c.pattern for p in self._measured.panels.values() for c in p.codes if c.id != BARCODE_ID}
            for notice in self.places:
                able = columns.able(notice)
                for pattern in patterns:
                    own = (
                        columns.code(pattern, notice) if able else code_text(pattern, self._expectation.content(notice))
                    )
                    self._texts[own] = notice
        if text not in self._texts:
            what = f"現品のコード {text} の通知書は、照合済みの印刷データにありません。"
            raise KenpanError("piece.id", what, "その通知書を含む印刷データを照合してください。")
        return self._texts[text]

    def side(self, notice: Notice, _sheet: Sheet | None, number: int) -> PaperSide:
        """One side of this notice's paper, as it was printed."""
        leaf = self._leaf(notice, number)
        form = self.forms[self._name(self._expectation.scheme(notice))]
        glyphs = self._glyphs_of(leaf)
        boxes: list[Box] = []
        line, before = 0, ("", 0.0)
        for cell in leaf.shown.expected:
            if not _inside(cell.rect, leaf.rect) or not cell.text.strip():
                continue
            side = _side_of(cell.rect, leaf.sides)
            glyph = _set(cell, glyphs)
            if (cell.item, round(glyph.y, 1)) != before:
                line, before = line + 1, (cell.item or "", round(glyph.y, 1))
            boxes.append(_box(cell, side, glyph, self._placed(cell, glyph, leaf), line))
        turned = frozenset(one.side for one in leaf.sides if one.turned)
        bars = [*self._own_codes(notice, form, number)]
        for code in leaf.shown.codes:
            if code.customer and _inside(code.rect, leaf.rect):
                side = _side_of(code.rect, leaf.sides)
                bars.append((side, _customer(code, leaf, side)))
        sheet = Sheet(form.name, MEASURED, (), None, None)
        return PaperSide(notice, form, number, sheet, tuple(boxes), tuple(bars), turned)

    def _own_codes(self, notice: Notice, form: Form, number: int) -> Iterator[tuple[Side, PlacedBars]]:
        """The codes that say whose it is, with what they must say."""
        content = self._expectation.content(notice)
        for spot in form.paper.spots:
            panel = self._measured.panels.get((spot.panel, content.scheme))
            if spot.page == number + 1 and panel is not None:
                texts = {code.id: code_text(code.pattern, content) for code in panel.codes}
                for place in self.codes(form, number):
                    if place.id in texts:
                        yield (
                            spot.panel,
                            PlacedBars(place.id, spot.panel, "piece_id", texts[place.id], place.rect, (), None),
                        )

    def _placed(self, cell: Cell, glyph: _Glyph, leaf: _Leaf) -> PlacedChar:
        role, number = self.fonts.find(cell.text, self._role(glyph.font or cell.font))
        advance = self.fonts.roles[role].advance(number) * glyph.em if number else glyph.width
        width = min(glyph.width, advance) if glyph.font else glyph.width
        x = (glyph.x - width if glyph.turned else glyph.x) - leaf.rect.x0
        # The em box that is read upside down has its foot where another one has its head.
        top = glyph.y - (1 - ASCENT if glyph.turned else ASCENT) * glyph.em
        return PlacedChar(cell.text, role, number, x, top + ASCENT * glyph.em - leaf.rect.y0, width)

    def _role(self, font: str) -> str:
        if font not in self._roles:
            with MUPDF:
                self._roles[font] = self._painter.role(font.rpartition("+")[2])
        return self._roles[font]

    # Where it is on the print

    def _form(self, draft: Form) -> Form | None:
        """The paper of one scheme as it is printed; ``None`` where the print has none of it."""
        scheme = SCHEME_OF[draft.layout_no]
        kinds = papers(self._measured, self._marks)
        first = kinds[min(kinds)]
        spots, laid = [], {}
        for turn, rect in kinds.items():
            if abs(rect.width - first.width) > SIZE_MM or abs(rect.height - first.height) > SIZE_MM:
                what = "この印刷は、一通の紙の大きさが面によって違います。"
                raise KenpanError("print.form", what, "取り込み画像は、一枚の大きさが同じ印刷だけを判定できます。")
            page = next(one for one in self._measured.pages if one.turn == turn)
            for place in page.placements:
                if place.leaf == page.placements[0].leaf and (place.side, scheme) in self._measured.panels:
                    panel = self._measured.panels[place.side, scheme]
                    laid[place.side] = Rect(0, 0, panel.width, panel.height).moved(place.x - rect.x0, place.y - rect.y0)
                    spots.append(Spot(place.side, turn + 1, "upper"))
        name = self._name(scheme)
        if not spots or not any(self._expectation.scheme(notice) == scheme for notice in self.places):
            return None
        digest, fold = form_hash(self._measured), first.height / 2
        paper = LaidPaper(name, first.width, first.height, fold, "inferred", tuple(spots), digest, laid)
        return replace(draft, name=name, status=MEASURED, paper=paper, frames=(), texts=(), boxes=(), pieces=(),
                       background=None, artwork=b"", sha256=digest)  # fmt: skip

    @staticmethod
    def _name(scheme: Scheme) -> str:
        return f"{scheme}.{MEASURED}"

    def _turned(self, side: Side) -> bool:
        return any(one.turned for page in self._measured.pages for one in page.placements if one.side == side)

    def _specimen(self, form: Form, number: int) -> _Leaf:
        """Any side of this kind."""
        key = (form.name, number)
        if key not in self._specimens:
            scheme = SCHEME_OF[form.layout_no]
            notice = next(one for one in self.places if self._expectation.scheme(one) == scheme)
            self._specimens[key] = self._leaf(notice, number)
        return self._specimens[key]

    def _leaf(self, notice: Notice, number: int) -> _Leaf:
        key = (notice, number)
        if key not in self._leaves:
            for at in sorted(self.places.get(notice, ())):
                self._enter(at, notice)
            if key not in self._leaves:
                what = f"{notice.file}・レコード{notice.record} のこの面は、照合済みの印刷データにありません。"
                raise KenpanError("piece.id", what, "その通知書を含む印刷データを照合してください。")
            while len(self._leaves) > _KEPT:
                self._leaves.popitem(last=False)
        self._leaves.move_to_end(key)
        return self._leaves[key]

    def _enter(self, number: int, whose: Notice) -> None:
        """All pieces of paper of a page of the print; ``whose`` it is where a side alone on it does not say so."""
        path, own = self._pages[number]
        page = self._read(number)
        matched = self._matcher.match(page)
        if matched.kind is None:
            return
        alone = whose if len(matched.leaves) == 1 else None
        shown = shown_page(page, matched, self._expectation, alone)
        for leaf in matched.leaves:
            notice = leaf.notice or alone
            if notice is not None:
                rect = cut(self._measured, leaf.panels[0].on_page.placement, self._marks)
                sides = tuple(one for one in shown.sides if _inside(one.rect, rect.grown(SIZE_MM)))
                self._leaves[notice, matched.kind.turn] = _Leaf(path, own, rect, shown, sides)

    def _read(self, number: int) -> ReadPage:
        path, own = self._pages[number]
        try:
            (raw,) = self._children.run(READ, str(path), own, own + 1, code_places(self._measured))
            return page_of(raw, self._ledger, path.name, number)
        except (NoPageError, NotReadError, KeyError, TypeError, ValueError) as error:
            what = f"印刷データの {number + 1} 頁目を読めません。"
            raise KenpanError("print.unreadable", what, "印刷照合をやり直してください。", file=path.name) from error

    def _marks_for_cutting(self) -> dict[int, list[Rect]]:
        """The short lines on a page of each kind, where several pieces of paper are cut from it."""
        found: dict[int, list[Rect]] = {}
        for number in sorted(next(iter(self.places.values()), ())) if is_imposed(self._measured) else ():
            kind = self._matcher.match(self._read(number)).kind
            if kind is not None:
                path, own = self._pages[number]
                try:
                    found[kind.turn] = [Rect(*map(float, row)) for row in self._children.run(MARKS, str(path), own)]
                except (NotReadError, TypeError, ValueError):
                    continue  # as a page without marks
        return found

    def _ink(self, leaf: _Leaf, dpi: int) -> Bytes:
        key = (str(leaf.path), leaf.page, dpi, (round(leaf.rect.x0), round(leaf.rect.y0)))
        if key not in self._pictures:
            try:
                raw = self._children.run(PAPER, str(leaf.path), leaf.page, float(dpi))
                grey = np.frombuffer(raw["grey"], np.uint8).reshape(int(raw["height"]), int(raw["width"]))
            except (NotReadError, KeyError, TypeError, ValueError) as error:
                what = f"印刷データの {leaf.page + 1} 頁目を描けません。"
                raise KenpanError("print.unreadable", what, "印刷データを確かめてください。") from error
            size = (round(leaf.rect.width * dpi / 25.4), round(leaf.rect.height * dpi / 25.4))
            x, y = leaf.rect.x0 * dpi / 25.4, leaf.rect.y0 * dpi / 25.4
            moved = np.array([[1, 0, x], [0, 1, y]])
            flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
            cut = cv2.warpAffine(grey, moved, size, flags=flags, borderMode=cv2.BORDER_CONSTANT, borderValue=_WHITE)
            self._pictures[key] = np.asarray(cv2.bitwise_not(cut), np.uint8)
        self._pictures.move_to_end(key)
        while len(self._pictures) > _KEPT:
            self._pictures.popitem(last=False)
        return self._pictures[key]

    def _glyphs_of(self, leaf: _Leaf) -> list[_Glyph]:
        key = (leaf.path, leaf.page)
        if key not in self._glyphs:
            try:
                rows = self._children.run(GLYPHS, str(leaf.path), leaf.page)
                self._glyphs[key] = list(map(_glyph, rows))
            except (NotReadError, IndexError, TypeError, ValueError) as error:
                what = f"印刷データの {leaf.page + 1} 頁目を読めません。"
                raise KenpanError("print.unreadable", what, "印刷データを確かめてください。") from error
            while len(self._glyphs) > _MOST_PAGES:
                self._glyphs.popitem(last=False)
        return self._glyphs[key]


def _laid(rect: Rect, area: Rect, *, turned: bool) -> Rect:
    """A rectangle of a panel, on the paper."""
    if turned:
        return Rect(area.x1 - rect.x1, area.y1 - rect.y1, area.x1 - rect.x0, area.y1 - rect.y0)
    return rect.moved(area.x0, area.y0)


def _on(leaf: _Leaf, rect: Rect) -> Rect:
    return rect.moved(-leaf.rect.x0, -leaf.rect.y0)


def _inside(rect: Rect, outer: Rect) -> bool:
    x, y = (rect.x0 + rect.x1) / 2, (rect.y0 + rect.y1) / 2
    return outer.x0 <= x <= outer.x1 and outer.y0 <= y <= outer.y1


def _side_of(rect: Rect, sides: Sequence[ShownSide]) -> Side:
    return next((one.side for one in sides if _inside(rect, one.rect)), sides[0].side)


def _set(cell: Cell, glyphs: Sequence[_Glyph]) -> _Glyph:
    """The glyph that stands where a character should; without one the place that the form gives it."""
    em = cell.size_pt * EM_MM_PER_PT
    x, y = (cell.rect.x1, cell.rect.y1 - ASCENT * em) if cell.turned else (cell.rect.x0, cell.rect.y0 + ASCENT * em)
    near = [one for one in glyphs if abs(one.x - x) <= _SAME_MM and abs(one.y - y) <= _SAME_MM]
    if near:
        return min(near, key=lambda one: abs(one.x - x) + abs(one.y - y))
    return _Glyph(x, y, cell.rect.width, em, 1.0, cell.turned, "")


def _box(cell: Cell, side: Side, glyph: _Glyph, char: PlacedChar, line: int) -> Box:
    return Box(cell.item or "", side, char, glyph.em / EM_MM_PER_PT, glyph.ink, line, glyph.turned)


def _customer(code: ShownCode, leaf: _Leaf, side: Side) -> PlacedBars:
    """The customer barcode as it lies when its panel is upright."""
    rects = tuple(_on(leaf, one) for one in bars_of(code._replace(turned=False)))
    return PlacedBars(BARCODE_ID, side, "customer", code.text, _on(leaf, code.rect), rects, None)
