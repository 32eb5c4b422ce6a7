"""Proof rounds: what passes, what fails, what is refused; the stories of 2021."""

from dataclasses import replace

import pytest

from app.notice.piece_id import PieceRun, piece_id, read_piece_id
from app.proof.model import SIDES, Scan, made_for
from app.signoff import drawing, piece_runs, processes, rounds
from app.signoff.two_persons import as_seen_by, involved
from app.store.database import writing
from tests.house import EQUIPMENT, forty
from tests.signoff.refused_acts import refusal


def test_a_round_of_forty_is_checked_confirmed_and_approved(opened):
    opened.check_all()
    assert opened.round().state == "signed"
    assert opened.round().to_confirm == ()
    assert len(opened.draw()) == 4
    opened.confirm_all()
    opened.approve()
    one = opened.round()
    assert one.state == "approved"
    assert one.decision.signature.meaning == "承認"
    assert {result.signature.meaning for result in one.results.values()} == {"検査"}
    assert processes.in_force(opened.state, "p1").version


def test_a_round_has_exactly_twenty_of_each_group(process):
    assert refusal(process.open_round, pieces=forty()[1:]).code == "round.numbers"
    twice = (*forty()[:-1], replace(forty()[-1], piece_id=forty()[-2].piece_id))
    assert refusal(process.open_round, pieces=twice).code == "piece.twice"


def test_a_round_needs_registered_settings_and_its_media(house):
    house.create()
    assert refusal(house.open_round).code == "round.settings"
    house.register_all()
    assert refusal(house.open_round, live=EQUIPMENT).code == "round.media"


def test_the_front_of_one_record_with_the_back_of_another_fails_the_piece(opened):
    pieces = opened.round().pieces
    scans = {
        "address": Scan("read", pieces[0].piece_id),
        "front": Scan("read", pieces[0].piece_id),
        "back": Scan("read", pieces[1].piece_id),
    }
    opened.sign_piece(1, scans=scans)
    result = opened.round().results[1]
    assert not result.passed
    assert pieces[1].piece_id in "".join(result.failures)
    opened.sign_pieces(piece.number for piece in pieces[1:])
    opened.keep_logs()
    opened.sign_round()
    opened.confirm_all()
    error = refusal(opened.approve)
    assert error.code == "approval.failed"
    assert "1" in error.what


@pytest.mark.parametrize("state", ["missing", "unreadable"])
def test_what_is_not_found_or_not_readable_fails_and_needs_a_reason(opened, state):
    good = opened.look(1).scans
    assert refusal(opened.sign_piece, 1, scans={**good, "back": Scan(state)}).code == "reason.missing"
    opened.sign_piece(1, scans={**good, "back": Scan(state, reason="かすれ")})
    assert not opened.round().results[1].passed


def test_every_side_must_be_scanned_and_every_question_answered(opened):
    look = opened.look(1)
    without = {side: scan for side, scan in look.scans.items() if side != "front"}
    assert refusal(opened.sign_piece, 1, scans=without).code == "piece.scan"
    assert refusal(opened.sign_piece, 1, scans={**look.scans, "front": Scan("read", " ")}).code == "piece.scan"
    for item in look.answers:
        left = {other: answer for other, answer in look.answers.items() if other != item}
        assert refusal(opened.sign_piece, 1, answers=left).code == "piece.answers"


def test_a_question_answered_with_no_fails_and_needs_a_comment(opened):
    answers = {**opened.look(1).answers, "gannen": "ng"}
    assert refusal(opened.sign_piece, 1, answers=answers).code == "comment.missing"
    opened.sign_piece(1, answers=answers, comment="「1年」と印字")
    assert opened.round().results[1].failures == ("元年：否",)


def test_a_scanned_text_that_is_no_id_is_not_kept(opened):
    scans = {**opened.look(1).scans, "back": Scan("read", "東京都千代田区の住所")}
    opened.sign_piece(1, scans=scans)
    assert "千代田" not in opened.book.history()[-1].body
    assert not opened.round().results[1].passed


def test_no_piece_is_left_out_and_no_log(opened):
    opened.sign_pieces(range(1, 40))
    opened.keep_logs()
    error = refusal(opened.sign_round)
    assert (error.code, "40" in error.what) == ("round.unfinished", True)
    opened.sign_piece(40)
    opened.sign_round()


def test_a_round_without_its_logs_is_not_signed(opened):
    opened.sign_pieces(range(1, 41))
    error = refusal(opened.sign_round)
    assert error.code == "round.logs"
    assert "封入封緘ログ" in error.what


