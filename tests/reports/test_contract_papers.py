"""The papers of the contract: their annex's columns, nothing that nobody knows shown as a number."""

from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO

import openpyxl
import pymupdf
import pytest

from app.month.papers.attendance import due_day, held_of, read_lines, training_told
from app.month.papers.making import MADE, make_paper
from app.reports.counts_table import counts_xlsx
from app.reports.custody_paper import custody_paper
from app.reports.letter import day_text
from app.reports.monthly_report import ROWS, MonthlyCounts, monthly_paper
from app.reports.paper_texts import load_texts
from app.reports.redirect_lists import ReportHead, ReportRow, list_csv, list_xlsx
from app.reports.table_paper import paper_book, paper_pages
from app.reports.training_paper import training_pdf
from app.reports.typed_papers import inspection_paper, service_paper
from app.signoff.ledger import Head
from app.tally.counts import CountsTable
from app.tally.slip_model import SlipTable
from tests.signoff import scenes

MADE_AT = datetime(2026, 11, 17, tzinfo=UTC)


def cells(content, sheet=0):
    book = openpyxl.load_workbook(BytesIO(content))
    return [[cell.value for cell in row] for row in book.worksheets[sheet].iter_rows()]


def text_of(content):
    with pymupdf.open(stream=content, filetype="pdf") as document:
        return "".join(page.get_text() for page in document)


def test_the_monthly_report_has_the_annex_columns_and_a_dash_for_what_nobody_counted():
    known = MonthlyCounts(10, 6, 2, 1, 1, 0, 0, 1, 10)
    rows = {ROWS[0]: known, ROWS[1]: known._replace(posted=None), ROWS[2]: known}
    table = cells(paper_book(monthly_paper("2026年11月", rows, ("単位",), {"late_delivery": 0}, ""), MADE_AT))
    assert [row[0] for row in table[1:]] == [*ROWS, "合計（件数）"]
    assert table[2][-1] == "―" and table[4][-1] == "―" and table[4][1] == 30
    made = paper_book(monthly_paper("2026年11月", rows, (), {}, ""), MADE_AT)
    sheet = openpyxl.load_workbook(BytesIO(made)).worksheets[0]
    assert sheet["B2"].number_format == "#,##0" and sheet["J3"].value == "―"
    assert {sheet[at].alignment.horizontal for at in ("B2", "J3")} == {"right"}
    page = text_of(paper_pages(monthly_paper("2026年11月", rows, ("単位",), {}, ""), "検版"))
    assert "監督職員等確認印" in page and "0 ではありません" in page and "―（未記入）" in page


def test_the_inspection_has_every_item_of_the_annex_and_says_what_was_not_looked_at():
    texts = load_texts()
    answers = {one.id: ("適", "変更なし") for one in texts.inspection[:-1]}
    table = cells(paper_book(inspection_paper(texts, "2026年11月", "11月27日", answers, ""), MADE_AT))
    assert len(table) == 1 + len(texts.inspection) and {row[5] for row in table[1:-1]} == {"適"}
    assert table[-1][5] == "未点検"
    assert [row[1] for row in table[1:]] == ["1", "1", "2", "3", "4", "5", "6", "7", "8", "8"]


@pytest.mark.parametrize(("count", "said"), [(0, "○ 達成"), (1, "× 未達成"), (None, "―（未記入）")])
def test_a_service_level_is_reached_only_by_a_number_that_was_stated(count, said):
    texts = load_texts()
    table = cells(paper_book(service_paper(texts, "2026年11月", {"print_errors": count}, ""), MADE_AT))
    assert table[1][3] == said and table[2][3] == "―（未記入）"


def test_the_custody_paper_says_who_moved_and_who_confirmed():
    state = scenes.given_back().state
    table = cells(paper_book(custody_paper("", state.holdings.values()), MADE_AT))
    assert table[0][:4] == ["作成（受領）日", "作成（受領）者", "識別番号", "情報の内容"]
    disc = next(row for row in table if row[3] == "額通知作成データ")
    assert disc[9:13] == ["返却", "2026-12-15", "利用者c1", "利用者c2"] and disc[5] == "外部電磁的記録媒体"


def test_the_letters_leave_day_name_and_seal_free():
    state = scenes.given_back().state
    month = next(iter(state.months.values()))
    head = Head(state.count, state.head, state.time)
    result = text_of(make_paper("result", ".pdf", state, month, head, MADE_AT))
    assert "令和8年11月10日 委託分" in result and "法人名又は商号" in result
    returned = text_of(make_paper("returned", ".pdf", state, month, head, MADE_AT)).replace("\n", "")
    assert "全て返却いたしました" in returned and "利用者c2" in returned


