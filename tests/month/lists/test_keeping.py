"""The lists in the month's store and in the ledger: read once, carried out whenever the medium is opened."""

from dataclasses import replace

import pytest

from app.canonical import digest
from app.errors import KenpanError
from app.filing.ledger_copies import verify_book
from app.month.keeping.month_store import open_store
from app.month.lists.applying import open_lists
from app.month.lists.keeping import entry_of, keep_lists, with_kept_lists
from app.month.parts_in_use import live_parts, media_part
from app.signoff import months
from app.signoff.list_standing import lists_of
from app.signoff.redirect_lists import take_lists
from app.training.redirect_zip import PASSWORD, make_redirect_zip
from app.workstation.settings import Settings
from tests.house import EQUIPMENT

STATED = {"kounen": 9, "senpo": 3}


@pytest.fixture
def month(house, tmp_path, bench):
    house.begin_process(*EQUIPMENT)
    house.open_month()
    media = media_part(bench)
    house.by("hinshitsu-1", lambda state, by: months.bind(state, by, "m1", (media,), "当月の媒体"))
    house.root = tmp_path / "months"
    return house


@pytest.fixture(scope="module")
def lists(bench, tmp_path_factory):
    path = tmp_path_factory.mktemp("lists") / "a.zip"
    make_redirect_zip(path, bench.notices.values(), share=0.1, defects=("list.unmatched",))
    return open_lists(bench, path, PASSWORD)


def taken(house, bench, lists, who="kensa-1"):
    keep_lists(house.book, house.sessions[who], house.root, "m1", lists)
    told = entry_of(bench, lists, STATED)
    house.by(who, lambda state, by: take_lists(state, by, "m1", told))


def opened(house, bench, who="hinshitsu-1"):
    return with_kept_lists(house.book, house.sessions[who], house.root, bench)


def test_lists_that_were_taken_in_are_carried_out_for_whoever_opens_the_medium(month, bench, lists):
    assert opened(month, bench) is bench
    taken(month, bench, lists)
    again = opened(month, bench)
    assert again.lists.rows == lists.rows
    assert again.equipment.redirects == lists.redirects != {}
    one = lists_of(month.state, month.state.months["m1"])
    assert (one.rows, one.open, one.as_stated) == (len(lists.rows), 1, False)
    assert (one.counts["redirect"], one.counts["pull"]) == (lists.counts["redirect"], lists.counts["pull"])
    assert verify_book(month.book).is_sound


def test_the_ledger_holds_counts_and_hashes_and_nothing_that_a_row_says(month, bench, lists):
    taken(month, bench, lists)
    (entry,) = month.book.history(("lists.read",))
    told = repr(entry.data)
    destinations = [one.destination for one in lists.rows if one.destination]
    assert destinations
    assert not any(text in told for to in destinations for text in to)


def test_what_is_carried_out_is_a_part_of_the_month_that_the_workstation_holds(month, bench, lists):
    taken(month, bench, lists)
    (part,) = (one for one in month.state.months["m1"].parts if one.name == "lists")
    (live,) = (one for one in live_parts(opened(month, bench), Settings()) if one.name == "lists")
    assert live == part
    assert not any(one.name == "lists" for one in live_parts(bench, Settings()))


def test_lists_of_another_medium_are_not_taken_and_not_carried_out(month, bench, lists):
    taken(month, bench, lists)
    other = replace(media_part(bench), sha256="0" * 64)
    month.by("hinshitsu-1", lambda state, by: months.bind(state, by, "m1", (other,), "差し替え"))
    assert lists_of(month.state, month.state.months["m1"]) is None
    assert opened(month, bench) is bench
    with pytest.raises(KenpanError) as refused:
        taken(month, bench, lists)
    assert refused.value.code == "lists.medium"


def test_what_was_kept_otherwise_than_it_was_signed_is_not_carried_out(month, bench, lists, tmp_path):
    taken(month, bench, lists)
    path = tmp_path / "b.zip"
    make_redirect_zip(path, bench.notices.values(), share=0.05)
    fewer = replace(lists, read=replace(lists.read, tables=lists.read.tables[:1]), rows=lists.rows[:1])
    for other in (open_lists(bench, path, PASSWORD), fewer):  # another archive; the same one with other columns known
        keep_lists(month.book, month.sessions["kensa-1"], month.root, "m1", other)
        assert opened(month, bench).lists.rows == lists.rows, "nobody signed for the other one"
    store = open_store(month.book, month.sessions["kensa-1"], month.root, "m1")
    name, wrong = (f"lists.{digest(one.read.sha256 + one.carried)}" for one in (lists, other))
    for content, code in ((store.read(wrong), "lists.other"), (b"{}", "lists.kept")):
        store.write(name, content, store.find(name))
        with pytest.raises(KenpanError) as refused:
            opened(month, bench)
        assert refused.value.code == code
