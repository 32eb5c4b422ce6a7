"""One drill from the first sheet to the last: whose turn it is, what was answered, how long it took."""

from collections.abc import Callable, Sequence

from app.sheet.model import Rect
from app.signoff.warm_up_model import Score
from app.training.drill.plan import Plan, Task
from app.training.drill.scoring import Answer, Judged, judge, score

Clock = Callable[[], float]
"""Seconds that only go forward."""


class Drill:
    """``clock`` is asked when a sheet is shown and when it is answered: what is prepared meanwhile costs no time."""

    def __init__(self, plan: Plan, clock: Clock) -> None:
        self.plan = plan
        self.tasks = plan.tasks()
        self.judged: list[Judged] = []
        self._clock = clock
        self._since: float | None = None

    @property
    def task(self) -> Task | None:
        """The sheet whose turn it is; ``None`` when all are answered."""
        return self.tasks[len(self.judged)] if len(self.judged) < len(self.tasks) else None

    @property
    def is_over(self) -> bool:
        """Whether all are answered."""
        return self.task is None

    def shown(self) -> None:
        """The sheet is on screen from now on."""
        self._since = self._clock()

    def answer(self, task: Task, places: Sequence[Rect], at: tuple[float, float] | None) -> Judged:
        """異常なし (``None``) or the place (mm) of what is wrong on the sheet as it was made. ``ValueError`` before it
        is shown, or after the last.
        """
        if self.task is None or self.task.number != task.number or self._since is None:
            raise ValueError("this sheet is not on screen")
        one = judge(task, places, Answer(at, self._clock() - self._since))
        self.judged.append(one)
        self._since = None
        return one

    @property
    def score(self) -> Score:
        """The numbers so far."""
        return score(self.judged)

    @property
    def is_passed(self) -> bool:
        """Whether a warm-up is over and reaches its mark."""
        return self.is_over and self.plan.warm_up and self.score.reaches(self.plan.mark)
