"""What the 受入判定書 says of a verdict (:mod:`app.reports.reception_sheet`)."""

from collections.abc import Mapping, Sequence

from app.japan_time import JST
from app.month.reception.judging import Verdict
from app.month.reception.model import GROUPS, TO_AGENCY, JudgedRow, Outcome, Plan, to_agency
from app.month.reception.shown import HIDDEN, counts_typed, told_rows
from app.month.reception.typed import Transcription
from app.month.schedule.dates import Due, day_text
from app.reports.reception_sheet import ComparedLine, PaperSign, ReceptionPaper, Standing
from app.reports.signs import local_time, who
from app.signoff.ledger import Head
from app.signoff.signed import Sign

SIGNS = (PaperSign("受領・転記"), PaperSign("受入の判定（品質責任者）"))
"""Nobody has signed yet."""

_STANDINGS: dict[Outcome, Standing] = {
    "same": "same", "stated": "note", "note": "note", "differs": "against", "undone": "against", "recorded": "recorded",
}  # fmt: skip
SOURCES = (
    "出典：仕様書 別紙2・別紙3、委託要領 3(1)・3(2)・13(1)、別紙5・別紙6・別紙9、"
    "電子媒体仕様書 2.2.2・4.1.2.3・表2.1.2-5・表3.1-1・表3.1-2、仕様書 10(9)③・⑩。件数の限度は検版の設定です。"
    "単位：件＝明細（01）＝用紙 1 枚、通＝封筒＝事業所（推定）。"
)


def reception_paper(
    verdict: Verdict,
    typed: Transcription,
    plan: Plan,
    *,
    signs: Sequence[PaperSign] = SIGNS,
    head: Head | None = None,
) -> ReceptionPaper:
    """The page of a verdict; ``head`` is where the ledger ended when the verdict was recorded."""
    medium = verdict.medium
    judged = plan.now.astimezone(JST)
    year, month = map(int, plan.period.split("-"))
    received = typed.moment("hand")
    facts = (
        ("月", f"{year}年{month}月"),
        ("引渡し日・納品日", f"{day_text(plan.dates.handover)}・{day_text(plan.dates.delivery)}"),
        ("通知書・封筒", f"{medium.notices}・{medium.envelopes}" if counts_typed(typed.typed) else HIDDEN),
        ("受領の日時", "（未入力）" if received is None else f"{day_text(received.date())} {received:%H:%M}"),
        ("持参した人", typed.shown("hand.brought")),
        ("受領した人", typed.shown("hand.received")),
        ("委託票・受託票", f"{typed.shown('order.number')}・{typed.shown('order.receipt')}"),
        ("ウイルススキャン", _scan(typed)),
        ("判定の日時", f"{judged:%Y-%m-%d %H:%M:%S} JST"),
        ("別紙9 の期限", _defect(verdict.defect_due, verdict.faulty)),
    )  # fmt: skip
    # Who and with what stands among the facts.
    among = {"hand.brought", "hand.received", "order.number", "order.receipt", "scan.tool", "scan.by"}
    told = told_rows(verdict, typed.typed)
    reasons = sorted((row for row in told if row.blocks), key=lambda row: row.outcome != "differs")
    notes = [row for row in told if row.outcome in ("note", "stated")]
    rows = [row for row in told if row.outcome != "recorded" or row.id not in among]
    return ReceptionPaper(
        go=verdict.go,
        volume=medium.title,
        facts=facts,
        reasons=tuple((f"{row.place}：{row.what}", _step(row, verdict.defect_due)) for row in reasons),
        notes=tuple((f"{row.place}：{row.what}", row.next_step) for row in notes),
        lines=tuple(_line(row) for row in rows),
        fingerprint=medium.sha256,
        sources=SOURCES,
        signs=tuple(signs),
        head=head,
        watermark="見本" if medium.is_sample else "",
    )


def signed(meaning: str, sign: Sign | None, logins: Mapping[str, str]) -> PaperSign:
    """A line for a signature that was given, or room for one."""
    if sign is None:
        return PaperSign(meaning)
    return PaperSign(meaning, who(sign.by, sign.name, logins), local_time(sign.time), sign.seq)


def _step(row: JudgedRow, due: Due | None) -> str:
    """What to do, with the time of 別紙9 where it is that."""
    return row.next_step if due is None else row.next_step.replace(TO_AGENCY, to_agency(due))


def _defect(due: Due | None, faulty: bool) -> str:
    if due is None:
        return "要りません"
    return due.text if faulty else f"媒体の不備のとき {due.text}"


def _line(row: JudgedRow) -> ComparedLine:
    made = (GROUPS[row.group], row.place, row.typed, row.read, row.result, _STANDINGS[row.outcome])
    return ComparedLine(*made, detail=".differs." in row.id)


def _scan(typed: Transcription) -> str:
    """Its result, with what and by whom; one word where nobody looked."""
    names = [name for name in ("scan.tool", "scan.by") if typed.text(name)]
    told = typed.shown("scan.result")
    return f"{told}　{'・'.join(typed.shown(name) for name in names)}" if names else told
