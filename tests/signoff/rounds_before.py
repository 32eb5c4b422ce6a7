"""What was done in a round before the entry that is looked at."""

from app.canonical import digest
from app.signoff.process_settings import ALWAYS
from tests.signoff.battery_processes import allow_pin, second_process
from tests.signoff.entries import PROOF, REASON, log, look, opening, piece, setting, settle, settled

UNREAD = {"state": "missing", "text": "", "reason": "ない"}

READ_2 = {"state": "read", "text": f"K{2:015}", "reason": ""}

# Rounds


def reject_first(chain):
    """r1 was checked and rejected."""
    chain.add("c1", "round.opened", opening())
    for number in (1, 2):
        chain.add("c1", "piece.signed", look(number))
    chain.add("c1", "attachment.kept", log())
    chain.add("c1", "round.signed", {"round": "r1", "failed": [], "comment": ""})
    chain.add("l1", "round.rejected", {"round": "r1", "comment": "否", "program": "0.1.0"})


def asked_more(chain):
    """r1 asked for a setting more, and was rejected."""
    chain.add("c1", "round.opened", opening(settings=[*sorted(ALWAYS), "glue"]))
    for number in (1, 2):
        chain.add("c1", "piece.signed", look(number))
    chain.add("c1", "attachment.kept", log())
    chain.add("c1", "round.signed", {"round": "r1", "failed": [], "comment": ""})
    chain.add("l1", "round.rejected", {"round": "r1", "comment": "否", "program": "0.1.0"})


def one_left_out(chain):
    """x1 is checked and seen, but one of the settings it asks for was never registered."""
    second_process(chain)
    settle(chain, "p2")
    chain.add("c1", "round.opened", opening(round="x1", process="p2", settings=[*sorted(ALWAYS), "glue"]))
    for number in (1, 2):
        chain.add("c1", "piece.signed", look(number, round="x1"))
    chain.add("c1", "attachment.kept", log("x1", round="x1"))
    chain.add("c1", "round.signed", {"round": "x1", "failed": [], "comment": ""})
    chain.add("l1", "round.drawn", {"round": "x1", "numbers": [1]})
    chain.add("l1", "piece.confirmed", look(1, round="x1"))


def approve_first(chain):
    """r1 was checked and approved."""
    chain.add("c1", "round.opened", opening())
    for number in (1, 2):
        chain.add("c1", "piece.signed", look(number))
    chain.add("c1", "attachment.kept", log())
    chain.add("c1", "round.signed", {"round": "r1", "failed": [], "comment": ""})
    chain.add("l1", "round.drawn", {"round": "r1", "numbers": [1]})
    chain.add("l1", "piece.confirmed", look(1))
    chain.add("l1", "round.approved", DECIDED)


def changed_after(chain):
    """r1 is approved, and its ground changed."""
    approve_first(chain)
    chain.add("l1", "setting.registered", setting("300 dpi"))


def changed_back(chain):
    """The same, and the ground is again what was approved."""
    changed_after(chain)
    chain.add("l1", "setting.registered", setting())


def taken_back(chain):
    """r1 was approved, opened again and rejected."""
    approve_first(chain)
    chain.add("l1", "round.reopened", {"round": "r1", **REASON})
    chain.add("c1", "round.signed", {"round": "r1", "failed": [], "comment": ""})
    chain.add("l1", "round.rejected", DECIDED)


def asked_for(chain):
    """r1 is approved; the agency asked for r2, which is being checked."""
    approve_first(chain)
    chain.add("c1", "round.opened", again(why="request", **REASON))


def made(record, making=1, of=1, process=1, **other):
    """A piece whose 現品ID says for which round of which process it was printed, and how often."""
    return {**piece(record), "piece_id": f"K{record:013}{of:02}00{process:02}{making}00", **other}


MADE = [made(1), made(2)]


def with_made(chain):
    chain.add("c1", "round.opened", opening(pieces=MADE))


def printed_again(chain):
    with_made(chain)
    chain.add("c1", "piece.replaced", {**SWAP, "piece": made(1, 2)})


def left_and_back(chain):
    """Another record took the place of the first."""
    with_made(chain)
    chain.add("c1", "piece.replaced", {**SWAP, "piece": made(9, number=1)})


