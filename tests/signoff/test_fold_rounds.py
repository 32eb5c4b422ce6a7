"""What is written past the program about a round is not believed out of its turn, nor without a second person."""

import pytest

from app.errors import KenpanError
from app.proof.model import SIDES, Scan
from app.signoff import people
from app.signoff.book import open_book
from app.signoff.ledger import Draft
from tests.house import CHEAP
from tests.signoff.forged_rounds import SIGNED, decision, force, look, release


@pytest.fixture
def both(opened):
    """kensa-1 is a checker and a lead."""
    opened.by("kanri-1", lambda state, _by: people.grant(state, opened.id_of("kensa-1"), "lead", "応援"))
    return opened


def refused(house):
    """Neither by the book that is open, nor by one that is opened now."""
    for act in (house.book.refresh, lambda: open_book(str(house.book.engine.url), house.clock, CHEAP)):
        with pytest.raises(KenpanError) as caught:
            act()
        assert caught.value.code == "ledger.broken"
        assert caught.value.place == f"{house.state.count + 1} 番の記録"


@pytest.mark.parametrize("kind", ["piece.confirmed", "round.approved", "round.rejected"])
def test_a_checker_who_decides_on_their_own_round_is_not_believed(both, kind):
    both.check_all()
    number = both.draw()[0]
    force(both, "kensa-1", look(both, number, kind) if kind == "piece.confirmed" else decision(kind))
    refused(both)
    assert both.round().state == "signed"


@pytest.mark.parametrize("kind", ["piece.confirmed", "round.approved", "round.rejected", "round.reopened"])
def test_a_decision_before_the_round_is_signed_is_not_believed(opened, kind):
    drafts = {
        "piece.confirmed": look(opened, 1, kind),
        "round.reopened": Draft(kind, {"round": "r1", "reason": "x"}),
    }
    force(opened, "hinshitsu-1", drafts.get(kind, decision(kind)))
    refused(opened)


@pytest.mark.parametrize("kind", ["piece.signed", "piece.withdrawn", "attachment.withdrawn", "round.signed"])
def test_a_check_of_a_signed_round_is_not_believed(opened, kind):
    opened.check_all()
    drafts = {
        "piece.signed": look(opened, 1),
        "piece.withdrawn": Draft(kind, {"round": "r1", "number": 1, "reason": "x"}),
        "attachment.withdrawn": Draft(kind, {"round": "r1", "kind": "weight", "sha256": "0" * 64, "reason": "x"}),
        "round.signed": SIGNED,
    }
    force(opened, "kensa-1", drafts[kind])
    refused(opened)


def test_a_second_decision_is_not_believed(opened):
    opened.check_all()
    opened.reject()
    force(opened, "hinshitsu-2", decision("round.approved"))
    refused(opened)


@pytest.mark.parametrize("other", [{}, {"process": "p2"}])
def test_a_run_released_without_its_approved_round_is_not_believed(opened, other):
    opened.check_all()
    if other:
        opened.confirm_all()
        opened.approve()
    opened.make_ready()
    draft = release(opened)
    force(opened, "hinshitsu-1", Draft(draft.kind, {**draft.data, **other}))
    refused(opened)
    assert opened.state.months["m1"].releases == ()


@pytest.mark.parametrize("missing", ["the lead's own looks", "a passed piece", "a passed look"])
def test_an_approval_without_its_evidence_is_not_believed(opened, missing):
    wrong = {side: Scan("missing", reason="見当たらない") for side in SIDES}
    if missing == "a passed piece":
        opened.sign_piece(1, scans=wrong)
    opened.check_all()
    if missing == "a passed look":
        opened.confirm(opened.draw()[0], "hinshitsu-2", scans=wrong)
    opened.confirm_all("hinshitsu-2" if missing == "the lead's own looks" else "hinshitsu-1")
    force(opened, "hinshitsu-1", decision("round.approved"))
    refused(opened)
