"""``--soak`` and ``--soak-only``: one switch for long sizes, whoever gives it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import soak_options
from tests.sizes import SOAK
from tests.soak_options import asked_on_the_command_line, names, only_named

ROOT = Path(__file__).parents[1]


class Config:
    def __init__(self, *wanted):
        self.wanted = list(wanted)

    def getoption(self, _name):
        return self.wanted


class Item:
    def __init__(self, nodeid):
        self.nodeid = nodeid


@pytest.mark.parametrize(
    ("given", "more", "asked"),
    [
        (["tests"], "", False),
        (["--soak"], "", True),
        (["--soak-only", "captures"], "", True),
        (["--soak-only=captures"], "", True),
        (["tests/soak"], "", False),
        ([], "-q --soak", True),
    ],
)
def test_it_is_known_before_any_test_says_how_much_it_looks_at(monkeypatch, given, more, asked):
    monkeypatch.setattr(sys, "argv", ["pytest", *given])
    monkeypatch.setenv("PYTEST_ADDOPTS", more)
    assert asked_on_the_command_line() is asked


def test_named_soaks_are_all_that_is_left():
    items = [Item("tests/soak/test_captures.py::test_a"), Item("tests/soak/trust/test_walking.py::test_b"),
             Item("tests/test_house.py::test_c")]  # fmt: skip
    left = list(items)
    assert only_named(Config(), left) == [] and left == items
    assert only_named(Config("trust/walking"), left) == [items[0], items[2]] and left == [items[1]]
    with pytest.raises(pytest.UsageError, match="walks"):
        only_named(Config("walks"), left)


def test_every_soak_has_its_name():
    assert {ROOT / path for path in names().values()} == set((ROOT / "tests" / "soak").rglob("test_*.py"))


def test_nothing_but_the_sizes_reads_the_variable():
    own = {ROOT / "tests" / "sizes.py", Path(soak_options.__file__), Path(__file__)}
    assert [path for path in (ROOT / "tests").rglob("*.py") if path not in own and _reads(path)] == []


def _reads(path):
    text = path.read_text("utf-8")
    return any(f"{before}KENPAN_SOAK{after}" in text for before, after in (('get("', '")'), ('environ["', '"]')))


def test_this_run_has_the_patience_of_its_sizes(pytestconfig):
    own = pytestconfig.option.timeout or pytestconfig.getini("timeout")
    assert int(float(own)) == (soak_options.SOAK_SECONDS if SOAK else 900)


def test_a_run_takes_long_sizes_and_long_patience(tmp_path):
    test = "def test_it(pytestconfig):\n    from tests.sizes import SOAK\n"
    test += "    own = pytestconfig.option.timeout or pytestconfig.getini('timeout')\n"
    test += "    print('told', SOAK, int(float(own)))\n"
    (tmp_path / "test_it.py").write_text(test, "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-s", "-n0", "--soak", "-p", "tests.conftest",
         "--rootdir", str(ROOT), "-c", str(ROOT / "pyproject.toml"), str(tmp_path / "test_it.py")],
        cwd=ROOT, capture_output=True, text=True, check=False,
        env={name: value for name, value in os.environ.items() if name != "KENPAN_SOAK"},
    )  # fmt: skip
    assert "told True 3600" in done.stdout, done.stdout + done.stderr
