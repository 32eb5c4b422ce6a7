"""Reports of a round as files: each with its entry, none for those who must not see it."""

import hashlib
import io

import pymupdf
import pytest
from openpyxl import load_workbook

from app.errors import KenpanError
from app.filing.round_files import export_gaiji, export_result
from app.reports import gaiji_proof
from app.sheet.glyphs import label_font


@pytest.fixture
def opened(house):
    house.create()
    house.register_all()
    house.open_round()
    house.sign_piece(1)
    return house


def exports(house):
    return [entry.data for entry in house.book.history(("export.made",))]


def test_a_pdf_is_written_and_its_entry_names_its_bytes(opened, tmp_path):
    path = tmp_path / "結果.pdf"
    export_result(opened.book, opened.sessions["kensa-1"], "r1", path, opened.sheet, opened.live)
    content = path.read_bytes()
    assert content.startswith(b"%PDF")
    assert exports(opened) == [
        {"kind": "round.pdf", "name": "結果.pdf", "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    ]


def test_the_name_decides_for_a_book(opened, tmp_path):
    path = tmp_path / "結果.XLSX"
    export_result(opened.book, opened.sessions["kensa-1"], "r1", path, opened.sheet)
    book = load_workbook(io.BytesIO(path.read_bytes()), read_only=True)
    assert "現品" in book.sheetnames
    book.close()
    assert exports(opened)[0]["kind"] == "round.xlsx"


def test_the_gaiji_print_is_bound_to_the_round(opened, tmp_path, monkeypatch):
    with pymupdf.open() as document:  # the print itself: tests/reports
        document.new_page()
        proof = document.tobytes()
    monkeypatch.setattr(gaiji_proof, "proof_pdf", lambda _font, _used: proof)
    path = tmp_path / "外字.pdf"
    export_gaiji(opened.book, opened.sessions["kensa-1"], "r1", path, opened.sheet, label_font(), {0xF040: 3})
    assert path.read_bytes().startswith(b"%PDF") and exports(opened)[0]["kind"] == "round.gaiji"


def test_a_lead_gets_no_report_before_their_own_look(opened, tmp_path):
    opened.check_all()
    path = tmp_path / "x.pdf"
    with pytest.raises(KenpanError) as caught:
        export_result(opened.book, opened.sessions["hinshitsu-1"], "r1", path, opened.sheet)
    assert caught.value.code == "report.blind" and not path.exists() and exports(opened) == []
    opened.confirm_all()
    export_result(opened.book, opened.sessions["hinshitsu-1"], "r1", path, opened.sheet)
    assert path.exists()


def test_an_unknown_round_has_no_report(opened, tmp_path):
    with pytest.raises(KenpanError) as caught:
        export_result(opened.book, opened.sessions["kensa-1"], "r9", tmp_path / "x.pdf", opened.sheet)
    assert caught.value.code == "round.none"
