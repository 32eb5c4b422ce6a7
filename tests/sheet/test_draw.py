import numpy as np
import pymupdf
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from app.resources import resource
from app.sheet.customer_bars import barcode_size, read_rects
from app.sheet.draw import Drawer
from app.sheet.fonts import load_fonts
from app.sheet.forms import load_form
from app.sheet.glyph_text import glyph_texts
from app.sheet.model import Rect
from app.sheet.place import place
from tests.sheet.contents import BARS, MAXIMAL, PIECE_ID, SHORT, content, item, with_item

PT = 72 / 25.4
SIZE = barcode_size(8.0, 0.8)
FORMS = {number: load_form(number) for number in (1, 2)}
SIDES = ("sheet", "front", "back")
FORMS_FOLDER = resource("forms")


@pytest.fixture(scope="module")
def fonts():
    return load_fonts()


@pytest.fixture(scope="module")
def drawer(fonts):
    return Drawer(fonts, FORMS.values())


def sheet_of(fonts, notice):
    return place(notice, FORMS[notice.layout_no], fonts, SIZE)


def opened(data: bytes):
    return pymupdf.open(stream=data)


def characters(page) -> list[tuple[float, float, str]]:
    """Characters of a page with the middle of their cell in mm; blanks that the reader makes up are left out."""
    raw = page.get_text("rawdict", flags=pymupdf.TEXT_INHIBIT_SPACES | pymupdf.TEXT_PRESERVE_WHITESPACE)
    return [
        ((char["bbox"][0] + char["bbox"][2]) / 2 / PT, char["origin"][1] / PT, char["c"])
        for block in raw["blocks"]
        for line in block.get("lines", ())
        for span in line["spans"]
        for char in span["chars"]
    ]


def text_in(page, rect: Rect) -> str:
    """Characters whose middle lies in the rectangle, line by line."""
    found = [(y, x, c) for x, y, c in characters(page) if rect.x0 < x < rect.x1 and rect.y0 < y < rect.y1]
    return "".join(c for _, _, c in sorted((round(y, 1), x, c) for y, x, c in found))


def filled_rects(page) -> list[Rect]:
    return [
        Rect(*(value / PT for value in step[1]))
        for drawing in page.get_drawings()
        if drawing["type"] == "f" and drawing["fill"] == (0.0, 0.0, 0.0)
        for step in drawing["items"]
        if step[0] == "re"
    ]


@pytest.mark.parametrize("layout_no", [1, 2])
@pytest.mark.parametrize("address", [SHORT, MAXIMAL])
def test_the_pdf_gives_back_every_item_where_it_was_placed(fonts, drawer, layout_no, address):
    sheet = sheet_of(fonts, content(layout_no, address))
    document = opened(drawer.pdf([sheet]))
    assert [page.rect.width / PT for page in document] == pytest.approx([210.0] * 3)
    assert [page.rect.height / PT for page in document] == pytest.approx([115.0] * 3)
    for number, page in enumerate(sheet.pages):
        for found in page.items:
            assert text_in(document[number], found.rect) == found.text


def test_characters_that_share_a_glyph_come_back_as_themselves(fonts, drawer):
    name = "-‒一⼀～〜⟦93⟧"
    sheet = sheet_of(fonts, with_item(content(), item("sheet.name_1", name)))
    found = next(own for own in sheet.page("sheet").items if own.id == "sheet.name_1")
    assert text_in(opened(drawer.pdf([sheet]))[0], found.rect) == name


def test_the_character_of_a_shared_glyph_is_the_one_of_the_media(fonts):
    texts = glyph_texts(fonts.roles["text"])
    for char in "-一髙～":
        assert texts[fonts.roles["text"].glyph(char)] == char


@pytest.mark.parametrize("layout_no", [1, 2])
def test_fixed_wording_is_printed(fonts, drawer, layout_no):
    document = opened(drawer.pdf([sheet_of(fonts, content(layout_no))]))
    front = "".join(c for _, _, c in characters(document[1]))
    for words in ("保険料納入告知額・領収済額通知書", "あなたの本月分保険料額は下記のとおりです。", "（裏面へつづく）"):
        assert words in front
    assert "不服があるときは" in "".join(c for _, _, c in characters(document[2]))


def test_only_embedded_fonts_are_used(fonts, drawer):
    document = opened(drawer.pdf([sheet_of(fonts, content())]))
    for page in document:
        for xref, extension, kind, *_ in page.get_fonts():
            assert (extension, kind) == ("ttf", "Type0")
            assert document.extract_font(xref)[3]