def test_a_result_is_taken_back_with_a_reason_and_stays_known(opened):
    opened.sign_piece(1, scans={**opened.look(1).scans, "back": Scan("unreadable", reason="汚れ")})
    assert refusal(opened.sign_piece, 1).code == "piece.signed"
    withdraw = lambda reason: lambda state, by: rounds.withdraw_piece(state, by, "r1", 1, reason)  # noqa: E731
    assert refusal(opened.by, "kensa-1", withdraw(" ")).code == "reason.missing"
    opened.by("kensa-1", withdraw("読み直し"))
    opened.sign_piece(1, who="kensa-2")
    one = opened.round()
    assert one.results[1].passed
    (before, reason, sign) = one.withdrawn[0]
    assert (before.passed, reason, sign.name) == (False, "読み直し", "検査員１")
    assert involved(one) == {opened.id_of("kensa-1"), opened.id_of("kensa-2")}


def test_a_piece_is_replaced_only_before_it_is_checked(opened):
    other = replace(forty()[0], piece_id=piece_id("PAP03", "ZMGKK#1301", 99), record=99)
    replaced = lambda state, by: rounds.replace_piece(state, by, "r1", other, "用紙破れ", opened.live)  # noqa: E731
    opened.by("kensa-1", replaced)
    assert opened.round().piece(1).record == 99
    opened.sign_piece(2)
    again = replace(forty()[1], piece_id=piece_id("PAP03", "ZMGKK#1301", 98), record=98)
    assert refusal(
        opened.by, "kensa-1", lambda state, by: rounds.replace_piece(state, by, "r1", again, "用紙破れ", opened.live)
    ).code == "piece.signed"  # fmt: skip


def test_a_round_and_its_process_stand_in_every_id(opened):
    opened.create(process="p2", title="別の工程")
    assert {read_piece_id(one.piece_id).run for one in opened.round().pieces} == {PieceRun("", 1, 1, 1)}
    assert piece_runs.of_round(opened.state, "p2", 3) == PieceRun("", 2, 1, 3)
    opened.open_month(process="p2")
    assert piece_runs.of_month(opened.state, opened.state.months["m1"]) == PieceRun("2026-11", 2)


def test_a_piece_that_is_printed_again_counts_up(opened):
    again = lambda: opened.by(  # noqa: E731
        "kensa-1",
        lambda state, by: rounds.replace_piece(state, by, "r1", opened.round().piece(1), "用紙破れ", opened.live),
    )
    made = [opened.round().piece(1).piece_id]
    for _ in range(8):
        again()
        made.append(opened.round().piece(1).piece_id)
    assert [read_piece_id(one).run.making for one in made] == [*range(1, 10)]
    assert refusal(again).code == "piece.run"
    scans = {side: Scan("read", made[0]) for side in SIDES}
    opened.sign_piece(1, scans=scans)
    (failure, *_) = opened.round().results[1].failures
    assert "作り直す前かあとの現品です" in failure


def test_a_record_that_left_and_comes_back_is_not_taken_for_what_was_printed_then(opened):
    first, other = opened.round().piece(1), replace(forty()[0], piece_id=piece_id("PAP03", "ZMGKK#1301", 99), record=99)
    for piece in (other, first):
        opened.by(
            "kensa-1", lambda state, by, one=piece: rounds.replace_piece(state, by, "r1", one, "汚れ", opened.live)
        )
    assert read_piece_id(opened.round().piece(1).piece_id).run == PieceRun("", 1, 2, 1)
    twice = replace(opened.round().piece(2), number=1)
    assert refusal(
        opened.by, "kensa-1", lambda state, by: rounds.replace_piece(state, by, "r1", twice, "汚れ", opened.live)
    ).code == "piece.twice"  # fmt: skip


def test_rejection_makes_all_forty_again(opened):
    opened.check_all()
    opened.reject()
    assert opened.round().state == "rejected"
    new = opened.round("r2")
    assert (new.number, new.state, len(new.pieces), dict(new.results)) == (2, "checking", 40, {})
    assert [made_for((one,), None) for one in new.pieces] == [made_for((one,), None) for one in opened.round().pieces]
    assert {read_piece_id(one.piece_id).run for one in new.pieces} == {PieceRun("", 1, 1, 2)}
    opened.check_all("r2", "kensa-2")
    opened.confirm_all(round_id="r2")
    opened.approve(round_id="r2")
    assert processes.in_force(opened.state, "p1").version == processes.last_round(opened.state, "p1")


