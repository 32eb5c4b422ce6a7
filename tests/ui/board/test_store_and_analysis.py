"""The month's store, the inspector's analysis and decisions on findings: what is asked, and what is in the ledger."""

import hashlib

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtTest import QTest

from app.checks.model import Finding
from app.month.keeping.month_store import holders
from app.month.parts_in_use import media_part
from app.signoff import people
from app.ui.board.store_dialog import StoreDialog
from app.ui.findings.decision_dialog import DecisionDialog
from app.ui.kit.reason_dialog import ReasonDialog
from app.ui.people.analysis_dialog import AnalysisDialog
from tests.house import EQUIPMENT
from tests.ui.board.desks import Desks


@pytest.fixture
def office(qtbot, jobs, themed, house):
    house.begin_process(*EQUIPMENT)
    house.open_month()
    made = Desks(qtbot, jobs, house)
    yield made
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    for desk in made.made:
        desk.leave()


def test_a_store_is_made_given_rekeyed_and_destroyed_by_two_persons(office, house, tmp_path):
    root, late = tmp_path / "months", house.id_of("kenshu-1")

    def show(who):
        dialog = office.show(StoreDialog(office.of(who), house.state.months["m1"], lambda: root))
        office.settle()
        return dialog

    one = show("hinshitsu-1")
    assert one.ok.isEnabled() and not one.end.isEnabled()
    office.press(one)
    assert "● あります" in one.state.text() and not one.ok.isVisible()
    house.by("kanri-1", lambda state, _by: people.grant(state, late, "checker", "配属"))
    one._look()
    office.settle()
    assert one.table.go_to(late) and one.give.isEnabled()
    one.give.click()
    office.settle()
    assert {each.standing for each in holders(house.book, root, "m1")} == {"held"} and not one.give.isEnabled()
    one.rekey.click()
    office.settle()
    assert "鍵の取り替え（1 回目）" in one.state.text()
    one._end()
    reason = one.findChild(ReasonDialog)
    reason.choices[0].click()
    reason.accept()
    assert "当月の業務が終わった" in office.sign(one)
    assert "返却・消去の申し出" in one.state.text() and not one.erase.isEnabled()
    two = show("hinshitsu-2")
    assert two.erase.isEnabled()
    two.erase.click()
    assert "元に戻せません" in office.sign(two)
    assert "消去しました" in two.state.text() and list(root.iterdir()) == []
    assert not any(button.isEnabled() for button in (two.ok, two.give, two.rekey, two.end, two.erase))


def test_the_inspector_signs_the_month_that_was_written_out(office, house, tmp_path):
    inspector = house.id_of("kenshu-1")
    house.by("kanri-1", lambda state, _by: people.grant(state, inspector, "inspector", "配属"))
    dialog = office.show(AnalysisDialog(office.of("kenshu-1")))
    office.settle()
    dialog.month.setCurrentIndex(1)
    office.settle()
    assert dialog.days.model().rowCount() > 0 and not dialog.ok.isEnabled()
    QTest.keyClicks(dialog.remarks, "OK")
    assert not dialog.ok.isEnabled()
    dialog.export(tmp_path / "a.pdf")
    office.settle()
    period = dialog.period
    office.press(dialog)
    shown = office.sign(dialog)
    digest = hashlib.sha256((tmp_path / "a.pdf").read_bytes()).hexdigest()
    (entry,) = house.book.history(("analysis.signed",))
    assert digest in shown and entry.data == {"period": period, "report": digest, "remarks": "OK"}


def test_nobody_else_signs_the_analysis(office, house, tmp_path):
    dialog = office.show(AnalysisDialog(office.of("kanri-1")))
    dialog.export(tmp_path / "a.pdf")
    office.settle()
    QTest.keyClicks(dialog.remarks, "OK")
    assert not dialog.ok.isEnabled()


def test_a_lead_decides_on_findings_with_a_word_and_a_reason(office, house, bench):
    house.bind_month((*EQUIPMENT, media_part(bench)))
    error = Finding("date.era", "error", next(iter(bench.notices)), 1, 10, 6, "見本の指摘")
    warning = Finding("postal.address", "warning", error.file, 2, 10, 6, "見本の指摘")
    dialog, told = office.show(DecisionDialog(office.of("hinshitsu-1"), bench, (error, warning))), []
    dialog.decided.connect(told.append)
    QTest.keyClicks(dialog.reason, "OK")
    assert not dialog.ok.isEnabled(), "neither of the two is taken for granted"
    dialog.report.click()
    assert dialog.ok.isEnabled()
    dialog.reason.clear()
    assert not dialog.ok.isEnabled()
    QTest.keyClicks(dialog.reason, "NG")
    office.press(dialog.reason)
    shown = office.sign(dialog)
    (entry,) = house.book.history(("finding.decided",))
    assert (entry.data["decision"], entry.data["reason"]) == ("report", "NG") and len(entry.data["findings"]) == 1
    assert "別紙9" in shown and told == [(entry,)] and not dialog.isVisible()
