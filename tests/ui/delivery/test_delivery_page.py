"""配信 on screen: forms go from the fund to an establishment and come back as a slip; who may do what."""

import pytest
from PySide6.QtWidgets import QDialog

from app.filing.ledger_copies import verify_book
from app.signoff import deliveries
from app.ui.delivery.delivery_page import DeliveryPage
from app.ui.delivery.forms_dialog import FormsDialog
from app.ui.shell.desk import Desk
from tests.delivery.houses import ONE, OTHER, intake, made
from tests.ui.proof_desk import ProofDesk, give_password, shown


class Seat:
    """One side: a desk with its page."""

    def __init__(self, side, jobs, qtbot):
        self.side = side
        self.place = ProofDesk(side.house, Desk(side.house.book, jobs), None)
        self.page = DeliveryPage(self.place.desk, jobs, lambda: side.root)
        shown(qtbot, self.page)
        self.qtbot = qtbot

    def sit(self, who):
        self.place.sit(who)
        self.settle()

    def settle(self):
        self.place.settle(self.qtbot)

    def go(self, tab):
        self.page.tabs.setCurrentIndex(list(self.page.tables).index(tab))

    def sign(self):
        self.settle()
        told = give_password(self.qtbot, self.place, self.page)
        self.settle()
        return told

    def first(self, tab):
        return self.page.tables[tab].lines.index(0, 0).data()

    def leave(self):
        self.page.leave()
        self.place.desk.leave()


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


def test_who_may_not_is_told_whose_turn_it_is(pair, fund):
    fund.sit("hinshitsu-1")
    page = fund.page
    page._keep(intake(content=b"turn"))
    fund.settle()
    assert page._next.act == "" and "検査員" in page.act.text()
    batch = page.hand.thing
    pair.fund.by("kensa-1", deliveries.sign_batch, batch.id, batch.sound, "")
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
