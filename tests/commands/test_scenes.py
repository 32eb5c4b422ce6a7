"""The commands that people script: their JSON, and that it agrees with the PDF and the specification's own tables."""

import csv
import json
from pathlib import Path

import openpyxl
import pymupdf
import pytest

from app.commands.main import main
from app.media.container import OpenContainer
from app.media.media_key import read_key_file
from app.month.looking.no_barcode import no_barcode_rows
from app.notice.postal_file import dictionary_path
from app.resources import resource

DATA = Path(__file__).parent.parent / "data"
TOKYO = "ZMGKK#2101"
ROWS = list(csv.DictReader((DATA / "fields.csv").read_text(encoding="utf-8").splitlines()))
EXAMPLES = json.loads((DATA / "customer_barcode_examples.json").read_text(encoding="utf-8"))


def run(capsys, *arguments: str) -> str:
    assert main(list(arguments)) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("medium", ["", "PAP03A"])
@pytest.mark.parametrize(
    ("file", "record", "scheme", "code"),
    [(TOKYO, 0, "kounen", "00"), (f"{TOKYO}.cmp", 1, "kounen", "01"), ("zmgks#1201", 1, "senpo", "01")],
)
def test_show_lists_every_field_of_the_specification(capsys, sample_folder, medium, file, record, scheme, code):
    look = json.loads(run(capsys, "show", str(sample_folder / medium), file, str(record), "--json"))
    assert (look["record"], look["type"]) == (record, code)
    rows = [row for row in ROWS if (row["file"], row["type_code"]) == (scheme, code)]
    expected = [(int(row["item"]), int(row["offset"]), int(row["bytes"])) for row in rows]
    assert [(row["item"], row["offset"], row["length"]) for row in look["fields"]] == expected
    assert "".join(row["raw_hex"] for row in look["fields"]) == look["raw_hex"]
    assert len(look["raw_hex"]) == 2 * 980


def test_show_says_which_items_print_a_field(capsys, sample_folder):
    look = json.loads(run(capsys, "show", str(sample_folder), TOKYO, "1", "--json"))
    printed = {row["item"]: row["printed"] for row in look["fields"]}
    assert printed[34] == ["front.charge.total"]
    assert printed[63] == ["sheet.address_1", "sheet.barcode"]
    assert printed[9] == []


def words_at(page: pymupdf.Page, rect_mm: list[float]) -> str:
    x0, y0, x1, y1 = (value * 72 / 25.4 for value in rect_mm)
    clip = pymupdf.Rect(x0 - 0.5, y0 - 0.5, x1 + 0.5, y1 + 0.5)
    return "".join(page.get_text("text", clip=clip, flags=pymupdf.TEXT_INHIBIT_SPACES).split())


@pytest.mark.parametrize(("file", "pages"), [(TOKYO, 3), ("ZMGKS#1201", 3)])
def test_render_writes_what_its_items_say(capsys, sample_folder, tmp_path, file, pages):
    pdf, items = tmp_path / "x.pdf", tmp_path / "x.json"
    run(capsys, "render", str(sample_folder), file, "1", "-o", str(pdf), "--png", str(tmp_path), "--items", str(items))
    said = json.loads(items.read_text(encoding="utf-8"))
    raw = bytes.fromhex(json.loads(run(capsys, "show", str(sample_folder), file, "1", "--json"))["raw_hex"])
    with pymupdf.open(pdf) as document:
        assert len(document) == len(said["pages"]) == pages
        number = {page["name"]: at for at, page in enumerate(said["pages"])}
        for page, shape in zip(document, said["pages"], strict=True):
            assert page.rect.width == pytest.approx(shape["width_mm"] * 72 / 25.4, abs=0.01)
            assert all(font[1] != "n/a" for font in page.get_fonts())
        for item in said["items"]:
            assert words_at(document[number[item["page"]]], item["rect_mm"]) == "".join(item["text"].split()), item
            for source in item["source"]:
                assert raw[source["offset"] : source["offset"] + source["length"]].strip()
    assert len(list(tmp_path.glob("*.png"))) == pages
    assert said["barcode"]["reason"] is None
    assert len(said["barcode"]["symbols"]) == 21
    x0, y0, x1, y1 = said["barcode"]["rect_mm"]
    assert 50 < x1 - x0 < 60
    assert 2.7 < y1 - y0 < 3.7


