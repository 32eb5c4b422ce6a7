"""What a decision is bound to: one changed byte of one thing changes the part of this thing, and no other."""

import shutil
from dataclasses import replace
from pathlib import Path

import pymupdf
import pytest

import app.resources
from app.equipment.companions import find_companions
from app.equipment.loading import equip
from app.month.looking.opening import open_folder
from app.month.parts_in_use import NO_CONTENT, live_parts, own_parts, proof_part
from app.notice import era
from app.notice.postal import PostalDictionary
from app.notice.postal_file import dictionary_path
from app.proof.piece_codes import load_piece_codes
from app.proof.scanner import Scanner
from app.resources import RESOURCES, resource_bytes, resource_names
from app.signoff.binding import differences, fingerprint, of_month, of_process
from app.workstation.settings import Settings
from tests.rows import each_row

SETTINGS = Settings()
ARGV = ("decrypt", "{source}", "{target}", "{keyfile}")


@pytest.fixture
def resources(tmp_path, monkeypatch):
    """A copy of what an expert may change, used instead of the product's own from now on."""
    copy = tmp_path / "resources"
    shutil.copytree(RESOURCES, copy, ignore=shutil.ignore_patterns("pictures", "samples", "styles"))
    monkeypatch.setattr(app.resources, "RESOURCES", copy)
    forget()
    yield copy
    forget()


def forget():
    """As after a new start of the program."""
    resource_bytes.cache_clear()
    resource_names.cache_clear()


@pytest.fixture
def companions(sample_folder, tmp_path):
    """The office list and the 外字 font of the sample, where they may be changed."""
    found = find_companions(sample_folder)
    return tuple(Path(shutil.copy(path, tmp_path)) for path in (found.offices, found.gaiji_font))


def equipped(bench, companions):
    return replace(bench, equipment=equip(*companions))


def changed(before, after):
    return {one.name: one.kind for one in differences(before, after)}


def spoil(path, at=None):
    """Change one byte: a text file gets another line end, of any other the byte ``at``."""
    raw = bytearray(path.read_bytes())
    if at is None:
        raw += b"\n"
    else:
        raw[at] ^= 1
    path.write_bytes(raw)


OWN_FILES = [
    ("layouts/kounen_detail.toml", {"layouts"}),
    ("layouts/senpo_count_title.toml", {"layouts"}),
    ("notice_items.csv", {"layouts"}),
    ("eras.toml", {"layouts"}),
    ("volumes.csv", {"layouts"}),
    ("forms/layout1.toml", {"forms.1"}),
    ("forms/layout2.toml", {"forms.2"}),
    ("forms/address_panel.toml", {"forms.1", "forms.2"}),
    ("forms/notice_panel.toml", {"forms.1", "forms.2"}),
    ("forms/paper.toml", {"paper"}),
    ("envelope.toml", {"envelope"}),
    ("flyers.toml", {"flyers"}),
    ("customer_barcode.toml", {"barcode"}),
]


@each_row(("name", "parts"), OWN_FILES)
def test_a_changed_byte_changes_its_own_part_and_no_other(bench, resources, companions, name, parts):
    before = live_parts(equipped(bench, companions), SETTINGS)
    spoil(resources / name)
    forget()
    after = live_parts(equipped(bench, companions), SETTINGS)
    assert changed(before, after) == dict.fromkeys(parts, "changed")
    assert fingerprint(before) != fingerprint(after)


CODES = """symbology = 'qr'
pattern = '1(?P<key>[0-9]{7})'
begins = '1'
lengths = [8, 8]
first_record = 0
mapping = 'map.csv'
"""


def test_the_contractors_code_is_the_processs_and_what_its_mapping_file_holds_the_months(bench, tmp_path):
    def parts():
        codes = load_piece_codes(tmp_path / "codes.toml")
        return own_parts(bench, replace(SETTINGS, scanner=Scanner(codes=codes)))

    (tmp_path / "codes.toml").write_text(CODES, "utf-8")
    (tmp_path / "map.csv").write_text("key,file,record\n0000005,ZMGKK#2101,5\n", "utf-8")
    own, first = own_parts(bench, SETTINGS), parts()
    assert changed(own, first) == {"piece_codes": "changed", "piece_mapping": "added"}
    assert "piece_codes" in {one.name for one in of_process(own)}
    detail = next(one.detail for one in first if one.name == "piece_codes")
    assert "qr" in detail and "対応表" in detail and "先月の現品と区別できません" in detail
    (tmp_path / "map.csv").write_text("key,file,record\n0000005,ZMGKK#2101,6\n", "utf-8")
    assert changed(first, parts()) == {"piece_mapping": "changed"}
    (tmp_path / "map.csv").rename(tmp_path / "map_12.csv")
    (tmp_path / "codes.toml").write_text(CODES.replace("map.csv", "map_12.csv"), "utf-8")
    next_month = parts()
    assert not differences(of_process(first), of_process(next_month))
    assert "piece_mapping" in {one.name for one in of_month(next_month)}
    (tmp_path / "codes.toml").write_text(
        CODES.replace("map.csv", "map_12.csv").replace("first_record = 0", "first_record = 1"), "utf-8"
    )
    assert changed(next_month, parts()) == {"piece_codes": "changed"}


@pytest.mark.parametrize("name", ["ipaexm.ttf", "ipaexg.ttf"])
def test_a_changed_byte_of_a_font_changes_the_fonts(bench, resources, companions, name):
    before = own_parts(equipped(bench, companions), SETTINGS)
    spoil(resources / "fonts" / name, -1)
    assert changed(before, own_parts(equipped(bench, companions), SETTINGS)) == {"fonts": "changed"}


