"""The sample volume that the window makes for itself: artificial data, on disk only until it is open."""

import tempfile
from pathlib import Path

from app.progress import Progress
from app.training.sample import make_sample
from app.workbench import Settings, Workbench, open_folder


def open_sample(progress: Progress, defects: frozenset[str] = frozenset()) -> Workbench:
    """Make a small sample in a private folder, open it and remove the folder. Runs off the GUI thread.

    ``defects`` as :func:`app.training.sample.make_sample`.

    The workstation's own settings do not count: a sample has its own office list, font and container format.
    """
    with tempfile.TemporaryDirectory(prefix="kenpan-sample-") as folder:
        make_sample(Path(folder), defects=defects, progress=progress)
        return open_folder(Path(folder), Settings(), progress=progress)
