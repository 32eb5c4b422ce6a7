"""The two-person rule, broken past the program by holders of real keys: proved from the ledger alone."""

import pytest

from app.proof.model import SIDES, Scan
from app.signoff import people, rounds
from app.signoff.ledger import Draft, append
from app.signoff.verify import verify_entries
from app.store.database import writing
from tests.signoff.small_ledger import rows_of


@pytest.fixture
def signed_round(opened):
    """A round of forty, checked and signed; kensa-1 is given the lead's right, too."""
    opened.check_all()
    opened.by("kanri-1", lambda state, _by: people.grant(state, opened.id_of("kensa-1"), "lead", "応援"))
    return opened


def force(house, who, *drafts):
    account = house.book.refresh().accounts[house.id_of(who)]
    with writing(house.book.engine) as connection:
        signer = house.sessions[who].signer
        append(connection, drafts, by=account.id, name=account.name, signer=signer, when=house.clock())


def texts_of(house):
    return [problem.text for problem in verify_entries(rows_of(house.book)).problems]


SAME = "この回を検査した人が、確認か判定をしています。"
UNPROVED = "合格していない現品か、承認者が確認していない現品があるまま、承認されています。"


def decision(kind):
    return Draft(kind, {"round": "r1", "comment": "よし"})


def test_a_whole_round_is_sound(opened):
    opened.check_all()
    opened.confirm_all()
    opened.approve()
    assert texts_of(opened) == []


def test_a_rejected_and_a_reopened_round_are_sound(opened):
    opened.check_all()
    opened.reopen()
    opened.sign_round()
    opened.reject()
    opened.check_all("r2", "kensa-2")
    opened.confirm_all("hinshitsu-2", "r2")
    opened.approve("hinshitsu-2", "r2")
    assert texts_of(opened) == []


@pytest.mark.parametrize("kind", ["round.approved", "round.rejected"])
def test_a_checker_who_decides_on_their_own_round(signed_round, kind):
    force(signed_round, "kensa-1", decision(kind))
    assert SAME in texts_of(signed_round)


def test_a_checker_of_one_withdrawn_piece_who_decides(opened):
    opened.sign_piece(1, "kensa-2")
    opened.by("kensa-2", lambda state, by: rounds.withdraw_piece(state, by, "r1", 1, "読み違い"))
    opened.check_all()
    opened.by("kanri-1", lambda state, _by: people.grant(state, opened.id_of("kensa-2"), "lead", "応援"))
    opened.by("kanri-1", lambda state, _by: people.remove(state, opened.id_of("kensa-2"), "checker", "異動"))
    opened.by("kanri-1", lambda state, _by: people.rename(state, opened.id_of("kensa-2"), "責任者９", "改姓"))
    force(opened, "kensa-2", decision("round.approved"))
    assert SAME in texts_of(opened)


def test_an_approval_without_the_leads_own_look(signed_round):
    force(signed_round, "hinshitsu-1", decision("round.approved"))
    assert texts_of(signed_round) == [UNPROVED]


def test_an_approval_with_the_looks_of_another_lead(signed_round):
    signed_round.confirm_all("hinshitsu-2")
    force(signed_round, "hinshitsu-1", decision("round.approved"))
    assert texts_of(signed_round) == [UNPROVED]


def test_an_approval_of_a_failed_piece(opened):
    opened.sign_piece(1, scans={side: Scan("missing", reason="見当たらない") for side in SIDES})
    opened.check_all()
    opened.confirm_all()
    force(opened, "hinshitsu-1", decision("round.approved"))
    assert texts_of(opened) == [UNPROVED]


def test_an_approval_before_anybody_checked(opened):
    force(opened, "hinshitsu-1", decision("round.approved"))
    assert texts_of(opened) == ["検査、署名、判定、本番開始の順になっていません（round.approved）。", UNPROVED]


def test_a_result_changed_after_the_round_was_signed(signed_round):
    force(signed_round, "kensa-1", Draft("piece.withdrawn", {"round": "r1", "number": 1, "reason": "読み違い"}))
    assert texts_of(signed_round) == ["検査、署名、判定、本番開始の順になっていません（piece.withdrawn）。"]


def test_a_run_released_without_an_approved_round(signed_round):
    force(signed_round, "hinshitsu-1", Draft("job.released", {"job": "j1", "round": "r1", "parts": [], "comment": ""}))
    assert texts_of(signed_round) == ["検査、署名、判定、本番開始の順になっていません（job.released）。"]


def test_an_approval_of_a_round_with_a_piece_that_nobody_checked(opened):
    for piece in opened.round().pieces[:39]:
        opened.sign_piece(piece.number)
    force(opened, "kensa-1", Draft("round.signed", {"round": "r1", "failed": [], "comment": ""}))
    opened.book.refresh()
    opened.confirm_all()
    force(opened, "hinshitsu-1", decision("round.approved"))
    assert texts_of(opened) == [UNPROVED]
