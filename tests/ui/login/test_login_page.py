from datetime import timedelta

import pytest
import segno
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton

from app.errors import KenpanError
from app.signoff import login
from app.signoff.model import Account
from app.ui.kit.labels import Trouble
from app.ui.kit.signature_dialog import SignatureDialog
from app.ui.login.enrol_code import EnrolCode
from app.ui.login.first_start import FirstStart
from app.ui.login.front import LIVE, NAME, PRACTICE, Front
from app.ui.login.login_form import LoginForm
from app.ui.login.login_page import LoginPage
from app.ui.login.password_pair import strength
from app.ui.login.qr_code import QrCode
from app.ui.login.shown_once import ShownOnce
from tests.ui.office import ADMIN, CHECKER, LEAD, PASSWORD, Clock, open_office

BIG = 44
LOCKED = KenpanError("login.locked", "しばらくログインできません。", "待ってください。", place="あと 3 秒")


@pytest.fixture
def new_office(tmp_path, jobs, themed):
    made = open_office(tmp_path, jobs)
    yield made
    made.desk.leave()
    made.book.engine.dispose()


@pytest.fixture
def office(new_office):
    new_office.found()
    new_office.hire(CHECKER, "検査員１", "checker")
    return new_office


@pytest.fixture
def shown(qtbot):
    """``shown(desk)``: a page on screen, with the keyboard."""

    def show(desk) -> LoginPage:
        page = LoginPage(desk)
        qtbot.addWidget(page)
        page.resize(1100, 760)
        with qtbot.waitActive(page):
            page.show()
            page.activateWindow()
        page.setFocus()
        return page

    return show


def types(*parts: str | Qt.Key) -> None:
    """As a keyboard does: to whatever has the focus."""
    for part in parts:
        focus = QApplication.focusWidget()
        if isinstance(part, Qt.Key):
            QTest.keyClick(focus, part)
        else:
            assert isinstance(focus, QLineEdit)
            # Japanese comes from an input method; the test keyboard has only letters.
            QTest.keyClicks(focus, part) if part.isascii() else focus.insert(part)


ENTER, TAB, SPACE = Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Space


# First start


def test_the_first_start_makes_an_administrator_with_the_keyboard_alone(qtbot, new_office, shown):
    page = shown(new_office.desk)
    assert page.currentWidget() is page.first
    types("kanri-1", ENTER, "管理者１", ENTER, PASSWORD, ENTER, PASSWORD, ENTER)
    new_office.settle(qtbot)
    account = new_office.book.state.account_named("kanri-1")
    assert (account.name, account.roles) == ("管理者１", {"admin"})
    # The password is not typed again for the codes, nor for the first login with one.
    assert page.currentWidget() is page.enrolment and page.first.pair.password == ""
    secret = secret_on(page)
    types(new_office.code_of(secret), ENTER)
    new_office.settle(qtbot)
    types(SPACE, TAB, SPACE)
    new_office.clock.now += timedelta(minutes=1)
    assert page.currentWidget() is page.form and page.form.code.hasFocus()
    with qtbot.waitSignal(new_office.desk.sessionChanged):
        types(new_office.code_of(secret), ENTER)
    assert new_office.desk.account.login == "kanri-1" and page.form.password.text() == ""


def test_a_password_that_waits_for_its_code_goes_with_another_id(qtbot, themed):
    form = LoginForm()
    qtbot.addWidget(form)
    form.begin("次の確認コード", "kanri-1", PASSWORD)
    QTest.keyClicks(form.login, "x")
    assert form.password.text() == "" and not form.button.isEnabled()


def test_what_the_program_is_and_whether_it_is_practice_stands_on_every_page_before_a_session(new_office, shown):
    page = shown(new_office.desk)
    fronts = page.findChildren(Front)
    assert len(fronts) == 6
    assert NAME in [label.text() for label in page.first.findChildren(QLabel) if label.isVisible()]
    assert all(front.mode.text().endswith(LIVE) for front in fronts)
    new_office.desk.hint = "練習用のパスワード"
    page.begin()
    assert all(front.mode.text().endswith(PRACTICE) for front in fronts)
    assert {front.mode.objectName() for front in fronts} == {"practice"}


def test_where_the_head_has_no_room_the_card_says_what_the_program_is(qtbot, themed):
    first = FirstStart()
    qtbot.addWidget(first)
    first.resize(900, 900)
    first.show()
    assert first.front.head.isVisible() and NAME not in first.front.mode.text()
    first.resize(900, 430)
    assert first.front.head.isHidden() and first.front.mode.text() == f"{NAME}　{LIVE}"


