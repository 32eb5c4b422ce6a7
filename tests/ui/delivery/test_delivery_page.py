"""配信 on screen: forms go from the fund to an establishment and come back as a slip; who may do what."""

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog

from app.filing.ledger_copies import verify_book
from app.month.exchange_card import exchange_card
from app.signoff import form_batches
from app.signoff.exchange_model import Exchange, Package
from app.ui.delivery.delivery_page import DeliveryPage
from app.ui.delivery.filing_dialog import FilingDialog
from app.ui.delivery.forms_dialog import FormsDialog
from app.ui.kit.ask_dialog import AskDialog
from tests.delivery.houses import ONE, OTHER, Side, intake, made
from tests.house import staffed
from tests.ui.delivery.seat import Seat


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    return made(tmp_path_factory.mktemp("pages"))


@pytest.fixture
def fund(pair, jobs, qtbot, themed):
    seat = Seat(pair.fund, jobs, qtbot)
    yield seat
    seat.leave()


@pytest.fixture
def desk(pair, jobs, qtbot, themed):
    seat = Seat(pair.desk, jobs, qtbot)
    yield seat
    seat.leave()


def test_forms_go_out_by_two_persons_and_come_back_as_a_slip(pair, fund, desk, tmp_path, monkeypatch):
    monkeypatch.setattr(DeliveryPage, "_medium", lambda _page, _what: None)
    page = fund.page
    fund.sit("kensa-1")
    assert page.tab == "batches" and page._next.act == "take"
    page._keep(intake(content=b"first"))
    fund.settle()
    assert page._next.act == "sign" and "確認待ち" in fund.first("batches")
    page.ask_sign().ok.click()
    assert "配信の確認" in fund.sign()
    assert page._next.act == "" and "承認" in page.act.text()
    fund.sit("hinshitsu-1")
    page.act_now()
    fund.sign()
    assert page._next.act == "deliver"
    page.deliver(pair.medium)
    fund.settle()
    assert "配信済" in fund.first("batches")
    (path,) = pair.medium.glob(f"{ONE}*.kdp")

    other = desk.page
    desk.sit("kensa-1")
    assert other.tab == "opened" and other._next.act == "open"
    other.open_package(path)
    desk.settle()
    (forms,) = [one for one in other.findChildren(QDialog) if isinstance(one, FormsDialog)]
    forms.accept()
    assert other._next.act == "slip"
    other.sign_slip()
    assert "受領" in desk.sign()
    other.write_slip(pair.medium)
    desk.settle()
    assert "受領済" in desk.first("opened")
    (slip,) = pair.medium.glob("receipt_*.json")
    assert slip.with_suffix(".pdf").read_bytes().startswith(b"%PDF")

    fund.go("packages")
    page.take_receipt(slip.read_text("utf-8"))
    fund.settle()
    lines = page.tables["packages"].lines
    assert sorted(lines.index(at, 0).data() for at in range(lines.rowCount())) == ["受領済", "配信済"]
    page.take_receipt(slip.read_text("utf-8"))
    fund.settle()
    assert page.note.text().startswith("▲")
    fund.go("history")
    fund.settle()
    assert page.tables["history"].lines.rowCount() >= 4
    page.write_list(tmp_path / "list.xlsx")
    fund.settle()
    assert (tmp_path / "list.xlsx").read_bytes()[:2] == b"PK"
    assert all(verify_book(one.side.house.book).is_sound for one in (fund, desk))


def test_the_keyboard_alone_begins_the_exchange(jobs, qtbot, themed, tmp_path):
    seat = Seat(Side(staffed(f"sqlite:///{tmp_path / 'ledger.sqlite'}"), tmp_path / "delivery"), jobs, qtbot)
    page = seat.page
    seat.sit("kensa-1")
    page.act_now()
    assert page._next.act == "" and not page.findChildren(AskDialog)
    seat.sit("kanri-1")
    page.activateWindow()
    page.setFocus()
    qtbot.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    (asked,) = page.findChildren(AskDialog)
    assert asked.focusWidget() is asked.fields["side"]
    qtbot.keyClick(asked.focusWidget(), Qt.Key.Key_Tab)
    qtbot.keyClicks(asked.focusWidget(), "Mihon")
    asked.ok.click()
    assert "配信" in seat.sign() and page.own.name == "Mihon"
    seat.leave()


