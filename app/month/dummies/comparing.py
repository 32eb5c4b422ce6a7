"""The print of the dummies held against their records: only their own pages are judged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.month.looking.workbench import Workbench
from app.month.parts_in_use import media_part
from app.progress import Progress, no_progress
from app.proof.compared.source import PageSource
from app.proof.model import PieceChoice
from app.proof.printed.expected import expectation_of
from app.proof.printed.model import Difference, Notice
from app.proof.printed.run import compare_print
from app.sheet.measured_file import read_measured_folder
from app.sheet.measured_form import MeasuredForm
from app.signoff.dummy_model import PrintSeen


@dataclass(frozen=True, slots=True)
class DummyPrint:
    """What was found of each dummy, by its number: its pages and differences, and the same as it is signed."""

    name: str
    sha256: str
    files: tuple[Path, ...]
    form: MeasuredForm
    seen: Mapping[int, PrintSeen]
    differences: Mapping[int, tuple[Difference, ...]]


def compare_dummies(
    bench: Workbench,
    files: Sequence[Path],
    forms: Path,
    pieces: Sequence[PieceChoice],
    progress: Progress = no_progress,
    jobs: int = 1,
) -> DummyPrint:
    """Read a print, and judge the pages of these dummies; those of other notices are passed over.

    The hash is the comparison's basis: files, form, tolerances, zones, medium. ``KenpanError`` as
    :func:`app.sheet.measured_file.read_measured_folder` and :func:`app.proof.printed.run.compare_print`.
    """
    form = read_measured_folder(forms)
    notices = {Notice(piece.file, piece.record): piece.number for piece in pieces}
    expectation = expectation_of(bench)
    media = media_part(bench).sha256
    wanted = sorted(notices, key=lambda one: (list(bench.notices).index(one.file), one.record))
    places: dict[Notice, set[int]] = {}
    result = compare_print(
        files,
        form,
        expectation,
        bench.equipment.fonts,
        wanted=wanted,
        media=media,
        jobs=jobs,
        progress=progress,
        places=places,
    )
    sha256 = result.basis.sha256
    differences: dict[int, list[Difference]] = {number: [] for number in notices.values()}
    for one in result.findings:
        if one.record is not None and (number := notices.get(Notice(one.file, one.record))) is not None:
            differences[number].append(one)
    ignored = {page for pages in result.passed_over.values() for page in pages}
    name = "、".join(file.name for file in files)
    seen = {
        number: PrintSeen(
            sha256,
            name,
            tuple(sorted(places.get(notice, ()))),
            sum(one.severity == "error" for one in differences[number]),
            len(ignored & places.get(notice, set())),
        )
        for notice, number in notices.items()
    }
    return DummyPrint(
        name, sha256, tuple(files), form, seen, {number: tuple(own) for number, own in differences.items()}
    )


def dummy_source(bench: Workbench, found: DummyPrint, pieces: Sequence[PieceChoice]) -> PageSource:
    """The pages of a print as people see them."""
    due = [Notice(piece.file, piece.record) for piece in pieces]
    expectation = expectation_of(bench)
    return PageSource(found.files, found.form, expectation, bench.equipment.fonts, due)
