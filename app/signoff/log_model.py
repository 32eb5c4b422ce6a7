"""The machines' logs of a month as the ledger knows them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

from app.signoff.signed import Sign


@dataclass(frozen=True, slots=True)
class LogItem:
    """Something that the logs leave open: the rule, what it is about (a 現品ID, or rows of a log), how many."""

    rule: str
    about: str
    count: int


@dataclass(frozen=True, slots=True)
class LogsRead:
    """The logs that were read last. ``sha256``: of the logs and of what they leave open; ``files`` read, ``unread``
    ones are named on the screen; ``counts`` by stage, ``None`` without a log of it; ``order``: warnings about clocks.
    """

    manifest: str
    sha256: str
    files: int
    unread: int
    counts: Mapping[str, int | None]
    order: int
    items: tuple[LogItem, ...]
    signature: Sign


class Remaking(NamedTuple):
    """A spoiled piece and what took its place: why, on which machine, by whom it was printed again; ``method``: how the
    spoiled one was destroyed, by whoever signed.
    """

    again: str
    reason: str
    machine: str
    person: str
    method: str
    signature: Sign


@dataclass(frozen=True, slots=True)
class MonthLogs:
    """All about a month's logs: what was read last, and by 現品ID what was written down of spoiled pieces, who saw them
    destroyed, and the agency's consent to what was inserted by hand; ``settled``: what a lead gave a reason for;
    ``results``: whether a piece passed for which a log has this word.
    """

    read: LogsRead | None = None
    remade: Mapping[str, Remaking] = field(default_factory=lambda: MappingProxyType({}))
    destroyed: Mapping[str, Sign] = field(default_factory=lambda: MappingProxyType({}))
    allowed: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    settled: Mapping[LogItem, Sign] = field(default_factory=lambda: MappingProxyType({}))
    results: Mapping[str, bool] = field(default_factory=lambda: MappingProxyType({}))
