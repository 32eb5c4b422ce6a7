"""What a font file really holds, and which font prints a character."""

import hashlib
import threading
from dataclasses import replace

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont

from app.errors import KenpanError
from app.resources import resource
from app.sheet.font_data import outline_hash
from app.sheet.fonts import FontSet, is_gaiji, load_font, load_fonts

SQUARE, SAME, BLANK, LINE, UNMAPPED, TO_NOTDEF = "\ue000", "\ue001", "\ue002", "\ue003", "\ue004", "\ue005"
NAMES = [".notdef", "square", "same", "blank", "line"]
CMAP = {0xE000: "square", 0xE001: "same", 0xE002: "blank", 0xE003: "line", 0xE005: ".notdef", 0x41: "square"}


def _outlines(pen_of, finish):
    glyphs = {}
    for name in NAMES:
        pen = pen_of()
        if name in ("square", "same", ".notdef"):
            pen.moveTo((100, 0))
            pen.lineTo((100, 800))
            pen.lineTo((900, 800))
            pen.lineTo((900, 0))
            pen.closePath()
        if name == "line":
            pen.moveTo((100, 300))
            pen.lineTo((900, 300))
            pen.closePath()
        glyphs[name] = finish(pen)
    return glyphs


def _finish(builder, path, cmap=CMAP):
    builder.setupGlyphOrder(NAMES)
    builder.setupCharacterMap(cmap)
    if builder.isTTF:
        builder.setupGlyf(_outlines(lambda: TTGlyphPen(None), lambda pen: pen.glyph()))
    else:
        strings = _outlines(lambda: T2CharStringPen(1000, None), lambda pen: pen.getCharString())
        builder.setupCFF("Test", {"FullName": "Test"}, strings, {})
    builder.setupHorizontalMetrics(dict.fromkeys(NAMES, (1000, 100)) | {"same": (500, 100)})
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": "Test Gaiji", "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    builder.save(path)
    return path


@pytest.fixture
def truetype(tmp_path):
    return _finish(FontBuilder(1000, isTTF=True), tmp_path / "EUDC.TTE")


@pytest.fixture
def opentype(tmp_path):
    return _finish(FontBuilder(1000, isTTF=False), tmp_path / "gaiji.otf")


@pytest.fixture(params=["truetype", "opentype"])
def font(request):
    return load_font(request.getfixturevalue(request.param))


def test_a_drawn_a_blank_and_an_unmapped_character_are_told_apart(font):
    states = {char: font.state(char) for char in (SQUARE, BLANK, UNMAPPED)}
    assert states == {SQUARE: "drawn", BLANK: "blank", UNMAPPED: "missing"}


def test_a_character_mapped_to_notdef_is_missing_although_notdef_draws_a_box(font):
    assert font.state(TO_NOTDEF) == "missing"
    assert font.glyph(TO_NOTDEF) == 0


def test_an_outline_without_area_is_blank(font):
    assert font.state(LINE) == "blank"


def test_two_codes_with_the_same_drawing_have_the_same_hash(font):
    assert font.outline_hash(SQUARE) == font.outline_hash(SAME) != font.outline_hash(BLANK)
    assert font.outline_hash(UNMAPPED) == ""


def test_widths_and_lines_are_in_em(font):
    assert (font.advance(font.glyph(SQUARE)), font.advance(font.glyph(SAME))) == (1.0, 0.5)
    assert (font.ascent, font.descent, font.family) == (0.88, -0.12, "Test Gaiji")
    assert font.outline(SQUARE)[0] == ("move", ((0.1, 0.0),))


def test_the_hash_of_the_file_is_that_of_its_bytes(truetype):
    assert load_font(truetype).sha256 == hashlib.sha256(truetype.read_bytes()).hexdigest()


def test_a_glyph_whose_outline_is_damaged_is_missing(truetype):
    font = TTFont(truetype)
    data = bytearray(truetype.read_bytes())
    table = TTFont(truetype).reader.tables["glyf"]
    at = table.offset + font["loca"][font.getGlyphID("square")]
    data[at + 10 : at + 12] = b"\xff\x00"  # end of the first contour: far more points than there are bytes
    truetype.write_bytes(bytes(data))
    damaged = load_font(truetype)
    assert damaged.glyph(SQUARE) != 0
    assert damaged.state(SQUARE) == "missing"


