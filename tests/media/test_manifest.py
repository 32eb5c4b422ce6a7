import json

import pytest

from app.media.container import OpenContainer
from app.media.manifest import manifest, same_manifest
from app.media.opening import open_media
from app.media.volume import find_volume

BOX = OpenContainer()


@pytest.fixture
def made(volume_folder, key):
    def make():
        return manifest(open_media(find_volume(volume_folder), key, BOX))

    return make


def test_the_same_media_give_the_same_manifest(made):
    first, second = made(), made()
    assert json.dumps(first, sort_keys=True) == json.dumps(second, sort_keys=True)
    assert same_manifest(first, second) == []
    assert same_manifest(json.loads(json.dumps(first)), second) == []


def test_a_manifest_says_what_was_opened(made, expected):
    one = made()
    assert (one["volume"], one["container"]) == ("PAP03A", "open")
    assert [entry["name"] for entry in one["files"]] == sorted(expected)
    assert all(len(entry["sha256"]) == len(entry["media_sha256"]) == 64 for entry in one["files"])


def test_a_changed_byte_of_a_record_changes_the_manifest(made, volume_folder, key, expected, content):
    before = made()
    plain = bytearray(content(expected["ZMGKK#2101"]))
    plain[100] ^= 1
    BOX.seal_to(volume_folder / "ZMGKK#2101.cmp", bytes(plain), key)
    after = made()
    assert after["sha256"] != before["sha256"]
    (said,) = same_manifest(before, after)
    assert said.startswith("ZMGKK#2101：")
    assert "内容（SHA-256）" in said


def test_the_same_content_sealed_otherwise_is_a_difference_of_the_medium_only(
    made, volume_folder, key, expected, content
):
    before = made()
    BOX.seal_to(volume_folder / "ZMGKK#2101.cmp", content(expected["ZMGKK#2101"]), key, level=9)
    (said,) = same_manifest(before, made())
    assert "媒体上のデータ" in said
    assert "内容" not in said


def test_a_missing_file_and_another_label_are_said(made, volume_folder):
    before = made()
    (volume_folder / "ZMGKK#2101.cmp").unlink()
    volume_folder.rename(volume_folder.with_name("gone"))
    volume_folder.mkdir()
    for path in volume_folder.with_name("gone").iterdir():
        path.rename(volume_folder / path.name)
    after = made()
    assert same_manifest(before, after) == ["ZMGKK#2101：後にありません。"]
    assert same_manifest(after, before) == ["ZMGKK#2101：前にありません。"]


def test_the_other_side_of_the_pair_differs_only_in_its_label(made, volume_folder, key):
    other = volume_folder.rename(volume_folder.with_name("PAP03B"))
    after = manifest(open_media(find_volume(other), key, BOX))
    other.rename(volume_folder)
    assert same_manifest(made(), after) == ["巻ラベルが違います（前 PAP03A、後 PAP03B）。"]


def test_a_manifest_that_was_edited_no_longer_holds(made):
    sound, edited = made(), made()
    edited["files"][0]["bytes"] += 980
    said = same_manifest(sound, edited)
    assert said[0] == "後の記録が作成後に変わっています。"
    assert len(said) == 2
