"""What entries about proof rounds further need, besides what their row of the table of kinds says."""

from collections import Counter
from collections.abc import Mapping

from app.proof.model import SIDES
from app.signoff.binding import PROOF_MEDIA, SETTING, hashes, told_hashes
from app.signoff.checksheet import applies_to
from app.signoff.formats import FORMATS
from app.signoff.ledger import Entry
from app.signoff.model import Round, Rule, State
from app.signoff.piece_runs import are_made_for, is_run_told, makings, same_record
from app.signoff.pin_rows import in_a_row
from app.signoff.process_settings import ALWAYS
from app.signoff.processes import in_force, last_round, open_round_of, process_in, void_reasons, was_approved
from app.signoff.two_persons import has_confirmed
from app.signoff.warm_ups import warmed_up


def _round(state: State, entry: Entry) -> Round:
    return state.rounds[entry.data["round"]]


# Opening


def next_of_process(state: State, entry: Entry) -> bool:
    """The next round of a process that there is."""
    process = process_in(entry.data)
    return process in state.processes and bool(entry.data["number"] == len(state.rounds_of(process)) + 1)


def none_in_force(state: State, entry: Entry) -> bool:
    """No round is open on what the process is now, and it is not approved, unless the agency asked for another one."""
    process = process_in(entry.data)
    if "months" in FORMATS[state.format].lacks:
        last = last_round(state, process)
        return last is None or last.state == "rejected" or bool(void_reasons(state, last))
    if process not in state.processes or open_round_of(state, process) is not None:
        return False
    return entry.data["why"] == "request" or in_force(state, process).version is None


def why_it_is_made(state: State, entry: Entry) -> bool:
    """The first, until one was approved; afterwards for a change or because it was asked for, and that has a reason."""
    if "months" in FORMATS[state.format].lacks:
        return True
    was = any(was_approved(one) for one in state.rounds_of(process_in(entry.data)))
    data = entry.data
    return (data["why"] != "first" and bool(data["reason"].strip())) if was else data["why"] == "first"


def pieces_once(_state: State, entry: Entry) -> bool:
    """Numbered from 1, no piece twice."""
    pieces = entry.data["pieces"]
    numbers, ids = [one["number"] for one in pieces], {one["piece_id"] for one in pieces}
    return sorted(numbers) == list(range(1, len(pieces) + 1)) and len(ids) == len(pieces)


def made_for_it(state: State, entry: Entry) -> bool:
    """Every 現品ID names this process and round, and the first making; none does in what the old form began."""
    ids = [one["piece_id"] for one in entry.data["pieces"]]
    return not is_run_told(ids) or are_made_for(ids, state, process_in(entry.data), entry.data["number"])


def asked_as_elsewhere(state: State, entry: Entry) -> bool:
    """As many pieces of each group and looks of the lead as in other rounds of the process or by the same check sheet;
    by the same sheet the same questions, and the logs that a round of this number keeps: a later one keeps no fewer.
    """
    data = entry.data
    size = Counter(one["group"] for one in data["pieces"]), data["confirm"]
    by_sheet = [one for one in state.rounds.values() if one.sheet_sha256 == data["sheet"]]
    others = (*by_sheet, *state.rounds_of(process_in(data)))
    is_as_large = all(size == (Counter(piece.group for piece in one.pieces), one.confirm) for one in others)
    is_as_asked = all(
        data.get("items", {}) == one.items
        and (one.number > data["number"] or set(one.logs) <= set(data["logs"]))
        and (one.number < data["number"] or set(one.logs) >= set(data["logs"]))
        for one in by_sheet
    )
    return 0 < data["confirm"] <= len(data["pieces"]) and is_as_large and is_as_asked


def asks_every_setting(state: State, entry: Entry) -> bool:
    """All process settings that any round asked for before, and those that there always are."""
    if "settings" in FORMATS[state.format].lacks:
        return True
    before = {name for one in state.rounds.values() for name in one.settings}
    return set(entry.data["settings"]) >= ALWAYS | before


def bound_as_process(state: State, entry: Entry) -> bool:
    """Bound to all that the process is bound to, to one proof medium, and to the check sheet that it is checked by."""
    told = told_hashes(entry.data["parts"])
    own = {name: sha256 for name, sha256 in told.items() if name != PROOF_MEDIA}
    is_whole = len(told) == len(entry.data["parts"]) and PROOF_MEDIA in told
    is_by_sheet = told.get("checksheet", entry.data["sheet"]) == entry.data["sheet"]
    return is_whole and is_by_sheet and own == hashes(state.processes[process_in(entry.data)].parts)


# Pieces


def unchecked(state: State, entry: Entry) -> bool:
    """A piece of the round that has no result."""
    one, number = _round(state, entry), entry.data["number"]
    return number not in one.results and number in {piece.number for piece in one.pieces}


def checked(state: State, entry: Entry) -> bool:
    """A piece that has a result."""
    return entry.data["number"] in _round(state, entry).results


def as_fitting(state: State, entry: Entry) -> bool:
    """A record of the same group, which is not among the round's."""
    one, new = _round(state, entry), entry.data["piece"]
    is_in_place = new["number"] == entry.data["number"] and one.piece(new["number"]).group == new["group"]
    return is_in_place and all(piece.piece_id != new["piece_id"] for piece in one.pieces)


