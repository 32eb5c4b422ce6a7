"""A fund and an establishment's machine, each with its ledger and folder, and a medium between them."""

import hashlib
from dataclasses import dataclass, field, replace
from pathlib import Path

from app.delivery.establishment import open_package, sign_receipt, write_receipt
from app.delivery.fund import card, deliver, read_card, take_in, take_receipt
from app.delivery.intake.model import Finding, Intake
from app.delivery.store import open_desk
from app.errors import KenpanError
from app.signoff import exchange, form_batches
from app.signoff.exchange_model import Document
from app.signoff.verify import verify_entries
from tests.house import staffed
from tests.signoff.chain import rows_of

ONE, OTHER = "11001", "11002"
NAMES = {ONE: "見本製作所", OTHER: "試験商事"}


@dataclass
class Side:
    house: object
    root: Path
    desks: dict = field(default_factory=dict)

    @property
    def state(self):
        return self.house.book.refresh()

    def desk(self, who="kensa-1"):
        if who not in self.desks:
            self.desks[who] = open_desk(self.house.book, self.house.sessions[who], self.root)
        return self.desks[who]

    def by(self, who, act, *arguments):
        return self.house.by(who, lambda state, by: act(state, by, *arguments))

    def is_sound(self):
        return verify_entries(rows_of(self.house.book.history())).is_sound


def begun(folder, side, name):
    folder.mkdir()
    own = Side(staffed(f"sqlite:///{folder / 'ledger.sqlite'}"), folder / "delivery")
    own.by("kanri-1", exchange.begin, side, name)
    own.house.sessions.update({who: replace(one, with_code=True) for who, one in own.house.sessions.items()})
    for number, called in NAMES.items():
        own.by("kanri-1", exchange.enter_establishment, number, called)
    own.desk()
    return own


@dataclass
class Pair:
    fund: Side
    desk: Side
    medium: Path

    def enrol(self):
        """Each side takes the other's keys from a card, after both were compared."""
        for own, other in ((self.fund, self.desk), (self.desk, self.fund)):
            path = self.medium / "card.json"
            path.write_bytes(card(other.desk()))
            name, keys = read_card(path)
            if own is self.fund:
                for one in NAMES:
                    own.by("kanri-1", exchange.enrol_terminal, one, "窓口", keys, "voice", "担当者", 3)
            else:
                own.by("kanri-1", exchange.enrol_fund, name, keys, "paper", "基金の担当者")
        self.choose(ONE)

    def choose(self, establishment, who="kensa-1"):
        self.desk.by(who, exchange.choose_scope, establishment)

    def batch(self, **other):
        """A batch without a PDF, checked and approved."""
        batch = take_in(self.fund.desk(), intake(**other), "0.1.0")
        chosen = self.fund.state.exchange.batches[batch].sound
        self.fund.by("kensa-1", form_batches.sign_batch, batch, chosen, "")
        self.fund.by("hinshitsu-1", form_batches.approve_batch, batch, "よし", "0.1.0")
        return batch

    def deliver(self, batch, establishment=ONE, reason=""):
        return deliver(self.fund.desk(), batch, establishment, self.medium, reason)

    def receive(self, path):
        """Opened, shown, signed for: the slip's file."""
        forms = open_package(self.desk.desk(), path)
        slip = sign_receipt(self.desk.desk(), forms.package)
        return forms, write_receipt(self.desk.desk(), slip, self.medium)

    def take(self, slip):
        return take_receipt(self.fund.desk(), slip.read_text("utf-8"))


def made(folder):
    fund, desk = begun(folder / "fund", "fund", "見本基金"), begun(folder / "desk", "establishment", "見本製作所")
    (folder / "medium").mkdir()
    pair = Pair(fund, desk, folder / "medium")
    pair.enrol()
    return pair


def intake(period="2026-11", findings=(), content=b"form"):
    contents, documents = {}, []
    for own in NAMES:
        for kind in ("contributions", "notice"):
            raw = content + own.encode() + kind.encode()
            sha256 = hashlib.sha256(raw).hexdigest()
            contents[sha256] = raw
            documents.append(Document(own, kind, f"{kind}.pdf", sha256, 1))
    return Intake(period, (("f.pdf", "0" * 64, 9),), tuple(documents), tuple(findings), None, contents)


def error_of(establishment):
    return Finding("delivery.swapped", "error", "f.pdf", 1, establishment, "頁が入っています。")


def refusal(act, *arguments, **named):
    try:
        act(*arguments, **named)
    except KenpanError as error:
        return error.code
    return ""
