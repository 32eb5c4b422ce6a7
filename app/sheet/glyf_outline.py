"""Outlines of simple TrueType glyphs (ISO 14496-22, 5.3.3): the very same commands as the library's, in less time."""

import struct
from collections.abc import Sequence
from itertools import pairwise

from app.sheet.font_data import Command, Outline, Point

_ON, _X_SHORT, _Y_SHORT, _REPEAT, _X_SAME, _Y_SAME, _CUBIC = 1, 2, 4, 8, 16, 32, 128
_HEAD = 10
_THIRDS = 0.66666666666666667
MOST_POINTS = 5_000
_SHORT, _LONG, _BEARING = struct.Struct(">2H"), struct.Struct(">2L"), struct.Struct(">h")


class PlainGlyphs:
    """The glyphs of a font file that are no composed ones. ``em``: units of it, 0 for a font that has none of these.

    Nothing is read of a glyph that nobody asks for: a subset may have room for all of its font's.
    """

    def __init__(self, data: bytes) -> None:
        self.em = self._count = self._bearings = self._longs = 0
        self._place = _SHORT
        self._loca = self._glyf = self._hmtx = b""
        try:
            tables = _tables(data)
            head, hmtx = tables["head"], tables["hmtx"]
            (em,) = struct.unpack(">H", head[18:20])
            (longs,) = struct.unpack(">H", tables["hhea"][34:36])
            if not em or len(hmtx) < 4 * longs:
                return  # damaged: none of its glyphs is known then
            if "glyf" in tables:
                self._place = _LONG if head[50:52] != b"\0\0" else _SHORT
                self._loca, self._glyf = tables["loca"], tables["glyf"]
                self._count = 2 * len(self._loca) // self._place.size - 1
            self._hmtx, self._longs = hmtx, longs
            self._bearings = longs + (len(hmtx) - 4 * longs) // 2
            self.em = em
        except (KeyError, ValueError, struct.error):  # damaged, too
            self._count = 0

    def body(self, number: int) -> tuple[bytes, int] | None:
        """Description and left bearing of a glyph; ``None`` if it is a composed one, or there is none."""
        if not 0 <= number < self._count or number >= self._bearings:
            return None
        place = self._place
        first, stop = place.unpack_from(self._loca, number * place.size // 2)
        found = self._glyf[first:stop] if place is _LONG else self._glyf[2 * first : 2 * stop]
        if found[:1] >= b"\x80":
            return None
        at = 4 * number + 2 if number < self._longs else 2 * (self._longs + number)
        return found, _BEARING.unpack_from(self._hmtx, at)[0]

    def bodies(self, numbers: Sequence[int]) -> list[tuple[bytes, int] | None]:
        """The same of many glyphs."""
        if not numbers or max(numbers) >= min(self._count, self._bearings) or min(numbers) < 0:
            return [self.body(number) for number in numbers]
        many, step = max(numbers) + 2, self._place.size // 2
        places = struct.unpack(f">{many}{'L' if step == 4 else 'H'}", self._loca[: many * step])
        if step == 2:
            places = tuple([2 * place for place in places])
        longs = min(self._longs, many - 1)
        bearings = struct.unpack(f">{2 * longs}h", self._hmtx[: 4 * longs])[1::2]
        short = max(many - 1 - longs, 0)
        bearings += struct.unpack(f">{short}h", self._hmtx[4 * longs : 4 * longs + 2 * short])
        whole, found = self._glyf, list[tuple[bytes, int] | None]()
        for number in numbers:
            body = whole[places[number] : places[number + 1]]
            found.append(None if body[:1] >= b"\x80" else (body, bearings[number]))
        return found

    def outline(self, number: int) -> Outline | None:
        """As :func:`simple_outline`."""
        found = self.body(number)
        return None if found is None else simple_outline(found[0], self.em, found[1])


def _tables(data: bytes) -> dict[str, bytes]:
    """Of a TrueType or OpenType font (ISO 14496-22, 4.5)."""
    (count,) = struct.unpack(">H", data[4:6])
    rows = [struct.unpack(">4s4xLL", data[at : at + 16]) for at in range(12, 12 + 16 * count, 16)]
    return {tag.decode("latin-1"): data[offset : offset + length] for tag, offset, length in rows}


def simple_outline(body: bytes, em: int, bearing: int) -> Outline | None:
    """The outline of a glyph from its description, none of which is needed for one without ink; ``None`` for any but a
    sound simple one, which others read.

    ``bearing``: where its left edge is to lie.
    """
    try:
        return _outline(body, em, bearing) if body else ()
    except (IndexError, struct.error, ZeroDivisionError):
        return None


def _outline(body: bytes, em: int, bearing: int) -> Outline | None:
    contours, left = struct.unpack_from(">hh", body)
    if contours <= 0:
        return None
    ends = struct.unpack_from(f">{contours}H", body, _HEAD)
    (program,) = struct.unpack_from(">H", body, _HEAD + 2 * contours)
    at, count = _HEAD + 2 * contours + 2 + program, ends[-1] + 1
    if count > MOST_POINTS or any(one >= other for one, other in pairwise(ends)):
        return None
    flags = bytearray()
    while len(flags) < count:
        flag, at = body[at], at + 1
        flags.append(flag)
        if flag & _REPEAT:
            flags += bytes([flag]) * body[at]
            at += 1
    if len(flags) != count or any(flag & _CUBIC for flag in flags):
        return None
    xs, at = _places(body, at, flags, _X_SHORT, _X_SAME, bearing - left)
    ys, at = _places(body, at, flags, _Y_SHORT, _Y_SAME, 0)
    scale, commands, start = 1 / em, list[Command](), 0
    for end in ends:
        own = slice(start, end + 1)
        start = end + 1
        _contour(list(zip(xs[own], ys[own], strict=True)), flags[own], scale, commands)
    return tuple(commands)


def _places(body: bytes, at: int, flags: bytearray, short: int, same: int, start: int) -> tuple[list[int], int]:
    found, here = [], start
    for flag in flags:
        if flag & short:
            here += body[at] if flag & same else -body[at]
            at += 1
        elif not flag & same:
            (step,) = struct.unpack_from(">h", body, at)
            here += step
            at += 2
        found.append(here)
    return found, at


def _contour(points: list[Point], flags: bytearray, scale: float, commands: list[Command]) -> None:
    """Move, lines and curves of one closed line; it ends on the point that it begins with."""
    on = [bool(flag & _ON) for flag in flags]
    start: Point
    if True in on:
        first = on.index(True) + 1
        turned = [*points[first:], *points[:first]]
        on = [*on[first:], *on[:first]]
        start = turned[-1]
    else:
        (x, y), (u, v) = points[-1], points[0]
        start = 0.5 * (x + u), 0.5 * (y + v)
        turned, on = [*points, start], [*on, True]
    commands.append(("move", ((start[0] * scale, start[1] * scale),)))
    here, held = start, list[Point]()
    last = len(turned) - 1
    for at, (point, is_on) in enumerate(zip(turned, on, strict=True)):
        if not is_on:
            held.append(point)
            continue
        if held:
            _curves(here, held, point, scale, commands)
            held = []
        elif at < last:  # a last line is what closes it
            commands.append(("line", ((point[0] * scale, point[1] * scale),)))
        here = point
    commands.append(("close", ()))


def _curves(here: Point, held: list[Point], end: Point, scale: float, commands: list[Command]) -> None:
    """Quadratic curves as cubic ones: between two points off the line there is one on it, halfway."""
    for at, (x, y) in enumerate(held):
        if at + 1 < len(held):
            u, v = held[at + 1]
            to = 0.5 * (x + u), 0.5 * (y + v)
        else:
            to = end
        (a, b), (c, d) = here, to
        first = ((a + _THIRDS * (x - a)) * scale, (b + _THIRDS * (y - b)) * scale)
        second = ((c + _THIRDS * (x - c)) * scale, (d + _THIRDS * (y - d)) * scale)
        commands.append(("curve", (first, second, (c * scale, d * scale))))
        here = to
