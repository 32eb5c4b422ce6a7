"""年金事務所一覧 as real xlsx files."""

import hashlib
import zipfile
from datetime import datetime, time
from pathlib import Path

import openpyxl
import pytest

from app.errors import KenpanError
from app.notice.offices import MAX_ROWS, Office, OfficeList, read_office_list

HEADERS = ["統一事務所コード", "事務所名", "郵便番号", "所在地", "電話番号"]
FIRST = ["2101", "見本東", "100-0001", "東京都見本区東1-2-3", "03-0000-0001"]
SECOND = ["2102", "見本西", "100-0002", "東京都見本区西4-5-6", "03-0000-0002"]


def book(folder: Path, *sheets: list[list[object]], name: str = "一覧.xlsx") -> Path:
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for at, rows in enumerate(sheets):
        sheet = workbook.create_sheet(f"表{at + 1}")
        for row in rows:
            sheet.append(row)
    path = folder / name
    workbook.save(path)
    return path


def read(folder: Path, *sheets: list[list[object]]) -> OfficeList:
    return read_office_list(book(folder, *sheets))


def error(path: Path) -> KenpanError:
    with pytest.raises(KenpanError) as caught:
        read_office_list(path)
    assert caught.value.file == path.name
    return caught.value


def test_an_office_is_found_by_its_code(tmp_path: Path) -> None:
    offices = read(tmp_path, [HEADERS, FIRST, SECOND])
    assert offices.get("2102") == Office("2102", "見本西", "100-0002", "東京都見本区西4-5-6", "03-0000-0002")
    assert offices.get("9999") is None
    assert len(offices) == 2


def test_the_list_says_which_bytes_it_came_from(tmp_path: Path) -> None:
    path = book(tmp_path, [HEADERS, FIRST])
    offices = read_office_list(path)
    assert (offices.source, offices.sha256) == ("一覧.xlsx", hashlib.sha256(path.read_bytes()).hexdigest())


def test_columns_are_found_in_any_order_below_a_title_on_any_sheet(tmp_path: Path) -> None:
    cover: list[list[object]] = [["年金事務所一覧"], ["令和8年4月"]]
    table: list[list[object]] = [
        ["年金事務所一覧"],
        [],
        ["No.", "電　話\n番号（代表）", "住 所", "郵便\n番号(7桁)", "年金事務所名", "統一\n事務所コード ※"],
        [1, "03-0000-0001", "東京都見本区東1-2-3", "〒100－0001", "見本東", "２１０１"],
    ]
    offices = read(tmp_path, cover, table)
    assert offices.get("2101") == Office("2101", "見本東", "100-0001", "東京都見本区東1-2-3", "03-0000-0001")


def test_the_more_telling_of_two_headers_is_used(tmp_path: Path) -> None:
    headers: list[object] = ["事務所コード", *HEADERS]
    assert read(tmp_path, [headers, ["0001", *FIRST]]).get("2101") is not None


def test_offices_of_several_sheets_come_together(tmp_path: Path) -> None:
    offices = read(tmp_path, [HEADERS, FIRST], [HEADERS, SECOND])
    assert set(offices.offices) == {"2101", "2102"}


def test_numeric_cells_get_their_leading_zeros_back(tmp_path: Path) -> None:
    offices = read(tmp_path, [HEADERS, [101, "見本北", 600001, "札幌市見本区", 110000001]])
    assert offices.get("0101") == Office("0101", "見本北", "060-0001", "札幌市見本区", "0110000001")
    offices = read(tmp_path, [HEADERS, [2101.0, "見本東", 1000013.0, "東京都見本区", "03-0000-0001"]])
    assert offices.get("2101") == Office("2101", "見本東", "100-0013", "東京都見本区", "03-0000-0001")


def test_titles_remarks_blank_rows_and_repeated_headers_are_no_offices(tmp_path: Path) -> None:
    remark: list[object] = ["※ 令和8年4月1日現在"]
    offices = read(tmp_path, [HEADERS, FIRST, [], remark, HEADERS, ["東京都"], SECOND, [None, None, "以上"]])
    assert set(offices.offices) == {"2101", "2102"}


