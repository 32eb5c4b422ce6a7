"""Amounts of the 01 records: whether parts and sums go together."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from app.checks.model import FileRule, Hits, Rule
from app.checks.rules.spots import hits_at
from app.checks.view import FileView, Kind, Rows
from app.records.layouts import Field, Scheme, notice_layouts
from app.records.notice_file import DETAIL
from app.records.pictures import ASTERISKS, BLANK, NUMBER

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Sum:
    """``total`` is the sum of ``parts`` (items of the 01)."""

    parts: tuple[int, ...]
    total: int


@dataclass(frozen=True, slots=True)
class _Part:
    """告知 or 領収: its sums, 合計額 last, and year and month of its 納付目的年月."""

    label: str
    sums: tuple[_Sum, ...]
    dated: tuple[Field, ...]


_SUMS: dict[Scheme, tuple[tuple[tuple[str, ...], str], ...]] = {
    "kounen": ((("health", "pension", "child"), "total"),),
    "senpo": ((("pension", "child"), "subtotal"), (("subtotal", "seamen"), "total")),
}
"""Which amounts of a part, by their roles, add up to which."""


@cache
def _parts(scheme: Scheme) -> tuple[_Part, _Part]:
    layout = notice_layouts(scheme)["01"]

    def part(name: str, label: str) -> _Part:
        sums = [
            _Sum(tuple(layout.role(f"{name}.{one}").item for one in some), layout.role(f"{name}.{total}").item)
            for some, total in _SUMS[scheme]
        ]
        return _Part(label, tuple(sums), layout.block(name)[1:])

    return part("charge", "告知額"), part("receipt", "領収済額")


def find_sums(view: FileView) -> Iterable[Hits]:
    """Sums that are not the sum of their parts, and combinations of numbers and asterisks that say nothing."""
    kind = view.kind(DETAIL)
    parts = _parts(view.file.scheme)
    for part in parts:
        for verdict in _verdicts(view, part):
            yield from _sum_hits(kind, verdict, verdict.wrong, part.label)
            yield from _lone_hits(kind, verdict.total, verdict.bare, part.label, "の内訳がすべて「*…*」です")
            what = "が「*…*」ですが、内訳に金額があります"
            yield from _lone_hits(kind, verdict.total, verdict.unsaid, part.label, what)
        yield from _undated(view, kind, part)
    yield from _silent(view, kind, *parts)


def find_open_sums(view: FileView) -> Iterable[Hits]:
    """Sums larger than the parts that are numbers, where asterisks stand for another part."""
    kind = view.kind(DETAIL)
    for part in _parts(view.file.scheme):
        for verdict in _verdicts(view, part):
            yield from _sum_hits(kind, verdict, verdict.open, part.label)


@dataclass(frozen=True, slots=True, eq=False)
class _Reading:
    """A sum in all records ``(m,)``. ``sum`` adds the parts that are numbers, ``numbers``/``starred`` count them."""

    total: NDArray[np.int64]
    total_state: NDArray[np.uint8]
    sum: NDArray[np.int64]
    numbers: NDArray[np.int8]
    starred: NDArray[np.int8]

    @staticmethod
    def of(view: FileView, kind: Kind, one: _Sum) -> "_Reading":
        total, state = view.numbers(kind, one.total)
        parts = [view.numbers(kind, item) for item in one.parts]
        return _Reading(
            total=total,
            total_state=state,
            sum=np.add.reduce([values for values, _ in parts]),
            numbers=np.add.reduce([(states == NUMBER).astype(np.int8) for _, states in parts]),
            starred=np.add.reduce([(states == ASTERISKS).astype(np.int8) for _, states in parts]),
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Verdict:
    """What is wrong with one sum, as indices of the 01 records, ascending; a record is in one of them at most.

    ``wrong``: not the sum of its parts. ``bare``: a number above asterisks only. ``unsaid``: asterisks above numbers.
    ``open``: more than its parts, of which some are asterisks.
    """

    sum: _Sum
    reading: _Reading
    wrong: Rows
    bare: Rows
    unsaid: Rows
    open: Rows

    @property
    def total(self) -> int:
        return self.sum.total


def _verdicts(view: FileView, part: _Part) -> list[_Verdict]:
    """The sums of a part: of 計 and 合計額 only the first that is wrong in a record."""
    return view.once(f"sums {part.label}", lambda view: _judged(view, part))


def _judged(view: FileView, part: _Part) -> list[_Verdict]:
    kind = view.kind(DETAIL)
    readings = [(one, _Reading.of(view, kind, one)) for one in part.sums]
    seen = np.zeros(len(kind.rows), dtype=bool)
    found: list[tuple[_Sum, _Reading, list[Mask]]] = []
    for one, reading in readings:
        said = reading.total_state == NUMBER
        complete = reading.numbers == len(one.parts)
        differs = np.where(complete, reading.total != reading.sum, reading.total < reading.sum)
        wrong = said & (reading.numbers > 0) & differs & ~seen
        bare = said & (reading.starred == len(one.parts)) & ~seen
        unsaid = (reading.total_state == ASTERISKS) & (reading.numbers > 0) & ~seen
        seen |= wrong | bare | unsaid
        found.append((one, reading, [wrong, bare, unsaid]))
    verdicts = []
    for one, reading, masks in found:
        more = (reading.total_state == NUMBER) & (reading.numbers > 0) & (reading.starred > 0)
        more &= (reading.total > reading.sum) & ~seen
        verdicts.append(_Verdict(one, reading, *(np.flatnonzero(mask) for mask in (*masks, more))))
        seen |= more
    return verdicts


def _undated(view: FileView, kind: Kind, part: _Part) -> Iterator[Hits]:
    """An amount without the month that it is for."""
    _, state = view.numbers(kind, part.sums[-1].total)
    year, month = part.dated
    blank = [view.numbers(kind, field.item)[1] == BLANK for field in part.dated]
    message = (
        f"{part.label}の合計額（項番{part.sums[-1].total}）がありますが、"
        f"納付目的年月（項番{year.item}・{month.item}）が空白です。"
    )
    yield from hits_at(
        kind.rows[(state == NUMBER) & blank[0] & blank[1]], (year.offset, month.end - year.offset), message
    )


def _sum_hits(kind: Kind, verdict: _Verdict, at: Rows, label: str) -> Iterator[Hits]:
    one, reading = verdict.sum, verdict.reading
    total = kind.field(one.total)
    parts = "・".join(str(item) for item in one.parts)

    def message(hit: int) -> str:
        row = int(at[hit])
        stars = "（「*…*」を除く）" if reading.starred[row] else ""
        return (
            f"{label}の{total.name}（項番{one.total}）が{reading.total[row]:,}円で、"
            f"内訳（項番{parts}）の和{stars}の{reading.sum[row]:,}円と違います。"
        )

    if len(at):
        yield Hits(kind.rows[at], total.offset, total.length, message)


def _lone_hits(kind: Kind, item: int, at: Rows, label: str, what: str) -> Iterator[Hits]:
    field: Field = kind.field(item)
    yield from hits_at(kind.rows[at], (field.offset, field.length), f"{label}の{field.name}（項番{item}）{what}。")


def _silent(view: FileView, kind: Kind, charge: _Part, receipt: _Part) -> Iterator[Hits]:
    """A notice with neither a charge nor a receipt."""
    silent = np.ones(len(kind.rows), dtype=bool)
    for part in (charge, receipt):
        for item in {item for one in part.sums for item in (*one.parts, one.total)}:
            silent &= view.numbers(kind, item)[1] != NUMBER
    total = kind.field(charge.sums[-1].total)
    message = f"告知額（項番{total.item}）も領収済額（項番{receipt.sums[-1].total}）もない通知書です。"
    yield from hits_at(kind.rows[silent], (total.offset, total.length), message)


_SOURCE = "電子媒体仕様書 別紙12-2・14-2（保険料告知額部、前月分領収済額部の各金額、計、合計額）"

RULES: tuple[Rule, ...] = (
    FileRule(
        name="amount.sum",
        severity="error",
        stage="content",
        title="金額の合計",
        source=_SOURCE,
        explanation=(
            "告知額と領収済額のそれぞれで、内訳の和が合計額（船保は計と合計額）と一致するかを見ます。金額と「*…*」の"
            "おかしな組合せ、納付目的年月のない金額、告知額も領収済額もない通知書も調べます。"
            "金額の誤りは事業所の納付に直結します。見つかったら該当する通知を止め、機構に照会します。"
        ),
        find=find_sums,
    ),
    FileRule(
        name="amount.sum",
        severity="warning",
        stage="content",
        title="金額の合計（内訳に「*…*」がある場合）",
        source=f"{_SOURCE}。「*…*」の内訳を0円とみなすのは推定",
        explanation=(
            "内訳の一部が「*…*」のとき、残りの内訳の和が合計額より少なくないかを見ます。"
            "「*…*」の部分の金額はデータから分からないので、誤りとは言い切れず、確認をうながします。"
            "組合管掌の事業所で健康保険料が「*…*」なら、合計額は残りの和と同じはずです。"
        ),
        find=find_open_sums,
        later=True,
    ),
)
