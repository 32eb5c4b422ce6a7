"""Which sheet of a drill bears which defect: all of it follows from the seed."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from app.training.drill.table import DrillKind, drill_table


class Task(NamedTuple):
    """One sheet of a drill, counted from 1; ``defect`` is empty for a sound one; ``seed`` says whose notice it is."""

    number: int
    defect: str
    seed: int


@dataclass(frozen=True, slots=True)
class Plan:
    """A drill. ``rate``: sheets of a hundred that have a defect; ``each``: every answer is judged at once, otherwise at
    the end. ``warm_up``: it is the one before live checking; ``mark``: from how many per cent that is passed.
    """

    kind: DrillKind
    count: int
    rate: int
    seed: int
    each: bool = True
    warm_up: bool = False
    mark: int = 0

    def tasks(self) -> tuple[Task, ...]:
        """All sheets in order. Each one is drawn by itself, so that nobody can count what is left to find; where that
        leaves none with a defect, one gets it: a drill without any teaches nothing.
        """
        rng = np.random.Generator(np.random.PCG64([self.seed, self.count, self.rate]))
        names = drill_table().kinds[self.kind].defects
        drawn = rng.random(self.count) * 100 < self.rate
        if not drawn.any():
            drawn[int(rng.integers(self.count))] = True
        order: list[str] = []
        tasks = []
        for at in range(self.count):
            if drawn[at] and not order:  # no kind twice before every kind was there
                order = [names[number] for number in rng.permutation(len(names))]
            seed = int(rng.integers(1 << 31))
            tasks.append(Task(at + 1, order.pop() if drawn[at] else "", seed))
        return tuple(tasks)


def warm_up_plan(kind: DrillKind, count: int, mark: int, seed: int) -> Plan:
    """The drill before live checking that a lead asks for."""
    return Plan(kind, count, drill_table().warm_up_rate, seed, each=True, warm_up=True, mark=mark)
