"""The ground of a round: what voids it, what proves it anew, and what belongs to it."""

from dataclasses import replace

import pytest

from app.notice.piece_id import piece_id
from app.signoff import gates, processes, rounds
from app.signoff.binding import of_process
from app.signoff.process_settings import NOTHING, Given, SettingKind, load_process_settings, typed
from app.signoff.standing import standing
from app.signoff.two_persons import involved
from tests.house import EQUIPMENT, MONTH, PROOF, part
from tests.signoff.refused_acts import refusal


def test_a_decided_round_takes_no_further_signature(opened):
    opened.check_all()
    opened.confirm_all()
    opened.approve()
    for act in (opened.approve, opened.reject, opened.sign_round, lambda: opened.sign_piece(1)):
        assert refusal(act).code == "round.state"


OWN = of_process(EQUIPMENT)


@pytest.mark.parametrize("changed", [*OWN, PROOF], ids=lambda one: one.name)
def test_a_changed_part_voids_what_was_signed(opened, changed):
    opened.check_all()
    opened.confirm_all()
    opened.approve()
    live = tuple(part(one.name, "2") if one.name == changed.name else one for one in opened.live)
    found = processes.void_reasons(opened.state, opened.round(), live)
    assert [one.name for one in found] == [changed.name]
    assert changed.label in found[0].text
    assert bool(processes.in_force(opened.state, "p1", live).version) == (changed == PROOF)


@pytest.mark.parametrize("is_approved", [True, False])
def test_what_was_approved_before_a_change_holds_nowhere_any_more(opened, is_approved):
    """A workstation that still holds the old form does not inherit by the approval of that form."""
    opened.check_all()
    opened.confirm_all()
    opened.approve()
    old = opened.live
    new = tuple(part(one.name, "2") if one.name == OWN[0].name else one for one in old)
    opened.bind(new)
    opened.live = new
    if is_approved:
        opened.open_round("r2")
        opened.check_all("r2")
        opened.confirm_all(round_id="r2")
        opened.approve(round_id="r2")
    there, here = (processes.in_force(opened.state, "p1", live) for live in (old, new))
    assert there.version is None and [one.name for one in there.differs] == [OWN[0].name]
    assert (here.version is not None) == is_approved


@pytest.mark.parametrize("changed", OWN, ids=lambda one: one.name)
def test_nothing_is_signed_on_changed_ground(opened, changed):
    live = tuple(part(one.name, "2") if one.name == changed.name else one for one in opened.live)
    error = refusal(opened.sign_piece, 1, live=live)
    assert error.code == "round.void"
    assert changed.label in error.what


def test_another_setting_voids_the_approval_for_everybody(opened):
    opened.check_all()
    opened.confirm_all()
    opened.approve()
    opened.register("press", "別の設定")
    assert [one.name for one in processes.void_reasons(opened.state, opened.round())] == ["setting.press"]
    shown = standing(opened.state, opened.state.processes["p1"], opened.sheet)
    assert "失効" in shown.next_step
    assert shown.turn == "checker"
    opened.open_round("r2")
    assert opened.round("r2").number == 2


def test_a_setting_that_was_not_there_voids_too(opened):
    opened.check_all()
    opened.register("glue", "糊")
    assert [one.kind for one in processes.void_reasons(opened.state, opened.round())] == ["added"]


def test_an_id_that_is_taken_is_refused(opened):
    """Beginning again what there is would put it back to its beginning."""
    opened.check_all()
    opened.reject()
    opened.register("press", "別の設定")
    for taken in ("r1", "r2"):
        assert refusal(opened.open_round, taken).code == "round.taken"
    again = lambda state, by: processes.create(state, by, "p1", "別", EQUIPMENT)  # noqa: E731
    assert refusal(opened.by, "hinshitsu-1", again).code == "process.taken"
    opened.open_round("r3")
    opened.check_all("r3")
    assert refusal(opened.reject, "hinshitsu-1", "r3", "r3").code == "round.taken"


def test_a_round_that_another_has_followed_is_not_rejected(opened):
    opened.check_all()
    opened.register("press", "別の設定")
    opened.open_round("r2")
    assert refusal(opened.reject, "hinshitsu-1", "r1", "r3").code == "round.not_last"


