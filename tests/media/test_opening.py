import threading

import numpy as np
import pytest

from app.errors import Cancelled, KenpanError
from app.media.container import OpenContainer, PlainContainer
from app.media.opening import open_media
from app.media.sequences import held_once, notice_files
from app.media.volume import find_volume
from tests.patience import PATIENCE_S

BOX = OpenContainer()
TOKYO = "ZMGKK#2101"


def codes(media):
    return [(problem.code, problem.file) for problem in media.problems]


def test_a_complete_volume_opens_whole(volume_folder, key, expected, content):
    media = open_media(find_volume(volume_folder), key, BOX)
    assert list(media.files) == list(expected)
    for name, file in media.files.items():
        assert file.data.tobytes() == content(expected[name])
        assert (file.kind, file.scheme, file.expected) == (expected[name].kind, expected[name].scheme, expected[name])
        assert file.media_bytes == (volume_folder / f"{name}.cmp").stat().st_size
    assert media.problems == ()
    assert (media.container, media.container_label) == ("open", BOX.label)


def test_a_volume_without_encryption_needs_no_key(tmp_path, expected, content):
    folder = tmp_path / "PAP03A"
    folder.mkdir()
    for name, file in expected.items():
        (folder / name).write_bytes(content(file))
    media = open_media(find_volume(folder), None, BOX)
    assert len(media.files) == len(expected)
    assert (media.container, media.container_label) == ("plain", PlainContainer().label)
    assert {file.container for file in media.files.values()} == {"plain"}


def test_encrypted_files_without_a_key_are_refused(volume_folder):
    with pytest.raises(KenpanError) as caught:
        open_media(find_volume(volume_folder), None, BOX)
    assert caught.value.code == "key.needed"


def test_a_wrong_key_opens_nothing_and_is_one_error(volume_folder, other_key):
    with pytest.raises(KenpanError) as caught:
        open_media(find_volume(volume_folder), other_key, BOX)
    assert (caught.value.code, caught.value.file) == ("file.key", "PAP03A")


def test_a_wrong_key_is_one_error_even_beside_a_plain_and_an_empty_file(volume_folder, other_key):
    (volume_folder / f"{TOKYO}.cmp").rename(volume_folder / TOKYO)
    (volume_folder / "ZMGKS#2101.cmp").write_bytes(b"")
    with pytest.raises(KenpanError) as caught:
        open_media(find_volume(volume_folder), other_key, BOX)
    assert caught.value.code == "file.key"


def test_a_file_that_cannot_be_opened_is_a_problem_beside_the_others(volume_folder, key, expected, content):
    damaged = bytearray((volume_folder / f"{TOKYO}.cmp").read_bytes())
    damaged[100] ^= 1
    (volume_folder / f"{TOKYO}.cmp").write_bytes(damaged)
    (volume_folder / "ZMGKS#2101.cmp").write_bytes(b"")
    other = OpenContainer().seal(content(expected["KENS#ZMGKK31"]), type(key)(bytes(32), bytes(16)))
    (volume_folder / "KENS#ZMGKK31.cmp").write_bytes(other)
    media = open_media(find_volume(volume_folder), key, BOX)
    assert sorted(codes(media)) == [
        ("file.damaged", TOKYO),
        ("file.key", "KENS#ZMGKK31"),
        ("file.truncated", "ZMGKS#2101"),
    ]
    assert set(media.files) == set(expected) - {TOKYO, "ZMGKS#2101", "KENS#ZMGKK31"}


def test_missing_and_unexpected_files_are_problems_with_their_prefecture(volume_folder, key):
    (volume_folder / f"{TOKYO}.cmp").unlink()
    (volume_folder / "KENS#ZMGKS31.cmp").unlink()
    (volume_folder / "ZMGKS#0201.cmp").write_bytes(b"")
    (volume_folder / "memo.txt").write_bytes(b"")
    media = open_media(find_volume(volume_folder), key, BOX)
    said = {problem.file: (problem.code, problem.what) for problem in media.problems}
    assert {file: code for file, (code, _) in said.items()} == {
        TOKYO: "volume.missing",
        "KENS#ZMGKS31": "volume.missing",
        "ZMGKS#0201.cmp": "volume.unexpected",
        "memo.txt": "volume.unexpected",
    }
    assert "厚年・東京都" in said[TOKYO][1]
    assert "船保・件数表" in said["KENS#ZMGKS31"][1]
    assert "PAP01の船保・青森県" in said["ZMGKS#0201.cmp"][1]
    assert not media.files.keys() & {"ZMGKS#0201", "memo.txt"}