def printed_next(state: State, entry: Entry) -> bool:
    """Made for the round as the other pieces are; of a record that was printed for it before, the next making, and of
    one that stands in no other place.
    """
    one, new = _round(state, entry), entry.data["piece"]["piece_id"]
    if not is_run_told(piece.piece_id for piece in one.pieces):
        return not is_run_told([new])
    others = [piece for piece in one.pieces if piece.number != entry.data["number"]]
    making = max(makings(one, new), default=0) + 1
    is_once = not any(same_record(piece.piece_id, new) for piece in others)
    return is_once and are_made_for([new], state, one.process, one.number, making)


def looked_at(state: State, entry: Entry) -> bool:
    """A look at this piece; a pass read its own ID on all sides, and nothing was answered with no."""
    own, data = _round(state, entry).piece(entry.data["number"]).piece_id, entry.data
    scans = data["scans"]
    is_read = all((scan["state"], scan["text"]) == ("read", own) for scan in scans.values())
    is_passed = is_read and scans.keys() == set(SIDES) and set(data["answers"].values()) == {"ok"}
    return data["piece_id"] == own and (bool(data["failures"]) or is_passed)


def wholly_answered(state: State, entry: Entry) -> bool:
    """Every question that applies to the piece is answered, no other; what is not read or not right has a reason."""
    one, data = _round(state, entry), entry.data
    if "items" in FORMATS[state.format].lacks:
        return True
    cases = one.piece(data["number"]).cases
    asked = {item for item, applies in one.items.items() if applies_to(applies, cases)}
    all_told = all(is_told(scan) for scan in data["scans"].values())
    is_reasoned = "ng" not in data["answers"].values() or bool(data["comment"].strip())
    return data["answers"].keys() == asked and all_told and is_reasoned


def is_told(scan: dict[str, str]) -> bool:
    """A text that was read, or why there is none."""
    read, why = bool(scan["text"].strip()), bool(scan["reason"].strip())
    return (read, why) == ((True, False) if scan["state"] == "read" else (False, True))


# Logs


def log_asked_for(state: State, entry: Entry) -> bool:
    """A kind of log that the round keeps, of the round or of one of its pieces."""
    one, data = _round(state, entry), entry.data
    numbers = {piece.number for piece in one.pieces}
    return data["kind"] in one.logs and (data["piece"] is None or data["piece"] in numbers)


def log_of_nothing_else(state: State, entry: Entry) -> bool:
    """Its bytes are the log of no other round and of no other kind."""
    own = entry.data["round"], entry.data["kind"]
    return not any(
        kept.sha256 == entry.data["sha256"] and (one.id, kept.kind) != own
        for one in state.rounds.values()
        for kept in one.attachments
    )


def log_kept(state: State, entry: Entry) -> bool:
    """A log that is there."""
    wanted = entry.data["kind"], entry.data["sha256"]
    return any((kept.kind, kept.sha256) == wanted for kept in _round(state, entry).attachments)


# Signing and deciding


def all_checked(state: State, entry: Entry) -> bool:
    """Every piece has its result, and what failed is told."""
    one = _round(state, entry)
    bad = sorted(number for number, result in one.results.items() if not result.passed)
    return len(one.results) == len(one.pieces) and entry.data["failed"] == bad


def all_logs(state: State, entry: Entry) -> bool:
    """Every log that is asked for is kept for the whole round."""
    one = _round(state, entry)
    return set(one.logs) <= {kept.kind for kept in one.attachments if kept.piece is None}


def drawn_once(state: State, entry: Entry) -> bool:
    """As many pieces of the round as the lead looks at, in their order, and only once for one signature."""
    one, numbers = _round(state, entry), entry.data["numbers"]
    is_choice = numbers == sorted(set(numbers)) and set(numbers) <= {piece.number for piece in one.pieces}
    return is_choice and len(numbers) == one.confirm and not one.to_confirm


def drawn_and_unseen(state: State, entry: Entry) -> bool:
    """One of the pieces that were drawn, at which this lead has not looked yet."""
    one, number = _round(state, entry), entry.data["number"]
    return number in one.to_confirm and not has_confirmed(one, number, entry.by)


def proved(state: State, entry: Entry) -> bool:
    """Every piece passed wherever it was looked at, and the lead looked at those that were drawn."""
    one = _round(state, entry)
    seen = (*one.results.values(), *one.confirmed)
    is_seen = bool(one.to_confirm) and all(has_confirmed(one, number, entry.by) for number in one.to_confirm)
    return is_seen and len(one.results) == len(one.pieces) and all(result.passed for result in seen)


def with_every_setting(state: State, entry: Entry) -> bool:
    """No process setting that was asked for was left out, also not as absent."""
    one = _round(state, entry)
    return {SETTING + name for name in one.settings} <= {part.name for part in one.parts}


RULES: Mapping[str, tuple[Rule, ...]] = {
    "round.opened": (
        next_of_process,
        none_in_force,
        why_it_is_made,
        pieces_once,
        made_for_it,
        asked_as_elsewhere,
        asks_every_setting,
        bound_as_process,
    ),
    "piece.replaced": (unchecked, as_fitting, printed_next),
    "piece.signed": (unchecked, looked_at, wholly_answered, in_a_row, warmed_up),
    "piece.withdrawn": (checked,),
    "attachment.kept": (log_asked_for, log_of_nothing_else),
    "attachment.withdrawn": (log_kept,),
    "round.signed": (all_checked, all_logs, warmed_up),
    "round.drawn": (drawn_once,),
    "piece.confirmed": (drawn_and_unseen, looked_at, wholly_answered),
    "round.approved": (proved, with_every_setting),
}
