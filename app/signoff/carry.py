"""Taking a ledger of an earlier format on: a new one that begins where it ended, with the same people.

Nothing is written to the old ledger any more. What was decided in it stays there to be read and proved; jobs, rounds
and approvals are not carried over.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.errors import KenpanError
from app.progress import Progress, no_progress
from app.signoff import people
from app.signoff.book import Book
from app.signoff.codes import use_code, wrong_code
from app.signoff.formats import NEWEST, Previous
from app.signoff.ledger import Draft
from app.signoff.model import Account, State
from app.signoff.secret import secret_of
from app.signoff.signing_key import Unlocked, new_key, refused, unwrap, wrap
from app.signoff.stored import stored_rows
from app.signoff.tries import NONE_YET, too_early
from app.signoff.verify import Report, Row, verify_entries
from app.store.database import reading, writing
from app.store.rows import save_secret

_STAGE = "前の台帳の検証"


def carry_over(
    book: Book, past: Book, login: str, password: str, code: str = "", progress: Progress = no_progress
) -> tuple[str, ...]:
    """Found ``book``, which is empty, by an administrator of ``past`` with the ID, password and code used there.

    The past ledger is proved first (``progress`` counts entries). Everybody else is registered anew under the same ID,
    name and rights; the old password opens once, to choose a new one. Returns the names of those for whom that cannot
    be, because they never had a password of their own: an administrator must reissue theirs. ``KenpanError``:
    ``login.refused``, ``login.locked``, ``login.code`` and ``login.code_wrong`` as at a login, ``carry.admin`` for
    anybody but an administrator, ``carry.broken`` for a past ledger that is not sound, ``carry.moved`` for one that
    still goes on, ``people.founded`` if somebody else was first.
    """
    state = past.refresh()
    if state.format >= NEWEST:
        raise KenpanError(
            "carry.format", "前の台帳は、今の形式の台帳です。", "設定の [store] url に、その台帳を書いてください。"
        )
    founder = _opened(book, past, state, login, password, code)
    previous = _proved(past, state, progress)
    secrets = _secrets(past, state, founder.account)
    key = new_key(founder.account.id)
    drafts = tuple(draft for one in state.accounts.values() for draft in _drafts(one, founder.account, secrets))
    sealed = {**founder.secret, "wrapped": wrap(key, password, book.cost, **founder.beside), **NONE_YET}
    with writing(book.engine) as connection:
        book.sign_in(connection, key, lambda now, _by: _first(now, founder.account, key, previous))
        book.sign_in(connection, key, lambda _now, _by: drafts)
        for account, secret in {**secrets, founder.account.id: sealed}.items():
            save_secret(connection, account, secret)
    book.refresh()
    left = (one for one in state.accounts.values() if one.active and one.id not in (*secrets, founder.account.id))
    return tuple(one.name for one in left)


@dataclass(frozen=True, slots=True)
class _Founder:
    """``secret`` is what was kept, with the code used up; ``beside`` what lay in the wrap with the key."""

    account: Account
    beside: Mapping[str, str] = field(repr=False)
    secret: dict[str, Any] = field(repr=False)


def _opened(book: Book, past: Book, state: State, login: str, password: str, code: str) -> _Founder:
    """Tries are counted here and not in the past ledger, whose own counts nobody can write any more."""
    found = book.strangers.count(login, book.clock())
    if found.wait:
        raise too_early(found.wait)
    account = state.account_named(login)
    with reading(past.engine) as connection:
        secret = None if account is None else secret_of(connection, account.id)
    if account is None or secret is None:
        wrap(new_key(""), password, book.cost)  # takes as long as for somebody who is known
        raise refused()
    key, beside = unwrap(account.id, secret["wrapped"], password)
    if not account.active:
        raise refused()
    if "admin" not in account.roles or secret["initial"] or key.public != account.public_key:
        book.strangers.forgive(login)
        raise KenpanError(
            "carry.admin",
            "前の台帳の管理者でないか、前の台帳でまだ自分のパスワードを決めていません。",
            "前の台帳にログインしたことのある管理者が引き継いでください。",
        )
    return _Founder(account, beside, {**secret, **_used_code(book, secret, beside, login, code)})


def _used_code(
    book: Book, secret: Mapping[str, Any], beside: Mapping[str, str], login: str, code: str
) -> dict[str, Any]:
    if "otp" not in beside:
        return {}
    if not code.strip():
        book.strangers.forgive(login)
        raise KenpanError("login.code", "確認コードが必要です。", "認証アプリの6桁か、回復コードを入力してください。")
    used = use_code(secret, beside, code, book.clock())
    if used is None:
        raise wrong_code()
    return used


def _proved(past: Book, state: State, progress: Progress) -> Previous:
    """Where the past ledger ends, once it is proved down to its first entry."""

    def rows() -> Iterator[Row]:
        with reading(past.engine) as connection:
            for row in stored_rows(connection):
                progress(_STAGE, row.line, max(state.count, row.line))
                yield row

    report: Report = verify_entries(rows())
    if not report.is_sound:
        raise KenpanError(
            "carry.broken",
            f"前の台帳に誤りが {len(report.problems)} 件あるため、引き継げません（{report.problems[0]}）。",
            "管理者が kenpan ledger verify で調べ、正しい控えに戻してください。",
        )
    if (report.entries, report.head) != (state.count, state.head):
        raise KenpanError(
            "carry.moved",
            "前の台帳に、今も記録が増えています。",
            "前の版の検版を、すべての端末で閉じてから引き継いでください。",
        )
    return Previous(report.format, report.entries, report.head)


def _secrets(past: Book, state: State, founder: Account) -> dict[str, dict[str, Any]]:
    """Of everybody who had an own password: what it is checked with, to be used once more like an initial one."""
    kept: dict[str, dict[str, Any]] = {}
    with reading(past.engine) as connection:
        for account in state.accounts.values():
            if account.id == founder.id or not account.public_key:
                continue
            try:
                secret = secret_of(connection, account.id)
            except KenpanError:  # damaged: to be reissued
                continue
            if secret is not None and not secret["initial"]:
                kept[account.id] = {**secret, "initial": True, **NONE_YET}
    return kept


def _drafts(account: Account, founder: Account, secrets: Mapping[str, object]) -> tuple[Draft, ...]:
    if account.id == founder.id:
        return people.carried_rights(account, without=("admin",))
    # Who has no password there comes in after a reissue only, which brings another key: this one nobody has.
    known = account.id in secrets
    return people.carried(account, account.public_key if known else new_key(account.id).public)


def _first(now: State, founder: Account, key: Unlocked, previous: Previous) -> tuple[Draft, ...]:
    if now.count:
        raise KenpanError("people.founded", "管理者はすでに登録されています。", "ログインしてください。")
    return people.found(key.account, founder.login, founder.name, key.published, previous)