@pytest.mark.parametrize(("which", "at", "part"), [(0, 10, "offices"), (1, -1, "fonts.gaiji")])
def test_a_changed_byte_of_a_file_beside_the_media_changes_its_part(bench, companions, which, at, part):
    before = own_parts(equipped(bench, companions), SETTINGS)
    spoil(companions[which], at)
    after = equipped(bench, companions)
    assert after.equipment.problems == ()
    assert changed(before, own_parts(after, SETTINGS)) == {part: "changed"}


def test_the_office_list_or_gaiji_font_that_is_not_there_is_said(bench, companions):
    before = own_parts(equipped(bench, companions), SETTINGS)
    after = own_parts(equipped(bench, (None, None)), SETTINGS)
    assert changed(before, after) == {"offices": "changed", "fonts.gaiji": "changed"}
    absent = {part.name: (part.sha256, part.detail) for part in after if part.name in ("offices", "fonts.gaiji")}
    assert set(absent.values()) == {(NO_CONTENT, "なし")}


def test_the_month_of_the_postal_dictionary_is_among_the_parts_and_another_file_is_another_part(bench, tmp_path):
    def part(postal):
        parts = own_parts(replace(bench, equipment=equip(None, None, postal)), SETTINGS)
        return next(part for part in parts if part.name == "postal")

    own, copy = part(None), Path(shutil.copy(dictionary_path(), tmp_path / "newer.db"))
    assert own.detail == bench.equipment.postal.edition
    assert part(PostalDictionary(copy, "2027-03")) == replace(own, detail="2027年3月版")
    with copy.open("ab") as file:
        file.write(b"\0")
    assert part(PostalDictionary(copy, "2027-03")).sha256 != own.sha256


def test_a_layout_that_is_added_changes_the_layouts(bench, resources, companions):
    before = own_parts(equipped(bench, companions), SETTINGS)
    shutil.copy(resources / "layouts" / "kounen_detail.toml", resources / "layouts" / "other.toml")
    forget()
    assert changed(before, own_parts(equipped(bench, companions), SETTINGS)) == {"layouts": "changed"}


def test_official_artwork_is_part_of_its_form(bench, resources, companions):
    layout = resources / "forms" / "layout1.toml"
    text = layout.read_text(encoding="utf-8").replace('status = "draft"', 'status = "official"\nbackground = "art.pdf"')
    layout.write_text(text, encoding="utf-8")
    artwork = pymupdf.open()
    for _ in range(3):
        artwork.new_page(width=210 * 72 / 25.4, height=115 * 72 / 25.4)
    artwork.save(resources / "forms" / "art.pdf")
    before = own_parts(equipped(bench, companions), SETTINGS)
    assert next(part for part in before if part.name == "forms.1").detail == "layout1（校了）"
    spoil(resources / "forms" / "art.pdf")
    assert changed(before, own_parts(equipped(bench, companions), SETTINGS)) == {"forms.1": "changed"}


def test_what_was_loaded_counts_and_not_what_lies_on_the_disc_now(bench, resources, companions):
    held = equipped(bench, companions)
    before = live_parts(held, SETTINGS)
    for name, _ in OWN_FILES:
        spoil(resources / name)
    for path in companions:
        spoil(path, -1)
    assert live_parts(held, SETTINGS) == before


def test_the_tables_in_use_are_the_bytes_that_are_hashed(resources):
    resource_bytes("eras.toml")
    spoil(resources / "eras.toml", 0)
    era.eras.cache_clear()
    assert era.eras()[-1].name == "令和"


def test_a_changed_byte_of_a_medium_changes_the_media(spoilt, plain_folder):
    before = open_folder(plain_folder, SETTINGS)

    def change(raw):
        raw[-1] ^= 1

    after = spoilt(ZMGKS_2101=change)
    assert changed(live_parts(before, SETTINGS), live_parts(after, SETTINGS)) == {"media": "changed"}
    assert proof_part(before).sha256 != proof_part(after).sha256


def test_a_proof_medium_is_not_the_months_media(bench):
    parts = (proof_part(bench), *own_parts(bench, SETTINGS))
    names = [part.name for part in parts]
    assert names[0] == "proof_media"
    assert "media" not in names
    assert changed(live_parts(bench, SETTINGS), parts) == {
        "media": "missing",
        "proof_media": "added",
    }


def test_another_way_to_decipher_changes_the_container(bench, tmp_path):
    tool = tmp_path / "one" / "decrypt"
    tool.parent.mkdir()
    tool.write_bytes(b"#!tool 1")
    tool.chmod(0o755)

    def with_tool(path, *more):
        return own_parts(bench, Settings(tool_argv=(str(path), *ARGV[1:], *more)))

    before = with_tool(tool)
    assert changed(own_parts(bench, SETTINGS), before) == {"container": "changed"}
    assert changed(before, with_tool(tool, "--fast")) == {"container": "changed"}
    moved = Path(shutil.copy(tool, tmp_path / "decrypt"))
    assert changed(before, with_tool(moved)) == {}
    spoil(tool, -1)
    assert changed(before, with_tool(tool)) == {"container": "changed"}
    assert changed(before, with_tool(tmp_path / "none" / "decrypt")) == {"container": "changed"}


def test_parts_are_named_labelled_and_hashed_once(bench):
    parts = live_parts(bench, SETTINGS)
    assert len({part.name for part in parts}) == len({part.label for part in parts}) == len(parts)
    assert all(len(part.sha256) == 64 and int(part.sha256, 16) for part in parts)
    assert all(part.label and part.detail for part in parts)
    assert {"media", "layouts", "forms.1", "forms.2", "envelope", "fonts", "fonts.gaiji", "offices",
            "container"} <= {part.name for part in parts}  # fmt: skip
