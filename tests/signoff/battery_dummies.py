"""Entries about dummies: one that is right, and what only their own rules refuse."""

from app.canonical import digest
from tests.signoff.attack import Attack, Case
from tests.signoff.entries import (
    ALL,
    DUMMY_PARTS,
    FLYERS,
    MEDIA,
    OF_MONTH,
    REASON,
    dummies_approve,
    dummies_sign,
    dummy_look,
    dummy_print,
    listed,
    piece,
    roll,
)
from tests.signoff.months_before import (
    changed_and_bound_anew,
    changed_back,
    flyers_changed,
    media_changed,
    reopened,
    unmediated,
)

RETURN = {"month": "m1", **REASON}
OTHER = digest("another")
NOT_READ = {"state": "missing", "text": "", "reason": "ない"}
OF_TWO = {"state": "read", "text": f"K{2:015}", "reason": ""}
OWN = dummy_look(1)["scans"]["front"]


def sides(back):
    return {"address": OWN, "front": OWN, "back": back}


def add(who, kind, data):
    return lambda chain: chain.add(who, kind, data)


def failed_after(chain):
    """A dummy that had passed was looked at again."""
    chain.add("c1", "dummy.checked", dummy_look(1, print=dummy_print(differences=1), failures=["印刷：違い 1 件"]))


def on_another_print(chain):
    chain.add("c1", "dummy.checked", dummy_look(1, print=dummy_print(sha256=OTHER)))


def again(**other):
    """A dummy that was printed again, on a print of its own."""
    return dummy_look(1, **{"told": 0, "reprint": "にじみ", "print": dummy_print(sha256=OTHER), **other})


def second_roll(chain):
    chain.add("c1", "roll.kept", roll("R-2"))


def approved_then_flyers(chain):
    flyers_changed(chain)


def worked_on(chain):
    """The gate was void, a dummy was looked at again, and what had changed is as it was: no decision comes back."""
    chain.add("l1", "process.bound", {"process": "p1", "parts": [{**ALL[0], "sha256": OTHER}, *ALL[1:]], **REASON})
    chain.add("c1", "dummies.listed", listed())
    chain.add("l1", "process.bound", {"process": "p1", "parts": ALL, **REASON})


pieces = [piece(number, cases=[]) for number in (1, 2)]

