"""Where a roll of paper began and ended: a piece's 現品ID or a minute, as whoever changed the roll wrote it down."""

from datetime import datetime

from app.errors import KenpanError
from app.notice.piece_id import piece_id
from app.proof.piece_codes import PieceCodes
from app.proof.scans import meant_id

_OWN = piece_id("PAP01", "ZMGKK#0101", 0)
"""Beside which a contractor's code is read: only the record that it names counts here."""
_FORM = "%Y-%m-%d %H:%M"


def roll_edge(text: str, codes: PieceCodes | None = None) -> str:
    """What is kept of it: ``2026-11-12 10:05``, a 現品ID, or nothing where nothing was told. ``KenpanError``
    ``roll.edge`` for what is neither.
    """
    said = text.strip()
    if not said:
        return ""
    try:
        return f"{_minute(said):{_FORM}}" if ":" in said else meant_id(said, _OWN, codes)
    except (KenpanError, ValueError) as error:
        raise KenpanError(
            "roll.edge",
            f"ロールの最初か最後「{said[:40]}」が、現品のコードでも日時でもありません。",
            "現品のコードを読み取るか、2026-11-12 10:05 の形で入力してください。分からなければ空けてください。",
        ) from error


def is_id(text: str) -> bool:
    """Whether an edge as it is kept is a 現品ID."""
    return text[:1].isalpha()


def _minute(text: str) -> datetime:
    plain = text.replace("/", "-").replace("T", " ")
    return datetime.strptime(plain, _FORM if plain.count(":") == 1 else f"{_FORM}:%S")
