"""From hits to findings: worded, counted, and grouped for reading."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.checks.catalogue import RULES
from app.checks.causes import Found
from app.checks.model import Finding, Hits, Rule, Severity
from app.checks.view import FileView

MOST_KEPT = 20_000
"""Findings of one rule in one file that are told in full; of more, one last finding says how many there are."""

_SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")
_VALUE = re.compile(
    r"((?<=「)[^」]*|(?<=⟦)[^⟧]*"
    r"|(?<![0-9A-Z])[0-9A-F]{4}(?![0-9A-Z])"
    r"|(?<!項番)(?<![0-9０-９])[0-9０-９][0-9０-９,，]*(?![0-9０-９]|[行回]目))"
)
"""What a message says of one record: quoted text, codes and numbers, but not item and line numbers."""
_OPEN = "…"


class Told(NamedTuple):
    """The findings of one rule in one view, and how many there are, told or not."""

    rule: Rule
    findings: list[Finding]
    number: int


def by_rule(found: Iterable[Found]) -> list[tuple[Rule, list[Hits]]]:
    """What was found in one view, each rule once."""
    groups: dict[int, tuple[Rule, list[Hits]]] = {}
    for rule, hits in found:
        groups.setdefault(id(rule), (rule, []))[1].append(hits)
    return list(groups.values())


def told(view: FileView, rule: Rule, group: Sequence[Hits]) -> Told:
    """All that a rule found in a view, worded as far as it is kept."""
    group = [hits for hits in group if len(hits.records)]
    number = sum(len(hits.records) for hits in group)
    findings = _kept(view, rule, group) if group else []
    if number > MOST_KEPT:
        message = f"一覧に載せた先頭の {MOST_KEPT:,} 件のほかに、あと {number - MOST_KEPT:,} 件あります。"
        findings.append(Finding(rule.name, rule.severity, view.names[0], None, None, None, message))
    return Told(rule, findings, number)


def _kept(view: FileView, rule: Rule, group: Sequence[Hits]) -> list[Finding]:
    """The first findings of a rule, by record and byte; only they are worded."""
    record = np.concatenate([hits.records for hits in group])
    offset, length, records = (
        np.concatenate([_column(value, hits) for value, hits in zip(values, group, strict=True)])
        for values in zip(
            *((hits.offset, hits.length, 1 if hits.runs is None else hits.runs) for hits in group), strict=True
        )
    )
    of = np.repeat(np.arange(len(group)), [len(hits.records) for hits in group])
    index = np.concatenate([np.arange(len(hits.records)) for hits in group])
    order = np.lexsort((of, offset, record))[:MOST_KEPT]
    part, own = view.places(record[order])
    # A run that goes on into the next file of a sequence is told in the file where it begins.
    run = np.minimum(records[order], view.sizes[part] - own)
    places = np.stack([part, own, offset[order], length[order], run, of[order], index[order]], axis=1).tolist()
    name, severity, names = rule.name, rule.severity, view.names
    messages = [hits.message for hits in group]
    return [
        Finding(name, severity, names[part], record, offset, length, messages[of](index), run)
        for part, record, offset, length, run, of, index in places
    ]


def _column(value: int | NDArray[np.int64], hits: Hits) -> NDArray[np.int64]:
    return np.broadcast_to(np.asarray(value, dtype=np.int64), (len(hits.records),))


@dataclass(frozen=True, slots=True)
class Group:
    """Findings that say the same: one rule, messages that differ in their values only. ``findings`` keep their order.

    ``heading`` is what all messages say; … stands where they differ.
    """

    rule: str
    severity: Severity
    heading: str
    findings: tuple[Finding, ...]

    @property
    def count(self) -> int:
        """How many findings there are."""
        return len(self.findings)

    @property
    def records(self) -> int:
        """How many records they concern."""
        return sum(finding.records for finding in self.findings)

    @property
    def first(self) -> Finding:
        """The first one, whose message stands for all."""
        return self.findings[0]

    @property
    def files(self) -> tuple[str, ...]:
        """The files they are in."""
        return tuple(dict.fromkeys(finding.file for finding in self.findings))


def group_findings(findings: Iterable[Finding]) -> list[Group]:
    """Findings that differ only in their values, put together: errors first, then in the order of the catalogue."""
    groups: dict[tuple[Severity, str, str], _Growing] = {}
    for finding in findings:
        parts = _VALUE.split(finding.message)
        key = finding.severity, finding.rule, _OPEN.join(parts[::2])
        own = groups.get(key)
        if own is None:
            own = groups[key] = _Growing(parts)
        own.add(finding, parts)
    order = {rule.name: at for at, rule in enumerate(reversed(RULES))}
    made = [Group(rule, severity, own.heading, tuple(own.findings)) for (severity, rule, _), own in groups.items()]
    return sorted(made, key=lambda one: (_SEVERITIES.index(one.severity), -order[one.rule], one.first.sort_key))


class _Growing:
    """A group while it is made: ``parts`` are text and value, turn about; a value that is not every finding's is …"""

    def __init__(self, parts: list[str]) -> None:
        self.parts = parts
        self.findings: list[Finding] = []
        self._same = list(range(1, len(parts), 2))

    def add(self, finding: Finding, parts: list[str]) -> None:
        self.findings.append(finding)
        for at in self._same:
            if parts[at] != self.parts[at]:
                self.parts[at] = _OPEN
                self._same = [other for other in self._same if other != at]

    @property
    def heading(self) -> str:
        return "".join(self.parts)
