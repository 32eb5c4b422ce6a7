"""What the logs of a month leave to do, one entry each: as the ledger names it, and as people read it."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from app.notice.piece_id import PieceRun, piece_id
from app.tally.findings import Item
from app.tally.matching import WHY, Strange
from app.tally.model import INSERT, STAGE_WORDS, Lives, Remade

REMADE, BY_HAND = "remade", "by_hand"
_TOLD = "作業ログ"


class Left(NamedTuple):
    """``rule``: of :mod:`app.tally.findings`, or a spoiled piece of which nobody has written, or one that was inserted
    by hand; ``about``: the 現品ID, or which rows; ``count`` of notices or rows; ``text`` (Japanese); ``notice`` and the
    events that say so; ``again``: the 現品ID of what took a spoiled piece's place.
    """

    rule: str
    about: str
    number: int
    text: str
    notice: int | None = None
    event: int | None = None
    again: str = ""


def left_to_do(
    lives: Lives, items: Sequence[Item], strange: Sequence[Strange], volume: str, run: PieceRun | None
) -> tuple[Left, ...]:
    """Everything that keeps the logs from being settled: errors first, then what needs to be written down."""
    name = _Names(lives, volume, run)
    own = [one for one in items if one.finding.severity == "error" and one.notice is not None]
    found = [
        Left(one.finding.rule, name.of(one.notice or 0), one.finding.records, one.finding.message, one.notice)
        for one in own
    ]
    missing = [one for one in items if one.finding.severity == "error" and one.notice is None and not _is_rows(one)]
    whole = [Left(one.finding.rule, one.finding.message, one.finding.records, one.finding.message) for one in missing]
    rows = [
        Left("log.foreign", f"{one.log}　{WHY[one.why]}行", one.rows, f"最初は {one.line:,} 行目（{one.code}）")
        for one in strange
    ]
    return (*whole, *found, *rows, *_spoiled(lives, name), *_by_hand(lives, name))


def _is_rows(one: Item) -> bool:
    return one.finding.rule == "log.foreign"


class _Names:
    """現品ID of notices, by making where the month is known."""

    def __init__(self, lives: Lives, volume: str, run: PieceRun | None) -> None:
        self._lives, self._volume, self._run = lives, volume, run

    def of(self, notice: int, making: int = 1) -> str:
        place = self._lives.pieces.place(notice)
        if self._run is None:
            return piece_id(self._volume, *place) + (f"（{making}回目）" if making > 1 else "")
        return piece_id(self._volume, *place, self._run._replace(making=min(making, 9)))


def _spoiled(lives: Lives, name: _Names) -> Iterator[Left]:
    """Spoiled pieces that something took the place of: that has to be written down, and they have to be destroyed."""
    for one in lives.remade:
        if one.again is not None and not one.went_on:
            about, again = name.of(one.notice, one.making), name.of(one.notice, one.again)
            yield Left(REMADE, about, 1, _spoiled_text(one), one.notice, one.event, again)


def _spoiled_text(one: Remade) -> str:
    return f"{STAGE_WORDS[one.stage]}で不良になり、作り直しました"


def _by_hand(lives: Lives, name: _Names) -> Iterator[Left]:
    """Envelopes that a hand inserted, not a machine."""
    events = lives.events
    rows = np.flatnonzero(events.by_hand & lives.live & (events.stage == INSERT))
    envelopes, first = np.unique(lives.pieces.envelope[events.notice[rows]], return_index=True)
    for envelope, at in zip(envelopes.tolist(), first.tolist(), strict=True):
        row = int(rows[at])
        notice = int(lives.pieces.first[envelope])
        yield Left(BY_HAND, name.of(notice), 1, f"手作業で封入しました（{_TOLD}の記録）", notice, row)
