"""The next sheets of a drill, made while the one before is looked at."""

from collections.abc import Callable

from app.errors import KenpanError
from app.training.drill.making import DrillSheet, Maker
from app.training.drill.plan import Plan, Task
from app.ui.shell.workers import Jobs

AHEAD = 2
"""Sheets that are kept ready."""
PREPARE_JOB = "drill.prepare"


class Preparing:
    """Calls ``on_ready`` when the sheet that somebody waits for is there, in the GUI thread."""

    def __init__(self, jobs: Jobs, maker: Maker, plan: Plan, on_error: Callable[[KenpanError], None]) -> None:
        self._jobs, self._maker, self._plan, self._on_error = jobs, maker, plan, on_error
        self._tasks = plan.tasks()
        self._ready: dict[int, DrillSheet] = {}
        self._next = 0
        self._wanted: tuple[int, Callable[[DrillSheet], None]] | None = None
        self._go_on()

    def want(self, task: Task, on_ready: Callable[[DrillSheet], None]) -> bool:
        """The sheet of a task, at once (``True``) or as soon as it is made."""
        for number in [number for number in self._ready if number < task.number]:
            del self._ready[number]
        sheet = self._ready.get(task.number)
        self._wanted = None if sheet is not None else (task.number, on_ready)
        if sheet is not None:
            on_ready(sheet)
        self._go_on()
        return sheet is not None

    def stop(self) -> None:
        """Nobody wants them any more."""
        self._wanted, self._next = None, len(self._tasks)
        self._jobs.cancel(PREPARE_JOB)

    def _go_on(self) -> None:
        if self._jobs.running(PREPARE_JOB) or self._next >= len(self._tasks) or len(self._ready) > AHEAD:
            return
        task = self._tasks[self._next]
        self._next += 1
        self._jobs.start(
            lambda progress: self._maker.make(self._plan, task),
            on_done=self._made,
            on_error=self._on_error,
            key=PREPARE_JOB,
        )

    def _made(self, sheet: DrillSheet) -> None:
        self._ready[sheet.task.number] = sheet
        if self._wanted is not None and self._wanted[0] == sheet.task.number:
            (_, on_ready), self._wanted = self._wanted, None
            on_ready(sheet)
        self._go_on()
