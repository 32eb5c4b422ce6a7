"""How processes, months, rounds and parts are written on the board."""

from collections.abc import Sequence

from app.signoff.binding import fingerprint
from app.signoff.model import Evidence, Round
from app.signoff.processes import Force
from app.signoff.signed import Part, Sign
from app.signoff.wording import ROUND_STATES
from app.ui.kit.words import shown_time

SAME, DIFFERS, ABSENT = "● 一致", "▲ 相違", "－"


def force_text(force: Force) -> str:
    """Whether a process is approved as it is: 有効, 変更あり, 却下 or 未承認; until when is not limited."""
    if force.version is not None:
        return f"● 有効（第{force.version.number}回、期限なし）"
    if force.against is not None:
        return "▲ 却下" if force.against.state == "rejected" else "▲ 承認取消し"
    return "▲ 変更あり" if force.differs else "未承認"


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
    return f"第{one.number}回（{ROUND_STATES[one.state]}）"


def progress_text(one: Round) -> str:
    """第2回　検査中 12/40."""
    return f"第{one.number}回　{ROUND_STATES[one.state]}\n検査 {len(one.results)}/{len(one.pieces)} 部"


def state_text(one: Round) -> str:
    """検査中, 判定待ち, 承認 or 却下."""
    return ROUND_STATES[one.state]


def part_value(part: Part | None) -> str:
    """Detail and start of the hash."""
    return ABSENT if part is None else "\n".join(one for one in (part.detail, short_hash(part.sha256)) if one)


def size_text(size: int) -> str:
    """Bytes with separators."""
    return f"{size:,} バイト"


def evidence_text(one: Evidence) -> str:
    """A count with its unit, a text, or both."""
    counted = "" if one.count is None else f"{one.count:,} {one.unit}".rstrip()
    return "　".join(text for text in (counted, one.text) if text) or ABSENT
