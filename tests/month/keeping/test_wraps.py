"""Who gets into a month's store: those who may open media and whom somebody gave the key that the ledger names."""

import json

import pytest

from app.month.keeping import wraps
from app.month.keeping.place import StorePlace, public_id_of
from app.month.keeping.store import SealedStore, create, open_store, standings
from app.signoff import login
from app.signoff.boxes import put_in
from app.signoff.signing_key import batch_key, new_key
from tests.house import PASSWORD
from tests.month.conftest import HANDLERS, TITLE, refusal
from tests.rows import each_row


def wrap_of(month, who):
    return month.place.wrap(month.public_id, who)


@pytest.mark.parametrize("who", HANDLERS)
def test_everybody_whom_it_was_given_to_opens_the_same_store(store, month, who):
    store.write("x", b"x")
    assert month.open(who).key == store.key
    assert month.open(who).read("x") == b"x"


@pytest.mark.parametrize("who", ["a1", "t1", "i1", "gone"])
def test_who_may_not_open_media_is_given_nothing(store, month, who):
    (account,) = month.accounts(who)
    files = month.files()
    assert refusal(store.grant, account).code == "month.not_permitted"
    assert refusal(create, month.place, [account], month.record).code == "month.not_permitted"
    assert refusal(month.open, who).code == "month.not_permitted"
    assert month.files() == files


def test_who_has_no_key_yet_is_given_nothing(store, month):
    for who in ("new", "old"):
        error = refusal(store.grant, month.accounts(who)[0])
        assert (error.code, "ログインしてから" in error.next_step) == ("month.no_box", True)


def test_a_store_for_nobody_is_not_made(month):
    with pytest.raises(ValueError):
        create(month.place, [], month.record)
    assert not month.root.exists()


def test_who_was_not_given_the_key_is_told_who_has_it(store, month):
    error = refusal(month.open, "b1")
    assert error.code == "month.no_key"
    assert TITLE in error.what
    assert error.next_step == (
        "利用者c1さん、利用者c2さん、利用者l1さんに、この月の保管庫の鍵を渡してもらってください。"
    )
    store.grant(month.accounts("b1")[0])
    assert month.open("b1").key == store.key
    assert "ほか 1 人に" in refusal(month.open, "b2").next_step


def test_whoever_was_given_the_key_can_give_it(store, month):
    for giver, taker in (("c2", "b1"), ("b1", "b2")):
        month.open(giver).grant(month.accounts(taker)[0])
    assert month.open("b2").key == store.key


def test_another_key_of_a_person_makes_the_wrap_stale_until_it_is_given_again(store, month):
    old = month.chain.keys["c1"]
    month.rekey_person("c1")
    assert standings(month.place, month.public_id, month.state)["c1"] == "stale"
    error = refusal(month.open, "c1")
    assert (error.code, "再発行" in error.what) == ("month.no_key", True)
    assert error.next_step.startswith("利用者c2さん、利用者l1さんに")
    assert refusal(month.open, "c1", key=old).code == "month.no_key"
    month.open("l1").grant(month.accounts("c1")[0])
    assert month.open("c1").key == store.key
    assert standings(month.place, month.public_id, month.state)["c1"] == "held"
    assert refusal(month.open, "c1", key=old).code == "month.false_key"


def test_how_the_wraps_stand_is_told_of_everybody_permitted_and_of_who_has_one(store, month):
    month.admin("account.stopped", "c2")
    told = standings(month.place, month.public_id, month.state)
    assert told == {
        **dict.fromkeys(("c1", "c2", "l1"), "held"), **dict.fromkeys(("l2", "b1", "b2", "old", "new"), "none")
    }  # fmt: skip


def test_where_only_stopped_people_have_the_key_this_is_told(month):
    month.create("c1")
    month.admin("account.stopped", "c1")
    error = refusal(month.open, "c2")
    assert "停止中か権限のない利用者c1さんだけ" in error.next_step
    assert refusal(month.open, "c1").code == "month.not_permitted"
    month.admin("account.restored", "c1")
    month.open("c1").grant(month.accounts("c2")[0])
    assert month.open("c2")


def test_where_nobody_has_the_key_any_more_this_is_told(month):
    month.create("c1")
    month.rekey_person("c1")
    assert "もうだれも開けません" in refusal(month.open, "c1").next_step


def test_who_lost_the_right_is_not_let_in(store, month):
    month.admin("right.removed", "c1", role="checker")
    assert refusal(month.open, "c1").code == "month.not_permitted"
    assert "停止中" not in refusal(month.open, "b1").next_step


def test_a_session_for_commands_opens_no_store(store, month):
    assert refusal(month.open, key=batch_key("c1", "01" * 32)).code == "month.session"


