"""Text objects of a content stream, taken apart: what of them is fixed, which glyphs stand where."""

import math
import re
from collections.abc import Callable
from typing import Any, NamedTuple

from app.proof.printed.sketch_fonts import SketchFont

MM = 25.4 / 72
NUMBER = rb"[-+]?(?:\d+\.?\d*|\.\d+)"
STRING = rb"\((?:[^\\()]|\\.)*\)"
_TOKEN = re.compile(
    rb"(" + NUMBER + rb")(?=[\s\[\]<(/)]|$)|(<[0-9A-Fa-f\s]*>|" + STRING + rb")"
    rb"|(/[^\s/<>\[\]()%{}]+)|([\[\]])|([A-Za-z'\"*]+\d?)",
    re.DOTALL,
)
_ESCAPE = re.compile(rb"\\(\r\n|[0-7]{1,3}|.)", re.DOTALL)
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r": b"", b"\r\n": b""}
_GAP_EM, _BACK_EM, _STEP_EM = 0.8, 0.5, 0.08

Matrix = tuple[float, float, float, float, float, float]
UNIT: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class OddError(Exception):
    """Something that only the full way reads."""


class SketchRun(NamedTuple):
    """Characters in a row; mm as seen. ``glyphs``: outline, character code, whether it has ink."""

    baseline: float
    size_pt: float
    turned: bool
    right: float
    lefts: tuple[float, ...]
    glyphs: tuple[tuple[str, int, bool], ...]


class TextState(NamedTuple):
    """The text state; ``scale`` 1 for 100 %."""

    font: str = ""
    size: float = 0.0
    scale: float = 1.0
    spacing: float = 0.0
    rise: float = 0.0


class TextBlock:
    """What stands between ``BT`` and ``ET``."""

    def __init__(self, fonts: Callable[[str], SketchFont], matrix: Matrix, height: float, state: TextState) -> None:
        self.fonts, self.matrix, self.height = fonts, matrix, height
        self.state = state
        self.fixed: list[str] = []
        self.runs: list[SketchRun] = []
        self.line: Matrix = UNIT
        self.at: Matrix = UNIT
        self._lefts: list[float] = []
        self._glyphs: list[tuple[str, int, bool]] = []
        self._last = (0.0, 0.0, False, 0.0)

    def read(self, part: bytes) -> None:
        """Take it apart; :class:`OddError` for what only the full way reads."""
        operands: list[Any] = []
        opened: list[Any] | None = None
        at = 0
        for token in _TOKEN.finditer(part):
            if token.start() > at + 1 or (not part[at : token.start()].isspace() and token.start() > at):
                raise OddError
            at = token.end()
            number, string, name, bracket, operator = token.groups()
            if operator:
                self._do(operator, operands)
                operands = []
                continue
            if bracket == b"[":
                opened = []
                continue
            if bracket:
                operands.append(opened)
                opened = None
                continue
            value: Any = float(number) if number else _bytes_of(string) if string else name[1:].decode("latin-1")
            (operands if opened is None else opened).append(value)
        if part[at:].strip() or operands or opened is not None:
            raise OddError
        self._close()

    def _do(self, operator: bytes, operands: list[Any]) -> None:
        if operator in (b"Tj", b"TJ"):
            (shown,) = operands
            self._show([shown] if operator == b"Tj" else shown)
        elif operator == b"Td":
            x, y = operands
            self.line = self.at = times((1.0, 0.0, 0.0, 1.0, x, y), self.line)
        elif operator == b"Tm":
            a, b, c, d, e, f = operands
            self.line = self.at = (a, b, c, d, e, f)
        elif operator == b"Tf":
            self.state = self.state._replace(font=operands[0], size=operands[1])
        elif operator == b"Tz":
            self.state = self.state._replace(scale=operands[0] / 100)
        elif operator == b"Tc":
            self.state = self.state._replace(spacing=operands[0])
        elif operator == b"Ts":
            self.state = self.state._replace(rise=operands[0])
        elif operator in (b"g", b"rg", b"k", b"gs"):
            self.fixed.append(f"{operands} {operator!r}")
        else:
            raise OddError

    def _show(self, parts: list[Any]) -> None:
        state = self.state
        font = self.fonts(state.font)
        a, b, c, d, _, _ = matrix = times(self.at, self.matrix)
        if b or c or a * d <= 0 or state.size <= 0 or state.scale <= 0:
            raise OddError
        shape = f"text {font.kind} {state[1:]} {self.at[:4]}"
        if not self.fixed or self.fixed[-1] != shape:
            self.fixed.append(shape)
        em = state.size * abs(a) * state.scale * MM
        turned = a < 0
        sign = -1.0 if turned else 1.0
        y = (self.height - (d * state.rise + matrix[5])) * MM
        x = matrix[4] * MM
        step = state.size * state.scale * a * MM / 1000
        extra = state.spacing * state.scale * a * MM
        start = x
        for part in parts:
            if isinstance(part, float):
                x -= part * step
                continue
            for high, low in zip(part[::2], part[1::2], strict=True):
                glyph, width = font.glyph(high << 8 | low)
                self._put(x, y, em, turned, sign, glyph, x + width * step)
                x += width * step + extra
        across = (x - start) / MM / (a if a else math.inf)
        self.at = times((1.0, 0.0, 0.0, 1.0, across, 0.0), self.at)

    def _put(
        self, x: float, y: float, em: float, turned: bool, sign: float, glyph: tuple[str, int, bool], right: float
    ) -> None:
        base, last_em, last_turned, last_right = self._last
        along = sign * (x - last_right)
        if (
            not self._lefts
            or turned != last_turned
            or em != last_em
            or abs(y - base) > _STEP_EM * em
            or not -_BACK_EM * em < along < _GAP_EM * em
        ):
            self._close()
            base = y
        self._lefts.append(round(x, 3))
        self._glyphs.append(glyph)
        self._last = (base, em, turned, right)

    def _close(self) -> None:
        if self._lefts:
            base, em, turned, right = self._last
            self.runs.append(SketchRun(base, em / MM, turned, right, tuple(self._lefts), tuple(self._glyphs)))
            self._lefts, self._glyphs = [], []


def _bytes_of(string: bytes) -> bytes:
    if string[:1] == b"<":
        return bytes.fromhex(string[1:-1].decode("ascii"))
    return _ESCAPE.sub(_unescaped, string[1:-1]) if b"\\" in string else string[1:-1]


def _unescaped(found: re.Match[bytes]) -> bytes:
    own = found[1]
    if own[:1].isdigit():
        return bytes([int(own, 8) & 0xFF])
    return _ESCAPED.get(own, own)


def times(first: Matrix, then: Matrix) -> Matrix:
    """One matrix after the other."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)
