"""Ledgers are taken on from one server to another."""

import sqlite3

import pytest
from sqlalchemy import create_engine

from app.errors import KenpanError
from app.filing.ledger_copies import verify_ledger, verify_with_previous
from app.signoff import login
from app.signoff.book import open_book, open_past
from app.signoff.carry import carry_over
from app.signoff.ledger import Draft
from app.store.database import open_database
from app.store.tables import ATTACHMENTS, ENTRIES, METADATA, SECRETS
from tests.house import CHEAP
from tests.signoff.old_ledger import COUNT, FOLDER, HEAD, Old

# A ledger of format 1


@pytest.fixture
def old_server(server_url, tmp_path):
    """The ledger of format 1 as it lies on a server, and that of ``tests/data`` it came from."""
    old = Old(tmp_path)
    engine = create_engine(server_url)
    METADATA.create_all(engine)
    with engine.begin() as connection, sqlite3.connect(old.path) as source:
        for table in (ENTRIES, SECRETS, ATTACHMENTS):
            names = [column.name for column in table.columns]
            rows = source.execute(f"SELECT {', '.join(names)} FROM {table.name}").fetchall()
            connection.execute(table.insert(), [dict(zip(names, row, strict=True)) for row in rows])
    source.close()
    engine.dispose()
    return old


def test_a_ledger_of_format_1_is_taken_on_from_one_server_to_another(old_server, server_url, server, tmp_path):
    report = verify_ledger(server_url, [FOLDER / "checkpoint.json"])
    assert (report.is_sound, report.format, report.entries, report.head) == (True, 1, COUNT, HEAD)
    with pytest.raises(KenpanError) as caught:
        open_database(server_url)
    assert caught.value.code == "store.old"
    past, url = open_past(server_url), f"sqlite:///{tmp_path / 'new.db'}"
    with pytest.raises(KenpanError) as caught:
        past.note(Draft("access.refused", {"why": "unknown"}))
    assert caught.value.code == "store.read_only"
    book = open_book(url, old_server.clock, CHEAP)
    carry_over(book, past, "kanri-1", old_server.password, old_server.recovery("kanri-1"))
    past.engine.dispose()
    book.engine.dispose()
    assert [one.is_sound for one in verify_with_previous(url, [], server_url)] == [True, True]


def test_a_new_ledger_on_a_server_takes_on_from_a_file(server_url, tmp_path):
    old = Old(tmp_path)
    past, book = open_past(old.url), open_book(server_url, old.clock, CHEAP)
    carry_over(book, past, "kanri-1", old.password, old.recovery("kanri-1"))
    login.set_password(book, "kensa-1", old.password, "Neues-Kennwort-1")
    assert login.log_in(book, "kensa-1", "Neues-Kennwort-1")
    book.engine.dispose()
    assert [one.is_sound for one in verify_with_previous(server_url, [], old.url)] == [True, True]
    assert old.untouched()
