"""Each piece's way through print, insertion, weighing and posting, as the machines' logs tell it.

A piece that a machine spoiled does not count: another must have been printed and must have gone the whole way. Whole
columns are counted at once; only envelopes in which something was spoiled are walked through, event by event.
"""

import numpy as np
from numpy.typing import NDArray

from app.progress import Progress, no_progress
from app.records.layouts import Scheme
from app.records.units import ENVELOPES, NOTICES, Count
from app.tally.model import INSERT, POST, PRINT, UNTOLD, WEIGHT, Events, Lives, Pieces, Remade, StageCounts

_MAKINGS = 256
_READING = "作業ログの突合せ"


def lives_of(pieces: Pieces, events: Events, progress: Progress = no_progress) -> Lives:
    """The ways of all pieces."""
    own = pieces.envelope[events.notice] if len(events) else np.zeros(0, dtype=np.int32)
    order = np.lexsort((events.line, events.log, events.time, own))
    events, own = events.take(order), own[order]
    begins = np.searchsorted(own, np.arange(pieces.envelopes + 1))
    spoiled = np.bincount(own[~events.passed], minlength=pieces.envelopes)
    live, counted = events.passed.copy(), events.passed & ~_told_twice(events)
    remade: list[Remade] = []
    troubled = np.flatnonzero(spoiled)
    for done, envelope in enumerate(troubled.tolist()):
        rows = range(int(begins[envelope]), int(begins[envelope + 1]))
        remade += _walk(pieces, envelope, events, rows, live, counted)
        if done % 1000 == 0:
            progress(_READING, done, len(troubled))
    counted &= live
    stages = {stage for one in events.logs for stage in one.stages if stage != PRINT}
    prints = events.notice[counted & (events.stage == PRINT)]
    again = own[events.remake | ((events.stage == PRINT) & (events.making > 1))]
    return Lives(
        pieces,
        events,
        begins,
        live,
        _times(prints, len(pieces)),
        {stage: _by_envelope(pieces, events.notice[counted & (events.stage == stage)]) for stage in sorted(stages)},
        _spoiled(pieces, remade),
        _times(again, pieces.envelopes),
        tuple(remade),
    )


def stage_counts(lives: Lives) -> dict[tuple[str, Scheme], StageCounts]:
    """By office (four digits) and scheme what was printed (件), inserted, weighed and posted (通)."""
    pieces = lives.pieces
    if not len(pieces):
        return {}
    key = np.char.add(pieces.office, np.array(pieces.schemes, dtype="S6")[pieces.file])
    names, group = np.unique(key, return_inverse=True)
    of_envelope = group[pieces.first]

    def of(stage: int) -> list[Count | None]:
        if stage not in lives.logged:
            return [None] * len(names)
        at, times, unit = (
            (group, lives.printed, NOTICES) if stage == PRINT else (of_envelope, lives.done[stage], ENVELOPES)
        )
        sums = np.bincount(at, weights=times, minlength=len(names))
        return [Count(int(one), unit) for one in sums]

    columns = zip(*(of(stage) for stage in (PRINT, INSERT, WEIGHT, POST)), strict=True)
    schemes: dict[str, Scheme] = {one: one for one in pieces.schemes}
    return {
        (name[:4].decode("ascii", "replace"), schemes[name[4:].decode("ascii")]): StageCounts(*own)
        for name, own in zip(names.tolist(), columns, strict=True)
    }


def _times(at: NDArray[np.integer], length: int) -> NDArray[np.uint16]:
    return np.minimum(np.bincount(at, minlength=length), np.iinfo(np.uint16).max).astype(np.uint16)


def _by_envelope(pieces: Pieces, notices: NDArray[np.int32]) -> NDArray[np.uint16]:
    """How often each envelope was there: a machine may log one of its sheets or each of them."""
    if not pieces.envelopes:
        return np.zeros(0, dtype=np.uint16)
    return np.maximum.reduceat(_times(notices, len(pieces)), pieces.first)


