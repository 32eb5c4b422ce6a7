"""Entries about comparisons of a month's print, and 印刷照合 that closes on one."""

from app.canonical import digest
from tests.signoff.attack import Attack, Case
from tests.signoff.entries import OF_MONTH, REASON, compared, part, printed, ruled
from tests.signoff.months_before import NEW_FLYERS, flyers_changed, media_changed, reopened, unmediated

PAIRING = ruled("print.pairing", 1, 1, decision="reprint")
REQUIRED = {"month": "m1", "each": True, **REASON}
ALIKE_OF_BEFORE = {"month": "m1", "pairs": ["ー一"], **REASON}
ALIKE = {"month": "m1", "manifest": compared()["manifest"], "pairs": ["ー一"], **REASON}
OTHER_PRINT = compared("2")
CAPTURED = [*compared()["basis"][:-1], part("compare.captures", "2")]
"""Scans of paper: a comparison like any other, and never one of the month's print."""


DRAFTED = [part("compare.draft"), *compared()["basis"][1:]]
"""A print compared by the program's own draft forms: of the month only where these are the reference."""
DRAFT = {"process": "p1", "form": DRAFTED[0]["sha256"], "prints": [{"name": "1.pdf", "sha256": digest("1")}]}
DRAFT |= {"pages": 27, "comment": "", "program": "0.1.0"}


def drafted(*forms):
    """These draft forms were approved one after the other, then the print was compared by the first."""

    def before(chain):
        for form in forms:
            chain.add("l1", "draft.approved", {**DRAFT, "form": form})
        chain.add("c1", "comparison.signed", compared(basis=DRAFTED))

    return before


def drafted_and_then_approved(chain):
    chain.add("c1", "comparison.signed", compared(basis=DRAFTED))
    chain.add("l1", "draft.approved", DRAFT)


def approved_and_drafted(chain):
    approved(chain)
    chain.add("c1", "comparison.signed", compared("2", basis=[DRAFTED[0], *compared("2")["basis"][1:]]))


def approved_by_draft_and_measured(chain):
    """Another form is the reference after it: it describes the print, and voids nothing."""
    drafted(DRAFT["form"])(chain)
    chain.add("l1", "gate.closed", printed(compared(basis=DRAFTED)))
    chain.add("l1", "draft.approved", {**DRAFT, "form": digest("other")})


def with_counts(*counts):
    return compared(counts=[{"rule": rule, "count": count, "unit": unit} for rule, count, unit in counts])


def required(chain):
    chain.add("l1", "comparison.required", REQUIRED)


def alike_of_before(chain):
    """As a version decided it that named no medium."""
    chain.add("l1", "comparison.alike", ALIKE_OF_BEFORE)


def alike(chain):
    chain.add("l1", "comparison.alike", ALIKE)


def alike_before(chain):
    """The pair was decided on, and then another medium came."""
    alike(chain)
    media_changed(chain)


def let_pass(pairs, **other):
    """Captures on which these pairs were let pass."""
    named = [{**one, "detail": pairs} if one["name"] == "compare.tolerances" else one for one in CAPTURED]
    return compared(basis=named, **other)


def signed(**other):
    return lambda chain: chain.add("c1", "comparison.signed", compared(**other))


def approved(chain):
    chain.add("l1", "gate.closed", printed())


def approved_and_captured(chain):
    approved(chain)
    chain.add("c1", "comparison.signed", compared("2", basis=CAPTURED))


def approved_and_printed_anew(chain):
    """Another print file was compared after it: what was approved is of the one before."""
    approved(chain)
    chain.add("c1", "comparison.signed", OTHER_PRINT)


