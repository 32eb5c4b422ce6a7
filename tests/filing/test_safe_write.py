import os
import sys

import pytest

from app.errors import KenpanError
from app.filing.safe_write import write_safely


def test_a_file_is_written_with_its_folder_and_nothing_else(tmp_path):
    path = tmp_path / "new" / "folder" / "通知.pdf"
    assert write_safely(path, b"secret content") == path
    assert path.read_bytes() == b"secret content"
    assert [one for one in tmp_path.rglob("*") if one.is_file()] == [path]


def test_an_existing_file_is_replaced_as_a_whole_and_nothing_is_left_beside_it(tmp_path):
    path = tmp_path / "x.pdf"
    path.write_bytes(b"old and longer")
    held = path.open("rb")
    write_safely(path, b"new")
    with held:
        assert held.read() == b"old and longer"
    assert [(one.name, one.read_bytes()) for one in tmp_path.glob("*.pdf")] == [("x.pdf", b"new")]
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".kenpan-")] == []


def test_what_cannot_be_written_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "x.pdf"
    path.write_bytes(b"old")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(KenpanError) as caught:
        write_safely(path, b"new")
    assert (caught.value.code, caught.value.file) == ("export.failed", "x.pdf")
    assert path.read_bytes() == b"old"
    assert sorted(one.name for one in tmp_path.iterdir() if one.is_file()) == ["x.pdf"]


@pytest.mark.parametrize("place", ["file/x.pdf", "folder"])
def test_a_place_that_takes_no_file_is_an_error(tmp_path, place):
    (tmp_path / "file").write_text("x", encoding="ascii")
    (tmp_path / "folder").mkdir()
    with pytest.raises(KenpanError) as caught:
        write_safely(tmp_path / place, b"new")
    assert caught.value.code == "export.failed"
    assert list((tmp_path / "folder").iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="file modes")
def test_an_export_is_readable_by_its_owner_only(tmp_path):
    assert write_safely(tmp_path / "x.pdf", b"new").stat().st_mode & 0o777 == 0o600
