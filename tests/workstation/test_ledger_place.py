"""Which ledger is worked in, and which one it took on from: by itself beside the old one, or as the settings say."""

import os
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from app.errors import KenpanError
from app.signoff.book import open_book
from app.signoff.carry import carry_over
from app.store.database import default_url
from app.workstation.ledger_place import ledger_place, months_folder, open_ledger, see_past
from app.workstation.settings import Settings
from tests.house import CHEAP
from tests.signoff.old_ledger import COUNT, Old, remember
from tests.signoff.small_ledger import thirteen


@pytest.fixture
def own(tmp_path, monkeypatch):
    """The folder that the program keeps its ledger in."""
    remember(monkeypatch)
    folder = tmp_path / "kenpan"
    folder.mkdir()
    return folder


def names(place):
    return tuple(url and Path(make_url(url).database).name for url in (place.url, place.previous))


def test_at_first_there_is_one_place(own):
    assert ledger_place(Settings()).url == default_url()
    assert names(ledger_place(Settings())) == ("kenpan.db", None)
    thirteen(default_url()).book.engine.dispose()
    assert names(ledger_place(Settings())) == ("kenpan.db", None)


def test_beside_a_ledger_of_format_1_a_new_one_is_begun(own):
    old = Old(own)
    assert names(ledger_place(Settings())) == ("kenpan-2.db", "kenpan.db")
    book = open_ledger(Settings())
    assert (book.state.count, book.past.state.count) == (0, COUNT)
    assert Path(book.engine.url.database) == own / "kenpan-2.db"
    carry_over(book, book.past, "kanri-1", old.password, old.recovery("kanri-1"))
    book.engine.dispose()
    assert old.untouched()
    again = open_ledger(Settings())
    assert again.state.previous.count == COUNT
    assert again.past is None, "taken on: opened when somebody wants to see it"
    assert see_past(again.past_url).state.count == COUNT
    again.engine.dispose()


def test_the_new_one_stays_the_one_when_the_old_was_put_away(own):
    old = Old(own)
    open_ledger(Settings()).engine.dispose()
    old.path.rename(own.parent / "away.db")
    assert names(ledger_place(Settings())) == ("kenpan-2.db", None)


def test_the_settings_say_where_each_lies(own, tmp_path):
    old = Old(tmp_path)
    settings = Settings(store_url=f"sqlite:///{tmp_path / 'new.db'}", store_previous=old.url)
    book = open_ledger(settings)
    assert (book.past.state.count, book.past_url) == (COUNT, old.url)
    book.engine.dispose()
    assert names(ledger_place(Settings(store_previous=old.url))) == ("kenpan.db", "kenpan.db")


def test_a_ledger_of_format_1_that_the_settings_name_to_work_in_is_refused(tmp_path):
    old = Old(tmp_path)
    with pytest.raises(KenpanError) as caught:
        open_ledger(Settings(store_url=old.url))
    assert caught.value.code == "store.old"
    assert old.untouched()


def test_nothing_is_founded_beside_a_ledger_before_that_cannot_be_read(own, tmp_path):
    """It would be a ledger that does not say what came before it."""
    settings = Settings(store_url=f"sqlite:///{tmp_path / 'new.db'}", store_previous=f"sqlite:///{tmp_path / 'no.db'}")
    with pytest.raises(KenpanError) as caught:
        open_ledger(settings)
    assert caught.value.code == "store.open"
    made = open_book(settings.store_url, cost=CHEAP)
    assert made.state.count == 0
    made.engine.dispose()


def test_once_it_is_taken_on_the_program_starts_without_it(own):
    old = Old(own)
    book = open_ledger(Settings())
    carry_over(book, book.past, "kanri-1", old.password, old.recovery("kanri-1"))
    book.engine.dispose()
    old.path.write_bytes(b"")
    again = open_ledger(Settings())
    assert again.state.previous.count == COUNT
    with pytest.raises(KenpanError):
        see_past(again.past_url)
    again.engine.dispose()


def test_the_old_ledger_is_kept_from_others_too(own):
    old = Old(own)
    old.path.chmod(0o644)
    see_past(old.url)
    assert old.path.stat().st_mode & 0o777 == 0o600


def test_an_old_ledger_on_a_medium_that_nobody_can_write_to_is_shown(own, monkeypatch):
    old = Old(own)
    old.path.chmod(0o644)

    def refuse(self, _mode):
        raise PermissionError(os.strerror(1))

    monkeypatch.setattr(Path, "chmod", refuse)
    assert see_past(old.url).state.count == COUNT


def test_where_a_ledger_lies_is_not_shown():
    place = ledger_place(Settings(store_url="postgresql+psycopg://k:himitsu@server/kenpan"))
    assert "himitsu" not in repr(place)


def test_the_months_lie_beside_a_ledger_in_a_file_or_where_the_settings_say(own, tmp_path):
    assert months_folder(Settings()) == own / "months"
    assert months_folder(Settings(store_url=f"sqlite:///{tmp_path / 'x' / 'k.db'}")) == tmp_path / "x" / "months"
    server = "postgresql+psycopg://k:himitsu@server/kenpan"
    assert months_folder(Settings(store_url=server, store_months=tmp_path / "m")) == tmp_path / "m"
    with pytest.raises(KenpanError) as caught:
        months_folder(Settings(store_url=server))
    assert (caught.value.code, "himitsu" in str(caught.value)) == ("month.no_place", False)