def test_fonts_are_subset(fonts, drawer):
    data = drawer.pdf([sheet_of(fonts, content())])
    assert len(data) < len(fonts.roles["text"].data) / 10


def test_customer_bars_are_vectors_at_the_right_place(fonts, drawer):
    sheet = sheet_of(fonts, content())
    page = opened(drawer.pdf([sheet]))[0]
    assert page.get_images() == []
    room = sheet.barcode.rect.grown(0.01)
    bars = sorted(bar for bar in filled_rects(page) if room.x0 < bar.x0 < room.x1 and room.y0 < bar.y0 < room.y1)
    assert len(bars) == 67
    for drawn, wanted in zip(bars, sheet.barcode.bars, strict=True):
        assert drawn == pytest.approx(wanted, abs=0.002)
    assert read_rects(bars) == BARS


def test_piece_bars_are_vectors_at_the_right_place(fonts, drawer):
    sheet = sheet_of(fonts, content())
    document = opened(drawer.pdf([sheet]))
    for number, page in enumerate(sheet.pages):
        wanted = next(own for own in page.bars if own.kind == "piece_id")
        drawn = sorted(bar for bar in filled_rects(document[number]) if bar.height > 8)
        assert len(drawn) == len(wanted.bars)
        for one, other in zip(drawn, wanted.bars, strict=True):
            assert one == pytest.approx(other, abs=0.002)


def test_the_same_sheets_give_the_same_bytes(fonts, drawer):
    sheets = [sheet_of(fonts, content(number)) for number in (1, 2)]
    again = Drawer(fonts, FORMS.values())
    again.picture(sheets[1], "front", 50)
    assert drawer.pdf(sheets) == again.pdf(sheets)


def test_metadata_tell_nothing_of_the_notice(fonts, drawer):
    metadata = opened(drawer.pdf([sheet_of(fonts, content())])).metadata
    text = " ".join(value for value in metadata.values() if value)
    assert PIECE_ID not in text
    assert SHORT[4] not in text
    assert not metadata["creationDate"]


def test_several_sheets_give_three_pages_each_in_order(fonts, drawer):
    sheets = [sheet_of(fonts, with_item(content(), item("front.page_no", f"{number:>5}"))) for number in (1, 2, 3)]
    document = opened(drawer.pdf(sheets))
    assert len(document) == 9
    box = next(own.rect for own in FORMS[1].boxes if own.id == "front.page_no")
    assert [text_in(document[number], box).strip() for number in (1, 4, 7)] == ["1", "2", "3"]


def test_imposed_panels_lie_on_two_sides_of_the_paper(fonts, drawer):
    sheet = sheet_of(fonts, content())
    document = opened(drawer.pdf([sheet], imposed=True))
    assert [(page.rect.width / PT, page.rect.height / PT) for page in document] == [pytest.approx((210, 230))] * 2
    for number, name, down in ((0, "sheet", 0.0), (0, "front", 115.0), (1, "back", 115.0)):
        for found in sheet.page(name).items:
            assert text_in(document[number], found.rect.moved(0.0, down)) == found.text


@pytest.mark.parametrize("side", SIDES)
def test_a_picture_has_the_size_of_its_panel(fonts, drawer, side):
    picture = drawer.picture(sheet_of(fonts, content()), side, 150.0)
    assert (picture.width, picture.height) == (
        pytest.approx(210 / 25.4 * 150, abs=1),
        pytest.approx(115 / 25.4 * 150, abs=1),
    )
    assert len(picture.rgb) == picture.width * picture.height * 3


def test_pictures_of_different_notices_do_not_mix(fonts, drawer):
    first, second = (sheet_of(fonts, content(1, address)) for address in (SHORT, MAXIMAL))
    before = drawer.picture(first, "sheet", 100.0)
    assert drawer.picture(second, "sheet", 100.0).rgb != before.rgb
    assert drawer.picture(first, "sheet", 100.0) == before


def test_the_picture_shows_what_the_pdf_shows(fonts, drawer):
    sheet = sheet_of(fonts, content())
    pixels = opened(drawer.pdf([sheet]))[1].get_pixmap(dpi=100)
    assert drawer.picture(sheet, "front", 100.0).rgb == pixels.samples