def test_an_approved_round_in_force_is_not_proved_again(opened):
    opened.check_all()
    opened.confirm_all()
    opened.approve()
    assert refusal(opened.open_round, "r2").code == "round.in_force"


def approved_round(house):
    house.check_all()
    house.confirm_all()
    house.approve()


def test_another_round_on_approved_ground_is_one_that_the_agency_asked_for_and_says_why(opened):
    approved_round(opened)
    assert refusal(lambda: opened.open_round("r2", asked=True)).code == "reason.missing"
    opened.open_round("r2", asked=True, reason="機構の随時検証")
    assert (opened.round("r2").why, opened.round("r2").reason) == ("request", "機構の随時検証")
    assert processes.in_force(opened.state, "p1").version.id == "r1"
    assert refusal(lambda: opened.open_round("r3", asked=True, reason="x")).code == "round.open"


def test_what_the_agency_asked_for_and_was_rejected_takes_the_approval_back(opened):
    approved_round(opened)
    opened.open_round("r2", asked=True, reason="機構の随時検証")
    opened.check_all("r2")
    opened.reject(round_id="r2", new="r3")
    force = processes.in_force(opened.state, "p1")
    assert (force.version, force.against.id, force.reasons) == (None, "r2", ("第2回却下されました",))
    assert (opened.round("r3").why, opened.round("r3").reason) == ("request", "機構の随時検証")
    assert refusal(opened.release, (*EQUIPMENT, MONTH, *opened.run_settings())).code == "release.differs"


def test_versions_are_the_approved_rounds_with_their_reasons(opened):
    approved_round(opened)
    opened.register("press", "別の設定")
    opened.open_round("r2")
    opened.check_all("r2")
    opened.confirm_all(round_id="r2")
    opened.approve(round_id="r2")
    first, second = processes.versions(opened.state, "p1")
    assert (first.why, first.reason, second.why) == ("first", "", "change")
    assert "pressの設定が変わっています" in second.reason


def test_what_is_changed_back_is_what_was_approved(opened):
    approved_round(opened)
    opened.register("press", "別の設定")
    force = processes.in_force(opened.state, "p1")
    assert force.version is None and force.last.id == "r1"
    assert [one.name for one in force.differs] == ["setting.press"]
    opened.register("press", "本番設定")
    assert processes.in_force(opened.state, "p1").version.id == "r1"


def test_a_round_is_rejected_alone_where_the_ground_is_again_what_was_approved(opened):
    approved_round(opened)
    opened.register("press", "別の設定")
    opened.open_round("r2")
    opened.check_all("r2")
    opened.register("press", "本番設定")
    opened.reject(round_id="r2", new="r3")
    assert opened.round("r2").state == "rejected" and "r3" not in opened.state.rounds
    assert processes.in_force(opened.state, "p1").version.id == "r1"


def test_test_pieces_from_other_settings_do_not_release_the_run(opened):
    release = opened.release
    month = (*EQUIPMENT, MONTH)
    run = (*month, *opened.run_settings())
    assert refusal(release, run).code == "release.no_proof"
    opened.check_all()
    opened.confirm_all()
    opened.approve()
    assert refusal(release, EQUIPMENT).code == "release.media"
    assert refusal(release, month).code == "release.settings"
    error = refusal(release, (*month, *opened.run_settings(press="別の設定")))
    assert error.code == "release.differs"
    assert "pressの設定が変わっています" in error.what
    release(run)
    assert opened.state.months["m1"].releases[0].round == "r1"
    assert gates.is_closed(opened.state, opened.state.months["m1"], gates.RELEASE)


def test_binding_to_other_parts_voids_and_says_which(opened):
    opened.check_all()
    other = tuple(part(one.name, "2") if one.name == "fonts" else one for one in EQUIPMENT)
    opened.bind(other)
    assert [one.name for one in processes.void_reasons(opened.state, opened.round())] == ["fonts"]
    assert "setting.press" in {one.name for one in opened.state.processes["p1"].parts}


