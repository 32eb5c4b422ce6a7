"""Entries about the machines' logs: one that is right, and what only their own rules refuse."""

from app.canonical import digest
from tests.signoff.attack import Attack, Case
from tests.signoff.battery_lists import add
from tests.signoff.entries import OPEN_ITEMS, SPOILED, by_hand, destroyed, logs, logs_closing, reasoned, remade
from tests.signoff.months_before import media_changed, unmediated

OTHER = "K0321010000007261101181"


def lines(**other):
    told = logs_closing()["evidence"]
    return [{**one, **({"count": other[one["name"]]} if one["name"] in other else {})} for one in told]


def again(**other):
    """The logs are read again, with something else in them."""
    return add("c1", "logs.read", logs(**other))


def twice(data, name):
    return {**data, name: data[name] * 2}


def named(*results):
    """What words of a machine's result mean."""
    return {"month": "m1", "results": [*results] or [{"word": "通過A", "passed": False}], "reason": "機械の取扱説明書"}


closed = add("l1", "gate.closed", logs_closing())
more = [*OPEN_ITEMS, {**OPEN_ITEMS[0], "about": OTHER}]
fewer = list(OPEN_ITEMS[:2])


def without_it(chain):
    """The logs no longer tell of the spoiled piece, so that the gate is closed without it."""
    chain.add("c1", "logs.read", logs(remaining=[OPEN_ITEMS[0], OPEN_ITEMS[2]]))
    chain.add("l1", "insertion.allowed", by_hand()).add("l1", "logs.settled", reasoned())
    return chain.add("l1", "gate.closed", logs_closing(evidence=lines(remade=0)))


LOGS = {
    "logs.read": Case(
        "lists_closed",
        logs(),
        (
            Attack("of_its_medium", logs(manifest=digest("media2"))),
            Attack("of_its_medium", logs(), before=media_changed),
            Attack("of_its_medium", logs(month="m2"), before=unmediated),
            Attack("items_once", twice(logs(), "remaining")),
            Attack("items_once", logs(remaining=[*OPEN_ITEMS, {**OPEN_ITEMS[0], "count": 2}])),
            Attack("", logs(unread=1)),
            Attack("", logs(posted=None, remaining=[])),
            Attack("data", logs(remaining=[{**OPEN_ITEMS[0], "rule": "log.order"}])),
        ),
    ),
    "piece.remade": Case(
        "logs_taken",
        remade(),
        (
            Attack("spoiled_ones", remade(OTHER)),
            Attack("spoiled_ones", remade(OPEN_ITEMS[0]["about"])),
            Attack("spoiled_ones", twice(remade(), "pieces")),
            Attack("spoiled_ones", remade(), before=add("c2", "piece.remade", remade())),
            Attack("spoiled_ones", remade(), before=again(remaining=[])),
            Attack("spoiled_ones", remade(), before=media_changed),
            Attack("", remade(), before=again()),
        ),
    ),
    "piece.destroyed": Case(
        "logs_remade",
        attacks=(
            Attack("seen_by_another", destroyed(), "c1"),
            Attack("seen_by_another", destroyed(OTHER), "c2"),
            Attack("seen_by_another", destroyed(SPOILED, SPOILED), "c2"),
            Attack("seen_by_another", destroyed(), "c2", add("l1", "piece.destroyed", destroyed())),
        ),
        make=lambda _chain, role: ("l1" if role == "lead" else "c2", destroyed()),
    ),
    "insertion.allowed": Case(
        "logs_taken",
        by_hand(),
        (
            Attack("inserted_by_hand", by_hand(pieces=[SPOILED])),
            Attack("inserted_by_hand", twice(by_hand(), "pieces")),
            Attack("inserted_by_hand", by_hand(), before=add("l1", "insertion.allowed", by_hand())),
            Attack("inserted_by_hand", by_hand(), before=again(remaining=fewer)),
            Attack("data", by_hand(consent="")),
        ),
    ),
    "result.named": Case(
        "logs_taken",
        named(),
        (
            Attack("words_once", twice(named(), "results")),
            Attack("words_once", named({"word": "通過A", "passed": True}, {"word": "通過A", "passed": False})),
            Attack("", named(), before=add("l1", "result.named", named())),
            Attack("data", {**named(), "results": []}),
            Attack("data", named({"word": "", "passed": True})),
            Attack("data", named({"word": "通過A", "passed": 1})),
            Attack("data", {**named(), "reason": ""}),
        ),
    ),
    "logs.settled": Case(
        "logs_taken",
        reasoned(),
        (
            Attack("left_by_the_logs", reasoned({**OPEN_ITEMS[0], "count": 2})),
            Attack("left_by_the_logs", reasoned(OPEN_ITEMS[0], OPEN_ITEMS[0])),
            Attack("left_by_the_logs", reasoned(), before=add("l1", "logs.settled", reasoned())),
            Attack("left_by_the_logs", reasoned(), before=again(remaining=[])),
            Attack("data", reasoned(OPEN_ITEMS[1])),
        ),
    ),
}
LOGS_LATER = {
    "logs.read": (
        ("logs_settled", closed, Attack("logs_not_settled", logs())),
        ("logs_settled", None, Attack("", logs())),
    ),
    "piece.remade": (("logs_settled", closed, Attack("spoiled_ones", remade())),),
    "result.named": (("logs_settled", closed, Attack("logs_not_settled", named(), "l1")),),
    "piece.destroyed": (
        ("logs_settled", closed, Attack("seen_by_another", destroyed(), "c2")),
        ("logs_remade", without_it, Attack("logs_not_settled", destroyed(), "c2")),
    ),
    "gate.closed": (
        ("logs_settled", None, Attack("", logs_closing())),
        ("logs_settled", None, Attack("on_evidence", logs_closing(evidence=lines(posted=8)))),
        ("logs_settled", None, Attack("on_evidence", logs_closing(evidence=lines(settled=0)))),
        ("logs_settled", None, Attack("on_evidence", logs_closing(evidence=lines()[:-1]))),
        ("logs_settled", again(unread=1), Attack("on_evidence", logs_closing())),
        (
            "logs_settled",
            again(remaining=more),
            Attack("on_evidence", logs_closing()),
        ),
        ("logs_settled", add("b1", "logs.read", logs()), Attack("on_evidence", logs_closing(), "b1")),
        ("logs_remade", None, Attack("on_evidence", logs_closing())),
        ("lists_closed", None, Attack("on_evidence", logs_closing())),
        ("logs_settled", closed, Attack("not_yet_shut", logs_closing())),
    ),
}
"""Attacks from other stages: stage, what came before, attack."""
