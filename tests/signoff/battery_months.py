"""Entries about months: one that is right, and what only their own rules refuse."""

from app.canonical import digest
from tests.signoff.attack import Attack, Case
from tests.signoff.scenes import (
    ALL,
    FLYERS,
    FORMS,
    MEDIA,
    OF_MONTH,
    OWN,
    POSTAL,
    PROOF,
    READ,
    REASON,
    closing,
    deciding,
    evidence,
    finding,
    judged,
    log,
    look,
    month_data,
    opening,
    part,
    reception,
    release,
    settle,
    settled,
    statement,
    told,
)  # fmt: skip

NEW_FLYERS = [MEDIA, POSTAL, part("flyers", "2")]
NEW_MEDIA = [part("media", "2"), POSTAL, FLYERS]


def bound(*parts, **other):
    return {"month": "m1", "parts": list(parts), **REASON, **other}


def reopened(gate):
    return lambda chain: chain.add("l1", "gate.reopened", {"month": "m1", "gate": gate, **REASON})


def received_again(chain):
    """Reception was opened and closed again: the check rests on the one before."""
    reopened("reception")(chain)
    chain.add("l1", "gate.closed", closing())


def checked_again(chain):
    """Check was opened and closed again: what was let go must be let go again."""
    reopened("check")(chain)
    chain.add("l1", "gate.closed", closing("check"))


def flyers_changed(chain):
    chain.add("l1", "month.bound", bound(*NEW_FLYERS))


def media_changed(chain):
    chain.add("l1", "month.bound", bound(*NEW_MEDIA))


def written_anew(chain):
    """Another medium came, and was written down and looked at."""
    media_changed(chain)
    chain.add("c1", "reception.recorded", reception(manifest=digest("media2")))
    chain.add("c1", "statement.made", statement())


def written_otherwise(chain):
    """The label was read again, and says otherwise."""
    chain.add("c1", "reception.recorded", reception(copied=[told(value="別の件名")]))
    chain.add("c1", "statement.made", statement())


def stated_otherwise(chain):
    """What was judged was not the last word on viruses."""
    chain.add("c1", "statement.made", statement(data=[told("tool", "別の道具")]))


NOT_JUDGED = (
    [evidence()],
    [*judged(), evidence("points", 40, unit="項目")],
    judged(copied=[told(value="別の件名")]),
    judged(scan=[]),
    judged(digest("media2")),
    *(judged(**{name: None}) for name in ("points", "differs", "undone", "notices", "envelopes")),
    judged(points=0),
    judged(differs=1),
    judged(undone=1),
    judged(notices=8),
    [{**one, "unit": "枚"} if one["name"] == "notices" else one for one in judged()],
    [{**one, "unit": "通"} if one["name"].startswith("office.") else one for one in judged()],
    [{**one, "count": None} if one["name"] == "envelopes" else one for one in judged()],
)
"""What 受入 does not close on: free text, of other papers or media, with something against it, not adding up."""


def taken_anew(chain):
    written_anew(chain)
    chain.add("l1", "gate.closed", closing(bound=NEW_MEDIA[:1], evidence=judged(digest("media2"))))


def refused(chain):
    chain.add("l1", "reception.refused", NOT_TAKEN)


def refused_and_written(chain):
    refused(chain)
    chain.add("c1", "reception.recorded", reception())


def unmediated(chain):
    """A month that is bound to nothing."""
    chain.add("l1", "month.opened", month_data(month="m2", title="別"))


def two_decided(chain):
    chain.add("l1", "finding.decided", deciding(findings=[finding(1), finding(2)]))


def one_group(chain):
    chain.add("l1", "finding.decided", deciding(findings=[], groups=[{"rule": "postal.address", "count": 9}]))


def changed_and_bound_anew(chain):
    """The process changed, and the month goes on: its reception and check stand."""
    chain.add("l1", "process.bound", {"process": "p1", "parts": [part("forms", "2"), *ALL[1:]], **REASON})


def changed_back(chain):
    changed_and_bound_anew(chain)
    chain.add("l1", "process.bound", {"process": "p1", "parts": ALL, **REASON})


def second_process(chain):
    chain.add("l1", "process.created", {"process": "p2", "title": "別", "parts": OWN})


