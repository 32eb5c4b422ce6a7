"""A month's logs from the machines to what is open: what is planted is found once, and nothing else is."""

import pytest

from app.lists.logs.reading import log_paths, read_logs
from app.notice.piece_id import PieceRun, read_piece_id
from app.proof.piece_codes import load_piece_codes
from app.tally.lives import stage_counts
from app.tally.logs import Wanted, tally_logs
from app.training.machine_logs import make_machine_logs

RUN = PieceRun("2026-12", 1)
RULES = {"lost": "log.lost", "double": "log.double", "foreign": "log.foreign", "unreplaced": "log.unreplaced"}


@pytest.fixture
def tallied(tmp_path, bench):
    """Sample logs with these defects, read and held against the sample; what was planted beside it."""
    volume = bench.media.volume.volume

    def of(*defects, run=RUN, pulled=()):
        planted = make_machine_logs(tmp_path, bench.notices.values(), volume, RUN, defects, pulled)
        wanted = Wanted(volume, load_piece_codes(), run, pulled=frozenset(pulled))
        return tally_logs(bench.notices.values(), read_logs(log_paths(tmp_path)), wanted), planted

    return of


def test_a_month_with_jams_and_reprints_leaves_nothing_open(tallied):
    tally, _ = tallied()
    assert not tally.items and not tally.read.problems and not tally.cut
    assert all(not log.notes and not log.broken_count for log in tally.read.logs)
    assert len(tally.lives.remade) >= 4 and all(one.again == 2 for one in tally.lives.remade)
    pieces = tally.lives.pieces
    counts = stage_counts(tally.lives).values()
    assert sum(one.printed.value for one in counts) == len(pieces)
    assert {sum(getattr(one, name).value for one in counts) for name in ("inserted", "weighed", "posted")} == {
        pieces.envelopes
    }


def test_what_is_planted_is_found_once_and_nothing_else(tallied):
    tally, planted = tallied("lost", "double", "foreign", "unreplaced", "order", "cut", "twice", "other_month")
    found = sorted(one.finding.rule for one in tally.items)
    assert found == ["log.double", "log.foreign", "log.foreign", "log.lost", "log.order", "log.unreplaced"]
    for name, rule in RULES.items():
        own = next(one for one in tally.items if one.finding.rule == rule)
        if name != "foreign":
            assert (own.finding.file, own.finding.record) == read_piece_id(planted[name])[1:3]
    assert {one.log for one in tally.strange} == {"差出.csv", planted["other_month"]}
    (order,) = (one.finding.message for one in tally.items if one.finding.rule == "log.order")
    assert order.startswith(planted["order"])
    assert tally.cut == (planted["cut"],)
    (twice,) = tally.read.problems
    assert {twice.name, *twice.what.split()} >= {"差出.csv", planted["twice"]}


def test_the_month_is_known_by_most_pieces_where_nobody_says_it(tallied):
    tally, planted = tallied("other_month", run=None)
    assert [(one.log, one.rows) for one in tally.strange] == [(planted["other_month"], 12)]


def test_what_is_pulled_out_is_not_posted(tallied, bench):
    first = next(iter(bench.notices.values()))
    place = first.name, int(first.rows(1)[0])
    tally, _ = tallied(pulled=(place,))
    assert not tally.items
    assert sum(one.posted.value for one in stage_counts(tally.lives).values()) == tally.lives.pieces.envelopes - 1


def test_a_stage_without_a_log_is_one_finding(tallied, tmp_path, bench):
    tallied()
    for path in tmp_path.glob("差出*"):
        path.unlink()
    wanted = Wanted(bench.media.volume.volume, load_piece_codes(), RUN)
    tally = tally_logs(bench.notices.values(), read_logs(log_paths(tmp_path)), wanted)
    assert [(one.finding.rule, one.notice) for one in tally.items] == [("log.lost", None)]


def test_overlapping_logs_tell_an_event_once(tallied, tmp_path, bench):
    tallied()
    raw = (tmp_path / "差出.csv").read_bytes()
    (tmp_path / "差出（後半）.csv").write_bytes(b"\r\n".join([raw.split(b"\r\n")[0], *raw.split(b"\r\n")[20:]]))
    wanted = Wanted(bench.media.volume.volume, load_piece_codes(), RUN)
    assert not tally_logs(bench.notices.values(), read_logs(log_paths(tmp_path)), wanted).items