def test_progress_counts_all_files_together_and_never_goes_back(volume_folder, key):
    total = sum(path.stat().st_size for path in volume_folder.iterdir())
    seen = []
    open_media(find_volume(volume_folder), key, BOX, progress=lambda stage, done, all_: seen.append((done, all_)))
    assert seen == sorted(seen)
    assert seen[-1] == (total, total)
    assert {all_ for _, all_ in seen} == {total}


@pytest.mark.parametrize("jobs", [1, 2])
def test_opening_can_be_cancelled_and_leaves_no_thread(volume_folder, key, jobs):
    before = threading.active_count()
    calls = []

    def stop(stage, done, total):
        calls.append(done)
        if len(calls) == 5:
            raise Cancelled

    with pytest.raises(Cancelled):
        open_media(find_volume(volume_folder), key, BOX, progress=stop, jobs=jobs)
    assert len(calls) == 5
    assert threading.active_count() == before


def test_two_files_are_opened_at_a_time_the_largest_first(volume_folder, key, expected, content):
    BOX.seal_to(volume_folder / f"{TOKYO}.cmp", bytes(range(256)) * 4000, key, level=0)
    begun, together = [], threading.Barrier(2, timeout=PATIENCE_S)

    class Watched:
        name, label = "watched", "見張り"

        def open(self, path, key, progress, **more):
            begun.append(path.name)
            if len(begun) <= 2:
                together.wait()
            return BOX.open(path, key, progress, **more)

    media = open_media(find_volume(volume_folder), key, Watched())
    assert begun[0] == f"{TOKYO}.cmp"
    assert len(media.files) == len(expected)


def test_running_out_of_memory_is_said_for_the_file(volume_folder, key):
    class Hungry:
        name, label = "hungry", "空腹"

        def open(self, path, key, progress, **more):
            if path.name.startswith(TOKYO):
                raise MemoryError
            return BOX.open(path, key, progress, **more)

    assert codes(open_media(find_volume(volume_folder), key, Hungry())) == [("file.memory", TOKYO)]


def test_a_file_that_vanishes_is_a_problem(volume_folder, key):
    volume = find_volume(volume_folder)
    (volume_folder / f"{TOKYO}.cmp").unlink()
    assert codes(open_media(volume, key, BOX)) == [("file.unreadable", TOKYO)]


def test_split_files_open_and_what_is_missing_between_them_is_a_problem(volume_folder, key, expected, content):
    BOX.seal_to(volume_folder / "ZMGKK#2103.cmp", content(expected[TOKYO]), key)
    media = open_media(find_volume(volume_folder), key, BOX)
    assert media.files["ZMGKK#2103"].expected.split == 3
    assert codes(media) == [("volume.missing", "ZMGKK#2102")]
    assert "東京都・分割 2" in str(media.problems[0])


def test_a_split_file_without_the_first_one_says_what_is_missing(volume_folder, key):
    (volume_folder / f"{TOKYO}.cmp").rename(volume_folder / "ZMGKK#2102.cmp")
    media = open_media(find_volume(volume_folder), key, BOX)
    problems = {problem.code: problem for problem in media.problems}
    assert problems["volume.missing"].file == TOKYO
    assert problems["volume.unexpected"].file == "ZMGKK#2102.cmp"
    assert f"1 つ目の {TOKYO} がありません" in problems["volume.unexpected"].what


def test_notice_files_of_one_prefecture_know_their_sequence(volume_folder, key, expected, content):
    plain = content(expected[TOKYO])
    BOX.seal_to(volume_folder / f"{TOKYO}.cmp", plain[: 980 * 3], key)
    BOX.seal_to(volume_folder / "ZMGKK#2102.cmp", plain[980 * 3 :], key)
    media = open_media(find_volume(volume_folder), key, BOX)
    files = notice_files(media)
    first, second = files[TOKYO], files["ZMGKK#2102"]
    assert first.sequence is second.sequence
    assert first.sequence.whole.data.tobytes() == plain
    assert files["ZMGKK#1201"].sequence is None
    assert list(files) == [name for name, one in media.files.items() if one.kind == "notices"]
    once = held_once(media, files)
    assert np.shares_memory(once.files["ZMGKK#2102"].data, first.sequence.whole.data)
    assert {name: one.data.tobytes() for name, one in once.files.items()} == {
        name: one.data.tobytes() for name, one in media.files.items()
    }
