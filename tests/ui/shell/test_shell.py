"""Rail, title, search and scans around every screen."""

import itertools

import pytest
from PySide6.QtCore import QCoreApplication, QRect, QSettings, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow, QSplitter, QWidget

from app.month.looking.find import SearchGoal, SearchPlace
from app.month.parts_in_use import media_part
from app.notice.piece_id import piece_id
from app.proof.scanner import Scanner
from app.ui.findings.findings_dock import FindingsDock
from app.ui.findings.findings_model import FindingsModel
from app.ui.findings.findings_view import FindingsView
from app.ui.kit import icons, sounds, tokens
from app.ui.shell.find_popup import FindPopup
from app.ui.shell.layout import Kept, inside
from app.ui.shell.scans import ScanCatcher
from app.ui.shell.screens import SCREENS
from app.ui.shell.window import MainWindow
from app.workstation.settings import Settings
from tests.house import EQUIPMENT, part
from tests.patience import PATIENCE_MS
from tests.ui.known import enter, leave


@pytest.fixture
def window(qtbot, themed, house, bench, drawer):
    made = MainWindow(Settings(), house.book)
    qtbot.addWidget(made)
    made.resize(1366, 720)
    enter(made, house, "kensa-1")
    made.show()
    made.show_volume(bench, drawer=drawer)
    made.activateWindow()
    QCoreApplication.processEvents()
    yield made
    leave(made)
    assert made.jobs.drain(PATIENCE_MS)
    QCoreApplication.processEvents()


def settle(qtbot, jobs):
    qtbot.waitUntil(lambda: not jobs.busy(), timeout=PATIENCE_MS)
    QCoreApplication.processEvents()


def test_the_keys_of_the_rail_open_what_the_person_may_open_in_its_order(qtbot, window):
    shown = [name for name, button in window.rail.buttons.items() if button.isVisible()]
    assert shown[:4] == ["today", "board", "media", "findings"]
    for place, name in enumerate(shown[:9], 1):
        QTest.keySequence(window.focusWidget() or window, QKeySequence(f"Ctrl+{place}"))
        settle(qtbot, window.jobs)
        assert window.rail.buttons[name].isChecked(), name
        assert sum(button.isChecked() for button in window.rail.buttons.values()) == 1
    assert window.width() == 1366
    for screen in ("round", "approval", "reception", "piece"):
        getattr(window.signoff, screen)  # what is made late is no window of its own for a moment
    assert window.isActiveWindow()
    assert "PAP03A" in window.title.volume.text() and window.title.mode.text() == "本番"


def test_the_title_names_the_month_of_the_open_medium_among_several(qtbot, window, house, bench):
    assert window.title.month.text() == "月　未選択"
    house.create()
    house.open_month("m1", "2026-11", parts=(*EQUIPMENT, part("media", "another")))
    house.open_month("m2", "2026-12", "第4巻", parts=(*EQUIPMENT, media_part(bench)))
    window.signoff.desk.refresh()
    settle(qtbot, window.jobs)
    window.show_place()
    settle(qtbot, window.jobs)  # a title gets its room when the window is laid out
    assert window.title.month.text() == "2026年12月　第4巻"


def test_a_scan_on_a_screen_that_asks_for_none_leads_to_its_record(qtbot, window, bench):
    name, file = next(iter(bench.notices.items()))
    record = int((file.types == 1).nonzero()[0][3])
    window.signoff.show_board()
    window.seeking.scanned(piece_id(bench.media.volume.volume, name, record))
    assert window.shown_record() == (name, record) and window.stack.currentWidget() is window.review
    window.seeking.scanned(piece_id("PAP99", name, record + 2))
    assert (
        window.shown_record() == (name, record) and "開いている媒体にありません" in window.statusBar().currentMessage()
    )


