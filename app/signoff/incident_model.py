"""An accident as the ledger knows it."""

from dataclasses import dataclass, field

from app.signoff.signed import Sign


@dataclass(frozen=True, slots=True)
class Incident:
    """``condition``: label and value of what the pieces have in common; ``notices`` (件), ``envelopes`` and of those
    ``gone`` (posted) in 通; ``earlier``: other months posted in the five business days before; ``list``: hash of the
    list of pieces. ``told``: when the agency was told, ``recovered`` of ``traced`` pieces (通) by now, ``claimed`` and
    ``due`` (days): when the agency asked for measures in writing, and by when.
    """

    id: str
    month: str
    found: str
    what: str
    condition: tuple[tuple[str, str], ...]
    notices: int
    envelopes: int
    gone: int
    earlier: tuple[str, ...]
    list: str
    opened: Sign
    told: tuple[str, str, Sign] | None = None
    traced: int = 0
    recovered: int = 0
    contained: Sign | None = None
    claimed: str = ""
    due: str = ""
    closed: tuple[str, str, Sign] | None = None
    notes: tuple[str, ...] = field(default=())

    @property
    def is_open(self) -> bool:
        """Not done yet."""
        return self.closed is None

    @property
    def left(self) -> tuple[str, ...]:
        """What has to be done (Japanese)."""
        if not self.is_open:
            return ()
        found = []
        if self.told is None:
            found.append("機構へ直ちに連絡する")
        if self.recovered < self.envelopes:
            found.append(f"現品を回収する（残り {self.envelopes - self.recovered:,} 通）")
        if self.due:
            found.append(f"改善結果・再発防止策を書面で出す（{self.due} まで）")
        return tuple(found)
