import shutil
from pathlib import Path

import pytest

from app.errors import KenpanError
from app.resources import resource
from app.sheet.customer_bars import barcode_size
from app.sheet.envelope import load_envelope, worst_clearance
from app.sheet.forms import load_form
from app.sheet.model import Rect
from tests.notice.switching import everything_off, everything_on, switched

COMMON_IDS = {
    *(f"sheet.{name}" for name in ("postal", "address_1", "address_2", "address_3", "name_1", "name_2", "barcode")),
    *(f"sheet.office_{name}" for name in ("name", "postal", "address", "phone")),
    *(f"front.{name}" for name in ("page_no", "office_symbol", "office_number", "issued", "collector_office", "seal")),
    *(f"front.charge.{name}" for name in ("month", "due_date", "pension", "child_levy", "total")),
    *(f"front.receipt.{name}" for name in ("month", "date", "pension", "child_levy", "total")),
    *(f"{page}.piece_id" for page in ("sheet", "front", "back")),
}
OWN_IDS = {
    1: ["front.charge.health", "front.receipt.health", "back.form_code"],
    2: [
        "front.form_code",
        "front.charge.subtotal",
        "front.charge.seamen",
        "front.receipt.subtotal",
        "front.receipt.seamen",
    ],
}


@pytest.fixture
def folder(tmp_path):
    """A copy of the product's forms that a test may spoil."""
    return Path(shutil.copytree(resource("forms"), tmp_path / "forms"))


