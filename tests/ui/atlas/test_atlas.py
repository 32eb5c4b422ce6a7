"""The 外字 atlas shows the named font file and nothing else, and where each code is used."""

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QAbstractItemModelTester

from app.sheet.fonts import load_font
from app.sheet.glyphs import atlas
from app.ui.atlas import code_grid
from app.ui.atlas.atlas_model import AtlasModel, AtlasTotals, parse_code
from app.ui.atlas.atlas_page import AtlasPage
from app.ui.atlas.glyph_paint import glyph_path
from app.ui.atlas.place_model import PlaceModel
from app.ui.kit import tokens
from tests.ui.atlas.uses import BAR, BLANK, MISSING, SQUARE, USES

# The models


def test_the_models_keep_qts_rules(qapp, font_path):
    model, places = AtlasModel(), PlaceModel()
    testers = [
        QAbstractItemModelTester(one, QAbstractItemModelTester.FailureReportingMode.Fatal) for one in (model, places)
    ]
    model.set_uses(USES)
    model.set_filter("used")
    model.set_glyphs(atlas(load_font(font_path)))
    for wanted in ("lacking", "all"):
        model.set_filter(wanted)
    places.set_places(USES[SQUARE].places)
    places.set_places(())
    assert len(testers) == 2


def test_all_codes_are_there_before_anything_is_known_of_them(qapp):
    model = AtlasModel()
    assert model.rowCount() == 1880
    assert [model.index(row).data() for row in (0, 62, 63, 1879)] == ["F040", "F07E", "F080", "F9FC"]
    assert model.totals() == AtlasTotals(None, None, None, None, None)
    assert model.entry(SQUARE).state_text == "… 確認中"


def test_totals_count_states_and_uses(qapp, font_path):
    model = AtlasModel()
    model.set_glyphs(atlas(load_font(font_path)))
    model.set_uses(USES)
    assert model.totals() == AtlasTotals(drawn=3, blank=1, missing=1876, used=3, lacking=2)


def test_filters_show_used_codes_and_those_the_font_does_not_draw(qapp, font_path):
    model = AtlasModel()
    model.set_glyphs(atlas(load_font(font_path)))
    model.set_uses(USES)
    codes = {}
    for wanted in ("used", "lacking"):
        model.set_filter(wanted)
        codes[wanted] = [model.code_at(row) for row in range(model.rowCount())]
    assert codes == {"used": [SQUARE, BLANK, MISSING], "lacking": [BLANK, MISSING]}
    assert model.row_of(SQUARE) is None


def test_a_cell_says_its_state_and_use_in_words(qapp, font_path):
    model = AtlasModel()
    model.set_glyphs(atlas(load_font(font_path)))
    model.set_uses(USES)
    role = Qt.ItemDataRole.AccessibleTextRole
    words = [model.index(row).data(role) for row in (0, 1, 3, 4)]
    assert words == [
        "外字 F040　U+E000　○ 字形あり　使用 3字",
        "外字 F041　U+E001　○ 字形あり　使用なし",
        "外字 F043　U+E003　△ 空白字形　使用 1字",
        "外字 F044　U+E004　× 字形なし　使用 900字",
    ]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("F0A1", 0xF0A1),
        ("f9fc", 0xF9FC),
        (" Ｆ０４０ ", 0xF040),
        ("F3", 0xF340),
        ("F08", 0xF080),
        ("U+E000", 0xF040),
        ("E757", 0xF9FC),
        ("\ue001", 0xF041),
        ("F07F", None),
        ("F0FD", None),
        ("FA40", None),
        ("E758", None),
        ("F0400", None),
        ("8140", None),
        ("", None),
        ("外", None),
    ],
)
def test_a_typed_code_is_understood_or_refused(typed, code):
    assert parse_code(typed) == code


# Drawing


def test_the_outline_stands_in_its_em_box(qapp, font_path):
    box = QRectF(10, 20, 100, 100)
    bounds = glyph_path(load_font(font_path), "\ue000", box).boundingRect()
    assert bounds.getRect() == pytest.approx((20, 28, 80, 80))


def darkness(page: AtlasPage, code: int, place: tuple[float, float]) -> int:
    """Blackness 0–255 at a place of the glyph's box in its cell, as shares of the box."""
    grid = page.grid
    cell = grid.visualRect(page.model.index(page.model.row_of(code)))
    image = grid.viewport().grab().toImage()
    side = code_grid._glyph_side(grid.font())
    left, top = cell.center().x() - side / 2, cell.top() + code_grid._GAP + code_grid._PADDING
    return 255 - QColor(image.pixel(round(left + place[0] * side), round(top + place[1] * side))).lightness()


def test_cells_show_the_glyphs_of_the_font_file(make_page):
    page = make_page()
    page.show_code(0xF045)
    middle, left = (0.5, 0.5), (0.25, 0.5)
    ink = {
        code: (darkness(page, code, middle) > 150, darkness(page, code, left) > 150) for code in (SQUARE, BAR, BLANK)
    }
    assert ink == {SQUARE: (True, True), BAR: (True, False), BLANK: (False, False)}


def test_a_missing_glyph_is_a_crossed_box(make_page):
    page = make_page()
    page.show_code(0xF045)
    assert darkness(page, MISSING, (0.5, 0.5)) > 60
    assert darkness(page, MISSING, (0.5, 0.25)) < 20


def test_a_picture_is_painted_once_and_kept(make_page, monkeypatch):
    painted = []
    real = code_grid.paint_glyph
    monkeypatch.setattr(code_grid, "paint_glyph", lambda *args: (painted.append(args[-1].code), real(*args)))
    page = make_page()
    page.grid.viewport().grab()
    first = len(painted)
    page.grid.viewport().grab()
    assert 0 < first < 400
    assert len(painted) == first == len(set(painted))


def test_larger_text_makes_larger_cells(make_page, qapp):
    page = make_page()
    before = page.grid.gridSize()
    tokens.apply_theme(qapp, "large")
    assert page.grid.gridSize().height() > before.height()
    tokens.apply_theme(qapp)
    assert page.grid.gridSize() == before
