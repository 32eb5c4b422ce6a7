"""外字 atlas, pictures and the proof of all 1,880."""

import re
from dataclasses import replace

import pymupdf
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from app.errors import KenpanError
from app.sheet.fonts import load_font
from app.sheet.glyphs import atlas, em_box, glyph_picture, proof_pdf

WHITE = b"\xff\xff\xff"


@pytest.fixture(scope="module")
def font(tmp_path_factory):
    """F040 a square, F041 the same square, F042 a bar, F043 blank, all others unmapped."""
    names = [".notdef", "square", "again", "bar", "blank"]
    boxes = {"square": (100, 0, 900, 800), "again": (100, 0, 900, 800), "bar": (400, -100, 600, 860)}
    glyphs = {}
    for name in names:
        pen = TTGlyphPen(None)
        if name in boxes:
            x0, y0, x1, y1 = boxes[name]
            pen.moveTo((x0, y0))
            for corner in ((x0, y1), (x1, y1), (x1, y0)):
                pen.lineTo(corner)
            pen.closePath()
        glyphs[name] = pen.glyph()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({0xE000 + place: name for place, name in enumerate(names[1:])})
    builder.setupGlyf(glyphs)
    builder.setupHorizontalMetrics({name: (1000, boxes.get(name, (0,))[0]) for name in names})
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": "Test Gaiji", "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    path = tmp_path_factory.mktemp("fonts") / "gaiji.ttf"
    builder.save(path)
    return load_font(path)


def _ink(picture, box):
    """Share of non-white pixels inside a box given in shares of the picture."""
    width, _, data = picture
    x0, y0, x1, y1 = (round(value * width) for value in box)
    rows = [data[(y * width + x0) * 3 : (y * width + x1) * 3] for y in range(y0, y1)]
    pixels = [row[at : at + 3] for row in rows for at in range(0, len(row), 3)]
    return sum(pixel != WHITE for pixel in pixels) / len(pixels)


def test_the_atlas_holds_all_1880_codes_in_order(font):
    glyphs = atlas(font)
    codes = [glyph.code for glyph in glyphs]
    assert (len(codes), codes[0], codes[-1]) == (1880, 0xF040, 0xF9FC)
    assert codes == sorted(set(codes))
    assert not any(code & 0xFF in (0x7F, 0xFD, 0xFE, 0xFF) for code in codes)
    assert [ord(glyph.char) for glyph in glyphs] == list(range(0xE000, 0xE758))


def test_the_atlas_tells_drawn_blank_and_missing_apart(font):
    glyphs = atlas(font)
    assert [glyph.state for glyph in glyphs[:5]] == ["drawn", "drawn", "drawn", "blank", "missing"]
    assert all(glyph.state == "missing" and glyph.outline_hash == "" for glyph in glyphs[4:])


def test_two_codes_drawn_alike_name_each_other(font):
    square, again, bar, blank = atlas(font)[:4]
    assert (square.same_as, again.same_as) == ((0xF041,), (0xF040,))
    assert bar.same_as == blank.same_as == ()


def test_without_a_font_every_code_is_missing():
    assert {glyph.state for glyph in atlas(None)} == {"missing"}


def test_a_picture_shows_the_glyph_where_its_outline_lies(font):
    picture = glyph_picture(font, "\ue000", 200)
    assert picture[:2] == (200, 200)
    assert len(picture[2]) == 200 * 200 * 3
    assert _ink(picture, (0.2, 0.25, 0.8, 0.78)) == 1.0
    assert _ink(picture, (0.0, 0.0, 1.0, 0.09)) == 0.0


def test_a_missing_glyph_is_a_crossed_box_and_a_blank_one_an_empty_dashed_box(font):
    missing, blank = (glyph_picture(font, char, 200) for char in ("\ue004", "\ue003"))
    corner = (0.12, 0.12, 0.3, 0.3)  # a diagonal passes through each corner of a crossed box
    assert _ink(missing, corner) > 0.02
    assert _ink(missing, (0.7, 0.12, 0.88, 0.3)) > 0.02
    assert _ink(blank, corner) == 0.0
    assert _ink(blank, (0.2, 0.4, 0.8, 0.7)) > 0.05  # the wording
    edge = _ink(blank, (0.15, 0.08, 0.85, 0.12))
    assert 0 < edge < _ink(missing, (0.15, 0.08, 0.85, 0.12))


