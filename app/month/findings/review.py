"""確認済: what people said about the findings of one medium, as entries of the ledger.

A mark names its records by place and SHA-256 and never holds their bytes. Nothing is taken away: a mark that is taken
back is one more entry. It says how it came about: the person had each finding on screen, or let many stand at once
(まとめて) for a reason that holds without looking at each.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from app.checks.model import Finding
from app.errors import KenpanError
from app.media.manifest import manifest
from app.month.looking.workbench import Workbench
from app.signoff.ledger import Draft, Entry

Action = Literal["reviewed", "undone"]
How = Literal["each", "together"]
KINDS: dict[str, Action] = {"finding.reviewed": "reviewed", "finding.undone": "undone"}
MOST = 10_000
"""Findings marked in one go. More under one reason is no looking at them, and would swell the ledger."""
TOGETHER = "まとめて（1件ずつは見ていません）："
"""Begins the reason of a mark that says nothing of the single finding."""


@dataclass(frozen=True, slots=True)
class FindingId:
    """Which finding is meant. ``sha256`` is of the bytes of its records (``records`` from ``record`` on).

    For a finding about a whole file or volume, or a file that is not open, it is of the message: no record tells such
    findings apart.
    """

    rule: str
    file: str
    record: int | None
    records: int
    offset: int | None
    length: int | None
    sha256: str


@dataclass(frozen=True, slots=True)
class Review:
    """One act of one person about one finding: ``when`` is UTC, ISO 8601; ``who`` the name at that time."""

    finding: FindingId
    action: Action
    reason: str
    who: str
    when: str
    how: How = "each"


def review_draft(
    bench: Workbench, findings: Sequence[Finding], action: Action, reason: str, how: How = "each"
) -> Draft:
    """The entry that marks findings of an open medium, or takes their marks back.

    The reason of a mark that was made ``together`` says so itself: :data:`TOGETHER`.
    ``KenpanError``: ``review.reason`` without a reason, ``review.many`` for more than :data:`MOST`.
    """
    said = reason.strip().removeprefix(TOGETHER).strip()
    if not said:
        raise KenpanError("review.reason", "理由がありません。", "理由を選ぶか入力してください。")
    if len(findings) > MOST:
        raise KenpanError(
            "review.many",
            f"一度に確認済にできるのは {MOST:,} 件までです（選んだのは {len(findings):,} 件）。",
            "ファイルや事務所で絞り込んでください。",
        )
    held = manifest(bench.media)
    named = [asdict(identify(finding, bench)) for finding in findings]
    data = {"manifest": held["sha256"], "volume": held["label"], "findings": named, "reason": said}
    if action == "undone":
        return Draft("finding.undone", data)
    return Draft("finding.reviewed", {**data, "how": how, "reason": TOGETHER + said if how == "together" else said})


def reviews_of(entries: Sequence[Entry], bench: Workbench) -> tuple[Review, ...]:
    """What these entries say about the open medium, oldest first; entries about others are passed over."""
    wanted = manifest(bench.media)["sha256"]
    return tuple(
        Review(_finding_id(one), KINDS[entry.kind], entry.data["reason"], entry.name, entry.time, _how(entry.data))
        for entry in entries
        if entry.kind in KINDS and entry.data["manifest"] == wanted
        for one in entry.data["findings"]
    )


def _how(data: dict[str, Any]) -> How:
    """Entries of before say nothing: of many under one reason nobody knows that each was looked at."""
    told = data.get("how")
    if told is None:
        return "each" if len(data["findings"]) == 1 else "together"
    return "together" if told == "together" else "each"


def identify(finding: Finding, bench: Workbench) -> FindingId:
    """Name a finding by its place and the bytes it is about."""
    return FindingId(
        rule=finding.rule,
        file=finding.file,
        record=finding.record,
        records=finding.records,
        offset=finding.offset,
        length=finding.length,
        sha256=_bytes_hash(finding, bench),
    )


def reviewed(reviews: Sequence[Review], findings: Sequence[Finding], bench: Workbench) -> dict[int, Review]:
    """The mark in force on each marked finding, by its place in ``findings``.

    A mark whose record has other bytes now is not in force.
    """
    last = {review.finding: review for review in reviews}
    marked = {one: review for one, review in last.items() if review.action == "reviewed"}
    # Hashing a record takes far longer than looking up its place, and there may be a million findings.
    places = {(one.file, one.record) for one in marked}
    found: dict[int, Review] = {}
    for index, finding in enumerate(findings if places else ()):
        if (finding.file, finding.record) in places:
            review = marked.get(identify(finding, bench))
            if review is not None:
                found[index] = review
    return found


def history(reviews: Sequence[Review], finding: FindingId) -> tuple[Review, ...]:
    """All that was ever said about a finding, oldest first."""
    return tuple(review for review in reviews if review.finding == finding)


def _finding_id(table: dict[str, Any]) -> FindingId:
    return FindingId(**table)


def _bytes_hash(finding: Finding, bench: Workbench) -> str:
    if finding.record is None or finding.file not in (*bench.notices, *bench.counts):
        return hashlib.sha256(finding.message.encode("utf-8")).hexdigest()
    first, last = finding.record, finding.record + finding.records
    if finding.file in bench.notices:
        return hashlib.sha256(bench.notices[finding.file].data[first:last].data).hexdigest()
    return hashlib.sha256(b"\r\n".join(bench.counts[finding.file].contents(first, last))).hexdigest()
