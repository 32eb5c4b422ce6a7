"""Rules of the content stage: what records say together."""

from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from app.checks.model import FileRule, Finding, Hits, Rule
from app.checks.rules import amounts, dates, match, order, pairing
from app.checks.rules.spots import hits_at
from app.checks.totals import (
    FIGURE_NAMES,
    FIGURE_ROLES,
    FIGURE_UNITS,
    FileOffice,
    OfficeLine,
    all_files_open,
    file_offices,
    office_totals,
)
from app.checks.view import FileView
from app.notice.flyers import SYMBOL_KINDS, SymbolKind, symbol_kinds
from app.records.counts import ITEM_OFFICE_CODE, ITEM_PRINTS, CountTable
from app.records.layouts import RecordLayout, notice_layouts
from app.records.notice_file import EXTRACT

_ASSOCIATION, _UNION = ord("1"), ord("2")


# total.office


def find_office_totals(view: FileView) -> Iterable[Hits]:
    """02 whose figures are not those of their office's 01; one finding each, at the first wrong figure."""
    layout = notice_layouts(view.file.scheme)["02"]
    judged = [office for office in file_offices(view) if office.wrong and not office.stray]
    wrong = sorted(((office.total, office) for office in judged if office.total is not None), key=lambda one: one[0])
    if wrong:
        firsts = [layout.role(FIGURE_ROLES[office.wrong[0]]) for _, office in wrong]
        yield Hits(
            records=np.array([row for row, _ in wrong], dtype=np.int64),
            offset=np.array([field.offset for field in firsts], dtype=np.int64),
            length=np.array([field.length for field in firsts], dtype=np.int64),
            message=lambda hit: _total_message(layout, wrong[hit][1]),
        )


def _total_message(layout: RecordLayout, office: FileOffice) -> str:
    if office.said is None:
        raise ValueError("an office without 02 has no wrong figure")
    parts = [
        f"{FIGURE_NAMES[at]}（項番{layout.role(FIGURE_ROLES[at]).item}）は{office.said[at]:,}{FIGURE_UNITS[at]}、"
        f"明細では{office.counted[at]:,}{FIGURE_UNITS[at]}"
        for at in office.wrong
    ]
    return f"事務所{office.office}の合計が明細（01）と合いません。{'。'.join(parts)}。"


# total.counttable


def find_counttable(views: Mapping[str, FileView], tables: Mapping[str, CountTable]) -> list[Finding]:
    """The 件数表 of a volume against the 01 of all its notice files, both keyed by file name."""
    lines = office_totals(views, tables)
    found: list[Finding] = []
    for name, table in sorted(tables.items()):
        own = [line for line in lines if line.scheme == table.scheme]
        found += _row_findings(name, table, {line.office: line for line in own})
        if not table.problems:
            found += _missing_rows(name, own)
            judged = all(line.prints_ok is not None for line in own if line.files or line.reason)
            if judged and all_files_open(table.scheme, views):
                found += _sum_finding(name, table, sum(line.counted.notices for line in own))
    return sorted(found, key=lambda one: one.sort_key)


def _row_findings(name: str, table: CountTable, lines: Mapping[str, OfficeLine]) -> Iterator[Finding]:
    seen: dict[str, int] = {}
    for row in table.offices:
        first = seen.setdefault(row.office_code, row.record)
        line = lines[row.office_code]
        if first != row.record:
            message = f"事務所{row.office_code}の行が二つあります。もう一つは{first + 1}行目です。"
            yield _finding(name, table, row.record, ITEM_OFFICE_CODE, message)
        elif line.prints_ok is False:
            message = (
                f"事務所{row.office_code}のプリント枚数（項番{ITEM_PRINTS}）は{row.prints:,}枚ですが、"
                f"通知書（明細01）は{line.counted.notices:,}件です。"
            )
            yield _finding(name, table, row.record, ITEM_PRINTS, message)


def _missing_rows(name: str, lines: Iterable[OfficeLine]) -> Iterator[Finding]:
    for line in lines:
        if line.prints is None and line.counted.notices:
            message = f"事務所{line.office}の行がありません。通知書（明細01）は{line.counted.notices:,}件あります。"
            yield Finding(_COUNTTABLE.name, _COUNTTABLE.severity, name, None, None, None, message)


