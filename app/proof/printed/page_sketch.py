"""The fast way to read a page: its content stream alone, taken apart. Runs in a limited child.

A *skeleton* is what does not vary: every operator with its operands, the fonts' kinds, all other resources and the
page's own entries, as a hash. Only where text stands, which codes it shows, and what lies where a code of the form
lies are left out of it. Two pages with one skeleton are drawn in the same colours, modes and order, so what was seen
of the one is true of the other but for what was left out, which this reads.

Anything unusual has no skeleton, and such a page is read the full way.
"""

import hashlib
import re
from typing import Any, NamedTuple

import pymupdf

from app.proof.printed.sketch_fonts import SketchFont, font_of
from app.proof.printed.sketch_text import (
    MM,
    NUMBER,
    STRING,
    UNIT,
    Matrix,
    OddError,
    SketchRun,
    TextBlock,
    TextState,
    times,
)
from app.sheet.model import Rect

_TEXT = re.compile(rb"(?<![^\s])BT\s((?:[^()]|" + STRING + rb")*?)(?<=\s)ET(?![^\s])", re.DOTALL)
_BARS = re.compile(rb"(?<![^\s])((?:(?:" + NUMBER + rb"\s+){4}re\s+){2,})f(?![^\s])")
_IMAGE = re.compile(rb"(?<![^\s])q\s+((?:" + NUMBER + rb"\s+){6})cm\s+/(\S+)\s+Do\s+Q(?![^\s])")
_ODD = re.compile(rb"(?<![^\s])(?:BI|BDC|BMC|DP|MP|BX|d0|d1|Tr)(?![^\s])|%")
_STATE = {b"Tz", b"Tc", b"Tw", b"Ts", b"TL"}
_MOST_KNOWN, _MOST_DEPTH, _MOST_BYTES = 20_000, 12, 4 << 20
_OF_THE_PAGE = ("Type", "Parent", "Contents", "Resources", "StructParents", "Annots")


class SketchCode(NamedTuple):
    """What lies in a place of a code: boxes (mm), or the number of an image object; ``rect`` bounds it."""

    place: int
    rect: Rect
    boxes: tuple[Rect, ...]
    image: int = 0


class Sketch(NamedTuple):
    """A page taken apart."""

    skeleton: str
    runs: tuple[SketchRun, ...]
    codes: tuple[SketchCode, ...]


