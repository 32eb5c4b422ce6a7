"""The words of the checks: rules and what they find."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from app.checks.view import FileView

Severity = Literal["error", "warning", "info"]
Stage = Literal["volume", "structure", "content", "sheet"]


class Finding(NamedTuple):
    """One thing found, of which a month has tens of thousands. It points at bytes: ``offset``/``length`` of ``record``
    of ``file``.

    ``record`` is ``None`` for a whole file (``offset`` then counts from its first byte, or is ``None``), ``file`` is
    empty for the whole volume. ``records`` > 1 says that so many records in a row, from ``record`` on, share one cause.
    ``message`` is Japanese, complete in itself, and holds no more of the record than it needs. ``advice`` is what is
    said at its end to our own operator, and ``own`` that the cause lies here: neither is for the agency.
    """

    rule: str
    severity: Severity
    file: str
    record: int | None
    offset: int | None
    length: int | None
    message: str
    records: int = 1
    advice: str = ""
    own: bool = False

    @property
    def fact(self) -> str:
        """What was found, without what our own operator does about it."""
        return self.message.removesuffix(self.advice)

    @property
    def sort_key(self) -> tuple[str, int, int, str, str]:
        """File, record, byte, rule: the order of every list of findings."""
        place = (-1 if self.record is None else self.record, -1 if self.offset is None else self.offset)
        return self.file, *place, self.rule, self.message


@dataclass(frozen=True, slots=True, eq=False)
class Hits:
    """What a rule found in one file, as columns: ``records`` ``(n,)`` ascending, and the bytes in each record.

    ``offset`` and ``length`` are one number for all or ``(n,)``. ``message(i)`` words the i-th hit; it is only called
    for hits that are kept, so it may look at the record. ``runs`` ``(n,)``, if given, is :attr:`Finding.records`.
    """

    records: NDArray[np.int64]
    offset: int | NDArray[np.int64]
    length: int | NDArray[np.int64]
    message: Callable[[int], str]
    runs: NDArray[np.int64] | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the catalogue; by itself one about the medium or the month, which no single file can answer.

    ``stage``: ``volume`` looks at what was found on the medium, ``structure`` at each record by itself, ``content``
    at what records say together, ``sheet`` at what is printed. ``content`` and ``sheet`` rules are not asked about
    records in which a ``structure`` rule found an error: one cause gives one finding. ``title`` is one Japanese line,
    ``source`` the place in the specification, ``explanation`` what a trainer reads out: what, why, what to do.
    """

    name: str
    severity: Severity
    stage: Stage
    title: str
    source: str
    explanation: str


@dataclass(frozen=True, slots=True)
class FileRule(Rule):
    """A rule that is asked of one notice file after the other; ``later``: not before the file's other rules, one of
    which makes all that it looks at.
    """

    find: "Callable[[FileView], Iterable[Hits]]"
    later: bool = False
