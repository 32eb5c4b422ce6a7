"""The one way to open media: by whom, what is refused, and what the ledger says of it."""

import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from app.errors import Cancelled, KenpanError
from app.filing.ledger_copies import verify_book
from app.media.manifest import manifest
from app.media.volume import find_volume
from app.month.looking import opening
from app.month.looking.comparing import compare_folder
from app.month.looking.entering import Wanted
from app.month.looking.opening import open_folder, open_for
from app.month.looking.who import NOBODY, Nobody, Signed
from app.records.layouts import NOTICE_LENGTH
from app.signoff import people
from app.training.sample import make_sample
from app.workstation.settings import Settings
from tests.agency import as_agency, unmarked

TOKYO = "ZMGKK#2101"
WORKERS, OTHERS = ("kensa-1", "hinshitsu-1"), ("kenshu-1", "kanri-1")


@pytest.fixture(scope="module")
def sample(tmp_path_factory) -> Path:
    """A plain sample. Nobody writes into it."""
    folder = tmp_path_factory.mktemp("plain")
    make_sample(folder, establishments=30, plain=True)
    return folder


@pytest.fixture(scope="module")
def agency(sample, tmp_path_factory) -> Path:
    """The same as the agency's."""
    return as_agency(sample, tmp_path_factory.mktemp("agency") / "medium")


@pytest.fixture(autouse=True)
def equipped_once(bench, monkeypatch):
    """The equipment is none of this matter."""
    monkeypatch.setattr(opening, "equip", lambda *_files: bench.equipment)


def signed(house, who) -> Signed:
    return Signed(house.book, house.sessions[who])


def wanted(folder, **other) -> Wanted:
    return Wanted(find_volume(folder), **other)


def media_entries(house):
    kinds = ("media.opened", "media.refused", "media.compared")
    return [(entry.kind, entry.data) for entry in house.book.history(kinds)]


@pytest.mark.parametrize("who", WORKERS)
def test_who_may_opens_the_agency_s_media_and_the_entry_binds_their_bytes(house, agency, who):
    bench = open_for(signed(house, who), wanted(agency), Settings(), interfaces=lambda: ("eth0",))
    held = manifest(bench.media)
    told = {"volume": "PAP03A", "manifest": held["sha256"], "container": "plain", "network": ["eth0"]}
    assert media_entries(house) == [("media.opened", told)]
    assert not bench.is_sample
    assert verify_book(house.book).is_sound


def test_nobody_opens_the_agency_s_media_in_practice(house, agency, monkeypatch):
    monkeypatch.setattr(opening, "open_workbench", lambda *_arguments, **_options: pytest.fail("it was opened"))
    by, told = signed(house, WORKERS[0]), []
    by.book = SimpleNamespace(practice=True, sign=lambda _signer, act: told.append(act(None, "").data["why"]))
    with pytest.raises(KenpanError) as caught:
        open_for(by, wanted(agency), Settings(), interfaces=tuple)
    assert caught.value.code == "media.practice" and told == ["rights"]


@pytest.mark.parametrize("who", OTHERS)
def test_who_may_not_is_refused_before_anything_is_read(house, agency, who, monkeypatch):
    monkeypatch.setattr(opening, "open_workbench", lambda *_arguments, **_options: pytest.fail("it was opened"))
    with pytest.raises(KenpanError) as caught:
        open_for(signed(house, who), wanted(agency), Settings(), interfaces=tuple)
    assert caught.value.code == "rights.media"
    assert media_entries(house) == [("media.refused", {"volume": "PAP03A", "why": "rights", "network": []})]
    assert verify_book(house.book).is_sound


@pytest.mark.parametrize("who", (*WORKERS, *OTHERS))
def test_everybody_opens_a_sample_and_it_is_an_entry_of_who_may_open_media(house, sample, who):
    bench = open_for(signed(house, who), wanted(sample), Settings(), interfaces=tuple)
    assert bench.is_sample
    assert [kind for kind, _ in media_entries(house)] == ["media.opened"] * (who in WORKERS)


def test_a_sample_is_opened_in_its_own_container_whatever_the_settings_say(house, sample_folder):
    settings = Settings(tool_argv=("no-such-program", "{source}", "{target}", "{keyfile}"))
    bench = open_folder(sample_folder, settings, who=signed(house, "kenshu-1"), only=TOKYO)
    assert bench.media.container == "open"


