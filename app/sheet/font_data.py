"""What a font file holds, read within bounds: no glyph may take more work than any real one.

Only the default shapes count: tables of variations are passed by, since none is ever printed.
"""

import hashlib
import io
import struct
from typing import Any, Literal, NamedTuple

from fontTools.misc.psCharStrings import T2OutlineExtractor
from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont

Point = tuple[float, float]
Command = tuple[Literal["move", "line", "curve", "close"], tuple[Point, ...]]
Outline = tuple[Command, ...]

MOST_COMMANDS = 20_000
MOST_COMPONENTS = 500
_MOST_KNOWN = 60_000
MOST_PROGRAM = 200_000
"""Bytes of a PostScript glyph's program, those of what it calls counted each time."""
_WINDOWS, _UNICODE, _ENGLISH = 3, 1, 0x409
_FAMILY = (21, 16, 1)
"""Numbers of names, the first that is there: of weight, width and slope, typographic, plain."""
_VARIATIONS = ("VARC", "avar", "cvar", "fvar", "gvar", "HVAR", "MVAR", "VVAR")


class FontData(NamedTuple):
    """``glyphs``: glyph number by character code; ``ascent`` and ``descent`` in em; ``family`` may be empty."""

    font: Any
    glyphs: dict[int, int]
    ascent: float
    descent: float
    family: str


class TooMuchError(ValueError):
    """A glyph that takes more work than any real one."""


def read_font(data: bytes) -> FontData:
    """Whatever fontTools raises for bytes that are no font."""
    font = TTFont(io.BytesIO(data), lazy=True)
    for table in _VARIATIONS:
        font.reader.tables.pop(table, None)
    numbers = font.getReverseGlyphMap()
    glyphs = {code: numbers[name] for code, name in (font.getBestCmap() or {}).items()}
    em = font["head"].unitsPerEm
    family = (
        english_family(font.reader["name"]) or str(font["name"].getBestFamilyName() or "") if "name" in font else ""
    )
    return FontData(font, glyphs, font["hhea"].ascent / em, font["hhea"].descent / em, family)


def english_family(names: bytes) -> str:
    """The name of the family that stands there as nearly every font writes it, in English for Windows; else nothing.

    As fontTools says it, which loads a tenth of a second of code for the table of names.
    """
    count, strings = struct.unpack(">2xHH", names[:6]) if len(names) >= 6 else (0, 0)
    if len(names) < 6 + 12 * count:
        return ""
    records = list(struct.iter_unpack(">6H", names[6 : 6 + 12 * count]))
    for number in _FAMILY:
        own = [record[1:3] + record[4:] for record in records if record[3] == number and record[0] == _WINDOWS]
        for encoding, language, length, start in own:
            raw = names[strings + start : strings + start + length]
            if encoding == _UNICODE and language == _ENGLISH and len(raw) == length and not length % 2:
                said = raw.decode("utf-16-be", "replace")
                return said if "\0" not in said and "\ufffd" not in said else ""
        if any(record[3] == number for record in records):
            break
    return ""


def outline_hash(outline: Outline) -> str:
    """SHA-256 (hex) of the commands as Python writes them. Equal means drawn alike."""
    if len(_known) >= _MOST_KNOWN:
        _known.clear()
    return hashlib.sha256(_written(outline).encode()).hexdigest()


class _Written(dict[float, str]):
    def __missing__(self, value: float) -> str:
        found = self[value] = repr(value)
        return found


_known = _Written()
"""Numbers as they are written, which takes most of the time of a hash; coordinates of one em come again and again."""


def _number(value: float) -> str:
    return _known[value] if value else repr(value)  # zeros are equal and are not written alike


def _written(outline: Outline) -> str:
    """Exactly what ``repr`` says."""
    told = []
    for name, points in outline:
        if name == "curve":
            (a, b), (c, d), (e, f) = points
            told.append(
                f"('curve', (({_number(a)}, {_number(b)}), ({_number(c)}, {_number(d)}), ({_number(e)}, {_number(f)})))"
            )
        elif points:
            ((a, b),) = points
            told.append(f"('{name}', (({_number(a)}, {_number(b)}),))")
        else:
            told.append(f"('{name}', ())")
    return f"({told[0]},)" if len(told) == 1 else f"({', '.join(told)})"


def read_outline(font: Any, glyph: int) -> Outline | None:
    """The outline with components resolved, or ``None`` if the font data is damaged there or it is too much."""
    try:
        glyphs = font.getGlyphSet()
        name = font.getGlyphName(glyph)
        if hasattr(glyphs, "charStrings"):
            glyphs.charStrings[name].outlineExtractor = _BoundedExtractor
        pen = _OutlinePen(glyphs, font["head"].unitsPerEm)
        glyphs[name].draw(pen)
    except Exception:  # fontTools raises whatever the damaged bytes lead to; a glyph that cannot be read is missing
        return None
    return tuple(pen.commands)


def read_bounds(font: Any, data: bytes, glyph: int) -> bytes:
    """Of a TrueType outline the corners of its box, as the file says (``data``: its bytes); else nothing."""
    if font.flavor is not None or "glyf" not in font:
        return b""
    try:
        first = font.reader.tables["glyf"].offset
        at, end = font["loca"][glyph : glyph + 2]
    except Exception:  # fontTools raises whatever the damaged bytes lead to
        return b""
    return data[first + at + 2 : min(first + at + 10, first + end)]


class _OutlinePen(BasePen):  # type: ignore[misc]  # fontTools has no types
    """Collects commands in em; the base class resolves components and turns quadratic curves into cubic ones."""

    skipMissingComponents = False

    def __init__(self, glyphs: Any, units_per_em: float) -> None:
        super().__init__(glyphs)
        self.scale = 1 / units_per_em
        self.commands: list[Command] = []
        self._components = 0

    def addComponent(self, glyphName: str, transformation: Any) -> None:
        self._components += 1
        if self._components > MOST_COMPONENTS:
            raise TooMuchError
        super().addComponent(glyphName, transformation)

    def _add(self, name: Literal["move", "line", "curve", "close"], *points: Point) -> None:
        if len(self.commands) >= MOST_COMMANDS:
            raise TooMuchError
        self.commands.append((name, tuple((x * self.scale, y * self.scale) for x, y in points)))

    def _moveTo(self, point: Point) -> None:
        self._add("move", point)

    def _lineTo(self, point: Point) -> None:
        self._add("line", point)

    def _curveToOne(self, first: Point, second: Point, end: Point) -> None:
        self._add("curve", first, second, end)

    def _closePath(self) -> None:
        self._add("close")


class _BoundedExtractor(T2OutlineExtractor):  # type: ignore[misc]
    """Runs the program of a glyph as the base class does, only so far."""

    _spent = 0

    def execute(self, charString: Any) -> None:
        self._spent += 1 + len(charString.bytecode or charString.program or ())
        if self._spent > MOST_PROGRAM:
            raise TooMuchError
        super().execute(charString)
