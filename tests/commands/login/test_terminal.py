"""At a real terminal."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands.login.acts import CHECKER, TOKYO
from tests.house import PASSWORD

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals")
def test_a_real_terminal_shows_the_id_and_not_the_password(house, agency, tmp_path):
    import pty

    settings = tmp_path / "own.toml"
    settings.write_text('[store]\nurl = "sqlite:///kenpan.db"\n', encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "d")}
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "app", "--settings", settings, "show", agency, TOKYO, "1", "--json"]
    with subprocess.Popen(
        [*map(str, command)],
        stdin=theirs,
        stderr=theirs,
        stdout=subprocess.PIPE,
        env=environment,
        start_new_session=True,
    ) as process:
        os.close(theirs)
        screen = read_until(ours, "ID: ")
        os.write(ours, f"{CHECKER}\n".encode())
        screen += read_until(ours, "パスワード: ")
        os.write(ours, f"{PASSWORD}\n".encode())
        out, _ = process.communicate(timeout=600)
        screen += read_until(ours, None)
    os.close(ours)
    assert process.returncode == 0, screen
    assert json.loads(out.decode("utf-8"))["type"] == "01"
    assert CHECKER in screen and PASSWORD not in screen
    assert [one.kind for one in house.book.history()][-3:] == ["access.login", "media.opened", "access.logout"]


def read_until(terminal: int, text: str | None) -> str:
    """What the terminal shows, up to and with this text; all of it when the program is gone."""
    shown = b""
    while text is None or text.encode() not in shown:
        try:
            piece = os.read(terminal, 4096)
        except OSError:  # Linux says so when nobody holds the other end any more
            break
        if not piece:
            break
        shown += piece
    return shown.decode("utf-8", "replace")
