"""Who sits at the desk: login, logout, lock, and what others do meanwhile."""

import pytest
from PySide6.QtCore import QTimer

from app.errors import KenpanError
from app.signoff import login, people
from app.signoff.signing_key import new_key
from tests.ui.login.desk.acts import export
from tests.ui.office import ADMIN, CHECKER, LEAD, PASSWORD, open_office

# Who


def test_nobody_may_do_anything_before_the_login(office):
    assert office.desk.is_founded
    assert office.desk.account is None and office.desk.roles == frozenset()
    assert not office.desk.may("access.login")


def test_after_the_login_the_desk_knows_who_it_is(seated):
    assert seated.desk.account.login == CHECKER
    assert seated.desk.may("piece.signed") and not seated.desk.may("account.created")
    assert seated.kinds()[-1] == "access.login"


def test_a_wrong_password_opens_no_session(qtbot, office):
    refused = []
    office.desk.log_in(CHECKER, "wrong", "", refused.append)
    office.settle(qtbot)
    assert [error.code for error in refused] == ["login.refused"]
    assert office.desk.session is None


def test_logging_out_ends_the_session_at_once_and_is_written_last(qtbot, seated):
    desk = seated.desk
    ended = []
    desk.run(export("1"))
    desk.run(export("2"))
    desk.log_out(lambda: ended.append(seated.kinds()[-3:]))
    assert desk.session is None and desk.account is None
    seated.settle(qtbot)
    assert ended == [["export.made", "export.made", "access.logout"]]


def test_a_logout_that_cannot_be_written_still_lets_the_person_go(qtbot, seated, failures, monkeypatch):
    full = KenpanError("store.write", "書き込めませんでした。", "空き容量を確かめてください。")
    monkeypatch.setattr(login, "log_out", lambda *_: (_ for _ in ()).throw(full))
    ended = []
    seated.desk.log_out(lambda: ended.append(True))
    seated.settle(qtbot)
    assert ended == [True] and failures == [full] and seated.desk.session is None


def test_a_person_who_is_stopped_elsewhere_is_logged_out(qtbot, seated, failures):
    seated.from_elsewhere(lambda state, _by: people.stop(state, seated.id_of(CHECKER), "異動"))
    with qtbot.waitSignal(seated.desk.sessionChanged):
        seated.desk.refresh()
    assert seated.desk.session is None
    assert [error.code for error in failures] == ["rights.stopped"]


def test_a_person_who_gets_a_role_with_codes_has_to_come_in_again_with_one(qtbot, seated, failures):
    seated.from_elsewhere(lambda state, _by: people.grant(state, seated.id_of(CHECKER), "lead", "兼務"))
    with qtbot.waitSignal(seated.desk.sessionChanged):
        seated.desk.refresh()
    assert seated.desk.session is None
    assert [error.what for error in failures] == ["権限が増えたか、配信を始めたため、確認コードの登録が必要です。"]
    refused = []
    seated.desk.log_in(CHECKER, PASSWORD, "", refused.append)
    seated.settle(qtbot)
    assert [error.code for error in refused] == ["login.enrol_code"]


def test_a_lead_who_came_in_with_a_code_stays_when_rights_are_added(qtbot, office, failures):
    office.hire(LEAD, "責任者１", "lead")
    office.enter(qtbot, LEAD)
    office.from_elsewhere(lambda state, _by: people.grant(state, office.id_of(LEAD), "admin", "兼務"))
    with qtbot.waitSignal(office.desk.stateChanged):
        office.desk.refresh()
    assert office.desk.may("account.created") and failures == []


def test_a_reset_ends_the_session_before_the_new_password_is_set(qtbot, seated, failures):
    seated.from_elsewhere(lambda state, _by: people.reset(state, seated.id_of(CHECKER), "紛失", new_key("").public))
    with qtbot.waitSignal(seated.desk.sessionChanged):
        seated.desk.refresh()
    assert seated.desk.session is None
    assert [error.code for error in failures] == ["rights.stopped"]


# What is new


def test_looking_without_anything_new_says_nothing(qtbot, office):
    office.settle(qtbot)
    told = []
    office.desk.stateChanged.connect(lambda: told.append(office.desk.state.count))
    office.desk.refresh()
    office.settle(qtbot)
    office.desk.refresh()
    office.settle(qtbot)
    assert told == []


def test_entries_of_another_workstation_are_told_once(qtbot, office):
    office.settle(qtbot)
    told = []
    office.desk.stateChanged.connect(lambda: told.append(office.desk.state.count))
    other = office.elsewhere()
    login.log_in(other, CHECKER, PASSWORD)
    other.engine.dispose()
    for _ in range(2):
        office.desk.refresh()
        office.settle(qtbot)
    assert told == [len(office.kinds())]


def test_a_shared_ledger_is_looked_at_again_and_again(qtbot, tmp_path, jobs, themed):
    office = open_office(tmp_path, jobs, look_ms=5)
    other = office.elsewhere()
    with qtbot.waitSignal(office.desk.stateChanged):
        login.found(other, ADMIN, "管理者１", PASSWORD)
    office.desk.leave()
    for book in (other, office.book):
        book.engine.dispose()


def test_a_ledger_of_this_workstation_alone_is_not_polled(office):
    assert not any(timer.isActive() for timer in office.desk.findChildren(QTimer))


def test_a_server_that_is_away_is_said_once_until_it_is_back(qtbot, office, failures, monkeypatch):
    office.settle(qtbot)
    away = KenpanError("store.read", "台帳を読めませんでした。", "管理者に連絡してください。")

    def gone():
        raise away

    with monkeypatch.context() as broken:
        broken.setattr(office.book, "refresh", gone)
        for _ in range(3):
            office.desk.refresh()
            office.settle(qtbot)
        assert failures == [away]
    office.desk.refresh()
    office.settle(qtbot)
    monkeypatch.setattr(office.book, "refresh", gone)
    office.desk.refresh()
    office.settle(qtbot)
    assert failures == [away, away]


# Locking


def test_locking_and_opening_the_screen_are_entries(qtbot, seated):
    desk = seated.desk
    with qtbot.waitSignal(desk.locked):
        desk.lock()
    assert desk.is_locked
    with qtbot.waitSignal(desk.unlocked):
        desk.unlock_screen(PASSWORD, pytest.fail)
    assert not desk.is_locked
    assert seated.kinds()[-2:] == ["access.screen_locked", "access.screen_unlocked"]


def test_a_wrong_password_leaves_the_screen_locked(qtbot, seated):
    refused = []
    seated.desk.lock()
    seated.desk.unlock_screen("wrong", refused.append)
    seated.settle(qtbot)
    assert seated.desk.is_locked and [error.code for error in refused] == ["login.refused"]


def test_without_a_login_there_is_nothing_to_lock(office):
    office.desk.lock()
    assert not office.desk.is_locked


def test_a_lead_logs_in_with_a_code(qtbot, office):
    office.hire(LEAD, "責任者１", "lead")
    refused = []
    office.desk.log_in(LEAD, PASSWORD, "", refused.append)
    office.settle(qtbot)
    assert [error.code for error in refused] == ["login.code"]
    office.enter(qtbot, LEAD)
    assert office.desk.may("round.approved")
