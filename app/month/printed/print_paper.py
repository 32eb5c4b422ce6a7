"""Paper that is not the program's own: captures of it are judged by the print that it came from, once that was
compared by a measured form.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from app.errors import KenpanError
from app.media.manifest import manifest
from app.month.looking.workbench import Workbench
from app.month.printed.comparing import compare_with_volume
from app.month.printed.in_hand import FoundSound, SourcePrint
from app.progress import Progress, no_progress
from app.proof.captures.judging import SideOf
from app.proof.captures.model import PaperSide
from app.proof.captures.print_sides import PrintSides
from app.proof.printed.basis import basis_of
from app.proof.printed.expected import expectation_of
from app.proof.printed.model import Notice
from app.sheet.measured_file import PRINT, read_measured_folder
from app.sheet.measured_form import MeasuredForm


def is_measured(folder: Path | None) -> bool:
    """Whether the forms of this folder were measured from a print."""
    return folder is not None and (folder / PRINT).exists()


def source_print(
    bench: Workbench,
    printed: Sequence[Path],
    folder: Path | None,
    progress: Progress = no_progress,
    *,
    sealed: bool = False,
    found: FoundSound | None = None,
) -> SourcePrint | None:
    """What captures are judged by besides the records: ``None`` where the program's own forms are enough. ``found``:
    what a comparison of the print said, which need not be made again where nothing that it rests on has changed.

    ``KenpanError`` ``captures.print`` for paper of a measured form (of the folder, or approved) without its print, and
    for a print of sealed envelopes; else as :func:`sound_print`.
    """
    if printed and sealed:
        raise KenpanError(
            "captures.print",
            "封をした封筒は、手元の様式の用紙だけを判定できます。",
            "印刷データを指定せずに照合するか、開けた紙を取り込んでください。",
        )
    if printed:
        form = measured_for(bench, folder)
        again = None if found is None else _still_sound(bench, printed, form, found, progress)
        return again or sound_print(bench, printed, form, progress)
    if is_measured(folder) or (folder is None and bench.equipment.reference is not None and not sealed):
        raise KenpanError(
            "captures.print",
            "実測様式の紙の取り込み画像は、その紙の印刷データと一緒に判定します。",
            "「紙の印刷データ」（kenpan compare では --print）に、その紙を刷った PDF を指定してください。",
        )
    return None


def _still_sound(
    bench: Workbench, files: Sequence[Path], form: MeasuredForm, found: FoundSound, progress: Progress
) -> SourcePrint | None:
    """The print as it was found; ``None`` where it, the form, the medium or what is tolerated is not what it was."""
    due = expectation_of(bench).all()
    now = basis_of(files, form, due, manifest(bench.media)["sha256"], progress).sha256
    return SourcePrint(tuple(files), form, found.places, now) if now == found.basis else None


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


def sound_print(
    bench: Workbench,
    files: Sequence[Path],
    form: MeasuredForm,
    progress: Progress = no_progress,
    *,
    wanted: Sequence[Notice] | None = None,
    jobs: int = 2,
) -> SourcePrint:
    """The print with the notices of which it says what the records say: it is compared for that, and whatever differs
    there is told of nobody's capture. ``KenpanError`` as :func:`app.proof.printed.run.compare_print`.
    """
    places: dict[Notice, set[int]] = {}
    result = compare_with_volume(bench, files, form, progress, wanted=wanted, jobs=jobs, places=places)
    bad_pages = {one.page for one in result.findings} | {one.page for one in result.unreadable}
    bad = {(one.file, one.record) for one in result.findings}
    sound = {
        notice: pages
        for notice, pages in places.items()
        if (notice.file, notice.record) not in bad and not pages & bad_pages
    }
    return SourcePrint(tuple(files), form, sound, result.basis.sha256)


def sides_of_print(bench: Workbench, source: SourcePrint) -> PrintSides:
    """The sides of this print's paper, to be closed. ``KenpanError`` as of the class."""
    own = bench.equipment
    return PrintSides(source.files, source.form, own.forms, expectation_of(bench), own.fonts, source.places)


@contextmanager
def print_paper(bench: Workbench, source: SourcePrint) -> Iterator[PrintSides]:
    """The same, closed at the end."""
    sides = sides_of_print(bench, source)
    try:
        yield sides
    finally:
        sides.close()


def side_of_print(sides: PrintSides) -> SideOf:
    """Sides by what their codes say."""

    def side(text: str, number: int) -> PaperSide:
        return sides.side(sides.named(text), None, number)

    return side
