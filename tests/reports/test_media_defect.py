from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import openpyxl
import pytest

from app.checks.catalogue import RULES
from app.checks.model import Finding
from app.reports import media_defect as module
from app.reports.media_defect import BLANK_FIELDS, count_defects, media_defect_xlsx, media_defects

MADE = datetime(2026, 11, 22, tzinfo=UTC)


def finding(rule="field.numeric", file="ZMGKK#1301", record=41, message="「1A」です。", severity="error"):
    whole = record is None
    return Finding(rule, severity, file, record, None if whole else 15, None if whole else 2, message)


def form(findings):
    return openpyxl.load_workbook(BytesIO(media_defect_xlsx("PAP03A", findings, MADE)))


def texts(sheet):
    return {cell.coordinate: cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None}


def test_findings_of_one_rule_and_file_are_one_line_with_the_first_as_example():
    found = media_defects([finding(record=5), finding(record=9), finding(file="ZMGKK#1302")])
    assert [(line.file, line.count, line.first.record) for line in found] == [
        ("ZMGKK#1301", 2, 5),
        ("ZMGKK#1302", 1, 41),
    ]


def test_medium_errors_come_before_item_errors():
    found = media_defects([finding(), finding("volume.missing", "ZMGKK#9901", None)])
    assert [(line.kind, line.rule) for line in found] == [
        ("媒体エラー", "volume.missing"),
        ("項目エラー", "field.numeric"),
    ]


@pytest.mark.parametrize("rule", ["gaiji.missing", "sheet.overflow", "window.hidden", "office.unknown", "gaiji.used"])
def test_what_the_contractor_has_to_put_right_is_not_reported(rule):
    assert media_defects([finding(rule)]) == ()


def test_warnings_are_not_defects():
    assert (
        media_defects([finding("amount.sum", severity="warning"), finding("text.extension", severity="warning")]) == ()
    )


def test_every_error_of_the_medium_and_its_data_has_a_cause_in_words():
    own = {one.name for one in RULES if one.severity == "error" and one.stage in ("volume", "structure", "content")}
    for name in own:
        (line,) = media_defects([finding(name)])
        assert line.cause.endswith(("。", "）。"))
        assert name not in line.cause


def test_the_form_has_the_fields_of_the_agency_and_what_is_known_filled_in():
    told = set(texts(form([finding(), finding("file.key", "ZMGKK#1302", None)])["記録媒体不備報告書"]).values())
    labels = ("記録媒体不備報告書", "ファイル名", "記録媒体受付日", "VSN", "不備内容", "備考", "受託事業者の連絡先")
    assert set(labels) <= told
    assert {"担当部署名", "担当者名", "電話番号", "PAP03A", "ZMGKK#1302\nZMGKK#1301"} <= told
    assert "☑ 媒体エラー\n☑ 項目エラー" in told


def test_only_the_kind_that_occurs_is_ticked():
    assert "□ 媒体エラー\n☑ 項目エラー" in texts(form([finding()])["記録媒体不備報告書"]).values()


def test_the_details_name_cause_number_and_place():
    sheet = texts(form([finding(), finding(record=50)])["記録媒体不備報告書"])
    details = sheet["C12"]
    assert "ZMGKK#1301：数字の項目に、数字でない文字が入っています。（2 件）" in details
    assert "例　ZMGKK#1301・番号 42・16〜17 バイト目　「1A」です。" in details


def test_details_that_have_no_room_are_in_the_annex_and_the_form_says_so():
    many = [finding(file=f"ZMGKK#{number:04}") for number in range(12)]
    book = form(many)
    assert "ほか 4 種の不備" in texts(book["記録媒体不備報告書"])["C12"]
    assert book["別紙（箇所）"].max_row == 13


def test_the_annex_ends_somewhere_and_says_so(monkeypatch):
    monkeypatch.setattr(module, "LISTED", 3)
    annex = form([finding(record=number) for number in range(5)])["別紙（箇所）"]
    assert annex.max_row == 5
    assert "全 5 件のうち、はじめの 3 件" in annex["A5"].value


def test_unknown_fields_are_blank_and_listed():
    book = form([finding()])
    listed = [cell.value for cell in book["記入する欄"]["A"]][1:]
    assert listed == list(BLANK_FIELDS)
    sheet = texts(book["記録媒体不備報告書"])
    assert sheet["E1"] == "令和　　年　　月　　日"
    assert "B16" not in sheet
    assert "B17" not in sheet


def test_text_of_the_medium_is_never_a_formula():
    nasty = finding(message="=1+1", file="=2+2")
    for sheet in form([nasty, replace(nasty, file="")]):
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_a_sound_medium_gives_a_form_that_says_so():
    assert texts(form([])["記録媒体不備報告書"])["C12"] == "不備は見つかっていません。"


def test_defects_that_somebody_let_stand_are_not_said_to_be_none():
    book = openpyxl.load_workbook(BytesIO(media_defect_xlsx("PAP03A", [], MADE, 3)))
    assert texts(book["記録媒体不備報告書"])["C12"] == "確認済とした 3 件のほかに、不備は見つかっていません。"
    assert count_defects([finding(), replace(finding(), rule="gaiji.missing"), finding()]) == 2


def test_the_same_findings_give_the_same_bytes():
    assert media_defect_xlsx("PAP03A", [finding()], MADE) == media_defect_xlsx("PAP03A", [finding()], MADE)
