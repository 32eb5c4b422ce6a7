"""The key of a session on its way from one command to the next: in memory, this user's alone, or not used."""

import os
import stat
import sys
import tempfile
from pathlib import Path
from types import SimpleNamespace

import pytest

from app.errors import KenpanError
from app.signoff.batch import OpenBatch
from app.workstation import runtime_folder as runtime
from app.workstation.runtime_folder import in_memory
from app.workstation.session_file import KeptSession, forget_session, keep_session, kept_session
from tests.rows import each_row

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="file modes and owners")
KEPT = KeptSession("a" * 64, OpenBatch("person", "0f" * 32, "2026-11-02T09:30:00.000Z"))


@pytest.fixture
def folder(tmp_path) -> Path:
    """Where the session is kept in a test: see ``own_folders``."""
    return runtime.runtime_folder().path


@pytest.fixture
def path(folder) -> Path:
    """The file of a session that is kept."""
    assert keep_session(KEPT)
    return folder / "session.json"


def code_of(act) -> str:
    with pytest.raises(KenpanError) as caught:
        act()
    return caught.value.code


def test_what_is_kept_comes_back_and_is_gone_when_it_is_forgotten(path):
    assert kept_session() == KEPT
    forget_session()
    assert kept_session() is None
    assert not path.exists()


def test_nothing_is_made_by_asking(folder):
    assert kept_session() is None
    forget_session()
    assert not folder.exists()


def test_only_the_user_reads_the_file_and_enters_the_folder(path):
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [one.name for one in path.parent.iterdir()] == ["session.json"]


def test_a_new_session_takes_the_place_of_the_one_before(path):
    later = KeptSession("a" * 64, OpenBatch("person", "1e" * 32, "2026-11-02T10:00:00.000Z"))
    keep_session(later)
    assert kept_session() == later


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o666])
def test_a_file_that_others_may_read_is_not_used(path, mode):
    path.chmod(mode)
    assert code_of(kept_session) == "session.file"


def test_a_copy_that_another_user_owns_is_not_used(path, monkeypatch):
    real = os.fstat
    other = lambda handle: SimpleNamespace(  # noqa: E731
        st_uid=os.geteuid() + 1, **{name: getattr(real(handle), name) for name in ("st_mode", "st_nlink")}
    )
    with monkeypatch.context() as patched:
        patched.setattr(os, "fstat", other)
        assert code_of(kept_session) == "session.file"
    assert kept_session() == KEPT


def test_a_link_is_not_followed(path, tmp_path):
    copy = tmp_path / "copy"
    copy.write_bytes(path.read_bytes())
    copy.chmod(0o600)
    path.unlink()
    path.symlink_to(copy)
    assert code_of(kept_session) == "session.file"
    assert code_of(forget_session) == "session.file"
    assert copy.read_bytes().startswith(b"{")


def test_a_file_with_a_second_name_is_not_used(path, tmp_path):
    os.link(path, path.parent / "second")
    assert code_of(kept_session) == "session.file"


def test_a_folder_that_others_may_enter_or_that_leads_elsewhere_is_not_used(path, tmp_path):
    path.parent.chmod(0o755)
    assert code_of(kept_session) == code_of(lambda: keep_session(KEPT)) == "session.folder"
    path.parent.chmod(0o700)
    moved = path.parent.rename(tmp_path / "moved")
    path.parent.symlink_to(moved)
    assert code_of(kept_session) == code_of(lambda: keep_session(KEPT)) == "session.folder"


@each_row(
    "content",
    [b"", b"nonsense", b"[]", b"{}", b'{"ledger": 1}', b"\xff\xfe", "short", "extra"],
)
def test_a_file_that_says_something_else_is_not_used(path, content):
    if content == "short":
        content = path.read_bytes().replace(b"0f" * 32, b"0f")
    elif content == "extra":
        content = path.read_bytes().replace(b"{", b'{"more": 1, ', 1)
    path.write_bytes(content)
    assert code_of(kept_session) == "session.file"


def test_the_key_is_not_in_what_is_printed_of_it():
    assert "0f0f" not in repr(KEPT)


class Sealing:
    """Turns bytes around, and says what it was asked."""

    def __init__(self):
        self.calls = []

    def seal(self, content):
        self.calls.append(("seal", content))
        return content[::-1]

    def unseal(self, sealed):
        self.calls.append(("unseal", sealed))
        return sealed[::-1]


def test_what_is_sealed_lies_there_sealed_and_comes_back(folder):
    sealing = Sealing()
    keep_session(KEPT, sealing)
    raw = (folder / "session.json").read_bytes()
    assert raw == sealing.calls[0][1][::-1] and not raw.startswith(b"{")
    assert kept_session(sealing) == KEPT
    assert [name for name, _ in sealing.calls] == ["seal", "unseal"]


# Which folder


@pytest.fixture
def places(monkeypatch, tmp_path):
    """Folders that stand for the system's own, and which of them lie in memory."""
    memory = set()
    monkeypatch.setattr(runtime, "in_memory", lambda folder: folder in memory)
    folders = [tmp_path / name for name in ("named", "user", "shm", "tmp")]
    monkeypatch.setattr(runtime, "_folders", lambda: iter(folder / "kenpan" for folder in folders))
    return folders, memory


def test_the_first_folder_in_memory_is_taken(places):
    folders, memory = places
    for folder in folders:
        folder.mkdir()
    memory |= {folders[1], folders[2]}
    assert runtime.runtime_folder() == runtime.RuntimeFolder(folders[1] / "kenpan", True)
    folders[1].rmdir()
    assert runtime.runtime_folder() == runtime.RuntimeFolder(folders[2] / "kenpan", True)


def test_without_a_folder_in_memory_the_first_that_is_there_is_taken_and_that_is_said(places):
    folders, _ = places
    folders[3].mkdir()
    assert runtime.runtime_folder() == runtime.RuntimeFolder(folders[3] / "kenpan", False)
    assert keep_session(KEPT) is False


@pytest.mark.skipif(sys.platform != "linux", reason="where Linux has folders in memory")
def test_the_system_says_which_folder_lies_in_memory():
    assert in_memory(Path("/dev/shm"))
    assert not in_memory(Path("/proc"))


def test_the_folder_that_the_login_named_comes_first(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    assert next(runtime._folders()) == tmp_path / "kenpan"
    monkeypatch.setenv("XDG_RUNTIME_DIR", "not/absolute")
    assert next(runtime._folders()) == Path(f"/run/user/{os.geteuid()}/kenpan")
    assert list(runtime._folders())[-1].parent == Path(tempfile.gettempdir())