def test_two_first_starts_at_once_make_one_administrator(qtbot, new_office, shown):
    page = shown(new_office.desk)
    login.found(new_office.elsewhere(), ADMIN, "管理者１", PASSWORD)
    types("kanri-2", ENTER, "管理者２", ENTER, PASSWORD, ENTER, PASSWORD, ENTER)
    new_office.settle(qtbot)
    assert page.currentWidget() is page.form
    assert "すでに登録されています" in page.form.note.text()
    assert len(new_office.book.state.accounts) == 1


def test_an_id_that_cannot_be_is_said_and_nothing_is_lost(qtbot, new_office, shown):
    page = shown(new_office.desk)
    types("kanri 1", ENTER, "管理者１", ENTER, PASSWORD, ENTER, PASSWORD, ENTER)
    new_office.settle(qtbot)
    assert "IDの形が正しくありません" in page.first.trouble.text()
    assert page.first.pair.password == PASSWORD and page.first.login.hasFocus()
    assert new_office.book.state.count == 0


@pytest.mark.parametrize(
    ("password", "usable", "sign"),
    [
        ("", False, "12 文字以上"),
        ("Ab1!", False, "×"),
        ("aaaaaaaaaaaaaa", False, "×"),
        ("Kanri-1-kenpan", False, "× パスワードに ID が含まれています"),
        ("Old-Pass-2026", False, "× 前と同じ"),
        ("kenpankenpan", True, "△ 使えますが、90 日ごと"),
        ("Kenpan-12", True, "△"),
        ("Kenpan-Test-26", True, "○"),
    ],
)
def test_the_strength_of_a_password_is_said(password, usable, sign):
    taken, text = strength(password, "kanri-1", "Old-Pass-2026")
    assert taken is usable and text.startswith(sign)


def test_two_different_passwords_cannot_be_taken(new_office, shown):
    page = shown(new_office.desk)
    types("kanri-1", ENTER, "管理者１", ENTER, PASSWORD, ENTER, PASSWORD[:-1], ENTER)
    assert "2 回の入力が違います" in page.first.pair.note.text()
    assert not page.first.button.isEnabled()
    assert new_office.book.state.count == 0


# Login


def test_a_checker_logs_in_with_the_keyboard_alone(qtbot, office, shown):
    page = shown(office.desk)
    with qtbot.waitSignal(office.desk.sessionChanged):
        types(CHECKER, ENTER, PASSWORD, ENTER)
    assert office.desk.account.login == CHECKER
    assert [edit.text() for edit in page.findChildren(QLineEdit)] == [""] * len(page.findChildren(QLineEdit))


def test_an_id_typed_in_full_width_is_the_same_id(qtbot, office, shown):
    page = shown(office.desk)
    with qtbot.waitSignal(office.desk.sessionChanged):
        types("ｋｅｎｓａ－１", ENTER, PASSWORD, ENTER)
    assert page.form.login.text() == ""


def test_the_tab_key_goes_through_the_fields_in_order(office, shown):
    page = shown(office.desk)
    form = page.form
    types(CHECKER, TAB, "x")
    seen = [QApplication.focusWidget()]
    for _ in range(2):
        types(TAB)
        seen.append(QApplication.focusWidget())
    assert seen == [form.password, form.code, form.button]


def test_a_refusal_does_not_say_which_of_them_was_wrong(qtbot, office, shown):
    page = shown(office.desk)
    said = set()
    for who in (CHECKER, "nobody"):
        page.begin()
        types(who, ENTER, "wrong", ENTER)
        office.settle(qtbot)
        said.add(page.form.trouble.text())
        assert page.form.login.text() == who and page.form.password.text() == "" and page.form.password.hasFocus()
    assert len(said) == 1


def test_too_many_tries_shut_this_id_out_and_no_other(qtbot, office, shown):
    page = shown(office.desk)
    types(CHECKER, ENTER)
    for _ in range(5):
        types("wrong", ENTER)
        office.settle(qtbot)
    assert page.form.trouble.waiting and "秒" in page.form.trouble.text()
    page.form.password.setText(PASSWORD)
    assert not page.form.button.isEnabled()
    page.form.login.setFocus()
    types("x")
    assert not page.form.trouble.waiting and page.form.button.isEnabled()


def test_a_lockout_counts_down_and_ends(qtbot, themed):
    trouble = Trouble(second_ms=1)
    qtbot.addWidget(trouble)
    said = []
    with qtbot.waitSignal(trouble.over):
        trouble.say(LOCKED)
        said.append(trouble.text())
        trouble._timer.timeout.connect(lambda: said.append(trouble.text()))
    assert [text[-3:] for text in said[:3]] == ["3 秒", "2 秒", "1 秒"]
    assert trouble.text() == "" and not trouble.waiting


def test_a_long_lockout_is_said_in_minutes(qtbot, themed):
    trouble = Trouble()
    qtbot.addWidget(trouble)
    trouble.say(KenpanError("login.locked", "しばらくログインできません。", "", place="あと 125 秒"))
    assert trouble.text().endswith("あと 2 分 05 秒")
    trouble.clear()