class SketchBook:
    """Takes pages of one document apart; what recurs on them is looked at once."""

    def __init__(self, document: pymupdf.Document) -> None:
        self.document = document
        self._deep: dict[int, str] = {}
        self._fonts: dict[int, SketchFont] = {}
        self.texts: dict[Any, tuple[str, tuple[SketchRun, ...], TextState]] = {}
        self._shared: dict[str, tuple[dict[str, int], dict[str, int], str]] = {}
        self.drawn: dict[Any, tuple[tuple[str, ...], Matrix, TextState, tuple[Any, ...]]] = {}
        self._plain = not document.get_ocgs()

    def sketch(self, page: pymupdf.Page, places: list[list[Any]]) -> Sketch | None:
        """The page; ``None`` where only the full way will do."""
        try:
            return self._sketch(page, places) if self._plain else None
        except (OddError, ValueError, KeyError, IndexError, OverflowError, RuntimeError, RecursionError):
            return None

    def _sketch(self, page: pymupdf.Page, places: list[list[Any]]) -> Sketch:
        keys = self.document.xref_get_keys(page.xref)
        box = page.mediabox
        if page.rotation or "Annots" in keys or "UserUnit" in keys or page.cropbox != box or box.x0 or box.y0:
            raise OddError
        own = [
            f"{key} {self._resolved(self.document.xref_get_key(page.xref, key)[1])}"
            for key in sorted(keys)
            if key not in _OF_THE_PAGE
        ]
        fonts, objects, rest = self._resources(page)
        stream = page.read_contents()
        if len(stream) > _MOST_BYTES:
            raise OddError
        reader = _Reader(self, fonts, objects, page.rect.height, _code_rects(page, places))
        reader.read(stream)
        skeleton = hashlib.sha256("\n".join([*own, rest, f"{box}", *reader.fixed]).encode()).hexdigest()
        return Sketch(skeleton, tuple(reader.runs), tuple(reader.codes))

    def _resources(self, page: pymupdf.Page) -> tuple[dict[str, int], dict[str, int], str]:
        kind, text = self.document.xref_get_key(page.xref, "Resources")
        if kind not in ("xref", "dict"):
            raise OddError  # those of a page tree
        if text not in self._shared:
            if kind == "xref":
                whole = self.document.xref_object(int(text.split()[0]), compressed=True)
                base = int(text.split()[0]), ""
            else:
                whole, base = text, (page.xref, "Resources/")
            parts = [self.document.xref_get_key(base[0], base[1] + name) for name in ("Font", "XObject")]
            if any(kind_ not in ("dict", "null") for kind_, _ in parts):
                raise OddError
            tables = [
                {name: int(number) for name, number in re.findall(r"/([^\s/<>\[\]()]+)\s+(\d+)\s+0\s+R", table)}
                for _, table in parts
            ]
            for _, table in parts:
                whole = whole.replace(table, "")
            if len(self._shared) > _MOST_KNOWN:
                self._shared.clear()
            self._shared[text] = (tables[0], tables[1], self._resolved(whole))
        return self._shared[text]

    def _resolved(self, text: str, depth: int = 0) -> str:
        """With hashes of what it refers to."""
        return re.sub(r"(\d+)\s+0\s+R", lambda found: self.deep(int(found[1]), depth), text)

    def deep(self, number: int, depth: int = 0) -> str:
        """The hash of an object with everything that it refers to."""
        known = self._deep.get(number)
        if known is not None:
            return known
        if depth > _MOST_DEPTH:
            raise OddError
        self._deep[number] = "@"  # for what refers to itself
        text = self.document.xref_object(number, compressed=True)
        try:
            made = hashlib.sha256(self._resolved(text, depth + 1).encode())
        except OddError:
            del self._deep[number]
            raise
        if self.document.xref_is_stream(number):
            made.update(self.document.xref_stream_raw(number))
        self._deep[number] = made.hexdigest()
        return self._deep[number]

    def font(self, number: int) -> SketchFont:
        """A font; :class:`OddError` for one of another kind."""
        found = self._fonts.get(number)
        if found is None:
            found = font_of(self.document, number)
            if found is None:
                raise OddError
            self._fonts[number] = found
        return found


