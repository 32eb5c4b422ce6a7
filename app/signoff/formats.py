"""The formats of the ledger: what differs between them, and how an entry says which one it begins."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.errors import KenpanError


@dataclass(frozen=True, slots=True)
class Format:
    """``domain`` stands before every signed text, so that no signature can be taken for one of something else;
    ``founding`` are the kinds of the first entries, the last of which brings the key that all of them are signed with;
    ``checkpoint`` is the ``format`` of its checkpoint files. ``lacks`` names what is asked of entries in later formats
    only, ``wider`` who might make a kind then and may no longer.
    """

    domain: bytes
    founding: tuple[str, ...]
    checkpoint: str
    lacks: frozenset[str] = frozenset()
    wider: Mapping[str, frozenset[str]] = field(default_factory=dict)


_FOUNDING = ("account.created", "right.granted", "key.enrolled")
FORMATS: Mapping[int, Format] = {
    1: Format(
        b"kenpan-ledger-1\n",
        _FOUNDING,
        "kenpan-checkpoint-1",
        # shape: data exactly as its kind says; meaning: that of its kind; initial_key: a first key proved by the
        # initial one; items: the questions of a check sheet in its rounds; draw: pieces drawn by an entry of their own;
        # settings: the process settings that a round asks for, and why one is not there; session: keys for a batch of
        # commands; compare: 正・副 compared; box: a box beside each key, that secrets are put in; months: processes and
        # months instead of jobs, and why a round is made.
        frozenset(
            {"shape", "meaning", "initial_key", "items", "draw", "settings", "session", "compare", "box", "months"}
        ),
        {"media.opened": frozenset({"trainer", "admin"})},
    ),
    2: Format(b"kenpan-ledger-2\n", ("ledger.begun", *_FOUNDING), "kenpan-checkpoint-2"),
}
NEWEST = max(FORMATS)
"""The format of the ledgers that are begun now; older ones are only read."""


@dataclass(frozen=True, slots=True)
class Previous:
    """Where the ledger that this one takes on from ended: its format, number of entries, hash of the last."""

    format: int
    count: int
    head: str


def format_of(kind: str, data: Mapping[str, Any]) -> int:
    """The format of the ledger that begins with this entry; format 1 had no entry of its own for it.

    ``KenpanError`` ``ledger.newer`` for one that this program does not know; ``ValueError`` for no format at all.
    """
    if kind != "ledger.begun":
        return 1
    number = data.get("format")
    if type(number) is not int or number <= 1:
        raise ValueError(f"{number!r} is no format of a ledger that says so")
    if number not in FORMATS:
        raise newer(number)
    return number


def previous_of(data: Mapping[str, Any]) -> Previous | None:
    """What the first entry says of the ledger before; ``ValueError``, ``KeyError`` or ``TypeError`` if it is none."""
    told = data["previous"]
    if told is None:
        return None
    if {name: type(value) for name, value in told.items()} != {"format": int, "count": int, "head": str}:
        raise ValueError("other names or types")
    return Previous(told["format"], told["count"], told["head"])


def newer(number: int) -> KenpanError:
    """What is said of a ledger that only a newer program reads."""
    return KenpanError(
        "ledger.newer",
        f"この台帳は、この検版より新しい形式（{number}）です。",
        "新しい検版を使ってください。この端末では開けません。",
    )
