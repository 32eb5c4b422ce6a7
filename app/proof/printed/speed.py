"""How long comparing takes, as a share of what the library takes to tell words of the same pages."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from app.proof.printed.columns import Columns
from app.proof.printed.documents import open_document
from app.proof.printed.model import Notice
from app.proof.printed.work import RANGE, ComparisonJob, Learned, Range, RangeReader, task_of
from app.proof.printed.workers import Here, Processes, Workers
from app.records.notice_file import DETAIL

NEVER = 1 << 40
"""``every`` of a job: no page is read both ways but those that have to be."""
_DESCRIBE = "app.proof.printed.documents:describe"
_TURNS = 5
_RANGE, _FULL, _FULL_TASKS = RANGE, 24, 6
_TWO_TASKS, _TWO_TURNS = 14, 8
"""About 1,300 pages, as many for each of two."""


class Spent(NamedTuple):
    """Seconds of what is measured, and of the library for the words of the same pages, both by turns."""

    own: float
    words: float


def fast_seconds(job: ComparisonJob, path: Path, learned: Learned) -> tuple[Spent, float]:
    """Reading and judging the second half of the pages, and the share of them that went the fast way.

    The seconds are those of all these pages: they tell of the fast way itself only where that share is nearly 1.

    Templates, frames and columns of the records are known, as they are after the first thousand pages of a month; what
    the pages show is seen for the first time. What it takes to know the columns is :func:`expected_seconds`.
    """
    tasks = ranges(path)
    first, second = tasks[: len(tasks) // 2], tasks[len(tasks) // 2 :]
    shares: list[float] = []

    def fast() -> list[float]:
        with _Reading(job, learned) as reader:
            for task in (*first, *first):
                reader.read(task)
            before = reader.fast_pages
            spent = [_spent(lambda: reader.read(task)) for task in second]  # noqa: B023
            shares.append((reader.fast_pages - before) / half_pages(path))
        return spent

    return _by_turns(fast, lambda: _words_of(second)), min(shares)


def half_pages(path: Path) -> int:
    """How many pages :func:`fast_seconds` measures: the last ones."""
    tasks = ranges(path)
    return tasks[-1].stop - tasks[len(tasks) // 2].start


def expected_seconds(job: ComparisonJob, learned: Learned, notices: Sequence[Notice]) -> float:
    """What it takes to know what these notices have to show: their share of the columns of their files."""
    panels = {
        (panel.panel.side, panel.panel.scheme): panel
        for own in learned.templates.values()
        for template in own
        for panel in template.panels
    }
    columns, spent = Columns(job.expectation), 0.0
    for name, count in Counter(notice.file for notice in notices).items():
        one = next(notice for notice in notices if notice.file == name)
        own = [panel for panel in panels.values() if panel.panel.scheme == job.expectation.scheme(one)]

        def know() -> None:
            columns.bars(one)  # noqa: B023
            for panel in own:  # noqa: B023
                columns.texts(one, panel.items)  # noqa: B023

        spent += _spent(know) * count / len(job.expectation.notices[name].rows(DETAIL))
    return spent


def full_seconds(job: ComparisonJob, path: Path) -> Spent:
    """Reading and judging pages the full way, after so many others as a month's first minute has."""
    tasks = ranges(path, _FULL)[: 2 * _FULL_TASKS]
    first, second = tasks[: len(tasks) // 2], tasks[len(tasks) // 2 :]

    def full() -> list[float]:
        with _Reading(job, Learned()) as reader:
            for task in first:
                reader.read(task)
            return [_spent(lambda: reader.read(task)) for task in second]  # noqa: B023

    return _by_turns(full, lambda: _words_of(second))


def each_seconds(job: ComparisonJob, files: Sequence[Path], whole: Path, learned: Learned) -> tuple[Spent, Spent]:
    """The same for files of a few pages each, opened and read one after the other: the second half of them, against the
    words of these pages where all lie in one file (``whole``), and of the library for the words of each by itself.

    Outlines that a month has again and again were seen before.
    """
    half = len(files) // 2
    pages = [len(open_document(str(path))) for path in files]

    def own() -> list[float]:
        with _Reading(job, learned) as reader:

            def one(path: Path) -> object:
                count = int(reader.children.run(_DESCRIBE, str(path))["pages"])
                return reader.read(task_of(path, 0, 0, count))

            for path in files[:half]:
                one(path)
            return [_spent(lambda: [one(path) for path in files[half:]])]

    def alone() -> list[float]:
        return [_spent(lambda: [page.get_text("words") for path in files[half:] for page in open_document(str(path))])]

    words = partial(_words_of, [task_of(whole, 0, sum(pages[:half]), sum(pages))])
    return _by_turns(own, words), _by_turns(alone, words)


def learned_of(job: ComparisonJob, path: Path) -> Learned:
    """What a reader learns of these pages."""
    with _Reading(job, Learned()) as reader:
        for task in ranges(path):
            reader.read(task)
        return reader.learned()


def two_per_one(job: ComparisonJob, path: Path, learned: Learned) -> float:
    """The time of two processes that have begun, as a share of one's, by turns, the first of which teach each of them
    what these pages have in common: in a month it is known after some thousand pages.
    """
    tasks = ranges(path)[:_TWO_TASKS]
    with _Reading(job, learned) as reader:
        own: list[Workers] = [Here(reader), Processes(job, 2)]
        try:
            turns = [
                [_spent(lambda: list(one.read(tasks, learned))) for one in own]  # noqa: B023
                for _ in range(_TWO_TURNS)
            ]
        finally:
            own[1].stop()
    one, two = (min(turn[at] for turn in turns) for at in range(2))
    return two / one


def ranges(path: Path, pages: int = _RANGE) -> list[Range]:
    """A file in ranges of so many pages."""
    count = len(open_document(str(path)))
    return [task_of(path, 0, start, min(start + pages, count)) for start in range(0, count, pages)]


class _Reading:
    def __init__(self, job: ComparisonJob, learned: Learned) -> None:
        self._reader = RangeReader(job)
        self._reader.take(learned)

    def __enter__(self) -> RangeReader:
        return self._reader

    def __exit__(self, *_: object) -> None:
        self._reader.close()


def _words_of(tasks: Sequence[Range]) -> list[float]:
    """What the library takes for the words of these pages, in this process: open only our own files."""
    document = open_document(tasks[0].path)

    def words(task: Range) -> None:
        for number in range(task.start, task.stop):
            document[number].get_text("words")

    return [_spent(lambda: words(task)) for task in tasks]  # noqa: B023


def _by_turns(own: Callable[[], list[float]], words: Callable[[], list[float]]) -> Spent:
    """Both again and again: a machine has slower minutes."""
    turns = [(own(), words()) for _ in range(_TURNS)]
    return Spent(*[_sum_of_least([turn[at] for turn in turns]) for at in range(2)])


def _sum_of_least(turns: Sequence[Sequence[float]]) -> float:
    """Of parts that were done by turns, each at its best: a machine has slower seconds."""
    return sum([min(turn[at] for turn in turns) for at in range(len(turns[0]))])


def _spent(work: Callable[[], object]) -> float:
    """Seconds; children of their own work for this process too."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
