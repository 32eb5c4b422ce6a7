"""A month's store as the ledger has it: made once, given, under another key, destroyed by a second person."""

import pytest

from app.errors import KenpanError
from app.filing.ledger_copies import verify_book
from app.month.keeping import ending, month_store
from app.signoff import months, people
from app.workstation.ledger_place import months_folder
from app.workstation.settings import Settings
from tests.house import EQUIPMENT


@pytest.fixture
def month(house, tmp_path):
    house.begin_process(*EQUIPMENT)
    house.open_month()
    house.root = tmp_path / "months"
    return house


def act(house, what, who="kensa-1", *more):
    return what(house.book, house.sessions[who], house.root, "m1", *more)


def refusal(house, what, who="kensa-1", *more):
    with pytest.raises(KenpanError) as caught:
        act(house, what, who, *more)
    return caught.value.code


def ask(house, who="kensa-1"):
    house.by(who, lambda state, by: months.end_store(state, by, "m1", "月の終わり"))


def names(house):
    return [one.kind for one in house.book.history() if one.kind.startswith("store.")]


def test_a_store_is_made_on_demand_for_everybody_who_may_open_media(month):
    act(month, month_store.open_store).write("a", b"content")
    assert act(month, month_store.open_store, "hinshitsu-1").read("a") == b"content"
    assert names(month) == ["store.created"]
    told = month_store.holders(month.book, month.root, "m1")
    assert {one.standing for one in told} == {"held"} and all(one.permitted for one in told)
    assert month.id_of("kanri-1") not in {one.account.id for one in told}
    assert refusal(month, month_store.create_store) == "store.made"
    assert refusal(month, month_store.open_store, "kanri-1") == "month.not_permitted"


def test_a_store_whose_entry_is_refused_is_not_there(month):
    assert refusal(month, month_store.create_store, "kanri-1") == "rights.missing"
    assert names(month) == [] and list(month.root.glob("m1/*/")) == []


def test_whoever_comes_later_gets_the_key_from_somebody_who_has_it(month):
    new = month.id_of("kenshu-1")
    act(month, month_store.create_store)
    month.by("kanri-1", lambda state, _by: people.grant(state, new, "checker", "配属"))
    assert refusal(month, month_store.open_store, "kenshu-1") == "month.no_key"
    act(month, month_store.grant, "kensa-1", new)
    act(month, month_store.open_store, "kenshu-1")


def test_under_another_key_only_those_who_are_named_come_in(month):
    act(month, month_store.open_store).write("a", b"content")
    named = [month.id_of(who) for who in ("kensa-1", "hinshitsu-1")]
    assert act(month, month_store.rekey, "kensa-1", named).left == ()
    assert act(month, month_store.open_store, "hinshitsu-1").read("a") == b"content"
    assert refusal(month, month_store.open_store, "kensa-2") == "month.no_key"
    assert names(month) == ["store.created"] * 2 and len(set(month.state.months["m1"].store.keys)) == 2


def test_two_persons_destroy_a_store_and_never_twice(month):
    act(month, month_store.open_store).write("a", b"content")
    assert refusal(month, month_store.destroy_store, "hinshitsu-1") == "store.not_asked"
    ask(month, "hinshitsu-1")
    assert refusal(month, month_store.destroy_store, "hinshitsu-1") == "store.same_person"
    assert refusal(month, month_store.destroy_store, "kensa-1") == "rights.missing"
    assert act(month, month_store.open_store).read("a") == b"content", "nothing is lost before"
    gone = act(month, month_store.destroy_store, "hinshitsu-2")
    assert (gone.objects, gone.left, list(month.root.iterdir())) == (1, (), [])
    entry = month.book.history(("store.destroyed",))[-1]
    assert entry.data["objects"] == 1 and entry.data["bytes"] == gone.bytes > 0
    for what in (month_store.destroy_store, month_store.open_store, month_store.create_store):
        assert refusal(month, what, "hinshitsu-2") == "store.none"
    assert verify_book(month.book).is_sound


def test_destroying_that_was_broken_off_before_its_entry_is_gone_on_with(month, monkeypatch):
    act(month, month_store.open_store).write("a", b"content")
    ask(month)
    with monkeypatch.context() as patch:
        patch.setattr(months, "destroy_store", lambda *_: (_ for _ in ()).throw(KenpanError("store.write", "x", "y")))
        assert refusal(month, month_store.destroy_store, "hinshitsu-1") == "store.write"
    assert names(month)[-1] == "store.ending" and not (month.root / "m1").exists()
    assert act(month, month_store.destroy_store, "hinshitsu-1").objects == 1
    assert names(month)[-1] == "store.destroyed"


def test_a_folder_that_is_not_there_was_not_destroyed(month):
    """A share that is not connected must not pass for an erased month."""
    act(month, month_store.create_store)
    ask(month)
    month.root.rename(month.root.with_name("elsewhere"))
    assert refusal(month, month_store.destroy_store, "hinshitsu-1") == "month.gone"
    assert names(month)[-1] == "store.ending"


def test_nothing_is_recorded_as_destroyed_while_something_is_left(month, monkeypatch):
    act(month, month_store.create_store)
    ask(month)
    monkeypatch.setattr(ending, "_erase", lambda folder: (folder.name,))
    assert refusal(month, month_store.destroy_store, "hinshitsu-1") == "month.left"
    assert names(month)[-1] == "store.ending"


def test_stores_of_another_ledger_than_the_settings_name_lie_beside_it(month, tmp_path):
    assert month_store.months_root(month.book, Settings()) == tmp_path / "months"
    named = Settings(store_url=f"sqlite:///{tmp_path / 'kenpan.db'}", store_months=tmp_path / "share")
    assert month_store.months_root(month.book, named) == months_folder(named) == tmp_path / "share"
