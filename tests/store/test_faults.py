"""Storage that fails: full, read-only, torn, spoilt. A refusal in Japanese, and what was kept before stays."""

import os
import random
import resource
import shutil
import sqlite3
import tempfile
from pathlib import Path

import pytest
from sqlalchemy import event

from app.errors import KenpanError
from app.signoff.book import open_book
from app.signoff.ledger import Draft
from app.signoff.verify import UnreadableError, read_ledger, verify_entries
from app.store.database import open_database, writing
from app.store.rows import keep_attachment
from tests.signoff.small_ledger import thirteen

EXPORT = {"kind": "log", "name": "x", "size": 3, "sha256": "0" * 64}


@pytest.fixture
def small(tmp_path):
    made = thirteen(f"sqlite:///{tmp_path / 'kenpan.db'}")
    yield made
    made.book.engine.dispose()


def refusal(act, *arguments):
    with pytest.raises(KenpanError) as caught:
        act(*arguments)
    return caught.value


def sign(small):
    return small.act("c1", lambda _state, _by: Draft("export.made", {**EXPORT, "name": "字" * 3000}))


def fill(small):
    """Sign until the disc takes no more."""
    for _ in range(200):
        sign(small)


def test_a_full_database_refuses_and_keeps_what_it_has(small):
    event.listen(small.book.engine, "connect", lambda raw, _: raw.execute("PRAGMA max_page_count=16"))
    small.book.engine.dispose()
    error = refusal(fill, small)
    assert error.code == "store.write"
    assert str(error) == (
        "台帳に書き込めませんでした。記録していません。"
        "空き容量、書き込みの可否、サーバーの状態を確かめ、もう一度行ってください。"
    )
    kept = small.rows()
    assert len(kept) == small.book.refresh().count > 13
    assert verify_entries(kept).is_sound


