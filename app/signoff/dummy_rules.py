"""What entries about dummies further need, besides what their row of the table of kinds says."""

from collections.abc import Mapping

from app.proof.model import SIDES
from app.signoff.binding import hashes, told_hashes
from app.signoff.checksheet import applies_to
from app.signoff.dummy_model import Dummies
from app.signoff.dummy_standing import (
    dummies_of,
    ground_of,
    is_signed,
    left_to_sign,
    print_of,
    roll_names,
    rolls_of,
)
from app.signoff.gates import DUMMIES, is_closed, medium_of, now_of
from app.signoff.ledger import Entry
from app.signoff.model import Month, Rule, State
from app.signoff.month_rules import in_order, not_yet_shut, of_its_medium
from app.signoff.round_rules import is_told
from app.signoff.warm_ups import warmed_up


def _month(state: State, entry: Entry) -> Month:
    return state.months[entry.data["month"]]


def _dummies(state: State, entry: Entry) -> Dummies | None:
    return dummies_of(state, _month(state, entry))


def not_settled(state: State, entry: Entry) -> bool:
    """The gate is open, or void: what was decided on is not gone on with unless it was opened again."""
    return not is_closed(state, _month(state, entry), DUMMIES)


def listed_once(_state: State, entry: Entry) -> bool:
    """As many rows as were declared, one or two pieces each, numbered from 1, no piece twice."""
    data = entry.data
    pieces = data["pieces"]
    numbers, ids = [one["number"] for one in pieces], {one["piece_id"] for one in pieces}
    is_once = sorted(numbers) == list(range(1, len(pieces) + 1)) and len(ids) == len(pieces)
    return is_once and data["rows"] == data["declared"] <= len(pieces) <= 2 * data["rows"]


def of_the_list(state: State, entry: Entry) -> bool:
    """About the list that was taken in last, for the medium that the month is bound to."""
    dummies = _dummies(state, entry)
    if dummies is None or dummies.sha256 != entry.data["list"]:
        return False
    return dummies.manifest == medium_of(_month(state, entry))


def on_what_is_bound(state: State, entry: Entry) -> bool:
    """On month and process as they are."""
    return bool(entry.data["bound"] == ground_of(state, _month(state, entry)))


def dummy_seen(state: State, entry: Entry) -> bool:
    """A look at one of the dummies; a pass read its own ID on all sides, nothing was answered with no, and its print,
    which was found, differs in nothing.
    """
    dummies, data = _dummies(state, entry), entry.data
    piece = None if dummies is None else dummies.piece(data["number"])
    if piece is None or piece.piece_id != data["piece_id"]:
        return False
    scans = data["scans"]
    is_read = all((scan["state"], scan["text"]) == ("read", piece.piece_id) for scan in scans.values())
    is_right = data["print"]["differences"] == 0 and bool(data["print"]["pages"])
    is_passed = is_read and is_right and scans.keys() == set(SIDES) and set(data["answers"].values()) == {"ok"}
    return bool(data["failures"]) or is_passed


def reprinted_alone(state: State, entry: Entry) -> bool:
    """One that was printed again was looked at before, and is on another print than the one that all were on."""
    dummies, data = _dummies(state, entry), entry.data
    reason = data.get("reprint", "")
    if not reason:
        return True
    if dummies is None or not reason.strip() or data["number"] not in dummies.results:
        return False
    return bool(data["print"]["sha256"] != print_of(dummies)[0])


def dummy_answered(state: State, entry: Entry) -> bool:
    """Every question that applies is answered, no other; what is not read or not right has a reason."""
    dummies, data = _dummies(state, entry), entry.data
    piece = None if dummies is None else dummies.piece(data["number"])
    if dummies is None or piece is None:
        return False
    asked = {item for item, applies in dummies.items.items() if applies_to(applies, piece.cases)}
    is_reasoned = "ng" not in data["answers"].values() or bool(data["comment"].strip())
    return data["answers"].keys() == asked and all(map(is_told, data["scans"].values())) and is_reasoned


def every_dummy_passed(state: State, entry: Entry) -> bool:
    """Every dummy was compared with this one print and passed, and every roll counted has its 業者ダミー."""
    month, dummies = _month(state, entry), _dummies(state, entry)
    if dummies is None or left_to_sign(state, month):
        return False
    told = entry.data["print"], entry.data["rolls"]
    return told == (print_of(dummies)[0], len(roll_names(rolls_of(state, month))))


def dummies_are_signed(state: State, entry: Entry) -> bool:
    """A checker signed them as they are now."""
    return is_signed(state, _month(state, entry))


def no_hand_in_dummies(state: State, entry: Entry) -> bool:
    """Nobody who checked or signed one of them."""
    dummies = _dummies(state, entry)
    return dummies is not None and entry.by not in dummies.checkers


def bound_as_dummies(state: State, entry: Entry) -> bool:
    """Bound to all that the gate rests on, each once: month, process, list and print; told as many as there are."""
    month, dummies, data = _month(state, entry), _dummies(state, entry), entry.data
    told = told_hashes(data["bound"])
    if dummies is None or len(told) != len(data["bound"]) or told != hashes(now_of(state, month, DUMMIES)):
        return False
    counts = len(dummies.pieces), len(roll_names(rolls_of(state, month)))
    return (data["print"], data["count"], data["rolls"]) == (print_of(dummies)[0], *counts)


def new_on_roll(state: State, entry: Entry) -> bool:
    """No piece twice on a roll."""
    told = entry.data["roll"], entry.data["piece"]
    return all((one.roll, one.piece) != told for one in rolls_of(state, _month(state, entry)))


def roll_is_kept(state: State, entry: Entry) -> bool:
    """A roll whose dummies are still kept."""
    rolls = rolls_of(state, _month(state, entry))
    return any(one.roll == entry.data["roll"] and one.discarded is None for one in rolls)


RULES: Mapping[str, tuple[Rule, ...]] = {
    "dummies.listed": (of_its_medium, listed_once, not_settled),
    "dummy.checked": (
        of_the_list,
        on_what_is_bound,
        dummy_seen,
        dummy_answered,
        reprinted_alone,
        not_settled,
        warmed_up,
    ),
    "dummies.signed": (of_the_list, on_what_is_bound, every_dummy_passed, not_settled, warmed_up),
    "dummies.returned": (dummies_are_signed, no_hand_in_dummies, not_settled),
    "dummies.approved": (
        of_the_list,
        dummies_are_signed,
        no_hand_in_dummies,
        bound_as_dummies,
        not_yet_shut,
        in_order,
    ),
    "roll.kept": (new_on_roll, not_settled),
    "roll.discarded": (roll_is_kept,),
}