def _sum_finding(name: str, table: CountTable, counted: int) -> Iterator[Finding]:
    """The 合計 row, unless it agrees with the notices or with its own rows (then the rows are to blame)."""
    if table.total is None or table.total_record is None:
        return
    rows = sum(row.prints for row in table.offices)
    if table.total not in (counted, rows):
        message = (
            f"合計行のプリント枚数（項番{ITEM_PRINTS}）は{table.total:,}枚ですが、各行の和は{rows:,}枚、"
            f"通知書（明細01）は{counted:,}件です。"
        )
        yield _finding(name, table, table.total_record, ITEM_PRINTS, message)


def _finding(name: str, table: CountTable, record: int, item: int, message: str) -> Finding:
    row = table.row(record)
    if row is None:
        raise ValueError("a finding on a line that was not read")
    start, end = row.spans[item]
    return Finding(_COUNTTABLE.name, _COUNTTABLE.severity, name, record, start, end - start, message)


# flyer.mismatch


def find_flyer_mismatches(view: FileView) -> Iterable[Hits]:
    """00 whose 管掌区分 does not go with the 事業所記号, by which チラシB is inserted.

    船保 has no チラシB and knows 協会管掌 only, which ``field.constant`` checks.
    """
    if view.file.scheme == "senpo":
        return
    kind = view.kind(EXTRACT)
    field, symbol = kind.layout.role("jurisdiction"), kind.layout.role("symbol")
    union = view.cells(kind, field.item)[:, 0]
    symbols = symbol_kinds(view.cells(kind, symbol.item))
    wanted = {SymbolKind.KANA: _ASSOCIATION, SymbolKind.ALNUM: _UNION}
    fits = np.zeros(len(union), dtype=bool)
    for at, one in enumerate(SYMBOL_KINDS):
        fits |= (symbols == at) & (union == wanted.get(one, 0))
    wrong = np.flatnonzero(~fits)

    def wording(hit: int) -> str:
        at = int(wrong[hit])
        return (
            f"{field.name}（項番{field.item}）が「{chr(union[at])}」ですが、事業所記号（項番{symbol.item}）は"
            f"{SYMBOL_KINDS[symbols[at]].value}です。1（協会管掌）はカナ、2（組合管掌）は英数のはずです。"
        )

    yield from hits_at(kind.rows[wrong], (field.offset, field.length), wording)


_COUNTTABLE = Rule(
    name="total.counttable",
    severity="error",
    stage="content",
    title="処理結果件数表と通知書の件数",
    source="電子媒体仕様書 4.1.2.3、2.2.2、別紙17-3・18-3（プリント枚数）",
    explanation=(
        "件数表の事務所ごとのプリント枚数と合計行を、その巻の全ファイルの通知書の件数と比べます。"
        "件数表は委託者と受託者が枚数を突き合わせるもとになるので、食い違うと過不足のある印刷になります。"
        "見つかったら、どの事務所の何件かを控え、印刷の前に機構に照会します。"
    ),
)

RULES: tuple[Rule, ...] = (
    *order.RULES,
    *pairing.RULES,
    *match.RULES,
    *amounts.RULES,
    *dates.RULES,
    FileRule(
        name="total.office",
        severity="error",
        stage="content",
        title="事務所合計（02）と明細の合計",
        source="電子媒体仕様書 別紙12-3・14-3（通知書作成件数、告知額・領収済額の通知件数と合計）",
        explanation=(
            "事務所合計の五つの数字を、その事務所の明細を数えて足したものと比べます。"
            "食い違いは、明細が途中で抜けたか、重なったか、金額が壊れたしるしです。"
            "壊れたレコードのある事務所の金額は判定しません。見つかったら事務所一覧の表で差を見て、機構に照会します。"
        ),
        find=find_office_totals,
    ),
    _COUNTTABLE,
    FileRule(
        name="flyer.mismatch",
        severity="error",
        stage="content",
        title="チラシBの封入条件と管掌区分",
        source="電子媒体仕様書 別紙12-1（管掌区分）、委託要領 5（チラシB：事業所整理記号がカナなら封入）",
        explanation=(
            "事業所記号がカナなら管掌区分は1（協会管掌）、英数なら2（組合管掌）のはずです。船保にチラシBはありません。"
            "チラシB（協会けんぽ）は事業所記号で封入を決めるので、食い違うと入れるべきでない事業所に入ります。"
            "見つかったら封入の前に機構に照会し、どちらが正しいかを決めます。"
        ),
        find=find_flyer_mismatches,
    ),
)
"""Every rule of the stage. What ``total.counttable`` is about is found by :func:`find_counttable`."""
