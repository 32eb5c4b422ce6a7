"""What stands in the lines of 事故, and what is to be done next. No widgets."""

from datetime import date
from typing import NamedTuple

from app.month.incidents.searching import KNOWN, Found, stage_lines
from app.month.looking.workbench import Workbench
from app.reports.incident_list import PieceRow
from app.reports.signs import local_time
from app.signoff.incident_model import Incident
from app.signoff.model import Month, State
from app.tally.incidents import STAGES

HEADERS = ("どこまで", "誰が持つか", "現品ID", "年金事務所", "整理記号・番号", "名称", "ファイル", "番号")
WIDTHS = (6.0, 9.0, 14.0, 6.0, 12.0, 0.0, 8.0, 6.0)
PAST_HEADERS = ("状態", "発見", "内容", "該当（通）", "差出済（通）", "回収（通）", "指摘の期限")
PAST_WIDTHS = (7.0, 10.0, 0.0, 7.0, 7.0, 7.0, 8.0)
SHOWN = 20_000
"""Pieces in the table; the list that is written out has all of them."""


class Next(NamedTuple):
    """The one thing to do, and the words on its button."""

    act: str
    text: str


def piece_cells(bench: Workbench, found: Found, at: int) -> tuple[str, ...]:
    """One notice that has the condition."""
    own = found.affected
    file, record = own.pieces.place(int(own.notices[at]))
    line = bench.line(file, record)
    word = STAGES[own.stage_of(at)][0]
    return word, own.who_has(at), found.id_of(at), line.office, line.symbol_number, line.name, file, str(record)


def past_cells(one: Incident) -> tuple[str, ...]:
    """One accident of the month."""
    word = "○ 終結" if not one.is_open else "▲ 連絡待ち" if one.told is None else "▶ 対応中"
    counts = (f"{count:,}" for count in (one.envelopes, one.gone, one.recovered))
    return (word, one.found, one.what, *counts, one.due)


def incident_lines(one: Incident) -> tuple[tuple[str, str], ...]:
    """Everything about one accident."""
    lines = [("発見", one.found), ("内容", one.what), *one.condition]
    lines += [("該当", f"{one.envelopes:,} 通（{one.notices:,} 件）"), ("うち差出済", f"{one.gone:,} 通")]
    lines += [("前5営業日の月", text) for text in one.earlier]
    lines.append(("記録した人", f"{one.opened.name}　{local_time(one.opened.time)}　台帳 {one.opened.seq:,}"))
    if one.told is None:
        lines.append(("機構への連絡", "まだ（直ちに連絡してください）"))
    else:
        lines.append(("機構への連絡", f"{one.told[0]}　{one.told[1]}　（{one.told[2].name}）"))
    lines.append(("発見・回収", f"{one.traced:,} 通・{one.recovered:,} 通"))
    if one.claimed:
        lines.append(("機構の指摘", f"{one.claimed}　書面は {one.due} まで（3 日以内）"))
    lines += [("経過", text) for text in one.notes]
    if one.closed is not None:
        lines.append(("終結", f"{one.closed[1]}　{one.closed[0]}　（{one.closed[2].name}）"))
    lines.append(("一覧の SHA-256", one.list))
    return tuple(lines)


def incidents_of(state: State, month: str) -> tuple[Incident, ...]:
    """The accidents of a month, the open ones first."""
    own = [one for one in state.incidents.values() if one.month == month]
    return tuple(sorted(own, key=lambda one: (not one.is_open, -one.opened.seq)))


def next_act(month: Month | None, found: Found | None, one: Incident | None, *, may: bool, closes: bool) -> Next:
    """``found``: what was looked for and is not written down yet; ``one``: the accident in hand; ``closes``: whether
    the person may close it.
    """
    if month is None:
        return Next("", "月がありません")
    if not may:
        return Next("", "検査員か品質責任者が記録します")
    if found is not None:
        return Next("open", "事故として記録して署名　Ctrl+Enter")
    if one is None or not one.is_open:
        return Next("search", "範囲を調べる　Ctrl+Enter")
    if one.told is None:
        return Next("tell", "機構への連絡を記録して署名　Ctrl+Enter")
    if one.recovered < one.envelopes:
        return Next("contain", "発見・回収を記録　Ctrl+Enter")
    return Next("close", "終結して署名　Ctrl+Enter") if closes else Next("", "別の品質責任者の終結を待っています")


def day_of(told: str, otherwise: date) -> date:
    """The day that somebody says it was found on."""
    try:
        return date.fromisoformat(told[:10])
    except ValueError:
        return otherwise


def counted(found: Found) -> str:
    """How many meet the condition, and how far they went."""
    known = f"　分かりかた：{KNOWN[found.condition.known]}" if found.condition.known else ""
    told = "　".join(f"{word} {count:,} 通（{who}）" for word, who, count in stage_lines(found.affected))
    shown = "" if len(found.affected) <= SHOWN else f"　表は {SHOWN:,} 件まで（書き出しは全件）"
    return f"該当 {found.affected.envelopes:,} 通（{len(found.affected):,} 件）　{told}{known}{shown}"


def listed(bench: Workbench, found: Found, at: int) -> PieceRow:
    """One of them as the list that is written out has it."""
    word, who, own, office, number, name, file, record = piece_cells(bench, found, at)
    scheme = "厚年" if file.startswith("ZMGKK") else "船保"
    return PieceRow(own, scheme, file, int(record), office, number, name, word, who)