def test_what_the_list_leaves_blank_stays_blank(tmp_path: Path) -> None:
    office = read(tmp_path, [HEADERS, ["2101", "見本東", None, "東京都見本区", " "]]).get("2101")
    assert office == Office("2101", "見本東", "", "東京都見本区", "")


def test_the_same_office_twice_is_fine_but_not_with_other_content(tmp_path: Path) -> None:
    assert len(read(tmp_path, [HEADERS, FIRST, FIRST])) == 1
    moved = [*FIRST[:3], "東京都見本区南9-9", FIRST[4]]
    found = error(book(tmp_path, [HEADERS, FIRST], [HEADERS, SECOND, moved]))
    assert found.code == "offices.row"
    assert "2101" in found.what
    assert found.place == "シート2「表2」 行3"


@pytest.mark.parametrize(
    "row",
    [
        ["210", *FIRST[1:]],
        ["21A1", *FIRST[1:]],
        ["21011", *FIRST[1:]],
        [21011, *FIRST[1:]],
        [-101, *FIRST[1:]],
        [2101.5, *FIRST[1:]],
        [True, *FIRST[1:]],
        [None, *FIRST[1:]],
        [*FIRST[:2], "100", *FIRST[3:]],
        [*FIRST[:2], "100-00011", *FIRST[3:]],
        [*FIRST[:2], 10000010, *FIRST[3:]],
        [*FIRST[:3], "#N/A", FIRST[4]],
    ],
)
def test_an_office_that_cannot_be_read_is_named_by_sheet_and_row(tmp_path: Path, row: list[object]) -> None:
    found = error(book(tmp_path, [HEADERS, SECOND, row]))
    assert (found.code, found.place) == ("offices.row", "シート1「表1」 行3")


UNFIT: dict[str, object] = {
    "日付か時刻": datetime(2026, 1, 2),
    "日付か時刻 ": time(3, 4),
    "計算式": '="03-"&"0000-0001"',
    "計算式 ": "=1/0",
    "Excelのエラー値": "#N/A",
    "Excelのエラー値 ": "#REF!",
    "TRUE・FALSE": True,
}


@pytest.mark.parametrize("column", range(len(HEADERS)))
@pytest.mark.parametrize("kind", UNFIT)
def test_a_date_formula_error_or_flag_is_refused_with_its_row_and_column(
    tmp_path: Path, column: int, kind: str
) -> None:
    row: list[object] = [*FIRST[:column], UNFIT[kind], *FIRST[column + 1 :]]
    found = error(book(tmp_path, [HEADERS, SECOND, row]))
    assert (found.code, found.place) == ("offices.row", "シート1「表1」 行3")
    title = "統一事務所コード" if column == 0 else HEADERS[column]
    assert found.what == f"{title}のセルが{kind.strip()}です。"


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        (0, 21),
        (0, "2026-01-02 00:00:00"),
        (1, 123),
        (1, 2101.5),
        (1, "2026-01-02 00:00:00"),
        (2, 100),
        (2, 1000),
        (2, 1000001.5),
        (2, "1000001.0"),
        (3, 12),
        (3, "2026/1/2"),
        (4, 1),
        (4, 12345678),
        (4, 31234567890),
        (4, 3.5),
        (4, "2026-01-02 00:00:00"),
        (4, "3-0000-0001"),
        (4, "3.00000001E8"),
        (4, "なし"),
    ],
)
def test_what_only_looks_like_text_is_refused_with_its_row(tmp_path: Path, column: int, cell: object) -> None:
    row: list[object] = [*FIRST[:column], cell, *FIRST[column + 1 :]]
    found = error(book(tmp_path, [HEADERS, SECOND, row]))
    assert (found.code, found.place) == ("offices.row", "シート1「表1」 行3")


