"""Registering, binding, settings and 本番開始: what is asked, what is refused, what is in the ledger afterwards."""

import hashlib

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.errors import KenpanError
from app.month.schedule.file import schedule
from app.progress import no_progress
from app.signoff import processes as acts
from app.signoff.binding import fingerprint, of_process
from app.signoff.model import Evidence
from app.ui.board.bind_dialog import BindDialog
from app.ui.board.gate_dialogs import GateDialog
from app.ui.board.medium_choice import MediumChoice
from app.ui.board.month_dialog import MonthDialog
from app.ui.board.process_dialog import ProcessDialog
from app.ui.board.setting_dialog import SettingDialog
from app.ui.board.setting_input import SettingInput, read_setting_file
from app.ui.kit.signature_dialog import SignatureDialog
from tests.house import EQUIPMENT, MONTH, PROOF, part
from tests.ui.board.desks import GLUE, PRESS

RUN = (*EQUIPMENT, MONTH)
FLYERS = part("flyers")
OTHERS = (*EQUIPMENT, FLYERS, part("media", "2"), PROOF)
KINDS = (PRESS, GLUE)


# A new process, a new month


def test_a_process_is_registered_with_the_keyboard_alone(desks, house):
    dialog = desks.show(ProcessDialog(desks.of("hinshitsu-1"), RUN))
    made = []
    dialog.created.connect(made.append)
    assert dialog.title.hasFocus() and not dialog.ok.isEnabled()
    QTest.keyClicks(dialog.title, "No.3")
    desks.press(dialog.title)
    (process,) = house.state.processes.values()
    assert (process.title, made) == ("No.3", [process.id])
    assert fingerprint(process.parts) == fingerprint(of_process(RUN)) != fingerprint(RUN)
    assert not dialog.isVisible()


def test_a_month_is_registered_of_a_process_and_says_whether_it_is_in_force(desks, approved):
    dialog = desks.show(MonthDialog(desks.of("hinshitsu-1"), "p1"))
    made = []
    dialog.created.connect(made.append)
    assert "有効（第1回" in dialog.state.text() and not dialog.ok.isEnabled()
    QTest.keyClicks(dialog.title, "No.3")
    desks.press(dialog.title)
    (month,) = approved.state.months.values()
    assert (month.title, month.period, month.process, made) == ("No.3", "2026-11", "p1", [month.id])
    approved.register("press", "別の設定")
    dialog = desks.show(MonthDialog(desks.of("hinshitsu-1"), "p1"))
    assert "変更あり" in dialog.state.text() and "pressの設定" in dialog.state.text()
    dialog.reject()


def test_the_days_of_the_plan_are_offered_for_its_months(desks, approved):
    dialog = desks.show(MonthDialog(desks.of("hinshitsu-1"), "p1"))
    days = lambda: tuple(edit.date().toString("yyyy-MM-dd") for edit in (dialog.handover, dialog.delivery))  # noqa: E731
    for number in range(dialog.month.count()):
        dialog.month.setCurrentIndex(number)
        planned = schedule().months[dialog.month.currentData()]
        assert str(planned.planned) in dialog.plan.text()
        if planned.handover is not None:
            assert days() == (planned.handover.isoformat(), planned.delivery.isoformat())
    dialog.month.addItem("", "2031-01")
    dialog.month.setCurrentIndex(dialog.month.count() - 1)
    assert "ありません" in dialog.plan.text()
    dialog.reject()


def test_which_medium_is_open_must_be_said(desks, process):
    process.open_month()
    dialog = desks.show(BindDialog(desks.of("hinshitsu-1"), process.state.months["m1"], OTHERS))
    dialog.reason.setText("チラシの差替え")
    assert not dialog.ok.isEnabled() and "選んでください" in dialog.effect.text()
    dialog.medium.proof.click()
    assert dialog.ok.isEnabled()
    dialog.ok.click()
    desks.sign(dialog)
    parts = process.state.months["m1"].parts
    assert MONTH in parts and FLYERS in parts, "the month's own medium stays"


def test_the_question_is_not_put_where_there_is_one_answer(qtbot, themed):
    for live, answer in ((RUN, True), ((*EQUIPMENT, PROOF), False), (EQUIPMENT, False)):
        choice = MediumChoice(live)
        qtbot.addWidget(choice)
        assert choice.is_month is answer and choice.month.isHidden()


def test_the_ledgers_refusal_stays_in_the_dialog(desks, process):
    dialog = desks.show(ProcessDialog(desks.of("hinshitsu-1"), RUN))
    dialog.title.setText("通知書")
    desks.press(dialog)
    assert dialog.isVisible() and "同じ名前の工程" in dialog.trouble.text()
    assert dialog.ok.isEnabled() and len(process.state.processes) == 1
    dialog.reject()


