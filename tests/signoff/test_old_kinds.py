"""What a ledger of format 1 asks less of, both of the program and of the verifier."""

import pytest
from Crypto.Signature import eddsa

from app.errors import KenpanError
from app.signoff.fold import folded
from app.signoff.formats import FORMATS
from app.signoff.model import State
from app.signoff.signing_key import new_key
from app.signoff.verify import verify_entries
from tests.rows import each_row
from tests.signoff.chain import Chain, rows_of

FOUNDING = (
    ("account.created", {"account": "a1", "login": "kanri-1", "name": "管理者１"}),
    ("right.granted", {"account": "a1", "role": "admin", "reason": "最初の管理者"}),
    ("key.enrolled", {"account": "a1"}),
)


def written(*more):
    """A ledger of format 1 as somebody with every key writes it: its first administrator, and ``more`` entries as
    who, kind, data and what is otherwise.
    """
    chain, keys = Chain(), {"a1": new_key("a1")}
    for who, kind, data, other in [("a1", *one, {}) for one in FOUNDING] + [(*one, {})[:4] for one in more]:
        key = keys.setdefault(who, new_key(who))
        told = {**data, "public_key": key.public} if kind == "key.enrolled" else data
        name = "管理者１" if who == "a1" else f"利用者{who}"
        entry = chain.entry(who, kind, told, **{"key": key, "name": name, "meaning": "", **other})
        signature = eddsa.new(key.key, "rfc8032").sign(FORMATS[1].domain + entry.body.encode()).hex()
        chain.entries.append(
            chain.entry(who, kind, told, **{"name": name, "meaning": "", **other}, signature=signature)
        )
    return chain.entries


def person(who, role):
    return (
        ("a1", "account.created", {"account": who, "login": f"id-{who}", "name": f"利用者{who}"}),
        ("a1", "right.granted", {"account": who, "role": role, "reason": "配属"}),
        (who, "key.enrolled", {"account": who}),
    )


MEDIUM = {"volume": "PAP03A", "container": "見本"}


def both(entries):
    try:
        folded(State(), entries)
    except KenpanError as error:
        assert error.code == "ledger.broken"
        return False, verify_entries(rows_of(entries)).is_sound
    return True, verify_entries(rows_of(entries)).is_sound


@pytest.mark.parametrize(
    "more",
    [
        (),
        person("t1", "trainer"),
        (*person("t1", "trainer"), ("t1", "media.opened", MEDIUM)),
        (("a1", "media.opened", MEDIUM),),
        (*person("c1", "checker"), ("c1", "media.opened", MEDIUM), ("c1", "access.login", {"since": "1"})),
        (("a1", "export.made", {}, {"meaning": "書き出し"}),),
    ],
    ids=["founding", "no initial key", "trainer's media", "administrator's media", "other data", "other meaning"],
)
def test_what_was_right_then_is_right(more):
    assert both(written(*more)) == (True, True)


@each_row(
    "more",
    [
        (*person("c1", "checker"), ("c1", "right.granted", {"account": "c1", "role": "lead", "reason": "x"})),
        (*person("c1", "checker"), ("c1", "key.enrolled", {"account": "c1"})),
        (*person("c1", "checker"), *person("c1", "checker")[:1]),
        (("a1", "account.created", {"login": "x", "name": "x"}),),
        (("a1", "ledger.begun", {"format": 2, "program": "1", "previous": None}),),
        (*person("l1", "lead"), ("l1", "round.drawn", {"round": "r1", "numbers": [1]})),
        (*person("l1", "lead"), ("l1", "job.bound", {"job": "j1", "parts": [], "reason": "x"})),
        (("a1", "account.stopped", {"account": "a1", "reason": "x"}),),
        (("a1", "checkpoint.made", {"count": 1, "head": "0" * 64}),),
    ],
    ids=[
        "a right without a right", "a key twice", "a person twice", "nobody", "begun later", "drawn", "no such job",
        "the last administrator", "another checkpoint",
    ],
)  # fmt: skip
def test_what_was_wrong_then_is_wrong(more):
    assert both(written(*more)) == (False, False)
