"""One-time codes and signatures, as they are asked for on the screen."""

from datetime import timedelta

import pytest
import segno
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from app.signoff import login
from app.signoff.model import Account
from app.ui.kit.scrolling import Scrolled
from app.ui.kit.signature_dialog import SignatureDialog
from app.ui.login.enrol_code import EnrolCode
from app.ui.login.login_page import LoginPage
from app.ui.login.qr_code import QrCode
from app.ui.login.shown_once import ShownOnce
from tests.ui.login.typed import ENTER, LOCKED, SPACE, TAB, secret_on, types
from tests.ui.office import ADMIN, LEAD, PASSWORD, Clock

BIG = 44


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


def test_all_of_what_is_signed_can_be_read_however_long_it_is(qtbot, themed):
    """On a low screen it scrolls, and Tab comes to it; once there is room again nothing does."""
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1366, 728)
    window.show()
    account = Account(id="a", login="k", name="検査員１", roles=frozenset({"checker"}))
    failures = [f"項目 {at}：否。この現品と認められません" for at in range(1, 15)]
    made = SignatureDialog(account, "検査", ("番号 24", *failures), Clock(), window, asked="row")
    made.show()
    (area,) = made.findChildren(Scrolled)
    made.offer.wanted.click()
    QApplication.processEvents()
    assert made.height() <= window.height() - 40 and area.height() >= 5 * made.fontMetrics().lineSpacing()
    assert area.widget().height() >= made.what.heightForWidth(made.what.width())
    assert area.verticalScrollBar().maximum() > 0 and area.focusPolicy() == Qt.FocusPolicy.TabFocus
    made.what.setText("番号 24")
    QApplication.processEvents()
    assert area.verticalScrollBar().maximum() == 0 and area.focusPolicy() == Qt.FocusPolicy.NoFocus
    made.close()


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
