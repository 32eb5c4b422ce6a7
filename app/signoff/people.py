"""Accounts and rights: what may be done to them, and what the entries about them mean.

A login ID belongs to one person for ever. Names change, rights come and go, accounts stop; each of it is an entry,
and the person behind a signature is always the account's ``id``.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from types import MappingProxyType
from typing import NamedTuple

from app import __version__
from app.errors import KenpanError
from app.signoff.formats import FORMATS, NEWEST, Previous
from app.signoff.ledger import Draft, Entry
from app.signoff.model import Account, Batch, State
from app.signoff.people_rules import key_data
from app.signoff.roles import INSPECTED, ROLE_NAMES, ROLES, Role, may_join
from app.signoff.signing_key import Published, Unlocked, new_key

CARRIED = "前の台帳から引き継ぎ"
"""Why somebody is in a ledger that takes on from another."""

# Acts: each gives the entry to make, or refuses.


def found(
    account: str,
    login: str,
    name: str,
    published: Published,
    previous: Previous | None = None,
    *,
    practice: bool = False,
) -> tuple[Draft, ...]:
    """The first entries of a ledger: what it is, after which ``previous`` one, and the first administrator, whose
    initial key nobody but this function ever holds. ``practice``: it is one to practise in.
    """
    initial = new_key(account)
    told = None if previous is None else asdict(previous)
    begun = Draft("ledger.begun", {"format": NEWEST, "program": __version__, "previous": told, **_kind(practice)})
    told_of = {"account": account, "login": _checked_login(login), "name": _said(name), "initial_key": initial.public}
    created = Draft("account.created", told_of)
    granted = Draft("right.granted", {"account": account, "role": "admin", "reason": "最初の管理者"})
    return begun, created, granted, Draft("key.enrolled", key_data(account, published, initial))


def _kind(practice: bool) -> dict[str, bool]:
    return {"practice": True} if practice else {}


def create(
    state: State, account: str, login: str, name: str, roles: Sequence[Role], reason: str, initial_key: str = ""
) -> tuple[Draft, ...]:
    """A new person with rights, whose own key only the holder of ``initial_key`` (public half, 64 hex digits) brings.

    Refuses a login ID that anybody ever had (``people.login``), and rights that do not go together (``people.apart``).
    """
    wanted = _checked_login(login)
    if account in state.accounts or state.account_named(wanted) is not None:
        raise KenpanError(
            "people.login",
            "このIDは使われています（停止した人のIDも二度と使えません）。",
            "ひとりにひとつの別のIDを決めてください。",
        )
    if not roles:
        raise KenpanError("people.roles", "権限がひとつも選ばれていません。", "権限を選んでください。")
    for role in roles:
        _refuse_apart(frozenset(roles), _role(role))
    data = {"account": account, "login": wanted, "name": _said(name), "initial_key": initial_key}
    created = Draft("account.created", data)
    said = _reason(reason)
    return created, *(Draft("right.granted", {"account": account, "role": _role(r), "reason": said}) for r in roles)


def carried(account: Account, initial_key: str) -> tuple[Draft, ...]:
    """A person of the ledger before, with the rights they had there; who was stopped stays so, and keeps the ID."""
    data = {"account": account.id, "login": account.login, "name": account.name, "initial_key": initial_key}
    stopped = () if account.active else (Draft("account.stopped", {"account": account.id, "reason": CARRIED}),)
    return Draft("account.created", data), *carried_rights(account), *stopped


def carried_rights(account: Account, without: Sequence[Role] = ()) -> tuple[Draft, ...]:
    """The rights that a person of the ledger before had there."""
    roles = sorted(account.roles.difference(without))
    return tuple(Draft("right.granted", {"account": account.id, "role": role, "reason": CARRIED}) for role in roles)


def rename(state: State, account: str, name: str, reason: str) -> Draft:
    """Another display name for the same person."""
    _existing(state, account)
    return Draft("account.renamed", {"account": account, "name": _said(name), "reason": _reason(reason)})


def stop(state: State, account: str, reason: str) -> Draft:
    """Stop an account. Refuses to stop the last administrator (``people.last_admin``)."""
    if not _existing(state, account).active:
        raise _nothing_to_do()
    _keep_an_admin(state, account)
    return Draft("account.stopped", {"account": account, "reason": _reason(reason)})


def restore(state: State, account: str, reason: str) -> Draft:
    """Let a stopped account in again: the same person, the same ID."""
    if _existing(state, account).active:
        raise _nothing_to_do()
    return Draft("account.restored", {"account": account, "reason": _reason(reason)})


def grant(state: State, account: str, role: Role, reason: str) -> Draft:
    """Give a right. Refuses one that does not go together with those the person has (``people.apart``)."""
    held = _existing(state, account).roles
    if _role(role) in held:
        raise _nothing_to_do()
    _refuse_apart(held, role)
    return Draft("right.granted", {"account": account, "role": role, "reason": _reason(reason)})


def remove(state: State, account: str, role: Role, reason: str) -> Draft:
    """Take a right away. Refuses to take the last administrator's (``people.last_admin``)."""
    if _role(role) not in _existing(state, account).roles:
        raise _nothing_to_do()
    if role == "admin":
        _keep_an_admin(state, account)
    return Draft("right.removed", {"account": account, "role": role, "reason": _reason(reason)})


