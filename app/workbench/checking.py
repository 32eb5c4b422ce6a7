"""Checking an open volume with the equipment that its preview uses."""

from collections import Counter

import numpy as np

from app.checks.run import CheckInput, CheckResult, run_checks
from app.month.reception_facts import OfficeFigure
from app.progress import Progress, no_progress
from app.records.layouts import Scheme
from app.records.notice_file import DETAIL
from app.workbench.workbench import Workbench

_OFFICE = slice(0, 4)  # シリアル番号 begins with the 統一事務所コード


def check_input(bench: Workbench) -> CheckInput:
    """What the checks need of an open volume."""
    return CheckInput(bench.media, bench.notices, bench.counts, bench.equipment)


def check(bench: Workbench, progress: Progress = no_progress, jobs: int = 2) -> CheckResult:
    """Every rule over the whole volume; see :func:`app.checks.run.run_checks`."""
    return run_checks(check_input(bench), progress, jobs)


def office_figures(bench: Workbench) -> tuple[OfficeFigure, ...]:
    """How many notices (件) each office of an open volume has, by scheme and code, without checking anything."""
    found: Counter[tuple[Scheme, str]] = Counter()
    for file in bench.notices.values():
        codes, counts = np.unique(file.data[file.types == DETAIL][:, _OFFICE], axis=0, return_counts=True)
        for code, count in zip(codes, counts, strict=True):
            found[file.scheme, code.tobytes().decode("ascii", "replace")] += int(count)
    return tuple(OfficeFigure(scheme, code, "", count) for (scheme, code), count in sorted(found.items()))
