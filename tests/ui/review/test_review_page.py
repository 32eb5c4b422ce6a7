import re
from itertools import product

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QModelIndex, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QEnterEvent, QFontMetricsF
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from app.cases.marks import Mark
from app.records.notice_file import DETAIL
from app.ui.kit import tokens
from app.ui.review import field_model, record_model
from app.ui.review.layers import Layer
from app.ui.review.page_view import NO_PANEL
from app.ui.review.review_page import ENVELOPE_TAB, ReviewPage
from app.ui.review.selection import NO_RECORD, Span
from tests.sizes import some

NAME_ID, NAME_FIELD = "sheet.name_1", "事業所名称1行目"
FRONT = 1


@pytest.fixture
def page(qtbot, themed, jobs, bench, drawer):
    made = ReviewPage(bench, jobs, drawer)
    qtbot.addWidget(made)
    made.resize(1920, 960)
    made.show()
    made.go_to_first_notice()
    return made


@pytest.fixture
def gaiji_page(page, places):
    """On a 厚年 notice with a 外字 in the name, the address side in front."""
    page.selection.set_record(*places["gaiji"])
    assert page.look.gaiji[0].items == (70,)
    QCoreApplication.sendPostedEvents()
    return page


def field_of(page, name: str) -> Span:
    row = next(row for row in page.look.fields if row.name == name)
    return Span(row.offset, row.offset + row.length)


def near(colour, name: str) -> bool:
    """The same colour, but for what the style does to a row under the pointer."""
    wanted = QColor(name)
    parts = zip(colour.getRgb(), wanted.getRgb(), strict=True)
    return all(abs(have - want) <= 6 for have, want in parts)


# Each panel's way to point at the name with the 外字, and to tell that it is lit.


class OnPage:
    def place(self, page):
        view = page.pages[0]
        item = next(item for item in page.look.sheet.page("sheet").items if item.id == NAME_ID)
        return view.viewport(), view.rect_px(item.runs[0].rect).center().toPoint()

    def lit(self, page, hover):
        selection = page.selection
        return bool(page.pages[0].lit(selection.hover) if hover else page.pages[0].lit(selection.span))


class OnEnvelope:
    def place(self, page):
        page.tabs.setCurrentIndex(ENVELOPE_TAB)
        canvas = page.envelope.canvas
        item = next(item for item in page.look.sheet.page("sheet").items if item.id == NAME_ID)
        rect = item.runs[0].rect
        x, y = canvas._at.point((rect.x0 + rect.x1) / 2, (rect.y0 + rect.y1) / 2)
        return canvas.viewport(), canvas.to_px(x, y).toPoint()

    def lit(self, page, hover):
        span = page.selection.hover if hover else page.selection.span
        colour = tokens.HOVER if hover else tokens.CHOSEN
        model = page.envelope.table.model()
        row = next(row for row, item in enumerate(page.envelope.table.items()) if item.id == NAME_ID)
        brush = model.index(row, 0).data(Qt.ItemDataRole.BackgroundRole)
        return bool(page.envelope.canvas.lit(span)) and brush is not None and brush.color().name().upper() == colour


class OnTree:
    def index(self, page):
        return page.fields.model.find(field_of(page, NAME_FIELD)).siblingAtColumn(field_model.NAME)

    def place(self, page):
        tree = page.fields.tree
        tree.scrollTo(self.index(page))
        return tree.viewport(), tree.visualRect(self.index(page)).center()

    def lit(self, page, hover):
        tree, index = page.fields.tree, self.index(page)
        tree.scrollTo(index)
        rect = tree.visualRect(index.siblingAtColumn(field_model.DECIMAL))
        image = tree.viewport().grab().toImage()
        seen = [image.pixelColor(x, rect.center().y()) for x in range(rect.left(), rect.right())]
        return any(near(colour, tokens.HOVER if hover else tokens.CHOSEN) for colour in seen)


