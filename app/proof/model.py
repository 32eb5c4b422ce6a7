"""A physical proof: which record it must show, and what a hand scanner read off it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from app.notice.piece_id import PieceRun, piece_id, read_piece_id

Side = Literal["address", "front", "back"]
SIDES: tuple[Side, ...] = ("address", "front", "back")
SIDE_NAMES: dict[Side, str] = {"address": "宛名面", "front": "通知書 表", "back": "通知書 裏"}
Group = Literal["kounen", "senpo"]
GROUP_NAMES: dict[Group, str] = {"kounen": "一般（厚年）", "senpo": "船員（船保）"}
ScanState = Literal["read", "missing", "unreadable"]


@dataclass(frozen=True, slots=True)
class PieceChoice:
    """One of the pieces to be proved; ``number`` from 1. ``cases`` names the special cases it covers.

    It names its record by place and SHA-256 (of its 980 bytes) and holds none of its bytes.
    """

    number: int
    group: Group
    piece_id: str
    file: str
    record: int
    record_sha256: str
    cases: tuple[str, ...] = ()


def made_for(pieces: Iterable[PieceChoice], run: PieceRun | None) -> tuple[PieceChoice, ...]:
    """The same pieces with the 現品ID of what they are made for; ``None``: of the old form, which does not say."""
    return tuple(replace(one, piece_id=piece_id(*read_piece_id(one.piece_id)[:3], run)) for one in pieces)


@dataclass(frozen=True, slots=True)
class Scan:
    """What the hand scanner gave for one side. ``text`` only if ``state`` is ``read``; else ``reason`` says why not."""

    state: ScanState
    text: str = ""
    reason: str = ""
