"""How a month's key ends: another one takes its place, or all of it is destroyed."""

import os
import sys
from pathlib import Path

import pytest

from app.errors import Cancelled
from app.month.keeping import ending, folder
from app.month.keeping.ending import Destroyed, destroy, rekey, sweep
from app.month.keeping.folder import BusyError, locked
from app.month.keeping.place import OBJECT_END
from app.month.keeping.sealed import BLOCK, ROOM
from app.month.keeping.store import SealedStore, create, open_store
from tests.month.conftest import HANDLERS, TITLE, refusal


def filled(store):
    return {name: store.write(name, name.encode() * size) for name, size in (("a", 1), ("b", ROOM), ("c", 2 * ROOM))}


# Another key


def test_a_month_under_another_key_holds_the_same(store, month):
    kept, old_id, seen = filled(store), month.public_id, []
    kept["a"] = store.write("a", b"again", kept["a"])
    made = rekey(store, month.accounts("c2", "l1"), month.record, lambda *told: seen.append(told))
    assert made.left == ()
    assert made.store.contents().objects == kept, "marks and versions in the ledger go on being right"
    assert made.store.read("a", kept["a"]) == b"again"
    assert made.store.read("c", kept["c"]) == b"c" * 2 * ROOM
    assert (made.store.public_id, made.store.key) != (old_id, store.key)
    assert month.open("c2").key == made.store.key
    assert [told[1:] for told in seen] == [(0, 3), (1, 3), (2, 3)]
    assert not month.place.generation(old_id).exists()


def test_who_was_left_out_cannot_read_what_is_written_under_the_new_key(store, month):
    """Also when they kept the old key, the old wrap and a copy of the whole old folder."""
    filled(store)
    old_id, kept_key = month.public_id, store.key
    copies = {path.relative_to(month.root): path.read_bytes() for path in month.files()}
    month.admin("right.removed", "c1", role="checker")
    new = rekey(store, month.accounts("c2", "l1"), month.record).store
    assert refusal(month.open, "c1").code == "month.not_permitted"
    new.write("d", b"d")
    for path, content in copies.items():
        (month.root / path).parent.mkdir(parents=True, exist_ok=True)
        (month.root / path).write_bytes(content)
    forced = SealedStore(month.place, month.public_id, kept_key)
    assert forced.contents() == ({}, tuple(path.name for path in month.objects()))
    assert refusal(forced.read, "d").code == "month.missing"
    forced.path_of("d").write_bytes(new.path_of("d").read_bytes())
    assert refusal(forced.read, "d").code == "month.damaged"
    assert new.read("d") == b"d"
    assert open_store(month.place, old_id, month.chain.state, month.chain.keys["c2"]).key == kept_key


def test_a_store_that_was_open_under_the_old_key_takes_nothing_any_more(store, month):
    kept = filled(store)
    rekey(store, month.accounts(), month.record)
    for act in (
        lambda: store.write("a", b"lost", kept["a"]),
        lambda: store.write("new", b"lost"),
        lambda: store.read("a"),
        lambda: store.find("a"),
        store.contents,
        lambda: store.delete(kept["a"]),
        lambda: store.grant(month.accounts("b1")[0]),
        lambda: rekey(store, month.accounts(), month.record),
    ):
        assert refusal(act).code == "month.gone"


@pytest.mark.parametrize("when", ["progress", "record"])
def test_a_change_of_key_that_breaks_off_leaves_the_old_one(store, month, when):
    kept, before = filled(store), [(path, path.read_bytes()) for path in month.files()]

    def stop(*told):
        if len(told) == 1 or told[1] == 2:
            raise Cancelled

    acts = {"progress": (month.record, stop), "record": (stop,)}[when]
    with pytest.raises(Cancelled):
        rekey(store, month.accounts(), *acts)
    assert [(path, path.read_bytes()) for path in month.files()] == before
    assert store.contents().objects == kept
    assert not list(month.place.folder.glob("*/*.tmp"))


def test_a_month_with_something_damaged_keeps_its_key(store, month):
    filled(store)
    path = store.path_of("c")
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    before = month.files()
    assert (refusal(rekey, store, month.accounts(), month.record).code, month.files()) == ("month.damaged", before)
    path.write_bytes(bytes(BLOCK))
    error = refusal(rekey, store, month.accounts(), month.record)
    assert (error.code, error.file, month.files()) == ("month.damaged", path.name, before)
    path.write_bytes(whole)
    assert rekey(store, month.accounts(), month.record).left == ()


def test_only_the_permitted_get_the_new_key(store, month):
    assert refusal(rekey, store, month.accounts("c1", "t1"), month.record).code == "month.not_permitted"
    with pytest.raises(ValueError):
        rekey(store, [], month.record)


# What broke off


def test_a_store_that_was_not_recorded_is_removed_again(month):
    def refused(_store):
        raise Cancelled

    month.create()
    before = month.files()
    with pytest.raises(Cancelled):
        create(month.place, month.accounts(), refused)
    assert month.files() == before


