"""What the fixed operators of a stream do to the text and the codes cut out of it: where they land, how large."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from app.proof.printed.skeleton import Cut

MM = 25.4 / 72
Matrix = tuple[float, float, float, float, float, float]
_UNIT: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_OPERANDS = {b"Tf": 2, b"Tz": 1, b"Tc": 1, b"cm": 6, b"Do": 1}


class OddError(Exception):
    """Something that only the full way reads."""


class Slot(NamedTuple):
    """A shown string. ``x``, ``y``: factor and offset that bring the matrix's operands to mm on the page, y downwards.

    ``size``, ``scale``, ``spacing``: which of the stream's free values they are, -1 for none; ``em``: mm along the
    line for one unit of size (negative to the left), ``gap`` for one of spacing.
    """

    font: str
    x: tuple[float, float]
    y: tuple[float, float]
    em: float
    size: int
    scale: int
    spacing: int


class Spot(NamedTuple):
    """Boxes cut out: factor and offset for x and y as with a slot."""

    x: tuple[float, float]
    y: tuple[float, float]


class Laid(NamedTuple):
    """All of them in the order of the stream. ``objects``: names of what is drawn from elsewhere.

    ``under``: so many slots have something painted after them that is no text and no code.
    """

    slots: tuple[Slot, ...]
    spots: tuple[Spot, ...]
    objects: tuple[str, ...]
    under: int


class _State(NamedTuple):
    matrix: Matrix
    font: str
    size: int
    scale: int
    spacing: int


def interpret(cut: Cut, height_pt: float) -> Laid:
    """Walk through the fixed operators; :class:`OddError` for what only the full way understands."""
    walk = _Walk(height_pt)
    for number, piece in enumerate(cut.pieces):
        walk.operators(piece.fixed.split())
        if number < len(cut.shown):
            walk.slot()
    if walk.kept or walk.operands:
        raise OddError
    return Laid(tuple(walk.slots), tuple(walk.spots), tuple(walk.objects), walk.under)


class _Walk:
    def __init__(self, height: float) -> None:
        self.height = height
        self.state = _State(_UNIT, "", -1, -1, -1)
        self.kept: list[_State] = []
        self.operands: list[bytes] = []
        self.slots: list[Slot] = []
        self.spots: list[Spot] = []
        self.objects: list[str] = []
        self.values = 0
        self.under = 0
        self.in_text = False

    def operators(self, words: list[bytes]) -> None:
        for word in words:
            if word[:1].isalpha() or word == b"\0code":
                self._do(word)
                self.operands = []
            else:
                self.operands.append(word)

    def _do(self, word: bytes) -> None:
        if word in _PAINT:
            self.under = len(self.slots)
        doing = _DOING.get(word)
        if doing is not None:
            doing(self)
        elif word not in _PLAIN:
            raise OddError

    def _free(self) -> int:
        if not self.operands or self.operands[-1] != b"#":
            raise OddError
        self.values += 1
        return self.values - 1

    def font(self) -> None:
        at = self._free()
        self.state = self.state._replace(font=self.operands[-2][1:].decode("latin-1"), size=at)

    def scale(self) -> None:
        self.state = self.state._replace(scale=self._free())

    def spacing(self) -> None:
        self.state = self.state._replace(spacing=self._free())

    def keep(self) -> None:
        if self.in_text:
            raise OddError
        self.kept.append(self.state)

    def restore(self) -> None:
        if not self.kept or self.in_text:
            raise OddError
        self.state = self.kept.pop()

    def concatenate(self) -> None:
        try:
            a, b, c, d, e, f = map(float, self.operands)
        except ValueError as error:
            raise OddError from error
        g, h, i, j, k, m = self.state.matrix
        made = (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)
        self.state = self.state._replace(matrix=made)

    def begin(self) -> None:
        if self.in_text:
            raise OddError
        self.in_text = True

    def end(self) -> None:
        if not self.in_text:
            raise OddError
        self.in_text = False

    def draw(self) -> None:
        if not self.operands:
            raise OddError
        self.objects.append(self.operands[-1][1:].decode("latin-1"))

    def _lines(self) -> tuple[tuple[float, float], tuple[float, float]]:
        a, b, c, d, e, f = self.state.matrix
        if b or c or not a or not d:
            raise OddError
        return (a * MM, e * MM), (-d * MM, (self.height - f) * MM)

    def code(self) -> None:
        if self.in_text:
            raise OddError
        self.spots.append(Spot(*self._lines()))

    def slot(self) -> None:
        """The four operands before place and string are the linear part of the text's matrix."""
        state = self.state
        try:
            a, b, c, d = map(float, self.operands)
        except ValueError as error:
            raise OddError from error
        self.operands = []
        x, y = self._lines()
        if not self.in_text or b or c or not state.font or a * d * x[0] * y[0] >= 0 or abs(abs(a) - abs(d)) > 1e-3:
            raise OddError
        self.slots.append(Slot(state.font, x, y, a * x[0], state.size, state.scale, state.spacing))


_DOING: Mapping[bytes, Callable[[_Walk], None]] = {
    b"Tf": _Walk.font,
    b"Tz": _Walk.scale,
    b"Tc": _Walk.spacing,
    b"q": _Walk.keep,
    b"Q": _Walk.restore,
    b"cm": _Walk.concatenate,
    b"BT": _Walk.begin,
    b"ET": _Walk.end,
    b"Do": _Walk.draw,
    b"\0code": _Walk.code,
}
_PLAIN = frozenset(
    b"w J j M d ri i gs m l c v y h re S s f F f* B B* b b* n CS cs SC SCN sc scn G g RG rg K k sh".split()
)
_PAINT = frozenset(b"S s f F f* B B* b b* sh Do".split())
