"""受入: whether a month's medium may be worked with. What was typed from labels and papers against what was opened.

Every row says what was typed, what was read, and the result in words; a row that differs or was not judged is a reason
for no-go and says what to do. The medium's facts come from :mod:`app.month.reception.facts`, what was typed from
:mod:`app.month.reception.typed`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from app.media.comparing import MediaComparison
from app.month.reception.counts import (
    CountCell,
    OfficeChange,
    count_cells,
    office_changes,
    read_explanations,
)
from app.month.reception.facts import Medium, month_counts
from app.month.reception.hand import hand_rows, scan_rows
from app.month.reception.medium import label_rows, medium_rows, pair_row, table_rows
from app.month.reception.model import JudgedRow, Plan, RowGroup, rules
from app.month.reception.trend import trend_rows
from app.month.reception.typed import Group, Transcription
from app.month.schedule.dates import Due, MonthDates

_GROUP_OF: dict[Group, RowGroup] = {
    "disc": "label", "case": "label", "paper": "counts", "hand": "hand", "order": "hand", "scan": "scan",
    "pair": "pair", "explain": "trend",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Verdict:
    """What 受入 comes to.

    ``rows`` are everything that was compared, in the order of the paper; ``cells`` every line of the count tables,
    ``changes`` every office beside last month. ``defect_due`` is when 別紙9 is due; ``None`` when go.
    """

    period: str
    medium: Medium
    rows: tuple[JudgedRow, ...]
    cells: tuple[CountCell, ...]
    changes: tuple[OfficeChange, ...]
    defect_due: Due | None

    @property
    def go(self) -> bool:
        """Whether the month may be worked with."""
        return not self.reasons

    @property
    def reasons(self) -> tuple[JudgedRow, ...]:
        """The rows that stand against it; those that differ first."""
        return tuple(sorted((row for row in self.rows if row.blocks), key=lambda row: row.outcome != "differs"))

    @property
    def notes(self) -> tuple[JudgedRow, ...]:
        """What whoever signs has to look at."""
        return tuple(row for row in self.rows if row.outcome in ("note", "stated"))

    @property
    def faulty(self) -> bool:
        """Whether the medium itself is at fault: then 別紙9 has to be handed in."""
        return any(row.medium for row in self.reasons)


def judge(medium: Medium, typed: Transcription, plan: Plan, comparison: MediaComparison | None) -> Verdict:
    """Compare everything. ``comparison`` is that of 正 and 副 (:func:`app.media.comparing.compare_media`), if made.

    Never raises for what was typed or opened; ``KenpanError`` for tables of the product that cannot be read.
    """
    by, cells = rules(), count_cells(medium, typed)
    explanations, wrong = read_explanations(typed)
    now = month_counts(plan.period, medium)
    changes = () if plan.last is None else office_changes(plan.last, now, by.limits, explanations)
    rows = [
        *medium_rows(medium),
        *label_rows(medium, typed, plan, by),
        *table_rows(medium, typed, cells),
        pair_row(medium, typed, comparison),
        *hand_rows(typed, plan),
        *scan_rows(medium, typed, plan, comparison, by),
        *trend_rows(medium, plan, changes, explanations, by),
        *(JudgedRow(one.field, "trend", one.place, "", "", "undone", one.what, one.next_step) for one in wrong),
    ]
    rows += _unread_rows(typed, {row.id for row in rows})
    blocked = any(row.blocks for row in rows)
    return Verdict(plan.period, medium, tuple(rows), cells, changes, defect_due(typed, plan) if blocked else None)


def defect_due(typed: Transcription, plan: Plan) -> Due | None:
    """When 別紙9 is due: after the 委託日 of the 委託票 or the planned 引渡し日, whichever is earlier (N l. 2307)."""
    ordered = typed.day("order.date")
    handover = plan.dates.handover if ordered is None else min(ordered, plan.dates.handover)
    dues = plan.schedule.dues(MonthDates(handover, plan.dates.delivery), defect=True)
    return next((due for due in dues if due.rule.duty == "media_defect"), None)


def _unread_rows(typed: Transcription, told: set[str]) -> Iterator[JudgedRow]:
    """What could not be read and stands in no row so far. Empty lines of the paper are summed up elsewhere, and of a
    moment without day and time the day speaks.
    """
    for one in typed.problems:
        empty = one.field not in typed.typed and (".office." in one.field or one.field.endswith(".time"))
        if one.field not in told and not empty:
            group = _GROUP_OF[one.group]
            yield JudgedRow(one.field, group, one.place, typed.shown(one.field), "", "undone", one.what, one.next_step)
