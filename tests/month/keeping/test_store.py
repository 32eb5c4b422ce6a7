"""A month's store: what was put in comes out, and nothing else does."""

import os
import random
import stat
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.month.keeping import sealed
from app.month.keeping.place import StorePlace, public_id_of
from app.month.keeping.sealed import BLOCK, PIECE, ROOM, DamagedError, Stored, file_name, open_head, pieces_of
from app.month.keeping.store import create
from tests.canary import assert_no_canary, canaries_in
from tests.month.conftest import CANARY, HANDLERS, TITLE, Month, refusal

SIZES = (0, 1, BLOCK - 17, BLOCK - 16, BLOCK - 15, ROOM - 1, ROOM, ROOM + 1, 3 * ROOM, 3 * ROOM + BLOCK)


def noise(size, start=0):
    return random.Random(start).randbytes(size)


@pytest.mark.parametrize("size", SIZES)
def test_what_is_written_is_read(store, month, size):
    content = noise(size)
    stored = store.write("別送　一覧.csv", content)
    assert (stored.name, stored.version, stored.size) == ("別送　一覧.csv", 1, size)
    assert month.open("l1").read("別送　一覧.csv") == content
    assert month.open("c2").find("別送　一覧.csv") == stored


@given(st.lists(st.integers(0, ROOM + 2), max_size=4))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_how_a_content_is_given_makes_no_difference(store, sizes):
    pieces = [noise(size, start) for start, size in enumerate(sizes)]
    stored = store.write("x", pieces, store.find("x"))
    assert store.read("x") == b"".join(pieces)
    assert stored.size == sum(map(len, pieces))


def test_a_store_lists_what_it_holds(store):
    assert store.contents() == ({}, ())
    kept = [store.write(name, name.encode()) for name in ("b", "a", "通し")]
    assert store.contents().objects == {one.name: one for one in kept}
    assert list(store.contents().objects) == ["a", "b", "通し"]
    store.delete(kept[0])
    assert list(store.contents().objects) == ["a", "通し"]
    assert store.find("b") is None
    assert refusal(store.read, "b").code == "month.missing"


