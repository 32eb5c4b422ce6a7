"""The month's numbers as the ledger knows them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

from app.signoff.signed import Sign
from app.tally.slip_model import Slip


@dataclass(frozen=True, slots=True)
class SlipKept:
    """A slip (通 by row) of a medium; of a stamped one the day of its stamp, and its image by name and hash."""

    manifest: str
    slip: Slip
    signature: Sign
    on: str = ""
    name: str = ""
    sha256: str = ""


class Differs(NamedTuple):
    """Two numbers that do not agree, by what they are called and what is told of them (Japanese)."""

    key: str
    what: str


@dataclass(frozen=True, slots=True)
class CountsTaken:
    """All counts side by side. ``sha256``: of the table; ``carried``, ``compared``, ``logs``: hashes of lists,
    comparison and logs that it rests on, empty where there were none; ``untold``: columns (Japanese) that nobody had
    told yet; ``unconfirmed``: sources that are no evidence; ``differs``: of offices.
    """

    manifest: str
    slip: Slip
    sha256: str
    carried: str
    compared: str
    logs: str
    notices: int
    envelopes: int
    posted: int | None
    untold: tuple[str, ...]
    unconfirmed: int
    differs: tuple[Differs, ...]
    signature: Sign


class Explained(NamedTuple):
    """A lead's reason for a difference; it holds as long as the numbers are these."""

    differs: Differs
    reason: str
    signature: Sign


@dataclass(frozen=True, slots=True)
class Counts:
    """A month's: the last of each, and reasons by key."""

    drafted: SlipKept | None = None
    stamped: SlipKept | None = None
    taken: CountsTaken | None = None
    explained: Mapping[str, Explained] = field(default_factory=lambda: MappingProxyType({}))
