"""A person's key: what it signs, and that only the password opens it."""

import base64
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import KenpanError
from app.signoff.formats import NEWEST
from app.signoff.signing_key import KdfCost, is_weak, new_key, unwrap, verified, wrap
from app.signoff.verify import texts

CHEAP = KdfCost(1, 64, 1)
KEY = new_key("a1")
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@given(TEXTS, TEXTS)
@settings(max_examples=40)
def test_a_signature_is_of_one_text(text, other):
    signature = KEY.sign(text)
    assert verified(KEY.public, text, signature)
    assert verified(KEY.public, other, signature) == (text == other)


def test_a_signature_of_another_key_is_none():
    assert not verified(new_key("a1").public, "text", KEY.sign("text"))


def test_every_bit_of_a_signature_counts():
    signature = bytes.fromhex(KEY.sign("text"))
    for bit in range(512):
        wrong = bytearray(signature)
        wrong[bit // 8] ^= 1 << bit % 8
        assert not verified(KEY.public, "text", wrong.hex()), bit


@pytest.mark.parametrize(("public", "signature"), [("", ""), ("zz", "zz"), ("00", "00"), ("0" * 64, "0" * 127)])
def test_what_is_no_key_or_signature_verifies_nothing(public, signature):
    assert not verified(public, "text", signature)


def test_a_key_and_a_signature_are_written_in_one_way():
    """The verifier knows no other; the same entry must not read as two."""
    public, signature = KEY.public, KEY.sign("text")
    assert verified(public, "text", signature) and texts.verified(public, "text", signature, NEWEST)
    for other in ((public.upper(), signature), (public, signature.upper()), (f" {public}", signature)):
        assert other != (public, signature)
        assert not verified(other[0], "text", other[1])
        assert not texts.verified(other[0], "text", other[1], NEWEST)


def test_a_key_that_fits_every_signature_is_none():
    neutral = "01" + "00" * 31
    assert is_weak(neutral) and texts.is_weak(neutral)
    assert not is_weak(KEY.public) and not texts.is_weak(KEY.public)


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20), st.sampled_from(["", "JBSWY3DP=="]))
@settings(max_examples=20, deadline=None)
def test_the_password_opens_the_key_and_what_lies_beside_it(password, otp):
    beside = {"otp": otp} if otp else {}
    opened, found = unwrap("a1", json.loads(json.dumps(wrap(KEY, password, CHEAP, **beside))), password)
    assert opened.public == KEY.public
    assert found == beside


def test_full_and_half_width_are_the_same_password():
    opened, _ = unwrap("a1", wrap(KEY, "Kenpan2026ｶﾞ", CHEAP), "Ｋｅｎｐａｎ２０２６ガ")
    assert opened.public == KEY.public


def refused(account, wrapped, password):
    with pytest.raises(KenpanError) as caught:
        unwrap(account, wrapped, password)
    return caught.value.code


def test_another_password_opens_nothing():
    assert refused("a1", wrap(KEY, "Kenpan-2026", CHEAP), "kenpan-2026") == "login.refused"


def test_the_key_of_another_account_opens_nothing():
    """Whoever can write to the database cannot put their own wrapped key in another's place."""
    assert refused("a2", wrap(KEY, "Kenpan-2026", CHEAP), "Kenpan-2026") == "login.refused"


@pytest.mark.parametrize("name", ["salt", "nonce", "sealed"])
def test_a_changed_wrap_opens_nothing(name):
    wrapped = wrap(KEY, "Kenpan-2026", CHEAP)
    raw = bytearray(base64.b64decode(wrapped[name]))
    raw[0] ^= 1
    changed = {**wrapped, name: base64.b64encode(raw).decode()}
    assert refused("a1", changed, "Kenpan-2026") == "login.refused"


def test_the_same_key_is_never_wrapped_alike_twice():
    one, other = wrap(KEY, "Kenpan-2026", CHEAP), wrap(KEY, "Kenpan-2026", CHEAP)
    assert all(one[name] != other[name] for name in ("salt", "nonce", "sealed"))


def test_a_wrap_says_what_a_guess_costs_and_nothing_else():
    text = json.dumps(wrap(KEY, "Kenpan-2026", CHEAP, otp="JBSWY3DP"))
    assert json.loads(text)["kdf"] == {"name": "argon2id", "passes": 1, "memory_kib": 64, "lanes": 1}
    assert KEY.key.seed.hex() not in text
    assert "JBSWY3DP" not in text


def test_a_guess_costs_64_mib_unless_told_otherwise():
    assert KdfCost() == KdfCost(passes=3, memory_kib=65536, lanes=4)


def test_an_open_key_does_not_show_itself():
    assert repr(KEY) == "Unlocked('a1')"
    assert KEY.key.seed.hex() not in str([KEY])
