"""The words of the media layer."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from app.errors import KenpanError
from app.records.layouts import Scheme

FileKind = Literal["notices", "counts"]


@dataclass(frozen=True, slots=True)
class ExpectedFile:
    """A file that a volume must hold (``resources/volumes.csv``, N 表2.1.2-5)."""

    volume: str
    name: str
    scheme: Scheme
    kind: FileKind
    prefecture_code: str
    prefecture: str


@dataclass(frozen=True, slots=True)
class MediaFile:
    """A file found on the medium. ``name`` is without ``.cmp``; ``expected`` is ``None`` for an extra file."""

    name: str
    path: Path
    encrypted: bool
    expected: ExpectedFile | None


@dataclass(frozen=True, slots=True)
class Volume:
    """A disc or its copy, before anything is decrypted.

    ``label`` is as found ("PAP03A"), ``volume`` the pair it belongs to ("PAP03"), ``side`` 正 "A" or 副 "B".
    """

    label: str
    volume: str
    side: Literal["A", "B"]
    folder: Path
    label_source: Literal["disc", "folder", "files"]
    files: tuple[MediaFile, ...]
    missing: tuple[ExpectedFile, ...]
    unexpected: tuple[MediaFile, ...]


@dataclass(frozen=True, slots=True, eq=False)
class OpenedFile:
    """A file's plaintext, in memory only. ``data`` is 1-D read-only ``uint8``."""

    name: str
    kind: FileKind
    scheme: Scheme
    expected: ExpectedFile
    data: NDArray[np.uint8] = field(repr=False)
    sha256: str
    media_bytes: int
    media_sha256: str
    container: str


@dataclass(frozen=True, slots=True, eq=False)
class OpenedMedia:
    """A volume whose files were opened; what could not be opened is a problem, never silently left out."""

    volume: Volume
    container: str
    container_label: str
    files: dict[str, OpenedFile]
    problems: tuple[KenpanError, ...]
