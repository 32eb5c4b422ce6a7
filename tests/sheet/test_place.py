from dataclasses import replace

import numpy as np
import pytest

from app.errors import KenpanError
from app.notice.model import Edit, PrintItem, Source, TextPart
from app.sheet.customer_bars import BarcodeSize, barcode_size, read_rects
from app.sheet.envelope import analyse, choose_barcode, load_envelope
from app.sheet.fit import FITS, block_fits, text_columns
from app.sheet.fonts import load_fonts
from app.sheet.forms import load_form
from app.sheet.place import place
from tests.sheet.contents import ADDRESS_IDS, BARS, MAXIMAL, OFFICE_IDS, PIECE_ID, SHORT, content, item, with_item

SIZE = barcode_size(8.0, 0.8)


@pytest.fixture(scope="module")
def fonts():
    return load_fonts()


@pytest.fixture(scope="module")
def forms():
    return {number: load_form(number) for number in (1, 2)}


@pytest.fixture
def put(fonts, forms):
    def put(notice, size: BarcodeSize | None = SIZE, layout_no=None):
        return place(notice, forms[layout_no or notice.layout_no], fonts, size)

    return put


def placed(sheet, item_id):
    return next(item for page in sheet.pages for item in page.items if item.id == item_id)


def drawn(item):
    return "".join(run.text for run in item.runs)


def inside(rect, room, slack=1e-6):
    return (
        rect.x0 >= room.x0 - slack
        and rect.y0 >= room.y0 - slack
        and rect.x1 <= room.x1 + slack
        and rect.y1 <= room.y1 + slack
    )


@pytest.mark.parametrize("layout_no", [1, 2])
def test_one_panel_alone_is_as_it_is_among_the_others(put, fonts, forms, layout_no):
    notice = content(layout_no, MAXIMAL)
    whole = put(notice)
    for side in ("sheet", "front", "back"):
        alone = place(notice, forms[layout_no], fonts, SIZE, side)
        assert alone.page(side) == whole.page(side)
        assert not any(page.items or page.bars for page in alone.pages if page.name != side)


@pytest.mark.parametrize("layout_no", [1, 2])
@pytest.mark.parametrize("address", [SHORT, MAXIMAL])
def test_every_item_of_the_notice_stands_whole_in_its_box(put, layout_no, address):
    notice = content(layout_no, address)
    sheet = put(notice)
    for wanted in notice.items:
        if wanted.state == "ok":
            found = placed(sheet, wanted.id)
            assert found.text == drawn(found) == wanted.text
            assert found.fit != "overflow"
            assert inside(found.rect, found.box)
            assert found.sources == wanted.sources


@pytest.mark.parametrize("layout_no", [1, 2])
def test_characters_stand_on_the_half_em_grid(put, layout_no):
    for page in put(content(layout_no)).pages:
        for found in page.items:
            column = found.size_pt * 25.4 / 72 / 2
            for run in found.runs:
                x = run.rect.x0
                for char in run.chars:
                    assert char.x == pytest.approx(x)
                    x += text_columns(char.char) * column
                assert run.rect.x1 == pytest.approx(x)


def test_a_blank_item_is_not_placed(put):
    with pytest.raises(StopIteration):
        placed(put(content()), "sheet.address_3")


def test_blank_lines_leave_no_gap(put):
    sheet = put(content())
    second, name = placed(sheet, "sheet.address_2"), placed(sheet, "sheet.name_1")
    step = next(step for step in load_form(1).addressee.steps if step.size_pt == second.size_pt)
    assert name.rect.y0 == pytest.approx(second.rect.y0 + step.pitch_mm + step.gap_mm)


def test_a_missing_item_keeps_its_box_and_says_so(put):
    missing = PrintItem("front.collector_office", "front", "", "", (), "missing")
    found = placed(put(with_item(content(), missing)), "front.collector_office")
    assert (found.state, found.runs, found.rect) == ("missing", (), found.box)


