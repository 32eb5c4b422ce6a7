import json

import pytest

from app.media.container import OpenContainer
from app.media.manifest import manifest
from app.media.opening import open_media
from app.media.volume import find_volume

BOX = OpenContainer()


@pytest.fixture
def made(volume_folder, key):
    def make():
        return manifest(open_media(find_volume(volume_folder), key, BOX))

    return make


def test_the_same_media_give_the_same_manifest(made):
    assert json.dumps(made(), sort_keys=True) == json.dumps(made(), sort_keys=True)


def test_a_manifest_says_what_was_opened_and_on_which_disc(made, expected):
    one = made()
    assert (one["volume"], one["label"], one["container"]) == ("PAP03", "PAP03A", "open")
    for part in ("files", "medium"):
        assert [entry["name"] for entry in one[part]] == sorted(expected)
        assert all(len(entry["sha256"]) == 64 for entry in one[part])


def test_a_changed_byte_of_a_record_changes_the_manifest(made, volume_folder, key, expected, content):
    before = made()
    plain = bytearray(content(expected["ZMGKK#2101"]))
    plain[100] ^= 1
    BOX.seal_to(volume_folder / "ZMGKK#2101.cmp", bytes(plain), key)
    assert made()["sha256"] != before["sha256"]


def test_a_missing_file_changes_the_manifest(made, volume_folder):
    before = made()
    (volume_folder / "ZMGKK#2101.cmp").unlink()
    assert made()["sha256"] != before["sha256"]


def test_the_same_content_sealed_otherwise_is_the_same_media_on_another_disc(
    made, volume_folder, key, expected, content
):
    before = made()
    BOX.seal_to(volume_folder / "ZMGKK#2101.cmp", content(expected["ZMGKK#2101"]), key, level=9)
    after = made()
    assert after["sha256"] == before["sha256"]
    assert after["medium"] != before["medium"]


def test_the_other_side_of_the_pair_is_the_same_media_under_another_label(made, volume_folder, key):
    before = made()
    other = volume_folder.rename(volume_folder.with_name("PAP03B"))
    after = manifest(open_media(find_volume(other), key, BOX))
    assert after["sha256"] == before["sha256"]
    assert (before.pop("label"), after.pop("label")) == ("PAP03A", "PAP03B")
    assert after == before


def test_a_plain_copy_is_the_same_media(made, volume_folder, expected, content):
    before = made()
    for name, file in expected.items():
        (volume_folder / f"{name}.cmp").unlink()
        (volume_folder / name).write_bytes(content(file))
    after = made()
    assert after["sha256"] == before["sha256"]
    assert after["container"] == "plain"
