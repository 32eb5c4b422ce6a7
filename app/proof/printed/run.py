"""Comparing a whole print with the month: page by page, then what only all pages together can say."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from app.errors import KenpanError
from app.progress import Progress, no_progress
from app.proof.printed.basis import basis_of, states_of
from app.proof.printed.clean import CleanPage
from app.proof.printed.comparison import Comparison
from app.proof.printed.expected import Expectation
from app.proof.printed.model import Notice, ReadPage, Unreadable
from app.proof.printed.resume import Resume, nobody
from app.proof.printed.tally import PageTally
from app.proof.printed.whole import described
from app.proof.printed.work import LIMITS, RANGE, ComparisonJob, Lost, Range, RangeReader, Told, task_of
from app.proof.printed.workers import Here, Processes, Workers
from app.sheet.fonts import FontSet
from app.sheet.measured_form import MeasuredForm

STAGE = "印刷の照合"
EVERY = 50
MOST_ALONE = 6
"""So many ranges are read here at most, for others to go by."""

WorkersOf = Callable[[ComparisonJob], Workers]


def compare_print(
    files: Sequence[Path],
    form: MeasuredForm,
    expectation: Expectation,
    fonts: FontSet,
    *,
    wanted: Sequence[Notice] | None = None,
    media: str = "",
    jobs: int = 1,
    workers: WorkersOf | None = None,
    resume: Path | None = None,
    progress: Progress = no_progress,
    tell: Callable[[str], None] = nobody,
    every: int = EVERY,
    places: dict[Notice, set[int]] | None = None,
) -> Comparison:
    """Compare all pages of these files, in this order, with the notices that were to be printed (``None``: all).

    One page in ``every``, by chance, is read both ways (0: all pages the full way), and so is each that differs.
    ``resume``: where it is kept which pages are done, so that a run that was ended goes on there. ``media``: hash of
    the month's manifest, for the basis. ``jobs``: processes of this machine; ``workers``: others that do the work.
    ``places``: where the pages of each notice that was wanted are told.
    ``KenpanError`` ``print.written``: a print file did not stay what it was.
    """
    every = 0 if form.drafts else every  # the fast way knows places that were measured
    due = expectation.all() if wanted is None else list(wanted)
    before = states_of(files)
    basis = basis_of(files, form, due, media, progress)
    job = ComparisonJob(form, expectation, fonts, None if wanted is None else tuple(due), basis.sha256, every, LIMITS)
    run = _Run(job, files, due)
    kept = None if resume is None else Resume(resume, basis.sha256, expectation.all(), tell)
    done = False
    own: Workers | None = None
    try:
        own = workers(job) if workers is not None else _workers(job, jobs, run.reader)
        run.go(own, kept, progress)
        done = True
    finally:
        if own is not None:
            own.stop()
        run.close()
        if kept is not None:
            kept.close(done=done)
    if states_of(files) != before:
        what = "照合中に印刷データが書き換えられました。"
        raise KenpanError("print.written", what, "書き込みが終わってから、もう一度照合してください。")
    result = run.book.closed()
    result.basis, result.machines = basis, own.machines
    if places is not None:
        asked = frozenset(due)
        for (notice, _side), pages in run.book.seen.items():
            if notice in asked:
                places.setdefault(notice, set()).update(pages)
    return result


def _workers(job: ComparisonJob, jobs: int, reader: RangeReader) -> Workers:
    return Processes(job, jobs) if jobs > 1 and job.expectation.context_of is not None else Here(reader)


class _Run:
    """Enters what the workers tell, in the order of the pages."""

    def __init__(self, job: ComparisonJob, files: Sequence[Path], due: Sequence[Notice]) -> None:
        self.job = job
        self.files = files
        self.reader = RangeReader(job)
        self.book = PageTally(job.form, job.expectation, due)
        self.total = 0

    def close(self) -> None:
        self.reader.close()

    def go(self, workers: Workers, kept: Resume | None, progress: Progress) -> None:
        known = {} if kept is None else kept.pages
        ranges = list(self._ranges())
        self.total = sum(task.stop - task.start for task in ranges)
        due = [task for task in ranges if not _done(task, known)]
        answers = self._answers(workers, due)
        for task in ranges:
            self.book.result.pages += task.stop - task.start
            if _done(task, known):
                told: Sequence[Told] = [
                    (at, known[at]) for at in range(task.first + task.start, task.first + task.stop)
                ]
                clean = self._enter(task, told)
            else:
                own, told = next(answers)
                if own != task:
                    raise ValueError("order of ranges")
                clean = self._enter(task, told)
                if kept is not None and clean:
                    kept.add(clean)
            progress(STAGE, task.first + task.stop, self.total)

    def _answers(self, workers: Workers, tasks: Iterable[Range]) -> Iterator[tuple[Range, list[Told]]]:
        """The first ranges are read here until one teaches nothing more; what was learned goes with all others."""
        left = iter(tasks)
        for task in islice(left, MOST_ALONE if self.reader.learns else 0):
            known = self.reader.taught
            yield task, self.reader.read(task)
            if self.reader.taught == known:
                break
        yield from workers.read(left, self.reader.learned())

    def _ranges(self) -> Iterator[Range]:
        first = 0
        counted = [described(self.reader.children, file, self.book.result) for file in self.files]
        for file, count in zip(self.files, counted, strict=True):
            for start in range(0, count, RANGE):
                yield task_of(file, first, start, min(start + RANGE, count))
            first += count

    def _enter(self, task: Range, told: Sequence[Told]) -> dict[int, CleanPage]:
        """All pages of a range; those on which nothing was found."""
        clean = {}
        for one in told:
            if isinstance(one, Lost):
                self.book.result.unreadable.append(Unreadable(task.name, one.number, one.reason))
            elif isinstance(one, ReadPage):
                self._judge(one)
            elif self.book.enter_clean(*one):
                clean[one[0]] = one[1]
            else:
                _, page = self.reader.full(task, one[0] - task.first)
                if isinstance(page, Lost):
                    self.book.result.unreadable.append(Unreadable(task.name, page.number, page.reason))
                else:
                    self._judge(page)
        return clean

    def _judge(self, page: ReadPage) -> None:
        self.book.enter(self.reader.matcher.match(page, self.book.next_turn), self.reader.ledger)


def _done(task: Range, known: dict[int, CleanPage]) -> bool:
    return all(at in known for at in range(task.first + task.start, task.first + task.stop))
