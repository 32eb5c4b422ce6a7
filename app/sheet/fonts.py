"""Fonts by name of file, never by luck: what a font file really holds, and which of them prints a character.

No operating system font is ever asked. A character that the named file lacks is missing, even if the screen
could show it (Windows links EUDC fonts to every other font; DOMAIN D).
"""

import hashlib
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from app.bounded import read_regular, why
from app.confined.children import run
from app.confined.limits import Limits, NotReadError
from app.confined.remembered import Remembered
from app.errors import KenpanError
from app.progress import COMPANIONS, Progress, no_progress
from app.resources import resource
from app.sheet.font_data import Outline, outline_hash, read_bounds, read_font, read_outline
from app.sheet.glyf_outline import PlainGlyphs

GlyphState = Literal["drawn", "blank", "missing"]

GAIJI_FIRST = 0xE000  # Shift-JIS F040
GAIJI_LAST = 0xE757  # Shift-JIS F9FC

_COLLECTION = b"ttcf"
_BASE_ROLES = ("text", "label")

MOST_BYTES = 32 << 20
# A font with all 外字 takes half a second.
_LIMITS = Limits(memory_mb=640, cpu_s=6, wall_s=30.0, result_mb=1)
_DRAWN: Remembered[frozenset[str]] = Remembered(4)
_FOREIGN: "Remembered[FontFile]" = Remembered(4)


def is_gaiji(char: str) -> bool:
    """Whether ``char`` is one of the 1,880 user-defined characters U+E000–U+E757 (Shift-JIS F040–F9FC)."""
    return len(char) == 1 and GAIJI_FIRST <= ord(char) <= GAIJI_LAST


