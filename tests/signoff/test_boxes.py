"""A person's box: what is put in for them, nobody else takes out."""

import secrets

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.signoff.boxes import box_key, is_box, public_half, put_in, taken_out
from app.signoff.signing_key import KdfCost, batch_key, new_key, unwrap, wrap
from app.signoff.verify import texts
from tests.rows import each_row
from tests.signoff.battery_people import NO_BOXES

KEY = new_key("c1")
SECRET = bytes(range(32))


def test_what_is_put_in_is_taken_out():
    for secret in (b"", b"x", SECRET, bytes(1000)):
        assert taken_out(KEY.box, put_in(KEY.published.box, secret, b"month"), b"month") == secret


def test_the_same_secret_never_looks_the_same():
    assert len({put_in(KEY.published.box, SECRET, b"month") for _ in range(8)}) == 8


def test_another_person_another_purpose_and_every_changed_byte_are_refused():
    sealed = put_in(KEY.published.box, SECRET, b"month")
    for key, context in ((new_key("c1").box, b"month"), (KEY.box, b"other"), (KEY.box, b"")):
        with pytest.raises(ValueError):
            taken_out(key, sealed, context)
    raw = bytes.fromhex(sealed)
    for at in range(len(raw)):
        with pytest.raises(ValueError):
            taken_out(KEY.box, (raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]).hex(), b"month")
    for length in range(len(raw)):
        with pytest.raises(ValueError):
            taken_out(KEY.box, raw[:length].hex(), b"month")


def test_the_box_follows_from_the_signing_key_and_is_another_key():
    again = unwrap("c1", wrap(KEY, "Kenpan-Test-2026", KdfCost(1, 64, 1)), "Kenpan-Test-2026")[0]
    assert again.published == KEY.published
    assert KEY.published.key != KEY.published.box
    assert KEY.box.seed != KEY.key.seed
    assert new_key("c1").published.box != KEY.published.box


def test_the_way_from_seed_to_box_never_changes():
    """What was put in months ago must open with the next version of the program."""
    assert batch_key("c1", "42" * 32).published.box == (
        "e31380ced2730ea1c0d2b202276a26ec01416db761d5ceabe7af8f9ac08a0f0c"
    )


@each_row("point", NO_BOXES)
def test_what_everybody_could_open_is_no_box(point):
    assert not is_box(point) and not texts.is_box(point)


@given(st.binary(min_size=32, max_size=32))
@settings(max_examples=60)
def test_program_and_verifier_agree_what_a_box_is(raw):
    assert is_box(raw.hex()) == texts.is_box(raw.hex())


def test_every_box_that_is_made_is_one():
    for _ in range(20):
        public = public_half(box_key(secrets.token_bytes(32)))
        assert is_box(public) and texts.is_box(public)
