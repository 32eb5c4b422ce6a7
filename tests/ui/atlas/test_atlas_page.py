"""The page of 外字, with the keyboard."""

import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.errors import KenpanError
from app.sheet.fonts import load_font
from app.ui.atlas import atlas_page
from app.ui.atlas.atlas_model import ENTRY_ROLE, AtlasModel, AtlasTotals
from app.ui.atlas.atlas_page import GLYPHS_JOB, USES_JOB, AtlasPage
from tests.patience import PATIENCE_S
from tests.ui.atlas.uses import AGAIN, BAR, BLANK, FILE, MISSING, SQUARE, USES, bench_of


def shown(page: AtlasPage) -> list[int]:
    return [page.model.code_at(row) for row in range(page.model.rowCount())]


def fact(page: AtlasPage, name: str) -> str:
    return page.detail.facts[name].text()


def test_the_head_names_the_font_file_as_plain_text(make_page, font_path):
    page = make_page()
    text = page.font_label.text()
    assert page.font_label.textFormat() == Qt.TextFormat.PlainText
    assert "Test <b>Gaiji</b>" in text
    assert "EUDC.TTE" in text
    assert load_font(font_path).sha256[:12] in text
    assert page.totals.text() == (
        "全1,880字　字形あり 3 字・空白字形 1 字・字形なし 1,876 字　使用 3種（うち字形なし・空白 2種）"
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
