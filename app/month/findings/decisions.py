"""続行 or 別紙9: what a lead decides on the findings of a month's medium, and whether any error is left undecided."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Literal

from app.checks.model import Finding
from app.errors import KenpanError
from app.media.manifest import manifest
from app.month.findings.review import KINDS, MOST, identify
from app.month.looking.workbench import Workbench
from app.signoff import months
from app.signoff.gates import medium_of
from app.signoff.ledger import Draft, Entry
from app.signoff.model import Evidence, Month, State
from app.signoff.month_entries import finding_key, group_key

Decision = Literal["go_on", "report"]
KIND = "finding.decided"
ALL_KINDS = (*KINDS, KIND)
"""Entries about findings: marks and decisions."""
MOST_KEYS = 100_000
"""Errors that are named one by one; whoever finds more of them has no month that could be let go."""


def months_of(state: State, bench: Workbench) -> tuple[Month, ...]:
    """The months that are bound to the open medium, the latest first."""
    own = manifest(bench.media)["sha256"]
    found = (month for month in state.months.values() if medium_of(month) == own)
    return tuple(sorted(found, key=lambda month: month.opened.seq, reverse=True))


def decision_draft(
    state: State, by: str, bench: Workbench, findings: Sequence[Finding], decision: Decision, reason: str
) -> Draft:
    """The entry that decides on findings: errors one by one, warnings by their rules.

    ``KenpanError``: ``findings.month`` where no month is bound to the open medium, ``review.many`` for more than
    :data:`app.month.findings.review.MOST` errors at once, ``reason.missing``.
    """
    found = months_of(state, bench)
    if not found:
        raise KenpanError(
            "findings.month",
            "この媒体を結び付けた月がありません。",
            "月と工程の一覧で、この媒体を月に結び付けてください。",
        )
    errors = [finding for finding in findings if finding.severity == "error"]
    if len(errors) > MOST:
        raise KenpanError(
            "review.many",
            f"一度に決められるのは {MOST:,} 件までです（選んだのは {len(errors):,} 件）。",
            "ファイルや事務所で絞り込んでください。",
        )
    groups = Counter(finding.rule for finding in findings if finding.severity != "error")
    named = [asdict(identify(finding, bench)) for finding in errors]
    told = [{"rule": rule, "count": count} for rule, count in sorted(groups.items())]
    own = manifest(bench.media)["sha256"]
    return months.decide_findings(state, by, found[0].id, own, named, told, decision, reason)


@dataclass(frozen=True, slots=True)
class Decided:
    """What a lead decided of a finding, or of all findings of its rule: ``when`` is UTC, ISO 8601; ``who`` the name at
    that time.
    """

    decision: Decision
    reason: str
    who: str
    when: str


Decisions = Mapping[str, tuple[Decided, ...]]
"""All that was decided of the open medium, oldest first, by the key of the finding or group."""


def decisions_of(entries: Sequence[Entry], bench: Workbench) -> Decisions:
    """What these entries decide of the open medium; entries of other kinds and about others are passed over."""
    own = manifest(bench.media)["sha256"]
    found: dict[str, list[Decided]] = {}
    for entry in entries:
        if entry.kind != KIND or entry.data["manifest"] != own:
            continue
        one = Decided(entry.data["decision"], entry.data["reason"], entry.name, entry.time)
        keys = [finding_key(each) for each in entry.data["findings"]]
        for key in (*keys, *(group_key(each["rule"]) for each in entry.data["groups"])):
            found.setdefault(key, []).append(one)
    return {key: tuple(told) for key, told in found.items()}


def key_of(finding: Finding, bench: Workbench) -> str:
    """How decisions name this finding: an error by itself, anything else by its rule."""
    if finding.severity != "error":
        return group_key(finding.rule)
    return finding_key(asdict(identify(finding, bench)))


def error_keys(findings: Sequence[Finding], bench: Workbench) -> tuple[str, ...]:
    """A key for each error, as the ledger's state names decided ones; none where there are too many to name."""
    errors = [finding for finding in findings if finding.severity == "error"]
    if len(errors) > MOST_KEYS:
        return ()
    return tuple(key_of(finding, bench) for finding in errors)


@dataclass(frozen=True, slots=True)
class Tally:
    """What a check of one medium (``manifest``) counted, so that a million findings need not be gone through again:
    ``keys`` is how many errors have each key, ``groups`` are the rules of its warnings.
    """

    manifest: str
    files: int
    records: int
    errors: int
    warnings: int
    groups: frozenset[str]
    keys: Mapping[str, int]


def tally(bench: Workbench, findings: Sequence[Finding], keys: Sequence[str]) -> Tally:
    """Count once, off the GUI thread. ``keys`` as :func:`error_keys` gives them."""
    counts = Counter(finding.severity for finding in findings)
    return Tally(
        manifest(bench.media)["sha256"],
        len(bench.media.files),
        sum(map(len, bench.notices.values())),
        counts["error"],
        counts["warning"],
        frozenset(finding.rule for finding in findings if finding.severity == "warning"),
        Counter(keys),
    )


def evidence_of(month: Month, told: Tally) -> tuple[Evidence, ...]:
    """What 検査 closes on: records, errors, how many of them nobody decided on, warnings; nothing for another medium.

    No more work than there are decisions.
    """
    own = told.manifest
    if medium_of(month) != own:
        return ()
    decided = {key for of, key in month.decided if of == own}
    left = told.errors - sum(told.keys.get(key, 0) for key in decided)
    closed = sum(group_key(rule) in decided for rule in told.groups)
    return (
        Evidence("files", "検査したファイル", told.files, "ファイル"),
        Evidence("records", "検査したレコード", told.records, "件"),
        Evidence("errors", "誤り", told.errors, "件"),
        Evidence("open", "決めていない誤り", left, "件"),
        Evidence("warnings", "注意", told.warnings, "件"),
        Evidence("groups", "まとめて決めた注意の規則", closed, f"／{len(told.groups)} 規則"),
        Evidence("manifest", "媒体の目録", text=own),
    )