def test_a_character_without_a_font_is_never_drawn_by_another_font():
    assert glyph_picture(None, "国", 120)[2] != glyph_picture(None, "語", 120)[2]  # only the code in the box differs
    assert _ink(glyph_picture(None, "国", 120), (0.2, 0.15, 0.45, 0.2)) < 0.1


def test_a_font_without_its_own_em_box_gets_the_usual_one(font):
    assert em_box(font) == (0.88, -0.12)
    assert em_box(replace(font, ascent=1.2, descent=-0.5)) == em_box(None) == (0.88, -0.12)


@pytest.fixture(scope="module")
def plain_proof(font):
    """The print of all glyphs where none is used."""
    return proof_pdf(font, {})


def _pages(data):
    with pymupdf.open("pdf", data) as document:
        texts = [page.get_text().replace("\xa0", " ").replace("\u2012", "-") for page in document]
        return texts, document.get_page_fonts(0)


def test_the_proof_names_every_code_once_and_in_order(font, plain_proof):
    texts, _ = _pages(plain_proof)
    codes = [code for text in texts for code in re.findall(r"^(F[0-9][0-9A-F]{2})$", text, re.MULTILINE)]
    assert codes == [f"{glyph.code:04X}" for glyph in atlas(font)]
    unicodes = re.findall(r"U\+(E[0-9A-F]{3})", "".join(texts))
    assert [int(code, 16) for code in unicodes] == list(range(0xE000, 0xE758))


def test_every_page_of_the_proof_says_which_font_and_which_page(font, plain_proof):
    texts, _ = _pages(plain_proof)
    for number, text in enumerate(texts, start=1):
        assert "外字全件一覧" in text
        assert "外字フォント　Test Gaiji" in text
        assert f"SHA-256　{font.sha256}" in text
        assert f"{number} / {len(texts)}" in text


def test_the_proof_embeds_a_subset_of_the_font_with_the_drawn_glyphs(plain_proof):
    texts, fonts = _pages(plain_proof)
    assert {char for char in "".join(texts) if "\ue000" <= char <= "\uf8ff"} == {"\ue000", "\ue001", "\ue002"}
    assert any(re.match(r"[A-Z]{6}\+Test Gaiji", name) for _, _, _, name, *_ in fonts)


def test_the_proof_draws_the_glyph_over_its_code(plain_proof):
    with pymupdf.open("pdf", plain_proof) as document:
        page = document[0]
        black = {}
        for code in ("F040", "F042", "F043", "F044"):
            at = page.search_for(code)[-1]
            side = pymupdf.Rect(at.x0 + 12, at.y0 - 30, at.x0 + 16, at.y0 - 15)  # left of the middle: not under the bar
            pixels = page.get_pixmap(clip=side, dpi=144, colorspace=pymupdf.csGRAY).samples
            black[code] = sum(pixel < 64 for pixel in pixels) / len(pixels)
    assert black["F040"] == 1.0
    assert black["F042"] == black["F043"] == black["F044"] == 0.0


def test_the_proof_counts_what_is_used_and_what_of_it_is_lacking(font):
    texts, _ = _pages(proof_pdf(font, {0xF040: 1234, 0xF043: 1, 0xF044: 2}))
    assert "字形あり 3 字　空白字形 1 字　字形なし 1,876 字　使用 3 字（うち字形なし・空白 2 字）" in texts[0]
    assert re.findall(r"使用 ([0-9,]+)(?=[\n ])(?! 字)", "".join(texts)) == ["1,234", "1", "2"]


def test_states_in_the_proof_are_written_out_not_only_coloured(plain_proof):
    texts, _ = _pages(plain_proof)
    lines = "".join(texts).split("\n")
    assert (lines.count("字形なし"), lines.count("空白字形"), lines.count("＝F041")) == (1876, 1, 1)


def test_the_proof_without_a_font_says_so():
    texts, _ = _pages(proof_pdf(None, {}))
    assert all("外字フォント　指定なし" in text for text in texts)


def test_the_same_font_gives_the_same_proof(font, plain_proof):
    assert proof_pdf(font, {}) == plain_proof


def test_a_font_that_two_readers_understand_differently_is_refused(font):
    swapped = replace(font, _glyphs={0xE000: 3, 0xE002: 1}, _outlines={})
    with pytest.raises(KenpanError, match="二通り"):
        proof_pdf(swapped, {})
