"""A file's bytes in memory, and their SHA-256 computed beside the work that fills them."""

import hashlib
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from io import FileIO
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from app.errors import KenpanError

SUFFIX = ".cmp"
CHUNK = 1 << 20
# One file on the disc is at most 1.90 GB (N 電子媒体仕様書); 5 % more is left to the rules to report.
MAX_PLAIN = int(1.90e9 * 1.05)


@dataclass(frozen=True, slots=True, eq=False)
class Plaintext:
    """Decrypted bytes (``data``: 1-D read-only ``uint8``) with the hashes of both sides of the container."""

    data: NDArray[np.uint8] = field(repr=False)
    sha256: str
    media_bytes: int
    media_sha256: str


Filled = Callable[[int], None]
Beside = Callable[[NDArray[np.uint8]], Filled]
"""Asked about an array (1-D ``uint8``) when it begins to be filled: what hears, again and again, how many bytes are
final. It may read them at once; whether they are sound is known only when the file was opened.
"""


def nothing_beside(data: NDArray[np.uint8]) -> Filled:
    """No work beside opening."""
    return lambda end: None


class HashBehind:
    """SHA-256 of an array that the calling thread is still filling, computed in a thread of its own."""

    def __init__(self, data: NDArray[np.uint8]) -> None:
        self._view = data.data
        self._hash = hashlib.sha256()
        self._ends: queue.SimpleQueue[int | None] = queue.SimpleQueue()
        self._abandoned = False
        self._thread = threading.Thread(target=self._run, name="kenpan-hash", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._abandoned = kind is not None
        self._finish()

    def filled(self, end: int) -> None:
        """Say that the bytes before ``end`` are final."""
        self._ends.put(end)

    def hexdigest(self) -> str:
        """Wait for the hash of everything that was filled."""
        self._finish()
        return self._hash.hexdigest()

    def _finish(self) -> None:
        self._ends.put(None)
        self._thread.join()

    def _run(self) -> None:
        start = 0
        while (end := self._ends.get()) is not None:
            if not self._abandoned:
                self._hash.update(self._view[start:end])
            start = end


def shown_name(path: Path) -> str:
    """The name people use for a file on the media: without ``.cmp``."""
    return path.name[: -len(SUFFIX)] if path.name.lower().endswith(SUFFIX) else path.name


def read_only(data: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The same array, closed for writing."""
    data.flags.writeable = False
    return data


def unreadable(name: str, place: str = "", why: str = "") -> KenpanError:
    """The error for a file that the operating system cannot read; ``why`` if more is known."""
    return KenpanError(
        "file.unreadable",
        f"ファイルを読めません。{why}",
        "媒体の傷や汚れ、接続、読み取り権限を確かめ、副の媒体でも試してください。",
        file=name,
        place=place,
    )


def read_full(file: FileIO, target: memoryview, name: str, at: int) -> None:
    """Fill ``target`` from the file's position ``at``; ``KenpanError`` ``file.unreadable`` names the place."""
    done = 0
    while done < len(target):
        try:
            count = file.readinto(target[done:])
        except OSError:
            count = 0
        if not count:
            raise unreadable(name, f"{at + done:,} バイト目")
        done += count


def read_filling(
    file: FileIO, size: int, name: str, step: Callable[[int], None], beside: Beside = nothing_beside
) -> Plaintext:
    """Read a plain file of ``size`` bytes into one array; ``step`` hears the bytes read so far."""
    if size > MAX_PLAIN:
        raise KenpanError(
            "file.damaged",
            "1ファイルの上限（1.90GB）を超えています。",
            "媒体を作り直してもらってください。",
            file=name,
        )
    data = np.empty(size, dtype=np.uint8)
    filled, done = beside(data), 0
    with HashBehind(data) as behind:
        while done < size:
            piece = data.data[done : done + CHUNK]
            read_full(file, piece, name, done)
            done += len(piece)
            behind.filled(done)
            filled(done)
            step(done)
        digest = behind.hexdigest()
    return Plaintext(read_only(data), digest, size, digest)
