"""報告 on screen: papers are written out, handed in as they were written, what is held is given back and confirmed."""

import hashlib

import openpyxl
import pytest

from app.filing.ledger_copies import verify_book
from app.signoff.custody import move_holding, record_holding
from app.signoff.custody_model import PAPERS
from app.ui.papers.page_parts import HELD_TAB
from app.ui.papers.papers_page import PapersPage
from app.ui.shell.desk import Desk
from tests.house import EQUIPMENT
from tests.ui.proof_desk import ProofDesk, give_password, shown


@pytest.fixture
def place(qtbot, jobs, themed, house):
    house.begin_process(*EQUIPMENT)
    house.open_month()
    made = ProofDesk(house, Desk(house.book, jobs), None)
    made.sit("kensa-1")
    page = made.page = PapersPage(made.desk)
    shown(qtbot, page)
    page.show_month("m1")
    yield made
    page.leave()
    made.desk.leave()


def take(page, paper):
    page.papers.setCurrentIndex(page.papers.lines.index(list(PAPERS).index(paper), 0))


def sign(place, qtbot):
    place.settle(qtbot)
    told = give_password(qtbot, place, place.page)
    place.settle(qtbot)
    return told


def test_a_paper_is_filled_in_written_out_and_handed_in_as_it_was_written(place, qtbot, tmp_path):
    page = place.page
    assert page.act.text().startswith("次の報告物の提出を記録") and "残り 8 件" in page.reported.text()
    take(page, "monthly")
    assert page.fill.isVisible()
    dialog = page.fill_in()
    assert not dialog.fields["late_delivery"].text()
    dialog.ok.click()
    assert dialog.isVisible() and "入力してください" in dialog.trouble.text()
    dialog.fill(**{name: "0" for name in dialog.fields if name != "remark"})
    dialog.ok.click()
    assert "納期遅延：0" in sign(place, qtbot)
    path = tmp_path / "13-2.xlsx"
    page.write_paper("monthly", path)
    place.settle(qtbot)
    facts = {row[0].value: row[1].value for row in openpyxl.load_workbook(path)["様式"].iter_rows(min_row=2)}
    assert facts["納品遅延回数"] == "0 回" and facts["誤発送等判明件数"] == "0 件"
    page.hand_file(path)
    place.settle(qtbot)
    asked = next(one for one in page.children() if hasattr(one, "told") and one.isVisible())
    asked.fill(on="2026-11-17", way="持参")
    asked.ok.click()
    assert "提出 2026-11-17　持参" in sign(place, qtbot)
    assert page.papers.lines.index(list(PAPERS).index("monthly"), 0).data() == "○ 提出済"
    assert verify_book(place.house.book).is_sound


def test_a_training_is_stated_with_who_attended_and_its_report_written_out(place, qtbot, tmp_path):
    page = place.page
    take(page, "training")
    dialog = page.fill_in()
    assert "実施" not in {dialog.values()[name] for name in dialog.fields if name.startswith("topic.")}
    asked = {"first": "2026-11-10", "last": "2026-11-11"}
    dialog.fill(**asked, people="3｜検査 花子｜99")
    dialog.ok.click()
    assert dialog.isVisible() and "1 行目の教材" in dialog.trouble.text()
    dialog.fill(people="3｜検査 花子｜1-2\n12｜検査 次郎｜13")
    dialog.ok.click()
    assert "3｜検査 花子：1 2" in sign(place, qtbot)
    path = tmp_path / "9.pdf"
    page.write_paper("training", path)
    place.settle(qtbot)
    assert place.house.book.refresh().exports[hashlib.sha256(path.read_bytes()).hexdigest()] == "paper.training"
    dialog = page.fill_in()
    assert dialog.values()["people"].splitlines() == ["3｜検査 花子｜1 2", "12｜検査 次郎｜13"]
    dialog.reject()


def test_a_file_that_changed_is_neither_handed_in_nor_called_unchanged(place, qtbot, tmp_path):
    page, path = place.page, tmp_path / "13-1.pdf"
    take(page, "result")
    page.write_paper("result", path)
    place.settle(qtbot)
    page.check_file(path)
    place.settle(qtbot)
    assert page.note.text().startswith("○ 13-1.pdf　書き出したままです")
    path.write_bytes(path.read_bytes() + b" ")
    page.check_file(path)
    place.settle(qtbot)
    assert page.note.text().startswith("× 13-1.pdf　書き出した後で変わっています")
    page.hand_file(path)
    place.settle(qtbot)
    assert "検版が書き出した委託結果報告書ではありません" in page.note.text()


def test_what_is_held_goes_by_one_and_is_confirmed_by_another(place, qtbot):
    page = place.page
    page.tabs.setCurrentIndex(HELD_TAB)
    dialog = page.add_holding()
    dialog.fill(what="控え", number="1複写", quantity="3 枚", purpose="検査", place="保管庫", received="受領者")
    dialog.ok.click()
    place.settle(qtbot)
    assert page.held.lines.index(0, 0).data() == "● 保管中" and "残り 1 点" in page.returned.text()
    early = page.ask_move()
    early.fill(how="discarded", method="溶解", on="2026-11-20", kept_until="2027-02-10")
    early.ok.click()
    assert "2027-02-10 までは保管が必要です" in page.note.text()
    move = page.ask_move()
    move.fill(how="discarded", method="溶解", on="2026-11-20", kept_until="2026-11-20")
    move.ok.click()
    assert "保管の期限：2026-11-20" in sign(place, qtbot)
    assert page.held.lines.index(0, 0).data() == "▲ 確認待ち"
    page.confirm_gone()
    assert "返却・消去をした人は、それを確認できません" in page.note.text()
    other = {"month": "m1", "number": "2複写", "what": "別の控え", "quantity": "1 枚", "medium": "paper"}
    other |= {"purpose": "検査", "copy": True, "place": "保管庫", "made": "2026-11-10", "received": "受領者"}
    place.house.by("hinshitsu-1", lambda s, by: record_holding(s, by, other))
    key = list(place.house.state.holdings)[-1]
    place.house.by("hinshitsu-1", lambda s, by: move_holding(s, by, key, "discarded", "2026-11-20", "溶解"))
    page.renew()
    page.held.setCurrentIndex(page.held.lines.index(1, 0))
    page.confirm_gone()
    assert "確かめました" in sign(place, qtbot)
    assert page.held.lines.index(1, 0).data() == "○ 確認済"
