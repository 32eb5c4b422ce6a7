"""Erasing goes through to the end, whatever lies in the folder, and touches nothing outside."""

import os
import shutil
import stat
import sys
import tempfile
from pathlib import Path

import pytest

from app.errors import KenpanError
from app.media import erasing
from app.media.erasing import erase
from app.media.private_folder import private_folder

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="handles of folders, links, pipes")

RECORD = b"a record" * 1000


@pytest.fixture
def folder():
    """In memory, where private folders lie."""
    path = Path(tempfile.mkdtemp(prefix="test-erasing-", dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None))
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(params=["handle", "path"])
def erased(request, folder):
    """Erases the folder: by its handle, and by paths as where folders have no handles (Windows)."""

    def erase_it():
        if request.param == "path":
            return erase(folder)
        handle = os.open(folder, os.O_RDONLY)
        try:
            return erase(folder, handle)
        finally:
            os.close(handle)

    return erase_it


@pytest.fixture
def outside(tmp_path):
    path = tmp_path / "outside"
    path.mkdir()
    (path / "own").write_bytes(RECORD)
    path.chmod(0o750)
    return path


@pytest.fixture
def gone(erased, folder):
    """Erases the folder, of which nothing must be left."""

    def erase_it():
        done = erased()
        assert not os.path.lexists(folder)
        return done

    return erase_it


@pytest.fixture
def written(monkeypatch):
    """What every file held when it was removed, read through the folder's handle as the erasing does."""
    held = []
    unlink = os.unlink

    def watched(name, *, dir_fd=None):
        if stat.S_ISREG(os.stat(name, dir_fd=dir_fd, follow_symlinks=False).st_mode):
            with os.fdopen(os.open(name, os.O_RDONLY | os.O_NOFOLLOW, dir_fd=dir_fd), "rb") as file:
                held.append(file.read())
        unlink(name, dir_fd=dir_fd)

    monkeypatch.setattr(os, "unlink", watched)
    return held


def test_files_in_every_depth_are_zeros_before_they_go(folder, written, gone):
    (folder / "a" / "b" / "c").mkdir(parents=True)
    for place in ("one", "a/two", "a/b/three", "a/b/c/four"):
        (folder / place).write_bytes(RECORD)
    done = gone()
    assert (done.files, done.size, done.left) == (4, 4 * len(RECORD), ())
    assert written == [bytes(len(RECORD))] * 4


def test_paths_longer_than_the_system_takes_are_no_obstacle(folder, gone):
    at = os.open(folder, os.O_RDONLY)
    for _ in range(60):
        os.mkdir("d" * 200, dir_fd=at)
        inner = os.open("d" * 200, os.O_RDONLY, dir_fd=at)
        os.close(at)
        at = inner
    os.close(os.open("plain", os.O_WRONLY | os.O_CREAT, dir_fd=at))
    os.close(at)
    assert gone().files == 1


def test_nested_deeper_than_anything_recurses(folder, gone):
    at = os.open(folder, os.O_RDONLY)
    for _ in range(1100):
        os.mkdir("d", dir_fd=at)
        inner = os.open("d", os.O_RDONLY, dir_fd=at)
        os.close(at)
        at = inner
    os.close(at)
    assert gone().left == ()


def test_links_are_removed_and_never_followed(folder, outside, gone):
    (folder / "file").symlink_to(outside / "own")
    (folder / "folder").symlink_to(outside)
    (folder / "sub").mkdir()
    (folder / "sub" / "folder").symlink_to(outside)
    (folder / "nowhere").symlink_to("/nowhere")
    assert gone().left == ()
    assert (outside / "own").read_bytes() == RECORD
    assert stat.S_IMODE(outside.stat().st_mode) == 0o750


def test_a_file_that_has_a_name_outside_is_not_overwritten_and_is_named(folder, gone):
    own = folder.with_name(f"{folder.name}-own")
    own.write_bytes(RECORD)
    (folder / "sub").mkdir()
    (folder / "sub" / "again").hardlink_to(own)
    done = gone()
    content = own.read_bytes()
    own.unlink()
    assert content == RECORD
    assert [one.partition("（")[0] for one in done.left] == ["sub/again"]


def test_a_file_with_two_names_inside_is_overwritten(folder, written, gone):
    (folder / "one").write_bytes(RECORD)
    (folder / "sub").mkdir()
    (folder / "sub" / "other").hardlink_to(folder / "one")
    assert gone().left == ()
    assert written[-1] == bytes(len(RECORD))