def test_a_missing_line_of_a_block_keeps_a_line(put):
    missing = PrintItem("sheet.office_address", "sheet", "", "", (), "missing")
    sheet = put(with_item(content(), missing))
    found, above, below = (placed(sheet, f"sheet.office_{name}") for name in ("address", "postal", "phone"))
    assert found.state == "missing"
    assert found.runs == ()
    assert above.rect.y1 <= found.rect.y0 < found.rect.y1 <= below.rect.y0


def test_undecodable_bytes_are_visible(put):
    found = placed(put(with_item(content(), item("sheet.name_1", "株式会社⟦93 20⟧", state="invalid"))), "sheet.name_1")
    assert found.state == "invalid"
    assert drawn(found) == "株式会社⟦93 20⟧"
    assert all(char.glyph for run in found.runs for char in run.chars)


def test_a_gaiji_without_a_font_has_no_glyph(put):
    found = placed(put(with_item(content(), item("sheet.name_1", "検\ue000版"))), "sheet.name_1")
    assert [char.glyph == 0 for run in found.runs for char in run.chars] == [False, True, False]
    assert found.runs[0].chars[1].font == "gaiji"


def test_runs_keep_source_and_edit_of_their_part(put):
    era, year = Source(7, 24, 85, 13), Source(7, 25, 98, 2)
    edit = Edit("gannen", year, " 1", "元", "N 4(2)")
    parts = (TextPart("令和", era), TextPart("元", year, edit), TextPart("年"))
    due = PrintItem("front.charge.due_date", "front", "告知", "納付期限", parts)
    found = placed(put(with_item(content(), due)), "front.charge.due_date")
    assert [(run.text, run.source, run.edit) for run in found.runs] == [
        ("令和", era, None),
        ("元", year, edit),
        ("年", None, None),
    ]
    assert found.edit == edit


def test_a_part_that_wraps_keeps_its_source_on_both_lines(put):
    found = placed(put(content()), "sheet.address_1")
    assert found.fit == "wrapped"
    assert [run.source for run in found.runs] == [found.sources[0]] * 2
    assert found.runs[0].rect.y1 <= found.runs[1].rect.y0


def test_text_too_long_for_its_box_shrinks_first(put):
    found = placed(put(with_item(content(), item("front.office_symbol", "ア" * 17))), "front.office_symbol")
    assert (found.fit, found.size_pt) == ("shrunk", 9.0)


def test_text_too_long_for_the_smallest_size_is_marked_and_stays_inside(put):
    found = placed(put(with_item(content(), item("front.office_symbol", "ア" * 60))), "front.office_symbol")
    assert found.fit == "overflow"
    assert inside(found.rect, found.box)
    assert 0 < len(drawn(found)) < len(found.text) == 60


def test_a_short_address_is_set_in_the_largest_size_with_a_larger_name(put):
    sheet = put(content())
    assert placed(sheet, "sheet.address_1").size_pt == 10.5
    assert placed(sheet, "sheet.name_1").size_pt == 12.0


def test_the_longest_address_is_set_in_the_smallest_size_and_fits(put):
    sheet = put(content(address=MAXIMAL))
    assert {placed(sheet, item_id).size_pt for item_id in ADDRESS_IDS} == {5.5}
    assert sheet.barcode is not None


def test_a_block_that_cannot_fit_marks_what_is_cut(put, forms):
    endless = ("198-0036", "東" * 30, "", "", "株" * 500, "社")
    sheet = put(content(address=endless))
    fits = {item_id: placed(sheet, item_id).fit for item_id in ADDRESS_IDS if item_id in ids(sheet)}
    assert fits == {
        "sheet.postal": "shrunk",
        "sheet.address_1": "wrapped",
        "sheet.name_1": "overflow",
        "sheet.name_2": "overflow",
    }
    name = placed(sheet, "sheet.name_1")
    assert inside(name.rect, forms[1].addressee.rect)
    assert name.rect.y1 + 2 <= sheet.barcode.rect.y0 + 1e-6


