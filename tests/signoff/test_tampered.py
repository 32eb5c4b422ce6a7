"""What somebody put into the database or the clipboard to make the program fall over: a message, nothing else."""

import json
from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import text

from app.canonical import digest
from app.errors import KenpanError
from app.signoff import login, people
from app.signoff import signing_key as keys
from app.signoff.book import open_book
from app.signoff.ledger import Draft
from app.signoff.signing_key import KdfCost, unwrap, wrap
from app.store.database import reading, writing
from app.store.rows import load_secret, save_secret
from tests.house import CHEAP, PASSWORD


def refusal(act, *arguments):
    with pytest.raises(KenpanError) as caught:
        act(*arguments)
    return caught.value


def set_secret(house, who, content):
    """What is kept for a person becomes this text, past the program."""
    with writing(house.book.engine) as connection:
        said = content if isinstance(content, str | bytes) else json.dumps(content)
        wanted = {"content": said, "account": house.id_of(who)}
        connection.execute(text("UPDATE secrets SET content = :content WHERE account = :account"), wanted)


def secret(house, who):
    with reading(house.book.engine) as connection:
        return load_secret(connection, house.id_of(who))


# The last entry of the ledger


def spoilt(**other):
    """A body like the last one, hashed rightly, with other values."""

    def change(body):
        content = {**json.loads(body), **other}
        return json.dumps(
            {name: value for name, value in content.items() if value != "gone"},
            ensure_ascii=True,
            sort_keys=True,
            separators=(",", ":"),
        )

    return change


BODIES = {
    "no JSON": lambda body: body[:-1],
    "nothing": lambda _body: "",
    "a list": lambda _body: "[]",
    "a number": lambda _body: "1",
    "deep": lambda _body: "[" * 100_000,
    "too long a number": lambda _body: "1" * 10_000,
    "bytes": lambda body: body.encode("utf-16"),
    "a name missing": spoilt(time="gone"),
    "a name more": spoilt(more=1),
    "a number for a text": spoilt(name=5),
    "a text for a number": spoilt(seq="30"),
    "true for a number": spoilt(seq=True),
    "nothing for a time": spoilt(time=None),
    "a time that is none": spoilt(time="yesterday"),
    "no data": spoilt(data=None),
    "half a character": spoilt(name="\ud867"),
    "another spelling": spoilt(),
    "not a number": lambda body: body.replace('"data":{', '"data":{"x":NaN,', 1),
}


@pytest.mark.parametrize("what", BODIES)
def test_a_last_entry_that_is_none_is_told_with_its_number(house, what):
    last = house.book.history()[-1]
    body = BODIES[what](last.body)
    hashed = digest(body) if isinstance(body, str) else last.hash
    with writing(house.book.engine) as connection:
        values = {"body": body, "hash": hashed, "seq": last.seq}
        connection.execute(text("UPDATE entries SET body = :body, hash = :hash WHERE seq = :seq"), values)
    entry = Draft("access.logout", {})
    for act in (
        house.book.refresh,
        house.book.history,
        lambda: house.by("kensa-1", lambda _state, _by: entry),
        lambda: house.book.note(Draft("access.refused", {"why": "unknown"})),
        lambda: open_book(str(house.book.engine.url), house.clock, CHEAP),
    ):
        error = refusal(act)
        assert (error.code, error.place) == ("ledger.broken", f"{last.seq} 番の記録")


@pytest.mark.parametrize(("column", "value"), [("signature", b"\xff"), ("hash", b"\xff"), ("hash", 5)])
def test_a_column_of_another_type_is_told(house, column, value):
    last = house.book.history()[-1]
    with writing(house.book.engine) as connection:
        values = {"value": value, "seq": last.seq}
        connection.execute(text(f"UPDATE entries SET {column} = :value WHERE seq = :seq"), values)
    assert refusal(house.book.refresh).code == "ledger.broken"


def test_bytes_that_are_no_text_are_told(house):
    with writing(house.book.engine) as connection:
        connection.execute(text("UPDATE entries SET body = CAST(x'7bff7d' AS TEXT) WHERE seq = 5"))
    assert refusal(house.book.history).code == "store.read"


# Half a character, as the clipboard may bring it

HALF = "検査\ud867"


def test_half_a_character_in_a_reason_or_name_is_refused_before_it_is_written(house):
    before, who = house.book.refresh(), house.id_of("kensa-1")
    for act in (
        lambda state, _by: people.rename(state, who, HALF, "改姓"),
        lambda state, _by: people.stop(state, who, HALF),
        lambda _state, _by: Draft("export.made", {"kind": "log", "name": HALF, "size": 0, "sha256": "ab" * 32}),
    ):
        assert refusal(house.by, "kanri-1", act).code == "ledger.text"
    admin = house.sessions["kanri-1"]
    assert refusal(login.add_person, house.book, admin, "kensa-9", HALF, ("checker",), "配属").code == "ledger.text"
    assert house.book.refresh() == before


def test_half_a_character_in_a_password_is_a_wrong_password(house):
    for who in ("kensa-1", "nobody", HALF):
        assert refusal(login.log_in, house.book, who, HALF).code == "login.refused"
    assert refusal(login.log_in, house.book, "hinshitsu-1", PASSWORD, HALF).code == "login.code_wrong"


def test_half_a_character_in_a_new_password_stays_what_it_is(house):
    login.set_password(house.book, "kensa-1", PASSWORD, f"Lang-Genug-1{HALF}")
    assert login.log_in(house.book, "kensa-1", f"Lang-Genug-1{HALF}")


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


