import threading

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from shiboken6 import isValid

from app.errors import KenpanError
from app.signoff import login, people
from app.signoff.ledger import Draft
from app.signoff.signing_key import new_key
from app.ui.kit.signature_dialog import SignatureDialog
from tests.ui.office import ADMIN, CHECKER, LEAD, PASSWORD, open_office

EXPORT = Draft("export.made", {"kind": "pdf", "name": "x.pdf", "size": 3, "sha256": "0" * 64})


@pytest.fixture
def office(tmp_path, jobs, themed):
    made = open_office(tmp_path, jobs)
    made.found()
    made.hire(CHECKER, "検査員１", "checker")
    made.desk.refresh()
    yield made
    made.desk.leave()
    made.book.engine.dispose()


@pytest.fixture
def failures(office):
    said = []
    office.desk.failed.connect(said.append)
    return said


@pytest.fixture
def seated(qtbot, office):
    office.enter(qtbot, CHECKER)
    return office


def export(name="x.pdf"):
    return lambda _state, _by: Draft("export.made", {**EXPORT.data, "name": name})


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
    assert [error.what for error in failures] == ["権限が増えたため、確認コードの登録が必要です。"]
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


# Routine entries


def test_routine_entries_are_written_in_the_order_they_were_asked_for(qtbot, seated):
    done = []
    for number in range(6):
        seated.desk.run(export(str(number)), done.append)
    seated.settle(qtbot)
    assert [entry.data["name"] for entry in seated.book.history(("export.made",))] == list("012345")
    assert [added[0].data["name"] for added in done] == list("012345")


def test_nothing_is_written_by_the_thread_of_the_windows(qtbot, seated):
    threads = []

    def act(_state, _by):
        threads.append(threading.current_thread())
        return EXPORT

    seated.desk.run(act)
    seated.settle(qtbot)
    assert len(threads) == 1 and threads[0] is not threading.main_thread()


class Held:
    """Something that must die in the thread of the windows, as every widget must."""

    def __init__(self, died: list[threading.Thread]) -> None:
        self.died = died

    def __del__(self) -> None:
        self.died.append(threading.current_thread())


@pytest.mark.parametrize("refuse", [False, True])
def test_what_an_act_holds_on_to_dies_in_the_thread_of_the_windows(qtbot, seated, failures, refuse):
    died = []

    def ask(held):
        def act(_state, _by):
            if refuse:
                raise KenpanError("test", str(held.died), "")
            return EXPORT

        seated.desk.run(act)

    for _ in range(20):
        ask(Held(died))
    seated.settle(qtbot)
    assert len(failures) == (20 if refuse else 0)
    assert died == [threading.main_thread()] * 20


def test_without_a_login_no_entry_is_made(qtbot, office, failures):
    before = office.kinds()
    office.desk.run(export())
    assert office.desk.sign(export(), "piece.signed", ()) is None
    office.settle(qtbot)
    assert [error.code for error in failures] == ["login.none", "login.none"]
    assert office.kinds() == before


def test_what_an_act_refuses_with_is_said(qtbot, seated, failures):
    seated.desk.run(lambda _state, _by: Draft("process.created", {}))
    seated.settle(qtbot)
    assert [error.code for error in failures] == ["rights.missing"]


def test_whoever_wants_to_be_told_of_a_refusal_is_told_instead(qtbot, seated, failures):
    told = []
    seated.desk.run(lambda _state, _by: Draft("process.created", {}), on_error=told.append)
    seated.settle(qtbot)
    assert [error.code for error in told] == ["rights.missing"] and failures == []


# Signatures


@pytest.fixture
def admin(qtbot, office):
    """Who can sign something in an empty book: another person's name."""
    office.enter(qtbot, ADMIN)
    return office


def renaming(office, name="別名１"):
    return lambda state, _by: people.rename(state, office.id_of(CHECKER), name, "改姓")


def signing(office, act, signed="account.renamed", on_done=None) -> SignatureDialog:
    dialog = office.desk.sign(act, signed, ("通し番号 7",), on_done)
    assert dialog.isVisible()
    return dialog