BASIS = compared()["basis"]
WORKERS = {"machines": ["kumi-1", "kumi-2"]}
COMPARED = {
    "comparison.signed": Case(
        "released",
        compared(),
        (
            Attack("of_its_medium", compared(manifest=digest("media2"))),
            Attack("alike_as_decided", let_pass("区別できなくてよい組 ー一")),
            Attack("", let_pass("区別できなくてよい組 ー一"), before=alike),
            Attack("", let_pass("区別できなくてよい組 ー一"), before=alike_of_before),
            Attack("alike_as_decided", let_pass("区別できなくてよい組 へヘ・ー一"), before=alike),
            Attack(
                "alike_as_decided",
                let_pass("区別できなくてよい組 ー一", manifest=digest("media2")),
                before=alike_before,
            ),
            Attack("of_its_medium", compared(), before=media_changed),
            Attack("of_its_medium", compared(month="m2"), before=unmediated),
            Attack("on_a_basis", compared(basis=BASIS[1:])),
            Attack("on_a_basis", compared(basis=[*BASIS, BASIS[0]])),
            Attack("on_a_basis", compared(basis=[*BASIS, part("compare.more")])),
            Attack("", compared(basis=CAPTURED)),
            Attack("on_a_basis", compared(basis=[*BASIS, CAPTURED[-1]])),
            Attack("on_a_basis", compared(basis=CAPTURED[:-1])),
            Attack("on_a_basis", compared(basis=[*CAPTURED, CAPTURED[-1]])),
            Attack("", compared(basis=DRAFTED)),
            Attack("on_a_basis", compared(basis=[*DRAFTED, BASIS[0]])),
            Attack("on_a_basis", compared(basis=[*DRAFTED[:-1], CAPTURED[-1]])),
            Attack("adds_up", with_counts(("print.changed", 3, "件"))),
            Attack("adds_up", with_counts()),
            Attack("adds_up", with_counts(("print.changed", 1, "件"), ("print.changed", 1, "件"))),
            Attack("adds_up", with_counts(("print.changed", 2, "頁"))),
            Attack("adds_up", compared(decided=[ruled(), ruled()])),
            Attack("adds_up", compared(decided=[ruled(seen=3)])),
            Attack("adds_up", compared(matched=10)),
            Attack("", compared(machines=[])),
            Attack("", compared(**WORKERS)),
            Attack("names_machines_once", compared(machines=["kumi-2", "kumi-1"])),
            Attack("names_machines_once", compared(machines=["kumi-1", "kumi-1"])),
            Attack("data", compared(machines=[""])),
            Attack("data", compared(machines="kumi-1")),
            Attack("lets_no_mix_pass", compared(decided=[{**PAIRING, "decision": "accept"}])),
            Attack("", compared(decided=[PAIRING])),
            Attack("", compared(decided=[])),
            Attack("", compared(decided=[ruled(seen=0)])),
            Attack("as_required", compared(decided=[ruled(seen=1)]), before=required),
            Attack("", compared(), before=required),
            Attack("", compared(records=5, matched=3, unreadable=2)),
            Attack("data", compared(decided=[ruled(reason=" ")])),
            Attack("data", compared(decided=[ruled(decision="ok")])),
            Attack("data", compared(sha256="1")),
        ),
    ),
    "comparison.required": Case(
        "released",
        REQUIRED,
        (
            Attack("something_new", {**REQUIRED, "each": False}),
            Attack("something_new", REQUIRED, before=required),
            Attack("", {**REQUIRED, "each": False}, before=required),
            Attack("data", {**REQUIRED, "reason": ""}),
        ),
    ),
    "comparison.alike": Case(
        "released",
        ALIKE,
        (
            Attack("pairs_once", ALIKE, before=alike),
            Attack("of_its_medium_if_named", {**ALIKE, "manifest": digest("media2")}),
            Attack("of_its_medium_if_named", ALIKE, before=media_changed),
            Attack("", ALIKE_OF_BEFORE, before=media_changed),
            Attack("pairs_once", ALIKE_OF_BEFORE, before=alike_of_before),
            Attack("", {**ALIKE, "manifest": digest("media2")}, before=alike_before),
            Attack("", {**ALIKE, "pairs": ["へヘ"]}, before=alike),
            Attack("pairs_once", {**ALIKE, "pairs": ["ー一", "へヘ"]}),
            Attack("", {**ALIKE, "pairs": ["へヘ", "ー一"]}),
            Attack("pairs_once", {**ALIKE, "pairs": ["一ー"]}),
            Attack("pairs_once", {**ALIKE, "pairs": ["ー一", "ー一"]}),
            Attack("pairs_once", {**ALIKE, "pairs": ["ー一二"]}),
            Attack("data", {**ALIKE, "pairs": []}),
        ),
    ),
}


