"""A piece's life as a line: each time it was made, and what happened to that one stage by stage."""

from typing import NamedTuple

import numpy as np

from app.tally.model import NO_TIME, POST, PRINT, UNTOLD, Lives


class Step(NamedTuple):
    """What happened to one making at a stage. ``passed``, ``spoiled``; ``again``: more than once; ``missing``: another
    stage after it happened, or nothing took its place; ``none``: not expected. ``told``: time, machine, log and line of
    each event.
    """

    stage: int
    state: str
    told: tuple[str, ...] = ()


class Making(NamedTuple):
    """One time that a notice was made (from 1)."""

    number: int
    steps: tuple[Step, ...]
    live: bool


def life_of(lives: Lives, notice: int) -> tuple[Making, ...]:
    """Every making of a notice in its order; the envelope's events count for each of its notices."""
    pieces = lives.pieces
    envelope = int(pieces.envelope[notice])
    stages = [stage for stage in range(POST + 1) if stage in lives.logged]
    own: dict[int, dict[int, list[int]]] = {}
    now, waits = UNTOLD + 1, False
    for row in lives.of_envelope(envelope):
        stage, making = int(lives.events.stage[row]), int(lives.events.making[row])
        if stage == PRINT and int(lives.events.notice[row]) != notice:
            continue
        if stage == PRINT and waits and making == UNTOLD:
            now += 1
        waits = waits and stage != PRINT
        now = making or now
        own.setdefault(now, {}).setdefault(stage, []).append(row)
        waits = waits or not bool(lives.events.passed[row])
    spoiled = {one.making for one in lives.remade if one.notice == notice}
    numbers = sorted({*own, 1})
    return tuple(_making(lives, envelope, number, own.get(number, {}), stages, number in spoiled) for number in numbers)


def _making(
    lives: Lives, envelope: int, number: int, rows: dict[int, list[int]], stages: list[int], spoiled: bool
) -> Making:
    steps = []
    ended = False
    for stage in stages:
        here = rows.get(stage, [])
        expected = not ended and not (stage == POST and bool(lives.pieces.pulled[envelope]))
        steps.append(Step(stage, _state(lives, here, expected), tuple(_told(lives, row) for row in here)))
        ended = ended or any(not lives.events.passed[row] for row in here)
    return Making(number, tuple(steps), not spoiled)


def _state(lives: Lives, rows: list[int], expected: bool) -> str:
    if not rows:
        return "missing" if expected else "none"
    if any(not lives.events.passed[row] for row in rows):
        return "spoiled"
    own = [row for row in rows if not lives.events.remake[row]]
    return "again" if len(own) > 1 and len({int(lives.events.notice[row]) for row in own}) < len(own) else "passed"


def _told(lives: Lives, row: int) -> str:
    events = lives.events
    time = int(events.time[row])
    moment = "" if time == NO_TIME else str(np.datetime64(time, "ms").astype("datetime64[s]"))[5:].replace("T", " ")
    machine = events.machines[int(events.machine[row])] if events.machines else ""
    hand = "手作業" if events.by_hand[row] else ""
    where = f"{events.logs[int(events.log[row])].name} {int(events.line[row]):,} 行"
    return "　".join(one for one in (moment.replace("-", "/"), machine, hand, where) if one)
