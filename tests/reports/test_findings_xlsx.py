import re
import zipfile
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.checks.catalogue import RULES
from app.checks.model import Finding
from app.checks.run import CheckedFile, CheckResult
from app.checks.totals import OFFICE_COLUMNS, Figures, OfficeLine
from app.errors import Cancelled
from app.media.model import ExpectedFile, OpenedFile, OpenedMedia, Volume
from app.reports import workbook
from app.reports.findings_xlsx import CheckedMedia, Reviewed, findings_xlsx
from app.reports.media_defect import media_defect_xlsx
from app.reports.workbook import add_row, add_sheet, book_bytes, new_book
from tests.rows import each_row

MADE = datetime(2026, 11, 22, 3, 4, 5, tzinfo=UTC)
WHEN = "2026-11-22T01:00:00+00:00"
FORMULA_LIKE = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝１", "=cmd|' /C calc'!A0", "#N/A", "TRUE", "1e5"]


def media():
    expected = ExpectedFile("PAP03", "ZMGKK#1301", "kounen", "notices", "13", "東京都")
    opened = OpenedFile(
        "ZMGKK#1301", "notices", "kounen", expected, np.zeros(1_960, np.uint8), "ab" * 32, 4_096, "cd" * 32, "open"
    )
    volume = Volume("PAP03A", "PAP03", "A", Path("PAP03A"), "folder", (), (), ())
    return OpenedMedia(volume, "open", "公開形式", {"ZMGKK#1301": opened}, ())


def finding(message="x", rule="field.numeric", severity="error", **changes):
    return Finding(rule, severity, "ZMGKK#1301", 1, 279, 3, message)._replace(**changes)


def checked(findings=(), reviewed=None, totals=(), **counts):
    found = dict.fromkeys((one.name for one in RULES), 0) | Counter(one.rule for one in findings) | counts
    files = (CheckedFile("ZMGKK#1301", "notices", "kounen", 2, 1, 1, 1_960, "ab" * 32),)
    result = CheckResult("PAP03A", tuple(findings), found, files, tuple(totals), {})
    return CheckedMedia(media(), result, reviewed or {}, MADE, "0.0")


def book(data):
    return openpyxl.load_workbook(BytesIO(findings_xlsx(data)))


def rows(sheet):
    return list(sheet.iter_rows(values_only=True))


def sheet_xml(data):
    with zipfile.ZipFile(BytesIO(data)) as package:
        return [package.read(name).decode() for name in package.namelist() if name.startswith("xl/worksheets/")]


def test_the_sheets_are_there_also_without_findings():
    sheets = book(checked())
    assert sheets.sheetnames == ["概要", "指摘", "規則別件数", "合計の照合", "ファイル"]
    assert [row[0] for row in rows(sheets["指摘"])] == ["重さ", "なし"]


def test_the_book_says_by_which_form_the_windows_were_judged():
    told = dict(rows(book(replace(checked(), form="実測様式（承認 責任者１）"))["概要"]))
    assert told["様式（紙面と封筒の窓）"] == "実測様式（承認 責任者１）"


def test_a_finding_is_one_row_with_place_counted_from_one():
    row = rows(book(checked([finding("「1A」です。", records=3)]))["指摘"])[1]
    assert row[:2] == ("× 誤り", "field.numeric")
    assert row[3:8] == ("ZMGKK#1301", "2〜4", 3, "280〜282", "「1A」です。")
    assert row[8:] == (None, None, None, None)


def test_findings_about_a_file_or_the_medium_say_so():
    whole = [
        finding(record=None, offset=None, length=None),
        finding(file="", record=None, offset=None, length=None),
    ]
    found = rows(book(checked(whole))["指摘"])
    assert [row[4] for row in found[1:]] == ["ファイル全体", "媒体全体"]
    assert found[1][5:7] == (None, None)


def test_who_marked_a_finding_and_why_stands_beside_it():
    mark = Reviewed("機構に確認した", "kensa", "2026-11-22T01:00:00+00:00")
    found = rows(book(checked([finding("a"), finding("b")], {1: mark}))["指摘"])
    assert found[1][8] is None
    assert found[2][8:] == ("機構に確認した", "kensa", "2026-11-22 10:00:00 JST", "1件ずつ")


def test_marks_made_without_looking_at_each_are_told_and_counted():
    when = "2026-11-22T01:00:00+00:00"
    marks = {0: Reviewed("a", "kensa", when, True), 1: Reviewed("b", "kensa", when)}
    made = book(checked([finding("a"), finding("b")], marks))
    assert [row[11] for row in rows(made["指摘"])[1:]] == ["まとめて", "1件ずつ"]
    assert ("うちまとめて確認済（1件ずつは見ていない）", 1) in rows(made["概要"])


