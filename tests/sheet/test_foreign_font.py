"""A foreign font is looked at in a child: what cannot be drawn is missing, what cannot be used is refused; no fault."""

import random
import struct
from io import BytesIO

import pymupdf
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.misc.psCharStrings import T2CharString
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables.DefaultTable import DefaultTable

from app.errors import KenpanError
from app.records.text import char_to_code, code_to_char
from app.sheet import fonts
from app.sheet.font_data import MOST_COMPONENTS, read_font, read_outline
from app.sheet.fonts import FontSet, load_foreign_font
from app.sheet.foreign_font import drawn_codes
from app.sheet.glyphs import atlas, glyph_picture, proof_pdf
from app.sheet.mupdf_lock import MUPDF
from app.training.gaiji_font import BLANK_CODE, DRAWN_CODES, build_gaiji_font
from tests.sizes import sized

FIRST = "\ue000"


@pytest.fixture(scope="module")
def sample():
    return build_gaiji_font()


@pytest.fixture
def load(tmp_path):
    def load_it(data):
        path = tmp_path / "gaiji.ttf"
        path.write_bytes(data)
        return load_foreign_font(path)

    return load_it


def test_a_sound_font_is_drawn_whole(load, sample):
    font = load(sample)
    assert {font.state(code_to_char(code)) for code in DRAWN_CODES[::40]} == {"drawn"}
    assert {char_to_code(char) for char in font.undrawable} == {BLANK_CODE}


def text_of(page):
    return page.get_text().replace("\xa0", " ")


def square(pen):
    pen.moveTo((100, 0))
    for corner in ((100, 800), (900, 800), (900, 0)):
        pen.lineTo(corner)
    pen.closePath()


def truetype(glyphs):
    """A font that maps U+E000, U+E001 … to the glyphs, in their order."""
    names = [".notdef", *glyphs]
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({0xE000 + place: name for place, name in enumerate(glyphs)})
    for glyph in glyphs.values():
        glyph.xMin, glyph.yMin, glyph.xMax, glyph.yMax = 100, 0, 900, 800
    builder.setupGlyf({".notdef": TTGlyphPen(None).glyph(), **glyphs}, calcGlyphBounds=False)
    builder.setupHorizontalMetrics(dict.fromkeys(names, (1000, 0)))
    return _saved(builder)


def _saved(builder):
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": "Test\x1b", "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    out = BytesIO()
    builder.font.recalcBBoxes = False  # which would do what the glyph asks for
    builder.font.save(out)
    return out.getvalue()


def opentype(charstrings, subrs=()):
    names = [".notdef", *charstrings]
    builder = FontBuilder(1000, isTTF=False)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({0xE000 + place: name for place, name in enumerate(charstrings)})
    programs = {".notdef": T2CharString(program=["endchar"]), **charstrings}
    builder.setupCFF("Test", {}, programs, {})
    builder.font["CFF "].cff.GlobalSubrs.items.extend(subrs)
    builder.setupHorizontalMetrics(dict.fromkeys(names, (1000, 0)))
    return _saved(builder)


def nested(depth):
    """Each glyph is the one before twice: 2 ** depth squares."""
    pen = TTGlyphPen(None)
    square(pen)
    glyphs = {"g0": pen.glyph()}
    for number in range(1, depth + 1):
        pen = TTGlyphPen(dict.fromkeys(glyphs))
        for _ in range(2):
            pen.addComponent(f"g{number - 1}", (1, 0, 0, 1, 0, 0))
        glyphs[f"g{number}"] = pen.glyph()
    return glyphs


def test_components_that_double_and_double_are_given_up():
    font = read_font(truetype(nested(60))).font
    assert read_outline(font, 1) is not None
    assert len(read_outline(font, 5)) == 16 * 5
    assert MOST_COMPONENTS < 2**12
    assert read_outline(font, 61) is None


