"""A ledger on PostgreSQL is kept as in a file, by several workstations at once."""

import json
import os
import subprocess
import sys
import threading

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from app.errors import KenpanError
from app.filing.erasing import carry_out
from app.filing.ledger_copies import verify_ledger
from app.signoff import login, people
from app.signoff.book import open_book
from app.signoff.checkpoint import ledger_copy, make_checkpoint
from app.signoff.ledger import Draft
from app.signoff.signing_key import new_key
from app.signoff.verify import read_checkpoint, verify_entries
from app.store.database import open_database, writing
from app.store.rows import keep_attachment, load_attachment
from tests.house import staffed
from tests.signoff.server.databases import ROOT, sign
from tests.signoff.small_ledger import exported, thirteen
from tests.sizes import sized

EACH = sized(6, 50)


KILLS = str(sized(8, 40))


def test_a_ledger_is_sound_and_its_copy_says_the_same(small, url, tmp_path):
    path = tmp_path / "checkpoint.json"
    path.write_bytes(make_checkpoint(small.book, small.keys["l1"]).content)
    (tmp_path / "ledger.jsonl").write_bytes(ledger_copy(small.book))
    from_database = verify_ledger(url, [path])
    assert from_database.is_sound
    assert from_database.people == ("管理者１", "検査員１", "責任者１")
    assert from_database == verify_ledger(str(tmp_path / "ledger.jsonl"), [path])
    assert ledger_copy(small.book) == exported(small.rows())
    assert verify_entries(small.rows(), [read_checkpoint(path)]).is_sound


def test_people_log_in_and_sign_alike(url):
    house = staffed(url)
    house.by("kanri-1", lambda state, _by: people.rename(state, house.id_of("kensa-1"), "検査員𠮷", "改姓"))
    login.log_out(house.book, house.sessions["kensa-1"])
    assert verify_ledger(url).is_sound
    assert house.book.history()[-1].name == "検査員𠮷"
    house.book.engine.dispose()


def test_an_attachment_of_any_bytes_comes_back(small):
    content = bytes(range(256)) * 300
    with writing(small.book.engine) as connection:
        sha256 = keep_attachment(connection, content)
        assert load_attachment(connection, sha256) == content


def test_a_refused_act_leaves_nothing(small):
    def refuse(_state, _by):
        raise KenpanError("x", "", "")

    with pytest.raises(KenpanError):
        small.act("c1", refuse)
    assert small.book.refresh().count == 13


