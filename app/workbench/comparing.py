"""Comparing the open medium with its other side (正・副), for the command and for the window."""

from pathlib import Path

from app.media.comparing import MediaComparison, compare_media
from app.media.container import OpenContainer
from app.media.keys import Key, read_key_file
from app.media.model import OpenedMedia
from app.media.volume import find_volume
from app.progress import Progress, no_progress
from app.workbench.equipment import find_companions
from app.workbench.network import interfaces_up, media_permission
from app.workbench.settings import Settings


def compare_folder(
    media: OpenedMedia,
    folder: Path,
    settings: Settings,
    *,
    key: Key | None = None,
    key_file: Path | None = None,
    progress: Progress = no_progress,
) -> MediaComparison:
    """Compare the medium in a folder with the open one; a sample's own key counts unless another is named.

    ``KenpanError``: see :func:`app.media.comparing.compare_media` and :func:`app.media.volume.find_volume`;
    ``network.up`` where the settings open no medium while a network is connected.
    """
    refused = media_permission(settings, interfaces_up() if settings.refuse_media else ())
    if refused is not None:
        raise refused
    volume = find_volume(folder)
    companions = find_companions(volume.folder)
    chosen = key_file or companions.key
    if key is None and chosen is not None:
        key = read_key_file(chosen)
    container = OpenContainer() if companions.sample else settings.container()
    return compare_media(media, volume, key, container, progress)
