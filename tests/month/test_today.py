"""今日 says whose turn it is, by when, and where the work is done."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.month.schedule.gate_dues import deadlines
from app.month.today import Goal, landing, standings, today
from app.month.warm_up_cards import warm_up_cards
from app.signoff.checksheet import load_sheet
from app.signoff.standing import MonthStanding
from app.signoff.warm_ups import day_of
from tests.signoff import scenes

NOW = datetime(2026, 11, 10, 3, tzinfo=UTC)


def seen(chain, who, now=NOW):
    state = chain.state
    account = next((one for one in state.accounts.values() if who in one.roles), None)
    return today(standings(state, load_sheet(), None), account, now)


def of_month(found):
    return next(card for card in found.cards if card.gates)


@pytest.mark.parametrize(
    ("roles", "screen"),
    [
        (("checker",), "today"),
        (("lead", "trainer"), "today"),
        (("admin", "lead"), "today"),
        (("admin",), "people"),
        (("trainer",), "lessons"),
        (("inspector",), "ledger"),
        ((), "ledger"),
    ],
)
def test_everybody_begins_where_there_is_something_for_them(roles, screen):
    assert landing(frozenset(roles)) == screen


def test_a_month_shows_all_its_gates_in_order_and_has_work_for_each():
    card = of_month(seen(scenes.month(), "lead"))
    assert [mark.name for mark in card.gates][:4] == ["reception", "check", "release", "compare"]
    assert len(card.gates) == 10


def test_my_turn_stands_before_everything_that_is_due():
    chain = scenes.month()
    lead, checker = seen(chain, "lead"), seen(chain, "checker")
    groups = {"mine": 0, "due": 1, "rest": 2}
    for found in (lead, checker):
        ranks = [groups[card.group] for card in found.cards]
        assert ranks == sorted(ranks)
    assert lead.count("mine") + checker.count("mine") >= 1


def test_a_card_names_what_blocks_and_leads_to_where_it_is_done():
    card = of_month(seen(scenes.month(), "lead"))
    assert card.blocking and card.step
    assert card.goal == Goal("reception", "m1")


def test_received_media_lead_to_the_findings():
    assert of_month(seen(scenes.received(), "lead")).goal.screen == "findings"


def test_a_round_leads_the_checker_to_its_pieces_and_the_lead_to_the_decision():
    def goals(chain):
        return {card.goal.screen for card in seen(chain, "checker").cards}

    assert "round" in goals(scenes.checking())
    assert "decision" in goals(scenes.signed())


def test_a_deadline_that_has_passed_is_late_and_one_far_off_is_neither():
    chain = scenes.month()
    month = next(iter(chain.state.months.values()))
    first = min(deadlines(month).values(), key=lambda due: due.sort_key)
    late = of_month(seen(chain, "trainer", datetime(2100, 1, 1, tzinfo=UTC)))
    assert late.late and late.group == "due" and first.text in late.due
    early = of_month(seen(chain, "trainer", datetime(2020, 1, 6, tzinfo=UTC)))
    assert not early.late and early.group == "rest"


def test_days_that_are_no_month_s_have_no_dues():
    month = next(iter(scenes.month().state.months.values()))
    assert deadlines(month)
    for days in ({"handover": "2026-12-15", "delivery": "2026-12-10"}, {"handover": "?", "delivery": "2026-12-10"}):
        assert deadlines(replace(month, **days)) == {}


def test_nothing_to_do_says_what_comes_next():
    chain = scenes.people()
    lead = seen(chain, "lead")
    assert not lead.cards and lead.empty is not None and lead.empty.goal == Goal("board")
    assert "品質責任者" in seen(chain, "checker").empty.step


def test_a_practice_ledger_that_is_still_empty_is_being_made_ready():
    filling = today((), None, NOW, practice=True)
    assert filling.empty is not None and filling.empty.goal is None
    assert "用意しています" in filling.empty.title and "用意" not in today((), None, NOW).empty.title


def test_a_month_that_is_done_here_stays_until_its_delivery():
    chain = scenes.all_done().fork()
    chain.add("c1", "roll.discarded", {"month": "m1", "roll": "R-1", "method": "溶解"})
    month = next(iter(chain.state.months.values()))
    account = replace(next(iter(chain.state.accounts.values())), roles=frozenset({"lead"}))
    lines = standings(chain.state, load_sheet(), None)
    on = datetime.fromisoformat(f"{month.delivery}T01:00+00:00")
    after = datetime(2100, 1, 1, tzinfo=UTC)
    assert any(card.gates for card in today(lines, account, on).cards)
    assert not any(card.gates for card in today(lines, account, after).cards)


def test_dummies_kept_longer_than_three_months_are_told_though_the_month_is_done():
    chain = scenes.all_done()
    account = replace(next(iter(chain.state.accounts.values())), roles=frozenset({"lead"}))
    lines = standings(chain.state, load_sheet(), None)

    def months(day):
        noon = datetime.fromisoformat(f"{day}T03:00+00:00")
        return [card for card in today(lines, account, noon).cards if card.gates]

    assert months("2027-02-13") == []
    (card,) = months("2027-02-14")
    assert card.late
    assert "R-1" in card.blocking[-1]
    assert card.goal == Goal("dummies", "m1")


def test_the_next_thing_after_the_print_was_compared_is_the_dummies():
    chain = scenes.released()
    (line,) = [one for one in standings(chain.state, load_sheet(), None) if isinstance(one, MonthStanding)]
    assert (line.current.name, line.turn) == ("compare", "checker")
    chain = scenes.agreed()
    (line,) = [one for one in standings(chain.state, load_sheet(), None) if isinstance(one, MonthStanding)]
    assert (line.current.name, line.turn) == ("dummies", "checker")
    assert [due.what for due in line.current.due] == ["機構ダミー品（現物）の提出：初回、変更のあった月"]


WARM_UP = {"drill": "pairs", "sheets": 10, "mark": 90, "reason": "r"}
ON_PROCESS, ON_MONTH = {"process": "p1", "month": ""}, {"process": "", "month": "m1"}


def warm_ups(chain, who, day="2026-11-10"):
    account = chain.state.accounts[who]
    lines = standings(chain.state, load_sheet(), None)
    return lines, account, warm_up_cards(chain.state, lines, account, day)


def asked(scene, *scopes, **other):
    chain = scene.fork()
    for scope in scopes:
        chain.add("l1", "warmup.required", {**scope, **WARM_UP, **other})
    return chain


def test_a_warm_up_stands_first_among_my_turns_and_leads_to_its_drill():
    lines, account, cards = warm_ups(asked(scenes.checking(), ON_PROCESS), "c1")
    (card,) = cards
    assert (card.group, card.goal) == ("mine", Goal("drill", "p1")) and "印刷の組" in card.title
    found = today(lines, account, NOW, cards)
    assert found.cards[0] is card and found.count("mine") >= 2


def test_a_warm_up_is_asked_of_nobody_else_and_not_before_something_waits_to_be_checked():
    assert warm_ups(asked(scenes.checking(), ON_PROCESS), "l1")[2] == ()
    assert warm_ups(scenes.checking(), "c1")[2] == ()
    assert warm_ups(asked(scenes.signed(), ON_PROCESS), "c1")[2] == (), "the lead's turn"
    assert warm_ups(asked(scenes.month(), ON_MONTH), "c1")[2] == (), "no list of dummies yet"
    (card,) = warm_ups(asked(scenes.dummies_listed(), ON_MONTH), "c1")[2]
    assert card.goal.key == "m1" and "ダミー" in card.blocking[0]


def test_a_warm_up_is_gone_once_it_is_passed_and_back_the_next_day():
    chain = asked(scenes.checking(), ON_PROCESS)
    day = day_of(datetime.fromisoformat(chain.entries[-1].time))
    score = {"sheets": 10, "planted": 5, "found": 5, "false": 0}
    chain.add("c1", "warmup.passed", {"day": day, "drill": "pairs", "mark": 90, **score})
    assert warm_ups(chain, "c1", day)[2] == ()
    assert len(warm_ups(chain, "c1", "2099-01-01")[2]) == 1


def test_a_month_behind_a_process_that_is_not_approved_waits_for_whoever_has_the_turn_there():
    changed = scenes.void(scenes.ready())
    card = of_month(seen(changed, "checker"))
    assert card.step == "先に工程「通知書」　第1回は失効。新しい検証品で始める"
    assert (card.group, card.turn, card.goal) == ("mine", "検査員", Goal("board", "p1"))
    assert "刷版" in card.blocking[0]
    assert of_month(seen(changed, "lead")).group != "mine"
    assert of_month(seen(scenes.ready(), "lead")).step == "本番の設定を照合して開始する"
