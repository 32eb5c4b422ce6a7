"""In which order records stand (N 表4.1.2.1-1, 表4.1.2.2-1)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.checks.groups import Groups, groups, lone_totals, misplaced, office_text, run_starts
from app.checks.model import FileRule, Hits, Rule
from app.checks.rules.date_order import RECEIVED_FOR
from app.checks.rules.dates import date_sets, date_slots
from app.checks.rules.spots import hits_at
from app.checks.view import FileView, Rows
from app.records.distinct import cut, equal_rows
from app.records.layouts import notice_layouts
from app.records.notice_file import OFFICE_TOTAL, TYPE_OFFSET

_OFFICE, _TYPE = (0, 4), (TYPE_OFFSET, 2)


def find_sequence(view: FileView) -> Iterable[Hits]:
    """Offices, postal codes, 02 and receipts that do not stand in the specified order."""
    found = groups(view)
    runs = _Runs.of(found)
    yield from _offices_out_of_order(found, runs)
    yield from _totals_too_early(found, runs)
    yield from _postal_out_of_order(view, found)
    yield from _receipts_out_of_order(view, found)


@dataclass(frozen=True, slots=True, eq=False)
class _Runs:
    """Neighbouring records of one office: all records that count ``(m,)``, where runs begin in them, how long they are.

    An 02 counts only where its office has other records: without, it is another rule's.
    """

    rows: Rows
    starts: Rows
    lengths: Rows

    @staticmethod
    def of(found: Groups) -> "_Runs":
        counts = found.whole.copy()
        counts[found.totals] = ~lone_totals(found)
        rows = np.flatnonzero(counts)
        starts = run_starts(found.office[rows])
        return _Runs(rows, starts, np.diff(np.append(starts, len(rows))))


def _offices_out_of_order(found: Groups, runs: _Runs) -> Iterator[Hits]:
    firsts = runs.rows[runs.starts]
    wrong = misplaced(found.office[firsts], np.zeros(len(firsts), dtype=np.int64), runs.lengths)

    def message(hit: int) -> str:
        at = int(wrong[hit])
        office = office_text(found.office[firsts[at]])
        after_higher = at > 0 and found.office[firsts[at - 1]] > found.office[firsts[at]]
        beside = office_text(found.office[firsts[at - 1 if after_higher else at + 1]])
        place = "直前" if after_higher else "直後"
        return (
            f"統一事務所コード（項番3）が昇順ではありません。"
            f"{office}の{runs.lengths[at]:,}レコードの{place}が{beside}です。"
        )

    if len(wrong):
        yield Hits(firsts[wrong], *_OFFICE, message, runs=runs.lengths[wrong])


def _totals_too_early(found: Groups, runs: _Runs) -> Iterator[Hits]:
    """An 02 that records of its own office follow directly."""
    late: dict[int, int] = {}
    for row in sorted(found.own_totals.values()):
        at = int(np.searchsorted(runs.rows, row))
        if at == len(runs.rows) or runs.rows[at] != row:
            continue
        run = int(np.searchsorted(runs.starts, at, side="right")) - 1
        after = runs.rows[at + 1 : runs.starts[run] + runs.lengths[run]]
        count = int((found.types[after] != OFFICE_TOTAL).sum())
        if count:
            late[row] = count
    totals = list(late)
    yield from hits_at(
        totals,
        _TYPE,
        lambda hit: (
            f"事務所{office_text(found.office[totals[hit]])}の合計（レコード区分02）の後に、"
            f"同じ事務所のレコードが{late[totals[hit]]:,}件あります。"
        ),
    )


def _postal_codes(view: FileView, extracts: Rows) -> NDArray[np.uint64]:
    """Postal codes of 00 records as numbers that sort like their bytes: blank, then 3, 5 and 7 digits."""
    span = notice_layouts(view.file.scheme)["00"].role("postal").span
    return cut(view.file.data, extracts, span).view(">u8").reshape(-1).astype(np.uint64)


def _postal_out_of_order(view: FileView, found: Groups) -> Iterator[Hits]:
    extracts = found.extracts
    postal = _postal_codes(view, extracts)
    wrong = misplaced(postal, _run_of(found, extracts))
    field = notice_layouts(view.file.scheme)["00"].role("postal")

    def message(hit: int) -> str:
        at = int(wrong[hit])
        beside = at - 1 if at and postal[at - 1] > postal[at] else at + 1
        place = "前" if beside < at else "次"
        return (
            f"{field.name}（項番{field.item}）が事務所の中で昇順ではありません。"
            f"この事業所は{_postal_text(postal[at])}、{place}の事業所は{_postal_text(postal[beside])}です。"
        )

    yield from hits_at(extracts[wrong], (field.offset, field.length), message)


def _postal_text(code: np.uint64) -> str:
    return int(code).to_bytes(8, "big").decode("ascii", "replace").strip(" ") or "空白"


def _run_of(found: Groups, extracts: Rows) -> Rows:
    """The number of the run of neighbouring establishments of one office that each belongs to."""
    office = found.office[extracts]
    return np.append(0, np.cumsum(office[1:] != office[:-1])) if len(extracts) else extracts


def _receipts_out_of_order(view: FileView, found: Groups) -> Iterator[Hits]:
    sets = date_sets(view)
    slot = date_slots(notice_layouts(view.file.scheme)["01"])[RECEIVED_FOR]
    months = np.full(len(found.types), -1, dtype=np.int64)
    months[sets.rows] = sets.received_for[sets.of] if len(sets.rows) else -1
    second = found.seconds
    wrong = second[(months[second - 1] > months[second]) & (months[second] >= 0)]
    yield from hits_at(
        wrong,
        (slot.span.start, slot.span.stop - slot.span.start),
        f"{slot.name}が、同じ事業所の前の明細より前です。二つの明細は昇順でなければなりません。",
    )


def find_code_sequence(view: FileView) -> Iterable[Hits]:
    """事業所符号(内部) falling where all keys before it are certainly equal.

    Between postal code and 事業所符号 the records are sorted by バーコード編集表示, which no record holds. It follows
    from postal code and address, so it is equal where both are, byte for byte.
    """
    found = groups(view)
    extracts = found.extracts
    postal, run = _postal_codes(view, extracts), _run_of(found, extracts)
    code = found.serial[extracts, 1]
    fall = 1 + np.flatnonzero((run[1:] == run[:-1]) & (postal[1:] == postal[:-1]) & (code[1:] < code[:-1]))
    layout = notice_layouts(view.file.scheme)["00"]
    wrong = fall[equal_rows(view.file.data, extracts[fall - 1], extracts[fall], layout.role("address").span)]
    field = layout.role("serial.code")

    def message(hit: int) -> str:
        before = view.file.raw(int(extracts[wrong[hit] - 1]), field).decode("ascii", "replace")
        return (
            f"{field.name}（項番{field.item}）が、郵便番号も所在地も同じ前の事業所の{before}より小さく、"
            "昇順ではありません。"
        )

    yield from hits_at(extracts[wrong], (field.offset, field.length), message)


_TABLE = "電子媒体仕様書 表4.1.2.1-1・表4.1.2.2-1"

RULES: tuple[Rule, ...] = (
    FileRule(
        name="order.sequence",
        severity="error",
        stage="content",
        title="レコードの並び順",
        source=f"{_TABLE} レコードのSORT順（空白・3桁・5桁の郵便番号の位置はバイト順と推定）",
        explanation=(
            "統一事務所コード、事務所合計（02）の位置、郵便番号、同じ事業所の二つの明細の納付目的年月が昇順かを見ます。"
            "並び順は郵便区分と引き抜きの作業の前提で、乱れは途中のレコードの欠落や入れ替わりのしるしです。"
            "見つかったら前後のレコードを画面で比べ、抜けや重なりがないかを確かめて機構に照会します。"
        ),
        find=find_sequence,
    ),
    FileRule(
        name="order.sequence",
        severity="warning",
        stage="content",
        title="事業所符号（内部）の並び順",
        source=f"{_TABLE} レコードのSORT順5（順4のバーコード編集表示はレコードにないので、所在地が同じときだけ）",
        explanation=(
            "郵便番号と所在地が同じ事業所どうしで、事業所符号（内部）が昇順かを見ます。"
            "その前の並び順であるバーコード編集表示はデータにないので、同じだと言い切れるところだけを調べます。"
            "印刷はできますが、データの作られ方がいつもと違うしるしなので、前後の事業所を確かめます。"
        ),
        find=find_code_sequence,
        later=True,
    ),
)
