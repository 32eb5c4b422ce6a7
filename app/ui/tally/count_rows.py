"""Rows and words of 件数, without Qt."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np

from app.month.counts.gathering import CountedMonth
from app.month.counts.shown import NOT_YET
from app.month.counts.standing import Beside
from app.records.units import ENVELOPES, NOTICES
from app.signoff.count_model import Differs
from app.signoff.count_standing import (
    counts_of,
    differs_of,
    drafted_of,
    may_explain,
    stamped_of,
    taken_of,
    uncounted,
    unexplained,
)
from app.signoff.gates import COUNTS, is_closed, open_before
from app.signoff.model import Month, State
from app.tally.counts import COLUMN_WORDS, COLUMNS, SCHEMES, Column, OfficeDifference, OfficeRow
from app.tally.planner import Combination, FlyerNeed
from app.tally.slip_model import FIGURE_WORDS, SlipDifference, SlipRow
from app.tally.ways import WAY_WORDS, WAYS
from app.ui.kit.tokens import Tone

OFFICE_HEADERS = ("状態", "制度", "事務所", "名称", "単位", *(COLUMN_WORDS[one] for one in COLUMNS))
OFFICE_WIDTHS = (4, 3, 3.5, 0, 2.5, *(7 if one == "no_barcode" else 5 for one in COLUMNS))
DIFFER_HEADERS = ("状態", "合わない数", "レコード")
DIFFER_WIDTHS = (6, 0, 5)
SLIP_HEADERS = ("状態", "差出票の区分", *(f"{word}（通）" for word in FIGURE_WORDS.values()))
SLIP_WIDTHS = (5, 0, 7, 7, 7)
PLAN_HEADERS = ("状態", "制度", "都道府県", "内容", "通", "重さ", "秤の幅", "郵便の区分")
PLAN_WIDTHS = (5, 3, 5, 0, 5, 5, 8, 8)
FLYER_HEADERS = ("チラシ", "種類", "大きさ", "必要数（枚）", "都道府県の内訳")
FLYER_WIDTHS = (4, 8, 4, 7, 0)
Act = Literal["", "count", "draft", "stamp", "take", "explain", "close", "export"]
_SHOWN = 30
_STAGES: tuple[Column, ...] = ("printed", "redirected", "pulled", "inserted", "weighed", "posted")
"""What has to be told before an office agrees."""


class Next(NamedTuple):
    """The one thing to do; with no ``act`` ``text`` says what is waited for."""

    act: Act
    text: str


Line = OfficeDifference | SlipDifference


def number(value: int | None, *, wrong: bool = False) -> str:
    """A number in a cell; one that disagrees says so."""
    text = NOT_YET if value is None else f"{value:,}"
    return f"× {text}" if wrong else text


def office_cells(one: OfficeRow) -> tuple[str, ...]:
    """A row of the table."""
    wrong = {column for pair in one.differs for column in pair}
    whole = all(one.values[column] is not None for column in _STAGES)
    state = "× 相違" if wrong else "○ 一致" if whole else "□ 途中"
    values = (number(one.values[column], wrong=column in wrong) for column in COLUMNS)
    return state, SCHEMES[one.scheme], one.office, one.name, one.unit, *values


def difference_cells(one: Line, explained: bool) -> tuple[str, ...]:
    """A difference: what it is, and how many records it leads to."""
    state = "▲ 理由あり" if explained else "× 相違"
    return state, one.message, f"{len(places(one)):,}" if places(one) else NOT_YET


def places(one: Line) -> tuple[tuple[str, int], ...]:
    """The records that a difference leads to."""
    if isinstance(one, OfficeDifference):
        return one.places
    return () if one.place is None else (one.place,)


def slip_cells(one: SlipRow) -> tuple[str, ...]:
    """A row of the slip."""
    wrong = {figure for pair in one.differs for figure in pair}
    state = "× 相違" if wrong else "□ 未了" if one.stamped is None else "○ 一致"
    figures = zip(FIGURE_WORDS, (one.counted, one.drafted, one.stamped), strict=True)
    return state, one.key.name, *(number(value, wrong=figure in wrong) for figure, value in figures)


def plan_cells(one: Combination) -> tuple[str, ...]:
    """A combination of inserts."""
    state = "▲ 要確認" if one.problems else "○"
    post = NOT_YET if one.post is None else one.post.name
    told = f"{one.grams:.1f} g", f"{one.low:.1f}〜{one.high:.1f} g"
    return state, SCHEMES[one.scheme], one.prefecture, one.contents, f"{one.envelopes:,}", *told, post


def flyer_cells(one: FlyerNeed) -> tuple[str, ...]:
    """A kind of flyer."""
    split = "　".join(f"{name} {count:,}" for name, count in one.prefectures.items())
    return one.letter, one.name, one.size, f"{one.needed:,}", split


def summary(found: CountedMonth) -> tuple[tuple[str, str], ...]:
    """The figures at the top: label and text with its unit."""
    notices, envelopes = found.table.sums(NOTICES), found.table.sums(ENVELOPES)
    wrong = len(found.table.differences)
    return (
        ("明細", f"{number(notices['data'])} 件・{number(envelopes['data'])} 通"),
        ("差出", f"{number(envelopes['posted'])} 通"),
        ("事務所の違い", f"{wrong:,}"),
    )


def told_of(one: Line, reason: str) -> tuple[tuple[str, str], ...]:
    """Everything about a difference: label and text."""
    lines = [("違い", one.message)]
    if reason:
        lines.append(("理由", reason))
    elif may_explain(one.key):
        lines.append(("次の手順", "現品・機構・郵便局に確かめ、品質責任者が理由を書いて署名します。"))
    else:
        lines.append(("次の手順", "差出票の下書きに署名し直します（理由だけでは済みません）。"))
    own = places(one)
    records = "　".join(f"{file} 番号 {record + 1:,}" for file, record in own[:_SHOWN])
    more = f"　ほか {len(own) - _SHOWN:,} 件" if len(own) > _SHOWN else ""
    lines.append((f"レコード（{len(own):,} 件）", f"{records}{more}" if own else "特定できません（数だけの違い）"))
    return tuple(lines)


def office_lines(one: OfficeRow, differences: Sequence[OfficeDifference]) -> tuple[tuple[str, str], ...]:
    """Everything about an office in one unit, with its differences."""
    own = [("違い", line.message) for line in differences if (line.scheme, line.office) == (one.scheme, one.office)]
    values = ((COLUMN_WORDS[column], _with_unit(one.values[column], one.unit)) for column in COLUMNS)
    return (("事務所", f"{SCHEMES[one.scheme]}　{one.office} {one.name}"), *own, *values)


def place_of(one: OfficeRow, found: CountedMonth) -> tuple[str, int] | None:
    """A record of an office: of the first that differs, else its first."""
    own = [line for line in found.table.differences if (line.scheme, line.office) == (one.scheme, one.office)]
    if own and own[0].places:
        return own[0].places[0]
    columns = found.envelopes
    here = np.flatnonzero((columns.office == one.office.encode()) & (columns.senpo == (one.scheme == "senpo")))
    return columns.place(int(here[0])) if len(here) else None


def slip_lines(one: SlipRow, differences: Sequence[SlipDifference]) -> tuple[tuple[str, str], ...]:
    """Everything about a row of the slip."""
    own = [("違い", line.message) for line in differences if line.row == one.key]
    figures = zip(FIGURE_WORDS.values(), (one.counted, one.drafted, one.stamped), strict=True)
    return (("区分", one.key.name), *own, *((word, _with_unit(value, ENVELOPES)) for word, value in figures))


def _with_unit(value: int | None, unit: str) -> str:
    return NOT_YET if value is None else f"{value:,} {unit}"


def plan_lines(one: Combination) -> tuple[tuple[str, str], ...]:
    """Everything about a combination."""
    ways = "　".join(f"{WAY_WORDS[way]} {one.ways[way]:,} 通" for way in WAYS)
    lines = [
        ("内容", one.contents),
        ("数", f"{ways}　（通知書 {one.notices:,} 件）"),
        ("重さ", f"{one.grams:.1f} g　秤の幅 {one.low:.1f}〜{one.high:.1f} g"),
        ("厚さ", f"{one.thick:.1f} mm"),
        ("郵便の区分", NOT_YET if one.post is None else one.post.name),
        ("最初のレコード", f"{one.first[0]} 番号 {one.first[1] + 1:,}"),
    ]
    return tuple([("要確認", "。".join(one.problems)), *lines] if one.problems else lines)


def reasons_of(state: State, month: Month | None) -> dict[str, str]:
    """Reasons that hold, by the name of their difference."""
    if month is None:
        return {}
    known = counts_of(state, month).explained
    now = {one.key: one.what for one in differs_of(state, month)}
    return {key: one.reason for key, one in known.items() if now.get(key) == one.differs.what}


def badge_of(state: State, month: Month | None, found: CountedMonth | None, lines: Sequence[Line]) -> tuple[Tone, str]:
    """The whole in a tone and a word."""
    if month is not None and is_closed(state, month, COUNTS):
        return "good", "済"
    if found is None:
        return "waiting", "突合せ前"
    if lines:
        return "bad", f"合わない件数 {len(lines):,} 項目"
    return ("doing", "作業中") if month is None or uncounted(state, month) else ("asked", "完了待ち")


def next_act(
    state: State,
    month: Month | None,
    found: CountedMonth | None,
    own: Beside | None,
    *,
    there: bool,
    may: bool,
    decides: bool,
    by: str,
) -> Next:
    """``there``: the month's medium is open; ``may``: the person may take part; ``decides``: close the gate."""
    if month is None:
        return Next("", "月がありません")
    if not there:
        return Next("", "当月の媒体を開いてください（Ctrl+O）")
    if found is None or own is None:
        return Next("count", "件数を突き合わせる　Ctrl+Enter")
    if is_closed(state, month, COUNTS):
        return Next("export", "表を書き出す　Ctrl+Enter")
    if not may:
        return Next("", "検査員か品質責任者が進めます")
    drafted, stamped = drafted_of(state, month), stamped_of(state, month)
    if drafted is None or dict(drafted.slip) != dict(found.drawn.slip):
        return Next("draft", "差出票の下書きに署名　Ctrl+Enter")
    if stamped is None:
        return Next("stamp", "差出票（写）を転記する　Ctrl+Enter")
    taken = taken_of(state, month)
    if taken is None or taken.sha256 != own.sha256:
        return Next("take", "突合せに署名　Ctrl+Enter")
    if left := unexplained(state, month):
        return _differing(left, decides=decides)
    if waiting := uncounted(state, month):
        return Next("", waiting[0])
    if not open_before(state, month, COUNTS):
        mine = decides and by != stamped.signature.by
        return Next("close", "完了して署名　Ctrl+Enter") if mine else Next("", "別の品質責任者の完了を待っています")
    return Next("export", "表を書き出す　Ctrl+Enter")


def _differing(left: Sequence[Differs], *, decides: bool) -> Next:
    if decides and any(may_explain(one.key) for one in left):
        return Next("explain", "違いの理由に署名　Ctrl+Enter")
    return Next("", f"合わない件数 {len(left):,} 項目　数を合わせてください")
