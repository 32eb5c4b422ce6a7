"""A desk in a small office: a book whose keys are cheap to open, and people who can log in at it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyotp
from PySide6.QtCore import QCoreApplication

from app.signoff import login
from app.signoff.book import Act, Book, open_book
from app.signoff.roles import WITH_CODE
from app.signoff.signing_key import KdfCost
from app.ui.shell.desk import Desk
from app.ui.shell.workers import Jobs
from tests.house import kept

CHEAP = KdfCost(1, 64, 1)
PASSWORD = "Kenpan-Test-2026"
ADMIN, CHECKER, LEAD = "kanri-1", "kensa-1", "hinshitsu-1"


@dataclass
class Clock:
    """Moves a little at each look, and when it is told to."""

    now: datetime = datetime(2026, 11, 2, 0, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=10)
        return self.now


@dataclass
class Office:
    """``codes`` are the recovery codes of those who need one at each login."""

    url: str
    clock: Clock
    book: Book
    jobs: Jobs
    desk: Desk
    codes: dict[str, list[str]] = field(default_factory=dict)

    @kept
    def found(self) -> None:
        """The first administrator, ready to log in."""
        login.found(self.book, ADMIN, "管理者１", PASSWORD)
        self._code(ADMIN)

    @kept
    def hire(self, who: str, name: str, *roles: str) -> None:
        """A person who can log in."""
        admin = login.log_in(self.book, ADMIN, PASSWORD, self.codes[ADMIN].pop())
        initial = login.add_person(self.book, admin, who, name, roles, "配属")
        login.set_password(self.book, who, initial, PASSWORD)
        if WITH_CODE & set(roles):
            self._code(who)

    def _code(self, who: str) -> None:
        offer = login.offer_code(self.book, who)
        self.codes[who] = list(login.enrol_code(self.book, who, PASSWORD, offer, self.code_of(offer.secret)))

    def code_of(self, secret: str) -> str:
        return pyotp.TOTP(secret).at(self.clock.now)

    def enter(self, qtbot, who: str) -> None:
        """Log in at the desk."""
        code = self.codes[who].pop() if who in self.codes else ""
        refused = []
        with qtbot.waitSignal(self.desk.sessionChanged):
            self.desk.log_in(who, PASSWORD, code, refused.append)
        assert not refused

    def settle(self, qtbot) -> None:
        """Wait until all that was asked for is done."""
        qtbot.waitUntil(lambda: not self.jobs.busy())
        QCoreApplication.processEvents()

    def elsewhere(self) -> Book:
        """The same ledger, opened at another workstation."""
        return open_book(self.url, self.clock, CHEAP)

    def from_elsewhere(self, act: Act) -> None:
        """What the administrator does at another workstation."""
        other = self.elsewhere()
        admin = login.log_in(other, ADMIN, PASSWORD, self.codes[ADMIN].pop())
        other.sign(admin.signer, act)
        other.engine.dispose()

    def kinds(self) -> list[str]:
        return [entry.kind for entry in self.book.history()]

    def id_of(self, who: str) -> str:
        return self.book.state.account_named(who).id


def open_office(folder: Path, jobs: Jobs, look_ms: int | None = None) -> Office:
    """An empty book and its desk."""
    url, clock = f"sqlite:///{folder / 'office.db'}", Clock()
    book = open_book(url, clock, CHEAP)
    return Office(url, clock, book, jobs, Desk(book, jobs, look_ms=look_ms))
