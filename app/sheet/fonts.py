"""Fonts by name of file, never by luck: what a font file really holds, and which of them prints a character.

No operating system font is ever asked. A character that the named file lacks is missing, even if the screen
could show it (Windows links EUDC fonts to every other font; DOMAIN D).
"""

import hashlib
import io
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np
from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont
from numpy.typing import NDArray

from app.errors import KenpanError
from app.resources import resource

GlyphState = Literal["drawn", "blank", "missing"]
Point = tuple[float, float]
Command = tuple[Literal["move", "line", "curve", "close"], tuple[Point, ...]]
Outline = tuple[Command, ...]

GAIJI_FIRST = 0xE000  # Shift-JIS F040
GAIJI_LAST = 0xE757  # Shift-JIS F9FC

_COLLECTION = b"ttcf"
_BASE_ROLES = ("text", "label")


def is_gaiji(char: str) -> bool:
    """Whether ``char`` is one of the 1,880 user-defined characters U+E000–U+E757 (Shift-JIS F040–F9FC)."""
    return len(char) == 1 and GAIJI_FIRST <= ord(char) <= GAIJI_LAST


@dataclass(frozen=True, slots=True, eq=False)
class FontFile:
    """One font file. Outlines are read from ``data`` when first asked for; safe to use from several threads."""

    path: Path
    data: bytes = field(repr=False)
    sha256: str
    family: str
    ascent: float
    descent: float
    _glyphs: Mapping[int, int] = field(repr=False)
    _advances: NDArray[np.float64] = field(repr=False)
    _font: Any = field(repr=False)
    _outlines: dict[int, Outline | None] = field(default_factory=dict, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def glyph(self, char: str) -> int:
        """Glyph number of ``char``; 0 if the font has none."""
        return self._glyphs.get(ord(char), 0)

    def advance(self, glyph: int) -> float:
        """Advance width of a glyph in em; ``IndexError`` for a glyph the font does not have."""
        return float(self._advances[glyph])

    def outline(self, char: str) -> Outline | None:
        """Drawing commands in em, y upwards from the baseline, curves cubic; ``None`` for a missing glyph."""
        glyph = self.glyph(char)
        if glyph == 0:
            return None
        with self._lock:
            if glyph not in self._outlines:
                self._outlines[glyph] = _read_outline(self._font, glyph)
            return self._outlines[glyph]

    def state(self, char: str) -> GlyphState:
        """``missing``: not mapped, mapped to .notdef, or its outline cannot be read; ``blank``: mapped, draws nothing.

        A mapped but blank glyph passes every "does the font support it" question, so the outline itself is looked at.
        """
        outline = self.outline(char)
        if outline is None:
            return "missing"
        return "drawn" if _has_ink(outline) else "blank"

    def outline_hash(self, char: str) -> str:
        """SHA-256 (hex) of the outline commands; ``""`` for a missing glyph. Equal means drawn alike."""
        outline = self.outline(char)
        return "" if outline is None else hashlib.sha256(repr(outline).encode()).hexdigest()


class _OutlinePen(BasePen):  # type: ignore[misc]  # fontTools has no types
    """Collects commands in em; the base class resolves components and turns quadratic curves into cubic ones."""

    skipMissingComponents = False

    def __init__(self, glyphs: Any, units_per_em: float) -> None:
        super().__init__(glyphs)
        self.scale = 1 / units_per_em
        self.commands: list[Command] = []

    def _add(self, name: Literal["move", "line", "curve", "close"], *points: Point) -> None:
        self.commands.append((name, tuple((x * self.scale, y * self.scale) for x, y in points)))

    def _moveTo(self, point: Point) -> None:
        self._add("move", point)

    def _lineTo(self, point: Point) -> None:
        self._add("line", point)

    def _curveToOne(self, first: Point, second: Point, end: Point) -> None:
        self._add("curve", first, second, end)

    def _closePath(self) -> None:
        self._add("close")


def _read_outline(font: Any, glyph: int) -> Outline | None:
    """The outline with components resolved, or ``None`` if the font data is damaged there."""
    try:
        glyphs = font.getGlyphSet()
        pen = _OutlinePen(glyphs, font["head"].unitsPerEm)
        glyphs[font.getGlyphName(glyph)].draw(pen)
    except Exception:  # fontTools raises whatever the damaged bytes lead to; a glyph that cannot be read is missing
        return None
    return tuple(pen.commands)


def _has_ink(outline: Outline) -> bool:
    """Whether the outline spans an area: a lone point or a line is sometimes left in "empty" glyphs."""
    points = [point for _, points in outline for point in points]
    if len(points) < 3:
        return False
    xs, ys = zip(*points, strict=True)
    return bool(max(xs) > min(xs) and max(ys) > min(ys))


def _unreadable(path: Path, what: str) -> KenpanError:
    return KenpanError(
        "font.unreadable", what, "TrueType または OpenType の書体ファイルを指定してください。", file=path.name
    )


def load_font(path: Path) -> FontFile:
    """Open a font file, whatever its suffix (an EUDC.TTE is a TrueType font).

    Raises :class:`KenpanError` ``font.unreadable``: no file, no font, no Unicode character map, or a font
    collection, because which of its faces is meant would be a guess about what gets printed.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise _unreadable(path, "書体ファイルを読めません。") from error
    if data[:4] == _COLLECTION:
        raise _unreadable(path, "複数の書体を束ねたファイル（TTC）は使えません。")
    try:
        font = TTFont(io.BytesIO(data), lazy=True)
        numbers = font.getReverseGlyphMap()
        mapping = font.getBestCmap()
        glyphs = {code: numbers[name] for code, name in (mapping or {}).items()}
        advances = _advances(font)
        ascent, descent = (value / font["head"].unitsPerEm for value in (font["hhea"].ascent, font["hhea"].descent))
        family = str(font["name"].getBestFamilyName() or path.stem) if "name" in font else path.stem
    except Exception as error:  # a file that is no font fails anywhere inside fontTools, with any exception
        raise _unreadable(path, "書体ファイルとして読めません。") from error
    if not glyphs:
        raise _unreadable(path, "書体ファイルに Unicode の文字表がありません。")
    return FontFile(path, data, hashlib.sha256(data).hexdigest(), family, ascent, descent, glyphs, advances, font)


def _advances(font: Any) -> NDArray[np.float64]:
    """Advance width of every glyph in em, straight from ``hmtx`` (the last long metric repeats)."""
    count, longs = font["maxp"].numGlyphs, font["hhea"].numberOfHMetrics
    widths = np.frombuffer(font.reader["hmtx"], dtype=">u2", count=2 * longs)[::2] / font["head"].unitsPerEm
    return np.concatenate([widths, np.full(count - longs, widths[-1])])


@dataclass(frozen=True, slots=True, eq=False)
class FontSet:
    """The fonts that may print: "text", "label", and "gaiji" if the agency's font was given."""

    roles: dict[str, FontFile]

    def find(self, char: str, role: str) -> tuple[str, int]:
        """The role whose font prints ``char``, and the glyph there; glyph 0 if no permitted font has it.

        Gaiji come from the "gaiji" font only: another font may hold a different character at the same code
        (MJ+ uses the same private area). Everything else comes from the asked role, else "text", else "label".
        """
        if is_gaiji(char):
            gaiji = self.roles.get("gaiji")
            return "gaiji", gaiji.glyph(char) if gaiji else 0
        for candidate in dict.fromkeys((role, *_BASE_ROLES)):
            font = self.roles.get(candidate)
            glyph = font.glyph(char) if font else 0
            if glyph:
                return candidate, glyph
        return role, 0

    def state(self, char: str, role: str) -> GlyphState:
        """State of ``char`` in the font that prints it."""
        found, glyph = self.find(char, role)
        return self.roles[found].state(char) if glyph else "missing"


def load_fonts(gaiji: Path | None = None) -> FontSet:
    """The product's fonts, and the agency's gaiji font if there is one; raises ``font.unreadable``."""
    roles = {"text": load_font(resource("fonts", "ipaexm.ttf")), "label": load_font(resource("fonts", "ipaexg.ttf"))}
    if gaiji is not None:
        roles["gaiji"] = load_font(gaiji)
    return FontSet(roles)
