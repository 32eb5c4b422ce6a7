from datetime import datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QFileDialog

from app.signoff import login
from app.signoff.ledger import Draft
from app.ui.kit.signature_dialog import SignatureDialog
from app.ui.kit.words import role_names, shown_time
from app.ui.people.nodes import ACCESS_HEADERS, Log, PlainRow, extended, people_rows
from app.ui.people.people_page import InitialPassword, PeoplePage
from app.ui.people.person_dialog import PersonDialog
from app.ui.people.rows_model import RowsModel
from app.ui.people.rows_table import RowsTable
from tests.ui.meanings import recorded_as_shown
from tests.ui.office import ADMIN, CHECKER, PASSWORD, open_office
from tests.ui.proof_desk import refused

TIME, WHO, ABOUT, WHAT, REASON = range(5)


@pytest.fixture
def office(tmp_path, jobs, themed):
    made = open_office(tmp_path, jobs)
    made.found()
    made.hire(CHECKER, "検査員１", "checker")
    yield made
    made.desk.leave()
    made.book.engine.dispose()


@pytest.fixture
def seat(qtbot, office):
    """``seat(who)``: the page, with this person at the desk."""

    def sit(who=ADMIN) -> PeoplePage:
        office.enter(qtbot, who)
        page = PeoplePage(office.desk)
        qtbot.addWidget(page)
        page.resize(1300, 700)
        page.show()
        office.settle(qtbot)
        return page

    return sit


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


def cells(table) -> list[tuple[str, ...]]:
    return [row.cells for row in table.model.rows()]


# What the tables say


def test_everybody_is_listed_with_rights_and_state(office, seat):
    page = seat()
    assert [row[:4] for row in cells(page.people)] == [
        (ADMIN, "管理者１", "管理者", "○ 有効"),
        (CHECKER, "検査員１", "検査員", "○ 有効"),
    ]
    assert all(datetime.fromisoformat(row[4]) for row in cells(page.people))


def test_the_history_of_rights_is_newest_first_and_says_why(office, seat):
    page = seat()
    rows = cells(page.rights)
    assert [row[WHAT] for row in rows[:3]] == ["署名鍵の登録", "権限の付与：検査員", "人の登録"]
    assert rows[1][WHO:] == ("管理者１（kanri-1）", "検査員１（kensa-1）", "権限の付与：検査員", "配属", *rows[1][5:])
    numbers = [int(row[-1]) for row in rows]
    assert numbers == sorted(numbers, reverse=True)


def test_every_change_of_people_is_in_the_history_and_every_visit_in_the_log(office, seat):
    page = seat()
    about_people = [kind for kind in office.kinds() if not kind.startswith(("access.", "recovery.", "ledger."))]
    assert len(cells(page.rights)) == len(about_people)
    assert len(cells(page.rights)) + len(cells(page.access)) == len(office.kinds()) - 1
    assert office.kinds()[0] == "ledger.begun"


def test_refusals_media_and_exports_are_in_the_log_of_access(qtbot, office, seat):
    page = seat()
    for who in (CHECKER, "nobody"):
        office.desk.log_in(who, "wrong", "", lambda _error: None)
    office.settle(qtbot)
    opened = {"volume": "PAP03A", "manifest": "0" * 64, "container": "open", "network": ["eth0"]}
    other = office.elsewhere()
    checker = login.log_in(other, CHECKER, PASSWORD)
    other.sign(checker.signer, lambda _state, _by: Draft("media.opened", opened))
    other.engine.dispose()
    office.desk.run(lambda _state, _by: Draft("media.refused", {"volume": "PAP03B", "why": "rights", "network": []}))
    exported = {"kind": "pdf", "name": "a.pdf", "size": 1234, "sha256": "0" * 64}
    office.desk.run(lambda _state, _by: Draft("export.made", exported))
    office.settle(qtbot)
    assert [row[1:4] for row in cells(page.access)[:6]] == [
        ("管理者１（kanri-1）", "書き出し", "ファイル　a.pdf　1,234 バイト"),
        ("管理者１（kanri-1）", "× 媒体を開かなかった", "PAP03B　権限なし　ネットワーク：なし"),
        ("検査員１（kensa-1）", "媒体を開いた", "PAP03A　ネットワーク接続あり：eth0"),
        ("検査員１（kensa-1）", "ログイン", ""),
        ("（登録されていない ID）", "× 認証の拒否", "IDの登録なし"),
        ("検査員１（kensa-1）", "× 認証の拒否", "パスワード相違"),
    ]


