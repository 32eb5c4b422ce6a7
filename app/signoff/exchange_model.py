"""The exchange of a fund with its employers as the ledger knows it, on either side."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, NamedTuple

from app.signoff.signed import Sign

FilingState = Literal["received", "checked", "accepted", "returned"]
PackageState = Literal["approved", "delivered", "received", "reissued"]
PACKAGE_STATES: Mapping[PackageState, str] = {
    "approved": "未配信",
    "delivered": "配信済",
    "received": "受領済",
    "reissued": "再発行",
}
FILING_STATES: Mapping[FilingState, str] = {
    "received": "受信",
    "checked": "確認",
    "accepted": "受理",
    "returned": "返戻",
}


class Machine(NamedTuple):
    """This machine's own keys, whose secret halves lie in the store of this public id; ``before``: what it had."""

    store: str
    sign_key: str
    seal_key: str
    made: Sign
    before: tuple[str, ...] = ()


class Terminal(NamedTuple):
    """A machine of an establishment; ``id`` is the fingerprint of its keys."""

    id: str
    label: str
    sign_key: str
    seal_key: str
    enrolled: Sign


class Fund(NamedTuple):
    """The fund, as an establishment enrolled it."""

    id: str
    name: str
    sign_key: str
    seal_key: str
    enrolled: Sign


@dataclass(frozen=True, slots=True)
class Establishment:
    """An employer by its number. ``terminals``: by fingerprint, those that are in use; ``known`` ones ever were."""

    id: str
    name: str
    entered: Sign
    terminals: Mapping[str, Terminal] = field(default_factory=lambda: MappingProxyType({}))
    known: Mapping[str, Terminal] = field(default_factory=lambda: MappingProxyType({}))


class Document(NamedTuple):
    """A form as it is delivered: ``type`` one of ``resources/delivery/forms.toml``; ``pages`` 0 for a CSV."""

    establishment: str
    type: str
    name: str
    sha256: str
    pages: int


@dataclass(frozen=True, slots=True)
class FormBatch:
    """Forms that were read together. ``held``: errors of establishments that nothing goes to; ``chosen``: to whom the
    checker lets it go. ``doubtful``: pages (hash of the form, 0-based page) that an eye must look at, and why;
    ``seen``: those that a checker looked at; ``lookers``: everybody who did.
    """

    id: str
    period: str
    documents: tuple[Document, ...]
    held: Mapping[str, int]
    findings: Mapping[str, int]
    read: Sign
    doubtful: Mapping[tuple[str, int], str] = field(default_factory=lambda: MappingProxyType({}))
    seen: Mapping[tuple[str, int], Sign] = field(default_factory=lambda: MappingProxyType({}))
    lookers: frozenset[str] = frozenset()
    chosen: tuple[str, ...] = ()
    signed: Sign | None = None
    approved: Sign | None = None
    discarded: Sign | None = None

    def of(self, establishment: str) -> tuple[Document, ...]:
        """What one of them gets."""
        return tuple(one for one in self.documents if one.establishment == establishment)

    def unseen(self, establishments: Iterable[str]) -> tuple[tuple[str, int], ...]:
        """Pages of what these get that nobody looked at yet."""
        wanted = set(establishments)
        forms = {one.sha256 for one in self.documents if one.establishment in wanted}
        return tuple(page for page in self.doubtful if page[0] in forms and page not in self.seen)

    @property
    def checked_by(self) -> frozenset[str]:
        """Who had a hand in the check: who looked at its pages or signed it; none of them approves."""
        return self.lookers if self.signed is None else self.lookers | {self.signed.by}

    @property
    def sound(self) -> frozenset[str]:
        """Whom something could go to."""
        return frozenset(one.establishment for one in self.documents) - self.held.keys()


class Issue(NamedTuple):
    """One writing of a package: hash of the ``file``, fingerprints of the terminals that open it."""

    number: int
    file: str
    terminals: tuple[str, ...]
    reason: str
    signature: Sign


class Receipt(NamedTuple):
    """A slip that was taken in: by whom and when it was signed there, with which issue it was taken."""

    terminal: str
    name: str
    at: str
    issue: int
    signature: Sign


@dataclass(frozen=True, slots=True)
class Package:
    """What one establishment got of one batch. ``id``: SHA-256 of the payload, which never changes."""

    id: str
    batch: str
    establishment: str
    period: str
    issues: tuple[Issue, ...]
    receipts: tuple[Receipt, ...] = ()
    erasing: Sign | None = None
    erased: Sign | None = None

    @property
    def state(self) -> PackageState:
        """配信済, 受領済 or 再発行."""
        if any(one.issue == len(self.issues) for one in self.receipts):
            return "received"
        return "reissued" if len(self.issues) > 1 else "delivered"


class Answer(NamedTuple):
    """What the fund says of a notification."""

    filing: str
    number: str
    state: str
    reason: str
    at: str


class OpenedPackage(NamedTuple):
    """A package that was opened at the establishment."""

    id: str
    establishment: str
    fund: str
    period: str
    documents: tuple[Document, ...]
    opened: Sign
    receipt: Sign | None = None


class Filing(NamedTuple):
    """A notification (届). At the establishment ``received`` and what follows is empty but for the ``answer``."""

    id: str
    establishment: str
    type: str
    rows: int
    made: Sign | None = None
    number: str = ""
    terminal: str = ""
    problems: int = 0
    state: FilingState = "received"
    reason: str = ""
    signs: tuple[Sign, ...] = ()


@dataclass(frozen=True, slots=True)
class Exchange:
    """``side`` is empty where the exchange is not on. ``scopes``: which establishment each person acts for."""

    side: str = ""
    name: str = ""
    machine: Machine | None = None
    establishments: Mapping[str, Establishment] = field(default_factory=lambda: MappingProxyType({}))
    funds: Mapping[str, Fund] = field(default_factory=lambda: MappingProxyType({}))
    scopes: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    batches: Mapping[str, FormBatch] = field(default_factory=lambda: MappingProxyType({}))
    packages: Mapping[str, Package] = field(default_factory=lambda: MappingProxyType({}))
    slips: frozenset[str] = frozenset()
    opened: Mapping[str, OpenedPackage] = field(default_factory=lambda: MappingProxyType({}))
    filings: Mapping[str, Filing] = field(default_factory=lambda: MappingProxyType({}))
    answers: Mapping[str, Answer] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def is_on(self) -> bool:
        """Whether forms are exchanged here."""
        return bool(self.side)
