"""Fixtures for every test: offscreen windows, and one real sample volume a session."""

import gc
import os
import shutil

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from hypothesis import HealthCheck, settings

# How long an example takes says how busy the machine is, not whether the code is right.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


SHARED = ("day",)
"""Session fixtures that take so long that all tests which look at them run in one process."""
LONG = ("tests/test_house.py", *SHARED, "tests/ui/test_tour.py")
"""Groups that are begun first, so that no process waits for another one at the end."""


def pytest_collection_modifyitems(items):
    """The tests of a file run in one process, one after the other, as its fixtures are made for."""

    def group_of(item):
        return next((name for name in SHARED if name in item.fixturenames), item.nodeid.partition("::")[0])

    for item in items:
        item.add_marker(pytest.mark.xdist_group(group_of(item)))
    order = {name: at for at, name in enumerate(LONG)}
    items.sort(key=lambda item: order.get(group_of(item), len(order)))


def pytest_collection_finish():
    """What was imported stays: nobody need look through it each time a window is closed."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory):
    """A small sample volume, encrypted, with key, office list and 外字 font beside it. Nobody writes into it."""
    from app.training.sample import make_sample

    folder = tmp_path_factory.mktemp("sample")
    make_sample(folder, establishments=120)
    return folder


@pytest.fixture(scope="session")
def bench(sample_folder):
    """The sample volume, open."""
    from app.workbench import Settings, open_folder

    return open_folder(sample_folder, Settings())


@pytest.fixture(autouse=True)
def own_folders(tmp_path, monkeypatch):
    """No test reads or writes the settings, records and sessions of the person who runs it."""
    import platformdirs

    for name in ("user_config_dir", "user_data_dir"):
        monkeypatch.setattr(platformdirs, name, lambda *_arguments, **_options: str(tmp_path / "kenpan"))
    run = tmp_path.with_name(f"{tmp_path.name}-run")
    run.mkdir()
    monkeypatch.setattr("app.workbench.runtime_folder.in_memory", lambda folder: folder == run)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(run))


@pytest.fixture(autouse=True)
def careless_discs(monkeypatch):
    """Ledgers of tests need not outlast a power cut, and waiting for the disc at each entry takes long; what must be
    asked of it is shown in ``tests/store``.
    """
    from app.store import database

    careful = database._careful

    def careless(connection, record):
        careful(connection, record)
        connection.execute("PRAGMA synchronous=OFF")

    monkeypatch.setattr(database, "_careful", careless)


@pytest.fixture(scope="session")
def staffed_once(tmp_path_factory):
    """A house that is made once and copied for each test: making keys and codes for six people takes a while."""
    from tests.house import staffed

    path = tmp_path_factory.mktemp("staffed") / "kenpan.db"
    made = staffed(f"sqlite:///{path}")
    made.book.engine.dispose()
    return path, made


@pytest.fixture
def house(tmp_path, staffed_once):
    """People of every role, nothing else."""
    from app.signoff.book import Book
    from app.store.database import open_database
    from tests.house import CHEAP, Clock, House

    path, made = staffed_once
    shutil.copy(path, tmp_path / "kenpan.db")
    clock = Clock(made.clock.now)
    book = Book(open_database(f"sqlite:///{tmp_path / 'kenpan.db'}"), clock, CHEAP)
    book._state = made.book.state
    yield House(book, clock, dict(made.sessions))
    book.engine.dispose()
