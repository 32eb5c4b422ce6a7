"""The label of the disc that a folder lies on, as the operating system knows it."""

import re
import sys
from pathlib import Path

from app.confined.windows import volume_label
from app.media.udf import read_udf_label

_MOUNTS = Path("/proc/self/mountinfo")
_DISC_SYSTEMS = frozenset({"udf", "iso9660"})


def disc_label(folder: Path) -> str | None:
    """The label of the disc that holds ``folder``, or ``None`` when it is no disc or cannot be asked."""
    try:
        if sys.platform == "win32":
            return volume_label(folder.resolve().anchor)
        device = disc_device(_MOUNTS.read_text(encoding="utf-8", errors="surrogateescape"), folder.resolve())
        label = None if device is None else read_udf_label(device)
    except OSError:
        return None
    return None if label is None else label.label


def file_system(folder: Path) -> str | None:
    """What Linux calls the file system that holds ``folder`` (``tmpfs``), or ``None`` where it cannot be asked."""
    try:
        return _mount_of(_MOUNTS.read_text(encoding="utf-8", errors="surrogateescape"), folder.resolve())[0]
    except OSError:
        return None


def disc_device(mountinfo: str, folder: Path) -> Path | None:
    """The block device of the disc that holds ``folder``, from the text of Linux's ``/proc/self/mountinfo``."""
    system, source = _mount_of(mountinfo, folder)
    return Path(source) if system in _DISC_SYSTEMS and source.startswith("/dev/") else None


def _mount_of(mountinfo: str, folder: Path) -> tuple[str | None, str]:
    """File system and source of the mount that holds ``folder``."""
    deepest = -1
    found: tuple[str | None, str] = (None, "")
    for line in mountinfo.splitlines():
        mount, _, system = line.partition(" - ")
        mount_words, system_words = mount.split(" "), system.split(" ")
        if len(mount_words) < 5 or len(system_words) < 2:
            continue
        place = Path(_unescaped(mount_words[4]))
        # Of nested mounts the innermost holds the folder; of two at one place the later one hides the other.
        if folder.is_relative_to(place) and len(place.parts) >= deepest:
            deepest, found = len(place.parts), (system_words[0], _unescaped(system_words[1]))
    return found


def _unescaped(word: str) -> str:
    return re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), word)
