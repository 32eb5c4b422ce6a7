"""事故 on screen: looked for, written down, told, contained, asked for and closed by another."""

from types import SimpleNamespace

import openpyxl
import pytest

from app.filing.ledger_copies import verify_book
from app.month.parts_in_use import media_part
from app.signoff import months
from app.signoff.incidents import close_incident
from app.ui.incidents.incidents_page import IncidentsPage
from app.ui.incidents.page_parts import PAST_TAB
from app.ui.shell.desk import Desk
from tests.house import EQUIPMENT
from tests.ui.proof_desk import ProofDesk, give_password, shown


@pytest.fixture
def place(qtbot, jobs, themed, house, bench):
    house.begin_process(*EQUIPMENT)
    house.open_month()
    house.by("hinshitsu-1", lambda state, by: months.bind(state, by, "m1", (media_part(bench),), "当月の媒体"))
    made = ProofDesk(house, Desk(house.book, jobs), None)
    made.sit("kensa-1")
    made.open = SimpleNamespace(bench=bench)
    page = made.page = IncidentsPage(made.desk, jobs, bench=lambda: made.open.bench)
    shown(qtbot, page)
    page.show_month("m1")
    yield made
    page.leave()
    made.desk.leave()


def sign(place, qtbot):
    place.settle(qtbot)
    told = give_password(qtbot, place, place.page)
    place.settle(qtbot)
    return told


def test_an_accident_goes_from_one_character_to_the_last_piece(place, qtbot, tmp_path):
    page = place.page
    assert "事故なし" in page.state.text() and page.act.text().startswith("範囲を調べる")
    page.kind.setCurrentIndex(page.kind.findData("character"))
    page.value.setText("ない字です")
    page.act_now()
    place.settle(qtbot)
    assert "1 文字ではありません" in page.note.text()
    page.value.setText("東")
    page.act_now()
    place.settle(qtbot)
    found = page.found
    assert len(found.affected) and page.found_table.lines.rowCount() == len(found.affected)
    path = tmp_path / "list.xlsx"
    page.write_list(path)
    place.settle(qtbot)
    assert openpyxl.load_workbook(path).worksheets[0].max_row == len(found.affected) + 1
    dialog = page.ask_open()
    dialog.fill(what="「東」の印字が欠けた")
    dialog.ok.click()
    assert "文字：東" in sign(place, qtbot)
    assert page.tabs.currentIndex() == PAST_TAB and "機構への連絡待ち 1" in page.state.text()
    dialog = page.ask_tell()
    dialog.fill(whom="担当課", way="電話")
    dialog.ok.click()
    sign(place, qtbot)
    assert "対応中 1" in page.state.text() and page._next.act == "contain"
    dialog = page.ask_contain()
    dialog.fill(found="1", recovered="2")
    dialog.ok.click()
    place.settle(qtbot)
    assert "合いません" in page.note.text()
    everything = str(found.affected.envelopes)
    dialog = page.ask_contain()
    dialog.fill(found=everything, recovered=everything)
    dialog.ok.click()
    place.settle(qtbot)
    dialog = page.ask_claim()
    dialog.fill(on="2026-11-12", note="原因の報告")
    dialog.ok.click()
    place.settle(qtbot)
    assert page.past.lines.index(0, 6).data() == "2026-11-15"
    assert page._next.act == "" and "別の品質責任者" in page.act.text()
    own = page.incident.id
    place.house.by("hinshitsu-1", lambda s, by: close_incident(s, by, own, "版を差し替えた", "2026-11-15"))
    page.renew()
    assert page.past.lines.index(0, 0).data() == "○ 終結"
    assert verify_book(place.house.book).is_sound
