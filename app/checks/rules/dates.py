"""Dates of the 01 records. A month's notices share a few hundred combinations of dates; each is judged once."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.checks.model import FileRule, Hits, Rule
from app.checks.rules.date_order import ISSUED, RECEIVED_FOR, date_bounds, misfit, months
from app.checks.view import FileView, Rows
from app.notice.era import EraProblem, era_date
from app.records import pictures
from app.records.layouts import Field, RecordLayout
from app.records.notice_file import DETAIL
from app.records.text import to_text, trimmed

DateRule = Literal["date.value", "date.era", "date.sequence"]
_LABELS = ("告知額の納付目的年月", "納付期限", "領収済額の納付目的年月", "領収日", "発行年月日")
# Era, year, month and, but for the two months, day stand side by side behind these.
_ROLES = ("charge", "due", "receipt", "received", "issued")
_PARTS = ("元号", "年", "月", "日")


@dataclass(frozen=True, slots=True)
class DateSlot:
    """One of the five dates: its fields in the 01."""

    label: str
    fields: tuple[Field, ...]

    @property
    def span(self) -> slice:
        """Its bytes in the record."""
        return slice(self.fields[0].offset, self.fields[-1].end)

    def cells(self, raw: bytes) -> list[bytes]:
        """The bytes of ``span`` field by field."""
        return [raw[field.offset - self.span.start : field.end - self.span.start] for field in self.fields]

    def written(self, raw: bytes) -> str:
        """The date as it stands there: 令和8年11月20日."""
        units = zip(self.cells(raw), ("", "年", "月", "日"), strict=False)
        return "".join(to_text(cell).strip(" ") + unit for cell, unit in units)

    @property
    def name(self) -> str:
        """Label and items, as messages name it."""
        return f"{self.label}（項番{self.fields[0].item}〜{self.fields[-1].item}）"


class DateProblem(NamedTuple):
    """What is wrong with one combination: bytes of the record, and a Japanese sentence."""

    rule: DateRule
    offset: int
    length: int
    message: str


@dataclass(frozen=True, slots=True, eq=False)
class DateSets:
    """Combinations of the five dates. ``rows`` ``(m,)`` are the sound 01, ``of`` ``(m,)`` their combination.

    ``problems`` by combination; ``received_for`` ``(k,)``: months since year 0 that the receipt is for, -1 for none.
    ``usual`` is the 発行年月日 of more than half of the records, ``None`` without one; ``usual_row`` the first of them.
    """

    rows: Rows
    of: NDArray[np.int32]
    problems: tuple[tuple[DateProblem, ...], ...]
    received_for: NDArray[np.int64]
    usual: date | None
    usual_row: int


def date_slots(layout: RecordLayout) -> tuple[DateSlot, ...]:
    """Where the five dates stand in this 01."""
    return tuple(DateSlot(label, layout.block(role)) for label, role in zip(_LABELS, _ROLES, strict=True))


def date_sets(view: FileView) -> DateSets:
    """All combinations of a file, judged once for every rule that asks."""
    return view.once("dates", _date_sets)


def _date_sets(view: FileView) -> DateSets:
    details = view.kind(DETAIL)
    slots = date_slots(details.layout)
    scan = view.scan(details)
    values = [b"".join(view.file.data[row, slot.span].tobytes() for slot in slots) for row in scan.dates_at]
    judged = [_judge(raw, slots) for raw in values]
    issued = [one.days[ISSUED] for one in judged]
    usual = _usual_issue(issued, np.bincount(scan.dates_of, minlength=len(judged)).tolist())
    is_usual = np.array([usual is not None and day == usual for day in issued], dtype=bool)
    return DateSets(
        rows=details.rows,
        of=scan.dates_of,
        problems=tuple(_too_late(one, usual, slots[ISSUED]) for one in judged),
        received_for=np.array([_months(one.days[RECEIVED_FOR]) for one in judged], dtype=np.int64),
        usual=usual,
        usual_row=-1 if usual is None else int(details.rows[is_usual[scan.dates_of].argmax()]),
    )


def _months(day: date | None) -> int:
    return -1 if day is None else months(day)


class _Judged(NamedTuple):
    """The dates of one combination, ``None`` for one that is blank or wrong, as they are written, and what is wrong."""

    days: tuple[date | None, ...]
    said: tuple[str, ...]
    problems: tuple[DateProblem, ...]


def _judge(raw: bytes, slots: Sequence[DateSlot]) -> _Judged:
    days: list[date | None] = []
    said: list[str] = []
    problems: list[DateProblem] = []
    start = 0
    for slot in slots:
        stop = start + slot.span.stop - slot.span.start
        day = _read(slot.cells(raw[start:stop]), slot)
        if isinstance(day, DateProblem):
            problems.append(day)
        days.append(None if isinstance(day, DateProblem) else day)
        said.append(slot.written(raw[start:stop]))
        start = stop
    order = _out_of_order(days, said, slots)
    if order is not None:
        problems.append(order)
    return _Judged(tuple(days), tuple(said), tuple(problems))


def _read(cells: Sequence[bytes], slot: DateSlot) -> date | DateProblem | None:
    """One date; ``None`` when it is blank, or when a picture is broken (that is another rule's finding)."""
    blank = [not trimmed(cell) for cell in cells]
    if all(blank):
        return None
    if any(blank):
        which = blank.index(True)
        missing = "・".join(part for part, empty in zip(_PARTS, blank, strict=False) if empty)
        field = slot.fields[which]
        message = f"{slot.name}の{missing}だけが空白です。すべてあるか、すべて空白でなければなりません。"
        return DateProblem("date.value", field.offset, field.length, message)
    numbers = [pictures.read(cell, "Z9").value for cell in cells[1:]]
    known = [number for number in numbers if number is not None]
    if len(known) < len(numbers):
        return None
    day = era_date(to_text(trimmed(cells[0])), *known)
    return _problem(day, slot) if isinstance(day, EraProblem) else day


def _problem(found: EraProblem, slot: DateSlot) -> DateProblem:
    era, year, month = slot.fields[:3]
    first, last = {
        "era": (era, era),
        "month": (month, month),
        "day": (slot.fields[-1], slot.fields[-1]),
    }.get(found.code, (era, year))
    rule: DateRule = "date.value" if found.code in ("month", "day") else "date.era"
    return DateProblem(rule, first.offset, last.end - first.offset, f"{slot.name}：{found.message}")


def _out_of_order(days: Sequence[date | None], said: Sequence[str], slots: Sequence[DateSlot]) -> DateProblem | None:
    found = misfit(days)
    if found is None:
        return None
    pair, span = found.pair, slots[found.blamed].span
    one, other = (f"{slots[at].name}は{said[at]}" for at in (pair.earlier, pair.later))
    if found.apart:
        what = f"{found.apart:,}か月離れています。離れてよいのは{pair.months}か月まで（推定）です"
    else:
        what = f"{_LABELS[pair.earlier]}は{_LABELS[pair.later]}" + (
            "より前でなければなりません" if pair.strict else "より後であってはなりません"
        )
    return DateProblem("date.sequence", span.start, span.stop - span.start, f"{one}、{other}です。{what}。")


def _usual_issue(issued: Sequence[date | None], counts: Sequence[int]) -> date | None:
    """The 発行年月日 of more than half of the notices; ``counts`` are the notices of each combination."""
    total: Counter[date] = Counter()
    for day, count in zip(issued, counts, strict=True):
        if day is not None:
            total[day] += count
    usual, most = total.most_common(1)[0] if total else (None, 0)
    return usual if 2 * most > sum(counts) else None


def _too_late(judged: "_Judged", usual: date | None, slot: DateSlot) -> tuple[DateProblem, ...]:
    """The problems of a combination; of one that has none, that it is issued long after the usual day."""
    issued, limit = judged.days[ISSUED], date_bounds().months_after_usual
    if judged.problems or issued is None or usual is None or months(issued) - months(usual) <= limit:
        return judged.problems
    message = (
        f"{slot.name}は{judged.said[ISSUED]}で、このファイルの通知書の多くの発行年月日より"
        f"{months(issued) - months(usual):,}か月後です。後でよいのは{limit}か月まで（推定）です。"
    )
    return (DateProblem("date.sequence", slot.span.start, slot.span.stop - slot.span.start, message),)


def _hits(view: FileView, rule: DateRule) -> Iterable[Hits]:
    sets = date_sets(view)
    own = [tuple(problem for problem in problems if problem.rule == rule) for problems in sets.problems]
    wrong = np.array([bool(problems) for problems in own], dtype=bool)
    if not wrong.any():
        return
    picked = np.flatnonzero(wrong[sets.of])
    found = [(row, one) for at, row in zip(picked, sets.rows[picked], strict=True) for one in own[sets.of[at]]]
    yield Hits(
        records=np.array([row for row, _ in found], dtype=np.int64),
        offset=np.array([one.offset for _, one in found], dtype=np.int64),
        length=np.array([one.length for _, one in found], dtype=np.int64),
        message=lambda hit: found[hit][1].message,
    )


RULES: tuple[Rule, ...] = (
    FileRule(
        name="date.value",
        severity="error",
        stage="content",
        title="ない日付",
        source="電子媒体仕様書 別紙12-2・14-2（納付目的年月、納付期限、領収日、発行年月日の各項目）",
        explanation=(
            "月が1〜12か、その年のその月にその日があるか、元号・年・月・日の一部だけが空白になっていないかを見ます。"
            "うるう年も年ごとに数えます。ない納付期限を印字すると、事業所はいつまでに払えばよいか分かりません。"
            "見つかったら印刷を止め、該当レコードを機構に照会します。データを手で直してはいけません。"
        ),
        find=lambda view: _hits(view, "date.value"),
    ),
    FileRule(
        name="date.era",
        severity="error",
        stage="content",
        title="元号と年が合わない日付",
        source="電子媒体仕様書 別紙12-2・14-2（元号、年）、委託要領 4(2)（元年編集）。元号の期間は resources/eras.toml",
        explanation=(
            "令和1年4月や平成31年5月のように、元号と年月の組合せが実在したかを見ます。月だけの項目は、その月に一日でも"
            "その元号の日があれば正しいとします。改元の前後では元年編集と重なって見落としやすい誤りです。"
            "見つかったら該当レコードを機構に照会します。元号表にない元号は、表（resources/eras.toml）も確かめます。"
        ),
        find=lambda view: _hits(view, "date.era"),
    ),
    FileRule(
        name="date.sequence",
        severity="error",
        stage="content",
        title="日付の前後と隔たり",
        source=(
            "電子媒体仕様書 別紙12-2・14-2「前月分領収済額部」。"
            "納付期限・領収日・発行年月日の前後は帳票の文面からの推定。"
            "隔たりの上限は電子媒体仕様書になく、推定（resources/notice_dates.toml）"
        ),
        explanation=(
            "領収済額の納付目的年月は告知額のそれより前、納付期限は納付目的年月と発行年月日より前ではない、領収日は"
            "発行年月日より後ではない、という順と、互いに離れすぎていないか、発行年月日がファイルの多くの通知書や件数表の"
            "作成年月日と離れすぎていないかを見ます。前月分の決まり以外は推定です。"
            "見つかったら、告知額と領収済額の日付が入れ替わっていないかを画面で確かめ、機構に照会します。"
        ),
        find=lambda view: _hits(view, "date.sequence"),
    ),
)
