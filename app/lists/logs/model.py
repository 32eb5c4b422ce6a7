"""The logs as they were read: columns of what each line says, whatever machine wrote it."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

UNKNOWN_STAGE = 255


@dataclass(frozen=True, eq=False)
class Log:
    """One log; ``(k,)`` columns over its rows. ``title``: what kind it is; ``stage`` as
    :data:`app.lists.logs.spec.STAGES`, ``passed``: not jammed nor rejected; ``remake``: about a re-print; ``unread``:
    its camera read no code; ``time`` in ms on its clock; ``machine``, ``operator``, ``reason`` and ``roll``: places in
    the texts, of which a log without such a column has one, that is blank. ``broken``: numbers of lines that are not
    whole (the first ones), ``broken_count`` all of them; ``last`` line, and whether it was ``ended``; ``notes``
    (Japanese): what else could not be told; ``strange``: results that nobody knows.
    """

    name: str
    title: str
    sha256: str
    size: int
    code: NDArray[np.bytes_]
    stage: NDArray[np.uint8]
    passed: NDArray[np.bool_]
    by_hand: NDArray[np.bool_]
    remake: NDArray[np.bool_]
    unread: NDArray[np.bool_]
    time: NDArray[np.int64]
    machine: NDArray[np.uint16]
    operator: NDArray[np.uint16]
    reason: NDArray[np.uint16]
    line: NDArray[np.int64]
    machines: tuple[str, ...]
    operators: tuple[str, ...]
    reasons: tuple[str, ...]
    broken: tuple[int, ...]
    broken_count: int
    last: int
    ended: bool
    uncoded: int
    notes: tuple[str, ...]
    strange: tuple[str, ...]
    roll: NDArray[np.uint16]
    rolls: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.line)

    @property
    def is_cut(self) -> bool:
        """Whether the last line is not whole: the machine, or the copying, stopped in the middle of it."""
        return bool(self.broken) and self.broken[-1] == self.last


class LogProblem(NamedTuple):
    """A file that was not read: why (Japanese), and what to do. ``rows``: what it begins with, where a person may name
    its columns; ``fingerprint`` of its headers. ``twice``: it is the same as another one that was read.
    """

    name: str
    what: str
    next_step: str
    rows: tuple[tuple[str, ...], ...] = ()
    fingerprint: str = ""
    twice: bool = False


@dataclass(frozen=True, eq=False)
class ReadLogs:
    """All logs that were given. ``stand_in``: what is our own guess about them."""

    logs: tuple[Log, ...]
    problems: tuple[LogProblem, ...]
    stand_in: str

    @property
    def lines(self) -> int:
        """Rows of all of them."""
        return sum(len(one) for one in self.logs)
