"""What may be shown of a judgement while papers are still being read: a person compares, and the program never leads.

Whatever the medium holds is hidden until the same was typed from label or paper; its counts until both 合計 were.
"""

from dataclasses import replace

from app.month.reception.counts import OfficeChange
from app.month.reception.judging import Verdict
from app.month.reception.model import JudgedRow
from app.month.reception.typed import SCHEMES, Typed, paper_field

HIDDEN = "（入力すると出ます）"
_EMPTY = "（未入力）"
_LATER = "紙の件数表の合計がまだ入力されていません。"


def counts_typed(typed: Typed) -> bool:
    """Whether the 合計 of both papers were typed: from then on the medium's own counts are no secret."""
    return all(typed.get(f"paper.{scheme}.total", "").strip() for scheme in SCHEMES)


def told_rows(verdict: Verdict, typed: Typed) -> tuple[JudgedRow, ...]:
    """The rows of a verdict in their order, without what nobody typed yet."""
    whole = counts_typed(typed)
    return tuple(_told(row, whole) for row in verdict.rows)


def _told(row: JudgedRow, whole: bool) -> JudgedRow:
    if row.group == "trend" and not whole:  # a verdict would tell what the medium has
        return replace(row, read=HIDDEN if row.read else "", outcome="undone", what=_LATER, next_step="")
    return replace(row, read=HIDDEN) if row.typed == _EMPTY and row.read else row


def change_hidden(one: OfficeChange, typed: Typed) -> bool:
    """Whether this month's count of an office is not to be shown yet; one that the medium lacks has none."""
    return one.now is not None and not typed.get(paper_field(one.scheme, one.code), "").strip()
