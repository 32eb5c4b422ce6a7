import hashlib
import struct
import threading
import tracemalloc
import zlib

import numpy as np
import pytest
from Crypto.Cipher import AES
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.errors import Cancelled, KenpanError
from app.media import plaintext
from app.media.container import OpenContainer
from app.media.media_key import Key
from app.media.open_format import CHUNK, MAX_PLAIN, cbc_decrypt
from tests.rows import each_row
from tests.sizes import some

BOX = OpenContainer()
KEY = Key(bytes(range(32)), bytes(range(100, 116)))
PLAIN = b"".join(b"%014d01" % number + b" " * 964 for number in range(12))


def encrypted(raw: bytes, key: Key = KEY) -> bytes:
    return AES.new(key.key, AES.MODE_CBC, iv=key.iv).encrypt(raw + bytes(-len(raw) % 4096))


def by_hand(plain: bytes, *, length=None, sha256=None, zlength=None, stream=None, magic=b"OCMP\x01\0\0\0") -> bytes:
    """A container written from the description of the format alone."""
    stream = zlib.compress(plain) if stream is None else stream
    header = magic + struct.pack(">Q", len(plain) if length is None else length)
    header += hashlib.sha256(plain).digest() if sha256 is None else sha256
    return encrypted(header + struct.pack(">Q", len(stream) if zlength is None else zlength) + stream)


def refused(path, raw, key=KEY) -> KenpanError:
    path.write_bytes(raw)
    with pytest.raises(KenpanError) as caught:
        BOX.open(path, key)
    assert caught.value.file == "X"
    return caught.value


@pytest.fixture
def path(tmp_path):
    return tmp_path / "X.cmp"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    plain=st.one_of(st.binary(max_size=9000), st.integers(0, 5_000_000).map(bytes)),
    key=st.builds(Key, st.binary(min_size=32, max_size=32), st.binary(min_size=16, max_size=16)),
)
def test_what_was_sealed_opens_with_both_hashes(tmp_path, plain, key):
    path = tmp_path / "X.cmp"
    sealed = BOX.seal(plain, key)
    path.write_bytes(sealed)
    opened = BOX.open(path, key)
    assert opened.data.tobytes() == plain
    assert opened.sha256 == hashlib.sha256(plain).hexdigest()
    assert (opened.media_bytes, opened.media_sha256) == (len(sealed), hashlib.sha256(sealed).hexdigest())
    assert len(sealed) % 4096 == 0


@given(st.lists(st.integers(1, 300), min_size=1, max_size=4), st.binary(min_size=48, max_size=48))
def test_decryption_block_by_block_is_aes_cbc(sizes, secret):
    plain = bytes(value % 251 for value in range(sum(sizes) * 16))
    coded = AES.new(secret[:32], AES.MODE_CBC, iv=secret[32:]).encrypt(plain)
    cipher, before, result, at = AES.new(secret[:32], AES.MODE_ECB), secret[32:], b"", 0
    for size in sizes:
        target = bytearray(size * 16)
        before = cbc_decrypt(cipher, before, memoryview(coded)[at : at + size * 16], memoryview(target))
        result += target
        at += size * 16
    assert result == plain


def test_a_container_written_by_hand_from_the_description_opens(path):
    path.write_bytes(by_hand(PLAIN))
    assert BOX.open(path, KEY).data.tobytes() == PLAIN


def test_a_file_of_many_chunks_opens_and_its_data_cannot_be_changed(path):
    plain = np.random.default_rng(5).integers(0, 256, 3 * CHUNK + 17, dtype=np.uint8)
    BOX.seal_to(path, plain, KEY)
    assert path.stat().st_size > 3 * CHUNK
    data = BOX.open(path, KEY).data
    assert np.array_equal(data, plain)
    with pytest.raises(ValueError, match="read-only"):
        data[0] = 1


