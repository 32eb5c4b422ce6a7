"""Entries about 別送・引き抜きリスト: one that is right, and what only their own rules refuse."""

from app.canonical import digest
from tests.signoff.attack import Attack, Case
from tests.signoff.entries import OF_MONTH, REASON, bundle, lists, lists_closing
from tests.signoff.months_before import flyers_changed, media_changed, unmediated

OTHER = digest("another")
REOPENED = {"month": "m1", "bundle": "2101-1", **REASON}


def add(who, kind, data):
    return lambda chain: chain.add(who, kind, data)


def lines(**other):
    told = lists_closing()["evidence"]
    return [{**one, **({"count": other[one["name"]]} if one["name"] in other else {})} for one in told]


def otherwise(**other):
    """The lists are read again, with something else in them."""
    return add("c1", "lists.read", lists(**other))


closed = add("l1", "gate.closed", lists_closing())

LISTS = {
    "lists.read": Case(
        "month",
        lists(),
        (
            Attack("of_its_medium", lists(manifest=digest("media2"))),
            Attack("of_its_medium", lists(), before=media_changed),
            Attack("of_its_medium", lists(month="m2"), before=unmediated),
            Attack("rows_add_up", lists(rows=10)),
            Attack("rows_add_up", lists(redirect=4)),
            Attack("rows_add_up", lists(contradiction=1)),
            Attack("", lists(unread=1)),
            Attack("", lists(stated={"kounen": 5, "senpo": 1})),
            Attack("", lists(), before=flyers_changed),
            Attack("data", lists(stated={"kounen": 2})),
            Attack("data", lists(carried="")),
        ),
    ),
    "bundle.closed": Case(
        "lists_taken",
        bundle(),
        (
            Attack("of_the_lists", bundle(carried=OTHER)),
            Attack("of_the_lists", bundle(pieces=2)),
            Attack("of_the_lists", bundle(), before=add("c1", "bundle.closed", bundle())),
            Attack("of_the_lists", bundle(bundle="2101-2"), before=add("c1", "bundle.closed", bundle())),
            Attack("of_the_lists", bundle(), before=otherwise(carried=OTHER)),
            Attack("of_the_lists", bundle(), before=media_changed),
            Attack("", bundle(), before=add("c1", "lists.read", lists())),
            Attack("data", bundle(pieces=0)),
        ),
    ),
    "bundle.reopened": Case(
        "packed",
        REOPENED,
        (
            Attack("closed_before", {**REOPENED, "bundle": "2101-2"}),
            Attack("closed_before", REOPENED, before=add("c1", "bundle.reopened", REOPENED)),
            Attack("closed_before", REOPENED, before=otherwise(carried=OTHER)),
            Attack("lists_not_settled", REOPENED, before=closed),
        ),
    ),
}
LISTS_LATER = {
    "lists.read": (("packed", closed, Attack("", lists())),),
    "bundle.closed": (
        ("packed", closed, Attack("of_the_lists", bundle())),
        ("packed", closed, Attack("of_the_lists", bundle(bundle="2101-2"))),
    ),
    "gate.closed": (
        ("packed", None, Attack("", lists_closing())),
        ("packed", None, Attack("on_evidence", lists_closing(evidence=lines(packed=2)))),
        ("packed", None, Attack("on_evidence", lists_closing(evidence=lines(open=0)))),
        ("packed", None, Attack("on_evidence", lists_closing(evidence=lines()[:-1]))),
        ("packed", add("c1", "bundle.reopened", REOPENED), Attack("on_evidence", lists_closing())),
        ("packed", otherwise(unread=1), Attack("on_evidence", lists_closing())),
        ("packed", otherwise(stated={"kounen": 2, "senpo": 1}), Attack("on_evidence", lists_closing())),
        ("packed", add("b1", "lists.read", lists()), Attack("on_evidence", lists_closing(), "b1")),
        ("packed", closed, Attack("not_yet_shut", lists_closing())),
        ("dummies_approved", None, Attack("on_evidence", lists_closing(bound=OF_MONTH))),
        ("dummies_approved", add("c1", "lists.read", lists()), Attack("in_order", lists_closing())),
    ),
}
"""Attacks from other stages: stage, what came before, attack."""
