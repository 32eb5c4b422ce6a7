"""What the user asked to open, and the pure functions that look at a medium and open it in a worker."""

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from app.media.container import Container
from app.media.keys import Key, read_key_file
from app.media.model import Volume
from app.media.volume import find_volume
from app.notice.postal import PostalDictionary
from app.progress import Progress
from app.sheet.draw import Drawer
from app.sheet.mupdf_lock import MUPDF
from app.workbench import Companions, Workbench, equip, find_companions, open_workbench


@dataclass(frozen=True, slots=True)
class FoundMedium:
    """A medium before any key is asked for, and the files that lie beside it."""

    volume: Volume
    companions: Companions


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """``key`` was typed, or is to be read from ``key_file``; it lives only as long as this object."""

    volume: Volume
    key: Key | None
    key_file: Path | None
    container: Container
    offices: Path | None
    gaiji_font: Path | None
    postal: PostalDictionary
    forms: Path | None
    sample: bool


def look_at_medium(folder: Path, progress: Progress) -> FoundMedium:
    """What lies in a folder. Runs off the GUI thread: a disc may take seconds to answer."""
    progress("調べています", 0, 1)
    volume = find_volume(folder)
    return FoundMedium(volume, find_companions(volume.folder))


def open_request(request: OpenRequest, progress: Progress) -> Workbench:
    """Load the companions, decrypt, index. Runs off the GUI thread."""
    key = request.key
    if key is None and request.key_file is not None:
        key = read_key_file(request.key_file)
    equipment = equip(request.offices, request.gaiji_font, request.postal, request.forms, progress)
    return open_workbench(request.volume, key, request.container, equipment, progress=progress)


class ReadyVolume(NamedTuple):
    """All that a worker makes before a volume can be shown."""

    bench: Workbench
    drawer: Drawer


def make_ready(bench: Workbench) -> ReadyVolume:
    """Prepare what takes a moment. Runs off the GUI thread."""
    with MUPDF:
        return ReadyVolume(bench, Drawer(bench.equipment.fonts, bench.equipment.forms.values()))