@pytest.mark.parametrize("who", OTHERS)
def test_what_only_begins_as_a_sample_is_given_to_nobody_who_may_not(house, sample, tmp_path, who):
    own = Path(shutil.copytree(sample, tmp_path / "own"))
    path = own / "PAP03A" / TOKYO
    raw = path.read_bytes()
    path.write_bytes(raw[:NOTICE_LENGTH] + unmarked(raw[NOTICE_LENGTH:]))
    with pytest.raises(KenpanError) as caught:
        open_for(signed(house, who), wanted(own), Settings(), interfaces=tuple)
    assert caught.value.code == "rights.media"


def test_a_right_that_is_lost_while_the_medium_opens_counts(house, agency, monkeypatch):
    real = opening.open_workbench

    def slow(*arguments, **options):
        account = house.id_of("kensa-1")
        house.by("kanri-1", lambda state, _by: people.grant(state, account, "trainer", "異動"))
        house.by("kanri-1", lambda state, _by: people.remove(state, account, "checker", "異動"))
        return real(*arguments, **options)

    monkeypatch.setattr(opening, "open_workbench", slow)
    with pytest.raises(KenpanError) as caught:
        open_for(signed(house, "kensa-1"), wanted(agency), Settings(), interfaces=tuple)
    assert caught.value.code == "rights.missing"
    assert media_entries(house) == []


def test_on_a_network_nothing_is_opened_and_that_is_an_entry(house, sample, agency):
    for folder in (sample, agency):
        with pytest.raises(KenpanError) as caught:
            open_for(
                signed(house, "kensa-1"),
                wanted(folder),
                Settings(refuse_media=True),
                interfaces=lambda: ("eth0",),
            )
        assert caught.value.code == "network.up"
    told = {"volume": "PAP03A", "why": "network", "network": ["eth0"]}
    assert media_entries(house) == [("media.refused", told)] * 2


def test_who_wants_it_no_more_at_the_last_moment_has_not_opened_it(house, agency):
    def stop(stage, done, total):
        if stage == "索引" and done == total:
            raise Cancelled

    with pytest.raises(Cancelled):
        open_for(signed(house, "kensa-1"), wanted(agency), Settings(), stop, tuple)
    assert media_entries(house) == []


def test_without_a_key_that_is_said_before_anybody_is_asked(house, sample_folder):
    with pytest.raises(KenpanError) as caught:
        open_for(signed(house, "kanri-1"), wanted(sample_folder), Settings(), interfaces=tuple)
    assert caught.value.code == "key.needed"
    assert media_entries(house) == []


@pytest.mark.parametrize("unmark", [True, False])
def test_where_nobody_is_registered_it_is_told_of_all_but_samples(sample, agency, unmark):
    told = []
    open_for(Nobody(lambda: told.append("x")), wanted(agency if unmark else sample), Settings())
    assert told == ["x"] * unmark


# 正 and 副


@pytest.fixture
def other(agency, tmp_path) -> Path:
    return Path(shutil.copytree(agency / "PAP03A", tmp_path / "PAP03B"))


def test_what_was_compared_is_an_entry_with_the_result(house, agency, other):
    who = signed(house, "hinshitsu-1")
    bench = open_for(who, wanted(agency), Settings(), interfaces=tuple)
    assert compare_folder(bench.media, other, Settings(), who=who, interfaces=tuple).equal
    kind, data = media_entries(house)[-1]
    assert (kind, data["result"], data["other"], data["files"]) == ("media.compared", "equal", "PAP03B", 8)
    assert data["manifest"] == manifest(bench.media)["sha256"]
    assert verify_book(house.book).is_sound


def test_who_may_not_open_media_does_not_compare_them_either(house, sample, other):
    who = signed(house, "kenshu-1")
    bench = open_for(who, wanted(sample), Settings(), interfaces=tuple)
    with pytest.raises(KenpanError) as caught:
        compare_folder(bench.media, other, Settings(), who=who, interfaces=tuple)
    assert caught.value.code == "rights.media"
    assert compare_folder(bench.media, sample, Settings(), who=who, interfaces=tuple).equal
    assert [kind for kind, _ in media_entries(house)] == ["media.refused"]


def test_on_a_network_nothing_is_compared(house, sample, other):
    bench = open_for(NOBODY, wanted(sample), Settings())
    with pytest.raises(KenpanError) as caught:
        compare_folder(
            bench.media,
            other,
            Settings(refuse_media=True),
            who=signed(house, "kensa-1"),
            interfaces=lambda: ("eth0",),
        )
    assert caught.value.code == "network.up"
    assert media_entries(house) == [("media.refused", {"volume": "PAP03B", "why": "network", "network": ["eth0"]})]
