"""本番開始: what is given again, and what is refused."""

import hashlib
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.canonical import digest
from app.signoff import processes as acts
from app.signoff.process_settings import Given, load_process_settings
from app.ui.board.detail_rows import UNSEEN
from app.ui.board.release_dialog import ReleaseDialog
from app.ui.kit.signature_dialog import SignatureDialog
from tests.house import EQUIPMENT, MONTH, PASSWORD, PROOF, part
from tests.ui.board.desks import GLUE, PRESS

BOTH = (*EQUIPMENT, MONTH, PROOF)
ALL = [kind.name for kind in load_process_settings()]


def release(desks, house, live=BOTH):
    named = tuple(replace(kind, label=f"{kind.name}の設定") for kind in house.sheet.settings)
    sheet = replace(house.sheet, settings=named)
    if not house.state.months:
        house.make_ready()
    return desks.show(ReleaseDialog(desks.of("hinshitsu-1"), desks.pool, house.state.months["m1"], live, sheet))


def row_of(dialog, label):
    cells = dialog.table.cells
    at = next(at for at in range(cells.rowCount()) if cells.text(at, 0) == label)
    return [cells.text(at, column) for column in range(1, 4)]


def give_all(dialog, **other):
    for name, one in dialog.rows.inputs.items():
        one.type_value(other.get(name, "本番設定"))


def test_the_run_is_let_go_after_every_setting_was_given_again_and_signed(desks, approved):
    dialog = release(desks, approved)
    assert list(dialog.rows.inputs) == ALL
    assert not dialog.ok.isEnabled() and all(f"{name}の設定" in dialog.state.text() for name in ALL)
    give_all(dialog)
    assert dialog.state.text().startswith("● すべて一致") and dialog.ok.isEnabled()
    dialog.comment.setText("2号機")
    dialog.ok.click()
    signature = dialog.findChild(SignatureDialog)
    assert signature.meaning.text() == "本番開始" and "すべて一致" in signature.what.text()
    QTest.keyClicks(signature.password, PASSWORD)
    QTest.keyClick(signature.password, Qt.Key.Key_Return)
    desks.settle()
    (made,) = approved.state.months["m1"].releases
    assert (made.round, made.comment, made.signature.meaning) == ("r1", "2号機", "本番開始")
    assert not dialog.isVisible()


def test_no_setting_may_be_left_out(desks, approved):
    dialog = release(desks, approved)
    for name in ALL:
        give_all(dialog)
        assert dialog.ok.isEnabled() and f"{name}の設定" not in dialog.state.text(), name
        give_all(dialog, **{name: " "})
        assert not dialog.ok.isEnabled() and f"{name}の設定" in dialog.state.text(), name
    dialog.reject()


def test_the_approved_setting_is_not_shown_before_it_is_given(desks, process):
    process.register("press", "機番 CANARY-7")
    process.open_round()
    process.check_all()
    process.confirm_all()
    process.approve()
    dialog = release(desks, process)
    cells = dialog.table.cells

    def is_seen():
        texts = [cells.text(at, column) for at in range(cells.rowCount()) for column in range(4)]
        return any("CANARY-7" in text or digest("機番 CANARY-7")[:8] in text for text in (*texts, dialog.state.text()))

    give_all(dialog, press=" ")
    assert row_of(dialog, "pressの設定") == [UNSEEN, "－", "未照合"] and not is_seen()
    dialog.rows.inputs["press"].value.setFocus()
    QTest.keyClicks(dialog.rows.inputs["press"].value, "x")
    assert not is_seen(), "a letter is no setting yet"
    QTest.keyClick(dialog.rows.inputs["press"].value, Qt.Key.Key_Tab)
    assert is_seen() and dialog.rows.marks["press"].text() == "▲ 相違"
    dialog.reject()


