"""Everything that can be wrong with what comes in, on the command line: a message and an exit code, no traceback."""

import json
import shutil
from pathlib import Path

import pytest

from app.commands.main import main
from app.training.sample import make_sample

TOKYO = "ZMGKK#2101"
RECORD = 980


@pytest.fixture(scope="module")
def plain(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("plain")
    make_sample(folder, establishments=60, plain=True)
    return folder


@pytest.fixture
def own(plain, tmp_path) -> Path:
    """A plain sample that a test may spoil."""
    return Path(shutil.copytree(plain, tmp_path / "own"))


@pytest.fixture
def sealed(sample_folder, tmp_path) -> Path:
    """An encrypted sample that a test may spoil."""
    return Path(shutil.copytree(sample_folder, tmp_path / "sealed"))


def spoil(path: Path, offset: int, raw: bytes) -> None:
    content = bytearray(path.read_bytes())
    content[offset : offset + len(raw)] = raw
    path.write_bytes(content)


def said(capsys, *arguments: str) -> tuple[int, str, str]:
    code = main(list(arguments))
    out, err = capsys.readouterr()
    assert "Traceback" not in err
    return code, out, err


def test_a_wrong_key_shows_no_record(capsys, sealed, tmp_path):
    key = tmp_path / "wrong.toml"
    key.write_text(f'key = "{"0" * 64}"\niv = "{"0" * 32}"\n', encoding="ascii")
    code, out, err = said(capsys, "show", str(sealed), TOKYO, "1", "--key", str(key))
    assert (code, out) == (2, "")
    assert "[file.key]" in err


@pytest.mark.parametrize("lost", [1, 16, 4096, None])
def test_a_truncated_file_is_not_shown(capsys, sealed, lost):
    path = sealed / "PAP03A" / f"{TOKYO}.cmp"
    path.write_bytes(b"" if lost is None else path.read_bytes()[:-lost])
    code, out, err = said(capsys, "show", str(sealed), TOKYO, "1")
    assert (code, out) == (2, "")
    assert TOKYO in err


def test_a_damaged_file_leaves_the_others_open(capsys, sealed):
    path = sealed / "PAP03A" / f"{TOKYO}.cmp"
    middle = path.stat().st_size // 2
    spoil(path, middle, bytes([path.read_bytes()[middle] ^ 1]))
    assert said(capsys, "show", str(sealed), TOKYO, "1")[0] == 2
    assert said(capsys, "show", str(sealed), "ZMGKK#1201", "1")[0] == 0


def test_a_length_that_is_no_multiple_of_a_record_names_the_rest(capsys, own):
    path = own / "PAP03A" / TOKYO
    size = path.stat().st_size
    path.write_bytes(path.read_bytes() + b"abc")
    code, out, err = said(capsys, "show", str(own), TOKYO, "1", "--json")
    assert code == 0
    assert json.loads(out)["type"] == "01"
    assert "[file.length]" in err
    assert f"{size:,}" in err


def test_an_unknown_record_type_is_named_and_the_next_record_is_sound(capsys, own):
    spoil(own / "PAP03A" / TOKYO, 3 * RECORD + 14, b"77")
    code, out, err = said(capsys, "show", str(own), TOKYO, "3", "--json")
    look = json.loads(out)
    assert (code, look["type"], look["fields"]) == (0, "77", [])
    assert "[record.type]" in err
    assert "番号 4" in err
    assert said(capsys, "render", str(own), TOKYO, "3", "-o", str(own / "x.pdf"))[0] == 2
    assert json.loads(said(capsys, "show", str(own), TOKYO, "4", "--json")[1])["fields"]


def test_an_undecodable_byte_is_marked_where_it_stands(capsys, own):
    spoil(own / "PAP03A" / TOKYO, RECORD + 289, b"\xfd")
    code, out, _ = said(capsys, "show", str(own), TOKYO, "1", "--json")
    row = next(row for row in json.loads(out)["fields"] if row["item"] == 63)
    assert code == 0
    assert row["text"].startswith("⟦FD⟧")
    assert "289（121h）: fd" in row["note"]


def test_an_empty_file_is_valid_and_has_no_records(capsys, own):
    code, _, err = said(capsys, "show", str(own), "ZMGKS#3601", "0")
    assert code == 2
    assert "0 件" in err


def test_missing_and_extra_files_are_named_and_the_rest_is_used(capsys, own):
    (own / "PAP03A" / "ZMGKK#1201").unlink()
    (own / "PAP03A" / "memo.txt").write_text("x", encoding="ascii")
    code, _, err = said(capsys, "glyphs", str(own), "-o", str(own / "g.pdf"))
    assert code == 0
    assert "[volume.missing] ZMGKK#1201" in err
    assert "[volume.unexpected] memo.txt" in err


@pytest.mark.parametrize("name", ["empty", "nowhere"])
def test_a_folder_that_is_no_volume_is_refused(capsys, tmp_path, name):
    (tmp_path / "empty").mkdir()
    code, _, err = said(capsys, "show", str(tmp_path / name), TOKYO, "0")
    assert code == 2
    assert "[volume.none]" in err


def test_an_office_list_that_cannot_be_read_leaves_the_item_missing(capsys, own, tmp_path):
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["名前", "電話"])
    book.save(tmp_path / "bad.xlsx")
    items = tmp_path / "items.json"
    arguments = ("render", str(own), TOKYO, "1", "-o", str(tmp_path / "x.pdf"), "--items", str(items))
    code, _, err = said(capsys, *arguments, "--offices", str(tmp_path / "bad.xlsx"))
    assert code == 0
    assert "[offices.columns]" in err
    placed = {item["id"]: item for item in json.loads(items.read_text(encoding="utf-8"))["items"]}
    assert placed["sheet.office_phone"]["state"] == "missing"
    assert placed["sheet.office_phone"]["text"] == ""


def test_a_font_that_is_no_font_is_named(capsys, own, tmp_path):
    font = tmp_path / "font.ttf"
    font.write_bytes(b"no font")
    code, _, err = said(
        capsys, "render", str(own), TOKYO, "1", "-o", str(tmp_path / "x.pdf"), "--gaiji-font", str(font)
    )
    assert code == 0
    assert "[font.unreadable] font.ttf" in err


@pytest.mark.parametrize("text", [None, "hello", 'key = "00"\niv = "00"\n'])
def test_a_key_file_that_cannot_be_used_is_named_without_its_content(capsys, sealed, tmp_path, text):
    key = tmp_path / "key.toml"
    if text is not None:
        key.write_text(text, encoding="ascii")
    code, _, err = said(capsys, "show", str(sealed), TOKYO, "1", "--key", str(key))
    assert code == 2
    assert "[key." in err
    assert "hello" not in err


def test_a_record_that_is_not_there_is_named(capsys, own):
    code, _, err = said(capsys, "show", str(own), TOKYO, "999999")
    assert code == 2
    assert "[record.none]" in err


def test_an_output_that_cannot_be_written_is_named(capsys, own, tmp_path):
    (tmp_path / "file").write_text("x", encoding="ascii")
    code, _, err = said(capsys, "render", str(own), TOKYO, "1", "-o", str(tmp_path / "file" / "x.pdf"))
    assert code == 2
    assert "[export.failed]" in err


def test_a_fault_of_the_program_shows_no_traceback(capsys, own, monkeypatch):
    def fault(*_arguments, **_options):
        raise RuntimeError("secret content")

    monkeypatch.setattr("app.month.looking.entering.open_file", fault)
    code, out, err = said(capsys, "show", str(own), TOKYO, "1")
    assert (code, out) == (3, "")
    assert "secret" not in err
