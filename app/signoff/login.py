"""Logging in: password, one-time and recovery codes, lock-out with growing delay; unlocking a key to sign with."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from app.errors import KenpanError
from app.signoff import people
from app.signoff.book import Book, Session
from app.signoff.codes import hashed, recovery_code, step_of, use_code, wrong_code
from app.signoff.ledger import Draft
from app.signoff.model import Account, State
from app.signoff.passwords import check_new, initial_password, is_expired, is_strong
from app.signoff.people_rules import key_data
from app.signoff.roles import WITH_CODE, Role
from app.signoff.secret import secret_of
from app.signoff.signing_key import Unlocked, new_key, refused, unwrap, wrap
from app.signoff.tries import NONE_YET, counted, taken_back, too_early
from app.store.database import reading, writing
from app.store.rows import has_secret, save_secret

_RECOVERY_CODES = 10
_ISSUER = "Kenpan"


@dataclass(frozen=True, slots=True)
class CodeOffer:
    """A new secret for one-time codes, to be shown once: ``uri`` as a QR code, ``secret`` for typing."""

    secret: str = field(repr=False)
    uri: str = field(repr=False)


def is_founded(book: Book) -> bool:
    """Whether there is an administrator already."""
    return book.refresh().count > 0


def found(book: Book, login: str, name: str, password: str) -> None:
    """First start: make the first administrator. ``KenpanError`` ``people.founded`` if there is one already."""
    check_new(password, login)
    key = new_key(_new_id())
    drafts = people.found(key.account, login, name, key.published, practice=book.practice)
    secret = _secret(book, key, password)

    def act(state: State, _by: str) -> tuple[Draft, ...]:
        if state.count:
            raise KenpanError("people.founded", "管理者はすでに登録されています。", "ログインしてください。")
        return drafts

    with writing(book.engine) as connection:
        book.sign_in(connection, key, act)
        save_secret(connection, key.account, secret)
    book.refresh()


def add_person(book: Book, session: Session, login: str, name: str, roles: tuple[Role, ...], reason: str) -> str:
    """Register a person; returns the initial password, which is shown once and must be changed at the first login."""
    account, initial = _new_id(), initial_password()
    key = new_key(account)
    secret = _secret(book, key, initial, initial=True)
    with writing(book.engine) as connection:
        book.sign_in(
            connection,
            session.signer,
            lambda state, _by: people.create(state, account, login, name, roles, reason, key.public),
        )
        save_secret(connection, account, secret)
    book.refresh()
    return initial


def reset_person(book: Book, session: Session, account: str, reason: str) -> str:
    """Give a person who lost password or code device a new initial password; a new key and code are set up with it."""
    initial, key = initial_password(), new_key(account)
    secret = _secret(book, key, initial, initial=True)
    with writing(book.engine) as connection:
        book.sign_in(connection, session.signer, lambda state, _by: people.reset(state, account, reason, key.public))
        save_secret(connection, account, secret)
    book.refresh()
    return initial


def log_in(book: Book, login: str, password: str, code: str = "") -> Session:
    """A session, and its entry in the ledger.

    ``KenpanError``: ``login.refused`` (wrong, or no such ID, or stopped), ``login.locked`` (too many tries; the place
    says how long), ``login.new_password`` (initial or run out: :func:`set_password`), ``login.enrol_code`` (this role
    needs codes: :func:`offer_code`), ``login.code`` (a one-time or recovery code is wanted).
    """
    return enter(book, login, password, code, lambda _account: Draft("access.login", {}))


def enter(book: Book, login: str, password: str, code: str, entry: Callable[[str], Draft]) -> Session:
    """:func:`log_in`, recorded by another entry; ``entry`` is told the account."""
    opened = _open(book, login, password)
    if opened.secret["initial"] or _is_expired(book, opened.secret):
        _forgive(book, opened)
        raise KenpanError(
            "login.new_password", "新しいパスワードを決める必要があります。", "新しいパスワードを2回入力してください。"
        )
    if needs_code(book.state, opened.account) and not opened.otp:
        _forgive(book, opened)
        raise KenpanError(
            "login.enrol_code", "この権限には確認コードの登録が必要です。", "QRコードを認証アプリで読み取ってください。"
        )
    used = _use_code(book, opened, code)
    _change_secret(book, opened.account.id, lambda secret: {**secret, **NONE_YET})
    book.sign(opened.key, lambda _state, by: (*used, entry(by)))
    return Session(opened.account.id, opened.key, book.clock(), with_code=bool(opened.otp))


def log_out(book: Book, session: Session) -> None:
    """End a session, with its entry."""
    book.sign(session.signer, lambda _state, _by: Draft("access.logout", {}))


def unlock(book: Book, session: Session, password: str) -> Unlocked:
    """The key to sign with, from the password typed again. Tries count towards the lock-out.

    A right one takes back only itself: somebody who guesses elsewhere gains nothing from it. ``KenpanError`` as
    :func:`log_in`; ``login.enrol_code`` for who got a role that needs codes since, and logged in without one.
    """
    opened = _open(book, book.refresh().accounts[session.account].login, password)
    _forgive(book, opened)
    if lacks_code(opened.account, session, book.state):
        raise KenpanError(
            "login.enrol_code", "この権限には確認コードの登録が必要です。", "ログインし直して、登録してください。"
        )
    return opened.key


def needs_code(state: State, account: Account) -> bool:
    """Whether this person logs in with a one-time code: by a role, or as everybody does while forms are exchanged."""
    return bool(account.roles & WITH_CODE) or state.exchange.is_on


def lacks_code(account: Account, session: Session, state: State) -> bool:
    """Whether this session was begun without a code, and the person has come to need one since."""
    return needs_code(state, account) and not session.with_code


def set_password(book: Book, login: str, old: str, new: str, code: str = "") -> None:
    """Change a password; after an initial one this also makes the person's own key.

    ``KenpanError`` as :func:`log_in`, and ``password.weak``, which is no wrong try.
    """
    check_new(new, login, old)
    opened = _open(book, login, old)
    used = _use_code(book, opened, code)
    initial = bool(opened.secret["initial"])
    if initial and opened.key.public != opened.account.initial_key:
        # What lies in the database is not what the administrator handed out.
        raise KenpanError(
            "login.initial_key",
            "初期パスワードが、管理者の登録したものではありません。",
            "使わずに管理者へ知らせ、再発行を受けてください。",
        )
    key = new_key(opened.account.id) if initial else opened.key
    entry = (
        Draft("key.enrolled", key_data(key.account, key.published, opened.key))
        if initial
        else Draft("password.changed", {"account": key.account})
    )
    sealed = _sealed(book, key, new, opened.beside)
    with writing(book.engine) as connection:
        book.sign_in(connection, key, lambda _state, _by: (entry, *used))
        _renew(connection, opened, {**sealed, "initial": False})
    book.refresh()


def offer_code(book: Book, login: str) -> CodeOffer:
    """A fresh secret for this person's authenticator; nothing is kept until :func:`enrol_code`."""
    import pyotp

    secret = pyotp.random_base32()
    return CodeOffer(secret, pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=_ISSUER))


