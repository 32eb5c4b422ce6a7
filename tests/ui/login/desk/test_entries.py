"""Entries that the desk makes, and signatures that it asks for."""

import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from shiboken6 import isValid

from app.errors import KenpanError
from app.signoff import people
from app.signoff.ledger import Draft
from app.ui.kit.signature_dialog import SignatureDialog
from tests.ui.login.desk.acts import EXPORT, export
from tests.ui.office import CHECKER, PASSWORD

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
