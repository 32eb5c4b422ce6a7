"""The program's own log: what went wrong and where in the program, never what a record says."""

import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from pathlib import Path

import platformdirs

from app.private import private_file, private_folder, tighten

_FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"


class _QuietHandler(logging.FileHandler):
    """A log that cannot be written is no reason to disturb a person. The file is made when there is something in it."""

    def _open(self) -> TextIOWrapper:
        private_file(Path(self.baseFilename))
        return super()._open()

    def emit(self, record: logging.LogRecord) -> None:
        """Write the record; one that cannot be written is dropped."""
        with suppress(OSError):
            super().emit(record)

    def handleError(self, record: logging.LogRecord) -> None:
        """Say nothing: the default prints a traceback."""


@contextmanager
def fault_log() -> Iterator[None]:
    """What the program logs meanwhile goes to ``kenpan.log`` in the user's data folder, never to the terminal.

    Only its owner may read it; where that cannot be had, nothing is logged.
    """
    log = Path(platformdirs.user_data_dir("kenpan", appauthor=False)) / "kenpan.log"
    try:
        private_folder(log.parent)
        if log.exists():
            tighten(log)
        handler: logging.Handler = _QuietHandler(log, encoding="utf-8", delay=True)
    except OSError:
        handler = logging.NullHandler()
    handler.setFormatter(logging.Formatter(_FORMAT))
    program = logging.getLogger("app")
    program.addHandler(handler)
    try:
        yield
    finally:
        program.removeHandler(handler)
        handler.close()


def places(fault: BaseException) -> str:
    """Files and lines of the program that a fault passed through, innermost first; not its text, it may quote data."""
    frames = reversed(traceback.extract_tb(fault.__traceback__))
    return " < ".join(f"{frame.filename}:{frame.lineno}" for frame in frames)
