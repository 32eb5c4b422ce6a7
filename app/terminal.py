"""What the commands print: never anything that steers a terminal."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TextIO

from app.shown import shown


class ShownStream:
    """A text stream that writes what cannot be seen as its code; lines and tabs stay."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write text from anywhere."""
        self._stream.write(shown(text, keep="\n\t"))
        return len(text)

    @property
    def raw(self) -> TextIO:
        """What lies behind."""
        return self._stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def steer(text: str) -> None:
    """Write the program's own text to standard error, with what steers the terminal."""
    stream = sys.stderr.raw if isinstance(sys.stderr, ShownStream) else sys.stderr
    stream.write(text)
    stream.flush()


@contextmanager
def shown_output() -> Iterator[None]:
    """Meanwhile standard output and standard error are such streams, in UTF-8."""
    before = sys.stdout, sys.stderr
    for stream in before:
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    sys.stdout, sys.stderr = (ShownStream(stream) for stream in before)
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before
