from datetime import date

import openpyxl
import pymupdf
import pytest

from app.errors import KenpanError
from app.filing.people_files import export_access, export_rights
from app.reports.access_log import Period

NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))


def words(path):
    if path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path)
        return "".join(str(cell.value) for sheet in book for row in sheet.rows for cell in row)
    with pymupdf.open(path) as document:
        return "".join(page.get_text() for page in document)


@pytest.mark.parametrize("suffix", [".pdf", ".xlsx"])
def test_the_history_of_rights_is_written_with_its_entry(house, tmp_path, suffix):
    path = export_rights(house.book, house.sessions["kanri-1"], tmp_path / f"権限{suffix}")
    assert "検査員１" in words(path)
    assert "配属" in words(path)
    entry = house.book.history()[-1]
    assert (entry.kind, entry.data["kind"], entry.data["name"]) == ("export.made", "rights", path.name)


@pytest.mark.parametrize("suffix", [".pdf", ".xlsx"])
def test_the_access_log_of_a_month_is_written_with_its_entry(house, tmp_path, suffix):
    path = export_access(house.book, house.sessions["kanri-1"], tmp_path / f"記録{suffix}", NOVEMBER)
    assert "ログイン" in words(path)
    assert house.book.history()[-1].data["kind"] == "access"


def test_a_period_that_ends_before_it_begins_writes_nothing(house, tmp_path):
    wrong = Period(date(2026, 11, 2), date(2026, 11, 1))
    with pytest.raises(KenpanError):
        export_access(house.book, house.sessions["kanri-1"], tmp_path / "記録.pdf", wrong)
    assert list(tmp_path.glob("*.pdf")) == []
    assert house.book.history()[-1].kind != "export.made"