def enrol_code(book: Book, login: str, password: str, offer: CodeOffer, code: str) -> tuple[str, ...]:
    """Take an offered secret into use, once a code of it was typed; returns the recovery codes, shown once. That code
    is used up.

    ``KenpanError`` ``login.code_wrong`` when the code is not one of it, ``login.code_set`` when the person already
    has one (only an administrator's reset takes it away).
    """
    opened = _open(book, login, password)
    if opened.otp:
        _forgive(book, opened)
        raise KenpanError(
            "login.code_set", "確認コードは登録済みです。", "機器をなくしたときは管理者に連絡してください。"
        )
    step = step_of(offer.secret, code, book.clock())
    if step is None:
        _forgive(book, opened)
        raise wrong_code()
    codes = tuple(recovery_code() for _ in range(_RECOVERY_CODES))
    beside = {"otp": offer.secret, "recovery": secrets.token_hex(32)}
    changes = {
        "wrapped": wrap(opened.key, password, book.cost, **beside),
        "recovery": [hashed(beside, one) for one in codes],
        "used": step,
    }
    with writing(book.engine) as connection:
        book.sign_in(connection, opened.key, lambda _state, _by: Draft("otp.enrolled", {"account": opened.key.account}))
        _renew(connection, opened, changes)
    book.refresh()
    return codes


# Opening with a password


@dataclass(frozen=True, slots=True)
class _Opened:
    """``beside``: what lies in the wrap with the key, ``secret``: all that is kept, with this try counted."""

    account: Account
    key: Unlocked
    beside: Mapping[str, str] = field(repr=False)
    secret: dict[str, Any] = field(repr=False)

    @property
    def otp(self) -> str:
        """The secret of the one-time codes; empty for who has none."""
        return self.beside.get("otp", "")


