"""Each piece's way: what counts, what a machine spoiled, and what took its place."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pytest

from app.records.units import Count
from app.tally.lives import lives_of, stage_counts
from app.tally.model import INSERT, POST, PRINT, WEIGHT, Events, LogName, Pieces, pieces_of

LOGS = tuple(LogName(f"{stage}.csv", (stage,), "0" * 64) for stage in (PRINT, INSERT, WEIGHT, POST))


class Happened(NamedTuple):
    notice: int
    stage: int
    passed: bool = True
    making: int = 1
    remake: bool = False


def events(*rows: Happened) -> Events:
    count = len(rows)

    def column(name, kind):
        return np.array([getattr(row, name) for row in rows], dtype=kind)

    return Events(
        column("notice", np.int32),
        column("making", np.uint8),
        column("stage", np.uint8),
        column("passed", bool),
        np.zeros(count, dtype=bool),
        column("remake", bool),
        np.arange(count, dtype=np.int64),
        np.zeros(count, dtype=np.uint16),
        column("stage", np.uint16),
        np.arange(1, count + 1, dtype=np.int64),
        np.zeros(count, dtype=np.uint16),
        ("1号機",),
        LOGS,
    )


def whole(notice: int, making: int = 1) -> list[Happened]:
    return [Happened(notice, stage, making=making) for stage in (PRINT, INSERT, WEIGHT, POST)]


@pytest.fixture
def pieces() -> Pieces:
    """Three envelopes of one office, the second with two sheets."""
    return Pieces(
        ("ZMGKK#2101",),
        ("kounen",),
        np.zeros(4, dtype=np.int32),
        np.array([1, 3, 4, 6]),
        np.array([0, 1, 1, 2], dtype=np.int32),
        np.full(4, b"2101"),
        np.zeros(3, dtype=bool),
    )


def counted(lives):
    found = stage_counts(lives)[("2101", "kounen")]
    return tuple(one.value for one in found)


def test_the_pieces_of_a_month_are_its_notices_by_envelope(bench):
    found = pieces_of(bench.notices.values())
    assert len(found) == sum((file.types == 1).sum() for file in bench.notices.values())
    assert 0 < found.envelopes < len(found)
    assert all(len(found.of_envelope(at)) in (1, 2) for at in range(found.envelopes))
    notice = len(found) - 1
    assert found.find(*found.place(notice)) == notice
    assert found.find(found.files[0], 0) is None


def test_sheets_are_counted_in_ken_and_envelopes_in_tsu(pieces):
    lives = lives_of(pieces, events(*whole(0), *whole(1), Happened(2, PRINT), *whole(3)))
    assert stage_counts(lives)[("2101", "kounen")] == (Count(4, "件"), Count(3, "通"), Count(3, "通"), Count(3, "通"))
    assert not lives.remade and lives.live.all()


def test_a_machine_that_logs_both_sheets_of_an_envelope_counts_it_once(pieces):
    lives = lives_of(pieces, events(*whole(1), *whole(2)))
    assert lives.done[INSERT].tolist() == [0, 1, 0]


def test_what_was_spoiled_does_not_count_and_what_took_its_place_does(pieces):
    jam = [Happened(0, PRINT), Happened(0, INSERT, passed=False)]
    lives = lives_of(pieces, events(*jam, *whole(0, making=2)))
    assert (int(lives.printed[0]), int(lives.done[INSERT][0])) == (1, 1)
    (one,) = lives.remade
    assert (one.notice, one.making, one.again, one.went_on) == (0, 1, 2, False)


def test_without_makings_in_the_codes_the_next_print_takes_the_place(pieces):
    jam = [Happened(0, PRINT, making=0), Happened(0, INSERT, passed=False, making=0)]
    again = [Happened(0, PRINT, making=0, remake=True), *whole(0, making=0)]
    lives = lives_of(pieces, events(*jam, *again))
    assert int(lives.printed[0]) == int(lives.done[POST][0]) == 1
    assert lives.remade[0].again == 2


def test_a_spoiled_piece_that_is_used_all_the_same_is_told(pieces):
    rows = [Happened(0, PRINT), Happened(0, INSERT, passed=False), *whole(0)[1:]]
    (one,) = lives_of(pieces, events(*rows)).remade
    assert one.again is None and one.went_on


def test_a_spoiled_envelope_spoils_each_of_its_sheets(pieces):
    rows = [Happened(1, PRINT), Happened(2, PRINT), Happened(1, INSERT, passed=False)]
    lives = lives_of(pieces, events(*rows, *whole(1, making=2)))
    assert [(one.notice, one.again) for one in lives.remade] == [(1, 2), (2, None)]
    assert lives.printed.tolist() == [0, 1, 0, 0]


def test_a_line_about_a_reprint_and_the_printers_own_are_one_print(pieces):
    jam = [Happened(0, PRINT), Happened(0, INSERT, passed=False)]
    lives = lives_of(pieces, events(*jam, Happened(0, PRINT, making=2, remake=True), *whole(0, making=2)))
    assert int(lives.printed[0]) == 1


def test_a_stage_without_a_log_is_no_zero(pieces):
    told = replace(events(*whole(0)), logs=LOGS[:2])
    assert stage_counts(lives_of(pieces, told))[("2101", "kounen")][2:] == (None, None)
