"""A month's encrypted store and the ledger: made, opened, given to others, under another key, destroyed.

The store is in files and its key in wraps (:mod:`app.month`); that there is one, under which key, and how it ended is
in the ledger. The entry comes while the month is locked, so that both say the same; of what is destroyed it comes
after.
"""

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from sqlalchemy.engine import make_url

from app.bounded import read_regular
from app.canonical import canonical
from app.errors import KenpanError
from app.month.keeping import ending, store
from app.month.keeping.ending import Destroyed, Rekeyed
from app.month.keeping.folder import files_in, folders_in, make_folder, write_file
from app.month.keeping.place import OBJECT_END, StorePlace
from app.month.keeping.refusals import telling
from app.month.keeping.store import SealedStore
from app.month.keeping.wraps import Standing
from app.progress import Progress, no_progress
from app.signoff import months
from app.signoff.book import Act, Book, Session
from app.signoff.kinds import may, may_open_media
from app.signoff.model import Account, State
from app.workstation.ledger_place import ledger_place, months_folder
from app.workstation.settings import Settings

_MOST = 4096


class Holder(NamedTuple):
    """Somebody, whether they have the month's key, and whether they may have it."""

    account: Account
    standing: Standing
    permitted: bool


def months_root(book: Book, settings: Settings) -> Path:
    """Where the stores of this ledger's months lie; those of practice beside its own ledger. ``KenpanError`` as
    :func:`app.workstation.ledger_place.months_folder`.
    """
    own = book.engine.url
    if own.get_backend_name() == "sqlite" and own.database:
        named = make_url(ledger_place(settings).url)
        if named.get_backend_name() != "sqlite" or named.database != own.database:
            return Path(own.database).with_name("months")
    return months_folder(settings)


def place_of(root: Path, state: State, month: str) -> StorePlace:
    """Where a month's store lies. ``KenpanError`` ``month.none``, ``month.id``."""
    known = months.existing(state, month)
    return StorePlace(root, month, f"{known.period}　{known.title}")


def holders(book: Book, root: Path, month: str) -> tuple[Holder, ...]:
    """Who may open the month's store, and who has its key all the same; nobody has one without a store.

    Reads files: not for the GUI thread. ``KenpanError`` as :func:`app.month.keeping.refusals.telling`.
    """
    state = book.refresh()
    one = months.existing(state, month).store
    told: dict[str, Standing] = {}
    if one is not None and one.destroyed is None:
        told = dict(store.standings(place_of(root, state, month), one.keys[-1], state))
    found = (
        Holder(account, told.get(account.id, "none"), account.active and may_open_media(account.roles))
        for account in state.accounts.values()
    )
    return tuple(one for one in found if one.permitted or one.standing != "none")


def create_store(book: Book, session: Session, root: Path, month: str) -> SealedStore:
    """Make the month's store, its key for everybody who may open media and has a key of their own.

    ``KenpanError``: ``store.made``, ``store.none``, those of :func:`app.month.keeping.store.create` and
    :meth:`app.signoff.book.Book.sign`; no store is left then.
    """
    state = book.refresh()
    months.create_store(state, session.account, month, "0" * 64)
    accounts = [one for one in state.accounts.values() if one.active and one.box and may_open_media(one.roles)]
    return store.create(place_of(root, state, month), accounts, _recording(book, session, month, ""))


def open_store(book: Book, session: Session, root: Path, month: str) -> SealedStore:
    """The month's store, with the person's own open key; made first where there is none yet.

    ``KenpanError``: those of :func:`create_store` and :func:`app.month.keeping.store.open_store`.
    """
    state = book.refresh()
    if months.existing(state, month).store is None:
        return create_store(book, session, root, month)
    public_id = months.existing_store(state, month).keys[-1]
    return store.open_store(place_of(root, state, month), public_id, state, session.signer)


def grant(book: Book, session: Session, root: Path, month: str, account: str) -> None:
    """Give the month's key to somebody who may open media, by whoever has it. ``KenpanError`` as :func:`open_store`,
    ``store.none``, ``month.not_permitted``, ``month.no_box``.
    """
    months.existing_store(book.refresh(), month)
    open_store(book, session, root, month).grant(book.state.accounts[account])


def rekey(
    book: Book, session: Session, root: Path, month: str, accounts: Sequence[str], progress: Progress = no_progress
) -> Rekeyed:
    """Give the month another key, which only these people get (account ids). ``KenpanError`` as
    :func:`app.month.keeping.ending.rekey`, ``store.made`` where another workstation was faster; then all is as it was.
    """
    before = months.existing_store(book.refresh(), month).keys[-1]
    held = open_store(book, session, root, month)
    wanted = [book.state.accounts[one] for one in accounts]
    return ending.rekey(held, wanted, _recording(book, session, month, before), progress)


def _recording(book: Book, session: Session, month: str, over: str) -> Callable[[SealedStore], None]:
    def record(made: SealedStore) -> None:
        act: Act = lambda state, by: months.create_store(state, by, month, made.public_id, over)  # noqa: E731
        book.sign(session.signer, act)

    return record


def destroy_store(book: Book, session: Session, root: Path, month: str) -> Destroyed:
    """返却・消去: destroy the month's store, and record it. Nothing is lost before it is known that this person may,
    and nothing recorded while anything is left. What was broken off between the two is gone on with.

    ``KenpanError``: those of :func:`app.signoff.months.refuse_destroying`, ``rights.missing``, ``month.left``.
    """
    state = book.refresh()
    months.refuse_destroying(state, session.account, month)
    account = state.accounts[session.account]
    if not account.active or not may(account.roles, "store.destroyed"):
        raise KenpanError("rights.missing", "この操作をする権限がありません。", "権限を管理者に確かめてください。")
    place = place_of(root, state, month)
    gone = _destroyed(place, months.existing_store(state, month).keys[-1])
    if gone.left:
        raise KenpanError(
            "month.left",
            f"{place.title}の保管庫に、消せなかったものがあります：{'、'.join(gone.left[:3])}。消去したとは記録していません。",
            "ほかの端末で開いていないか、書き込みの可否を確かめ、もう一度消去してください。",
        )
    book.sign(session.signer, lambda state, by: months.destroy_store(state, by, month, gone.data))
    with suppress(OSError):
        _note(place).unlink()
    return gone


def _destroyed(place: StorePlace, public_id: str) -> Destroyed:
    """What is gone, also where it went before its entry could be made: a note in the folder of all months says so."""
    before = _begun(place, public_id)
    if before is None:
        with telling(place.title):
            found = [path.lstat().st_size for one in folders_in(place.folder) for path in files_in(one, OBJECT_END)]
            before = {"objects": len(found), "bytes": sum(found)}
            make_folder(place.root)
            write_file(_note(place), canonical({**before, "public_id": public_id}).encode("ascii"))
    left: tuple[str, ...] = ()
    if place.folder.exists():
        left = ending.destroy(place).left
    return Destroyed(place.month, before["objects"], before["bytes"], 0, left)


def _begun(place: StorePlace, public_id: str) -> dict[str, int] | None:
    """What the destroying that was begun found; ``None`` where none was."""
    try:
        told = json.loads(read_regular(_note(place), _MOST))
        if told["public_id"] == public_id and type(told["objects"]) is type(told["bytes"]) is int:
            return {"objects": told["objects"], "bytes": told["bytes"]}
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return None


def _note(place: StorePlace) -> Path:
    return place.root / f"{place.month}.ending"
