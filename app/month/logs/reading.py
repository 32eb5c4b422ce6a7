"""The logs held against the open month, and what is left to do about them."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from app.canonical import canonical, digest
from app.lists.logs.model import LogProblem, ReadLogs
from app.lists.logs.reading import Known, Results, log_paths, read_logs
from app.month.looking.workbench import Workbench
from app.month.parts_in_use import media_part
from app.notice.piece_id import PieceRun
from app.progress import Progress, no_progress
from app.proof.piece_codes import PieceCodes, load_piece_codes
from app.records.units import Count
from app.signoff.model import Month
from app.tally.lives import stage_counts
from app.tally.logs import LogTally, Wanted, tally_logs
from app.tally.remaining import Left, left_to_do
from app.workstation.settings import Settings

_BEFORE, _AFTER = timedelta(days=3), timedelta(days=31)
"""Around 引渡し and 納品: when a log of this month may have been written."""
_MS = 1000
_DAY_S = 86_400


@dataclass(frozen=True, eq=False)
class MonthTally:
    """The logs of the open month. ``left``: what is to be done about them; ``run``: what its pieces are made for."""

    tally: LogTally
    left: tuple[Left, ...]
    volume: str
    run: PieceRun | None

    @property
    def unread(self) -> tuple[LogProblem, ...]:
        """Files that could not be read; one that is there twice was."""
        return tuple(one for one in self.read.problems if not one.twice)

    @cached_property
    def totals(self) -> dict[str, int | None]:
        """What the logs count over all offices, by the names of the ledger; ``None`` without a log of that stage."""
        own = list(stage_counts(self.tally.lives).values())

        def of(name: str) -> int | None:
            counts: list[Count | None] = [getattr(one, name) for one in own]
            return sum(one.value for one in counts if one is not None) if counts and counts[0] is not None else None

        return {name: of(name) for name in ("printed", "inserted", "weighed", "posted")}

    @cached_property
    def told(self) -> dict[str, Any]:
        """What the ledger says of them, beside the medium."""
        files = [
            {"name": one.name, "sha256": one.sha256, "lines": len(one), "broken": one.broken_count}
            for one in sorted(self.read.logs, key=lambda one: one.sha256)
        ]
        remaining = [{"rule": one.rule, "about": one.about, "count": one.number} for one in self.left]
        order = sum(one.finding.severity == "warning" for one in self.tally.items)
        return {"files": files, "unread": len(self.unread), **self.totals, "order": order, "remaining": remaining}

    @cached_property
    def sha256(self) -> str:
        """What stands for them: of the logs, what they count and what they leave to do."""
        return digest(canonical(self.told))

    @property
    def read(self) -> ReadLogs:
        """The logs as they were read."""
        return self.tally.read


def codes_of(settings: Settings) -> PieceCodes:
    """What the pieces carry: the contractor's codes, or Kenpan's own."""
    return settings.scanner.codes or load_piece_codes()


def open_logs(
    bench: Workbench,
    folder: Path,
    codes: PieceCodes,
    month: Month | None = None,
    known: Known | None = None,
    progress: Progress = no_progress,
    results: Results | None = None,
) -> MonthTally:
    """Every log under a folder, held against the open medium; ``results``: words of a result that a lead named.
    ``KenpanError`` ``logs.folder``. Not for the GUI thread.
    """
    return held(bench, read_logs(log_paths(folder), known, progress, results), codes, month, progress)


def held(
    bench: Workbench, read: ReadLogs, codes: PieceCodes, month: Month | None, progress: Progress = no_progress
) -> MonthTally:
    """Logs that were read, held against the open medium with its lists."""
    pulled = frozenset() if bench.lists is None else bench.lists.pulled_records
    volume, run = bench.media.volume.volume, bench.run()
    wanted = Wanted(volume, codes, run, None if month is None else _days(month), pulled)
    tally = tally_logs(bench.notices.values(), read, wanted, progress)
    found = MonthTally(tally, left_to_do(tally.lives, tally.items, tally.strange, volume, run), volume, run)
    _ = found.sha256  # all that it says is worked out here, and not while somebody looks
    return found


def _days(month: Month) -> tuple[int, int]:
    begin = date.fromisoformat(month.handover) - _BEFORE
    end = date.fromisoformat(month.delivery) + _AFTER
    epoch = date(1970, 1, 1)
    return (begin - epoch).days * _DAY_S * _MS, (end - epoch).days * _DAY_S * _MS


def entry_of(bench: Workbench, found: MonthTally) -> dict[str, Any]:
    """What the ledger says of the logs: counts, hashes, and what is left to do."""
    return {"manifest": media_part(bench).sha256, "sha256": found.sha256, **found.told}


def reason_of(found: MonthTally, left: Left) -> tuple[str, str, str]:
    """Why a spoiled piece was made again, on which machine and by whom, as the logs tell it; else empty."""
    if left.notice is None:
        return "", "", ""
    events, pieces = found.tally.lives.events, found.tally.lives.pieces
    rows = np.array(found.tally.lives.of_envelope(int(pieces.envelope[left.notice])), dtype=np.int64)
    own = rows[events.remake[rows] & (events.notice[rows] == left.notice)]
    for row in own.tolist():
        log = found.read.logs[int(events.log[row])]
        at = int(np.searchsorted(log.line, events.line[row]))
        machine = events.machines[int(events.machine[row])]
        return log.reasons[int(log.reason[at])], machine, log.operators[int(log.operator[at])]
    return "", "", ""
