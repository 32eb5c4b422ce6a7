"""Which of the parts that this workstation holds speak for what: one open medium is the month's, or the proofs'."""

from collections.abc import Sequence

from app.signoff.binding import MEDIA, PROOF_MEDIA, of_process
from app.signoff.model import Month, Round
from app.signoff.signed import Part

Live = Sequence[Part] | None


def named(parts: Sequence[Part], name: str) -> Part | None:
    """A part by its name."""
    return next((part for part in parts if part.name == name), None)


def without(parts: Sequence[Part], *names: str) -> tuple[Part, ...]:
    """The other parts."""
    return tuple(part for part in parts if part.name not in names)


def for_round(live: Sequence[Part]) -> tuple[Part, ...]:
    """The open medium taken as the proof medium."""
    return without(live, MEDIA)


def for_run(live: Sequence[Part]) -> tuple[Part, ...]:
    """The open medium taken as the month's medium."""
    return without(live, PROOF_MEDIA)


def for_process(live: Live, one: Round | None) -> tuple[Part, ...] | None:
    """What speaks for a process: nothing of a month, and the open medium as far as its last round is bound to it."""
    if live is None:
        return None
    proof = named(live, PROOF_MEDIA)
    own = tuple(part for part in of_process(live))
    if proof is not None and one is not None and _same(proof, named(one.parts, PROOF_MEDIA)):
        return (*own, proof)
    return own


def for_month(live: Live, month: Month) -> tuple[Part, ...] | None:
    """What speaks for a month: the open medium only if it is its own, or cannot be a proof medium."""
    if live is None:
        return None
    own, proof = named(live, MEDIA), named(live, PROOF_MEDIA)
    if own is not None and proof is not None and not _same(own, named(month.parts, MEDIA)):
        return without(live, MEDIA, PROOF_MEDIA)
    return for_run(live)


def _same(one: Part, other: Part | None) -> bool:
    return other is not None and one.sha256 == other.sha256
