"""What was found in a batch of forms."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from app.signoff.exchange_model import Document


class Finding(NamedTuple):
    """``rule``: one of ``delivery.*``; ``page``: 0-based page of the file, row of a CSV, or ``None``; an
    ``establishment`` that an error names gets nothing. Without one, an error holds everything back.
    """

    rule: str
    severity: Literal["error", "warning"]
    file: str
    page: int | None
    establishment: str
    message: str
    found: str = ""

    def as_json(self) -> dict[str, Any]:
        """As ``kenpan delivery check --json`` writes it."""
        return self._asdict()


class Doubtful(NamedTuple):
    """A page (0-based) of a form, by the form's hash, that an eye must look at, and why: 書体, 画像 or both."""

    sha256: str
    page: int
    why: str


class Enrolled(NamedTuple):
    """The list of those enrolled: establishment and name of each by their number; ``sha256`` of its file."""

    sha256: str
    persons: Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Intake:
    """A batch that was read: ``files`` (name, hash, size), the documents of every establishment with their bytes by
    hash, findings, pages that an eye must look at. ``told`` is the data of ``batch.read`` but for what it is known by.
    """

    period: str
    files: tuple[tuple[str, str, int], ...]
    documents: tuple[Document, ...]
    findings: tuple[Finding, ...]
    roster: str | None
    contents: Mapping[str, bytes] = field(repr=False)
    doubtful: tuple[Doubtful, ...] = ()

    @property
    def held(self) -> Mapping[str, int]:
        """How many errors each establishment has that has any."""
        found: dict[str, int] = {}
        for one in self.findings:
            if one.severity == "error" and one.establishment:
                found[one.establishment] = found.get(one.establishment, 0) + 1
        return dict(sorted(found.items()))

    @property
    def is_stopped(self) -> bool:
        """Whether an error is left that nobody can tell whose it is: then nothing of the batch goes anywhere."""
        return any(one.severity == "error" and not one.establishment for one in self.findings)

    def told(self, program: str, known: frozenset[str] | set[str]) -> dict[str, Any]:
        """What the entry says; ``known``: establishments that were entered. Where all is stopped, all are held."""
        counts: dict[str, int] = {}
        for one in self.findings:
            counts[one.rule] = counts.get(one.rule, 0) + 1
        held = {name: count for name, count in self.held.items() if name in known}
        if self.is_stopped:
            held |= {one.establishment: held.get(one.establishment, 1) for one in self.documents}
        return {
            "period": self.period,
            "files": [{"name": name, "sha256": sha256, "size": size} for name, sha256, size in self.files],
            "documents": [one._asdict() for one in self.documents],
            "held": [{"establishment": name, "errors": count} for name, count in sorted(held.items())],
            "findings": [{"rule": rule, "count": count} for rule, count in sorted(counts.items())],
            "roster": self.roster,
            "unproved": [one._asdict() for one in self.doubtful],
            "program": program,
        }