def test_the_seal_is_red_and_stays_in_its_box(fonts, drawer):
    sheet = sheet_of(fonts, content())
    picture = drawer.picture(sheet, "front", 100.0)
    box = next(own.rect for own in FORMS[1].boxes if own.id == "front.seal").grown(0.6)
    reds = [
        (place % picture.width, place // picture.width)
        for place in range(picture.width * picture.height)
        if picture.rgb[3 * place] > picture.rgb[3 * place + 1] + 80
    ]
    assert reds
    assert all(box.x0 < x * 25.4 / 100 < box.x1 and box.y0 < y * 25.4 / 100 < box.y1 for x, y in reds)


def test_a_character_without_a_glyph_is_not_a_blank(fonts, drawer):
    with_gaiji, with_blank = (
        drawer.picture(sheet_of(fonts, with_item(content(), item("sheet.name_1", text))), "sheet", 100.0)
        for text in ("検\ue000版", "検　版")
    )
    assert with_gaiji.rgb != with_blank.rgb


def gaiji_font(path):
    """One drawn and one empty glyph: U+E000 is a square, U+E001 nothing."""
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "square", "empty"])
    builder.setupCharacterMap({0xE000: "square", 0xE001: "empty"})
    pen = TTGlyphPen(None)
    for number, point in enumerate([(100, 0), (100, 800), (900, 800), (900, 0)]):
        (pen.lineTo if number else pen.moveTo)(point)
    pen.closePath()
    nothing = TTGlyphPen(None).glyph()
    builder.setupGlyf({".notdef": nothing, "square": pen.glyph(), "empty": nothing})
    builder.setupHorizontalMetrics(dict.fromkeys((".notdef", "square", "empty"), (1000, 0)))
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": "Sample Gaiji", "styleName": "Regular", "psName": "SampleGaiji"})
    builder.setupOS2()
    builder.setupPost()
    builder.save(path)
    return path


def test_gaiji_are_embedded_and_come_back(tmp_path):
    fonts = load_fonts(gaiji_font(tmp_path / "gaiji.ttf"))
    sheet = sheet_of(fonts, with_item(content(), item("sheet.name_1", "検\ue000版")))
    found = next(own for own in sheet.page("sheet").items if own.id == "sheet.name_1")
    page = opened(Drawer(fonts, FORMS.values()).pdf([sheet]))[0]
    assert text_in(page, found.rect) == "検\ue000版"


def test_an_empty_gaiji_glyph_counts_as_none(tmp_path):
    fonts = load_fonts(gaiji_font(tmp_path / "gaiji.ttf"))
    sheet = sheet_of(fonts, with_item(content(), item("sheet.name_1", "\ue000\ue001")))
    found = next(own for own in sheet.page("sheet").items if own.id == "sheet.name_1")
    assert [char.glyph > 0 for run in found.runs for char in run.chars] == [True, False]


@pytest.mark.parametrize("imposed", [False, True])
def test_official_artwork_replaces_our_wording_but_not_the_items(fonts, tmp_path, imposed):
    artwork = pymupdf.open()
    for name in SIDES:
        artwork.new_page(width=210 * PT, height=115 * PT).insert_text((400, 20), f"artwork {name}")
    artwork.save(tmp_path / "art.pdf")
    for path in FORMS_FOLDER.glob("*.toml"):
        text = path.read_text(encoding="utf-8")
        if path.name == "layout1.toml":
            text = text.replace('status = "draft"', 'status = "official"\nbackground = "art.pdf"')
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    form = load_form(1, tmp_path)
    sheet = place(content(), form, fonts, SIZE)
    document = opened(Drawer(fonts, [form]).pdf([sheet, sheet], imposed=imposed))
    texts = [page.get_text() for page in document]
    assert len(texts) == (4 if imposed else 6)
    front = texts[0] if imposed else texts[1]
    assert "artwork front" in front
    assert "12,345,678,901円" in front
    assert "健康勘定" not in front
    assert "artwork back" in texts[-1]


def test_a_sheet_of_practice_is_marked_beneath_its_print(fonts, drawer):
    sheet = sheet_of(fonts, content())
    marked = Drawer(fonts, FORMS.values(), "練習")
    before, after = (np.frombuffer(one.picture(sheet, "sheet", 50).rgb, np.uint8) for one in (drawer, marked))
    assert (before != after).any()
    assert (after[before < 60] < 90).all(), "what is printed is as black as before"
