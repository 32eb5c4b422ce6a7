"""Ledger and logs are their owner's alone, also where they were laid down carelessly before."""

import logging
import sys
from pathlib import Path

import pytest

from app.errors import KenpanError
from app.fault_log import fault_log
from app.private import NotPrivateError, tighten
from app.store.database import default_url, open_database
from tests.devices import a_device
from tests.signoff.small_ledger import thirteen


def mode(path):
    return path.stat().st_mode & 0o777


@pytest.fixture
def own(tmp_path):
    """The program's folder as somebody else's umask left it, with everything in it."""
    folder = tmp_path / "kenpan"
    folder.mkdir()
    folder.chmod(0o755)
    (folder / "kenpan.log").write_bytes(b"")
    (folder / "kenpan.log").chmod(0o644)
    return folder


@pytest.fixture
def no_rights(monkeypatch):
    """The files are somebody else's, or the file system knows no rights."""

    def refuse(self, _mode):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "chmod", refuse)


def refusal(act, *arguments):
    with pytest.raises(KenpanError) as caught:
        act(*arguments)
    return caught.value


def log_something():
    with fault_log():
        logging.getLogger("app.test").error("here")


def test_a_ledger_that_others_may_read_is_tightened(own):
    thirteen(default_url()).book.engine.dispose()
    ledger = own / "kenpan.db"
    assert mode(own) == 0o700
    for name in ("kenpan.db", "kenpan.db-wal", "kenpan.db-shm"):
        (own / name).touch()
        (own / name).chmod(0o666)
    own.chmod(0o777)
    open_database(default_url()).dispose()
    assert (mode(own), mode(ledger)) == (0o700, 0o600)
    assert {mode(path) for path in own.glob("kenpan.db*")} == {0o600}


@pytest.mark.parametrize("wrong", ["kenpan.db", "kenpan.db-wal", "."])
def test_a_ledger_that_cannot_be_tightened_is_refused_with_the_reason(own, request, wrong):
    small = thirteen(default_url())
    (own / wrong).chmod(0o755)
    request.getfixturevalue("no_rights")
    error = refusal(open_database, default_url())
    small.book.engine.dispose()
    assert error.code == "store.private"
    assert error.file == (own / wrong).resolve().name
    assert "ほかの利用者が読み書きできます" in error.what


def test_elsewhere_others_may_look_into_the_folder_but_not_write_there(tmp_path):
    """Who writes there could lay a log beside the ledger. What is not the program's folder is not shut more than so."""
    folder = tmp_path / "office"
    folder.mkdir()
    folder.chmod(0o775)
    open_database(f"sqlite:///{folder / 'kenpan.db'}").dispose()
    assert (mode(folder), mode(folder / "kenpan.db")) == (0o755, 0o600)


def test_rights_are_only_taken_away(tmp_path):
    folder = tmp_path / "made"
    open_database(f"sqlite:///{folder / 'kenpan.db'}").dispose()
    assert mode(folder) == 0o700
    (folder / "kenpan.db").chmod(0o444)
    try:
        open_database(f"sqlite:///{folder / 'kenpan.db'}").dispose()
    except KenpanError as error:  # unless it is root who runs the tests
        assert error.code == "store.open"
    assert mode(folder / "kenpan.db") == 0o400


def test_the_log_of_faults_is_tightened(own):
    log_something()
    assert (mode(own / "kenpan.log"), mode(own)) == (0o600, 0o700)
    assert "here" in (own / "kenpan.log").read_text(encoding="utf-8")


def test_a_new_log_of_faults_is_private_and_only_made_when_there_is_a_fault(tmp_path):
    with fault_log():
        assert not (tmp_path / "kenpan" / "kenpan.log").exists()
    log_something()
    assert mode(tmp_path / "kenpan" / "kenpan.log") == 0o600


def test_nothing_is_logged_where_others_would_read_it(own, no_rights):
    log_something()
    assert (own / "kenpan.log").read_bytes() == b""


@pytest.mark.skipif(sys.platform == "win32", reason="devices in the file system")
def test_rights_of_a_device_are_left_alone(tmp_path):
    device = a_device(tmp_path, "null")
    before = [one.stat().st_mode for one in (device.parent, device)]
    with pytest.raises(NotPrivateError):
        tighten(device)
    assert [one.stat().st_mode for one in (device.parent, device)] == before