def change_rights(
    state: State, account: str, given: Sequence[Role], taken: Sequence[Role], reason: str
) -> tuple[Draft, ...]:
    """Take rights away and give others, in this order: what does not go together may take each other's place."""
    drafts = []
    for act, roles in ((remove, taken), (grant, given)):
        for role in roles:
            drafts.append(act(state, account, role, reason))
            held = state.accounts[account].roles
            state = _changed(state, account, roles=held | {role} if act is grant else held - {role})
    return tuple(drafts)


def reset(state: State, account: str, reason: str, initial_key: str = "") -> Draft:
    """Let a person set a new password and key, which only the holder of ``initial_key`` brings; the old signatures stay
    what they are.
    """
    _existing(state, account)
    return Draft("password.reset", {"account": account, "reason": _reason(reason), "initial_key": initial_key})


# Keys that an administrator had made anew


class Reissue(NamedTuple):
    """Since when a person signs with another key (entry's time; of the reset while the key is awaited), and the name
    of the administrator who had it made.
    """

    time: str
    by: str


def reissue_of(account: Account) -> Reissue | None:
    """The newest one; ``None`` for who still has the first key."""
    return Reissue(*account.rekeyed.split(" ", 1)) if account.rekeyed else None


def login_resets(state: State) -> dict[str, Reissue]:
    """The newest reissue of everybody who had one, by account id."""
    found = {one.id: reissue_of(one) for one in state.accounts.values()}
    return {account: reissue for account, reissue in found.items() if reissue is not None}


# What the book asks before it adds


def is_founding(drafts: Sequence[Draft], signer: Unlocked) -> bool:
    """Whether these are the entries of :func:`found`, made by the one they are about."""
    kinds = tuple(draft.kind for draft in drafts)
    return (
        kinds == FORMATS[NEWEST].founding
        and all(draft.data["account"] == signer.account for draft in drafts[1:])
        and drafts[-1].data["public_key"] == signer.public
    )


def founder_name(drafts: Sequence[Draft]) -> str:
    """The name of the first administrator in the entries of :func:`found`."""
    return str(drafts[1].data["name"])


def is_enrolling(account: Account, drafts: Sequence[Draft], signer: Unlocked) -> bool:
    """Whether this person is expected to bring a new key, and these entries do so."""
    first = drafts[0]
    return (
        account.enrolling
        and first.kind == "key.enrolled"
        and (first.data["account"], first.data["public_key"]) == (account.id, signer.public)
    )


# Meaning of the entries


def _changed(state: State, account: str, **changes: object) -> State:
    known = state.accounts[account]
    return replace(state, accounts=MappingProxyType({**state.accounts, account: replace(known, **changes)}))  # type: ignore[arg-type]


def _created(state: State, entry: Entry) -> State:
    data = entry.data
    made = Account(data["account"], data["login"], data["name"], initial_key=data.get("initial_key", ""))
    accounts = MappingProxyType({**state.accounts, made.id: made})
    return replace(state, accounts=accounts, keys=state.keys | {made.initial_key})


def _granted(state: State, entry: Entry) -> State:
    account = entry.data["account"]
    return _changed(state, account, roles=state.accounts[account].roles | {entry.data["role"]}, batch=None)


