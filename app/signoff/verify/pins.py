"""Rows of pieces that a person signs with a PIN, after one full password."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from .works import Works

_LONGEST_ROW = timedelta(minutes=30)
_PIN_TRIES = 3
_ROW_ENDS = ("access.login", "access.logout", "access.screen_locked")


@dataclass(slots=True)
class _PinRow:
    """A row: begun by which entry, of which round, when and where; PINs that were wrong since."""

    entry: int
    round: str
    time: str
    terminal: str
    wrong: int = 0


class Pins:
    """The newest row of everybody, as the entries so far begin and end them."""

    def __init__(self, works: Works) -> None:
        self._works = works
        self._rows: dict[str, _PinRow] = {}

    def refused(self, entry: dict[str, Any]) -> Iterator[str]:
        """What is wrong with a piece that was signed with a PIN."""
        data, row = entry["data"], self._rows.get(entry["by"])
        if "pin" not in data:
            return
        process = self._works.processes[self._works.rounds[data["round"]].process]
        if not process.pin:
            yield "暗証番号での署名が許可されていない工程で、暗証番号で署名されています。"
        place = entry["terminal"], data["round"], data["pin"]
        if row is None or (row.terminal, row.round, row.entry) != place:
            yield "暗証番号の前のパスワードの署名がないか、その人・回・端末のものではありません。"
        elif row.wrong >= _PIN_TRIES or not timedelta() <= _since(row.time, entry["time"]) <= _LONGEST_ROW:
            yield "暗証番号が、30分を過ぎてから、または3回間違えたあとで使われています。"

    def follow(self, kind: str, entry: dict[str, Any], seq: int) -> None:
        """What an entry makes of the rows."""
        by, data = entry["by"], entry["data"]
        if kind == "piece.signed" and "pin" not in data:
            self._rows[by] = _PinRow(seq, data["round"], entry["time"], entry["terminal"])
        elif kind in _ROW_ENDS:
            self._rows.pop(by, None)
        elif kind == "round.signed":
            self._rows = {who: row for who, row in self._rows.items() if row.round != data["round"]}
        elif kind == "access.refused" and data.get("why") == "pin" and by in self._rows:
            self._rows[by].wrong += 1


def _since(before: str, after: str) -> timedelta:
    return datetime.fromisoformat(after) - datetime.fromisoformat(before)
