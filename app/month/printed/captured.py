"""Captures of paper that are compared with the open volume, and a comparison of them in hand, to be signed."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.errors import KenpanError
from app.media.manifest import manifest
from app.month.looking.workbench import Workbench
from app.month.printed.in_hand import Compared, SourcePrint, compared, refuse_other
from app.month.printed.print_paper import print_paper, side_of_print, sides_of_print
from app.notice.items import LAYOUT_NO
from app.progress import Progress, no_progress
from app.proof.captures.basis import alike, captures_basis, tolerances_of
from app.proof.captures.comparison import CaptureComparison
from app.proof.captures.judging import SideOf
from app.proof.captures.run import compare_captures, side_finder
from app.proof.captures.sides import Sides, SideSource
from app.proof.captures.source import CaptureSource, Envelopes
from app.proof.captures.trial import Trial
from app.proof.compared.result_file import ReadResult, read_result, result_bytes, result_of
from app.proof.printed.expected import Expectation, expectation_of
from app.proof.printed.model import Notice
from app.sheet.form_model import Form
from app.sheet.forms import load_form
from app.sheet.measured_form import MeasuredForm
from app.sheet.model import Sheet
from app.sheet.place import place

_NO_FORM = MeasuredForm((), {})
"""Captures are judged by the forms themselves: nothing is measured, no zone is left out."""


def compare_capture_files(
    bench: Workbench,
    files: Sequence[Path],
    forms_folder: Path | None,
    progress: Progress = no_progress,
    *,
    wanted: Sequence[Notice] | None = None,
    decided: frozenset[frozenset[str]] = frozenset(),
    trial: Trial | None = None,
    sealed: bool = False,
    source: SourcePrint | None = None,
) -> CaptureComparison:
    """Captures judged by the forms in use, or by those of a folder; ``sealed``: of envelopes, seen from outside.

    ``source``: the print that the paper came from, as :func:`app.month.printed.print_paper.source_print` gives it.
    ``KenpanError`` as :func:`app.proof.captures.run.compare_captures`.
    """
    equipment, expectation = bench.equipment, expectation_of(bench)
    with _sides(bench, forms_folder, source) as (sides, side_of):
        return compare_captures(
            files,
            sides,
            expectation,
            side_of,
            wanted=wanted,
            media=manifest(bench.media)["sha256"],
            barcode=equipment.barcode.size,
            decided=decided,
            trial=trial,
            envelope=equipment.envelope if sealed else None,
            printed=() if source is None else source.files,
            progress=progress,
        )


@contextmanager
def _sides(bench: Workbench, folder: Path | None, source: SourcePrint | None) -> Iterator[tuple[SideSource, SideOf]]:
    """What captures are judged by, and whose a side is by its code."""
    if source is not None:
        with print_paper(bench, source) as own:
            yield own, side_of_print(own)
        return
    forms, expectation = _forms(bench, folder), expectation_of(bench)
    sides = Sides(bench.equipment.fonts, forms)
    yield sides, side_finder(expectation, sides, _sheets(bench, expectation, forms))


def _sheets(bench: Workbench, expectation: Expectation, forms: Mapping[int, Form]) -> Callable[[Notice], Sheet]:
    equipment = bench.equipment

    def sheet_of(notice: Notice) -> Sheet:
        content = expectation.content(notice)
        return place(content, forms[content.layout_no], equipment.fonts, equipment.barcode.size)

    return sheet_of


def _forms(bench: Workbench, folder: Path | None) -> Mapping[int, Form]:
    if folder is None:
        return bench.equipment.forms
    return {number: load_form(number, folder) for number in LAYOUT_NO.values()}


def captures_in_hand(
    files: Sequence[Path],
    result: CaptureComparison,
    wanted: Sequence[Notice] | None = None,
    forms_folder: Path | None = None,
    source: SourcePrint | None = None,
) -> Compared:
    """What was just compared."""
    table = result.as_json()
    made = compared(files, _NO_FORM, _due(table, wanted), result, table)
    return replace(made, forms=forms_folder, source=source)


def _due(table: dict[str, Any], wanted: Sequence[Notice] | None) -> tuple[Notice, ...]:
    """The notices that it says something of. ``KenpanError`` ``print.result`` where it does not say whose pages are."""
    if wanted is not None:
        return tuple(wanted)
    try:
        return tuple(dict.fromkeys(Notice(str(row["file"]), int(row["record"])) for row in table["captures"]["pages"]))
    except (KeyError, TypeError, ValueError) as error:
        what = "照合結果に、どの画像がどの通知書のものかの記録がありません。"
        raise KenpanError("print.result", what, "照合をやり直してください。") from error


def open_pairs(one: Compared) -> tuple[str, ...]:
    """Pairs of characters that nobody can tell apart on these captures, and no lead decided on."""
    told = one.table["captures"]["pairs"] if one.of_captures else ()
    return tuple(sorted({"".join(sorted((row["expected"], row["rival"]))) for row in told if not row["decided"]}))


def with_alike(one: Compared, pairs: Iterable[str]) -> Compared:
    """The same as if it had been judged with these pairs decided; what people did with it stays. ``KenpanError``
    ``captures.again`` where it cannot be said without judging anew.
    """
    captures = one.table["captures"]
    known = {frozenset(pair) for pair in (*captures["alike"], *pairs)}
    sealed = one.of_sealed
    if one.table["basis"]["tolerances"] != tolerances_of(captures["alike"], sealed=sealed):
        raise KenpanError("captures.again", "判定の基準がこの版と違います。", "照合をやり直してください。")
    rows = [{**row, "decided": frozenset((row["expected"], row["rival"])) in known} for row in captures["pairs"]]
    gone = {(row["expected"], row["rival"]) for row in rows if row["decided"]}
    left = [
        at
        for at, found in enumerate(one.result.findings)
        if found.rule != "print.undecided" or (found.expected, found.found) not in gone
    ]
    findings = [one.table["findings"][at] for at in left]
    table = {
        **one.table,
        "findings": findings,
        "counts": dict(sorted(Counter(row["rule"] for row in findings).items())),
        "basis": {**one.table["basis"], "tolerances": tolerances_of(known, sealed=sealed)},
        "captures": {**captures, "pairs": rows, "alike": alike(known)},
    }
    made = compared(one.files, _NO_FORM, one.due, result_of(result_bytes(table)).result, table)
    places = {old: new for new, old in enumerate(left)}
    for at in one.review.seen & places.keys():
        made.review.tick(places[at])
    groups = {group.key: at for at, group in enumerate(made.review.groups)}
    for at, ruling in one.review.rulings.items():
        key = one.review.groups[at].key
        if key in groups:
            made.review.rule(groups[key], ruling)
    return replace(made, forms=one.forms, source=one.source)


def capture_source(
    bench: Workbench,
    files: Sequence[Path],
    forms_folder: Path | None,
    one: Compared | None = None,
    *,
    source: SourcePrint | None = None,
) -> CaptureSource:
    """Captures for people to look at; ``one``: as they were compared, which says whose the sealed envelopes are;
    ``source``: the print that the paper came from.
    """
    if source is not None:
        own = sides_of_print(bench, source)
        return CaptureSource(files, own, side_of_print(own), close=own.close)
    forms, expectation = _forms(bench, forms_folder), expectation_of(bench)
    sides = Sides(bench.equipment.fonts, forms)
    envelopes = None
    if one is not None and one.of_sealed:
        envelopes = Envelopes(bench.equipment.envelope, _whose(one, expectation))
    side_of = side_finder(expectation, sides, _sheets(bench, expectation, forms))
    return CaptureSource(files, sides, side_of, envelopes)


def _whose(one: Compared, expectation: Expectation) -> dict[int, str]:
    """Piece codes by page, of those that the medium has."""
    pages = ((int(row["page"]), Notice(str(row["file"]), int(row["record"]))) for row in one.table["captures"]["pages"])
    return {page: expectation.content(notice).piece_id for page, notice in pages if expectation.has(notice)}


def open_captures(
    bench: Workbench,
    path: Path,
    files: Sequence[Path],
    forms_folder: Path | None = None,
    progress: Progress = no_progress,
    *,
    wanted: Sequence[Notice] | None = None,
    source: SourcePrint | None = None,
) -> Compared:
    """A result of captures that ``kenpan compare`` wrote. ``KenpanError`` ``print.other`` unless it is of exactly these
    captures, these forms (or this print) and this medium, by this program's thresholds; ``print.result`` for that of a
    print.
    """
    raw, read = read_result(path)
    return _opened(bench, path, raw, read, files, forms_folder, progress, wanted, source)


def reopen_captures(
    bench: Workbench,
    raw: bytes,
    files: Sequence[Path],
    forms_folder: Path | None,
    progress: Progress,
    wanted: Sequence[Notice] | None,
    source: SourcePrint | None = None,
) -> Compared:
    """The same of a result that the month has kept."""
    return _opened(bench, Path("照合結果"), raw, result_of(raw), files, forms_folder, progress, wanted, source)


def _opened(
    bench: Workbench,
    path: Path,
    raw: bytes,
    read: ReadResult,
    files: Sequence[Path],
    forms_folder: Path | None,
    progress: Progress,
    wanted: Sequence[Notice] | None,
    source: SourcePrint | None,
) -> Compared:
    told = read.table.get("captures")
    pairs = told.get("alike") if isinstance(told, dict) else None
    if not isinstance(pairs, list) or not all(isinstance(one, str) for one in pairs):
        what = "取り込み画像の照合結果ではありません。"
        raise KenpanError("print.result", what, "取り込み画像を照合した結果を選んでください。", file=path.name)
    equipment = bench.equipment
    now = captures_basis(
        files,
        _forms_judged_by(bench, forms_folder, source),
        equipment.fonts,
        equipment.barcode.size,
        manifest(bench.media)["sha256"],
        wanted=wanted,
        decided=pairs,
        envelope=equipment.envelope if isinstance(told, dict) and "sealed" in told else None,
        printed=() if source is None else source.files,
        progress=progress,
    )
    refuse_other(path, read.table.get("basis"), now.as_json(), "取り込み画像")
    one = compared(files, _NO_FORM, _due(read.table, wanted), read.result, read.table)
    return replace(one, raw=raw, forms=forms_folder, source=source)


def _forms_judged_by(bench: Workbench, folder: Path | None, source: SourcePrint | None) -> Mapping[Any, Form]:
    if source is None:
        return _forms(bench, folder)
    with print_paper(bench, source) as own:
        return dict(own.forms)