def _open(book: Book, login: str, password: str) -> _Opened:
    """Count the try first, then look: tries made at the same moment cannot slip through together."""
    account = book.refresh().account_named(login)
    secret = _count_try(book, login, account)
    if account is None or secret is None:
        _waste_time(book, password)
        book.note(Draft("access.refused", {"why": "unknown"}))
        raise refused()
    try:
        key, beside = unwrap(account.id, secret["wrapped"], password)
    except KenpanError:
        book.note(Draft("access.refused", {"why": "password"}), account=account.id)
        raise
    if not account.active:
        book.note(Draft("access.refused", {"why": "stopped"}), account=account.id)
        raise refused()
    return _Opened(account, key, beside, secret)


def _count_try(book: Book, login: str, account: Account | None) -> dict[str, Any] | None:
    """The secret, if there is one, after one more try is written down; ``KenpanError`` ``login.locked`` while shut.

    An ID that nobody has is shut as one that somebody has. That it is shut is one entry, however often it is tried.
    """
    now, found = book.clock(), None
    if account is not None:
        with writing(book.engine) as connection:
            secret = secret_of(connection, account.id)
            if secret is not None:
                found = counted(secret, now)
                save_secret(connection, account.id, found.kept)
    is_known = found is not None
    found = found or book.strangers.count(login, now)
    if found.is_news:
        book.note(Draft("access.locked", {"seconds": int(found.wait)}), account=account.id if account else "")
    if found.wait:
        raise too_early(found.wait)
    return found.kept if is_known else None


def _forgive(book: Book, opened: _Opened) -> None:
    """A right password with something else still to be set up or typed is no wrong try."""
    _change_secret(book, opened.account.id, lambda secret: taken_back(secret, opened.secret))


def _change_secret(book: Book, account: str, change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    with writing(book.engine) as connection:
        secret = secret_of(connection, account)
        if secret is not None:
            save_secret(connection, account, change(secret))


def _renew(connection: Connection, opened: _Opened, changes: dict[str, Any]) -> None:
    """Change what was opened, keeping what changed beside it meanwhile, such as a code that was used."""
    secret = secret_of(connection, opened.account.id)
    if secret is None or secret["wrapped"] != opened.secret["wrapped"]:  # another password was set meanwhile
        raise refused()
    save_secret(connection, opened.account.id, {**taken_back(secret, opened.secret), **changes})


def _waste_time(book: Book, password: str) -> None:
    """An unknown ID must take as long as a known one."""
    wrap(new_key(""), password, book.cost)


def _secret(book: Book, key: Unlocked, password: str, *, initial: bool = False) -> dict[str, Any]:
    return {**_sealed(book, key, password, {}), "initial": initial, "recovery": [], "used": 0, **NONE_YET}


def _sealed(book: Book, key: Unlocked, password: str, beside: Mapping[str, str]) -> dict[str, Any]:
    """The part of a secret that a new password makes anew."""
    return {
        "wrapped": wrap(key, password, book.cost, **beside),
        "strong": is_strong(password),
        "set_at": book.clock().isoformat(),
    }


def _is_expired(book: Book, secret: dict[str, Any]) -> bool:
    return is_expired(secret["strong"], datetime.fromisoformat(secret["set_at"]), book.clock())


def has_login(book: Book, account: str) -> bool:
    """Whether this account can log in at all."""
    with reading(book.engine) as connection:
        return has_secret(connection, account)


# One-time codes


def _use_code(book: Book, opened: _Opened, code: str) -> tuple[Draft, ...]:
    """Use a code up, where the person has any; gives the entry about a recovery code. ``KenpanError`` otherwise."""
    if not opened.otp:
        return ()
    said = "".join(code.split()).upper()
    if not said:
        _forgive(book, opened)
        raise KenpanError("login.code", "確認コードが必要です。", "認証アプリの6桁か、回復コードを入力してください。")
    with writing(book.engine) as connection:
        secret = secret_of(connection, opened.account.id) or opened.secret
        used = use_code(secret, opened.beside, said, book.clock())
        if used is not None:
            save_secret(connection, opened.account.id, {**secret, **used})
            left = used.get("recovery")
            return () if left is None else (Draft("recovery.used", {"left": len(left)}),)
    book.note(Draft("access.refused", {"why": "code"}), account=opened.account.id)
    raise wrong_code()


def _new_id() -> str:
    return secrets.token_hex(8)


__all__ = [
    "CodeOffer", "add_person", "enrol_code", "found", "has_login", "is_founded", "lacks_code", "log_in", "log_out",
    "needs_code", "offer_code", "reset_person", "set_password", "unlock",
]  # fmt: skip
