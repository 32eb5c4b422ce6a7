"""What entries about people further need, besides what their row of the table of kinds says."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from app.canonical import canonical
from app.signoff.boxes import is_box
from app.signoff.formats import FORMATS
from app.signoff.ledger import Entry
from app.signoff.model import Rule, State
from app.signoff.roles import ROLES, may_join
from app.signoff.signing_key import Published, Unlocked, is_weak, verified

LONGEST_SESSION = timedelta(minutes=480)
"""How long a session for a batch of commands may last."""


# Keys


def enrolment(account: str, public_key: str) -> str:
    """What the initial key signs: that this person's first own key is this one."""
    return canonical({"account": account, "public_key": public_key, "what": "kenpan-enrolment"})


def key_data(account: str, published: Published, initial: Unlocked) -> dict[str, str]:
    """The data of ``key.enrolled``. The entry is signed with the new key, which proves that it is held and vouches for
    the box beside it; that ``initial`` is held, too, proves that this is the person whom the administrator gave the
    initial password to.
    """
    by_initial = initial.sign(enrolment(account, published.key))
    return {"account": account, "public_key": published.key, "box": published.box, "by_initial": by_initial}


def by_initial_key(state: State, entry: Entry) -> bool:
    """The key is brought by whoever holds the initial key that the administrator's entry names."""
    if "initial_key" in FORMATS[state.format].lacks:
        return True
    account, data = state.accounts[entry.data["account"]], entry.data
    said = enrolment(account.id, data["public_key"])
    return verified(account.initial_key, said, data["by_initial"], state.format)


def own_key_awaited(state: State, entry: Entry) -> bool:
    """One's own key, and only after one's registration or a reset."""
    return entry.by == entry.data["account"] and state.accounts[entry.by].enrolling


def _fresh(state: State, key: str) -> bool:
    return key not in state.keys and not is_weak(key)


def new_key_fresh(state: State, entry: Entry) -> bool:
    """Nobody ever had this key, and it is one."""
    return _fresh(state, entry.data["public_key"])


def box_fresh(state: State, entry: Entry) -> bool:
    """Nobody ever had this box, and it is one: what is put in it must not open for somebody else."""
    if "box" in FORMATS[state.format].lacks:
        return True
    box = entry.data["box"]
    return box not in state.keys and is_box(box)


def initial_key_fresh(state: State, entry: Entry) -> bool:
    """Nobody ever had this key, and it is one."""
    return "initial_key" in FORMATS[state.format].lacks or _fresh(state, entry.data["initial_key"])


# People and rights


def minutes_only(_state: State, entry: Entry) -> bool:
    """For a while, and not for long."""
    opened, expires = (datetime.fromisoformat(time) for time in (entry.time, entry.data["expires"]))
    return timedelta(0) < expires - opened <= LONGEST_SESSION


def session_is_open(state: State, entry: Entry) -> bool:
    """There is one to close."""
    return state.accounts[entry.data["account"]].batch is not None


def own_account(_state: State, entry: Entry) -> bool:
    """About the person who signs."""
    return bool(entry.by == entry.data["account"])


def new_login(state: State, entry: Entry) -> bool:
    """An ID that nobody ever had."""
    return state.account_named(entry.data["login"]) is None


def an_admin_stays(state: State, entry: Entry) -> bool:
    """Somebody is left who can give rights."""
    if entry.kind == "right.removed" and entry.data["role"] != "admin":
        return True
    admins = {one.id for one in state.accounts.values() if one.active and "admin" in one.roles}
    return admins != {entry.data["account"]}


def right_not_held(state: State, entry: Entry) -> bool:
    """A right that the person does not have yet and may have beside the others."""
    role, held = entry.data["role"], state.accounts[entry.data["account"]].roles
    return role in ROLES and role not in held and may_join(held, role)


def right_held(state: State, entry: Entry) -> bool:
    """A right that the person has."""
    return entry.data["role"] in state.accounts[entry.data["account"]].roles


RULES: Mapping[str, tuple[Rule, ...]] = {
    "account.created": (new_login, initial_key_fresh),
    "account.stopped": (an_admin_stays,),
    "right.granted": (right_not_held,),
    "right.removed": (right_held, an_admin_stays),
    "password.reset": (initial_key_fresh,),
    "key.enrolled": (own_key_awaited, new_key_fresh, box_fresh, by_initial_key),
    "password.changed": (own_account,),
    "otp.enrolled": (own_account,),
    "session.opened": (own_account, new_key_fresh, minutes_only),
    "session.closed": (own_account, session_is_open),
}
