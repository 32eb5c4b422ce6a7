"""The two-person rule, broken past the program by holders of real keys: proved from the ledger alone."""

from dataclasses import asdict, replace

import pytest

from app.canonical import digest
from app.errors import KenpanError
from app.notice.piece_id import piece_id
from app.proof.model import SIDES, Scan
from app.signoff import people, rounds
from app.signoff.ledger import Draft
from app.signoff.verify import verify_entries
from tests.house import EQUIPMENT, MONTH, PROOF, part
from tests.signoff.forged_rounds import SIGNED, decision, force, look, opening_of, own_id, release
from tests.signoff.small_ledger import rows_of


@pytest.fixture
def signed_round(opened):
    """A round of forty, checked and signed; kensa-1 is given the lead's right, too."""
    opened.check_all()
    opened.by("kanri-1", lambda state, _by: people.grant(state, opened.id_of("kensa-1"), "lead", "応援"))
    return opened


def texts_of(house):
    return [problem.text for problem in verify_entries(rows_of(house.book)).problems]


SAME = "この回を検査した人が、確認か判定をしています。"
UNPROVED = "合格していない現品か、承認者が確認していない現品があるまま、承認されています。"


TWICE = "検査済みの現品が、取り消されないまま検査し直されたか差し替えられています。"
CHOSEN = "同じ現品か番号が二度選ばれています。"
NO_LOOK = "合格なのに、現品IDが違うか、読み取れていない面か否の答えがあります。"
UNCHECKED = "検査していない現品があるか、不合格の現品が違うまま、署名されています。"
NOT_ALL = "検査票の項目に過不足があるか、読み取れない理由か否の理由がありません。"
NOT_DRAWN = "選ばれていない現品か、確認済みの現品が確認されています。"
DRAWN_AGAIN = "確認する現品が、選び直されているか、決まりと違います。"
NOT_MADE = "現品IDが、この工程・この回・次の作成回数のものになっていません。"
STILL_OPEN = "前の回が有効なまま、次の回が始められています。"
OTHER_PARTS = "検証品が結び付いているものが、工程に結び付いているものと違います。"
NO_LOGS = "求められている作業ログがないまま、署名されています。"
VOID = "検証品が結び付いていたものと、工程に結び付いているものが違います（失効）。"
OTHER_RUN = "本番を開始したものが、月と工程に結び付いているものと違います。"
NOT_IN_FORCE = "有効な承認のない工程か、月のものでない工程で、本番が開始されています。"
SIZE = "現品の部数か承認者が確認する部数が、同じ工程か検査票のほかの回と違うか、0 です。"


def bind(house, *parts):
    house.bind(parts, "届いた")


@pytest.fixture
def approved(opened):
    opened.check_all()
    opened.confirm_all()
    opened.approve()
    return opened


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


# Ground that changed


def test_an_approval_of_a_round_whose_ground_changed(signed_round):
    signed_round.confirm_all()
    signed_round.register("press", "別の設定")
    force(signed_round, "hinshitsu-1", decision("round.approved"))
    assert texts_of(signed_round) == [VOID]


def test_an_approval_after_the_job_was_bound_to_something_else(signed_round):
    signed_round.confirm_all()
    bind(signed_round, *EQUIPMENT[1:], part("layouts", "2"), MONTH)
    force(signed_round, "hinshitsu-1", decision("round.approved"))
    assert texts_of(signed_round) == [VOID]


def test_the_program_refuses_that_approval_where_the_old_one_is_still_held(signed_round):
    signed_round.confirm_all()
    bind(signed_round, *EQUIPMENT[1:], part("layouts", "2"), MONTH)
    with pytest.raises(KenpanError) as caught:
        signed_round.approve()
    assert caught.value.code == "round.void"


def test_a_run_released_with_another_setting_than_the_process_has(approved):
    approved.make_ready()
    parts = (*approved.state.months["m1"].parts, *approved.state.processes["p1"].parts)
    force(approved, "hinshitsu-1", release(approved, (*parts[:-1], replace(parts[-1], sha256="0" * 64))))
    assert texts_of(approved) == [OTHER_RUN]


def test_a_run_released_after_a_setting_was_changed(approved):
    approved.make_ready()
    approved.register("press", "別の設定")
    force(approved, "hinshitsu-1", release(approved))
    assert texts_of(approved) == [VOID, NOT_IN_FORCE]


def test_a_round_begun_while_the_one_before_is_in_force(approved):
    force(approved, "kensa-1", opening_of(approved, "r2", 2, why="change", reason="x"))
    assert texts_of(approved) == [STILL_OPEN]


def test_an_approved_round_that_is_begun_again(approved):
    """Its forty results and its decision would be gone."""
    force(approved, "kensa-1", opening_of(approved, "r1", 2))
    assert texts_of(approved) == ["同じ回が二度始められています。"]


def test_a_run_released_on_a_round_that_was_rejected_since(approved):
    """What the agency asked for took the approval back."""
    approved.make_ready()
    approved.open_round("r2", asked=True, reason="随時")
    approved.check_all("r2")
    approved.reject(round_id="r2", new="r3")
    force(approved, "hinshitsu-1", release(approved))
    assert texts_of(approved) == [NOT_IN_FORCE]


