"""What the ledger says at one moment: people, processes, months, proof rounds. All of it is read off the entries."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from app.proof.model import PieceChoice
from app.signoff.comparison_model import Comparisons
from app.signoff.count_model import Counts
from app.signoff.custody_model import Erasure, Handed, Holding, Pack
from app.signoff.dummy_model import Dummies, Roll
from app.signoff.exchange_model import Exchange
from app.signoff.formats import NEWEST, Previous
from app.signoff.incident_model import Incident
from app.signoff.ledger import Entry
from app.signoff.list_model import BundleClosed, ListsRead
from app.signoff.log_model import MonthLogs
from app.signoff.reference import Reference
from app.signoff.roles import Role
from app.signoff.signed import Part, PieceResult, Sign, show_names
from app.signoff.warm_up_model import Passed, Required

RoundState = Literal["checking", "signed", "approved", "rejected"]
Why = Literal["first", "change", "request"]
"""初回, 変更 or 随時: why a round was made."""


# People


@dataclass(frozen=True, slots=True)
class Batch:
    """A person's session for a batch of commands: its ``public_key``, and until when entries are signed with it."""

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
        show_names(self, "name")


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
        show_names(self, "label", "value", "file")


@dataclass(frozen=True, slots=True)
class Process:
    """What is approved once: ``parts`` are what it is bound to now, ``settings`` the registered ones (also in
    ``parts``). Its versions are its approved rounds (:func:`app.signoff.processes.versions`). ``pin``: who allows that
    pieces of a row are signed with a PIN (:mod:`app.signoff.pin_rows`), if anybody does.
    """

    id: str
    title: str
    parts: tuple[Part, ...]
    created: Sign
    settings: Mapping[str, Setting] = field(default_factory=lambda: MappingProxyType({}))
    bound: Sign | None = None
    reference: Reference | None = None
    pin: Sign | None = None


@dataclass(frozen=True, slots=True)
class Release:
    """本番開始: the run was let go on an approved round. ``parts`` are those of that moment, the month's and the
    process's; ``read`` (name → hash) the process settings as they were read again.
    """

    round: str
    parts: tuple[Part, ...]
    signature: Sign
    comment: str
    read: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Evidence:
    """One line of what a gate closed on: a ``count`` with its ``unit`` (件, 通, 部 …), a ``text`` or hash, or both."""

    name: str
    label: str
    count: int | None = None
    unit: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Closing:
    """A gate was closed: on which evidence, bound to which of the month's parts."""

    gate: str
    evidence: tuple[Evidence, ...]
    bound: tuple[Part, ...]
    comment: str
    signature: Sign


@dataclass(frozen=True, slots=True)
class Told:
    """A value that a person wrote down: ``name`` stable, ``label`` what it is called."""

    name: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Reception:
    """What was written down when media arrived: of which medium (``manifest``), by label and case (``copied``), who
    brought them, who took them, when, and the numbers of 委託票 (``entrusted``) and 受託票 (``accepted``).
    """

    manifest: str
    copied: tuple[Told, ...]
    brought: str
    received: str
    at: str
    entrusted: str
    accepted: str
    signature: Sign


@dataclass(frozen=True, slots=True)
class Refusal:
    """Media were not taken: why, and until when the agency must have 別紙9."""

    manifest: str
    reasons: tuple[str, ...]
    due: str
    signature: Sign


@dataclass(frozen=True, slots=True)
class Statement:
    """What only a named person can know, signed by them: about ``what``, for which gate."""

    gate: str
    what: str
    text: str
    data: tuple[Told, ...]
    signature: Sign


@dataclass(frozen=True, slots=True)
class Store:
    """The month's encrypted store. ``keys`` are the public ids of all its keys, the one in use last, which ``created``
    made; ``ending`` asks for 返却・消去 since then, and somebody else did it (``destroyed``).
    """

    keys: tuple[str, ...]
    created: Sign
    ending: Sign | None = None
    destroyed: Sign | None = None


