"""Outlines of simple TrueType glyphs (ISO 14496-22, 5.3.3): the very same commands as the library's, in less time."""

import struct
from itertools import pairwise

from app.sheet.font_data import Command, Outline, Point

_ON, _X_SHORT, _Y_SHORT, _REPEAT, _X_SAME, _Y_SAME, _CUBIC = 1, 2, 4, 8, 16, 32, 128
_HEAD = 10
_THIRDS = 0.66666666666666667
MOST_POINTS = 5_000


class PlainGlyphs:
    """The glyphs of a font file that are no composed ones. ``em``: units of it, 0 for a font that has none of these."""

    def __init__(self, data: bytes) -> None:
        self.em = 0
        self.advances: list[float] = []
        self._bearings: tuple[int, ...] = ()
        self._loca: tuple[int, ...] = ()
        self._glyf = b""
        try:
            tables = _tables(data)
            head = tables["head"]
            (em,) = struct.unpack(">H", head[18:20])
            self.advances, self._bearings = _metrics(tables["hhea"], tables["hmtx"], em)
            if "glyf" in tables:
                self._loca = _locations(tables["loca"], long=head[50:52] != b"\0\0")
                self._glyf = tables["glyf"]
            self.em = em
        except (KeyError, ValueError, ZeroDivisionError, struct.error):  # damaged: none of its glyphs is known then
            self._loca = ()

    def body(self, number: int) -> tuple[bytes, int] | None:
        """Description and left bearing of a glyph; ``None`` if it is a composed one, or there is none."""
        if not 0 <= number < len(self._loca) - 1 or number >= len(self._bearings):
            return None
        found = self._glyf[self._loca[number] : self._loca[number + 1]]
        return None if found[:1] >= b"\x80" else (found, self._bearings[number])

    def outline(self, number: int) -> Outline | None:
        """As :func:`simple_outline`."""
        found = self.body(number)
        return None if found is None else simple_outline(found[0], self.em, found[1])


def _tables(data: bytes) -> dict[str, bytes]:
    """Of a TrueType or OpenType font (ISO 14496-22, 4.5)."""
    (count,) = struct.unpack(">H", data[4:6])
    rows = [struct.unpack(">4s4xLL", data[at : at + 16]) for at in range(12, 12 + 16 * count, 16)]
    return {tag.decode("latin-1"): data[offset : offset + length] for tag, offset, length in rows}


def _locations(raw: bytes, *, long: bool) -> tuple[int, ...]:
    count = len(raw) // (4 if long else 2)
    found = struct.unpack(f">{count}{'L' if long else 'H'}", raw[: count * (4 if long else 2)])
    return found if long else tuple(2 * one for one in found)


def _metrics(heads: bytes, raw: bytes, em: int) -> tuple[list[float], tuple[int, ...]]:
    """Advances in em, the last one for all that follow; left bearings."""
    (longs,) = struct.unpack(">H", heads[34:36])
    whole = struct.unpack(f">{2 * longs}H", raw[: 4 * longs])
    short = (len(raw) - 4 * longs) // 2
    bearings = struct.unpack(f">{2 * longs}h", raw[: 4 * longs])[1::2]
    bearings += struct.unpack(f">{short}h", raw[4 * longs : 4 * longs + 2 * short])
    return [one / em for one in whole[::2]], bearings


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
