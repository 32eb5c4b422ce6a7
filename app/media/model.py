"""The words of the media layer."""

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from app.errors import KenpanError
from app.records.layouts import COUNT_LENGTH, NOTICE_LENGTH, Scheme
from app.records.sample_mark import is_marked

FileKind = Literal["notices", "counts"]


@dataclass(frozen=True, slots=True)
class ExpectedFile:
    """A file that a volume must hold (``resources/volumes.csv``, N 表2.1.2-5).

    Of notice files the table has split number 01; further ones follow from the files that are there (N 表2.2.2).
    """

    volume: str
    name: str
    scheme: Scheme
    kind: FileKind
    prefecture_code: str
    prefecture: str

    @property
    def stem(self) -> str:
        """The name without the split number: the same for all files of one prefecture and scheme."""
        return self.name[:-2] if self.kind == "notices" else self.name

    @property
    def split(self) -> int:
        """The split number: 1 for the first or only file."""
        return int(self.name[-2:]) if self.kind == "notices" else 1


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

    ``label`` is as found ("PAP03A"), ``volume`` the pair it belongs to ("PAP03"), ``side`` 正 "A" or 副 "B". Both
    sides hold the same files: what is decided on one holds for the other.
    """

    label: str
    volume: str
    side: Literal["A", "B"]
    folder: Path
    label_source: Literal["disc", "folder", "files"]
    files: tuple[MediaFile, ...]
    missing: tuple[ExpectedFile, ...]
    unexpected: tuple[MediaFile, ...]

    @property
    def title(self) -> str:
        """The label with its side in words, where it is known: ``PAP03B（副）``."""
        side = "" if self.label_source == "files" else "（正）" if self.side == "A" else "（副）"
        return f"{self.label}{side}"

    @property
    def expected(self) -> tuple[ExpectedFile, ...]:
        """Every file that it must hold, those that are missing included, by name."""
        here = tuple(file.expected for file in self.files if file.expected is not None)
        return tuple(sorted((*here, *self.missing), key=lambda one: one.name))


@dataclass(frozen=True, eq=False)
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

    @cached_property
    def marked(self) -> bool:
        """Whether no record of it is without a sample's mark, so also when it has none: looked at once."""
        return is_marked(self.data, COUNT_LENGTH if self.kind == "counts" else NOTICE_LENGTH)


@dataclass(frozen=True, slots=True, eq=False)
class OpenedMedia:
    """A volume whose files were opened; what could not be opened is a problem, never silently left out."""

    volume: Volume
    container: str
    container_label: str
    files: dict[str, OpenedFile]
    problems: tuple[KenpanError, ...]