@pytest.mark.parametrize("kind", load_process_settings(), ids=lambda kind: kind.name)
def test_nothing_is_proved_before_every_setting_is_registered(house, kind):
    house.create()
    for other in house.sheet.settings:
        if other != kind:
            house.register(other.name, "本番設定")
    error = refusal(house.open_round)
    assert (error.code, error.what) == ("round.settings", f"工程の設定が登録されていません：{kind.label}。")
    house.register(kind.name, None)
    house.open_round()
    assert kind.name in house.round().settings


def registered(house, kind, given, reason=""):
    house.by("hinshitsu-1", lambda state, by: processes.register_setting(state, by, "p1", kind, given, reason))


def test_no_setting_at_all_and_a_value_for_a_file_need_a_reason(process):
    file, value = SettingKind("press", "印刷機", "例", True), SettingKind("paper", "用紙", "例", False)
    for kind, given in ((file, NOTHING), (value, NOTHING), (file, typed("1号機"))):
        error = refusal(registered, process, kind, given, " ")
        assert error.code == "setting.reason" and kind.label in error.what
        registered(process, kind, given, " 書き出せない ")
        assert process.state.processes["p1"].settings[kind.name].reason == "書き出せない"
    registered(process, value, typed("上質紙"), "要らない理由")
    registered(process, file, Given("a" * 64, file="press.cfg"), "要らない理由")
    assert {
        one.reason for one in process.state.processes["p1"].settings.values() if one.name in ("press", "paper")
    } == {""}


def test_a_setting_declared_absent_is_part_of_the_fingerprint_with_its_reason(process):
    before = processes.fingerprint(process.state.processes["p1"].parts)
    process.register("folding", None)
    own = next(one for one in process.state.processes["p1"].parts if one.name == "setting.folding")
    assert processes.fingerprint(process.state.processes["p1"].parts) != before
    assert own.detail == "なし（この工程で使わない）"
    process.open_round()
    process.check_all()
    process.register("folding", "折り機")
    (found,) = processes.void_reasons(process.state, process.round())
    assert (found.name, found.kind) == ("setting.folding", "changed") and "なし（この工程で使わない）" in found.text


def test_a_run_is_let_go_only_when_what_was_absent_is_still_absent(process):
    process.register("folding", None)
    process.open_round()
    process.check_all()
    process.confirm_all()
    process.approve()
    run = (*EQUIPMENT, MONTH, *process.run_settings(folding=None))
    unasked = tuple(one for one in run if one.name != "setting.folding")
    assert "foldingの設定" in refusal(process.release, unasked).what
    error = refusal(process.release, (*unasked, process.setting("folding", "折り機")))
    assert error.code == "release.differs" and "foldingの設定が変わっています" in error.what
    process.release(run)
    assert process.state.months["m1"].releases


LATER = SettingKind("glue", "糊付け機設定", "例", True)


def test_an_approval_lacks_a_setting_that_is_asked_for_since_and_that_is_said(opened):
    opened.check_all()
    opened.confirm_all()
    opened.approve()
    run = (*EQUIPMENT, MONTH, *opened.run_settings())
    opened.sheet = replace(opened.sheet, settings=(*opened.sheet.settings, LATER))
    shown = standing(opened.state, opened.state.processes["p1"], opened.sheet)
    assert (shown.turn, shown.blocking) == ("lead", ("糊付け機設定が未登録（第1回の承認にも含まれていません）",))
    error = refusal(opened.release, run)
    assert error.code == "release.unregistered" and "糊付け機設定" in error.what
    opened.register("glue", "本番設定")
    error = refusal(opened.release, (*run, opened.setting("glue", "本番設定")))
    assert error.code == "release.differs" and "glueの設定が増えています" in error.what


def test_a_round_begun_before_a_setting_was_asked_for_is_not_approved(opened):
    opened.check_all()
    opened.confirm_all()
    opened.sheet = replace(opened.sheet, settings=(*opened.sheet.settings, LATER))
    error = refusal(opened.approve)
    assert error.code == "approval.settings" and "糊付け機設定" in error.what


def test_another_medium_is_no_reason_to_call_a_round_void(opened):
    error = refusal(opened.sign_piece, 1, live=(*EQUIPMENT, part("proof_media", "2")))
    assert error.code == "round.other_media"
    assert "検証品の媒体を開いて" in error.next_step


