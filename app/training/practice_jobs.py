"""Processes and months of a practice ledger in every state, so that every screen has something in it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from app.canonical import digest
from app.japan_time import JST
from app.month.reception.facts import Medium, OfficeFigure
from app.month.reception.judging import Verdict, judge
from app.month.reception.ledger import close_draft, plan_of
from app.month.reception.reading import day_in_era
from app.month.reception.typed import Office, Typed, paper_field, read_transcription
from app.month.schedule.file import schedule
from app.month.schedule.gate_dues import shifted
from app.proof.model import PieceChoice
from app.signoff.binding import MEDIA, PROOF_MEDIA
from app.signoff.live_parts import without
from app.signoff.signed import Part
from app.training import practice_work as work
from app.training.practice import CONTRACTOR
from app.training.practice_work import Crew

TITLE = "納入告知額通知書　第3巻"
PRACTICE = "納入告知額通知書　第3巻（受入の練習）"
CHECKING = "納入告知額通知書　第3巻（検査の練習）"
RECEIVING = "receiving-month"
"""The month whose 受入 has begun."""
NEW, DUE, SIGNED, READY, VOID, RUN = "new", "due", "signed", "ready", "void", "run"
"""Processes: without settings; half checked, or to be; waiting for the lead; in force, its month being checked; void
after a change; in force, its month's run let go.
"""
TITLES: Mapping[str, str] = {
    NEW: "工程６　次年度",
    DUE: "工程５　新しい様式",
    SIGNED: "工程４　新しい封入封緘機",
    READY: "工程３　本番",
    VOID: "工程２　予備機",
    RUN: "工程１　前年度",
}
MONTHS: Mapping[str, str] = {RUN: "2026-11"}
"""The period of the month that a process makes."""
HALF, WRONG = 21, {6: 7, 17: 18}
"""Pieces of a round that is half checked, and those of them that carry the back of another: they fail."""
_VALUES = {
    "editing": "EDIT 3.2.1",
    "print_file": "3面　v5",
    "imposition": "2面付け　v5",
    "press": "1 号機",
    "paper": "AH-55",
    "inserting": "MATCH 2",
    "inspection": "表裏照合あり",
}
_ABSENT = {"folding": "折りは封入封緘機で行う"}


def furnish(one: Crew, parts: Sequence[Part], pieces: Sequence[PieceChoice], medium: Medium) -> None:
    """A process in every state, and months. ``parts`` are what the workstation holds, the open ``medium`` as the
    month's (``media``); ``one.live`` the same with it as the proof medium, from which the ``pieces`` were chosen. Of
    one month the open medium was taken, of another one its 受入 has begun.
    """
    past(one, parts, pieces, RUN)
    run(one, parts, RUN)
    past(one, parts, pieces, VOID)
    work.set_value(one, VOID, "press", "2 号機")
    for process in (READY, SIGNED, DUE):
        due(one, parts, process)
        work.begin(one, process, round_of(process), pieces)
    half(one, DUE)
    for process in (READY, SIGNED):
        work.finish(one, round_of(process))
    work.confirm(one, round_of(READY))
    work.approve(one, round_of(READY))
    counted = [OfficeFigure(each.scheme, each.office, each.name, each.prints or 0) for each in medium.offices]
    receiving(one, parts, counted)
    received(one, parts, medium)
    new(one, parts)


def round_of(process: str) -> str:
    """The first round of a process."""
    return f"{process}-1"


def month_of(process: str) -> str:
    """The month that is made by a process."""
    return f"{process}-month"


def new(one: Crew, parts: Sequence[Part]) -> None:
    """A process that was registered just now."""
    work.make_process(one, NEW, TITLES[NEW], parts)


def due(one: Crew, parts: Sequence[Part], process: str, print_file: Path | None = None) -> None:
    """A process with all its settings: the two-sides setting may be a file."""
    work.make_process(one, process, TITLES[process], parts)
    work.set_all(one, process, _VALUES, _ABSENT)
    if print_file is not None:
        work.set_file(one, process, "print_file", print_file)


def past(one: Crew, parts: Sequence[Part], pieces: Sequence[PieceChoice], process: str) -> None:
    """An approved process, whose proofs were chosen from a medium of its own."""
    own = without(parts, MEDIA)
    proofs = Part(PROOF_MEDIA, "検証品の媒体", digest(f"proofs {process}"), "PAP03A　8 ファイル")
    there = replace(one, live=(*own, proofs))
    due(there, own, process)
    work.begin(there, process, round_of(process), pieces)
    work.finish(there, round_of(process))
    work.confirm(there, round_of(process))
    work.approve(there, round_of(process))


def month(one: Crew, process: str, parts: Sequence[Part]) -> None:
    """The month of a process, bound to these parts."""
    work.make_month(one, month_of(process), MONTHS.get(process, "2026-12"), TITLE, process, parts)


def run(one: Crew, parts: Sequence[Part], process: str) -> None:
    """An earlier month, with a medium of its own, whose run was let go."""
    media = Part(MEDIA, "媒体", digest(f"media {process}"), "PAP03A　8 ファイル")
    month(one, process, (media, *without(parts, MEDIA)))
    work.receive(one, month_of(process))
    work.close_check(one, month_of(process))
    work.release(one, month_of(process))


def receiving(one: Crew, parts: Sequence[Part], offices: Sequence[OfficeFigure], process: str = READY) -> None:
    """A month whose medium came today: labels and slips are written down, the paper 件数表 is still to be typed. The
    month before had another number at some of its ``offices``, and one office more.
    """
    today = one.book.clock().astimezone(JST).date()
    period, delivery = f"{today:%Y-%m}", schedule().days.shift(today, 3)
    first, *rest = offices
    before = (replace(first, notices=first.notices + 3), *rest, OfficeFigure("kounen", "1299", "旧事務所", 12))
    past_media = Part(MEDIA, "媒体", digest("media before"), "PAP03A　8 ファイル")
    earlier = f"{RECEIVING}-before"
    work.make_month(one, earlier, shifted(period, -1), PRACTICE, process, (past_media, *without(parts, MEDIA)))
    work.receive(one, earlier, before)
    days = today.isoformat(), delivery.isoformat()
    work.make_month(one, RECEIVING, period, PRACTICE, process, parts, days)
    work.begin_reception(one, RECEIVING, labels(today))


def received(one: Crew, parts: Sequence[Part], medium: Medium) -> None:
    """A month whose medium, the open one, came today: all its papers are written down as they are, and what they were
    judged to be it was taken on. ``ValueError`` for a medium that is not sound.
    """
    name, today = month_of(READY), one.book.clock().astimezone(JST).date()
    days = today.isoformat(), schedule().days.shift(today, 3).isoformat()
    work.make_month(one, name, f"{today:%Y-%m}", CHECKING, READY, parts, days)
    typed = {**labels(today), **papers(medium), "pair.absent": "練習用の見本は一枚だけ"}
    work.begin_reception(one, name, typed, medium.lines)
    state = one.book.state
    plan = plan_of(state, state.months[name], medium, one.book.clock(), CONTRACTOR)
    verdict = judge(medium, read_transcription(typed, medium.lines), plan, None)
    if not verdict.go:
        raise ValueError([row.reason for row in verdict.reasons])
    live = state.months[name].parts
    one.book.sign(one.lead.signer, lambda known, by: close_draft(known, by, name, verdict, typed, live))


def papers(medium: Medium) -> dict[str, str]:
    """What the paper 件数表 of a sound medium says, and why a sample is no whole month."""
    texts = {"explain.1.kind": "その他", "explain.1.text": "練習用の見本のため、件数が少ない"}
    for scheme, table in medium.tables.items():
        own = [one for one in medium.offices if one.scheme == scheme]
        texts |= {paper_field(scheme, one.office): f"{one.prints or 0:,}" for one in own}
        texts |= {f"paper.{scheme}.total": f"{table.total or 0:,}", f"paper.{scheme}.created": str(table.created)}
    created = max(str(table.created) for table in medium.tables.values())
    return {**texts, "case.created": created}


def finish_reception(one: Crew, typed: Typed, offices: Sequence[Office]) -> None:
    """Everything that was typed is signed, the lines of the paper 件数表 too."""
    work.begin_reception(one, RECEIVING, typed, offices)


def take(one: Crew, verdict: Verdict, typed: Typed) -> None:
    """受入可, on this judgement."""
    one.book.sign(one.lead.signer, lambda state, by: close_draft(state, by, RECEIVING, verdict, typed, ()))


def labels(today: date) -> dict[str, str]:
    """What stands on labels and slips of the sample that came today."""
    title = "納入告知額・領収済額情報ＤＶＤ（３日目）　１枚目（東京都、千葉県、山梨県分）"
    day, noon = day_in_era(today), "00:00"
    return {
        "disc.title": title,
        "disc.side": "正",
        "disc.volume": "PAP03A",
        "case.contractor": CONTRACTOR,
        "case.title": title,
        "case.side": "正",
        "case.volume": "PAP03A",
        "case.counts": "厚年・船保の処理結果件数表を参照",
        "case.agency": "練習 機構担当",
        "hand.brought": "練習 持参者",
        "hand.received": "練習 検査員",
        "hand.date": day,
        "hand.time": noon,
        "order.number": "委-練習",
        "order.date": day,
        "order.month": f"{today.month}月分",
        "order.receipt": "受-練習",
        "order.receipt_date": day,
        "order.discs": "2",
        "scan.tool": "ウイルス対策ソフト（練習用）",
        "scan.pattern": day,
        "scan.date": day,
        "scan.time": noon,
        "scan.media": "PAP03A、PAP03B",
        "scan.result": "検出なし",
        "scan.by": "練習 検査員",
    }


def half(one: Crew, process: str) -> None:
    """Check about half of a process's round, which may be gone on with by PIN; two pieces fail."""
    work.allow_pin(one, process)
    ids = {piece.number: piece.piece_id for piece in one.round(round_of(process)).pieces}
    backs = {number: ids[other] for number, other in WRONG.items()}
    work.check_all(one, round_of(process), range(1, HALF + 1), backs)
