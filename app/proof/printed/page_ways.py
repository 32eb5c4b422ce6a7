"""Two ways of reading a page that must agree; what the children of a comparison run.

The full way (:mod:`page_reading`) looks at every character's ink. The fast one (:mod:`page_sketch`) reads the content
stream alone, on pages of a skeleton that this child has seen the full way with nothing hidden or doubtful on it. A
random sample is read both ways, and a page on which they differ is one that nobody can vouch for.
"""

import random
from collections import Counter
from typing import Any, NamedTuple

import cv2
import numpy as np
import pymupdf
from numpy.typing import NDArray

from app.proof.printed.code_image import read_code
from app.proof.printed.documents import open_document
from app.proof.printed.page_reading import full_page
from app.proof.printed.page_sketch import Sketch, SketchBook, SketchCode
from app.proof.printed.sketch_text import MM, SketchRun
from app.sheet.model import Rect

_PX_PER_MM = 12
_DPI = _PX_PER_MM * 25.4
_BAND = 15
"""Rows above and below the middle of bars that are alike all the way down."""
_NEAR_MM, _CODE_MM = 0.06, 0.6
_MOST_SKELETONS, _TRIES = 4_000, 3


class _Seen(NamedTuple):
    """A skeleton that both ways have read alike: text and graphics of it that are not in the page's own stream.

    ``coded``: for each graphic the number of the code that it is, or -1.
    """

    runs: tuple[SketchRun, ...]
    graphics: tuple[tuple[Any, ...], ...]
    coded: tuple[int, ...]


_seen: dict[str, _Seen] = {}
_failed: Counter[str] = Counter()
_books: dict[str, SketchBook] = {}


def read_pages(path: str, first: int, stop: int, places: list[list[Any]], every: int = 0) -> list[dict[str, Any]]:
    """These pages (0-based, half open) of the file; one in ``every`` the full way at least, with 0 all of them.

    ``places``: as :func:`page_reading.full_page` wants them; so are pages that cannot be read.
    """
    document = open_document(path)
    if path not in _books:
        _books.clear()
        _books[path] = SketchBook(document)
    return [_page(document, path, number, places, every) for number in range(first, stop)]


def _page(document: pymupdf.Document, path: str, number: int, places: list[list[Any]], every: int) -> dict[str, Any]:
    sketch = _sketched(document, path, number, places) if every else None
    if sketch is None or _failed[sketch.skeleton] >= _TRIES:
        return full_page(document, path, number, places)
    seen = _seen.get(sketch.skeleton)
    fast = None if seen is None else _fast(document, number, sketch, seen, places)
    if fast is not None and random.random() * every >= 1:
        return fast
    full = full_page(document, path, number, places)
    if "unreadable" in full:
        return full
    if fast is not None:
        return full if _doubtful(full) or agree(fast, full) else {"page": number, "unreadable": "apart"}
    made = _learned(sketch, full)
    fast = None if made is None else _fast(document, number, sketch, made, places)
    if made is None or fast is None or not agree(fast, full):
        _failed[sketch.skeleton] += 1
        return full
    if len(_seen) >= _MOST_SKELETONS:
        _seen.clear()
    _seen[sketch.skeleton] = made
    return full


def _sketched(document: pymupdf.Document, path: str, number: int, places: list[list[Any]]) -> Sketch | None:
    try:
        return _books[path].sketch(document[number], places)
    except MemoryError:
        raise
    except Exception:  # whatever the bytes of this page lead the library to: the full way says what it is
        return None


def _doubtful(full: dict[str, Any]) -> bool:
    return bool(full["mirrored"] or full["notes"] or any(any(run[6]) or any(run[7]) for run in full["runs"]))


def _learned(sketch: Sketch, full: dict[str, Any]) -> _Seen | None:
    """What of a page is not in its stream; ``None`` if anything about it is doubtful or does not fit."""
    if _doubtful(full):
        return None
    own = _cells((run.baseline, run.lefts, run.glyphs) for run in sketch.runs)
    rest = []
    for y, size, turned, right, lefts, indices, _, _ in full["runs"]:
        glyphs = tuple(
            (str(shape), int(code), bool(inked)) for shape, code, inked in (full["glyphs"][at] for at in indices)
        )
        known = sum(_take(own, glyph, x, y) for glyph, x in zip(glyphs, lefts, strict=True))
        if known not in (0, len(glyphs)):
            return None
        if not known:
            rest.append(SketchRun(y, size, turned, right, tuple(lefts), glyphs))
    if any(own.values()):
        return None
    coded = []
    for _, *box, _ in full["graphics"]:
        spots = [at for at, code in enumerate(sketch.codes) if _near(box, code.rect, _CODE_MM)]
        coded.append(spots[0] if spots else -1)
    return _Seen(tuple(rest), tuple(map(tuple, full["graphics"])), tuple(coded))


def _glyph(row: Any) -> tuple[str, int, bool]:
    shape, code, inked = row
    return str(shape), int(code), bool(inked)