def test_every_paper_that_is_made_here_comes_out_in_each_of_its_forms():
    state = scenes.given_back().state
    month, head = next(iter(state.months.values())), Head(state.count, state.head, state.time)
    for paper, endings in MADE.items():
        for ending in endings:
            content = make_paper(paper, ending, state, month, head, MADE_AT)
            assert content == make_paper(paper, ending, state, month, head, MADE_AT), paper
            assert content[:4] == (b"%PDF" if ending == ".pdf" else b"PK\x03\x04")


def test_days_are_in_reiwa_and_the_logs_outlive_the_contract_by_a_year():
    assert day_text(date(2019, 5, 1)) == "令和元年5月1日" and day_text(date(2026, 11, 10)) == "令和8年11月10日"
    contract = load_texts().contract
    assert contract.logs_until == date(2029, 4, 7)
    assert replace(contract, log_years=0).logs_until == contract.closing


def test_a_table_without_rows_says_so():
    assert cells(paper_book(custody_paper("", ()), MADE_AT))[1][0] == "なし"
    head = ReportHead("2026-12", "PAP03A", "a.zip", "0" * 64)
    assert cells(list_xlsx("10-3", head, [], MADE_AT))[1][0] == "なし"
    lines = cells(counts_xlsx(CountsTable((), ()), SlipTable((), ()), (), "2026-12", "PAP03A", MADE_AT), 2)
    assert "違いはありません" in lines[1][0] and "まだ比べていません" in lines[1][0]


def test_bundles_stand_in_the_total_alone():
    pulled = MonthlyCounts(10, 6, 2, None, 1, 0, None, 1, 9)
    none = MonthlyCounts(5, 5, 0, 0, 0, 0, 0, 0, 5)
    paper = monthly_paper("2026年11月", {ROWS[0]: pulled, ROWS[1]: none, ROWS[2]: none}, (), {}, "", 2)
    *_rows, total = paper.rows
    assert (total[1], total[4], total[9]) == (20, 2, 21) and paper.rows[0][4] == "―"
    unknown = monthly_paper("2026年11月", dict.fromkeys(ROWS, none), (), {}, "", None)
    assert unknown.rows[-1][4] == 0


def test_a_cell_of_a_csv_that_begins_like_a_formula_is_text():
    row = ReportRow("kounen", "1301", "01-ア", "1", "別送", "=1+1", ("", "", ""), 1, "", "", "a.xlsx", "2 行")
    text = list_csv("10-1", [row]).decode("utf-8-sig")
    assert '"\'=1+1"' in text and text.splitlines()[0].startswith('"通番"')


PEOPLE = "3｜検査 花子｜1-3 5\n\n12,検査 次郎,14\n"


def _held(first="2026-11-10"):
    people = read_lines(PEOPLE, 14)
    topics = [one.id for one in load_texts().training.topics[:-1]]
    titles = [f"題{number}" for number in range(1, 15)]
    told = training_told(load_texts().training, (first, "2026-11-11"), topics, "", people, titles)
    return held_of({one.name: one for one in told})


def test_who_attended_is_read_line_by_line_and_comes_back_from_what_was_stated():
    held = _held()
    assert [(one.number, one.name, one.lessons) for one in held.people] == [
        ("3", "検査 花子", "1 2 3 5"),
        ("12", "検査 次郎", "14"),
    ]
    assert [label for label, _title in held.lessons] == ["教材 1", "教材 2", "教材 3", "教材 5", "教材 14"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("3｜検査 花子", "1 行目は"),
        ("3｜検査 花子｜1\n4｜検査 次郎｜15", "2 行目の教材は、1 から 14"),
        ("3｜検査 花子｜2-1", "1 行目の教材は"),
        ("3｜検査 花子｜1\n3｜検査 次郎｜1", "管理番号 3 が 2 度"),
        ("\n", "1 人以上"),
    ],
)
def test_a_line_that_says_nobody_or_no_lesson_is_named(text, told):
    with pytest.raises(ValueError, match=told):
        read_lines(text, 14)


def test_the_report_of_a_training_is_due_before_the_work_begins_or_ten_days_after_its_first_day():
    begin = date(2026, 4, 15)
    assert due_day(date(2026, 4, 1), begin) == date(2026, 4, 14)
    assert due_day(date(2026, 4, 15), begin) == date(2026, 4, 25)


def test_the_report_of_a_training_ticks_what_was_stated_and_its_list_has_room_to_sign():
    texts = load_texts()
    page = text_of(training_pdf(texts, _held(), date(2026, 11, 20), "検版"))
    assert page.count("✓") == 1 + len(texts.training.topics) - 1 and "✓ 履行開始後に実施" in page
    assert "研修実施人数" in page and "2 名" in page and "提出期限：令和8年11月20日" in page
    assert all(word in page for word in ("出席者名簿", "検査 花子", "署名", "研修担当", "題14"))
    before = text_of(training_pdf(texts, _held("2026-04-01"), None, "検版"))
    assert "✓ 履行開始前に実施" in before
    empty = text_of(training_pdf(texts, None, None, "検版"))
    assert "✓" not in empty and "検査 花子" not in empty
