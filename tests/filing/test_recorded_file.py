"""A file and its entry: the entry is first, what stood there is never lost, nobody waits for a slow disc."""

import hashlib
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from app.errors import KenpanError
from app.filing import recorded_file, safe_write
from app.filing.recorded_file import ledger_name, write_with_entry
from app.signoff.ledger import Draft


@pytest.fixture
def write(house):
    """Write as a checker; gives what was refused, if it was."""

    def by_checker(path, content=b"new"):
        try:
            assert write_with_entry(house.book, house.sessions["kensa-1"], "notice", path, content) == path
        except KenpanError as error:
            return error
        return None

    return by_checker


def exports(house):
    return [entry.data for entry in house.book.history(("export.made",))]


def test_a_file_is_written_and_its_entry_names_its_bytes(house, tmp_path, write):
    assert write(tmp_path / "x.pdf") is None
    assert (tmp_path / "x.pdf").read_bytes() == b"new"
    sha256 = hashlib.sha256(b"new").hexdigest()
    assert exports(house) == [{"kind": "notice", "name": "x.pdf", "size": 3, "sha256": sha256}]


def test_an_entry_that_cannot_be_kept_leaves_the_old_file_as_it_was(house, tmp_path, write):
    path = tmp_path / "x.pdf"
    path.write_bytes(b"evidence")

    def full(_connection):
        raise OperationalError("commit", {}, Exception("disk full"))

    event.listen(house.book.engine, "commit", full)
    error = write(path)
    event.remove(house.book.engine, "commit", full)
    assert error.code == "store.write"
    assert path.read_bytes() == b"evidence" and exports(house) == []


def test_a_file_that_cannot_be_written_is_said_to_be_named_by_the_ledger(house, tmp_path, write):
    (tmp_path / "file").touch()
    error = write(tmp_path / "file" / "x.pdf")
    assert error.code == "export.failed" and error.file == "x.pdf"
    assert "台帳に書き出しの記録がありますが、ファイルは書き出していません。" in str(error)
    assert [data["name"] for data in exports(house)] == ["x.pdf"]


def test_others_sign_while_a_slow_file_is_written(house, tmp_path, monkeypatch, write):
    def slow(path, content):
        house.by("kensa-2", lambda _state, _by: Draft("access.screen_locked", {}))
        return safe_write.write_safely(path, content)

    monkeypatch.setattr(recorded_file, "write_safely", slow)
    assert write(tmp_path / "x.pdf") is None
    assert [entry.kind for entry in house.book.history()[-2:]] == ["export.made", "access.screen_locked"]


def test_a_name_that_is_no_text_can_stand_in_the_ledger():
    assert ledger_name(Path("/tmp/x\udcff.pdf")) == "x〔FF〕.pdf"
