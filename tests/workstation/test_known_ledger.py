"""The ledger of a workstation is not forgotten with its settings, nor replaced by an empty or another one."""

import json
import shutil
import stat
import sys

import pytest

from app.errors import KenpanError
from app.signoff import login
from app.signoff.book import open_book
from app.signoff.carry import carry_over
from app.workstation.known_ledger import ledger_id, marker, named, open_known, registered, remember
from app.workstation.settings import Settings
from tests.house import CHEAP, PASSWORD, Clock
from tests.signoff.old_ledger import COUNT, Old


def at(path) -> Settings:
    return Settings(store_url=f"sqlite:///{path}")


def refused(act, *arguments) -> KenpanError:
    with pytest.raises(KenpanError) as caught:
        act(*arguments)
    return caught.value


def begin(book):
    book.clock, book.cost = Clock(), CHEAP
    login.found(book, "kanri-1", "管理者１", PASSWORD)


@pytest.fixture
def begun(tmp_path):
    """Settings whose ledger has its first administrator, and is known here."""
    settings = at(tmp_path / "own.db")
    book = open_known(settings)
    begin(book)
    remember(book, settings)
    book.engine.dispose()
    return settings


def test_where_nobody_is_registered_nothing_is_made_by_asking(tmp_path):
    settings = at(tmp_path / "none" / "own.db")
    assert registered(settings) is None
    assert not (tmp_path / "none").exists() and not marker().exists()


def test_an_empty_ledger_is_nobody_s_and_not_remembered(tmp_path):
    settings = at(tmp_path / "own.db")
    open_known(settings).engine.dispose()
    assert registered(settings) is None
    assert not marker().exists()


def test_a_ledger_that_was_begun_is_remembered_without_a_secret(begun, tmp_path):
    book = registered(begun)
    assert json.loads(marker().read_text(encoding="utf-8")) == {
        "place": f"sqlite:///{tmp_path / 'own.db'}",
        "first": ledger_id(book),
    }
    book.engine.dispose()
    if sys.platform != "win32":
        assert stat.S_IMODE(marker().stat().st_mode) == 0o600


def test_a_ledger_begun_before_is_remembered_when_it_is_next_opened(begun):
    marker().unlink()
    open_known(begun).engine.dispose()
    assert marker().exists()


def test_without_its_settings_the_ledger_is_missed_and_no_new_one_begun(begun, tmp_path):
    for act in (open_known, registered):
        error = refused(act, Settings())
        assert error.code == "ledger.place"
        assert str(tmp_path / "own.db") in error.what and str(marker()) in error.next_step
    assert not (tmp_path / "kenpan" / "kenpan.db").exists()


def test_settings_that_name_another_place_are_refused_even_with_a_copy_there(begun, tmp_path):
    shutil.copy(tmp_path / "own.db", tmp_path / "copy.db")
    assert refused(registered, at(tmp_path / "copy.db")).code == "ledger.place"


def test_the_same_place_by_another_way_is_the_same(begun, tmp_path):
    (tmp_path / "sub").mkdir()
    registered(at(tmp_path / "sub" / ".." / "own.db")).engine.dispose()


def test_a_ledger_that_was_removed_is_missed(begun, tmp_path):
    (tmp_path / "own.db").unlink()
    for act in (open_known, registered):
        assert refused(act, begun).code == "ledger.gone"
    assert not (tmp_path / "own.db").exists()


def test_an_empty_ledger_in_its_place_is_none(begun, tmp_path):
    (tmp_path / "own.db").unlink()
    open_book(begun.store_url).engine.dispose()
    for act in (open_known, registered):
        assert refused(act, begun).code == "ledger.gone"


def test_another_ledger_in_its_place_is_refused(begun, tmp_path):
    (tmp_path / "own.db").unlink()
    other = open_book(begun.store_url)
    begin(other)
    other.engine.dispose()
    for act in (open_known, registered):
        assert refused(act, begun).code == "ledger.other"


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"place": 1, "first": "x"}', "\ud800"])
def test_a_marker_that_cannot_be_read_is_not_forgotten(begun, text):
    marker().write_bytes(text.encode("utf-8", "surrogatepass"))
    for act in (open_known, registered):
        assert refused(act, begun).code == "ledger.place"
    assert marker().read_bytes() == text.encode("utf-8", "surrogatepass")


def test_a_place_that_cannot_be_remembered_stops_the_work(begun, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("x", encoding="ascii")
    monkeypatch.setattr("app.workstation.known_ledger.marker", lambda: tmp_path / "file" / "ledger.json")
    assert refused(open_known, begun).code == "ledger.place"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "postgresql+psycopg://owner:secret@Server/kenpan?sslmode=verify-full",
            "postgresql+psycopg://kenpan@server:5432/kenpan",
        ),
        (
            "postgresql+psycopg:///kenpan?host=/run/pg&password=secret",
            "postgresql+psycopg://kenpan@/kenpan?host=/run/pg",
        ),
    ],
)
def test_a_server_is_known_by_host_port_and_database_only(one, other):
    assert named(one) == named(other)
    assert "secret" not in named(one) and "owner" not in named(one)
    assert named(one) != named(one.replace("/kenpan?", "/other?"))


# Taking the ledger of an earlier format on


@pytest.fixture
def old(tmp_path):
    """A ledger of format 1 where the program keeps its own."""
    folder = tmp_path / "kenpan"
    folder.mkdir()
    return Old(folder)


def test_beside_a_ledger_that_waits_to_be_taken_on_no_command_is_free(old):
    assert refused(registered, Settings()).code == "ledger.past"
    assert not marker().exists()


def test_the_ledger_that_takes_on_from_the_known_one_is_the_known_one_from_then_on(old):
    marker().write_text(json.dumps({"place": named(old.url), "first": first_of(old)}), encoding="utf-8")
    book = open_known(Settings())
    assert (book.state.count, book.past.state.count) == (0, COUNT)
    carry_over(book, book.past, "kanri-1", old.password, old.recovery("kanri-1"))
    remember(book, Settings())
    assert json.loads(marker().read_text(encoding="utf-8"))["first"] == ledger_id(book)
    book.engine.dispose()
    old.path.unlink()
    registered(Settings()).engine.dispose()


def test_a_ledger_that_does_not_say_it_took_on_from_the_known_one_is_refused(old, tmp_path):
    marker().write_text(json.dumps({"place": named(old.url), "first": first_of(old)}), encoding="utf-8")
    settings = Settings(store_url=f"sqlite:///{tmp_path / 'new.db'}", store_previous=old.url)
    book = open_book(settings.store_url)
    begin(book)
    book.engine.dispose()
    for act in (open_known, registered):
        assert refused(act, settings).code == "ledger.other"
    assert refused(registered, Settings(store_url=settings.store_url)).code == "ledger.place"


def first_of(old) -> str:
    from app.store.database import open_read_only, reading
    from app.store.rows import first_hash

    with reading(open_read_only(old.url)) as connection:
        return first_hash(connection)
