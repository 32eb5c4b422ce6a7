"""The 外字 atlas shows the named font file and nothing else, and where each code is used."""

import threading
from collections.abc import Iterable
from types import SimpleNamespace

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QAbstractItemModelTester, QTest

from app.errors import KenpanError
from app.month.looking.gaiji_uses import GaijiCodeUse
from app.records.layouts import notice_layouts
from app.records.notice_file import notice_file
from app.sheet.fonts import load_font, load_fonts
from app.sheet.glyphs import atlas
from app.ui.atlas import atlas_page, code_grid
from app.ui.atlas.atlas_model import ENTRY_ROLE, AtlasModel, AtlasTotals, parse_code
from app.ui.atlas.atlas_page import GLYPHS_JOB, USES_JOB, AtlasPage
from app.ui.atlas.glyph_paint import glyph_path
from app.ui.atlas.place_model import PlaceModel
from app.ui.kit import tokens
from tests.patience import PATIENCE_S

SQUARE, AGAIN, BAR, BLANK, MISSING = range(0xF040, 0xF045)
FILE = "ZMGKK#1301"
USES = {
    SQUARE: GaijiCodeUse(3, ((FILE, 0), (FILE, 4)), 2),
    BLANK: GaijiCodeUse(1, ((FILE, 7),), 1),
    MISSING: GaijiCodeUse(900, tuple((FILE, number) for number in range(200)), 700),
}


@pytest.fixture(scope="module")
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


def notices(texts: Iterable[bytes]):
    """A detail record a text, which stands in 事業所名称1行目."""
    layout = notice_layouts("kounen")["01"]
    records = []
    for text in texts:
        raw = bytearray(b" " * layout.length)
        raw[14:16] = b"01"
        at = layout.field(70).offset
        raw[at : at + len(text)] = text
        records.append(bytes(raw))
    return notice_file(FILE, "kounen", b"".join(records))


def bench_of(font_path, texts=(), problems=(), missing=()):
    """What the page needs of an open volume; the files ``missing`` could not be opened."""
    equipment = SimpleNamespace(fonts=load_fonts(font_path), problems=problems)
    volume = SimpleNamespace(files=(), missing=tuple(SimpleNamespace(name=name, kind="notices") for name in missing))
    media = SimpleNamespace(volume=volume)
    return SimpleNamespace(notices={FILE: notices(texts)}, equipment=equipment, media=media)


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


def shown(page: AtlasPage) -> list[int]:
    return [page.model.code_at(row) for row in range(page.model.rowCount())]


def fact(page: AtlasPage, name: str) -> str:
    return page.detail.facts[name].text()


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


# The page


def test_the_head_names_the_font_file_as_plain_text(make_page, font_path):
    page = make_page()
    text = page.font_label.text()
    assert page.font_label.textFormat() == Qt.TextFormat.PlainText
    assert "Test <b>Gaiji</b>" in text
    assert "EUDC.TTE" in text
    assert load_font(font_path).sha256[:12] in text
    assert page.totals.text() == (
        "全1,880字　字形あり 3・空白字形 1・字形なし 1,876　使用 3種（うち字形なし・空白 2種）"
    )


def test_without_a_font_the_page_says_so_and_what_to_do(make_page):
    error = KenpanError(
        "font.unreadable", "書体ファイルとして読めません。", "別の書体を指定してください。", file="a.ttf"
    )
    page = make_page(bench_of(None, [b"\xf0\x40"], (error,)))
    assert "外字フォントが読み込まれていません" in page.font_label.text()
    assert "開き直してください" in page.font_label.text()
    assert str(error) in page.font_label.text()
    assert page.model.totals() == AtlasTotals(None, None, None, 1, None)
    assert page.totals.text() == "全1,880字　字形は判定していません（フォントなし）　使用 1種"
    assert not page.filters["lacking"].isEnabled()
    page.show_code(AGAIN)
    assert fact(page, "state") == "― 判定していません（フォントなし）"


