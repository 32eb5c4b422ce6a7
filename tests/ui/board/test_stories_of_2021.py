"""The three ways in which the accident of 2021 passed every check, each played again and stopped on screen."""

from itertools import product
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit, QTableView

from app.signoff.roles import ROLES
from app.ui.board.release_dialog import ReleaseDialog
from app.ui.board.setting_dialog import SettingDialog
from app.ui.people.person_dialog import PersonDialog
from tests.sizes import SOAK
from tests.ui.at_hand import ALT, CONTROL, DOWN, ENTER, ESCAPE, F10, SPACE, TAB, Person
from tests.ui.day_people import ADMIN, CHECKERS, EDITING, LEADS
from tests.ui.driving import until
from tests.ui.month_comes import release
from tests.ui.working_day import check_likewise, desk_at, settings_of, the_round

LEAD = LEADS[0]
PRESS_AFTER = b"duplex=on\nregister=0.35\n"


@pytest.fixture
def at(day, tmp_path):
    """``at(stage)``: sit down at a copy of the ledger as it was then."""
    left = []

    def sit(stage):
        work = desk_at(day, stage, tmp_path)
        left.append(work)
        return work.__enter__()

    yield sit
    for work in reversed(left):
        work.__exit__(None, None, None)


def refused_on_screen(label) -> str:
    """What a label says, which must be seen."""
    until(label.isVisible, "it is on screen")
    until(lambda: label.height() >= label.heightForWidth(label.width()), f"all of it is seen: {label.text()}")
    return label.text()


# The test pieces came from other settings than the run


def test_a_run_with_other_settings_than_the_approved_is_refused_by_name_and_none_is_read_off_the_screen(
    at, day, tmp_path
):
    hands, answers = at("approved")
    hands.log_in(LEAD)
    hands.open_medium(day.sample)
    hands.to_board()
    # Nothing that was approved is read off the screen while it is asked for.
    hands.opening("R", ReleaseDialog)
    seen = " ".join(texts_on_screen(hands.window))
    approved = [one for one in settings_of(day).values() if one is not None]
    assert not any((one.name if isinstance(one, Path) else one) in seen for one in approved)
    hands.key(ESCAPE)
    hands.settle()
    # Another version of the editing program.
    release(hands, answers, {**settings_of(day), "editing": "EDIT 4.3.0"})
    assert "まだ行えません" in hands.refused()
    dialog = hands.dialog(ReleaseDialog)
    said = refused_on_screen(dialog.state)
    assert "承認されたときと同じではありません" in said and "データ編集プログラム" in said
    assert "印刷機設定" not in said
    marks = dialog.rows.marks
    assert marks["editing"].text() == "▲ 相違" and marks["press"].text() == "● 一致"
    hands.key(ENTER)
    assert not hands.signing() and dialog.isVisible()
    hands.refused()
    assert dialog.comment.text() == "" and dialog.rows.inputs["editing"].value.text() == "EDIT 4.3.0"
    # Another setting for both sides.
    other = tmp_path / "other.cfg"
    other.write_bytes(b"sides=2\n")
    hands.give_settings(dialog, answers, {"editing": EDITING, "print_file": other})
    hands.key(ENTER)
    hands.refused()
    said = refused_on_screen(dialog.state)
    labels = {kind.name: kind.label for kind in hands.screens.sheet.settings}
    assert "承認されたときと同じではありません" in said and labels["print_file"] in said
    assert labels["editing"] not in said
    assert not hands.signing() and "run.released" not in hands.kinds()
    hands.key(ESCAPE)
    hands.settle()
    to_process(hands)
    assert "print_file.cfg" in " ".join(texts_on_screen(hands.window))


@pytest.mark.skipif(not SOAK, reason="as with the other settings")
def test_a_run_with_another_press_setup_is_refused_by_name(at, day, tmp_path):
    hands, answers = at("approved")
    press = tmp_path / "press.cfg"
    press.write_bytes(PRESS_AFTER)
    hands.log_in(LEAD)
    hands.open_medium(day.sample)
    hands.to_board()
    release(hands, answers, {**settings_of(day), "press": press})
    hands.refused()
    dialog = hands.dialog(ReleaseDialog)
    said = refused_on_screen(dialog.state)
    assert "承認されたときと同じではありません" in said and "印刷機設定" in said
    assert "データ編集プログラム" not in said
    assert not hands.signing() and "run.released" not in hands.kinds()


