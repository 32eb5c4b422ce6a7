"""The house's own rules: style, types and layers hold for every commit."""

import functools
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.deep import DEEP
from tests.sizes import SOAK

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(["ruff", "check", "--no-cache", "."], id="ruff"),
        pytest.param(["ruff", "format", "--no-cache", "--check", "."], id="format"),
        pytest.param(["mypy"], id="mypy", marks=pytest.mark.skipif(not SOAK, reason="takes a minute at first")),
    ],
)
def test_the_source_passes(command: list[str]) -> None:
    done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_imports_go_one_way_and_only_the_windows_know_qt() -> None:
    lint = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"
    done = subprocess.run(
        [sys.executable, "-c", lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_folder_is_written_the_same_way_everywhere() -> None:
    guides = (ROOT / "resources" / "guide").glob("*.md")
    texts = [ROOT / "README.md", *guides, *(ROOT / "app").rglob("*.py"), *(ROOT / "resources").rglob("*.toml")]
    short = [
        str(path.relative_to(ROOT)) for path in texts if re.search("フォルダ(?!ー)", path.read_text(encoding="utf-8"))
    ]
    assert not short


def test_no_file_of_the_repository_is_too_long_to_read() -> None:
    long = {
        str(path.relative_to(ROOT)): count
        for room in ("app", "tests")
        for path in (ROOT / room).rglob("*.py")
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert not long


UNBOUNDED = re.compile(r"\.read_(?:bytes|text)\(|\btomllib\b|\.open\(\"r|\bload_workbook\b|\bpickle\b")
OWN = {
    "bounded.py": "",
    "toml_text.py": "",
    "lists/book.py": "in a limited child",
    "lists/logs/sheets.py": "in a limited child",
    "reports/form_cells.py": "in a limited child",
    "media/labels.py": "the kernel's list of mounts",
    "media/udf.py": "the device of a mounted disc, or a regular file",
    "signoff/verify/files.py": "is delivered alone; bounded there",
    "filing/practice_mark.py": "books that this program has just made",
    "training/practice_work.py": "files that it has just made",
    "ui/kit/tokens.py": "the product's style",
    "filing/ledger_copies.py": "the product's source",
    "workstation/session_file.py": "overwrites what it has just looked at",
}


def test_files_are_read_within_bounds_and_in_one_way() -> None:
    """Read files with :mod:`app.bounded` and TOML with :mod:`app.toml_text`; what a library parses, in a child."""
    app = ROOT / "app"
    found = {
        str(path.relative_to(app))
        for path in app.rglob("*.py")
        if UNBOUNDED.search(path.read_text(encoding="utf-8")) and "tour" not in path.parts
    }
    assert found - OWN.keys() == set()


def test_no_test_waits_for_a_time_instead_of_a_fact() -> None:
    """Only a wait after which there must be nothing more, or one that people make, is one for a time."""
    waits = re.compile(r"\bsleep\(|\bqtbot\.wait\(|\bQTest\.qWait\(")
    rooms = [path for path in (ROOT / "tests").rglob("*.py") if "soak" not in path.parts]
    found = {str(path.relative_to(ROOT / "tests")) for path in rooms if waits.search(path.read_text(encoding="utf-8"))}
    assert found - {"test_house.py", "ui/rounds/test_piece_scans.py"} == set()


def test_tests_of_the_screens_stand_where_the_screens_do() -> None:
    screens = {path.parent.name for path in (ROOT / "app" / "ui").glob("*/__init__.py")}
    modules = [path.relative_to(ROOT / "tests" / "ui") for path in (ROOT / "tests" / "ui").rglob("test_*.py")]
    assert [str(path) for path in modules if len(path.parts) == 1 or path.parts[0] not in screens] == []


def test_every_room_of_the_tests_is_one_of_the_program() -> None:
    own = {"bench", "data", "soak"}
    rooms = {path.name for path in (ROOT / "tests").iterdir() if path.is_dir() and path.name != "__pycache__"} - own
    assert rooms - {path.name for path in (ROOT / "app").iterdir()} == set()


@pytest.mark.skipif(not (ROOT / ".git").exists() or not shutil.which("git"), reason="no repository")
def test_every_source_file_is_in_the_repository() -> None:
    """What stands only in somebody's folder is missing wherever else the program is built."""
    listed = subprocess.run(
        ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z", "app", "tests"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    known = {ROOT / name.decode() for name in listed.stdout.split(b"\0") if name}
    there = {path for room in ("app", "tests") for path in (ROOT / room).rglob("*.py")}
    assert there, "no source"
    assert sorted(str(path.relative_to(ROOT)) for path in there - known) == []


@functools.cache
def _tests(file: Path) -> set[str]:
    return set(re.findall(r"^def (test_\w+)", file.read_text(encoding="utf-8"), re.M)) if file.is_file() else set()


def _runs_always(holder: str) -> bool:
    file, _, name = holder.partition("::")
    if holder.removeprefix("tests/").startswith(("bench", "soak")):  # not in every run
        return False
    if name:
        return name in _tests(ROOT / file) and holder not in DEEP
    place = ROOT / "tests" / holder.partition(":")[0].removeprefix("tests/").rstrip("/")
    files = place.rglob("test_*.py") if place.is_dir() else [place.with_name(f"{place.name}.py")]
    return any(f"{one.relative_to(ROOT)}::{test}" not in DEEP for one in files for test in _tests(one))


def test_what_only_the_soak_runs_is_there_and_held_by_a_test_of_every_run() -> None:
    gone = [node for node in DEEP if node.partition("::")[2] not in _tests(ROOT / node.partition("::")[0])]
    assert gone == []
    assert [node for node, held in DEEP.items() if not all(map(_runs_always, held.split(", ")))] == []
