"""What the user asked to open, and the pure function that opens it in a worker."""

from dataclasses import dataclass
from pathlib import Path

from app.media.container import Container
from app.media.keys import Key
from app.media.model import Volume
from app.progress import Progress
from app.workbench import Workbench, equip, open_workbench


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """``key`` lives only as long as this object."""

    volume: Volume
    key: Key | None
    container: Container
    offices: Path | None
    gaiji_font: Path | None
    sample: bool


def open_request(request: OpenRequest, progress: Progress) -> Workbench:
    """Load the companions, decrypt, index. Runs off the GUI thread."""
    equipment = equip(request.offices, request.gaiji_font)
    return open_workbench(request.volume, request.key, request.container, equipment, progress=progress)