def test_a_full_disc_refuses_and_keeps_what_it_has(small, tmp_path):
    """The log may not grow beyond a size in the middle of a page."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (130_001, before[1]))
    try:
        error = refusal(fill, small)
        assert error.code == "store.write"
        kept = small.rows()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert len(kept) > 13
    assert verify_entries(kept).is_sound
    sign(small)
    assert verify_entries(small.rows()).is_sound
    assert small.book.state.count == len(kept) + 1


def test_an_attachment_that_does_not_fit_takes_its_entry_with_it(small):
    event.listen(small.book.engine, "connect", lambda raw, _: raw.execute("PRAGMA max_page_count=30"))
    small.book.engine.dispose()

    def keep():
        with writing(small.book.engine) as connection:
            small.book.sign_in(connection, small.keys["c1"], lambda _state, _by: Draft("access.login", {}))
            keep_attachment(connection, bytes(1_000_000))

    assert refusal(keep).code == "store.write"
    assert small.book.refresh().count == 13


@pytest.fixture
def as_a_user():
    """A folder of a user who is not root, as whom the test goes on once it gave up: permissions count."""
    folder = Path(tempfile.mkdtemp())
    root = os.geteuid() == 0

    def give_up():
        if root:
            for path in (folder, *folder.iterdir()):
                os.chown(path, 65534, -1)
            os.seteuid(65534)

    yield folder, give_up
    if root:
        os.seteuid(0)
    for path in (folder, *folder.iterdir()):
        path.chmod(0o700)
    shutil.rmtree(folder)


@pytest.mark.parametrize("shut", ["file", "folder", "both"])
def test_a_read_only_database_refuses_and_stays_as_it_is(as_a_user, shut):
    folder, give_up = as_a_user
    small = thirteen(f"sqlite:///{folder / 'kenpan.db'}")
    small.book.engine.dispose()
    before = (folder / "kenpan.db").read_bytes()
    (folder / "kenpan.db").chmod(0o400 if shut != "folder" else 0o600)
    folder.chmod(0o500 if shut != "file" else 0o700)
    give_up()
    error = refusal(open_database, f"sqlite:///{folder / 'kenpan.db'}")
    assert error.code == "store.open"
    assert "フォルダーの書き込み可否" in str(error)
    assert verify_entries(read_ledger(folder / "kenpan.db")).is_sound
    assert (folder / "kenpan.db").read_bytes() == before


def test_a_database_that_turns_read_only_refuses_to_write(small):
    event.listen(small.book.engine, "connect", lambda raw, _: raw.execute("PRAGMA query_only=ON"))
    small.book.engine.dispose()
    assert refusal(sign, small).code == "store.write"
    assert small.book.refresh().count == 13


def test_a_place_where_nothing_can_be_made_is_refused(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    assert refusal(open_database, f"sqlite:///{tmp_path / 'file' / 'kenpan.db'}").code == "store.open"


@pytest.mark.parametrize(
    "content", [b"no database at all, but long enough to be read as one" * 20, b"SQLite format 3\0"]
)
def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path, content):
    path = tmp_path / "kenpan.db"
    path.write_bytes(content)
    if content.startswith(b"SQLite"):
        path.write_bytes(content * 300)
    before = path.read_bytes()
    assert refusal(open_database, f"sqlite:///{path}").code == "store.open"
    assert path.read_bytes() == before


def torn(small, folder, change):
    """A copy of database and log as they stand, the log changed by ``change``; what is left of the ledger there."""
    source = Path(small.book.engine.url.database)
    copy = folder / "torn.db"
    for old in folder.glob("torn.db*"):
        old.unlink()
    shutil.copy(source, copy)
    log = bytearray(source.with_name("kenpan.db-wal").read_bytes())
    (folder / "torn.db-wal").write_bytes(change(log))
    book = open_book(f"sqlite:///{copy}")
    left = book.history()
    book.engine.dispose()
    report = verify_entries(read_ledger(copy))
    return [entry.hash for entry in left], report


def test_a_torn_log_loses_only_whole_acts_at_its_end(small, tmp_path):
    for _ in range(8):
        sign(small)
    whole = [row.hash for row in small.rows()]
    size = Path(f"{small.book.engine.url.database}-wal").stat().st_size
    seen = set()
    for end in range(0, size, size // 60):
        left, report = torn(small, tmp_path, lambda log, end=end: log[:end])
        assert left == whole[: len(left)]
        assert report.is_sound or not left
        seen.add(len(left))
    assert len(seen) > 8
    assert torn(small, tmp_path, lambda log: log)[0] == whole


def test_a_spoilt_log_loses_only_whole_acts_at_its_end(small, tmp_path):
    for _ in range(8):
        sign(small)
    whole = [row.hash for row in small.rows()]
    chance = random.Random(1)
    for _ in range(40):

        def spoil(log):
            log[chance.randrange(len(log))] ^= 1 << chance.randrange(8)
            return log

        left, report = torn(small, tmp_path, spoil)
        assert left == whole[: len(left)]
        assert report.is_sound or not left


def test_a_spoilt_database_never_passes_for_another_ledger(small, tmp_path):
    """A wrong bit on the disc: refused, reported, or without effect on any entry."""
    whole = [row.hash for row in small.rows()]
    small.book.engine.dispose()
    content = Path(small.book.engine.url.database).read_bytes()
    path, chance, refused = tmp_path / "spoilt.db", random.Random(2), 0
    for _ in range(150):
        wrong = bytearray(content)
        wrong[chance.randrange(len(wrong))] ^= 1 << chance.randrange(8)
        path.write_bytes(wrong)
        try:
            rows = list(read_ledger(path))
        except UnreadableError:
            refused += 1
            continue
        report = verify_entries(rows)
        refused += not report.is_sound
        assert not report.is_sound or [row.hash for row in rows] == whole
    assert refused > 15


def test_the_program_refuses_a_ledger_that_was_edited(small):
    path = small.book.engine.url.database
    small.book.engine.dispose()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE entries SET body = replace(body, '検査員１', '検査員２') WHERE seq = 5")
    connection.close()
    error = refusal(open_book, f"sqlite:///{path}")
    assert (error.code, error.place) == ("ledger.broken", "5 番の記録")
