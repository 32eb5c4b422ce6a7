"""The one way to the files of a volume: by somebody who may, and recorded."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from app.equipment.companions import find_companions
from app.errors import KenpanError
from app.media.container import Container, OpenContainer
from app.media.media_key import Key, read_key_file
from app.media.model import Volume
from app.media.opening import Watch, open_media, require_key, unwatched
from app.media.plaintext import shown_name
from app.media.sample import begins_as_sample, carries_nothing_else
from app.media.sequences import held_once, notice_files
from app.media.volume import find_volume
from app.month.looking.open_files import OpenFiles
from app.month.looking.who import NETWORK, NOBODY, Who
from app.progress import Progress, no_progress
from app.records.counts import read_count_table
from app.workstation.network import Interfaces, interfaces_up, media_permission
from app.workstation.settings import Settings

INDEX = "索引"
Files = TypeVar("Files", bound=OpenFiles)
Read = Callable[[Volume, Key | None, Container], Files]
"""Decrypts and indexes a volume, and whatever else is wanted of it."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A volume to open. Either ``key`` was typed, or it is to be read from ``key_file``; ``only`` names one file."""

    volume: Volume
    key: Key | None = None
    key_file: Path | None = None
    offices: Path | None = None
    gaiji_font: Path | None = None
    only: str | None = None


def enter(
    read: Read[Files],
    who: Who,
    wanted: Wanted,
    settings: Settings,
    progress: Progress = no_progress,
    interfaces: Interfaces | None = None,
) -> Files:
    """What ``read`` makes of the volume. Nothing of the agency's media is decrypted before somebody who may is here;
    what only begins as a sample counts as theirs.

    ``KenpanError``: ``network.up`` where the settings refuse media on a network, ``file.none`` if the volume has no
    file ``only``, those of :class:`app.month.looking.who.Who` and of ``read``.
    """
    look = interfaces or interfaces_up
    refuse_on_network(wanted.volume.label, settings, who, look)
    key = read_key_file(wanted.key_file) if wanted.key is None and wanted.key_file is not None else wanted.key
    volume = wanted.volume if wanted.only is None else _only(wanted.volume, wanted.only)
    require_key(volume, key)
    begins = begins_as_sample(wanted.volume, key)
    if not begins:
        who.admit(volume.label)
    # Our own samples are always in our own format, whatever program opens the agency's media here.
    opened = read(volume, key, OpenContainer() if begins else settings.container())
    if begins and not carries_nothing_else(opened.media):
        who.admit(volume.label)
    total = sum(map(len, opened.notices.values()))
    progress(INDEX, total, total)  # the last moment to want it no more
    who.opened(opened, look())
    return opened


def read_files(
    volume: Volume,
    key: Key | None,
    container: Container,
    progress: Progress = no_progress,
    jobs: int = 2,
    watch: Watch = unwatched,
) -> OpenFiles:
    """Decrypt and index a volume. What could not be opened is in ``media.problems``; the rest is usable. ``watch`` as
    :func:`app.media.opening.open_media`.

    ``KenpanError`` as :func:`app.media.opening.open_media`.
    """
    media = open_media(volume, key, container, progress=progress, jobs=jobs, watch=watch)
    notices = notice_files(media)
    counts = {
        name: read_count_table(opened.data.tobytes(), opened.scheme, name)
        for name, opened in media.files.items()
        if opened.kind == "counts"
    }
    return OpenFiles(held_once(media, notices), notices, counts)


def open_file(
    folder: Path,
    only: str,
    settings: Settings,
    *,
    key_file: Path | None = None,
    who: Who = NOBODY,
    progress: Progress = no_progress,
) -> OpenFiles:
    """One file of the volume in a folder, for a look at its fields; ``KenpanError`` as :func:`enter`."""
    volume = find_volume(folder)
    wanted = Wanted(volume, key_file=key_file or find_companions(volume.folder).key, only=only)
    return enter(partial(read_files, progress=progress), who, wanted, settings, progress)


def refuse_on_network(volume: str, settings: Settings, who: Who, interfaces: Interfaces | None = None) -> None:
    """``KenpanError`` ``network.up``, recorded, where the settings refuse media on a network and there is one."""
    up = (interfaces or interfaces_up)() if settings.refuse_media else ()
    refused = media_permission(settings, up)
    if refused is not None:
        who.refused(volume, NETWORK, up)
        raise refused


def _only(volume: Volume, name: str) -> Volume:
    wanted = shown_name(Path(name)).upper()
    named = [file.expected for file in volume.files if file.expected is not None and file.name.upper() == wanted]
    # What belongs to a record may stand in another file of its prefecture.
    files = tuple(file for file in volume.files if file.expected and file.expected.stem in {one.stem for one in named})
    if not files:
        held = "、".join(file.name for file in volume.files) or "なし"
        raise KenpanError(
            "file.none", "この媒体にないファイルです。", f"次のどれかを指定してください：{held}", file=name
        )
    return replace(volume, files=files, missing=(), unexpected=())
