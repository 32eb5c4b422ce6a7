"""When the program is told to end while a medium is being decrypted: nothing of it stays behind.

A signal's handler runs in the main thread, when that comes round to it; in a window's event loop it may not for long.
So a thread of its own waits for the number that the system's own handler writes into a pipe, ends the decryption
program, erases the private folders and ends the process.
"""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

from app.shown import shown

_NAMES = ("SIGTERM", "SIGHUP", "SIGQUIT", "SIGBREAK")
_GONE = "kenpan: 終了の合図を受けて終わりました。復号用の一時フォルダーは残っていません。"
_LEFT = "kenpan: 終了の合図を受けて終わりました。復号用の一時フォルダーを消し切れませんでした："


@contextmanager
def ends_cleanly() -> Iterator[None]:
    """Meanwhile SIGTERM, SIGHUP and SIGQUIT (SIGBREAK on Windows) end the program in this way, unless ignored."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    numbers = [getattr(signal, name) for name in _NAMES if hasattr(signal, name)]
    before = {number: signal.getsignal(number) for number in numbers}
    told, telling = os.pipe()
    if sys.platform != "win32":
        os.set_blocking(telling, False)  # as the system's handler wants it
    watcher = threading.Thread(target=_watch, args=(told, frozenset(numbers)), name="kenpan-ending", daemon=True)
    watcher.start()
    earlier = signal.set_wakeup_fd(telling, warn_on_full_buffer=False)
    try:
        for number in numbers:
            if before[number] is not signal.SIG_IGN:  # somebody wants the program to outlive a terminal
                signal.signal(number, _leave_to_watcher)
        yield
    finally:
        for number in numbers:
            with suppress(TypeError):  # a handler that is not Python's cannot be put back
                signal.signal(number, before[number])
        signal.set_wakeup_fd(earlier)
        os.close(telling)
        watcher.join()


def _leave_to_watcher(number: int, frame: FrameType | None) -> None:
    """Without a handler of Python's the system would end the process at once."""


def _watch(told: int, ends: frozenset[int]) -> None:
    with os.fdopen(told, "rb", buffering=0) as pipe:
        while numbers := pipe.read(64):
            wanted = ends.intersection(numbers)
            if wanted:
                _end(min(wanted))


def _end(number: int) -> None:
    try:
        # Not before they are needed: every command starts with this module.
        from app.media.private_folder import erase_all
        from app.media.tool_run import end_all

        end_all()
        left = erase_all()
        with suppress(OSError, ValueError, AttributeError):
            os.write(sys.stderr.fileno(), f"{shown(_LEFT + left) if left else _GONE}\n".encode())
    finally:
        os._exit(128 + number)
