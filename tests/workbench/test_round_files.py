"""Reports of a round as files: each with its entry, none for those who must not see it."""

import hashlib
import io
from contextlib import contextmanager

import pytest
from openpyxl import load_workbook

from app.errors import KenpanError
from app.signoff import jobs
from app.workbench import round_files
from app.workbench.round_files import export_gaiji, export_result, write_with_entry
from tests.house import EQUIPMENT


@pytest.fixture
def opened(house):
    house.by("hinshitsu-1", lambda state, by: jobs.create(state, by, "j1", "11月分", "2026-11", EQUIPMENT))
    house.register("press", "本番設定")
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


def test_the_gaiji_print_is_bound_to_the_round(opened, tmp_path, bench):
    path = tmp_path / "外字.pdf"
    font = bench.equipment.fonts.roles["gaiji"]
    export_gaiji(opened.book, opened.sessions["kensa-1"], "r1", path, opened.sheet, font, {0xF040: 3})
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


def test_a_file_that_cannot_be_written_leaves_no_entry(opened, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(KenpanError) as caught:
        write_with_entry(opened.book, opened.sessions["kensa-1"], "notice", tmp_path / "file" / "x.pdf", b"x")
    assert caught.value.code == "export.failed" and exports(opened) == []


def test_without_an_entry_there_is_no_file(opened, tmp_path, monkeypatch):
    session, path = opened.sessions["kensa-1"], tmp_path / "x.pdf"
    path.write_bytes(b"before")

    def refuse(*_arguments):
        raise KenpanError("store.write", "書き込めませんでした。", "空き容量を確かめてください。")

    with monkeypatch.context() as patch:
        patch.setattr(opened.book, "sign_in", refuse)
        with pytest.raises(KenpanError):
            write_with_entry(opened.book, session, "notice", path, b"after")
    assert path.read_bytes() == b"before"


def test_a_file_whose_entry_is_lost_at_the_very_end_is_taken_away(opened, tmp_path, monkeypatch):
    path, real = tmp_path / "x.pdf", round_files.writing

    @contextmanager
    def full_disc(engine):
        with real(engine) as connection:
            yield connection
            raise KenpanError("store.write", "書き込めませんでした。", "空き容量を確かめてください。")

    monkeypatch.setattr(round_files, "writing", full_disc)
    with pytest.raises(KenpanError) as caught:
        write_with_entry(opened.book, opened.sessions["kensa-1"], "notice", path, b"x")
    assert caught.value.code == "store.write" and not path.exists()
    assert exports(opened) == []