def later(**other):
    return again(**{"why": "change", "parts": [*settled("300 dpi"), PROOF], **REASON, **other})


def void_first(chain):
    """r1 is open, on ground that has changed and was changed back."""
    chain.add("c1", "round.opened", opening())
    chain.add("l1", "setting.registered", setting("300 dpi"))


def again(**other):
    return opening(**{"round": "r2", "number": 2, **other})


AGAIN = [*settled("300 dpi"), PROOF]


def failing(**other):
    return look(1, failures=["宛名面：現品IDがありません。"], **other)


def two_rounds(chain):
    """p2 has a round of its own, and keeps a log in it."""
    second_process(chain)
    settle(chain, "p2")
    chain.add("c1", "round.opened", opening(round="x1", process="p2"))
    chain.add("c1", "attachment.kept", log("x1", round="x1"))


def failed_piece(chain):
    chain.add("c1", "piece.withdrawn", {"round": "r1", "number": 1, **REASON})
    back = {**look(1)["scans"], "back": UNREAD}
    chain.add("c1", "piece.signed", failing(scans=back))


def signed_with(failed):
    return {"round": "r1", "failed": failed, "comment": ""}


def bad_look(chain):
    """The other lead found something wrong."""
    chain.add("b2", "piece.confirmed", look(2, answers={"content": "ng"}, failures=["印字内容：否"], comment="薄い"))


def approve_failed(chain):
    """A failed piece, signed, drawn and seen."""
    failed_piece(chain)
    chain.add("c1", "round.signed", signed_with([1]))
    chain.add("l1", "round.drawn", {"round": "r1", "numbers": [2]})
    chain.add("l1", "piece.confirmed", look(2))


def reopen(chain):
    chain.add("l2", "round.reopened", {"round": "r1", **REASON})
    chain.add("c2", "round.signed", signed_with([]))


def took_log_back(chain):
    chain.add("c1", "attachment.withdrawn", {**kept_log(), **REASON})


def kept_log(content="weight r1"):
    return {"round": "r1", "kind": "weight", "sha256": digest(content)}


def logs_of_pieces(chain):
    took_log_back(chain)
    chain.add("c1", "attachment.kept", log(piece=1))


DECIDED = {"round": "r1", "comment": "よし", "program": "0.1.0"}

SWAP = {"round": "r1", "number": 1, "piece": piece(1, piece_id="K99", record=99), **REASON}

# Rows with a PIN


def row(*after, who="c1", of="r1", allowed=True, **other):
    """c1 signed a piece with the password, and ``after`` came then; nothing is said against what comes before it."""

    def before(chain):
        if allowed:
            allow_pin(chain)
        if of != "r1":
            two_rounds(chain)
        chain.add(who, "piece.signed", look(1, round=of), **other)
        for kind, data in after:
            chain.add(who, kind, data)

    return before


def by_pin(number=2, **other):
    """Signed with a PIN in the row that the newest piece of c1 began."""

    def data(chain):
        begun = [one.seq for one in chain.entries if one.kind == "piece.signed" and "pin" not in one.data]
        return look(number, pin=begun[-1], **other) if begun else look(number, pin=1, **other)

    return data


def second_row(chain):
    """c1 typed the password again after the piece that is named."""
    row()(chain)
    chain.add("c1", "piece.withdrawn", {"round": "r1", "number": 1, **REASON})
    chain.add("c1", "piece.signed", look(1))


def named_first(chain):
    return look(2, pin=min(one.seq for one in chain.entries if one.kind == "piece.signed"))


def signed_meanwhile(chain):
    """The round was signed, and opened again."""
    row(("piece.signed", look(2)), ("attachment.kept", log()), ("round.signed", signed_with([])))(chain)
    chain.add("l1", "round.reopened", {"round": "r1", **REASON})
    chain.add("c1", "piece.withdrawn", {"round": "r1", "number": 2, **REASON})


def no_longer_allowed(chain):
    row()(chain)
    allow_pin(chain, allowed=False)


WRONG = ("access.refused", {"why": "pin"})


def of_first(chain):
    """The draw was for piece 1, which has a special case."""
    chain.add("l1", "round.drawn", {"round": "r1", "numbers": [1]})


def seen_first(chain):
    of_first(chain)
    chain.add("l1", "piece.confirmed", look(1))
