"""Reading within bounds: what is no file is refused without being opened, and nothing is read for ever."""

import os
import sys

import pytest

from app import bounded
from app.bounded import NotRegularError, TooLargeError, TooSlowError, open_regular, read_regular, why


def test_a_file_is_read_whole(tmp_path):
    path = tmp_path / "file"
    for content in (b"", b"x", bytes(3_000_000)):
        path.write_bytes(content)
        assert read_regular(path, 3_000_000) == content
        with open_regular(path) as file:
            assert file.read() == content


def test_a_link_to_a_file_is_a_file(tmp_path):
    (tmp_path / "file").write_bytes(b"x")
    (tmp_path / "link").symlink_to(tmp_path / "file")
    assert read_regular(tmp_path / "link", 1) == b"x"


def others(tmp_path):
    (tmp_path / "folder").mkdir()
    yield tmp_path / "folder"
    if sys.platform != "win32":
        os.mkfifo(tmp_path / "pipe")
        yield tmp_path / "pipe"
        (tmp_path / "link").symlink_to(tmp_path / "pipe")
        yield tmp_path / "link"
        yield from map(type(tmp_path), ("/dev/zero", "/dev/full", "/dev/tty", "/dev/stdin"))


def test_what_is_no_file_is_refused_without_opening_it(tmp_path, monkeypatch):
    def never(*_arguments, **_options):
        raise AssertionError("opened")

    monkeypatch.setattr(os, "open", never)
    for path in others(tmp_path):
        if path.exists() and not path.is_file():
            for read in (open_regular, lambda one: read_regular(one, 100)):
                with pytest.raises(NotRegularError) as caught:
                    read(path)
                assert "ふつうのファイルではありません" in why(caught.value)


@pytest.mark.skipif(sys.platform == "win32", reason="pipes with names")
def test_a_file_that_becomes_a_pipe_in_between_does_not_make_anybody_wait(tmp_path, monkeypatch):
    path = tmp_path / "file"
    path.write_bytes(b"x")
    opened = os.open

    def swapped(*arguments):
        path.unlink()
        os.mkfifo(path)
        return opened(*arguments)

    monkeypatch.setattr(os, "open", swapped)
    with pytest.raises(NotRegularError):
        open_regular(path)


def test_a_byte_too_many_is_too_many(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(bytes(101))
    with pytest.raises(TooLargeError) as caught:
        read_regular(path, 100)
    assert "大きすぎます" in why(caught.value)
    assert len(read_regular(path, 101)) == 101


def test_a_file_that_grows_while_it_is_read_is_not_read_for_ever(tmp_path, monkeypatch):
    path = tmp_path / "file"
    path.write_bytes(b"x")
    monkeypatch.setattr(bounded, "_STEP", 1)

    class Growing(bounded.FileIO):
        def read(self, count):
            with path.open("ab") as more:
                more.write(b"xx")
            return super().read(count)

    monkeypatch.setattr(bounded, "FileIO", Growing)
    with pytest.raises(TooLargeError):
        read_regular(path, 1000)


def test_a_file_that_comes_in_drops_is_given_up(tmp_path, monkeypatch):
    path = tmp_path / "file"
    path.write_bytes(bytes(50))
    clock = iter(range(100))
    monkeypatch.setattr(bounded, "_STEP", 1)
    monkeypatch.setattr(bounded.time, "monotonic", lambda: next(clock))
    with pytest.raises(TooSlowError) as caught:
        read_regular(path, 100, seconds=10)
    assert why(caught.value)
