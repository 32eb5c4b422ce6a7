"""Writes ``tests/data/said_of_defects.toml`` anew, from what the checks say of each planted defect now:
``PYTHONPATH=.ci python -m pytest -n0 -p said_of_defects tests/checks/rules -k planted``. Read the difference.
"""

import json
from pathlib import Path

from tests.checks.rules.said import SAID

_TARGET = Path(__file__).parents[1] / "tests" / "data" / "said_of_defects.toml"


class _Anything:
    """Takes whatever it is held against for what should be said."""

    def __init__(self, stage, defect):
        self.stage, self.defect = stage, defect

    def __eq__(self, said):
        _FOUND[self.stage][self.defect] = said
        return True

    __hash__ = None


class _Stage(dict):
    def __missing__(self, defect):
        return _Anything(self.name, defect)


_FOUND = {name: {} for name in ("content", "sheet", "structure")}
for _name in _FOUND:
    SAID[_name] = _Stage()
    SAID[_name].name = _name


def pytest_sessionfinish(exitstatus):
    """Only where every test passed otherwise."""
    if exitstatus == 0:
        lines = [
            f"[{stage}]\n"
            + "".join(f"{json.dumps(one)} = {json.dumps(said, ensure_ascii=False)}\n" for one, said in rows)
            for stage, rows in ((stage, sorted(found.items())) for stage, found in _FOUND.items())
        ]
        _TARGET.write_text("\n".join(lines), "utf-8")