@dataclass(frozen=True, slots=True, eq=False)
class FontFile:
    """One font file. Outlines are read from ``data`` when first asked for; safe to use from several threads.

    ``undrawable``: 外字 that it has a glyph for but that put no ink on a page.
    """

    path: Path
    data: bytes = field(repr=False)
    sha256: str
    family: str
    ascent: float
    descent: float
    _glyphs: Mapping[int, int] = field(repr=False)
    _advances: NDArray[np.float64] = field(repr=False)
    _font: Any = field(repr=False)
    undrawable: frozenset[str] = frozenset()
    _outlines: dict[int, Outline | None] = field(default_factory=dict, repr=False)
    _hashes: dict[int, str] = field(default_factory=dict, repr=False)
    _inked: dict[int, bool | None] = field(default_factory=dict, repr=False)
    _plain: list[PlainGlyphs] = field(default_factory=list, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def __reduce__(self) -> Any:
        return _again, (self.path, self.data, self.undrawable)

    def codes(self) -> list[int]:
        """Sorted: every code that it has a glyph for."""
        return [code for code, _ in self.mapped()]

    def mapped(self) -> list[tuple[int, int]]:
        """Sorted: every code that it has a glyph for, with the glyph's number."""
        return sorted((code, glyph) for code, glyph in self._glyphs.items() if glyph)

    def glyph(self, char: str) -> int:
        """Glyph number of ``char``; 0 if the font has none."""
        return self._glyphs.get(ord(char), 0)

    def advance(self, glyph: int) -> float:
        """Advance width of a glyph in em; ``IndexError`` for a glyph the font does not have."""
        return float(self._advances[glyph])

    def bounds(self, glyph: int) -> bytes:
        """What the file says of how far a glyph reaches, equal for equal outlines; empty if it says nothing."""
        with self._lock:
            return read_bounds(self._font, self.data, glyph)

    def outline(self, char: str) -> Outline | None:
        """Drawing commands in em, y upwards from the baseline, curves cubic; ``None`` for a missing glyph."""
        glyph = self.glyph(char)
        if glyph == 0:
            return None
        with self._lock:
            if glyph not in self._outlines:
                self._plain[:] = self._plain or [PlainGlyphs(self.data)]
                plain = self._plain[0].outline(glyph)
                self._outlines[glyph] = read_outline(self._font, glyph) if plain is None else plain
            return self._outlines[glyph]

    def state(self, char: str) -> GlyphState:
        """``missing``: not mapped, mapped to .notdef, cannot be read or drawn; ``blank``: mapped, draws nothing.

        A mapped but blank glyph passes every "does the font support it" question, so the outline itself is looked at.
        """
        glyph = self.glyph(char)
        if glyph not in self._inked:
            outline = self.outline(char)
            self._inked[glyph] = None if outline is None else _has_ink(outline)
        inked = self._inked[glyph]
        if inked is None:
            return "missing"
        if not inked:
            return "blank"
        return "missing" if char in self.undrawable else "drawn"

    def outline_hash(self, char: str) -> str:
        """SHA-256 (hex) of the outline commands; ``""`` for a missing glyph. Equal means drawn alike."""
        outline = self.outline(char)
        if outline is None:
            return ""
        glyph = self.glyph(char)
        if glyph not in self._hashes:
            self._hashes[glyph] = outline_hash(outline)
        return self._hashes[glyph]


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
    """Open a font file of the product's own, whatever its suffix.

    Raises :class:`KenpanError` ``font.unreadable``: no file, no font, no Unicode character map, or a font
    collection, because which of its faces is meant would be a guess about what gets printed.
    """
    return _font_file(path, _read(path))


_OWN: dict[tuple[Path, int, int], FontFile] = {}


def own_font(name: str) -> FontFile:
    """One of ``resources/fonts``, read once, and again only where the file is another one than it was."""
    path = resource("fonts", name)
    try:
        found = path.stat()
    except OSError as error:
        raise _unreadable(path, f"書体ファイルを読めません。{why(error)}") from error
    known = path, found.st_size, found.st_mtime_ns
    if known not in _OWN:
        _OWN[known] = _font_file(path, _read(path))
    return _OWN[known]


def load_foreign_font(path: Path, progress: Progress = no_progress) -> FontFile:
    """Open the agency's font (an EUDC.TTE is a TrueType font), looked at in a limited child before.

    Its 外字 that cannot be drawn on a page count as missing. Raises as :func:`load_font`, also for a font that the
    child cannot read within its limits.
    """
    data = _read(path)
    drawn = _DRAWN.get(data, lambda: _drawn_in_child(path, data, progress))
    # The outlines that were read from the same bytes come along.
    font = _FOREIGN.get(data, lambda: _font_file(path, data), path.stem)
    gaiji = {chr(code) for code in font._glyphs if is_gaiji(chr(code))}
    return replace(font, path=path, undrawable=frozenset(gaiji - drawn))


def remember_drawn(sha256: str, codes: Iterable[int]) -> None:
    """A font of the program's own making: ``codes`` are those of the 外字 that it draws."""
    _DRAWN.put(sha256, None, frozenset(map(chr, codes)))


def _drawn_in_child(path: Path, data: bytes, progress: Progress) -> frozenset[str]:
    wanted = partial(progress, COMPANIONS, 0, 1)
    try:
        return frozenset(map(chr, run("app.sheet.foreign_font:drawn_codes", data, limits=_LIMITS, still_wanted=wanted)))
    except NotReadError as error:
        raise _unreadable(path, f"書体ファイルとして読めません。{error.what}") from error
    except (TypeError, ValueError, OverflowError) as error:
        raise _unreadable(path, "書体ファイルとして読めません。") from error


def _read(path: Path) -> bytes:
    try:
        data = read_regular(path, MOST_BYTES)
    except OSError as error:
        raise _unreadable(path, f"書体ファイルを読めません。{why(error)}") from error
    if data[:4] == _COLLECTION:
        raise _unreadable(path, "複数の書体を束ねたファイル（TTC）は使えません。")
    return data


def _font_file(path: Path, data: bytes) -> FontFile:
    try:
        read = read_font(data)
        advances = _advances(read.font)
    except Exception as error:  # a file that is no font fails anywhere inside fontTools, with any exception
        raise _unreadable(path, "書体ファイルとして読めません。") from error
    if not read.glyphs:
        raise _unreadable(path, "書体ファイルに Unicode の文字表がありません。")
    sha256, family = hashlib.sha256(data).hexdigest(), read.family or path.stem
    return FontFile(path, data, sha256, family, read.ascent, read.descent, read.glyphs, advances, read.font)


def _again(path: Path, data: bytes, undrawable: frozenset[str]) -> FontFile:
    """The font in another process."""
    return replace(_font_file(path, data), undrawable=undrawable)


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


def load_fonts(gaiji: Path | None = None, progress: Progress = no_progress) -> FontSet:
    """The product's fonts, and the agency's gaiji font if there is one; raises ``font.unreadable``."""
    roles = {"text": own_font("ipaexm.ttf"), "label": own_font("ipaexg.ttf")}
    if gaiji is not None:
        roles["gaiji"] = load_foreign_font(gaiji, progress)
    return FontSet(roles)
