"""The key of a session for a batch: good for openings and exports of whoever opened it, for minutes, and for nothing
else. The program and the verifier say the same.
"""

import pytest

from app.errors import KenpanError
from app.signoff.fold import folded
from app.signoff.kinds import KINDS, UNSIGNED
from app.signoff.signing_key import new_key
from app.signoff.verify import verify_entries
from tests.rows import each_row
from tests.signoff.battery import BATTERY
from tests.signoff.scenes import people
from tests.sizes import some

EXPIRES = "2026-11-02T09:30:00.000Z"
OPENED = {"volume": "PAP03A", "manifest": "0" * 64, "container": "tool", "network": []}
EXPORT = {"kind": "notice", "name": "x.pdf", "size": 3, "sha256": "0" * 64}
COMPARED = {
    "volume": "PAP03A",
    "manifest": "0" * 64,
    "other": "PAP03B",
    "files": 8,
    "result": "different",
    "network": [],
}
BY_SESSION = {
    "media.opened": OPENED,
    "media.compared": COMPARED,
    "media.refused": {"volume": "PAP03A", "why": "rights", "network": []},
    "export.made": EXPORT,
    "session.closed": {"account": "c1"},
}


def begun(who="c1"):
    """A ledger in which somebody has opened a session, and the session's key."""
    chain, key = people().fork(), new_key(who)
    chain.add(who, "session.opened", {"account": who, "public_key": key.public, "expires": EXPIRES})
    return chain, key


def judged(chain, entry):
    """What the program says of an entry; the verifier and the fold agree whether it may stand."""
    fault, told = chain.fault(entry), chain.told(entry)
    assert bool(fault) == bool(told), (fault, told)
    assert not fault or {number for number, _ in told} == {entry.seq}
    if fault:
        with pytest.raises(KenpanError) as caught:
            folded(chain.state, [entry])
        assert caught.value.code == "ledger.broken"
    else:
        folded(chain.state, [entry])
    return fault


def by(chain, key, kind="media.opened", data=None, who="c1", **other):
    """An entry that names this session and is signed with its key."""
    given = BY_SESSION[kind] if data is None else data
    return chain.entry(who, kind, {**given, "session": key.public}, key=key, **other)


def test_the_kinds_of_a_session_are_few_and_fixed():
    assert {name for name, kind in KINDS.items() if kind.by_session} == set(BY_SESSION)


@pytest.mark.parametrize("kind", sorted(BY_SESSION))
def test_openings_and_exports_are_signed_with_the_session_s_key(kind):
    chain, key = begun()
    assert judged(chain, by(chain, key, kind)) == ""
    chain.entries.append(by(chain, key, kind))
    assert verify_entries(chain.rows()).is_sound


@each_row("kind", some(sorted(set(KINDS) - set(BY_SESSION) - UNSIGNED), 10))
def test_no_other_kind_is(kind):
    chain, key = begun("b1")
    data = BATTERY[kind].data or {}
    assert judged(chain, chain.entry("b1", kind, data, key=key)) != ""
    assert judged(chain, chain.entry("b1", kind, {**data, "session": key.public}, key=key)) != ""


def test_the_key_without_its_name_and_the_name_without_the_key_are_no_signature():
    chain, key = begun()
    assert judged(chain, chain.entry("c1", "media.opened", OPENED, key=key)) == "signature"
    named = {**OPENED, "session": key.public}
    assert judged(chain, chain.entry("c1", "media.opened", named)) == "signature"
    assert judged(chain, chain.entry("c1", "media.opened", OPENED)) == ""


@pytest.mark.parametrize(
    ("time", "fault"),
    [
        ("2026-11-02T09:30:00.000Z", ""),
        ("2026-11-02T09:30:00.001Z", "session"),
        ("2027-01-01T00:00:00.000Z", "session"),
    ],
)
def test_a_session_is_good_until_it_expires(time, fault):
    chain, key = begun()
    assert judged(chain, by(chain, key, time=time)) == fault


