"""What the board says of a process and of a month at each step: whose turn it is, what to do next, what is missing."""

from dataclasses import replace

from app.signoff.checksheet import load_sheet
from app.signoff.dummies import first_or_change
from app.signoff.gates import DueLine, gates_of, inherits
from app.signoff.model import State
from app.signoff.processes import in_force
from app.signoff.signed import Part
from app.signoff.standing import Standing, month_standing, standing
from tests.signoff import scenes
from tests.signoff.entries import PAPER, log, look, month_data, opening, part

SHEET = load_sheet()


def shown(chain, live=None) -> Standing:
    return standing(chain.state, chain.state.processes["p1"], SHEET, live)


def said(chain, live=None):
    found = shown(chain, live)
    return found.turn, found.next_step, found.blocking, found.act


def test_a_process_waits_for_its_settings_first_and_each_is_named():
    chain = scenes.people().fork().add("l1", "process.created", {"process": "p1", "title": "通知書", "parts": [PAPER]})
    turn, step, blocking, act = said(chain)
    assert (turn, step, act) == ("lead", "工程の設定を登録する", "setting")
    assert blocking == tuple(f"{kind.label}が未登録" for kind in SHEET.settings)


def test_then_for_pieces():
    found = shown(scenes.process())
    assert found.process is scenes.process().state.processes["p1"]
    assert found.round is None
    assert said(scenes.process()) == (
        "checker", "検証品を選んで検査を始める", ("検証品がありません",), "choose"
    )  # fmt: skip


def test_then_for_each_piece_and_each_log_of_the_round():
    begun = scenes.checking()
    blocking = ("未検査 2 部", "重量検査ログがありません")
    assert said(begun) == ("checker", "第1回 現品を検査する（残り 2 部）", blocking, "open")
    one = begun.fork().add("c1", "piece.signed", look(1))
    assert said(one)[1:3] == ("第1回 現品を検査する（残り 1 部）", ("未検査 1 部", "重量検査ログがありません"))
    both = one.add("c1", "piece.signed", look(2))
    assert said(both) == ("checker", "第1回 作業ログを添付する", ("重量検査ログがありません",), "open")
    assert [shown(one).round.number for one in (begun, both, scenes.checked())] == [1, 1, 1]
    assert said(scenes.checked()) == ("checker", "第1回 検査の署名をする", (), "open")


def test_then_for_the_lead():
    left = ("品質責任者の確認 残り 1 部",)
    assert said(scenes.signed()) == ("lead", "第1回 現品を確認する（残り 1 部）", left, "open")
    assert said(scenes.drawn()) == said(scenes.signed())
    assert said(scenes.seen()) == ("lead", "第1回 承認か却下を決める", ("判定待ち",), "open")


def test_looks_of_two_leads_do_not_add_up():
    """Each looks at all that were drawn; who is furthest counts."""
    chain = scenes.process().fork().add("c1", "round.opened", opening(confirm=2))
    for number in (1, 2):
        chain.add("c1", "piece.signed", look(number))
    chain.add("c2", "attachment.kept", log())
    chain.add("c2", "round.signed", {"round": "r1", "failed": [], "comment": ""})
    chain.add("l1", "round.drawn", {"round": "r1", "numbers": [1, 2]})
    assert said(chain)[1] == "第1回 現品を確認する（残り 2 部）"
    chain.add("l1", "piece.confirmed", look(1)).add("l2", "piece.confirmed", look(2))
    assert said(chain)[1] == "第1回 現品を確認する（残り 1 部）"
    chain.add("l2", "piece.confirmed", look(1))
    assert said(chain)[1] == "第1回 承認か却下を決める"


def test_what_is_approved_needs_nobody():
    found = shown(scenes.approved())
    assert said(scenes.approved()) == (None, "第1回で承認済み", (), "")
    assert found.round is found.force.version is scenes.approved().state.rounds["r1"]


def test_after_a_rejection_new_pieces_are_chosen():
    assert said(scenes.rejected()) == ("checker", "新しい検証品で始める", ("第1回却下されました",), "choose")


def test_a_changed_setting_makes_the_round_void_and_says_which():
    chain = scenes.void(scenes.approved())
    found = shown(chain)
    assert (found.turn, found.next_step, found.act) == (
        "checker", "第1回は失効。新しい検証品で始める", "choose"
    )  # fmt: skip
    assert found.blocking == tuple(one.text for one in found.void)
    assert "刷版" in found.blocking[0]
    assert found.force.version is None


def test_what_this_workstation_holds_otherwise_is_put_right_first():
    """Before anything else, whatever the round: nobody checks against another paper."""
    other = [Part(**part("paper", "2"))]
    for chain in (scenes.process(), scenes.checking(), scenes.approved()):
        turn, step, blocking, act = said(chain, other)
        assert (turn, step, act) == ("lead", "元に戻すか、工程を結び付け直す", "bind")
        assert blocking == tuple(one.text for one in shown(chain, other).void)
        assert len(blocking) == 1
        assert "paper" in blocking[0]
        assert said(chain, [Part(**PAPER)]) == said(chain)


def test_a_setting_that_was_asked_for_since_is_missing_from_what_was_approved():
    """The sheet asks for one more: the approval did not hold it either."""
    more = replace(SHEET, settings=(*SHEET.settings, replace(SHEET.settings[0], name="later", label="後からの設定")))
    state: State = scenes.approved().state
    found = standing(state, state.processes["p1"], more)
    assert found.blocking == ("後からの設定が未登録（第1回の承認にも含まれていません）",)
    assert (found.turn, found.act) == ("lead", "setting")


