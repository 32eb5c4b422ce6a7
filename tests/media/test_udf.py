import shutil
import struct
import subprocess

import pytest

from app.media.udf import UdfLabel, read_udf_label

SECTOR = 2048


def descriptor(tag, sector, body, size=SECTOR):
    """A descriptor of one sector: tag with checksum, then ``body`` from byte 16."""
    head = struct.pack("<HHBBHHHI", tag, 3, 0, 0, 1, 0, 0, sector)
    checksum = sum(head) % 256
    return (head[:4] + bytes([checksum]) + head[5:] + body).ljust(size, b"\0")


def dstring(text, compression=8):
    raw = bytes([compression]) + (text.encode("latin-1") if compression == 8 else text.encode("utf-16-be"))
    return raw.ljust(127, b"\0") + bytes([len(raw)])


def logical_volume(sector, label, number=1, domain=b"*OSTA UDF Compliant", revision=0x0201):
    body = struct.pack("<I", number) + bytes(64) + label + struct.pack("<I", SECTOR)
    body += b"\0" + domain.ljust(23, b"\0") + struct.pack("<H", revision) + bytes(6)
    return descriptor(6, sector, body)


def image(volumes, anchors=(256,), sectors=600, at=32, reserve=64):
    disc = bytearray(sectors * SECTOR)

    def put(sector, raw):
        disc[sector * SECTOR : sector * SECTOR + len(raw)] = raw

    for anchor in anchors:
        put(anchor, descriptor(2, anchor, struct.pack("<4I", 16 * SECTOR, at, 16 * SECTOR, reserve)))
    put(at, descriptor(1, at, bytes(100)))
    for index, volume in enumerate(volumes, start=at + 1):
        put(index, volume)
    put(at + 1 + len(volumes), descriptor(8, at + 1 + len(volumes), b""))
    return disc


@pytest.fixture
def read(tmp_path):
    def reader(raw):
        path = tmp_path / "disc.img"
        path.write_bytes(raw)
        return read_udf_label(path)

    return reader


@pytest.mark.parametrize("anchor", [256, 599, 599 - 256])
def test_the_label_is_found_from_each_of_the_three_anchors(read, anchor):
    raw = image([logical_volume(33, dstring("PAP03A"))], anchors=(anchor,))
    assert read(raw) == UdfLabel("PAP03A", "2.01")


@pytest.mark.parametrize(
    ("label", "text"),
    [
        (dstring("年金機構_001", 16), "年金機構_001"),
        (dstring("PAP01B  "), "PAP01B"),
        (bytes(128), ""),
        (dstring("X")[:1] + bytes(126) + b"\xff", ""),
        (b"\x07" + dstring("X")[1:], ""),
    ],
)
def test_labels_in_both_compressions_and_empty_ones(read, label, text):
    assert read(image([logical_volume(33, label)])) == UdfLabel(text, "2.01")


def test_the_descriptor_with_the_highest_number_prevails(read):
    raw = image([logical_volume(33, dstring("NEW"), number=7), logical_volume(34, dstring("OLD"), number=2)])
    assert read(raw) == UdfLabel("NEW", "2.01")


def test_the_reserve_sequence_serves_when_the_main_one_is_damaged(read):
    raw = image([logical_volume(33, dstring("PAP02A"))], at=64, reserve=64)
    anchor = descriptor(2, 256, struct.pack("<4I", 16 * SECTOR, 32, 16 * SECTOR, 64))
    raw[256 * SECTOR : 257 * SECTOR] = anchor
    raw[65 * SECTOR : 66 * SECTOR] = logical_volume(65, dstring("PAP02A"))
    assert read(raw) == UdfLabel("PAP02A", "2.01")


def test_a_disc_of_another_domain_has_a_label_but_no_revision(read):
    assert read(image([logical_volume(33, dstring("PAP02A"), domain=b"*SOMETHING ELSE")])) == UdfLabel("PAP02A", "")


def test_a_tag_whose_checksum_or_place_is_wrong_does_not_count(read):
    sound = image([logical_volume(33, dstring("PAP03A"))])
    for at, change in ((256 * SECTOR + 4, 1), (33 * SECTOR + 4, 1), (256 * SECTOR + 12, 1), (33 * SECTOR + 1, 1)):
        raw = bytearray(sound)
        raw[at] ^= change
        assert read(raw) is None
    moved = image([logical_volume(34, dstring("PAP03A"))])
    assert read(moved) is None


@pytest.mark.parametrize("raw", [b"", b"x", bytes(2048), bytes(600 * 2048), b"\xff" * 600_000])
def test_other_files_are_no_udf(read, raw):
    assert read(raw) is None


def test_a_file_that_is_not_there_raises_oserror(tmp_path):
    with pytest.raises(OSError, match="none"):
        read_udf_label(tmp_path / "none")


@pytest.mark.skipif(shutil.which("mkudffs") is None and not shutil.which("/usr/sbin/mkudffs"), reason="no mkudffs")
@pytest.mark.parametrize("blocksize", [512, 2048, 4096])
@pytest.mark.parametrize("label", ["PAP03A", "年金機構_001"])
def test_the_label_of_an_image_made_by_mkudffs(tmp_path, blocksize, label):
    path = tmp_path / "disc.img"
    with path.open("wb") as file:
        file.truncate(8 << 20)
    program = shutil.which("mkudffs") or "/usr/sbin/mkudffs"
    options = ["--utf8", "--media-type=hd", "--udfrev=0x0201", f"--blocksize={blocksize}", f"--lvid={label}"]
    subprocess.run([program, *options, str(path)], check=True, capture_output=True, timeout=600)
    assert read_udf_label(path) == UdfLabel(label, "2.01")
