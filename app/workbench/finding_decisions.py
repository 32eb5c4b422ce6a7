"""続行 or 別紙9: what a lead decides on the findings of a month's medium, and whether any error is left undecided."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import asdict
from typing import Literal

from app.checks.model import Finding
from app.errors import KenpanError
from app.media.manifest import manifest
from app.signoff import months
from app.signoff.gates import medium_of
from app.signoff.ledger import Draft
from app.signoff.model import Evidence, Month, State
from app.signoff.month_entries import finding_key, group_key
from app.workbench.finding_review import MOST, identify
from app.workbench.workbench import Workbench

Decision = Literal["go_on", "report"]
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
    :data:`app.workbench.finding_review.MOST` errors at once, ``reason.missing``.
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


def error_keys(findings: Sequence[Finding], bench: Workbench) -> tuple[str, ...]:
    """A key for each error, as the ledger's state names decided ones; none where there are too many to name."""
    errors = [finding for finding in findings if finding.severity == "error"]
    if len(errors) > MOST_KEYS:
        return ()
    return tuple(finding_key(asdict(identify(finding, bench))) for finding in errors)


def evidence_of(
    month: Month, bench: Workbench, findings: Sequence[Finding], keys: Collection[str]
) -> tuple[Evidence, ...]:
    """What 検査 closes on: records, errors, how many of them nobody decided on, warnings; nothing for another medium.

    ``keys`` as :func:`error_keys` gives them.
    """
    own = manifest(bench.media)["sha256"]
    if medium_of(month) != own:
        return ()
    counts = Counter(finding.severity for finding in findings)
    decided = {key for of, key in month.decided if of == own}
    left = counts["error"] - sum(key in decided for key in keys)
    groups = {finding.rule for finding in findings if finding.severity == "warning"}
    closed = sum(group_key(rule) in decided for rule in groups)
    return (
        Evidence("files", "検査したファイル", len(bench.media.files), "ファイル"),
        Evidence("records", "検査したレコード", sum(map(len, bench.notices.values())), "件"),
        Evidence("errors", "誤り", counts["error"], "件"),
        Evidence("open", "決めていない誤り", left, "件"),
        Evidence("warnings", "注意", counts["warning"], "件"),
        Evidence("groups", "まとめて決めた注意の規則", closed, f"／{len(groups)} 規則"),
        Evidence("manifest", "媒体の目録", text=own),
    )
