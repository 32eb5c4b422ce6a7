"""What a log's codes mean: which notice and which making, or why none of this month."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.lists.logs.clock import NO_TIME
from app.lists.logs.model import Log, ReadLogs
from app.notice.piece_id import LENGTH, OLD_LENGTH, PieceRun
from app.progress import Progress, no_progress
from app.proof.piece_codes import PieceCodes
from app.tally.model import UNTOLD, Events, LogName, Pieces, Rows

FITS, SHAPE, DIGITS, VOLUME, MONTH, PROCESS, RECORD, UNREAD, TIMES = range(9)
WHY = (
    "",
    "現品のコードの形でない",
    "検査数字の合わない",
    "別の媒体の現品の",
    "別の月か、検証品の現品の",
    "別の工程の現品の",
    "この媒体に通知書のない",
    "コードを読めなかった",
    "当月でない日時の",
)
_LETTERS = (ord("K"), ord("S"))
_LETTER_VALUES = (20, 28)
_PLACES = 10_000
_MATCHING = "作業ログの現品"
_HALF = 0.5


class Strange(NamedTuple):
    """Rows of a log that are of no piece of this month, for one reason: how many, the first line, and its code."""

    log: str
    why: int
    rows: int
    line: int
    code: str


class Matched(NamedTuple):
    """Events of pieces, and rows that are of none. ``cut``: logs whose last line was found to be cut by its code."""

    events: Events
    strange: tuple[Strange, ...]
    cut: tuple[str, ...]


def match_logs(
    pieces: Pieces,
    read: ReadLogs,
    codes: PieceCodes,
    volume: str,
    run: PieceRun | None = None,
    days: tuple[int, int] | None = None,
    progress: Progress = no_progress,
) -> Matched:
    """Every row with its piece. ``run``: what the month's pieces are made for, where that is known; ``days``: from when
    to when (ms) the month was worked on: a log that is mostly of other times is of another month, whatever its codes.
    """
    codebook = _codebook(pieces, codes, volume, run or _usual_run(read.logs))
    parts: list[Events] = []
    strange: list[Strange] = []
    machines: dict[str, int] = {}
    rolls: dict[str, int] = {"": 0}
    cut = []
    for at, log in enumerate(read.logs):
        progress(_MATCHING, at, len(read.logs))
        notice, making, why = codebook(log.code)
        why = np.where(log.unread, UNREAD, why)
        if days is not None and _is_of_other_times(log, days):
            why = np.where(why == FITS, TIMES, why)
        is_cut = (why != FITS) & (log.line == log.last) if not log.ended else np.zeros(len(log), dtype=bool)
        if is_cut.any():
            cut.append(log.name)
        strange += _strange(log, why, ~is_cut & ~((why == UNREAD) & ~log.passed))
        rows = np.flatnonzero(why == FITS)
        known = [machines.setdefault(name, len(machines)) for name in log.machines]
        machine = np.array(known, dtype=np.uint16)[log.machine[rows]]
        of_rolls = [rolls.setdefault(name.strip(), len(rolls)) for name in log.rolls]
        parts.append(
            Events(
                notice[rows],
                making[rows],
                log.stage[rows],
                log.passed[rows],
                log.by_hand[rows],
                log.remake[rows],
                log.time[rows],
                machine,
                np.full(len(rows), at, dtype=np.uint16),
                log.line[rows],
                np.array(of_rolls, dtype=np.uint16)[log.roll[rows]],
            )
        )
    names = tuple(map(_named, read.logs, parts))
    return Matched(_joined(parts, tuple(machines), names, tuple(rolls)), tuple(strange), tuple(cut))


def _usual_run(logs: Sequence[Log]) -> PieceRun | None:
    """What most pieces were made for, where nobody says it: month and process as their 現品ID tell."""
    found: Counter[str] = Counter()
    for log in logs:
        codes = log.code[(np.char.str_len(log.code) == LENGTH) & ~log.unread]
        if len(codes):
            cells = np.ascontiguousarray(codes.astype(f"S{LENGTH}")).view(np.uint8).reshape(len(codes), LENGTH)
            runs, times = np.unique(np.ascontiguousarray(cells[:, 14:20]).view("S6"), return_counts=True)
            found.update(dict(zip((one.decode("ascii", "replace") for one in runs.tolist()), times, strict=True)))
    said = max(found, key=lambda one: found[one], default="")
    if not (len(said) == len("YYMMPP") and said.isascii() and said.isdigit()) or said[2:4] == "00":
        return None
    return PieceRun(f"20{said[:2]}-{said[2:4]}", int(said[4:]))


def _named(log: Log, own: Events) -> LogName:
    """A log with the stages that it tells of: jams, re-prints and other months tell nothing of what went well."""
    return LogName(log.name, tuple(np.unique(own.stage[own.passed & ~own.remake]).tolist()), log.sha256)


def _joined(
    parts: Sequence[Events], machines: tuple[str, ...], logs: tuple[LogName, ...], rolls: tuple[str, ...]
) -> Events:
    """All events as one; a row that stands twice, in logs that overlap, happened once."""
    columns = [
        np.concatenate([getattr(part, name) for part in parts] or [np.zeros(0, dtype=kind)]).astype(kind)
        for name, kind in (
            ("notice", np.int32),
            ("making", np.uint8),
            ("stage", np.uint8),
            ("passed", bool),
            ("by_hand", bool),
            ("remake", bool),
            ("time", np.int64),
            ("machine", np.uint16),
            ("log", np.uint16),
            ("line", np.int64),
            ("roll", np.uint16),
        )
    ]
    notice, making, stage, passed, by_hand, remake, time, machine, log, line, roll = columns
    events = Events(
        notice, making, stage, passed, by_hand, remake, time, machine, log, line, roll, machines, logs, rolls
    )
    return events.take(np.flatnonzero(~_repeated(events)))


def _repeated(events: Events) -> NDArray[np.bool_]:
    """Rows that another log has as well: the same piece, stage, machine and moment."""
    order = np.lexsort((events.log, events.machine, events.passed, events.stage, events.notice, events.time))
    own = events.take(order)
    same = np.zeros(len(own), dtype=bool)
    if len(own) > 1:
        same[1:] = (own.time[1:] == own.time[:-1]) & (own.time[1:] != NO_TIME) & (own.log[1:] != own.log[:-1])
        for name in ("notice", "making", "stage", "machine", "passed", "remake"):
            column = getattr(own, name)
            same[1:] &= column[1:] == column[:-1]
    found = np.zeros(len(own), dtype=bool)
    found[order] = same
    return found


def _is_of_other_times(log: Log, days: tuple[int, int]) -> bool:
    timed = log.time[log.time != NO_TIME]
    return bool(len(timed)) and bool(((timed < days[0]) | (timed > days[1])).mean() > _HALF)


def _strange(log: Log, why: NDArray[np.integer], counted: NDArray[np.bool_]) -> Iterator[Strange]:
    for reason in np.unique(why[counted]).tolist():
        if reason != FITS:
            rows = np.flatnonzero(counted & (why == reason))
            first = int(rows[0])
            yield Strange(log.name, reason, len(rows), int(log.line[first]), log.code[first].decode("ascii", "replace"))


# Codes


class _Own:
    """Kenpan's own 現品ID, whole columns at once."""

    def __init__(self, pieces: Pieces, volume: str, run: PieceRun | None) -> None:
        self._volume, self._run = int(volume.removeprefix("PAP")), run
        self._file = np.full((len(_LETTERS), _PLACES), -1, dtype=np.int64)
        for at, name in enumerate(pieces.files):
            self._file[_LETTERS.index(ord(name[4])), int(name.partition("#")[2])] = at
        last = [int(pieces.record[end - 1]) + 1 if end > begin else 0 for begin, end in _spans(pieces)]
        self._bases = np.concatenate(([0], np.cumsum(last)))
        self._sizes = np.array(last, dtype=np.int64)
        self._notice = np.full(int(self._bases[-1]) + 1, -1, dtype=np.int32)
        self._notice[self._bases[pieces.file] + pieces.record] = np.arange(len(pieces), dtype=np.int32)

    def __call__(self, codes: NDArray[np.bytes_]) -> tuple[NDArray[np.int32], NDArray[np.uint8], NDArray[np.uint8]]:
        """Notice, making and why not, ``(k,)`` each."""
        count = len(codes)
        notice = np.full(count, -1, dtype=np.int32)
        making, why = np.zeros(count, dtype=np.uint8), np.full(count, SHAPE, dtype=np.uint8)
        codes = np.char.upper(codes)
        lengths = np.char.str_len(codes)
        for length in (LENGTH, OLD_LENGTH):
            rows = np.flatnonzero(lengths == length)
            if len(rows):
                cells = np.ascontiguousarray(codes[rows].astype(f"S{length}")).view(np.uint8).reshape(len(rows), length)
                notice[rows], making[rows], why[rows] = self._read(cells)
        return notice, making, why

    def _read(self, cells: NDArray[np.uint8]) -> tuple[NDArray[np.int32], NDArray[np.uint8], NDArray[np.uint8]]:
        digits = cells[:, 1:].astype(np.int64) - ord("0")
        letter = np.where(cells[:, 0] == _LETTERS[0], 0, np.where(cells[:, 0] == _LETTERS[1], 1, -1))
        shape = (letter >= 0) & (digits >= 0).all(axis=1) & (digits <= 9).all(axis=1)
        remainder = np.array(_LETTER_VALUES)[letter]
        for at in range(digits.shape[1] - 2):
            remainder = (remainder * 10 + digits[:, at]) % 97
        checked = (98 - remainder * 100 % 97) == _number(digits, -2, 0)
        place, record = _number(digits, 2, 6), _number(digits, 6, 13)
        file = self._file[letter, np.clip(place, 0, _PLACES - 1)]
        there = (file >= 0) & (record < self._sizes[file])
        found = self._notice[np.where(there, self._bases[file] + record, len(self._notice) - 1)]
        why = np.zeros(len(cells), dtype=np.uint8)
        why[found < 0] = RECORD
        making = np.zeros(len(cells), dtype=np.uint8)
        if digits.shape[1] == LENGTH - 1:
            making = digits[:, 19].astype(np.uint8)
            why = self._of_run(why, digits)
        why[_number(digits, 0, 2) != self._volume] = VOLUME
        why[~checked] = DIGITS
        why[~shape] = SHAPE
        return found, making, why

    def _of_run(self, why: NDArray[np.uint8], digits: NDArray[np.int64]) -> NDArray[np.uint8]:
        if self._run is not None:
            month = int(self._run.month[2:4] + self._run.month[5:]) if self._run.month else self._run.round * 100
            why[_number(digits, 17, 19) != self._run.process] = PROCESS
            why[_number(digits, 13, 17) != month] = MONTH
        return why


