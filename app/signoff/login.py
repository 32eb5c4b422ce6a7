"""Logging in: password, one-time and recovery codes, lock-out with growing delay; unlocking a key to sign with."""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pyotp

from app.errors import KenpanError
from app.signoff import people
from app.signoff.book import Book, Session
from app.signoff.keys import Unlocked, new_key, refused, unwrap, wrap
from app.signoff.ledger import Draft
from app.signoff.model import Account, State
from app.signoff.passwords import check_new, initial_password, is_expired, is_strong
from app.signoff.roles import WITH_CODE, Role
from app.store.database import reading, writing
from app.store.rows import load_secret, save_secret

_FREE_TRIES = 3
_FIRST_DELAY = timedelta(seconds=5)
_LONGEST_DELAY = timedelta(minutes=30)
_STEP_S = 30
_RECOVERY_CODES = 10
_ISSUER = "Kenpan"


@dataclass(frozen=True, slots=True)
class CodeOffer:
    """A new secret for one-time codes, to be shown once: ``uri`` as a QR code, ``secret`` for typing."""

    secret: str
    uri: str


def is_founded(book: Book) -> bool:
    """Whether there is an administrator already."""
    return book.refresh().count > 0


def found(book: Book, login: str, name: str, password: str) -> None:
    """First start: make the first administrator. ``KenpanError`` ``people.founded`` if there is one already."""
    check_new(password, login)
    key = new_key(_new_id())
    drafts = people.found(key.account, login, name, key.public)
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
    secret = _secret(book, new_key(account), initial, initial=True)
    with writing(book.engine) as connection:
        book.sign_in(
            connection, session.signer, lambda state, _by: people.create(state, account, login, name, roles, reason)
        )
        save_secret(connection, account, secret)
    book.refresh()
    return initial


def reset_person(book: Book, session: Session, account: str, reason: str) -> str:
    """Give a person who lost password or code device a new initial password; a new key and code are set up with it."""
    initial = initial_password()
    secret = _secret(book, new_key(account), initial, initial=True)
    with writing(book.engine) as connection:
        book.sign_in(connection, session.signer, lambda state, _by: people.reset(state, account, reason))
        save_secret(connection, account, secret)
    book.refresh()
    return initial


def log_in(book: Book, login: str, password: str, code: str = "") -> Session:
    """A session, and its entry in the ledger.

    ``KenpanError``: ``login.refused`` (wrong, or no such ID, or stopped), ``login.locked`` (too many tries; the place
    says how long), ``login.new_password`` (initial or run out: :func:`set_password`), ``login.enrol_code`` (this role
    needs codes: :func:`offer_code`), ``login.code`` (a one-time or recovery code is wanted).
    """
    opened = _open(book, login, password)
    if opened.secret["initial"] or _is_expired(book, opened.secret):
        _forgive(book, opened.account.id)
        raise KenpanError(
            "login.new_password", "新しいパスワードを決める必要があります。", "新しいパスワードを2回入力してください。"
        )
    if opened.account.roles & WITH_CODE and not opened.otp:
        _forgive(book, opened.account.id)
        raise KenpanError(
            "login.enrol_code", "この権限には確認コードの登録が必要です。", "QRコードを認証アプリで読み取ってください。"
        )
    drafts = [Draft("access.login", {})]
    if opened.otp and _use_code(book, opened, code) == "recovery":
        drafts.insert(0, Draft("recovery.used", {"left": len(opened.secret["recovery"]) - 1}))
    _clear_failures(book, opened.account.id)
    book.sign(opened.key, lambda _state, _by: drafts)
    return Session(opened.account.id, opened.key, book.clock())


def log_out(book: Book, session: Session) -> None:
    """End a session, with its entry."""
    book.sign(session.signer, lambda _state, _by: Draft("access.logout", {}))


