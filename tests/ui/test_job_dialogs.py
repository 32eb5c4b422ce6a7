"""Registering, binding, settings and 本番開始: what is asked, what is refused, what is in the ledger afterwards."""

import hashlib

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest

from app.errors import KenpanError
from app.progress import no_progress
from app.signoff import jobs as acts
from app.signoff.canonical import digest
from app.signoff.process_settings import SettingKind
from app.ui.board.bind_dialog import BindDialog
from app.ui.board.job_dialog import JobDialog
from app.ui.board.medium_choice import MediumChoice
from app.ui.board.release_dialog import ReleaseDialog
from app.ui.board.setting_dialog import SettingDialog
from app.ui.board.setting_input import SettingInput, read_setting_file
from app.ui.desk import Desk
from app.ui.login.signature_dialog import SignatureDialog
from tests.house import EQUIPMENT, MONTH, PASSWORD, PROOF, part
from tests.ui.meanings import recorded_as_shown

BOTH = (*EQUIPMENT, MONTH, PROOF)
RUN = (*EQUIPMENT, MONTH)
KINDS = (SettingKind("press", "pressの設定", "印刷機。"), SettingKind("paper", "paperの設定", "用紙。"))


class Desks:
    """Dialogs of somebody, and their ends."""

    def __init__(self, qtbot, pool, house):
        self.qtbot, self.pool, self.house, self.made = qtbot, pool, house, []

    def of(self, who):
        desk = Desk(self.house.book, self.pool)
        desk.session = self.house.sessions[who]
        self.made.append(desk)
        return desk

    def show(self, dialog):
        self.qtbot.addWidget(dialog)
        with self.qtbot.waitActive(dialog):
            dialog.open()
        return dialog

    def settle(self):
        self.qtbot.waitUntil(lambda: not self.pool.busy())
        QCoreApplication.processEvents()

    def press(self, dialog):
        QTest.keyClick(dialog, Qt.Key.Key_Return)
        self.settle()

    def sign(self, dialog, password=PASSWORD):
        """Give the password that the dialog asks for; returns what was signed."""
        signature = dialog.findChild(SignatureDialog)
        shown = f"{signature.meaning.text()}\n{signature.what.text()}"
        with recorded_as_shown(self.house.book, signature):
            QTest.keyClicks(signature.password, password)
            QTest.keyClick(signature.password, Qt.Key.Key_Return)
            self.settle()
        return shown


@pytest.fixture
def desks(qtbot, jobs, themed, house):
    made = Desks(qtbot, jobs, house)
    yield made
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    for desk in made.made:
        desk.leave()


@pytest.fixture
def job(house):
    house.by("hinshitsu-1", lambda state, by: acts.create(state, by, "j1", "第3巻", "2026-11", RUN))
    house.register_all()
    return house


@pytest.fixture
def approved(job):
    job.open_round()
    job.check_all()
    job.confirm_all()
    job.approve()
    return job


# A new job


def test_a_job_is_registered_with_the_keyboard_alone(desks, house):
    dialog = desks.show(JobDialog(desks.of("hinshitsu-1"), RUN))
    made = []
    dialog.created.connect(made.append)
    assert dialog.title.hasFocus() and not dialog.ok.isEnabled()
    QTest.keyClicks(dialog.title, "No.3")
    desks.press(dialog.title)
    (job,) = house.state.jobs.values()
    assert (job.title, job.month, made) == ("No.3", "2026-11", [job.id])
    assert acts.fingerprint(job.parts) == acts.fingerprint(RUN)
    assert not dialog.isVisible()


def test_which_medium_is_open_must_be_said(desks, house):
    dialog = desks.show(JobDialog(desks.of("hinshitsu-1"), BOTH))
    dialog.title.setText("第3巻")
    assert not dialog.ok.isEnabled() and "選んでください" in dialog.print.text()
    dialog.medium.proof.click()
    assert dialog.ok.isEnabled()
    dialog.ok.click()
    desks.settle()
    (job,) = house.state.jobs.values()
    assert {one.name for one in job.parts} == {one.name for one in EQUIPMENT}


