"""Several workstations on one folder: nobody's work is lost, nobody waits for ever."""

import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest

from app.errors import KenpanError
from app.month.keeping import folder, sealed
from app.month.keeping.ending import destroy, rekey
from app.month.keeping.folder import locked
from app.month.keeping.sealed import ROOM
from tests.month.conftest import HANDLERS, refusal


def test_who_writes_over_what_they_did_not_see_writes_nothing(store, month):
    other = month.open("c2")
    first = store.write("x", b"1")
    assert refusal(other.write, "x", b"2").code == "month.other_version"
    second = other.write("x", b"2", first)
    for stale in (first, None):
        assert refusal(store.write, "x", b"3", stale).code == "month.other_version"
    assert (other.read("x"), second.version) == (b"2", 2)


def test_what_was_removed_and_made_anew_is_not_what_was_seen(store, month):
    """The version is the same again; the object is not."""
    seen = store.write("x", b"1")
    other = month.open("c2")
    other.delete(seen)
    again = other.write("x", b"2")
    assert again.version == seen.version
    assert refusal(store.write, "x", b"3", seen).code == "month.other_version"
    assert refusal(store.delete, seen).code == "month.other_version"
    assert store.read("x") == b"2"


def test_what_is_removed_while_one_lists_is_not_told_as_damaged(store, month, monkeypatch):
    store.write("x", b"x")
    monkeypatch.setattr("app.month.keeping.store.files_in", lambda *_: [store.path_of("gone"), *month.objects()])
    assert (list(store.contents().objects), store.contents().damaged) == (["x"], ())


def test_what_was_removed_is_not_brought_back_by_who_saw_it(store, month):
    seen = store.write("x", b"1")
    month.open("c2").delete(seen)
    assert refusal(store.write, "x", b"2", seen).code == "month.other_version"
    assert store.find("x") is None


def test_of_many_who_write_at_once_one_wins(store, month):
    first = store.write("x", b"0")
    stores = [month.open(who) for who in HANDLERS * 2]
    ready = Barrier(len(stores))

    def write(number):
        ready.wait()
        try:
            return stores[number].write("x", bytes([number]) * ROOM * 2, first)
        except KenpanError as error:
            assert error.code == "month.other_version"
            return None

    with ThreadPoolExecutor(len(stores)) as pool:
        done = list(pool.map(write, range(len(stores))))
    (winner,) = [number for number, stored in enumerate(done) if stored]
    assert store.read("x", done[winner]) == bytes([winner]) * ROOM * 2
    assert len(month.objects()) == 1


def test_no_update_is_lost(store, month):
    """Everybody counts on from what they see, and tries again when somebody was faster."""
    store.write("n", b"0")

    def count(who):
        mine, done = month.open(who), 0
        while done < 8:
            seen = mine.find("n")
            try:
                number = int(mine.read("n", seen))
                mine.write("n", b"%d" % (number + 1), seen)
            except KenpanError as error:
                assert error.code == "month.other_version"
                continue
            done += 1

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(count, HANDLERS))
    assert (store.read("n"), store.find("n").version) == (b"24", 25)


def test_who_reads_sees_one_version_whole(store, month):
    content = {number: bytes([number]) * (3 * ROOM) for number in (1, 2)}
    seen = store.write("x", content[1])
    pieces = month.open("c2").pieces("x")
    first = next(pieces)
    if sys.platform != "win32":  # there the file keeps its place as long as it is read
        store.write("x", content[2], seen)
        assert first + b"".join(pieces) == content[1]
        assert store.read("x") == content[2]


def test_who_waits_too_long_is_told_and_nothing_is_written(store, month, monkeypatch):
    seen = store.write("x", b"1")
    before = month.files()
    monkeypatch.setattr(folder, "WAIT_S", 0.0)
    with locked(month.place.folder):
        for act in (
            lambda: store.write("x", b"2", seen),
            lambda: store.delete(seen),
            lambda: store.grant(month.accounts("b1")[0]),
            lambda: rekey(store, month.accounts(), month.record),
            lambda: destroy(month.place),
            month.create,
        ):
            assert refusal(act).code == "month.busy"
        assert store.read("x", seen) == b"1", "reading waits for nobody"
    assert month.files() == before
    store.write("x", b"2", seen)


def test_who_waits_gets_their_turn(store, month):
    seen, held, asked = store.write("x", b"1"), Event(), Event()

    def hold():
        with locked(month.place.folder):
            held.set()
            assert asked.wait(60)

    def write():
        assert held.wait(60)
        given = iter([b"2"])

        def content():
            yield next(given)
            asked.set()

        return store.write("x", content(), seen)

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.submit(hold), pool.submit(write)
        first.result()
        assert store.read("x", second.result()) == b"2"


@pytest.mark.parametrize("end", ["destroy", "rekey"])
def test_what_is_written_while_the_key_ends_is_refused_and_not_lost_unseen(store, month, end):
    """The key ends between the writing of the file and its taking the place."""
    seal = sealed.seal

    def late(*arguments):
        made = seal(*arguments)
        if end == "destroy":
            destroy(month.place)
        else:
            patch.setattr("app.month.keeping.ending.seal", seal)
            rekey(month.open("c2"), month.accounts(), month.record)
        return made

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.month.keeping.store.seal", late)
        assert refusal(store.write, "x", b"1").code == "month.gone"
    assert not [path for path in month.files() if path.suffix == ".obj"]


def test_a_month_that_was_destroyed_and_made_anew_while_one_waited_is_another(store, month, monkeypatch):
    tried, try_lock = [], folder._try_lock

    def again(handle):
        if not tried:
            tried.append(handle)
            destroy(month.place)
            month.create()
        return try_lock(handle)

    monkeypatch.setattr(folder, "_try_lock", again)
    with pytest.raises(FileNotFoundError), locked(month.place.folder):
        pass
    tried.clear()
    assert refusal(store.delete, sealed.Stored("x", 1, 1, "")).code == "month.gone"
    assert month.open("c1").contents() == ({}, ())
