"""The ledger: entries bound one to the other, read back as they were written."""

import json
import socket
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from app.canonical import GENESIS, canonical, digest
from app.errors import KenpanError
from app.signoff.ledger import Draft, Head, append, entries, head
from app.signoff.signing_key import new_key, verified
from app.store.database import open_database, reading, writing

KEY = new_key("a1")
WHEN = datetime(2026, 11, 2, 18, 0, 0, 123_999, timezone(timedelta(hours=9)))


@pytest.fixture
def engine(tmp_path):
    made = open_database(f"sqlite:///{tmp_path / 'kenpan.db'}")
    yield made
    made.dispose()


def add(engine, *drafts, signer=KEY, when=WHEN):
    with writing(engine) as connection:
        return append(connection, drafts, by="a1", name="管理者１", signer=signer, when=when)


def read(engine, **asked):
    with reading(engine) as connection:
        return entries(connection, **asked)


def test_an_empty_ledger_has_a_head(engine):
    with reading(engine) as connection:
        assert head(connection) == Head(0, GENESIS, "")
        assert head(connection).count == 0
        assert entries(connection) == ()


def test_each_entry_is_numbered_bound_to_the_one_before_and_signed(engine):
    first, second = add(engine, Draft("access.login", {}), Draft("access.logout", {"a": 1}))
    (third,) = add(engine, Draft("access.login", {}))
    assert [one.seq for one in (first, second, third)] == [1, 2, 3]
    assert [one.prev for one in (first, second, third)] == [GENESIS, first.hash, second.hash]
    for one in (first, second, third):
        assert one.hash == digest(one.body)
        assert verified(KEY.public, one.body, one.signature)
    with reading(engine) as connection:
        assert head(connection) == Head(3, third.hash, third.time)


def test_an_entry_says_who_when_where_and_why(engine):
    (one,) = add(engine, Draft("round.approved", {"round": "r1"}))
    assert (one.by, one.name, one.meaning, one.terminal) == ("a1", "管理者１", "承認", socket.gethostname())
    assert one.time == "2026-11-02T09:00:00.123Z"
    assert json.loads(one.body).keys() == {
        "seq", "prev", "time", "kind", "by", "name", "terminal", "meaning", "data"
    }  # fmt: skip
    assert one.body == canonical(json.loads(one.body))


@given(
    data=st.dictionaries(
        st.text(st.characters(exclude_categories=["Cs"]), max_size=5),
        st.none() | st.integers() | st.booleans() | st.text(st.characters(exclude_categories=["Cs"]), max_size=9),
    )
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
def test_what_is_read_is_what_was_given_back_when_it_was_written(engine, data):
    added = add(engine, Draft("export.made", data))
    assert added[0].data == data
    assert read(engine, after=added[0].seq - 1) == added


def test_entries_can_be_asked_for_from_a_number_and_by_kind(engine):
    add(engine, Draft("access.login", {}), Draft("export.made", {}), Draft("access.logout", {}))
    assert [one.seq for one in read(engine, after=1)] == [2, 3]
    assert [one.seq for one in read(engine, kinds=["access.login", "access.logout"])] == [1, 3]
    assert read(engine, after=3) == ()


def test_only_what_nobody_can_sign_may_be_unsigned(engine):
    (one,) = add(engine, Draft("access.refused", {"why": "unknown"}), signer=None)
    assert one.signature == ""
    with pytest.raises(ValueError, match="must be signed"):
        add(engine, Draft("access.login", {}), signer=None)
    assert len(read(engine)) == 1


def test_what_has_no_one_spelling_does_not_get_in(engine):
    with pytest.raises(ValueError, match="float"):
        add(engine, Draft("export.made", {}), Draft("export.made", {"size": 1.5}))
    assert read(engine) == ()


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ("UPDATE entries SET body = replace(body, '管理者１', '管理者２') WHERE seq = 2", 2),
        ("UPDATE entries SET hash = upper(hash) WHERE seq = 3", 3),
        ("UPDATE entries SET body = 'nothing' WHERE seq = 1", 1),
        ("UPDATE entries SET body = '{}', hash = '' WHERE seq = 4", 4),
        ("DELETE FROM entries WHERE seq = 2", 3),
        ("UPDATE entries SET seq = 9 WHERE seq = 4", 9),
    ],
)
def test_a_ledger_that_was_tampered_with_is_not_read_on(engine, change, place):
    add(engine, *(Draft("access.login", {}) for _ in range(4)))
    with writing(engine) as connection:
        connection.execute(text(change))
    with pytest.raises(KenpanError) as caught:
        read(engine)
    assert (caught.value.code, caught.value.place) == ("ledger.broken", f"{place} 番の記録")


def test_times_are_utc_whatever_the_clock_says(engine):
    (one,) = add(engine, Draft("access.login", {}), when=datetime(2026, 1, 1, tzinfo=UTC))
    assert one.time == "2026-01-01T00:00:00.000Z"
