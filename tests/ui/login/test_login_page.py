from datetime import timedelta

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit

from app.errors import KenpanError
from app.signoff import login
from app.ui.kit.labels import Trouble
from app.ui.login.first_start import FirstStart
from app.ui.login.front import LIVE, NAME, PRACTICE, Front
from app.ui.login.login_form import BACK_TO_LIVE, TO_PRACTICE, LoginForm
from app.ui.login.password_pair import strength
from tests.ui.login.typed import ENTER, LOCKED, SPACE, TAB, secret_on, types
from tests.ui.office import ADMIN, CHECKER, LEAD, PASSWORD

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
    made_when_shown = [page.first, page.carry, page.renewal, page.enrolment]
    fronts = page.findChildren(Front)
    assert len(fronts) == len(made_when_shown) + 2
    assert NAME in [label.text() for label in page.first.findChildren(QLabel) if label.isVisible()]
    assert all(front.mode.text().endswith(LIVE) for front in fronts)
    assert page.form.mode.text() == TO_PRACTICE
    new_office.desk.book.practice = True
    page.begin()
    assert all(front.mode.text().endswith(PRACTICE) for front in fronts)
    assert {front.mode.objectName() for front in fronts} == {"practice"}
    assert page.form.mode.text() == BACK_TO_LIVE


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
