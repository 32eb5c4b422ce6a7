"""Findings as columns, so that a million of them are filtered, sorted and walked in milliseconds. Nothing of Qt."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from app.checks.model import Finding, Severity
from app.checks.to_findings import Group, group_findings
from app.reports.finding_words import SIGNS, WHOLE_VOLUME

SEVERITIES: tuple[Severity, ...] = tuple(SIGNS)
"""The gravest first; a severity's number is its place here."""

Numbers = NDArray[np.int32]
Places = NDArray[np.int64]
OfficeOf = Callable[[Finding], str]
_Key = TypeVar("_Key", bound=Hashable)


@dataclass(frozen=True, eq=False)
class FindingTable:
    """``*_of`` are ``(n,)`` numbers into ``rules``, ``files``, ``offices``, ``groups`` and ``SEVERITIES``.

    ``groups`` are findings of one rule whose messages differ in their values only. ``widest`` are the longest texts
    that stand for a file, a record, bytes and a count, in this order; empty where none do.
    """

    findings: tuple[Finding, ...]
    severity_of: Numbers
    rules: tuple[str, ...]
    rule_of: Numbers
    files: tuple[str, ...]
    file_of: Numbers
    offices: tuple[str, ...]
    office_of: Numbers
    groups: tuple[Group, ...]
    group_of: Numbers
    widest: tuple[str, str, str, str] = ("", "", "", "")

    def __len__(self) -> int:
        return len(self.findings)


def finding_table(findings: tuple[Finding, ...], office_of: OfficeOf) -> FindingTable:
    """Make the columns. ``office_of`` names the office of a finding, empty for none."""
    rules, rule_of = _numbered(finding.rule for finding in findings)
    files, file_of = _numbered(finding.file for finding in findings)
    offices, offices_of = _numbered(office_of(finding) for finding in findings)
    weights = {severity: number for number, severity in enumerate(SEVERITIES)}
    severity_of = np.fromiter((weights[one.severity] for one in findings), dtype=np.int32, count=len(findings))
    groups = tuple(group_findings(findings))
    place = {id(finding): index for index, finding in enumerate(findings)}
    group_of = np.zeros(len(findings), dtype=np.int32)
    for number, group in enumerate(groups):
        group_of[[place[id(finding)] for finding in group.findings]] = number
    return FindingTable(
        findings, severity_of, rules, rule_of, files, file_of, offices, offices_of, groups, group_of,
        _widest(findings, files, groups),
    )  # fmt: skip


def _widest(findings: Sequence[Finding], files: Sequence[str], groups: Sequence[Group]) -> tuple[str, str, str, str]:
    """By the largest numbers: writing every place out would take longer than all the rest."""
    last = run = end = 0
    for one in findings:
        if one.record is not None:
            last, run = max(last, one.record + one.records), max(run, one.records)
            end = max(end, (one.offset or 0) + (one.length or 0))
    whole = "" if all(one.record is not None for one in findings) else "全体"
    record = f"{last:,}〜{last:,}" if run > 1 else f"{last:,}" if last else whole
    many = max((len(group.findings) for group in groups), default=0)
    count = max((f"続き {run:,} 件" if run > 1 else "", f"{many:,}" if many else ""), key=len)
    names = [name or WHOLE_VOLUME for name in files] + [f"{len(files)} ファイル"] * (len(files) > 1)
    return max(names, key=len, default=""), record, f"{end:,}〜{end:,}" if end else "", count


def _numbered(values: Iterable[_Key]) -> tuple[tuple[_Key, ...], Numbers]:
    """The distinct values in order, and for each value its number."""
    listed = list(values)
    distinct = tuple(sorted(set(listed)))  # type: ignore[type-var]
    numbers = {value: number for number, value in enumerate(distinct)}
    return distinct, np.fromiter((numbers[value] for value in listed), dtype=np.int32, count=len(listed))


class SortBy(Enum):
    """What the groups are ordered by; inside a group findings stay in the order of the file."""

    SEVERITY = "重さ"
    PLACE = "場所"
    COUNT = "件数"
    OPEN = "未確認"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to show: ``None`` is everything. ``rule``, ``file``, ``office`` are numbers of the table's columns;
    ``together`` are only the findings that were marked まとめて.
    """

    severities: frozenset[int] = frozenset(range(len(SEVERITIES)))
    rule: int | None = None
    file: int | None = None
    office: int | None = None
    together: bool = False
    sort: SortBy = SortBy.SEVERITY
    descending: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """``order`` ``(m,)`` are findings, group after group; group ``groups[i]`` has ``order[starts[i]:starts[i+1]]``.

    ``place`` ``(n,)`` says where each finding stands in ``order``, -1 if it is not shown.
    """

    groups: Places
    starts: Places
    order: Places
    place: Places


def arranged(table: FindingTable, wanted: Wanted, done: NDArray[np.bool_], together: NDArray[np.bool_]) -> Shown:
    """Filter and order. ``done`` ``(n,)`` are the findings that are 確認済, of those ``together`` まとめて."""
    mask = np.isin(table.severity_of, list(wanted.severities))
    if wanted.together:
        mask &= together
    for column, number in (
        (table.rule_of, wanted.rule),
        (table.file_of, wanted.file),
        (table.office_of, wanted.office),
    ):
        if number is not None:
            mask &= column == number
    some = np.flatnonzero(mask)
    of = table.group_of[some]
    groups, first, counts = np.unique(of, return_index=True, return_counts=True)
    keys = _sort_keys(table, wanted.sort, some, first, counts, done)
    by = np.lexsort(keys) if len(groups) else np.empty(0, dtype=np.int64)
    if wanted.descending:
        by = by[::-1]
    rank = np.empty(len(table.groups), dtype=np.int64)
    rank[groups[by]] = np.arange(len(groups))
    order = some[np.argsort(rank[of], kind="stable")]
    place = np.full(len(table), -1, dtype=np.int64)
    place[order] = np.arange(len(order))
    return Shown(groups[by].astype(np.int64), np.append(0, np.cumsum(counts[by])), order, place)


def _sort_keys(
    table: FindingTable, sort: SortBy, some: Places, first: Places, counts: Places, done: NDArray[np.bool_]
) -> tuple[NDArray[np.integer], ...]:
    """Keys of the groups for ``lexsort``: the last one decides, the first (the order of the catalogue) breaks ties."""
    example = some[first]
    usual = (table.group_of[example],)
    if sort is SortBy.PLACE:
        return (*usual, first)
    if sort is SortBy.COUNT:
        return (*usual, -counts)
    if sort is SortBy.OPEN:
        still = np.bincount(table.group_of[some[~done[some]]], minlength=len(table.groups))
        return (*usual, -still[table.group_of[example]])
    return usual


def stepped(shown: Shown, place: int, by: int, skip: NDArray[np.bool_]) -> int | None:
    """The next (``by`` 1) or previous (-1) finding after ``place`` of the order that ``skip`` lets through."""
    rest = shown.order[place + 1 :] if by > 0 else shown.order[: max(place, 0)][::-1]
    left = ~skip[rest]
    at = int(left.argmax()) if left.size else 0
    return int(rest[at]) if left.size and left[at] else None