def test_a_workstation_that_holds_something_else_is_told_to_the_lead(process):
    other = tuple(part(one.name, "2") if one.name == "fonts" else one for one in process.live)
    assert refusal(process.open_round, live=other).code == "process.stale"
    shown = standing(process.state, process.state.processes["p1"], process.sheet, other)
    assert (shown.turn, shown.blocking[0][:6]) == ("lead", "fontsの")


def test_a_log_of_an_earlier_round_is_no_log_of_this_one(opened):
    opened.check_all()
    log = opened.round().attachments[0]
    opened.reject()
    keep = lambda kind: opened.by(  # noqa: E731
        "kensa-1",
        lambda state, by: rounds.keep_attachment(state, by, "r2", None, kind, log.name, log.sha256, log.size),
    )
    assert refusal(keep, log.kind).code == "attachment.used"
    assert refusal(keep, "photo").code == "attachment.kind"


def test_one_log_is_not_that_of_two_machines(opened):
    keep = lambda kind: opened.by(  # noqa: E731
        "kensa-1", lambda state, by: rounds.keep_attachment(state, by, "r1", None, kind, "a.csv", "a" * 64, 3)
    )
    keep("weight")
    assert refusal(keep, "thickness").code == "attachment.used"


def test_a_log_of_one_piece_is_not_that_of_the_round(opened):
    opened.by("kensa-1", lambda state, by: rounds.keep_attachment(state, by, "r1", 5, "weight", "a.csv", "a" * 64, 3))
    assert len(rounds.missing_logs(opened.round(), opened.sheet)) == 3


def test_a_wrong_log_is_taken_back_and_its_entry_stays(opened):
    opened.keep_logs()
    log = opened.round().attachments[0]
    withdraw = lambda reason: opened.by(  # noqa: E731
        "kensa-2", lambda state, by: rounds.withdraw_attachment(state, by, "r1", log.kind, log.sha256, reason)
    )
    assert refusal(withdraw, "").code == "reason.missing"
    withdraw("別の回のログ")
    assert rounds.missing_logs(opened.round(), opened.sheet) == ("封入封緘ログ",)
    assert opened.id_of("kensa-2") in involved(opened.round())


def test_after_a_rejection_the_old_pieces_must_be_disposed_of(opened):
    opened.check_all()
    opened.reject()
    assert "disposal" not in opened.round().logs
    assert "前回の現品の処分記録" in rounds.missing_logs(opened.round("r2"), opened.sheet)


def test_a_piece_is_only_replaced_by_one_of_its_group_on_the_same_ground(opened):
    senpo = replace(opened.round().piece(21), number=1, piece_id=piece_id("PAP03", "ZMGKS#1301", 99))
    swap = lambda piece, live: opened.by(  # noqa: E731
        "kensa-1", lambda state, by: rounds.replace_piece(state, by, "r1", piece, "用紙破れ", live)
    )
    assert refusal(swap, senpo, opened.live).code == "piece.group"
    kounen = replace(opened.round().piece(1), piece_id=piece_id("PAP03", "ZMGKK#1301", 99), record=99)
    assert refusal(swap, kounen, (*EQUIPMENT, part("proof_media", "2"))).code == "round.other_media"


def test_what_was_rejected_on_other_ground_says_nothing_of_what_was_approved(opened):
    approved_round(opened)
    opened.register("press", "別の設定")
    opened.open_round("r2")
    opened.check_all("r2")
    opened.reject(round_id="r2", new="r3")
    opened.make_ready()
    other = (*EQUIPMENT, MONTH, *opened.run_settings(press="別の設定"))
    assert refusal(opened.release, other).code == "release.differs"
    opened.register("press", "本番設定")
    opened.release((*EQUIPMENT, MONTH, *opened.run_settings()))


def test_the_state_read_anew_is_the_state_that_grew(opened, tmp_path):
    from app.signoff.book import open_book

    opened.check_all()
    opened.confirm_all()
    opened.approve()
    again = open_book(str(opened.book.engine.url))
    assert again.state == opened.state
