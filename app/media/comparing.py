"""正 and 副 hold the same data: comparing a second medium, file by file, with the one that is open.

A file whose bytes on both media are the same needs no key. Of the others each is opened by itself, compared byte for
byte and let go of, so that no second volume is ever in memory.
"""

import hashlib
import os
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from app.bounded import open_regular, why
from app.errors import KenpanError
from app.media.container import Container, PlainContainer
from app.media.media_key import Key
from app.media.model import ExpectedFile, MediaFile, OpenedFile, OpenedMedia, Volume
from app.media.opening import file_size
from app.media.plaintext import CHUNK, unreadable
from app.progress import Progress, no_progress
from app.records.layouts import COUNT_LENGTH, NOTICE_LENGTH

Reason = Literal["content", "missing", "extra", "unread"]
_STAGE = "正副の比較"


@dataclass(frozen=True, slots=True)
class FileDifference:
    """One file that is not the same. ``missing``: not on the other medium; ``extra``: only there.

    ``first`` is the first byte that differs, 0-based, of the plaintext; ``count`` how many bytes do, those that only
    one of both has included; both only with ``content``. ``text`` says it in Japanese.
    """

    file: str
    reason: Reason
    first: int | None
    count: int | None
    text: str


@dataclass(frozen=True, slots=True)
class MediaComparison:
    """What comparing two media gave: ``one`` and ``other`` are their labels with 正 or 副, ``files`` were compared.

    ``sealed_apart``: files of the same content whose bytes on the media differ.
    """

    one: str
    other: str
    files: int
    differences: tuple[FileDifference, ...]
    sealed_apart: tuple[str, ...]

    @property
    def equal(self) -> bool:
        """Whether either medium may be used in place of the other."""
        return not self.differences

    @property
    def text(self) -> str:
        """The result in Japanese, one line for each difference."""
        if self.equal:
            twice = "（どちらも同じ側です。正と副を比べたかを確かめてください。）" if self.one == self.other else ""
            same = f"○ {self.one} と {self.other} は、{self.files} ファイルすべて同じ内容です。"
            return f"{same}どちらも使えます。{twice}"
        head = f"× {self.one} と {self.other} は、{len(self.differences)} ファイルが違います。"
        return "\n".join((head, *(f"{one.file}：{one.text}" for one in self.differences)))

    def as_json(self) -> dict[str, Any]:
        """For ``kenpan check --against``."""
        return {
            "media": [self.one, self.other],
            "equal": self.equal,
            "files": self.files,
            "differences": [
                {"file": one.file, "reason": one.reason, "first": one.first, "count": one.count, "message": one.text}
                for one in self.differences
            ],
            "sealed_apart": list(self.sealed_apart),
        }


def compare_media(
    one: OpenedMedia, other: Volume, key: Key | None, container: Container, progress: Progress = no_progress
) -> MediaComparison:
    """Compare every file of ``other`` with the open medium; ``progress`` counts bytes on the other medium.

    ``KenpanError``: ``media.other_volume`` when they are no pair; ``key.needed`` when a file's bytes differ and there
    is no key to open it with; ``file.key`` when the key opens none of these.
    """
    if one.volume.volume != other.volume:
        raise KenpanError(
            "media.other_volume",
            f"{other.title} は、開いている {one.volume.title} の正・副ではありません。",
            "同じ番号の巻を選んでください。",
            file=other.label,
        )
    found = {file.name: file for file in other.files}
    work = _Work(key, container, progress, sum(map(file_size, other.files)))
    differences: list[FileDifference] = []
    apart: list[str] = []
    for expected in sorted({*one.volume.expected, *other.expected}, key=lambda file: file.name):
        result = _compare(expected, one, found.get(expected.name), work)
        if isinstance(result, FileDifference):
            differences.append(result)
        elif result:
            apart.append(expected.name)
    compared = len(one.files.keys() & found.keys())
    return MediaComparison(one.volume.title, other.title, compared, tuple(differences), tuple(apart))


@dataclass(slots=True)
class _Work:
    """How the other medium is read; ``opened``: the key has opened something."""

    key: Key | None
    container: Container
    progress: Progress
    total: int
    done: int = 0
    opened: bool = False

    def advance(self, size: int) -> None:
        self.done += size
        self.progress(_STAGE, self.done, self.total)


def _compare(expected: ExpectedFile, one: OpenedMedia, there: MediaFile | None, work: _Work) -> FileDifference | bool:
    """The difference, or whether only the bytes on the media differ."""
    name, own = expected.name, one.files.get(expected.name)
    here = own is not None or any(file.name == name for file in one.volume.files)
    if there is None:
        # Missing on both is each volume's own problem and no difference.
        text = "比べる媒体にありません。"
        return FileDifference(name, "missing", None, None, text) if here else False
    if not here:
        return FileDifference(name, "extra", None, None, "比べる媒体にだけあります。")
    if own is None:
        return FileDifference(
            name, "unread", None, None, "開いている媒体のファイルを読めていないため、比べられません。"
        )
    try:
        same = _same_medium(own, there, work)
        data = None if same else _opened(expected, there, work)
    except KenpanError as error:
        if error.code == "key.needed" or (error.code == "file.key" and not work.opened):
            raise
        return FileDifference(name, "unread", None, None, f"比べる媒体のファイルを読めません。{error.what}")
    if data is None:
        return False
    first, count = difference(own.data, data)
    return _content(own, data.size, first, count) if count else True


def _same_medium(own: OpenedFile, there: MediaFile, work: _Work) -> bool:
    """Whether the bytes on both media are the same; read to the end so that a scratch is found, too."""
    digest = hashlib.sha256()
    size = 0
    try:
        with open_regular(there.path) as file:
            end = os.fstat(file.fileno()).st_size
            while piece := file.read(min(CHUNK, end - size)):
                digest.update(piece)
                size += len(piece)
                work.advance(len(piece))
    except OSError as error:
        raise unreadable(there.name, why=why(error)) from None
    encrypted = own.container != PlainContainer.name
    return (encrypted, own.media_bytes, own.media_sha256) == (there.encrypted, size, digest.hexdigest())


def _opened(expected: ExpectedFile, there: MediaFile, work: _Work) -> NDArray[np.uint8]:
    used = work.container if there.encrypted else PlainContainer()

    def still_wanted(stage: str, done: int, total: int) -> None:
        work.advance(0)

    data = used.open(there.path, work.key, still_wanted, expected=expected).data
    work.opened |= there.encrypted
    return data


def difference(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> tuple[int, int]:
    """The first byte in which two files differ (the shorter one's length if it is the beginning of the other), and
    how many differ; ``(0, 0)`` for equal ones."""
    common = min(one.size, other.size)
    first, count = common, abs(one.size - other.size)
    for start in range(0, common, CHUNK):
        stop = min(start + CHUNK, common)
        differ = one[start:stop] != other[start:stop]
        here = int(np.count_nonzero(differ))
        if here:
            first = min(first, start + int(differ.argmax()))
            count += here
    return (first, count) if count else (0, 0)


def _content(own: OpenedFile, other_size: int, first: int, count: int) -> FileDifference:
    length = NOTICE_LENGTH if own.kind == "notices" else COUNT_LENGTH
    sizes = f"長さは {own.data.size:,} バイトと {other_size:,} バイトです。" if own.data.size != other_size else ""
    text = (
        f"{first + 1:,} バイト目（番号 {first // length + 1:,} の {first % length + 1} バイト目）から、"
        f"合わせて {count:,} バイトが違います。{sizes}"
    )
    return FileDifference(own.name, "content", first, count, text)
