"""Workbooks as they come out of a printer: the page set-up of every sheet, and where LibreOffice is, the pages."""

import math
import re
import shutil
import subprocess
from bisect import bisect
from io import BytesIO

import openpyxl
import pymupdf
import pytest

from app.reports.workbook import WIDEST, add_sheet, new_book
from tests.reports.papers import BOOKS
from tests.sizes import SOAK, some

SOFFICE = shutil.which("soffice")
A4_MM = {"portrait": (210, 297), "landscape": (297, 210)}


@pytest.fixture(scope="module")
def made():
    return {name: make() for name, make in BOOKS.items()}


@pytest.fixture(scope="module")
def books(made):
    return {name: openpyxl.load_workbook(BytesIO(data)) for name, data in made.items()}


def sheets_of(books):
    return [sheet for book in books.values() for sheet in book]


# The page set-up


def test_every_sheet_is_one_page_wide_and_as_long_as_it_takes(books):
    for sheet in sheets_of(books):
        assert sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.title
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0), sheet.title
        assert sheet.page_setup.paperSize == int(sheet.PAPERSIZE_A4), sheet.title
        assert sheet.page_setup.orientation in A4_MM, sheet.title


def test_every_list_repeats_its_heading_on_every_page(books):
    lists = [sheet for sheet in sheets_of(books) if sheet.freeze_panes]
    assert len(lists) > 12
    assert all(sheet.print_title_rows == "$1:$1" for sheet in lists)


def test_every_page_says_what_it_is_and_how_many_there_are(books):
    for sheet in sheets_of(books):
        assert sheet.oddFooter.right.text == "&P / &N" and sheet.oddHeader.left.text, sheet.title
        assert sheet.title in sheet.oddHeader.right.text


def test_every_text_folds_in_a_row_that_is_high_enough(books):
    for book in books.values():
        for sheet in book:
            merged = {cell for area in sheet.merged_cells.ranges for row in area.rows for cell in row}
            for row in sheet.iter_rows():
                cells = [cell for cell in row if isinstance(cell.value, str) and (cell.row, cell.column) not in merged]
                assert all(cell.alignment.wrap_text for cell in cells), sheet.title
                lines = max((folded(cell, sheet) for cell in cells), default=1)
                height = sheet.row_dimensions[row[0].row].height or 15
                assert height >= 12 * lines, (sheet.title, row[0].row)


def folded(cell, sheet):
    """Lines that a cell's text takes: single-byte characters are half as wide as the others."""
    room = sheet.column_dimensions[cell.column_letter].width
    units = (sum(1 if char.isascii() else 2 for char in line) for line in cell.value.split("\n"))
    return sum(max(1, math.ceil(one / room)) for one in units)


def test_a_sheet_that_would_be_too_small_to_read_is_not_made():
    with pytest.raises(ValueError, match="too wide"):
        add_sheet(new_book("x"), "a", ("h",), (WIDEST + 1,))


def test_times_are_those_of_japan_and_say_so(books):
    for name, book in books.items():
        if name in ("defects", "one_defect", "redirected", "list_errors"):  # forms without times
            continue
        texts = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
        times = [text for text in texts if re.match(r"\d{4}-\d\d-\d\d \d\d:", text)]
        assert times and all(text.endswith("JST") for text in times), name
        assert any("日本標準時" in text for text in texts), name
        assert not any("UTC）" in text and "日本標準時" not in text for text in texts), name


# As printed


@pytest.fixture(scope="module")
def printed(made, tmp_path_factory):
    """Books as LibreOffice prints them, in one call."""
    if SOFFICE is None or not SOAK:
        pytest.skip("LibreOffice is not installed, or not asked: it takes ten seconds to begin")
    folder = tmp_path_factory.mktemp("printed")
    some_of = {name: made[name] for name in {"defects", "one_defect", *some(sorted(made), 3)}}
    for name, data in some_of.items():
        (folder / f"{name}.xlsx").write_bytes(data)
    home = f"-env:UserInstallation={(folder / 'home').as_uri()}"
    books = sorted(str(path) for path in folder.glob("*.xlsx"))
    subprocess.run(
        [SOFFICE, home, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *books],
        check=True, capture_output=True, timeout=280,
    )  # fmt: skip
    found = {name: pymupdf.open(folder / f"{name}.pdf") for name in some_of}
    yield found
    for document in found.values():
        document.close()


def plain(text):
    """Without blanks and line ends: where a cell folds is not what is told."""
    return "".join(str(text).split()).replace("～", "〜")


def cells_of(page):
    """The texts of a page's cells by row and column, as the lines between them divide its characters."""
    lines = [one["rect"] for one in page.get_drawings()]
    across = sorted({round(y) for one in lines if one.width > 1 for y in (one.y0, one.y1)})
    down = sorted({round(x) for one in lines if one.height > 1 for x in (one.x0, one.x1)})
    found = {}
    for block in page.get_text("rawdict")["blocks"]:
        for span in (span for line in block.get("lines", ()) for span in line["spans"]):
            # Within a span the order is the text's: of a ligature's letters, one may stand behind what follows.
            for at, char in enumerate(span["chars"]):
                x0, y0, x1, y1 = char["bbox"]
                place = bisect(across, (y0 + y1) / 2), bisect(down, (x0 + x1) / 2)
                found.setdefault(place, []).append((round(y1), span["bbox"][0], at, char["c"]))
    return {place: plain("".join(one[3] for one in sorted(chars))) for place, chars in found.items()}


def test_every_cell_of_a_book_is_on_its_paper_whole(printed, books):
    for name, document in printed.items():
        cells = {text for page in document for text in cells_of(page).values()}
        text = plain("".join(page.get_text() for page in document))
        for sheet in books[name]:
            if sheet.title == "記録媒体不備報告書":  # its fields have frames of their own
                texts = [one for row in sheet.iter_rows(values_only=True) for one in row if one is not None]
                assert all(plain(line) in text for one in texts for line in one.split("\n")), name
                continue
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.value is not None:
                        assert plain(cell.value) in cells, f"{name} {sheet.title} {cell.coordinate}: {cell.value}"


def test_every_page_is_a_sheet_of_paper_in_legible_type_with_the_heading_of_its_list(printed, books):
    for name, document in printed.items():
        headings = [plain(sheet["A1"].value) for sheet in books[name] if sheet.freeze_panes]
        for page in document:
            size = {round(side * 25.4 / 72) for side in (page.rect.width, page.rect.height)}
            assert size == {210, 297}, name
            blocks = page.get_text("dict")["blocks"]
            spans = [span for block in blocks for line in block.get("lines", ()) for span in line["spans"]]
            assert min(span["size"] for span in spans if span["text"].strip()) >= 5.5, (name, page.number)
            assert all(pymupdf.Rect(span["bbox"]) in page.rect for span in spans), (name, page.number)
            title = plain(page.get_text(clip=(page.rect.width / 2, 0, page.rect.width, 60)))
            if any(sheet.freeze_panes and title.startswith(plain(sheet.title)) for sheet in books[name]):
                first = cells_of(page)[1, 1]
                assert first in headings, (name, page.number)


def test_the_form_of_the_agency_is_one_page(printed):
    for name in ("defects", "one_defect"):
        forms = [page.number for page in printed[name] if "受託事業者の連絡先" in page.get_text()]
        assert forms == [0], name
        assert "記録媒体不備報告書" in printed[name][0].get_text()
