"""Secrets and attachments beside the ledger."""

import hashlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from app.store.database import open_database, reading, writing
from app.store.rows import keep_attachment, load_attachment, load_secret, save_secret, stored_entries
from app.store.tables import ATTACHMENTS
from tests.canary import assert_no_canary, canaries_in
from tests.signoff.small_ledger import thirteen


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    made = open_database(f"sqlite:///{tmp_path_factory.mktemp('rows') / 'kenpan.db'}")
    yield made
    made.dispose()


@given(content=st.binary(max_size=300))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
def test_an_attachment_comes_back_byte_for_byte_by_its_hash(engine, content):
    with writing(engine) as connection:
        sha256 = keep_attachment(connection, content)
    with reading(engine) as connection:
        assert load_attachment(connection, sha256) == content
    assert sha256 == hashlib.sha256(content).hexdigest()


def test_the_same_attachment_is_kept_once(engine):
    with writing(engine) as connection:
        assert keep_attachment(connection, b"log") == keep_attachment(connection, b"log")
        wanted = hashlib.sha256(b"log").hexdigest()
        found = select(func.count()).select_from(ATTACHMENTS).where(ATTACHMENTS.c.sha256 == wanted)
        assert connection.execute(found).scalar() == 1


def test_a_changed_attachment_is_not_given_out(engine):
    with writing(engine) as connection:
        sha256 = keep_attachment(connection, b"weights")
        connection.execute(update(ATTACHMENTS).where(ATTACHMENTS.c.sha256 == sha256).values(content=b"other"))
    with reading(engine) as connection:
        assert load_attachment(connection, sha256) is None


def test_an_attachment_that_was_never_kept_is_none(engine):
    with reading(engine) as connection:
        assert load_attachment(connection, "0" * 64) is None


def test_a_secret_takes_the_place_of_the_one_before(engine):
    with writing(engine) as connection:
        assert load_secret(connection, "a") is None
        save_secret(connection, "a", {"tries": 1, "until": None})
        save_secret(connection, "a", {"tries": 2, "used": ["あ"]})
        save_secret(connection, "b", {})
        assert load_secret(connection, "a") == {"tries": 2, "used": ["あ"]}


def test_entries_are_given_as_they_are_stored(tmp_path):
    small = thirteen(f"sqlite:///{tmp_path / 'kenpan.db'}")
    with reading(small.book.engine) as connection:
        stored = list(stored_entries(connection))
    told = [(one.seq, one.body, one.hash, one.signature) for one in small.book.history()]
    small.book.engine.dispose()
    assert stored == told


def test_what_was_replaced_does_not_linger_in_the_file(tmp_path):
    """A replaced secret is overwritten, not only marked as free."""
    made = open_database(f"sqlite:///{tmp_path / 'kenpan.db'}")
    with writing(made) as connection:
        save_secret(connection, "a", {"wrapped": "KANARIA-YELLOW-BIRD" * 3})
    with writing(made) as connection:
        save_secret(connection, "a", {"wrapped": ""})
    made.dispose()
    assert_no_canary(tmp_path, "KANARIA-YELLOW-BIRD")


def test_the_search_for_canaries_finds_them(tmp_path):
    for encoding in ("cp932", "utf-8", "utf-16-le", "utf-16-be"):
        (tmp_path / encoding).write_bytes(b"\0" + "千葉県検査市".encode(encoding))
    (tmp_path / "large").write_bytes(bytes((1 << 20) - 3) + "千葉県検査市".encode())
    (tmp_path / "千葉県検査市").mkdir()
    found = canaries_in(tmp_path, "千葉県検査市")
    assert found == [
        ("cp932", "cp932"),
        ("large", "utf-8"),
        ("utf-16-be", "utf-16-be"),
        ("utf-16-le", "utf-16-le"),
        ("utf-8", "utf-8"),
        ("千葉県検査市", "name"),
    ]
    with pytest.raises(AssertionError):
        assert_no_canary(tmp_path, "千葉県検査市")
    assert_no_canary(tmp_path, "千葉県ほかの市")
