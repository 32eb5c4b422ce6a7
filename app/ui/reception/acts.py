"""What is signed at 受入: what was typed, and the judgement; and the page that says so."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from app.errors import KenpanError
from app.month.reception.judging import Verdict
from app.month.reception.ledger import SIGNED_KINDS, close_draft, record_drafts, refuse_draft
from app.month.reception.model import Plan
from app.month.reception.paper import reception_paper, signed
from app.month.reception.typed import Transcription, Typed, read_transcription
from app.reports.reception_sheet import ReceptionPaper
from app.reports.signs import logins_of
from app.signoff.ledger import Head
from app.signoff.model import Month, State
from app.signoff.signed import Part
from app.ui.kit.words import named_month
from app.ui.reception import rows
from app.ui.shell.desk import Desk

_SAID = ("hand.brought", "hand.received", "hand.date", "order.number", "order.receipt", "scan.tool", "scan.pattern")
"""What a signature names one by one."""
Done = Callable[[], None]


def record(desk: Desk, month: Month, verdict: Verdict, typed: Typed, done: Done, over: QWidget) -> None:
    """Sign what was typed, record and statement at once; ``KenpanError`` for what is missing, before it is asked."""
    lines = verdict.medium.lines
    record_drafts(desk.state, "", month.id, typed, lines)
    scan = read_transcription(typed, lines).shown("scan.result")
    summary = (
        named_month(month),
        f"媒体　{verdict.medium.title}　転記 {len(typed)} 項目",
        *(f"{row.place}：{row.typed}" for row in verdict.rows if row.id in _SAID),
        f"ウイルススキャンの申告：{scan}",
    )
    act = lambda state, by: record_drafts(state, by, month.id, typed, lines)  # noqa: E731
    desk.sign(act, SIGNED_KINDS, summary, lambda _entries: done(), over)


def accept(
    desk: Desk, month: Month, verdict: Verdict, typed: Typed, live: Sequence[Part], done: Done, over: QWidget
) -> None:
    """Sign 受入可; ``KenpanError`` as :func:`app.month.reception.ledger.close_draft`."""
    close_draft(desk.state, "", month.id, verdict, typed, live)
    notes = (f"確かめた　{row.place}：{row.what}" for row in verdict.notes)
    counts = f"{verdict.medium.notices}・封筒 {verdict.medium.envelopes}"
    summary = (named_month(month), f"受入可　{verdict.medium.title}　{counts}", *notes)
    act = lambda state, by: close_draft(state, by, month.id, verdict, typed, live)  # noqa: E731
    desk.sign(act, "gate.closed", summary, lambda _entries: done(), over)


def refuse(desk: Desk, month: Month, verdict: Verdict, typed: Typed, done: Done, over: QWidget) -> None:
    """Sign 受入不可; ``KenpanError`` as :func:`app.month.reception.ledger.refuse_draft`."""
    draft = refuse_draft(desk.state, "", month.id, verdict, typed)
    reasons = (f"・{reason}" for reason in draft.data["reasons"])
    summary = (
        named_month(month),
        f"受入不可　{verdict.medium.title}",
        *reasons,
        f"別紙9の期限　{draft.data['due']}",
    )
    act = lambda state, by: refuse_draft(state, by, month.id, verdict, typed)  # noqa: E731
    desk.sign(act, "reception.refused", summary, lambda _entries: done(), over)


def another_judgement() -> KenpanError:
    """Why a medium that was taken and is judged otherwise now has no paper: it would contradict its signature."""
    return KenpanError(
        "reception.another",
        "台帳の判定（受入可）と、いま判定し直した結果が違うため、判定書を書き出せません。",
        "判定したときと同じ受託業者名の設定・同じ版の検版かを確かめてください。",
    )


def paper_of(state: State, month: Month, verdict: Verdict, typed: Transcription, plan: Plan) -> ReceptionPaper:
    """The 受入判定書, with the signatures that there are."""
    logins = logins_of(state.accounts)
    signs = [signed(meaning, sign, logins) for meaning, sign in rows.signatures(state, month)]
    head = Head(state.count, state.head, state.time) if rows.decision_of(state, month) else None
    return reception_paper(verdict, typed, plan, signs=signs, head=head)
