"""Whether media are a sample: told by what the sample maker wrote into their records, whatever lies beside them."""

from pathlib import Path

from app.bounded import open_regular
from app.media.media_key import Key
from app.media.model import MediaFile, OpenedMedia, Volume
from app.media.open_format import read_beginning
from app.records.layouts import COUNT_LENGTH, NOTICE_LENGTH
from app.records.sample_mark import SAMPLE_MARK


def begins_as_sample(volume: Volume, key: Key | None) -> bool:
    """Whether every file of the volume that holds anything begins as a sample's, and one does.

    For a first look, before anything is opened: files in another container than our own open one, or sealed with
    another key, say nothing. What is opened must hold as a whole afterwards (:func:`is_sample`).
    """
    seen = [head for file in volume.files if (head := _head(file, key))]
    return bool(seen) and all(SAMPLE_MARK in head for head in seen)


def is_sample(media: OpenedMedia) -> bool:
    """Whether every record of every file that was opened bears the mark, and there is one."""
    return bool(sample_files(media)) and carries_nothing_else(media)


def carries_nothing_else(media: OpenedMedia) -> bool:
    """Whether no record without the mark was opened."""
    return all(one.marked for one in media.files.values())


def sample_files(media: OpenedMedia) -> tuple[str, ...]:
    """Names of the opened files that hold a sample's records."""
    return tuple(name for name, one in media.files.items() if one.data.size and one.marked)


def _head(file: MediaFile, key: Key | None) -> bytes | None:
    if file.expected is None:
        return None
    count = _length(file.expected.kind)
    try:
        if not file.encrypted:
            return _plain_head(file.path, count)
        return None if key is None else read_beginning(file.path, key, count)
    except OSError:
        return None


def _plain_head(path: Path, count: int) -> bytes:
    with open_regular(path) as stream:
        return stream.read(count)


def _length(kind: str) -> int:
    return COUNT_LENGTH if kind == "counts" else NOTICE_LENGTH
