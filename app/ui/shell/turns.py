"""Work that must be done in the order it was asked for, each in a worker, one after the other."""

from collections import deque
from collections.abc import Callable
from typing import Any, NamedTuple

from app.errors import KenpanError
from app.ui.shell.workers import Jobs


class _Task(NamedTuple):
    work: Callable[[], Any]
    on_done: Callable[[Any], None]
    on_error: Callable[[KenpanError], None]


class Turns:
    """A queue under one key of ``jobs``, so that nothing in it replaces anything else in it."""

    def __init__(self, jobs: Jobs, key: str) -> None:
        self._jobs, self._key = jobs, key
        self._tasks: deque[_Task] = deque()

    def add(
        self, work: Callable[[], Any], on_done: Callable[[Any], None], on_error: Callable[[KenpanError], None]
    ) -> None:
        """Put work at the end; exactly one of ``on_done(result)`` and ``on_error(error)`` follows."""
        self._tasks.append(_Task(work, on_done, on_error))
        self._next()

    def _next(self) -> None:
        if not self._tasks or self._jobs.running(self._key):
            return
        task = self._tasks.popleft()

        def done(result: Any) -> None:
            self._next()
            task.on_done(result)

        def failed(error: KenpanError) -> None:
            self._next()
            task.on_error(error)

        self._jobs.start(lambda progress: task.work(), on_done=done, on_error=failed, key=self._key)
