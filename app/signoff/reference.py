"""A form that a lead approved as a description of a process's print: a measured one, or the draft as it is."""

from dataclasses import dataclass
from typing import NamedTuple

from app.signoff.signed import Sign


@dataclass(frozen=True, slots=True)
class Reference:
    """The hash of the form, as the basis of a comparison has it, items that a person placed and those that nobody
    could. It changes nothing that is printed and voids nothing. ``draft``: the program's own form, as it is; ``kept``:
    SHA-256 of the form itself beside the ledger (``""``: it was not kept), ``spread_um`` how far items strayed at most.
    """

    form: str
    chosen: tuple[str, ...]
    unplaced: tuple[str, ...]
    approved: Sign
    draft: bool = False
    kept: str = ""
    spread_um: int | None = None


class FormUsed(NamedTuple):
    """The form that something was really made by: its hash as a comparison's basis has it, and whether it is the
    program's own.
    """

    sha256: str
    draft: bool
