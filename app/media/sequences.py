"""The notice files of an open medium, those of a prefecture whose data was split as one sequence (N 表2.2.2)."""

from collections.abc import Mapping
from dataclasses import replace

from app.media.model import ExpectedFile, OpenedMedia
from app.records.notice_file import NoticeFile, in_sequence, notice_file


def notice_files(media: OpenedMedia) -> dict[str, NoticeFile]:
    """Every notice file that could be opened, by name in the order of the table of files.

    Files of one prefecture know their sequence, and what is missing in it: files that the volume must hold but that are
    not there or could not be opened. Their bytes are copied once, so that the records stand behind one another.
    """
    stems: dict[str, list[ExpectedFile]] = {}
    for one in media.volume.expected:
        if one.kind == "notices":
            stems.setdefault(one.stem, []).append(one)
    found = {
        name: notice_file(name, opened.scheme, opened.data, is_sample=opened.marked)
        for name, opened in media.files.items()
        if opened.kind == "notices"
    }
    for parts in stems.values():
        if len(parts) > 1 and any(part.name in found for part in parts):
            found |= {file.name: file for file in in_sequence([(part.name, found.get(part.name)) for part in parts])}
    return found


def held_once(media: OpenedMedia, notices: Mapping[str, NoticeFile]) -> OpenedMedia:
    """The same medium, the bytes of files in a sequence being those of the sequence: a copy less in memory."""
    files = {
        name: replace(one, data=notices[name].data.reshape(-1))
        if name in notices and notices[name].sequence is not None and not notices[name].tail
        else one
        for name, one in media.files.items()
    }
    return replace(media, files=files)
