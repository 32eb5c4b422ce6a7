"""The ledger: entries that are only ever added, each bound to the one before and signed by the person who made it."""

import json
import re
import socket
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select

from app.canonical import GENESIS, canonical, digest, parsed
from app.errors import KenpanError
from app.signoff.kinds import KINDS, UNSIGNED
from app.signoff.signing_key import Unlocked
from app.store.rows import lost
from app.store.tables import ENTRIES

_TEXTS = ("prev", "time", "kind", "by", "name", "terminal", "meaning")
_NAMES = {"seq": int, "data": dict, **dict.fromkeys(_TEXTS, str)}
PRACTICE = "練習／"
"""What stands before the workstation's name in every entry of a ledger of practice, and in no other."""
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", re.ASCII)
# Every act asks these, so they are put together once.
_NEWEST = select(ENTRIES).order_by(ENTRIES.c.seq.desc()).limit(1)
_BEHIND = select(ENTRIES).where(ENTRIES.c.seq > bindparam("after")).order_by(ENTRIES.c.seq)
_ADD = insert(ENTRIES)


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry to be; ``kind`` as in :data:`app.signoff.kinds.KINDS`."""

    kind: str
    data: dict[str, Any]

    @property
    def meaning(self) -> str:
        """What a signature on it says (検査, 承認 …): always that of its kind."""
        return KINDS[self.kind].meaning


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. ``time`` is UTC, ISO 8601 with milliseconds; ``by`` the account's id, ``name`` its name at that time.

    ``hash`` is the SHA-256 of ``body``, the canonical JSON of everything else; ``prev`` the hash of the entry before.
    """

    seq: int
    prev: str
    time: str
    kind: str
    by: str
    name: str
    terminal: str
    meaning: str
    data: dict[str, Any] = field(repr=False)
    body: str = field(repr=False)
    hash: str
    signature: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Head:
    """Where a ledger ends: number of entries, hash and time of the last."""

    count: int = 0
    hash: str = GENESIS
    time: str = ""


def head(connection: Connection) -> Head:
    """The head as it is now."""
    row = connection.execute(_NEWEST).first()
    return Head() if row is None else Head(row.seq, row.hash, _entry(row).time)


def append(
    connection: Connection,
    drafts: Sequence[Draft],
    *,
    by: str,
    name: str,
    signer: Unlocked | None,
    when: datetime,
    practice: bool = False,
) -> tuple[Entry, ...]:
    """Add entries inside a :func:`app.store.database.writing` transaction; numbers begin at 1.

    ``signer`` may only be ``None`` for :data:`app.signoff.kinds.UNSIGNED` kinds (``ValueError``). ``KenpanError``:
    ``ledger.text`` for what is no text, ``store.lost`` when the database does not hold afterwards what it was given.
    """
    before = at = head(connection)
    added = []
    for draft in drafts:
        if signer is None and draft.kind not in UNSIGNED:
            raise ValueError(f"{draft.kind} must be signed")
        content = {
            "seq": at.count + 1,
            "prev": at.hash,
            "time": written(when),
            "kind": draft.kind,
            "by": by,
            "name": name,
            "terminal": terminal(practice=practice),
            "meaning": draft.meaning,
            "data": draft.data,
        }
        body = _writable(canonical(content))
        signature = "" if signer is None else signer.sign(body)
        values = {"seq": at.count + 1, "body": body, "hash": digest(body), "signature": signature}
        connection.execute(_ADD, values)
        # Read back through JSON, so that what is used now is exactly what will be read later.
        entry = Entry(**json.loads(body), body=body, hash=digest(body), signature=signature)
        added.append(entry)
        at = Head(entry.seq, entry.hash, entry.time)
    if entries(connection, before.count) != tuple(added):
        raise lost()
    return tuple(added)


def _writable(body: str) -> str:
    try:
        body.encode("utf-8")
    except UnicodeEncodeError as error:  # half of a character, as some programs leave it in the clipboard
        raise KenpanError(
            "ledger.text",
            "文字として扱えないものが含まれています。記録していません。",
            "貼り付けた文字を消して、入力し直してください。",
        ) from error
    return body


def written(when: datetime) -> str:
    """A time as entries hold it: UTC, ISO 8601 with milliseconds."""
    return when.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def entries(connection: Connection, after: int = 0, kinds: Sequence[str] = ()) -> tuple[Entry, ...]:
    """The entries behind number ``after``, oldest first; of some kinds only if any are named.

    ``KenpanError`` ``ledger.broken`` where one is not as it was written, or not bound to the one before. Who signed,
    and whether they were allowed to, is judged by :mod:`app.signoff.verify`.
    """
    rows = connection.execute(_BEHIND, {"after": after})
    found = [_entry(row) for row in rows]
    for before, entry in pairwise(found):
        if entry.prev != before.hash or entry.seq != before.seq + 1:
            raise broken(entry.seq)
    return tuple(entry for entry in found if not kinds or entry.kind in kinds)


@cache
def terminal(*, practice: bool = False) -> str:
    """This workstation's name, as the entries of a live ledger have it, or of one of ``practice``."""
    return f"{PRACTICE if practice else ''}{socket.gethostname()}"


def _entry(row: Any) -> Entry:
    try:
        content = parsed(row.body)
        is_whole = (
            {name: type(value) for name, value in content.items()} == _NAMES
            and (content["seq"], digest(row.body)) == (row.seq, row.hash)
            and isinstance(row.signature, str)
            and _TIME.fullmatch(content["time"]) is not None
        )
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise broken(row.seq) from error
    if not is_whole:
        raise broken(row.seq)
    return Entry(**content, body=row.body, hash=row.hash, signature=row.signature)


def broken(seq: int) -> KenpanError:
    """What is said of a ledger that was changed, naming the entry where that shows."""
    return KenpanError(
        "ledger.broken",
        "台帳が書き換えられています。",
        "作業を止めて、管理者が kenpan ledger verify で調べてください。",
        place=f"{seq} 番の記録",
    )
