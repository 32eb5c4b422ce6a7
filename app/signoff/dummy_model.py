"""機構ダミー and 業者ダミー of a month as the ledger tells of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from app.proof.model import PieceChoice
from app.shown import shown
from app.signoff.reference import FormUsed
from app.signoff.signed import PieceResult, Sign


@dataclass(frozen=True, slots=True)
class PrintSeen:
    """What the program found where a dummy is printed: of which print (one hash for all its files, in their order),
    on which pages (0-based over all files), how much differs, and how much is only counted.
    """

    sha256: str
    name: str
    pages: tuple[int, ...]
    differences: int
    ignored: int


@dataclass(frozen=True, slots=True)
class DummyResult:
    """One dummy in a checker's hand, beside its comparison; ``bound``: the fingerprint of month and process then.

    ``common``: hash and name of the print that all dummies were compared with by then. Where this one was printed again
    (``reprint`` says why), ``printed`` is a print of its own. ``told``: places of a capture that the machine could not
    tell and the checker saw to be right; ``form``: by which the print was compared, ``None`` where that was not
    recorded yet; ``unproved``: which characters nobody can tell from others on its capture, and in how many places.
    """

    result: PieceResult
    printed: PrintSeen
    bound: str
    common: tuple[str, str]
    told: int = 0
    reprint: str = ""
    form: FormUsed | None = None
    unproved: str = ""


@dataclass(frozen=True, slots=True)
class DummiesSigned:
    """A checker's word that all dummies are right, on this print, with so many rolls of 業者ダミー."""

    print: str
    bound: str
    rolls: int
    comment: str
    signature: Sign


@dataclass(frozen=True, slots=True)
class Returned:
    """A lead gave the dummies back to be checked again."""

    reason: str
    signature: Sign


@dataclass(frozen=True, slots=True)
class Dummies:
    """The list that was taken in, and how far its dummies are checked. ``rows``: establishments on the list (件), each
    with a piece or two; ``paper``: where the declared number stands; ``items``: questions by id. ``results`` are the
    newest ones; ``checkers``: whoever had a hand in them since the list came.
    """

    sha256: str
    name: str
    rows: int
    paper: str
    manifest: str
    pieces: tuple[PieceChoice, ...]
    sheet_sha256: str
    items: Mapping[str, str]
    listed: Sign
    results: Mapping[int, DummyResult] = field(default_factory=lambda: MappingProxyType({}))
    checkers: frozenset[str] = frozenset()
    signed: DummiesSigned | None = None
    returned: tuple[Returned, ...] = ()

    def piece(self, number: int) -> PieceChoice | None:
        """A piece by its number."""
        return next((one for one in self.pieces if one.number == number), None)


@dataclass(frozen=True, slots=True)
class Roll:
    """A 業者ダミー: made on which roll, by which machine, which piece, where it is kept; ``made`` is ``YYYY-MM-DD``.
    ``first`` and ``last``: where the roll began and ended, each a 現品ID or a moment, empty where nobody told it.
    """

    roll: str
    machine: str
    piece: str
    place: str
    made: str
    kept: Sign
    discarded: Sign | None = None
    method: str = ""
    first: str = ""
    last: str = ""

    def __post_init__(self) -> None:
        for name in ("roll", "machine", "piece", "place", "method", "first", "last"):
            object.__setattr__(self, name, shown(getattr(self, name)))