def ids(sheet):
    return {item.id for page in sheet.pages for item in page.items}


def test_placing_agrees_with_the_judgement_by_column_counts(put, forms):
    counts = np.array([[text_columns(text) for text in MAXIMAL[1:]]], dtype=np.int64)
    assert block_fits(counts, forms[1].addressee, 2.0 + SIZE.height_mm)[0] == FITS
    assert all(placed(put(content(address=MAXIMAL)), item_id).fit == "wrapped" for item_id in ADDRESS_IDS[1:])


@pytest.mark.parametrize("address", [SHORT, MAXIMAL])
def test_the_barcode_stands_two_mm_below_the_name(put, forms, address):
    sheet = put(content(address=address))
    lowest = max(item.rect.y1 for item in sheet.page("sheet").items if item.id in ADDRESS_IDS)
    assert 2.0 <= sheet.barcode.rect.y0 - lowest < 3.0
    assert sheet.barcode.rect.x0 == forms[1].addressee.rect.x0
    assert inside(sheet.barcode.rect, forms[1].addressee.rect)
    assert read_rects(sheet.barcode.bars) == BARS


def test_a_reason_against_the_barcode_leaves_its_room_to_the_text(put):
    sheet = put(content(reason="postal.blank"))
    assert (sheet.barcode, sheet.barcode_reason) == (None, "postal.blank")
    assert [bars.kind for bars in sheet.page("sheet").bars] == ["piece_id"]


@pytest.mark.parametrize("size", [None, barcode_size(9.0, 1.08)])
def test_without_a_usable_size_no_barcode_is_printed(put, size):
    sheet = put(content(), size)
    assert (sheet.barcode, sheet.barcode_reason) == (None, "barcode.size")


def test_the_piece_id_stands_on_all_three_panels_as_bars_and_text(put):
    sheet = put(content())
    for page in sheet.pages:
        bars = next(own for own in page.bars if own.kind == "piece_id")
        assert (bars.id, bars.text, bars.must) == (f"{page.name}.piece_id", PIECE_ID, "hide")
        assert placed(sheet, f"{page.name}.piece_id").text == PIECE_ID
        assert bars.rect.height >= 8


def test_addressee_and_office_must_show_and_all_else_must_hide(put):
    sheet = put(content())
    shown = {item.id for page in sheet.pages for item in page.items if item.must == "show"}
    hidden = {item.id for page in sheet.pages for item in page.items if item.must == "hide"}
    assert shown == ids(sheet) & {*ADDRESS_IDS, *OFFICE_IDS}
    assert shown | hidden == ids(sheet)
    assert sheet.barcode.must == "show"


def test_the_seal_takes_its_whole_box(put):
    seal = placed(put(content()), "front.seal")
    assert (seal.text, seal.rect) == ("見本印", seal.box)


@pytest.mark.parametrize("layout_no", [1, 2])
@pytest.mark.parametrize("address", [SHORT, MAXIMAL])
def test_the_envelope_shows_and_hides_what_it_must(put, forms, layout_no, address):
    envelope, room = load_envelope(), forms[layout_no].addressee.rect
    choice = choose_barcode(envelope, room, x=room.x0)
    report = analyse(put(content(layout_no, address), choice.size), envelope)
    assert report.hidden == ()
    assert report.exposed == ()
    assert report.barcode is not None


def test_an_item_that_the_form_has_no_place_for_is_refused(put):
    stray = item("front.unknown", "1")
    notice = content()
    with pytest.raises(KenpanError) as caught:
        put(replace(notice, items=(*notice.items, stray)))
    assert (caught.value.code, caught.value.place) == ("form.invalid", "front.unknown")


def test_the_sheet_says_that_its_form_is_a_draft(put):
    sheet = put(content(2))
    assert (sheet.form, sheet.form_status) == ("layout2", "draft")
