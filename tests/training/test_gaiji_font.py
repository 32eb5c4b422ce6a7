from io import BytesIO

import pytest
from fontTools.pens.areaPen import AreaPen
from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont

from app.training.gaiji_font import BLANK_CODE, DRAWN_CODES, GAIJI_CODES, MISSING_CODES, build_gaiji_font


def char_of(code: int) -> int:
    return ord(code.to_bytes(2, "big").decode("cp932"))


@pytest.fixture(scope="module")
def font():
    with TTFont(BytesIO(build_gaiji_font())) as opened:
        yield opened


def outline(font, code):
    glyphs = font.getGlyphSet()
    pen = DecomposingRecordingPen(glyphs)
    glyphs[font.getBestCmap()[char_of(code)]].draw(pen)
    return tuple(pen.value)


def test_the_font_is_the_same_bytes_every_time():
    assert build_gaiji_font.__wrapped__() == build_gaiji_font()


def test_there_are_1880_codes_of_which_one_is_blank_and_twenty_are_missing():
    assert len(GAIJI_CODES) == 1880
    assert GAIJI_CODES[0] == 0xF040
    assert GAIJI_CODES[-1] == 0xF9FC
    assert len(MISSING_CODES) == 20
    assert set(DRAWN_CODES) | MISSING_CODES | {BLANK_CODE} == set(GAIJI_CODES)
    assert len(DRAWN_CODES) == 1859


def test_every_drawn_code_has_a_drawing_of_its_own(font):
    drawings = {outline(font, code) for code in DRAWN_CODES}
    assert len(drawings) == len(DRAWN_CODES)
    assert all(drawings)


def test_missing_codes_are_not_mapped_and_nothing_but_gaiji_is(font):
    mapped = set(font.getBestCmap())
    assert not mapped & {char_of(code) for code in MISSING_CODES}
    assert mapped == {char_of(code) for code in (*DRAWN_CODES, BLANK_CODE)}


def test_the_blank_code_is_mapped_but_draws_nothing(font):
    assert outline(font, BLANK_CODE) == ()


def test_the_codes_digits_can_be_told_apart_by_their_strokes(font):
    glyphs = font.getGlyphSet()
    areas = []
    for digit in "0123456789ABCDEF":
        pen = DecomposingRecordingPen(glyphs)
        glyphs[f"digit{digit}"].draw(pen)
        areas.append(tuple(pen.value))
    assert len(set(areas)) == 16


def test_glyphs_stay_inside_their_cell_and_have_one_width(font):
    glyphs = font.getGlyphSet()
    for name in font.getGlyphOrder():
        assert font["hmtx"][name][0] == font["head"].unitsPerEm == 1000
        pen = BoundsPen(glyphs)
        glyphs[name].draw(pen)
        if pen.bounds is not None:
            x0, y0, x1, y1 = pen.bounds
            assert 0 <= x0 < x1 <= 1000
            assert font["hhea"].descent <= y0 < y1 <= font["hhea"].ascent


def test_frames_are_hollow(font):
    pen = AreaPen(font.getGlyphSet())
    font.getGlyphSet()["frame"].draw(pen)
    assert 0 < abs(pen.value) < 0.2 * 940 * 940


def test_the_name_says_that_it_is_a_sample(font):
    assert font["name"].getBestFamilyName() == "Kenpan Sample Gaiji（見本外字）"
    assert "Not the agency's font" in font["name"].getDebugName(10)