def test_sealing_is_deterministic_and_leaves_only_the_file(path):
    BOX.seal_to(path, PLAIN, KEY)
    assert path.read_bytes() == BOX.seal(PLAIN, KEY) == BOX.seal(np.frombuffer(PLAIN, dtype=np.uint8), KEY)
    assert [found.name for found in path.parent.iterdir()] == ["X.cmp"]


def test_sealing_that_is_stopped_leaves_nothing(path):
    def stop(stage, done, total):
        if done:
            raise Cancelled

    with pytest.raises(Cancelled):
        BOX.seal_to(path, bytes(3 * CHUNK), KEY, progress=stop)
    assert list(path.parent.iterdir()) == []


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=16, max_size=16))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_a_wrong_key_opens_nothing(tmp_path, raw, iv):
    sealed = BOX.seal(PLAIN, KEY)
    for key in (Key(raw, KEY.iv), Key(raw, iv), Key(KEY.key, iv)):
        if key != KEY:
            assert refused(tmp_path / "X.cmp", sealed, key).code == "file.key"


def test_one_wrong_bit_of_the_key_or_the_iv_opens_nothing(path):
    sealed = BOX.seal(PLAIN, KEY)
    for bit in some(range(256), 30):
        wrong = int.from_bytes(KEY.key, "big") ^ 1 << bit
        assert refused(path, sealed, Key(wrong.to_bytes(32, "big"), KEY.iv)).code == "file.key"
    for bit in some(range(128), 15):
        wrong = int.from_bytes(KEY.iv, "big") ^ 1 << bit
        error = refused(path, sealed, Key(KEY.key, wrong.to_bytes(16, "big")))
        # The IV's second half hides only the length: one too small looks like a stream that is too long.
        assert error.code == "file.key" or (error.code == "file.damaged" and "IV" in error.next_step)


def test_without_a_key_nothing_is_tried(path):
    path.write_bytes(BOX.seal(PLAIN, KEY))
    with pytest.raises(KenpanError) as caught:
        BOX.open(path, None)
    assert caught.value.code == "key.needed"


def test_a_change_of_any_byte_is_found(path):
    sealed = BOX.seal(PLAIN, KEY)
    assert len(sealed) == 4096
    for at in (*some(range(512), 100), *some(range(512, len(sealed)), 50)):
        changed = bytearray(sealed)
        changed[at] ^= 1 << at % 8
        assert refused(path, changed).code in {"file.key", "file.truncated", "file.damaged"}


