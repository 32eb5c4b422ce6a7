"""A comparison in hand: of which files with which form, what it found, what of it is signed, how far people are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from app.errors import KenpanError
from app.media.manifest import manifest
from app.month.form_in_force import form_in_force
from app.month.looking.workbench import Workbench
from app.progress import Progress, no_progress
from app.proof.compared.differences import DifferenceReview, rule_title
from app.proof.compared.result_file import read_result, result_bytes
from app.proof.compared.source import PageSource, Shower
from app.proof.compared.telling import item_label
from app.proof.printed.basis import basis_of
from app.proof.printed.comparison import Comparison
from app.proof.printed.draft_form import form_at_hand
from app.proof.printed.expected import expectation_of
from app.proof.printed.model import Difference, Notice
from app.proof.printed.run import compare_print
from app.sheet.measured_file import read_measured_folder
from app.sheet.measured_form import MeasuredForm, Zone
from app.signoff.book import Book

PRINTS = (".pdf", ".tif", ".tiff", ".png", ".jpg", ".jpeg")
"""What print files and captures of paper are called."""
SCANNER_NOTE = "実機スキャナー未検証"
"""Stands wherever captures are judged: no real scanner has been tried."""


@dataclass(frozen=True, eq=False)
class Compared:
    """``raw`` is the result as a file, whose SHA-256 stands for it in the ledger; ``due`` what was to be printed;
    ``forms`` where the forms of captures are from, ``None`` for those at hand.
    """

    files: tuple[Path, ...]
    form: MeasuredForm
    due: tuple[Notice, ...]
    result: Comparison
    table: dict[str, Any]
    raw: bytes
    review: DifferenceReview
    forms: Path | None = None

    @cached_property
    def due_set(self) -> frozenset[Notice]:
        """The same, to be asked."""
        return frozenset(self.due)

    @property
    def of_captures(self) -> bool:
        """Whether scans of paper were compared: a sample, which never stands for the month's print."""
        return "captures" in self.table

    @property
    def of_sealed(self) -> bool:
        """Whether sealed envelopes were compared: most of each piece was not seen."""
        return self.of_captures and "sealed" in self.table["captures"]

    @property
    def zones(self) -> tuple[Zone, ...]:
        """Where differences are only counted."""
        return self.form.zones

    def ignored(self, zone: Zone) -> int:
        """On how many pages something differed in a zone."""
        return next((int(one["pages"]) for one in self.table["ignored"] if one["zone"] == zone.name), 0)


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
    files, expectation = print_files(paths), expectation_of(bench)
    due = tuple(expectation.all() if wanted is None else wanted)
    result = compare_print(
        files,
        form,
        expectation,
        bench.equipment.fonts,
        wanted=due,
        media=manifest(bench.media)["sha256"],
        jobs=jobs,
        resume=resume,
        progress=progress,
    )
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


def refuse_other(path: Path, then: Any, now: dict[str, Any], prints: str = "印刷データ") -> None:
    """``KenpanError`` ``print.other``, naming what differs, for a result that is not of what there is now."""
    if then != now:
        words = {
            "form": "様式",
            "tolerances": "許容差",
            "zones": "除外域",
            "media": "媒体",
            "notices": "刷る通知書",
            "print_files": prints,
        }
        other = [word for name, word in words.items() if not isinstance(then, dict) or then.get(name) != now[name]]
        raise KenpanError(
            "print.other",
            f"この照合結果のときと違います：{'、'.join(other)}。",
            "照合したときのものを選ぶか、照合をやり直してください。",
            file=path.name,
        )


def compared(
    files: Sequence[Path], form: MeasuredForm, due: Sequence[Notice], result: Comparison, table: dict[str, Any]
) -> Compared:
    """A comparison in hand, nothing of it looked at yet."""
    review = DifferenceReview(result, apart="captures" in table)
    return Compared(tuple(files), form, tuple(due), result, table, result_bytes(table), review)


def is_of_captures(paths: Sequence[Path]) -> bool:
    """Whether these are captures of paper and no print. ``KenpanError`` ``print.none``, ``print.mixed``."""
    from app.proof.captures.run import are_captures  # what captures need is not loaded for a print

    return are_captures(print_files(paths))


def captured(
    bench: Workbench,
    paths: Sequence[Path],
    forms: Path | None,
    progress: Progress = no_progress,
    *,
    wanted: Sequence[Notice] | None = None,
    result: Path | bytes | None = None,
    alike: Iterable[str] = (),
) -> Compared:
    """Captures held against the open volume, or the result that was written or kept of exactly these; ``alike``: pairs
    of characters that need not be told apart. ``KenpanError``
    as :func:`app.month.printed.captured.compare_capture_files` and :func:`app.month.printed.captured.open_captures`.
    """
    from app.month.printed.captured import (
        captures_in_hand,
        compare_capture_files,
        open_captures,
        reopen_captures,
        with_alike,
    )

    files = print_files(paths)
    if isinstance(result, bytes):
        return with_alike(reopen_captures(bench, result, files, forms, progress, wanted), alike)
    if result is not None:
        return open_captures(bench, result, files, forms, progress, wanted=wanted)
    decided = frozenset(map(frozenset, alike))
    found = compare_capture_files(bench, files, forms, progress, wanted=wanted, decided=decided)
    return captures_in_hand(files, found, wanted, forms)


def page_source(bench: Workbench, one: Compared) -> Shower:
    """Its pages for people to look at."""
    if one.of_captures:
        from app.month.printed.captured import capture_source  # what captures need is not loaded for a print

        return capture_source(bench, one.files, one.forms)
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


def with_zone(form: MeasuredForm, zone: Zone) -> MeasuredForm:
    """The form with one zone more; ``KenpanError`` ``zone.name`` for one without name or reason, or a name twice."""
    name, reason = zone.name.strip(), zone.reason.strip()
    if not name or not reason or any(one.name == name for one in form.zones):
        raise KenpanError("zone.name", "除外域には、ほかと違う名前と理由が要ります。", "名前と理由を入力してください。")
    return replace(form, zones=(*form.zones, zone._replace(name=name, reason=reason)))


def without_zone(form: MeasuredForm, name: str) -> MeasuredForm:
    """The form without the zone of this name."""
    return replace(form, zones=tuple(one for one in form.zones if one.name != name))


def hint_of(one: Difference) -> Notice | None:
    """The record that a difference is about."""
    return None if one.record is None else Notice(one.file, one.record)


def machine_verdict(one: Compared, file: str, record: int) -> str:
    """What the comparison says of one notice, for who looks at its piece; empty where it says nothing of it.

    It answers none of the questions of a check sheet: a person looks at the paper.
    """
    notice = Notice(file, record)
    if notice not in one.due_set:
        return ""
    found = [each for each in one.result.findings if (each.file, each.record) == notice]
    of = f"紙の取り込み画像（{SCANNER_NOTE}）" if one.of_captures else "印刷データ"
    if not found:
        more = "（読み取れない頁があります）" if one.result.unreadable else ""
        if one.of_sealed:
            return f"機械の照合　{of}　封筒の窓から見えた所はレコードと一致。ほかは判定していません{more}"
        return f"○ 機械の照合　{of}はレコードと一致{more}"
    if all(each.rule == "print.undecided" for each in found):
        return f"◆ 機械の照合　{of}　判定できない {len(found):,} か所"
    told = "、".join(dict.fromkeys(f"{rule_title(each.rule)} {item_label(each.item)}".strip() for each in found[:3]))
    return f"▲ 機械の照合　{of}　違い {len(found):,} 件：{told}"
