"""Fixtures for every test: offscreen windows, and one real sample volume a session."""

import gc
import hashlib
import os
import pickle
import shutil
import sys
from contextlib import contextmanager
from functools import lru_cache

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

if sys.dont_write_bytecode:
    # Every process, and every program that a test starts, would compile the same files again; a place of their own
    # would have to be filled with all libraries first.
    sys.dont_write_bytecode = False
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

from tests.soak_options import SOAK_SECONDS, add_options, asked_on_the_command_line, long_sizes, only_named

if asked_on_the_command_line():  # known before any test says how much it looks at
    long_sizes()

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers

from app import ui  # noqa: F401  (before the modules of the program, whose sources PySide6 would read again)
from app.interpreter import tune
from tests.deep import DEEP
from tests.garbage import what_is_there_stays
from tests.own_place import own_place
from tests.sizes import SOAK, sized

# How long an example takes says how busy the machine is, not whether the code is right.
settings.register_profile(
    "house", max_examples=sized(20, 100), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("house")
if not SOAK:
    # Examples are drawn from the kinds of values alone: to read every module for its constants takes each process of a
    # fresh copy longer than all examples together.
    providers._get_local_constants = lambda: providers._local_constants


DAY = frozenset(
    f"tests/ui/{screen}/test_{name}.py"
    for screen, names in (
        ("board", ("stories_of_2021",)),
        ("findings", ("findings_in_window",)),
        ("rounds", ("release", "replacing")),
        ("shell", ("letters", "no_plaintext")),
        ("shell/signoff", ("coming_and_going", "piece_in_hand")),
    )
    for name in names
)
"""Files that look at the fixture ``day``: it takes so long that all of them run in one process."""
TOWNS = frozenset(("tests/notice/test_town_numbers.py", "tests/soak/test_town_numbers.py"))
"""Files that go through all towns, which take a while to read."""
TOGETHER = (
    "tests/checks/",
    "tests/commands/login/",
    "tests/delivery/",
    "tests/proof/captures/",
    "tests/proof/printed/",
    "tests/signoff/server/",
    "tests/ui/findings/",
)
"""Rooms whose files share what takes long to make, and what was seen in it: each runs in one process."""
LONG = (
    "day",
    *TOGETHER,
    "tests/test_house.py",
    "tests/ui/tour/test_tour.py",
    "tests/reports/test_papers.py",
    "tests/ui/shell/test_main_window.py",
    "tests/ui/shell/test_shortcuts.py",
)
"""Groups that are begun first, so that no process waits for another one at the end."""


def group_of(nodeid):
    """The tests of a file, or of a room, run in one process, one after the other, as their fixtures are made for."""
    file = nodeid.partition("::")[0]
    if file in DAY:
        return "day"
    return "towns" if file in TOWNS else next((room for room in TOGETHER if file.startswith(room)), file)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    from xdist.scheduler import LoadScopeScheduling

    class ByGroup(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            return group_of(nodeid)

    return ByGroup(config, log)


QUICK = (
    "tests/records/",
    "tests/media/test_media_key.py",
    "tests/media/test_volume.py",
    "tests/notice/test_barcode.py",
    "tests/notice/test_content",
    "tests/notice/test_era.py",
    "tests/notice/test_items.py",
    "tests/notice/test_piece_id.py",
    "tests/sheet/test_place.py",
    "tests/checks/test_totals.py",
    "tests/proof/test_",
    "tests/signoff/test_attacks.py",
    "tests/signoff/test_canonical.py",
    "tests/signoff/test_fold.py",
    "tests/signoff/test_signing_key.py",
    "tests/signoff/test_ledger.py",
    "tests/signoff/test_passwords.py",
    "tests/signoff/test_people.py",
    "tests/signoff/test_round_ground.py",
    "tests/signoff/test_rounds.py",
    "tests/signoff/test_sessions.py",
    "tests/store/test_database.py",
    "tests/workstation/test_settings.py",
    "tests/ui/shell/test_main_window.py::test_a_medium_is_chosen_and_opened",
)
"""What ``-m quick`` runs: beginnings of names of tests."""


def from_the_end(config):
    """Every other process reads the tests from the end, so that each finds half of them compiled by another."""
    return hasattr(config, "workerinput") and int(config.workerinput["workerid"].removeprefix("gw")) % 2 == 1


@pytest.hookimpl(hookwrapper=True)
def pytest_make_collect_report(collector):
    outcome = yield
    if isinstance(collector, pytest.Directory) and from_the_end(collector.config):
        outcome.get_result().result.reverse()


def pytest_addoption(parser):
    add_options(parser)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config):
    if SOAK and config.getoption("timeout", None) is None:
        config.option.timeout = SOAK_SECONDS


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    gone = only_named(config, items)
    if gone:
        config.hook.pytest_deselected(items=gone)
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: item.path.parts)  # the same order in every process
    if not SOAK:
        deep = [item for item in items if item.nodeid.partition("[")[0] in DEEP]
        if deep:
            config.hook.pytest_deselected(items=deep)
            gone = set(map(id, deep))
            items[:] = [item for item in items if id(item) not in gone]
    order = {name: at for at, name in enumerate(LONG)}
    for item in items:
        asked = {*getattr(item, "fixturenames", ())} - {*getattr(getattr(item, "callspec", None), "params", ())}
        assert ("day" in asked) <= (group_of(item.nodeid) == "day"), item.nodeid
        if item.nodeid.startswith(QUICK):
            item.add_marker(pytest.mark.quick)
    items.sort(key=lambda item: order.get(group_of(item.nodeid), len(order)))


