"""Frames: what is not one is refused without allocating what it promises."""

import io
import struct
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.confined import wire
from tests.sizes import sized

PLAIN = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
VALUES = st.lists(PLAIN | st.binary() | st.dictionaries(st.text("ab", max_size=2), PLAIN | st.binary(), max_size=3))


def reading(raw):
    stream = io.BytesIO(raw)

    def read(count):
        assert count <= 1 << 20, "more is asked for than there can be"
        found = bytearray(stream.read(count))
        if len(found) < count:
            raise EOFError
        return found

    return read


def frame(value):
    return b"".join(map(bytes, wire.pack(value)))


@given(VALUES)
@settings(max_examples=sized(20, 60), deadline=None)
def test_every_value_comes_back(value):
    assert wire.unpack(reading(frame(value)), 1 << 20) == value


@given(st.binary(max_size=40))
@settings(max_examples=100, deadline=None)
def test_rubbish_is_refused(raw):
    with pytest.raises((wire.WireError, EOFError)):
        wire.unpack(reading(raw), 1 << 20)


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_a_spoilt_frame_gives_another_value_or_is_refused(data):
    raw = bytearray(frame({"a": [b"xyz", "text", 12], "b": b""}))
    at = data.draw(st.integers(0, len(raw) - 1))
    raw[at] ^= data.draw(st.integers(1, 255))
    with suppress(wire.WireError, EOFError):
        wire.unpack(reading(bytes(raw)), 1 << 20)


@pytest.mark.parametrize(
    "raw",
    [
        struct.pack("!4sII", b"KPN1", 0xFFFFFFFF, 0),
        struct.pack("!4sII", b"KPN1", 2, 0xFFFFFFFF),
        struct.pack("!4sIIQ", b"KPN1", 2, 1, 1 << 63),
        struct.pack("!4sII", b"KPN1", 4000, 0) + b"[" * 4000,
        struct.pack("!4sII", b"KPN1", 5000, 0) + b"9" * 5000,
        struct.pack("!4sII", b"KPN1", 10, 0) + b'{"\\u0000":0}'[:10],
    ],
)
def test_promises_of_more_and_bombs_are_refused(raw):
    with pytest.raises((wire.WireError, EOFError)):
        wire.unpack(reading(raw), 1 << 20)


def test_what_cannot_be_sent_is_refused_by_the_sender():
    for value in (object(), {1: 2}, {"\0": 1}, float("nan"), {"a": {1, 2}}):
        with pytest.raises((TypeError, ValueError)):
            wire.pack(value)
