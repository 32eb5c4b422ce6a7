"""The encrypted store of the exchange, beside the ledger's database, and the machine's key that lives in it.

It is made as a month's store is (:mod:`app.month.keeping`): its key lies in people's boxes, so that nothing opens
without a login. The machine's secret key follows from the first key of the store, so that there is never one without
the other; when the store gets another key, the secret goes with it as an object, and the other sides, which enrolled
its public half, notice nothing.
"""

import secrets
from dataclasses import dataclass
from pathlib import Path

from Crypto.Hash import SHA256
from Crypto.Protocol.KDF import HKDF

from app.errors import KenpanError
from app.month.keeping import ending
from app.month.keeping import store as keeping
from app.month.keeping.month_store import Holder, months_root
from app.month.keeping.place import StorePlace
from app.month.keeping.store import SealedStore
from app.progress import Progress, no_progress
from app.signoff import exchange
from app.signoff.book import Book, Session
from app.signoff.kinds import may, may_open_media
from app.signoff.machine_key import MachineKey
from app.workstation.settings import Settings

_LABEL = b"kenpan-machine-seed-1\n"
_SECRET = "machine"
"""The object with the machine's secret, once the store has had another key."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Somebody's open store, and the machine's key."""

    book: Book
    session: Session
    store: SealedStore
    machine: MachineKey

    def keep(self, name: str, content: bytes) -> None:
        """Put something in, over what has this name."""
        self.store.write(name, content, self.store.find(name))


def delivery_root(book: Book, settings: Settings) -> Path:
    """The folder of the store. ``KenpanError`` as :func:`app.month.keeping.month_store.months_root`."""
    return months_root(book, settings).with_name("delivery")


def place_of(root: Path) -> StorePlace:
    """Where the store lies."""
    return StorePlace(root, "delivery", "配信")


def open_desk(book: Book, session: Session, root: Path) -> Desk:
    """The store with the person's own open key; made first, and with it the machine's key, where there is none yet.

    Reads and writes files: not for the GUI thread. ``KenpanError``: ``exchange.off``, ``exchange.foreign`` where the
    store is not the one whose key the ledger names; those of :mod:`app.month.keeping.store`.
    """
    state = book.refresh()
    known, place = exchange.running(state).machine, place_of(root)
    if known is None:
        accounts = [one for one in state.accounts.values() if one.active and one.box and may_open_media(one.roles)]
        made = keeping.create(place, accounts, lambda fresh: _record(book, session, fresh))
        return Desk(book, session, made, _machine(made))
    store = keeping.open_store(place, known.store, state, session.signer)
    machine = _machine(store)
    if machine.sign_key != known.sign_key:
        what = "配信の保管庫の鍵が、台帳に記録された端末の鍵と合いません。"
        raise KenpanError("exchange.foreign", what, "管理者が、保管庫と台帳の控えを確かめてください。")
    return Desk(book, session, store, machine)


def holders(book: Book, root: Path) -> tuple[Holder, ...]:
    """Who may open the store, and who has its key all the same. Reads files: not for the GUI thread."""
    state = book.refresh()
    machine, told = exchange.running(state).machine, {}
    if machine is not None:
        told = dict(keeping.standings(place_of(root), machine.store, state))
    found = (
        Holder(account, told.get(account.id, "none"), account.active and may_open_media(account.roles))
        for account in state.accounts.values()
    )
    return tuple(one for one in found if one.permitted or one.standing != "none")


def rekey(desk: Desk, progress: Progress = no_progress) -> tuple[Desk, tuple[str, ...]]:
    """Give the store another key, for everybody who may open it now and nobody else; what could not be removed of the
    old one, too. Everything in it stays as it was, byte for byte, and the machine's own keys are the same.

    ``KenpanError``: ``exchange.rekeyed``, ``rights.missing``, those of :func:`app.month.keeping.ending.rekey`; then
    all is as it was.
    """
    state = desk.book.refresh()
    before = desk.store.public_id
    exchange.rekey_store(state, desk.session.account, "0" * 64, before)
    if not may(state.accounts[desk.session.account].roles, "machine.rekeyed"):
        raise KenpanError("rights.missing", "この操作をする権限がありません。", "品質責任者が行ってください。")
    if desk.store.find(_SECRET) is None:
        desk.keep(_SECRET, desk.machine.seed)
    accounts = [one for one in state.accounts.values() if one.active and one.box and may_open_media(one.roles)]

    def record(fresh: SealedStore) -> None:
        desk.book.sign(desk.session.signer, lambda now, by: exchange.rekey_store(now, by, fresh.public_id, before))

    made = ending.rekey(desk.store, accounts, record, progress)
    return Desk(desk.book, desk.session, made.store, _machine(made.store)), made.left


def give(desk: Desk, account: str) -> None:
    """Let somebody else who works here open the store. ``KenpanError`` ``month.not_permitted``, ``month.no_box``."""
    desk.store.grant(desk.book.refresh().accounts[account])


def _record(book: Book, session: Session, store: SealedStore) -> None:
    machine = _machine(store)
    keys = machine.sign_key, machine.seal_key
    book.sign(session.signer, lambda state, by: exchange.make_machine(state, by, store.public_id, *keys))


def _machine(store: SealedStore) -> MachineKey:
    if store.find(_SECRET) is not None:
        return MachineKey(store.read(_SECRET))
    seed = HKDF(store.key, 32, b"", SHA256, context=_LABEL)
    assert isinstance(seed, bytes)
    return MachineKey(seed)


def nonce() -> str:
    """What makes one slip another than the next."""
    return secrets.token_hex(8)
