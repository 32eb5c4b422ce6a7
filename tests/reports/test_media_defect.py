import re
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from app.checks.catalogue import RULES
from app.checks.model import Finding
from app.checks.volume import medium_findings
from app.errors import KenpanError
from app.media.model import OpenedMedia, Volume
from app.reports import media_defect as module
from app.reports.media_defect import BLANK_FIELDS, count_defects, media_defect_xlsx, media_defects, told_outside

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
    assert details.startswith("1. ")
    assert "ZMGKK#1301：数字の項目に、数字でない文字が入っています。（2 件）" in details
    assert "例　ZMGKK#1301・番号 42・16〜17 バイト目　「1A」です。" in details


def test_details_that_have_no_room_go_on_behind_the_form_and_both_say_so():
    many = [finding(file=f"ZMGKK#{number:04}") for number in range(30)]
    book = form(many)
    told = [text for text in texts(book["記録媒体不備報告書"]).values() if re.match(r"\d+\. ", text)]
    heading, *more = book["詳細（続き）"].iter_rows(values_only=True)
    numbers = [*(text.split(".")[0] for text in told), *(number for number, _text in more)]
    assert numbers == [str(number) for number in range(1, 31)], "each once, none lost"
    assert all("数字の項目に、数字でない文字が入っています。" in text for _number, text in more)
    assert (
        f"ほか {len(more)} 種の不備があります。続きは「詳細（続き）」の紙にあります。"
        in texts(book["記録媒体不備報告書"]).values()
    )
    assert heading == ("番号", f"記録媒体不備報告書の＜詳細＞の続き（{len(more)} 種）")
    assert book["別紙（箇所）"].max_row == 31


def test_details_that_all_fit_have_no_sheet_behind_the_form():
    assert form([finding()]).sheetnames == ["記録媒体不備報告書", "別紙（箇所）", "記入する欄（提出しない）"]


@pytest.mark.parametrize("long", ["あ" * 150, "A" * 300])
def test_no_row_of_the_form_is_lower_than_its_text_or_higher_than_a_row_can_be(long):
    many = [finding(file=f"ZMGKK#{number:04}", message=long) for number in range(9)]
    sheet = form(many)["記録媒体不備報告書"]
    rows = [row for row in range(12, sheet.max_row) if re.match(r"\d+\. ", str(sheet.cell(row, 3).value))]
    assert rows
    for row in rows:
        lines = sheet.cell(row, 3).value.split("\n")
        taken = sum(-(-sum(1 if char.isascii() else 2 for char in line) // 58) for line in lines)
        assert taken * 14 < sheet.row_dimensions[row].height < 409


def test_the_form_is_one_page_high():
    many = [finding(file=f"ZMGKK#{number:04}", message="あ" * (5 * number)) for number in range(30)]
    sheet = form(many)["記録媒体不備報告書"]
    height = sum(sheet.row_dimensions[row].height or 15 for row in range(1, sheet.max_row + 1))
    assert height < (297 - 2 * 19) / 25.4 * 72


OURS = KenpanError("tool.failed", "復号プログラムが失敗しました。", "設定を確かめてください。", file="ZMGKK#1301")
THEIRS = KenpanError("file.unreadable", "ファイルを読めません。", "副の媒体でも試してください。", file="ZMGKK#1302")


def test_the_agency_is_told_facts_and_not_what_our_operator_does():
    volume = Volume("PAP03A", "PAP03", "A", Path("PAP03A"), "folder", (), (), ())
    media = OpenedMedia(volume, "open", "公開形式", {}, (OURS, THEIRS))
    ours, theirs = medium_findings(media)
    assert ours.message.endswith("設定を確かめてください。"), "the screen says it"
    book = form([ours, theirs])
    said = " ".join(str(text) for sheet in book.worksheets[:-1] for text in texts(sheet).values())
    assert "ZMGKK#1302：ファイルを読み出せません。" in said and "ファイルを読めません。" in said
    assert "ください" not in said and "ZMGKK#1301" not in said, "what went wrong here is no defect of the medium"


def test_a_rule_that_we_inferred_says_whose_inference_it_is():
    told = told_outside(finding("office.prefecture", message="21 で始まるはずです（推定した決まり）。"))
    assert told == "21 で始まるはずです（受託者が推定した決まりによる）。"


def test_the_annex_ends_somewhere_and_says_so(monkeypatch):
    monkeypatch.setattr(module, "LISTED", 3)
    annex = form([finding(record=number) for number in range(5)])["別紙（箇所）"]
    assert annex.max_row == 5
    assert "全 5 件のうち、はじめの 3 件" in annex["A5"].value


def test_unknown_fields_are_blank_and_listed():
    book = form([finding()])
    listed = [cell.value for cell in book["記入する欄（提出しない）"]["A"]][1:]
    assert listed == list(BLANK_FIELDS)
    sheet = texts(book["記録媒体不備報告書"])
    assert sheet["E1"] == "令和　　年　　月　　日"
    assert "B16" not in sheet
    assert "B17" not in sheet


def test_text_of_the_medium_is_never_a_formula():
    nasty = finding(message="=1+1", file="=2+2")
    for sheet in form([nasty, nasty._replace(file="")]):
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_a_sound_medium_gives_a_form_that_says_so():
    assert texts(form([])["記録媒体不備報告書"])["C12"] == "不備は見つかっていません。"


def test_defects_that_somebody_let_stand_are_not_said_to_be_none():
    book = openpyxl.load_workbook(BytesIO(media_defect_xlsx("PAP03A", [], MADE, 3)))
    assert texts(book["記録媒体不備報告書"])["C12"] == "確認済とした 3 件のほかに、不備は見つかっていません。"
    assert count_defects([finding(), finding()._replace(rule="gaiji.missing"), finding()]) == 2


def test_the_same_findings_give_the_same_bytes():
    assert media_defect_xlsx("PAP03A", [finding()], MADE) == media_defect_xlsx("PAP03A", [finding()], MADE)