def _fast(
    document: pymupdf.Document, number: int, sketch: Sketch, seen: _Seen, places: list[list[Any]]
) -> dict[str, Any] | None:
    """The page as the full way tells it; ``None`` if something on it is not of this skeleton after all."""
    width, height = document[number].rect.width * MM, document[number].rect.height * MM
    table: dict[tuple[str, int, bool], int] = {}
    runs = []
    for run in (*sketch.runs, *seen.runs):
        indices = [table.setdefault(glyph, len(table)) for glyph in run.glyphs]
        blank = [""] * len(indices)
        runs.append([run.baseline, run.size_pt, run.turned, run.right, list(run.lefts), indices, blank, blank])
    if len(sketch.codes) < 1 + max(seen.coded, default=-1):
        return None
    graphics = [
        [graphic[0], *(graphic[1:5] if at < 0 else sketch.codes[at].rect), graphic[5]]
        for graphic, at in zip(seen.graphics, seen.coded, strict=True)
    ]
    own: list[list[Any]] = next((codes for w, h, codes in places if abs(w - width) < 1 and abs(h - height) < 1), [])
    codes = []
    for code in sketch.codes:
        said = _said(document, code, own)
        if not said:
            return None
        codes += said
    return {
        "page": number,
        "width": width,
        "height": height,
        "glyphs": [list(glyph) for glyph in table],
        "runs": runs,
        "graphics": graphics,
        "notes": [],
        "mirrored": False,
        "codes": codes,
        "skeleton": sketch.skeleton,
        "fast": True,
    }


def _said(document: pymupdf.Document, code: SketchCode, places: list[list[Any]]) -> list[list[Any]]:
    """What this says as each code in whose place it lies; sides of one size have theirs in the same one."""
    at, found = code.rect, []
    grey, dpi = _picture(document, code)
    known: dict[tuple[str, bool], tuple[str, float]] = {}
    for code_id, kind, x0, y0, x1, y1, turned in places:
        if not (x0 <= at.x0 and y0 <= at.y0 and at.x1 <= x1 and at.y1 <= y1):
            continue
        if (kind, turned) not in known:
            middle = grey.shape[0] // 2
            part = grey[max(0, middle - _BAND) : middle + _BAND] if kind == "code128" else grey
            read = read_code(kind, part, dpi, turned=turned)
            known[kind, turned] = ("", 0.0) if read is None else (read.text, read.confidence)
        text, confidence = known[kind, turned]
        if text:
            found.append([code_id, text, *at, confidence])
    return found


def _picture(document: pymupdf.Document, code: SketchCode) -> tuple[NDArray[np.uint8], float]:
    """A code as it looks, dark on white, and its dots per inch."""
    if code.image:
        pixels = pymupdf.Pixmap(pymupdf.csGRAY, pymupdf.Pixmap(document, code.image))
        grey = np.frombuffer(pixels.samples, np.uint8).reshape(pixels.height, pixels.stride)[:, : pixels.width]
        return cv2.resize(grey, None, fx=4, fy=4, interpolation=cv2.INTER_NEAREST), _DPI  # type: ignore[return-value]
    at, rect = _PX_PER_MM, code.rect
    grey = np.full((round(rect.height * at) + 2, round(rect.width * at) + 2), 255, np.uint8)
    for box in code.boxes:
        x0, y0 = round((box.x0 - rect.x0) * at), round((box.y0 - rect.y0) * at)
        x1, y1 = round((box.x1 - rect.x0) * at), round((box.y1 - rect.y0) * at)
        grey[y0 : max(y1, y0 + 1), x0 : max(x1, x0 + 1)] = 0
    return grey, _DPI


def agree(fast: dict[str, Any], full: dict[str, Any]) -> bool:
    """Whether both ways found the same characters, graphics and codes in the same places."""
    own = _cells((run[0], run[4], [tuple(fast["glyphs"][at]) for at in run[5]]) for run in fast["runs"])
    for run in full["runs"]:
        for at, x in zip(run[5], run[4], strict=True):
            shape, code, inked = full["glyphs"][at]
            if not _take(own, (shape, code, inked), x, run[0]):
                return False
    if any(own.values()):
        return False
    drawn = [(one[0], one[1:5]) for one in full["graphics"]]
    if len(drawn) != len(fast["graphics"]) or any(
        kind != one[0] or not _near(box, one[1:5], _CODE_MM)
        for (kind, box), one in zip(drawn, fast["graphics"], strict=True)
    ):
        return False
    said = {(one[0], one[1]) for one in full["codes"] if one[1]}
    return said == {(one[0], one[1]) for one in fast["codes"]}


_Cells = dict[tuple[str, int, bool, int, int], list[tuple[float, float]]]


def _cells(rows: Any) -> _Cells:
    """Characters by their outline and roughly their place."""
    found: _Cells = {}
    for y, lefts, glyphs in rows:
        for x, glyph in zip(lefts, glyphs, strict=True):
            found.setdefault((*glyph, round(x), round(y)), []).append((x, y))
    return found


def _take(cells: _Cells, glyph: tuple[str, int, bool], x: float, y: float) -> bool:
    """Take a character that stands here out of them; whether there was one."""
    for column in {round(x - _NEAR_MM), round(x + _NEAR_MM)}:
        for row in {round(y - _NEAR_MM), round(y + _NEAR_MM)}:
            spots = cells.get((*glyph, column, row), [])
            for at, (u, v) in enumerate(spots):
                if abs(u - x) <= _NEAR_MM and abs(v - y) <= _NEAR_MM:
                    del spots[at]
                    return True
    return False


def _near(box: Any, rect: Rect | list[float], allowed: float) -> bool:
    return all(abs(a - b) <= allowed for a, b in zip(box, rect, strict=True))
