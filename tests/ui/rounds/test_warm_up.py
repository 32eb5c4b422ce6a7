"""A warm-up before the first piece: asked for by a lead, refused without, passed in the drill, which writes it down."""

import pytest
from PySide6.QtCore import Qt

from app.proof.model import SIDES, Scan
from app.sheet.model import Rect
from app.training.drill.making import DrillSheet, Face
from app.training.printing.scanner import Affine
from app.ui.board.warm_up import ask_warm_up
from app.ui.drill.drill_page import DrillPage
from app.ui.kit.signature_dialog import SignatureDialog
from app.ui.rounds.piece_panel import PiecePanel
from tests.house import PASSWORD
from tests.ui.proof_desk import dialog_of, give_password, open_desk, press, shown

PART, PLACE = Rect(0, 0, 210, 115), Rect(20, 20, 40, 26)
WHITE = Face(210, 115, 1, b"\xff" * (210 * 115), Affine(1, 0, 0, 0, 1, 0))


class Blank:
    """Makes sheets without making any: only where the defect is counts here."""

    def make(self, _plan, task):
        places = (PLACE,) if task.defect else ()
        return DrillSheet(
            task, "sheet", PART, WHITE, None, (("郵便番号", "260-0843"),), places, ("誤り\ue000",) if places else ()
        )


@pytest.fixture
def place(house, jobs, themed):
    return open_desk(house, jobs)


def sign(qtbot, place, panel):
    draft, piece = panel.draft, panel.piece
    draft.scans.update({side: Scan("read", piece.piece_id) for side in SIDES})
    draft.answers.update({item.id: "ok" for item in place.house.sheet.items_for(piece)})
    panel.show_piece("r1", piece.number)
    press(qtbot, Qt.Key.Key_F10)
    dialog = dialog_of(SignatureDialog, panel)
    qtbot.keyClicks(dialog.password, PASSWORD)
    qtbot.keyClick(dialog.password, Qt.Key.Key_Return)
    place.settle(qtbot)
    return dialog


def test_a_checker_signs_only_after_the_warm_up_that_a_lead_asks_for(qtbot, place, jobs):
    place.sit("hinshitsu-1")
    panel = shown(qtbot, PiecePanel(place.desk, place.house.sheet, lambda: place.live))
    asked = ask_warm_up(place.desk, place.desk.state.processes["p1"], panel)
    asked.fill(sheets="4", mark="100", reason="見逃しが続いた")
    asked.ok.click()
    assert give_password(qtbot, place, panel).startswith("検査前の練習の条件\n")
    assert place.house.book.state.warm_ups["p1"][:3] == ("sheets", 4, 100)

    place.sit("kensa-1")
    panel.show_piece("r1", 1)
    dialog = sign(qtbot, place, panel)
    assert "検査前の練習に、まだ合格していません" in dialog.trouble.text() and place.one.results == {}
    dialog.reject()

    ticks = iter(range(1000))
    page = DrillPage(place.desk, jobs, None, clock=lambda: float(next(ticks)))
    qtbot.addWidget(page)
    page.show()
    page._maker = Blank()
    page.begin(page.lacking)
    assert not page.setup.asked.isHidden()
    assert (page.setup.warm_up.property("role"), page.setup.begin.property("role")) == ("primary", "")
    for finds in (False, True):
        page.begin_warm_up()
        place.settle(qtbot)
        while page.currentWidget() is page.sheet:
            sheet = page.sheet.sheet
            if sheet.places and finds:
                page.sheet.printed.cross = (30.0, 23.0)
                page.sheet.say_wrong()
            else:
                page.sheet.say_sound()
            assert page.sheet.printed.lit == sheet.places and page.sheet.verdict.text()
            assert page.sheet.told.text() == ("誤り〔F040〕" if sheet.places else "この紙に欠陥はありません。")
            page.sheet.next.click()
            place.settle(qtbot)
        assert [one.outcome for one in page.result.wrong] == ([] if finds else ["missed"] * len(page.result.wrong))
        assert page.result.verdict.text().endswith("台帳に記録しました" if finds else "もう一度行ってください")
        place.settle(qtbot)
        page._over()
    (entry,) = place.house.book.history(("warmup.passed",))
    assert entry.data["sheets"] == 4 and entry.data["found"] == entry.data["planted"] and "seconds" not in entry.data
    assert [one.warm_up for one in page._results.history()] == [True, True]
    page.hide()
    panel.activateWindow()
    sign(qtbot, place, panel)
    assert set(place.one.results) == {1}
