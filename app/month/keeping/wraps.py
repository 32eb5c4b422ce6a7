"""The month's key, wrapped for each person who may open media: in the box that their entry ``key.enrolled`` names.

Whoever has the key can give it to others. Who got a new key (first password, reissue) has a stale wrap until somebody
gives it again; whose right or account is gone is not let in by the program, but may have kept the key: only another key
for the month (:func:`app.month.keeping.store.rekey`) shuts them out of what is written from then on.
"""

import json
from collections.abc import Mapping
from typing import Literal

from app.bounded import NotRegularError, TooLargeError, read_regular
from app.canonical import canonical
from app.month.keeping import refusals
from app.month.keeping.folder import write_file
from app.month.keeping.place import StorePlace, public_id_of
from app.signoff.boxes import put_in, taken_out
from app.signoff.kinds import may_open_media
from app.signoff.model import Account, State
from app.signoff.signing_key import Unlocked

Standing = Literal["held", "stale", "none"]
"""Whether there is a wrap for somebody: for the key they have now, for one they had, or none."""
_MOST = 4096
_NAMES = {"box": str, "sealed": str}


def refuse_unpermitted(place: StorePlace, *accounts: Account) -> None:
    """``KenpanError``: ``month.not_permitted`` for who may not open the agency's media, ``month.no_box`` for who has no
    key yet. ``ValueError`` for nobody at all.
    """
    if not accounts:
        raise ValueError("for nobody")
    for account in accounts:
        if not _is_permitted(account):
            raise refusals.not_permitted(place.title, account.name)
        if not account.box:
            raise refusals.no_box(account.name)


def standings(place: StorePlace, public_id: str, state: State) -> Mapping[str, Standing]:
    """How the wraps stand of everybody who may open media, or has one, by account id. ``OSError``.

    It is what the files say; whether a wrap opens is known to its owner alone.
    """
    found = {one.id: _standing(place, public_id, one) for one in state.accounts.values()}
    return {who: how for who, how in found.items() if how != "none" or _is_permitted(state.accounts[who])}


def give(place: StorePlace, public_id: str, key: bytes, account: Account) -> None:
    """Wrap the key for somebody. ``KenpanError`` as :func:`refuse_unpermitted`, ``OSError``."""
    refuse_unpermitted(place, account)
    sealed = put_in(account.box, key, _context(place, public_id, account))
    told = canonical({"box": account.box, "sealed": sealed})
    write_file(place.wrap(public_id, account.id), told.encode("ascii"))


def take(place: StorePlace, public_id: str, state: State, signer: Unlocked) -> bytes:
    """The key, for whoever has an open key of their own.

    ``KenpanError``: as :func:`refuse_unpermitted`, ``month.session`` for the key of a session, ``month.no_key`` where
    somebody has to give it first (and who could), ``month.false_key``. ``OSError``.
    """
    account = state.accounts[signer.account]
    if signer.batch:
        raise refusals.in_session(place.title)
    refuse_unpermitted(place, account)
    kept = _kept(place, public_id, account.id)
    if kept is None or (kept["box"] and kept["box"] != account.box):
        raise refusals.no_key(place.title, kept is not None, *_holders(place, public_id, state, account))
    try:
        key = taken_out(signer.box, kept["sealed"], _context(place, public_id, account))
        if public_id_of(key, place.month) != public_id:
            raise ValueError("another key")
    except ValueError as error:
        raise refusals.false_key(place.title, _holders(place, public_id, state, account)[0]) from error
    return key


def _is_permitted(account: Account) -> bool:
    return account.active and may_open_media(account.roles)


def _standing(place: StorePlace, public_id: str, account: Account) -> Standing:
    kept = _kept(place, public_id, account.id)
    if kept is None:
        return "none"
    return "held" if account.box and kept["box"] == account.box else "stale"


def _kept(place: StorePlace, public_id: str, account: str) -> dict[str, str] | None:
    """What the wrap says, ``None`` where there is none; an empty box for a file that is no wrap."""
    try:
        kept = json.loads(read_regular(place.wrap(public_id, account), _MOST))
        if type(kept) is dict and {name: type(value) for name, value in kept.items()} == _NAMES:
            return kept
    except FileNotFoundError:
        return None
    except (ValueError, RecursionError, NotRegularError, TooLargeError):
        pass
    return {"box": "", "sealed": ""}


def _holders(place: StorePlace, public_id: str, state: State, but: Account) -> tuple[list[str], list[str]]:
    """Names of who else holds the key: of those who may come in, and of those who may not."""
    have = [one for one in state.accounts.values() if one.id != but.id and _standing(place, public_id, one) == "held"]
    able = [one.name for one in have if _is_permitted(one)]
    return able, [one.name for one in have if not _is_permitted(one)]


def _context(place: StorePlace, public_id: str, account: Account) -> bytes:
    told = {"account": account.id, "box": account.box, "month": place.month, "store": public_id}
    return canonical(told).encode("utf-8")
