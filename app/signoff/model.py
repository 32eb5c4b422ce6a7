"""What the ledger says at one moment: people, jobs, proof rounds. All of it is read off the entries, nothing else."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from app.proof.model import PieceChoice, Scan, Side
from app.shown import shown
from app.signoff.formats import NEWEST, Previous
from app.signoff.ledger import Entry
from app.signoff.roles import Role

Answer = Literal["ok", "ng"]
RoundState = Literal["checking", "signed", "approved", "rejected"]


def _show(one: object, *names: str) -> None:
    """Write names that others gave to people and files as they can be seen; nothing compares or signs them."""
    for name in names:
        object.__setattr__(one, name, shown(getattr(one, name)))


# People


@dataclass(frozen=True, slots=True)
class Batch:
    """A session that a person opened for a batch of commands: its ``public_key``, and until when entries are signed
    with it (as entries write times).
    """

    public_key: str
    expires: str


@dataclass(frozen=True, slots=True)
class Account:
    """One person. ``login`` is the person's own ID and never given to anybody else, also not after ``active`` ends.

    ``public_key`` (64 hex digits) is empty until the person has set a password; ``enrolling`` says that the next
    ``key.enrolled`` is expected (first login, or after an administrator's reset), from whoever holds the key that
    belongs to ``initial_key``. ``rekeyed`` is empty until a reset, then as :func:`app.signoff.people.reissue_of` reads
    it. ``batch`` is the session that is open, if any. ``box`` is where secrets are put in for the person as long as
    that key stands (:mod:`app.signoff.boxes`); empty without one, and in a ledger of the first format.
    """

    id: str
    login: str
    name: str
    roles: frozenset[Role] = frozenset()
    active: bool = True
    public_key: str = ""
    enrolling: bool = True
    rekeyed: str = ""
    initial_key: str = ""
    batch: Batch | None = None
    box: str = ""

    def __post_init__(self) -> None:
        _show(self, "name")


# Jobs


@dataclass(frozen=True, slots=True)
class Part:
    """One thing a decision is bound to: ``name`` stable (``media``, ``forms``, ``setting.press`` …), ``label`` what a
    person reads, ``sha256`` of its exact content, ``detail`` a short value to show (file name, version).
    """

    name: str
    label: str
    sha256: str
    detail: str = ""

    def __post_init__(self) -> None:
        _show(self, "label", "detail")


@dataclass(frozen=True, slots=True)
class Setting:
    """A process setting that a lead registered: a typed ``value``, a file (``file`` name, bytes hashed), or that the
    process has none (``absent``). ``reason`` says why there is none, or no file where one was expected.
    """

    name: str
    label: str
    sha256: str
    value: str = ""
    file: str = ""
    absent: bool = False
    reason: str = ""

    def __post_init__(self) -> None:
        _show(self, "label", "value", "file")


@dataclass(frozen=True, slots=True)
class Release:
    """本番開始: the run was let go on an approved round. ``parts`` are those of that moment."""

    round: str
    parts: tuple[Part, ...]
    signature: "Sign"
    comment: str


@dataclass(frozen=True, slots=True)
class Job:
    """One month's work. ``parts`` are what it is bound to now, ``settings`` the registered ones (also in ``parts``)."""

    id: str
    title: str
    month: str
    parts: tuple[Part, ...]
    created: "Sign"
    settings: Mapping[str, Setting] = field(default_factory=lambda: MappingProxyType({}))
    bound: "Sign | None" = None
    releases: tuple[Release, ...] = ()


# Rounds


@dataclass(frozen=True, slots=True)
class Sign:
    """A signature as shown and printed: who (account id, name at that time), when (UTC, ISO 8601), meaning, entry."""

    by: str
    name: str
    time: str
    meaning: str
    seq: int

    def __post_init__(self) -> None:
        _show(self, "name")


def sign_of(entry: Entry) -> Sign:
    """The signature that an entry is."""
    return Sign(entry.by, entry.name, entry.time, entry.meaning, entry.seq)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A log that belongs to a piece (``piece`` its number) or to the whole round (``None``)."""

    kind: str
    name: str
    sha256: str
    size: int
    piece: int | None
    signature: Sign

    def __post_init__(self) -> None:
        _show(self, "name")


@dataclass(frozen=True, slots=True)
class PieceResult:
    """What one person saw of one piece. ``failures`` are Japanese sentences; empty means passed.

    ``piece_id`` is what the piece had to be then: it may have been replaced since.

    ``answers``: check sheet item → ``ok``/``ng``; items that do not apply are not in it.
    """

    number: int
    scans: Mapping[Side, Scan]
    answers: Mapping[str, Answer]
    failures: tuple[str, ...]
    comment: str
    signature: Sign
    piece_id: str = ""

    @property
    def passed(self) -> bool:
        """合格."""
        return not self.failures


@dataclass(frozen=True, slots=True)
class Decision:
    """The lead's word: ``approved`` or ``rejected``, with a comment."""

    outcome: Literal["approved", "rejected"]
    comment: str
    signature: Sign


@dataclass(frozen=True, slots=True)
class Reopening:
    """A signed or decided round was opened again: why, and what it took back."""

    reason: str
    signature: Sign
    signed: Sign | None
    decision: Decision | None


@dataclass(frozen=True, slots=True)
class Round:
    """One proof round of a job. ``parts`` are what it is bound to (the job's, and the proof media it was chosen from).

    ``results`` are the checkers' standing results, ``confirmed`` the leads' own looks at ``to_confirm``; ``withdrawn``
    keeps every result that was taken back. ``sheet_sha256`` is the check sheet's, ``items`` its questions by id, with
    what they apply to. ``to_confirm`` is empty until the checkers have signed the round and a lead had it drawn: which
    pieces the lead will look at is not known before. ``confirm`` says how many, ``logs`` which kinds of log it must
    keep, ``settings`` which process settings it must be bound to, ``handled`` who replaced pieces, took logs back or
    had kept those.
    """

    id: str
    number: int
    job: str
    parts: tuple[Part, ...]
    pieces: tuple[PieceChoice, ...]
    sheet_sha256: str
    confirm: int
    logs: tuple[str, ...]
    settings: tuple[str, ...]
    opened: Sign
    to_confirm: tuple[int, ...] = ()
    results: Mapping[int, PieceResult] = field(default_factory=lambda: MappingProxyType({}))
    confirmed: tuple[PieceResult, ...] = ()
    withdrawn: tuple[tuple[PieceResult, str, Sign], ...] = ()
    attachments: tuple[Attachment, ...] = ()
    handled: tuple[Sign, ...] = ()
    signed: Sign | None = None
    signed_comment: str = ""
    decision: Decision | None = None
    reopenings: tuple[Reopening, ...] = ()
    items: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def state(self) -> RoundState:
        """Where it stands, as far as the entries say; whether a decision is still in force is asked in ``jobs``."""
        if self.decision is not None:
            return self.decision.outcome
        return "checking" if self.signed is None else "signed"

    def piece(self, number: int) -> PieceChoice:
        """A piece by its number; ``KeyError`` if there is none."""
        for one in self.pieces:
            if one.number == number:
                return one
        raise KeyError(number)


@dataclass(frozen=True, slots=True)
class State:
    """Everything, after ``count`` entries. ``format`` is the ledger's, ``previous`` the one it took on from, ``keys``
    are all public keys and boxes that anybody ever had.
    """

    count: int = 0
    head: str = ""
    time: str = ""
    accounts: Mapping[str, Account] = field(default_factory=lambda: MappingProxyType({}))
    jobs: Mapping[str, Job] = field(default_factory=lambda: MappingProxyType({}))
    rounds: Mapping[str, Round] = field(default_factory=lambda: MappingProxyType({}))
    format: int = NEWEST
    previous: Previous | None = None
    keys: frozenset[str] = frozenset()

    def rounds_of(self, job: str) -> tuple[Round, ...]:
        """A job's rounds, first one first."""
        return tuple(sorted((one for one in self.rounds.values() if one.job == job), key=lambda one: one.number))

    def account_named(self, login: str) -> Account | None:
        """The account of a login ID; logins are compared without case."""
        wanted = login.strip().casefold()
        return next((one for one in self.accounts.values() if one.login.casefold() == wanted), None)


Rule = Callable[[State, Entry], bool]
"""What an entry needs besides what the table of kinds says: whether it has it, coming after this state."""