def _spoiled(pieces: Pieces, remade: list[Remade]) -> NDArray[np.uint16]:
    """How often each envelope was spoiled: of its sheets the one that was spoiled most often."""
    times = _times(np.array([one.notice for one in remade], dtype=np.int64), len(pieces))
    return np.maximum.reduceat(times, pieces.first) if pieces.envelopes else times


def _told_twice(events: Events) -> NDArray[np.bool_]:
    """Lines about a re-print whose print stands in the printer's own log as well."""
    key = events.notice.astype(np.int64) * _MAKINGS + events.making
    prints = (events.stage == PRINT) & ~events.remake & events.passed
    return events.remake & np.isin(key, key[prints])


def _walk(
    pieces: Pieces,
    envelope: int,
    events: Events,
    rows: range,
    live: NDArray[np.bool_],
    counted: NDArray[np.bool_],
) -> list[Remade]:
    """An envelope in which something was spoiled: which of its events are of spoiled pieces, and what became of them.

    Where codes do not say the making, a print after something was spoiled is the next one.
    """
    notices = pieces.of_envelope(envelope)
    now, waits = dict.fromkeys(notices, UNTOLD + 1), dict.fromkeys(notices, False)
    told = {(int(events.notice[row]), int(events.making[row])) for row in rows if events.stage[row] == PRINT}
    attempts: list[tuple[int, int]] = []
    spoiled: dict[tuple[int, int], tuple[int, int]] = {}
    for row in rows:
        notice, stage, making = int(events.notice[row]), int(events.stage[row]), int(events.making[row])
        if stage == PRINT:
            if making == UNTOLD and waits[notice] and not (events.remake[row] and not events.passed[row]):
                now[notice] += 1
            waits[notice] = False
            now[notice] = making or now[notice]
        attempt = notice, making or now[notice]
        attempts.append(attempt)
        if events.passed[row]:
            continue
        for other in notices if stage != PRINT else (notice,):
            one = attempt if other == notice else (other, _beside(other, making, now[other], told))
            spoiled.setdefault(one, (stage, row))
            waits[other] = True
    printed = _prints(events, rows, attempts)
    own = {one for row, one in zip(rows, attempts, strict=True) if _is_own_print(events, row)}
    used: set[tuple[int, int]] = set()
    for row, attempt in zip(rows, attempts, strict=True):
        if attempt in spoiled:
            live[row] = False
            if events.passed[row] and int(events.stage[row]) >= spoiled[attempt][0] and int(events.stage[row]) != PRINT:
                used.add(attempt)
        if events.remake[row] and int(events.making[row]) == UNTOLD and attempt in own:
            counted[row] = False
    return [
        Remade(attempt[0], attempt[1], stage, row, _again(attempt, printed, spoiled), attempt in used)
        for attempt, (stage, row) in spoiled.items()
    ]


def _beside(notice: int, making: int, now: int, told: set[tuple[int, int]]) -> int:
    """Which making of another sheet lay in the envelope: clocks differ, so that what the codes say goes first."""
    makings = [one for other, one in told if other == notice and UNTOLD < one <= making]
    return max(makings, default=now)


def _is_own_print(events: Events, row: int) -> bool:
    return bool(events.stage[row] == PRINT and events.passed[row] and not events.remake[row])


def _prints(events: Events, rows: range, attempts: list[tuple[int, int]]) -> dict[tuple[int, int], int]:
    printed: dict[tuple[int, int], int] = {}
    for row, attempt in zip(rows, attempts, strict=True):
        if events.stage[row] == PRINT and events.passed[row]:
            printed[attempt] = printed.get(attempt, 0) + 1
    return printed


def _again(
    attempt: tuple[int, int], printed: dict[tuple[int, int], int], spoiled: dict[tuple[int, int], tuple[int, int]]
) -> int | None:
    """The next making of a spoiled piece's notice; one that was spoiled in its turn took its place all the same."""
    later = sorted(making for notice, making in printed if notice == attempt[0] and making > attempt[1])
    return later[0] if later else None