def test_the_question_is_not_put_where_there_is_one_answer(qtbot, themed):
    for live, answer in ((RUN, True), ((*EQUIPMENT, PROOF), False), (EQUIPMENT, False)):
        choice = MediumChoice(live)
        qtbot.addWidget(choice)
        assert choice.is_month is answer and choice.month.isHidden()


def test_the_ledgers_refusal_stays_in_the_dialog(desks, job):
    dialog = desks.show(JobDialog(desks.of("hinshitsu-1"), RUN))
    dialog.title.setText("第3巻")
    desks.press(dialog)
    assert dialog.isVisible() and "同じ月に同じ件名" in dialog.trouble.text()
    assert dialog.ok.isEnabled() and len(job.state.jobs) == 1
    dialog.reject()


def test_who_has_not_the_right_is_refused_by_the_ledger(desks, house):
    dialog = desks.show(JobDialog(desks.of("kensa-1"), RUN))
    dialog.title.setText("第3巻")
    desks.press(dialog)
    assert "権限" in dialog.trouble.text() and not house.state.jobs
    dialog.reject()


@pytest.mark.parametrize("left", ["locked", "sessionChanged"])
def test_no_dialog_stays_above_a_locked_screen_or_for_the_next_person(desks, house, left):
    desk = desks.of("hinshitsu-1")
    dialog = desks.show(JobDialog(desk, RUN))
    dialog.title.setText("第3巻")
    getattr(desk, left).emit()
    assert not dialog.isVisible() and not house.state.jobs


# Binding again


def test_binding_shows_what_differs_and_what_becomes_void_and_wants_a_reason(desks, approved):
    newer = part("media", "2")
    dialog = desks.show(BindDialog(desks.of("hinshitsu-1"), approved.state.jobs["j1"], (*EQUIPMENT, newer)))
    first = [dialog.table.cells.text(0, column) for column in range(4)]
    assert first[0] == "mediaの名" and MONTH.sha256[:8] in first[1] and newer.sha256[:8] in first[2]
    assert first[3] == "▲ 相違"
    assert "第1回（承認）は失効し" in dialog.effect.text() and not dialog.ok.isEnabled()
    QTest.keyClicks(dialog.reason, "saisakusei")
    desks.press(dialog.reason)
    assert newer not in approved.state.jobs["j1"].parts, "what voids signed work wants the password"
    shown = desks.sign(dialog)
    assert shown.startswith("仕事の結び直し") and "saisakusei" in shown and "第1回（承認）は失効し" in shown
    assert not dialog.isVisible()
    job = approved.state.jobs["j1"]
    assert newer in job.parts and "setting.press" in {one.name for one in job.parts}
    assert not acts.in_force(approved.state, approved.round())


def test_binding_the_same_again_is_not_offered(desks, job):
    dialog = desks.show(BindDialog(desks.of("hinshitsu-1"), job.state.jobs["j1"], RUN))
    dialog.reason.setText("念のため")
    assert not dialog.ok.isEnabled() and "前に結び付けたものと同じ" in dialog.effect.text()
    dialog.reject()


def test_binding_before_any_proof_voids_nothing(desks, job):
    live = (*EQUIPMENT, part("media", "2"))
    dialog = desks.show(BindDialog(desks.of("hinshitsu-1"), job.state.jobs["j1"], live))
    assert "失効するものはありません" in dialog.effect.text()
    dialog.reject()


# Settings


