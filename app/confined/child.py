"""The child's side: close itself in, then do one task after the other until nobody asks any more.

Imports nothing beyond the standard library; the module that a task names brings what it needs.
"""

import os
import sys
from collections.abc import Callable
from importlib import import_module
from io import FileIO
from typing import Any

from app.confined import wire
from app.confined.limits import Limits
from app.errors import KenpanError
from app.interpreter import tune

_MOST = 1 << 40
"""Of a task: the parent is trusted, and memory is bounded anyway."""


def main(arguments: list[str]) -> None:
    """``arguments``: the parent's process number. Ends the process."""
    tune()
    tasks, results = FileIO(0, "rb", closefd=False), FileIO(os.dup(1), "wb")
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123
        os.dup2(nowhere.fileno(), 1)  # what a library prints is no result
    try:
        limits = Limits(**wire.unpack(reading(tasks), _MOST))
        send(results, _close_in(limits, int(arguments[0])))
        while True:
            task = wire.unpack(reading(tasks), _MOST)
            _allow_time(limits)
            _answer(results, task)
    except (EOFError, OSError):  # nobody asks or listens any more
        os._exit(0)


def reading(file: FileIO) -> wire.Read:
    """Exactly so many bytes of a pipe."""

    def read(count: int) -> bytearray:
        found = bytearray(count)
        view = memoryview(found)
        while view:
            got = file.readinto(view)
            if not got:
                raise EOFError
            view = view[got:]
        return found

    return read


def send(file: FileIO, value: Any) -> None:
    """Write a frame whole."""
    for piece in wire.pack(value):
        view = memoryview(piece).cast("B")
        while view:
            view = view[file.write(view) :]


def _answer(results: FileIO, task: Any) -> None:
    try:
        answer = {"done": _function(task["function"])(*task["arguments"])}
    except KenpanError as error:
        told = {name: getattr(error, name) for name in ("code", "what", "next_step", "file", "place")}
        answer = {"refused": told}
    except MemoryError:
        answer = {"failed": "memory"}
    except Exception:  # whatever the bytes lead the library to; its text may quote them
        answer = {"failed": "broken"}
    try:
        send(results, answer)
    except (TypeError, ValueError):  # no value that can be sent; nothing of it has been
        send(results, {"failed": "broken"})
    except MemoryError:
        os._exit(1)


def _function(name: str) -> Callable[..., Any]:
    module, _, function = name.partition(":")
    found: Callable[..., Any] = getattr(import_module(module), function)
    return found


def _close_in(limits: Limits, parent: int) -> list[str]:
    if sys.platform == "linux":
        from app.confined.linux import close_in

        return close_in(limits.memory_mb, parent)
    return []  # on Windows the parent holds the child in a job


def _allow_time(limits: Limits) -> None:
    if sys.platform == "linux":
        from app.confined.linux import allow_cpu

        allow_cpu(limits.cpu_s)
