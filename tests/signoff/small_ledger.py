"""A ledger of thirteen entries whose keys the test holds, and the ways to tamper with it."""

import json
import tempfile
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from app.canonical import GENESIS, canonical, digest
from app.signoff import people
from app.signoff.book import Book, open_book
from app.signoff.ledger import Draft, append
from app.signoff.people_rules import key_data
from app.signoff.signing_key import Unlocked, new_key
from app.signoff.verify import Row
from app.store.database import open_database, reading, writing
from app.store.rows import stored_entries
from tests.house import Kept


class Ticking:
    """A clock that moves ten milliseconds at each look."""

    def __init__(self):
        self.now = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)

    def __call__(self):
        self.now += timedelta(milliseconds=10)
        return self.now


@dataclass
class Small:
    """The book and everybody's key; ``act`` goes through the book, ``force`` past every check of it."""

    book: Book
    keys: dict[str, Unlocked]

    def act(self, who, act):
        return self.book.sign(self.keys[who], act)

    def force(self, who, *drafts, name=None, signer="own"):
        account = self.book.refresh().accounts.get(who)
        said = name if name is not None else account.name if account else ""
        key = self.keys[who] if signer == "own" else signer
        with writing(self.book.engine) as connection:
            append(connection, drafts, by=who, name=said, signer=key, when=self.book.clock())

    def rows(self):
        return rows_of(self.book)


def rows_of(book):
    """What is stored, as an exported copy gives it."""
    with reading(book.engine) as connection:
        return [Row(line, *row[1:]) for line, row in enumerate(stored_entries(connection), 1)]


def begin(url):
    """A ledger with its first administrator, four entries."""
    book = open_book(url, Ticking())
    small = Small(book, {"a1": new_key("a1")})
    drafts = people.found("a1", "kanri-1", "管理者１", small.keys["a1"].published)
    small.act("a1", lambda _state, _by: drafts)
    return small


def enrol(small, who, login, name, roles):
    """A person with a key."""
    initial = new_key(who)
    small.act("a1", lambda state, _by: people.create(state, who, login, name, roles, "配属", initial.public))
    small.keys[who] = new_key(who)
    small.act(who, lambda _state, _by: enrolment(small.keys[who], initial))


def enrolment(key, initial):
    """The entry that brings somebody's own key, who was given the initial one."""
    return Draft("key.enrolled", key_data(key.account, key.published, initial))


def reset(small, who):
    """A reset of somebody's key; returns the initial key that it gives them."""
    initial = new_key(who)
    small.act("a1", lambda state, _by: people.reset(state, who, "忘れた", initial.public))
    return initial


def thirteen(url):
    """Three people, a failed login, a checkpoint between: a file is made once, then copied."""
    if not url.startswith("sqlite:"):
        return _thirteen(url)
    if not _MADE:
        with tempfile.TemporaryDirectory() as folder:
            made = _thirteen(f"sqlite:///{folder}/kenpan.db")
            _MADE.append((Kept.of(made.book), made.keys))
            made.book.engine.dispose()
    kept, keys = _MADE[0]
    book = Book(open_database(url), Ticking())
    kept.put_into(book)
    return Small(book, dict(keys))


_MADE = []


def _thirteen(url):
    small = begin(url)
    enrol(small, "c1", "kensa-1", "検査員１", ["checker"])
    enrol(small, "l1", "hinshitsu-1", "責任者１", ["lead"])
    small.book.note(Draft("access.refused", {"why": "password"}), account="c1")
    small.act("c1", lambda _state, _by: Draft("access.login", {}))
    small.act("l1", lambda state, _by: Draft("checkpoint.made", {"count": state.count, "head": state.head}))
    return small


# Tampering by somebody who can write to the file, with or without keys


def changed(row, **other):
    """An entry with another content; its hash fits, its signature does not."""
    body = canonical({**json.loads(row.body), **other})
    return replace(row, body=body, hash=digest(body))


def signed(row, key, **other):
    """An entry with another content, signed by a key that the forger holds."""
    made = changed(row, **other)
    return replace(made, signature=key.sign(made.body))


def chained(rows, keys=None):
    """All of them numbered and chained anew; signed anew where ``keys`` holds the person's."""
    made, prev = [], GENESIS
    for line, row in enumerate(rows, 1):
        by = json.loads(row.body)["by"]
        told = {"seq": line, "prev": prev}
        one = signed(row, keys[by], **told) if row.signature and by in (keys or {}) else changed(row, **told)
        made.append(replace(one, line=line))
        prev = one.hash
    return made


def lined(rows):
    """The same rows with the lines they stand in now."""
    return [replace(row, line=line) for line, row in enumerate(rows, 1)]


def exported(rows):
    """What an exported copy of these rows is."""
    made = ({"body": row.body, "hash": row.hash, "signature": row.signature} for row in rows)
    return "".join(f"{canonical(one)}\n" for one in made).encode()