def test_settings_declared_absent_are_sound(process):
    process.register("inserting", None)
    process.open_round()
    process.check_all()
    process.confirm_all()
    process.approve()
    process.release((*EQUIPMENT, MONTH, *process.run_settings(inserting=None)))
    assert texts_of(process) == []


# Rounds that are not like the first


@pytest.mark.parametrize("wrong", [{"pieces": 2}, {"confirm": 1}, {"confirm": 1, "sheet": "0" * 64}])
def test_a_round_of_fewer_pieces_or_looks(signed_round, wrong):
    signed_round.register("press", "別の設定")
    pieces = signed_round.book.history(("round.opened",))[0].data["pieces"]
    fewer = [{**one, "piece_id": own_id(one, 2)} for one in pieces[: wrong.get("pieces")]]
    told = {**wrong, "pieces": fewer, "parts": parts_now(signed_round)}
    force(signed_round, "kensa-1", opening_of(signed_round, "r2", 2, **told))
    assert texts_of(signed_round) == [SIZE]


def parts_now(house, process="p1"):
    """What a round of the process is bound to."""
    return [asdict(part) for part in (*house.state.processes[process].parts, PROOF)]


def test_a_first_round_of_fewer_looks_than_its_sheet_asked_for_elsewhere(opened):
    opened.create(process="p2", title="別の工程")
    force(opened, "kensa-1", opening_of(opened, "x1", 1, process="p2", confirm=1, parts=parts_now(opened, "p2")))
    assert texts_of(opened) == [SIZE]


def test_a_first_round_with_more_looks_than_pieces(process):
    process.open_round()
    process.create(process="p2", title="別の工程")
    told = {"process": "p2", "sheet": "0" * 64, "confirm": 41, "parts": parts_now(process, "p2")}
    force(process, "kensa-1", opening_of(process, "x1", 1, **told))
    assert texts_of(process) == [SIZE]


def test_a_round_bound_to_other_parts_than_its_process(opened):
    opened.register("press", "別の設定")
    force(opened, "kensa-1", opening_of(opened, "r2", 2))
    assert texts_of(opened) == [OTHER_PARTS]


def test_a_round_with_one_record_twice_or_another_number(opened):
    opened.register("press", "別の設定")
    pieces, parts = opened.book.history(("round.opened",))[0].data["pieces"], parts_now(opened)
    third = [{**one, "piece_id": own_id(one, 3)} for one in pieces]
    twice = [{**third[1], "number": 1}, *third[1:]]
    force(
        opened,
        "kensa-1",
        opening_of(opened, "r2", 7, parts=parts),
        opening_of(opened, "r3", 3, pieces=twice, parts=parts),
    )
    assert texts_of(opened) == ["回の番号が続いていません。", STILL_OPEN, CHOSEN]


def test_a_process_that_is_created_again(opened):
    data = {"process": "p1", "title": "件", "parts": []}
    force(opened, "hinshitsu-1", Draft("process.created", data))
    assert texts_of(opened) == ["同じ工程が二度登録されています。"]


# Whoever had a hand in it


def hand_in_it(house, act):
    """Something that kensa-2 did in the round before it was signed."""
    reason = {"round": "r1", "reason": "x"}
    log = {"round": "r1", "kind": "weight", "sha256": "0" * 64}
    if act == "piece.withdrawn":
        house.sign_piece(1)
        force(house, "kensa-2", Draft(act, {**reason, "number": 1}))
    elif act == "piece.replaced":
        table = house.book.history(("round.opened",))[0].data["pieces"][0]
        piece = {**table, "piece_id": own_id({**table, "record": 99}, 1), "record": 99}
        force(house, "kensa-2", Draft(act, {**reason, "number": 1, "piece": piece}))
    elif act == "attachment.kept":
        force(house, "kensa-2", Draft(act, {**log, "piece": None, "name": "x", "size": 1}))
    else:
        kept = Draft("attachment.kept", {**log, "piece": None, "name": "x", "size": 1})
        force(house, "kensa-1" if act == "attachment.withdrawn" else "kensa-2", kept)
        gone = Draft("attachment.withdrawn", {**log, "reason": "x"})
        force(house, "kensa-2" if act == "attachment.withdrawn" else "kensa-1", gone)
    house.book.refresh()


@pytest.mark.parametrize(
    "act", ["piece.withdrawn", "piece.replaced", "attachment.kept", "attachment.withdrawn", "a log taken back since"]
)
def test_whoever_had_a_hand_in_the_check_decides(opened, act):
    hand_in_it(opened, act)
    opened.check_all()
    opened.by("kanri-1", lambda state, _by: people.grant(state, opened.id_of("kensa-2"), "lead", "応援"))
    force(opened, "kensa-2", decision("round.rejected"))
    assert texts_of(opened) == [SAME]
    with pytest.raises(KenpanError) as caught:
        opened.book.refresh()
    assert caught.value.code == "ledger.broken"


def test_whoever_only_opened_the_round_may_decide(process):
    process.open_round(who="hinshitsu-1")
    process.check_all()
    process.confirm_all()
    process.approve()
    assert texts_of(process) == []
