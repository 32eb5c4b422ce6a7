"""Which of the parts that this workstation holds speak for what: one open medium is the month's, or the proofs'."""

from collections.abc import Sequence

from app.signoff.jobs import MEDIA, PROOF_MEDIA
from app.signoff.model import Job, Part, Round
from app.signoff.process_settings import SETTING

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


def for_board(live: Live, job: Job, one: Round | None) -> tuple[Part, ...] | None:
    """The open medium taken as what it is known to be; one that is neither's says nothing about a job."""
    if live is None:
        return None
    own, proof = named(live, MEDIA), named(live, PROOF_MEDIA)
    if own is None or proof is None:
        return tuple(live)
    if one is not None and _same(proof, named(one.parts, PROOF_MEDIA)):
        return for_round(live)
    if _same(own, named(job.parts, MEDIA)):
        return for_run(live)
    return without(live, MEDIA, PROOF_MEDIA)


def to_bind(live: Sequence[Part], bound: Sequence[Part], *, month: bool) -> tuple[Part, ...]:
    """Parts for a job: with the open medium as the month's, else with the medium that was bound before."""
    equipment = without(live, MEDIA, PROOF_MEDIA, *(part.name for part in live if part.name.startswith(SETTING)))
    medium = named(live if month else bound, MEDIA)
    return equipment if medium is None else (medium, *equipment)


def _same(one: Part, other: Part | None) -> bool:
    return other is not None and one.sha256 == other.sha256
