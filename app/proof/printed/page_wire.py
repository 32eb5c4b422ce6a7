"""How a page that was read goes through a pipe: what there is of every character as columns of bytes beside the rest.

``runs``: baseline, size, whether upside down, right end and number of characters of each; ``glyphs``: outline, code and
whether there is ink, each once; ``kinds`` of graphics. Columns: ``lefts`` (mm) and ``marks`` (number of the glyph) of
characters, ``hidden`` and ``doubts`` of them if there are any, ``boxes`` (mm, then the share inked) of graphics.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

DOUBTS = ("", "x", "u", "xu", "g", "xg", "ug", "xug")
"""By the bits of a doubt."""
_CHARS = tuple(chr(code) if code else "" for code in range(128))
FLOAT, INT = np.dtype("<f8"), np.dtype("<i4")
_BOX, _RUN = 5, 5


class WiredRun(NamedTuple):
    """Characters on one baseline, in reading order; ``hidden`` and ``doubts`` are empty where no character has any."""

    baseline: float
    size: float
    turned: bool
    right: float
    lefts: list[float]
    marks: list[int]
    hidden: list[str]
    doubts: list[str]


def text_columns(
    lefts: bytes, marks: NDArray[np.int32], hidden: NDArray[np.uint8], doubts: NDArray[np.uint8]
) -> dict[str, bytes]:
    """Columns over all characters of a page, in the order of its runs."""
    return {
        "lefts": lefts,
        "marks": marks.tobytes(),
        "hidden": hidden.tobytes() if hidden.any() else b"",
        "doubts": doubts.tobytes() if doubts.any() else b"",
    }


def graphic_columns(kinds: Sequence[str], boxes: NDArray[np.float64]) -> dict[str, Any]:
    """``boxes``: ``(n, 5)``."""
    return {"kinds": list(kinds), "boxes": boxes.astype(FLOAT).tobytes()}


def streams_told(pages: Sequence[tuple[str, bytes]]) -> dict[str, Any]:
    """Texts of frames, each once, and streams one behind the other."""
    numbers: dict[str, int] = {}
    return {
        "of": [numbers.setdefault(text, len(numbers)) for text, _ in pages],
        "texts": [*numbers],
        "sizes": [len(stream) for _, stream in pages],
        "whole": b"".join([stream for _, stream in pages]),
    }


def streams_in(raw: Mapping[str, Any]) -> list[tuple[str, bytes]]:
    """The same back; ``ValueError``, ``TypeError``, ``KeyError`` or ``IndexError`` for what cannot be."""
    whole, texts, at, pages = raw["whole"], [str(text) for text in raw["texts"]], 0, []
    for number, size in zip(raw["of"], raw["sizes"], strict=True):
        if number < 0 or size < 0:
            raise ValueError("streams")
        pages.append((texts[number], bytes(whole[at : at + size])))
        at += size
    if at != len(whole):
        raise ValueError("streams")
    return pages


def turn_over(found: dict[str, Any]) -> None:
    """The page as it would be without the mirror."""
    width = found["width"]
    runs = rows_in(found).copy()
    runs[:, 2], runs[:, 3] = 1 - runs[:, 2], width - runs[:, 3]
    found["runs"] = runs.tobytes()
    found["lefts"] = np.round(width - np.frombuffer(found["lefts"], FLOAT), 3).tobytes()
    boxes = np.frombuffer(found["boxes"], FLOAT).reshape(-1, _BOX).copy()
    boxes[:, [0, 2]] = width - boxes[:, [2, 0]]
    found["boxes"] = boxes.tobytes()


def glyph_word(shape: str, code: int, *, inked: bool) -> str:
    """How a glyph is told: its outline, the character that the file says it is, and whether there is ink."""
    return f"{shape}/{code}/{inked:d}"


def glyph_of(word: str) -> tuple[str, int, bool]:
    """The same back; ``ValueError`` for anything else."""
    shape, code, inked = word.split("/")
    return shape, int(code), inked == "1"


def rows_in(raw: Mapping[str, Any]) -> NDArray[np.float64]:
    """``(n, 5)``: the runs as numbers."""
    return np.frombuffer(raw["runs"], FLOAT).reshape(-1, _RUN)


def runs_in(raw: Mapping[str, Any]) -> Iterator[WiredRun]:
    """The runs of a page; ``ValueError``, ``TypeError``, ``KeyError`` or ``IndexError`` for what cannot be."""
    lefts, marks = np.frombuffer(raw["lefts"], FLOAT), np.frombuffer(raw["marks"], INT)
    rows = rows_in(raw)
    if not np.isfinite(rows).all():
        raise ValueError("runs of a page")
    lengths = rows[:, 4].astype(np.int64)
    count = int(lengths.sum())
    told = [len(raw[name]) for name in ("hidden", "doubts") if raw[name]]
    if any(own != count for own in (len(lefts), len(marks), *told)) or (lengths < 1).any():
        raise ValueError("columns of a page")
    if count and not (np.isfinite(lefts).all() and marks.min() >= 0 and marks.max() < len(raw["glyphs"])):
        raise ValueError("characters of a page")
    left, mark, at = lefts.tolist(), marks.tolist(), 0
    for baseline, size, turned, right, length in rows.tolist():
        own = slice(at, at + int(length))
        at = own.stop
        why, doubt = bytes(raw["hidden"][own]), bytes(raw["doubts"][own])
        yield WiredRun(
            baseline,
            size,
            bool(turned),
            right,
            left[own],
            mark[own],
            [_CHARS[one] for one in why] if any(why) else [],
            [DOUBTS[one] for one in doubt] if any(doubt) else [],
        )


def graphics_in(raw: Mapping[str, Any]) -> list[tuple[str, list[float]]]:
    """Kind and box of each graphic; errors as :func:`runs_in`."""
    boxes = np.frombuffer(raw["boxes"], FLOAT).reshape(-1, _BOX)
    if not np.isfinite(boxes).all():
        raise ValueError("graphics of a page")
    return [(str(kind), box) for kind, box in zip(raw["kinds"], boxes.tolist(), strict=True)]
