"""A ledger to practise with: artificial people of every role, whose passwords everybody may know."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pyotp

from app.signoff import login
from app.signoff.book import Book, open_book
from app.signoff.roles import ROLE_NAMES, WITH_CODE, Role
from app.signoff.signing_key import KdfCost

PASSWORD = "Kenpan-Renshu-1"
CONTRACTOR = "練習受託業者"
"""The company's name on the labels of practice."""
_CHEAP = KdfCost(1, 64, 1)
"""Nothing worth guarding: practice should not wait."""
ADMIN, CHECKER, LEAD = "renshu-kanri", "renshu-kensa", "renshu-hinshitsu"
_PEOPLE: tuple[tuple[str, str, Role], ...] = (
    (CHECKER, "練習 検査員", "checker"),
    (LEAD, "練習 品質責任者", "lead"),
    ("renshu-kenshu", "練習 研修担当", "trainer"),
    ("renshu-tenken", "練習 点検管理者", "inspector"),
)


@dataclass(frozen=True, slots=True)
class Trainee:
    """One of the people. ``enter`` gives what is typed to log in: ID, password and, where needed, a fresh code."""

    login: str
    role_name: str
    enter: Callable[[], tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Practice:
    """The book and its people; the first of them is a checker."""

    book: Book
    people: tuple[Trainee, ...]

    def enter(self, who: str) -> tuple[str, str, str]:
        """What one of the people types to log in; ``KeyError`` for anybody else."""
        return {one.login: one for one in self.people}[who].enter()


def practice(folder: Path) -> Practice:
    """Make a practice ledger in a folder that the caller throws away."""
    book = open_book(f"sqlite:///{folder / 'renshu.db'}", cost=_CHEAP, practice=True)
    login.found(book, ADMIN, "練習 管理者", PASSWORD)
    admin = _trainee(book, ADMIN, "admin")
    session = login.log_in(book, *admin.enter())
    people = []
    for who, name, role in _PEOPLE:
        initial = login.add_person(book, session, who, name, (role,), "練習")
        login.set_password(book, who, initial, PASSWORD)
        people.append(_trainee(book, who, role))
    login.log_out(book, session)
    return Practice(book, (*people, admin))


def _trainee(book: Book, who: str, role: Role) -> Trainee:
    if role not in WITH_CODE:
        return Trainee(who, ROLE_NAMES[role], lambda: (who, PASSWORD, ""))
    offer = login.offer_code(book, who)
    totp = pyotp.TOTP(offer.secret)
    now = book.clock()
    used = {int(now.timestamp()) // totp.interval}
    codes = list(login.enrol_code(book, who, PASSWORD, offer, totp.at(now)))

    def enter() -> tuple[str, str, str]:
        # A code opens once; whoever comes back within half a minute takes a recovery code.
        now = int(book.clock().timestamp()) // totp.interval
        code = totp.at(book.clock()) if now not in used or not codes else codes.pop()
        used.add(now)
        return who, PASSWORD, code

    return Trainee(who, ROLE_NAMES[role], enter)