def unlock(book: Book, session: Session, password: str) -> Unlocked:
    """The key to sign with, from the password typed again. Tries count towards the lock-out."""
    account = book.refresh().accounts[session.account]
    opened = _open(book, account.login, password)
    _clear_failures(book, account.id)
    return opened.key


def set_password(book: Book, login: str, old: str, new: str, code: str = "") -> None:
    """Change a password; after an initial one this also makes the person's own key.

    ``KenpanError`` as :func:`log_in`, and ``password.weak``.
    """
    opened = _open(book, login, old)
    check_new(new, opened.account.login, old)
    if opened.otp:
        _use_code(book, opened, code)
    initial = bool(opened.secret["initial"])
    key = new_key(opened.account.id) if initial else opened.key
    entry = (
        Draft("key.enrolled", {"account": key.account, "public_key": key.public})
        if initial
        else Draft("password.changed", {"account": key.account})
    )
    secret = {
        **_secret(book, key, new, otp=opened.otp),
        "recovery": opened.secret["recovery"],
        "used": opened.secret["used"],
    }
    with writing(book.engine) as connection:
        book.sign_in(connection, key, lambda _state, _by: (entry,))
        save_secret(connection, key.account, secret)
    book.refresh()


def offer_code(book: Book, login: str) -> CodeOffer:
    """A fresh secret for this person's authenticator; nothing is kept until :func:`enrol_code`."""
    secret = pyotp.random_base32()
    return CodeOffer(secret, pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=_ISSUER))


def enrol_code(book: Book, login: str, password: str, offer: CodeOffer, code: str) -> tuple[str, ...]:
    """Take an offered secret into use, once a code of it was typed; returns the recovery codes, shown once.

    ``KenpanError`` ``login.code_wrong`` when the code is not one of it, ``login.code_set`` when the person already
    has one (only an administrator's reset takes it away).
    """
    opened = _open(book, login, password)
    if opened.otp:
        raise KenpanError(
            "login.code_set", "確認コードは登録済みです。", "機器をなくしたときは管理者に連絡してください。"
        )
    step = _step_of(offer.secret, code, book.clock())
    if step is None:
        _forgive(book, opened.account.id)
        raise _wrong_code()
    codes = tuple(_recovery_code() for _ in range(_RECOVERY_CODES))
    secret = {
        **_secret(book, opened.key, password, otp=offer.secret),
        "set_at": opened.secret["set_at"],
        "recovery": [_hash(one) for one in codes],
    }
    with writing(book.engine) as connection:
        book.sign_in(connection, opened.key, lambda _state, _by: Draft("otp.enrolled", {"account": opened.key.account}))
        save_secret(connection, opened.account.id, secret)
    book.refresh()
    return codes


# Opening with a password


@dataclass(frozen=True, slots=True)
class _Opened:
    account: Account
    key: Unlocked
    otp: str
    secret: dict[str, Any]


def _open(book: Book, login: str, password: str) -> _Opened:
    """Count the try first, then look: tries made at the same moment cannot slip through together."""
    account = book.refresh().account_named(login)
    secret = None if account is None else _count_try(book, account)
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
    return _Opened(account, key, beside.get("otp", ""), secret)


def _count_try(book: Book, account: Account) -> dict[str, Any] | None:
    """The secret as it was, after one more try is written down; ``KenpanError`` ``login.locked`` while it is shut."""
    now = book.clock()
    with writing(book.engine) as connection:
        secret = load_secret(connection, account.id)
        if secret is None:
            return None
        wait = (datetime.fromisoformat(secret["until"]) - now).total_seconds() if secret["until"] else 0
        if wait <= 0:
            tries = secret["tries"] + 1
            until = now + _delay(tries) if tries > _FREE_TRIES else None
            save_secret(connection, account.id, {**secret, "tries": tries, "until": until and until.isoformat()})
    if wait > 0:
        book.note(Draft("access.locked", {"seconds": int(wait)}), account=account.id)
        raise KenpanError(
            "login.locked",
            "続けて間違えたため、しばらくログインできません。",
            "待ってからやり直してください。",
            place=f"あと {int(wait) + 1} 秒",
        )
    return secret


