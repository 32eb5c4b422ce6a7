"""The work of a check: rules asked in threads, with progress, times and a clean end."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import NamedTuple

from app.checks.catalogue import RULES
from app.checks.causes import Found
from app.checks.model import Hits, Rule
from app.checks.view import FileView
from app.progress import Progress
from app.records.notice_file import DETAIL, EXTRACT, OFFICE_TOTAL

READING = "読み取り"
"""Name, in progress and times, of the reading of numbers and texts that rules share."""


class _Task(NamedTuple):
    """``work`` on a file of ``size`` records; ``name`` is counted in times, ``title`` is shown."""

    name: str
    title: str
    size: int
    work: Callable[[], list[Hits]]


@dataclass(eq=False)
class Tasks:
    """Asks rules about files, the largest files first. ``elapsed`` are seconds of work by rule name."""

    pool: ThreadPoolExecutor
    progress: Progress
    total: int
    done: int = 0
    elapsed: dict[str, float] = field(default_factory=dict)

    def ask(self, views: Mapping[str, FileView], rules: Sequence[Rule]) -> dict[str, list[Found]]:
        """What the rules find in each file, in the order of ``rules``."""
        order = sorted(views, key=lambda name: -len(views[name].file))
        asked = [(name, rule) for name in order for rule in rules]
        results = self._run([_asking(views[name], rule) for name, rule in asked])
        found: dict[str, list[Found]] = {name: [] for name in views}
        for (name, rule), hits in zip(asked, results, strict=True):
            found[name] += [(rule, some) for some in hits if len(some.records)]
        return found

    def read(self, views: Mapping[str, FileView]) -> None:
        """Read what rules share, so that no rule waits for another one's reading."""
        order = sorted(views.values(), key=lambda view: -len(view.file))
        self._run([task for view in order for task in _readings(view)])

    def _run(self, tasks: Sequence[_Task]) -> list[list[Hits]]:
        """Results in the order of the tasks."""
        waiting = {self.pool.submit(_timed, task.work): at for at, task in enumerate(tasks)}
        results: list[list[Hits]] = [[]] * len(tasks)
        for future in as_completed(waiting):
            at = waiting[future]
            seconds, results[at] = future.result()
            self.elapsed[tasks[at].name] = self.elapsed.get(tasks[at].name, 0.0) + seconds
            self.done += tasks[at].size
            self.progress(tasks[at].title, self.done, self.total)
        return results


@contextmanager
def open_tasks(views: Mapping[str, FileView], progress: Progress, jobs: int) -> Iterator[Tasks]:
    """Tasks for one check of these files. Whatever ends it early, no thread is left."""
    total = sum(len(view.file) * (len(_readings(view)) + _ASKED) for view in views.values())
    progress(READING, 0, total)
    pool = ThreadPoolExecutor(max(1, jobs), thread_name_prefix="kenpan-check")
    try:
        yield Tasks(pool, progress, total)
    finally:
        pool.shutdown(cancel_futures=True)


_ASKED = sum(rule.stage != "volume" for rule in RULES)


def _asking(view: FileView, rule: Rule) -> _Task:
    return _Task(rule.name, rule.title, len(view.file), lambda: list(rule.find(view)))


def _readings(view: FileView) -> list[_Task]:
    """All that is read of the records of each type, most of them first."""

    def scanning(kind: int) -> Callable[[], list[Hits]]:
        return lambda: _nothing(view.scan(view.kind(kind)))

    return [_Task(READING, READING, len(view.file), scanning(kind)) for kind in (DETAIL, EXTRACT, OFFICE_TOTAL)]


def _nothing(_made: object) -> list[Hits]:
    return []


def _timed(work: Callable[[], list[Hits]]) -> tuple[float, list[Hits]]:
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result
