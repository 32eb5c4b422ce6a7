"""The pure functions that look at a medium and make an open one ready, in a worker."""

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from app.equipment.companions import Companions, find_companions
from app.errors import KenpanError
from app.media.media_key import read_key_file
from app.media.model import Volume
from app.media.sample import begins_as_sample
from app.media.volume import find_volume
from app.month.looking.workbench import Workbench
from app.progress import Progress
from app.sheet.draw import Drawer
from app.sheet.mupdf_lock import MUPDF


@dataclass(frozen=True, slots=True)
class FoundMedium:
    """A medium before any key is asked for, and the files that lie beside it. ``sample``: its records say so, as far as
    they can be read with the key among those files.
    """

    volume: Volume
    companions: Companions
    sample: bool


def look_at_medium(folder: Path, progress: Progress) -> FoundMedium:
    """What lies in a folder. Runs off the GUI thread: a disc may take seconds to answer."""
    progress("調べています", 0, 1)
    volume = find_volume(folder)
    companions = find_companions(volume.folder)
    try:
        key = None if companions.key is None else read_key_file(companions.key)
    except KenpanError:  # said when it is used
        key = None
    return FoundMedium(volume, companions, begins_as_sample(volume, key))


class ReadyVolume(NamedTuple):
    """All that a worker makes before a volume can be shown."""

    bench: Workbench
    drawer: Drawer


def make_ready(bench: Workbench, mark: str = "") -> ReadyVolume:
    """Prepare what takes a moment; ``mark`` stands all over its sheets. Runs off the GUI thread."""
    with MUPDF:
        drawer = Drawer(bench.equipment.fonts, bench.equipment.shown.values(), mark)
        drawer.prepare()
    if bench.first_file is not None:
        bench.print_ahead(bench.first_file, bench.first_record(bench.first_file))  # it is shown first
    return ReadyVolume(bench, drawer)