def approved_otherwise(chain):
    """A second process is approved, too."""
    second_process(chain)
    settle(chain, "p2")
    chain.add("c1", "round.opened", opening(round="x1", process="p2"))
    for number in (1, 2):
        chain.add("c1", "piece.signed", look(number, round="x1"))
    chain.add("c1", "attachment.kept", log("x1", round="x1"))
    chain.add("c1", "round.signed", {"round": "x1", "failed": [], "comment": ""})
    chain.add("l1", "round.drawn", {"round": "x1", "numbers": [1]})
    chain.add("l1", "piece.confirmed", look(1, round="x1"))
    chain.add("l1", "round.approved", {"round": "x1", "comment": "よし", "program": "0.1.0"})


def asked_for(chain):
    """The agency asked for another round, which is being checked: the approved one is in force till it is decided."""
    chain.add("c1", "round.opened", opening(round="r2", number=2, why="request", **REASON))


def approval_taken_back(chain):
    chain.add("l1", "round.reopened", {"round": "r1", **REASON})


def rejected_after(chain):
    """r1, approved and reopened, was rejected."""
    approval_taken_back(chain)
    chain.add("c1", "round.signed", {"round": "r1", "failed": [], "comment": ""})
    chain.add("l1", "round.rejected", {"round": "r1", "comment": "否", "program": "0.1.0"})


def destroyed(chain):
    chain.add("l1", "store.destroyed", DESTROYED)


def ended(chain):
    chain.add("c1", "store.ending", ENDING)
    destroyed(chain)


def gone(chain):
    chain.add("c1", "store.created", FIRST_KEY)
    ended(chain)


def keyed_elsewhere(chain):
    chain.add("c1", "store.created", FIRST_KEY)
    unmediated(chain)


def rekeyed(chain):
    """What somebody asked for was about the store under its former key."""
    chain.add("c1", "store.created", NEXT_KEY)


NOT_TAKEN = {
    "month": "m1",
    "manifest": MEDIA["sha256"],
    "reasons": ["目録と違う"],
    "due": "2026-11-11",
    "program": "0.1.0",
}
DESTROYED = {"month": "m1", "objects": 3, "bytes": 4096, "method": "鍵の上書きと消去"}
FIRST_KEY = {"month": "m1", "public_id": digest("key")}
NEXT_KEY = {"month": "m1", "public_id": digest("key2")}
ENDING = {"month": "m1", **REASON}

