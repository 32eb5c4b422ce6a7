"""Paper that is not the program's own: captures of it are judged by the print that it came from, once that was
compared by a measured form.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from app.errors import KenpanError
from app.media.manifest import manifest
from app.month.looking.workbench import Workbench
from app.progress import Progress, no_progress
from app.proof.captures.judging import SideOf
from app.proof.captures.model import PaperSide
from app.proof.captures.print_sides import PrintSides
from app.proof.printed.expected import expectation_of
from app.proof.printed.model import Notice
from app.proof.printed.run import compare_print
from app.sheet.measured_file import PRINT, read_measured_folder
from app.sheet.measured_form import MeasuredForm


def is_measured(folder: Path | None) -> bool:
    """Whether the forms of this folder were measured from a print."""
    return folder is not None and (folder / PRINT).exists()


def measured_for(bench: Workbench, folder: Path | None) -> MeasuredForm:
    """The measured form of a folder, else the approved one; ``KenpanError`` ``captures.form`` without any."""
    if folder is not None:
        return read_measured_folder(folder)
    if bench.equipment.reference is None:
        raise KenpanError(
            "captures.form",
            "印刷データと一緒に判定するには、実測様式が要ります。",
            "kenpan learn で測った様式を --forms に指定するか、参照として承認してください。",
        )
    return bench.equipment.reference


@contextmanager
def print_paper(
    bench: Workbench,
    files: Sequence[Path],
    form: MeasuredForm,
    progress: Progress = no_progress,
    *,
    wanted: Sequence[Notice] | None = None,
    jobs: int = 2,
) -> Iterator[PrintSides]:
    """The sides of this print's paper, for notices of which the print says what the records say.

    The print is compared for that; whatever differs there is told of nobody's capture. ``KenpanError`` as
    :func:`app.proof.printed.run.compare_print` and :class:`app.proof.captures.print_sides.PrintSides`.
    """
    expectation, equipment = expectation_of(bench), bench.equipment
    places: dict[Notice, set[int]] = {}
    result = compare_print(
        files,
        form,
        expectation,
        equipment.fonts,
        wanted=wanted,
        media=manifest(bench.media)["sha256"],
        jobs=jobs,
        progress=progress,
        places=places,
    )
    bad_pages = {one.page for one in result.findings} | {one.page for one in result.unreadable}
    bad = {(one.file, one.record) for one in result.findings}
    sound = {
        notice: pages
        for notice, pages in places.items()
        if (notice.file, notice.record) not in bad and not pages & bad_pages
    }
    sides = PrintSides(files, form, equipment.forms, expectation, equipment.fonts, sound)
    try:
        yield sides
    finally:
        sides.close()


def side_of_print(sides: PrintSides) -> SideOf:
    """Sides by what their codes say."""

    def side(text: str, number: int) -> PaperSide:
        return sides.side(sides.named(text), None, number)

    return side
