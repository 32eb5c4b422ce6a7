"""受入 between the ledger and its judgement: what was typed becomes signed entries and is read back from them, the plan
comes from the month and the schedule, last month's counts from last month's evidence, and a judgement becomes what the
gate closes on or the reasons why the medium is not taken.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.errors import KenpanError
from app.media.comparing import FileDifference, MediaComparison
from app.media.volume import parse_label
from app.month.reception.facts import Medium, MonthCounts, OfficeFigure
from app.month.reception.judging import Verdict
from app.month.reception.model import Plan
from app.month.reception.typed import FIELDS, SCHEMES, Office, Typed, is_field, paper_fields, read_transcription
from app.month.schedule.file import schedule
from app.month.schedule.gate_dues import dates_of, shifted
from app.records.layouts import Scheme
from app.records.units import ENVELOPES, NOTICES
from app.reports.signs import moment
from app.shown import shown
from app.signoff import months
from app.signoff.gates import RECEPTION, VIRUS, is_closed, medium_of, receiving, scan_of
from app.signoff.ledger import Draft, Entry
from app.signoff.model import Evidence, Month, State, Told
from app.signoff.reception import OFFICE, judged_lines, office_line
from app.signoff.signed import Part

SIGNED_KINDS = ("reception.recorded", "statement.made")
"""What whoever typed it signs, both at once."""
MEDIA_KINDS = ("media.opened", "media.compared")
"""Entries that say when the medium was opened here and what comparing it gave."""


# What was typed


def record_drafts(state: State, by: str, month: str, typed: Typed, offices: Iterable[Office]) -> list[Draft]:
    """The entries of what was typed: labels, papers and handing over as the record, the virus scan as a statement.

    ``KenpanError`` ``reception.whole`` while it does not say who, when and by which slips, ``reception.scan`` without a
    result of the scan; whatever else is empty is recorded as such and judged later.
    """
    offices = tuple(offices)
    read = read_transcription(typed, offices)
    told = [(one, Told(one.id, one.place, read.typed[one.id])) for one in (*FIELDS, *paper_fields(offices))
            if one.id in read.typed]  # fmt: skip
    if not read.text("scan.result"):
        raise KenpanError(
            "reception.scan",
            "ウイルススキャンの結果が入力されていません。",
            "スキャンの結果を入力してから署名してください。",
        )
    at = " ".join(read.typed.get(name, "") for name in ("hand.date", "hand.time"))
    entrusted, accepted = (read.typed.get(name, "") for name in ("order.number", "order.receipt"))
    brought, received = (read.typed.get(name, "") for name in ("hand.brought", "hand.received"))
    copied = [one for field, one in told if field.group != "scan"]
    scan = [one for field, one in told if field.group == "scan"]
    return [
        months.record_reception(state, by, month, copied, brought, received, at, entrusted, accepted),
        months.state_that(state, by, month, RECEPTION, VIRUS, read.shown("scan.result"), scan),
    ]


def typed_of(month: Month) -> dict[str, str]:
    """What was typed of the month's medium and signed last, text by field; empty before that. What another version of
    the program asked for is no field of the form: the ledger tells of it.
    """
    written = next((one for one in reversed(month.receptions) if one.manifest == medium_of(month)), None)
    if written is None:
        return {}
    scans = [one for one in month.statements if (one.gate, one.what) == (RECEPTION, VIRUS)]
    scan = next((one for one in reversed(scans) if one.signature.seq > written.signature.seq), None)
    told = (*written.copied, *(() if scan is None else scan.data))
    return {one.name: one.value for one in told if is_field(one.name)}


def is_recorded(month: Month, typed: Typed) -> bool:
    """Whether exactly this was signed, and the medium was not refused since."""
    own = {name: shown(text.strip()) for name, text in typed.items() if text.strip()}
    return receiving(month) is not None and scan_of(month) is not None and typed_of(month) == own


# What it is judged by


@dataclass(frozen=True, slots=True)
class Traces:
    """What the ledger's entries say of the open medium: when it was first opened here, and how it compared with its
    other side, if it was.
    """

    opened: datetime | None = None
    comparison: MediaComparison | None = None


def traces_of(medium: Medium, entries: Sequence[Entry]) -> Traces:
    """Read from entries of :data:`MEDIA_KINDS`, oldest first; the last comparison counts."""
    own = [one for one in entries if one.data.get("manifest") == medium.sha256]
    opened = next((moment(one.time) for one in own if one.kind == "media.opened"), None)
    compared = [_comparison(medium, one) for one in own if one.kind == "media.compared"]
    return Traces(opened, next((one for one in reversed(compared) if one is not None), None))


def _comparison(medium: Medium, entry: Entry) -> MediaComparison | None:
    """What an entry says; ``None`` for one that has nothing to do with the disc that is open."""
    labels = [entry.data["volume"], entry.data["other"]]
    if medium.label not in labels:
        return None
    labels.remove(medium.label)
    differs = entry.data["result"] != "equal"
    what = "台帳の比較の記録では、内容が違います。"
    differences = (FileDifference("正副の比較", "content", None, None, what),) if differs else ()
    return MediaComparison(medium.title, _titled(labels[0]), entry.data["files"], differences, ())


def _titled(label: str) -> str:
    parsed = parse_label(label)
    return label if parsed is None else f"{label}（{'正' if parsed[1] == 'A' else '副'}）"


def last_counts(state: State, month: Month, volume: str) -> MonthCounts | None:
    """The counts of the same volume in the month before, from what its 受入 closed on; ``None`` while there is none."""
    before = shifted(month.period, -1)
    found = sorted((one for one in state.months.values() if one.period == before), key=lambda one: -one.opened.seq)
    for one in found:
        counts = _counts_of(one) if is_closed(state, one, RECEPTION) else None
        if counts is not None and _line(one, "volume").text == volume:
            return counts
    return None


def _line(month: Month, name: str) -> Evidence:
    lines = month.closed[RECEPTION].evidence
    return next((one for one in lines if one.name == name), Evidence(name, name))


def _counts_of(month: Month) -> MonthCounts | None:
    offices = []
    for one in month.closed[RECEPTION].evidence:
        scheme, _, code = one.name.removeprefix(OFFICE).partition(".")
        if one.name.startswith(OFFICE) and scheme in SCHEMES and one.unit == NOTICES:
            known: Scheme = "kounen" if scheme == "kounen" else "senpo"
            offices.append(OfficeFigure(known, code, one.label, one.count or 0))
    envelopes = _line(month, "envelopes")
    sound = bool(offices) and envelopes.unit == ENVELOPES
    return MonthCounts(month.period, tuple(offices), envelopes.count or 0) if sound else None


def plan_of(
    state: State, month: Month, medium: Medium, now: datetime, contractor: str, opened: datetime | None = None
) -> Plan:
    """What the month was to be. ``KenpanError`` ``reception.days`` for a month without 引渡し日 and 納品日."""
    dates = dates_of(month)
    if dates is None:
        raise KenpanError(
            "reception.days",
            "この月には、引渡し日と納品日がありません。",
            "日付のある月を登録して、媒体を結び付けてください。",
        )
    planned = schedule().months.get(month.period)
    return Plan(
        month.period,
        dates,
        schedule(),
        now,
        contractor=contractor,
        planned=None if planned is None else planned.planned,
        last=last_counts(state, month, medium.volume),
        first=month.period == min(schedule().months),
        opened=opened,
    )


# What comes of it


def evidence_of(month: Month, verdict: Verdict) -> tuple[Evidence, ...]:
    """What the gate closes on: the judgement with its counts, what was stated, and the offices that the next month
    compares with. ``ValueError`` before what was typed is signed.
    """
    medium = verdict.medium
    judged = [row for row in verdict.rows if row.outcome != "recorded"]
    count = {outcome: sum(row.outcome == outcome for row in judged) for outcome in ("differs", "undone")}
    offices = [office_line(one.scheme, one.office, one.name, one.counted.notices) for one in medium.offices]
    numbers = (len(judged), count["differs"], count["undone"], medium.notices.value, medium.envelopes.value)
    lines = judged_lines(month, *numbers, offices)
    told = (Evidence("volume", "巻", text=medium.volume), Evidence("label", "開いた媒体", text=medium.title))
    notes = (Evidence(f"note.{row.id}", row.place, text=f"{row.result}　{row.what}") for row in verdict.notes)
    return (*lines, *told, *notes)


def close_draft(
    state: State, by: str, month: str, verdict: Verdict, typed: Typed, live: Sequence[Part], comment: str = ""
) -> Draft:
    """受入可. ``KenpanError`` ``reception.unsigned`` where anything else was judged than is signed, ``reception.no_go``
    with the first reasons while anything stands against it; else as :func:`app.signoff.months.close_gate`.
    """
    known = _judged(state, month, verdict, typed)
    if not verdict.go:
        first = "、".join(row.place for row in verdict.reasons[:3])
        what = f"受入可にできません：{len(verdict.reasons)} 項目（{first}）。"
        raise KenpanError("reception.no_go", what, "否・判定していない項目を先に片付けてください。")
    return months.close_gate(state, by, month, RECEPTION, evidence_of(known, verdict), comment, live)


def refuse_draft(state: State, by: str, month: str, verdict: Verdict, typed: Typed) -> Draft:
    """受入不可, with every reason and the computed time of 別紙9. ``KenpanError`` ``reception.unsigned`` as above,
    ``reception.go`` where nothing is wrong: what was only not judged is no reason.
    """
    _judged(state, month, verdict, typed)
    wrong = [row for row in verdict.reasons if row.outcome == "differs"]
    if not wrong:
        raise KenpanError("reception.go", "否の項目がありません。", "判定していない項目を先に片付けてください。")
    due = "" if verdict.defect_due is None else verdict.defect_due.text
    return months.refuse_media(state, by, month, [row.reason for row in wrong], due)


def _judged(state: State, month: str, verdict: Verdict, typed: Typed) -> Month:
    known = months.existing(state, month)
    if verdict.medium.sha256 != medium_of(known):
        raise KenpanError(
            "reception.medium", "開いている媒体は、この月の媒体ではありません。", "当月の媒体を開いてください。"
        )
    if not is_recorded(known, typed):
        raise KenpanError(
            "reception.unsigned",
            "判定した転記が、署名された記録と違います。",
            "受入の記録に署名してから判定してください。",
        )
    return known
