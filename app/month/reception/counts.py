"""The paper 件数表 against the medium, cell by cell, and this month's counts against last month's, office by office."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, cast

from app.checks.totals import OfficeLine
from app.month.reception.facts import Medium, MonthCounts, OfficeFigure, prefecture_of, prefectures
from app.month.reception.typed import (
    MOST_EXPLANATIONS,
    MOST_EXTRA,
    SCHEMES,
    Transcription,
    TypedProblem,
    paper_field,
)
from app.records.layouts import Scheme
from app.records.units import NOTICES, SHEETS, Count, Unit

CellState = Literal["same", "differs", "undone"]
PAPER, TABLE, TOTAL, RECORDS = "紙の件数表", "媒体の件数表", "合計（02）", "明細（01）"


@dataclass(frozen=True, slots=True)
class CountCell:
    """One line of the count tables: an office, or with ``code`` ``""`` the 合計 of a scheme.

    ``figures`` by where they come from (:data:`PAPER` …), ``None`` where there is none; 枚 and 件 compare. ``medium``:
    the medium disagrees with itself, whatever was typed. ``reason`` says what is wrong or unknown.
    """

    scheme: Scheme
    code: str
    name: str
    prefecture: str
    figures: Mapping[str, Count | None]
    state: CellState
    medium: bool = False
    reason: str = ""

    @property
    def place(self) -> str:
        """``厚年　東京都　1101 千代田``."""
        return "　".join(
            part for part in (SCHEMES[self.scheme], self.prefecture, f"{self.code} {self.name}".strip()) if part
        )

    @property
    def text(self) -> str:
        """Every figure with its unit: ``紙の件数表 12 枚・媒体の件数表 13 枚・…``."""
        return "・".join(f"{where} {'なし' if one is None else one}" for where, one in self.figures.items())


def count_cells(medium: Medium, typed: Transcription) -> tuple[CountCell, ...]:
    """Every line by scheme: offices, then what is only on the paper, then the 合計."""
    return tuple(
        cell
        for scheme in SCHEMES
        for cell in (
            *(_office_cell(one, typed) for one in medium.offices if one.scheme == scheme),
            *_extra_cells(scheme, typed),
            _total_cell(scheme, medium, typed),
        )
    )


def _count(value: int | None, unit: Unit) -> Count | None:
    return None if value is None else Count(value, unit)


def _office_cell(line: OfficeLine, typed: Transcription) -> CountCell:
    said = None if line.said is None else line.said.notices
    figures = {
        PAPER: _count(typed.number(paper_field(line.scheme, line.office)), SHEETS),
        TABLE: _count(line.prints, SHEETS),
        TOTAL: _count(said, NOTICES),
        RECORDS: _count(line.counted.notices, NOTICES),
    }
    unknown = line.reason if line.prints_ok is None and line.prints is not None else ""
    # An office without notices has no 02 (N 2.2.2).
    without = [TOTAL] if said is None and line.counted.notices == 0 else []
    return _cell(line.scheme, line.office, line.name, figures, unknown, without)


def _extra_cells(scheme: Scheme, typed: Transcription) -> Iterable[CountCell]:
    for at in range(1, MOST_EXTRA + 1):
        name, count = typed.text(f"paper.{scheme}.extra.{at}.name"), typed.number(f"paper.{scheme}.extra.{at}.count")
        if name or count is not None:
            figures = {PAPER: _count(count, SHEETS), TABLE: None, TOTAL: None, RECORDS: None}
            reason = "紙の件数表にだけある事務所です。"
            yield CountCell(scheme, "", name or "（名称未入力）", "", figures, "differs", reason=reason)


def _total_cell(scheme: Scheme, medium: Medium, typed: Transcription) -> CountCell:
    own = [one for one in medium.offices if one.scheme == scheme]
    table = medium.tables.get(scheme)
    said = [one.said.notices for one in own if one.said is not None]
    unknown = next((one.reason for one in own if one.reason and one.prints_ok is None), "")
    figures = {
        PAPER: _count(typed.number(f"paper.{scheme}.total"), SHEETS),
        TABLE: _count(None if table is None else table.total, SHEETS),
        TOTAL: Count(sum(said), NOTICES),
        RECORDS: Count(sum(one.counted.notices for one in own), NOTICES),
    }
    cell = _cell(scheme, "", "合計", figures, unknown, [])
    lines = [typed.number(paper_field(scheme, one.office)) for one in own]
    extra = [typed.number(f"paper.{scheme}.extra.{at}.count") or 0 for at in range(1, MOST_EXTRA + 1)]
    added = sum(one for one in lines if one is not None) + sum(extra)
    total = figures[PAPER]
    if total is not None and None not in lines and total.value != added:
        reason = f"紙の件数表の合計 {total} が、入力した事務所の合計 {Count(added, SHEETS)} と違います。{cell.reason}"
        return CountCell(scheme, "", "合計", "", figures, "differs", cell.medium, reason)
    return cell


def _cell(
    scheme: Scheme,
    code: str,
    name: str,
    figures: Mapping[str, Count | None],
    unknown: str,
    without: Sequence[str],
) -> CountCell:
    own = {where: one for where, one in figures.items() if where != PAPER and where not in without}
    there = [one for one in own.values() if one is not None]
    lacking = [where for where, one in own.items() if one is None]
    paper = figures[PAPER]
    made = (scheme, code, name, prefecture_of(code), figures)
    if unknown:
        return CountCell(*made, "undone", reason=unknown)
    if lacking or not all(one.equals(there[0]) for one in there):
        reason = f"{'・'.join(lacking)}がありません。" if lacking else "媒体の中の件数が、互いに違います。"
        return CountCell(*made, "differs", True, reason)
    if paper is None:
        return CountCell(*made, "undone", reason="紙の件数表の枚数が入力されていません。")
    same = all(one.equals(paper) for one in there)
    return CountCell(*made, "same" if same else "differs", reason="" if same else "紙と媒体の件数が違います。")


# Last month


ExplanationKind = Literal["disaster", "other"]
ChangeKind = Literal["same", "more", "fewer", "new", "gone"]
CHANGE_NAMES: Mapping[ChangeKind, str] = {
    "same": "変わらず", "more": "増", "fewer": "減", "new": "新しい事務所", "gone": "なくなった事務所",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Explanation:
    """A stated reason for changed counts: ``disaster`` explains fewer notices in its prefectures, ``other`` anything
    in its prefectures, in all of them when it names none.
    """

    kind: ExplanationKind
    prefectures: frozenset[str]
    text: str

    def covers(self, kind: ChangeKind, prefecture: str) -> bool:
        """Whether it can be the reason for such a change there."""
        if self.kind == "disaster" and kind not in ("fewer", "gone"):
            return False
        return not self.prefectures or prefecture in self.prefectures


def read_explanations(typed: Transcription) -> tuple[tuple[Explanation, ...], tuple[TypedProblem, ...]]:
    """The reasons that were typed, and what is wrong with the others."""
    known = {short: name for name in prefectures().values() for short in (name, name[:-1])}
    found: list[Explanation] = []
    problems: list[TypedProblem] = []
    for at in range(1, MOST_EXPLANATIONS + 1):
        kind, text = typed.text(f"explain.{at}.kind"), typed.text(f"explain.{at}.text")
        words = [one for one in typed.text(f"explain.{at}.prefectures").replace(",", "、").split("、") if one.strip()]
        places = [known.get(one.strip(), "") for one in words]
        if not (kind or text or words):
            continue
        problem = _explanation_problem(kind, text, places)
        if problem is not None:
            problems.append(TypedProblem(f"explain.{at}", "explain", f"理由 {at}", *problem))
        else:
            found.append(Explanation(cast(ExplanationKind, kind), frozenset(places), text))
    return tuple(found), tuple(problems)


def _explanation_problem(kind: str, text: str, places: list[str]) -> tuple[str, str] | None:
    if not kind or not text:
        return "理由の種類と内容の両方が要ります。", "両方を入力するか、両方を空にしてください。"
    if "" in places:
        return "都道府県の名前ではないものがあります。", "千葉県、東京都 のように入力してください。"
    if kind == "disaster" and not places:
        return "災害による減少には、都県が要ります。", "減った都県を入力してください。"
    return None


@dataclass(frozen=True, slots=True)
class Limits:
    """What needs a reason; percentages, notices (件), business days (``resources/reception.toml``)."""

    planned_percent: float
    total_percent: float
    office_percent: float
    office_least: int
    pattern_age: int


@dataclass(frozen=True, slots=True)
class OfficeChange:
    """One office's notices last month and now. ``beyond``: it needs a reason; ``explained``: the stated one."""

    scheme: Scheme
    code: str
    name: str
    prefecture: str
    before: Count | None
    now: Count | None
    kind: ChangeKind
    beyond: bool
    explained: str = ""

    @property
    def text(self) -> str:
        """``厚年　東京都　1101 千代田　前月 12 件 → 今月 30 件（＋18 件、増）``."""
        zero = Count(0, NOTICES)
        place = "　".join(part for part in (SCHEMES[self.scheme], self.prefecture, f"{self.code} {self.name}") if part)
        difference = (self.now or zero).less(self.before or zero)
        figures = f"前月 {self.before or 'なし'} → 今月 {self.now or 'なし'}"
        return f"{place}　{figures}（{difference}、{CHANGE_NAMES[self.kind]}）"


