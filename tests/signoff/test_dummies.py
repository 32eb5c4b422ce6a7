"""A month's dummies: taken in, looked at beside their print, signed, approved by somebody else."""

from dataclasses import replace

import pytest

from app.errors import KenpanError
from app.month.schedule.gate_dues import gate_dues
from app.notice.piece_id import PieceRun, piece_id, read_piece_id
from app.proof.model import SIDES, Scan
from app.signoff import dummies
from app.signoff.checksheet import dummy_sheet
from app.signoff.dummy_model import PrintSeen
from app.signoff.dummy_standing import kept_until
from app.signoff.gates import medium_of
from app.signoff.looks import Look
from tests.house import digest
from tests.signoff import scenes

SHEET = dummy_sheet()
SEEN = PrintSeen(digest("print"), "月.pdf", (0, 1), 0, 0)


@pytest.fixture
def chain():
    return scenes.agreed().fork()


def month(chain):
    return chain.state.months["m1"]


def does(chain, who, draft):
    chain.add(who, draft.kind, draft.data)


def refusal(act, *arguments):
    with pytest.raises(KenpanError) as caught:
        act(*arguments)
    return caught.value.code


def pieces(chain):
    return [
        replace(one, cases=(), piece_id=piece_id("PAP03", one.file, one.record))
        for one in chain.state.rounds["r1"].pieces
    ]


def take(chain, sha256="list"):
    medium = medium_of(month(chain))
    draft = dummies.take_list(
        chain.state, "c1", "m1", medium, digest(sha256), "一覧.xlsx", 2, "紙の件数表", pieces(chain), SHEET
    )
    does(chain, "c1", draft)


def look(chain, number, **other):
    own = chain.state.dummies["m1"].piece(number).piece_id
    scans = {side: Scan("read", own) for side in SIDES}
    return replace(Look(number, scans, {item.id: "ok" for item in SHEET.items}), **other)


def check(chain, number, who="c1", seen=SEEN, **other):
    draft = dummies.check_dummy(chain.state, who, "m1", look(chain, number, **other), seen, SHEET, ())
    does(chain, who, draft)
    return draft.data["failures"]


def roll(chain, name="R-1", piece="業者-1"):
    does(chain, "c1", dummies.keep_roll(chain.state, "c1", "m1", name, "1号機", piece, "保管庫", "2026-11-12"))


def sign(chain):
    does(chain, "c2", dummies.sign_dummies(chain.state, "c2", "m1", "", ()))


def test_the_pieces_carry_the_ids_of_what_is_printed_for_the_month(chain):
    take(chain)
    runs = {read_piece_id(piece.piece_id).run for piece in chain.state.dummies["m1"].pieces}
    assert runs == {PieceRun("2026-11", 1)}


def test_dummies_are_signed_by_one_person_and_approved_by_another(chain):
    assert refusal(dummies.sign_dummies, chain.state, "c1", "m1", "", ()) == "dummies.no_list"
    take(chain)
    assert check(chain, 1) == check(chain, 2, "b1") == []
    assert refusal(dummies.sign_dummies, chain.state, "c2", "m1", "", ()) == "dummies.unfinished"  # no roll
    roll(chain)
    assert refusal(dummies.approve_dummies, chain.state, "l1", "m1", "", ()) == "dummies.unsigned"
    sign(chain)
    assert refusal(dummies.approve_dummies, chain.state, "b1", "m1", "", ()) == "dummies.same_person"
    does(chain, "l1", dummies.approve_dummies(chain.state, "l1", "m1", "", ()))
    assert "dummies" in month(chain).closed
    assert refusal(dummies.keep_roll, chain.state, "c1", "m1", "R-2", "1", "2", "3", "2026-11-12") == "gate.closed"
    for act, arguments in (
        (dummies.check_dummy, (look(chain, 1), SEEN, SHEET, ())),
        (dummies.return_dummies, ("理由",)),
    ):
        assert refusal(act, chain.state, "c1", "m1", *arguments) == "gate.closed"


def test_a_dummy_is_not_signed_before_its_print_was_compared(chain):
    take(chain)
    assert refusal(dummies.check_dummy, chain.state, "c1", "m1", look(chain, 1), None, SHEET, ()) == (
        "dummies.not_compared"
    )


@pytest.mark.parametrize(
    ("seen", "word"),
    [(replace(SEEN, differences=2), "2 件"), (replace(SEEN, pages=()), "頁がありません")],
)
def test_a_dummy_fails_by_its_print_until_it_is_made_and_looked_at_anew(chain, seen, word):
    take(chain)
    roll(chain)
    assert any(word in failure for failure in check(chain, 1, seen=seen))
    check(chain, 2)
    assert refusal(dummies.sign_dummies, chain.state, "c2", "m1", "", ()) == "dummies.unfinished"
    assert check(chain, 1) == []
    sign(chain)


