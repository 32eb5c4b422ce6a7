"""件数突合表: by office and scheme what each source says, and the slip (N 委託要領8, 13-2 の証跡)."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from app.reports.workbook import Value, add_counts, add_row, add_rows, add_sheet, book_bytes, closing_sheets, new_book
from app.tally.counts import COLUMN_WORDS, COLUMNS, SCHEMES, CountsTable
from app.tally.slip_model import FIGURE_WORDS, SlipTable

TITLE = "件数突合表"
NOT_YET = "—"
HEADERS = ("制度", "事務所", "名称", "単位", *(COLUMN_WORDS[one] for one in COLUMNS), "合わない数")


_NONE = "ある数どうしに、違いはありません。「—」の数は、まだ比べていません。"


def counts_xlsx(
    table: CountsTable, slip: SlipTable, unconfirmed: Sequence[str], month: str, volume: str, made: datetime
) -> bytes:
    """The table, the slip, and every difference."""
    book = new_book(f"{TITLE}　{month}")
    with closing_sheets(book):
        rows = (
            (
                SCHEMES[one.scheme],
                one.office,
                one.name,
                one.unit,
                *(_told(one.values[column]) for column in COLUMNS),
                "、".join(f"{COLUMN_WORDS[a]}≠{COLUMN_WORDS[b]}" for a, b in one.differs),
            )
            for one in table.rows
        )
        offices = add_sheet(book, "事務所", HEADERS, (6, 8, 20, 6, *(11,) * len(COLUMNS), 30))
        for row in rows:
            add_counts(offices, row)
        slips: Iterable[tuple[Value, ...]] = (
            (
                one.key.name,
                one.counted,
                _told(one.drafted),
                _told(one.stamped),
                "、".join(f"{FIGURE_WORDS[a]}≠{FIGURE_WORDS[b]}" for a, b in one.differs),
            )
            for one in slip.rows
        )
        slip_sheet = add_sheet(
            book, "差出票", ("区分（通）", *FIGURE_WORDS.values(), "合わない数"), (44, 12, 12, 12, 30)
        )
        for row in slips:
            add_counts(slip_sheet, row)
        found = [(one.message, len(one.places)) for one in table.differences]
        found += [(one.message, 0 if one.place is None else 1) for one in slip.differences]
        add_rows(book, "違い", ("違い", "該当レコード"), (110, 14), found or [(_NONE, None)])
        told = add_sheet(book, "作成", (), (24, 70))
        lines: list[tuple[str, Value]] = [("月", month), ("ボリューム", volume)]
        lines += [("未確認", name) for name in unconfirmed]
        lines.append(("注記", "件＝明細（01）＝用紙 1 枚、通＝封筒＝事業所（推定）。「—」はまだない数です。"))
        for line in lines:
            add_row(told, line)
    return book_bytes(book, made)


def _told(value: int | None) -> Value:
    return NOT_YET if value is None else value
