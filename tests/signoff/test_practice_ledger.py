"""A ledger to practise in is never taken for a live one, nor the other way round."""

import pytest

from app.errors import KenpanError
from app.signoff import login
from app.signoff.book import Book, open_book
from app.signoff.ledger import PRACTICE
from app.signoff.people import found
from app.signoff.signing_key import KdfCost, new_key
from app.signoff.verify import prove_file, verify_entries
from app.signoff.verify.say import summary
from app.store.database import open_database
from tests.signoff.chain import Chain

CHEAP = KdfCost(1, 64, 1)


def made(folder, *, practice):
    """A ledger that was begun; its place."""
    url = f"sqlite:///{folder / ('renshu.db' if practice else 'kenpan.db')}"
    book = open_book(url, cost=CHEAP, practice=practice)
    login.found(book, "kanri-1", "管理者１", "Kenpan-Shiken-1")
    book.engine.dispose()
    return url


@pytest.mark.parametrize(("practice", "code"), [(True, "store.practice"), (False, "store.live")])
def test_each_kind_refuses_the_other_ones_file(tmp_path, practice, code):
    url = made(tmp_path, practice=practice)
    with pytest.raises(KenpanError) as refused:
        open_book(url, practice=not practice)
    assert refused.value.code == code
    open_book(url, practice=practice).engine.dispose()


def test_the_file_says_so_before_anything_is_begun_in_it(tmp_path):
    url = f"sqlite:///{tmp_path / 'renshu.db'}"
    open_database(url, practice=True).dispose()
    with pytest.raises(KenpanError, match="練習の台帳"):
        open_database(url)


def test_what_the_entries_say_counts_even_where_the_file_says_otherwise(tmp_path):
    url = made(tmp_path, practice=True)
    engine = open_database(url, practice=True)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA application_id=0")
    engine.dispose()
    with pytest.raises(KenpanError) as refused:
        open_book(url)
    assert refused.value.code == "store.practice"


def test_practice_is_never_kept_on_a_server():
    with pytest.raises(KenpanError) as refused:
        open_database("postgresql://localhost/kenpan", practice=True)
    assert refused.value.code == "store.live"


def test_every_entry_and_the_verifier_say_that_it_is_practice(tmp_path):
    path = tmp_path / "renshu.db"
    url = made(tmp_path, practice=True)
    book = open_book(url, practice=True)
    assert isinstance(book, Book) and book.state.practice
    assert all(entry.terminal.startswith(PRACTICE) for entry in book.history())
    book.engine.dispose()
    report = prove_file(path)
    assert report.is_sound and report.practice
    assert "練習の台帳です" in summary(report)
    live = prove_file(tmp_path / made(tmp_path, practice=False).rpartition("/")[2])
    assert live.is_sound and not live.practice and "練習" not in summary(live)


@pytest.mark.parametrize("practice", [True, False])
def test_an_entry_of_the_other_kind_is_believed_by_neither_program_nor_verifier(practice):
    key = new_key("a1")
    chain, terminal = Chain(keys={"a1": key}), f"{PRACTICE}kenpan-1" if practice else "kenpan-1"
    for draft in found("a1", "id-a1", "管理者１", key.published, practice=practice):
        chain.entries.append(chain.entry("a1", draft.kind, draft.data, name="管理者１", terminal=terminal))
    assert verify_entries(chain.rows()).practice == practice
    rows = [*chain.entries[:-1]]
    last = chain.entries[-1]
    wrong = "kenpan-1" if practice else f"{PRACTICE}kenpan-1"
    chain.entries = rows
    chain.entries.append(chain.entry("a1", last.kind, last.data, name="管理者１", terminal=wrong))
    report = verify_entries(chain.rows())
    assert [problem.entry for problem in report.problems] == [last.seq]
    from app.signoff.fold import folded
    from app.signoff.model import State

    with pytest.raises(KenpanError, match="書き換えられて"):
        folded(State(), chain.entries)
