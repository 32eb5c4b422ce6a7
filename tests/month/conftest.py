"""The facts of the small sample volume, plain volumes that a test may spoil before they are opened; a month's store on
disc, and people of a ledger who may or may not open it.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.errors import KenpanError
from app.month.findings.checking import check
from app.month.keeping.place import StorePlace
from app.month.keeping.store import create, open_store
from app.month.looking.opening import open_folder
from app.month.looking.workbench import Workbench
from app.month.reception.facts import medium_facts
from app.training.sample import make_sample
from app.workstation.settings import Settings
from tests.signoff.entries import REASON
from tests.signoff.scenes import people

CANARY = "金糸雀県鳥籠市黄色町９丁目カナリア荘"
TITLE = "2026年12月分"
Spoil = Callable[[bytearray], None]
HANDLERS = ("c1", "c2", "l1")


def refusal(act, *arguments, **named):
    with pytest.raises(KenpanError) as caught:
        act(*arguments, **named)
    return caught.value


@dataclass
class Month:
    """The folder, the people, and what the ledger says of the store: its public id."""

    root: Path
    chain: object
    month: str = "m1"
    public_id: str = ""

    @property
    def place(self):
        return StorePlace(self.root, self.month, TITLE)

    @property
    def state(self):
        return self.chain.state

    def accounts(self, *who):
        return [self.state.accounts[one] for one in who or HANDLERS]

    def record(self, store):
        assert store.created == {"month": self.month, "public_id": store.public_id}
        self.public_id = store.public_id

    def create(self, *who):
        return create(self.place, self.accounts(*who), self.record)

    def open(self, who="c1", key=None):
        return open_store(self.place, self.public_id, self.state, key or self.chain.keys[who])

    def admin(self, kind, who, **other):
        self.chain.add("a1", kind, {"account": who, **REASON, **other})

    def rekey_person(self, who):
        """A reissued password, and the person's new key."""
        from app.signoff.signing_key import new_key

        self.chain.initial[who] = new_key(who)
        self.admin("password.reset", who, initial_key=self.chain.initial[who].public)
        self.chain.keys[who] = new_key(who)
        self.chain.enrol(who)

    def objects(self, public_id=""):
        return sorted(self.place.generation(public_id or self.public_id).glob("*.obj"))

    def files(self):
        return sorted(path for path in self.root.rglob("*") if path.is_file())


@pytest.fixture
def month(tmp_path):
    return Month(tmp_path / "months", people().fork())


@pytest.fixture
def store(month):
    return month.create()


@pytest.fixture(scope="session")
def medium(bench):
    return medium_facts(bench.media, bench.counts, check(bench), is_sample=bench.is_sample)


@pytest.fixture(scope="session")
def plain_folder(tmp_path_factory) -> Path:
    """A small sample that is not encrypted. Nobody writes into it."""
    folder = tmp_path_factory.mktemp("plain")
    make_sample(folder, establishments=60, plain=True)
    return folder


@pytest.fixture
def spoilt(plain_folder, tmp_path) -> Callable[..., Workbench]:
    """Open a copy of the volume after changing the bytes of some files."""

    def make(**changes: Spoil) -> Workbench:
        folder = Path(shutil.copytree(plain_folder, tmp_path / "spoilt"))
        for name, change in changes.items():
            path = folder / "PAP03A" / name.replace("_", "#")
            raw = bytearray(path.read_bytes())
            change(raw)
            path.write_bytes(raw)
        return open_folder(folder, Settings())

    return make
