"""正 and 副 side by side: which file differs, and in which byte."""

import shutil

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Cancelled, KenpanError
from app.media.comparing import compare_media, difference
from app.media.container import OpenContainer
from app.media.opening import open_media
from app.media.volume import find_volume

BOX = OpenContainer()
TOKYO = "ZMGKK#2101"


@pytest.fixture
def other_folder(volume_folder):
    return shutil.copytree(volume_folder, volume_folder.with_name("PAP03B"))


@pytest.fixture
def compared(volume_folder, other_folder, key):
    def compare(with_key=key, **options):
        media = open_media(find_volume(volume_folder), key, BOX)
        return compare_media(media, find_volume(other_folder), with_key, BOX, **options)

    return compare


def refusal(call, *arguments) -> KenpanError:
    with pytest.raises(KenpanError) as caught:
        call(*arguments)
    return caught.value


def test_equal_discs_are_compared_without_a_key(compared, expected):
    result = compared(None)
    assert result.equal
    assert (result.one, result.other, result.files) == ("PAP03A（正）", "PAP03B（副）", len(expected))
    assert (result.differences, result.sealed_apart) == ((), ())
    assert "同じ内容" in result.text


@pytest.mark.parametrize("at", [0, 979, 980, 1500])
def test_the_file_and_the_first_byte_that_differ_are_named(compared, other_folder, key, expected, content, at):
    plain = bytearray(content(expected[TOKYO]))
    plain[at] ^= 1
    plain[at + 100] ^= 1
    BOX.seal_to(other_folder / f"{TOKYO}.cmp", bytes(plain), key)
    (found,) = compared().differences
    assert (found.file, found.reason, found.first, found.count) == (TOKYO, "content", at, 2)
    assert f"{at + 1:,} バイト目（番号 {at // 980 + 1} の {at % 980 + 1} バイト目）" in found.text


def test_a_file_that_is_only_longer_differs_from_its_end_on(compared, other_folder, key, expected, content):
    plain = content(expected[TOKYO])
    BOX.seal_to(other_folder / f"{TOKYO}.cmp", plain + plain[:980], key)
    (found,) = compared().differences
    assert (found.first, found.count) == (len(plain), 980)
    assert f"長さは {len(plain):,} バイトと {len(plain) + 980:,} バイト" in found.text


def test_other_bytes_on_the_disc_around_the_same_content_are_no_difference(
    compared, other_folder, key, expected, content
):
    BOX.seal_to(other_folder / f"{TOKYO}.cmp", content(expected[TOKYO]), key, level=9)
    result = compared()
    assert result.equal
    assert result.sealed_apart == (TOKYO,)
    assert refusal(compared, None).code == "key.needed"


def test_a_plain_copy_may_stand_in_for_an_encrypted_disc(compared, other_folder, expected, content):
    for name, file in expected.items():
        (other_folder / f"{name}.cmp").unlink()
        (other_folder / name).write_bytes(content(file))
    result = compared(None)
    assert result.equal
    assert result.sealed_apart == tuple(sorted(expected))


def test_files_that_only_one_of_both_has_are_named(compared, volume_folder, other_folder):
    (other_folder / f"{TOKYO}.cmp").unlink()
    (volume_folder / "KENS#ZMGKS31.cmp").unlink()
    found = {one.file: one.reason for one in compared().differences}
    assert found == {TOKYO: "missing", "KENS#ZMGKS31": "extra"}


def test_a_file_that_neither_has_is_no_difference(compared, volume_folder, other_folder):
    for folder in (volume_folder, other_folder):
        (folder / f"{TOKYO}.cmp").unlink()
    assert compared().equal


def test_a_file_that_cannot_be_read_is_never_equal(compared, other_folder):
    path = other_folder / f"{TOKYO}.cmp"
    path.write_bytes(path.read_bytes()[:-4096])
    (found,) = compared().differences
    assert (found.file, found.reason, found.first) == (TOKYO, "unread", None)


def test_a_wrong_key_is_an_error_and_no_difference(compared, other_folder, other_key, key, expected, content):
    BOX.seal_to(other_folder / f"{TOKYO}.cmp", content(expected[TOKYO]), key, level=9)
    assert refusal(compared, other_key).code == "file.key"


def test_another_volume_is_no_other_side(volume_folder, tmp_path, key):
    other = tmp_path / "PAP01A"
    other.mkdir()
    (other / "ZMGKK#0201").write_bytes(b"")
    media = open_media(find_volume(volume_folder), key, BOX)
    assert refusal(compare_media, media, find_volume(other), key, BOX).code == "media.other_volume"


def test_comparing_says_how_far_it_is_and_can_be_cancelled(compared, other_folder):
    seen = []
    compared(progress=lambda stage, done, total: seen.append((done, total)))
    total = sum(path.stat().st_size for path in other_folder.iterdir())
    assert seen[-1] == (total, total)

    def stop(stage, done, total):
        raise Cancelled

    with pytest.raises(Cancelled):
        compared(progress=stop)


def test_the_result_is_told_as_json(compared, other_folder):
    (other_folder / f"{TOKYO}.cmp").unlink()
    told = compared().as_json()
    assert (told["equal"], told["media"]) == (False, ["PAP03A（正）", "PAP03B（副）"])
    assert [one["file"] for one in told["differences"]] == [TOKYO]


@given(st.binary(max_size=60), st.binary(max_size=60))
def test_a_difference_is_counted_byte_by_byte(one, other):
    first, count = difference(np.frombuffer(one, dtype=np.uint8), np.frombuffer(other, dtype=np.uint8))
    common = min(len(one), len(other))
    places = [at for at in range(common) if one[at] != other[at]] + list(range(common, max(len(one), len(other))))
    assert (first, count) == ((places[0], len(places)) if places else (0, 0))


def test_the_same_side_twice_is_said(volume_folder, key, compared):
    media = open_media(find_volume(volume_folder), key, BOX)
    assert "どちらも同じ側です" in compare_media(media, find_volume(volume_folder), None, BOX).text
    assert "どちらも同じ側です" not in compared().text
