"""A medium that cannot be opened at all: 受入不可 without a judgement, for there is nothing to judge."""

from collections.abc import Mapping

from app.errors import KenpanError
from app.month.reception.model import to_agency
from app.month.reception.paper import SOURCES, signed
from app.month.schedule.dates import Due, day_text
from app.month.schedule.file import schedule
from app.month.schedule.gate_dues import dates_of
from app.reports.reception_sheet import ReceptionPaper
from app.reports.signs import local_time
from app.signoff import months
from app.signoff.gates import UNOPENED
from app.signoff.ledger import Draft, Head
from app.signoff.model import Month, Refusal, State

REASONS = (
    "貸与された鍵で復号できない",
    "暗号の入れ物が壊れている（検証の値が合わない）",
    "あるはずのファイルがない",
    "ディスクを読み取れない",
)
"""What is usually the matter."""
_VOLUME = "開けない媒体"


def unopened_due(month: Month) -> Due | None:
    """When 別紙9 is due for it; ``None`` for a month without 引渡し日 and 納品日."""
    dates = dates_of(month)
    if dates is None:
        return None
    return next((due for due in schedule().dues(dates, defect=True) if due.rule.duty == "media_defect"), None)


def unopened_draft(state: State, by: str, month: str, reason: str) -> Draft:
    """受入不可 of a medium that nobody could look into, with the computed time of 別紙9. ``KenpanError`` as
    :func:`app.signoff.months.refuse_media`.
    """
    due = unopened_due(months.existing(state, month))
    reasons = [f"媒体を開けません：{reason.strip()}"] if reason.strip() else []
    return months.refuse_media(state, by, month, reasons, "" if due is None else due.text, manifest=UNOPENED)


def refused_unopened(month: Month) -> Refusal | None:
    """The last refusal of such a medium."""
    return next((one for one in reversed(month.refusals) if one.manifest == UNOPENED), None)


def unopened_paper(state: State, month: Month, logins: Mapping[str, str]) -> ReceptionPaper:
    """The 受入判定書 of it; ``KenpanError`` ``reception.none`` where none was refused."""
    refusal, due = refused_unopened(month), unopened_due(month)
    if refusal is None:
        raise KenpanError("reception.none", "受入不可の記録がありません。", "受入不可に署名してください。")
    year, number = map(int, month.period.split("-"))
    dates = dates_of(month)
    days = "なし" if dates is None else f"{day_text(dates.handover)}・{day_text(dates.delivery)}"
    step = "" if due is None else to_agency(due)
    return ReceptionPaper(
        go=False,
        volume=_VOLUME,
        facts=(
            ("月", f"{year}年{number}月"),
            ("引渡し日・納品日", days),
            ("判定の日時", local_time(refusal.signature.time)),
            ("別紙9 の期限", refusal.due or "なし"),
            ("ラベル・件数の突き合わせ", "判定していません"),
        ),
        reasons=tuple((reason, step) for reason in refusal.reasons),
        notes=(),
        lines=(),
        fingerprint="",
        sources=SOURCES,
        signs=(signed("受入の判定（品質責任者）", refusal.signature, logins),),
        head=Head(state.count, state.head, state.time),
    )
