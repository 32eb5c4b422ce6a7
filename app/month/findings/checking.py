"""Checking an open volume with the equipment that its preview uses."""

from app.checks.run import CheckInput, CheckResult, run_checks
from app.month.looking.workbench import Workbench
from app.month.reception.facts import OfficeFigure
from app.progress import Progress, no_progress


def check_input(bench: Workbench) -> CheckInput:
    """What the checks need of an open volume."""
    return CheckInput(bench.media, bench.notices, bench.counts, bench.equipment, bench.scans)


def check(bench: Workbench, progress: Progress = no_progress, jobs: int = 2) -> CheckResult:
    """Every rule over the whole volume; see :func:`app.checks.run.run_checks`."""
    return run_checks(check_input(bench), progress, jobs)


def office_figures(bench: Workbench) -> tuple[OfficeFigure, ...]:
    """How many notices (件) each office of an open volume has by its 件数表, without checking anything."""
    return tuple(
        OfficeFigure(table.scheme, one.office_code, one.name, one.prints)
        for table in bench.counts.values()
        for one in table.offices
    )
