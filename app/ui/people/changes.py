"""Changes of people and rights: what is shown at the signature, and what is done then. Nothing of Qt."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.errors import KenpanError
from app.signoff import login, people
from app.signoff.book import Act, Book, Session
from app.signoff.ledger import Draft
from app.signoff.model import Account, State
from app.signoff.roles import ROLES, Role
from app.ui.kit.words import person, role_names


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person filled in; what was not asked for is empty."""

    login: str = ""
    name: str = ""
    roles: frozenset[Role] = frozenset()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """``check(state)`` refuses with ``KenpanError`` what cannot be done, before anybody is asked to sign.

    ``signed`` are the kinds of its entries. The work of one that ``gives_password`` returns the initial password to
    hand over.
    """

    whom: str
    signed: tuple[str, ...]
    summary: tuple[str, ...]
    check: Callable[[State], Any]
    work: Callable[[Book, Session], Any]
    gives_password: bool = False


def added(wanted: Wanted) -> Change:
    """A new person; the work gives the initial password."""
    roles = tuple(role for role in ROLES if role in wanted.roles)
    whom = f"{wanted.name}（ID {wanted.login}）"
    return Change(
        whom,
        ("account.created", "right.granted"),
        (f"{whom}を登録する", f"権限：{role_names(roles)}", _reason(wanted)),
        lambda state: people.create(state, "", wanted.login, wanted.name, roles, wanted.reason),
        lambda book, session: login.add_person(book, session, wanted.login, wanted.name, roles, wanted.reason),
        gives_password=True,
    )


def reset(account: Account, wanted: Wanted) -> Change:
    """A new initial password; the work gives it."""
    return Change(
        person(account),
        ("password.reset",),
        (f"{person(account)}のパスワードと確認コードを無効にし、再発行する", _reason(wanted)),
        lambda state: people.reset(state, account.id, wanted.reason),
        lambda book, session: login.reset_person(book, session, account.id, wanted.reason),
        gives_password=True,
    )


def renamed(account: Account, wanted: Wanted) -> Change:
    """Another name."""
    return _of_act(
        account,
        ("account.renamed",),
        (f"{person(account)}の氏名を「{wanted.name}」に変える", _reason(wanted)),
        lambda state, _by: people.rename(state, account.id, wanted.name, wanted.reason),
    )


def stopped(account: Account, wanted: Wanted) -> Change:
    """No more logins."""
    return _of_act(
        account,
        ("account.stopped",),
        (f"{person(account)}を停止する（ログインも署名もできなくなる）", _reason(wanted)),
        lambda state, _by: people.stop(state, account.id, wanted.reason),
    )


def restored(account: Account, wanted: Wanted) -> Change:
    """Logins again."""
    return _of_act(
        account,
        ("account.restored",),
        (f"{person(account)}の停止を取り消す", _reason(wanted)),
        lambda state, _by: people.restore(state, account.id, wanted.reason),
    )


def rights(account: Account, wanted: Wanted) -> Change:
    """Other rights. The difference is the one that was on screen, whatever happens until it is signed."""
    given = tuple(role for role in ROLES if role in wanted.roles - account.roles)
    taken = tuple(role for role in ROLES if role in account.roles - wanted.roles)

    def act(state: State, _by: str) -> tuple[Draft, ...]:
        drafts = people.change_rights(state, account.id, given, taken, wanted.reason)
        if not drafts:
            raise KenpanError("people.same", "権限は今のままです。", "与える権限か、取り上げる権限を選んでください。")
        return drafts

    lines = [f"{person(account)}の権限を変える"]
    lines += [f"与える：{role_names(given)}"] * bool(given) + [f"取り上げる：{role_names(taken)}"] * bool(taken)
    signed = ("right.removed",) * bool(taken) + ("right.granted",) * bool(given)
    return _of_act(account, signed, (*lines, _reason(wanted)), act)


def _of_act(account: Account, signed: tuple[str, ...], summary: tuple[str, ...], act: Act) -> Change:
    return Change(
        person(account),
        signed,
        summary,
        lambda state: act(state, ""),
        lambda book, session: book.sign(session.signer, act),
    )


def _reason(wanted: Wanted) -> str:
    return f"理由：{wanted.reason}"
