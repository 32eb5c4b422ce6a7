"""Sessions that die: children of this process, killed at a chosen write or at any moment, and what they leave behind.

Run as a process of its own, ``dying.py FOLDER {writes=STEP | bytes=STEP | moments=KILLS}... [URL]``, since it forks:
nothing else may run in it. It ends with 0 if nothing acknowledged was ever lost, and prints how many children died of
each kind, a line each.
"""

import functools
import os
import random
import resource
import select
import shutil
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.engine import Engine

import app.store.migrate  # noqa: F401  (once here, and not in every child)
from app.filing.ledger_copies import verify_ledger
from app.signoff import login
from app.signoff.book import Session, open_book
from app.signoff.ledger import Draft
from app.signoff.signing_key import KdfCost
from app.signoff.verify import audit
from app.store.database import reading, writing
from app.store.rows import keep_attachment, load_attachment
from tests.signoff.small_ledger import thirteen

audit.verified = functools.cache(audit.verified)  # what is left is proved after every death

CHEAP = KdfCost(1, 64, 1)
PASSWORD = "Kenpan-Test-2026"
PER_LEDGER = 50
"""Kills after which a new ledger is begun."""
_KINDS = ("INSERT", "UPDATE", "DELETE", "CREATE")
_STEP = 1031
"""Bytes between two ends of the disc: not a divisor of a page, so that pages are torn at every place."""


# What the children do; ``say`` tells which entry is acknowledged


def sign_on(url, key, say):
    """Sign for ever: single entries, and two entries with an attachment in one act."""
    book = open_book(url, cost=CHEAP)
    say(0)
    while True:
        (one,) = book.sign(key, lambda _state, _by: Draft("access.login", {}))
        say(one.seq)
        content = os.urandom(500)
        with writing(book.engine) as connection:
            data = {"kind": "log", "name": "log.csv", "size": 500, "sha256": keep_attachment(connection, content)}
            pair = Draft("export.made", data), Draft("access.logout", {})
            kept = book.sign_in(connection, key, lambda _state, _by, pair=pair: pair)
        say(kept[-1].seq)


def begin_house(url, say):
    """From the first start to a signature with the password typed again."""
    book = open_book(url, cost=CHEAP)
    login.found(book, "kanri-1", "管理者１", PASSWORD)
    say(book.state.count)
    admin = Session("", login._open(book, "kanri-1", PASSWORD).key, book.clock())
    initial = login.add_person(book, admin, "kensa-1", "検査員１", ("checker",), "配属")
    say(book.state.count)
    login.set_password(book, "kensa-1", initial, PASSWORD)
    say(book.state.count)
    session = login.log_in(book, "kensa-1", PASSWORD)
    say(book.state.count)
    book.sign(login.unlock(book, session, PASSWORD), lambda _state, _by: Draft("access.screen_locked", {}))
    say(book.state.count)


# How they die


def die_at(number):
    """Die right before or after the ``number``-th of: a statement that changes something, a commit."""
    left = [number]

    def count(*_):
        left[0] -= 1
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)

    def statement(_connection, _cursor, text, *_):
        if text.lstrip().startswith(_KINDS):
            count()

    event.listen(Engine, "before_cursor_execute", statement)
    event.listen(Engine, "after_cursor_execute", statement)
    event.listen(Engine, "commit", count)


def die_beyond(size):
    """The kernel ends the process in the middle of the write that would make a file longer than this."""
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def run(act, prepare=lambda: None, words=0, after=None):
    """Let a child do this, killed ``after`` seconds from when it has said so many words, if given.

    Exit code (negative: signal), last acknowledged entry.
    """
    back, out = os.pipe()
    pid = os.fork()
    if not pid:
        try:
            prepare()
            act(lambda seq: os.write(out, seq.to_bytes(4, "big")))
        except BaseException as error:
            os.write(2, f"{type(error).__name__} {error}\n".encode())
            os._exit(9)
        os._exit(0)
    os.close(out)
    said, until = b"", None
    while True:
        if after is not None and until is None and len(said) // 4 >= words:
            until = time.monotonic() + after
        left = None if until is None else max(0.0, until - time.monotonic())
        if not select.select([back], [], [], left)[0]:
            os.kill(pid, signal.SIGKILL)
            until = after = None
        elif part := os.read(back, 4096):
            said += part
        else:
            break
    os.close(back)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), int.from_bytes(said[-4:], "big")


