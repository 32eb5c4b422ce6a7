import hashlib

import pytest

from app.errors import KenpanError
from app.media.container import OpenContainer, PlainContainer, ToolContainer
from app.media.plaintext import CHUNK


@pytest.mark.parametrize("size", [0, 1, CHUNK, 2 * CHUNK + 5])
def test_a_plain_file_is_read_whole(tmp_path, size):
    raw = bytes(number % 253 for number in range(size))
    (tmp_path / "X").write_bytes(raw)
    opened = PlainContainer().open(tmp_path / "X")
    assert opened.data.tobytes() == raw
    assert opened.sha256 == opened.media_sha256 == hashlib.sha256(raw).hexdigest()
    assert opened.media_bytes == size
    assert not opened.data.flags.writeable


def test_an_encrypted_file_is_never_read_as_plain(tmp_path):
    (tmp_path / "X.CMP").write_bytes(bytes(980))
    with pytest.raises(KenpanError) as caught:
        PlainContainer().open(tmp_path / "X.CMP")
    assert caught.value.code == "file.encrypted"


def test_a_file_that_cannot_be_read_is_an_error(tmp_path):
    for name in ("none", "."):
        with pytest.raises(KenpanError) as caught:
            PlainContainer().open(tmp_path / name)
        assert caught.value.code == "file.unreadable"


def test_a_file_above_the_limit_is_refused_before_memory_is_taken(tmp_path):
    with (tmp_path / "X").open("wb") as file:
        file.truncate(2_000_000_000)
    with pytest.raises(KenpanError) as caught:
        PlainContainer().open(tmp_path / "X")
    assert caught.value.code == "file.damaged"


def test_each_container_says_what_it_is():
    boxes = (OpenContainer(), PlainContainer(), ToolContainer(("x",), 1))
    assert [box.name for box in boxes] == ["open", "plain", "tool"]
    assert len({box.label for box in boxes}) == 3
    assert "COMPLOCK IIではない" in OpenContainer().label
