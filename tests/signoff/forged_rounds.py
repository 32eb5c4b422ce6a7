"""Entries about rounds as somebody with a key writes them into the database past the program."""

from dataclasses import asdict, dataclass

from app.notice.piece_id import PieceRun, piece_id
from app.proof.model import SIDES
from app.signoff.ledger import Draft, append
from app.store.database import writing


@dataclass(frozen=True)
class Forged:
    """An entry to be, of whatever kind and meaning."""

    kind: str
    data: dict
    meaning: str = ""


SIGNED = Draft("round.signed", {"round": "r1", "failed": [], "comment": ""})


def force(house, who, *drafts):
    """Entries signed with the person's own key, past every check of the program."""
    account = house.book.refresh().accounts[house.id_of(who)]
    with writing(house.book.engine) as connection:
        signer = house.sessions[who].signer
        append(connection, drafts, by=account.id, name=account.name, signer=signer, when=house.clock())


def decision(kind):
    """A lead's word on the first round."""
    return Draft(kind, {"round": "r1", "comment": "よし", "program": "0.1.0"})


def _tables(parts):
    return [asdict(part) for part in parts]


def release(house, parts=None):
    """A run let go with these parts, or the month's and the process's own."""
    process = house.state.processes["p1"]
    settings = [{"name": one.name, "sha256": one.sha256} for one in process.parts if one.name.startswith("setting.")]
    said = _tables((*house.state.months["m1"].parts, *process.parts) if parts is None else parts)
    told = {"month": "m1", "process": "p1", "round": "r1", "parts": said, "settings": settings}
    return Draft("run.released", {**told, "comment": "", "program": "0.1.0"})


def opening_of(house, round_id, number, **other):
    """The entry of a round like the first, with other content."""
    first = house.book.history(("round.opened",))[0].data
    process = [*house.book.refresh().processes].index(other.get("process", first["process"])) + 1
    pieces = [{**one, "piece_id": own_id(one, number, 1, process)} for one in first["pieces"]]
    return Draft("round.opened", {**first, "pieces": pieces, "round": round_id, "number": number, **other})


def own_id(table, number, making=1, process=1):
    """The 現品ID that a piece has in the round with this number."""
    return piece_id("PAP03", table["file"], table["record"], PieceRun("", process, making, number))


def look(house, number, kind="piece.signed", **other):
    """A passed look at a piece as the program would write it, with other content."""
    own = house.round().piece(number).piece_id
    data = {
        "round": "r1",
        "number": number,
        "piece_id": own,
        "scans": {side: {"state": "read", "text": own, "reason": ""} for side in SIDES},
        "answers": {item.id: "ok" for item in house.sheet.items_for(house.round().piece(number))},
        "failures": [],
        "comment": "",
    }
    return Draft(kind, {**data, **other})
