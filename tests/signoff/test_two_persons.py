"""Every pairing of the two-person rule: nobody is both, by whatever way they try."""

import itertools

import pytest

from app.errors import KenpanError
from app.notice.piece_id import piece_id
from app.signoff import login, people, rounds
from app.signoff.book import open_book
from app.signoff.two_persons import as_seen_by
from tests.house import CHEAP, PASSWORD, enter, kept
from tests.signoff import scenes
from tests.signoff.entries import REASON, log, look
from tests.sizes import some

PEOPLE = ("kensa-1", "kensa-2", "hinshitsu-1", "hinshitsu-2")


@pytest.fixture
def both(opened):
    give_both(opened)
    return opened


@kept
def give_both(house):
    """Everybody of the two roles has both of them."""
    for who in PEOPLE:
        for role in ("checker", "lead"):
            if role not in house.state.account_named(who).roles:
                give(house, who, role)


def give(house, who, role):
    house.by("kanri-1", lambda state, by: people.grant(state, house.id_of(who), role, "兼務"))


def take(house, who, role):
    house.by("kanri-1", lambda state, by: people.remove(state, house.id_of(who), role, "異動"))


def code_of(act, *arguments, **named):
    with pytest.raises(KenpanError) as caught:
        act(*arguments, **named)
    return caught.value.code


def checked(house, piece_signer, round_signer):
    house.sign_all(who=piece_signer)
    house.sign_round(round_signer)


@pytest.mark.parametrize(
    ("piece_signer", "round_signer", "approver"), some(list(itertools.product(PEOPLE[1:], PEOPLE[1:], PEOPLE[1:])), 12)
)
def test_only_somebody_who_signed_nothing_decides(both, piece_signer, round_signer, approver):
    checked(both, piece_signer, round_signer)
    if approver in (piece_signer, round_signer):
        for act in (both.confirm_all, both.approve, both.reject):
            assert code_of(act, approver) == "approval.same_person"
    else:
        both.confirm_all(approver)
        both.approve(approver)
        assert both.round().decision.signature.by == both.id_of(approver)


def test_one_signed_piece_of_forty_is_enough(both):
    both.sign_piece(7, "hinshitsu-1")
    both.check_all(who="kensa-1")
    assert code_of(both.approve, "hinshitsu-1") == "approval.same_person"


def test_a_withdrawn_signature_is_still_a_signature(both):
    both.sign_piece(7, "hinshitsu-1")
    both.by("kensa-1", lambda state, by: rounds.withdraw_piece(state, by, "r1", 7, "読み直し"))
    both.check_all(who="kensa-1")
    assert code_of(both.approve, "hinshitsu-1") == "approval.same_person"


def test_a_reopened_signature_is_still_a_signature(both):
    both.check_all(who="kensa-1")
    both.reopen("hinshitsu-2")
    both.sign_round("kensa-2")
    assert code_of(both.approve, "kensa-1") == "approval.same_person"
    assert code_of(both.approve, "kensa-2") == "approval.same_person"


def test_whoever_did_nothing_but_sign_a_round_that_was_reopened_does_not_decide(both):
    both.sign_pieces(range(1, 41))
    both.keep_logs(who="kensa-1")
    both.sign_round("kensa-2")
    both.reopen("hinshitsu-2")
    both.sign_round("kensa-1")
    both.draw("hinshitsu-1")
    for act in (both.confirm_all, both.approve, both.reject):
        assert code_of(act, "kensa-2") == "approval.same_person"


def test_whoever_took_a_result_back_does_not_decide(both):
    both.sign_piece(7, "kensa-1")
    both.by("hinshitsu-1", lambda state, by: rounds.withdraw_piece(state, by, "r1", 7, "不合格を消す"))
    both.check_all(who="kensa-1")
    assert code_of(both.approve, "hinshitsu-1") == "approval.same_person"


def test_whoever_kept_a_log_does_not_decide(both):
    both.keep_logs(who="hinshitsu-1")
    both.sign_pieces(range(1, 41))
    both.sign_round("kensa-1")
    assert code_of(both.approve, "hinshitsu-1") == "approval.same_person"


def test_whoever_replaced_a_piece_does_not_decide(both):
    from dataclasses import replace

    other = replace(both.round().piece(1), piece_id=piece_id("PAP03", "ZMGKK#1301", 99), record=99)
    both.by("hinshitsu-1", lambda state, by: rounds.replace_piece(state, by, "r1", other, "用紙破れ", both.live))
    both.check_all(who="kensa-1")
    assert code_of(both.approve, "hinshitsu-1") == "approval.same_person"


def test_a_new_name_is_no_new_person(opened):
    opened.check_all(who="kensa-1")
    opened.by("kanri-1", lambda state, by: people.rename(state, opened.id_of("kensa-1"), "別名１", "改姓"))
    give(opened, "kensa-1", "lead")
    take(opened, "kensa-1", "checker")
    assert code_of(opened.approve, "kensa-1") == "approval.same_person"


