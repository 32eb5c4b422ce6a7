"""Outlines that are read without the library are those that it reads, and what is not sound is left to it."""

import io
import random

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

from app.resources import resource
from app.sheet.font_data import read_outline
from app.sheet.glyf_outline import PlainGlyphs, simple_outline
from tests.sizes import sized


@pytest.mark.parametrize("name", ["ipaexm.ttf", "ipaexg.ttf"])
def test_outlines_are_those_of_the_library(name):
    data = (resource("fonts") / name).read_bytes()
    font, plain = TTFont(io.BytesIO(data), lazy=True), PlainGlyphs(data)
    numbers = random.Random(5).sample(range(font["maxp"].numGlyphs), sized(120, 6_000))
    told = {number: outline for number in numbers if (outline := plain.outline(number)) is not None}
    assert len(told) > 0.9 * len(numbers)
    assert told == {number: read_outline(font, number) for number in told}


def drawn(*steps):
    pen = TTGlyphPen({"line": None})
    for name, *points in steps:
        getattr(pen, name)(*points)
    return pen.glyph()


GLYPHS = {
    ".notdef": drawn(),
    "line": drawn(("moveTo", (0, 0)), ("lineTo", (50, 300)), ("lineTo", (-70, 20)), ("closePath",)),
    "ring": drawn(("qCurveTo", (0, 0), (0, 500), (500, 500), (500, 0), None), ("closePath",)),
    "bow": drawn(
        ("moveTo", (10, 10)), ("qCurveTo", (20, 90), (55, 300), (70, 5)), ("lineTo", (1, 2)), ("closePath",),
        ("moveTo", (9, 9)), ("qCurveTo", (20, 7), (9, 9)), ("closePath",),
    ),
    "two": drawn(("addComponent", "line", (1, 0, 0, 1, 30, 0))),
}  # fmt: skip


def font_of(bearings):
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(list(GLYPHS))
    builder.setupCharacterMap({})
    builder.setupGlyf(GLYPHS)
    builder.setupHorizontalMetrics({name: (600, bearings.get(name, 0)) for name in GLYPHS})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupPost(keepGlyphNames=False)
    out = io.BytesIO()
    builder.save(out)
    return out.getvalue()


def test_closed_curves_bearings_and_composed_glyphs_are_as_the_library_has_them():
    data = font_of({"line": -70, "ring": 25, "bow": 9})
    font, plain = TTFont(io.BytesIO(data)), PlainGlyphs(data)
    own = [plain.outline(number) for number in range(len(GLYPHS))]
    assert own[:4] == [read_outline(font, number) for number in range(4)]
    assert own[0] == ()
    assert all(own[1:4])
    assert own[4] is None, "what is composed is for the library"


def test_what_is_cut_off_or_no_font_is_left_to_the_library():
    body, bearing = PlainGlyphs(font_of({})).body(3)
    while body[-1:] == b"\0":  # what fills it up
        body = body[:-1]
    assert all(simple_outline(body[:cut], 1000, bearing) is None for cut in range(1, len(body)))
    for data in (b"", b"OTTO" + bytes(40), font_of({})[:300]):
        assert PlainGlyphs(data).outline(1) is None
