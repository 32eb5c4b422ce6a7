"""The program ends while the decryption tool runs: key and plaintext do not outlive it, and neither does the tool."""

import json
import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.commands import main as cli
from app.media import private_folder as private
from app.media.container import ToolContainer
from app.media.ending import ends_cleanly
from app.media.private_folder import private_folder, sweep

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the stand-in and its watch use Linux's processes")

ROOT = Path(__file__).resolve().parents[2]
STANDIN = Path(__file__).with_name("standin_tool.py")

# Private folders lie in the test's own place, so that no other test's sweep finds what this one leaves. Whoever starts
# the tests may want signals ignored, as nohup does; that would be inherited.
ELSEWHERE = """
import json, signal, sys
for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
    signal.signal(number, signal.SIG_DFL)
from pathlib import Path
from app.media import private_folder
private_folder._MEMORY_FOLDER = Path("/nowhere")
"""
OPENING = """
from app.media.container import ToolContainer
from app.media.ending import ends_cleanly
from app.media.media_key import Key
from app.media.volume import load_expected
def work():
    tool = ToolContainer(tuple(json.loads(sys.argv[1])), 600.0)
    tool.open(Path(sys.argv[2]), Key(bytes(32), bytes(16)), expected=load_expected()[0])
"""
COMMAND = f"{ELSEWHERE}{OPENING}with ends_cleanly(): work()"
WINDOW = f"""{ELSEWHERE}{OPENING}
from threading import Thread
from PySide6.QtCore import QCoreApplication
loop = QCoreApplication([])
Thread(target=work, daemon=True).start()
with ends_cleanly():
    loop.exec()
"""
NEXT_START = (
    f"{ELSEWHERE}from app.commands import main as cli; cli._barcode = lambda _: 0; "
    "sys.exit(cli.main(['barcode', '1', 'x']))"
)


def started(code, place, *arguments):
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(place)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


class Run:
    """A process that decrypts a file with a tool that never ends."""

    def __init__(self, code, folder):
        self.place = folder / "private"
        self.place.mkdir()
        note, medium = folder / "note", folder / "medium.cmp"
        os.mkfifo(note)
        medium.write_bytes(os.urandom(10_000))
        words = [sys.executable, str(STANDIN), "hang", str(note), "{source}", "{target}", "{keyfile}"]
        self.process = started(code, self.place, json.dumps(words), str(medium))
        self.facts = json.loads(note.read_text(encoding="utf-8"))  # waits for the tool

    def end(self, number):
        """Exit code and what was said, after a signal."""
        self.process.send_signal(number)
        _, said = self.process.communicate(timeout=600)
        return self.process.returncode, said

    def left(self):
        return sorted(path.name for path in self.place.rglob("*") if path.is_file())


@pytest.fixture
def killed(tmp_path):
    """A run that was killed, which cannot be noticed by it."""
    one = Run(COMMAND, tmp_path)
    assert one.end(signal.SIGKILL)[0] == -signal.SIGKILL
    return one


def test_the_commands_run_inside_it_and_leave_handlers_as_they_were(monkeypatch):
    before = signal.getsignal(signal.SIGTERM)
    seen = []
    monkeypatch.setattr(
        "app.commands.main._barcode", lambda _arguments: seen.append(signal.getsignal(signal.SIGTERM)) or 0
    )
    assert cli.main(["barcode", "1000000", "x"]) == 0
    assert seen != [before]
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_signal_that_somebody_wants_ignored_stays_ignored():
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with ends_cleanly():
            assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
            assert signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL
    finally:
        signal.signal(signal.SIGHUP, before)


def has_ended(pid):
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([handle], [], [], 30)[0])
    finally:
        os.close(handle)


@pytest.mark.parametrize(
    ("code", "number"),
    [(COMMAND, signal.SIGTERM), (COMMAND, signal.SIGQUIT), (WINDOW, signal.SIGHUP)],
    ids=["command", "command quit", "window"],
)
def test_a_signal_ends_the_tool_and_erases_key_and_plaintext(tmp_path, code, number):
    run = Run(code, tmp_path)
    assert "key.toml" in run.left()
    ended, said = run.end(number)
    assert ended == 128 + number
    assert run.left() == []
    assert list(run.place.glob("kenpan-private-*")) == []
    assert has_ended(run.facts["pid"])
    assert "復号用の一時フォルダーは残っていません" in said


def test_the_tool_ends_with_a_program_that_is_killed(killed):
    assert has_ended(killed.facts["pid"])


def test_what_a_killed_program_left_is_found_erased_and_told_at_the_next_start(killed, monkeypatch):
    left = killed.left()
    assert {"key.toml", "part.tmp", "spool.tmp", "read_only.tmp"} <= set(left)
    size = sum(path.stat().st_size for path in killed.place.rglob("*") if path.is_file() and not path.is_symlink())
    _, said = started(NEXT_START, killed.place).communicate(timeout=600)
    assert list(killed.place.iterdir()) == []
    assert "[private.swept]" in said
    assert killed.facts["folder"] in said
    assert f"（{size:,} バイト）" in said


@pytest.fixture
def place(tmp_path, monkeypatch):
    """Where private folders are made and looked for."""
    monkeypatch.setattr(private, "_MEMORY_FOLDER", tmp_path / "nowhere")
    monkeypatch.setattr(private.tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_folders_of_the_living_and_of_other_names_stay(place):
    with private_folder() as folder:
        (folder / "plain").write_bytes(b"record")
        (place / "kenpan-private-a-file").write_bytes(b"")
        (place / "kenpan-private-link").symlink_to(place / "nowhere")
        (place / "kenpan-other").mkdir()
        assert sweep() == ()
        assert (folder / "plain").read_bytes() == b"record"
    assert len(list(place.iterdir())) == 3


def test_a_folder_without_an_owner_is_swept_with_everything_in_it(place):
    left = place / "kenpan-private-left"
    (left / "deep" / "er").mkdir(parents=True)
    (left / "deep" / "er" / "plain").write_bytes(b"record" * 100)
    (said,) = sweep()
    assert (said.code, list(place.iterdir())) == ("private.swept", [])
    assert "1 個のファイル（600 バイト）" in said.what
    assert str(left) in said.what


def test_what_a_sweep_cannot_remove_is_named(place, monkeypatch):
    left = place / "kenpan-private-left"
    left.mkdir()
    (left / "pl\x1bain").write_bytes(b"record")
    unlink = os.unlink

    def refuse(path, **where):
        if where:
            raise PermissionError
        unlink(path)

    monkeypatch.setattr(os, "unlink", refuse)
    (said,) = sweep()
    assert said.code == "private.left"
    assert "pl〔U+001B〕ain" in said.what
    assert (left / "pl\x1bain").read_bytes() == bytes(6)  # overwritten all the same


def test_without_a_place_in_memory_the_screen_says_where_the_plaintext_lies(place):
    tool = ToolContainer(("x", "{source}", "{target}", "{keyfile}"), 1.0)
    assert "ディスクに置かれます" in tool.label


@pytest.mark.skipif(not private.lies_in_memory(), reason="no place in memory here")
def test_with_a_place_in_memory_the_label_is_the_programs_alone():
    tool = ToolContainer(("x", "{source}", "{target}", "{keyfile}"), 1.0)
    assert tool.label == "機構提供の復号プログラム"
