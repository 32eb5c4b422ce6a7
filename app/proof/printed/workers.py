"""Who does the ranges of a comparison: this process, others of this machine, or those of a cluster."""

import multiprocessing
import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from threading import Thread
from typing import Protocol

from app.confined.dumps import keep_out_of_dumps
from app.errors import KenpanError
from app.proof.printed.work import ComparisonJob, Learned, Range, RangeReader, Told

_AHEAD = 3
"""Ranges that wait for each worker, so that none is idle."""

_own: RangeReader | None = None


class Workers(Protocol):
    """Does ranges of one job and tells them in their order. ``machines``: others that received the records."""

    @property
    def machines(self) -> tuple[str, ...]:
        """Their names."""

    def read(self, tasks: Iterable[Range], learned: Learned) -> Iterator[tuple[Range, list[Told]]]:
        """Each range with its pages; taken only a few ahead. ``learned``: by whoever read the first ranges."""

    def stop(self) -> None:
        """Nothing more is wanted."""


class Here:
    """This process."""

    machines: tuple[str, ...] = ()

    def __init__(self, reader: RangeReader) -> None:
        self._reader = reader

    def read(self, tasks: Iterable[Range], learned: Learned) -> Iterator[tuple[Range, list[Told]]]:
        """One after the other."""
        for task in tasks:
            yield task, self._reader.read(task)

    def stop(self) -> None:
        """Its reader belongs to others."""


class Processes:
    """Processes of this machine, each with a limited child of its own."""

    machines: tuple[str, ...] = ()

    def __init__(self, job: ComparisonJob, count: int) -> None:
        self._job = job
        self._count = count
        self._pool: ProcessPoolExecutor | None = None

    def read(self, tasks: Iterable[Range], learned: Learned) -> Iterator[tuple[Range, list[Told]]]:
        """Several at a time. ``KenpanError`` ``print.workers`` where a process was ended from outside."""
        try:
            yield from self._told(tasks, learned)
        except BrokenProcessPool as error:
            raise KenpanError(
                "print.workers",
                "照合を行うプロセスが途中で終わりました（メモリー不足か、外から終了されました）。",
                "ほかのプログラムを閉じて、もう一度照合してください。",
            ) from error

    def _told(self, tasks: Iterable[Range], learned: Learned) -> Iterator[tuple[Range, list[Told]]]:
        if self._pool is None:
            context = multiprocessing.get_context("spawn")
            sent = (self._job, learned)
            self._pool = ProcessPoolExecutor(self._count, mp_context=context, initializer=_begin, initargs=sent)
        waiting: deque[tuple[Range, Future[list[Told]]]] = deque()
        for task in tasks:
            waiting.append((task, self._pool.submit(_read, task)))
            if len(waiting) >= self._count * _AHEAD:
                own, future = waiting.popleft()
                yield own, future.result()
        while waiting:
            own, future = waiting.popleft()
            yield own, future.result()

    def stop(self) -> None:
        """Ranges that were begun are finished, no others."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)


def _begin(job: ComparisonJob, learned: Learned) -> None:
    global _own  # noqa: PLW0603
    keep_out_of_dumps()  # a process that began anew may be dumped again, and this one holds records
    Thread(target=_end_with_parent, name="kenpan-parent", daemon=True).start()
    _own = RangeReader(job)
    _own.take(learned)


def _end_with_parent() -> None:
    """Nothing of the month stays in memory when the one who asked was killed."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _read(task: Range) -> list[Told]:
    assert _own is not None
    return _own.read(task)
