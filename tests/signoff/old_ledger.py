"""The ledger of format 1 under ``tests/data``, and what its people type."""

import functools
import json
import shutil
import sys
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pyotp

from app.signoff import signing_key as keys
from app.signoff.verify import texts
from tests.house import Clock

FOLDER = Path(__file__).resolve().parent.parent / "data" / "ledger-1"
COUNT = 189
HEAD = "e9d017ec0af3b20b7981cac6f3b2fc3924f4f4d8b5132032ee936c2aa177d552"

_REMEMBERED = {one: functools.cache(one) for one in (keys.verified, texts.verified)}


def remember(monkeypatch):
    """The same signatures need not be computed again for every test."""
    for name, module in list(sys.modules.items()):
        if name.startswith("app.signoff.") and getattr(module, "verified", None) in _REMEMBERED:
            monkeypatch.setattr(module, "verified", _REMEMBERED[module.verified])


@dataclass
class Old:
    """A copy of it in a folder of its own; ``clock`` goes on after its last entry."""

    folder: Path
    told: dict = field(default_factory=lambda: json.loads((FOLDER / "people.json").read_text(encoding="utf-8")))

    def __post_init__(self):
        self.path = Path(shutil.copy(FOLDER / "kenpan.db", self.folder / "kenpan.db"))
        self.path.chmod(0o600)
        self.clock = Clock(datetime.fromisoformat(self.told["now"]) + timedelta(days=1))
        self.password = self.told["password"]

    @property
    def url(self):
        return f"sqlite:///{self.path}"

    def code(self, who):
        """What this person's authenticator shows now."""
        return pyotp.TOTP(self.told["otp"][who]).at(self.clock())

    def recovery(self, who):
        """One of the recovery codes that this person has not used yet."""
        return self.told["recovery"][who][0]

    def untouched(self):
        """Whether the file is what it was, with nothing laid beside it."""
        same = self.path.read_bytes() == (FOLDER / "kenpan.db").read_bytes()
        return same and not list(self.path.parent.glob("kenpan.db-*"))
