"""配信 before anything is approved: pages looked at beside what was read, a batch thrown away, another key."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from app.delivery.intake.run import read_batch
from app.sheet.fonts import load_fonts
from app.ui.delivery.eyes_dialog import EyesDialog
from tests.delivery.houses import NAMES, ONE, intake, made
from tests.delivery.strange_forms import in_font
from tests.ui.delivery.seat import Seat


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    return made(tmp_path_factory.mktemp("pages"))


@pytest.fixture
def fund(pair, jobs, qtbot, themed):
    seat = Seat(pair.fund, jobs, qtbot)
    seat.sit("kensa-1")
    yield seat
    seat.leave()


def strange(tmp_path):
    path = tmp_path / "forms.pdf"
    path.write_bytes(in_font("japan"))
    found = read_batch([path], "2026-11", NAMES, None, load_fonts())
    return replace(found, findings=tuple(one for one in found.findings if one.severity == "warning"))


def test_a_page_in_a_font_that_nobody_knows_is_looked_at_before_it_is_signed(fund, qtbot, tmp_path):
    page = fund.page
    page._keep(strange(tmp_path))
    fund.settle()
    assert page._next.act == "see" and "目視待ち" in fund.first("batches")
    page.act_now()
    fund.settle()
    (dialog,) = page.findChildren(EyesDialog)
    assert not dialog.ok.isEnabled() and f"事業所番号:{ONE}" in dialog.read.toPlainText()
    assert not dialog.picture.pixmap().isNull()
    qtbot.keyClick(dialog, Qt.Key.Key_X)
    assert not dialog.ok.isEnabled() and "違う 1" in dialog.said.text()
    qtbot.keyClick(dialog, Qt.Key.Key_O)
    assert dialog.ok.isEnabled()
    dialog.ok.click()
    assert "目視" in fund.sign()
    assert page._next.act == "sign" and any("検査員１" in text for _, text in fund.lines())


def test_nobody_says_what_they_see_before_the_picture_is_there(fund, tmp_path):
    pages = [None]
    page = fund.page
    found = strange(tmp_path)
    page._keep(replace(found, period="2026-12"))
    fund.settle()
    page._with_store(lambda store: store, pages.append)
    fund.settle()
    page.act_now()
    fund.settle()
    dialog = next(one for one in page.findChildren(EyesDialog) if one.isVisible())
    assert dialog.same.isEnabled()
    dialog._pictured = 1  # one had gone on to another page, and comes back
    dialog._look()
    assert not dialog.same.isEnabled() and not dialog.other.isEnabled(), "the other page is still on screen"
    dialog.answer(same=True)
    assert dialog.answers == {}
    fund.settle()
    assert dialog.same.isEnabled()
    dialog._shown.clear()
    dialog.answer(same=True)
    assert dialog.answers == {}
    dialog.reject()


def test_a_batch_that_nobody_approved_is_thrown_away_with_a_reason(pair, fund):
    page = fund.page
    page._keep(intake(content=b"away"))
    fund.settle()
    own = page.hand.thing.id
    assert page.buttons["discard"].isEnabled()
    dialog = page.ask_discard()
    dialog.fill(reason="前の月のものだった")
    dialog.ok.click()
    assert "破棄" in fund.sign()
    assert "破棄" in fund.first("batches") and page._next.act == "take"
    assert pair.fund.desk().store.find(f"batch {own}") is None
    assert "discard" not in {name for name, one in page.buttons.items() if not one.isHidden()}
    assert pair.fund.is_sound()


def test_the_store_gets_another_key_and_everybody_else_still_opens_it(pair, fund):
    page, machine = fund.page, pair.fund.desk().machine.id
    fund.go("places")
    dialog = page.ask_keys()
    fund.settle()
    assert not dialog.ok.isEnabled(), "a checker may not"
    dialog.reject()
    fund.sit("hinshitsu-1")
    before = page.own.machine.store
    dialog = page.ask_keys()
    fund.settle()
    assert dialog.table.cells.rowCount() >= 4 and dialog.ok.isEnabled()
    dialog.ok.click()
    fund.settle()
    assert "取り替えました" in dialog.note.text() and page.own.machine.store != before
    dialog.reject()
    pair.fund.desks.clear()
    assert pair.fund.desk("kensa-2").machine.id == machine
