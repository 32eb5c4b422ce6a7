"""The sample volume that the window makes for itself: artificial data, on disk only until it is open."""

import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path

from app.month.looking.entering import refuse_on_network
from app.month.looking.opening import open_folder
from app.month.looking.who import NOBODY, Who
from app.month.looking.workbench import Workbench
from app.notice.postal import PostalDictionary, own_dictionary
from app.progress import Progress
from app.training.sample_ahead import SampleAhead
from app.workstation.network import Interfaces, interfaces_up
from app.workstation.settings import Settings

_SAMPLE = "見本データ"


def open_sample(
    progress: Progress,
    who: Who = NOBODY,
    settings: Settings | None = None,
    interfaces: Interfaces = interfaces_up,
    defects: frozenset[str] = frozenset(),
    ahead: SampleAhead | None = None,
) -> Workbench:
    """Make a small sample in a private folder, open it and remove the folder. Runs off the GUI thread.

    Of the workstation's own ``settings`` only the network's count: a sample has its own office list, font and
    container format. ``defects`` as :func:`app.training.sample.make_sample`; ``ahead``: one that is being made already,
    and is closed. ``KenpanError`` ``network.up``.
    """
    refuse_on_network(_SAMPLE, settings or Settings(), who, interfaces)
    making = closing(ahead) if ahead is not None else nullcontext()
    with towns_beside(own_dictionary()), making, _made(progress, defects, ahead) as folder:
        bench = open_folder(folder, Settings(), progress=progress)
    who.opened(bench, interfaces())
    return bench


@contextmanager
def towns_beside(dictionary: PostalDictionary) -> Iterator[None]:
    """The towns of a dictionary are read meanwhile: else the window stands still for them at the first address.

    Whoever asks for them is told why they cannot be read.
    """
    with ThreadPoolExecutor(1, thread_name_prefix="kenpan-towns") as beside:
        beside.submit(dictionary.read_towns)
        yield


@contextmanager
def _made(progress: Progress, defects: frozenset[str], ahead: SampleAhead | None) -> Iterator[Path]:
    """The folder with the sample, for as long as it is needed."""
    made = None if ahead is None else ahead.folder(progress)
    if made is not None:
        yield made
        return
    from app.training.sample import make_sample  # which needs much that nothing else here does

    with tempfile.TemporaryDirectory(prefix="kenpan-sample-") as folder:
        make_sample(Path(folder), defects=defects, progress=progress).companions.remember()
        yield Path(folder)
