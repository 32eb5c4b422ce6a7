"""Checking an open volume with the equipment that its preview uses."""

from app.checks.run import CheckInput, CheckResult, run_checks
from app.checks.view import Surroundings
from app.progress import Progress, no_progress
from app.workbench.workbench import Workbench


def check_input(bench: Workbench) -> CheckInput:
    """What the checks need of an open volume."""
    equipment = bench.equipment
    around = Surroundings(
        offices=equipment.offices,
        postal=equipment.postal,
        fonts=equipment.fonts,
        forms=equipment.forms,
        envelope=equipment.envelope,
        barcode=equipment.barcode,
    )
    return CheckInput(bench.media, bench.notices, bench.counts, around)


def check(bench: Workbench, progress: Progress = no_progress, jobs: int = 2) -> CheckResult:
    """Every rule over the whole volume; see :func:`app.checks.run.run_checks`."""
    return run_checks(check_input(bench), progress, jobs)
