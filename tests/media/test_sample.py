"""A sample is known by its records, whatever lies beside them, sealed or plain; nothing else passes for one."""

import shutil
from pathlib import Path

import pytest

from app.media.container import OpenContainer
from app.media.media_key import Key, read_key_file
from app.media.opening import open_media
from app.media.sample import begins_as_sample, carries_nothing_else, is_sample, sample_files
from app.media.volume import find_volume
from app.records.layouts import NOTICE_LENGTH
from tests.agency import as_agency, unmarked

TOKYO = "ZMGKK#2101"


@pytest.fixture(scope="module")
def sealed(tmp_path_factory):
    from app.training.sample import make_sample

    folder = tmp_path_factory.mktemp("sealed")
    make_sample(folder, establishments=30)
    return folder


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    from app.training.sample import make_sample

    folder = tmp_path_factory.mktemp("plain")
    make_sample(folder, establishments=30, plain=True)
    return folder


@pytest.fixture
def own(plain, tmp_path) -> Path:
    return Path(shutil.copytree(plain, tmp_path / "own"))


def key_of(folder: Path) -> Key:
    return read_key_file(folder / "key.toml")


def looked_at(folder: Path, key: Key | None = None) -> tuple[bool, bool]:
    """Whether a volume begins as a sample, and whether it is one."""
    volume = find_volume(folder)
    return begins_as_sample(volume, key), is_sample(open_media(volume, key, OpenContainer()))


def test_a_sample_is_known_sealed_and_plain(sealed, plain):
    assert looked_at(sealed, key_of(sealed)) == (True, True)
    assert looked_at(plain) == (True, True)


def test_without_what_lies_beside_it_a_sample_is_still_one(plain, tmp_path):
    assert looked_at(Path(shutil.copytree(plain / "PAP03A", tmp_path / "PAP03A"))) == (True, True)


def test_the_agency_s_media_are_none_whatever_file_lies_beside_them(sealed, plain, tmp_path):
    for number, folder in enumerate((sealed, plain)):
        agency = as_agency(folder, tmp_path / str(number))
        assert (agency / "sample.toml").is_file()
        assert looked_at(agency, key_of(agency)) == (False, False)


@pytest.mark.parametrize("name", [TOKYO, "ZMGKS#1201", "KENS#ZMGKK31"])
def test_one_file_of_the_agency_s_is_enough(own, name):
    path = own / "PAP03A" / name
    path.write_bytes(unmarked(path.read_bytes()))
    assert looked_at(own) == (False, False)


def test_files_of_a_sample_among_others_are_named(own):
    for path in (own / "PAP03A").iterdir():
        if path.name != TOKYO:
            path.write_bytes(unmarked(path.read_bytes()))
    media = open_media(find_volume(own), None, OpenContainer())
    assert sample_files(media) == (TOKYO,)
    assert not is_sample(media) and not carries_nothing_else(media)


def test_what_only_begins_as_a_sample_is_none(own):
    path = own / "PAP03A" / TOKYO
    raw = path.read_bytes()
    path.write_bytes(raw[:NOTICE_LENGTH] + unmarked(raw[NOTICE_LENGTH:]))
    assert looked_at(own) == (True, False)


def test_a_file_that_does_not_open_says_nothing(sealed, tmp_path):
    own = Path(shutil.copytree(sealed, tmp_path / "own"))
    (own / "PAP03A" / f"{TOKYO}.cmp").write_bytes(b"\x00" * 8192)
    assert looked_at(own, key_of(own)) == (True, True)


def test_nothing_is_known_without_the_right_key(sealed):
    volume = find_volume(sealed)
    assert not begins_as_sample(volume, None)
    assert not begins_as_sample(volume, Key(b"x" * 32, b"y" * 16))


def test_a_volume_of_empty_files_is_no_sample(own):
    for path in (own / "PAP03A").iterdir():
        path.write_bytes(b"")
    assert looked_at(own) == (False, False)
    assert carries_nothing_else(open_media(find_volume(own), None, OpenContainer()))


SHIFTED = ("record.type/inserted", "record.type/deleted", "file.length", "file.key")


@pytest.mark.parametrize("name", ["every rule", *SHIFTED])
def test_defects_planted_in_a_sample_leave_it_one(tmp_path, name):
    from app.training.defects import DEFECTS
    from app.training.sample import make_sample

    every = frozenset(one for one in DEFECTS if "/" not in one)
    make_sample(tmp_path, establishments=200, defects=every if name == "every rule" else frozenset({name}))
    assert looked_at(tmp_path, key_of(tmp_path)) == (True, True)