# What they leave behind


def check(url, acknowledged):
    """Everything acknowledged is there, the ledger is sound, and nothing was done by half; number of entries."""
    book = open_book(url, cost=CHEAP)
    entries = book.history()
    assert len(entries) >= acknowledged, (len(entries), acknowledged)
    for account in book.state.accounts:
        assert account in ("a1", "c1", "l1") or login.has_login(book, account), account
    for number, entry in enumerate(entries):
        if entry.kind == "export.made":
            assert entries[number + 1].kind == "access.logout"
            with reading(book.engine) as connection:
                assert load_attachment(connection, entry.data["sha256"]) is not None
    book.engine.dispose()
    if entries:
        report = verify_ledger(url)
        assert report.is_sound, report.problems
        assert report.entries == len(entries)
    return len(entries)


def writes(folder, step, _url):
    """Die at every single write of the path from the first start to a signature, or at every ``step``-th."""
    died = 0
    while True:
        url = f"sqlite:///{folder / str(died) / 'kenpan.db'}"
        code, acknowledged = run(functools.partial(begin_house, url), functools.partial(die_at, died * step + 1))
        check(url, acknowledged)
        if code == 0:
            return died
        assert code == -signal.SIGKILL, code
        died += 1


def based(folder):
    """A small ledger, closed, and the key of its checker."""
    small = thirteen(f"sqlite:///{folder / 'base.db'}")
    small.book.engine.dispose()
    return folder / "base.db", small.keys["c1"]


def bytes_(folder, step, _url):
    """Die at every place of the files, pages torn in the middle included, or at every ``step``-th."""
    base, key = based(folder)
    died, size, ends = 0, 0, set()
    while size < 90_000:
        place = folder / str(size)
        place.mkdir()
        shutil.copy(base, place / "kenpan.db")
        url = f"sqlite:///{place / 'kenpan.db'}"
        act = functools.partial(sign_on, url, key)
        code, acknowledged = run(act, functools.partial(die_beyond, size))
        assert code == -signal.SIGXFSZ, (size, code)
        ends.add(check(url, max(acknowledged, 13)))
        shutil.rmtree(place)
        died, size = died + 1, size + _STEP * step
    assert len(ends) > 3, ends
    return died


def moments(folder, kills, url):
    """Die at any moment, again and again on the same ledger."""
    chance = random.Random(kills)
    died, kept, busy, place, small = 0, 0, 0, "", None
    while died < kills:
        if died % PER_LEDGER == 0 and not (url and died):
            place = url or f"sqlite:///{folder / f'{died}.db'}"
            small = thirteen(place)
            small.book.engine.dispose()
            kept = 13
        act = functools.partial(sign_on, place, small.keys["c1"])
        code, acknowledged = run(act, words=chance.randrange(6), after=chance.uniform(0, 0.01))
        assert code == -signal.SIGKILL, code
        kept = check(place, max(acknowledged, kept))
        died, busy = died + 1, busy + bool(acknowledged)
    assert busy > kills / 2, busy  # most were busy signing, not starting
    return died


if __name__ == "__main__":
    where, *asked = sys.argv[1:]
    ways: dict[str, Callable[[Path, int, str], int]] = {"writes": writes, "bytes": bytes_, "moments": moments}
    kinds = [one.split("=") for one in asked if one.partition("=")[0] in ways]
    server = "".join(one for one in asked if one.partition("=")[0] not in ways)
    for how, count in kinds:
        place = Path(where) / how
        place.mkdir()
        print(ways[how](place, int(count), server), flush=True)
