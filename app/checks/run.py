"""Checking a whole volume: every rule over every file, stage by stage, on all cores."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from app.cases.record_scan import FileScans
from app.checks.catalogue import RULES, rule, stage_rules
from app.checks.causes import Found, one_cause_each, sound_only
from app.checks.model import Finding, Stage
from app.checks.rules.content import find_counttable
from app.checks.rules.created import find_created
from app.checks.rules.sheet import volume_findings
from app.checks.rules.structure import TYPE, find_misnamed
from app.checks.tasks import READING, Tasks, open_tasks
from app.checks.totals import OfficeLine, office_totals
from app.checks.view import FileView, view_of
from app.checks.volume import code_findings, count_findings, medium_findings, stray_samples, tail_findings
from app.equipment.loading import Equipment
from app.equipment.printer import Printer
from app.media.model import FileKind, OpenedMedia
from app.progress import Progress, no_progress
from app.records.counts import CountTable
from app.records.layouts import Scheme
from app.records.notice_file import DETAIL, EXTRACT, NoticeFile

_COUNTTABLE = "total.counttable"


@dataclass(frozen=True, slots=True, eq=False)
class CheckInput:
    """Everything that is checked. ``notices`` and ``counts`` are the opened files of ``media``, by name; ``scans``:
    what opening found in their records, of a sequence by the name of its first file.
    """

    media: OpenedMedia
    notices: Mapping[str, NoticeFile]
    counts: Mapping[str, CountTable]
    equipment: Equipment
    scans: Mapping[str, FileScans] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file that was opened and checked; ``bytes`` and ``sha256`` are those of its plaintext.

    ``notices`` counts 01 (件, one sheet each), ``establishments`` 00 (通, one envelope each).
    """

    name: str
    kind: FileKind
    scheme: Scheme
    records: int
    notices: int
    establishments: int
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What a check found.

    ``volume`` is the label; ``findings`` in the order of :attr:`Finding.sort_key`; ``counts`` has every rule of the
    catalogue, also those that found nothing, and counts findings that were too many to be told; ``totals`` is the
    control table of all offices; ``elapsed`` seconds of work of each rule, added up over threads, and of the reading
    that rules share (``READING``).
    """

    volume: str
    findings: tuple[Finding, ...]
    counts: dict[str, int]
    files: tuple[CheckedFile, ...]
    totals: tuple[OfficeLine, ...]
    elapsed: dict[str, float]

    @property
    def has_errors(self) -> bool:
        """Whether anything of severity error was found."""
        return any(finding.severity == "error" for finding in self.findings)


def run_checks(
    check: CheckInput,
    progress: Progress = no_progress,
    jobs: int = 2,
    *,
    stages: tuple[Stage, ...] = ("content", "sheet"),
) -> CheckResult:
    """All rules over all files. The same bytes give the same result, whatever ``jobs`` and the order of files.

    ``stages`` names the stages to run after ``structure``; only measuring asks for fewer.

    ``progress`` hears the title of the rule just done, records times rules done and their total; when it raises
    ``Cancelled``, the rules at work come to their end and nothing is left behind.
    """
    views = _views(check)
    with open_tasks(views, progress, jobs) as tasks:
        outside_records = tasks.pool.submit(_outside_records, check)
        sound, structure = _check_structure(views, tasks)
        told = tasks.tell(sound, tuple(one for stage in stages for one in stage_rules(stage)), structure)
        findings = outside_records.result()
    counts = {one.name: 0 for one in RULES}
    for finding in findings:
        counts[finding.rule] += 1
    for one in told:
        findings += one.findings
        counts[one.rule.name] += one.number
    start = time.perf_counter()
    outside = [*find_counttable(sound, check.counts), *find_created(sound, check.counts)]
    totals = office_totals(sound, check.counts)
    tasks.elapsed[_COUNTTABLE] = tasks.elapsed.get(_COUNTTABLE, 0.0) + time.perf_counter() - start
    for finding in outside:
        counts[finding.rule] += 1
    return CheckResult(
        volume=check.media.volume.label,
        findings=tuple(sorted((*findings, *outside), key=lambda one: one.sort_key)),
        counts=counts,
        files=tuple(_checked(check, name) for name in sorted(check.media.files)),
        totals=totals,
        elapsed=tasks.elapsed,
    )


def _views(check: CheckInput) -> dict[str, FileView]:
    """Every file by name; files of one sequence are one view, by the name of the first of them."""
    views: dict[str, FileView] = {}
    printer = Printer(check.equipment)
    for name, file in sorted(check.notices.items()):
        if file.sequence is None or file.sequence.names[0] == name:
            views[name] = view_of(file, check.media.files[name].expected, printer, check.scans.get(name))
    return views


def _check_structure(views: Mapping[str, FileView], tasks: Tasks) -> tuple[dict[str, FileView], dict[str, list[Found]]]:
    """The stage ``structure``: views with what is sound, and what was found in each file, one cause each.

    Records of unknown type come first; nothing else is asked about them, nor told of those that name a wrong one.
    """
    types = tasks.ask(views, (TYPE,))
    placed = {name: view.with_sound(_without(view.sound, types[name])) for name, view in views.items()}
    tasks.read(placed)
    found = tasks.ask(placed, tuple(one for one in stage_rules("structure") if one is not TYPE))
    sound: dict[str, FileView] = {}
    structure: dict[str, list[Found]] = {}
    for name, view in placed.items():
        errors = [one for one in found[name] if one[0].severity == "error"]
        others = [one for one in found[name] if one[0].severity != "error"]
        sound[name] = view.with_sound(_without(view.sound, errors))
        misnamed, wrong_types = find_misnamed(view, np.flatnonzero(view.sound & ~sound[name].sound))
        if misnamed.size:
            read = np.ones(len(view.sound), dtype=bool)
            read[misnamed] = False
            errors = sound_only(errors, read)
        structure[name] = [
            *types[name],
            *wrong_types,
            *one_cause_each(errors),
            *sound_only(others, sound[name].sound),
        ]
    return sound, structure


def _without(sound: NDArray[np.bool_], found: list[Found]) -> NDArray[np.bool_]:
    """``sound`` without the records of these findings."""
    left = sound.copy()
    for _, hits in found:
        left[hits.records] = False
        if hits.runs is not None:
            for start, length in zip(hits.records, hits.runs, strict=True):
                left[start : start + length] = False
    return left


def _outside_records(check: CheckInput) -> list[Finding]:
    """What concerns the medium, whole files and the count tables."""
    return [
        *medium_findings(check.media),
        *code_findings(check.notices.values(), rule("text.encoding")),
        *stray_samples(check.media),
        *tail_findings(check.notices.values()),
        *count_findings(check.counts, rule),
        *volume_findings(check.equipment),
    ]


def _checked(check: CheckInput, name: str) -> CheckedFile:
    opened = check.media.files[name]
    notices = check.notices.get(name)
    return CheckedFile(
        name=name,
        kind=opened.kind,
        scheme=opened.scheme,
        records=check.counts[name].line_count if notices is None else len(notices),
        notices=0 if notices is None else len(notices.rows(DETAIL)),
        establishments=0 if notices is None else len(notices.rows(EXTRACT)),
        bytes=opened.data.size,
        sha256=opened.sha256,
    )


__all__ = ["READING", "CheckInput", "CheckResult", "CheckedFile", "run_checks"]
