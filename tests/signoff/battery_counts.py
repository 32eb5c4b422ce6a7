"""Entries about the month's numbers: one that is right, and what only their own rules refuse."""

from app.canonical import digest
from tests.signoff.attack import Attack, Case
from tests.signoff.entries import COUNT_DIFFERS, compared, counted, counts_closing, lists, slip, slip_row, stamped
from tests.signoff.months_before import media_changed, unmediated

OTHER = digest("another")
TABLE, SAID = COUNT_DIFFERS.values()
ROW = "差出票　定形 50g 以内　通常　バーコード有"
LESS = "差出票　定形 50g 以内　通常　バーコード有：下書き 5 通と受付印 4 通が合いません。"
EXPLAINED = {"month": "m1", "key": TABLE, "what": SAID, "reason": "機構に確認"}


def add(who, kind, data):
    return lambda chain: chain.add(who, kind, data)


def all_of(*before):
    def done(chain):
        for one in before:
            one(chain)

    return done


def lines(**other):
    told = counts_closing()["evidence"]
    return [{**one, **({"count": other[one["name"]]} if one["name"] in other else {})} for one in told]


closed = add("l1", "gate.closed", counts_closing())
again = add("c1", "counts.taken", counted())
differing = add("c1", "counts.taken", counted(differs=[COUNT_DIFFERS]))
less = add("c1", "slip.stamped", stamped(slip=[slip_row(count=4), slip_row(barcode=False, count=1)]))
MORE = "差出票　定形 50g 以内　通常　バーコード有：データ 6 通と下書き 5 通が合いません。"
more = add("c1", "counts.taken", counted(slip=[slip_row(count=6), slip_row(barcode=False, count=1)]))
explained = add("l1", "count.explained", EXPLAINED)
_SLIPS = tuple(
    (kind, data) for kind, data in (("slip.drafted", slip), ("slip.stamped", stamped), ("counts.taken", counted))
)


def _slip_case(kind, data):
    return Case(
        "logs_closed",
        data(),
        (
            Attack("of_its_medium", data(manifest=digest("media2"))),
            Attack("of_its_medium", data(), before=media_changed),
            Attack("each_row_once", data(slip=[slip_row(), slip_row(count=9)])),
            Attack("", data(slip=[slip_row(count=0)])),
            Attack("data", data(slip=[])),
            Attack("data", data(slip=[slip_row(kind="express")])),
            *_MORE[kind],
        ),
    )


_MORE = {
    "slip.drafted": (Attack("of_its_medium", slip(month="m2"), before=unmediated),),
    "slip.stamped": (Attack("data", stamped(on="今日")), Attack("data", stamped(size=0))),
    "counts.taken": (
        Attack("on_what_there_is", counted(carried=OTHER)),
        Attack("on_what_there_is", counted(compared="")),
        Attack("on_what_there_is", counted(logs=OTHER)),
        Attack("on_what_there_is", counted(), before=add("c1", "lists.read", lists(carried=OTHER))),
        Attack("on_what_there_is", counted(), before=add("b1", "comparison.signed", compared(sha256=OTHER))),
        Attack("each_difference_once", counted(differs=[COUNT_DIFFERS] * 2)),
        Attack("each_difference_once", counted(differs=[{"key": f"{ROW}｜下書き｜受付印", "what": LESS}])),
        Attack("", counted(untold=["封入"], unconfirmed=1)),
        Attack("data", counted(sums={"notices": 1, "envelopes": 1})),
    ),
}
COUNTS = {kind: _slip_case(kind, data) for kind, data in _SLIPS}
COUNTS["count.explained"] = Case(
    "counts_differ",
    EXPLAINED,
    (
        Attack("of_a_difference", {**EXPLAINED, "what": f"{SAID}。"}),
        Attack("of_a_difference", EXPLAINED, before=again),
        Attack("of_a_difference", EXPLAINED, before=media_changed),
        Attack("of_a_difference", {**EXPLAINED, "key": f"{ROW}｜データ｜下書き", "what": MORE}, before=more),
        Attack("of_a_difference", {**EXPLAINED, "key": f"{ROW}｜下書き｜受付印", "what": LESS}),
        Attack("", {**EXPLAINED, "key": f"{ROW}｜下書き｜受付印", "what": LESS}, before=less),
        Attack("", EXPLAINED, before=explained),
    ),
)
COUNTS_LATER = {
    **{kind: (("counts_taken", closed, Attack("counts_not_settled", data())),) for kind, data in _SLIPS},
    "count.explained": (
        (
            "counts_differ",
            all_of(explained, add("l1", "gate.closed", counts_closing(1))),
            Attack("counts_not_settled", EXPLAINED),
        ),
    ),
    "gate.closed": (
        ("counts_taken", None, Attack("", counts_closing())),
        ("counts_taken", None, Attack("on_evidence", counts_closing(evidence=lines(slip=5)))),
        ("counts_taken", None, Attack("on_evidence", counts_closing(evidence=lines()[:-1]))),
        ("counts_taken", differing, Attack("on_evidence", counts_closing())),
        ("counts_taken", all_of(differing, explained), Attack("", counts_closing(1))),
        ("counts_taken", all_of(differing, explained), Attack("on_evidence", counts_closing())),
        ("counts_taken", less, Attack("on_evidence", counts_closing(evidence=lines(slip=5)))),
        ("counts_taken", add("c1", "counts.taken", counted(untold=["封入"])), Attack("on_evidence", counts_closing())),
        ("counts_taken", add("c1", "counts.taken", counted(unconfirmed=1)), Attack("on_evidence", counts_closing())),
        ("counts_taken", add("b1", "slip.stamped", stamped()), Attack("on_evidence", counts_closing(), "b1")),
        ("counts_taken", closed, Attack("not_yet_shut", counts_closing())),
        ("logs_closed", again, Attack("on_evidence", counts_closing())),
        ("logs_settled", again, Attack("in_order", counts_closing())),
    ),
}
"""Attacks from other stages: stage, what came before, attack."""
