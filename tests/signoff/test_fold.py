"""What somebody writes into the database past the program is not believed."""

import json

import pytest
from sqlalchemy import delete, insert

from app.canonical import canonical, digest
from app.errors import KenpanError
from app.signoff import login, people
from app.signoff.book import open_book
from app.signoff.kinds import KINDS
from app.signoff.ledger import Draft
from app.signoff.people_rules import key_data
from app.signoff.signing_key import new_key
from app.signoff.verify import verify_entries
from app.store.database import writing
from app.store.tables import ENTRIES
from tests.house import CHEAP, Clock, staffed
from tests.signoff.small_ledger import rows_of


def forge(house, kind, data, by, signer=None, **changes):
    """An entry that is bound to the one before as it should be, but was never signed by whom it names."""
    last = house.book.history()[-1]
    body = canonical(
        {
            "seq": last.seq + 1,
            "prev": last.hash,
            "time": last.time,
            "kind": kind,
            "by": by,
            "name": "管理者１",
            "terminal": "",
            "meaning": KINDS[kind].meaning,
            "data": data,
            **changes,
        }
    )
    signature = signer.sign(body) if signer is not None else last.signature
    with writing(house.book.engine) as connection:
        values = {"seq": last.seq + 1, "body": body, "hash": digest(body), "signature": signature}
        connection.execute(insert(ENTRIES).values(values))


def refused(act, *arguments):
    with pytest.raises(KenpanError) as caught:
        act(*arguments)
    assert caught.value.code == "ledger.broken"
    return caught.value


def grant(house, who="kensa-1"):
    return "right.granted", {"account": house.id_of(who), "role": "lead", "reason": "x"}


def test_a_right_granted_without_the_administrators_signature_is_not_believed(house):
    forge(house, *grant(house), house.id_of("kanri-1"))
    error = refused(house.book.refresh)
    assert str(house.state.count + 1) in error.place
    assert "lead" not in house.state.account_named("kensa-1").roles
    refused(open_book, str(house.book.engine.url))


def test_a_right_granted_by_the_signature_of_somebody_else_is_not_believed(house):
    forge(house, *grant(house), house.id_of("kanri-1"), house.sessions["kensa-1"].signer)
    refused(house.book.refresh)


def test_a_right_that_a_checker_grants_is_not_believed(house):
    forge(house, *grant(house, "kensa-2"), house.id_of("kensa-1"), house.sessions["kensa-1"].signer)
    refused(house.book.refresh)


def test_a_stopped_persons_entry_is_not_believed(house):
    account = house.id_of("kensa-1")
    house.by("kanri-1", lambda state, by: people.stop(state, account, "異動"))
    forge(house, "account.restored", {"account": account, "reason": "x"}, account, house.sessions["kensa-1"].signer)
    refused(house.book.refresh)


def test_the_old_key_signs_nothing_more_after_a_reset(house):
    account = house.id_of("hinshitsu-1")
    house.by("kanri-1", lambda state, by: people.reset(state, account, "紛失", new_key(account).public))
    data = {"process": "p9", "title": "件", "parts": []}
    forge(house, "process.created", data, account, house.sessions["hinshitsu-1"].signer, name="責任者１")
    refused(house.book.refresh)
    problems = verify_entries(rows_of(house.book)).problems
    assert "署名が、その人のその時の鍵と合いません。" in {one.text for one in problems}


def test_a_key_is_only_changed_when_that_is_expected(house):
    account = house.id_of("kanri-1")
    key = new_key(account)
    forge(house, "key.enrolled", key_data(account, key.published, new_key(account)), account, key)
    refused(house.book.refresh)


def test_an_entry_that_means_nothing_is_not_believed(house):
    forge(house, "right.granted", {"role": "lead"}, house.id_of("kanri-1"), house.sessions["kanri-1"].signer)
    refused(house.book.refresh)


def test_a_ledger_that_became_shorter_takes_no_further_entry(house):
    with writing(house.book.engine) as connection:
        connection.execute(delete(ENTRIES).where(ENTRIES.c.seq == house.state.count))
    refused(house.by, "kensa-1", lambda state, by: Draft("access.logout", {}))


def test_a_founder_whose_key_signed_nothing_is_not_believed(tmp_path):
    house = staffed(f"sqlite:///{tmp_path / 'a.db'}")
    with writing(house.book.engine) as connection:
        row = connection.execute(ENTRIES.select().where(ENTRIES.c.seq == 2)).one()
        body = json.loads(row.body)
        body["data"]["name"] = "別人"
        changed = canonical(body)
        connection.execute(ENTRIES.update().where(ENTRIES.c.seq == 2).values(body=changed, hash=digest(changed)))
    house.book.engine.dispose()
    refused(open_book, str(house.book.engine.url))


def test_a_login_before_there_is_anybody_leaves_the_first_start_open(tmp_path):
    book = open_book(f"sqlite:///{tmp_path / 'k.db'}", Clock(), CHEAP)
    with pytest.raises(KenpanError):
        login.log_in(book, "kanri-1", "irgendwas")
    assert book.history() == ()
    login.found(book, "kanri-1", "管理者１", "Kenpan-Test-2026")
    assert login.is_founded(book)
