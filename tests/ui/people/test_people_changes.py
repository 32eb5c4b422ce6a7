"""People and rights are changed with a reason and a signature."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.signoff import login
from app.ui.kit.signature_dialog import SignatureDialog
from app.ui.people.people_page import InitialPassword
from app.ui.people.person_dialog import PersonDialog
from tests.ui.meanings import recorded_as_shown
from tests.ui.office import ADMIN, CHECKER, PASSWORD
from tests.ui.people.cells import ABOUT, TIME, WHAT, cells
from tests.ui.proof_desk import refused


def asked(page) -> PersonDialog:
    return next(one for one in page.findChildren(PersonDialog) if one.isVisible())


def reasoned(dialog, reason="配属のため") -> None:
    dialog.reason.setText(reason)
    QTest.keyClick(dialog.reason, Qt.Key.Key_Return)


def sign(qtbot, office, page, password=PASSWORD) -> SignatureDialog:
    dialog = next(one for one in page.findChildren(SignatureDialog) if one.isVisible())
    with recorded_as_shown(office.book, dialog):
        QTest.keyClicks(dialog.password, password)
        QTest.keyClick(dialog.password, Qt.Key.Key_Return)
        office.settle(qtbot)
    return dialog


def test_a_new_person_gets_an_initial_password_that_is_shown_once(qtbot, office, seat):
    page = seat()
    page.add.click()
    dialog = asked(page)
    dialog.login.setText("ｋｅｎｓａ－２")
    dialog.name.setText("検査員２")
    dialog.roles["checker"].setChecked(True)
    reasoned(dialog)
    signature = next(one for one in page.findChildren(SignatureDialog) if one.isVisible())
    assert signature.what.text() == "検査員２（ID kensa-2）を登録する\n権限：検査員\n理由：配属のため"
    assert signature.meaning.text() == "人の登録・権限の付与"
    sign(qtbot, office, page)
    shown = page.findChild(InitialPassword)
    (password,) = shown.once.lines()
    QTest.keyClick(shown, Qt.Key.Key_Escape)
    assert shown.isVisible()
    shown.once.box.click()
    shown.once.button.click()
    assert shown.once.lines() == ()
    assert ("kensa-2", "検査員２", "検査員", "△ 初回ログイン待ち") in [cells[:4] for cells in cells(page.people)]
    login.set_password(office.book, "kensa-2", password, PASSWORD)


def test_without_the_right_password_nobody_is_registered(qtbot, office, seat):
    page = seat()
    page.add.click()
    dialog = asked(page)
    dialog.login.setText("kensa-2")
    dialog.name.setText("検査員２")
    dialog.roles["checker"].setChecked(True)
    reasoned(dialog)
    sign(qtbot, office, page, "wrong").reject()
    assert office.book.state.account_named("kensa-2") is None


@pytest.mark.parametrize(
    ("who", "name", "role", "reason", "said", "field"),
    [
        ("KENSA-1", "検査員２", "checker", "配属", "使われています", "login"),
        ("kensa-2", "", "checker", "配属", "氏名がない", "name"),
        ("kensa-2", "検査員２", None, "配属", "権限がひとつも", "roles"),
        ("kensa-2", "検査員２", "checker", " ", "理由がありません", "reason"),
    ],
)
def test_what_cannot_be_is_said_before_the_signature(qtbot, office, seat, who, name, role, reason, said, field):
    page = seat()
    page.add.click()
    dialog = asked(page)
    dialog.activateWindow()
    dialog.login.setText(who)
    dialog.name.setText(name)
    if role is not None:
        dialog.roles[role].setChecked(True)
    reasoned(dialog, reason)
    assert said in dialog.trouble.text() and dialog.isVisible()
    wanted = next(iter(dialog.roles.values())) if field == "roles" else getattr(dialog, field)
    assert dialog.focusWidget() is wanted
    assert not page.findChildren(SignatureDialog)
    before = dialog.wanted()
    assert said in refused(qtbot, dialog)
    assert dialog.wanted() == before, "a password typed blindly lands in no field"
    dialog.reject()


def test_a_reason_can_be_taken_from_the_list_with_the_keyboard(qtbot, office, seat):
    page = seat()
    page.add.click()
    dialog = asked(page)
    QTest.keyClick(dialog.reason, Qt.Key.Key_Down)
    popup = dialog.reason.often.popup()
    assert popup.isVisible()
    QTest.keyClick(popup, Qt.Key.Key_Down)
    QTest.keyClick(popup, Qt.Key.Key_Return)
    assert not popup.isVisible() and dialog.isVisible()
    assert dialog.wanted().reason == "検版の業務に就くため"
    dialog.reject()


def test_rights_are_given_and_taken_with_one_signature(qtbot, office, seat):
    page = seat()
    page.people.choose(office.id_of(CHECKER))
    page.change.click()
    dialog = asked(page)
    assert {role for role, box in dialog.roles.items() if box.isChecked()} == {"checker"}
    dialog.roles["checker"].setChecked(False)
    dialog.roles["trainer"].setChecked(True)
    reasoned(dialog, "担当の変更")
    sign(qtbot, office, page)
    assert office.book.state.account_named(CHECKER).roles == {"trainer"}
    assert [row[WHAT] for row in cells(page.rights)[:2]] == ["権限の付与：研修担当", "権限の取消：検査員"]
    assert page.people.current().key == office.id_of(CHECKER)


def test_unchanged_rights_are_no_change(office, seat):
    page = seat()
    page.people.choose(office.id_of(CHECKER))
    page.change.click()
    dialog = asked(page)
    reasoned(dialog)
    assert "権限は今のままです" in dialog.trouble.text()
    dialog.reject()


def test_the_last_administrator_stays(office, seat):
    page = seat()
    page.people.choose(office.id_of(ADMIN))
    page.stop.click()
    dialog = asked(page)
    reasoned(dialog, "退職")
    assert "この人だけです" in dialog.trouble.text()
    dialog.reject()


def test_a_person_is_stopped_and_let_in_again(qtbot, office, seat):
    page = seat()
    page.people.choose(office.id_of(CHECKER))
    page.stop.click()
    reasoned(asked(page), "異動")
    sign(qtbot, office, page)
    assert not office.book.state.account_named(CHECKER).active
    assert cells(page.people)[-1][3] == "× 停止" and page.people.model.rows()[-1].alarm
    assert page.stop.text().startswith("停止を取り消す") and not page.reset.isEnabled()
    page.stop.click()
    reasoned(asked(page), "復職")
    sign(qtbot, office, page)
    assert office.book.state.account_named(CHECKER).active


def test_a_new_name_does_not_change_what_the_history_said(qtbot, office, seat):
    page = seat()
    page.people.choose(office.id_of(CHECKER))
    page.rename.click()
    dialog = asked(page)
    dialog.name.setText("検査員３")
    reasoned(dialog, "改姓")
    sign(qtbot, office, page)
    rows = cells(page.rights)
    assert rows[0][ABOUT] == "検査員１（kensa-1）" and rows[0][WHAT] == "氏名の変更：検査員３"
    assert rows[1][ABOUT] == "検査員１（kensa-1）"
    assert page.people.current().cells[1] == "検査員３"


def test_a_lost_password_is_issued_anew(qtbot, office, seat):
    page = seat()
    page.people.choose(office.id_of(CHECKER))
    page.reset.click()
    reasoned(asked(page), "パスワードを忘れた")
    sign(qtbot, office, page)
    shown = page.findChild(InitialPassword)
    (password,) = shown.once.lines()
    shown.once.box.click()
    shown.once.button.click()
    login.set_password(office.book, CHECKER, password, "Another-Test-2026")
    assert login.log_in(office.book, CHECKER, "Another-Test-2026")
    office.desk.refresh()
    office.settle(qtbot)
    (enrolled, *_) = (row for row in cells(page.rights) if row[WHAT] == "署名鍵の登録")
    (state,) = (row[3] for row in cells(page.people) if row[0] == CHECKER)
    assert state == f"○ 有効　鍵の再発行 {enrolled[TIME]} 管理者１"


def test_an_administrator_who_resets_the_own_password_still_gets_the_new_one(qtbot, office, seat):
    page = seat()
    page.people.choose(office.id_of(ADMIN))
    page.reset.click()
    reasoned(asked(page), "パスワードを忘れた")
    sign(qtbot, office, page)
    assert office.desk.session is None
    (password,) = page.findChild(InitialPassword).once.lines()
    page.findChild(InitialPassword).accept()
    login.set_password(office.book, ADMIN, password, "Another-Test-2026")


def test_nobody_but_an_administrator_changes_anything(office, seat):
    page = seat(CHECKER)
    for button in (page.add, page.rename, page.change, page.stop, page.reset):
        assert not button.isEnabled()
    page.people.pressed.emit()
    assert not page.findChildren(PersonDialog)
    assert "管理者だけ" in page.note.text()


def test_a_page_that_nobody_looks_at_reads_nothing(qtbot, office, seat):
    page = seat()
    before = len(cells(page.access))
    page.hide()
    office.desk.lock()
    office.settle(qtbot)
    assert len(cells(page.access)) == before
    page.show()
    office.settle(qtbot)
    assert len(cells(page.access)) == before + 1


def test_the_histories_cannot_be_edited(office, seat):
    page = seat()
    for table in (page.rights, page.access, page.people):
        index = table.shown.index(0, 0)
        assert not index.flags() & Qt.ItemFlag.ItemIsEditable
        assert not table.shown.setData(index, "x")
