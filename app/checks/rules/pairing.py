"""Which records belong together, and which stand there twice (N 図4.1.2.1-1)."""

from collections.abc import Iterable, Iterator

import numpy as np

from app.checks.groups import MOST_DETAILS, Groups, groups, last_records, lone_totals, office_text
from app.checks.model import FileRule, Hits, Rule
from app.checks.rules.date_order import RECEIVED_FOR
from app.checks.rules.dates import date_slots
from app.checks.rules.spots import hits_at
from app.checks.unread import unread
from app.checks.view import FileView, Rows
from app.records.distinct import cut, equal_rows, repeated_rows
from app.records.layouts import notice_layouts
from app.records.notice_file import DETAIL, EXTRACT, OFFICE_TOTAL, TYPE_OFFSET
from app.records.pictures import read_column

_OFFICE, _SERIAL, _TYPE = (0, 4), (0, 14), (TYPE_OFFSET, 2)


# order.pairing


def find_pairing(view: FileView) -> Iterable[Hits]:
    """Groups that are not one 00 with one or two 01 of its own, and offices without exactly one 02."""
    found = groups(view)
    detail = found.types == DETAIL
    judged = detail & found.judged
    orphans = np.flatnonzero(judged & (found.begin < 0))
    yield from hits_at(orphans, _SERIAL, "明細（01）の前に、その事業所の引抜情報（00）がありません。")
    foreign = np.flatnonzero(found.foreign)
    yield from hits_at(
        foreign,
        _SERIAL,
        lambda hit: (
            f"明細（01）のシリアル番号が、直前の引抜情報（00）と違います。"
            f"00は{_serial(view, int(found.begin[foreign[hit]]))}、01は{_serial(view, int(foreign[hit]))}です。"
        ),
    )
    third = np.flatnonzero(judged & ~found.foreign & (found.begin >= 0) & (found.nth > MOST_DETAILS))
    yield from hits_at(
        third,
        _TYPE,
        lambda hit: f"一つの事業所の{found.nth[third[hit]]}件目の明細（01）です。明細は{MOST_DETAILS}件までです。",
    )
    yield from hits_at(_without_detail(view, found), _TYPE, "引抜情報（00）の次に明細（01）がありません。")
    yield from _total_hits(view, found)


def _serial(view: FileView, row: int) -> str:
    return view.file.data[row, :TYPE_OFFSET].tobytes().decode("ascii", "replace")


def _without_detail(view: FileView, found: Groups) -> Rows:
    """Sound 00 that another 00, an 02 or the end of the file follows."""
    extracts = np.flatnonzero((found.types == EXTRACT) & view.sound)
    after = np.minimum(extracts + 1, len(found.types) - 1)
    ends = (after == extracts) | (view.sound[after] & (found.types[after] != DETAIL))
    bare: Rows = extracts[ends]
    return bare


def _total_hits(view: FileView, found: Groups) -> Iterator[Hits]:
    own = found.own_totals
    totals = found.totals
    stray = _stray_totals(view, found, totals[lone_totals(found)])
    yield from hits_at(
        stray,
        _OFFICE,
        lambda hit: (
            f"事務所{office_text(found.office[stray[hit]])}の合計（02）ですが、この事務所の通知書がファイルにありません。"
        ),
    )
    kept = np.array(sorted(own.values()), dtype=np.int64)
    again = totals[~np.isin(totals, kept) & ~np.isin(totals, stray)]
    yield from hits_at(
        again,
        _TYPE,
        lambda hit: (
            f"事務所{office_text(found.office[again[hit]])}の合計（02）が二つあります。"
            f"もう一つは{view.said(own[int(found.office[again[hit]])], int(again[hit]))} です。"
        ),
    )
    open_ends = _without_total(view, found, stray)
    yield from hits_at(
        open_ends,
        _OFFICE,
        lambda hit: (
            f"事務所{office_text(found.office[open_ends[hit]])}の合計（02）がありません。最後のレコードはこれです。"
        ),
    )


def _stray_totals(view: FileView, found: Groups, totals: Rows) -> Rows:
    """02 of offices without establishments, unless they say so themselves (0 notices) or something hides there."""
    count = notice_layouts(view.file.scheme)["02"].role("notices")
    values, _ = read_column(view.file.data[totals, count.span], count.picture or "")
    before = np.maximum(totals - 1, 0)
    return totals[(values > 0) & view.sound[before] & found.judged[before]]


def _without_total(view: FileView, found: Groups, stray: Rows) -> list[int]:
    """The last record of each office without 02, unless that may be lost or is an 02 already objected to."""
    last = last_records(found.office, np.flatnonzero(found.whole & (found.types != OFFICE_TOTAL)))
    objected, lost = set(stray.tolist()), unread(view).notices
    return sorted(
        row
        for office, row in last.items()
        if office not in found.own_totals and row + 1 not in objected and office not in lost
    )


# order.duplicate


def find_duplicates(view: FileView) -> Iterable[Hits]:
    """An establishment that is there twice, and two 01 of one that are for the same month."""
    found = groups(view)
    extracts = found.extracts
    layout = notice_layouts(view.file.scheme)["00"]
    office, number = layout.role("office"), layout.role("number")
    span = slice(office.offset, number.end)
    again = repeated_rows(cut(view.file.data, extracts, span))
    yield from hits_at(
        extracts[[row for row, _ in again]],
        (span.start, span.stop - span.start),
        lambda hit: (
            f"統一事務所コード・整理記号・番号（項番{office.item}〜{number.item}）が、"
            f"{view.said(int(extracts[again[hit][1]]), int(extracts[again[hit][0]]))} の事業所と同じです。"
        ),
    )
    second = found.seconds
    slot = date_slots(notice_layouts(view.file.scheme)["01"])[RECEIVED_FOR]
    same = second[equal_rows(view.file.data, second - 1, second, slot.span)]
    yield from hits_at(
        same,
        (slot.span.start, slot.span.stop - slot.span.start),
        f"{slot.name}が、同じ事業所の前の明細と同じです。明細が二つあるのは納付目的年月が二つあるときだけです。",
    )


RULES: tuple[Rule, ...] = (
    FileRule(
        name="order.pairing",
        severity="error",
        stage="content",
        title="レコードの組合せ",
        source="電子媒体仕様書 図4.1.2.1-1・図4.1.2.2-1（レコード順序について）",
        explanation=(
            "一つの事業所が引抜情報（00）一つと、同じシリアル番号の明細（01）一つか二つでできているか、"
            "事務所ごとに合計（02）が一つあるかを見ます。組が崩れていると、別の事業所の宛名と通知が組み合わさるおそれが"
            "あります。見つかったらそのファイルの印刷を止め、機構に再作成を求めます。"
        ),
        find=find_pairing,
    ),
    FileRule(
        name="order.duplicate",
        severity="error",
        stage="content",
        title="同じ事業所・同じ月の重なり",
        source="電子媒体仕様書 図4.1.2.1-1、委託要領別紙7（統一事務所コード・整理記号・番号で事業所を特定する）",
        explanation=(
            "統一事務所コード・整理記号・番号の同じ事業所がファイルに二度ないか、一つの事業所の二つの明細が同じ"
            "納付目的年月でないかを見ます。重なったまま印刷すると、同じ事業所に二通届くか、別の月の通知が届きません。"
            "見つかったら二つのレコードを比べ、どちらを印刷するかを機構に照会します。"
        ),
        find=find_duplicates,
    ),
)
