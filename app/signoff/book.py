"""The open book: a database, what its entries say, and the one way to add to it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import RLock

from sqlalchemy import Connection, Engine

from app.errors import KenpanError
from app.signoff import people, pin_rows, warm_ups
from app.signoff.fold import folded
from app.signoff.formats import NEWEST
from app.signoff.kinds import KINDS, may
from app.signoff.ledger import Draft, Entry, append, broken, entries, terminal, written
from app.signoff.model import Account, State
from app.signoff.signing_key import KdfCost, Unlocked
from app.signoff.tries import Strangers
from app.store.database import open_database, open_read_only, reading, writing
from app.store.identity import other

Act = Callable[[State, str], Draft | Sequence[Draft]]
"""Looks at the newest state and at who signs (account id), and gives the entries to make, or refuses with
``KenpanError``. Called while no other writer can come between.
"""
Clock = Callable[[], datetime]


def now() -> datetime:
    """The workstation's own clock."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Session:
    """A person who is logged in, with the open key. ``since`` is when, ``with_code`` whether a code was used then."""

    account: str
    signer: Unlocked
    since: datetime
    with_code: bool = False


class Book:
    """One ledger and the state it gives. Safe to use from several threads and beside other workstations.

    ``past_url`` names the ledger before this one, if there is any (it may hold a password: not to be shown or logged);
    ``past`` is that ledger, open as long as this one still has to take it on (:mod:`app.signoff.carry`).
    """

    def __init__(
        self, engine: Engine, clock: Clock = now, cost: KdfCost | None = None, *, practice: bool = False
    ) -> None:
        self.engine = engine
        self.practice = practice
        self.clock = clock
        self.cost = cost or KdfCost()
        self.strangers = Strangers()
        self.past_url: str | None = None
        self.past: Book | None = None
        self._state = State()
        self._lock = RLock()

    @property
    def state(self) -> State:
        """What was known after the last look; :meth:`refresh` looks again."""
        return self._state

    def refresh(self) -> State:
        """Read what other workstations added."""
        # Locked before the database is looked at: what is seen there must not be older than what is known by then.
        with self._lock, reading(self.engine) as connection:
            self._state = self._of_its_kind(_followed(self._state, connection))
            return self._state

    def _of_its_kind(self, state: State) -> State:
        """``KenpanError`` ``store.practice`` or ``store.live`` for a ledger that says it is of the other kind."""
        if state.count and state.practice != self.practice:
            raise other(practice=state.practice)
        return state

    def sign(self, signer: Unlocked, act: Act) -> tuple[Entry, ...]:
        """Ask ``act`` about the newest state, and add what it gives, signed. All of it is kept, or nothing.

        ``KenpanError``: whatever ``act`` refuses with, ``rights.missing`` if the person's roles do not allow one of
        the kinds, ``rights.stopped`` for an account that was stopped, ``ledger.unfit`` for entries that nobody could
        read on from, ``store.write`` if it could not be kept.
        """
        with self._lock:
            with writing(self.engine) as connection:
                added = self.sign_in(connection, signer, act)
            try:
                self.refresh()
            except KenpanError as error:
                if error.code != "store.read":
                    raise
                # A server that goes away now has kept the act: it is not told as failed, and read at the next look.
            return added

    def sign_in(self, connection: Connection, signer: Unlocked, act: Act) -> tuple[Entry, ...]:
        """:meth:`sign` inside a transaction of the caller's, who changes something else with it.

        The state moves on only at the next look, when the transaction is known to be kept.
        """
        state = _writable(self._of_its_kind(_followed(self._state, connection)))
        account = state.accounts.get(signer.account)
        if account is not None and not account.active:
            raise KenpanError("rights.stopped", "このIDは停止されています。", "管理者に連絡してください。")
        given, when = act(state, signer.account), self.clock()
        drafts = (given,) if isinstance(given, Draft) else tuple(given)
        _permit(state, account, signer, drafts, when)
        if signer.batch:
            drafts = tuple(Draft(draft.kind, {**draft.data, "session": signer.public}) for draft in drafts)
        if signer.pin:
            drafts = tuple(Draft(draft.kind, {**draft.data, "pin": signer.pin}) for draft in drafts)
        name = people.founder_name(drafts) if account is None else account.name
        added = append(
            connection, drafts, by=signer.account, name=name, signer=signer, when=when, practice=self.practice
        )
        _refuse_unfit(state, added)
        return added

    def note(self, draft: Draft, *, account: str = "") -> None:
        """Add an entry that nobody can sign (:data:`app.signoff.kinds.UNSIGNED`); not before there is anybody."""
        with self._lock, writing(self.engine) as connection:
            state = _writable(self._of_its_kind(_followed(self._state, connection)))
            if state.count:
                when, own = self.clock(), self.practice
                added = append(connection, (draft,), by=account, name="", signer=None, when=when, practice=own)
                _refuse_unfit(state, added)

    def history(self, kinds: Sequence[str] = (), after: int = 0) -> tuple[Entry, ...]:
        """Entries as they stand in the ledger, oldest first."""
        with reading(self.engine) as connection:
            return entries(connection, after, kinds)


