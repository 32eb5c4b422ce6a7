"""A sample that a process of its own makes while something else is still coming up."""

import multiprocessing
import tempfile
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path

from app.progress import Progress

_POLL_S = 0.05
DEFECTS = frozenset(
    (
        "amount.sum", "amount.sum/subtotal/senpo", "date.era", "date.sequence/due", "field.reserved", "gaiji.missing",
        "match.establishment/address", "office.name", "order.duplicate", "text.extension",
    )
)  # fmt: skip
"""What is wrong with the sample to practise on: something of every stage of the checks, nothing that keeps a file from
being opened, and nothing that takes its time: the postal dictionary is not needed for it. Nor anything that 受入 finds,
as counts that differ: such a medium is sent back, and no month would ever be checked with it.
"""


class SampleAhead:
    """Begun at once, in a folder of its own; gone with :meth:`close`."""

    def __init__(self, defects: frozenset[str]) -> None:
        """``defects`` as :func:`app.training.sample.make_sample`."""
        self._folder = tempfile.TemporaryDirectory(prefix="kenpan-sample-", ignore_cleanup_errors=True)
        context = multiprocessing.get_context("spawn")
        self._told, telling = context.Pipe(duplex=False)
        self._maker = context.Process(target=_make, args=(self._folder.name, defects, telling), daemon=True)
        self._maker.start()
        telling.close()

    def folder(self, progress: Progress) -> Path | None:
        """The folder with the sample, waited for; ``None`` if it could not be made so, whatever the reason."""
        from app.training.own_companions import OwnCompanions

        try:
            while not self._told.poll(_POLL_S):
                progress("見本の作成", 0, 1)
            OwnCompanions(*self._told.recv()).remember()
        except (EOFError, OSError):
            return None
        return Path(self._folder.name)

    @property
    def running(self) -> bool:
        """Whether it is still being made."""
        return self._maker.is_alive()

    def close(self) -> None:
        """Nobody wants it any more."""
        self._told.close()
        self._maker.kill()
        self._maker.join()
        self._folder.cleanup()


def _make(folder: str, defects: frozenset[str], telling: Connection) -> None:
    """In the other process, which says nothing of what goes wrong: whoever waits makes the sample then, and tells."""
    from app.training.sample import make_sample

    with suppress(Exception):
        telling.send(tuple(make_sample(Path(folder), defects=defects).companions))
