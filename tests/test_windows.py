"""What only Windows does, as far as it shows elsewhere: names of files, and calls that are recorded. None of it was run
there: ``.github/HOUSE.md`` lists what was not.
"""

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from app.month.keeping import folder
from app.shown import file_name
from app.ui.kit import sounds

ROOT = Path(__file__).resolve().parent.parent
LONGEST = 120
"""Characters of a path below the program's folder: Windows takes 260 in all."""


def test_every_file_of_the_program_has_a_name_that_windows_can_hold():
    paths = [path.relative_to(ROOT) for part in ("app", "resources") for path in (ROOT / part).rglob("*")]
    kept = [path for path in paths if "__pycache__" not in path.parts]
    assert [str(path) for path in kept if any(part != file_name(part) for part in path.parts)] == []
    assert [str(path) for path in kept if len(str(path)) > LONGEST] == []
    assert len({str(path).casefold() for path in kept}) == len(kept), "two that differ in case alone"


def test_a_scan_sounds_in_tones_of_its_own(monkeypatch):
    heard, threads = [], []
    winsound = ModuleType("winsound")
    winsound.Beep = lambda hertz, milliseconds: heard.append((hertz, milliseconds))
    monkeypatch.setitem(sys.modules, "winsound", winsound)
    real = sounds.threading.Thread

    class Kept(real):
        def start(self):
            threads.append(self)
            super().start()

    monkeypatch.setattr(sounds.threading, "Thread", Kept)
    for tones in (sounds._MATCH, sounds._MISMATCH):
        sounds._play(tones)
        threads.pop().join()
    assert heard == [(1760, 90), (330, 180), (330, 260)]


def as_on_windows(monkeypatch, module, msvcrt) -> ModuleType:
    """The module as it is there, with the C library's calls recorded."""
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setitem(sys.modules, "msvcrt", msvcrt)
    spec = importlib.util.spec_from_file_location("there", module.__file__)
    there = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(there)
    return there


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has its own")
def test_a_month_is_locked_by_one_byte_of_its_file(monkeypatch, tmp_path):
    calls, refused = [], [False]

    def locking(handle, how, count):
        calls.append((handle, how, count))
        if refused[0]:
            raise OSError

    msvcrt = ModuleType("msvcrt")
    msvcrt.locking, msvcrt.LK_NBLCK = locking, 2
    there = as_on_windows(monkeypatch, folder, msvcrt)
    with (tmp_path / "lock").open("wb") as lock:
        assert there._try_lock(lock.fileno())
        refused[0] = True
        assert not there._try_lock(lock.fileno())
        assert calls == [(lock.fileno(), 2, 1)] * 2


def test_git_keeps_no_two_names_alike():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("no checkout")
    names = [name for name in listed.stdout.decode().split("\0") if name]
    assert len({name.casefold() for name in names}) == len(names)
    odd = [name for name in names if any(part.lstrip(".") != file_name(part) for part in Path(name).parts)]
    assert odd == []
