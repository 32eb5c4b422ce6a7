"""A ledger on a server: cables are cut in the middle of an act, workstations and servers are killed. What somebody was
told is kept is there, what was refused is not, and nothing is there by half.

A few places and moments in every run, every byte of an act and many deaths with ``KENPAN_SOAK=1``.
"""

import itertools
import os
import queue
import random
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from app.errors import KenpanError
from app.filing.ledger_copies import verify_ledger
from app.signoff.book import Book, open_book
from app.store.database import reading
from app.store.rows import load_attachment
from tests.signoff.small_ledger import thirteen
from tests.sizes import sized
from tests.soak.trust.servers import Cable, Server, own_server
from tests.soak.trust.terminal import content_of, sign_two

ROOT = Path(__file__).resolve().parents[3]
PLACES = sized(3, 400)
DEATHS = sized(1, int(os.environ.get("KENPAN_DEATHS", "60")))
WORDS = sized(2, 8)
_numbers = itertools.count()


@pytest.fixture(scope="module")
def server():
    with own_server() as made:
        yield made


@pytest.fixture
def database(server):
    """An empty one."""
    name = f"faults{next(_numbers)}"
    by_owner(server, f"CREATE DATABASE {name}")
    return name


@pytest.fixture
def cable(server):
    made = Cable(server.port)
    yield made
    made.close()


def by_owner(server, statement):
    engine = create_engine(server.url("postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def held(server, database) -> dict[str, int]:
    """What is there, each act whole: names of acts with the numbers of their last entries."""
    book = open_book(server.url(database))
    found, entries = {}, book.history()
    for number, entry in enumerate(entries):
        if entry.kind == "export.made":
            name = entry.data["name"]
            assert entries[number + 1].kind == "access.logout", name
            assert name not in found, "kept twice"
            with reading(book.engine) as connection:
                assert load_attachment(connection, entry.data["sha256"]) == content_of(name)
            found[name] = entries[number + 1].seq
    book.engine.dispose()
    return found


# The cable


def act(book: Book, key, name: str) -> str:
    """What whoever signs is told: nothing, or the code of a refusal."""
    try:
        sign_two(book, key, name)
    except KenpanError as error:
        return error.code
    return ""


def test_a_cable_cut_at_any_byte_of_an_act(server, database, cable):
    small = thirteen(server.url(database))
    small.book.engine.dispose()
    book, key = open_book(server.url(database, cable.port), small.book.clock), small.keys["c1"]
    cable.whole()
    assert act(book, key, "whole") == ""
    up, down, told = cable.up, cable.down, {"whole": ""}
    places = [("up", place) for place in range(1, up + 40)] + [("down", place) for place in range(1, down + 40)]
    chance = random.Random(PLACES)
    for way, place in chance.sample(places, min(PLACES, len(places))):
        cable.cut_after(**{way: place})
        told[f"{way}-{place}"] = act(book, key, f"{way}-{place}")
    cable.whole()
    assert act(book, key, "after") == ""
    book.engine.dispose()
    there = held(server, database)
    assert set(told.values()) <= {"", "store.write", "store.read", "store.unsure"}
    wrong = {name: code for name, code in told.items() if code != "store.unsure" and (code == "") != (name in there)}
    assert wrong == {}
    assert verify_ledger(server.url(database)).is_sound
    print(f"{up} bytes up, {down} down; told: {sorted(told.values())}")


def test_an_act_whose_answer_was_lost_is_told_as_what_it_is(server, database, cable):
    """The server kept it, and the cable broke before it could say so."""
    small = thirteen(server.url(database))
    small.book.engine.dispose()
    book, key = open_book(server.url(database, cable.port), small.book.clock), small.keys["c1"]
    cable.cut_at(b"txid_current", b"COMMIT")
    assert act(book, key, "kept") == ""
    assert cable.was_cut
    cable.cut_at(b"txid_current", b"COMMIT", stays=True)
    assert act(book, key, "nobody knows") == "store.unsure"
    cable.cut_at(b"txid_current")
    assert act(book, key, "not kept") == "store.write"
    cable.whole()
    assert book.refresh().count == 13 + 4
    book.engine.dispose()
    assert set(held(server, database)) == {"kept", "nobody knows"}


def test_what_is_gone_is_noticed_in_half_a_minute(server, database):
    """By the server too, however it is set up: a workstation without power holds the others up no longer."""
    small = thirteen(server.url(database))
    with small.book.engine.connect() as connection:
        said = [
            connection.execute(text(f"SHOW tcp_keepalives_{name}")).scalar() for name in ("idle", "interval", "count")
        ]
    small.book.engine.dispose()
    assert said == ["20", "5", "3"]


# Deaths


class Terminal:
    """A workstation as a process; ``kept`` and ``refused``: what it was told of its acts."""

    def __init__(self, url: str, account: str, seed: str, name: str) -> None:
        words = [sys.executable, "-m", "tests.soak.trust.terminal", url, account, seed, name]
        self.kept: dict[str, int] = {}
        self.refused: dict[str, str] = {}
        self.process = subprocess.Popen(
            words, env={**os.environ, "PYTHONPATH": str(ROOT)}, cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        self._said: queue.Queue[None] = queue.Queue()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        for line in self.process.stdout:
            told, name = line.split()
            if told.isdecimal():
                self.kept[name] = int(told)
                self._said.put(None)
            else:
                self.refused[name] = told

    def wait(self, acts: int) -> None:
        """For so many acts that were kept from now on."""
        while not self._said.empty():
            self._said.get()
        for _ in range(acts):
            self._said.get(timeout=600)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        self._reader.join()
        self.process.stdout.close()


@pytest.mark.parametrize("fsync", [True, False], ids=["fsync", "no fsync"])
def test_workstations_and_servers_die_at_any_moment(server: Server, database, fsync):
    """Two workstations sign: one of them, the process that serves one, or the whole server is killed; the other one
    goes on, and so does whoever starts again.
    """
    server.stop()
    server.start(fsync=fsync)
    url, small = server.url(database), thirteen(server.url(database))
    small.book.engine.dispose()
    seeds = {who: small.keys[who].key.seed.hex() for who in ("c1", "l1")}
    chance, lives, all_of_them = random.Random(DEATHS), itertools.count(), []

    def begun(who):
        made = Terminal(url, who, seeds[who], f"{who}.{next(lives)}")
        all_of_them.append(made)
        return made

    working = {who: begun(who) for who in seeds}
    try:
        for number in range(DEATHS):
            for one in working.values():
                one.wait(chance.randrange(1, WORDS))
            who = chance.choice(sorted(working))
            match number % 3:
                case 0:
                    working[who].kill()
                    working[who] = begun(who)
                case 1:
                    server.kill_one(database)
                case _:
                    server.kill()
                    server.start(fsync=fsync)
        for one in working.values():
            one.wait(2)
    finally:
        for one in all_of_them:
            one.kill()
    there = held(server, database)
    told: dict[str, int] = {}
    for one in all_of_them:
        told |= one.kept
        assert not {name for name, code in one.refused.items() if code != "store.unsure"} & set(there)
        assert set(one.refused.values()) <= {"store.write", "store.read", "store.open", "store.unsure"}
    assert told.items() <= there.items()
    assert verify_ledger(url).is_sound
    refused = [code for one in all_of_them for code in one.refused.values()]
    print(f"{len(told)} acts kept, {len(there) - len(told)} kept that nobody heard of, {len(refused)} refused")
