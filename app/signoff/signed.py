"""What decisions are about and whose they are: signatures, what is bound, and what was found of a piece."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from app.proof.model import Scan, Side
from app.shown import shown
from app.signoff.ledger import Entry

Answer = Literal["ok", "ng"]


def show_names(one: object, *names: str) -> None:
    """Write names that others gave to people and files as they can be seen; nothing compares or signs them."""
    for name in names:
        object.__setattr__(one, name, shown(getattr(one, name)))


@dataclass(frozen=True, slots=True)
class Sign:
    """A signature as shown and printed: who (account id, name at that time), when (UTC, ISO 8601), meaning, entry, and
    whether a PIN stood for the password (:mod:`app.signoff.pin_rows`).
    """

    by: str
    name: str
    time: str
    meaning: str
    seq: int
    by_pin: bool = False

    def __post_init__(self) -> None:
        show_names(self, "name")


def sign_of(entry: Entry) -> Sign:
    """The signature that an entry is."""
    return Sign(entry.by, entry.name, entry.time, entry.meaning, entry.seq, "pin" in entry.data)


@dataclass(frozen=True, slots=True)
class Part:
    """What a decision is bound to: stable ``name`` (``media``, ``setting.press`` …), ``label`` that people read, the
    ``sha256`` of its exact content, and a short value to show as ``detail`` (file name, version)."""

    name: str
    label: str
    sha256: str
    detail: str = ""

    def __post_init__(self) -> None:
        show_names(self, "label", "detail")


@dataclass(frozen=True, slots=True)
class PieceResult:
    """What one person saw of one piece. ``failures`` are Japanese sentences; empty means passed.

    ``piece_id`` is what the piece had to be then: it may have been replaced since.

    ``answers``: check sheet item → ``ok``/``ng``; items that do not apply are not in it.
    """

    number: int
    scans: Mapping[Side, Scan]
    answers: Mapping[str, Answer]
    failures: tuple[str, ...]
    comment: str
    signature: Sign
    piece_id: str = ""

    @property
    def passed(self) -> bool:
        """合格."""
        return not self.failures
