"""The sample volume that the window makes for itself: artificial data in a private temporary folder."""

import tempfile
from pathlib import Path

from app.media.keys import read_key_file
from app.media.volume import find_volume
from app.progress import Progress
from app.training.sample import make_sample
from app.ui.opening.request import OpenRequest
from app.workbench import Settings, find_companions


def sample_request(settings: Settings, progress: Progress) -> OpenRequest:
    """Make a small sample and say how to open it. Runs off the GUI thread."""
    folder = Path(tempfile.gettempdir()) / "kenpan-sample"
    make_sample(folder, progress=progress)
    volume = find_volume(folder)
    companions = find_companions(volume.folder)
    assert companions.key is not None
    return OpenRequest(
        volume,
        read_key_file(companions.key),
        settings.container(),
        companions.offices,
        companions.gaiji_font,
        sample=True,
    )
