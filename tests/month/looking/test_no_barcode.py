"""委託要領別紙8: every establishment whose notice carries no customer barcode, with the reason."""

from datetime import UTC, datetime
from io import BytesIO

import openpyxl

from app.cases.marks import Mark
from app.month.looking.no_barcode import no_barcode_rows
from app.records.notice_file import DETAIL
from app.reports.no_barcode import no_barcode_xlsx

MADE = datetime(2026, 11, 22, tzinfo=UTC)


def without_barcode(bench, scheme):
    """Contents of the notices that the preview prints without a barcode, one for each establishment."""
    found = {}
    for name, file in bench.notices.items():
        for record in file.rows(DETAIL).tolist() if file.scheme == scheme else ():
            look = bench.look(name, record)
            if look.sheet.barcode is None:
                found.setdefault((name, file.raw_record(record)[:14]), look.content)
    return list(found.values())


def test_the_rows_are_the_notices_that_the_preview_prints_without_a_barcode(bench):
    rows = no_barcode_rows(bench)
    for scheme in ("kounen", "senpo"):
        expected = without_barcode(bench, scheme)
        assert [(row.postal, row.symbol, row.reason) for row in rows[scheme]] == [
            (one.item("sheet.postal").text, one.item("front.office_symbol").text, one.barcode.reason_text)
            for one in expected
        ]
    assert len(rows["kounen"]) > 2


def test_two_months_of_one_establishment_are_one_row(bench):
    two = sum(
        int(((marks & Mark.NO_BARCODE != 0) & (marks & Mark.TWO_MONTHS != 0)).sum()) for marks in bench.marks.values()
    )
    marked = sum(
        int(((bench.marks[name] & Mark.NO_BARCODE != 0) & (file.types == DETAIL)).sum())
        for name, file in bench.notices.items()
    )
    rows = sum(map(len, no_barcode_rows(bench).values()))
    assert rows == marked - two // 2


def test_the_book_has_the_columns_of_the_form_and_names_the_dictionary(bench):
    rows = no_barcode_rows(bench)
    edition = bench.equipment.postal.edition
    raw = no_barcode_xlsx("PAP03A", rows, edition, MADE)
    assert raw == no_barcode_xlsx("PAP03A", rows, edition, MADE)
    book = openpyxl.load_workbook(BytesIO(raw))
    assert book.sheetnames == ["一般", "船員", "作成"]
    lines = list(book["一般"].iter_rows(values_only=True))
    assert lines[0] == ("通番", "事業所整理記号", "事業所番号", "事業所名称", "郵便番号", "事業所所在地", "備考")
    assert [line[0] for line in lines[1:]] == list(range(1, len(rows["kounen"]) + 1))
    first = rows["kounen"][0]
    assert lines[1][1:] == (first.symbol, first.number, first.name, first.postal or None, first.address, first.reason)
    told = {line[0]: line[1] for line in book["作成"].iter_rows(values_only=True)}
    assert told["郵便番号の辞書"] == edition