def test_the_grid_works_while_uses_are_counted(make_page, qtbot, monkeypatch):
    gate = threading.Event()

    def slow(bench, progress):
        progress("外字の使用箇所", 1, 4)
        gate.wait(PATIENCE_S)
        return USES

    monkeypatch.setattr(atlas_page, "gaiji_uses", slow)
    page = make_page(wait=False)
    qtbot.waitUntil(lambda: page.model.has_glyphs and page.bar.value() == 1)
    page.show_code(AGAIN)
    assert page.bar.isVisible()
    assert fact(page, "uses") == "集計中"
    assert fact(page, "state") == "○ 字形あり"
    assert [button.isEnabled() for button in page.filters.values()] == [True, False, False]
    gate.set()
    qtbot.waitUntil(lambda: page.model.has_uses)
    assert not page.bar.isVisible()
    assert fact(page, "uses") == "なし"
    assert all(button.isEnabled() for button in page.filters.values())


def test_leaving_the_page_stops_the_work_and_coming_back_starts_it_again(make_page, jobs, qtbot, monkeypatch):
    started, gate, stopped = threading.Event(), threading.Event(), []

    def slow(bench, progress):
        started.set()
        gate.wait(PATIENCE_S)
        try:
            progress("外字の使用箇所", 0, 1)
        except BaseException:
            stopped.append(True)
            raise
        return USES

    monkeypatch.setattr(atlas_page, "gaiji_uses", slow)
    page = make_page(wait=False)
    assert started.wait(PATIENCE_S)
    assert jobs.running(USES_JOB)
    page.hide()
    assert not jobs.running(USES_JOB)
    assert not jobs.running(GLYPHS_JOB)
    with qtbot.waitSignal(jobs.idle):
        gate.set()
    assert stopped == [True]
    assert not page.model.has_uses
    page.show()
    qtbot.waitUntil(lambda: page.model.has_uses and page.model.has_glyphs)


def test_a_failed_count_is_told_and_leaves_the_grid(make_page, qtbot, monkeypatch):
    def broken(bench, progress):
        raise KenpanError("program.fault", "集計できません。", "もう一度行ってください。")

    monkeypatch.setattr(atlas_page, "gaiji_uses", broken)
    page = make_page(wait=False)
    qtbot.waitUntil(lambda: page.model.has_glyphs and bool(page.note.text()))
    assert "集計できません" in page.note.text()
    assert page.note.property("role") == "alarm"
    assert not page.filters["used"].isEnabled()
    assert len(shown(page)) == 1880


@pytest.mark.parametrize("wanted", ["used", "lacking"])
def test_where_no_gaiji_is_used_none_is_said_to_have_its_glyph(make_page, qtbot, font_path, wanted):
    page = make_page(bench_of(font_path, [b""], missing=("ZMGKK#1201",)))
    qtbot.mouseClick(page.filters[wanted], Qt.MouseButton.LeftButton)
    assert page.note.text() == (
        "該当なし：この媒体に外字は使われていません。開いていないファイル（ZMGKK#1201）は判定していません。"
    )


def test_the_button_filters_and_keeps_the_chosen_code(make_page, qtbot):
    page = make_page()
    page.show_code(BLANK)
    qtbot.mouseClick(page.filters["lacking"], Qt.MouseButton.LeftButton)
    assert shown(page) == [BLANK, MISSING]
    assert page.code == BLANK
    qtbot.mouseClick(page.filters["all"], Qt.MouseButton.LeftButton)
    assert (page.code, page.grid.currentIndex().row()) == (BLANK, 3)


def test_an_empty_filter_says_what_that_means(make_page, qtbot, font_path):
    page = make_page(bench_of(font_path, [b"\xf0\x40"]))
    qtbot.mouseClick(page.filters["lacking"], Qt.MouseButton.LeftButton)
    assert shown(page) == []
    assert page.code is None
    assert page.note.text() == "該当なし：使われている外字には、すべて字形があります。"
    assert fact(page, "state") == "—"
    qtbot.mouseClick(page.filters["all"], Qt.MouseButton.LeftButton)
    assert page.note.text() == ""
    assert page.code == SQUARE


