"""Login secrets that somebody changed: a message, and nothing is computed with them."""

import json
from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import text

from app.signoff import login
from app.signoff import signing_key as keys
from app.signoff.signing_key import KdfCost, unwrap, wrap
from app.store.database import writing
from tests.house import CHEAP, PASSWORD
from tests.signoff.refusals import refusal, secret


def set_secret(house, who, content):
    """What is kept for a person becomes this text, past the program."""
    with writing(house.book.engine) as connection:
        said = content if isinstance(content, str | bytes) else json.dumps(content)
        wanted = {"content": said, "account": house.id_of(who)}
        connection.execute(text("UPDATE secrets SET content = :content WHERE account = :account"), wanted)


# The secrets beside the ledger


def changed(**other):
    return lambda kept: {name: value for name, value in {**kept, **other}.items() if value != "gone"}


def wrapped(**other):
    return lambda kept: {**kept, "wrapped": changed(**other)(kept["wrapped"])}


def costing(**other):
    return lambda kept: wrapped(kdf=changed(**other)(kept["wrapped"]["kdf"]))(kept)


SECRETS = {
    "no JSON": lambda _kept: "{",
    "nothing": lambda _kept: "",
    "bytes": lambda _kept: b"\x80\x81",
    "deep": lambda _kept: "[" * 100_000,
    "a list": lambda _kept: [],
    "a number": lambda _kept: 1,
    "empty": lambda _kept: {},
    **{
        f"without {name}": changed(**{name: "gone"})
        for name in ("wrapped", "strong", "set_at", "initial", "recovery", "used")
    },
    "a name more": changed(more=1),
    "tries as text": changed(tries="1"),
    "tries below nothing": changed(tries=-1),
    "tries true": changed(tries=True),
    "many tries": changed(tries=10**400),
    "a wait that is no time": changed(until="soon"),
    "a wait without a zone": changed(until="2026-11-02T09:00:00"),
    "a wait as a number": changed(until=5),
    "a date without a zone": changed(set_at="2026-11-02T09:00:00"),
    "a date that is none": changed(set_at=None),
    "strong as text": changed(strong="no"),
    "initial as a number": changed(initial=0),
    "codes as text": changed(recovery="abc"),
    "codes of numbers": changed(recovery=[1]),
    "a step as text": changed(used="1"),
    "a wrap of text": changed(wrapped="abc"),
    "a wrap of nothing": changed(wrapped={}),
    **{f"a wrap without {name}": wrapped(**{name: "gone"}) for name in ("kdf", "salt", "nonce", "sealed")},
    "a salt that is no base64": wrapped(salt="%%%"),
    "a short salt": wrapped(salt="AAAA"),
    "a long nonce": wrapped(nonce="A" * 32),
    "nothing sealed": wrapped(sealed=""),
    "a cost of text": wrapped(kdf="cheap"),
    "no passes": costing(passes=0),
    "passes as text": costing(passes="1"),
    "passes true": costing(passes=True),
    "half a pass": costing(passes=1.5),
    "many passes": costing(passes=10**9),
    "no memory": costing(memory_kib=0),
    "less memory than lanes need": costing(memory_kib=8, lanes=2),
    "all memory": costing(memory_kib=10**9),
    "more than a number holds": costing(memory_kib=10**30),
    "many lanes": costing(lanes=1 << 20),
    "no lanes": costing(lanes=0),
}


@pytest.fixture
def hashes(monkeypatch):
    """What was asked of the password hash: passes, memory, lanes."""
    asked, really = [], keys.hash_secret_raw

    def noted(said, salt, passes, memory, lanes, **more):
        asked.append((passes, memory, lanes))
        return really(said, salt, passes, memory, lanes, **more)

    monkeypatch.setattr(keys, "hash_secret_raw", noted)
    return asked


@pytest.mark.parametrize("what", SECRETS)
def test_tampered_secrets_are_a_message_and_nothing_is_computed_with_them(house, hashes, what):
    set_secret(house, "kensa-1", SECRETS[what](secret(house, "kensa-1")))
    offer = login.offer_code(house.book, "kensa-1")
    code = pyotp.TOTP(offer.secret).at(house.clock())
    for act in (
        lambda: login.log_in(house.book, "kensa-1", PASSWORD),
        lambda: login.unlock(house.book, house.sessions["kensa-1"], PASSWORD),
        lambda: login.set_password(house.book, "kensa-1", PASSWORD, "Ein-Anderes-99"),
        lambda: login.enrol_code(house.book, "kensa-1", PASSWORD, offer, code),
    ):
        error = refusal(act)
        assert error.code == "login.damaged"
        assert "再発行" in error.next_step
    assert hashes == []
    assert login.has_login(house.book, house.id_of("kensa-1"))


def test_after_a_reissue_the_person_comes_in_again(house):
    set_secret(house, "kensa-1", "{")
    initial = login.reset_person(house.book, house.sessions["kanri-1"], house.id_of("kensa-1"), "壊れた")
    login.set_password(house.book, "kensa-1", initial, "Ein-Anderes-99")
    assert login.log_in(house.book, "kensa-1", "Ein-Anderes-99")


def test_secrets_that_somebody_gave_to_another_open_nothing(house):
    set_secret(house, "kensa-2", secret(house, "kensa-1"))
    assert refusal(login.log_in, house.book, "kensa-2", PASSWORD).code == "login.refused"


@pytest.mark.parametrize("cost", [KdfCost(), KdfCost(16, 64, 1), KdfCost(1, 128, 16)])
def test_what_the_program_itself_asks_for_is_within_the_bounds(cost):
    key = keys.new_key("a")
    assert unwrap("a", wrap(key, PASSWORD, cost), PASSWORD)[0].public == key.public


def test_memory_that_is_not_there_is_a_message(house, monkeypatch):
    def refuse(*_arguments, **_more):
        raise keys.HashingError("Memory allocation error")

    monkeypatch.setattr(keys, "hash_secret_raw", refuse)
    assert refusal(login.log_in, house.book, "kensa-1", PASSWORD).code == "login.damaged"


# What an answer costs must not tell whether there is such an ID


def test_an_unknown_id_costs_as_much_as_a_wrong_password(house, hashes):
    cost = (CHEAP.passes, CHEAP.memory_kib, CHEAP.lanes)
    for who in ("kensa-1", "nobody"):
        assert refusal(login.log_in, house.book, who, "wrong").code == "login.refused"
        assert hashes == [cost], who
        hashes.clear()
        for _ in range(3):
            refusal(login.log_in, house.book, who, "wrong")
        hashes.clear()
        assert refusal(login.log_in, house.book, who, "wrong").code == "login.locked"
        assert hashes == [], "a try that is not looked at costs nothing, whoever it is for"


def test_an_id_that_nobody_has_waits_longer_each_time_and_by_itself(house):
    def wait(who):
        error = refusal(login.log_in, house.book, who, "wrong")
        return error.place if error.code == "login.locked" else ""

    assert [wait("nobody") for _ in range(5)] == ["", "", "", "", "あと 5 秒"]
    assert wait("somebody") == "", "another ID is not shut with it"
    house.clock.now += timedelta(seconds=6)
    assert [wait("nobody") for _ in range(2)] == ["", "あと 10 秒"]
    house.clock.now += timedelta(seconds=11)
    assert [wait("nobody") for _ in range(2)] == ["", "あと 20 秒"]