def spoil(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def refusal(folder: Path, layout_no=1) -> KenpanError:
    with pytest.raises(KenpanError) as caught:
        load_form(layout_no, folder)
    assert caught.value.code == "form.invalid"
    return caught.value


@pytest.mark.parametrize("layout_no", [1, 2])
def test_each_layout_has_a_place_for_every_item(layout_no):
    form = load_form(layout_no)
    ids = {box.id for box in form.boxes} | {item.id for stack in form.stacks for item in stack.items}
    ids |= {piece.id for piece in form.pieces} | {form.addressee.barcode.id}
    assert ids == {*COMMON_IDS, *OWN_IDS[layout_no]}


@pytest.mark.parametrize("layout_no", [1, 2])
def test_our_forms_say_that_they_are_drafts(layout_no):
    assert load_form(layout_no).status == "draft"


def test_both_layouts_share_one_address_panel():
    assert load_form(1).stacks == load_form(2).stacks


def test_the_back_text_names_the_insurance_of_its_layout():
    kounen, senpo = (next(text.text for text in load_form(number).texts if text.page == "back") for number in (1, 2))
    assert "健康保険料及び厚生年金保険料に係るものは" in kounen
    assert "船員保険料及び厚生年金保険料に係るものは" in senpo


@pytest.mark.parametrize("layout_no", [1, 2])
def test_only_the_two_blocks_come_near_the_windows(layout_no):
    form = load_form(layout_no)
    near = [Rect(0, 60, 72, 110).grown(3), Rect(82, 60, 182, 110).grown(3)]
    others = [rect for piece in form.pieces if piece.page == "sheet" for rect in (piece.bars, piece.text)]
    others += [box.rect for box in form.boxes if box.page == "sheet"]
    for other in others:
        assert all(other.y1 <= zone.y0 or other.x0 >= zone.x1 or other.x1 <= zone.x0 for zone in near)


def test_the_blocks_stay_visible_however_the_sheet_slides():
    form, envelope = load_form(1), load_envelope()
    for stack in form.stacks:
        assert worst_clearance(stack.rect, "show", envelope).mm >= 0.5


def test_a_barcode_at_the_foot_of_the_block_keeps_two_mm_to_the_window_frame():
    room, size = load_form(1).addressee.rect, barcode_size(8.0, 0.8)
    lowest = Rect(room.x0, room.y1 - size.height_mm, room.x0 + size.width_mm, room.y1)
    assert worst_clearance(lowest, "show", load_envelope()).mm >= 2.0


@pytest.mark.parametrize("layout_no", [1, 2])
def test_the_seal_does_not_lie_behind_a_window(layout_no):
    seal = next(box for box in load_form(layout_no).boxes if box.id == "front.seal")
    assert seal.rect.y0 > 58
    assert seal.filled


def test_a_box_outside_its_panel_is_refused(folder):
    spoil(folder / "notice1.toml", "rect = [76.0, 45.1, 194.0, 50.4]", "rect = [76.0, 45.1, 211.0, 50.4]")
    error = refusal(folder)
    assert (error.file, error.place) == ("layout1.toml", "front.charge.total")


def test_fixed_wording_outside_its_panel_is_refused(folder):
    spoil(folder / "notice_panel.toml", "at = [197.0, 106.4]", "at = [197.0, 113.0]")
    assert refusal(folder).place == "（裏面へつづく）"


def test_overlapping_boxes_are_refused(folder):
    spoil(folder / "notice2.toml", "rect = [107.0, 49.3, 194.0, 53.7]", "rect = [100.0, 49.3, 194.0, 53.7]")
    assert refusal(folder, 2).place == "front.charge.seamen・front.charge.total"


def test_an_item_in_two_places_is_refused(folder):
    spoil(folder / "notice1.toml", 'id = "front.receipt.date"', 'id = "front.receipt.month"')
    assert refusal(folder).place == "front.receipt.month"


@pytest.mark.parametrize(
    ("file", "old", "new", "named"),
    [
        ("notice_panel.toml", 'font = "label"\nsizes_pt = [14.0]', 'font = "gothic"\nsizes_pt = [14.0]', "title"),
        ("notice_panel.toml", "sizes_pt = [11.0, 10.0, 9.0]", "sizes_pt = [9.0, 10.0]", "amount"),
        ("notice_panel.toml", 'line_mm = 0.5\ncolour = "red"', 'line_mm = 0.5\ncolour = "blue"', "frames"),
        ("notice_panel.toml", "red = [0.80, 0.07, 0.12]", "red = [204, 18, 31]", "colours"),
        ("address_panel.toml", "size_pt = 9.0, pitch_mm = 3.9", "size_pt = 9.0, pitch_mm = 3.0", "steps"),
        ("address_panel.toml", "rect = [14.0, 86.0,", "rect = [14.0, 186.0,", "sheet.office"),
        ("address_panel.toml", "gap_mm = 2.0", "gap = 2.0", "barcode"),
        ("address_panel.toml", "bars = [12.0, 10.0, 80.0, 19.0]", "bars = [12.0, 12.0, 80.0, 19.0]", "piece_id"),
    ],
)
def test_a_wrong_value_is_refused_with_its_table(folder, file, old, new, named):
    spoil(folder / file, old, new)
    assert named in refusal(folder).place


def test_an_error_in_an_included_file_names_that_file(folder):
    spoil(folder / "address_panel.toml", "rect = [14.0, 86.0,", "rect = [14.0,")
    assert refusal(folder).file == "address_panel.toml"


def test_a_misspelt_key_is_refused(folder):
    spoil(folder / "notice1.toml", 'label = "納付期限", page', 'lable = "納付期限", label = "", page')
    assert "lable" in refusal(folder).what


def test_a_missing_form_file_is_refused(folder):
    (folder / "address_panel.toml").unlink()
    assert refusal(folder).file == "address_panel.toml"


def test_a_file_that_is_no_toml_is_refused(folder):
    (folder / "layout2.toml").write_bytes(b"\xff\xfe[")
    assert refusal(folder, 2).file == "layout2.toml"


def test_missing_artwork_is_refused(folder):
    spoil(folder / "layout1.toml", 'status = "draft"', 'status = "official"\nbackground = "kounen.pdf"')
    assert "kounen.pdf" in refusal(folder).what


def test_a_form_under_the_wrong_number_is_refused(folder):
    shutil.copy(folder / "layout1.toml", folder / "layout2.toml")
    assert refusal(folder, 2).file == "layout2.toml"


def test_a_part_that_goes_with_an_unknown_item_is_refused(folder):
    spoil(folder / "notice2.toml", 'with = "front.receipt.total"', 'with = "front.receipt.sum"')
    assert "front.receipt.sum" in refusal(folder, 2).what


def test_a_form_whose_paper_is_missing_is_refused(folder):
    spoil(folder / "layout1.toml", 'paper = "paper.toml"', 'paper = "other.toml"')
    assert refusal(folder).file == "other.toml"


@pytest.mark.parametrize("layout_no", [1, 2])
def test_a_form_without_what_the_table_leaves_out_has_no_place_and_no_lines_for_it(layout_no):
    usual = load_form(layout_no)
    with switched(everything_off):
        form = load_form(layout_no)
    assert form.pieces == ()
    assert {"front.form_code", "back.form_code"} & {box.id for box in form.boxes} <= {"back.form_code"}
    low = [frame for frame in form.frames if frame.page == "front" and frame.rect.y0 > 78]
    if layout_no == 2:  # its 領収 part is inferred
        assert low == []
        assert not any(box.id.startswith("front.receipt.") for box in form.boxes)
        assert not any("受領しました" in text.text or text.text == "領収日" for text in form.texts)
    else:
        assert low == [frame for frame in usual.frames if frame.page == "front" and frame.rect.y0 > 78]
        assert any("受領しました" in text.text for text in form.texts)


@pytest.mark.parametrize("layout_no", [1, 2])
@pytest.mark.parametrize("folder_name", [None, "220mm"])
def test_everything_that_may_be_printed_has_a_free_place(layout_no, folder_name):
    with switched(everything_on):
        form = load_form(layout_no, resource("forms", folder_name) if folder_name else None)
    ids = {box.id for box in form.boxes} | {item.id for stack in form.stacks for item in stack.items}
    wanted = {"front.form_code", "back.form_code", "front.addressee.postal", "front.addressee.name_2"}
    assert wanted | ({"front.collector_office_2"} if layout_no == 1 else set()) <= ids
