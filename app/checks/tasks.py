"""The work of a check: rules asked in threads, with progress, times and a clean end."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Generic, NamedTuple, TypeVar

from app.checks.catalogue import RULES
from app.checks.causes import Found
from app.checks.kind_scan import KindScan, OwnNumbers
from app.checks.model import FileRule, Hits, Rule
from app.checks.to_findings import Told, by_rule, told
from app.checks.view import FileView
from app.progress import Progress
from app.records.notice_file import DETAIL, EXTRACT, OFFICE_TOTAL

READING = "読み取り"
"""Name, in progress and times, of the reading of numbers and texts that rules share."""


Made = TypeVar("Made")


class _Task(NamedTuple, Generic[Made]):
    """``work`` on a file of ``size`` records; ``name`` is counted in times, ``title`` is shown."""

    name: str
    title: str
    size: int
    work: Callable[[], Made]


@dataclass(eq=False)
class Tasks:
    """Asks rules about files, the largest files first. ``elapsed`` are seconds of work by rule name."""

    pool: ThreadPoolExecutor
    progress: Progress
    total: int
    done: int = 0
    elapsed: dict[str, float] = field(default_factory=dict)

    def ask(self, views: Mapping[str, FileView], rules: Sequence[FileRule]) -> dict[str, list[Found]]:
        """What the rules find in each file, in the order of ``rules``."""
        order = sorted(views, key=lambda name: -len(views[name].file))
        asked = [(name, rule) for name in order for rule in rules]
        results = self._run([_asking(views[name], rule) for name, rule in asked])
        found: dict[str, list[Found]] = {name: [] for name in views}
        for (name, rule), hits in zip(asked, results, strict=True):
            found[name] += [(rule, some) for some in hits if len(some.records)]
        return found

    def tell(
        self, views: Mapping[str, FileView], rules: Sequence[FileRule], earlier: Mapping[str, Sequence[Found]]
    ) -> list[Told]:
        """What was found ``earlier`` in each file and what the rules find, worded; by file, rule by rule."""
        order = sorted(views, key=lambda name: -len(views[name].file))
        mixed, later = _mixed(rules), [one for one in rules if one.later]
        # Wording leaves a core to the rules, which work on columns; so it stands among them and not at the end.
        asked = [
            (
                name,
                [
                    *(_telling(views[name], rule, group) for rule, group in by_rule(earlier[name])),
                    *(_asking_and_telling(views[name], rule) for rule in mixed),
                ],
            )
            for name in order
        ]
        # What would wait for another rule of its file stands behind all files.
        asked += [(name, [_asking_and_telling(views[name], rule) for rule in later]) for name in order]
        results = iter(self._run([task for _, tasks in asked for task in tasks]))
        found: dict[str, list[Told]] = {name: [] for name in order}
        for name, tasks in asked:
            found[name] += [next(results) for _ in tasks]
        return [one for name in views for one in found[name]]

    def read(self, views: Mapping[str, FileView]) -> None:
        """Read what rules share, so that no rule waits for another one's reading."""
        order = sorted(views.values(), key=lambda view: -len(view.file))
        self._run([task for view in order for task in _number_readings(view)])
        self._run([task for view in order for task in _readings(view)])

    def _run(self, tasks: Sequence[_Task[Made]]) -> list[Made]:
        """Results in the order of the tasks."""
        waiting = {self.pool.submit(_timed, task.work): at for at, task in enumerate(tasks)}
        results: dict[int, Made] = {}
        for future in as_completed(waiting):
            at = waiting[future]
            seconds, results[at] = future.result()
            self.elapsed[tasks[at].name] = self.elapsed.get(tasks[at].name, 0.0) + seconds
            self.done += tasks[at].size
            self.progress(tasks[at].title, self.done, self.total)
        return [results[at] for at in range(len(tasks))]


@contextmanager
def open_tasks(views: Mapping[str, FileView], progress: Progress, jobs: int) -> Iterator[Tasks]:
    """Tasks for one check of these files. Whatever ends it early, no thread is left."""
    total = sum(len(view.file) * (len(_KINDS) + _ASKED) for view in views.values())
    progress(READING, 0, total)
    pool = ThreadPoolExecutor(max(1, jobs), thread_name_prefix="kenpan-check")
    try:
        yield Tasks(pool, progress, total)
    finally:
        pool.shutdown(cancel_futures=True)


_ASKED = sum(isinstance(rule, FileRule) for rule in RULES)


def _mixed(rules: Sequence[FileRule]) -> list[FileRule]:
    """Rules as they are best asked at the same time: those that mostly work on columns beside those that mostly word
    and set; without those that wait for another one.
    """
    columns, sheet = (
        [one for one in rules if (one.stage == "sheet") == own and not one.later] for own in (False, True)
    )
    return [one for pair in zip_longest(columns, sheet) for one in pair if one is not None]


def _asking(view: FileView, rule: FileRule) -> _Task[list[Hits]]:
    return _Task(rule.name, rule.title, len(view.file), lambda: list(rule.find(view)))


def _asking_and_telling(view: FileView, rule: FileRule) -> _Task[Told]:
    asking = _asking(view, rule)
    return _Task(rule.name, rule.title, asking.size, lambda: told(view, rule, asking.work()))


def _telling(view: FileView, rule: Rule, group: Sequence[Hits]) -> _Task[Told]:
    return _Task(rule.name, rule.title, 0, lambda: told(view, rule, group))


_KINDS = (DETAIL, EXTRACT, OFFICE_TOTAL)


def _number_readings(view: FileView) -> list[_Task[None]]:
    """The numbers of each type, part by part: else one thread would be busy with a large file alone."""

    def reading(numbers: OwnNumbers, part: slice) -> Callable[[], None]:
        return lambda: numbers.read(part)

    numbers = [view.own_numbers(view.kind(kind)) for kind in _KINDS]
    return [_Task(READING, READING, 0, reading(own, part)) for own in numbers for part in own.parts]


def _readings(view: FileView) -> list[_Task[KindScan]]:
    """All else that is read of the records of each type, most of them first."""

    def scanning(kind: int) -> Callable[[], KindScan]:
        return lambda: view.scan(view.kind(kind))

    return [_Task(READING, READING, len(view.file), scanning(kind)) for kind in _KINDS]


def _timed(work: Callable[[], Made]) -> tuple[float, Made]:
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result