def test_a_typed_code_is_gone_to_even_if_the_filter_hides_it(make_page, qtbot):
    page = make_page()
    page.set_filter("used")
    QTest.keyClicks(page.go, "f3a1")
    QTest.keyClick(page.go, Qt.Key.Key_Return)
    assert page.code == 0xF3A1
    assert page.filters["all"].isChecked()
    assert page.grid.visualRect(page.grid.currentIndex()).intersects(page.grid.viewport().rect())
    assert page.detail.code.text().count("F3A1") == 1


def test_a_wrong_code_is_told_and_goes_nowhere(make_page):
    page = make_page()
    page.show_code(BAR)
    QTest.keyClicks(page.go, "FFFF")
    QTest.keyClick(page.go, Qt.Key.Key_Return)
    assert page.code == BAR
    assert "F040〜F9FC" in page.note.text()
    assert page.go.selectedText() == "FFFF"


def test_arrow_keys_move_the_detail(make_page):
    page = make_page()
    page.show_code(SQUARE)
    QTest.keyClick(page.grid, Qt.Key.Key_Right)
    assert page.code == AGAIN
    assert fact(page, "unicode") == "U+E001"
    QTest.keyClick(page.grid, Qt.Key.Key_End)
    assert page.code == 0xF9FC


def test_the_detail_tells_what_the_font_file_holds(make_page, font_path):
    page = make_page()
    page.show_code(SQUARE)
    digest = load_font(font_path).outline_hash("\ue000")
    assert fact(page, "mapped") == "あり（グリフ 1）"
    assert fact(page, "outline") == f"{digest[:12]}…"
    assert page.detail.facts["outline"].toolTip() == digest
    assert fact(page, "uses") == "2字・2件のレコード"
    page.show_code(MISSING)
    assert (fact(page, "mapped"), fact(page, "outline")) == ("なし", "—")
    assert fact(page, "uses") == "2字・1件のレコード"
    assert page.detail.facts["uses"].property("role") == "alarm"
    page.show_code(BAR)
    assert fact(page, "twins") == "なし"
    assert page.detail.facts["uses"].property("role") == ""


def test_a_code_with_the_same_outline_can_be_gone_to(make_page):
    page = make_page()
    page.show_code(SQUARE)
    assert "F041" in fact(page, "twins")
    page.detail.facts["twins"].linkActivated.emit("F041")
    assert page.code == AGAIN


def test_a_list_of_places_that_was_cut_says_so(make_page):
    page = make_page()
    page.model.set_uses(USES)
    page.show_code(MISSING)
    assert fact(page, "uses") == "900字・700件のレコード（下の表は先頭の200件）"
    assert page.detail.places.rowCount() == 200


def test_enter_or_a_double_click_on_a_place_asks_for_its_record(make_page, qtbot):
    page = make_page()
    page.show_code(SQUARE)
    table = page.detail.table
    texts = [[table.model().index(row, column).data() for column in (0, 1)] for row in (0, 1)]
    assert texts == [[FILE, "1"], [FILE, "3"]]
    table.setCurrentIndex(table.model().index(1, 0))
    with qtbot.waitSignal(page.recordWanted) as wanted:
        QTest.keyClick(table, Qt.Key.Key_Return)
    assert wanted.args == [FILE, 2]
    place = table.visualRect(table.model().index(0, 0)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    with qtbot.waitSignal(page.recordWanted) as wanted:
        QTest.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert wanted.args == [FILE, 0]


def test_entries_come_with_their_own_role(qapp):
    model = AtlasModel()
    assert model.index(4).data(ENTRY_ROLE).code == MISSING
