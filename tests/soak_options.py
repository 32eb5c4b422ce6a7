"""``--soak``: long sizes, and every test; ``--soak-only NAME``: only these files of ``tests/soak``, at long sizes.

The environment variable ``KENPAN_SOAK``, which processes of their own inherit, says the same; it is read in
``tests/sizes.py`` and nowhere else.
"""

import os
import shlex
import sys
from pathlib import Path

import pytest

SOAK_SECONDS = 3600
"""For a test that never ends: nobody waits longer."""
_FOLDER = Path(__file__).parent / "soak"
_LONG, _ONLY = "--soak", "--soak-only"


def add_options(parser) -> None:
    """Both options."""
    group = parser.getgroup("kenpan")
    group.addoption(_LONG, action="store_true", help="long sizes, and the tests that run only then (tests/deep.py)")
    group.addoption(
        _ONLY,
        action="append",
        default=[],
        metavar="NAME",
        help=f"only this file of tests/soak, at its long size; may be repeated: {', '.join(names())}",
    )


def asked_on_the_command_line() -> bool:
    """Whether one of them was given, to this process or by ``PYTEST_ADDOPTS``."""
    given = (*sys.argv[1:], *shlex.split(os.environ.get("PYTEST_ADDOPTS", "")))
    return any(one == _LONG or one.partition("=")[0] == _ONLY for one in given)


def long_sizes() -> None:
    """From now on, here and in processes that this one starts."""
    os.environ["KENPAN_SOAK"] = "1"


def names() -> dict[str, str]:
    """The files of ``tests/soak`` by what they are called on the command line: ``captures``, ``trust/walking``."""
    files = {path.relative_to(_FOLDER) for path in _FOLDER.rglob("test_*.py")}
    return {
        (path.parent / path.stem.removeprefix("test_")).as_posix(): f"tests/soak/{path.as_posix()}"
        for path in sorted(files)
    }


def only_named(config, items) -> list:
    """Take out of ``items`` what ``--soak-only`` does not name, and return it. An unknown name ends the run."""
    wanted, known = config.getoption(_ONLY), names()
    if not wanted:
        return []
    unknown = [one for one in wanted if one not in known]
    if unknown:
        raise pytest.UsageError(f"{_ONLY}: {', '.join(unknown)}; there are {', '.join(known)}")
    files = {known[one] for one in wanted}
    gone = [item for item in items if item.nodeid.partition("::")[0] not in files]
    items[:] = [item for item in items if item.nodeid.partition("::")[0] in files]
    return gone
