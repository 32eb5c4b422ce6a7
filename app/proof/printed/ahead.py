"""Pages read the full way one behind the other, asked for a few at a time: a child that goes on is sooner done.

Once all of some were used, the next ones are read while these are judged.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from app.proof.printed.reading import READ

SEVERAL = "app.proof.printed.page_reading:read_several"
_AHEAD = 8
Turn = int | None
"""Of the page that is due; its codes are looked for. ``None``: those of any page."""


class _Asked(NamedTuple):
    """Pages from ``start`` to ``stop`` that were asked for, for each of which codes it was, and what waits for them."""

    start: int
    stop: int
    wanted: list[Turn]
    waited: Callable[[], Any]


class PagesAhead:
    """``begin``: begins a function of the limited child and gives what waits for its result, ``None`` if that failed;
    ``places``: of codes, by turn of the page; ``turns``: how many there are before the first one comes again.
    """

    def __init__(
        self, begin: Callable[..., Callable[[], Any]], places: Mapping[Turn, list[list[Any]]], turns: int
    ) -> None:
        self._begin, self._places, self._turns = begin, places, turns
        self._path, self._last, self._alone = "", -1, -1
        self._found: dict[tuple[int, Turn], Any] = {}
        self._next: _Asked | None = None
        self._stop = -1

    def raw(self, path: str, number: int, stop: int, turn: Turn) -> dict[str, Any] | None:
        """A page (0-based) as the child tells it; more before ``stop`` may be read if it follows the one before."""
        follows = path == self._path and number == self._last + 1
        if path != self._path or not (follows or number == self._last):
            self._found.clear()
            self._next = None
            self._alone = self._stop = -1
        self._path, self._last = path, number
        found = self._found.pop((number, turn), None)
        if found is None and follows and number > self._alone:
            self._read(path, number, stop, turn)
            found = self._found.pop((number, turn), None)
        if found is None:
            told = self._begin(READ, path, number, number + 1, self._places[turn])()
            found = told[0] if isinstance(told, list) and len(told) == 1 else None
        return found if isinstance(found, dict) else None

    def _read(self, path: str, start: int, stop: int, turn: Turn) -> None:
        asked, self._next = self._next, None
        if asked is None or asked.start != start or asked.wanted[0] != turn:
            asked = self._ask(path, start, stop, turn)
        goes_on, self._stop = start == self._stop, asked.stop
        told = asked.waited()
        self._found.clear()
        if not isinstance(told, list) or len(told) != len(asked.wanted):
            self._alone, self._stop = asked.stop - 1, -1  # one of them breaks whoever reads it: each by itself
            return
        self._found.update(zip(zip(range(start, asked.stop), asked.wanted, strict=True), told, strict=True))
        if goes_on and asked.stop < stop:
            self._next = self._ask(path, asked.stop, stop, self._turn(turn, asked.stop - start))

    def _ask(self, path: str, start: int, stop: int, turn: Turn) -> _Asked:
        stop = min(start + _AHEAD, stop)
        wanted = [self._turn(turn, step) for step in range(stop - start)]
        kinds = list(dict.fromkeys(wanted))
        own = [kinds.index(one) for one in wanted], [self._places[one] for one in kinds]
        return _Asked(start, stop, wanted, self._begin(SEVERAL, path, start, *own))

    def _turn(self, turn: Turn, step: int) -> Turn:
        """So many pages later."""
        found = turn if turn is None else (turn + step) % self._turns
        return found if found in self._places else None