def office_changes(
    last: MonthCounts, now: MonthCounts, limits: Limits, explanations: Sequence[Explanation]
) -> tuple[OfficeChange, ...]:
    """Every office of either month, by scheme and code."""
    before = {(one.scheme, one.code): one for one in last.offices}
    after = {(one.scheme, one.code): one for one in now.offices}
    keys = sorted(before.keys() | after.keys(), key=lambda key: (key[0] != "kounen", key[1]))
    return tuple(_change(before.get(key), after.get(key), limits, explanations) for key in keys)


def _change(
    before: OfficeFigure | None, now: OfficeFigure | None, limits: Limits, explanations: Sequence[Explanation]
) -> OfficeChange:
    one = now or before
    assert one is not None
    prefecture = prefecture_of(one.code)
    kind: ChangeKind
    if before is None or now is None:
        kind, beyond = ("new" if before is None else "gone"), True
    else:
        difference = now.notices - before.notices
        kind = "more" if difference > 0 else "fewer" if difference < 0 else "same"
        beyond = abs(difference) > limits.office_least
        beyond = beyond and beyond_percent(before.notices, now.notices, limits.office_percent)
    reason = next((one.text for one in explanations if beyond and one.covers(kind, prefecture)), "")
    return OfficeChange(
        one.scheme,
        one.code,
        one.name,
        prefecture,
        None if before is None else Count(before.notices, NOTICES),
        None if now is None else Count(now.notices, NOTICES),
        kind,
        beyond,
        reason,
    )  # fmt: skip


def beyond_percent(before: int, now: int, percent: float) -> bool:
    """Whether ``now`` differs from ``before`` by more than so many percent of it."""
    return abs(now - before) * 100 > percent * before


def rest_within(changes: Sequence[OfficeChange], explanations: Sequence[Explanation], percent: float) -> bool:
    """Whether the counts agree but for the offices whose change one of the explanations can be the reason for."""
    rest = [one for one in changes if not any(why.covers(one.kind, one.prefecture) for why in explanations)]
    before = sum(one.before.value for one in rest if one.before is not None)
    now = sum(one.now.value for one in rest if one.now is not None)
    return not beyond_percent(before, now, percent)
