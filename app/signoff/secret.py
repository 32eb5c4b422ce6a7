"""What a person's login is checked with, as it is kept: names, types and bounds. Somebody may have changed it there."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from app.signoff.signing_key import damaged
from app.signoff.tries import NONE_YET
from app.store.rows import load_secret

_MOST = 1 << 53


def _is_count(value: Any) -> bool:
    return type(value) is int and 0 <= value < _MOST


def _is_moment(value: Any) -> bool:
    return type(value) is str and datetime.fromisoformat(value).tzinfo is not None


def _is_bool(value: Any) -> bool:
    return type(value) is bool


_SHAPE: Mapping[str, Callable[[Any], bool]] = {
    "wrapped": lambda value: type(value) is dict,
    "strong": _is_bool,
    "set_at": _is_moment,
    "initial": _is_bool,
    "recovery": lambda value: type(value) is list and all(type(one) is str for one in value),
    "used": _is_count,
    "tries": _is_count,
    "until": lambda value: value is None or _is_moment(value),
    "told": _is_bool,
}


def secret_of(connection: Connection, account: str) -> dict[str, Any] | None:
    """The secrets of an account, ``None`` if it has none; ``KenpanError`` ``login.damaged`` for anything else.

    ``wrapped`` is looked at when it is opened (:func:`app.signoff.signing_key.unwrap`).
    """
    try:
        kept = load_secret(connection, account)
        if kept is None:
            return None
        whole = {**NONE_YET, **kept}
        if whole.keys() == _SHAPE.keys() and all(is_right(whole[name]) for name, is_right in _SHAPE.items()):
            return whole
    except (TypeError, ValueError) as error:
        raise damaged() from error
    raise damaged()