def _delay(tries: int) -> timedelta:
    return min(_FIRST_DELAY * int(2 ** min(tries - _FREE_TRIES - 1, 16)), _LONGEST_DELAY)


def _clear_failures(book: Book, account: str) -> None:
    _change_secret(book, account, lambda secret: {**secret, "tries": 0, "until": None})


def _change_secret(book: Book, account: str, change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    with writing(book.engine) as connection:
        secret = load_secret(connection, account)
        if secret is not None:
            save_secret(connection, account, change(secret))


def _waste_time(book: Book, password: str) -> None:
    """An unknown ID must take as long as a known one."""
    wrap(new_key(""), password, book.cost)


def _secret(book: Book, key: Unlocked, password: str, *, initial: bool = False, otp: str = "") -> dict[str, Any]:
    beside = {"otp": otp} if otp else {}
    return {
        "wrapped": wrap(key, password, book.cost, **beside),
        "initial": initial,
        "strong": is_strong(password),
        "set_at": book.clock().isoformat(),
        "recovery": [],
        "used": 0,
        "tries": 0,
        "until": None,
    }


def _is_expired(book: Book, secret: dict[str, Any]) -> bool:
    return is_expired(secret["strong"], datetime.fromisoformat(secret["set_at"]), book.clock())


def has_login(book: Book, account: str) -> bool:
    """Whether this account can log in at all."""
    with reading(book.engine) as connection:
        return load_secret(connection, account) is not None


# One-time codes


def _use_code(book: Book, opened: _Opened, code: str) -> str:
    """``totp`` or ``recovery``: which kind this code was; it cannot be used again. ``KenpanError`` otherwise."""
    said = "".join(code.split()).upper()
    if not said:
        _forgive(book, opened.account.id)
        raise KenpanError("login.code", "確認コードが必要です。", "認証アプリの6桁か、回復コードを入力してください。")
    step = _step_of(opened.otp, said, book.clock())
    with writing(book.engine) as connection:
        secret = load_secret(connection, opened.account.id) or opened.secret
        if step is not None and step > secret["used"]:
            save_secret(connection, opened.account.id, {**secret, "used": step})
            return "totp"
        if _hash(said) in secret["recovery"]:
            left = [one for one in secret["recovery"] if one != _hash(said)]
            save_secret(connection, opened.account.id, {**secret, "recovery": left})
            return "recovery"
    book.note(Draft("access.refused", {"why": "code"}), account=opened.account.id)
    raise _wrong_code()


def _forgive(book: Book, account: str) -> None:
    """A right password with something else still to be set up or typed is no wrong try."""
    _change_secret(book, account, lambda secret: {**secret, "tries": max(0, secret["tries"] - 1), "until": None})


def _step_of(secret: str, code: str, now: datetime) -> int | None:
    """The 30-second step this code belongs to, now or one beside; ``None`` if it is none of them."""
    totp = pyotp.TOTP(secret, interval=_STEP_S)
    current = int(now.timestamp()) // _STEP_S
    said = "".join(code.split())
    return next((step for step in (current - 1, current, current + 1) if totp.generate_otp(step) == said), None)


def _wrong_code() -> KenpanError:
    return KenpanError(
        "login.code_wrong", "確認コードが合いません。", "時計が合っているか確かめ、新しいコードを入力してください。"
    )


def _recovery_code() -> str:
    return secrets.token_hex(5).upper()


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode("ascii", "replace")).hexdigest()


def _new_id() -> str:
    return secrets.token_hex(8)


__all__ = [
    "CodeOffer", "add_person", "enrol_code", "found", "has_login", "is_founded", "log_in", "log_out", "offer_code",
    "reset_person", "set_password", "unlock",
]  # fmt: skip
