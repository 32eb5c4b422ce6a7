"""What the preview says, and its zoom, layers and tabs."""

import re
from dataclasses import replace
from itertools import product

from PySide6.QtCore import QCoreApplication, QLocale, QPoint, Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QLabel

from app.cases.marks import Mark
from app.notice.customer_barcode import customer_barcode
from app.ui.kit import tokens
from app.ui.review import field_model, record_model
from app.ui.review.layers import Layer
from app.ui.review.page_view import NO_PANEL
from app.ui.review.review_page import ENVELOPE_TAB, ReviewPage
from tests.sizes import some
from tests.ui.review.names import NAME_FIELD, field_of

FRONT = 1


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


def test_a_refused_postal_code_is_told_with_what_would_be_printed_and_the_month_of_the_dictionary(page, bench, places):
    look, postal = bench.look(*places["plain"]), bench.equipment.postal
    refused = customer_barcode("999-9999", "東京都千代田区霞が関１－２－３", postal)
    page.facts.show_look(replace(look, content=replace(look.content, barcode=refused)))
    said = page.facts.barcode.text()
    assert said.startswith("印字しない：廃止された番号か、") and "1-2-3" in said
    assert said.count(postal.edition) == 2


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
    bare = open_workbench(volume, key, Settings().container(), lambda _: equip(None, companions.gaiji_font))
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


def folded(tree, name):
    """A name as the tree shows it, in a line or two."""
    return tree.itemDelegate().displayText(name, QLocale()).splitlines()


def test_the_sheet_takes_the_most_and_names_are_whole_and_drawers_give_it_their_room(page):
    """Half of a screen of 1366, 55 % of one of 1920: what the rail leaves of them is 1286 and 1840."""
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
    for width, sheet in ((1840, 0.55 * 1920), (1286, 0.5 * 1366)):
        page.resize(width, 690)
        QCoreApplication.sendPostedEvents()
        assert page.tabs.width() >= sheet
        tree, metrics = page.fields.tree, QFontMetricsF(page.fields.tree.font())
        room = tree.columnWidth(field_model.NAME) - tree.iconSize().width()
        lines = [line for name in page.fields.model.names() for line in folded(tree, name)]
        assert all(metrics.horizontalAdvance(line) <= room for line in lines)
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