def _removed(state: State, entry: Entry) -> State:
    account = entry.data["account"]
    return _changed(state, account, roles=state.accounts[account].roles - {entry.data["role"]}, batch=None)


def _was_reset(state: State, entry: Entry) -> State:
    # From now on nothing is signed with the old key, also not by who holds it open in a session.
    rekeyed, initial = f"{entry.time} {entry.name}", entry.data.get("initial_key", "")
    changed = {
        "public_key": "",
        "box": "",
        "enrolling": True,
        "rekeyed": rekeyed,
        "initial_key": initial,
        "batch": None,
    }
    return _changed(replace(state, keys=state.keys | {initial}), entry.data["account"], **changed)


def _enrolled(state: State, entry: Entry) -> State:
    account = state.accounts[entry.data["account"]]
    reissue = reissue_of(account)
    rekeyed = "" if reissue is None else f"{entry.time} {reissue.by}"
    key, box = entry.data["public_key"], "" if "box" in FORMATS[state.format].lacks else entry.data["box"]
    enrolled = replace(state, keys=state.keys | {key, box})
    return _changed(enrolled, account.id, public_key=key, box=box, enrolling=False, rekeyed=rekeyed)


def _session_opened(state: State, entry: Entry) -> State:
    # One a person: whoever opens another has no use for the one before, or has lost it.
    key, account = entry.data["public_key"], entry.data["account"]
    return _changed(replace(state, keys=state.keys | {key}), account, batch=Batch(key, entry.data["expires"]))


def _session_over(state: State, entry: Entry) -> State:
    return _changed(state, entry.data["account"], batch=None)


APPLY: Mapping[str, Callable[[State, Entry], State]] = {
    "account.created": _created,
    "account.renamed": lambda state, entry: _changed(state, entry.data["account"], name=entry.data["name"]),
    "account.stopped": lambda state, entry: _changed(state, entry.data["account"], active=False, batch=None),
    "account.restored": lambda state, entry: _changed(state, entry.data["account"], active=True),
    "right.granted": _granted,
    "right.removed": _removed,
    "password.reset": _was_reset,
    "key.enrolled": _enrolled,
    "password.changed": _session_over,
    "session.opened": _session_opened,
    "session.closed": _session_over,
}


# What is asked of the input


def _existing(state: State, account: str) -> Account:
    known = state.accounts.get(account)
    if known is None:
        raise KenpanError("people.none", "この人は登録されていません。", "一覧を読み直してください。")
    return known


def _keep_an_admin(state: State, account: str) -> None:
    admins = [one.id for one in state.accounts.values() if one.active and "admin" in one.roles]
    if admins == [account]:
        raise KenpanError(
            "people.last_admin",
            f"有効な{ROLE_NAMES['admin']}がこの人だけです。",
            "先に別の人へ管理者の権限を与えてください。",
        )


def _refuse_apart(held: frozenset[Role], role: Role) -> None:
    if not may_join(held, role):
        others = "・".join(ROLE_NAMES[one] for one in ROLES if one in INSPECTED)
        raise KenpanError(
            "people.apart",
            f"{ROLE_NAMES['inspector']}は、{others}と兼ねられません。",
            "点検する人を、点検される人と別に決めてください。",
        )


def _nothing_to_do() -> KenpanError:
    return KenpanError("people.same", "すでにそのとおりになっています。", "一覧を読み直してください。")


def _checked_login(login: str) -> str:
    said = login.strip()
    if not 2 <= len(said) <= 32 or not said.isascii() or not all(char.isalnum() or char in "-_." for char in said):
        raise KenpanError(
            "people.login", "IDの形が正しくありません。", "半角の英数字と - _ . を使い、2〜32字で決めてください。"
        )
    return said


def _said(name: str) -> str:
    said = name.strip()
    if not said or len(said) > 40:
        raise KenpanError("people.name", "氏名がないか、長すぎます。", "40字までで入力してください。")
    return said


def _reason(reason: str) -> str:
    said = reason.strip()
    if not said:
        raise KenpanError("reason.missing", "理由がありません。", "理由を入力してください。")
    return said


def _role(role: Role) -> Role:
    if role not in ROLES:
        raise ValueError(f"{role!r} is no role")
    return role