class _Theirs:
    """A contractor's own codes: each text once."""

    def __init__(self, pieces: Pieces, codes: PieceCodes, volume: str, run: PieceRun | None) -> None:
        self._pieces, self._codes, self._volume, self._run = pieces, codes, volume.removeprefix("PAP"), run

    def __call__(self, codes: NDArray[np.bytes_]) -> tuple[NDArray[np.int32], NDArray[np.uint8], NDArray[np.uint8]]:
        """Notice, making and why not, ``(k,)`` each."""
        texts, at = np.unique(codes, return_inverse=True)
        found = [self._read(one.decode("ascii", "replace")) for one in texts.tolist()]
        return (
            np.array([one[0] for one in found], dtype=np.int32)[at],
            np.array([one[1] for one in found], dtype=np.uint8)[at],
            np.array([one[2] for one in found], dtype=np.uint8)[at],
        )

    def _read(self, text: str) -> tuple[int, int, int]:
        match = self._codes.pattern.fullmatch(text) if self._codes.fits(text) else None
        if match is None:
            return -1, UNTOLD, SHAPE
        said = match.groupdict()
        if "key" in said:
            place = self._codes.mapping.get(said["key"])
        else:
            file = f"ZMGK{said['letter']}#{said['prefecture']}{said['split']}"
            place = file, int(said["record"]) - self._codes.first_record
        notice = None if place is None else self._pieces.find(*place)
        making = int(said.get("making") or UNTOLD)
        if said.get("volume") and said["volume"] != self._volume:
            return -1, making, VOLUME
        return (-1, making, RECORD) if notice is None else (notice, making, self._of_run(said))

    def _of_run(self, said: dict[str, str | None]) -> int:
        if self._run is None:
            return FITS
        month = self._run.month[2:4] + self._run.month[5:]
        if (said.get("month") and said["month"] != month) or said.get("round"):
            return MONTH
        return PROCESS if said.get("process") and int(said["process"] or 0) != self._run.process else FITS


def _codebook(pieces: Pieces, codes: PieceCodes, volume: str, run: PieceRun | None) -> "_Own | _Theirs":
    return _Own(pieces, volume, run) if codes.is_own else _Theirs(pieces, codes, volume, run)


def _spans(pieces: Pieces) -> Iterable[tuple[int, int]]:
    starts = pieces.starts.tolist()
    return pairwise(starts)


def _number(digits: NDArray[np.int64], begin: int, end: int) -> Rows:
    """The number that these digits of each row write; ``end`` 0: to the last."""
    part = digits[:, begin:] if end == 0 else digits[:, begin:end]
    value = np.zeros(len(part), dtype=np.int64)
    for at in range(part.shape[1]):
        value = value * 10 + part[:, at]
    return value


def strange_text(one: Strange) -> str:
    """What these rows are, in Japanese."""
    return f"{one.log} に、{WHY[one.why]}行が {one.rows:,} 行あります（最初は {one.line:,} 行目）。"
