"""Small ledgers at every stage of a process, its proof round of two pieces, and a month that is made by it."""

from functools import cache

from app.canonical import digest
from app.signoff.signing_key import new_key
from tests.signoff.chain import Chain
from tests.signoff.custody_entries import (
    DISC,
    MONTHLY,
    confirming,
    exported,
    handed,
    moved,
    reports_closing,
    return_closing,
)
from tests.signoff.entries import (
    ALL,
    COUNT_DIFFERS,
    DUMMY_PARTS,
    LIST,
    LISTED,
    OF_MONTH,
    OWN,
    REASON,
    bundle,
    by_hand,
    closing,
    compared,
    counted,
    counts_closing,
    deciding,
    destroyed,
    dummies_approve,
    dummies_sign,
    dummy_look,
    grounded,
    listed,
    lists,
    lists_closing,
    log,
    logs,
    logs_closing,
    look,
    month_data,
    opening,
    printed,
    reasoned,
    reception,
    release,
    remade,
    roll,
    setting,
    settle,
    slip,
    stamped,
    statement,
    told,
)

# Stages, each from the one before


@cache
def people():
    """Everybody who is needed: two of each role that works, one stopped of each role, one with a key of before."""
    chain = Chain().found("a1", "id-a1", "管理者１")
    for who, *roles in (
        ("a2", "admin"), ("c1", "checker"), ("c2", "checker"), ("l1", "lead"), ("l2", "lead"), ("t1", "trainer"),
        ("i1", "inspector"), ("b1", "checker", "lead"), ("b2", "checker", "lead"),
        ("old", "checker", "lead", "trainer", "admin"), ("gone", "checker", "lead", "trainer", "admin"),
    ):  # fmt: skip
        chain.person(who, *roles)
    chain.person("new", "checker", enrolled=False)
    chain.add("a1", "account.stopped", {"account": "gone", **REASON})
    chain.initial["old"] = new_key("old")
    return chain.add("a1", "password.reset", {"account": "old", **REASON, "initial_key": chain.initial["old"].public})


@cache
def process():
    chain = people().fork().add("l1", "process.created", {"process": "p1", "title": "通知書", "parts": OWN})
    return settle(chain)


@cache
def checking():
    return process().fork().add("c1", "round.opened", opening())


@cache
def checked():
    """b1, who is a lead as well, signed a piece."""
    chain = checking().fork().add("c1", "piece.signed", look(1)).add("b1", "piece.signed", look(2))
    return chain.add("c2", "attachment.kept", log())


@cache
def signed():
    return checked().fork().add("c2", "round.signed", {"round": "r1", "failed": [], "comment": ""})


@cache
def drawn():
    return signed().fork().add("l1", "round.drawn", {"round": "r1", "numbers": [2]})


@cache
def seen():
    return drawn().fork().add("l1", "piece.confirmed", look(2)).add("l2", "piece.confirmed", look(2))


@cache
def approved():
    return seen().fork().add("l1", "round.approved", {"round": "r1", "comment": "よし", "program": "0.1.0"})


@cache
def rejected():
    return signed().fork().add("l1", "round.rejected", {"round": "r1", "comment": "否", "program": "0.1.0"})


@cache
def reopened():
    """b2 signed the round, which was then opened again and signed by somebody else."""
    chain = checked().fork().add("b2", "round.signed", {"round": "r1", "failed": [], "comment": ""})
    chain.add("l2", "round.reopened", {"round": "r1", **REASON})
    return chain.add("c2", "round.signed", {"round": "r1", "failed": [], "comment": ""})


@cache
def month():
    """Opened, and bound to its medium."""
    chain = approved().fork().add("l1", "month.opened", month_data())
    return chain.add("l1", "month.bound", {"month": "m1", "parts": OF_MONTH, **REASON})


@cache
def written():
    """The medium is written down and was looked at for viruses."""
    return month().fork().add("c1", "reception.recorded", reception()).add("c1", "statement.made", statement())


@cache
def received():
    return written().fork().add("l1", "gate.closed", closing())


@cache
def decided():
    return received().fork().add("l1", "finding.decided", deciding())


@cache
def ready():
    """Reception and check are closed."""
    return decided().fork().add("l1", "gate.closed", closing("check"))


@cache
def released():
    return ready().fork().add("l1", "run.released", release())


@cache
def matched():
    """A checker signed the comparison of the month's print."""
    return released().fork().add("b1", "comparison.signed", compared())


@cache
def agreed():
    """印刷照合 is closed on it."""
    return matched().fork().add("l1", "gate.closed", printed())


@cache
def dummies_listed():
    return agreed().fork().add("c1", "dummies.listed", listed()).add("c1", "roll.kept", roll())


@cache
def dummies_checked():
    """b1, who is a lead as well, checked one of them."""
    chain = dummies_listed().fork().add("c1", "dummy.checked", dummy_look(1))
    return chain.add("b1", "dummy.checked", dummy_look(2))


@cache
def dummies_signed():
    return dummies_checked().fork().add("c2", "dummies.signed", dummies_sign())


@cache
def dummies_approved():
    return dummies_signed().fork().add("l1", "dummies.approved", dummies_approve())


@cache
def stored():
    return month().fork().add("b1", "store.created", {"month": "m1", "public_id": digest("key")})


@cache
def ending():
    """One person asked for the store to be destroyed."""
    return stored().fork().add("b1", "store.ending", {"month": "m1", **REASON})


