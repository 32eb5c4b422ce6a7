"""Limited children that outlast what asked for them: to start one for each test takes a third of a second of work.

What a child does, how it is held and how it ends is shown in ``tests/confined`` with children of their own.
"""

import threading
from concurrent.futures import Future, wait
from types import TracebackType
from typing import Any

from app.confined import children
from app.confined.children import Children
from app.confined.limits import Limits

_kept: dict[tuple[int, Limits], list[Children]] = {}
_threads: set[threading.Thread] = set()


class KeptChildren(Children):
    """As its base, but the children go to the next one who wants as many of such, unless they were stopped at work."""

    def __init__(self, jobs: int = 1, limits: Limits = children._ENOUGH) -> None:
        super().__init__(jobs, limits)
        self._asked: list[Future[Any]] = []
        self._given_back = False
        if _kept.get((jobs, limits)):
            before = _kept[jobs, limits].pop()
            self._pool.shutdown()
            self._pool, self._own, self._children = before._pool, before._own, before._children
            self._clock.start()

    def submit(self, function: str, *arguments: Any) -> "Future[Any]":
        future = super().submit(function, *arguments)
        self._asked = [one for one in self._asked if not one.done()] + [future]
        return future

    def stop(self) -> None:
        if not all(one.done() for one in self._asked) or not self._children:
            super().stop()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if kind is not None:
            self.stop()
        if self._given_back:
            return
        if self._stopped or not self._children:
            super().__exit__(None, None, None)
            return
        for one in self._asked:
            one.cancel()
        wait(self._asked)
        for _ in range(len(self._pool._threads)):  # and what came after the last answers
            self._pool.submit(int).result()
        self._given_back = True
        self._left.set()
        self._clock.join()
        _threads.update(self._pool._threads)
        _kept.setdefault((self._jobs, self._limits), []).append(self)


def is_kept(thread: threading.Thread) -> bool:
    """Whether it is a kept child's own."""
    return thread in _threads


def end_kept() -> None:
    """No child is wanted any more."""
    for several in _kept.values():
        for one in several:
            one._pool.shutdown()
            for child in one._children:
                child.close()
    _kept.clear()
    _threads.clear()
