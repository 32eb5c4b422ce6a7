"""件数 on screen: counted, the slip drafted, typed and signed for; what differs leads to its record and stays open."""

from types import SimpleNamespace

import openpyxl
import pytest
from sqlalchemy import text

from app.filing.ledger_copies import verify_book
from app.filing.slip_files import load_slip
from app.media.manifest import manifest
from app.month.counts.gathering import tally
from app.month.parts_in_use import media_part
from app.proof.compared.result_file import result_bytes
from app.signoff import months
from app.signoff.count_standing import stamped_of, taken_of, uncounted, unexplained
from app.store.database import writing
from app.ui.kit.reason_dialog import ReasonDialog
from app.ui.shell.desk import Desk
from app.ui.tally.count_parts import DIFFERS, OFFICES
from app.ui.tally.counts_page import CountsPage
from app.ui.tally.slip_dialog import SlipDialog
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
    page = made.page = CountsPage(made.desk, jobs, bench=lambda: made.open.bench)
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


def result_of_print(bench, records, place, path):
    """A result that lacks one notice, and that nobody signed."""
    told = {"rule": "print.missing_page", "severity": "error", "file": place[0], "record": place[1], "message": ""}
    told |= dict.fromkeys(("page", "side", "item", "rect_mm")) | {"expected": "", "found": ""}
    table = {"pages": 0, "records": records, "matched": records - 1, "unreadable": [], "ignored": []}
    table |= {"findings": [told], "counts": {told["rule"]: 1}, "basis": {"media": manifest(bench.media)["sha256"]}}
    path.write_bytes(result_bytes(table))
    return path


def test_counts_are_taken_and_what_differs_is_loud_and_leads_to_its_record(place, qtbot, tmp_path, bench):
    page = place.page
    assert page._next.act == "count" and page.stack.currentWidget() is page.empty
    page.act_now()
    place.settle(qtbot)
    assert page.tabs.currentIndex() == OFFICES and page._next.act == "draft"
    assert "まだない件数：印字・別送・引き抜き・封入・計量・差出" in page.sources.text()
    page.act_now()
    assert "通常" in sign(place, qtbot)
    dialog = page.ask_slip()
    slip = page.found.drawn.slip
    first = max(slip, key=slip.get)
    for key, edit in dialog.edits.items():
        edit.setText(str(slip[key] - (key == first)))
    dialog.on.setText("2026-12-17")
    image = tmp_path / "写し.png"
    image.write_bytes(b"\x89PNG of the slip")
    dialog.image.set(image)
    dialog.ok.click()
    assert "受付印 2026-12-17" in sign(place, qtbot)
    assert page._next.act == "take"
    page.act_now()
    assert "まだない件数：印字" in sign(place, qtbot)
    state, month = place.house.state, page.month
    assert taken_of(state, month).sha256 == page.own.sha256 and page._next.act == ""
    (left,) = unexplained(state, month)
    assert "下書き" in left.what and left.what in uncounted(state, month)[-1]
    assert page.tabs.tabText(DIFFERS) == "× 合わない件数 1 項目" and "合わない件数 1 項目" in page.state.text()

    record = page.found.envelopes.place(3)
    page.take_result(result_of_print(bench, len(page.found.envelopes.pieces), record, tmp_path / "照合.json"))
    place.settle(qtbot)
    place.settle(qtbot)
    assert "▲ 未確認　照合.json" in page.sources.text() and page._next.act == "take"
    assert page.tabs.currentIndex() == DIFFERS and page.differs.lines.rowCount() == 2
    page.differs.setCurrentIndex(page.differs.lines.index(0, 0))
    assert page.line.right == ("printed",)
    with qtbot.waitSignal(page.recordWanted) as wanted:
        page.look.click()
    assert tuple(wanted.args) == record
    rows = [page.offices.lines.index(at, 8).data() for at in range(page.offices.lines.rowCount())]
    assert sum(one.startswith("×") for one in rows) == 2, "in both units"

    page.leave()
    page.show_month("m1")
    page.count()
    place.settle(qtbot)
    place.sit("hinshitsu-1")
    assert page._next.act == "explain"
    page.ask_reason()
    asked = next(one for one in page.findChildren(ReasonDialog) if one.isVisible())
    asked.choices[1].click()
    asked.accept()
    assert "理由" in sign(place, qtbot)
    assert not unexplained(place.house.state, page.month)
    assert page.differs.lines.index(0, 0).data() == "▲ 理由あり"
    page.close_gate()
    assert "済んでいません" in page.note.text() or "まだない件数" in page.note.text()
    folder = tmp_path / "books"
    folder.mkdir()
    page.write_books(folder)
    place.settle(qtbot)
    names = sorted(one.name.partition("_")[0] for one in folder.iterdir())
    assert names == ["件数突合表", "同封計画", "差出票"]
    book = openpyxl.load_workbook(next(folder.glob("差出票*")))
    sums = [row[3] for row in book["差出票"].iter_rows(values_only=True) if row[0] == "合　計"]
    assert sums == [sum(slip.values())]
    assert sum(row[4] for row in book["内訳"].iter_rows(min_row=2, values_only=True)) == sums[0]
    page.forms = tmp_path / "nowhere"
    page.write_books(folder)
    place.settle(qtbot)
    assert "slip.toml" in page.note.text()
    assert load_slip(place.house.book, stamped_of(place.house.state, page.month)) == image.read_bytes()
    assert verify_book(place.house.book).is_sound
    with writing(place.house.book.engine) as connection:
        connection.execute(text("DELETE FROM attachments"))
    assert not verify_book(place.house.book).is_sound, "an image that was signed for is missed"


def test_the_slip_is_typed_whole_or_read_from_a_table(qtbot, themed, tmp_path, bench):
    slip = tally(bench).drawn.slip
    dialog = SlipDialog(sorted(slip, key=lambda one: one.order))
    qtbot.addWidget(dialog)
    typed = []
    dialog.typed.connect(lambda *told: typed.append(told))
    dialog.ok.click()
    assert "通数を数字で" in dialog.trouble.text()
    table = tmp_path / "表.csv"
    table.write_text("種類,重量,区分,バーコード,通数\n定形外,100g,通常,有,7\n", encoding="utf-8")
    dialog.take_table(table)
    for key, edit in dialog.edits.items():
        if key in slip:
            edit.setText("0")
    dialog.ok.click()
    assert "2026-12-17 の形" in dialog.trouble.text()
    dialog.on.setText("2026-12-17")
    dialog.ok.click()
    assert "画像を選んで" in dialog.trouble.text() and not typed
    image = tmp_path / "a.pdf"
    image.write_bytes(b"%PDF")
    dialog.image.set(image)
    dialog.ok.click()
    ((own, on, path),) = typed
    assert [(key.name, count) for key, count in own.items()] == [("定形外 100g 以内　通常　バーコード有", 7)]
    assert (on, path) == ("2026-12-17", image)