def test_what_must_be_seen_has_a_sign_besides_its_colour(qtbot, office, seat):
    page = seat()
    office.desk.log_in(CHECKER, "wrong", "", lambda _error: None)
    office.desk.refresh()
    office.settle(qtbot)
    office.desk.refresh()
    office.settle(qtbot)
    alarming = [row for row in page.access.model.rows() if row.alarm]
    assert alarming and all(row.cells[2][0] in "×△" for row in alarming)


def test_the_log_goes_on_where_it_was(office):
    entries = office.book.history()
    whole = extended(Log(), entries)
    in_parts = Log()
    for entry in entries:
        in_parts = extended(in_parts, (entry,))
    assert in_parts == whole
    assert people_rows(office.book.state, whole) == people_rows(office.book.state, in_parts)


def test_times_are_those_of_japan():
    assert shown_time("2026-11-02T00:00:09.010Z") == "2026-11-02 09:00:09"


def test_rights_are_named_in_one_order():
    assert role_names({"admin", "checker"}) == role_names(["checker", "admin"]) == "検査員・管理者"
    assert role_names(()) == "権限なし"


# The model


def row(number: int) -> PlainRow:
    return PlainRow((f"{number}",) * len(ACCESS_HEADERS), f"k{number}")


def test_the_model_keeps_its_promises_to_qt(qtbot):
    model = RowsModel(ACCESS_HEADERS)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for rows in ((), (row(1),), (row(3), row(2), row(1)), (row(2),), (row(5), row(4)), ()):
        model.show(rows)
        assert model.rows() == rows
    assert tester.model() is model


def test_newer_lines_leave_the_chosen_one_chosen(qtbot, themed):
    table = RowsTable("記録", ACCESS_HEADERS, ("x",) * len(ACCESS_HEADERS), 3)
    qtbot.addWidget(table)
    table.show_rows((row(2), row(1)))
    table.choose("k1")
    resets = []
    table.model.modelReset.connect(lambda: resets.append(True))
    table.show_rows((row(4), row(3), row(2), row(1)))
    assert table.current() == row(1) and resets == []
    table.show_rows((row(9), row(1)))
    assert table.current() == row(1)


def test_a_table_can_be_narrowed_down_by_text(qtbot, themed):
    table = RowsTable("記録", ACCESS_HEADERS, ("x",) * len(ACCESS_HEADERS), 3)
    qtbot.addWidget(table)
    table.show_rows(tuple(row(number) for number in range(30, 0, -1)))
    table.filter.setText("7")
    assert table.shown.rowCount() == 3 and table.count.text() == "30 件のうち 3 件"
    table.filter.clear()
    assert table.count.text() == "30 件"


# Changes


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


# On paper


@pytest.mark.parametrize("suffix", [".pdf", ".xlsx"])
@pytest.mark.parametrize("name", ["rights_tab", "access_tab"])
def test_the_histories_are_written_out_with_an_entry(qtbot, office, seat, tmp_path, monkeypatch, name, suffix):
    page = seat()
    chosen = tmp_path / f"履歴{suffix}"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(chosen), ""))
    tab = getattr(page, name)
    page.tabs.setCurrentWidget(tab)
    told = []
    page.wrote.connect(told.append)
    QTest.keyClick(tab.to_pdf if suffix == ".pdf" else tab.to_book, Qt.Key.Key_Space)
    office.settle(qtbot)
    assert told[-1] == f"書き出しました：{chosen.name}"
    assert chosen.stat().st_size > 1000
    assert office.book.history()[-1].data["name"] == chosen.name


def test_a_period_that_ends_before_it_begins_is_told(qtbot, office, seat, tmp_path, monkeypatch):
    page = seat()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "x.pdf"), ""))
    page.tabs.setCurrentWidget(page.access_tab)
    page.access_tab.first.setDate(page.access_tab.last.date().addDays(1))
    told = []
    page.said.connect(told.append)
    QTest.keyClick(page.access_tab.to_pdf, Qt.Key.Key_Space)
    office.settle(qtbot)
    assert [error.code for error in told] == ["report.period"]