def test_many_threads_read_the_same_outlines(truetype):
    font = load_font(truetype)
    seen = []
    threads = [threading.Thread(target=lambda: seen.append(font.outline_hash(SQUARE))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 8
    assert len(set(seen)) == 1


@pytest.mark.parametrize("content", [b"", b"not a font", b"\x00\x01\x00\x00" + bytes(200)])
def test_a_file_that_is_no_font_is_refused(tmp_path, content):
    path = tmp_path / "broken.ttf"
    path.write_bytes(content)
    with pytest.raises(KenpanError) as caught:
        load_font(path)
    assert (caught.value.code, caught.value.file) == ("font.unreadable", "broken.ttf")


@pytest.mark.parametrize("keep", [0.3, 0.6, 0.95])
def test_a_font_that_breaks_off_is_refused(tmp_path, truetype, keep):
    data = truetype.read_bytes()
    truetype.write_bytes(data[: int(len(data) * keep)])
    try:
        font = load_font(truetype)
    except KenpanError as error:
        assert error.code == "font.unreadable"
    else:
        assert font.state(SQUARE) in ("drawn", "missing")


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(KenpanError, match="書体ファイルを読めません"):
        load_font(tmp_path / "none.ttf")


def test_a_font_collection_is_refused_because_its_face_would_be_a_guess(tmp_path, truetype):
    collection = TTCollection()
    collection.fonts = [TTFont(truetype), TTFont(truetype)]
    collection.save(tmp_path / "two.ttc")
    with pytest.raises(KenpanError, match="TTC"):
        load_font(tmp_path / "two.ttc")


def test_a_font_without_a_character_map_is_refused(tmp_path):
    path = _finish(FontBuilder(1000, isTTF=True), tmp_path / "unmapped.ttf", cmap={})
    with pytest.raises(KenpanError, match="文字表"):
        load_font(path)


def test_the_products_own_fonts_open():
    font = load_font(resource("fonts", "ipaexm.ttf"))
    assert font.family == "IPAexMincho"
    assert [font.state(char) for char in "国　"] == ["drawn", "blank"]


def test_gaiji_come_from_the_gaiji_font_only(truetype):
    fonts = load_fonts(truetype)
    assert fonts.find(SQUARE, "text") == ("gaiji", 1)
    assert fonts.find(UNMAPPED, "text") == ("gaiji", 0)
    assert fonts.state(SQUARE, "text") == "drawn"
    assert fonts.state(UNMAPPED, "label") == "missing"


def test_without_a_gaiji_font_no_gaiji_is_found_even_if_another_font_has_the_code(truetype):
    other = load_font(truetype)
    fonts = FontSet({"text": other, "label": other})
    assert fonts.find(SQUARE, "text") == ("gaiji", 0)
    assert fonts.state(SQUARE, "text") == "missing"


def test_an_ordinary_character_never_comes_from_the_gaiji_font(truetype):
    gaiji = load_font(truetype)
    bare = replace(gaiji, _glyphs={})
    fonts = FontSet({"text": bare, "label": bare, "gaiji": gaiji})
    assert fonts.find("A", "text") == ("text", 0)


def test_a_character_that_one_base_font_lacks_comes_from_the_other(truetype):
    small, large = load_font(truetype), load_font(resource("fonts", "ipaexg.ttf"))
    fonts = FontSet({"text": small, "label": large})
    assert fonts.find("A", "text")[0] == "text"
    assert fonts.find("国", "text") == ("label", large.glyph("国"))
    assert fonts.find("\U0010ffff", "text") == ("text", 0)


def test_the_private_area_of_shift_jis_ends_at_e757():
    assert [is_gaiji(char) for char in "\udfff\ue000\ue757\ue758"] == [False, True, True, False]
    assert not is_gaiji("")


def test_the_licence_of_the_fonts_lies_beside_them():
    text = resource("fonts", "IPA_Font_License_v1.0.txt").read_text(encoding="utf-8")
    assert text.startswith("IPAフォントライセンスv1.0")
    assert "IPA Font License Agreement v1.0" in text


@pytest.mark.parametrize(
    "outline",
    [
        (),
        (("move", ((0.0, -0.0),)),),
        (
            ("move", ((-0.0, 0.1),)),
            ("line", ((1 / 3, 0.0),)),
            ("curve", ((0.1, -0.0), (0.0, 1 / 3), (1e-17, 5e22))),
            ("close", ()),
        ),
    ],
)
def test_an_outline_is_hashed_as_python_writes_it(outline):
    for _ in range(2):
        assert outline_hash(outline) == hashlib.sha256(repr(outline).encode()).hexdigest()
