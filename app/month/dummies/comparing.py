"""The print of the dummies, or captures of their paper, held against their records: only their own pages are judged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from app.month.looking.workbench import Workbench
from app.month.parts_in_use import media_part
from app.month.printed.compared import captures_with_print, form_for, print_files
from app.month.printed.in_hand import SourcePrint
from app.progress import Progress, no_progress
from app.proof.compared.source import PageSource, Shower
from app.proof.model import PieceChoice
from app.proof.printed.comparison import Comparison
from app.proof.printed.expected import expectation_of
from app.proof.printed.model import Difference, Notice
from app.proof.printed.run import compare_print
from app.sheet.measured_form import MeasuredForm
from app.signoff.book import Book
from app.signoff.dummy_model import PrintSeen
from app.signoff.reference import FormUsed


@dataclass(frozen=True, slots=True)
class DummyPrint:
    """What was found of each dummy, by its number: its pages and differences, and the same as it is signed. ``form``:
    ``None`` of captures; ``used``: the same for people and the ledger; ``source``: the print that captured paper of a
    measured form came from.
    """

    name: str
    sha256: str
    files: tuple[Path, ...]
    form: MeasuredForm | None
    used: FormUsed
    seen: Mapping[int, PrintSeen]
    differences: Mapping[int, tuple[Difference, ...]]
    source: SourcePrint | None = None

    @property
    def chosen(self) -> tuple[Path, ...]:
        """All that was chosen for it."""
        return self.files if self.source is None else (*self.files, *self.source.files)

    @property
    def of_captures(self) -> bool:
        """Whether it is paper that was seen."""
        return self.form is None

    def asked(self, number: int) -> tuple[int, ...]:
        """The places in a dummy's differences that only a person can tell."""
        own = self.differences[number] if self.of_captures else ()
        return tuple(at for at, one in enumerate(own) if one.rule == "print.undecided")

    def as_told(self, number: int, told: Mapping[int, bool]) -> tuple[PrintSeen, int]:
        """What was found of a dummy once a person said which of :meth:`asked` are right, and how many of them are."""
        right = sum(told.get(at, False) for at in self.asked(number))
        seen = self.seen[number]
        return replace(seen, differences=seen.differences - right), right


def compare_dummies(
    bench: Workbench,
    paths: Sequence[Path],
    book: Book | None,
    pieces: Sequence[PieceChoice],
    progress: Progress = no_progress,
    jobs: int = 1,
) -> DummyPrint:
    """Read a print, or captures, and judge the pages of these dummies; those of other notices are passed over.

    The form is the measured one that is approved for the medium, as the ``book`` has it now, else those at hand;
    captures of paper in a measured form are chosen together with the print that the paper came from. The hash is the
    comparison's basis: files, form, tolerances, zones, medium.
    ``KenpanError`` as
    :func:`app.month.printed.compared.form_for`, :func:`app.month.printed.compared.captures_with_print`,
    :func:`app.proof.printed.run.compare_print` and :func:`app.proof.captures.run.compare_captures`.
    """
    files = print_files(paths)
    notices = {Notice(piece.file, piece.record): piece.number for piece in pieces}
    wanted = sorted(notices, key=lambda one: (list(bench.notices).index(one.file), one.record))
    places: dict[Notice, set[int]] = {}
    form: MeasuredForm | None = None
    source: SourcePrint | None = None
    result: Comparison
    captures, prints = captures_with_print(bench, files)
    if captures:
        files, source = tuple(captures), _source(bench, prints, progress)
        result = _captured(bench, captures, source, wanted, places, progress)
    else:
        form = form_for(bench, None, files, book)
        result = compare_print(
            files,
            form,
            expectation_of(bench),
            bench.equipment.fonts,
            wanted=wanted,
            media=media_part(bench).sha256,
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
    used = FormUsed(result.basis.form, form is None or bool(form.drafts))
    if source is not None:
        used = FormUsed(source.form_sha256, draft=False)
    found = {number: tuple(own) for number, own in differences.items()}
    return DummyPrint(name, sha256, files, form, used, seen, found, source)


def _source(bench: Workbench, prints: Sequence[Path], progress: Progress) -> SourcePrint | None:
    from app.month.printed.print_paper import source_print  # what captures need is not loaded for a print

    return source_print(bench, prints, None, progress) if prints else None


def _captured(
    bench: Workbench,
    files: Sequence[Path],
    source: SourcePrint | None,
    wanted: Sequence[Notice],
    places: dict[Notice, set[int]],
    progress: Progress,
) -> Comparison:
    from app.month.printed.captured import compare_capture_files  # what captures need is not loaded for a print

    found = compare_capture_files(bench, files, None, progress, wanted=wanted, source=source)
    for page, (notice, _) in found.whose.items():
        places.setdefault(notice, set()).add(page)
    return found


def dummy_source(bench: Workbench, found: DummyPrint, pieces: Sequence[PieceChoice]) -> Shower:
    """The pages of a print as people see them."""
    if found.form is None:
        from app.month.printed.captured import capture_source

        return capture_source(bench, found.files, None, source=found.source)
    due = [Notice(piece.file, piece.record) for piece in pieces]
    return PageSource(found.files, found.form, expectation_of(bench), bench.equipment.fonts, due)
