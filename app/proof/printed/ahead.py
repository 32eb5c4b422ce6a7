"""Pages read the full way one behind the other, asked for a few at a time: a child that goes on is sooner done."""

from collections.abc import Callable, Mapping
from typing import Any

from app.proof.printed.reading import READ

SEVERAL = "app.proof.printed.page_reading:read_several"
_AHEAD = 8
Turn = int | None
"""Of the page that is due; its codes are looked for. ``None``: those of any page."""


class PagesAhead:
    """``ask``: runs a function of the limited child, ``None`` if that failed; ``places``: of codes, by turn of the
    page; ``turns``: how many there are before the first one comes again.
    """

    def __init__(self, ask: Callable[..., Any], places: Mapping[Turn, list[list[Any]]], turns: int) -> None:
        self._ask, self._places, self._turns = ask, places, turns
        self._path, self._last, self._alone = "", -1, -1
        self._found: dict[tuple[int, Turn], Any] = {}

    def raw(self, path: str, number: int, stop: int, turn: Turn) -> dict[str, Any] | None:
        """A page (0-based) as the child tells it; more before ``stop`` may be read if it follows the one before."""
        follows = path == self._path and number == self._last + 1
        if path != self._path or not (follows or number == self._last):
            self._found.clear()
            self._alone = -1
        self._path, self._last = path, number
        found = self._found.pop((number, turn), None)
        if found is None and follows and number > self._alone:
            self._read(path, number, min(number + _AHEAD, stop), turn)
            found = self._found.pop((number, turn), None)
        if found is None:
            told = self._ask(READ, path, number, number + 1, self._places[turn])
            found = told[0] if isinstance(told, list) and len(told) == 1 else None
        return found if isinstance(found, dict) else None

    def _read(self, path: str, start: int, stop: int, turn: Turn) -> None:
        turns = [turn if turn is None else (turn + step) % self._turns for step in range(stop - start)]
        wanted = [one if one in self._places else None for one in turns]
        kinds = list(dict.fromkeys(wanted))
        told = self._ask(
            SEVERAL, path, start, [kinds.index(one) for one in wanted], [self._places[one] for one in kinds]
        )
        self._found.clear()
        if isinstance(told, list) and len(told) == len(wanted):
            self._found.update(zip(zip(range(start, stop), wanted, strict=True), told, strict=True))
        else:
            self._alone = stop - 1  # one of them breaks whoever reads it: each by itself