def test_nobody_else_signs_with_it():
    chain, key = begun()
    assert judged(chain, by(chain, key, who="c2")) == "session"
    other = new_key("c1")
    assert judged(chain, by(chain, other)) == "session"
    forged = {**OPENED, "session": key.public}
    assert judged(chain, chain.entry("c1", "media.opened", forged, key=other)) == "signature"


@pytest.mark.parametrize("named", ["", 1, None, [], "x", "0" * 64])
def test_what_names_no_session_is_none(named):
    chain, _ = begun()
    assert judged(chain, chain.entry("c1", "media.opened", {**OPENED, "session": named})) == "session"


REASON = {"account": "c1", "reason": "理由"}
ENDS = {
    "closed": lambda chain: chain.add("c1", "session.closed", {"account": "c1"}),
    "password changed": lambda chain: chain.add("c1", "password.changed", {"account": "c1"}),
    "another opened": lambda chain: chain.add(
        "c1", "session.opened", {"account": "c1", "public_key": new_key("c1").public, "expires": EXPIRES}
    ),
    "stopped and restored": lambda chain: chain.add("a1", "account.stopped", REASON).add(
        "a1", "account.restored", REASON
    ),
    "right given": lambda chain: chain.add("a1", "right.granted", {**REASON, "role": "lead"}),
    "right removed and given": lambda chain: chain.add("a1", "right.removed", {**REASON, "role": "checker"}).add(
        "a1", "right.granted", {**REASON, "role": "checker"}
    ),
}


def reset(chain):
    chain.initial["c1"] = new_key("c1")
    chain.add("a1", "password.reset", {**REASON, "initial_key": chain.initial["c1"].public})
    chain.keys["c1"] = new_key("c1")
    chain.enrol("c1")


ENDS["reset"] = reset


@pytest.mark.parametrize("end", ENDS)
def test_whatever_ends_a_session_ends_it_for_good(end):
    chain, key = begun()
    ENDS[end](chain)
    for kind in BY_SESSION:
        assert judged(chain, by(chain, key, kind)) == "session"


def test_after_a_reset_it_is_over_before_the_new_key_is_there():
    chain, key = begun()
    chain.add("a1", "password.reset", {**REASON, "initial_key": new_key("c1").public})
    assert judged(chain, by(chain, key)) == "session"


def test_a_stopped_person_signs_nothing_with_it():
    chain, key = begun()
    chain.add("a1", "account.stopped", REASON)
    assert judged(chain, by(chain, key)) == "stopped"


@pytest.mark.parametrize("who", ["t1", "a1", "i1"])
def test_who_may_not_open_media_opens_no_session(who):
    chain = people().fork()
    data = {"account": who, "public_key": new_key(who).public, "expires": EXPIRES}
    assert judged(chain, chain.entry(who, "session.opened", data)) == "role"


def test_the_key_of_a_session_opens_no_session_and_is_nobody_s_own():
    chain, key = begun()
    data = {"account": "c1", "public_key": new_key("c1").public, "expires": EXPIRES}
    assert judged(chain, chain.entry("c1", "session.opened", data, key=key)) == "signature"
    chain.keys["new"] = key
    from app.signoff.people_rules import key_data

    brought = key_data("new", key.published, chain.initial["new"])
    assert judged(chain, chain.entry("new", "key.enrolled", brought, key=key)) == "new_key_fresh"


def test_an_older_format_knows_no_session():
    from dataclasses import replace

    chain, _key = begun()
    chain.state = replace(chain.state, format=1)
    assert chain.fault(chain.entry("c1", "session.closed", {"account": "c1"})) == "kind"


@pytest.mark.parametrize(
    ("expires", "fault"),
    [
        ("2026-11-02T17:00:00.000Z", ""),
        ("2026-11-02T17:00:00.001Z", "minutes_only"),
        ("2026-11-02T09:00:00.000Z", "minutes_only"),
        ("2026-11-02T09:00:00.001Z", ""),
    ],
)
def test_a_session_lasts_eight_hours_at_the_most_and_some_time_at_the_least(expires, fault):
    chain = people().fork()
    data = {"account": "c1", "public_key": new_key("c1").public, "expires": expires}
    assert judged(chain, chain.entry("c1", "session.opened", data, time="2026-11-02T09:00:00.000Z")) == fault