def test_a_first_year_is_printed_as_gannen_and_the_edit_is_told(capsys, sample_folder, tmp_path, bench):
    from app.training.worth_showing import telling_records

    record = telling_records(bench.notices[TOKYO])["gannen"]
    items = tmp_path / "x.json"
    run(capsys, "render", str(sample_folder), TOKYO, str(record), "-o", str(tmp_path / "x.pdf"), "--items", str(items))
    edits = [item for item in json.loads(items.read_text(encoding="utf-8"))["items"] if item["edit"]]
    assert edits
    for item in edits:
        assert item["edit"]["kind"] == "gannen"
        assert item["edit"]["before"].strip() == "1"
        assert "元年" in item["text"]


def test_imposed_pages_have_the_size_of_the_paper(capsys, sample_folder, tmp_path):
    pdf = tmp_path / "x.pdf"
    run(capsys, "render", str(sample_folder), TOKYO, "1", "-o", str(pdf), "--imposed")
    with pymupdf.open(pdf) as document:
        sizes = [(round(page.rect.width * 25.4 / 72), round(page.rect.height * 25.4 / 72)) for page in document]
    assert sizes == [(210, 230)] * 2


def test_a_sheet_of_another_height_is_tried_by_naming_its_forms(capsys, sample_folder, tmp_path):
    settings = tmp_path / "settings.toml"
    settings.write_text(f"[files]\nforms = '{resource('forms', '220mm').as_posix()}'\n", encoding="utf-8")
    pdf, options = tmp_path / "x.pdf", ("--settings", str(settings))
    run(capsys, "render", str(sample_folder), TOKYO, "1", "-o", str(pdf), "--imposed", *options)
    with pymupdf.open(pdf) as document:
        assert [round(page.rect.height * 25.4 / 72) for page in document] == [220] * 2
    report = json.loads(run(capsys, "envelope", str(sample_folder), TOKYO, "1", "--json", *options))
    assert report["play_mm"] == [20, 10]
    assert all(item["ok"] for item in report["items"])


def test_a_newer_dictionary_is_used_by_naming_it(capsys, tmp_path):
    settings = tmp_path / "settings.toml"
    named = f"[files]\npostal = '{dictionary_path().as_posix()}'\npostal_month = '2027-03'\n"
    settings.write_text(named, encoding="utf-8")
    barcode = json.loads(
        run(capsys, "barcode", "999-9999", "東京都千代田区五番町1-2", "--json", "--settings", str(settings))
    )
    assert barcode["dictionary"] == "2027年3月版"
    assert "辞書（2027年3月版）より新しい番号" in barcode["reason_text"]
    assert (barcode["extracted"], barcode["symbols"]) == ("1-2", [])


def test_a_check_writes_the_establishments_without_a_barcode(capsys, sample_folder, tmp_path, bench):
    path = tmp_path / "8.xlsx"
    main(["check", str(sample_folder), "--no-barcode", str(path)])
    book = openpyxl.load_workbook(path)
    assert book["一般"].max_row == 1 + len(no_barcode_rows(bench)["kounen"])
    assert ("郵便番号の辞書", bench.equipment.postal.edition) in list(book["作成"].iter_rows(values_only=True))


def test_envelope_tells_the_zones_and_that_everything_is_right(capsys, sample_folder):
    report = json.loads(run(capsys, "envelope", str(sample_folder), TOKYO, "1", "--json"))
    zones = {window["name"]: window for window in report["windows"]}
    assert report["play_mm"] == [20, 5]
    assert zones["address"]["always_mm"] == [102, 65, 162, 105]
    assert zones["office"]["always_mm"] == [12, 84, 52, 105]
    assert zones["address"]["ever_mm"] == [82, 60, 182, 110]
    assert all(item["ok"] for item in report["items"])
    assert {item["must"] for item in report["items"]} == {"show", "hide"}
    assert report["barcode"]["worst_clearance_mm"] >= 2
    assert 0.76 <= report["barcode"]["pitch_mm"] <= 0.84