def test_an_initial_password_must_be_changed_first(qtbot, office, shown):
    admin = login.log_in(office.book, ADMIN, PASSWORD, office.codes[ADMIN].pop())
    initial = login.add_person(office.book, admin, "kensa-2", "検査員２", ("checker",), "配属")
    page = shown(office.desk)
    types("kensa-2", ENTER, initial, ENTER)
    office.settle(qtbot)
    assert page.currentWidget() is page.renewal and "kensa-2" in page.renewal.about.text()
    types(initial, ENTER)
    assert "前と同じ" in page.renewal.pair.note.text()
    page.renewal.pair.forget()
    page.renewal.pair.first.setFocus()
    with qtbot.waitSignal(office.desk.sessionChanged):
        types(PASSWORD, ENTER, PASSWORD, ENTER)
    assert office.desk.account.login == "kensa-2" and office.desk.account.public_key


def test_leaving_the_new_password_keeps_nothing(qtbot, office, shown):
    admin = login.log_in(office.book, ADMIN, PASSWORD, office.codes[ADMIN].pop())
    initial = login.add_person(office.book, admin, "kensa-2", "検査員２", ("checker",), "配属")
    page = shown(office.desk)
    types("kensa-2", ENTER, initial, ENTER)
    office.settle(qtbot)
    page.renewal.back.click()
    assert page.currentWidget() is page.form
    assert [edit.text() for edit in page.findChildren(QLineEdit)] == [""] * len(page.findChildren(QLineEdit))


def test_a_password_that_ran_out_is_changed_with_a_code(qtbot, office, shown):
    weak = "kenpankenpan"
    office.hire(LEAD, "責任者１", "lead")
    login.set_password(office.book, LEAD, PASSWORD, weak, office.codes[LEAD].pop())
    office.clock.now += timedelta(days=91)
    page = shown(office.desk)
    types(LEAD, ENTER, weak, ENTER)
    office.settle(qtbot)
    assert page.currentWidget() is page.renewal
    types(PASSWORD, ENTER, PASSWORD, ENTER)
    office.settle(qtbot)
    assert page.renewal.code.isVisible() and page.renewal.code.hasFocus()
    types(office.codes[LEAD].pop(), ENTER)
    office.settle(qtbot)
    assert page.currentWidget() is page.form and "パスワードを変えました" in page.form.note.text()
    with qtbot.waitSignal(office.desk.sessionChanged):
        types(PASSWORD, TAB, office.codes[LEAD].pop(), ENTER)


def test_an_id_that_nobody_has_is_shut_out_like_one_that_somebody_has(qtbot, office, shown):
    page = shown(office.desk)
    said = {}
    for who in (CHECKER, "nobody"):
        page.begin()
        types(who, ENTER)
        said[who] = []
        for _ in range(5):
            types("wrong", ENTER)
            office.settle(qtbot)
            said[who].append(page.form.trouble.text())
    assert said[CHECKER] == said["nobody"] and "秒" in said[CHECKER][-1]


# One-time codes


@pytest.fixture
def enrolling(qtbot, office, shown) -> LoginPage:
    """A lead at the first login."""
    admin = login.log_in(office.book, ADMIN, PASSWORD, office.codes[ADMIN].pop())
    initial = login.add_person(office.book, admin, LEAD, "責任者１", ("lead",), "配属")
    login.set_password(office.book, LEAD, initial, PASSWORD)
    page = shown(office.desk)
    types(LEAD, ENTER, PASSWORD, ENTER)
    office.settle(qtbot)
    assert page.currentWidget() is page.enrolment
    return page


def secret_on(page) -> str:
    return "".join(page.enrolment.secret.text().split())


def test_a_lead_sets_up_codes_and_logs_in_with_one(qtbot, office, enrolling):
    secret = secret_on(enrolling)
    types(office.code_of(secret), ENTER)
    office.settle(qtbot)
    assert len(enrolling.enrolment.recovery.lines()) == 10
    assert enrolling.enrolment.secret.text() == ""
    types(SPACE, TAB, SPACE)
    assert enrolling.currentWidget() is enrolling.form and enrolling.form.login.text() == LEAD
    assert enrolling.enrolment.recovery.lines() == ()
    office.clock.now += timedelta(minutes=1)
    types(office.code_of(secret))
    with qtbot.waitSignal(office.desk.sessionChanged):
        types(ENTER)
    assert office.desk.account.login == LEAD


def test_a_wrong_code_takes_nothing_into_use(qtbot, office, enrolling):
    for _ in range(5):
        types("000000", ENTER)
        office.settle(qtbot)
        assert "確認コードが合いません" in enrolling.enrolment.trouble.text()
    assert enrolling.enrolment.currentIndex() == 0 and enrolling.enrolment.code.text() == ""
    assert "otp.enrolled" not in [entry.kind for entry in office.book.history() if entry.by == office.id_of(LEAD)]


