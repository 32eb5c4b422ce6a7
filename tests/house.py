"""A small house for tests: a book with people of every role, a process, a month, forty pieces; every key is cheap."""

import sqlite3
from contextlib import closing
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any

import pyotp

from app.canonical import digest
from app.notice.piece_id import piece_id
from app.proof.model import SIDES, PieceChoice, Scan
from app.signoff import comparisons, drawing, login, months, processes, rounds
from app.signoff.book import Book, Session, open_book
from app.signoff.checksheet import load_sheet
from app.signoff.comparison_standing import compared_lines, comparison_of
from app.signoff.looks import Look
from app.signoff.model import Evidence, State, Told
from app.signoff.process_settings import NOTHING, SettingKind, typed
from app.signoff.reception import judged_lines, office_line
from app.signoff.signed import Part
from app.signoff.signing_key import KdfCost
from app.store.database import writing
from app.store.rows import keep_attachment

CHEAP = KdfCost(1, 64, 1)
PASSWORD = "Kenpan-Test-2026"
ROLES = {
    "kensa-1": "checker",
    "kensa-2": "checker",
    "hinshitsu-1": "lead",
    "hinshitsu-2": "lead",
    "kenshu-1": "trainer",
}
NAMES = {
    "kensa-1": "検査員１",
    "kensa-2": "検査員２",
    "hinshitsu-1": "責任者１",
    "hinshitsu-2": "責任者２",
    "kenshu-1": "研修１",
}


@dataclass
class Clock:
    """A clock that only moves when it is told to, or a second at each look."""

    now: datetime = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)

    def __call__(self):
        self.now += timedelta(milliseconds=10)
        return self.now


def part(name, content="1"):
    return Part(name, f"{name}の名", digest(f"{name}{content}"), content)


EQUIPMENT = tuple(part(name) for name in ("layouts", "forms.1", "forms.2", "envelope", "fonts", "offices"))
PROOF = part("proof_media")
MONTH = part("media")


def forty():
    kounen = [
        PieceChoice(n, "kounen", piece_id("PAP03", "ZMGKK#1301", n), "ZMGKK#1301", n, digest(f"k{n}"), ("gannen",))
        for n in range(1, 21)
    ]
    senpo = [
        PieceChoice(n, "senpo", piece_id("PAP03", "ZMGKS#1301", n), "ZMGKS#1301", n, digest(f"s{n}"))
        for n in range(21, 41)
    ]
    return (*kounen, *senpo)


@dataclass(frozen=True)
class Kept:
    """A book as it was: its database, held in memory, and what it and its clock said."""

    database: sqlite3.Connection
    state: State
    now: datetime
    codes: dict[str, list[str]] = field(default_factory=dict)

    @staticmethod
    def of(book, codes=None):
        held = sqlite3.connect(":memory:", check_same_thread=False)
        with book._lock, closing(sqlite3.connect(book.engine.url.database)) as live:
            live.backup(held)  # what a worker of the window adds meanwhile is in both, or in neither
            return Kept(held, book.state, book.clock.now, deepcopy(codes or {}))

    def put_into(self, book, codes=None):
        """The book is as it was then, whoever else has its database open."""
        with book._lock, closing(sqlite3.connect(book.engine.url.database, timeout=30)) as live:
            live.execute("PRAGMA synchronous=OFF")
            self.database.backup(live)
            book._state, book.clock.now = self.state, self.now
        if codes is not None:
            codes.update(deepcopy(self.codes))


_MOST_KEPT = 24
_WHY = "この工程で使わない"


def kept(act):
    """Signing forty pieces takes a while, so what was done once, from the same entry at the same time, is copied from
    then on. For acts on anything that has a ``book`` (and ``codes`` of people), whose only effect is on these.
    """
    done: dict[tuple[Any, ...], Kept] = {}

    @wraps(act)
    def doing(house, *arguments, **named):
        if house.book.engine.dialect.name != "sqlite":
            return act(house, *arguments, **named)
        state, codes = house.book.refresh(), getattr(house, "codes", None)
        using = getattr(house, "live", ()), repr(getattr(house, "sheet", None))
        from_here = state.head, house.clock.now, arguments, tuple(sorted(named.items())), using
        if from_here in done:
            done[from_here] = done.pop(from_here)  # used last
            return done[from_here].put_into(house.book, codes)
        act(house, *arguments, **named)
        done[from_here] = Kept.of(house.book, codes)
        if len(done) > _MOST_KEPT:
            done.pop(next(iter(done))).database.close()
        return None

    return doing


def _registered(state, by, name, content):
    given, kind = NOTHING if content is None else typed(content), SettingKind(name, f"{name}の設定", "例", False)
    return processes.register_setting(state, by, "p1", kind, given, _WHY)


