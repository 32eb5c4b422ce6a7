"""A month's logs of the size that a month has: every piece once, and what is planted found once."""

import numpy as np

from app.lists.logs.reading import log_paths, read_logs
from app.notice.piece_id import PieceRun
from app.proof.piece_codes import load_piece_codes
from app.records.notice_file import notice_file
from app.tally.logs import Wanted, tally_logs
from app.training.machine_logs import make_machine_logs
from tests.sizes import sized

RUN = PieceRun("2026-12", 1)


def establishments(count):
    """A file of so many establishments with a notice each."""
    data = np.full((2 * count, 980), ord(" "), np.uint8)
    serial = np.array([f"2101-01-{at:06}" for at in range(count)], dtype="S14").view(np.uint8).reshape(count, 14)
    data[0::2, :14] = data[1::2, :14] = serial
    data[0::2, 14:16], data[1::2, 14:16] = list(b"00"), list(b"01")
    return notice_file("ZMGKK#2101", "kounen", data.reshape(-1))


def test_logs_of_a_whole_month_are_held_against_every_piece(tmp_path):
    count = sized(500, 100_000)
    file = establishments(count)
    planted = make_machine_logs(tmp_path, [file], "PAP03", RUN, ("lost", "double"), share=0.002)
    read = read_logs(log_paths(tmp_path))
    assert not read.problems and read.lines > 5 * count
    tally = tally_logs([file], read, Wanted("PAP03", load_piece_codes(), RUN))
    assert sorted(one.finding.rule for one in tally.items) == ["log.double", "log.lost"] and len(planted) == 2
    assert int(tally.lives.printed.sum()) == count and int(tally.lives.done[4].sum()) == count