MONTHS = {
    "month.opened": Case(
        "month",
        month_data(month="m2", title="第4巻"),
        (
            Attack("state", month_data(title="第4巻")),
            Attack("new_in_period", month_data(month="m2")),
            Attack("", month_data(month="m2", period="2026-12")),
            Attack("of_a_process", month_data(month="m2", title="別", process="p9")),
            Attack("of_a_process", month_data(month="m2", title="別", delivery="2026-11-09")),
            Attack("", month_data(month="m2", title="別", delivery="2026-11-10")),
            Attack("data", month_data(month="m2", title="別", period="2026-13")),
            Attack("data", month_data(month="m2", title="別", delivery="2026-11-32")),
        ),
    ),
    "month.bound": Case(
        "month",
        bound(*NEW_FLYERS),
        (
            Attack("something_changed", bound(*OF_MONTH)),
            Attack("a_months_own", bound(*OF_MONTH, PROOF)),
            Attack("a_months_own", bound(*OF_MONTH, FORMS)),
            Attack("a_months_own", bound(*OF_MONTH, MEDIA)),
            Attack("", bound(POSTAL)),
        ),
    ),
    "reception.recorded": Case(
        "month",
        reception(),
        (
            Attack("of_its_medium", reception(manifest=digest("media2"))),
            Attack("of_its_medium", reception(), before=media_changed),
            Attack("of_its_medium", reception(month="m2"), before=unmediated),
            Attack("", reception(), before=lambda chain: chain.add("c1", "reception.recorded", reception())),
            Attack("data", reception(copied=[])),
            Attack("data", reception(brought=" ")),
        ),
    ),
    "reception.refused": Case(
        "written",
        NOT_TAKEN,
        (
            Attack("of_its_medium_or_none", {**NOT_TAKEN, "manifest": digest("media2")}),
            Attack("", {**NOT_TAKEN, "manifest": digest("")}),
            Attack("", {**NOT_TAKEN, "manifest": digest(""), "month": "m2"}, before=unmediated),
            Attack(
                "not_received",
                {**NOT_TAKEN, "manifest": digest("")},
                before=lambda chain: chain.add("l1", "gate.closed", closing()),
            ),
            Attack("not_received", NOT_TAKEN, before=lambda chain: chain.add("l1", "gate.closed", closing())),
            Attack("", {**NOT_TAKEN, "manifest": digest("media2")}, before=media_changed),
            Attack("data", {**NOT_TAKEN, "reasons": []}),
        ),
    ),
    "statement.made": Case(
        "month",
        statement(),
        (
            Attack("known_gate", statement(gate="x")),
            Attack("known_gate", statement(gate="x")),
            Attack("", statement(gate="check", what="manual")),
            Attack("", statement(data=[])),
        ),
    ),
    "finding.decided": Case(
        "received",
        deciding(),
        (
            Attack("of_its_medium", deciding(manifest=digest("media2"))),
            Attack("something_decided", deciding(findings=[])),
            Attack("", deciding(findings=[], groups=[{"rule": "postal.address", "count": 9}])),
            Attack("", deciding(decision="report")),
            Attack("data", deciding(decision="ok")),
            Attack("data", deciding(reason=" ")),
        ),
    ),
    "gate.closed": Case(
        "written",
        closing(),
        (
            *(Attack("closed_by_this", closing(gate)) for gate in ("release", "dummies", "x")),
            Attack("not_yet_shut", closing(), before=lambda chain: chain.add("l1", "gate.closed", closing())),
            Attack("in_order", closing("check"), before=lambda chain: chain.add("l1", "finding.decided", deciding())),
            Attack("bound_as_month", closing(bound=OF_MONTH)),
            Attack("bound_as_month", closing(bound=[])),
            Attack("bound_as_month", closing(bound=[MEDIA, MEDIA])),
            Attack("bound_as_month", closing(), before=written_anew),
            Attack("", closing(bound=NEW_MEDIA[:1], evidence=judged(digest("media2"))), before=written_anew),
            Attack("on_evidence", closing(bound=NEW_MEDIA[:1]), before=written_anew),
            Attack("on_evidence", closing(), before=written_otherwise),
            Attack("on_evidence", closing(), before=stated_otherwise),
            Attack("", closing(evidence=judged(copied=[told(value="別の件名")])), before=written_otherwise),
            *(Attack("on_evidence", closing(evidence=lines)) for lines in NOT_JUDGED),
            Attack("on_evidence", closing(), before=refused),
            Attack("on_evidence", closing(), before=refused_and_written),
            Attack("on_evidence", closing(bound=NEW_MEDIA[:1]), before=media_changed),
            Attack("data", closing(evidence=[])),
        ),
    ),
    "gate.reopened": Case(
        "received",
        {"month": "m1", "gate": "reception", **REASON},
        (
            Attack("shut_before", {"month": "m1", "gate": "check", **REASON}),
            Attack("shut_before", {"month": "m1", "gate": "x", **REASON}),
            Attack("shut_before", {"month": "m1", "gate": "reception", **REASON}, before=reopened("reception")),
            Attack("", {"month": "m1", "gate": "reception", **REASON}, before=media_changed),
        ),
    ),
    "run.released": Case(
        "ready",
        release(),
        (
            Attack("by_its_process", release(process="p2"), before=second_process),
            Attack("by_its_process", release(process="p2", round="x1"), before=approved_otherwise),
            Attack("by_its_process", release(round="x1"), before=approved_otherwise),
            Attack("", release(), before=asked_for),
            Attack("by_its_process", release(round="r2"), before=asked_for),
            Attack("by_its_process", release(), before=approval_taken_back),
            Attack("by_its_process", release(), before=rejected_after),
            Attack("ground", release(), before=changed_and_bound_anew),
            Attack("", release(), before=changed_back),
            Attack("data", release(round="r9")),
            Attack("run_as_bound", release(parts=ALL)),
            Attack("run_as_bound", release(parts=[*OF_MONTH, *settled("300 dpi")])),
            Attack("run_as_bound", release(parts=[*OF_MONTH, *ALL, part("paper")])),
            Attack("run_as_bound", release(parts=[*OF_MONTH, *ALL, FORMS])),
            Attack("run_as_bound", release(parts=[*OF_MONTH, *ALL, PROOF])),
            Attack("read_again", release(settings=READ[1:])),
            Attack("read_again", release(settings=[])),
            Attack("read_again", release(settings=[*READ, READ[0]])),
            Attack("read_again", release(settings=[{**READ[0], "sha256": digest("300 dpi")}, *READ[1:]])),
            Attack("not_yet_shut", release(), before=lambda chain: chain.add("l1", "run.released", release())),
            Attack("in_order", release(), before=reopened("reception")),
            Attack("in_order", release(), before=reopened("check")),
            Attack("in_order", release(parts=[*NEW_FLYERS, *ALL]), before=flyers_changed),
        ),
    ),
    "store.created": Case(
        "month",
        FIRST_KEY,
        (
            Attack("a_key_of_its_own", FIRST_KEY, before=lambda chain: chain.add("c1", "store.created", FIRST_KEY)),
            Attack("", NEXT_KEY, before=lambda chain: chain.add("c1", "store.created", FIRST_KEY)),
            Attack("", {**FIRST_KEY, "month": "m2"}, before=unmediated),
            Attack("a_key_of_its_own", {**FIRST_KEY, "month": "m2"}, before=keyed_elsewhere),
            Attack("data", {"month": "m1"}),
            Attack("not_destroyed", NEXT_KEY, before=gone),
        ),
    ),
    "store.ending": Case(
        "stored",
        ENDING,
        (
            Attack("", ENDING, before=lambda chain: chain.add("c1", "store.ending", ENDING)),
            Attack("there_is_one", {**ENDING, "month": "m2"}, before=unmediated),
            Attack("there_is_one", ENDING, before=ended),
            Attack("data", {**ENDING, "reason": " "}),
        ),
    ),
    "store.destroyed": Case(
        "ending",
        DESTROYED,
        (
            Attack("asked_by_another", DESTROYED, "b1"),
            Attack("", DESTROYED, "l2"),
            Attack("there_is_one", DESTROYED, before=destroyed),
            Attack("there_is_one", {**DESTROYED, "month": "m2"}, before=unmediated),
            Attack("asked_by_another", DESTROYED, before=rekeyed),
            Attack("data", {**DESTROYED, "bytes": -1}),
        ),
    ),
    "analysis.signed": Case(
        "people",
        {"period": "2026-11", "report": digest("report"), "remarks": "異常なし"},
        (Attack("data", {"period": "2026-11", "report": digest("report"), "remarks": " "}),),
    ),
}

