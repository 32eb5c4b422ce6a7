"""A print held against the open volume: with its records, its fonts and the hash of its manifest."""

from collections.abc import Callable, Sequence
from pathlib import Path

from app.media.manifest import manifest
from app.month.looking.workbench import Workbench
from app.progress import Progress, no_progress
from app.proof.printed.comparison import Comparison
from app.proof.printed.expected import expectation_of
from app.proof.printed.model import Notice
from app.proof.printed.resume import nobody
from app.proof.printed.run import WorkersOf, compare_print
from app.sheet.measured_form import MeasuredForm


def compare_with_volume(
    bench: Workbench,
    files: Sequence[Path],
    form: MeasuredForm,
    progress: Progress = no_progress,
    *,
    wanted: Sequence[Notice] | None = None,
    jobs: int = 1,
    workers: WorkersOf | None = None,
    resume: Path | None = None,
    tell: Callable[[str], None] = nobody,
    places: dict[Notice, set[int]] | None = None,
) -> Comparison:
    """What differs between these files and the volume; all of it and ``KenpanError`` as
    :func:`app.proof.printed.run.compare_print`.
    """
    return compare_print(
        files,
        form,
        expectation_of(bench),
        bench.equipment.fonts,
        wanted=wanted,
        media=manifest(bench.media)["sha256"],
        jobs=jobs,
        workers=workers,
        resume=resume,
        progress=progress,
        tell=tell,
        places=places,
    )