def test_settings_that_are_not_given_again_are_not_taken_for_the_same(at, day):
    hands, _ = at("approved")
    hands.log_in(LEAD)
    hands.open_medium(day.sample)
    hands.to_board()
    dialog = hands.opening("R", ReleaseDialog)
    said = refused_on_screen(dialog.state)
    assert all(kind.label in said for kind in hands.screens.sheet.settings)
    hands.key(*[TAB] * len(dialog.rows.inputs), ENTER)
    hands.refused()
    assert not any(one.value.text() for one in dialog.rows.inputs.values()) and not dialog.comment.text()
    assert not hands.signing() and "run.released" not in hands.kinds()


@pytest.mark.skipif(not SOAK, reason="as with the other settings")
@pytest.mark.parametrize("name", ["print_file", "inserting", "inspection"])
def test_a_run_with_another_two_sides_setting_inserter_or_inspection_is_refused_by_name(at, day, tmp_path, name):
    hands, answers = at("approved")
    other = tmp_path / "other.cfg"
    other.write_bytes(b"sides=2\n")
    hands.log_in(LEAD)
    hands.open_medium(day.sample)
    hands.to_board()
    release(hands, answers, {**settings_of(day), name: other})
    hands.refused()
    said = refused_on_screen(hands.dialog(ReleaseDialog).state)
    labels = {kind.name: kind.label for kind in hands.screens.sheet.settings}
    assert "承認されたときと同じではありません" in said and labels[name] in said
    assert not hands.signing() and "run.released" not in hands.kinds()


def to_process(hands) -> None:
    """From the month, which stands first on the board, to the process that makes it."""
    (process,) = hands.screens.desk.state.processes
    hands.screens.board.list.go_to(process)


def texts_on_screen(window) -> list[str]:
    """What labels, fields and tables say, those behind a dialog too."""
    found = [one.text() for kind in (QLabel, QLineEdit) for one in window.findChildren(kind) if one.isVisible()]
    for view in window.findChildren(QTableView):
        if view.isVisible():
            model = view.model()
            cells = product(range(model.rowCount()), range(model.columnCount()))
            found += [str(model.index(*cell).data() or "") for cell in cells]
    return found


def test_a_setting_registered_after_the_approval_voids_it_and_the_window_says_which(at, day):
    hands, answers = at("approved")
    hands.log_in(LEAD)
    hands.open_medium(day.sample)
    hands.to_board()
    to_process(hands)
    dialog = hands.opening("S", SettingDialog)
    hands.give_settings(dialog, answers, {"editing": "EDIT 4.3.0"}, reason="一覧を書き出せない")
    hands.key(ENTER)
    hands.sign(LEAD)
    until(lambda: not hands.window.findChildren(SettingDialog) or not dialog.isVisible(), "the setting is registered")
    hands.settle()
    hands.to_round()
    said = refused_on_screen(hands.screens.round.head.banner)
    assert "失効" in said and "データ編集プログラム" in said


# The front of one record with the back of another


def test_a_front_with_the_back_of_another_record_fails_at_once_and_cannot_be_approved(at, day, tmp_path):
    hands, answers = at("one_left")
    checker, panel, approval = CHECKERS[1], hands.screens.piece, hands.screens.approval
    hands.log_in(checker)
    hands.open_medium(day.sample)
    hands.to_round()
    hands.take_next()
    own, other = panel.piece, the_round(hands).piece(21)
    assert own.number == 40
    hands.scan(own.piece_id)
    hands.scan(own.piece_id)
    assert panel.verdict.head.text().startswith("□")
    hands.scan(other.piece_id)
    hands.shot("other_back")
    said = refused_on_screen(panel.scans.answer)
    assert said == f"通知書 裏　× 別の現品　番号 21\n{other.piece_id}"
    assert panel.scans.answer.font().pointSizeF() >= 1.5 * hands.window.font().pointSizeF()
    assert panel.verdict.head.text().startswith("× 不合格")
    said = hands.answer_and_sign(checker)
    assert said.startswith("× 不合格") and other.piece_id in said
    hands.attach_logs(tmp_path, answers)
    hands.key(F10)
    assert "不合格 1 部（番号 40）" in hands.sign(checker)
    hands.log_out()

    hands.log_in(LEAD)
    hands.open_medium(day.sample)
    hands.to_round()
    hands.key("A")
    hands.settle()  # the pieces to confirm are drawn
    drawn = the_round(hands).to_confirm
    by_hand = 40 if 40 in drawn else drawn[-1]
    check_likewise(hands, LEAD, [number for number in drawn if number != by_hand], "confirm")
    hands.key(ENTER)
    hands.piece_in_hand()
    hands.check_piece(LEAD, **({"back": other.piece_id} if by_hand == 40 else {}))
    until(lambda: hands.on(approval), "back at the decision")
    assert "× 不合格 1 部（番号 40）" in approval.summary.text()
    hands.write("よし")
    hands.key(F10)
    assert "不合格の現品があります（番号 40）。承認できません。" in refused_on_screen(approval.why)
    hands.shot("not_approved")
    hands.refused()
    assert approval.comment.text() == "よし"
    assert not hands.signing() and "round.approved" not in hands.kinds()