MONTHS_LATER = {
    "gate.closed": (
        ("month", None, Attack("on_evidence", closing())),
        ("decided", None, Attack("", closing("check"))),
        ("received", None, Attack("on_evidence", closing("check"))),
        ("received", one_group, Attack("on_evidence", closing("check"))),
        ("received", two_decided, Attack("", closing("check"))),
        (
            "decided",
            None,
            Attack("on_evidence", closing("check", evidence=[evidence("errors", 2), evidence("open", 0)])),
        ),
        (
            "decided",
            None,
            Attack("on_evidence", closing("check", evidence=[evidence("errors", 1), evidence("open", 1)])),
        ),
        ("decided", None, Attack("on_evidence", closing("check", evidence=[evidence("errors", 1)]))),
        ("decided", None, Attack("on_evidence", closing("check", evidence=[evidence("open", 0)]))),
        (
            "decided",
            None,
            Attack("on_evidence", closing("check", evidence=[evidence("errors", 1), evidence("errors", 1)])),
        ),
        (
            "received",
            None,
            Attack("", closing("check", evidence=[evidence("errors", 0), evidence("open", 0)])),
        ),
        ("decided", flyers_changed, Attack("", closing("check", bound=NEW_FLYERS))),
        ("decided", media_changed, Attack("in_order", closing("check", bound=NEW_MEDIA))),
        ("decided", taken_anew, Attack("on_evidence", closing("check", bound=NEW_MEDIA))),
        ("ready", flyers_changed, Attack("", closing("check", bound=NEW_FLYERS))),
        ("ready", received_again, Attack("", closing("check"))),
        ("ready", reopened("reception"), Attack("", closing())),
        ("ready", None, Attack("not_yet_shut", closing("check"))),
    ),
    "run.released": (
        ("month", None, Attack("in_order", release())),
        ("received", None, Attack("in_order", release())),
        ("released", reopened("release"), Attack("", release())),
        ("ready", received_again, Attack("in_order", release())),
        ("released", received_again, Attack("in_order", release())),
        ("released", checked_again, Attack("", release())),
    ),
}
