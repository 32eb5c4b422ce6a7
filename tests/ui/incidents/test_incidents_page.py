"""事故 on screen: looked for, written down, told, contained, asked for and closed by another."""

from types import SimpleNamespace

import openpyxl
import pytest

from app.filing.ledger_copies import verify_book
from app.month.logs.reading import open_logs
from app.month.parts_in_use import media_part
from app.notice.piece_id import PieceRun
from app.proof.piece_codes import load_piece_codes
from app.signoff import months
from app.signoff.dummies import keep_roll
from app.signoff.incidents import close_incident
from app.training.machine_logs import make_machine_logs
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
    assert "対応中 1 件" in page.state.text() and page._next.act == "contain"
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
    assert not page.note.isVisible(), "what was refused before is done"
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


def test_a_roll_is_looked_for_by_what_is_known_of_it_and_the_screen_says_how(place, qtbot, bench, tmp_path):
    page, house = place.page, place.house
    make_machine_logs(tmp_path, bench.notices.values(), bench.media.volume.volume, PieceRun("2026-11", 1))
    lives = open_logs(bench, tmp_path, load_piece_codes()).tally.lives
    page._lives = lambda: lives
    for roll in ("R-1", "R-2"):
        told = roll, "P2", f"業者 {roll}", "棚", "2026-11-15"
        house.by("kensa-1", lambda state, by, told=told: keep_roll(state, by, "m1", *told))
    page.kind.setCurrentIndex(page.kind.findData("roll"))

    def looked(roll):
        page.value.setText(roll)
        page.look_for()
        place.settle(qtbot)
        return page.counts.text(), page.note.text()

    counts, note = looked("R102")
    assert (
        "分かりかた：作業ログのロール番号" in counts and not note and 0 < len(page.found.affected) < len(lives.pieces)
    )
    counts, note = looked("R-1")
    assert "業者ダミーの登録の、印刷機と日" in counts and "R-2" in note
    edges = "2026-11-15 09:00", "2026-11-15 09:01"
    told = "R-1", "P2", "業者 R-1 の 2", "棚", "2026-11-15", *edges
    house.by("kensa-1", lambda state, by: keep_roll(state, by, "m1", *told))
    page.renew()
    counts, note = looked("R-1")
    assert "業者ダミーの登録の、ロールの最初と最後" in counts and not note
    dialog = page.ask_open()
    dialog.fill(what="ロール R-1 の紙が裂けた")
    dialog.ok.click()
    shown_lines = sign(place, qtbot)
    assert "ロール：R-1" in shown_lines and "分かりかた：業者ダミーの登録の、ロールの最初と最後" in shown_lines
    counts, note = looked("R-9")
    assert "作業ログにも業者ダミーの登録にもありません" in note
