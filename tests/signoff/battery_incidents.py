"""Entries about accidents: one that is right, and what only their own rules refuse."""

from app.canonical import digest
from tests.signoff.attack import Attack, Case
from tests.signoff.entries import told

OWN = {"month": "m1", "incident": "i1"}


def found(**other):
    counts = {"notices": 5, "envelopes": 4, "gone": 1}
    own = {**OWN, "found": "2026-11-12 10:00", "what": "外字の欠け", "condition": [told("character", "髙")], **counts}
    return {**own, "earlier": [], "list": digest("list"), **other}


TELLING = {**OWN, "at": "2026-11-12 10:20", "whom": "担当課", "way": "電話"}
CONTAINED = {**OWN, "found": 4, "recovered": 3, "note": ""}
CLAIM = {**OWN, "on": "2026-11-12", "due": "2026-11-15", "note": "原因の報告"}
CLOSING = {**OWN, "measures": "版を差し替えた", "on": "2026-11-15"}


def add(who, kind, data):
    return lambda chain: chain.add(who, kind, data)


def each(*steps):
    def all_of(chain):
        for step in steps:
            step(chain)
        return chain

    return all_of


over = each(add("c1", "incident.told", TELLING), add("l1", "incident.closed", CLOSING))
elsewhere = {"month": "m2"}

INCIDENTS = {
    "incident.opened": Case(
        "received",
        found(),
        (
            Attack("a_new_one", found(), before=add("c1", "incident.opened", found())),
            Attack("a_new_one", found(gone=5)),
            Attack("a_new_one", found(envelopes=6)),
            Attack("data", found(condition=[])),
        ),
    ),
    "incident.told": Case(
        "incident_found",
        TELLING,
        (
            Attack("an_open_one", {**TELLING, "incident": "i2"}),
            Attack("an_open_one", TELLING, before=over),
            Attack("data", {**TELLING, "whom": ""}),
        ),
    ),
    "incident.contained": Case(
        "incident_found",
        CONTAINED,
        (
            Attack("that_add_up", {**CONTAINED, "recovered": 5}),
            Attack("that_add_up", {**CONTAINED, "found": 5}),
            Attack("an_open_one", CONTAINED, before=over),
            Attack("", {**CONTAINED, "found": 0, "recovered": 0}),
        ),
    ),
    "incident.claimed": Case(
        "incident_found",
        CLAIM,
        (Attack("due_after", {**CLAIM, "due": "2026-11-11"}), Attack("an_open_one", CLAIM, before=over)),
    ),
    "incident.closed": Case(
        "incident_told",
        CLOSING,
        (
            Attack("told_and_by_another", CLOSING, "b1"),
            Attack("an_open_one", CLOSING, before=add("l2", "incident.closed", CLOSING)),
        ),
    ),
}
INCIDENTS_LATER = {
    "incident.closed": (("incident_found", None, Attack("told_and_by_another", CLOSING)),),
}
"""Attacks from other stages: stage, what came before, attack."""