def test_the_search_goes_to_a_record_and_is_forgotten_with_the_volume(qtbot, window, bench):
    name, file = next(iter(bench.notices.items()))
    record = int((file.types == 1).nonzero()[0][2])
    window.seeking.search()
    popup = window.seeking.popup
    QTest.keyClicks(popup.edit, piece_id(bench.media.volume.volume, name, record))
    QTest.keyClick(popup.edit, Qt.Key.Key_Return)
    settle(qtbot, window.jobs)
    assert window.shown_record() == (name, record) and not popup.isVisible()
    window.close_volume()
    assert popup._index is None and not popup.hits


def test_the_list_of_answers_is_walked_by_arrow_keys_over_its_headings(qtbot, themed, jobs):
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.show()
    places = [
        SearchPlace(group, word, (word,), "", SearchGoal(screen=word))
        for group, word in (("画面", "甲一"), ("規則", "甲二"))
    ]
    popup = FindPopup(jobs, lambda: None, parent)
    went = []
    popup.chosen.connect(went.append)
    popup.come(places, "甲")
    settle(qtbot, jobs)
    assert [hit is None for hit in popup.hits] == [True, False, True, False]
    QTest.keyClick(popup.edit, Qt.Key.Key_Down)
    QTest.keyClick(popup.edit, Qt.Key.Key_Return)
    assert went == [SearchGoal(screen="甲二")]


@pytest.fixture
def field(qtbot, themed):
    """A window that takes keys, and what it was given."""

    class Field(QWidget):
        def keyPressEvent(self, event):
            self.got.append(event.text())

    made = Field()
    made.got = []
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    made.setFocus()
    qtbot.waitUntil(made.hasFocus)
    made.catcher = ScanCatcher(Scanner(), lambda: True, made)
    made.catcher.watch(made.windowHandle())
    made.scans = []
    made.catcher.scanned.connect(made.scans.append)
    return made


def typed(field, text):
    for char in text:
        key = Qt.Key.Key_Return if char == "\r" else Qt.Key(ord(char.upper()))
        QTest.keyClick(field.windowHandle(), key)


def test_a_scan_is_taken_whole_and_nothing_of_it_is_typed(field):
    own = piece_id("PAP03", "ZMGKK#2101", 5)
    typed(field, own + "\r")
    assert field.scans == [own] and field.got == []


def test_what_a_hand_types_arrives_in_its_order(qtbot, field):
    typed(field, "kx")
    assert [text.lower() for text in field.got] == ["k", "x"]
    typed(field, "k")
    qtbot.waitUntil(lambda: len(field.got) == 3, timeout=PATIENCE_MS)
    assert field.scans == []


def test_every_screen_has_an_icon_of_its_own(themed):
    names = [screen.icon for screen in SCREENS]
    assert len(set(names)) == len(names)
    for name in names:
        image = icons.pixmap(name, tokens.INK, 16).toImage()
        drawn = sum(image.pixelColor(x, y).alpha() > 0 for x, y in itertools.product(range(32), range(32)))
        assert 60 < drawn < 700, name


def test_sounds_can_be_switched_off(monkeypatch, qapp):
    heard = []
    monkeypatch.setattr(sounds.QApplication, "beep", lambda: heard.append("beep"))
    monkeypatch.setattr(sounds, "_play", heard.append)
    monkeypatch.setattr(sounds.sys, "platform", "win32")
    sounds.match()
    sounds.mismatch()
    assert len(heard) == 2 and heard[0] != heard[1]
    monkeypatch.setattr(sounds.sys, "platform", "linux")
    sounds.mismatch()
    assert heard[2:] == ["beep"]
    sounds.set_sounds(False)
    sounds.match()
    sounds.mismatch()
    assert len(heard) == 3
    QSettings().remove(sounds.SOUNDS_KEY)


def test_a_moved_splitter_stands_where_it_was_left_and_an_unmoved_one_is_not_kept(qtbot, themed):
    kept = Kept()

    def made():
        page = QWidget()
        split = QSplitter(page)
        split.setObjectName("one")
        split.resize(300, 50)
        for _ in range(2):
            split.addWidget(QWidget())
        qtbot.addWidget(page)
        kept.restore_page(page)
        return page, split

    page, split = made()
    split.setSizes([200, 95])
    kept.keep_page(page)
    assert not QSettings().contains("layout/split/one/Horizontal")
    split.splitterMoved.emit(200, 1)
    kept.keep_page(page)
    _page, again = made()
    assert again.sizes() == split.sizes()


