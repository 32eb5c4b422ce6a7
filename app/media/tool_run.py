"""Running the agency's decryption program as a child process that ends when this one does."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

from app.confined import entry
from app.confined.windows import Job, hold_tool
from app.errors import KenpanError

PLACEHOLDERS = ("source", "target", "keyfile")
_POLL_S = 0.1
_running: "set[subprocess.Popen[bytes]]" = set()
_guard = threading.Lock()
_CHECK_SETTING = "設定の復号プログラムの場所と引数を確かめてください。"


def fill_argv(argv: tuple[str, ...], values: Mapping[str, Path]) -> list[str]:
    """The command line with ``{source}``, ``{target}`` and ``{keyfile}`` filled in, each once read.

    Raises ``KenpanError`` ``tool.setting`` when a placeholder is missing.
    """
    for name in PLACEHOLDERS:
        if not any("{" + name + "}" in part for part in argv[1:]):
            raise KenpanError("tool.setting", f"復号プログラムの引数に {{{name}}} がありません。", _CHECK_SETTING)
    pattern = re.compile("{(" + "|".join(PLACEHOLDERS) + ")}")
    return [pattern.sub(lambda found: str(values[found[1]]), part) for part in argv]


def run_tool(command: list[str], folder: Path, timeout_s: float, name: str, still_wanted: Callable[[], None]) -> None:
    """Run the program to its end inside ``folder``, without a shell and without input.

    What it prints goes to files in ``folder`` and is never shown: it may hold records. ``still_wanted`` is called
    while it runs and raises to stop it. Raises ``KenpanError``: ``tool.missing``, ``tool.timeout``, ``tool.failed``.
    """
    with (folder / "printed.out").open("xb") as out, (folder / "printed.err").open("xb") as err:
        process, job = _start(command, folder, out, err, name)
        try:
            code = _wait(process, timeout_s, name, still_wanted)
        finally:
            _end(process, job)
    if code != 0:
        raise KenpanError(
            "tool.failed",
            f"復号プログラムが失敗しました（終了コード {code}）。",
            "鍵とファイルを確かめてください。続くときは終了コードを添えて機構に問い合わせてください。",
            file=name,
        )


def end_all() -> None:
    """End every program that is running for this process, because it is about to end itself."""
    with _guard:
        running = tuple(_running)
    for process in running:
        _kill(process)


def _start(
    command: list[str], folder: Path, out: BinaryIO, err: BinaryIO, name: str
) -> "tuple[subprocess.Popen[bytes], Job | None]":
    """The running program and, on Windows, the job that holds it; ``tool.missing``."""
    environment = os.environ | dict.fromkeys(("TMPDIR", "TMP", "TEMP"), str(folder))
    options: dict[str, Any] = {
        "stdin": subprocess.DEVNULL,
        "stdout": out,
        "stderr": err,
        "cwd": folder,
        "env": environment,
        "start_new_session": True,
        "creationflags": getattr(subprocess, "CREATE_NO_WINDOW", 0),
    }
    process: subprocess.Popen[bytes] | None
    try:
        process = subprocess.Popen(command, **options) if sys.platform == "win32" else _guarded(command, options)
    except (OSError, ValueError):
        process = None
    if process is None:
        raise KenpanError("tool.missing", "復号プログラムを起動できません。", _CHECK_SETTING, file=name)
    with _guard:
        _running.add(process)
    return process, hold_tool(process) if sys.platform == "win32" else None


def _guarded(command: list[str], options: dict[str, Any]) -> "subprocess.Popen[bytes] | None":
    """Through :mod:`app.confined.guard`, so that it is ended with the thread that waits for it here; ``None`` if the
    program cannot be started.
    """
    told, telling = os.pipe()
    try:
        words = entry.command(entry.GUARD, str(os.getpid()), str(telling), *command)
        process = subprocess.Popen(words, pass_fds=(telling,), **options)
    except BaseException:
        os.close(told)
        raise
    finally:
        os.close(telling)
    with os.fdopen(told, "rb") as pipe:
        failed = pipe.read(1)
    if not failed:
        return process
    process.wait()
    return None


def _wait(process: "subprocess.Popen[bytes]", timeout_s: float, name: str, still_wanted: Callable[[], None]) -> int:
    deadline = time.monotonic() + timeout_s
    while True:
        still_wanted()
        left = deadline - time.monotonic()
        if left <= 0:
            raise KenpanError(
                "tool.timeout",
                f"復号プログラムが {timeout_s:g} 秒で終わらないため止めました。",
                "媒体が読めるかを確かめ、必要なら設定の制限時間を延ばしてください。",
                file=name,
            )
        try:
            return process.wait(min(_POLL_S, left))
        except subprocess.TimeoutExpired:
            continue


def _end(process: "subprocess.Popen[bytes]", job: Job | None) -> None:
    """Leave nothing running, neither the program nor what it started."""
    if job is not None:
        job.close()
    _kill(process)
    process.wait()
    with _guard:
        _running.discard(process)


def _kill(process: "subprocess.Popen[bytes]") -> None:
    if sys.platform == "win32":
        if process.poll() is None:
            process.kill()
    else:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