def test_what_was_broken_off_is_swept_and_what_is_in_use_is_not(store, month, monkeypatch):
    filled(store)
    in_use = month.files()
    with monkeypatch.context() as patch:  # killed before the old key was removed
        patch.setattr(ending, "_erase_generation", lambda _folder: ())
        rekey(store, month.accounts(), lambda _store: None)
    left = month.place.generation(month.public_id) / ".kenpan-left"
    left.write_bytes(b"x")
    with folder.temporary(left.parent) as (file, path):
        file.write(b"being written")
        assert sweep(month.place, lambda: month.public_id) == 2
        assert path.exists()
    assert month.files() == in_use
    assert sweep(month.place, lambda: month.public_id) == 0
    assert len(store.contents().objects) == 3


def test_the_ledger_is_read_and_written_while_nobody_else_can_change_the_key(month, monkeypatch):
    """So nobody sweeps away a store whose entry is just being made."""
    monkeypatch.setattr(folder, "WAIT_S", 0.0)
    asked = []

    def alone(store=None):
        with pytest.raises(BusyError), locked(month.place.folder):
            pass
        asked.append(store)
        return month.public_id if store is None else month.record(store)

    store = create(month.place, month.accounts(), alone)
    new = rekey(store, month.accounts(), alone).store
    assert sweep(month.place, alone) == 0
    assert asked == [store, new, None]
    assert new.contents() == ({}, ())


# 返却・消去


def test_a_destroyed_month_is_gone_and_its_count_is_told(store, month, tmp_path):
    filled(store)
    size = sum(path.stat().st_size for path in month.objects())
    done = destroy(month.place)
    assert (done.objects, done.bytes, done.wraps, done.left) == (3, size, 3, ())
    assert done.data == {"month": "m1", "objects": 3, "bytes": size, "method": done.method}
    assert "上書き" in done.method
    assert not month.place.folder.exists() and month.root.exists()
    for who in HANDLERS:
        assert refusal(month.open, who).code == "month.gone"
    assert refusal(store.write, "a", b"x").code == "month.gone"
    assert refusal(destroy, month.place).code == "month.gone"


def test_the_wraps_go_first_and_everything_is_overwritten(store, month, monkeypatch):
    filled(store)
    order, unlink, fsync = [], os.unlink, os.fsync

    def seen(path, **where):
        order.append(Path(path).name)
        unlink(path, **where)

    written = []

    def synced(handle):
        if os.fstat(handle).st_size and Path(f"/proc/self/fd/{handle}").is_file():
            written.append(not any(os.pread(handle, os.fstat(handle).st_size, 0)))
        fsync(handle)

    monkeypatch.setattr(os, "unlink", seen)
    monkeypatch.setattr(os, "fsync", synced)
    assert destroy(month.place).left == ()
    ends = [name.rpartition(".")[2] for name in order]
    assert ends[:3] == ["key"] * 3 and ends[3:6] == ["obj"] * 3
    if sys.platform == "linux":
        assert written == [True] * 6


def test_every_key_that_the_month_ever_had_is_destroyed(store, month, monkeypatch):
    filled(store)
    with monkeypatch.context() as patch:
        patch.setattr(ending, "_erase_generation", lambda _folder: ())
        rekey(store, month.accounts("c1"), month.record)
    done = destroy(month.place)
    assert (done.objects, done.wraps, done.left) == (6, 4, ())


def test_what_could_not_be_removed_is_named_and_no_entry_is_made_of_it(store, month, monkeypatch):
    filled(store)
    unlink = os.unlink

    def stuck(path, **where):
        if Path(path).name == store.path_of("b").name:
            raise PermissionError(path)
        unlink(path, **where)

    with monkeypatch.context() as patch:
        patch.setattr(os, "unlink", stuck)
        done = destroy(month.place)
    assert (done.objects, done.wraps) == (2, 3)
    assert any(store.path_of("b").name in name for name in done.left)
    with pytest.raises(ValueError):
        done.data  # noqa: B018
    assert refusal(month.open, "c1").code == "month.gone", "the key is gone all the same"
    assert month.files(), "and something is left"


@pytest.mark.skipif(sys.platform == "win32", reason="links")
def test_nothing_outside_is_destroyed(store, month, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / f"a{OBJECT_END}").write_bytes(b"outside")
    (month.place.folder / "link").symlink_to(outside)
    (month.place.generation(month.public_id) / f"b{OBJECT_END}").symlink_to(outside / f"a{OBJECT_END}")
    assert destroy(month.place).left == ()
    assert (outside / f"a{OBJECT_END}").read_bytes() == b"outside"
    place = type(month.place)(month.root, "m2", TITLE)
    (month.root / "m2").symlink_to(outside)
    (outside / "lock").touch()
    assert destroy(place).left
    assert (outside / f"a{OBJECT_END}").read_bytes() == b"outside"


def test_what_was_destroyed_is_a_value():
    assert Destroyed("m1", 1, 2, 3, ()).data["objects"] == 1