class OnBytes:
    def place(self, page):
        view, start = page.hex, page.look.gaiji[0].offsets[0]
        view._reveal(Span(start, start + 1))
        area = view._grid.byte_rect(view._row_top(start // 16), start % 16)
        return view.viewport(), (area.center() + QPointF(4, 0)).toPoint()

    def lit(self, page, hover):
        return page.hex._foot_lines()[0].endswith(NAME_FIELD)


class OnGaiji:
    def place(self, page):
        return page.gaiji.cards[0], page.gaiji.cards[0].rect().center()

    def lit(self, page, hover):
        card = page.gaiji.cards[0]
        return card.hovered if hover else card.picked


PANELS = {"page": OnPage(), "envelope": OnEnvelope(), "tree": OnTree(), "bytes": OnBytes(), "gaiji": OnGaiji()}


def test_what_is_picked_in_one_panel_is_lit_in_all(gaiji_page):
    for source, panel in PANELS.items():
        gaiji_page.tabs.setCurrentIndex(0)
        gaiji_page.selection.select(None)
        widget, place = panel.place(gaiji_page)
        assert not any(one.lit(gaiji_page, False) for one in PANELS.values()), source
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=place)
        lit = {name: one.lit(gaiji_page, False) for name, one in PANELS.items()}
        assert lit == dict.fromkeys(PANELS, True), source


def test_what_the_pointer_is_on_in_one_panel_is_lit_in_all(gaiji_page):
    for source, panel in PANELS.items():
        gaiji_page.tabs.setCurrentIndex(0)
        gaiji_page.selection.set_hover(None)
        widget, place = panel.place(gaiji_page)
        if source == "gaiji":
            at = QPointF(place)
            QCoreApplication.sendEvent(widget, QEnterEvent(at, at, at))
        else:
            QTest.mouseMove(widget, place)
        assert gaiji_page.selection.hover is not None, source
        lit = {name: one.lit(gaiji_page, True) for name, one in PANELS.items()}
        assert lit == dict.fromkeys(PANELS, True), source
    # Leaving a card ends it.
    QCoreApplication.sendEvent(gaiji_page.gaiji.cards[0], QEvent(QEvent.Type.Leave))
    assert gaiji_page.selection.hover is None


# From record to record


def test_the_first_notice_is_shown_at_once_and_stepping_takes_notices_only_and_stops_at_the_ends(page, bench):
    name = next(name for name, file in bench.notices.items() if len(file.rows(DETAIL)))
    assert (page.look.file, page.look.record) == (name, bench.first_record(name))
    assert page.files.currentData() == name
    file = page.look.file
    details = bench.notices[file].rows(DETAIL)
    page.step_notice(1)
    assert page.look.record == details[1]
    page.step_notice(-1)
    page.step_notice(-1)
    assert page.look.record == details[0]
    page.selection.set_record(file, int(details[-1]))
    page.step_notice(1)
    assert page.look.record == details[-1]


def test_a_field_stays_picked_as_long_as_the_records_have_the_same_fields(page, qtbot, bench):
    span, first = field_of(page, NAME_FIELD), (page.look.file, page.look.record)
    page.selection.select(span)
    page.step_notice(1)
    assert page.selection.span == span
    node = page.fields.model.node(page.fields.tree.currentIndex())
    assert node.span == span
    assert page.pages[0].lit(span)
    assert page.hex._cursor == span.start
    # Another kind of record drops it.
    page.selection.set_record(*first)
    assert page.selection.span == span
    with qtbot.waitSignal(page.selection.rangeChanged):
        page.selection.set_record(first[0], first[1] - 1)
    assert page.look.kind == "extract"
    assert page.selection.span is None
    assert not page.fields.tree.currentIndex().isValid()
    # So does the other scheme.
    page.selection.set_record(*first)
    page.selection.select(field_of(page, NAME_FIELD))
    senpo = next(name for name, file in bench.notices.items() if file.scheme == "senpo" and len(file))
    page.selection.set_record(senpo, bench.first_record(senpo))
    assert page.selection.span is None
    # A column of the count table stays.
    counts = next(iter(bench.counts))
    page.selection.set_record(counts, 2)
    span = field_of(page, "プリント枚数")
    page.selection.select(span)
    page.selection.set_record(counts, 3)
    assert page.selection.span == span
    # A heading lights all its fields on the page.
    page.selection.set_record(*first)
    model = page.fields.model
    group = next(
        model.index(row, 0) for row in range(model.rowCount(QModelIndex())) if "所在地" in model.index(row, 0).data()
    )
    page.selection.select(model.node(group).span)
    assert len(page.pages[0].lit(page.selection.span)) >= 2


def test_choosing_a_file_shows_its_first_notice_and_one_without_records_says_so(page, bench, qtbot):
    for row in range(page.files.count()):
        page.files.setCurrentIndex(row)
        name = page.files.currentData()
        first = bench.first_record(name)
        assert (page.selection.file, page.selection.record) == (name, first)
        assert (page.look is None) == (first == NO_RECORD)
    empty = next(name for name in bench.names if bench.record_count(name) == 0)
    page.files.setCurrentIndex(page.files.findData(empty))
    page.step_notice(1)
    page.grab()
    assert "0件" in page.records.note.text()
    # A text is found in the count table too.
    counts = next(iter(bench.counts))
    page.files.setCurrentIndex(page.files.findData(counts))
    office = bench.line(counts, 2).office
    page.records.filters.text.setText(office)
    QTest.keyClick(page.records.filters.text, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: 0 < page.records.model.rowCount() < bench.record_count(counts))
    assert bench.line(counts, page.records.model.record_at(0)).office == office


# What is said


def words_of(page) -> list[str]:
    model, said = page.fields.model, []
    for group in range(model.rowCount()):
        parent = model.index(group, 0)
        for row in range(model.rowCount(parent)):
            index = model.index(row, field_model.PRINTED, parent)
            said += [index.data(), index.data(Qt.ItemDataRole.ToolTipRole)]
    table = page.envelope.table.model()
    said += [table.index(row, column).data() for row in range(table.rowCount()) for column in range(6)]
    said += [label.text() for label in page.findChildren(QLabel)]
    said += [highlight.caption for view in page.pages for highlight in view.highlights]
    return said


def test_no_id_and_no_english_is_shown_for_any_telling_record(page, places, senpo_places):
    for button in page.layers.values():
        button.setChecked(True)
    for place in (*places.values(), *senpo_places.values()):
        page.selection.set_record(*place)
        for text in words_of(page):
            plain = re.sub(r"</?p[^>]*>", "", text)
            assert not re.search(r"[a-z_]+\.[a-z_]+|[a-z]{3,}", plain), text


def test_the_facts_are_never_cut_off(page, qapp, bench, places):
    for width, size in some(list(product((1254, 1366, 1920), ("normal", "large"))), 3):
        tokens.apply_theme(qapp, size)
        page.resize(width, 700)
        for place in places.values():
            look = bench.look(*place)
            page.gaiji.show_look(look)  # which takes its room from them
            page.facts.show_look(look)
            for _ in range(3):  # a line more, a bar more, a line more
                QCoreApplication.sendPostedEvents()
            for label in (page.facts.warnings, page.facts.barcode, page.facts.windows, page.facts.inserts):
                assert label.height() >= label.heightForWidth(label.width()), (width, size, place)
    tokens.apply_theme(qapp)


def test_an_office_list_that_is_missing_is_said_once_for_all_its_items(qtbot, themed, jobs, sample_folder):
    from app.equipment.companions import find_companions
    from app.equipment.loading import equip
    from app.media.media_key import read_key_file
    from app.media.volume import find_volume
    from app.month.looking.opening import open_workbench
    from app.workstation.settings import Settings

    volume = find_volume(sample_folder)
    companions = find_companions(volume.folder)
    key = read_key_file(companions.key)
    bare = open_workbench(volume, key, Settings().container(), equip(None, companions.gaiji_font))
    made = ReviewPage(bare, jobs)
    qtbot.addWidget(made)
    made.go_to_first_notice()
    said = [line for line in made.facts.warnings.text().splitlines() if line.startswith("！")]
    assert len(said) == 1
    assert "郵便番号" in said[0] and "電話番号" in said[0]
    windows = made.facts.windows.text()
    assert windows.startswith("判定していません：") and "○" not in windows
    assert "所在地" in windows and "電話番号" in windows
    verdicts = {
        made.envelope.table.model().index(row, 1).data(): made.envelope.table.model().index(row, 0).data()
        for row in range(made.envelope.table.model().rowCount())
    }
    assert {text for name, text in verdicts.items() if "電話番号" in name} == {"― 未判定"}
    assert {text for name, text in verdicts.items() if name.startswith("事業所名称")} == {"○ 適"}
    buttons = made.records.filters.buttons
    assert [buttons[mark].text() for mark in (Mark.WINDOW, Mark.REDIRECT, Mark.ERROR, Mark.WARNING)] == [
        "窓 ？",
        "別送 ？",
        "誤り ？",
        "注意 ？",
    ]
    made.show_finding_marks({})
    assert [buttons[mark].text() for mark in (Mark.WINDOW, Mark.ERROR, Mark.WARNING)] == ["窓 ？", "誤り 0", "注意 0"]


def test_with_the_office_list_the_windows_are_judged_and_the_bar_code_is_told_of_the_address(page, places):
    page.selection.set_record(*places["plain"])
    assert page.facts.windows.text() == "○ どの位置でも適"
    assert page.records.filters.buttons[Mark.WINDOW].text() == "窓 0"
    index = page.fields.model.find(field_of(page, "事業所郵便番号")).siblingAtColumn(field_model.PRINTED)
    assert index.data() == "宛：郵便番号、宛：カスタマバーコード"


def test_the_sheet_keeps_its_place_with_and_without_gaiji(page, places):
    tops = set()
    for case in ("plain", "gaiji", "no_barcode"):
        page.selection.set_record(*places[case])
        QCoreApplication.sendPostedEvents()
        tops.add((page.tabs.geometry().getRect(), page.pages[0].rect_px(NO_PANEL).getRect()))
    assert len(tops) == 1


def test_the_cards_fit_into_the_strip(gaiji_page, qapp):
    for size in ("normal", "large"):
        tokens.apply_theme(qapp, size)
        QCoreApplication.sendPostedEvents()
        card, area = gaiji_page.gaiji.cards[0], gaiji_page.gaiji._area
        place = card.mapTo(area.viewport(), QPoint(0, 0))
        assert place.y() >= 0, size
        assert place.y() + card.sizeHint().height() <= area.viewport().height(), size
        assert card.glyph_side() >= 4 * QFontMetricsF(card.font()).height(), size
    tokens.apply_theme(qapp)


def test_the_sheet_takes_the_most_and_names_are_whole_and_drawers_give_it_their_room(page):
    """Half of a screen of 1366, 55 % of one of 1920: what the rail leaves of them is 1295 and 1845."""
    table = page.records.table
    em = QFontMetricsF(table.font()).horizontalAdvance("漢")
    assert table.columnWidth(record_model.NAME) >= 8 * em
    assert table.horizontalScrollBar().maximum() == 0
    before = page.tabs.size()
    for drawer in page.drawers.values():
        drawer.click()
    QCoreApplication.sendPostedEvents()
    assert page.tabs.width() > before.width() and page.tabs.height() > before.height()
    for drawer in page.drawers.values():
        drawer.click()
    QCoreApplication.sendPostedEvents()
    assert page.tabs.size() == before
    for width, sheet in ((1845, 0.55 * 1920), (1295, 0.5 * 1366)):
        page.resize(width, 690)
        QCoreApplication.sendPostedEvents()
        assert page.tabs.width() >= sheet
        tree, metrics = page.fields.tree, QFontMetricsF(page.fields.tree.font())
        room = tree.columnWidth(field_model.NAME) - tree.iconSize().width()
        assert all(metrics.horizontalAdvance(name) <= room for name in page.fields.model.names())
        assert table.columnWidth(record_model.NAME) >= 4 * em
        assert table.horizontalScrollBar().maximum() == 0
    # What has no room in the tree comes with more width.
    tree = page.fields.tree
    optional = (field_model.DECIMAL, field_model.PRINTED, field_model.LENGTH, field_model.HEX)
    tree.resize(2000, 500)
    assert not any(tree.isColumnHidden(column) for column in optional)
    tree.resize(200, 500)
    assert all(tree.isColumnHidden(column) for column in optional)
    assert not tree.isColumnHidden(field_model.TEXT)


# Zoom, layers, tabs


def test_a_free_zoom_is_of_one_face_a_named_one_and_the_ruler_of_all_and_each_layer_has_its_button(page, places):
    canvases = [*page.pages, page.envelope.canvas]
    page.zooms.setCurrentIndex(2)
    page.ruler.click()
    assert {canvas.zoom() for canvas in canvases} == {"400"}
    assert {canvas._ruler for canvas in canvases} == {False}
    assert page.percent.text() == "400%"
    page.zooms.setCurrentIndex(0)
    page.pages[0].zoom_by(3)
    assert page.zooms.currentIndex() == -1
    assert page.percent.text() == f"{page.pages[0].percent:.0f}%"
    page.tabs.setCurrentIndex(FRONT)
    assert page.pages[FRONT].zoom() == "fit" and page.zooms.currentData() == "fit"
    page.zooms.setCurrentIndex(1)
    assert {canvas.zoom() for canvas in canvases} == {"true"}
    page.selection.set_record(*places["gannen"])
    for button in page.layers.values():
        button.setChecked(False)
    for layer, button in page.layers.items():
        button.click()
        assert {one.layer for view in page.pages for one in view.highlights} <= {layer}
        button.click()
    assert page.pages[FRONT].highlights == ()
    assert set(page.layers) == set(Layer)
    # Four faces stand beside each other, and the envelope without its table.
    page.tabs.setCurrentIndex(page.tabs.count() - 1)
    assert all(view.isVisible() for view in (*page.pages, page.envelope))
    assert not page.envelope.table.isVisible()
    page.tabs.setCurrentIndex(ENVELOPE_TAB)
    assert page.envelope.table.isVisible() and not any(view.isVisible() for view in page.pages)


def test_what_is_picked_is_zoomed_to(gaiji_page):
    gaiji_page.selection.select(field_of(gaiji_page, NAME_FIELD))
    page = gaiji_page.pages[0]
    gaiji_page._zoom_to_picked()
    lit = page.rect_px(page.lit(gaiji_page.selection.span)[0])
    assert page.viewport().rect().contains(lit.toRect())
    assert max(lit.width() / page.viewport().width(), lit.height() / page.viewport().height()) >= 0.45