class _Reader:
    """One page's stream. Matrices bring points to the page as PDF has it, y upwards."""

    def __init__(
        self, book: SketchBook, fonts: dict[str, int], objects: dict[str, int], height: float, codes: list[Rect]
    ) -> None:
        self.book = book
        self.named, self.objects = fonts, objects
        self.fonts = frozenset(fonts.items())
        self.height = height
        self.places = codes
        self.fixed: list[str] = []
        self.runs: list[SketchRun] = []
        self.codes: list[SketchCode] = []
        self.matrix: Matrix = UNIT
        self.kept: list[tuple[Matrix, TextState]] = []
        self.state = TextState()

    def read(self, stream: bytes) -> None:
        at = 0
        for found in _TEXT.finditer(stream):
            self._drawn(stream[at : found.start()])
            self._text(found[1])
            at = found.end()
        self._drawn(stream[at:])
        if self.kept or any(_meet(code.rect, run) for code in self.codes for run in self.runs):
            raise OddError

    def _emit(self, what: str) -> None:
        """Text of one kind in several pieces is one."""
        if not (self.fixed and self.fixed[-1] == what and what.startswith("text")):
            self.fixed.append(what)

    def _drawn(self, part: bytes) -> None:
        key = (part, self.matrix, self.state, tuple(self.kept))
        known = self.book.drawn.get(key)
        if known is not None:
            for line in known[0]:
                self._emit(line)
            self.matrix, self.state, self.kept = known[1], known[2], list(known[3])
            return
        if _ODD.search(part):
            raise OddError
        before, codes = len(self.fixed), len(self.codes)
        self.fixed.append("")  # so that nothing is one with what comes before
        at = 0
        spots = sorted([*_BARS.finditer(part), *_IMAGE.finditer(part)], key=lambda found: found.start())
        for found in spots:
            self._operators(part[at : found.start()])
            at = found.end()
            if not self._code(found):
                self._operators(found[0])
        self._operators(part[at:])
        del self.fixed[before]
        objects = b" Do" in part  # of this page's names
        if len(self.codes) == codes and not objects and len(self.book.drawn) < _MOST_KNOWN:
            made = tuple(self.fixed[before:])
            self.book.drawn[key] = (made, self.matrix, self.state, tuple(self.kept))

    def _code(self, found: re.Match[bytes]) -> bool:
        """Whether this is what a code of the form consists of."""
        if found.re is _BARS:
            own = [float(word) for word in found[1].split() if word != b"re"]
            boxes: tuple[Rect, ...] = tuple(self._box(*own[start : start + 4]) for start in range(0, len(own), 4))
            rect = Rect(
                min(one.x0 for one in boxes),
                min(one.y0 for one in boxes),
                max(one.x1 for one in boxes),
                max(one.y1 for one in boxes),
            )
            number = 0
        else:
            boxes, number = (), self.objects[found[2].decode("latin-1")]
            a, b, c, d, e, f = (float(word) for word in found[1].split())
            mirrored = a * self.matrix[0] <= 0 or d * self.matrix[3] <= 0
            if b or c or mirrored or self.book.document.xref_get_key(number, "Subtype")[1] != "/Image":
                return False
            if any(self.book.document.xref_get_key(number, key)[0] != "null" for key in ("SMask", "Mask", "Decode")):
                return False
            rect = self._box(e, f, a, d)
        where = next((at for at, place in enumerate(self.places) if _inside(rect, place)), None)
        if where is None:
            return False
        self._emit(f"code {where}")
        self.codes.append(SketchCode(where, rect, boxes, number))
        return True

    def _box(self, x: float, y: float, width: float, height: float) -> Rect:
        a, b, c, d, e, f = self.matrix
        if b or c:
            raise OddError
        xs = sorted((a * x + e, a * (x + width) + e))
        ys = sorted((self.height - d * y - f, self.height - d * (y + height) - f))
        return Rect(xs[0] * MM, ys[0] * MM, xs[1] * MM, ys[1] * MM)

    def _operators(self, part: bytes) -> None:
        """Everything fixed; matrices and text states are kept account of."""
        words = part.split()
        if not words:
            return
        text = b" ".join(words)
        if any(word in (b"BT", b"ET", b"Tj", b"TJ") for word in words) or b"(" in text:
            raise OddError
        self._emit(text.decode("latin-1"))
        for at, word in enumerate(words):
            if word == b"q":
                self.kept.append((self.matrix, self.state))
            elif word == b"Q":
                self.matrix, self.state = self.kept.pop()
            elif word == b"cm":
                a, b, c, d, e, f = (float(one) for one in words[at - 6 : at])
                self.matrix = times((a, b, c, d, e, f), self.matrix)
            elif word == b"Do":
                self._emit(self.book.deep(self.objects[words[at - 1][1:].decode("latin-1")]))
            elif word in _STATE or word == b"Tf":
                raise OddError

    def _font(self, name: str) -> SketchFont:
        return self.book.font(self.named[name])

    def _text(self, part: bytes) -> None:
        key = (part, self.matrix, self.state, self.fonts, self.height)
        known = self.book.texts.get(key)
        if known is None:
            block = TextBlock(self._font, self.matrix, self.height, self.state)
            block.read(part)
            known = ("\n".join(block.fixed), tuple(block.runs), block.state)
            if len(self.book.texts) > _MOST_KNOWN:
                self.book.texts.clear()
            self.book.texts[key] = known
        for line in known[0].split("\n"):
            self._emit(line)
        self.runs += known[1]
        self.state = known[2]


def _inside(rect: Rect, place: Rect) -> bool:
    return place.x0 <= rect.x0 and rect.x1 <= place.x1 and place.y0 <= rect.y0 and rect.y1 <= place.y1


def _meet(rect: Rect, run: SketchRun) -> bool:
    """Whether something in the place of a code lies on text."""
    if not rect.y0 < run.baseline + run.size_pt * MM or not rect.y1 > run.baseline - run.size_pt * MM:
        return False
    top, foot = (0.0, 0.7) if run.turned else (-0.7, 0.0)
    left, right = sorted((run.lefts[0], run.right))
    em = run.size_pt * MM
    return (
        rect.x0 < right and left < rect.x1 and rect.y0 < run.baseline + foot * em and run.baseline + top * em < rect.y1
    )


def _code_rects(page: pymupdf.Page, places: list[list[Any]]) -> list[Rect]:
    width, height = page.rect.width * MM, page.rect.height * MM
    own: list[Any] = next((codes for w, h, codes in places if abs(w - width) < 1 and abs(h - height) < 1), [])
    return [Rect(*code[2:6]) for code in own]
