"""A measured form that a lead approved as a description of a process's print."""

from dataclasses import dataclass

from app.signoff.signed import Sign


@dataclass(frozen=True, slots=True)
class Reference:
    """The hash of the form, as the basis of a comparison has it, items that a person placed and those that nobody
    could. It changes nothing that is printed and voids nothing.
    """

    form: str
    chosen: tuple[str, ...]
    unplaced: tuple[str, ...]
    approved: Sign
