"""How jobs, rounds and parts are written on the board."""

from collections.abc import Sequence

from app.signoff.jobs import fingerprint
from app.signoff.model import Part, Round, Sign
from app.ui.people.words import shown_time
from app.ui.words import month_text as month_text  # noqa: PLC0414  (for the dialogs of this package)

SAME, DIFFERS, ABSENT = "● 一致", "▲ 相違", "－"
_STATES = {"checking": "検査中", "signed": "判定待ち", "approved": "承認", "rejected": "却下"}


def short_hash(sha256: str) -> str:
    """The start of a hash, enough to compare two by eye."""
    return sha256[:8]


def short_fingerprint(parts: Sequence[Part]) -> str:
    """The start of the fingerprint over all parts, in groups of four."""
    whole = fingerprint(parts)
    return " ".join(whole[at : at + 4] for at in range(0, 16, 4))


def sign_text(sign: Sign) -> str:
    """Who and when."""
    return f"{sign.name}　{shown_time(sign.time)}"


def round_name(one: Round) -> str:
    """第2回（検査中）."""
    return f"第{one.number}回（{_STATES[one.state]}）"


def progress_text(one: Round) -> str:
    """第2回　検査中 12/40."""
    return f"第{one.number}回　{_STATES[one.state]}\n検査 {len(one.results)}/{len(one.pieces)} 部"


def state_text(one: Round) -> str:
    """検査中, 判定待ち, 承認 or 却下."""
    return _STATES[one.state]


def part_value(part: Part | None) -> str:
    """Detail and start of the hash."""
    return ABSENT if part is None else "\n".join(one for one in (part.detail, short_hash(part.sha256)) if one)


def size_text(size: int) -> str:
    """Bytes with separators."""
    return f"{size:,} バイト"