def test_everybody_finds_the_screens_as_they_left_them_and_nobody_is_named(qtbot, themed):
    page = QWidget()
    split = QSplitter(page)
    split.setObjectName("one")
    split.resize(300, 50)
    for _ in range(2):
        split.addWidget(QWidget())
    qtbot.addWidget(page)
    kept = Kept()
    for who, sizes in (("account-1", [200, 95]), ("account-2", [95, 200])):
        kept.of(who)
        kept.restore_page(page)
        assert not split.property("moved")
        split.setSizes(sizes)
        split.splitterMoved.emit(sizes[0], 1)
        kept.keep_page(page)
        kept.keep_size("piece", sizes[0])
    kept.of("account-1")
    kept.restore_page(page)
    assert split.sizes()[0] > split.sizes()[1] and kept.size("piece") == 200 and kept.size("findings") == 0
    assert not any("account" in key for key in QSettings().allKeys())
    QSettings().remove("layout")


def test_columns_and_order_of_a_named_table_are_kept_for_each_person(qtbot, themed):
    page = QWidget()
    table = FindingsView(FindingsModel(page), page)
    nameless = FindingsView(FindingsModel(page), page)
    nameless.setObjectName("")
    qtbot.addWidget(page)
    kept = Kept()
    kept.of("account-1")
    kept.restore_page(page)
    plain = table.kept.state()
    for one in (table, nameless):
        one.kept.restore('{"widths": [null, null, 9, null, null, null], "sort": [1, true]}')
    chosen = table.kept.state()
    kept.keep_page(page)
    assert chosen and not plain and len([key for key in QSettings().allKeys() if "layout/columns" in key]) == 1
    kept.of("account-2")
    kept.restore_page(page)
    assert not table.kept.state()
    kept.keep_page(page)
    kept.of("account-1")
    kept.restore_page(page)
    assert table.kept.state() == chosen
    table.kept.restore("")
    kept.keep_page(page)
    assert not any("layout/columns" in key or "account" in key for key in QSettings().allKeys())


def test_findings_that_come_after_the_person_are_as_they_left_them(qtbot, themed, bench, jobs):
    owner = QMainWindow()
    qtbot.addWidget(owner)
    QSettings().setValue("layout/columns/findings.list", '{"sort": [1, true]}')
    try:
        page = FindingsDock(owner, jobs, Kept()).prepare(bench, None, None)
        assert page.panel.list.kept.state() == '{"sort": [1, true]}'
    finally:
        QSettings().remove("layout")


def test_the_totals_take_the_whole_window_and_give_the_sheet_back(qtbot, window):
    window.run_check()
    settle(qtbot, window.jobs)
    page, sheet = window.findings.page, window.centralWidget()
    page.tabs.setCurrentIndex(1)
    qtbot.waitUntil(lambda: page.width() > window.width() - window.rail.width() - 20)
    assert not sheet.isVisible()
    window.step_finding(1)
    qtbot.waitUntil(lambda: page.width() < window.width() / 2)
    assert sheet.isVisible() and page.tabs.currentIndex() == 0
    page.tabs.setCurrentIndex(1)
    window.signoff.open_screen("today")
    assert sheet.isVisible()


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (QRect(10, 10, 800, 600), QRect(10, 10, 800, 600)),
        (QRect(-50, 900, 800, 600), QRect(0, 168, 800, 600)),
        (QRect(3000, 20, 1920, 1040), QRect(0, 0, 1366, 768)),
    ],
)
def test_no_window_comes_back_outside_the_screen_that_there_is(wanted, found):
    assert inside(wanted, QRect(0, 0, 1366, 768)) == found