def test_somebody_elses_key_opens_nobodys_wrap(store, month):
    """Whoever passes another's key off as this person's, or lays another's wrap in this person's place."""
    assert refusal(month.open, key=new_key("c1")).code == "month.false_key"
    wrap_of(month, "c1").write_bytes(wrap_of(month, "c2").read_bytes())
    assert refusal(month.open, "c1").code == "month.no_key"
    told = json.loads(wrap_of(month, "c2").read_text())
    told["box"] = month.accounts("c1")[0].box
    wrap_of(month, "c1").write_text(json.dumps(told))
    assert refusal(month.open, "c1").code == "month.false_key"


def test_a_key_that_the_ledger_does_not_name_is_not_used(store, month):
    """Who can write to the folder but has no key must not make people write under one that they have."""
    mine = bytes(range(32))
    for who in HANDLERS:
        (account,) = month.accounts(who)
        wraps.give(month.place, month.public_id, mine, account)
        error = refusal(month.open, who)
        assert (error.code, TITLE in error.what) == ("month.false_key", True)
    month.public_id = public_id_of(mine, "m1")
    assert refusal(month.open, "c1").code == "month.gone"


def test_a_wrap_is_for_one_month_one_store_and_one_person(store, month):
    (account,) = month.accounts("c1")
    contexts = {
        wraps._context(place, store_id, one)
        for place in (month.place, type(month.place)(month.root, "m2", TITLE))
        for store_id in (month.public_id, "0" * 64)
        for one in month.accounts("c1", "c2")
    }
    assert len(contexts) == 8
    for context in contexts - {wraps._context(month.place, month.public_id, account)}:
        told = {"box": account.box, "sealed": put_in(account.box, store.key, context)}
        wrap_of(month, "c1").write_text(json.dumps(told))
        assert refusal(month.open, "c1").code == "month.false_key"


@each_row(
    "content",
    ["", "x", "[]", "{}", '{"box": 1, "sealed": 2}', "[" * 4000, "x" * 5000, '{"box": "", "sealed": "zz"}', "\ud800"],
)
def test_what_is_no_wrap_is_told_as_such(store, month, content):
    wrap_of(month, "c1").write_bytes(content.encode("utf-8", "surrogatepass"))
    error = refusal(month.open, "c1")
    assert (error.code, "利用者c2さん" in error.next_step) == ("month.false_key", True)
    assert standings(month.place, month.public_id, month.state)["c1"] == "stale"
    month.open("c2").grant(month.accounts("c1")[0])
    assert month.open("c1").key == store.key


def test_every_changed_byte_of_a_wrap_is_found(store, month):
    path = wrap_of(month, "c1")
    whole = path.read_bytes()
    told = json.loads(whole)
    for at in range(0, len(told["sealed"]), 2):
        other = f"{int(told['sealed'][at : at + 2], 16) ^ 1:02x}"
        path.write_text(json.dumps({**told, "sealed": told["sealed"][:at] + other + told["sealed"][at + 2 :]}))
        assert refusal(month.open, "c1").code == "month.false_key", at
    path.write_bytes(whole)
    assert month.open("c1").key == store.key


def test_the_key_lies_in_no_file(store, month):
    spellings = (store.key, store.key.hex().encode())
    assert not any(one in path.read_bytes() for path in month.files() for one in spellings)
    assert isinstance(store, SealedStore) and store.key.hex() not in repr(store)
    assert not any("key" in str(path.name) and "c1" in path.name for path in month.files())


def test_in_a_real_ledger_who_logs_in_opens_what_they_were_given(house, tmp_path):
    """Until a reissue; then somebody else has to give it again."""
    place, named = StorePlace(tmp_path / "months", "m1", TITLE), []
    first, second = (house.id_of(who) for who in ("kensa-1", "hinshitsu-1"))

    def opened(who):
        session = login.log_in(house.book, who, PASSWORD)
        return open_store(place, named[-1], house.state, session.signer)

    store = create(place, [house.state.accounts[first]], lambda made: named.append(made.public_id))
    store.write("x", b"x")
    assert opened("kensa-1").read("x") == b"x"
    store.grant(house.state.accounts[second])
    initial = login.reset_person(house.book, house.sessions["kanri-1"], first, "紛失")
    assert refusal(store.grant, house.state.accounts[first]).code == "month.no_box"
    login.set_password(house.book, "kensa-1", initial, PASSWORD)
    assert "責任者１さんに" in refusal(opened, "kensa-1").next_step
    lead = open_store(place, named[-1], house.state, house.sessions["hinshitsu-1"].signer)
    lead.grant(house.state.accounts[first])
    assert opened("kensa-1").read("x") == b"x"
