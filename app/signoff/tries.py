"""Tries to get in: how many are free, and how long each one after them has to wait."""

from datetime import datetime, timedelta
from threading import Lock
from typing import Any, NamedTuple

from app.errors import KenpanError

_FREE = 3
_FIRST_DELAY = timedelta(seconds=5)
_LONGEST_DELAY = timedelta(minutes=30)
_MOST_STRANGERS = 10_000

NONE_YET: dict[str, Any] = {"tries": 0, "until": None, "told": False}
"""``tries`` since the last login, ``until`` when no further one is looked at (ISO 8601), ``told`` to the ledger."""


class Counted(NamedTuple):
    """One more try. ``wait`` is 0 for one that counts; otherwise ``is_news`` says that this wait was not told yet."""

    kept: dict[str, Any]
    wait: float
    is_news: bool


def delay(tries: int) -> timedelta:
    """How long to wait after so many tries."""
    return min(_FIRST_DELAY * int(2 ** min(tries - _FREE - 1, 16)), _LONGEST_DELAY)


def counted(kept: dict[str, Any], now: datetime) -> Counted:
    """Count a try, unless it comes too early. ``kept`` may hold more than :data:`NONE_YET`; all of it stays."""
    until = now if kept["until"] is None else datetime.fromisoformat(kept["until"])
    # A clock that was set back shuts nobody out for longer than the delay itself.
    until = min(until, now + delay(kept["tries"]))
    if until > now:
        shut = {**kept, "until": until.isoformat(), "told": True}
        return Counted(shut, (until - now).total_seconds(), not kept.get("told"))
    tries = kept["tries"] + 1
    later = (now + delay(tries)).isoformat() if tries > _FREE else None
    return Counted({**kept, "tries": tries, "until": later, "told": False}, 0, False)


def taken_back(kept: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """Without the try that left ``own``: tries of others meanwhile, and their waits, stay."""
    until = None if kept["until"] == own["until"] else kept["until"]
    return {**kept, "tries": max(0, kept["tries"] - 1), "until": until}


def too_early(wait: float) -> KenpanError:
    """What is said to a try that comes too early."""
    return KenpanError(
        "login.locked",
        "続けて間違えたため、しばらくログインできません。",
        "待ってからやり直してください。",
        place=f"あと {int(wait) + 1} 秒",
    )


class Strangers:
    """Tries for IDs that nobody has, while the program runs: they wait like those for IDs that somebody has."""

    def __init__(self) -> None:
        self._kept: dict[str, dict[str, Any]] = {}
        self._lock = Lock()

    def forgive(self, login: str) -> None:
        """Take the last try back: it was right as far as it went."""
        said = login.strip().casefold()
        with self._lock:
            kept = self._kept.get(said)
            if kept is not None:
                self._kept[said] = taken_back(kept, kept)

    def count(self, login: str, now: datetime) -> Counted:
        """Count a try for an ID as it was typed; the same without blanks around it and in any case."""
        said = login.strip().casefold()
        with self._lock:
            found = counted(self._kept.pop(said, NONE_YET), now)
            self._kept[said] = found.kept
            if len(self._kept) > _MOST_STRANGERS:
                del self._kept[next(iter(self._kept))]
            return found