def test_leaving_the_enrolment_takes_the_secret_off_the_screen(enrolling):
    enrolling.enrolment.back.click()
    assert enrolling.currentWidget() is enrolling.form
    assert secret_on(enrolling) == ""
    assert enrolling.enrolment.qr.grab().toImage().pixelColor(30, 30) == Qt.GlobalColor.white


def test_recovery_codes_stay_until_the_person_has_them_on_paper(qtbot, themed):
    page = EnrolCode()
    qtbot.addWidget(page)
    page.show_recovery(["ABCDEFGHIJKLMNOP", "234567ABCDEFGHIJ"])
    assert page.recovery.lines() == ("ABCD EFGH IJKL MNOP", "2345 67AB CDEF GHIJ")
    assert not page.recovery.button.isEnabled()
    page.recovery.box.click()
    with qtbot.waitSignal(page.done):
        page.recovery.button.click()
    assert page.recovery.lines() == ()


def test_what_is_shown_once_is_no_longer_among_the_widgets(qtbot, themed):
    once = ShownOnce("", "控えました", "閉じる")
    qtbot.addWidget(once)
    once.show_lines(["geheim"])
    once.box.click()
    once.button.click()
    qtbot.waitUntil(lambda: all(label.text() != "geheim" for label in once.findChildren(QLabel)))


def test_the_qr_code_is_drawn_module_by_module(qtbot, themed):
    code, text = QrCode(), "otpauth://totp/Kenpan:kensa-1?secret=ABCDEFGHIJKLMNOP&issuer=Kenpan"
    qtbot.addWidget(code)
    code.show_text(text)
    code.show()
    image, matrix = code.grab().toImage(), segno.make(text, error="m").matrix
    module = image.width() // (len(matrix) + 8)
    assert module >= 4 and image.width() == module * (len(matrix) + 8)
    for row in range(-4, len(matrix) + 4):
        for column in range(-4, len(matrix) + 4):
            inside = 0 <= row < len(matrix) and 0 <= column < len(matrix)
            dark = inside and bool(matrix[row][column])
            for corner in (0, module - 1):
                colour = image.pixelColor((column + 4) * module + corner, (row + 4) * module + corner)
                assert (colour == Qt.GlobalColor.black) is dark


# Signature


@pytest.fixture
def dialog(qtbot, themed):
    account = Account("a1", "kensa-1", "検査員１", frozenset({"checker"}))
    made = SignatureDialog(account, "検査", ("通し番号 7", "現品ID X"), Clock())
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


def test_who_signs_what_and_its_meaning_are_shown(dialog):
    assert dialog.who.text() == "検査員１（ID kensa-1）" and dialog.roles.text() == "検査員"
    assert dialog.meaning.text() == "検査" and dialog.what.text() == "通し番号 7\n現品ID X"
    assert dialog.meaning.font().pointSizeF() > 2 * dialog.what.font().pointSizeF()
    assert "2026年11月" in dialog.time.text()


def test_enter_signs_only_with_a_password(qtbot, dialog):
    given = []
    dialog.passwordGiven.connect(given.append)
    QTest.keyClick(dialog.password, ENTER)
    assert given == []
    QTest.keyClicks(dialog.password, "abc")
    QTest.keyClick(dialog.password, ENTER)
    QTest.keyClick(dialog.password, ENTER)
    assert given == ["abc"]
    QTest.keyClick(dialog.password, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    dialog.finish()
    assert not dialog.isVisible() and dialog.password.text() == ""


def test_a_locked_out_signer_has_to_wait(dialog):
    dialog.refuse(LOCKED)
    dialog.password.setText("abc")
    assert not dialog.sign_button.isEnabled() and "あと 3 秒" in dialog.trouble.text()
    dialog.trouble.over.emit()
    QTest.keyClick(dialog.password, Qt.Key.Key_Escape)
    assert not dialog.isVisible() and not dialog.trouble.waiting


def test_no_password_can_be_read_or_copied_from_a_screen(office, shown):
    page = shown(office.desk)
    for edit in (page.form.password, page.first.pair.first, page.renewal.pair.second):
        edit.setText(PASSWORD)
        edit.selectAll()
        edit.copy()
        assert edit.displayText() != PASSWORD
    assert PASSWORD not in QApplication.clipboard().text()


def test_every_button_says_in_japanese_what_it_does(office, shown):
    page = shown(office.desk)
    for button in page.findChildren(QPushButton):
        assert any(ord(char) > 0x3000 for char in button.text())


def test_the_one_thing_to_do_is_a_large_button(office, shown):
    assert shown(office.desk).form.button.height() >= BIG