def enter(qtbot, office, dialog, password):
    QTest.keyClicks(dialog.password, password)
    QTest.keyClick(dialog.password, Qt.Key.Key_Return)
    office.settle(qtbot)


def test_the_password_makes_a_signature_that_means_what_was_shown(qtbot, admin):
    done = []
    dialog = signing(admin, renaming(admin), on_done=done.append)
    shown = dialog.meaning.text()
    enter(qtbot, admin, dialog, PASSWORD)
    qtbot.waitUntil(lambda: not isValid(dialog))
    assert [(entry.kind, entry.meaning) for entry in done[0]] == [("account.renamed", shown)]
    assert shown == "氏名の変更"
    assert admin.book.history()[-1] == done[0][0]


def test_a_wrong_password_signs_nothing_and_can_be_typed_again(qtbot, admin):
    dialog = signing(admin, renaming(admin))
    enter(qtbot, admin, dialog, "wrong")
    assert dialog.isVisible() and "パスワードが違います" in dialog.trouble.text()
    assert dialog.password.text() == "" and dialog.password.hasFocus()
    assert len(admin.book.history(("account.renamed",))) == 0
    enter(qtbot, admin, dialog, PASSWORD)
    assert len(admin.book.history(("account.renamed",))) == 1


def test_what_may_not_be_signed_is_said_where_the_person_looks(qtbot, seated, failures):
    dialog = signing(seated, lambda _state, _by: Draft("round.approved", {}), "round.approved")
    enter(qtbot, seated, dialog, PASSWORD)
    assert "権限がありません" in dialog.trouble.text() and failures == []
    dialog.reject()


def test_another_kind_than_the_one_shown_is_never_signed(qtbot, admin, caplog):
    before = admin.kinds()
    for act in (
        lambda state, _by: people.stop(state, admin.id_of(CHECKER), "退職"),
        lambda state, by: (renaming(admin)(state, by), Draft("access.logout", {})),
    ):
        dialog = signing(admin, act)
        enter(qtbot, admin, dialog, PASSWORD)
        assert "内部で誤り" in dialog.trouble.text()
        assert [kind for kind in admin.kinds() if kind not in before] == []
        dialog.reject()


def test_what_a_person_is_asked_to_sign_is_not_signed_without_asking(qtbot, admin, failures, caplog):
    """The key that stays open for routine entries is not open for anything that has a meaning."""
    before = admin.kinds()
    admin.desk.run(renaming(admin))
    admin.desk.run_with(lambda book, session: book.sign(session.signer, renaming(admin)))
    admin.settle(qtbot)
    assert admin.kinds() == before
    assert ["内部で誤り" in error.what for error in failures] == [True, True]


def test_nobody_is_asked_to_sign_what_means_nothing(admin):
    for signed in ("export.made", (), ("account.renamed", "access.logout")):
        with pytest.raises(ValueError, match="not all signed"):
            admin.desk.sign(renaming(admin), signed, ())


def test_giving_up_signs_nothing(qtbot, admin):
    before = admin.kinds()
    dialog = signing(admin, renaming(admin))
    QTest.keyClicks(dialog.password, PASSWORD)
    QTest.keyClick(dialog.password, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not isValid(dialog))
    admin.settle(qtbot)
    assert admin.kinds() == before


def test_a_signature_uses_a_key_opened_for_it_alone(qtbot, seated):
    keys = []
    dialog = seated.desk.sign_with(lambda _book, fresh: keys.append(fresh.signer), "piece.signed", ())
    enter(qtbot, seated, dialog, PASSWORD)
    assert keys[0] is not seated.desk.session.signer
    assert keys[0].public == seated.desk.session.signer.public
    assert keys[0].kinds == {"piece.signed"}


def test_the_roles_that_count_are_those_of_now(qtbot, seated):
    seated.from_elsewhere(lambda state, _by: people.grant(state, seated.id_of(CHECKER), "trainer", "兼務"))
    with qtbot.waitSignal(seated.desk.stateChanged):
        seated.desk.refresh()
    assert seated.desk.roles == {"checker", "trainer"}


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
