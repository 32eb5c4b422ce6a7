"""What a comparison found, and which of it is only counted."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from app.notice.model import Side
from app.proof.printed.basis import Basis
from app.proof.printed.judging import Found, tolerances
from app.proof.printed.model import Difference, Unreadable
from app.proof.printed.panel_text import within
from app.sheet.measured_form import MeasuredForm, Zone

_NEVER = ("print.barcode", "print.piece_id", "print.unreadable")


@dataclass(slots=True)
class Comparison:
    """What a comparison found. ``matched``: records of which every side was seen."""

    basis: Basis = field(default_factory=Basis)
    machines: tuple[str, ...] = ()
    """Others that received the month's records to do the work."""
    pages: int = 0
    records: int = 0
    matched: int = 0
    unreadable: list[Unreadable] = field(default_factory=list)
    findings: list[Difference] = field(default_factory=list)
    passed_over: dict[Zone, set[int]] = field(default_factory=dict)
    """Zones that are only counted, and the pages on which something differed there."""

    @property
    def ignored(self) -> list[dict[str, Any]]:
        """Zones in which anything differed: ``{zone, pages, reason}``, ``pages`` their number."""
        rows = sorted(self.passed_over.items(), key=lambda one: one[0].name)
        return [{"zone": zone.name, "pages": len(pages), "reason": zone.reason} for zone, pages in rows]

    @property
    def counts(self) -> dict[str, int]:
        """Findings by rule."""
        return dict(sorted(Counter(one.rule for one in self.findings).items()))

    @property
    def equal(self) -> bool:
        """Whether nothing differs and everything was read."""
        return not self.findings and not self.unreadable

    @property
    def plainly_equal(self) -> bool:
        """Whether it is equal and not only because something was ignored."""
        return self.equal and not self.passed_over

    def asks_for_pair(self, one: Difference) -> bool:
        """Whether a finding asks for a lead's word on a pair of characters, which is of no single notice."""
        del one  # what a file says is known for certain: only paper leaves pairs open
        return False

    def as_json(self) -> dict[str, Any]:
        """As ``kenpan compare --json`` writes it."""
        return {
            "pages": self.pages,
            "records": self.records,
            "matched": self.matched,
            "unreadable": [one._asdict() for one in self.unreadable],
            "findings": [one.as_json() for one in self.findings],
            "ignored": self.ignored,
            "counts": self.counts,
            "basis": self.basis.as_json(),
            **({"machines": list(self.machines)} if self.machines else {}),
        }


def zone_of(form: MeasuredForm, side: Side, one: Found) -> Zone | None:
    """The zone in which this difference is only counted; ``None`` where it counts."""
    if one.rect is None or one.rule in _NEVER or (one.item or "").startswith(tolerances().critical):
        return None
    rect = one.rect
    return next((zone for zone in form.zones if zone.side == side and within(rect, zone.rect)), None)
