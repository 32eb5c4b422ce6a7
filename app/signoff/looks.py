"""What one person saw of one piece, and whether that is a whole look."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from app.errors import KenpanError
from app.proof.model import SIDE_NAMES, SIDES, PieceChoice, Scan, Side
from app.proof.scans import clean_scan, judge_scans
from app.signoff.binding import said_reason
from app.signoff.checksheet import CheckSheet
from app.signoff.model import Round
from app.signoff.signed import Answer

_ID = re.compile(r"[A-Z](?:[0-9]{22}|[0-9]{15})")


@dataclass(frozen=True, slots=True)
class Look:
    """What one person saw of one piece: scans of all sides, an answer to every question that applies, a comment."""

    number: int
    scans: Mapping[Side, Scan]
    answers: Mapping[str, Answer]
    comment: str = ""


def looked(one: Round, piece: PieceChoice, look: Look, sheet: CheckSheet) -> dict[str, Any]:
    """The data of ``piece.signed`` and ``piece.confirmed``, or a refusal of what is not a whole look."""
    if sheet.sha256 != one.sheet_sha256:
        raise KenpanError("round.sheet", "検査票がこの回を始めたときと違います。", "元の検査票に戻してください。")
    scans = {side: _scan(look.scans.get(side), side) for side in SIDES}
    asked = {item.id: item for item in sheet.items_for(piece)}
    open_items = [item.label for item in asked.values() if item.id not in look.answers]
    if open_items or look.answers.keys() - asked.keys():
        raise KenpanError(
            "piece.answers", f"答えていない項目があります：{'、'.join(open_items)}。", "すべての項目に答えてください。"
        )
    wrong = [item.label for item in asked.values() if look.answers[item.id] != "ok"]
    if wrong and not look.comment.strip():
        raise KenpanError("comment.missing", "否とした項目の理由がありません。", "コメントに理由を書いてください。")
    failures = (*judge_scans(piece, scans), *(f"{label}：否" for label in wrong))
    return {
        "round": one.id,
        "number": look.number,
        "piece_id": piece.piece_id,
        "scans": {side: asdict(scan) for side, scan in scans.items()},
        "answers": dict(look.answers),
        "failures": list(failures),
        "comment": look.comment.strip(),
    }


def _scan(scan: Scan | None, side: Side) -> Scan:
    if scan is None or (scan.state == "read" and not scan.text.strip()):
        raise KenpanError(
            "piece.scan",
            f"{SIDE_NAMES[side]}のIDを読み取っていません。",
            "読み取るか、「なし」「読めない」を理由とともに選んでください。",
        )
    if scan.state != "read":
        return Scan(scan.state, "", said_reason(scan.reason))
    return Scan("read", _kept(scan.text), "")


def _kept(text: str) -> str:
    """A scanned text as it may stand in the ledger: an ID, or only that it was none. A scanner reads anything."""
    said = "".join(clean_scan(text).split()).upper()
    if _ID.fullmatch(said):
        return said
    return f"（IDの形でない {len(text)} 字）"