def test_who_has_not_the_right_is_refused_by_the_ledger(desks, house):
    dialog = desks.show(ProcessDialog(desks.of("kensa-1"), RUN))
    dialog.title.setText("第3巻")
    desks.press(dialog)
    assert "権限" in dialog.trouble.text() and not house.state.processes
    dialog.reject()


@pytest.mark.parametrize("left", ["locked", "sessionChanged"])
def test_no_dialog_stays_above_a_locked_screen_or_for_the_next_person(desks, house, left):
    desk = desks.of("hinshitsu-1")
    dialog = desks.show(ProcessDialog(desk, RUN))
    dialog.title.setText("第3巻")
    getattr(desk, left).emit()
    assert not dialog.isVisible() and not house.state.processes


# Binding again


def test_binding_a_process_shows_what_differs_and_what_becomes_void_and_wants_a_reason(desks, approved):
    newer = part("fonts", "2")
    live = (*(one for one in EQUIPMENT if one.name != "fonts"), newer)
    dialog = desks.show(BindDialog(desks.of("hinshitsu-1"), approved.state.processes["p1"], live))
    first = [dialog.table.cells.text(0, column) for column in range(4)]
    assert first[0] == "fontsの名" and newer.sha256[:8] in first[2] and first[3] == "▲ 相違"
    assert "第1回（承認）は失効し" in dialog.effect.text() and not dialog.ok.isEnabled()
    QTest.keyClicks(dialog.reason, "saisakusei")
    desks.press(dialog.reason)
    assert newer not in approved.state.processes["p1"].parts, "what voids signed work wants the password"
    shown = desks.sign(dialog)
    assert shown.startswith("工程の結び直し") and "saisakusei" in shown and "第1回（承認）は失効し" in shown
    assert not dialog.isVisible()
    process = approved.state.processes["p1"]
    assert newer in process.parts and "setting.press" in {one.name for one in process.parts}
    assert acts.in_force(approved.state, "p1").version is None


def test_binding_a_month_names_the_gates_that_become_void_and_leaves_the_process(desks, approved):
    approved.make_ready()
    dialog = desks.show(BindDialog(desks.of("hinshitsu-1"), approved.state.months["m1"], (*RUN, FLYERS)))
    assert dialog.effect.text() == "▲ 失効する関門：検査。工程の承認は変わりません。"
    dialog.reason.setText("チラシの追加")
    desks.press(dialog.reason)
    assert desks.sign(dialog).startswith("月の結び直し")
    assert FLYERS in approved.state.months["m1"].parts
    assert acts.in_force(approved.state, "p1").version is not None


def test_binding_the_same_again_is_not_offered(desks, process):
    process.open_month()
    for one in (process.state.processes["p1"], process.state.months["m1"]):
        dialog = desks.show(BindDialog(desks.of("hinshitsu-1"), one, RUN))
        dialog.reason.setText("念のため")
        assert not dialog.ok.isEnabled() and "前に結び付けたものと同じ" in dialog.effect.text()
        dialog.reject()


def test_binding_before_any_proof_voids_nothing(desks, process):
    live = (*EQUIPMENT, part("paper"))
    dialog = desks.show(BindDialog(desks.of("hinshitsu-1"), process.state.processes["p1"], live))
    assert "失効するものはありません" in dialog.effect.text()
    dialog.reject()


# Media and gates


def test_a_check_with_an_undecided_error_is_not_closed_and_says_so(desks, approved):
    approved.open_month()
    approved.receive()
    month = approved.state.months["m1"]
    found = Evidence("errors", "誤り", 2, "件"), Evidence("open", "決めていない誤り", 2, "件")
    dialog = desks.show(GateDialog(desks.of("hinshitsu-1"), month, "check", found, RUN))
    assert not dialog.ok.isEnabled() and "決めていない誤り 2 件" in dialog.state.text()
    dialog.reject()


# Settings


def registering(desks, house, kinds=KINDS):
    return desks.show(SettingDialog(desks.of("hinshitsu-1"), desks.pool, house.state.processes["p1"], kinds))


def test_a_file_is_registered_by_hash_name_and_size_only(desks, process, tmp_path):
    content = b"CANARY-0815" * 1000
    path = tmp_path / "glue.cfg"
    path.write_bytes(content)
    dialog = registering(desks, process)
    given = dialog.rows.inputs["glue"]
    assert dialog.rows.marks["glue"].text() == "未登録" and given.value.hasFocus()
    assert "本番設定" in dialog.rows.marks["press"].text()
    given.take(path)
    assert not dialog.ok.isEnabled()
    desks.settle()
    assert "11,000 バイト" in given.name.text() and dialog.rows.marks["glue"].text() == "○ 登録する"
    desks.press(dialog)
    assert "glue" not in process.state.processes["p1"].settings
    shown = desks.sign(dialog)
    assert shown.startswith("工程設定の登録") and "glue.cfg" in shown and "pressの設定" not in shown
    kept = process.state.processes["p1"].settings["glue"]
    assert (kept.file, kept.value, kept.sha256) == ("glue.cfg", "", hashlib.sha256(content).hexdigest())
    process.book.engine.dispose()
    assert all(b"CANARY" not in one.read_bytes() for one in tmp_path.glob("kenpan.db*"))