# Nothing that nobody could read on from is kept


def unfit(draft):
    return lambda _state, _by: draft


UNFIT = {
    "a look at no piece": ("kensa-1", Draft("piece.signed", {"round": "r9", "number": 1})),
    "a right without a person": ("kanri-1", Draft("right.granted", {"account": "x", "role": "lead", "reason": "x"})),
    "a second beginning": ("kanri-1", Draft("ledger.begun", {"format": 2, "program": "x", "previous": None})),
    "a beginning of another format": (
        "kanri-1",
        Draft("ledger.begun", {"format": 9, "program": "x", "previous": None}),
    ),
    "a process of nothing": ("hinshitsu-1", Draft("process.created", {})),
}


@pytest.mark.parametrize("what", UNFIT)
def test_an_entry_that_does_not_follow_is_not_kept(house, what):
    who, draft = UNFIT[what]
    before = house.book.refresh()
    assert refusal(house.by, who, unfit(draft)).code == "ledger.unfit"
    assert house.book.refresh() == before
    assert house.by("kensa-1", unfit(Draft("access.logout", {})))[0].seq == before.count + 1
    open_book(str(house.book.engine.url), house.clock, CHEAP).engine.dispose()


def test_with_an_entry_that_does_not_follow_nothing_else_is_kept(house, monkeypatch):
    """Neither the entries before it nor the secrets that go with it, wherever entries are made."""
    before, kept = house.book.refresh(), secret(house, "kensa-1")
    bad = Draft("right.granted", {"account": "x", "role": "lead", "reason": "x"})
    admin = house.sessions["kanri-1"]
    with monkeypatch.context() as patch:
        patch.setattr(people, "reset", lambda *_: (Draft("access.logout", {}), bad))
        patch.setattr(people, "create", lambda *_: (bad,))
        reset = refusal(login.reset_person, house.book, admin, house.id_of("kensa-1"), "x")
        added = refusal(login.add_person, house.book, admin, "kensa-9", "検査員９", ("checker",), "配属")
    assert (reset.code, added.code) == ("ledger.unfit", "ledger.unfit")
    assert house.book.refresh() == before
    assert secret(house, "kensa-1") == kept


def test_a_founding_that_does_not_follow_leaves_the_first_start_open(tmp_path, monkeypatch):
    book = open_book(f"sqlite:///{tmp_path / 'k.db'}", cost=CHEAP)
    found = people.found
    with monkeypatch.context() as patch:

        def other(*arguments):
            begun, *rest = found(*arguments)
            return (Draft(begun.kind, {**begun.data, "format": 1}), *rest)

        patch.setattr(people, "found", other)
        assert refusal(login.found, book, "kanri-1", "管理者１", PASSWORD).code == "ledger.unfit"
    assert not login.is_founded(book)
    login.found(book, "kanri-1", "管理者１", PASSWORD)
    assert book.history()[0].data["format"] == 2
    book.engine.dispose()


def test_nothing_is_noted_in_a_ledger_that_is_broken(house):
    with writing(house.book.engine) as connection:
        connection.execute(text("UPDATE entries SET hash = '' WHERE seq = :seq"), {"seq": house.state.count})
    assert refusal(house.book.note, Draft("access.refused", {"why": "unknown"})).code == "ledger.broken"


# Tries that are none


def tries(house, who):
    return secret(house, who)["tries"]


def test_a_weak_new_password_is_no_failed_login(house):
    for _ in range(6):
        assert refusal(login.set_password, house.book, "kensa-1", PASSWORD, "short").code == "password.weak"
    assert tries(house, "kensa-1") == 0
    assert login.log_in(house.book, "kensa-1", PASSWORD)


def test_codes_that_are_set_already_are_no_failed_login(house):
    offer = login.offer_code(house.book, "hinshitsu-1")
    code = pyotp.TOTP(offer.secret).at(house.clock())
    for _ in range(6):
        error = refusal(login.enrol_code, house.book, "hinshitsu-1", PASSWORD, offer, code)
        assert error.code == "login.code_set"
    assert tries(house, "hinshitsu-1") == 0


def test_the_code_that_was_typed_to_set_codes_up_opens_nothing_more(house):
    initial = login.add_person(house.book, house.sessions["kanri-1"], "hinshitsu-3", "責任者３", ("lead",), "配属")
    login.set_password(house.book, "hinshitsu-3", initial, PASSWORD)
    offer = login.offer_code(house.book, "hinshitsu-3")
    totp = pyotp.TOTP(offer.secret)
    code = totp.at(house.clock())
    login.enrol_code(house.book, "hinshitsu-3", PASSWORD, offer, code)
    assert refusal(login.log_in, house.book, "hinshitsu-3", PASSWORD, code).code == "login.code_wrong"
    house.clock.now += timedelta(seconds=31)
    assert login.log_in(house.book, "hinshitsu-3", PASSWORD, totp.at(house.clock()))


def test_a_secret_without_the_newest_name_is_read_as_it_was_meant(house):
    """Kept by a program that did not yet tell waits only once."""
    kept = secret(house, "kensa-1")
    with writing(house.book.engine) as connection:
        save_secret(connection, house.id_of("kensa-1"), {name: kept[name] for name in kept if name != "told"})
    assert login.log_in(house.book, "kensa-1", PASSWORD)