# Approval without evidence


def test_a_round_with_unsigned_pieces_cannot_be_signed(at, day):
    hands, _ = at("one_left")
    hands.log_in(CHECKERS[0])
    hands.open_medium(day.sample)
    hands.to_round()
    hands.key(F10)
    assert "検査していない現品が 1 部あります（番号 40）" in refused_on_screen(hands.screens.round.trouble)
    hands.refused()
    assert not hands.signing() and "round.signed" not in hands.kinds()


def test_a_round_without_its_logs_cannot_be_signed(at, day):
    hands, _ = at("checked")
    hands.log_in(CHECKERS[0])
    hands.open_medium(day.sample)
    hands.to_round()
    hands.key(F10)
    said = refused_on_screen(hands.screens.round.trouble)
    assert "作業ログがありません" in said
    assert "作業ログがありません" in hands.refused("aNother-lOg-1")
    assert hands.on(hands.screens.round)
    assert all(log.label in said for log in hands.screens.sheet.logs if log.id in the_round(hands).logs)
    assert not hands.signing() and "round.signed" not in hands.kinds()


def test_a_lead_who_looked_at_no_piece_cannot_approve(at, day):
    hands, _ = at("signed")
    hands.log_in(LEAD)
    hands.open_medium(day.sample)
    hands.to_round()
    hands.key("A")
    hands.settle()  # the pieces to confirm are drawn
    while hands.keyboard() is not hands.screens.approval.comment:
        hands.key(TAB)
    hands.write("よし")
    hands.key(F10)
    said = refused_on_screen(hands.screens.approval.why)
    numbers = "、".join(map(str, the_round(hands).to_confirm))
    assert f"承認者自身の確認がありません（番号 {numbers}）" in said
    hands.shot("no_own_looks")
    hands.refused()
    assert hands.screens.approval.comment.text() == "よし"
    assert not hands.signing() and "round.approved" not in hands.kinds()


def test_a_lead_without_the_proof_medium_cannot_approve(at):
    hands, _ = at("signed")
    hands.log_in(LEAD)
    hands.to_round()
    hands.key("A")
    hands.key(ENTER)
    assert "検証品の媒体が開かれていません" in refused_on_screen(hands.screens.approval.head.note)
    hands.key(F10)
    hands.refused()
    assert not hands.signing() and "round.approved" not in hands.kinds()


def test_whoever_checked_cannot_approve_even_when_made_a_lead_afterwards(at, day):
    hands, _ = at("signed")
    checker = Person(CHECKERS[1].login, CHECKERS[1].name, CHECKERS[1].password)
    hands.log_in(ADMIN)
    hands.key("U", with_=CONTROL)
    hands.settle()
    hands.key(*[DOWN] * 4)
    dialog = hands.opening("R", PersonDialog)
    boxes = [dialog.roles[role] for role in ROLES]
    assert boxes[0].isChecked()
    hands.key(TAB, SPACE)
    assert boxes[1].isChecked()
    hands.key(*[TAB] * (len(ROLES) - 1))
    hands.write("担当の追加")
    hands.key(ENTER)
    hands.sign(ADMIN)
    hands.log_out()
    hands.write(checker.login)
    hands.key(ENTER)
    hands.write(checker.password)
    hands.key(ENTER)
    hands.enrol_device(checker)
    hands.code_alone(checker)
    hands.open_medium(day.sample)
    hands.to_round()
    hands.key("A")
    approval = hands.screens.approval
    said = refused_on_screen(approval.why)
    assert "検査" in said and not approval.comment.isEnabled() and not approval.approve_button.isEnabled()
    hands.shot("same_person")
    hands.key(F10)
    hands.refused()
    hands.key(ENTER, with_=CONTROL)
    hands.refused()
    assert not hands.signing()
    assert not {"round.approved", "piece.confirmed"} & set(hands.kinds())


def test_a_checker_has_no_way_to_the_release(at, day):
    hands, _ = at("approved")
    hands.log_in(CHECKERS[0])
    hands.open_medium(day.sample)
    hands.to_board()
    hands.key("R", with_=ALT)
    hands.settle()
    assert not [one for one in hands.window.findChildren(ReleaseDialog) if one.isVisible()]
