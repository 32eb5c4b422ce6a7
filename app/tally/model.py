"""The pieces of a month, and what the machines' logs say of them: one row an envelope, a notice, an event."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.records.layouts import Scheme
from app.records.notice_file import DETAIL, NoticeFile
from app.records.units import Count

Rows = NDArray[np.int64]
PRINT, INSERT, THICKNESS, WEIGHT, POST = range(5)
"""The stages in their order. A jam is of the stage where it happened, a re-print is of :data:`PRINT`."""
STAGE_WORDS = ("印字", "封入", "厚み", "計量", "差出")
NEEDED = (PRINT, INSERT, WEIGHT, POST)
"""Stages that every piece goes through; the thickness is looked at where a machine logs it (N 委託要領7)."""
NO_TIME = np.iinfo(np.int64).min
UNTOLD = 0
"""The making of a code that does not say how often its piece was printed."""
_OFFICE_BYTES = 4


@dataclass(frozen=True, eq=False)
class Pieces:
    """Every ``01`` of the open files, in the order of the files and records, ``(n,)`` each; ``envelope`` counts the
    establishments: their notices follow each other. ``office`` as ``S4``. ``pulled`` ``(m,)``: envelopes that are not
    posted but handed to their office (引き抜き).
    """

    files: tuple[str, ...]
    schemes: tuple[Scheme, ...]
    file: NDArray[np.int32]
    record: Rows
    envelope: NDArray[np.int32]
    office: NDArray[np.bytes_]
    pulled: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.record)

    @cached_property
    def first(self) -> Rows:
        """``(m,)``: the first notice of each envelope, whose code shows through the window."""
        return np.flatnonzero(np.diff(self.envelope, prepend=-1))

    @property
    def envelopes(self) -> int:
        """How many (通)."""
        return len(self.first)

    @cached_property
    def starts(self) -> Rows:
        """``(files + 1,)``: where each file's notices begin."""
        return np.searchsorted(self.file, np.arange(len(self.files) + 1))

    def find(self, file: str, record: int) -> int | None:
        """The number of a notice, ``None`` for what is none."""
        if file not in self.files:
            return None
        at = self.files.index(file)
        begin, end = int(self.starts[at]), int(self.starts[at + 1])
        found = begin + int(np.searchsorted(self.record[begin:end], record))
        return found if found < end and int(self.record[found]) == record else None

    def place(self, notice: int) -> tuple[str, int]:
        """File and record of a notice."""
        return self.files[int(self.file[notice])], int(self.record[notice])

    def of_envelope(self, envelope: int) -> range:
        """The notices in an envelope."""
        begin = int(self.first[envelope])
        return range(begin, int(self.first[envelope + 1]) if envelope + 1 < self.envelopes else len(self))


def pieces_of(notices: Iterable[NoticeFile], pulled: Iterable[tuple[str, int]] = ()) -> Pieces:
    """The pieces of these files; ``pulled``: file and ``01`` of notices that are pulled out."""
    files = [one for one in notices if len(one.rows(DETAIL))]
    rows = [one.rows(DETAIL) for one in files]
    names = tuple(one.name for one in files)
    keys, base, last = [], 0, None
    for file, own in zip(files, rows, strict=True):
        whole, start = file.in_sequence(0)
        if whole is not last:
            base, last = base + (0 if last is None else 2 * len(last) + 2), whole
        extracts = whole.extract_of[own + start]
        keys.append(base + np.where(extracts >= 0, extracts, len(whole) + 1 + own + start))
    key = np.concatenate(keys) if keys else np.zeros(0, dtype=np.int64)
    envelope = (np.cumsum(np.diff(key, prepend=-1) != 0) - 1).astype(np.int32)
    found = Pieces(
        names,
        tuple(one.scheme for one in files),
        np.repeat(np.arange(len(files), dtype=np.int32), [len(own) for own in rows]),
        np.concatenate(rows) if rows else np.zeros(0, dtype=np.int64),
        envelope,
        _joined([np.ascontiguousarray(f.data[own, :_OFFICE_BYTES]) for f, own in zip(files, rows, strict=True)]),
        np.zeros(int(envelope[-1]) + 1 if len(envelope) else 0, dtype=bool),
    )
    for name, record in pulled:
        at = found.find(name, record)
        if at is not None:
            found.pulled[envelope[at]] = True
    return found


