"""The ledger and the person who works with it, for every screen: asked here, told by signal."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.errors import KenpanError
from app.reports.signs import moment
from app.signoff import kinds, login, pin_rows
from app.signoff.book import Act, Book, Session
from app.signoff.ledger import Draft, Entry
from app.signoff.login import CodeOffer
from app.signoff.model import Account, State
from app.signoff.pin import Pin, is_good
from app.signoff.roles import Role
from app.ui.kit.focus import hand_back
from app.ui.kit.signature_dialog import Asked, SignatureDialog
from app.ui.kit.signing import Signing, Work
from app.ui.kit.words import shown_time
from app.ui.shell.turns import Turns
from app.ui.shell.workers import Jobs, ProgressListener

if TYPE_CHECKING:
    from app.training.practice import Practice

ACT_JOB, LOOK_JOB, CARRY_JOB = "desk.act", "desk.look", "desk.carry"
LOOK_MS = 3000

Refused = Callable[[KenpanError], None]


class Desk(QObject):
    """Everything runs in one worker after the other, in the order it was asked for; answers come to the GUI thread.

    ``sessionChanged``: somebody came or went. ``stateChanged``: there are new entries, of whatever workstation.
    ``failed(error)``: something went wrong that no screen asked to be told of itself; ``recovered(error)``: it is over.
    """

    sessionChanged = Signal()
    stateChanged = Signal()
    locked = Signal()
    unlocked = Signal()
    failed = Signal(object)
    recovered = Signal(object)

    def __init__(self, book: Book, jobs: Jobs, parent: QObject | None = None, *, look_ms: int | None = None) -> None:
        """``look_ms`` is how often other workstations' entries are looked for; by default only in a shared database."""
        super().__init__(parent)
        self.book = book
        self.jobs = jobs
        self.session: Session | None = None
        self.is_locked = False
        self.hint = ""
        self._pin: Pin | None = None
        self._turns = Turns(jobs, ACT_JOB)
        self._signings: list[Signing] = []
        self._seen = book.state.count
        self._blind: KenpanError | None = None
        self._look_again = False
        self.may_sign: Callable[[Collection[str]], bool] = lambda _kinds: True  # who may not yet is led on by it
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        if look_ms is None and book.engine.dialect.name != "sqlite":
            look_ms = LOOK_MS
        if look_ms is not None:
            self._timer.start(look_ms)

    def practise(self, practice: Practice) -> None:
        """Show the password of practice wherever a password is asked for: ``hint``, in words.

        ``ValueError`` for the people of another ledger than this desk's: no live ledger was made for practice.
        """
        from app.training.practice import PASSWORD

        if practice.book is not self.book:
            raise ValueError("not the ledger that was made for practice")
        self.hint = f"練習用のパスワード　{PASSWORD}"

    # Who, and what there is

    @property
    def mark(self) -> str:
        """What stands all over the sheets that are looked at: in practice, that it is."""
        from app.sheet.model import PRACTICE  # nothing that draws sheets is wanted before the login

        return PRACTICE if self.book.practice else ""

    @property
    def state(self) -> State:
        """What the ledger said when it was last looked at."""
        return self.book.state

    @property
    def is_founded(self) -> bool:
        """Whether there is an administrator already."""
        return self.state.count > 0

    @property
    def account(self) -> Account | None:
        """Who is logged in, as the newest state knows the person."""
        return None if self.session is None else self.state.accounts.get(self.session.account)

    @property
    def roles(self) -> frozenset[Role]:
        """What the person may be; nothing without a login."""
        account = self.account
        return frozenset() if account is None or not account.active else account.roles

    def may(self, kind: str) -> bool:
        """Whether the person may make an entry of this kind."""
        return kinds.may(self.roles, kind)

    def clock_problem(self) -> KenpanError | None:
        """That this workstation's clock went back, if it did."""
        last = self.state.time
        if not last or self.book.clock() >= moment(last):
            return None
        return KenpanError(
            "clock.back",
            f"この端末の時計が、台帳の最後の記録（{shown_time(last)}）より前です。",
            "時計を合わせてから作業してください。このまま署名すると、記録に印が付きます。",
        )

    # Coming and going

    def found(self, login_id: str, name: str, password: str, on_done: Callable[[], None], on_error: Refused) -> None:
        """Make the first administrator."""
        self._do(lambda: login.found(self.book, login_id, name, password), lambda _: on_done(), on_error)

    def carry_over(
        self,
        login_id: str,
        password: str,
        code: str,
        on_done: Callable[[tuple[str, ...]], None],
        on_error: Refused,
        on_progress: ProgressListener,
    ) -> None:
        """Take the ledger before on; ``on_done`` gets the names of those who need another initial password.

        It has a job of its own, :data:`CARRY_JOB`, because it is long and may be stopped.
        """
        from app.signoff.carry import carry_over

        book, past = self.book, self.book.past
        assert past is not None

        def done(names: tuple[str, ...]) -> None:
            book.past = None
            self._told()
            on_done(names)

        self.jobs.start(
            lambda progress: carry_over(book, past, login_id, password, code, progress),
            on_done=done,
            on_error=on_error,
            on_progress=on_progress,
            key=CARRY_JOB,
        )

    def log_in(self, login_id: str, password: str, code: str, on_error: Refused) -> None:
        """Log in; ``sessionChanged`` follows, or ``on_error``."""
        self._do(lambda: login.log_in(self.book, login_id, password, code), self._begin, on_error)

    def set_password(
        self, login_id: str, old: str, new: str, code: str, on_done: Callable[[], None], on_error: Refused
    ) -> None:
        """Change a password."""
        work = lambda: login.set_password(self.book, login_id, old, new, code)  # noqa: E731
        self._do(work, lambda _: on_done(), on_error)

    def offer_code(self, login_id: str) -> CodeOffer:
        """A new secret for one-time codes; nothing is kept yet."""
        return login.offer_code(self.book, login_id)

    def enrol_code(
        self,
        login_id: str,
        password: str,
        offer: CodeOffer,
        code: str,
        on_done: Callable[[Sequence[str]], None],
        on_error: Refused,
    ) -> None:
        """Take one-time codes into use; ``on_done`` gets the recovery codes."""
        self._do(lambda: login.enrol_code(self.book, login_id, password, offer, code), on_done, on_error)

    def log_out(self, on_done: Callable[[], None] = lambda: None) -> None:
        """End the session at once; ``on_done`` follows when all that was asked for before is written, or failed."""
        session = self.session
        if session is None:
            self._do(lambda: None, lambda _: on_done(), self.failed.emit)
            return

        def failed(error: KenpanError) -> None:
            self.failed.emit(error)
            on_done()

        self._end()
        self._do(lambda: login.log_out(self.book, session), lambda _: on_done(), failed)

    def lock(self) -> None:
        """Lock the screen at once; the entry follows."""
        if self.session is None or self.is_locked:
            return
        self.is_locked, self._pin = True, None
        self.locked.emit()
        self.run(lambda _state, _by: Draft("access.screen_locked", {}))

    def unlock_screen(self, password: str, on_error: Refused) -> None:
        """Open the screen with the password; ``unlocked`` follows, or ``on_error``."""
        session = self.session
        if session is None or not self.is_locked:
            return

        def work() -> None:
            login.unlock(self.book, session, password)
            self.book.sign(session.signer, lambda _state, _by: Draft("access.screen_unlocked", {}))

        self._do(work, lambda _: self._unlock(session), on_error)

    # Entries

    def run(
        self, act: Act, on_done: Callable[[tuple[Entry, ...]], None] | None = None, on_error: Refused | None = None
    ) -> None:
        """A routine entry, signed with the session's key."""
        session = self.session
        if session is None:
            (on_error or self.failed.emit)(_nobody())
            return
        self._do(lambda: self.book.sign(session.signer, act), on_done or _ignore, on_error or self.failed.emit)

    def run_with(
        self, work: Work, on_done: Callable[[Any], None] | None = None, on_error: Refused | None = None
    ) -> None:
        """:meth:`run` for ``work(book, session)``: an entry together with something else, such as a file."""
        session = self.session
        if session is None:
            (on_error or self.failed.emit)(_nobody())
            return
        self._do(lambda: work(self.book, session), on_done or _ignore, on_error or self.failed.emit)

    def sign(
        self,
        act: Act,
        signed: str | Sequence[str],
        summary: Sequence[str],
        on_done: Callable[[tuple[Entry, ...]], None] | None = None,
        parent: QWidget | None = None,
        *,
        row: str = "",
    ) -> SignatureDialog | None:
        """Show who signs what, meaning what, ask for the password, then make the entries of ``act``: of the kind, or
        kinds, that are ``signed``, which say what the signature means, and of no other. ``row``: the round whose pieces
        are signed one after the other, with a PIN where its process allows that.
        """
        work = lambda book, fresh: book.sign(fresh.signer, act)  # noqa: E731
        return self.sign_with(work, signed, summary, on_done, parent, row=row)

    def sign_with(
        self,
        work: Work,
        signed: str | Sequence[str],
        summary: Sequence[str],
        on_done: Callable[[Any], None] | None = None,
        parent: QWidget | None = None,
        *,
        row: str = "",
    ) -> SignatureDialog | None:
        """:meth:`sign` for ``work(book, session)``, whose session holds the key opened just now, for this once.

        Whatever is refused is said in the dialog, which stays; ``on_done`` comes after it has closed.
        """
        session, account = self.session, self.account
        if session is None or account is None:
            self.failed.emit(_nobody())
            return None
        said = (signed,) if isinstance(signed, str) else tuple(signed)
        if not self.may_sign(said):
            return None
        owner = self.parent()
        over = parent or (owner if isinstance(owner, QWidget) else None)
        meaning = kinds.meaning_of(*said)
        asked, own = self._asked(row if said == (pin_rows.PIECE,) else "")
        dialog = SignatureDialog(account, meaning, summary, self.book.clock, over, hint=self.hint, asked=asked)
        keep = None if asked == "password" else self._keep_pin
        signing = Signing(dialog, self.book, session, said, work, self._do, on_done, self.failed.emit, own, keep)
        self._signings = [one for one in self._signings if one.pending] + [signing]
        hand_back(dialog)
        dialog.open()
        return dialog

    def refresh(self) -> None:
        """Look now for entries of other workstations."""
        self._look()

    def leave(self) -> None:
        """Look no more: before the window is thrown away."""
        self._timer.stop()

    # Inside

    def _asked(self, row: str) -> tuple[Asked, Pin | None]:
        """What a signature asks for: the PIN of the round, if there is one that is good."""
        one, own = self.state.rounds.get(row), self._pin
        if one is None or not pin_rows.is_allowed(self.state, one.process):
            return "password", None
        is_own = own is not None and own.round == row and is_good(own, self.book, self.state)
        return ("pin", own) if is_own else ("row", None)

    def _keep_pin(self, own: Pin | None) -> None:
        """It is good for the person who set it, as long as the screen is theirs."""
        account = self.account
        is_theirs = own is not None and account is not None and own.account == account.id and not self.is_locked
        self._pin = own if is_theirs else None

    def _begin(self, session: Session) -> None:
        # The key that stays open signs nothing that a person is asked to sign.
        self.session = replace(session, signer=session.signer.only(kinds.ROUTINE))
        self.is_locked = False
        self.sessionChanged.emit()

    def _end(self) -> None:
        self.session, self.is_locked, self._pin = None, False, None
        self.sessionChanged.emit()

    def _unlock(self, session: Session) -> None:
        if self.session is session and self.is_locked:
            self.is_locked = False
            self.unlocked.emit()

    def _do(self, work: Callable[[], Any], on_done: Callable[[Any], None], on_error: Refused) -> None:
        def done(result: Any) -> None:
            self._told()
            on_done(result)

        def failed(error: KenpanError) -> None:
            self._told()
            on_error(error)

        self._turns.add(work, done, failed)

    def _look(self) -> None:
        """Look again if somebody asked while looking: what was added since might have been missed."""
        self._look_again = self.jobs.running(LOOK_JOB)
        if not self._look_again:
            self.jobs.start(
                lambda progress: self.book.refresh(), on_done=self._seeing, on_error=self._unseen, key=LOOK_JOB
            )

    def _seeing(self, _state: State) -> None:
        blind, self._blind = self._blind, None
        if blind is not None:
            self.recovered.emit(blind)
        self._told()
        if self._look_again:
            self._look()

    def _unseen(self, error: KenpanError) -> None:
        """A server that is away is said once, not every three seconds."""
        if self._blind is None:
            self._blind = error
            self.failed.emit(error)

    def _told(self) -> None:
        """Tell of new entries, and end a session that an administrator's change does not let go on."""
        if self.state.count == self._seen:
            return
        self._seen = self.state.count
        over = None if self.session is None else _ended(self.session, self.account, self.state)
        if over is not None:
            self._end()
            self.failed.emit(over)
        self.stateChanged.emit()


def _ended(session: Session, account: Account | None, state: State) -> KenpanError | None:
    """Why a session cannot go on: account stopped, password reset, or a code that is needed by now."""
    again = "ログインし直してください。"
    # After a reset there is no key, and later another one.
    if account is None or not account.active or account.public_key != session.signer.public:
        return KenpanError("rights.stopped", "このIDは管理者によって変更されたため、ログアウトしました。", again)
    if login.lacks_code(account, session, state):
        return KenpanError("login.enrol_code", "権限が増えたか、配信を始めたため、確認コードの登録が必要です。", again)
    return None


def _nobody() -> KenpanError:
    return KenpanError("login.none", "ログインしていません。", "ログインしてください。")


def _ignore(_result: object) -> None:
    """For routine entries whose maker goes on."""