@dataclass
class House:
    """The book with sessions of everybody, and short ways to act."""

    book: Book
    clock: Clock
    sessions: dict[str, Session] = field(default_factory=dict)
    sheet = load_sheet()
    live = (*EQUIPMENT, PROOF)

    @kept
    def begin_process(self, *parts):
        """The process p1 with a registered setting of every kind, bound to these parts."""
        self.create(parts)
        self.register_all()

    def by(self, who, act):
        return self.book.sign(self.sessions[who].signer, act)

    def id_of(self, who):
        return self.book.state.account_named(who).id

    @property
    def state(self):
        return self.book.state

    def round(self, round_id="r1"):
        return self.state.rounds[round_id]

    def look(self, number, round_id="r1", **other):
        piece = self.round(round_id).piece(number)
        scans = {side: Scan("read", piece.piece_id) for side in SIDES}
        answers = {item.id: "ok" for item in self.sheet.items_for(piece)}
        return Look(number, **{"scans": scans, "answers": answers, **other})

    def sign_piece(self, number, who="kensa-1", round_id="r1", live=None, **other):
        look = self.look(number, round_id, **other)
        live = self.live if live is None else live
        return self.by(who, lambda state, by: rounds.sign_piece(state, by, round_id, look, self.sheet, live))

    def sign_pieces(self, numbers, who="kensa-1", round_id="r1"):
        """As :meth:`sign_piece` one after the other, but with one look at the ledger for all of them."""
        looks = [self.look(number, round_id) for number in numbers]
        return self.by(
            who,
            lambda state, by: [rounds.sign_piece(state, by, round_id, look, self.sheet, self.live) for look in looks],
        )

    def keep_logs(self, round_id="r1", who="kensa-1"):
        with writing(self.book.engine) as connection:
            given = []
            for log in self.round(round_id).logs:
                content = f"{log} {round_id}".encode()
                given.append((log, f"{log}.csv", keep_attachment(connection, content), len(content)))
            self.book.sign_in(
                connection,
                self.sessions[who].signer,
                lambda state, by: [rounds.keep_attachment(state, by, round_id, None, *one) for one in given],
            )
        self.book.refresh()

    def sign_round(self, who="kensa-1", round_id="r1"):
        return self.by(who, lambda state, by: rounds.sign_round(state, by, round_id, "", self.sheet, self.live))

    @kept
    def sign_all(self, round_id="r1", who="kensa-1"):
        """All pieces that nobody signed yet, and the logs."""
        one = self.round(round_id)
        self.sign_pieces([piece.number for piece in one.pieces if piece.number not in one.results], who, round_id)
        self.keep_logs(round_id, who)

    @kept
    def check_all(self, round_id="r1", who="kensa-1"):
        self.sign_all(round_id, who)
        self.sign_round(who, round_id)

    def draw(self, who="hinshitsu-1", round_id="r1"):
        """The pieces to confirm, drawn for the first lead who asks."""
        self.by(who, lambda state, by: drawing.draw(state, by, round_id))
        return self.round(round_id).to_confirm

    def confirm(self, number, who="hinshitsu-1", round_id="r1", **other):
        look = self.look(number, round_id, **other)
        return self.by(who, lambda state, by: rounds.confirm_piece(state, by, round_id, look, self.sheet, self.live))

    @kept
    def confirm_all(self, who="hinshitsu-1", round_id="r1"):
        looks = [self.look(number, round_id) for number in self.draw(who, round_id)]
        self.by(
            who,
            lambda state, by: [
                rounds.confirm_piece(state, by, round_id, look, self.sheet, self.live) for look in looks
            ],
        )

    def approve(self, who="hinshitsu-1", round_id="r1", live=None):
        live = self.live if live is None else live
        return self.by(who, lambda state, by: rounds.approve(state, by, round_id, "よし", live, self.sheet))

    def create(self, parts=EQUIPMENT, process="p1", title="通知書"):
        """A process, its settings still to come."""
        self.by("hinshitsu-1", lambda state, by: processes.create(state, by, process, title, parts))

    def bind(self, parts, reason="変えた", process="p1"):
        self.by("hinshitsu-1", lambda state, by: processes.bind(state, by, process, parts, reason))

    def open_month(self, month="m1", period="2026-11", title="第3巻", process="p1", parts=(*EQUIPMENT, MONTH)):
        """A month, bound to what there is."""
        days = f"{period}-10", f"{period}-13"
        self.by("hinshitsu-1", lambda state, by: months.open_month(state, by, month, title, period, process, *days))
        self.bind_month(parts, month=month)

    def bind_month(self, parts, reason="当月", month="m1"):
        self.by("hinshitsu-1", lambda state, by: months.bind(state, by, month, parts, reason))

    def receive(self, month="m1", live=(), notices=9):
        """The month's medium of so many notices is written down, looked at for viruses and taken."""
        copied, tool = (Told("title", "件名", "通知書"),), (Told("tool", "道具", "ウイルス検査"),)
        slips = "持参者", "受領者", "2026-11-10 10:30", "委-1", "受-1"
        self.by("kensa-1", lambda state, by: months.record_reception(state, by, month, copied, *slips))
        self.by(
            "kensa-1",
            lambda state, by: months.state_that(state, by, month, "reception", "virus_scan", "検出なし", tool),
        )
        self.close(month, "reception", self.judged(month, notices=notices), live)

    def judged(self, month="m1", differs=0, undone=0, notices=9):
        """What the gate closes on: a judgement of what is signed now."""
        offices = (office_line("kounen", "1101", "千代田", notices),)
        return judged_lines(self.state.months[month], 40, differs, undone, notices, 8, offices)

    def close(self, month, gate, evidence, live=(), who="hinshitsu-1"):
        return self.by(who, lambda state, by: months.close_gate(state, by, month, gate, evidence, "", live))

    def close_check(self, month="m1", errors=0, left=0, live=()):
        evidence = Evidence("errors", "誤り", errors, "件"), Evidence("open", "決めていない誤り", left, "件")
        self.close(month, "check", evidence, live)

    @kept
    def make_ready(self, month="m1", **other):
        """A month whose reception and check are closed."""
        self.open_month(month, **other)
        self.receive(month)
        self.close_check(month)

    def release(self, live, who="hinshitsu-1", comment="", month="m1"):
        """Let a run go; the month is made ready where there is none."""
        if month not in self.state.months:
            self.make_ready(month)
        return self.by(who, lambda state, by: months.release(state, by, month, live, comment, self.sheet))

    def sign_print(self, month="m1", who="kensa-1", prints="1", records=9, captures=False, draft=False, **other):
        """A comparison of the month's print is signed; ``prints``: another one is of other print files;
        ``captures``: of scans of paper; ``draft``: by the program's own draft forms.
        """
        manifest = next(one.sha256 for one in self.state.months[month].parts if one.name == "media")
        hashes, told = (*("0" * 64,) * 4, digest(prints)), {"prints": f"print{prints}.pdf"}
        basis = comparisons.basis_parts(*hashes, told, captures=captures, draft=draft)
        given = {"sha256": digest(f"result {prints}"), "zones": (), "decided": (), "comment": "", **other}
        figures = {"pages": 3 * records, "records": records, "matched": records, "unreadable": 0, "ignored": 0}
        figures["differences"] = sum(one.count for one in given["decided"])
        act = lambda state, by: comparisons.sign_comparison(  # noqa: E731
            state, by, month, manifest=manifest, basis=basis, figures=figures, **given
        )
        return self.by(who, act)

    def approve_print(self, month="m1", who="hinshitsu-1", live=()):
        known = self.state.months[month]
        one = comparison_of(self.state, known)
        return self.close(month, "compare", () if one is None else compared_lines(one), live, who)

    def reject(self, who="hinshitsu-1", round_id="r1", new="r2"):
        return self.by(who, lambda state, by: rounds.reject(state, by, round_id, new, "作り直し", self.sheet))

    def reopen(self, who="hinshitsu-1", round_id="r1"):
        return self.by(who, lambda state, by: rounds.reopen(state, by, round_id, "読み違い"))

    def register(self, name, content, who="hinshitsu-1"):
        """A typed value; ``None`` declares the setting absent."""
        return self.by(who, lambda state, by: _registered(state, by, name, content))

    @kept
    def register_all(self, **other):
        names = [kind.name for kind in self.sheet.settings]
        self.by(
            "hinshitsu-1",
            lambda state, by: [_registered(state, by, name, other.get(name, "本番設定")) for name in names],
        )

    def run_settings(self, **other):
        return tuple(self.setting(kind.name, other.get(kind.name, "本番設定")) for kind in self.sheet.settings)

    def setting(self, name, content):
        given = NOTHING if content is None else typed(content)
        return given.part(SettingKind(name, f"{name}の設定", "例", False))

    @kept
    def open_round(self, round_id="r1", who="kensa-1", live=None, pieces=None, **other):
        live = self.live if live is None else live
        chosen = forty() if pieces is None else pieces
        return self.by(
            who, lambda state, by: rounds.open_round(state, by, round_id, "p1", chosen, live, self.sheet, **other)
        )


def enter(book, login_id, password=PASSWORD):
    """Log in, setting up a one-time code where the role needs one."""
    from app.errors import KenpanError

    try:
        return login.log_in(book, login_id, password)
    except KenpanError as error:
        assert error.code == "login.enrol_code"
    offer = login.offer_code(book, login_id)
    codes = login.enrol_code(book, login_id, password, offer, pyotp.TOTP(offer.secret).at(book.clock()))
    return login.log_in(book, login_id, password, codes[0])


def staffed(url, clock=None):
    """A house in a new database, with everybody logged in."""
    clock = clock or Clock()
    house = House(open_book(url, clock, CHEAP), clock)
    login.found(house.book, "kanri-1", "管理者１", PASSWORD)
    house.sessions["kanri-1"] = enter(house.book, "kanri-1")
    for who, role in ROLES.items():
        initial = login.add_person(house.book, house.sessions["kanri-1"], who, NAMES[who], (role,), "配属")
        login.set_password(house.book, who, initial, PASSWORD)
        house.sessions[who] = enter(house.book, who)
    return house