def _joined(offices: Sequence[NDArray[np.uint8]]) -> NDArray[np.bytes_]:
    if not offices:
        return np.zeros(0, dtype=f"S{_OFFICE_BYTES}")
    return np.concatenate(offices).view(f"S{_OFFICE_BYTES}").reshape(-1)


class LogName(NamedTuple):
    """A log that was read: its name, the stages that it tells of, and the SHA-256 of its bytes."""

    name: str
    stages: tuple[int, ...]
    sha256: str


@dataclass(frozen=True, eq=False)
class Events:
    """What happened to pieces, a row each, ``(k,)``: notice (of :class:`Pieces`), making (:data:`UNTOLD`: not said),
    stage, whether it passed (a jam or a rejection did not), whether a hand did it, whether it is a line about a
    re-print, ms on the clock of the machine (:data:`NO_TIME`), machine, log, line (from 1) and roll of paper, blank
    where the machine does not write it.
    """

    notice: NDArray[np.int32]
    making: NDArray[np.uint8]
    stage: NDArray[np.uint8]
    passed: NDArray[np.bool_]
    by_hand: NDArray[np.bool_]
    remake: NDArray[np.bool_]
    time: NDArray[np.int64]
    machine: NDArray[np.uint16]
    log: NDArray[np.uint16]
    line: NDArray[np.int64]
    roll: NDArray[np.uint16]
    machines: tuple[str, ...] = ()
    logs: tuple[LogName, ...] = ()
    rolls: tuple[str, ...] = ("",)

    def __len__(self) -> int:
        return len(self.notice)

    def take(self, rows: Rows) -> "Events":
        """These rows, in this order."""
        return Events(
            self.notice[rows],
            self.making[rows],
            self.stage[rows],
            self.passed[rows],
            self.by_hand[rows],
            self.remake[rows],
            self.time[rows],
            self.machine[rows],
            self.log[rows],
            self.line[rows],
            self.roll[rows],
            self.machines,
            self.logs,
            self.rolls,
        )


class StageCounts(NamedTuple):
    """What the logs say of an office: ``printed`` in 件, the others in 通; ``None`` without a log of that stage.
    What a machine rejected does not count.
    """

    printed: Count | None
    inserted: Count | None
    weighed: Count | None
    posted: Count | None


class Remade(NamedTuple):
    """A piece that a machine spoiled: its notice and making (which attempt, where the code does not say), where and why
    it was; ``again``: the making that took its place, ``None`` where there is none; ``went_on``: it was used all the
    same.
    """

    notice: int
    making: int
    stage: int
    event: int
    again: int | None
    went_on: bool


@dataclass(frozen=True, eq=False)
class Lives:
    """Every piece's way. ``events`` stand by envelope and time, ``begins`` ``(m + 1,)`` says where each envelope's
    begin; ``live`` ``(k,)``: of a piece that was not spoiled. Times that it happened to a live piece: ``printed``
    ``(n,)`` by notice, ``done[stage]`` ``(m,)`` by envelope for the stages of which there is a log. ``rejected`` and
    ``reprinted`` ``(m,)`` by envelope.
    """

    pieces: Pieces
    events: Events
    begins: Rows
    live: NDArray[np.bool_]
    printed: NDArray[np.uint16]
    done: Mapping[int, NDArray[np.uint16]]
    rejected: NDArray[np.uint16]
    reprinted: NDArray[np.uint16]
    remade: tuple[Remade, ...] = field(default=())

    @cached_property
    def logged(self) -> frozenset[int]:
        """The stages of which there is a log."""
        return frozenset(stage for one in self.events.logs for stage in one.stages)

    @property
    def missing(self) -> tuple[int, ...]:
        """Stages that every piece goes through and of which there is no log."""
        return tuple(one for one in NEEDED if one not in self.logged)

    def of_envelope(self, envelope: int) -> range:
        """The events of an envelope."""
        return range(int(self.begins[envelope]), int(self.begins[envelope + 1]))