def test_approval_without_own_evidence_is_refused(opened):
    opened.check_all()
    assert refusal(opened.approve).code == "approval.no_evidence"
    drawn = opened.draw()
    error = refusal(opened.approve)
    assert error.code == "approval.no_evidence"
    assert all(str(number) in error.what for number in drawn)


def test_evidence_of_another_lead_is_not_ones_own(opened):
    opened.check_all()
    opened.confirm_all("hinshitsu-2")
    assert refusal(opened.approve, "hinshitsu-1").code == "approval.no_evidence"
    opened.confirm_all("hinshitsu-1")
    opened.approve("hinshitsu-1")


def test_a_lead_who_sees_a_fault_cannot_approve(opened):
    opened.check_all()
    first, *others = opened.draw()
    scans = {**opened.look(first).scans, "front": Scan("read", opened.round().pieces[-1].piece_id)}
    if first == 40:
        scans["front"] = Scan("missing", reason="なし")
    opened.confirm(first, scans=scans)
    for number in others:
        opened.confirm(number)
    assert refusal(opened.approve).code == "approval.failed"


def test_the_lead_sees_no_results_before_looking(opened):
    opened.check_all()
    lead, checker = opened.id_of("hinshitsu-1"), opened.id_of("kensa-1")
    assert as_seen_by(opened.round(), lead).results == {}
    assert len(as_seen_by(opened.round(), checker).results) == 40
    opened.confirm_all("hinshitsu-1")
    assert len(as_seen_by(opened.round(), lead).results) == 40
    assert as_seen_by(opened.round(), opened.id_of("hinshitsu-2")).results == {}


def test_which_pieces_the_lead_looks_at_is_not_known_before(opened):
    opened.check_all()
    assert opened.round().to_confirm == ()
    first = opened.draw()
    assert opened.draw("hinshitsu-2") == first
    assert [entry.kind for entry in opened.book.history()][-2:] == ["round.signed", "round.drawn"]
    opened.reopen()
    assert opened.round().to_confirm == ()
    opened.sign_round()
    assert opened.round().to_confirm == ()
    assert len(opened.draw()) == 4


def test_which_pieces_are_drawn_is_left_to_chance(opened):
    """Of one signed round, drawn again and again without keeping it: whatever the round says, all pieces come up."""
    opened.check_all()
    lead = opened.id_of("hinshitsu-1")
    drawn = [drawing.draw(opened.state, lead, "r1")[0].data["numbers"] for _ in range(200)]
    assert {number for numbers in drawn for number in numbers} == set(range(1, 41))
    assert all(numbers == sorted(set(numbers)) and len(numbers) == 4 for numbers in drawn)


def test_nobody_draws_before_the_round_is_signed_or_in_a_round_of_ones_own(opened):
    lead, checker = opened.id_of("hinshitsu-1"), opened.id_of("kensa-1")
    assert drawing.draw(opened.state, lead, "r1") == drawing.draw(opened.state, lead, "r9") == ()
    opened.check_all(who="kensa-1")
    assert refusal(drawing.draw, opened.state, checker, "r1").code == "approval.same_person"


def test_a_draw_that_was_not_kept_is_no_draw(opened):
    """Who breaks it off saw nothing of it."""
    opened.check_all()
    lead = opened.sessions["hinshitsu-1"].signer
    with pytest.raises(ZeroDivisionError), writing(opened.book.engine) as connection:
        (entry,) = opened.book.sign_in(connection, lead, lambda state, by: drawing.draw(state, by, "r1"))
        assert opened.state.rounds["r1"].to_confirm == ()
        raise ZeroDivisionError
    assert entry.kind == "round.drawn"
    assert opened.book.refresh().rounds["r1"].to_confirm == ()
    assert len(opened.draw()) == 4


def test_reopening_needs_a_reason_and_takes_the_decision_back(opened):
    opened.check_all()
    opened.confirm_all()
    opened.approve()
    assert refusal(
        opened.by, "hinshitsu-2", lambda state, by: rounds.reopen(state, by, "r1", "")
    ).code == "reason.missing"  # fmt: skip
    opened.reopen("hinshitsu-2")
    one = opened.round()
    assert (one.state, one.reopenings[0].decision.outcome) == ("checking", "approved")
    assert not processes.in_force(opened.state, "p1").version
    opened.sign_round("kensa-2")
    assert refusal(opened.approve).code == "approval.no_evidence"