def test_who_may_not_is_told_whose_turn_it_is(pair, fund):
    fund.sit("hinshitsu-1")
    page = fund.page
    page._keep(intake(content=b"turn"))
    fund.settle()
    assert page._next.act == "" and "検査員" in page.act.text()
    batch = page.hand.thing
    pair.fund.by("kensa-1", form_batches.sign_batch, batch.id, batch.sound, "")
    fund.sit("kensa-1")
    assert page._next.act == "" and "承認" in page.act.text()


def test_another_establishments_package_is_not_shown(pair, desk):
    path = pair.deliver(pair.batch(content=b"crossing"))
    desk.sit("kensa-1")
    page, before = desk.page, desk.page.tables["opened"].lines.rowCount()
    page.scope.setCurrentIndex(page.scope.findData(OTHER))
    page._choose()
    desk.settle()
    page.open_package(path)
    desk.settle()
    assert "切り替えて" in page.note.text()
    assert page.tables["opened"].lines.rowCount() == before


def test_a_notification_with_other_headers_is_named_once_made_received_checked_and_accepted(
    pair, fund, desk, tmp_path, monkeypatch
):
    table = tmp_path / "joining.csv"
    table.write_text("社員名,誕生日,入社日\r\n見本太郎,1990-04-01,2026-11-01\r\n", "utf-8-sig")
    monkeypatch.setattr(DeliveryPage, "_medium", lambda _page, _what: pair.medium)
    page = desk.page
    desk.sit("kensa-1")
    if page.own.scopes.get(page._desk.account.id) != ONE:
        page.scope.setCurrentIndex(page.scope.findData(ONE))
        page._choose()
        desk.settle()
    desk.go("filings")
    assert page._next.act == "file"
    page.choose_target("joining", table)
    desk.name_columns()
    assert "届出" in desk.sign_alone()
    (path,) = pair.medium.glob("*.kdf")
    other = fund.page
    fund.sit("kensa-1")
    fund.go("filings")
    other.take_filing(path)
    fund.name_columns()
    assert other._next.act == "check"
    other.look()
    fund.settle()
    (dialog,) = other.findChildren(FilingDialog)
    assert dialog.raw.cells.rowCount() == 2
    dialog.accept()
    other.act_now()
    assert "届出の確認" in fund.sign()
    fund.sit("hinshitsu-1")
    assert other._next.act == "accept"
    other.act_now()
    assert "届出の受理" in fund.sign()
    assert "受理" in fund.first("filings")


def test_what_waits_is_on_today_for_whose_turn_it_is(pair):
    state = pair.fund.state
    checker, lead = (
        state.accounts[pair.fund.house.id_of("kensa-1")],
        state.accounts[pair.fund.house.id_of("hinshitsu-1")],
    )
    assert exchange_card(replace(state, exchange=Exchange()), checker) is None
    pair.batch(content=b"today")
    state = pair.fund.state
    card = exchange_card(state, checker)
    assert card.goal.screen == "delivery" and any("未配信" in text for text in card.blocking)
    assert card.group == exchange_card(state, lead).group == "mine"
    assert exchange_card(state, None).group == "rest"


def test_a_copy_is_erased_by_two_leads_after_seven_years_and_not_before(pair, fund):
    pair.deliver(pair.batch(content=b"years"))
    fund.sit("hinshitsu-1")
    page = fund.page
    fund.go("packages")
    at = next(at for at, one in enumerate(page._things["packages"]) if isinstance(one, Package))
    page.tables["packages"].setCurrentIndex(page.tables["packages"].lines.index(at, 0))
    own = page.hand.thing.id
    assert page.ask_erasing() is None and "までは消去できません" in page.note.text()
    pair.fund.house.clock.now += timedelta(days=7 * 366)
    dialog = page.ask_erasing()
    dialog.fill(reason="保存期限の経過")
    dialog.ok.click()
    assert "消去の申し出" in fund.sign()
    assert not page.buttons["erase"].isEnabled()
    fund.sit("hinshitsu-2")
    fund.go("packages")
    assert page.hand.thing.id == own and page.buttons["erase"].isEnabled()
    page.ask_erase()
    assert "消去" in fund.sign()
    assert page.own.packages[own].erased is not None
