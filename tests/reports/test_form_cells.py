"""The slip on a form with fixed cells: the stand-in, a site's own book named as data, and forms that cannot be used."""

import zipfile
from datetime import UTC, datetime
from io import BytesIO

import openpyxl
import pytest
from openpyxl.styles import Alignment, Font
from openpyxl.utils import coordinate_to_tuple

from app.equipment.posting import load_posting
from app.errors import KenpanError
from app.lists.slip import read_slip
from app.reports.form_cells import load_form
from app.reports.posting_slip import FORM, slip_xlsx
from app.tally.slip_model import SlipKey

MADE = datetime(2026, 12, 15, tzinfo=UTC)
SLIP = {
    SlipKey("standard", 50, "normal", True): 1_234,
    SlipKey("standard", 50, "redirect", False): 5,
    SlipKey("nonstandard", 100, "normal", True): 2,
    SlipKey("nonstandard", 2000, "pull", False): 3,
}
OWN = """
format = "kenpan-form-cells-1"
title = "後納郵便物等差出票"
stand_in = ""
book = "own.xlsx"
sheet = "差出"
[[cell]]
at = "B2"
value = "pieces"
size = "standard"
grams = 50
barcode = true
[[cell]]
at = "C2"
value = "pieces"
size = "standard"
grams = 50
barcode = false
[[cell]]
at = "B3"
value = "pieces"
size = "nonstandard"
grams = 100
[[cell]]
at = "D5"
value = "month"
"""
OWN_SLIP = {key: count for key, count in SLIP.items() if key.grams <= 100}


def slip(given, form):
    return slip_xlsx(given, load_posting(), "2026年12月", "PAP03A", MADE, form)


def own_book(change=None):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "差出"
    sheet["A2"], sheet["B4"] = "定形", "=SUM(B2:C3)"
    sheet["B2"].font, sheet["B2"].alignment = Font(size=20), Alignment(horizontal="right")
    sheet.merge_cells("D5:E6")
    if change is not None:
        change(sheet)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.fixture
def site(tmp_path):
    """A folder of the site's own form, written with these texts."""

    def write(told=OWN, raw=None):
        (tmp_path / "slip.toml").write_text(told, encoding="utf-8")
        (tmp_path / "own.xlsx").write_bytes(own_book() if raw is None else raw)
        return load_form(FORM, tmp_path)

    return write


def test_the_stand_in_says_what_it_is_and_takes_every_class_the_post_has(tmp_path):
    form = load_form(FORM)
    classes = {(one.size, one.grams) for one in load_posting().classes}
    for value in ("pieces", "fee", "sum", "remarks"):
        assert {(one.size, one.grams) for one in form.cells if one.value == value and one.grams} == classes
    raw = slip(SLIP, form)
    book = openpyxl.load_workbook(BytesIO(raw))
    sheet = book["差出票"]
    assert "仮の様式" in sheet["A2"].value
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 1)
    assert [sheet[at].value for at in ("D8", "E8", "F8")] == [1_239, 110, 136_290]
    assert sheet["G8"].value == "通常　バーコード有 1,234\n別送　バーコード無 5"
    assert [sheet[at].value for at in ("D10", "F10", "D15", "E15", "F15", "D9")] == [2, 360, 3, None, None, None]
    assert (sheet["D21"].value, sheet["F21"].value, sheet["G21"].value) == (1_244, 136_650, None)
    assert (sheet["F3"].value, sheet["F5"].value, sheet["G5"].value) == ("2026年12月", "PAP03A", "2026-12-15 09:00 JST")
    notes = dict(row[:2] for row in book["作成"].iter_rows(values_only=True))
    assert "契約締結後" in notes["注記"] and notes["様式のブック"] == "slip.xlsx" and len(notes["様式の SHA-256"]) == 64
    assert slip(SLIP, form) == raw
    # The rows beside it are the table that is typed from the stamped copy.
    rows = book["内訳"]
    for row in range(2, len(SLIP) + 2):
        rows.cell(row, 6).value = rows.cell(row, 5).value
    book.save(tmp_path / "typed.xlsx")
    assert sum(line.stamped for line in read_slip(tmp_path / "typed.xlsx").lines) == 1_244