def test_a_file_is_registered_by_hash_name_and_size_only(desks, job, tmp_path):
    content = b"CANARY-0815" * 1000
    path = tmp_path / "paper.cfg"
    path.write_bytes(content)
    dialog = desks.show(SettingDialog(desks.of("hinshitsu-1"), desks.pool, job.state.jobs["j1"], KINDS))
    assert dialog.kind.currentText() == "paperの設定（未登録）"
    dialog.by_file.setChecked(True)
    dialog.input.take(path)
    assert not dialog.ok.isEnabled()
    desks.settle()
    assert "11,000 バイト" in dialog.input.name.text()
    desks.press(dialog)
    assert "paper" not in job.state.jobs["j1"].settings
    shown = desks.sign(dialog)
    assert shown.startswith("工程設定の登録") and "paper.cfg" in shown
    kept = job.state.jobs["j1"].settings["paper"]
    assert (kept.file, kept.value, kept.sha256) == ("paper.cfg", "", hashlib.sha256(content).hexdigest())
    job.book.engine.dispose()
    assert all(b"CANARY" not in one.read_bytes() for one in tmp_path.glob("kenpan.db*"))


def test_a_value_is_typed_and_the_void_round_is_named_before(desks, approved):
    dialog = desks.show(SettingDialog(desks.of("hinshitsu-1"), desks.pool, approved.state.jobs["j1"], KINDS))
    dialog.kind.setCurrentIndex(0)
    assert "本番設定" in dialog.now.text() and dialog.by_value.isChecked()
    dialog.input.value.setText("本番設定")
    assert "同じ内容" in dialog.effect.text()
    dialog.input.value.setText("別の設定")
    assert "第1回（承認）は失効し" in dialog.effect.text()
    desks.press(dialog.input.value)
    assert "第1回（承認）は失効し" in desks.sign(dialog)
    assert approved.state.jobs["j1"].settings["press"].value == "別の設定"


def test_a_setting_is_not_registered_with_a_wrong_password(desks, approved):
    dialog = desks.show(SettingDialog(desks.of("hinshitsu-1"), desks.pool, approved.state.jobs["j1"], KINDS))
    dialog.kind.setCurrentIndex(0)
    dialog.input.value.setText("別の設定")
    desks.press(dialog.input.value)
    desks.sign(dialog, "wrong")
    assert approved.state.jobs["j1"].settings["press"].value == "本番設定"
    dialog.findChild(SignatureDialog).reject()
    assert dialog.isVisible() and dialog.ok.isEnabled()
    dialog.reject()


def test_a_file_that_is_empty_or_away_is_no_setting(desks, job, tmp_path):
    (tmp_path / "empty.cfg").touch()
    with pytest.raises(KenpanError) as caught:
        read_setting_file(tmp_path / "empty.cfg", no_progress)
    assert caught.value.code == "setting.empty"
    dialog = desks.show(SettingDialog(desks.of("hinshitsu-1"), desks.pool, job.state.jobs["j1"], KINDS))
    dialog.by_file.setChecked(True)
    dialog.input.take(tmp_path / "away.cfg")
    desks.settle()
    assert "読めません" in dialog.trouble.text() and not dialog.ok.isEnabled()
    dialog.reject()


def test_a_value_hashes_as_its_text_and_blanks_are_none(qtbot, jobs, themed):
    one = SettingInput(jobs, "用紙")
    qtbot.addWidget(one)
    assert one.given is None
    one.value.setText("  ")
    assert one.given is None
    one.value.setText(" 上質紙 ")
    assert one.given is not None and one.given.sha256 == digest("上質紙")
    assert one.given.part("paper", "用紙").name == "setting.paper"


# 本番開始


def release(desks, house, live=BOTH):
    return desks.show(ReleaseDialog(desks.of("hinshitsu-1"), desks.pool, house.state.jobs["j1"], live))


def row_of(dialog, label):
    cells = dialog.table.cells
    at = next(at for at in range(cells.rowCount()) if cells.text(at, 0) == label)
    return [cells.text(at, column) for column in range(1, 4)]