def test_two_threads_with_a_session_each_lose_nothing(small, url):
    books, start, said = [open_book(url), open_book(url)], threading.Barrier(2), []

    def append(book, who):
        start.wait()
        for number in range(EACH):
            said.append(sign(book, small.keys[who], f"{who}-{number}"))

    threads = [threading.Thread(target=append, args=pair) for pair in zip(books, ("c1", "l1"), strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for book in books:
        book.engine.dispose()
    assert sorted(said) == list(range(14, 14 + 2 * EACH))
    assert verify_entries(small.rows()).is_sound
    names = [entry.data["name"] for entry in small.book.history(["export.made"])]
    assert sorted(names) == sorted(f"{who}-{number}" for who in ("c1", "l1") for number in range(EACH))


def test_two_workstations_appending_at_once_lose_nothing(small, url):
    """Two processes that both have the book open before either begins."""
    people = [word for who in ("c1", "l1") for word in (who, small.keys[who].key.seed.hex())]
    done = subprocess.run(
        [sys.executable, ROOT / "tests" / "signoff" / "appending.py", url, str(EACH), *people],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=600,
    )
    said = json.loads(done.stdout)
    assert [len(one) for one in said] == [EACH, EACH]
    assert sorted(said[0] + said[1]) == list(range(14, 14 + 2 * EACH))
    assert verify_entries(small.rows()).is_sound


def test_two_workstations_cannot_both_do_what_may_be_done_once(small, url):
    """The act is asked again under the lock: of two who stop the same person at once, one is refused."""
    books, start, said = [open_book(url), open_book(url)], threading.Barrier(2), []

    def stop(book):
        start.wait()
        try:
            book.sign(small.keys["a1"], lambda state, _by: people.stop(state, "c1", "退職"))
            said.append("done")
        except KenpanError as error:
            said.append(error.code)

    threads = [threading.Thread(target=stop, args=(book,)) for book in books]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for book in books:
        book.engine.dispose()
    assert sorted(said) == ["done", "people.same"]
    assert small.book.refresh().count == 14


def test_two_workstations_cannot_both_be_the_first(url):
    books, start, said = [open_book(url), open_book(url)], threading.Barrier(2), []

    def found(book, who):
        key = new_key(who)
        drafts = people.found(who, who, "管理者１", key.published)
        start.wait()
        try:
            book.sign(key, lambda _state, _by: drafts)
            said.append("done")
        except KenpanError as error:
            said.append(error.code)

    threads = [threading.Thread(target=found, args=pair) for pair in zip(books, ("a1", "a2"), strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["done", "rights.missing"]
    assert books[0].refresh().count == 4
    for book in books:
        book.engine.dispose()
    assert verify_ledger(url).is_sound


# Only on the server


def test_many_workstations_may_open_a_new_database_at_once(server_url):
    start, opened = threading.Barrier(6), []

    def open_it():
        start.wait()
        opened.append(open_database(server_url))

    threads = [threading.Thread(target=open_it) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(opened) == 6
    for engine in opened:
        engine.dispose()


def test_what_the_ledger_relies_on_does_not_depend_on_the_servers_settings(server_url):
    name = make_url(server_url).database
    careless = create_engine(server_url)
    with careless.begin() as connection:
        for setting in ("synchronous_commit = off", "default_transaction_isolation = 'serializable'"):
            connection.execute(text(f"ALTER DATABASE {name} SET {setting}"))
        connection.execute(text(f"ALTER DATABASE {name} SET client_encoding = 'EUC_JP'"))
    careless.dispose()
    engine = open_database(server_url)
    with engine.connect() as connection:
        said = [connection.execute(text(f"SHOW {name}")).scalar() for name in (
            "synchronous_commit", "transaction_isolation", "client_encoding", "lock_timeout"
        )]  # fmt: skip
    engine.dispose()
    assert said == ["on", "read committed", "UTF8", "15s"]


def test_a_changed_row_on_the_server_is_located(server_url):
    small = thirteen(server_url)
    with writing(small.book.engine) as connection:
        connection.execute(text("UPDATE entries SET signature = reverse(signature) WHERE seq = 7"))
    small.book.engine.dispose()
    assert [problem.entry for problem in verify_ledger(server_url).problems] == [7]


def test_verifying_a_server_makes_nothing_there(server_url):
    with pytest.raises(KenpanError) as caught:
        verify_ledger(server_url)
    assert caught.value.code == "store.read"
    engine = create_engine(server_url)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")).scalar() == 0
    engine.dispose()


def test_erasing_makes_no_ledger_on_a_server_and_works_on_one(server_url):
    with pytest.raises(KenpanError):
        carry_out(server_url)
    engine = create_engine(server_url)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")).scalar() == 0
    engine.dispose()
    thirteen(server_url).book.engine.dispose()
    assert "0 件をデータベースから消しました" in carry_out(server_url)


def test_a_session_that_the_server_cut_off_goes_on(server, server_url):
    """The server was restarted or the cable pulled between two acts."""
    small = thirteen(server_url)
    name = make_url(server_url).database
    server.psql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}';")
    assert sign(small.book, small.keys["c1"]) == 14
    small.book.engine.dispose()


def test_an_act_cut_off_in_the_middle_leaves_nothing(server, server_url):
    small = thirteen(server_url)
    name = make_url(server_url).database

    def cut(_state, _by):
        server.psql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}';")
        return Draft("access.login", {})

    with pytest.raises(KenpanError) as caught:
        small.act("c1", cut)
    assert caught.value.code == "store.write"
    assert small.book.refresh().count == 13
    assert verify_ledger(server_url).is_sound
    small.book.engine.dispose()


def test_workstations_that_die_while_they_write_to_the_server_lose_nothing(server_url, tmp_path):
    done = subprocess.run(
        [sys.executable, ROOT / "tests" / "store" / "dying.py", tmp_path, f"moments={KILLS}", server_url],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, f"{KILLS}\n"), done.stderr[-3000:]
