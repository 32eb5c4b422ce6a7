"""Comparing the open medium with its other side (正・副), for the command and for the window."""

from pathlib import Path

from app.equipment.companions import find_companions
from app.media.comparing import MediaComparison, compare_media
from app.media.container import OpenContainer
from app.media.media_key import Key, read_key_file
from app.media.model import OpenedMedia
from app.media.sample import begins_as_sample
from app.media.volume import find_volume
from app.month.looking.entering import refuse_on_network
from app.month.looking.who import NOBODY, Who
from app.progress import Progress, no_progress
from app.workstation.network import Interfaces, interfaces_up
from app.workstation.settings import Settings


def compare_folder(
    media: OpenedMedia,
    folder: Path,
    settings: Settings,
    *,
    key: Key | None = None,
    key_file: Path | None = None,
    who: Who = NOBODY,
    progress: Progress = no_progress,
    interfaces: Interfaces | None = None,
) -> MediaComparison:
    """Compare the medium in a folder with the open one; a sample's own key counts unless another is named.

    What is compared is opened, too: by somebody who may, and the result is an entry. ``KenpanError``: see
    :func:`app.media.comparing.compare_media`, :func:`app.media.volume.find_volume` and
    :class:`app.month.looking.who.Who`; ``network.up`` where the settings open no medium while a network is connected.
    """
    look = interfaces or interfaces_up
    volume = find_volume(folder)
    refuse_on_network(volume.label, settings, who, look)
    companions = find_companions(volume.folder)
    chosen = key_file or companions.key
    if key is None and chosen is not None:
        key = read_key_file(chosen)
    begins = begins_as_sample(volume, key)
    if not begins:
        who.admit(volume.label)
    result = compare_media(media, volume, key, OpenContainer() if begins else settings.container(), progress)
    who.compared(media, result, volume.label, look())
    return result
