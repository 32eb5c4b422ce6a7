from pathlib import Path

from app.media import labels

MOUNTS = r"""22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
30 22 0:25 / /dev/shm rw - tmpfs tmpfs rw
41 22 11:0 / /media/user/PAP03A ro,nosuid - udf /dev/sr0 ro
42 22 7:3 / /mnt/my\040disc ro - udf /dev/loop3 ro
43 22 0:60 / /mnt/net rw - nfs host:/PAP03A rw
44 41 8:1 / /media/user/PAP03A/inner rw - ext4 /dev/sdb1 rw
45 22 0:70 / /mnt/odd ro - udf none ro
a broken line
"""


def test_the_disc_that_holds_a_folder_is_found_by_its_innermost_mount():
    devices = {
        "/media/user/PAP03A": Path("/dev/sr0"),
        "/media/user/PAP03A/data/x": Path("/dev/sr0"),
        "/media/user/PAP03A/inner": None,
        "/media/user/PAP03A2": None,
        "/mnt/my disc/x": Path("/dev/loop3"),
        "/mnt/net/x": None,
        "/mnt/odd": None,
        "/home/user": None,
    }
    assert {folder: labels.disc_device(MOUNTS, Path(folder)) for folder in devices} == devices


def test_of_two_mounts_at_one_place_the_later_one_counts():
    text = MOUNTS + "46 22 11:1 / /media/user/PAP03A ro - udf /dev/sr1 ro\n"
    assert labels.disc_device(text, Path("/media/user/PAP03A/x")) == Path("/dev/sr1")


def test_a_folder_on_no_disc_has_no_label(tmp_path):
    assert labels.disc_label(tmp_path) is None


def test_windows_is_asked_for_the_root_that_the_folder_lies_below(monkeypatch, tmp_path):
    asked = []
    monkeypatch.setattr(labels.sys, "platform", "win32")
    monkeypatch.setattr(labels, "volume_label", lambda root: asked.append(root) or "PAP03A")
    assert labels.disc_label(tmp_path) == "PAP03A"
    assert asked == [tmp_path.anchor]
