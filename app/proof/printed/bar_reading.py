"""Codes of bars as the stream writes them, three bars at a time: what was read once at a place is known there.

A code that is made of bars that all were read before, of codes that begin with the same bar and have as many, says
what these bars said; whether it says what is expected is asked of the bytes that such bars would be, and of bars that
were not read before only whether each is what it should be. Of one that has few others these are looked at alone, if
they plainly stand where they should. Any other one is read by its boxes, and what its bars are is remembered.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from app.proof.printed.code_boxes import LEAST_MM, meaning, read_boxes, saying, symbol_of, symbols_of
from app.proof.printed.skeleton import boxes_of, rectangles_of
from app.proof.printed.template import PlacedCode, begins_aside, code_lies

_THREES = re.compile(rb"[^e]*+e[^e]*+e[^e]*+e|.++", re.DOTALL).findall
_THREE = re.compile(rb"[^e]*+e[^e]*+e[^e]*+e|.++", re.DOTALL).match
_ONES = re.compile(rb"[^e]*+e|.++", re.DOTALL).findall
_LETTERS = re.compile("..?.?", re.DOTALL).findall
_STOP_CHUNKS = 2
_MODULES = 11
_STOP_MODULES = 13
_OFF = 0.06
"""Of a module or pitch: bars of several codes may stand together only where all stand on one grid."""
_MOST_GRIDS, _MOST_BARS = 100, 4_000

_Known = tuple[dict[bytes, Any], ...]
"""By place from the left, what three bars say there."""


class BarReader:
    """Reads one code of a template."""

    def __init__(self, own: PlacedCode) -> None:
        self._own = own
        self._grids: dict[tuple[bytes, int], _Grid] = {}

    def bars(self, content: bytes) -> "Bars | None":
        """The same to be read later, if a code that began with the same bar and had as many was read before."""
        grid = self._grids.get((content[: content.find(b"e")], -(-content.count(b"e") // 3)))
        text = None if grid is not None else self.read(content)
        return None if grid is None and text is None else Bars(self, content, grid, text)

    def read(self, content: bytes) -> str | None:
        """What these rectangles (``x y w h re``, many) say, ``""`` if nothing; ``None`` if they lie elsewhere than the
        code lay, or are none.
        """
        chunks = _THREES(content)
        start = (content[: content.find(b"e")], len(chunks))
        grid = self._grids.get(start)
        if grid is not None:
            values = [*map(dict.get, grid.known, chunks)]  # of each place: there are as many
            if None not in values or grid.fill(chunks, values):
                return grid.text(values)
        try:
            if begins_aside(rectangles_of(content[: len(start[0]) + 1]), self._own):
                return None
            boxes = boxes_of(content)
        except ValueError:
            return None
        if not code_lies(boxes, self._own):
            return None
        text = read_boxes(self._own.code.kind, boxes, self._own.x[0], self._own.y[0])
        if text and self._own.x[0] > 0:
            if len(self._grids) >= _MOST_GRIDS:
                self._grids.clear()
            if grid is None:
                grid = _grid_of(self._own, boxes, len(chunks))
                if grid is None:
                    return text
                self._grids[start] = grid
            grid.enter(chunks, boxes, text)
        return text


class Bars:
    """A code of a page that is read when somebody wants to know more than whether it says what is expected."""

    __slots__ = ("_content", "_grid", "_reader", "_text")

    def __init__(self, reader: BarReader, content: bytes, grid: "_Grid | None", text: str | None) -> None:
        self._reader, self._content, self._grid, self._text = reader, content, grid, text

    @property
    def text(self) -> str:
        """What it says; ``""`` for nothing, and where it lies elsewhere than the code lay."""
        if self._text is None:
            self._text = self._reader.read(self._content) or ""
        return self._text

    def says(self, text: str) -> bool:
        """Whether it says this; bars never say nothing."""
        if text == "":
            return False
        sooner = self._text is None and self._grid is not None and self._grid.draws(text, self._content)
        return sooner or self.text == text


class _Grid:
    """Codes that begin with one bar and have as many bars: where each has to stand."""

    def __init__(self, origin: float, step: float, count: int, least: float) -> None:
        """``least``: a bar that is narrower is none."""
        self.origin, self.step, self.least = origin, step, least
        self.known: _Known = tuple([{} for _ in range(count)])
        self._drawn: tuple[dict[Any, bytes], ...] = tuple([{} for _ in range(count)])
        """By place, how what was read there was drawn."""

    def draws(self, text: str, content: bytes) -> bool:
        """Whether these are the bars of a code that says this, each as it was read here before, or plainly so."""
        values = self.values(text)
        if len(values) != len(self._drawn):
            return False
        try:
            return b"".join([*map(dict.__getitem__, self._drawn, values)]) == content
        except KeyError:
            return self._each_drawn(values, content)

    def _each_drawn(self, values: Sequence[Any], content: bytes) -> bool:
        """The same where three bars or more have not been read here: these are looked at by themselves."""
        pieces: list[bytes | None] = [*map(dict.get, self._drawn, values)]
        start = first = 0
        for at in [at for at, one in enumerate(pieces) if one is None]:
            before = b"".join(pieces[first:at])  # type: ignore[arg-type]
            start, first = start + len(before), at
            if not content.startswith(before, start - len(before)):
                return False
            pieces[at] = self._anew(at, values[at])
            if pieces[at] is None:
                found = _THREE(content, start)
                own = pieces[at] = b"" if found is None else found[0]
                try:
                    if self.look(at, rectangles_of(own)) != values[at]:
                        return False
                except ValueError:
                    return False
                self._keep_one(at, own, values[at])
        return b"".join(pieces[first:]) == content[start:]  # type: ignore[arg-type]

    def _anew(self, at: int, value: Any) -> bytes | None:
        """How three bars are drawn here that say this, where not all of them were read as they stand together."""
        return None

    def values(self, text: str) -> Sequence[Any]:
        """What each place says in a code that says this, as :meth:`enter` would keep it; none for another code."""
        raise NotImplementedError

    def fill(self, chunks: Sequence[bytes], values: list[Any]) -> bool:
        """Put what chunks say that are not known into ``values``, where it is ``None``; false if that is not plain."""
        try:
            for at, value in enumerate(values):
                if value is None:
                    found = self.look(at, rectangles_of(chunks[at]))
                    if found is None:
                        return False
                    values[at] = found
                    self._keep_one(at, chunks[at], found)
        except ValueError:
            return False
        return True

    def look(self, at: int, boxes: tuple[float, ...]) -> Any:
        """What three bars here say by themselves, as :meth:`enter` would keep it; ``None`` if not plainly so."""
        raise NotImplementedError

    def text(self, values: Sequence[Any]) -> str:
        raise NotImplementedError

    def enter(self, chunks: Sequence[bytes], boxes: tuple[float, ...], text: str) -> None:
        raise NotImplementedError

    def _keep(self, chunks: Sequence[bytes], values: Sequence[Any]) -> None:
        for at, (chunk, value) in enumerate(zip(chunks, values, strict=True)):
            self._keep_one(at, chunk, value)

    def _keep_one(self, at: int, chunk: bytes, value: Any) -> None:
        known = self.known[at]
        if len(known) >= _MOST_BARS:
            known.clear()
        known[chunk] = value
        self._drawn[at][value] = chunk


class _Symbols(_Grid):
    """Code 128: three bars are a symbol; of the stop the last bar stands alone."""

    def __init__(self, boxes: tuple[float, ...], y_mm: float, count: int, least: float) -> None:
        own = symbols_of(boxes, y_mm)
        xs = boxes[0::4]
        module = (xs[-1] + boxes[-2] - xs[0]) / (len(own) * _MODULES + _STOP_MODULES)
        super().__init__(xs[0], module * _MODULES, count, least)
        self._y_mm = y_mm
        self._module, self._off = module, _OFF * module
        self._rows = (boxes[1], boxes[3])

    def text(self, values: Sequence[Any]) -> str:
        return meaning(tuple(values[:-_STOP_CHUNKS]))

    def values(self, text: str) -> Sequence[int]:
        own = saying(text)
        return (*own, *[-1] * _STOP_CHUNKS) if own else ()

    def look(self, at: int, boxes: tuple[float, ...]) -> int | None:
        if at >= len(self.known) - _STOP_CHUNKS or len(boxes) != 12:
            return None
        left = self.origin + at * self.step
        xs, widths = [*boxes[0::4], left + self.step], boxes[2::4]
        even = all(rows == self._rows for rows in zip(boxes[1::4], boxes[3::4], strict=True))
        if not even or abs(xs[0] - left) > self._off or min(widths) < self.least:
            return None
        steps = [
            one / self._module
            for x, width, after in zip(xs, widths, xs[1:], strict=False)
            for one in (width, after - x - width)
        ]
        return symbol_of(steps)

    def enter(self, chunks: Sequence[bytes], boxes: tuple[float, ...], text: str) -> None:
        starts = [*boxes[0::12]][:-1]
        near = all(abs(x - self.origin - at * self.step) <= self._off for at, x in enumerate(starts))
        if near and _ascend(boxes):
            self._keep(chunks, [*symbols_of(boxes, self._y_mm), *[-1] * _STOP_CHUNKS])


class _Bars(_Grid):
    """The customer barcode, whose first bar has the height of all of them."""

    def __init__(self, boxes: tuple[float, ...], count: int, least: float) -> None:
        self._bars = len(boxes) // 4
        super().__init__(boxes[0], (boxes[-4] - boxes[0]) / (self._bars - 1), count, least)
        self._whole = boxes[:4]
        self._letters: dict[tuple[float, float], str] = {}
        """By top and height, as whole codes of this grid have them."""
        self._ones: list[dict[str, bytes]] = [{} for _ in range(self._bars)]
        """By place of a bar, each letter as it was drawn there: each is read by itself."""

    def text(self, values: Sequence[Any]) -> str:
        return "".join(values)

    def values(self, text: str) -> Sequence[str]:
        return _LETTERS(text) if len(text) == self._bars else ()

    def _anew(self, at: int, value: str) -> bytes | None:
        ones = [own.get(letter) for own, letter in zip(self._ones[3 * at :], value, strict=False)]
        if None in ones:
            return None
        made = self._drawn[at][value] = b"".join(ones)  # type: ignore[arg-type]
        return made

    def _keep_one(self, at: int, chunk: bytes, value: str) -> None:
        super()._keep_one(at, chunk, value)
        for own, letter, one in zip(self._ones[3 * at : 3 * at + 3], value, _ONES(chunk), strict=True):
            own[letter] = one

    def look(self, at: int, boxes: tuple[float, ...]) -> str | None:
        x, _, width, _ = self._whole
        off, letters = _OFF * self.step, []
        for number, (left, top, wide, tall) in enumerate(_fours(boxes), 3 * at):
            letter = self._letters.get((top, tall))
            if letter is None or wide < self.least or abs(wide - width) > off:
                return None
            if abs(left - x - number * self.step) > off:
                return None
            letters.append(letter)
        return "".join(letters) if len(letters) == min(3, self._bars - 3 * at) else None

    def enter(self, chunks: Sequence[bytes], boxes: tuple[float, ...], text: str) -> None:
        off = _OFF * self.step
        x, y, width, height = self._whole
        near = all(
            abs(left - x - at * self.step) <= off
            and abs(w - width) <= off
            and y - off <= top
            and top + h <= y + height + off
            for at, (left, top, w, h) in enumerate(_fours(boxes))
        )
        if near and text[0] == "F":
            self._letters |= zip(zip(boxes[1::4], boxes[3::4], strict=True), text, strict=True)
            self._keep(chunks, [text[at : at + 3] for at in range(0, len(text), 3)])


def _grid_of(own: PlacedCode, boxes: tuple[float, ...], count: int) -> _Grid | None:
    least = LEAST_MM / own.x[0]
    if own.code.kind == "code128" and _ascend(boxes):
        return _Symbols(boxes, abs(own.y[0]), count, least)
    if own.code.kind == "customer" and _ascend(boxes):
        return _Bars(boxes, count, least)
    return None


def _fours(boxes: tuple[float, ...]) -> Iterator[tuple[float, float, float, float]]:
    return zip(boxes[0::4], boxes[1::4], boxes[2::4], boxes[3::4], strict=True)


def _ascend(boxes: tuple[float, ...]) -> bool:
    return all(left < right for left, right in pairwise(boxes[0::4]))