def test_other_settings_than_the_approved_ones_stop_the_run_and_are_named(desks, approved):
    dialog = release(desks, approved)
    give_all(dialog, press="検証品だけの設定")
    assert not dialog.ok.isEnabled()
    assert "pressの設定が変わっています" in dialog.state.text()
    cells = [dialog.table.cells.text(0, column) for column in range(4)]
    assert cells[0] == "pressの設定" and "本番設定" in cells[1] and "検証品だけの設定" in cells[2]
    QTest.keyClick(dialog.rows.inputs["press"].value, Qt.Key.Key_Return)
    assert dialog.findChild(SignatureDialog) is None and not approved.state.months["m1"].releases
    dialog.reject()


def test_what_was_given_right_only_after_it_was_shown_needs_a_word_that_is_signed(desks, approved):
    dialog = release(desks, approved)
    give_all(dialog, press="打ち間違い")
    dialog.rows.inputs["press"].type_value("本番設定")
    assert "初めに示したものが承認時と違いました（pressの設定）" in dialog.state.text() and not dialog.ok.isEnabled()
    dialog.comment.setText("入力の誤り")
    assert dialog.ok.isEnabled()
    dialog.ok.click()
    assert "示し直した設定：pressの設定" in desks.sign(dialog)
    (made,) = approved.state.months["m1"].releases
    assert made.comment == "入力の誤り（示し直した設定：pressの設定）"


def test_a_setting_that_is_absent_is_asked_for_again(desks, process):
    process.register("folding", None)
    process.open_round()
    process.check_all()
    process.confirm_all()
    process.approve()
    dialog = release(desks, process)
    give_all(dialog, folding="折り機")
    assert "foldingの設定が変わっています（なし（この工程で使わない）" in dialog.state.text()
    folding = dialog.rows.inputs["folding"]
    folding.show_how("absent")
    assert folding.given is None and "foldingの設定" in dialog.state.text()
    folding.none.click()
    assert dialog.rows.marks["folding"].text() == "● 一致"
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
    assert not approved.state.months["m1"].releases
    signature.reject()
    dialog.reject()


def test_a_setting_that_is_asked_for_since_the_approval_is_named(desks, approved):
    approved.sheet = replace(approved.sheet, settings=(*approved.sheet.settings, GLUE))
    dialog = release(desks, approved)
    give_all(dialog)
    assert "承認にも含まれていません：glueの設定" in dialog.state.text() and not dialog.ok.isEnabled()
    dialog.reject()


def test_a_setting_that_the_table_no_longer_has_is_still_asked_for(desks, approved):
    approved.sheet = replace(approved.sheet, settings=approved.sheet.settings[1:])
    dialog = release(desks, approved)
    assert list(dialog.rows.inputs) == [*ALL[1:], ALL[0]]
    dialog.reject()


def test_without_an_approved_proof_that_is_what_is_said_first(desks, process):
    dialog = release(desks, process)
    assert "承認された本番検証品がありません" in dialog.state.text()
    give_all(dialog)
    assert not dialog.ok.isEnabled()
    dialog.reject()


def test_another_medium_than_the_approved_one_is_named(desks, approved):
    dialog = release(desks, approved, (*EQUIPMENT, part("media", "2"), PROOF))
    give_all(dialog)
    assert "mediaの名が変わっています" in dialog.state.text() and row_of(dialog, "mediaの名")[2] == "▲ 相違"
    dialog.reject()


def test_a_setting_that_is_a_file_is_compared_by_its_bytes(desks, process, tmp_path):
    path = tmp_path / "press.cfg"
    path.write_bytes(b"abc")
    given = Given(hashlib.sha256(b"abc").hexdigest(), file=path.name)
    process.by("hinshitsu-1", lambda state, by: acts.register_setting(state, by, "p1", PRESS, given))
    process.open_round()
    process.check_all()
    process.confirm_all()
    process.approve()
    dialog = release(desks, process)
    give_all(dialog, press=" ")
    dialog.rows.inputs["press"].take(path)
    desks.settle()
    assert dialog.rows.marks["press"].text() == "● 一致" and dialog.ok.isEnabled()
    path.write_bytes(b"abd")
    dialog.rows.inputs["press"].take(path)
    assert not dialog.ok.isEnabled()
    desks.settle()
    assert dialog.rows.marks["press"].text() == "▲ 相違" and not dialog.ok.isEnabled()
    dialog.reject()
