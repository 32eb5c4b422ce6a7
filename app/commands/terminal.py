"""What the commands say at a terminal: never anything that steers it, but for the program's own progress."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any, TextIO

from app.errors import KenpanError
from app.language import tr
from app.progress import Progress, no_progress
from app.shown import json_text, shown

_BAR_WIDTH = 30


def month(text: str) -> str:
    """An argument ``YYYY-MM``. ``ValueError`` for what is no month."""
    date.fromisoformat(f"{text}-01")
    return text


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


def say(text: str) -> None:
    """A line on standard error, to whoever runs the command."""
    print(f"kenpan: {tr(text)}", file=sys.stderr)


def say_error(problem: KenpanError) -> None:
    """What is wrong, where, and what to do next; its code, for whoever looks after the program."""
    print(f"kenpan: [{problem.code}] {tr(str(problem))}", file=sys.stderr)


def tell(text: str) -> None:
    """What a command found, on standard output, for people."""
    print(tr(text))


def print_json(value: Any) -> None:
    """The answer of a command to a program."""
    print(json_text(value))


def terminal_progress(words: Callable[[int, int], str] | None = None) -> Progress:
    """A bar on the terminal, and beside it what ``words`` says of ``done`` and ``total``; nothing if nobody watches."""
    if not sys.stderr.isatty():
        return no_progress

    def report(stage: str, done: int, total: int) -> None:
        share = done / total if total else 1.0
        bar = "■" * int(share * _BAR_WIDTH)
        end = "\n" if share >= 1 else ""
        more = "" if words is None else f"　{tr(words(done, total))}\033[K"
        steer(f"\r{tr(stage)} {bar:<{_BAR_WIDTH}} {share:4.0%}{more}{end}")

    return report