def test_a_size_on_disc_tells_little(store, month):
    for size in SIZES:
        stored = store.write("x", noise(size), store.find("x"))
        (path,) = month.objects()
        assert path.stat().st_size % BLOCK == 0
        assert 0 < path.stat().st_size - stored.size <= 2 * BLOCK + 16 * (size // ROOM + 1)


def test_a_name_of_an_object_is_a_text_within_bounds(store):
    assert store.read(store.write("字" * 333, b"x").name) == b"x"
    for name in ("", "字" * 334, "\ud800"):
        with pytest.raises(ValueError):
            store.write(name, b"x")


def test_a_month_that_is_no_name_of_a_folder_is_refused(tmp_path):
    for month in ("", "..", "../m", "a/b", "a\\b", ".m", "字", "m" * 65, "m\n"):
        assert refusal(StorePlace, tmp_path, month, TITLE).code == "month.id", month


# Attacks on what lies on disc


def test_every_changed_byte_is_found(store, month, monkeypatch):
    monkeypatch.setattr(sealed, "BLOCK", 256)  # the same in small: each try costs a millisecond
    monkeypatch.setattr(sealed, "_HEAD_ROOM", 256 - (BLOCK - sealed._HEAD_ROOM))
    store.write("x", b"12345678")
    (path,) = month.objects()
    whole = path.read_bytes()
    assert len(whole) == 512
    with path.open("r+b", buffering=0) as file:

        def read():
            file.seek(0)
            return b"".join(pieces_of(file, open_head(file, store.key, "m1", path.stem)))

        def put(at, byte):
            file.seek(at)
            file.write(bytes([byte]))

        for at, byte in enumerate(whole):
            put(at, byte ^ (1 << at % 8))
            with pytest.raises(DamagedError):
                read()
            if at % 64 == 0:
                assert refusal(store.read, "x").code == "month.damaged"
            put(at, byte)
        assert read() == b"12345678"


def test_a_file_cut_anywhere_is_found(store, month):
    store.write("x", noise(3 * ROOM + 5))
    (path,) = month.objects()
    whole = path.read_bytes()
    pieces = list(range(BLOCK, len(whole), PIECE))
    bounds = {0, *pieces, *(at + BLOCK for at in pieces), *(at - BLOCK for at in pieces), len(whole)}
    for at in sorted({at + off for at in bounds for off in (-1, 0, 1)} & {*range(len(whole))}, reverse=True):
        os.truncate(path, at)
        assert refusal(store.read, "x").code == "month.damaged", at
        if at >= BLOCK:
            assert store.contents() == ({}, (path.name,)), "also by who only looks what there is"
    for more in (b"\0", bytes(BLOCK), whole[BLOCK : BLOCK + PIECE], whole):
        path.write_bytes(whole + more)
        assert refusal(store.read, "x").code == "month.damaged"


def test_pieces_in_another_order_or_from_elsewhere_are_found(store, month):
    store.write("x", noise(3 * ROOM + 5))
    (path,) = month.objects()
    whole = path.read_bytes()
    head, *pieces, last = [whole[:BLOCK], *(whole[at : at + PIECE] for at in range(BLOCK, len(whole), PIECE))]
    store.write("y", noise(3 * ROOM + 5, 1))
    other = next(one for one in month.objects() if one != path).read_bytes()
    strange = [other[at : at + PIECE] for at in range(BLOCK, len(other), PIECE)]
    for forged in (
        [head, pieces[1], pieces[0], pieces[2], last],
        [head, pieces[0], pieces[0], pieces[2], last],
        [head, *pieces[:2], last],
        [head, strange[0], *pieces[1:], last],
        [head, *pieces, strange[-1]],
        [other[:BLOCK], *pieces, last],
        [head, *strange],
    ):
        path.write_bytes(b"".join(forged))
        assert refusal(store.read, "x").code == "month.damaged"
    path.write_bytes(b"".join([head, *pieces, last]))
    assert store.read("x") == noise(3 * ROOM + 5)


@pytest.mark.parametrize(("written", "read"), [(0, 1), (1, 0), (2, 0), (0, 2)])
def test_a_piece_opens_only_as_what_it_was_written_as(written, read):
    key = bytes(32)
    piece = sealed._sealed(key, 0, written, b"bound", b"content")
    assert sealed._unsealed(key, 0, written, b"bound", piece) == b"content"
    for counter, what, bound in ((0, read, b"bound"), (1, written, b"bound"), (0, written, b"other")):
        with pytest.raises(DamagedError):
            sealed._unsealed(key, counter, what, bound, piece)


def test_an_object_under_another_name_is_found(store, month):
    store.write("x", b"x")
    (first,) = month.objects()
    store.write("y", b"y")
    second = next(one for one in month.objects() if one != first)
    a, b = first.read_bytes(), second.read_bytes()
    first.write_bytes(b)
    second.write_bytes(a)
    for name in ("x", "y"):
        assert refusal(store.read, name).code == "month.damaged"
        assert refusal(store.find, name).code == "month.damaged"
    assert store.contents() == ({}, tuple(sorted((first.name, second.name))))


def test_an_object_of_another_month_is_found_also_under_the_same_key(store, month, tmp_path):
    """Not even somebody who has the key can pass one month's object off as another's."""
    store.write("x", b"x")
    (path,) = month.objects()
    other = create(StorePlace(month.root, "m2", TITLE), month.accounts(), lambda _store: None)
    target = other.path_of("x")
    target.write_bytes(path.read_bytes())
    assert refusal(other.read, "x").code == "month.missing" or refusal(other.read, "x").code == "month.damaged"
    same_key = type(store)(other.place, other.public_id, store.key)
    same_key.path_of("x").write_bytes(path.read_bytes())
    assert refusal(same_key.read, "x").code == "month.damaged"


def test_an_older_version_put_back_is_found_by_who_expects_the_newer(store, month):
    first = store.write("x", b"old")
    (path,) = month.objects()
    old = path.read_bytes()
    second = store.write("x", b"new", first)
    assert (second.version, second.mark != first.mark) == (2, True)
    path.write_bytes(old)
    assert store.read("x") == b"old", "nobody who expects nothing can know"
    assert refusal(store.read, "x", second).code == "month.other_version"
    assert refusal(store.write, "x", b"newer", second).code == "month.other_version"
    assert refusal(store.delete, second).code == "month.other_version"


def test_an_object_that_was_removed_is_missing_to_who_expects_it(store, month):
    kept = store.write("x", b"x")
    month.objects()[0].unlink()
    assert refusal(store.read, "x", kept).code == "month.missing"
    assert refusal(store.write, "x", b"y", kept).code == "month.other_version"


def test_a_version_that_is_told_otherwise_is_found(store, month):
    store.write("x", b"x")
    (path,) = month.objects()
    raw = bytearray(path.read_bytes())
    raw[15] = 2
    path.write_bytes(raw)
    assert refusal(store.read, "x", Stored("x", 2, 1, "0" * 64)).code == "month.damaged"


def test_who_has_the_key_cannot_give_an_object_another_name_inside(store, month):
    store.write("y", b"y")
    target = store.path_of("x")
    with target.open("w+b") as file, pytest.MonkeyPatch.context() as patch:
        called = file_name(store.key, "x")
        patch.setattr(sealed, "file_name", lambda _key, _name: called)
        sealed.seal(file, store.key, "m1", "y", 1, [b"z"])
    assert refusal(store.read, "x").code == "month.damaged"


def test_who_has_the_key_cannot_put_another_content_behind_a_head_whose_mark_the_ledger_holds(store, month):
    kept = store.write("x", b"what was signed")
    (path,) = month.objects()
    with path.open("r+b") as file:
        opened = open_head(file, store.key, "m1", path.stem)
        forged = b"what was forged".ljust(BLOCK - 16, b"\0")
        file.seek(BLOCK)
        file.write(sealed._sealed(opened.key, 0, sealed._LAST, opened.bound, forged))
    assert store.find("x") == kept
    assert refusal(store.read, "x", kept).code == "month.damaged"


def test_everything_sealed_vouches_for_month_name_and_version():
    told = ("m1", "a" * 32, 1), ("m2", "a" * 32, 1), ("m1", "b" * 32, 1), ("m1", "a" * 32, 2)
    assert len({sealed._bound(*one) for one in told}) == 4


def test_the_mark_binds_all_that_an_object_is_and_says_nothing_of_it():
    def mark(month="m1", name="x", version=1, size=1, sha256=bytes(32), blind=bytes(32)):
        return sealed._mark(month, name, version, size, sha256, blind)

    others = (
        mark("m2"), mark(name="y"), mark(version=2), mark(size=2), mark(sha256=b"1" * 32), mark(blind=b"1" * 32)
    )  # fmt: skip
    assert len({mark(), *others}) == 7


def test_the_same_content_never_looks_the_same(store, month):
    first = store.write("x", b"same")
    before = month.objects()[0].read_bytes()
    store.delete(first)
    second = store.write("x", b"same")
    after = month.objects()[0].read_bytes()
    assert (second.version, second.mark != first.mark) == (1, True)
    assert sum(a == b for a, b in zip(before, after, strict=True)) < BLOCK // 8


def test_what_is_damaged_is_named_and_not_written_over(store, month):
    for name in ("x", "y"):
        store.write(name, noise(ROOM * 2))
    store.write("z", b"z")
    x = store.path_of("x")
    x.write_bytes(bytes(8192))
    assert store.contents().damaged == (x.name,)
    assert refusal(store.write, "x", b"new").code == "month.damaged"
    assert list(store.contents().objects) == ["y", "z"]


def test_what_is_no_file_is_no_object(store, month):
    store.path_of("x").mkdir()
    assert store.contents().damaged == (store.path_of("x").name,)
    assert refusal(store.read, "x").code == "month.folder"


@pytest.mark.skipif(sys.platform == "win32", reason="a second name of a file")
def test_what_is_removed_is_overwritten_first(store, month, tmp_path):
    kept = store.write("x", noise(ROOM * 2))
    other = store.write("y", b"y")
    places = [store.path_of("x"), store.path_of("y")]
    sizes = [path.stat().st_size for path in places]
    for number, path in enumerate(places):
        (tmp_path / str(number)).hardlink_to(path)
    store.delete(kept)
    store.delete(other)
    assert not any(path.exists() for path in places)
    assert [(tmp_path / str(number)).read_bytes() == bytes(size) for number, size in enumerate(sizes)] == [True] * 2


# Nothing in the clear


def test_nothing_lies_in_the_clear(store, month, tmp_path, monkeypatch, caplog):
    content = (CANARY + "\n").encode("cp932") * 9000
    seen = []

    def given():
        yield content[:ROOM]
        assert_no_canary(tmp_path, CANARY)  # while it is written, too
        seen.append(month.files())
        yield content[ROOM:]

    stored = store.write(f"{CANARY}.csv", given())
    assert any(".kenpan-" in path.name for path in seen[0])
    assert store.read(stored.name) == content
    assert_no_canary(tmp_path, CANARY)
    store.write(stored.name, CANARY.encode(), stored)
    assert_no_canary(tmp_path, CANARY)
    assert store.key.hex() not in f"{store}{store.contents()}{caplog.text}"
    assert not any(store.key in path.read_bytes() for path in month.files())


def test_the_search_would_have_found_it(store, month, tmp_path):
    (month.place.folder / "clear").write_bytes(CANARY.encode("cp932"))
    assert canaries_in(tmp_path, CANARY)


def test_a_refusal_says_month_object_and_next_step_and_nothing_of_the_content(store, month):
    store.write("別送一覧", CANARY.encode() * 3000)
    (path,) = month.objects()
    raw = bytearray(path.read_bytes())
    raw[-1] ^= 1
    path.write_bytes(raw)
    error = refusal(store.read, "別送一覧")
    assert TITLE in str(error) and "別送一覧" in str(error) and error.next_step
    chained, texts = error, []
    while chained is not None:
        texts.append(f"{chained}{chained.args}")
        chained = chained.__cause__ or chained.__context__
    assert not any(CANARY in text for text in texts)


def test_content_that_breaks_off_leaves_all_as_it_was(store, month):
    kept = store.write("x", b"kept")
    before = [(path, path.read_bytes()) for path in month.files()]

    def broken():
        yield noise(ROOM * 2)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        store.write("x", broken(), kept)
    assert [(path, path.read_bytes()) for path in month.files()] == before


@pytest.mark.skipif(sys.platform == "win32", reason="rights")
def test_nobody_else_may_read_what_lies_there(store, month):
    old = os.umask(0)
    try:
        store.write("x", b"x")
        store.write("y", b"y")
        store.grant(month.accounts("b1")[0])
    finally:
        os.umask(old)
    for path in (month.root, *month.root.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_a_full_disc_leaves_all_as_it_was(store, month, monkeypatch):
    kept = store.write("x", b"kept")
    before = month.files()

    def full(_handle):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        error = refusal(store.write, "x", noise(ROOM), kept)
    assert (error.code, error.file) == ("month.folder", "x")
    assert month.files() == before
    assert store.read("x", kept) == b"kept"


def test_the_public_id_is_of_one_key_and_one_month():
    assert len({public_id_of(key, month) for key in (bytes(32), b"1" * 32) for month in ("m1", "m2")}) == 4


def test_stores_of_several_months_lie_beside_each_other(month, tmp_path):
    months = [Month(month.root, month.chain, name) for name in ("m1", "m2")]
    stores = [one.create(*HANDLERS) for one in months]
    for number, one in enumerate(stores):
        one.write("x", bytes([number]))
    assert [one.open("c1").read("x") for one in months] == [b"\0", b"\1"]
