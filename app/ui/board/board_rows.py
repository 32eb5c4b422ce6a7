"""The lines of the job board, from what the ledger says."""

from collections.abc import Sequence

from app.signoff.checksheet import CheckSheet
from app.signoff.live_parts import Live, for_board
from app.signoff.model import Account, Job, State
from app.signoff.roles import ROLE_NAMES
from app.signoff.standing import Standing, standing
from app.signoff.two_persons import involved
from app.ui.board.cells import Cell, Row
from app.ui.board.words import ABSENT, progress_text
from app.ui.words import month_text

HEADERS = ("月", "件名", "次にすること", "誰の番", "止めているもの", "検証品")
WIDTHS = (5.5, 0, 0, 7, 0, 8)
MINE = "▶ あなたの番"
_MOST_LINES = 4


def standings(state: State, sheet: CheckSheet, live: Live) -> tuple[Standing, ...]:
    """Where every job stands, the newest month first."""
    listed = sorted(state.jobs.values(), key=lambda job: (job.month, job.created.seq), reverse=True)
    return tuple(job_standing(state, job, sheet, live) for job in listed)


def job_standing(state: State, job: Job, sheet: CheckSheet, live: Live) -> Standing:
    """Where a job stands, as far as the open medium belongs to it."""
    rounds = state.rounds_of(job.id)
    return standing(state, job, sheet, for_board(live, job, rounds[-1] if rounds else None))


def is_mine(one: Standing, account: Account | None) -> bool:
    """Whether this person is the one to go on: a round is never decided by somebody who checked in it."""
    if account is None or not account.active or one.turn is None or one.turn not in account.roles:
        return False
    waits = one.round is not None and one.round.state == "signed" and one.turn == "lead"
    return not (waits and one.round is not None and account.id in involved(one.round))


def board_rows(found: Sequence[Standing], account: Account | None) -> tuple[Row, ...]:
    """A row for each job, keyed by its id."""
    return tuple(_row(one, account) for one in found)


def _row(one: Standing, account: Account | None) -> Row:
    mine = is_mine(one, account)
    return Row(
        one.job.id,
        (
            Cell(month_text(one.job.month)),
            Cell(one.job.title, "strong" if mine else ""),
            Cell(one.next_step, "strong" if mine else ""),
            Cell(turn_text(one, mine), "strong" if mine else "" if one.turn else "faint"),
            Cell(_blocking(one), "alarm" if one.void else ""),
            Cell(ABSENT if one.round is None else progress_text(one.round), "" if one.round else "faint"),
        ),
    )


def turn_text(one: Standing, mine: bool) -> str:
    """Whose turn it is, and that it is the reader's own."""
    if one.turn is None:
        return "済"
    name = ROLE_NAMES[one.turn]
    return f"{MINE}\n{name}" if mine else name


def blocking_lines(one: Standing) -> tuple[str, ...]:
    """What blocks a job, a line each; that signed results no longer count is said."""
    return tuple(f"▲ 失効：{text}" if one.void else f"・{text}" for text in dict.fromkeys(one.blocking))


def _blocking(one: Standing) -> str:
    """In short: of what changed only the names, the rest is told beside the list."""
    lines = blocking_lines(one)
    if one.void:
        lines = ("▲ 失効", *(f"・{label}" for label in dict.fromkeys(part.label for part in one.void)))
    more = len(lines) - _MOST_LINES
    return "\n".join((*lines[:_MOST_LINES], *((f"　ほか {more} 件",) if more > 0 else ()))) or ABSENT