def test_a_round_of_another_proof_medium_than_this_workstation_holds_is_void():
    other = [Part(**part("proof_media", "2"))]
    turn, step, blocking, act = said(scenes.checking(), other)
    assert (turn, step, act) == ("checker", "第1回は失効。新しい検証品で始める", "choose")
    assert ["proof_media" in one for one in blocking] == [True]


def test_whatever_is_said_it_is_of_this_process_its_last_round_and_its_force():
    """The board opens the round that it shows, and says why it is not in force."""
    more = replace(SHEET, settings=(*SHEET.settings, replace(SHEET.settings[0], name="later", label="後からの設定")))
    other = [Part(**part("paper", "2"))]
    shown_with = [(one, SHEET, live) for one in ROUNDS for live in (None, other)] + [(scenes.approved, more, None)]
    for scene, sheet, live in [*shown_with, (scenes.checking, SHEET, [Part(**part("proof_media", "2"))])]:
        state = scene().state
        found = standing(state, state.processes["p1"], sheet, live)
        assert found.process is state.processes["p1"]
        assert found.round is state.rounds["r1"]
        assert found.force == in_force(state, "p1", live)


ROUNDS = (
    *(scenes.checking, scenes.checked, scenes.signed, scenes.drawn, scenes.seen),
    *(scenes.approved, scenes.rejected, lambda: scenes.void(scenes.approved())),
)


# Months


def month(chain, live=None):
    found = month_standing(chain.state, chain.state.months["m1"], live)
    return found.turn, found.next_step, found.blocking, found.act


def test_a_month_is_bound_to_its_medium_first():
    chain = scenes.approved().fork().add("l1", "month.opened", month_data())
    assert month(chain) == ("lead", "当月の媒体を結び付ける", ("当月の媒体が結び付いていません",), "bind")


def test_then_the_first_gate_that_is_open_says_whose_turn_it_is():
    lacking = ("受入の記録がありません", "ウイルス検査の申告がありません")
    assert month(scenes.month()) == ("checker", "媒体を受け入れるか決める", lacking, "")
    assert month(scenes.written()) == ("lead", "媒体を受け入れるか決める", (), "")
    assert month(scenes.ready()) == ("lead", "本番の設定を照合して開始する", (), "")
    asked = ("署名された照合がありません",)
    assert month(scenes.released()) == ("checker", "印刷データを照合して署名し、承認する", asked, "")


def test_a_month_whose_gates_are_all_closed_needs_nobody_and_says_so():
    found = month_standing(scenes.all_done().state, scenes.all_done().state.months["m1"])
    assert {one.state for one in found.gates} == {"closed"}
    assert found.current is None
    assert month(scenes.all_done()) == (None, "関門はすべて完了", (), "")


def test_a_months_part_that_this_workstation_holds_otherwise_is_put_right_first():
    other = [Part(**part("postal", "2"))]
    turn, step, blocking, act = month(scenes.ready(), other)
    assert (turn, step, act) == ("lead", "元に戻すか、月を結び付け直す", "bind")
    found = month_standing(scenes.ready().state, scenes.ready().state.months["m1"], other)
    assert blocking == tuple(one.text for one in found.stale)
    assert [one.name for one in found.stale] == ["postal"]


def test_a_month_says_why_it_inherits_nothing_what_is_kept_and_what_is_not_over():
    void = scenes.void(scenes.ready())
    (why,) = month_standing(void.state, void.state.months["m1"]).not_inherited
    assert "刷版が変わっています" in why
    kept = month_standing(scenes.dummies_listed().state, scenes.dummies_listed().state.months["m1"]).kept
    assert kept == (("R-1", "2027-02-13"),)
    accident = scenes.incident_found()
    (one,) = month_standing(accident.state, accident.state.months["m1"]).incidents
    assert one.id == "i1"


def test_whatever_is_said_of_a_month_its_gates_and_what_it_does_not_inherit_are_shown():
    other = [Part(**part("postal", "2"))]
    begun = scenes.approved().fork().add("l1", "month.opened", month_data())
    for chain in (begun, scenes.month(), scenes.ready(), scenes.all_done()):
        for one in (chain, scenes.void(chain)):
            for live in (None, other):
                state = one.state
                found = month_standing(state, state.months["m1"], live)
                assert found.month is state.months["m1"]
                assert found.gates == gates_of(state, found.month, live)
                assert found.not_inherited == inherits(state, found.month, live)
                assert bool(found.not_inherited) == (one is not chain)
                assert found.first_or_change


def test_a_month_after_one_whose_dummies_were_approved_is_not_the_first():
    chain = scenes.dummies_approved().fork()
    chain.add("l1", "month.opened", {**month_data(), "month": "m2", "period": "2026-12"})
    later = chain.state.months["m2"]
    assert later.period > chain.state.months["m1"].period
    assert not month_standing(chain.state, later).first_or_change
    assert not first_or_change(chain.state, later)
    assert month_standing(chain.state, chain.state.months["m1"]).first_or_change
    changed = scenes.void(chain)
    assert month_standing(changed.state, changed.state.months["m2"]).first_or_change


def test_what_gates_are_asked_with_reaches_them():
    """How many findings are undecided, and what is due, come from the open medium and the calendar."""
    chain = scenes.received()
    state = chain.state
    due = {"check": (DueLine("2026-11-10", "納期"),)}
    found = month_standing(state, state.months["m1"], None, 3, due)
    assert found.gates == gates_of(state, state.months["m1"], None, 3, due)
    assert found.gates != gates_of(state, state.months["m1"])
