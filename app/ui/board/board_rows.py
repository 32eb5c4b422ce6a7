"""The lines of the board, from what the ledger says: months first, then processes."""

from collections.abc import Sequence

from app.japan_time import month_text
from app.language import tr
from app.month.today import Line, is_mine, key_of
from app.signoff import gates
from app.signoff.model import Account
from app.signoff.roles import ROLE_NAMES
from app.signoff.standing import MonthStanding, Standing
from app.ui.board import acts_row as acts
from app.ui.board.acts_row import About
from app.ui.board.board_words import ABSENT, force_text, progress_text
from app.ui.board.cells import BoardRow, Cell

HEADERS = ("月", "件名", "次にすること", "誰の番", "止めているもの", "検証品・関門")
WIDTHS = (5.5, 0, 0, 7, 0, 9)
MINE = "▶ あなたの番"
PROCESS = "工程"
_MOST_LINES = 4


def board_rows(found: Sequence[Line], account: Account | None) -> tuple[BoardRow, ...]:
    """A row for each month and process."""
    return tuple(_row(one, account) for one in found)


def _row(one: Line, account: Account | None) -> BoardRow:
    mine = is_mine(one, account)
    told = _told_of_month(one) if isinstance(one, MonthStanding) else _told_of_process(one)
    what, title, last = told
    return BoardRow(
        key_of(one),
        (
            Cell(what),
            Cell(title, "strong" if mine else ""),
            Cell(one.next_step, "strong" if mine else ""),
            Cell(turn_text(one, mine), "strong" if mine else "" if one.turn else "faint"),
            Cell(_blocking(one), "alarm" if _is_void(one) else ""),
            last,
        ),
    )


def _told_of_month(one: MonthStanding) -> tuple[str, str, Cell]:
    closed = [each for each in one.gates if each.state == "closed"]
    void = [each for each in one.gates if each.state == "void"]
    lines = [f"関門 {len(closed)}/{len(one.gates)} か所", *(f"▲ {each.gate.label} 失効" for each in void)]
    return month_text(one.month.period), one.month.title, Cell("\n".join(lines), "alarm" if void else "")


def _told_of_process(one: Standing) -> tuple[str, str, Cell]:
    proof = ABSENT if one.round is None else progress_text(one.round)
    return PROCESS, one.process.title, Cell(f"{force_text(one.force)}\n{proof}", "" if one.round else "faint")


def _is_void(one: Line) -> bool:
    return bool(_changed(one))


def _changed(one: Line) -> list[str]:
    """Labels of what changed since something was signed on it."""
    if isinstance(one, Standing):
        return [part.label for part in one.void]
    changed = [part.label for part in (*one.stale, *(part for gate in one.gates for part in gate.changed))]
    return [*changed, *(f"{label}（再開）" for gate in one.gates for label in gate.overtaken)]


def turn_text(one: Line, mine: bool) -> str:
    """Whose turn it is, and that it is the reader's own."""
    if one.turn is None:
        return "済" if isinstance(one, MonthStanding) else "有効"
    name = ROLE_NAMES[one.turn]
    return f"{MINE}\n{name}" if mine else name


def blocking_lines(one: Line) -> tuple[str, ...]:
    """What blocks it, a line each; that signed results no longer count is said."""
    void = _is_void(one)
    return tuple(tr(f"▲ 失効：{text}") if void else tr("・{text}", text=text) for text in dict.fromkeys(one.blocking))


def _blocking(one: Line) -> str:
    """In short: of what changed only the names, the rest is told beside the list."""
    lines = blocking_lines(one)
    if _is_void(one):
        lines = ("▲ 失効", *(f"・{label}" for label in dict.fromkeys(_changed(one))))
    more = len(lines) - _MOST_LINES
    return "\n".join((*lines[:_MOST_LINES], *((f"　ほか {more} 件",) if more > 0 else ()))) or ABSENT


def about_of(one: Line | None) -> About:
    """What is chosen, if anything."""
    return "" if one is None else "month" if isinstance(one, MonthStanding) else "process"


def pointless(one: Line | None) -> frozenset[str]:
    """What there is nothing left to do for."""
    if isinstance(one, MonthStanding):
        is_run = any(each.name == gates.RELEASE and each.state == "closed" for each in one.gates)
        return frozenset((acts.RELEASE, acts.CLOSE)) if is_run else frozenset()
    return frozenset((acts.OPEN,)) if one is not None and one.round is None else frozenset()


_OF_GATE = {gates.RECEPTION: acts.RECEIVE, gates.RELEASE: acts.RELEASE, gates.CHECK: acts.CLOSE}
_OF_PROCESS = {
    "setting": acts.SETTING,
    "bind": acts.BIND,
    "choose": acts.CHOOSE,
    "open": acts.OPEN,
    "process": "",
    "": "",
}


def next_act(one: Line | None) -> str:
    """The button that comes next; of a board with nothing on it, that a process is registered."""
    if one is None:
        return acts.CREATE
    if isinstance(one, Standing) or one.act:
        return _OF_PROCESS[one.act]
    return "" if one.current is None else _OF_GATE.get(one.current.name, acts.CLOSE)