def test_what_gives_no_right_to_anybody_is_erased(folder, written, gone):
    (folder / "sub" / "inner").mkdir(parents=True)
    (folder / "sub" / "inner" / "plain").write_bytes(RECORD)
    for path, mode in (("sub/inner/plain", 0), ("sub/inner", 0), ("sub", 0o500)):
        (folder / path).chmod(mode)
    assert gone().left == ()
    assert written == [bytes(len(RECORD))]


def test_pipes_and_sockets_are_removed_unopened(folder, gone):
    os.mkfifo(folder / "pipe")
    os.mknod(folder / "socket", stat.S_IFSOCK)
    assert gone().left == ()


def test_holes_are_not_filled_up(folder, gone):
    with (folder / "sparse").open("wb") as file:
        file.seek(1 << 42)
        file.write(b"end")
    assert gone().files == 1


def test_a_folder_that_was_replaced_is_left_alone_and_the_true_one_is_emptied(outside, tmp_path):
    folder = tmp_path / "private"
    folder.mkdir()
    (folder / "plain").write_bytes(RECORD)
    handle = os.open(folder, os.O_RDONLY)
    folder.rename(tmp_path / "moved")
    folder.symlink_to(outside)
    done = erase(folder, handle)
    os.close(handle)
    assert (outside / "own").read_bytes() == RECORD
    assert folder.is_symlink()
    assert list((tmp_path / "moved").iterdir()) == []
    assert [one.partition("（")[0] for one in done.left] == [str(tmp_path / "moved")]


def test_what_cannot_be_removed_does_not_keep_the_rest(folder, erased, monkeypatch):
    for name in ("a", "b", "c"):
        (folder / name).write_bytes(RECORD)
    unlink = os.unlink

    def refuse(name, **where):
        if Path(name).name == "b":
            raise PermissionError
        unlink(name, **where)

    monkeypatch.setattr(os, "unlink", refuse)
    done = erased()
    assert [path.name for path in folder.iterdir()] == ["b"]
    assert (folder / "b").read_bytes() == bytes(len(RECORD))
    assert done.left == ("b", str(folder))


def test_what_cannot_be_overwritten_is_removed_all_the_same_and_named(folder, monkeypatch, gone):
    def full(_handle, _zeros):
        raise OSError(28, "no space")

    (folder / "plain").write_bytes(RECORD)
    monkeypatch.setattr(os, "write", full)
    done = gone()
    assert [one.partition("（")[0] for one in done.left] == ["plain"]


def test_what_appears_meanwhile_is_erased_too(folder, monkeypatch, gone):
    (folder / "plain").write_bytes(RECORD)
    unlink, more = os.unlink, [b"late"]

    def unlink_and_more(name, **where):
        unlink(name, **where)
        if more:
            (folder / "late").write_bytes(more.pop())

    monkeypatch.setattr(os, "unlink", unlink_and_more)
    assert gone().files == 2


def test_the_names_that_are_left_are_in_the_error(tmp_path, monkeypatch):
    unlink = os.unlink

    def refuse(name, **where):
        if "record" in str(name):
            raise PermissionError
        unlink(name, **where)

    with pytest.raises(KenpanError) as caught, private_folder(tmp_path) as folder:
        for number in range(7):
            (folder / f"record{number}").write_bytes(RECORD)
        (folder / "key.toml").write_bytes(RECORD)
        monkeypatch.setattr(os, "unlink", refuse)
    assert caught.value.code == "tool.cleanup"
    assert "record0、record1、record2、record3、record4 ほか 3 個" in caught.value.what
    assert "key.toml" not in caught.value.what
    assert str(folder) in caught.value.next_step


def test_a_file_system_inside_is_not_entered(folder, erased, monkeypatch):
    (folder / "mounted").mkdir()
    (folder / "mounted" / "own").write_bytes(RECORD)
    there = (folder / "mounted").stat().st_ino
    device = erasing._device

    def elsewhere(place):
        found = os.fstat(place) if isinstance(place, int) else Path(place).stat()
        return device(place) + (found.st_ino == there)

    monkeypatch.setattr(erasing, "_device", elsewhere)
    done = erased()
    assert (folder / "mounted" / "own").read_bytes() == RECORD
    assert "mounted" in done.left
