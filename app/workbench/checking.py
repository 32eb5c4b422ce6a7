"""Checking an open volume with the equipment that its preview uses."""

from app.checks.run import CheckInput, CheckResult, run_checks
from app.progress import Progress, no_progress
from app.workbench.workbench import Workbench


def check_input(bench: Workbench) -> CheckInput:
    """What the checks need of an open volume."""
    return CheckInput(bench.media, bench.notices, bench.counts, bench.equipment)


def check(bench: Workbench, progress: Progress = no_progress, jobs: int = 2) -> CheckResult:
    """Every rule over the whole volume; see :func:`app.checks.run.run_checks`."""
    return run_checks(check_input(bench), progress, jobs)
