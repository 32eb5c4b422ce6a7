"""A PIN that stands for the password while one person signs a row of pieces (:mod:`app.signoff.pin_rows`).

It wraps, in memory alone, a key that the session holds in memory anyway; neither is ever stored. It is no secret that
lasts: whoever can read this memory needs no PIN. What it is good for, how often it may be wrong and when it is over the
ledger says, not this object.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.errors import KenpanError
from app.signoff import pin_rows
from app.signoff.book import Book
from app.signoff.ledger import Draft, Entry, terminal, written
from app.signoff.model import State
from app.signoff.signing_key import Unlocked, unwrap, wrap

LEAST = 6
_RUN = "01234567890"


@dataclass(frozen=True, slots=True)
class Pin:
    """Set by ``account`` for a round, in the row that entry ``row`` began."""

    account: str
    round: str
    row: int
    wrapped: Mapping[str, Any] = field(repr=False)


def check_pin(pin: str) -> None:
    """``KenpanError`` ``pin.weak`` for one that is too short, or that anybody would try first."""
    said = _said(pin)
    digits = said.isascii() and said.isdecimal()
    if not digits or len(said) < LEAST:
        raise KenpanError("pin.weak", f"暗証番号は {LEAST} 桁以上の数字です。", "決め直してください。")
    if len(set(said)) == 1 or said in _RUN or said in _RUN[::-1]:
        raise KenpanError("pin.weak", "同じ数字や並んだ数字だけの暗証番号は使えません。", "決め直してください。")


def set_pin(book: Book, key: Unlocked, begun: Entry, pin: str) -> Pin:
    """A PIN for the row that a piece began which was signed with the password just now; ``key`` is what did."""
    check_pin(pin)
    return Pin(key.account, begun.data["round"], begun.seq, wrap(key, _said(pin), book.cost))


def is_good(pin: Pin, book: Book, state: State) -> bool:
    """Whether it could be used now."""
    return pin_rows.is_open(
        state, pin.account, pin.row, pin.round, written(book.clock()), terminal(practice=book.practice)
    )


def unlock(book: Book, pin: Pin, typed: str) -> Unlocked:
    """The key, for pieces of the row alone. ``KenpanError``: ``pin.over``; ``pin.wrong``, which the ledger counts."""
    if not is_good(pin, book, book.refresh()):
        raise pin_rows.over()
    try:
        key, _beside = unwrap(pin.account, dict(pin.wrapped), _said(typed))
    except KenpanError as error:
        book.note(Draft("access.refused", {"why": "pin"}), account=pin.account)
        row = book.refresh().pin_rows.get(pin.account)
        left = 0 if row is None else pin_rows.TRIES - row.wrong
        if left <= 0:
            raise pin_rows.over() from error
        raise KenpanError("pin.wrong", "暗証番号が違います。", f"入力し直してください。あと {left} 回です。") from error
    return Unlocked(key.account, key.key, frozenset({pin_rows.PIECE}), pin=pin.row)


def _said(pin: str) -> str:
    return unicodedata.normalize("NFKC", pin).strip()
