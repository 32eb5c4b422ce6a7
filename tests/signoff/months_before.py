"""What was done to a month before the entry that is looked at."""

from app.canonical import digest
from tests.signoff.entries import (
    ALL,
    FLYERS,
    MEDIA,
    OWN,
    POSTAL,
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
    settle,
    statement,
    told,
)

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