def lines(**other):
    """The evidence with other figures."""
    return [{**one, **({"count": other[one["name"]]} if one["name"] in other else {})} for one in printed()["evidence"]]


def of(data):
    """What closes on a comparison, and the comparison before it."""
    return Attack("on_evidence", printed(data), before=lambda chain: chain.add("c1", "comparison.signed", data))


COMPARED_LATER = {
    "gate.closed": (
        ("matched", None, Attack("", printed())),
        ("matched", None, Attack("on_evidence", printed(), "b1")),
        ("released", None, Attack("on_evidence", printed(bound=OF_MONTH))),
        ("ready", signed(), Attack("in_order", printed())),
        ("matched", reopened("check"), Attack("in_order", printed())),
        ("matched", None, Attack("bound_as_month", printed(bound=OF_MONTH))),
        ("matched", None, Attack("bound_as_month", printed(bound=[*OF_MONTH, *OTHER_PRINT["basis"]]))),
        ("matched", None, Attack("on_evidence", printed(evidence=lines(records=8)))),
        ("matched", None, Attack("on_evidence", printed(evidence=lines()[1:]))),
        ("matched", None, Attack("on_evidence", printed(evidence=[*lines(), lines()[0]]))),
        ("released", None, of(compared(records=8, matched=8))),
        ("released", None, of(compared(matched=8))),
        ("released", signed(basis=CAPTURED), Attack("bound_as_month", printed(compared(basis=CAPTURED)))),
        ("released", signed(basis=CAPTURED), Attack("on_evidence", printed(bound=OF_MONTH))),
        ("matched", approved_and_captured, Attack("not_yet_shut", printed())),
        ("matched", signed(basis=CAPTURED), Attack("", printed())),
        ("released", drafted(), Attack("bound_as_month", printed(compared(basis=DRAFTED)))),
        ("released", drafted(), Attack("on_evidence", printed(bound=OF_MONTH))),
        ("released", drafted(DRAFT["form"]), Attack("", printed(compared(basis=DRAFTED)))),
        (
            "released",
            drafted(DRAFT["form"], digest("other")),
            Attack("bound_as_month", printed(compared(basis=DRAFTED))),
        ),
        ("released", drafted_and_then_approved, Attack("bound_as_month", printed(compared(basis=DRAFTED)))),
        ("matched", approved_and_drafted, Attack("not_yet_shut", printed())),
        ("matched", drafted(), Attack("", printed())),
        ("released", approved_by_draft_and_measured, Attack("not_yet_shut", printed(compared(basis=DRAFTED)))),
        ("released", None, of(compared(unreadable=1))),
        ("released", None, of(compared(decided=[ruled(decision="reprint")]))),
        ("released", None, of(compared(decided=[PAIRING]))),
        ("matched", required, Attack("", printed())),
        ("released", signed(decided=[ruled(seen=1)]), Attack("", printed(compared(decided=[ruled(seen=1)])))),
        ("released", signed(**WORKERS), Attack("", printed(compared(**WORKERS)))),
        ("released", signed(**WORKERS), Attack("on_evidence", printed())),
        ("matched", approved, Attack("not_yet_shut", printed())),
        ("matched", approved_and_printed_anew, Attack("", printed(OTHER_PRINT))),
        ("matched", approved_and_printed_anew, Attack("bound_as_month", printed())),
        ("matched", flyers_changed, Attack("in_order", printed(bound=[*NEW_FLYERS, *BASIS]))),
    ),
}
