"""What the codes in a log mean: this month's pieces, and everything that is none, told once a log and reason."""

import random
import re

import numpy as np
import pytest

from app.lists.logs import reading
from app.lists.logs.reading import LogSource, read_sources
from app.notice.piece_id import PieceRun, piece_id
from app.proof.piece_codes import PieceCodes, load_piece_codes
from app.tally import matching
from app.tally.logs import Wanted, tally_logs
from app.tally.matching import match_logs
from app.tally.model import pieces_of
from tests.lists.test_logs import Direct

RUN = PieceRun("2026-12", 1)
HEAD = "日時,号機,現品ID,結果"
DAY_MS = 86_400_000
DECEMBER = int(np.datetime64("2026-12-15", "ms").astype(np.int64))


@pytest.fixture(scope="module")
def pieces(bench):
    return pieces_of(bench.notices.values())


@pytest.fixture
def match(monkeypatch, bench, pieces):
    """These lines as one log of insertion, held against the sample."""
    monkeypatch.setattr(reading, "Children", Direct)

    def of(*codes, codebook=None, run=RUN, days=None, results=(), ended=True, header=HEAD):
        results = results or ("OK",) * len(codes)
        lines = [
            f"2026/12/15 09:00:{at % 60:02},1,{code},{result}"
            for at, (code, result) in enumerate(zip(codes, results, strict=True))
        ]
        raw = "\r\n".join([header, *lines]).encode("cp932") + (b"\r\n" if ended else b"")
        read = read_sources([LogSource("封入.csv", raw)])
        own = codebook or load_piece_codes()
        return match_logs(pieces, read, own, bench.media.volume.volume, run, days)

    return of


@pytest.fixture
def code(bench, pieces):
    def of(notice=0, run=RUN, volume=bench.media.volume.volume):
        return piece_id(volume, *pieces.place(notice), run)

    return of


def reasons(matched):
    return {one.why: one.rows for one in matched.strange}


def test_every_notice_is_found_by_its_own_code_and_its_making(match, code, pieces):
    makings = [replace_making(at) for at in range(len(pieces))]
    events = match(*(code(at, run) for at, run in enumerate(makings))).events
    order = np.argsort(events.line)
    assert events.notice[order].tolist() == list(range(len(pieces)))
    assert events.making[order].tolist() == [run.making for run in makings]


def replace_making(at):
    return RUN._replace(making=at % 9 + 1)


def test_whatever_is_no_piece_of_the_month_says_why(match, code, pieces):
    file, record = pieces.place(0)
    right = code()
    wrong_digit = right[:-1] + str((int(right[-1]) + 1) % 10)
    found = match(
        right,
        wrong_digit,
        "ABC",
        code(volume="PAP07"),
        code(run=PieceRun("2026-11", 1)),
        code(run=PieceRun("", 1, 1, 2)),
        code(run=PieceRun("2026-12", 2)),
        piece_id("PAP03", file, record - 1, RUN),
        piece_id("PAP03", "ZMGKK#0101", record, RUN),
        "NOREAD",
    )
    assert reasons(found) == {
        matching.DIGITS: 1,
        matching.SHAPE: 1,
        matching.VOLUME: 1,
        matching.MONTH: 2,
        matching.PROCESS: 1,
        matching.RECORD: 2,
        matching.UNREAD: 1,
    }
    assert len(found.events) == 1


def test_a_code_that_was_not_read_is_open_only_if_the_piece_went_on(match, code):
    found = match(code(), "NOREAD", "????", results=("OK", "NG", "OK"))
    assert reasons(found) == {matching.UNREAD: 1}


def test_the_old_form_says_no_making(match, code, pieces):
    events = match(code(run=None)).events
    assert (events.notice.tolist(), events.making.tolist()) == ([0], [0])


def test_a_log_of_other_days_is_foreign_as_a_whole_and_one_jump_is_not(match, code):
    there = (DECEMBER - DAY_MS, DECEMBER + DAY_MS)
    gone = (DECEMBER - 30 * DAY_MS, DECEMBER - 20 * DAY_MS)
    assert not match(code(0), code(1), days=there).strange
    found = match(code(0), code(1), days=gone)
    assert reasons(found) == {matching.TIMES: 2} and not len(found.events)


def test_a_code_that_is_cut_in_the_last_line_is_no_foreign_piece(match, code):
    header = "日時,号機,結果,現品ID"
    codes = [code(0), code(1)[:9]]
    found = match("OK", "OK", results=codes, ended=False, header=header)
    assert found.cut == ("封入.csv",) and not found.strange and len(found.events) == 1


def test_a_contractors_codes_name_their_records(match, pieces):
    places = [pieces.place(at) for at in range(3)]
    theirs = PieceCodes("qr", re.compile("(?P<key>x[0-9]{5})"), "x", (6, 6), mapping={"x00001": places[2]})
    found = match("x00001", "x00002", "x00001 ", codebook=theirs)
    assert found.events.notice.tolist() == [2, 2] and reasons(found) == {matching.RECORD: 1}
    shape = "(?P<letter>[KS])(?P<prefecture>[0-9]{2})(?P<split>[0-9]{2})-(?P<record>[0-9]{5})-(?P<month>[0-9]{4})"
    placed = PieceCodes("qr", re.compile(shape), "KS", (16, 16), first_record=1)
    file, record = places[1]
    own = f"{file[4]}{file[6:]}-{record + 1:05}-2612"
    assert len(own) == 16
    found = match(own, own[:-1] + "1", codebook=placed)
    assert found.events.notice.tolist() == [1] and reasons(found) == {matching.MONTH: 1}


def test_a_log_in_another_order_is_one_warning_and_changes_no_count(bench, pieces, monkeypatch):
    monkeypatch.setattr(reading, "Children", Direct)
    volume = bench.media.volume.volume
    codes = [piece_id(volume, *pieces.place(int(at)), RUN) for at in pieces.first]
    lines = [f"2026/12/15 {at // 60 + 9:02}:{at % 60:02}:00,1,{code},OK" for at, code in enumerate(codes)]
    random.Random(1).shuffle(lines)
    raw = "\r\n".join([HEAD, *lines, ""]).encode("cp932")
    read = read_sources([LogSource("封入.csv", raw)])
    tally = tally_logs(bench.notices.values(), read, Wanted(volume, load_piece_codes(), RUN))
    assert [one.finding.rule for one in tally.items if one.finding.severity == "warning"] == ["log.order"]
    assert tally.lives.done[1].tolist() == [1] * len(codes)
    assert {one.finding.rule for one in tally.errors} == {"log.lost"}, "the other stages have no log"
    assert len(tally.errors) == 3
