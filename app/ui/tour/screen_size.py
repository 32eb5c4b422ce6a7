"""Sizes of screens, as they are written, and the report of what does not fit there."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QSize

REPORT = "report.txt"
_TASK_BAR = 40
"""Points of a screen's height that the system keeps."""
_WRITTEN = re.compile(r"(\d{3,5})x(\d{3,5})(?:@([1-4]))?")


@dataclass(frozen=True, slots=True)
class ScreenSize:
    """``width`` and ``height`` in pixels; ``scale``: how many of them a point has."""

    width: int
    height: int
    scale: int = 1

    @property
    def room(self) -> QSize:
        """What a window may fill, in points."""
        return QSize(self.width // self.scale, self.height // self.scale - _TASK_BAR)

    def __str__(self) -> str:
        return f"{self.width}x{self.height}" + (f"@{self.scale}" if self.scale > 1 else "")


ALL = (ScreenSize(1366, 768), ScreenSize(1920, 1080), ScreenSize(3840, 2160, 2))


def size_of(text: str) -> ScreenSize:
    """``1366x768`` or ``3840x2160@2``. Errors: ``ValueError``."""
    found = _WRITTEN.fullmatch(text)
    if found is None:
        raise ValueError(text)
    return ScreenSize(int(found[1]), int(found[2]), int(found[3] or 1))


def told(before: Path, found: Mapping[str, Sequence[str]], folders: Sequence[str]) -> str:
    """The report: a line for each fault, by picture. What it said of other folders stays."""
    kept = before.read_text(encoding="utf-8").splitlines() if before.exists() else []
    lines = [line for line in kept if line.partition("/")[0] not in folders and "/" in line]
    lines += [f"{picture}: {one}" for picture, all_of in found.items() for one in all_of]
    return "\n".join((*sorted(lines), f"{len(lines)} faults", ""))