@cache
def lists_taken():
    """The lists were read before anything was decided on, and everything up to the dummies rests on them."""
    chain = month().fork().add("c1", "lists.read", lists())
    chain.add("c1", "reception.recorded", reception()).add("c1", "statement.made", statement())
    chain.add("l1", "gate.closed", closing()).add("l1", "finding.decided", deciding())
    chain.add("l1", "gate.closed", closing("check", bound=LISTED))
    chain.add("l1", "run.released", release(parts=[*LISTED, *ALL]))
    chain.add("b1", "comparison.signed", compared())
    chain.add("l1", "gate.closed", printed(bound=[*LISTED, *compared()["basis"]]))
    ground = grounded([*LISTED, *ALL])
    chain.add("c1", "dummies.listed", listed()).add("c1", "roll.kept", roll())
    chain.add("c1", "dummy.checked", dummy_look(1, bound=ground)).add(
        "b1", "dummy.checked", dummy_look(2, bound=ground)
    )
    chain.add("c2", "dummies.signed", dummies_sign(bound=ground))
    return chain.add("l1", "dummies.approved", dummies_approve(bound=[*LISTED, *ALL, *DUMMY_PARTS]))


@cache
def packed():
    """What is pulled out lies in its bundle."""
    return lists_taken().fork().add("c1", "bundle.closed", bundle())


@cache
def lists_closed():
    """別送・引き抜き is closed."""
    return packed().fork().add("l1", "gate.closed", lists_closing())


@cache
def logs_taken():
    """The machines' logs are read."""
    return lists_closed().fork().add("c1", "logs.read", logs())


@cache
def logs_remade():
    """What took the place of the spoiled piece is written down; nobody else saw that destroyed yet."""
    return logs_taken().fork().add("c1", "piece.remade", remade())


@cache
def logs_settled():
    """Nothing is left to do about the logs."""
    chain = logs_remade().fork().add("c2", "piece.destroyed", destroyed())
    return chain.add("l1", "insertion.allowed", by_hand()).add("l1", "logs.settled", reasoned())


@cache
def logs_closed():
    """封入ログ is closed."""
    return logs_settled().fork().add("l1", "gate.closed", logs_closing())


@cache
def counts_taken():
    """The slip is drafted and stamped, all counts are side by side."""
    chain = logs_closed().fork().add("c1", "slip.drafted", slip()).add("b1", "slip.stamped", stamped())
    return chain.add("c1", "counts.taken", counted())


@cache
def counts_differ():
    """The 件数表 says something else than the records."""
    return counts_taken().fork().add("c1", "counts.taken", counted(differs=[COUNT_DIFFERS]))


@cache
def counts_closed():
    """件数 is closed."""
    return counts_taken().fork().add("l1", "gate.closed", counts_closing())


def gone(chain, *keys, by="c1", seen="c2"):
    """These went back, and somebody else saw it."""
    for key in keys:
        chain.add(by, "holding.moved", moved(key))
        chain.add(seen, "holding.confirmed", confirming(len(chain.entries), key))
    return chain


@cache
def written_out():
    """All papers of the month are written out."""
    chain = counts_closed().fork()
    for _title, kind in MONTHLY.values():
        chain.add("c1", "export.made", exported(kind))
    return chain


@cache
def all_handed():
    """They are handed in."""
    chain = written_out().fork()
    for paper in MONTHLY:
        chain.add("c1", "paper.handed", handed(paper))
    return chain


@cache
def reported():
    """報告 is closed."""
    return all_handed().fork().add("l1", "gate.closed", reports_closing())


@cache
def sent_back():
    """The disc went back; nobody else saw it yet."""
    return received().fork().add("b1", "holding.moved", moved())


OF_LISTS, OF_DUMMIES = f"lists:m1:{digest('zip')}", f"dummies:m1:{LIST}"


@cache
def given_back():
    """All that was received is back."""
    return gone(reported().fork(), DISC, OF_LISTS, OF_DUMMIES)


@cache
def all_done():
    """返却・消去 is closed: all that can be done here by now."""
    return given_back().fork().add("l1", "gate.closed", return_closing(3))


@cache
def erasure_asked():
    """A log of the approved round is no longer needed."""
    asked = {"sha256": log()["sha256"], "name": "w.csv", "kept_until": "2026-01-01", **REASON}
    return approved().fork().add("b1", "attachment.erasing", asked)


@cache
def incident_found():
    """b1, who is a lead as well, wrote down an accident."""
    own = {"month": "m1", "incident": "i1", "found": "2026-11-12 10:00", "what": "外字の欠け", "earlier": []}
    counts = {"notices": 5, "envelopes": 4, "gone": 1, "list": digest("list")}
    return received().fork().add("b1", "incident.opened", {**own, **counts, "condition": [told("character", "髙")]})


@cache
def incident_told():
    """The agency knows of it."""
    own = {"month": "m1", "incident": "i1", "at": "2026-11-12 10:20", "whom": "担当課", "way": "電話"}
    return incident_found().fork().add("c1", "incident.told", own)


STAGES = {
    one.__name__: one
    for one in (
        people, process, checking, checked, signed, drawn, seen, approved, rejected, month, written, received, decided,
        ready, released, matched, dummies_listed, dummies_checked, dummies_signed, dummies_approved, stored, ending,
        lists_taken, packed, lists_closed, logs_taken, logs_remade, logs_settled, logs_closed, counts_taken,
        counts_differ, counts_closed, written_out, all_handed, reported, given_back, erasure_asked,
        sent_back, all_done, incident_found, incident_told,
    )
}  # fmt: skip


def void(chain):
    """The same after a setting was changed."""
    return chain.fork().add("l1", "setting.registered", setting("300 dpi"))
