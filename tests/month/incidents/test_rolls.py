"""From a roll of paper to exactly its pieces, as surely as it can be known; and it is said how."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from app.errors import KenpanError
from app.month.dummies.roll_edges import is_id, roll_edge
from app.month.incidents.rolls import roll_condition, roll_mates, roll_note
from app.month.incidents.searching import search
from app.month.logs.reading import open_logs
from app.notice.piece_id import PieceRun, piece_id
from app.proof.piece_codes import load_piece_codes
from app.signoff.dummy_model import Roll
from app.signoff.signed import Sign
from app.tally.model import PRINT, pieces_of
from app.training.machine_logs import make_machine_logs

SIGN = Sign("c1", "検査員", "2026-11-12T00:00:00.000Z", "", 7)
RUN = PieceRun("2026-11", 1)
DAY = "2026-11-15"


def kept(name, machine="P2", made=DAY, first="", last=""):
    return Roll(name, machine, f"業者 {name}", "棚", made, SIGN, first=first, last=last)


@pytest.fixture(scope="module")
def logs(bench, tmp_path_factory):
    """The logs of two printers, of which the first writes its rolls."""
    folder = tmp_path_factory.mktemp("logs")
    make_machine_logs(folder, bench.notices.values(), bench.media.volume.volume, RUN)
    return open_logs(bench, folder, load_piece_codes())


@pytest.fixture(scope="module")
def lives(logs):
    return logs.tally.lives


@pytest.fixture(scope="module")
def pieces(bench):
    return pieces_of(bench.notices.values())


@pytest.fixture(scope="module")
def second(lives):
    """Rows of what the second printer printed, in the order of its log."""
    events = lives.events
    rows = np.flatnonzero((events.stage == PRINT) & (events.machine == events.machines.index("P2")))
    return rows[np.argsort(events.line[rows])]


def with_envelopes(pieces, notices):
    own = {int(pieces.envelope[at]) for at in notices}
    return {at for one in own for at in pieces.of_envelope(one)}


def found(bench, condition, lives):
    return {int(at) for at in search(bench, condition, lives).affected.notices}


def id_of(bench, pieces, notice, making=1):
    return piece_id(bench.media.volume.volume, *pieces.place(notice), RUN._replace(making=making))


def refusal(act, *arguments):
    with pytest.raises(KenpanError) as caught:
        act(*arguments)
    return caught.value


def test_a_roll_that_the_printer_writes_leads_to_exactly_its_sheets(bench, logs, lives, pieces):
    (log,) = (one for one in logs.read.logs if one.name == "印字_P1.csv")
    assert len(log.rolls) > 3 and all(one.rolls == ("",) for one in logs.read.logs if one is not log)
    name = log.rolls[1]
    condition = roll_condition([kept(name, "P1")], name, lives)
    assert condition.known == "logs" and "作業ログのロール番号" in [one.value for one in condition.told]
    events = lives.events
    own = events.notice[(events.stage == PRINT) & (events.roll == events.rolls.index(name))]
    assert 0 < len(own) < len(pieces) / 4
    assert found(bench, condition, lives) == with_envelopes(pieces, own)
    assert roll_note([kept(name, "P1"), kept("R-9", "P1")], condition, lives) == ""
    blank = events.roll.copy()
    others = (events.roll > 0) & (events.roll != events.rolls.index(name)) & ~events.remake
    blank[np.flatnonzero(others)[:3]] = events.rolls.index("")
    partly = replace(lives, events=replace(events, roll=blank))
    assert "ロール番号のない印字が 3 行" in roll_note([], condition, partly)


def test_a_roll_with_its_first_and_last_piece_leads_to_what_lay_between_them(bench, lives, pieces, second):
    events = lives.events
    first, last = (int(events.notice[second[at]]) for at in (5, 14))
    one = kept("R-2", first=id_of(bench, pieces, first), last=id_of(bench, pieces, last))
    condition = roll_condition([one, kept("R-3")], "R-2", lives)
    assert condition.known == "edges" and roll_note([one, kept("R-3")], condition, lives) == ""
    assert found(bench, condition, lives) == with_envelopes(pieces, events.notice[second[5:15]])
    jumped = replace(lives, events=replace(events, time=events.time.copy()))
    jumped.events.time[second[10:]] -= 3_600_000
    assert found(bench, condition, jumped) == with_envelopes(pieces, events.notice[second[5:15]]), "a clock that jumps"
    early = kept("R-2", first=one.last, last=one.first)
    assert "より前です" in refusal(search, bench, roll_condition([early], "R-2", lives), lives).what
    other = int(events.notice[np.flatnonzero(events.machine == events.machines.index("P1"))[0]])
    foreign = kept("R-2", first=id_of(bench, pieces, other), last=one.last)
    assert "印字していません" in refusal(search, bench, roll_condition([foreign], "R-2", lives), lives).what
    stranger = kept("R-2", first=piece_id("PAP03", "ZMGKK#4701", 1), last=one.last)
    assert "この媒体にありません" in refusal(search, bench, roll_condition([stranger], "R-2", lives), lives).what


def test_a_roll_with_its_times_leads_to_those_minutes(bench, lives, pieces, second):
    events = lives.events
    slow = replace(lives, events=replace(events, time=events.time.copy()))
    begin = int(datetime(2026, 11, 15, 9, tzinfo=UTC).timestamp() * 1000)
    slow.events.time[second] = begin + np.arange(len(second)) * 10_000  # six sheets a minute
    one = kept("R-2", first="2026-11-15 09:01", last="2026-11-15 09:02")
    condition = roll_condition([one], "R-2", slow)
    assert found(bench, condition, slow) == with_envelopes(pieces, events.notice[second[6:18]])
    half = kept("R-2", first="2026-11-15 09:01")
    condition = roll_condition([half, kept("R-3")], "R-2", slow)
    assert (condition.begin, condition.end) == ("2026-11-15 09:01", "2026-11-16")
    assert found(bench, condition, slow) == with_envelopes(pieces, events.notice[second[6:]])
    assert "R-3" in roll_note([half, kept("R-3")], condition, slow), "where it ended nobody told"
    both = [half, kept("R-2", last="2026-11-15 09:02")]
    assert found(bench, roll_condition(both, "R-2", slow), slow) == with_envelopes(pieces, events.notice[second[6:18]])


def test_a_roll_without_either_leads_to_its_press_and_day_and_names_the_rolls_it_shares_them_with(
    bench, lives, pieces, second
):
    rolls = [kept("R-1"), kept("R-2"), kept("R-3", made="2026-11-16")]
    condition = roll_condition(rolls, " R-1 ", lives)
    assert (condition.machine, condition.begin, condition.end, condition.known) == ("P2", DAY, "2026-11-16", "day")
    assert roll_mates(rolls, condition) == ("R-2",) and "R-2" in roll_note(rolls, condition, lives)
    assert found(bench, condition, lives) == with_envelopes(pieces, lives.events.notice[second])
    alone = roll_condition(rolls, "R-3", lives)
    assert not found(bench, alone, lives) and "すべてです" in roll_note(rolls, alone, lives)
    assert refusal(search, bench, condition, None).code == "incident.logs"
    assert "R-1・R-2・R-3・R101" in refusal(roll_condition, rolls, "R-9", lives).next_step
    assert "複数の印刷機" in refusal(roll_condition, [kept("R-1"), kept("R-1", "P1")], "R-1", lives).what
    assert "P8" in refusal(search, bench, roll_condition([kept("R-8", "P8")], "R-8", lives), lives).what


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("", ""),
        (" 2026/11/12 9:05 ", "2026-11-12 09:05"),
        ("2026-11-12T09:05:59", "2026-11-12 09:05"),
        (piece_id("PAP03", "ZMGKK#2101", 7, RUN).lower(), piece_id("PAP03", "ZMGKK#2101", 7, RUN)),
        ("業者-1", None),
        ("2026-11-12", None),
        ("2026-11-31 09:05", None),
        ("9:05", None),
    ],
)
def test_where_a_roll_begins_is_a_piece_or_a_minute_and_nothing_else(text, meant):
    if meant is None:
        assert refusal(roll_edge, text).code == "roll.edge"
    else:
        assert roll_edge(text) == meant and is_id(meant) is (meant[:1] == "K")