DUMMIES = {
    "dummies.listed": Case(
        "month",
        listed(),
        (
            Attack("of_its_medium", listed(manifest=digest("media2"))),
            Attack("of_its_medium", listed(), before=media_changed),
            Attack("of_its_medium", listed(month="m2"), before=unmediated),
            Attack("listed_once", listed(rows=3, declared=3)),
            Attack("listed_once", listed(declared=3)),
            Attack("", listed(rows=1, declared=1)),
            Attack("listed_once", listed(rows=1, declared=1, pieces=[*pieces, piece(3, cases=[])])),
            Attack("listed_once", listed(pieces=[pieces[0], {**pieces[0], "number": 2}])),
            Attack("listed_once", listed(pieces=[pieces[0], {**pieces[1], "number": 3}])),
            Attack("data", listed(items={})),
            Attack("data", listed(pieces=[])),
        ),
    ),
    "dummy.checked": Case(
        "dummies_listed",
        dummy_look(1),
        (
            Attack("of_the_list", dummy_look(1, list=OTHER)),
            Attack("of_the_list", dummy_look(1), before=add("c1", "dummies.listed", listed(sha256=OTHER))),
            Attack("of_the_list", dummy_look(1), before=media_changed),
            Attack("on_what_is_bound", dummy_look(1, bound=OTHER)),
            Attack("on_what_is_bound", dummy_look(1), before=flyers_changed),
            Attack("on_what_is_bound", dummy_look(1), before=changed_and_bound_anew),
            Attack("", dummy_look(1), before=changed_back),
            Attack("dummy_seen", dummy_look(1, number=3)),
            Attack("dummy_seen", dummy_look(1, number=2)),
            Attack("dummy_seen", dummy_look(1, scans=sides(OF_TWO))),
            Attack("", dummy_look(1, scans=sides(OF_TWO), failures=["裏：別の現品"])),
            Attack("dummy_seen", dummy_look(1, scans=sides(NOT_READ))),
            Attack("dummy_seen", dummy_look(1, print=dummy_print(differences=1))),
            Attack("", dummy_look(1, print=dummy_print(differences=1), failures=["違い"])),
            Attack("dummy_seen", dummy_look(1, print=dummy_print(pages=[]))),
            Attack("", dummy_look(1, print=dummy_print(ignored=1))),
            Attack("dummy_seen", dummy_look(1, answers={"content": "ng"}, comment="にじみ")),
            Attack("", dummy_look(1, answers={"content": "ng"}, comment="にじみ", failures=["印字：否"])),
            Attack("dummy_answered", dummy_look(1, answers={"content": "ng"}, failures=["印字：否"])),
            Attack("dummy_answered", dummy_look(1, answers={"content": "ok", "more": "ok"})),
            Attack("dummy_answered", dummy_look(1, scans=sides({**NOT_READ, "reason": ""}), failures=["裏"])),
            Attack("", dummy_look(1), before=add("c1", "dummy.checked", dummy_look(1))),
            Attack("", dummy_look(1, told=2, reprint="")),
            Attack("data", dummy_look(1, told=2)),
            Attack("", dummy_look(1, told=2, reprint="", unproved="", used={"sha256": OTHER, "draft": True})),
            Attack("", dummy_look(1, told=2, reprint="", unproved="未証明 2 か所", used=None)),
            Attack("data", dummy_look(1, told=2, reprint="", unproved="", used={"sha256": "0", "draft": True})),
            Attack("data", dummy_look(1, told=2, reprint="", unproved=2, used=None)),
            Attack("", dummy_look(1, told=2, reprint="", used=None)),
            Attack("data", dummy_look(1, used=None, unproved="")),
            Attack("reprinted_alone", again()),
            Attack("", again(), before=add("c1", "dummy.checked", dummy_look(1))),
            Attack("reprinted_alone", again(reprint=" "), before=add("c1", "dummy.checked", dummy_look(1))),
            Attack("reprinted_alone", again(print=dummy_print()), before=add("c1", "dummy.checked", dummy_look(1))),
        ),
    ),
    "dummies.signed": Case(
        "dummies_checked",
        dummies_sign(),
        (
            Attack("of_the_list", dummies_sign(list=OTHER)),
            Attack("on_what_is_bound", dummies_sign(bound=OTHER)),
            Attack("every_dummy_passed", dummies_sign(print=OTHER)),
            Attack("every_dummy_passed", dummies_sign(rolls=2)),
            Attack("every_dummy_passed", dummies_sign(), before=failed_after),
            Attack("every_dummy_passed", dummies_sign(), before=on_another_print),
            Attack("every_dummy_passed", dummies_sign(print=OTHER), before=on_another_print),
            Attack("", dummies_sign(), before=add("c1", "dummy.checked", again())),
            Attack("every_dummy_passed", dummies_sign(print=OTHER), before=add("c1", "dummy.checked", again())),
            Attack("every_dummy_passed", dummies_sign(), before=second_roll),
            Attack("", dummies_sign(rolls=2), before=second_roll),
            Attack("", dummies_sign(), before=add("c1", "roll.kept", roll(piece="業者-2"))),
            Attack(
                "", dummies_sign(), before=add("c1", "roll.discarded", {"month": "m1", "roll": "R-1", "method": "溶解"})
            ),
            Attack("on_what_is_bound", dummies_sign(), before=flyers_changed),
            Attack("every_dummy_passed", dummies_sign(), before=add("c1", "dummies.listed", listed())),
        ),
    ),
    "dummies.returned": Case(
        "dummies_signed",
        RETURN,
        (
            Attack("no_hand_in_dummies", RETURN, "b1"),
            Attack("", RETURN, "b2"),
            Attack("dummies_are_signed", RETURN, before=add("l1", "dummies.returned", RETURN)),
            Attack("dummies_are_signed", RETURN, before=failed_after),
            Attack("dummies_are_signed", RETURN, before=flyers_changed),
            Attack("data", {**RETURN, "reason": " "}),
        ),
    ),
    "dummies.approved": Case(
        "dummies_signed",
        dummies_approve(),
        (
            Attack("of_the_list", dummies_approve(list=OTHER)),
            Attack("dummies_are_signed", dummies_approve(), before=failed_after),
            Attack("dummies_are_signed", dummies_approve(), before=second_roll),
            Attack("dummies_are_signed", dummies_approve(), before=flyers_changed),
            Attack("dummies_are_signed", dummies_approve(), before=changed_and_bound_anew),
            Attack("dummies_are_signed", dummies_approve(), before=add("l1", "dummies.returned", RETURN)),
            Attack("no_hand_in_dummies", dummies_approve(), "b1"),
            Attack("bound_as_dummies", dummies_approve(bound=[*OF_MONTH, *ALL])),
            Attack("bound_as_dummies", dummies_approve(bound=[*OF_MONTH, *DUMMY_PARTS])),
            Attack("bound_as_dummies", dummies_approve(bound=[*OF_MONTH, *ALL, *DUMMY_PARTS, FLYERS])),
            Attack("bound_as_dummies", dummies_approve(bound=[MEDIA, *ALL, *DUMMY_PARTS])),
            Attack("bound_as_dummies", dummies_approve(count=3)),
            Attack("bound_as_dummies", dummies_approve(rolls=2)),
            Attack("bound_as_dummies", dummies_approve(print=OTHER)),
            Attack("not_yet_shut", dummies_approve(), before=add("l1", "dummies.approved", dummies_approve())),
            Attack("in_order", dummies_approve(), before=reopened("release")),
            Attack("in_order", dummies_approve(), before=reopened("reception")),
        ),
    ),
    "roll.kept": Case(
        "dummies_listed",
        roll("R-2"),
        (
            Attack("new_on_roll", roll()),
            Attack("", roll(piece="業者-2")),
            Attack("", roll("R-2"), before=add("c1", "roll.kept", roll("R-3"))),
            Attack("", roll("R-2", first="2026-11-12 09:00", last="")),
            Attack("data", roll("R-2", first="2026-11-12 09:00")),
            Attack("data", roll("R-2", first=None, last="")),
            Attack("data", roll("R-2", made="2026-11-31x")),
            Attack("data", roll(" ")),
        ),
    ),
    "roll.discarded": Case(
        "dummies_listed",
        {"month": "m1", "roll": "R-1", "method": "溶解"},
        (
            Attack("roll_is_kept", {"month": "m1", "roll": "R-9", "method": "溶解"}),
            Attack(
                "roll_is_kept",
                {"month": "m1", "roll": "R-1", "method": "溶解"},
                before=add("c1", "roll.discarded", {"month": "m1", "roll": "R-1", "method": "溶解"}),
            ),
            Attack("data", {"month": "m1", "roll": "R-1", "method": " "}),
        ),
    ),
}

