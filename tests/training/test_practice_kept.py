"""A practice ledger that is kept: gone on with by the same people, or left for a new one."""

from datetime import UTC, datetime, timedelta

import pytest

from app.errors import KenpanError
from app.filing.ledger_copies import verify_book
from app.signoff import login
from app.signoff.book import open_book
from app.training.practice import ADMIN, LEAD, LEDGER, can_go_on, practice
from app.training.practice_place import kept_practice, new_practice, practised_at

NOW = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)


def close(trained):
    trained.book.engine.dispose()


def everybody_in(trained):
    for one in trained.people:
        login.log_out(trained.book, login.log_in(trained.book, *one.enter()))


def test_the_same_people_go_on_in_the_same_ledger_each_with_their_code(tmp_path):
    made = practice(tmp_path)
    assert not made.goes_on and not can_go_on(tmp_path), "not before it is furnished"
    made.keep()
    everybody_in(made)
    count, ids = made.book.state.count, {one.id for one in made.book.state.accounts.values()}
    close(made)
    for _ in range(2):
        again = practice(tmp_path)
        assert again.goes_on and again.people[0].login == made.people[0].login
        assert again.book.state.count == count and {one.id for one in again.book.state.accounts.values()} == ids
        everybody_in(again)
        assert login.log_in(again.book, *again.enter(LEAD)).with_code
        assert login.log_in(again.book, *again.enter(ADMIN)).with_code
        assert verify_book(again.book).is_sound
        count = again.book.state.count
        close(again)


def test_what_is_kept_is_no_live_ledger(tmp_path):
    made = practice(tmp_path)
    made.keep()
    close(made)
    with pytest.raises(KenpanError) as refused:
        open_book(f"sqlite:///{tmp_path / LEDGER}")
    assert refused.value.code == "store.practice"


@pytest.mark.parametrize("told", ["", "{", "[]", '{"renshu-kanri": 1}', "{}"])
def test_codes_that_cannot_be_read_are_said_and_nothing_is_made_over_them(tmp_path, told):
    made = practice(tmp_path)
    made.keep()
    close(made)
    before = (tmp_path / LEDGER).read_bytes()
    (tmp_path / "people.json").write_text(told, "utf-8")
    with pytest.raises(KenpanError) as refused:
        practice(tmp_path)
    assert refused.value.code == "practice.codes" and (tmp_path / LEDGER).read_bytes() == before


def kept(root, at):
    folder = new_practice(root, at)
    for name in (LEDGER, "people.json"):
        (folder / name).write_bytes(b"{}")
    return folder


def test_the_newest_that_was_kept_is_gone_on_with_and_one_before_it_stays(tmp_path):
    root = tmp_path / "ledgers"
    assert kept_practice(root) is None
    folders = [kept(root, NOW + timedelta(hours=hour)) for hour in range(4)]
    assert kept_practice(root) == folders[-1] and practised_at(folders[-1]).year >= 2026
    assert sorted(root.iterdir()) == folders[-2:]
    begun = new_practice(root, NOW + timedelta(hours=9))
    assert kept_practice(root) == folders[-1], "what was only begun is not gone on with"
    assert sorted(root.iterdir()) == [folders[-1], begun]
