"""Entries about the warm-up: one that is right, and what only their own rules refuse."""

from tests.signoff.attack import Attack, Case
from tests.signoff.entries import REASON, dummies_sign, dummy_look, look

OF_PROCESS = {"process": "p1", "month": ""}
OF_MONTH = {"process": "", "month": "m1"}
ASKED = {"drill": "sheets", "sheets": 10, "mark": 90, **REASON}
SCORE = {"drill": "sheets", "mark": 90, "sheets": 10, "planted": 3, "found": 3, "false": 0}
PASSED = {"day": "2026-11-02", **SCORE}


def add(who, kind, data):
    return lambda chain: chain.add(who, kind, data)


def required(scope, **other):
    return add("l1", "warmup.required", {**ASKED, **scope, **other})


def warmed(scope, **other):
    """Asked for, and what c1 passed."""

    def both(chain):
        required(scope)(chain)
        chain.add("c1", "warmup.passed", {**PASSED, **other})

    return both


lift = add("l2", "warmup.lifted", {**OF_PROCESS, **REASON})


def lifted(chain):
    lift(required(OF_PROCESS)(chain))


def asked_for(chain, _role):
    required(OF_PROCESS)(chain)
    return "l1", {**OF_PROCESS, **REASON}


WARM_UPS = {
    "warmup.required": Case(
        "month",
        {**OF_PROCESS, **ASKED},
        (
            Attack("", {**OF_MONTH, **ASKED}),
            Attack("of_one_thing", {**OF_PROCESS, **OF_MONTH, **ASKED, "month": "m1", "process": "p1"}),
            Attack("of_one_thing", {**OF_PROCESS, "process": "", **ASKED}),
            Attack("of_one_thing", {**OF_PROCESS, **ASKED, "process": "p9"}),
            Attack("within_reach", {**OF_PROCESS, **ASKED, "sheets": 101}),
            Attack("within_reach", {**OF_PROCESS, **ASKED, "mark": 101}),
            Attack("other_warm_up", {**OF_PROCESS, **ASKED}, before=required(OF_PROCESS)),
            Attack("", {**OF_PROCESS, **ASKED, "mark": 95}, before=required(OF_PROCESS)),
            Attack("data", {**OF_PROCESS, **ASKED, "sheets": 0}),
            Attack("data", {**OF_PROCESS, **ASKED, "drill": "others"}),
        ),
    ),
    "warmup.lifted": Case(
        "month",
        {**OF_PROCESS, **REASON},
        (
            Attack("was_asked_for", {**OF_MONTH, **REASON}),
            Attack("was_asked_for", {**OF_PROCESS, **REASON}, before=lift),
            Attack("", {**OF_PROCESS, **REASON}, "l2"),
            Attack("of_one_thing", {"process": "p1", "month": "m1", **REASON}),
        ),
        make=asked_for,
    ),
    "warmup.passed": Case(
        "month",
        PASSED,
        (
            Attack("on_this_day", {**PASSED, "day": "2026-11-01"}),
            Attack("mark_reached", {**PASSED, "found": 2}),
            Attack("mark_reached", {**PASSED, "found": 4}),
            Attack("mark_reached", {**PASSED, "false": 1}),
            Attack("mark_reached", {**PASSED, "false": 8}),
            Attack("mark_reached", {**PASSED, "planted": 11}),
            Attack("", {**PASSED, "false": 1, "mark": 80}),
            Attack("data", {**PASSED, "planted": 0}),
        ),
    ),
}
_PIECE = look(1)
WARM_UPS_LATER = {
    "piece.signed": (
        ("checking", None, Attack("warmed_up", _PIECE, before=required(OF_PROCESS))),
        ("checking", None, Attack("", _PIECE, before=warmed(OF_PROCESS))),
        ("checking", None, Attack("warmed_up", _PIECE, "c2", before=warmed(OF_PROCESS))),
        ("checking", None, Attack("warmed_up", _PIECE, before=warmed(OF_PROCESS, sheets=9))),
        ("checking", None, Attack("warmed_up", _PIECE, before=warmed(OF_PROCESS, mark=80))),
        ("checking", None, Attack("warmed_up", _PIECE, before=warmed(OF_PROCESS, drill="pairs"))),
        ("checking", None, Attack("", _PIECE, before=lifted)),
    ),
    "round.signed": (("checked", None, Attack("warmed_up", before=required(OF_PROCESS))),),
    "dummy.checked": (
        ("dummies_listed", None, Attack("warmed_up", dummy_look(1), before=required(OF_MONTH))),
        ("dummies_listed", None, Attack("warmed_up", dummy_look(1), before=required(OF_PROCESS))),
        ("dummies_listed", None, Attack("", dummy_look(1), before=warmed(OF_MONTH))),
    ),
    "dummies.signed": (("dummies_checked", None, Attack("warmed_up", dummies_sign(), before=required(OF_MONTH))),),
}
"""Attacks from other stages: stage, what came before, attack."""
