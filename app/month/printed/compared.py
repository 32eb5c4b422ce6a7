"""Prints and captures held against the open volume, or results taken up again."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from app.errors import KenpanError
from app.media.manifest import manifest
from app.month.form_in_force import form_in_force
from app.month.looking.workbench import Workbench
from app.month.printed.comparing import compare_with_volume
from app.month.printed.in_hand import Compared, FoundSound, compared, refuse_other
from app.progress import Progress, no_progress
from app.proof.compared.result_file import read_result
from app.proof.compared.source import PageSource, Shower
from app.proof.printed.basis import basis_of
from app.proof.printed.draft_form import form_at_hand
from app.proof.printed.expected import expectation_of
from app.proof.printed.model import Notice
from app.sheet.measured_file import read_measured_folder
from app.sheet.measured_form import MeasuredForm
from app.signoff.book import Book

PRINTS = (".pdf", ".tif", ".tiff", ".png", ".jpg", ".jpeg")
"""What print files and captures of paper are called."""


def print_files(paths: Sequence[Path]) -> tuple[Path, ...]:
    """Print files or captures in the order given, folders file by file; ``KenpanError`` ``print.none`` where there are
    none.
    """
    found: list[Path] = []
    for path in paths:
        own = sorted(one for one in path.glob("*") if one.suffix.lower() in PRINTS) if path.is_dir() else [path]
        if not own or not own[0].is_file():
            raise KenpanError(
                "print.none",
                "印刷データがありません。",
                "PDF か取り込み画像（PDF・TIFF・PNG）を選んでください。",
                file=path.name,
            )
        found += own
    return tuple(found)


def compare_files(
    bench: Workbench,
    paths: Sequence[Path],
    form: MeasuredForm,
    progress: Progress = no_progress,
    *,
    wanted: Sequence[Notice] | None = None,
    jobs: int = 2,
    resume: Path | None = None,
) -> Compared:
    """Compare print files with the open volume. ``KenpanError`` as :func:`app.proof.printed.run.compare_print`."""
    files, due = print_files(paths), tuple(expectation_of(bench).all() if wanted is None else wanted)
    result = compare_with_volume(bench, files, form, progress, wanted=due, jobs=jobs, resume=resume)
    return compared(files, form, due, result, result.as_json())


def open_result(
    bench: Workbench,
    path: Path,
    paths: Sequence[Path],
    form: MeasuredForm,
    progress: Progress = no_progress,
    *,
    wanted: Sequence[Notice] | None = None,
) -> Compared:
    """A result that ``kenpan compare`` wrote. ``KenpanError`` ``print.other`` unless it is of exactly these files, this
    form and medium, by this program's tolerances.
    """
    raw, read = read_result(path)
    files, expectation = print_files(paths), expectation_of(bench)
    due = tuple(expectation.all() if wanted is None else wanted)
    now = basis_of(files, form, due, manifest(bench.media)["sha256"], progress).as_json()
    refuse_other(path, read.table.get("basis"), now)
    made = compared(files, form, due, read.result, read.table)
    return replace(made, raw=raw)


def is_of_captures(paths: Sequence[Path]) -> bool:
    """Whether these are captures of paper and no print. ``KenpanError`` ``print.none``, ``print.mixed``."""
    from app.proof.captures.kinds import are_captures  # what captures need is not loaded for a print

    return are_captures(print_files(paths))


def captures_with_print(bench: Workbench, files: Sequence[Path]) -> tuple[list[Path], list[Path]]:
    """Captures, and the print that their paper came from, of files that were chosen together; none of both where they
    are a print to compare. ``KenpanError`` ``print.mixed`` for both where no measured form holds, ``captures.print``
    for captures alone where one does.
    """
    from app.proof.captures.kinds import are_captures, captures_and_prints

    captures, prints = captures_and_prints(files)
    if captures and prints and bench.equipment.reference is None:
        are_captures(files)
    if captures and not prints and bench.equipment.reference is not None:
        raise KenpanError(
            "captures.print",
            "実測様式の紙の取り込み画像は、その紙の印刷データと一緒に判定します。",
            "取り込み画像と、その紙を刷った印刷データ（PDF）を、一緒に選んでください。",
        )
    return captures, prints


def captured(
    bench: Workbench,
    paths: Sequence[Path],
    forms: Path | None,
    progress: Progress = no_progress,
    *,
    wanted: Sequence[Notice] | None = None,
    result: Path | bytes | None = None,
    alike: Iterable[str] = (),
    sealed: bool = False,
    printed: Sequence[Path] = (),
    found: FoundSound | None = None,
) -> Compared:
    """Captures held against the open volume, or the result that was written or kept of exactly these; ``alike``: pairs
    of characters that need not be told apart; ``sealed``: they are of envelopes, if there is no result that says so;
    ``printed``: the print that the paper came from, where its form is a measured one, ``found``: what was kept of its
    comparison.
    ``KenpanError`` as :func:`app.month.printed.print_paper.source_print`,
    :func:`app.month.printed.captured.compare_capture_files` and :func:`app.month.printed.captured.open_captures`.
    """
    from app.month.printed.captured import (
        captures_in_hand,
        compare_capture_files,
        open_captures,
        reopen_captures,
        with_alike,
    )
    from app.month.printed.print_paper import source_print

    files = print_files(paths)
    of_paper = print_files(printed) if printed else ()
    unprinted = sealed or (result is not None and not of_paper)
    source = source_print(bench, of_paper, forms, progress, sealed=unprinted, found=found)
    if isinstance(result, bytes):
        return with_alike(reopen_captures(bench, result, files, forms, progress, wanted, source), alike)
    if result is not None:
        return open_captures(bench, result, files, forms, progress, wanted=wanted, source=source)
    decided = frozenset(map(frozenset, alike))
    judged = compare_capture_files(
        bench, files, forms, progress, wanted=wanted, decided=decided, sealed=sealed, source=source
    )
    return captures_in_hand(files, judged, wanted, forms, source)


def page_source(bench: Workbench, one: Compared) -> Shower:
    """Its pages for people to look at."""
    if one.of_captures:
        from app.month.printed.captured import capture_source  # what captures need is not loaded for a print

        return capture_source(bench, one.files, one.forms, one, source=one.source)
    expectation = expectation_of(bench)
    return PageSource(one.files, one.form, expectation, bench.equipment.fonts, one.due)


def form_for(bench: Workbench, folder: Path | None, paths: Sequence[Path], book: Book | None = None) -> MeasuredForm:
    """The measured form of a folder; without one that which is in force for the medium: the approved reference, as the
    ``book`` has it now, else the forms at hand, if the print is in their layout. ``KenpanError``: an approved form that
    cannot be used, and ``print.form``.
    """
    if folder is not None:
        return read_measured_folder(folder)
    own = bench.equipment
    held = None if book is None else form_in_force(book, manifest(bench.media)["sha256"], own.forms)
    if held is not None and held.problem is not None:
        raise held.problem
    reference = own.reference if held is None else held.measured
    if reference is not None:
        return reference
    return form_at_hand(print_files(paths), own.forms.values(), own.fonts, own.barcode.size)
