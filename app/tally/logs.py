"""The machines' logs held against the pieces of a month: every piece's way, and what is open."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from app.checks.model import Finding
from app.lists.logs.model import ReadLogs
from app.notice.piece_id import PieceRun
from app.progress import Progress, no_progress
from app.proof.piece_codes import PieceCodes
from app.records.notice_file import NoticeFile
from app.tally.findings import Item, open_items
from app.tally.lives import lives_of
from app.tally.matching import Strange, match_logs
from app.tally.model import Lives, pieces_of


class Wanted(NamedTuple):
    """What the logs are held against. ``run``, ``days`` as :func:`app.tally.matching.match_logs`; ``pulled``: file and
    ``01`` of notices that are pulled out.
    """

    volume: str
    codes: PieceCodes
    run: PieceRun | None = None
    days: tuple[int, int] | None = None
    pulled: frozenset[tuple[str, int]] = frozenset()


@dataclass(frozen=True, eq=False)
class LogTally:
    """The logs of a month. ``items``: what is open, errors and warnings; ``cut``: logs whose last line is not whole."""

    read: ReadLogs
    lives: Lives
    strange: tuple[Strange, ...]
    items: tuple[Item, ...]
    cut: tuple[str, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is open, as findings."""
        return tuple(one.finding for one in self.items)

    @property
    def errors(self) -> tuple[Item, ...]:
        """What must be settled."""
        return tuple(one for one in self.items if one.finding.severity == "error")


def tally_logs(
    notices: Iterable[NoticeFile], read: ReadLogs, wanted: Wanted, progress: Progress = no_progress
) -> LogTally:
    """Hold the logs that were read against the notices of the month. Not for the GUI thread."""
    pieces = pieces_of(notices, wanted.pulled)
    matched = match_logs(pieces, read, wanted.codes, wanted.volume, wanted.run, wanted.days, progress)
    lives = lives_of(pieces, matched.events, progress)
    cut = tuple(dict.fromkeys([*(one.name for one in read.logs if one.is_cut), *matched.cut]))
    return LogTally(read, lives, matched.strange, open_items(lives, matched.strange), cut)