def test_programs_that_call_and_call_are_given_up():
    calls = 9
    subrs = [T2CharString(program=[0, "hmoveto", "return"])]
    # Each calls the one before it many times: 40 ** 8 calls, without drawing anything.
    subrs += [T2CharString(program=[*[number - 1 - 107, "callgsubr"] * 40, "return"]) for number in range(1, calls)]
    data = opentype({"bomb": T2CharString(program=[calls - 1 - 107, "callgsubr", "endchar"])}, subrs)
    font = TTFont(BytesIO(data), lazy=True)
    assert read_outline(font, 1) is None


def test_a_character_map_of_four_thousand_million_characters_is_refused_by_name(load, small, monkeypatch):
    monkeypatch.setattr(fonts, "_LIMITS", fonts._LIMITS._replace(memory_mb=400, cpu_s=1))
    font, table = TTFont(BytesIO(small)), DefaultTable("cmap")
    table.data = struct.pack(">HHHHI", 0, 1, 3, 10, 12) + struct.pack(">HHIIIIII", 12, 0, 28, 0, 1, 0, 0xFFFFFFFF, 0)
    font["cmap"] = table
    out = BytesIO()
    font.save(out)
    with pytest.raises(KenpanError) as caught:
        load(out.getvalue())
    assert (caught.value.code, caught.value.file) == ("font.unreadable", "gaiji.ttf")


def test_a_glyph_that_is_read_but_not_drawn_is_missing_everywhere(load, small, monkeypatch):
    """As of a font that pleases the one library and breaks the other."""
    monkeypatch.setattr(fonts, "run", lambda *_words, **_options: [0xE001, 0xE002])
    font = load(small + b"\0")
    assert font.outline(FIRST)
    assert (font.state(FIRST), font.state("\ue001")) == ("missing", "drawn")
    assert FontSet({"text": font, "label": font, "gaiji": font}).state(FIRST, "text") == "missing"
    assert atlas(font)[0].state == "missing"
    with MUPDF, pymupdf.open("pdf", proof_pdf(font, {0xF040: 1, 0xF041: 1})) as proof:
        assert "うち字形なし・空白 1" in text_of(proof[0])


def test_a_child_that_answers_nonsense_is_not_believed(load, sample, monkeypatch):
    for answer in (None, 7, [{}], ["x"], [-1], [1 << 40]):
        monkeypatch.setattr(fonts, "run", lambda *_words, answer=answer, **_options: answer)
        with pytest.raises(KenpanError) as caught:
            load(sample + repr(answer).encode())
        assert caught.value.code == "font.unreadable"


def test_the_drawing_looks_at_each_glyph_alone():
    one, other = nested(0)["g0"], nested(0)["g0"]
    with MUPDF:
        assert drawn_codes(truetype({"a": one, "b": TTGlyphPen(None).glyph(), "c": other})) == [0xE000, 0xE002]


TABLES = ("glyf", "loca", "cmap", "hmtx", "maxp", "head", "hhea", "post", "name")


@pytest.fixture(scope="module")
def small():
    """Squares, a glyph of components, a blank one."""
    return truetype({**nested(2), "blank": TTGlyphPen(None).glyph()})


@pytest.mark.parametrize("seed", range(sized(3, 8)))
def test_a_fuzzed_font_is_refused_or_drawn_with_what_it_lacks_shown(load, small, seed):
    """Bytes of every table, the loops of the character map and the outlines among them; nothing but our own errors."""
    chance = random.Random(seed)
    tables = TTFont(BytesIO(small)).reader.tables
    data = bytearray(small)
    for _ in range(chance.choice((1, 1, 4))):
        table = tables[chance.choice(TABLES)]
        data[table.offset + chance.randrange(table.length)] = chance.choice((0, 0xFF, 0x7F, 0x80, 0x55))
    try:
        font = load(bytes(data))
    except KenpanError as error:
        assert (error.code, error.file) == ("font.unreadable", "gaiji.ttf")
        return
    width, height, pixels = glyph_picture(font, FIRST, 40)
    assert (width, height, len(pixels)) == (40, 40, 40 * 40 * 3)
    lacking = sum(font.state(char) != "drawn" for char in ("\ue000", "\ue001"))
    with MUPDF, pymupdf.open("pdf", proof_pdf(font, {0xF040: 1, 0xF041: 2})) as document:
        assert f"うち字形なし・空白 {lacking}" in text_of(document[0])
