"""A month inherits what was approved once, closes its gates in order, and loses exactly what a change touches."""

import pytest

from app.errors import KenpanError
from app.signoff import gates, months, processes
from app.signoff.gates import gates_of, inherits
from app.signoff.model import Evidence
from app.signoff.standing import month_standing
from tests.house import EQUIPMENT, MONTH, part
from tests.sizes import sized


@pytest.fixture
def approved(opened):
    """A house whose process is in force."""
    opened.check_all()
    opened.confirm_all()
    opened.approve()
    return opened


def refusal(act, *arguments, **named):
    with pytest.raises(KenpanError) as caught:
        act(*arguments, **named)
    return caught.value


def states(house, month="m1", **other):
    found = gates_of(house.state, house.state.months[month], **other)
    return {one.name: one.state for one in found}


def run_parts(house, media=MONTH):
    return (*EQUIPMENT, media, *house.run_settings())


def other_flyers(house):
    house.bind_month((*EQUIPMENT, MONTH, part("flyers", "2")), "チラシAの差替え")


def test_a_month_inherits_an_approved_process(approved):
    approved.open_month()
    month = approved.state.months["m1"]
    assert inherits(approved.state, month, (*EQUIPMENT, MONTH)) == ()
    assert month_standing(approved.state, month).not_inherited == ()


def test_a_month_does_not_inherit_a_process_of_which_a_form_changed_and_names_it(approved):
    approved.open_month()
    here = tuple(part(one.name, "2") if one.name == "forms.1" else one for one in (*EQUIPMENT, MONTH))
    (why,) = inherits(approved.state, approved.state.months["m1"], here)
    assert "forms.1の名が変わっています" in why
    assert inherits(approved.state, approved.state.months["m1"]) == ()
    approved.bind(here)
    (why,) = inherits(approved.state, approved.state.months["m1"])
    assert "forms.1の名が変わっています" in why


def test_a_month_of_a_process_that_was_never_approved_says_so(opened):
    opened.make_ready()
    assert inherits(opened.state, opened.state.months["m1"]) == ("承認された本番検証品がありません",)
    assert refusal(opened.release, run_parts(opened)).code == "release.no_proof"


def test_a_forty_second_month_needs_no_new_pieces(approved):
    for number in range(sized(6, 42)):
        period = f"{2027 + number // 12}-{number % 12 + 1:02}"
        media = part("media", str(number))
        approved.make_ready(f"m{number}", period=period, parts=(*EQUIPMENT, media))
        approved.release(run_parts(approved, media), month=f"m{number}")
    assert len(approved.state.rounds) == 1
    assert all(states(approved, month)["release"] == "closed" for month in approved.state.months)


def test_a_flyer_change_voids_the_months_release_and_check_and_not_the_process(approved):
    approved.release(run_parts(approved))
    other_flyers(approved)
    found = {one.name: one for one in gates_of(approved.state, approved.state.months["m1"])}
    assert (found["reception"].state, found["check"].state, found["release"].state) == ("closed", "void", "void")
    assert [one.name for one in found["release"].changed] == ["flyers"]
    assert processes.in_force(approved.state, "p1").version.id == "r1"
    shown = month_standing(approved.state, approved.state.months["m1"])
    assert (shown.turn, shown.current.name) == ("lead", "check")
    assert "検査のあとでflyersの名が増えています" in shown.blocking[0]


def test_another_medium_voids_every_gate_that_rests_on_it(approved):
    approved.release(run_parts(approved))
    approved.bind_month((*EQUIPMENT, part("media", "2")))
    assert [states(approved)[name] for name in ("reception", "check", "release")] == ["void"] * 3


def test_a_changed_process_voids_the_release_alone(approved):
    approved.release(run_parts(approved))
    approved.register("press", "別の設定")
    found = {one.name: one for one in gates_of(approved.state, approved.state.months["m1"])}
    assert [found[name].state for name in ("reception", "check", "release")] == ["closed", "closed", "void"]
    assert [one.name for one in found["release"].changed] == ["setting.press"]


def test_settings_that_differ_when_they_are_read_again_are_named(approved):
    approved.make_ready()
    read = (*EQUIPMENT, MONTH, *approved.run_settings(press="別の設定", paper="別の紙"))
    error = refusal(approved.release, read)
    assert error.code == "release.differs"
    assert "pressの設定が変わっています" in error.what and "paperの設定が変わっています" in error.what


def test_a_release_keeps_what_was_read_again_and_closes_its_gate(approved):
    approved.release(run_parts(approved))
    (made,) = approved.state.months["m1"].releases
    settings = processes.existing(approved.state, "p1").settings
    assert set(made.read) == {f"setting.{name}" for name in settings}
    assert gates.is_closed(approved.state, approved.state.months["m1"], gates.RELEASE)
    assert refusal(approved.release, run_parts(approved)).code == "gate.closed"


def test_no_gate_closes_before_those_before_it(approved):
    approved.open_month()
    assert states(approved)["check"] == "open"
    assert refusal(approved.close_check).code == "gate.order"
    assert refusal(approved.release, run_parts(approved)).code == "gate.order"
    approved.receive()
    assert states(approved)["check"] == "ready"
    approved.close_check()
    approved.release(run_parts(approved))
    approved.by("hinshitsu-1", lambda state, by: months.reopen_gate(state, by, "m1", "release", "読み違い"))
    assert states(approved)["release"] == "ready"


def test_every_gate_has_its_work_and_the_first_open_one_is_next(approved):
    approved.release(run_parts(approved))
    current = month_standing(approved.state, approved.state.months["m1"]).current
    assert current is not None
    assert (current.name, current.turn) == ("compare", "checker")


