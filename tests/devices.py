"""Devices to try the program on that it can do no harm to, whatever it does."""

import os
import stat
from pathlib import Path

import pytest

_NUMBERS = {"null": 3, "full": 7}


def a_device(folder: Path, name: str) -> Path:
    """``null`` or ``full``: one of their own in ``folder`` for whom everything is allowed, else the system's."""
    if os.geteuid():
        return Path("/dev", name)
    try:
        os.mknod(folder / name, stat.S_IFCHR | 0o666, os.makedev(1, _NUMBERS[name]))
    except OSError:
        pytest.skip("no devices can be made here")
    return folder / name