@each_row("text", FORMULA_LIKE)
def test_text_that_looks_like_a_formula_stays_text(text):
    mark = Reviewed(text, text, WHEN)
    data = findings_xlsx(checked([finding(text, file=text)], {0: mark}))
    assert not any("<f>" in xml or "<f " in xml for xml in sheet_xml(data))
    cells = openpyxl.load_workbook(BytesIO(data))["指摘"][2]
    for cell in (cells[3], cells[7], cells[8], cells[9]):
        assert cell.data_type == "s"
        assert str(cell.value).replace("⟦09⟧", "\t").replace("⟦0D⟧", "\r") == text
        assert cell.quotePrefix == (text[0] in "=+-@\t\r＝")


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=12))
def test_any_text_can_be_written_and_is_never_a_formula(text):
    one = new_book("x")
    add_row(add_sheet(one, "a", ("h",), (10,)), (text, 5))
    data = book_bytes(one, MADE)
    cells = openpyxl.load_workbook(BytesIO(data))["a"][2]
    assert not re.search("<f[ />]", sheet_xml(data)[0])
    assert cells[0].data_type != "f"
    assert cells[1].value == 5


def test_the_same_content_gives_the_same_bytes():
    data = checked([finding("a"), finding("b")], {0: Reviewed("r", "w", WHEN)})
    assert findings_xlsx(data) == findings_xlsx(data)
    assert findings_xlsx(data) != findings_xlsx(replace(data, made=MADE + timedelta(seconds=1)))


def test_the_only_time_in_the_book_is_the_one_given():
    data = findings_xlsx(checked())
    with zipfile.ZipFile(BytesIO(data)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        times = re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z?", package.read("docProps/core.xml").decode())
    assert set(times) == {"2026-11-22T03:04:05Z"}


def test_the_overview_says_what_was_checked_and_counts_by_severity():
    findings = [finding(), finding(), finding(rule="gaiji.used", severity="info")]
    told = dict(rows(book(checked(findings, {0: Reviewed("r", "w", WHEN)}))["概要"]))
    assert told["媒体"] == "PAP03A（正）"
    assert (told["× 誤り"], told["▲ 注意"], told["○ 情報"], told["うち確認済"]) == (2, 0, 1, 1)
    assert told["作成日時"] == "2026-11-22 12:04:05 JST"
    assert "日本標準時" in told[None]


def test_every_rule_is_listed_with_what_it_found_and_marks():
    data = checked([finding(), finding()], {1: Reviewed("r", "w", WHEN)}, **{"field.numeric": 70})
    found = {(row[0], row[1]): row[3:] for row in rows(book(data)["規則別件数"])[1:]}
    assert len(found) == len(RULES)
    assert found["× 誤り", "field.numeric"] == (2, 1, 70)
    assert found["× 誤り", "field.reserved"] == (0, 0, 0)


def test_a_rule_with_two_severities_has_two_rows():
    findings = [finding(rule="amount.sum"), finding(rule="amount.sum", severity="warning")]
    found = [row for row in rows(book(checked(findings))["規則別件数"]) if row[1] == "amount.sum"]
    assert [(row[0], row[3], row[5]) for row in found] == [("× 誤り", 1, None), ("▲ 注意", 1, None)]


def test_control_totals_have_numbers_and_signs():
    counted = Figures(100, 100, 5_000, 90, 4_000)
    line = OfficeLine("kounen", "1301", "見本", ("ZMGKK#1301",), counted, None, 99, None, False)
    lost = replace(line, prints_ok=None, reason="読めないレコードがあります。")
    head, row, lost_row = rows(book(checked(totals=[line, lost]))["合計の照合"])
    assert head == OFFICE_COLUMNS
    assert row[4:6] == (100, None)
    assert row[-4:] == (99, "― 判定していません", "× 不一致", None)
    assert lost_row[-4:] == (99, "？ 照合できません", "？ 照合できません", "読めないレコードがあります。")


def test_the_files_have_their_hashes():
    row = rows(book(checked())["ファイル"])[1]
    assert row == ("ZMGKK#1301", "通知書", "厚年", 2, 1, 1, 1_960, "ab" * 32, "cd" * 32)


def test_more_findings_than_a_sheet_holds_go_on_in_the_next_one(monkeypatch):
    monkeypatch.setattr(workbook, "MAX_ROWS", 2)
    sheets = book(checked([finding(str(number)) for number in range(5)]))
    assert sheets.sheetnames[1:4] == ["指摘", "指摘(2)", "指摘(3)"]
    lists = [rows(sheets[name])[1:] for name in sheets.sheetnames[1:4]]
    assert [[row[7] for row in one[:2]] for one in lists] == [["0", "1"], ["2", "3"], ["4"]]
    assert [one[2][0] for one in lists[:2]] == [
        "次のシート「指摘(2)」に続きます。",
        "次のシート「指摘(3)」に続きます。",
    ]
    assert [sheets[name].oddHeader.right.text for name in sheets.sheetnames[2:4]] == [
        "指摘(2)（指摘の続き）",
        "指摘(3)（指摘(2)の続き）",
    ]


def test_no_text_is_put_into_the_temporary_folder(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "not there"))
    assert findings_xlsx(checked([finding()]))
    assert media_defect_xlsx("PAP03A", [finding()], MADE)


def test_writing_can_be_stopped():
    def stop(_stage, _done, _total):
        raise Cancelled

    with pytest.raises(Cancelled):
        findings_xlsx(checked([finding()]), stop)
