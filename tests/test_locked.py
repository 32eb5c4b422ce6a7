"""What is locked is what ``pyproject.toml`` asks for, each version with its hashes."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
TABLE = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PROJECT = TABLE["project"]
RUN, DEV = ".ci/requirements.txt", ".ci/requirements-dev.txt"
_PIN = re.compile(r"([A-Za-z0-9._-]+)==(\S+)[^\n]*\\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)")


def locked(name: str) -> dict[str, str]:
    return {canonicalize_name(found[1]): found[2] for found in _PIN.finditer((ROOT / name).read_text("utf-8"))}


def asked(*extras: str) -> Iterator[Requirement]:
    for line in (
        *PROJECT["dependencies"],
        *(line for extra in extras for line in PROJECT["optional-dependencies"][extra]),
    ):
        yield Requirement(line)


@pytest.mark.parametrize(
    ("name", "extras"), [(RUN, ("server",)), (DEV, tuple(PROJECT["optional-dependencies"]))], ids=("run", "dev")
)
def test_everything_that_is_asked_for_is_locked_at_a_version_that_will_do(name, extras):
    """``.ci/lock`` writes the files anew."""
    pins = locked(name)
    wrong = [str(one) for one in asked(*extras) if pins.get(canonicalize_name(one.name), "none") not in one.specifier]
    assert wrong == []


def test_what_builds_the_program_is_locked_for_whoever_has_no_network():
    pins = locked(DEV)
    assert all(
        pins.get(one.name, "none") in one.specifier for one in map(Requirement, TABLE["build-system"]["requires"])
    )


def test_every_line_carries_hashes_and_both_files_say_the_same():
    for name in (RUN, DEV):
        assert len(locked(name)) == len(re.findall(r"^[\w.-]+==", (ROOT / name).read_text("utf-8"), re.M))
    dev = locked(DEV)
    assert {one: dev.get(one) for one in locked(RUN)} == locked(RUN)
