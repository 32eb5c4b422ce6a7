"""A ledger to practise with: artificial people of every role, whose passwords everybody may know."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pyotp

from app.bounded import read_regular
from app.errors import KenpanError
from app.filing.safe_write import write_safely
from app.reports.signs import moment
from app.signoff import login
from app.signoff.book import Book, open_book
from app.signoff.roles import ROLE_NAMES, WITH_CODE, Role
from app.signoff.signing_key import KdfCost

PASSWORD = "Kenpan-Renshu-1"
CONTRACTOR = "練習受託業者"
"""The company's name on the labels of practice."""
_CHEAP = KdfCost(1, 64, 1)
"""Nothing worth guarding: practice should not wait."""
ADMIN, CHECKER, LEAD, TRAINER = "renshu-kanri", "renshu-kensa", "renshu-hinshitsu", "renshu-kenshu"
LEDGER, _CODES = "renshu.db", "people.json"
_MOST_BYTES = 64 * 1024
_PEOPLE: tuple[tuple[str, str, Role], ...] = (
    (CHECKER, "練習 検査員", "checker"),
    (LEAD, "練習 品質責任者", "lead"),
    (TRAINER, "練習 研修担当", "trainer"),
    ("renshu-tenken", "練習 点検管理者", "inspector"),
)


@dataclass(frozen=True, slots=True)
class Trainee:
    """One of the people. ``enter`` gives what is typed to log in: ID, password and, where needed, a fresh code."""

    login: str
    role_name: str
    enter: Callable[[], tuple[str, str, str]]


@dataclass(slots=True)
class _Codes:
    """Of those who need one-time codes: their secret, and the recovery codes that are left. Nothing of it is worth
    guarding; with it a ledger of practice can be gone on with.
    """

    file: Path
    known: dict[str, tuple[str, list[str]]] = field(default_factory=dict)
    is_kept: bool = False

    def keep(self) -> None:
        """Write them down, from now on after each that is used."""
        self.is_kept = True
        write_safely(self.file, json.dumps(self.known, ensure_ascii=False).encode())

    def pop(self, who: str) -> str:
        """A recovery code; empty where none is left."""
        left = self.known[who][1]
        code = left.pop() if left else ""
        if self.is_kept:
            self.keep()
        return code


@dataclass(frozen=True, slots=True)
class Practice:
    """The book and its people; the first of them is a checker. ``goes_on``: people have worked in it before;
    ``keep()``: from now on it can be gone on with.
    """

    book: Book
    people: tuple[Trainee, ...]
    goes_on: bool = False
    keep: Callable[[], None] = lambda: None

    def enter(self, who: str) -> tuple[str, str, str]:
        """What one of the people types to log in; ``KeyError`` for anybody else."""
        return {one.login: one for one in self.people}[who].enter()


def can_go_on(folder: Path) -> bool:
    """Whether a practice ledger was kept in this folder."""
    return (folder / LEDGER).is_file() and (folder / _CODES).is_file()


def practice(folder: Path) -> Practice:
    """Go on with the practice ledger that was kept in a folder, or make a new one there.

    ``KenpanError`` ``practice.codes``; as :func:`app.signoff.book.open_book`.
    """
    if can_go_on(folder):
        return _gone_on_with(folder)
    codes = _Codes(folder / _CODES)
    book = open_book(f"sqlite:///{folder / LEDGER}", cost=_CHEAP, practice=True)
    login.found(book, ADMIN, "練習 管理者", PASSWORD)
    _enrol(book, ADMIN, codes)
    admin = _trainee(book, ADMIN, "admin", codes)
    session = login.log_in(book, *admin.enter())
    people = []
    for who, name, role in _PEOPLE:
        initial = login.add_person(book, session, who, name, (role,), "練習")
        login.set_password(book, who, initial, PASSWORD)
        if role in WITH_CODE:
            _enrol(book, who, codes)
        people.append(_trainee(book, who, role, codes))
    login.log_out(book, session)
    return Practice(book, (*people, admin), keep=codes.keep)


def _gone_on_with(folder: Path) -> Practice:
    codes = _Codes(folder / _CODES, is_kept=True)
    roles = (*((who, role) for who, _, role in _PEOPLE), (ADMIN, "admin"))
    try:
        told = json.loads(read_regular(codes.file, _MOST_BYTES))
        codes.known = {str(who): (str(secret), [str(code) for code in left]) for who, (secret, left) in told.items()}
        missing = [who for who, role in roles if role in WITH_CODE and who not in codes.known]
        if missing:
            raise ValueError(missing)
    except (OSError, ValueError, TypeError, AttributeError) as error:
        what = "前回の練習の台帳を続けられません。"
        raise KenpanError("practice.codes", what, "練習をはじめから始めてください。", file=_CODES) from error
    book = open_book(f"sqlite:///{folder / LEDGER}", cost=_CHEAP, practice=True)
    people = tuple(_trainee(book, who, role, codes) for who, role in roles)
    return Practice(book, people, goes_on=True, keep=codes.keep)


def _enrol(book: Book, who: str, codes: _Codes) -> None:
    offer, now = login.offer_code(book, who), book.clock()
    codes.known[who] = (
        offer.secret,
        list(login.enrol_code(book, who, PASSWORD, offer, pyotp.TOTP(offer.secret).at(now))),
    )


def _trainee(book: Book, who: str, role: Role, codes: _Codes) -> Trainee:
    if role not in WITH_CODE:
        return Trainee(who, ROLE_NAMES[role], lambda: (who, PASSWORD, ""))
    totp = pyotp.TOTP(codes.known[who][0])
    used = {int(moment(book.state.time).timestamp()) // totp.interval}

    def enter() -> tuple[str, str, str]:
        # A code opens once; whoever comes back within half a minute takes a recovery code.
        now = int(book.clock().timestamp()) // totp.interval
        code = codes.pop(who) if now in used else ""
        used.add(now)
        return who, PASSWORD, code or totp.at(book.clock())

    return Trainee(who, ROLE_NAMES[role], enter)
