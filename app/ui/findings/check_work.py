"""The long part of a check, off the GUI thread: run the rules, lay the findings out, read the marks. Nothing of Qt."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.checks.model import Finding
from app.checks.run import CheckResult
from app.errors import KenpanError
from app.month.findings.bits import FindingSpots, finding_spots
from app.month.findings.decisions import Decisions, Tally, decisions_of, error_keys, tally
from app.month.findings.review import Review, reviewed, reviews_of
from app.month.looking.workbench import Workbench
from app.progress import Progress
from app.signoff.ledger import Entry
from app.ui.findings.finding_table import FindingTable, finding_table

Check = Callable[[Workbench, Progress, int], CheckResult]
"""``(bench, progress, jobs)``: :func:`app.month.findings.checking.check`."""

_JOBS = 2
_OFFICE = slice(0, 4)  # シリアル番号 begins with the 統一事務所コード


@dataclass(frozen=True, eq=False)
class Checked:
    """A check with everything the screen shows of it.

    ``reviews`` are the marks of this medium, ``None`` if they cannot be read: ``problem``; ``spots`` are the records
    that the findings mark; ``tally`` counts them for the gate 検査, ``decisions`` are what
    leads decided on them.
    """

    result: CheckResult
    table: FindingTable
    spots: FindingSpots
    reviews: tuple[Review, ...] | None
    reviewed: dict[int, Review]
    problem: KenpanError | None
    tally: Tally
    decisions: Decisions


def check_medium(bench: Workbench, check: Check, entries: Callable[[], Sequence[Entry]], progress: Progress) -> Checked:
    """Run ``check`` and prepare what is shown. ``entries`` reads the marks in the ledger."""
    result = check(bench, progress, _JOBS)
    progress("整理", 0, 1)
    table = finding_table(result.findings, lambda finding: office_code(bench, finding))
    spots = finding_spots(result.findings)
    counted = tally(bench, result.findings, error_keys(result.findings, bench))
    try:
        told = entries()
    except KenpanError as problem:
        return Checked(result, table, spots, None, {}, problem, counted, {})
    reviews, decisions = reviews_of(told, bench), decisions_of(told, bench)
    marked = reviewed(reviews, result.findings, bench)
    return Checked(result, table, spots, reviews, marked, None, counted, decisions)


def office_code(bench: Workbench, finding: Finding) -> str:
    """The 統一事務所コード of the record, empty for a finding about no notice record or when it is no number."""
    if finding.record is None or finding.file not in bench.notices:
        return ""
    code = bench.notices[finding.file].data[finding.record, _OFFICE].tobytes()
    return code.decode("ascii") if code.isdigit() else ""
