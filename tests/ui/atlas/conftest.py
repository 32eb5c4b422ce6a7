"""A font of 外字, and the page that shows it."""

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from app.ui.atlas.atlas_page import AtlasPage
from tests.ui.atlas.uses import bench_of


@pytest.fixture(scope="session")
def font_path(tmp_path_factory):
    """F040 a square, F041 the same square, F042 an upright bar, F043 blank, all others unmapped."""
    boxes = {"square": (100, 0, 900, 800), "again": (100, 0, 900, 800), "bar": (450, -100, 550, 860)}
    names = [".notdef", *boxes, "blank"]
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
    builder.setupNameTable({"familyName": "Test <b>Gaiji</b>", "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    path = tmp_path_factory.mktemp("fonts") / "EUDC.TTE"
    builder.save(path)
    return path


@pytest.fixture
def make_page(qtbot, jobs, themed, font_path):
    def make(bench=None, *, wait=True) -> AtlasPage:
        texts = [b"\xf0\x40\xf0\x43", b"", b"\xf0\x40", b"\xf0\x44\xf0\x44"]
        page = AtlasPage(bench or bench_of(font_path, texts), jobs)
        qtbot.addWidget(page)
        page.resize(1100, 800)
        page.show()
        if wait:
            has_font = "gaiji" in page._bench.equipment.fonts.roles
            qtbot.waitUntil(lambda: page.model.has_glyphs == has_font and page.model.has_uses)
        return page

    return make
