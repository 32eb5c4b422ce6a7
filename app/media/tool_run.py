"""Running the agency's decryption program as a child process."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from app.errors import KenpanError

PLACEHOLDERS = ("source", "target", "keyfile")
_POLL_S = 0.1
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
    environment = os.environ | dict.fromkeys(("TMPDIR", "TMP", "TEMP"), str(folder))
    with (folder / "printed.out").open("xb") as out, (folder / "printed.err").open("xb") as err:
        try:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                cwd=folder,
                env=environment,
                start_new_session=True,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except (OSError, ValueError):
            raise KenpanError("tool.missing", "復号プログラムを起動できません。", _CHECK_SETTING, file=name) from None
        try:
            code = _wait(process, timeout_s, name, still_wanted)
        finally:
            _end(process)
    if code != 0:
        raise KenpanError(
            "tool.failed",
            f"復号プログラムが失敗しました（終了コード {code}）。",
            "鍵とファイルを確かめてください。続くときは終了コードを添えて機構に問い合わせてください。",
            file=name,
        )


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


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Leave nothing running, neither the program nor what it started."""
    if sys.platform == "win32":
        if process.poll() is None:
            process.kill()
    else:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