def open_book(url: str, clock: Clock = now, cost: KdfCost | None = None, *, practice: bool = False) -> Book:
    """The book in a database, read to its end; ``practice``: one to practise in. ``KenpanError`` as
    :func:`app.store.database.open_database`.
    """
    book = Book(open_database(url, practice=practice), clock, cost, practice=practice)
    book.refresh()
    return book


def _writable(state: State) -> State:
    if state.format != NEWEST:
        raise KenpanError("ledger.old", "前の形式の台帳です。もう何も書き込みません。", "今の台帳で行ってください。")
    return state


def _refuse_unfit(state: State, added: Sequence[Entry]) -> None:
    """One entry that does not follow from those before would shut the ledger for everybody, and cannot be taken back:
    it is read as it will be read for ever, before it is kept.
    """
    try:
        folded(state, added)
    except KenpanError as error:
        raise KenpanError(
            "ledger.unfit",
            "台帳の決まりに合わない記録です。記録していません。",
            "画面を読み直して、やり直してください。続くときは管理者に連絡してください。",
        ) from error


def open_past(url: str, clock: Clock = lambda: datetime.now(UTC)) -> Book:
    """A ledger that is only looked at, read to its end: one of an earlier format, which nothing is written to.

    ``KenpanError`` as :func:`app.store.database.open_read_only`, and as :meth:`Book.refresh`.
    """
    book = Book(open_read_only(url), clock)
    try:
        book.refresh()
    except KenpanError:
        book.engine.dispose()
        raise
    return book


def _followed(known: State, connection: Connection) -> State:
    """The state at the newest entry. ``ledger.broken`` also where the last entry that was known is no longer there."""
    found = entries(connection, max(known.count - 1, 0))
    if known.count:
        if not found or found[0].hash != known.head:
            raise broken(known.count)
        found = found[1:]
    return folded(known, found)


def _permit(state: State, account: Account | None, signer: Unlocked, drafts: Sequence[Draft], when: datetime) -> None:
    if state.count == 0 and people.is_founding(drafts, signer):
        return
    if account is None:
        raise KenpanError("rights.missing", "このIDは登録されていません。", "管理者に連絡してください。")
    if signer.batch:
        _permit_batch(account, signer, drafts, when)
    elif signer.public != account.public_key and not people.is_enrolling(account, drafts, signer):
        raise KenpanError("rights.key", "署名の鍵が替わっています。", "ログインし直してください。")
    for draft in drafts:
        if signer.kinds is not None and draft.kind not in signer.kinds:
            raise ValueError(f"the key was not opened for {draft.kind}")
        if not may(account.roles, draft.kind):
            raise KenpanError("rights.missing", "この操作をする権限がありません。", "権限を管理者に確かめてください。")
        lacking = warm_ups.lacking_for(state, account.id, warm_ups.day_of(when), draft.kind, draft.data)
        if lacking is not None:
            raise warm_ups.needed(lacking)
        if signer.pin:
            _permit_pin(state, signer, draft, when)


def _permit_pin(state: State, signer: Unlocked, draft: Draft, when: datetime) -> None:
    if draft.kind != pin_rows.PIECE:
        raise ValueError(f"{draft.kind} takes the password")
    if not pin_rows.is_open(
        state, signer.account, signer.pin, draft.data["round"], written(when), terminal(practice=state.practice)
    ):
        raise pin_rows.over()


def _permit_batch(account: Account, signer: Unlocked, drafts: Sequence[Draft], when: datetime) -> None:
    batch = account.batch
    if batch is None or batch.public_key != signer.public or written(when) > batch.expires:
        raise KenpanError(
            "session.over",
            "セッションが終わっています（期限、ログアウト、パスワードや権限の変更、停止）。",
            "kenpan login でセッションを開いてから、やり直してください。",
        )
    if not all(KINDS[draft.kind].by_session for draft in drafts):
        raise KenpanError("rights.missing", "セッションではできない操作です。", "画面でログインして行ってください。")