def test_the_labels_of_the_stand_in_are_the_classes_that_its_cells_take():
    form, posting = load_form(FORM), load_posting()
    sheet = openpyxl.load_workbook(BytesIO(form.raw))[form.sheet]
    heads = {"pieces": "通　数", "fee": "1個の料金（円）", "sum": "合計料金（円）", "remarks": "摘　要"}
    names = {(one.size, one.grams): one.weight for one in posting.classes}
    for cell in (one for one in form.cells if one.grams):
        row, column = coordinate_to_tuple(cell.at)
        assert sheet.cell(row, 3).value == names[cell.size, cell.grams]
        assert sheet.cell(7, column).value == heads[cell.value]
        kinds = [sheet.cell(at, 1).value for at in range(8, row + 1) if sheet.cell(at, 1).value]
        assert kinds[-1] == {"standard": "定形郵便物", "nonstandard": "定形外郵便物"}[cell.size]


def test_a_sites_own_form_is_filled_in_as_it_is(site):
    form = site()
    book = openpyxl.load_workbook(BytesIO(slip(OWN_SLIP, form)))
    sheet = book["差出"]
    assert [sheet[at].value for at in ("A2", "B2", "C2", "B3", "B4", "D5")] == [
        "定形", 1_234, 5, 2, "=SUM(B2:C3)", "2026年12月",
    ]  # fmt: skip
    assert sheet["B2"].font.size == 20 and sheet["B2"].alignment.horizontal == "right"
    assert book.calculation.fullCalcOnLoad
    assert "注記" not in {row[0] for row in book["作成"].iter_rows(values_only=True)}
    assert "D5:E6" in {str(area) for area in sheet.merged_cells.ranges}


def test_a_text_never_becomes_a_formula(site):
    form = site()
    made = slip_xlsx(OWN_SLIP, load_posting(), "=1+1", "PAP03A", MADE, form)
    cell = openpyxl.load_workbook(BytesIO(made))["差出"]["D5"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


@pytest.mark.parametrize(
    ("told", "given", "said"),
    [
        (OWN, SLIP, "定形外 2K 以内　引き抜き　バーコード無 の 3 通を書くセルが一つではありません（―）"),
        (OWN, OWN_SLIP | {SlipKey("nonstandard", 0, "normal", True): 1}, "郵便不可"),
        (OWN.replace("barcode = false", 'way = "normal"'), OWN_SLIP, "一つではありません（B2、C2）"),
    ],
)
def test_a_form_that_would_say_less_or_more_than_is_posted_is_refused(site, told, given, said):
    with pytest.raises(KenpanError, match=r"own\.xlsx") as caught:
        slip(given, site(told))
    assert caught.value.code == "form.cells" and said in caught.value.what


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (OWN.replace('at = "C2"', 'at = "B2"'), "二つ"),
        (OWN.replace("barcode = true\n", "").replace("barcode = false\n", ""), "二つ"),
        (OWN.replace('at = "B2"', 'at = "b2"'), "at"),
        (OWN.replace('value = "month"', 'value = "name"'), "value"),
        (OWN.replace("grams = 100", ""), "両方"),
        (OWN.replace('value = "month"', 'value = "month"\nway = "normal"'), "区分は書けません"),
        (OWN.replace('book = "own.xlsx"', 'book = "../own.xlsx"'), "フォルダー"),
        (OWN.replace('book = "own.xlsx"', 'book = "none.xlsx"'), "開けません"),
    ],
)
def test_a_table_of_cells_that_cannot_be_is_refused(site, told, said):
    with pytest.raises(KenpanError) as caught:
        site(told)
    assert caught.value.code == "form.cells" and said in str(caught.value)


@pytest.mark.parametrize(
    ("raw", "told", "said", "place"),
    [
        (b"no book", OWN, "Excelのブック（xlsx）ではありません", ""),
        (b"\xd0\xcf\x11\xe0" + bytes(600), OWN, "古い形式（xls）", ""),
        (None, OWN.replace('sheet = "差出"', 'sheet = "別"'), "シートがありません", ""),
        (None, OWN.replace('at = "D5"', 'at = "E6"'), "結合したセル", "E6"),
        (None, OWN.replace('at = "D5"', 'at = "B4"'), "計算式", "B4"),
    ],
)
def test_a_book_that_cannot_be_filled_in_is_refused(site, raw, told, said, place):
    with pytest.raises(KenpanError) as caught:
        slip(OWN_SLIP, site(told, raw))
    assert (caught.value.code, caught.value.file, caught.value.place) == ("form.cells", "own.xlsx", place)
    assert said in caught.value.what


def test_a_form_with_a_picture_is_refused_and_not_given_back_without_it(site):
    out = BytesIO(own_book())
    with zipfile.ZipFile(out, "a") as package:
        package.writestr("xl/media/image1.png", b"")
    with pytest.raises(KenpanError, match="図・画像・マクロ"):
        slip(OWN_SLIP, site(OWN, out.getvalue()))