def test_the_run_is_let_go_after_every_setting_was_given_again_and_signed(desks, approved):
    dialog = release(desks, approved)
    assert not dialog.ok.isEnabled() and "pressの設定" in dialog.state.text()
    assert row_of(dialog, "pressの設定")[2] == "未照合"
    QTest.keyClicks(dialog.inputs["press"].value, "x")
    give_all(dialog)
    assert dialog.state.text().startswith("● すべて一致") and dialog.ok.isEnabled()
    dialog.comment.setText("2号機")
    dialog.ok.click()
    signature = dialog.findChild(SignatureDialog)
    assert signature.meaning.text() == "本番開始" and "すべて一致" in signature.what.text()
    QTest.keyClicks(signature.password, PASSWORD)
    QTest.keyClick(signature.password, Qt.Key.Key_Return)
    desks.settle()
    (made,) = approved.state.jobs["j1"].releases
    assert (made.round, made.comment, made.signature.meaning) == ("r1", "2号機", "本番開始")
    assert not dialog.isVisible()


def give_all(dialog):
    for name in ("editing", "imposition", "press"):
        dialog.inputs[name].value.setText("本番設定")


def test_other_settings_than_the_approved_ones_stop_the_run_and_are_named(desks, approved):
    dialog = release(desks, approved)
    give_all(dialog)
    dialog.inputs["press"].value.setText("検証品だけの設定")
    assert not dialog.ok.isEnabled()
    assert "pressの設定が変わっています" in dialog.state.text()
    cells = [dialog.table.cells.text(0, column) for column in range(4)]
    assert cells[0] == "pressの設定" and "本番設定" in cells[1] and "検証品だけの設定" in cells[2]
    QTest.keyClick(dialog.inputs["press"].value, Qt.Key.Key_Return)
    assert dialog.findChild(SignatureDialog) is None and not approved.state.jobs["j1"].releases
    dialog.reject()


def test_a_changed_setting_between_showing_and_signing_is_refused_by_the_ledger(desks, approved):
    dialog = release(desks, approved)
    give_all(dialog)
    dialog.ok.click()
    approved.register("press", "すり替え")
    signature = dialog.findChild(SignatureDialog)
    QTest.keyClicks(signature.password, PASSWORD)
    QTest.keyClick(signature.password, Qt.Key.Key_Return)
    desks.settle()
    assert "同じではありません" in signature.trouble.text()
    assert not approved.state.jobs["j1"].releases
    signature.reject()
    dialog.reject()


def test_without_an_approved_proof_that_is_what_is_said_first(desks, job):
    dialog = release(desks, job)
    assert "承認された本番検証品がありません" in dialog.state.text()
    give_all(dialog)
    assert not dialog.ok.isEnabled()
    dialog.reject()


def test_another_medium_than_the_approved_one_is_named(desks, approved):
    dialog = release(desks, approved, (*EQUIPMENT, part("media", "2"), PROOF))
    give_all(dialog)
    assert "mediaの名が変わっています" in dialog.state.text() and row_of(dialog, "mediaの名")[2] == "▲ 相違"
    dialog.reject()


def test_a_setting_that_is_a_file_is_asked_for_as_a_file(desks, job, tmp_path):
    path = tmp_path / "inserting.cfg"
    path.write_bytes(b"abc")
    job.by(
        "hinshitsu-1",
        lambda state, by: acts.register_setting(
            state, by, "j1", "inserting", "封入封緘機", hashlib.sha256(b"abc").hexdigest(), "", path.name
        ),
    )
    job.open_round()
    job.check_all()
    job.confirm_all()
    job.approve()
    dialog = release(desks, job)
    give_all(dialog)
    dialog.inputs["inserting"].take(path)
    desks.settle()
    assert dialog.marks["inserting"].text() == "● 一致" and dialog.ok.isEnabled()
    path.write_bytes(b"abd")
    dialog.inputs["inserting"].take(path)
    assert not dialog.ok.isEnabled()
    desks.settle()
    assert dialog.marks["inserting"].text() == "▲ 相違" and not dialog.ok.isEnabled()
    dialog.reject()
