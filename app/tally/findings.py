"""What the logs leave open: pieces that were lost or doubled, lines of no piece, spoiled pieces without another one.

One cause gives one finding: a piece that was not inserted is not told again as not weighed; envelopes that lack the
same in a row are one; a log of another month is one, not one a line.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.checks.model import Finding, Severity
from app.lists.logs.clock import NO_TIME
from app.tally.matching import Strange, strange_text
from app.tally.model import NEEDED, POST, PRINT, STAGE_WORDS, Lives, Rows

LOST, DOUBLE, FOREIGN, UNREPLACED, ORDER = "log.lost", "log.double", "log.foreign", "log.unreplaced", "log.order"
RULE_WORDS = {
    LOST: "足りない",
    DOUBLE: "重複",
    FOREIGN: "当月のものでない",
    UNREPLACED: "作り直していない",
    ORDER: "時刻の順",
}
BACK_MS = 2_000
"""How far a clock may go back from one line to the next: two heads of one machine write into one log."""
APART_MS = 300_000
"""How far the clocks of two machines may be apart."""


class Item(NamedTuple):
    """What is open: the rule, its finding, and the notice it is about; ``None`` for rows of no piece."""

    finding: Finding
    notice: int | None


def open_items(lives: Lives, strange: Sequence[Strange]) -> tuple[Item, ...]:
    """Everything that the logs leave open, errors first, in the order of the records."""
    found = [*_missing(lives), *_unreplaced(lives), *_lost(lives), *_double(lives)]
    found.sort(key=lambda one: (-1 if one.notice is None else one.notice, one.finding.rule))
    foreign = [Item(_of_log(FOREIGN, "error", strange_text(one)), None) for one in strange]
    return (*found, *_posted_though_pulled(lives), *foreign, *_order(lives))


def _of_log(rule: str, severity: Severity, message: str, rows: int = 1) -> Finding:
    return Finding(rule, severity, "", None, None, None, message, records=rows)


def _of_notice(lives: Lives, notice: int, rule: str, message: str, notices: int = 1) -> Item:
    file, record = lives.pieces.place(notice)
    return Item(Finding(rule, "error", file, record, None, None, message, records=notices), notice)


def _missing(lives: Lives) -> Iterator[Item]:
    """Stages without a log: nobody knows of any piece whether it went through."""
    for stage in lives.missing:
        what = f"{STAGE_WORDS[stage]}のログがありません。全{lives.pieces.envelopes:,} 通が確かめられません。"
        yield Item(_of_log(LOST, "error", what, lives.pieces.envelopes), None)


def _spoiled_for_good(lives: Lives) -> NDArray[np.bool_]:
    """``(m,)``: envelopes with a spoiled piece that nothing took the place of, or that was used all the same."""
    found = np.zeros(lives.pieces.envelopes, dtype=bool)
    for one in lives.remade:
        if one.again is None or one.went_on:
            found[lives.pieces.envelope[one.notice]] = True
    return found


def _unreplaced(lives: Lives) -> Iterator[Item]:
    told: set[int] = set()
    for one in lives.remade:
        envelope = int(lives.pieces.envelope[one.notice])
        if envelope in told or (one.again is not None and not one.went_on):
            continue
        told.add(envelope)
        what = "そのまま次の工程に進んでいます" if one.went_on else "作り直されていません"
        yield _of_notice(lives, one.notice, UNREPLACED, f"{STAGE_WORDS[one.stage]}で不良になった現品が、{what}。")


def _expected(lives: Lives) -> Iterator[tuple[int, NDArray[np.bool_], NDArray[np.bool_]]]:
    """Each logged stage: which envelopes should have gone through, and which lack it or a sheet of theirs does."""
    pieces = lives.pieces
    everyone = np.ones(pieces.envelopes, dtype=bool)
    for stage in sorted(lives.logged):
        if stage == PRINT:
            lacks = np.zeros(pieces.envelopes, dtype=bool)
            lacks[pieces.envelope[lives.printed == 0]] = True
            yield stage, everyone, lacks
        else:
            yield stage, everyone if stage != POST else ~pieces.pulled, lives.done[stage] == 0


def _lost(lives: Lives) -> Iterator[Item]:
    lacking = np.zeros(lives.pieces.envelopes, dtype=np.int64)
    for stage, expected, lacks in _expected(lives):
        lacking |= (expected & lacks).astype(np.int64) << stage
    lacking[_spoiled_for_good(lives)] = 0
    for begin, end in _runs(lives, lacking):
        first = int(lives.pieces.first[begin])
        last = lives.pieces.of_envelope(end - 1)[-1]
        words = "・".join(STAGE_WORDS[stage] for stage in range(len(STAGE_WORDS)) if lacking[begin] >> stage & 1)
        many = f"続く {end - begin:,} 通が、" if end - begin > 1 else ""
        yield _of_notice(lives, first, LOST, f"{many}{words}のログにありません。", last - first + 1)


def _runs(lives: Lives, lacking: Rows) -> Iterator[tuple[int, int]]:
    """Envelopes in a row, of one file, that lack the same."""
    if not len(lacking):
        return
    file = lives.pieces.file[lives.pieces.first]
    begins = np.flatnonzero(np.append(True, (np.diff(lacking) != 0) | (np.diff(file) != 0)))
    ends = np.append(begins[1:], len(lacking))
    for begin, end in zip(begins.tolist(), ends.tolist(), strict=True):
        if lacking[begin]:
            yield begin, end


def _double(lives: Lives) -> Iterator[Item]:
    pieces = lives.pieces
    much = np.zeros(pieces.envelopes, dtype=np.int64)
    printed = np.zeros(pieces.envelopes, dtype=bool)
    printed[pieces.envelope[lives.printed > 1]] = True
    much |= printed.astype(np.int64) << PRINT
    for stage, times in lives.done.items():
        much |= (times > 1).astype(np.int64) << stage
    for envelope in np.flatnonzero(much).tolist():
        words = "・".join(STAGE_WORDS[stage] for stage in range(len(STAGE_WORDS)) if much[envelope] >> stage & 1)
        yield _of_notice(lives, int(pieces.first[envelope]), DOUBLE, f"同じ現品が2回以上 {words}されています。")


def _posted_though_pulled(lives: Lives) -> Iterator[Item]:
    if POST not in lives.done:
        return
    for envelope in np.flatnonzero(lives.pieces.pulled & (lives.done[POST] > 0)).tolist():
        what = "引き抜きの現品が、差し出されています。"
        yield _of_notice(lives, int(lives.pieces.first[envelope]), FOREIGN, what)


# Clocks


def _order(lives: Lives) -> Iterator[Item]:
    """Clocks that jumped and logs in another order, one for each log; a log told of is not told of again for being
    apart from others.
    """
    odd: set[int] = set()
    events = lives.events
    order = np.lexsort((events.line, events.log))
    log = events.log[order]
    for number in np.unique(log).tolist():
        own = order[log == number]
        back, first = _steps_back(events.time[own], events.machine[own], events.line[own])
        if back:
            odd.add(number)
            what = f"{events.logs[number].name} の時刻が、{back:,} か所で戻っています（最初は {first:,} 行目）。"
            yield Item(_of_log(ORDER, "warning", f"{what}時計のずれか、並べ替えたログです。"), None)
    yield from _apart(lives, odd)


def _steps_back(time: Rows, machine: NDArray[np.uint16], line: Rows) -> tuple[int, int]:
    """How often the clock of a machine goes back within a log, and at which line first."""
    found, first = 0, 0
    for one in np.unique(machine).tolist():
        own = np.flatnonzero((machine == one) & (time != NO_TIME))
        back = np.flatnonzero(np.diff(time[own]) < -BACK_MS)
        if len(back):
            at = int(line[own[back[0] + 1]])
            found, first = found + len(back), min(first or at, at)
    return found, first


def _apart(lives: Lives, odd: set[int]) -> Iterator[Item]:
    """Stages that a piece passed before the one before: the clock of one of them is wrong."""
    events = lives.events
    whole = lives.live & (events.time != NO_TIME)
    times = {}
    for stage in (one for one in NEEDED if one in lives.logged):
        rows = np.flatnonzero(whole & (events.stage == stage))
        earliest = np.full(lives.pieces.envelopes, NO_TIME, dtype=np.int64)
        by = np.zeros(lives.pieces.envelopes, dtype=np.int64)
        own = lives.pieces.envelope[events.notice[rows]]
        earliest[own[::-1]] = events.time[rows][::-1]
        by[own[::-1]] = events.log[rows][::-1]
        times[stage] = earliest, by
    stages = list(times)
    for before, after in pairwise(stages):
        (early, one), (late, other) = times[before], times[after]
        wrong = (early != NO_TIME) & (late != NO_TIME) & (late < early - APART_MS)
        for number in np.unique(other[wrong]).tolist():
            own = wrong & (other == number)
            if number in odd or set(np.unique(one[own]).tolist()) <= odd:
                continue
            odd.add(number)
            name = events.logs[number].name
            what = f"{name} では、{int(own.sum()):,} 通の{STAGE_WORDS[after]}が{STAGE_WORDS[before]}より前です。"
            yield Item(_of_log(ORDER, "warning", f"{what}時計のずれを確かめてください。"), None)