def test_a_dummy_that_is_printed_again_counts_beside_the_others_of_the_common_print(chain):
    take(chain)
    roll(chain)
    again = replace(SEEN, sha256=digest("again"), name="刷り直し.tif")
    arguments = look(chain, 1), again, SHEET, (), 0, "にじみ"
    assert refusal(dummies.check_dummy, chain.state, "c1", "m1", *arguments) == "dummies.reprint", "never looked at"
    assert check(chain, 1, seen=replace(SEEN, differences=2))
    check(chain, 2)
    same = look(chain, 1), SEEN, SHEET, (), 0, "にじみ"
    assert refusal(dummies.check_dummy, chain.state, "c1", "m1", *same) == "dummies.reprint", "the same print"
    does(chain, "c1", dummies.check_dummy(chain.state, "c1", "m1", look(chain, 1), again, SHEET, (), 3, "にじみ"))
    one = chain.state.dummies["m1"].results[1]
    assert (one.printed.name, one.common, one.told, one.reprint) == (
        "刷り直し.tif", (SEEN.sha256, SEEN.name), 3, "にじみ",
    )  # fmt: skip
    sign(chain)
    assert chain.state.dummies["m1"].signed.print == SEEN.sha256
    check(chain, 2, seen=replace(SEEN, sha256=digest("print 2")))
    assert set(dummies.as_round(chain.state, month(chain), chain.state.dummies["m1"]).results) == {2}, (
        "another common print begins that anew, too"
    )


def test_a_dummy_with_the_back_of_another_fails(chain):
    take(chain)
    other = chain.state.dummies["m1"].piece(2).piece_id
    scans = {**look(chain, 1).scans, "back": Scan("read", other)}
    assert any("別の現品" in failure for failure in check(chain, 1, scans=scans))


def test_another_print_begins_every_look_anew(chain):
    take(chain)
    roll(chain)
    check(chain, 1)
    check(chain, 2, seen=replace(SEEN, sha256=digest("print 2")))
    one = dummies.as_round(chain.state, month(chain), chain.state.dummies["m1"])
    assert set(one.results) == {2}
    assert refusal(dummies.sign_dummies, chain.state, "c2", "m1", "", ()) == "dummies.unfinished"


def test_another_medium_and_another_workstation_are_refused(chain):
    arguments = (digest("list"), "一覧.xlsx", 2, "紙", pieces(chain), SHEET)
    assert refusal(dummies.take_list, chain.state, "c1", "m1", digest("media2"), *arguments) == "dummies.medium"
    take(chain)
    flyers = [replace(part, sha256=digest("x")) for part in month(chain).parts if part.name == "flyers"]
    wrong = (chain.state, "c1", "m1", look(chain, 1), SEEN, SHEET, flyers)
    assert refusal(dummies.check_dummy, *wrong) == "month.stale"


def test_a_contractors_dummy_is_kept_three_months_and_then_thrown_away(chain):
    roll(chain)
    (one,) = chain.state.rolls["m1"]
    assert kept_until(one, month(chain)) == "2027-02-13"
    assert kept_until(replace(one, made="2026-11-30"), month(chain)) == "2027-02-28"
    assert refusal(dummies.discard_roll, chain.state, "c1", "m1", "R-1", "溶解", "2027-02-13") == "roll.early"
    does(chain, "c1", dummies.discard_roll(chain.state, "c1", "m1", "R-1", "溶解", "2027-02-14"))
    assert refusal(dummies.discard_roll, chain.state, "c1", "m1", "R-1", "溶解", "2027-03-01") == "roll.none"
    assert refusal(dummies.keep_roll, chain.state, "c1", "m1", "R-1", "1", "業者-1", "3", "2026-11-12") == "roll.twice"
    assert refusal(dummies.keep_roll, chain.state, "c1", "m1", "R-2", " ", "業者-1", "3", "2026-11-12") == "roll.whole"


def test_the_pieces_are_due_before_delivery_the_first_time_and_after_a_change_else_copies():
    chain = scenes.dummies_approved().fork()
    chain.add("l1", "month.opened", scenes.month_data(month="m2", period="2026-12", title="次"))
    assert dummies.first_or_change(chain.state, month(chain))
    assert not dummies.first_or_change(chain.state, chain.state.months["m2"])
    chain.add("l1", "setting.registered", scenes.setting("300 dpi"))
    assert dummies.first_or_change(chain.state, chain.state.months["m2"])

    def due(first):
        return [line.what for line in gate_dues(month(chain), first)["dummies"]]

    assert all("初回" in one for one in due(True))
    assert len(due(True)) == 1
    assert not any("初回" in one for one in due(False))
    assert sum("写し" in one for one in due(False)) == 2
    assert len(due(None)) == len(due(True)) + len(due(False))