@pytest.mark.parametrize(
    ("column", "cell", "restored"),
    [
        (0, 101, "0101"),
        (2, 38530, "003-8530"),
        (2, 600001, "060-0001"),
        (4, 312345678, "0312345678"),
        (4, 5012345678, "05012345678"),
        (4, "03-0000-0001（代表）", "03-0000-0001（代表）"),
        (4, "０３（００００）０００１", "０３（００００）０００１"),
    ],
)
def test_what_excel_took_away_is_put_back_where_that_is_certain(
    tmp_path: Path, column: int, cell: object, restored: str
) -> None:
    row: list[object] = [*FIRST[:column], cell, *FIRST[column + 1 :]]
    (office,) = read(tmp_path, [HEADERS, row]).offices.values()
    assert (office.code, office.name, office.postal, office.address, office.phone)[column] == restored


def test_dates_and_formulas_beside_the_five_columns_do_not_matter(tmp_path: Path) -> None:
    sheet: list[list[object]] = [
        ["年金事務所一覧", datetime(2026, 4, 1)],
        ["番号", *HEADERS, "更新日"],
        ["=ROW()-2", *FIRST, datetime(2026, 4, 1)],
    ]
    assert read(tmp_path, sheet).get("2101") is not None


@pytest.mark.parametrize("missing", HEADERS)
def test_a_missing_column_is_named(tmp_path: Path, missing: str) -> None:
    found = error(book(tmp_path, [["表題"], [header for header in HEADERS if header != missing]]))
    assert found.code == "offices.columns"
    assert f"（{missing}。" in found.what
    assert f"「{next(header for header in HEADERS if header != missing)}」" in found.what


def test_two_equal_headers_are_not_guessed_between(tmp_path: Path) -> None:
    found = error(book(tmp_path, [[*HEADERS, "所在地"], [*FIRST, "大阪府見本市"]]))
    assert found.code == "offices.columns"
    assert "（所在地。" in found.what


def test_a_header_too_far_down_is_not_looked_for(tmp_path: Path) -> None:
    rows: list[list[object]] = [["表題"] for _ in range(10)]
    assert error(book(tmp_path, [*rows, HEADERS, FIRST])).code == "offices.columns"
    assert error(book(tmp_path, [])).code == "offices.columns"


def test_found_header_text_is_cut_and_made_harmless(tmp_path: Path) -> None:
    nasty = "<b>太字</b>\n\u202e" + "長" * 100
    found = error(book(tmp_path, [[nasty, *HEADERS[1:]]]))
    assert "<" not in found.what
    assert "\n" not in found.what
    assert "\u202e" not in found.what
    assert "長" * 17 not in found.what


def test_a_file_that_is_no_workbook_is_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "一覧.xlsx"
    for raw in (b"", b"code,name\n2101,x\n", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)):
        path.write_bytes(raw)
        assert error(path).code == "offices.unreadable"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("hello.txt", "no workbook")
    assert error(path).code == "offices.unreadable"
    path.unlink()
    assert error(path).code == "offices.unreadable"


def test_a_damaged_workbook_is_unreadable(tmp_path: Path) -> None:
    path = book(tmp_path, [HEADERS, FIRST])
    damaged = tmp_path / "壊.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(damaged, "w") as new:
        for entry in old.namelist():
            content = old.read(entry)
            new.writestr(entry, content[: len(content) // 2] if "sheet1" in entry else content)
    assert error(damaged).code == "offices.unreadable"


def test_a_workbook_that_unpacks_to_too_much_is_refused_unopened(tmp_path: Path) -> None:
    path = book(tmp_path, [HEADERS, FIRST])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/media/zeros.bin", bytes(51_000_000))
    found = error(path)
    assert found.code == "offices.unreadable"
    assert "50 MB" in found.what


def test_a_sheet_with_too_many_rows_is_refused_not_cut(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.append(HEADERS)
    sheet.append(FIRST)
    sheet.cell(row=MAX_ROWS + 5, column=1, value="2102")
    workbook.save(tmp_path / "一覧.xlsx")
    assert error(tmp_path / "一覧.xlsx").code == "offices.row"
