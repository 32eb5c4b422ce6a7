"""Entries about what is held, handed in and erased: one that is right, and what only their own rules refuse."""

from app.canonical import digest
from tests.signoff.attack import Attack, Case
from tests.signoff.custody_entries import DISC, confirming, handed, holding, moved, reports_closing, return_closing
from tests.signoff.entries import REASON, log
from tests.signoff.scenes import OF_DUMMIES

PACK = {"month": "m1", "files": [{"name": "照合.xlsx", "sha256": digest("no_barcode"), "size": 9}], "missing": ["件数"]}
ERASING = {"sha256": log()["sha256"], "name": "w.csv", "kept_until": "2026-01-01", **REASON}
ERASED = {"sha256": log()["sha256"], "method": "上書き"}


def add(who, kind, data):
    return lambda chain: chain.add(who, kind, data)


def each(*steps):
    """Several of them, one after the other."""

    def all_of(chain):
        for step in steps:
            step(chain)
        return chain

    return all_of


def confirm(chain, role):
    """The disc is back; whoever may confirms that."""
    return {"lead": "l1", "checker": "c1"}.get(role, "l1"), confirming(len(chain.entries))


def seen(key=DISC):
    """It went back, and somebody else saw it."""

    def both(chain):
        chain.add("c1", "holding.moved", moved(key))
        return chain.add("c2", "holding.confirmed", confirming(len(chain.entries), key))

    return both


CUSTODY = {
    "holding.recorded": Case(
        "received",
        holding(),
        (
            Attack("of_a_month_or_none", holding(month="m9")),
            Attack("", holding(month="")),
            Attack("data", holding(medium="tape")),
            Attack("data", holding(made="今日")),
        ),
    ),
    "holding.moved": Case(
        "received",
        moved(),
        (
            Attack("still_held", moved("media:m1:")),
            Attack("still_held", moved(), before=seen()),
            Attack("not_before_its_time", moved(kept_until="2026-12-16")),
            Attack("", moved(kept_until="2026-12-15")),
            Attack("", moved(), before=add("c2", "holding.moved", moved())),
            Attack("data", moved(how="lost")),
        ),
    ),
    "holding.confirmed": Case(
        "sent_back",
        make=confirm,
        attacks=(
            Attack("moved_by_another", confirming(1)),
            Attack("moved_by_another", confirming(1, "media:m1:")),
            Attack("moved_by_another", who="b1"),
        ),
    ),
    "paper.handed": Case(
        "written_out",
        handed(),
        (
            Attack("written_out_as_that", handed(sha256=digest("other"))),
            Attack("written_out_as_that", handed("monthly", sha256=handed()["sha256"])),
            Attack("written_out_as_that", {**handed(), "paper": "memo"}),
            Attack("", handed(), before=add("c2", "paper.handed", handed())),
        ),
    ),
    "evidence.packed": Case(
        "written_out",
        PACK,
        (Attack("all_written_out", {**PACK, "files": [*PACK["files"], *PACK["files"]]}),),
    ),
    "attachment.erasing": Case(
        "approved",
        ERASING,
        (
            Attack("kept_and_decided", {**ERASING, "sha256": digest("other")}),
            Attack("no_longer_needed", {**ERASING, "kept_until": "2099-01-01"}),
            Attack("", ERASING, before=add("b1", "attachment.erasing", ERASING)),
            Attack(
                "kept_and_decided",
                ERASING,
                before=each(add("b1", "attachment.erasing", ERASING), add("a1", "attachment.erased", ERASED)),
            ),
        ),
    ),
    "attachment.erased": Case(
        "erasure_asked",
        ERASED,
        (
            Attack("asked_for_by_another", ERASED, "b1"),
            Attack("kept_and_decided", ERASED, before=add("a1", "attachment.erased", ERASED)),
            Attack("kept_and_decided", ERASED, before=add("l1", "round.reopened", {"round": "r1", **REASON})),
        ),
    ),
}
CUSTODY_LATER = {
    "evidence.packed": (("received", None, Attack("all_written_out", PACK)),),
    "attachment.erasing": (("checked", None, Attack("kept_and_decided", ERASING)),),
    "attachment.erased": (("approved", None, Attack("asked_for_by_another", ERASED)),),
    "holding.confirmed": (("given_back", None, Attack("moved_by_another", confirming(1))),),
    "gate.closed": (
        ("all_handed", None, Attack("", reports_closing())),
        ("all_handed", None, Attack("on_evidence", reports_closing(evidence=reports_closing()["evidence"][:-1]))),
        ("all_handed", add("l1", "paper.handed", handed()), Attack("on_evidence", reports_closing())),
        ("written_out", add("c1", "paper.handed", handed()), Attack("on_evidence", reports_closing())),
        ("given_back", None, Attack("", return_closing(3))),
        ("given_back", None, Attack("on_evidence", return_closing(2, 1))),
        ("given_back", add("l1", "holding.recorded", holding()), Attack("on_evidence", return_closing(3))),
        ("given_back", add("l1", "holding.recorded", holding(month="")), Attack("", return_closing(3))),
        ("reported", each(seen(), seen(OF_DUMMIES)), Attack("on_evidence", return_closing(2))),
    ),
}
"""Attacks from other stages: stage, what came before, attack."""