def test_a_change_late_in_a_large_file_is_found(path):
    plain = np.random.default_rng(6).integers(0, 4, 8 * CHUNK, dtype=np.uint8)
    sealed = bytearray(BOX.seal(plain, KEY))
    sealed[len(sealed) * 3 // 4] ^= 0x40
    error = refused(path, sealed)
    assert error.code == "file.damaged"


def test_a_cut_at_any_place_is_truncation(path):
    sealed = BOX.seal(np.random.default_rng(7).integers(0, 256, 30_000, dtype=np.uint8), KEY)
    for cut in {0, 1, 15, 16, 55, 56, 4095, *range(4096, len(sealed), 4096), len(sealed) - 16, len(sealed) - 1}:
        error = refused(path, sealed[:cut])
        assert error.code == "file.truncated"
        assert error.place == f"{cut:,} バイト目"


def test_an_empty_encrypted_file_is_truncated_and_an_empty_sealed_one_opens(path):
    assert refused(path, b"").code == "file.truncated"
    path.write_bytes(BOX.seal(b"", KEY))
    assert BOX.open(path, KEY).data.size == 0


def test_bytes_after_the_end_are_found(path):
    sealed = BOX.seal(PLAIN, KEY)
    assert refused(path, sealed + bytes(4096)).code == "file.damaged"
    assert refused(path, sealed + sealed).code == "file.damaged"


@each_row(
    ("raw", "code"),
    [
        (by_hand(PLAIN, magic=b"OCMP\x02\0\0\0"), "file.key"),
        (by_hand(PLAIN, length=MAX_PLAIN + 1), "file.key"),
        (by_hand(PLAIN, length=2**64 - 1), "file.key"),
        (by_hand(PLAIN, length=len(PLAIN) + 1), "file.key"),
        (by_hand(PLAIN, length=len(PLAIN) - 1), "file.damaged"),
        (by_hand(PLAIN, length=0), "file.damaged"),
        (by_hand(PLAIN, sha256=bytes(32)), "file.damaged"),
        (by_hand(PLAIN, zlength=2**64 - 1), "file.truncated"),
        (by_hand(PLAIN, zlength=len(zlib.compress(PLAIN)) - 1), "file.damaged"),
        (by_hand(PLAIN, zlength=len(zlib.compress(PLAIN)) + 1), "file.damaged"),
        (by_hand(PLAIN, stream=zlib.compress(PLAIN)[:-5]), "file.damaged"),
        (by_hand(PLAIN, stream=zlib.compress(PLAIN) + zlib.compress(b"more")), "file.damaged"),
        (by_hand(PLAIN, stream=b"no stream at all" * 900), "file.damaged"),
        (by_hand(PLAIN, stream=b""), "file.key"),
    ],
)
def test_a_header_that_does_not_tell_the_truth_is_refused(path, raw, code):
    assert refused(path, raw).code == code


def test_a_stream_that_would_grow_without_end_is_stopped_at_the_recorded_length(path):
    bomb = zlib.compress(bytes(300_000_000), 9)
    raw = by_hand(b"small", stream=bomb)
    path.write_bytes(raw)
    tracemalloc.start()
    try:
        error = refused(path, raw)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert error.code == "file.damaged"
    assert peak < 20_000_000


def test_opening_holds_the_plaintext_and_little_more(path):
    plain = np.random.default_rng(8).integers(0, 256, 20 * CHUNK, dtype=np.uint8)
    BOX.seal_to(path, plain, KEY)
    tracemalloc.start()
    try:
        BOX.open(path, KEY)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 20 * CHUNK + 12 * CHUNK


def test_a_folder_or_a_missing_file_is_unreadable(tmp_path):
    (tmp_path / "X.cmp").mkdir()
    for name in ("X.cmp", "Y.cmp"):
        with pytest.raises(KenpanError) as caught:
            BOX.open(tmp_path / name, KEY)
        assert caught.value.code == "file.unreadable"


def test_opening_can_be_stopped_and_leaves_no_thread(path):
    BOX.seal_to(path, np.random.default_rng(9).integers(0, 256, 4 * CHUNK, dtype=np.uint8), KEY)
    before = threading.active_count()
    seen = []

    def stop(stage, done, total):
        seen.append((done, total))
        if done >= 2 * CHUNK:
            raise Cancelled

    with pytest.raises(Cancelled):
        BOX.open(path, KEY, stop)
    assert seen[-1] == (2 * CHUNK, path.stat().st_size)
    assert threading.active_count() == before


def test_a_medium_that_fails_midway_is_unreadable_with_the_place(path):
    BOX.seal_to(path, np.random.default_rng(9).integers(0, 256, 3 * CHUNK, dtype=np.uint8), KEY)
    size = path.stat().st_size

    def shrink(stage, done, total):
        if done == CHUNK:
            with path.open("r+b") as file:
                file.truncate(CHUNK + 100)

    with pytest.raises(KenpanError) as caught:
        BOX.open(path, KEY, shrink)
    assert caught.value.code == "file.unreadable"
    assert caught.value.place == f"{CHUNK + 100:,} バイト目"
    assert size > 2 * CHUNK


def test_the_name_people_see_is_without_the_suffix(tmp_path):
    assert [plaintext.shown_name(tmp_path / name) for name in ("A.cmp", "A.CMP", "A")] == ["A", "A", "A"]
