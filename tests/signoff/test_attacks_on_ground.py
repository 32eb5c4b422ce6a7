"""Ground that changed under a round, rounds unlike the first, and who had a hand in them."""

from dataclasses import asdict, replace

import pytest

from app.errors import KenpanError
from app.signoff import people
from app.signoff.ledger import Draft
from tests.house import EQUIPMENT, MONTH, PROOF, part
from tests.signoff.forged_rounds import decision, force, opening_of, own_id, release
from tests.signoff.grounds import CHOSEN, NOT_IN_FORCE, SAME, texts_of

STILL_OPEN = "前の回が有効なまま、次の回が始められています。"
OTHER_PARTS = "検証品が結び付いているものが、工程に結び付いているものと違います。"
VOID = "検証品が結び付いていたものと、工程に結び付いているものが違います（失効）。"
OTHER_RUN = "本番を開始したものが、月と工程に結び付いているものと違います。"
SIZE = "現品の部数か承認者が確認する部数が、同じ工程か検査票のほかの回と違うか、0 です。"


def bind(house, *parts):
    house.bind(parts, "届いた")


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
