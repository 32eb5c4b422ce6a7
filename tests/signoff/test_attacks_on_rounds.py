"""The two-person rule, broken past the program by holders of real keys: proved from the ledger alone."""

from dataclasses import replace

import pytest

from app.canonical import digest
from app.notice.piece_id import piece_id
from app.proof.model import SIDES, Scan
from app.signoff import people, rounds
from app.signoff.ledger import Draft
from tests.house import EQUIPMENT, MONTH
from tests.signoff.forged_rounds import SIGNED, decision, force, look, own_id, release
from tests.signoff.grounds import CHOSEN, NOT_IN_FORCE, SAME, texts_of

UNPROVED = "合格していない現品か、承認者が確認していない現品があるまま、承認されています。"
TWICE = "検査済みの現品が、取り消されないまま検査し直されたか差し替えられています。"
NO_LOOK = "合格なのに、現品IDが違うか、読み取れていない面か否の答えがあります。"
UNCHECKED = "検査していない現品があるか、不合格の現品が違うまま、署名されています。"
NOT_ALL = "検査票の項目に過不足があるか、読み取れない理由か否の理由がありません。"
NOT_DRAWN = "選ばれていない現品か、確認済みの現品が確認されています。"
DRAWN_AGAIN = "確認する現品が、選び直されているか、決まりと違います。"
NOT_MADE = "現品IDが、この工程・この回・次の作成回数のものになっていません。"
NO_LOGS = "求められている作業ログがないまま、署名されています。"


def test_a_whole_round_with_its_release_is_sound(approved):
    live = (*EQUIPMENT, MONTH, *approved.run_settings())
    approved.release(live, "hinshitsu-2")
    assert texts_of(approved) == []


def test_a_round_begun_anew_on_changed_ground_is_sound(approved):
    approved.register("press", "別の設定")
    approved.open_round("r2")
    approved.check_all("r2")
    approved.confirm_all(round_id="r2")
    approved.approve(round_id="r2")
    assert texts_of(approved) == []


def test_what_was_taken_back_and_done_again_is_sound(opened):
    opened.sign_piece(1)
    opened.by("kensa-2", lambda state, by: rounds.withdraw_piece(state, by, "r1", 1, "読み違い"))
    other = replace(opened.round().piece(1), piece_id=piece_id("PAP03", "ZMGKK#1301", 99), record=99)
    opened.by("kensa-2", lambda state, by: rounds.replace_piece(state, by, "r1", other, "紙破れ", opened.live))
    opened.by(
        "kensa-1", lambda state, by: rounds.keep_attachment(state, by, "r1", None, "weight", "x.csv", "0" * 64, 1)
    )
    opened.by("kensa-1", lambda state, by: rounds.withdraw_attachment(state, by, "r1", "weight", "0" * 64, "別の機械"))
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
    signed_round.make_ready()
    force(signed_round, "hinshitsu-1", release(signed_round))
    assert texts_of(signed_round) == [NOT_IN_FORCE]


def test_a_round_signed_with_a_piece_that_nobody_checked(opened):
    opened.sign_pieces(piece.number for piece in opened.round().pieces[:39])
    opened.keep_logs()
    force(opened, "kensa-1", SIGNED)
    assert texts_of(opened) == [UNCHECKED]


# Results that were never seen


READ = {"state": "read", "text": "K0313010000001010001154", "reason": ""}
"""The first piece's ID."""
WRONG_LOOKS = [
    {"scans": {"address": READ, "front": READ, "back": {"state": "missing", "text": "", "reason": "x"}}},
    {"scans": {"address": READ, "front": READ, "back": {**READ, "text": "K0313010000002010001151"}}},
    {"piece_id": "K0313010000002010001151"},
    {"piece_id": "K0313010000002010001151", "failures": ["宛名面：現品IDを読み取れません。"]},
]