def test_a_value_is_typed_and_the_void_round_is_named_before(desks, approved):
    dialog = registering(desks, approved)
    given = dialog.rows.inputs["press"]
    assert given.how.currentData() == "value", "as it is registered"
    given.value.setText("本番設定")
    assert not dialog.ok.isEnabled(), "there is nothing new"
    given.value.setText("別の設定")
    assert "第1回（承認）は失効し" in dialog.effect.text()
    dialog.rows.reasons["press"].setText("書き出せない")
    desks.press(given.value)
    assert "第1回（承認）は失効し" in desks.sign(dialog)
    assert approved.state.processes["p1"].settings["press"].value == "別の設定"


def test_a_value_for_a_file_and_no_setting_at_all_want_a_reason(desks, process):
    dialog = registering(desks, process)
    press, glue = dialog.rows.inputs["press"], dialog.rows.inputs["glue"]
    glue.show_how("absent")
    assert not dialog.ok.isEnabled() and not dialog.rows.reasons["glue"].isVisible()
    glue.none.click()
    press.value.setText("1号機")
    assert not dialog.ok.isEnabled() and dialog.rows.marks["glue"].text() == "▲ 理由を入力"
    assert dialog.rows.reasons["glue"].placeholderText() == "この工程にない理由"
    assert dialog.rows.reasons["press"].placeholderText() == "ファイルがない理由"
    dialog.rows.reasons["glue"].setText("糊を使わない")
    assert not dialog.ok.isEnabled()
    dialog.rows.reasons["press"].setText("書き出せない")
    desks.press(dialog)
    shown = desks.sign(dialog)
    assert "glueの設定：なし　理由：糊を使わない" in shown and "理由：書き出せない" in shown
    kept = process.state.processes["p1"].settings
    assert (kept["glue"].absent, kept["glue"].reason) == (True, "糊を使わない")
    assert (kept["press"].value, kept["press"].reason) == ("1号機", "書き出せない")
    signed = process.book.history(("setting.registered",))[-2:]
    assert [entry.data["name"] for entry in signed] == ["press", "glue"], "one signature, an entry each"


def test_a_value_where_no_file_is_expected_needs_no_reason(desks, process):
    dialog = registering(desks, process)
    dialog.rows.inputs["glue"].value.setText("G-1")
    assert dialog.ok.isEnabled() and not dialog.rows.reasons["glue"].isVisible()
    dialog.reject()


def test_a_setting_is_not_registered_with_a_wrong_password(desks, approved):
    dialog = registering(desks, approved, (GLUE,))
    dialog.rows.inputs["glue"].value.setText("G-1")
    desks.press(dialog.rows.inputs["glue"].value)
    desks.sign(dialog, "wrong")
    assert "glue" not in approved.state.processes["p1"].settings
    dialog.findChild(SignatureDialog).reject()
    assert dialog.isVisible() and dialog.ok.isEnabled()
    dialog.reject()


def test_a_file_that_is_empty_or_away_is_no_setting(desks, process, tmp_path):
    (tmp_path / "empty.cfg").touch()
    with pytest.raises(KenpanError) as caught:
        read_setting_file(tmp_path / "empty.cfg", no_progress)
    assert caught.value.code == "setting.empty"
    dialog = registering(desks, process)
    dialog.rows.inputs["press"].take(tmp_path / "away.cfg")
    desks.settle()
    assert "読めません" in dialog.trouble.text() and not dialog.ok.isEnabled()
    assert dialog.rows.inputs["press"].name.text() == PRESS.help
    dialog.reject()


def test_what_is_asked_for_blind_counts_once_it_is_finished(qtbot, jobs, themed):
    one = SettingInput(jobs, GLUE, blind=True)
    qtbot.addWidget(one)
    told = []
    one.changed.connect(lambda: told.append(one.given))
    one.show()
    QTest.keyClicks(one.value, "G-1")
    assert one.given is None and not any(told), "not letter by letter"
    QTest.keyClick(one.value, Qt.Key.Key_Return)
    assert one.given is not None and one.given.value == "G-1"
    QTest.keyClicks(one.value, "x")
    assert one.given is None, "being typed again"
