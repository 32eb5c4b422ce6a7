"""What somebody put into the database or the clipboard to make the program fall over: a message, nothing else."""

import json
from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import text

from app.canonical import digest
from app.signoff import login, people
from app.signoff.book import open_book
from app.signoff.ledger import Draft
from app.store.database import writing
from app.store.rows import save_secret
from tests.house import CHEAP, PASSWORD
from tests.signoff.refusals import refusal, secret

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

        def other(*arguments, **named):
            begun, *rest = found(*arguments, **named)
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