def test_a_look_as_the_program_writes_it_is_sound(opened):
    other = look(opened, 2)
    unread = {**other.data["scans"], "front": {"state": "missing", "text": "", "reason": "破れ"}}
    force(opened, "kensa-1", look(opened, 1), look(opened, 2, scans=unread, failures=["表：現品IDがありません。"]))
    assert texts_of(opened) == []


def test_a_pass_with_an_answer_that_is_no(opened):
    answers = {**look(opened, 1).data["answers"], "content": "ng"}
    force(opened, "kensa-1", look(opened, 1, answers=answers, comment="薄い"))
    assert texts_of(opened) == [NO_LOOK]


def test_a_pass_of_half_the_questions(opened):
    force(opened, "kensa-1", look(opened, 1, answers={"content": "ok"}))
    assert texts_of(opened) == [NOT_ALL]


@pytest.mark.parametrize("wrong", WRONG_LOOKS)
def test_a_pass_of_a_piece_that_was_not_read(opened, wrong):
    assert opened.round().piece(1).piece_id == READ["text"]
    force(opened, "kensa-1", look(opened, 1, **wrong))
    assert texts_of(opened) == [NO_LOOK]


def test_a_leads_look_that_read_nothing(signed_round):
    number = signed_round.draw()[0]
    unread = {side: {"state": "missing", "text": "", "reason": "x"} for side in SIDES}
    force(signed_round, "hinshitsu-1", look(signed_round, number, "piece.confirmed", scans=unread))
    assert texts_of(signed_round) == [NO_LOOK]


def test_a_lead_who_looks_at_another_piece_than_was_drawn(signed_round):
    drawn = signed_round.draw()
    other = next(number for number in range(1, 41) if number not in drawn)
    force(signed_round, "hinshitsu-1", look(signed_round, other, "piece.confirmed"))
    assert texts_of(signed_round) == [NOT_DRAWN]


def test_pieces_that_a_lead_draws_again(signed_round):
    drawn = signed_round.draw()
    others = [number for number in range(1, 41) if number not in drawn][:4]
    force(signed_round, "hinshitsu-2", Draft("round.drawn", {"round": "r1", "numbers": others}))
    assert texts_of(signed_round) == [DRAWN_AGAIN]


def test_a_result_written_over_a_failed_one(opened):
    opened.sign_piece(1, scans={side: Scan("missing", reason="見当たらない") for side in SIDES})
    force(opened, "kensa-1", look(opened, 1))
    assert texts_of(opened) == [TWICE]


def test_a_record_put_in_place_of_one_that_was_checked_or_chosen(opened):
    opened.sign_piece(1)
    table = opened.book.history(("round.opened",))[0].data["pieces"]
    other = {**table[0], "piece_id": own_id({**table[0], "record": 99}, 1)}
    force(
        opened,
        "kensa-1",
        Draft("piece.replaced", {"round": "r1", "number": 1, "piece": other, "reason": "x"}),
        Draft("piece.replaced", {"round": "r1", "number": 2, "piece": {**table[2], "number": 2}, "reason": "x"}),
    )
    assert texts_of(opened) == [TWICE, CHOSEN, NOT_MADE]


@pytest.mark.parametrize("missing", ["all", "taken back", "a piece's"])
def test_a_round_signed_without_its_logs(opened, missing):
    opened.sign_pieces(range(1, 41))
    if missing == "taken back":
        opened.keep_logs()
        log = opened.round().attachments[0]
        opened.by("kensa-1", lambda state, by: rounds.withdraw_attachment(state, by, "r1", log.kind, log.sha256, "x"))
    elif missing == "a piece's":
        for kind in opened.round().logs:
            data = {"round": "r1", "piece": 1, "kind": kind, "name": kind, "sha256": digest(kind), "size": 1}
            force(opened, "kensa-1", Draft("attachment.kept", data))
    force(opened, "kensa-1", SIGNED)
    assert texts_of(opened) == [NO_LOGS]