FILES_TOGETHER = 4
"""To look through what a file left takes as long as many of its tests."""

gc.disable()  # while thousands of tests are collected, nothing goes


def pytest_collection_finish():
    what_is_there_stays()
    tune()
    gc.enable()


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
    from app.month.looking.opening import open_folder
    from app.workstation.settings import Settings

    return open_folder(sample_folder, Settings())


# What every test stands on is put in place by hooks: a fixture of every test costs more than most tests do.


@contextmanager
def children_kept():
    """Foreign files are read in limited children all the same, but not each in one of its own."""
    from app.confined import children
    from tests.kept_children import KeptChildren, end_kept

    real = children.Children
    with pytest.MonkeyPatch.context() as patch:
        for name, module in list(sys.modules.items()):
            if name.startswith("app.") and getattr(module, "Children", None) is real:
                patch.setattr(module, "Children", KeptChildren)
        yield
    end_kept()


@contextmanager
def read_once():
    """A foreign file is read in a child of its own; the same bytes again are what they were then, without a child."""
    from app.confined import children
    from app.lists import tables
    from app.notice import offices
    from app.sheet import artwork, fonts

    read = {}

    def run(function, *arguments, still_wanted=children.nothing, **options):
        still_wanted()
        asked = hashlib.sha256(pickle.dumps((function, arguments, options))).digest()
        if asked not in read:
            answer = children.run(function, *arguments, still_wanted=still_wanted, **options)
            read[asked] = pickle.dumps(answer)
        return pickle.loads(read[asked])

    with pytest.MonkeyPatch.context() as patch:
        for module in (offices, artwork, fonts, tables):
            patch.setattr(module, "run", run)
        yield


@contextmanager
def proved_once():
    """Whether a signature is one of a text, and a key is one, does not change: ledgers are copied and read again by the
    hundred.
    """
    with pytest.MonkeyPatch.context() as patch:
        for name in ("judge", "people_rules", "verify.audit", "verify.persons"):
            module = sys.modules.get(f"app.signoff.{name}")
            for asked in ("verified", "is_weak"):
                if proof := getattr(module, asked, None):
                    patch.setattr(module, asked, lru_cache(100_000)(proof))
        yield


@contextmanager
def written_once():
    """The same rows make the same workbook: the archives of lists that tests make differ in what seals them."""
    if (lists := sys.modules.get("app.training.redirect_zip")) is None:
        yield
        return
    made, real = {}, lists._book

    def book(title, headers, rows):
        asked = title, tuple(headers), tuple(rows)
        if asked not in made:
            made[asked] = real(title, headers, rows)
        return made[asked]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lists, "_book", book)
        yield


@contextmanager
def careless_discs():
    """Ledgers of tests need not outlast a power cut, and waiting for the disc at each entry takes long; what must be
    asked of it is shown in ``tests/store``.
    """
    from app.store import database

    careful = database._careful

    def careless(connection, record):
        careful(connection, record)
        connection.execute("PRAGMA synchronous=OFF")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "_careful", careless)
        yield


@contextmanager
def own_folders():
    """No test reads or writes the settings, records and sessions of the person who runs it."""
    import platformdirs

    from app.workstation import runtime_folder

    with pytest.MonkeyPatch.context() as patch:
        for name in ("user_config_dir", "user_data_dir"):
            patch.setattr(platformdirs, name, lambda *_arguments, **_options: str(own_place.path / "kenpan"))
        patch.setattr(runtime_folder, "in_memory", lambda folder: folder == own_place.run)
        yield


@pytest.hookimpl(wrapper=True)
def pytest_runtestloop(session):
    if session.config.option.collectonly or getattr(session.config.option, "dist", "no") != "no":
        return (yield)
    with children_kept(), read_once(), proved_once(), written_once(), careless_discs(), own_folders():
        return (yield)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    if own_place.file != item.path:
        own_place.file = item.path
        own_place.files += 1
        if own_place.files % FILES_TOGETHER == 1:
            what_is_there_stays()  # a file does not look through what the files before it left
    own_place.begin(item)


@pytest.fixture
def tmp_path():
    """The test's own folder."""
    return own_place.path


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