DUMMIES_LATER = {
    "dummies.listed": (
        ("dummies_approved", None, Attack("not_settled", listed())),
        ("dummies_approved", reopened("dummies"), Attack("", listed())),
        ("dummies_approved", approved_then_flyers, Attack("", listed())),
    ),
    "dummy.checked": (
        ("month", None, Attack("of_the_list", dummy_look(1))),
        ("dummies_signed", None, Attack("", dummy_look(1))),
        ("dummies_approved", None, Attack("not_settled", dummy_look(1))),
        ("dummies_approved", reopened("dummies"), Attack("", dummy_look(1))),
    ),
    "dummies.signed": (
        ("dummies_listed", None, Attack("every_dummy_passed", dummies_sign())),
        ("dummies_approved", None, Attack("not_settled", dummies_sign())),
    ),
    "dummies.approved": (
        ("dummies_checked", None, Attack("dummies_are_signed", dummies_approve())),
        ("dummies_approved", reopened("dummies"), Attack("", dummies_approve())),
        ("dummies_approved", worked_on, Attack("dummies_are_signed", dummies_approve())),
        ("dummies_approved", changed_back, Attack("not_yet_shut", dummies_approve())),
    ),
    "dummies.returned": (("dummies_approved", None, Attack("not_settled", RETURN)),),
    "roll.kept": (("dummies_approved", None, Attack("not_settled", roll("R-2"))),),
    "roll.discarded": (("dummies_approved", None, Attack("", {"month": "m1", "roll": "R-1", "method": "溶解"})),),
}
