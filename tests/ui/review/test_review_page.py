from dataclasses import replace

from PySide6.QtCore import QCoreApplication, QEvent, QModelIndex, QPointF, Qt
from PySide6.QtGui import QColor, QEnterEvent
from PySide6.QtTest import QTest

from app.month.form_in_force import FormInForce, equipped
from app.records.notice_file import DETAIL
from app.sheet.draw import Drawer
from app.ui.kit import tokens
from app.ui.review import field_model
from app.ui.review.review_page import ENVELOPE_TAB
from app.ui.review.selection import NO_RECORD, Span
from tests.sheet.test_measured_place import front, measured
from tests.ui.review.names import NAME_FIELD, NAME_ID, field_of


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


def test_another_form_is_drawn_at_once_and_the_person_stays_where_they_are(page, bench):
    held = equipped(bench.equipment, FormInForce("実測様式（承認 責任者１）", measured(front()), entry=48))
    record, before = (page.look.file, page.look.record), page.pages[1].grab().toImage()
    page.take_form(replace(bench, equipment=held), Drawer(held.fonts, held.shown.values()))
    assert (page.look.file, page.look.record) == record
    assert page.form.text() == "実測様式" and page.look.sheet.form_note.startswith("実測様式（承認 責任者１）")
    assert page.pages[1].grab().toImage() != before