@pytest.mark.parametrize("example", [one for one in EXAMPLES if one["address"]], ids=lambda one: one["postal"])
def test_every_published_barcode_comes_out_of_the_command(capsys, example):
    barcode = json.loads(run(capsys, "barcode", example["postal"], example["address"], "--json"))
    assert barcode["extracted"] == example["extracted"]
    if example["symbols"]:
        assert " ".join(barcode["symbols"]) == example["symbols"]
        assert barcode["check"] == example["symbols"].split()[-1]
    if example["bars"]:
        assert barcode["bars"] == example["bars"]


def test_a_barcode_that_cannot_be_printed_has_a_reason(capsys):
    barcode = json.loads(run(capsys, "barcode", "1000000", "東京都千代田区", "--json"))
    assert barcode["reason"] == "postal.representative"
    assert (barcode["symbols"], barcode["bars"]) == ([], "")


def test_the_headless_demo_writes_a_dozen_telling_notices_on_a_network_too(capsys, monkeypatch, tmp_path):
    (tmp_path / "kenpan").mkdir()
    (tmp_path / "kenpan" / "settings.toml").write_text("[network]\nrefuse_media = true\n", encoding="utf-8")
    monkeypatch.setattr("app.month.looking.entering.interfaces_up", lambda: ("eth0",))
    demo = tmp_path / "demo"
    out = run(capsys, "demo", "--headless", "-o", str(demo))
    folders = [path for path in demo.iterdir() if path.is_dir() and path.name != "sample"]
    assert len(folders) == 12
    for folder in folders:
        assert {path.suffix for path in folder.iterdir()} == {".pdf", ".png", ".json"}
    assert (demo / "summary.txt").read_text(encoding="utf-8").strip() == out.strip()
    assert "元年" in out


def test_sample_says_what_it_made(capsys, tmp_path):
    out = run(capsys, "sample", str(tmp_path / "s"), "--establishments", "40", "--seed", "3", "--plain")
    assert "ZMGKK#2101" in out
    assert (tmp_path / "s" / "PAP03A" / "ZMGKK#2101").stat().st_size % 980 == 0


def test_check_compares_both_sides_of_a_pair_and_names_file_and_byte(capsys, tmp_path):
    for side in "AB":
        main(["sample", str(tmp_path / side), "--establishments", "30", "--volume", f"PAP03{side}"])
    capsys.readouterr()
    arguments = ["check", str(tmp_path / "A"), "--against", str(tmp_path / "B"), "--json", str(tmp_path / "out.json")]
    assert main(arguments) == 0
    assert "PAP03A（正） と PAP03B（副） は、8 ファイルすべて同じ内容です" in capsys.readouterr().out
    assert json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["against"]["equal"] is True
    path = tmp_path / "B" / "PAP03B" / f"{TOKYO}.cmp"
    key = read_key_file(tmp_path / "B" / "key.toml")
    raw = bytearray(OpenContainer().open(path, key).data.tobytes())
    raw[2000] ^= 1
    OpenContainer().seal_to(path, bytes(raw), key)
    assert main(arguments) == 1
    assert f"{TOKYO}：2,001 バイト目（番号 3 の 41 バイト目）" in capsys.readouterr().out
    (found,) = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["against"]["differences"]
    assert (found["file"], found["first"], found["count"]) == (TOKYO, 2000, 1)


def test_counts_of_a_check_carry_their_units(capsys, sample_folder, tmp_path, bench):
    main(["check", str(sample_folder), "--json", str(tmp_path / "out.json")])
    told = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert told["units"] == {"notices": "件", "establishments": "通"}
    file = next(one for one in told["files"] if one["name"] == TOKYO)
    types = bench.notices[TOKYO].types
    assert (file["notices"], file["establishments"]) == (int((types == 1).sum()), int((types == 0).sum()))
    assert f"（事業所 {sum(one['establishments'] for one in told['files']):,} 通）" in capsys.readouterr().out
