"""The entries of proof rounds: how they are written, and what they mean when they are read again."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from types import MappingProxyType
from typing import Any, Literal

from app.canonical import digest
from app.proof.model import SIDES, PieceChoice, Scan
from app.signoff import pin_rows
from app.signoff.binding import parts_of
from app.signoff.checksheet import CheckSheet
from app.signoff.formats import FORMATS
from app.signoff.ledger import Entry
from app.signoff.model import Attachment, Decision, Reopening, Round, State, Why
from app.signoff.processes import process_in
from app.signoff.signed import Part, PieceResult, sign_of


def opening(
    round_id: str,
    number: int,
    process: str,
    parts: Sequence[Part],
    pieces: Sequence[PieceChoice],
    sheet: CheckSheet,
    why: Why,
    reason: str,
) -> dict[str, Any]:
    """The data of ``round.opened``; what is asked of the round is what the sheet asks of it now."""
    return {
        "round": round_id,
        "number": number,
        "process": process,
        "why": why,
        "reason": reason,
        "parts": [asdict(part) for part in sorted(parts, key=lambda part: part.name)],
        "pieces": [piece_table(piece) for piece in sorted(pieces, key=lambda piece: piece.number)],
        "sheet": sheet.sha256,
        "items": {item.id: item.applies for item in sheet.items},
        "confirm": sheet.confirm,
        "logs": [log.id for log in sheet.logs_of(number)],
        "settings": [kind.name for kind in sheet.settings],
    }


def piece_table(piece: PieceChoice) -> dict[str, Any]:
    """A piece as an entry holds it."""
    return {**asdict(piece), "cases": list(piece.cases)}


def _piece_of(table: dict[str, Any]) -> PieceChoice:
    return PieceChoice(**{**table, "cases": tuple(table["cases"])})


def _result_of(entry: Entry) -> PieceResult:
    data = entry.data
    return PieceResult(
        data["number"],
        MappingProxyType({side: Scan(**data["scans"][side]) for side in SIDES}),
        MappingProxyType(data["answers"]),
        tuple(data["failures"]),
        data["comment"],
        sign_of(entry),
        data["piece_id"],
    )


def _picked(one: Round, seed: str) -> tuple[int, ...]:
    """The pieces to confirm in a ledger of format 1: drawn by the hash of the entry that signed the round."""
    drawn = sorted(one.pieces, key=lambda piece: digest(f"{seed} {piece.piece_id}"))
    return tuple(sorted(piece.number for piece in drawn[: one.confirm]))


def _with(state: State, one: Round) -> State:
    return replace(state, rounds=MappingProxyType({**state.rounds, one.id: one}))


def _of(state: State, entry: Entry) -> Round:
    return state.rounds[entry.data["round"]]


def _opened(state: State, entry: Entry) -> State:
    data = entry.data
    pieces = tuple(_piece_of(table) for table in data["pieces"])
    parts = parts_of(data["parts"])
    one = Round(
        data["round"],
        data["number"],
        process_in(data),
        parts,
        pieces,
        data["sheet"],
        data["confirm"],
        tuple(data["logs"]),
        tuple(data.get("settings", ())),  # format 1 had none
        sign_of(entry),
        items=MappingProxyType(data.get("items", {})),
        why=data.get("why", "first"),
        reason=data.get("reason", ""),
    )
    return _with(state, one)


def _replaced(state: State, entry: Entry) -> State:
    one, new = _of(state, entry), _piece_of(entry.data["piece"])
    pieces = tuple(new if piece.number == new.number else piece for piece in one.pieces)
    gone = (*one.gone, one.piece(new.number).piece_id)
    return _with(state, replace(one, pieces=pieces, gone=gone, handled=(*one.handled, sign_of(entry))))


def _signed_piece(state: State, entry: Entry) -> State:
    one, result = _of(state, entry), _result_of(entry)
    now = _with(state, replace(one, results=MappingProxyType({**one.results, result.number: result})))
    return pin_rows.begun(now, entry)


def _withdrawn_piece(state: State, entry: Entry) -> State:
    one, number = _of(state, entry), entry.data["number"]
    left = {other: result for other, result in one.results.items() if other != number}
    gone = (one.results[number], entry.data["reason"], sign_of(entry))
    return _with(state, replace(one, results=MappingProxyType(left), withdrawn=(*one.withdrawn, gone)))


def _kept_attachment(state: State, entry: Entry) -> State:
    one, data = _of(state, entry), entry.data
    kept = Attachment(data["kind"], data["name"], data["sha256"], data["size"], data["piece"], sign_of(entry))
    return _with(state, replace(one, attachments=(*one.attachments, kept)))


def _withdrawn_attachment(state: State, entry: Entry) -> State:
    one, data = _of(state, entry), entry.data
    gone = [kept for kept in one.attachments if (kept.kind, kept.sha256) == (data["kind"], data["sha256"])]
    left = tuple(kept for kept in one.attachments if kept not in gone)
    handled = (*one.handled, *(kept.signature for kept in gone), sign_of(entry))
    return _with(state, replace(one, attachments=left, handled=handled))


def _signed_round(state: State, entry: Entry) -> State:
    one = _of(state, entry)
    picked = _picked(one, entry.hash) if "draw" in FORMATS[state.format].lacks else ()
    now = _with(state, replace(one, signed=sign_of(entry), to_confirm=picked, confirmed=()))
    return pin_rows.ended(now, one.id)


def _drawn(state: State, entry: Entry) -> State:
    return _with(state, replace(_of(state, entry), to_confirm=tuple(entry.data["numbers"])))


def _confirmed_piece(state: State, entry: Entry) -> State:
    one = _of(state, entry)
    return _with(state, replace(one, confirmed=(*one.confirmed, _result_of(entry))))


def _decided(state: State, entry: Entry) -> State:
    outcome: Literal["approved", "rejected"] = "approved" if entry.kind == "round.approved" else "rejected"
    decision = Decision(outcome, entry.data["comment"], sign_of(entry))
    return _with(state, replace(_of(state, entry), decision=decision))


def _reopened(state: State, entry: Entry) -> State:
    one = _of(state, entry)
    past = Reopening(entry.data["reason"], sign_of(entry), one.signed, one.decision)
    again = replace(
        one,
        signed=None,
        decision=None,
        to_confirm=(),
        confirmed=(),
        reopenings=(*one.reopenings, past),
    )
    return _with(state, again)


APPLY: Mapping[str, Callable[[State, Entry], State]] = {
    "round.opened": _opened,
    "piece.replaced": _replaced,
    "piece.signed": _signed_piece,
    "piece.withdrawn": _withdrawn_piece,
    "attachment.kept": _kept_attachment,
    "attachment.withdrawn": _withdrawn_attachment,
    "round.signed": _signed_round,
    "round.drawn": _drawn,
    "piece.confirmed": _confirmed_piece,
    "round.approved": _decided,
    "round.rejected": _decided,
    "round.reopened": _reopened,
}
