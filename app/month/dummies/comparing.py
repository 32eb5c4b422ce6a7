"""The print of the dummies, or captures of their paper, held against their records: only their own pages are judged."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.month.looking.workbench import Workbench
from app.month.printed.compared import captures_with_print, form_for, print_files
from app.month.printed.comparing import compare_with_volume
from app.month.printed.in_hand import SourcePrint, pairs_text
from app.progress import Progress, no_progress
from app.proof.compared.source import PageSource, Shower
from app.proof.model import PieceChoice
from app.proof.printed.comparison import Comparison
from app.proof.printed.expected import expectation_of
from app.proof.printed.model import Difference, Notice
from app.sheet.measured_form import MeasuredForm
from app.signoff.book import Book
from app.signoff.dummy_model import PrintSeen
from app.signoff.reference import FormUsed

if TYPE_CHECKING:
    from app.proof.captures.comparison import CaptureComparison, Unproved


@dataclass(frozen=True, slots=True)
class DummyPrint:
    """What was found of each dummy, by its number: its pages and differences, and the same as it is signed. ``form``:
    ``None`` of captures; ``used``: the same for people and the ledger; ``source``: the print that captured paper of a
    measured form came from; ``unproved``: boxes of each dummy whose character nobody can tell from another one, and
    ``decided``: the pairs of these that a lead let pass.
    """

    name: str
    sha256: str
    files: tuple[Path, ...]
    form: MeasuredForm | None
    used: FormUsed
    seen: Mapping[int, PrintSeen]
    differences: Mapping[int, tuple[Difference, ...]]
    source: SourcePrint | None = None
    unproved: "Mapping[int, tuple[Unproved, ...]]" = field(default_factory=dict)
    decided: frozenset[frozenset[str]] = frozenset()

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

    def open_pairs(self, number: int | None = None) -> tuple[str, ...]:
        """The pairs of characters that stand on a dummy, or on any (``None``), and that a lead has to decide on."""
        own = self.unproved.values() if number is None else (self.unproved.get(number, ()),)
        pairs = {frozenset(one.pair) for boxes in own for one in boxes} - self.decided
        return tuple(sorted("".join(sorted(pair)) for pair in pairs))

    def unproved_text(self, number: int) -> str:
        """``未証明 3 か所（「ー」と「一」）``; nothing of a dummy that has none."""
        own = self.unproved.get(number, ())
        return f"未証明 {len(own):,} か所（{pairs_text(one.pair for one in own)}）" if own else ""

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
    *,
    alike: Iterable[str] = (),
) -> DummyPrint:
    """Read a print, or captures, and judge the pages of these dummies; those of other notices are passed over.

    The form is the measured one that is approved for the medium, as the ``book`` has it now, else those at hand;
    captures of paper in a measured form are chosen together with the print that the paper came from. ``alike``: pairs
    of characters that a lead decided need not be told apart on captures. The hash is the comparison's basis: files,
    form, tolerances, zones, medium.
    ``KenpanError`` as
    :func:`app.month.printed.compared.form_for`, :func:`app.month.printed.compared.captures_with_print`,
    :func:`app.proof.printed.run.compare_print` and :func:`app.proof.captures.run.compare_captures`.
    """
    files = print_files(paths)
    notices = {Notice(piece.file, piece.record): piece.number for piece in pieces}
    wanted = sorted(notices, key=lambda one: (list(bench.notices).index(one.file), one.record))
    captures, prints = captures_with_print(bench, files)
    if not captures:
        form, places = form_for(bench, None, files, book), dict[Notice, set[int]]()
        result = compare_with_volume(bench, files, form, progress, wanted=wanted, jobs=jobs, places=places)
        return _found(files, form, FormUsed(result.basis.form, bool(form.drafts)), result, places, notices)
    source = _source(bench, prints, progress)
    judged = _captured(bench, captures, source, wanted, alike, progress)
    places = {}
    for page, (notice, _) in judged.whose.items():
        places.setdefault(notice, set()).add(page)
    used = FormUsed(judged.basis.form, draft=True)
    if source is not None:
        used = FormUsed(source.form_sha256, draft=False)
    found = _found(tuple(captures), None, used, judged, places, notices)
    unproved: dict[int, list[Unproved]] = {}
    for one in judged.unproved_boxes:
        if one.notice in notices:
            unproved.setdefault(notices[one.notice], []).append(one)
    told = {number: tuple(own) for number, own in unproved.items()}
    return replace(found, source=source, unproved=told, decided=judged.decided)


def _found(
    files: tuple[Path, ...],
    form: MeasuredForm | None,
    used: FormUsed,
    result: Comparison,
    places: Mapping[Notice, set[int]],
    notices: Mapping[Notice, int],
) -> DummyPrint:
    """What a comparison says of each dummy. ``notices``: their numbers."""
    name, sha256 = "、".join(file.name for file in files), result.basis.sha256
    differences: dict[int, list[Difference]] = {number: [] for number in notices.values()}
    for one in result.findings:
        number = None if one.record is None else notices.get(Notice(one.file, one.record))
        if number is not None and not result.asks_for_pair(one):
            differences[number].append(one)
    ignored = {page for pages in result.passed_over.values() for page in pages}
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
    found = {number: tuple(own) for number, own in differences.items()}
    return DummyPrint(name, sha256, files, form, used, seen, found)


def _source(bench: Workbench, prints: Sequence[Path], progress: Progress) -> SourcePrint | None:
    from app.month.printed.print_paper import source_print  # what captures need is not loaded for a print

    return source_print(bench, prints, None, progress) if prints else None


def _captured(
    bench: Workbench,
    files: Sequence[Path],
    source: SourcePrint | None,
    wanted: Sequence[Notice],
    alike: Iterable[str],
    progress: Progress,
) -> "CaptureComparison":
    from app.month.printed.captured import compare_capture_files  # what captures need is not loaded for a print

    decided = frozenset(map(frozenset, alike))
    return compare_capture_files(bench, files, None, progress, wanted=wanted, decided=decided, source=source)


def dummy_source(bench: Workbench, found: DummyPrint, pieces: Sequence[PieceChoice]) -> Shower:
    """The pages of a print as people see them."""
    if found.form is None:
        from app.month.printed.captured import capture_source

        return capture_source(bench, found.files, None, source=found.source)
    due = [Notice(piece.file, piece.record) for piece in pieces]
    return PageSource(found.files, found.form, expectation_of(bench), bench.equipment.fonts, due)