@dataclass(frozen=True, slots=True)
class Month:
    """What is checked each time. ``parts`` are what it is bound to now, ``closed`` the gates that are closed, whether
    or not what they rest on is still the same (:mod:`app.signoff.gates`); ``decided`` names, by the
    medium's manifest, the findings and groups of findings that a lead decided on; how, the entries say.
    """

    id: str
    title: str
    period: str
    process: str
    handover: str
    delivery: str
    opened: Sign
    parts: tuple[Part, ...] = ()
    bound: Sign | None = None
    closed: Mapping[str, Closing] = field(default_factory=lambda: MappingProxyType({}))
    releases: tuple[Release, ...] = ()
    receptions: tuple[Reception, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    statements: tuple[Statement, ...] = ()
    decided: frozenset[tuple[str, str]] = frozenset()
    store: Store | None = None


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
        show_names(self, "name")


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
    """One proof round of a process. ``parts`` are what it is bound to (the process's, and the proof media it was chosen
    from); ``why`` it was made: the first of all, after a change, or because the agency asked for it.

    ``results`` are the checkers' standing results, ``confirmed`` the leads' own looks at ``to_confirm``; ``withdrawn``
    keeps every result that was taken back. ``sheet_sha256`` is the check sheet's, ``items`` its questions by id, with
    what they apply to. ``to_confirm`` is empty until the checkers have signed the round and a lead had it drawn: which
    pieces the lead will look at is not known before. ``confirm`` says how many, ``logs`` which kinds of log it must
    keep, ``settings`` which process settings it must be bound to, ``handled`` who replaced pieces, took logs back or
    had kept those, ``gone`` the 現品ID of pieces that were replaced.
    """

    id: str
    number: int
    process: str
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
    decision: Decision | None = None
    reopenings: tuple[Reopening, ...] = ()
    items: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    why: Why = "first"
    reason: str = ""
    gone: tuple[str, ...] = ()

    @property
    def state(self) -> RoundState:
        """Where it stands, as far as the entries say; whether a decision is in force is asked in ``processes``."""
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
class PinRow:
    """A row of pieces that a person signs (:mod:`app.signoff.pin_rows`): of which round, begun by which entry, when and
    at which workstation; ``wrong`` PINs so far.
    """

    round: str
    seq: int
    time: str
    terminal: str
    wrong: int = 0


@dataclass(frozen=True, slots=True)
class State:
    """Everything, after ``count`` entries. ``format`` is the ledger's, ``previous`` the one it took on from,
    ``practice``: whether it was made to practise in; ``keys`` are all public keys and boxes that anybody ever had;
    ``dummies``, ``rolls``, ``lists``, ``bundles``, ``logs``, ``handed`` and ``packs`` are a month's, by its id,
    ``pin_rows`` a person's; ``exports``: kind of each file written out, by its SHA-256; ``erasures`` of attachments by
    theirs; ``warm_ups``: what is asked for, by process or month, ``warmed``: what somebody passed on their last day.
    """

    count: int = 0
    head: str = ""
    time: str = ""
    accounts: Mapping[str, Account] = field(default_factory=lambda: MappingProxyType({}))
    processes: Mapping[str, Process] = field(default_factory=lambda: MappingProxyType({}))
    months: Mapping[str, Month] = field(default_factory=lambda: MappingProxyType({}))
    rounds: Mapping[str, Round] = field(default_factory=lambda: MappingProxyType({}))
    dummies: "Mapping[str, Dummies]" = field(default_factory=lambda: MappingProxyType({}))
    rolls: "Mapping[str, tuple[Roll, ...]]" = field(default_factory=lambda: MappingProxyType({}))
    comparisons: "Mapping[str, Comparisons]" = field(default_factory=lambda: MappingProxyType({}))
    lists: Mapping[str, ListsRead] = field(default_factory=lambda: MappingProxyType({}))
    bundles: Mapping[str, Mapping[str, BundleClosed]] = field(default_factory=lambda: MappingProxyType({}))
    logs: Mapping[str, MonthLogs] = field(default_factory=lambda: MappingProxyType({}))
    counts: Mapping[str, Counts] = field(default_factory=lambda: MappingProxyType({}))
    holdings: Mapping[str, Holding] = field(default_factory=lambda: MappingProxyType({}))
    exports: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    handed: Mapping[str, Mapping[str, Handed]] = field(default_factory=lambda: MappingProxyType({}))
    packs: Mapping[str, Pack] = field(default_factory=lambda: MappingProxyType({}))
    incidents: Mapping[str, Incident] = field(default_factory=lambda: MappingProxyType({}))
    erasures: Mapping[str, Erasure] = field(default_factory=lambda: MappingProxyType({}))
    pin_rows: Mapping[str, PinRow] = field(default_factory=lambda: MappingProxyType({}))
    warm_ups: Mapping[str, Required] = field(default_factory=lambda: MappingProxyType({}))
    warmed: Mapping[str, tuple[Passed, ...]] = field(default_factory=lambda: MappingProxyType({}))
    exchange: Exchange = field(default_factory=Exchange)
    format: int = NEWEST
    previous: Previous | None = None
    practice: bool = False
    keys: frozenset[str] = frozenset()

    def rounds_of(self, process: str) -> tuple[Round, ...]:
        """A process's rounds, first one first."""
        return tuple(
            sorted((one for one in self.rounds.values() if one.process == process), key=lambda one: one.number)
        )

    def account_named(self, login: str) -> Account | None:
        """The account of a login ID; logins are compared without case."""
        wanted = login.strip().casefold()
        return next((one for one in self.accounts.values() if one.login.casefold() == wanted), None)


Rule = Callable[[State, Entry], bool]
"""What an entry needs besides what the table of kinds says: whether it has it, coming after this state."""
