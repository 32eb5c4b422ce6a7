"""Shown strings of a stream: which codes, and where each stands beside the first."""

import re
from binascii import unhexlify
from typing import NamedTuple

from app.proof.printed.print_font import PrintFont
from app.proof.printed.skeleton import NUMBER, STRING, number

_PARTS = re.compile(rb"(" + STRING + rb")|(" + NUMBER + rb")", re.DOTALL)
_ESCAPE = re.compile(rb"\\(\r\n|[0-7]{1,3}|.)", re.DOTALL)
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r": b"", b"\r\n": b""}
_HEX = re.compile(rb"<(?:[0-9A-Fa-f]{4})*+> Tj").fullmatch
_LEAST_STEP = 0.4
_MOST_KNOWN = 20_000


class Shown(NamedTuple):
    """``codes``: two bytes each; ``text``: what they draw.

    ``em``: width in em of the font's size, ``spaces`` how many character spacings are in it, ``units``: of text space
    that were moved besides. ``last``: the em of the last character.
    """

    codes: bytes
    text: str
    em: float
    spaces: int
    units: float
    last: float
    kerned: bool


def shown_by(font: PrintFont, raw: bytes) -> Shown | None:
    """One shown string; ``None`` where characters do not stand one after the other, or nobody knows one."""
    known: dict[bytes, Shown | None] = font.shown
    try:
        return known[raw]
    except KeyError:
        if len(known) >= _MOST_KNOWN:
            known.clear()
        try:
            found = known[raw] = _simple(font, raw) if _HEX(raw) else _shown(font, raw)
        except (ValueError, IndexError):
            found = known[raw] = None
        return found


def _simple(font: PrintFont, raw: bytes) -> Shown:
    """A string in hexadecimal, shown in one go."""
    codes = unhexlify(raw[1:-4])
    text, em = font.measured(codes)
    last = font.width(codes[-2] << 8 | codes[-1]) if codes else 0.0
    return Shown(codes, text, em, max(len(text) - 1, 0), 0.0, last, False)


def _shown(font: PrintFont, raw: bytes) -> Shown | None:
    parts = [bytes_of(string) if string else number(word) for string, word in _PARTS.findall(raw[:-2])]
    moved = raw.endswith(b"Tj") and len(parts) > 1
    if moved:
        parts = _without_zeroes(parts)
    codes, em, units, before = b"", 0.0, 0.0, 0.0
    for part in parts:
        if isinstance(part, bytes):
            if len(part) % 2:
                return None
            own = [font.width(part[at] << 8 | part[at + 1]) for at in range(0, len(part), 2)]
            codes += part
            if moved:
                if len(own) != 1:
                    return None
                em = own[0]
            else:
                em += sum(own)
            before = own[-1] if own else before
        elif moved:
            units += part
            if part <= 0:
                return None
        else:
            em -= part / 1000
            if before - part / 1000 < _LEAST_STEP * before or part < -2000:
                return None
    return Shown(codes, font.text(codes), em, max(len(codes) // 2 - 1, 0) * (not moved), units, before, True)


def _without_zeroes(parts: list[bytes | float]) -> list[bytes | float]:
    """``(a) dx 0 (b) dx 0 (c)``: without the second operand of each move, which is 0."""
    out: list[bytes | float] = []
    numbers = 0
    for part in parts:
        if isinstance(part, bytes):
            numbers = 0
        else:
            numbers += 1
            if numbers == 2:
                if part:
                    raise ValueError("move")
                continue
        out.append(part)
    return out


def lefts_of(font: PrintFont, raw: bytes, em: float, space: float, unit: float) -> list[tuple[int, float]]:
    """Each code and where it stands beside the first (mm): ``em`` that of the size, ``unit`` of text space."""
    parts = [bytes_of(string) if string else number(word) for string, word in _PARTS.findall(raw[:-2])]
    moved = raw.endswith(b"Tj") and len(parts) > 1
    found, at, line = [], 0.0, 0.0
    for part in _without_zeroes(parts) if moved else parts:
        if isinstance(part, float):
            if moved:
                line += part * unit
                at = line
            else:
                at -= part / 1000 * em
            continue
        for high, low in zip(part[::2], part[1::2], strict=True):
            code = high << 8 | low
            found.append((code, at))
            at += font.width(code) * em + space
    return found


def bytes_of(string: bytes) -> bytes:
    """The bytes of a string as PDF writes it."""
    if string[:1] == b"<":
        return bytes.fromhex(string[1:-1].decode("ascii"))
    if b"\r" in string:
        raise ValueError("line end")  # which readers take for another one
    return _ESCAPE.sub(_unescaped, string[1:-1]) if b"\\" in string else string[1:-1]


def _unescaped(found: re.Match[bytes]) -> bytes:
    own = found[1]
    if own[:1].isdigit():
        return bytes([int(own, 8) & 0xFF])
    return _ESCAPED.get(own, own)