def test_stopping_and_restoring_makes_no_new_person(opened):
    opened.check_all(who="kensa-1")
    account = opened.id_of("kensa-1")
    opened.by("kanri-1", lambda state, by: people.stop(state, account, "異動"))
    assert code_of(opened.sign_piece, 1, "kensa-1") == "rights.stopped"
    opened.by("kanri-1", lambda state, by: people.restore(state, account, "復帰"))
    give(opened, "kensa-1", "lead")
    assert code_of(opened.approve, "kensa-1") == "approval.same_person"


def test_nobody_gets_the_id_of_somebody_else(opened):
    opened.by("kanri-1", lambda state, by: people.stop(state, opened.id_of("kensa-1"), "異動"))
    for same in ("kensa-1", "KENSA-1", " kensa-1 "):
        again = (opened.book, opened.sessions["kanri-1"], same, "別人", ("lead",), "配属")
        assert code_of(login.add_person, *again) == "people.login"


def test_a_reset_key_is_the_same_person(opened):
    opened.check_all(who="kensa-1")
    give(opened, "kensa-1", "lead")
    initial = login.reset_person(opened.book, opened.sessions["kanri-1"], opened.id_of("kensa-1"), "機器の紛失")
    assert code_of(login.log_in, opened.book, "kensa-1", PASSWORD) == "login.refused"
    login.set_password(opened.book, "kensa-1", initial, "Neuer-Kenpan-77")
    assert code_of(login.log_out, opened.book, opened.sessions["kensa-1"]) == "rights.key"
    opened.sessions["kensa-1"] = enter(opened.book, "kensa-1", "Neuer-Kenpan-77")
    assert code_of(opened.approve, "kensa-1") == "approval.same_person"


def test_two_windows_are_one_person(both):
    other = open_book(str(both.book.engine.url), both.clock, CHEAP)
    session = both.sessions["hinshitsu-1"]
    both.sign_pieces(range(1, 41))
    both.keep_logs()
    # A second window that has not looked since: the round is still open there.
    stale = other.state
    both.sign_round("hinshitsu-1")
    assert stale.rounds["r1"].state == "checking"
    assert code_of(
        other.sign, session.signer, lambda state, by: rounds.approve(state, by, "r1", "よし", both.live, both.sheet)
    ) == "approval.same_person"  # fmt: skip


def test_two_leads_at_once_give_one_decision(opened):
    opened.check_all()
    other = open_book(str(opened.book.engine.url), opened.clock, CHEAP)
    opened.confirm_all("hinshitsu-1")
    opened.confirm_all("hinshitsu-2")
    opened.approve("hinshitsu-1")
    signer = opened.sessions["hinshitsu-2"].signer
    assert code_of(
        other.sign, signer, lambda state, by: rounds.reject(state, by, "r1", "r2", "否", opened.sheet)
    ) == "round.state"  # fmt: skip
    assert "r2" not in other.refresh().rounds


@pytest.mark.parametrize("who", ["kensa-1", "kenshu-1", "kanri-1"])
def test_only_leads_decide(opened, who):
    opened.check_all(who="kensa-2")
    opened.confirm_all("hinshitsu-1")
    assert code_of(opened.reject, who) == "rights.missing"
    assert code_of(opened.reopen, who) == "rights.missing"


def test_a_right_that_was_taken_ends_at_once(opened):
    opened.check_all()
    opened.confirm_all()
    take(opened, "hinshitsu-1", "lead")
    assert code_of(opened.approve, "hinshitsu-1") == "rights.missing"


@pytest.mark.parametrize("who", ["hinshitsu-1", "kenshu-1", "kanri-1"])
def test_only_checkers_check(opened, who):
    assert code_of(opened.sign_piece, 1, who) == "rights.missing"


def test_nobody_sees_what_was_taken_back_nor_what_another_lead_saw_before_their_own_look():
    """Of a round with a piece taken back and two leads at work: each sees their own looks until they have all."""
    chain = scenes.checking().fork().add("c1", "piece.signed", look(1, failures=["content"]))
    chain.add("c2", "piece.withdrawn", {"round": "r1", "number": 1, **REASON})
    chain.add("c1", "piece.signed", look(1)).add("c1", "piece.signed", look(2)).add("c2", "attachment.kept", log())
    chain.add("c2", "round.signed", {"round": "r1", "failed": [], "comment": ""})
    chain.add("l1", "round.drawn", {"round": "r1", "numbers": [2]}).add("l1", "piece.confirmed", look(2))
    one = chain.state.rounds["r1"]
    assert as_seen_by(one, "l1") == as_seen_by(one, "c1") == one
    hidden = as_seen_by(one, "l2")
    assert (hidden.results, hidden.withdrawn, hidden.confirmed) == ({}, (), ())
    assert len(one.withdrawn) == len(one.confirmed) == 1