def test_media_are_not_taken_before_they_are_written_down_and_looked_at(approved):
    approved.open_month()
    evidence = (Evidence("files", "ファイル", 8, "ファイル"),)
    error = refusal(approved.close, "m1", "reception", evidence)
    assert "受入の記録がありません" in error.what and "ウイルス検査の申告がありません" in error.what
    assert states(approved)["reception"] == "ready"
    (first, *_rest) = gates_of(approved.state, approved.state.months["m1"])
    assert first.turn == "checker" and first.due == ()


def test_media_are_not_taken_on_a_free_text_nor_with_a_point_against_them(approved):
    approved.open_month()
    approved.receive()
    approved.by("hinshitsu-1", lambda state, by: months.reopen_gate(state, by, "m1", "reception", "読み違い"))
    free = (Evidence("files", "ファイル", 8, "ファイル", "問題なし"),)
    assert "判定がありません" in refusal(approved.close, "m1", "reception", free).what
    assert "否 2 項目" in refusal(approved.close, "m1", "reception", approved.judged(differs=2)).what
    assert "判定していません 1 項目" in refusal(approved.close, "m1", "reception", approved.judged(undone=1)).what
    approved.close("m1", "reception", approved.judged())


def test_media_that_were_refused_are_taken_only_after_they_were_written_down_anew(approved):
    approved.open_month()
    act = lambda state, by: months.refuse_media(state, by, "m1", ("件数が違う",), "2026-11-11")  # noqa: E731
    approved.by("hinshitsu-1", act)
    assert approved.state.months["m1"].refusals[0].reasons == ("件数が違う",)
    approved.receive()
    assert refusal(approved.by, "hinshitsu-1", act).code == "gate.closed"


def test_a_workstation_that_holds_other_flyers_closes_no_check(approved):
    approved.open_month(parts=(*EQUIPMENT, MONTH, part("flyers")))
    approved.receive()
    error = refusal(approved.close_check, live=(part("flyers", "2"),))
    assert error.code == "month.stale" and "flyersの名" in error.what


def test_a_check_closes_only_when_every_error_was_decided_on(approved):
    approved.open_month()
    approved.receive()
    assert refusal(approved.close_check, errors=1).code == "gate.open"
    finding = {"rule": "date.era", "file": "F", "record": 1, "records": 1, "offset": 0, "length": 2, "sha256": "0" * 64}
    own = MONTH.sha256

    def decide(findings, groups, reason="機構が了承"):
        approved.by(
            "hinshitsu-1",
            lambda state, by: months.decide_findings(state, by, "m1", own, findings, groups, "go_on", reason),
        )

    assert refusal(decide, [finding], (), " ").code == "reason.missing"
    assert refusal(decide, (), ()).code == "findings.none"
    decide((), [{"rule": "postal.address", "count": 9}])
    assert refusal(approved.close_check, errors=1).code == "gate.open"
    decide([finding], ())
    assert refusal(approved.close_check, errors=1, left=1).code == "gate.open"
    assert refusal(approved.close_check, errors=2).code == "gate.open"
    approved.close_check(errors=1)
    assert states(approved)["check"] == "closed"


def test_several_months_are_open_at_once_each_with_gates_of_its_own(approved):
    approved.make_ready("m1")
    approved.open_month("m2", period="2026-12", parts=(*EQUIPMENT, part("media", "2")))
    assert states(approved, "m1")["check"] == "closed"
    assert states(approved, "m2")["reception"] == "ready"
    error = refusal(approved.open_month, "m3", period="2026-12", title="第3巻")
    assert error.code == "month.same"


def test_a_months_store_is_destroyed_by_somebody_else_than_who_asked_for_it(approved):
    approved.open_month()
    made = {"month": "m1", "objects": 3, "bytes": 9, "method": "鍵の上書きと消去"}
    destroy = lambda who: approved.by(who, lambda state, by: months.destroy_store(state, by, "m1", made))  # noqa: E731
    keyed = lambda key, over="": approved.by(  # noqa: E731
        "hinshitsu-1", lambda state, by: months.create_store(state, by, "m1", key * 64, over)
    )
    ask = lambda: approved.by("hinshitsu-1", lambda state, by: months.end_store(state, by, "m1", "月の終わり"))  # noqa: E731
    assert refusal(destroy, "hinshitsu-2").code == refusal(ask).code == "store.none"
    assert refusal(keyed, "a", "b" * 64).code == "store.none"
    keyed("a")
    assert refusal(keyed, "b").code == "store.made"
    ask()
    keyed("b", "a" * 64)
    assert refusal(destroy, "hinshitsu-2").code == "store.not_asked"
    ask()
    assert refusal(destroy, "hinshitsu-1").code == "store.same_person"
    destroy("hinshitsu-2")
    assert approved.state.months["m1"].store.destroyed is not None
    assert refusal(destroy, "hinshitsu-2").code == refusal(keyed, "c", "b" * 64).code == "store.none"


def test_a_gate_that_is_opened_again_makes_the_later_ones_void_and_says_which(approved):
    approved.make_ready()
    month = lambda: approved.state.months["m1"]  # noqa: E731
    assert gates.closed_after(approved.state, month(), "reception") == ("check",)
    approved.by("hinshitsu-1", lambda state, by: months.reopen_gate(state, by, "m1", "reception", "再確認"))
    found = {one.name: one for one in gates.gates_of(approved.state, month())}
    assert (found["reception"].state, found["check"].state) == ("ready", "void")
    assert found["check"].overtaken == ("受入",)
    assert gates.open_before(approved.state, month(), "release") == ("reception", "check")
