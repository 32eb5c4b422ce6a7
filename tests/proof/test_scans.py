"""What a scanner reads off the three sides, and what follows from it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.notice.piece_id import PieceRun, piece_id
from app.proof.model import SIDES, PieceChoice, Scan
from app.proof.scans import clean_scan, judge_scans, sequence_problems
from tests.rows import each_row

OWN = piece_id("PAP03", "ZMGKK#2101", 12345)
OTHER = piece_id("PAP03", "ZMGKK#2101", 12347)
THIRD = piece_id("PAP03", "ZMGKS#2101", 9)


def piece(number=1, own=OWN):
    return PieceChoice(number, "kounen", own, "ZMGKK#2101", 12345, "0" * 64)


def scans(address=OWN, front=OWN, back=OWN):
    texts = dict(zip(SIDES, (address, front, back), strict=True))
    return {side: one if isinstance(one, Scan) else Scan("read", one) for side, one in texts.items()}


def test_three_equal_sides_pass():
    assert judge_scans(piece(), scans()) == ()


@each_row(
    "noise",
    [f"{OWN}\r\n", f"  {OWN}\t", OWN.lower(), f"]C0{OWN}", f"]C1{OWN}\n", f"\x02{OWN}\x03", f"\ufeff{OWN}\x1d",
     "".join(chr(ord(char) + 0xFEE0) for char in OWN), f"{OWN[:8]} {OWN[8:]}"],
)  # fmt: skip
def test_what_a_scanner_adds_does_not_matter(noise):
    assert judge_scans(piece(), scans(noise, noise, noise)) == ()


@each_row("side", SIDES)
@each_row("at", range(1, 16))
def test_every_wrong_digit_fails_on_every_side(side, at):
    wrong = OWN[:at] + str((int(OWN[at]) + 1) % 10) + OWN[at + 1 :]
    (failure,) = judge_scans(piece(), scans(**{side: wrong}))
    assert "検査数字が合いません" in failure


def test_front_of_one_record_with_the_back_of_another_fails_by_name():
    failures = judge_scans(piece(), scans(back=OTHER))
    assert any("通知書 裏：別の現品です" in failure and OTHER in failure for failure in failures)
    assert any(failure.startswith("表と裏が別の現品です") for failure in failures)


def test_an_address_side_of_another_record_fails_by_name():
    failures = judge_scans(piece(), scans(address=OTHER))
    assert any("宛名面：別の現品です" in failure and OTHER in failure for failure in failures)
    assert any(failure.startswith("宛名面と表が別の現品です") for failure in failures)
    assert not any(failure.startswith("表と裏") for failure in failures)


def test_a_whole_other_piece_fails_although_its_sides_agree():
    failures = judge_scans(piece(), scans(OTHER, OTHER, OTHER))
    assert len(failures) == 3
    assert all("別の現品です" in failure and OTHER in failure for failure in failures)


def test_three_different_sides_are_told_apart():
    failures = judge_scans(piece(), scans(OWN, OTHER, THIRD))
    assert sum("読み取り" in failure for failure in failures) == 2
    assert [failure.split("（")[0] for failure in failures[2:]] == [
        "表と裏が別の現品です",
        "宛名面と表が別の現品です",
        "宛名面と裏が別の現品です",
    ]


@pytest.mark.parametrize(("state", "words"), [("missing", "ありません"), ("unreadable", "読み取れません")])
@pytest.mark.parametrize("side", SIDES)
def test_a_side_not_found_or_unreadable_fails_with_its_reason(side, state, words):
    (failure,) = judge_scans(piece(), scans(**{side: Scan(state, reason="かすれ")}))
    assert words in failure
    assert "理由：かすれ" in failure


def test_an_id_that_is_called_missing_does_not_count_as_read():
    (failure,) = judge_scans(piece(), scans(front=Scan("missing", text=OWN, reason="印字なし")))
    assert failure.startswith("通知書 表")


def test_sides_that_nobody_scanned_fail():
    assert len(judge_scans(piece(), {})) == 3
    (failure,) = judge_scans(piece(), {side: scan for side, scan in scans().items() if side != "back"})
    assert failure == "通知書 裏：現品IDを読み取っていません。"


@given(st.text(max_size=40))
def test_nothing_but_the_own_id_passes(text):
    assert "".join(clean_scan(text).split()).upper() != OWN
    assert judge_scans(piece(), scans(front=text))


def test_a_scanned_text_that_is_no_id_is_not_repeated():
    (failure,) = judge_scans(piece(), scans(front="<b>東京都千代田区</b>"))
    assert "東京" not in failure
    assert "<" not in failure


def test_two_ids_in_one_scan_are_none():
    (failure,) = judge_scans(piece(), scans(front=f"{OWN}\n{OTHER}"))
    assert "現品IDの形ではありません" in failure


PIECES = tuple(piece(number, piece_id("PAP03", "ZMGKK#2101", number)) for number in range(1, 8))


def whole(number):
    return {side: Scan("read", PIECES[number - 1].piece_id) for side in SIDES}


def test_all_pieces_scanned_once_have_no_problem():
    assert sequence_problems(PIECES, {one.number: whole(one.number) for one in PIECES}) == ()


def test_pieces_without_any_scan_are_gaps():
    seen = {number: whole(number) for number in (1, 6)} | {7: {}}
    assert sequence_problems(PIECES, seen) == ("現品 2〜5、7：どの面も読み取っていません（欠番）。",)


def test_the_same_id_on_two_pieces_is_a_duplicate():
    seen = {one.number: whole(one.number) for one in PIECES}
    seen[3] = seen[3] | {"back": Scan("read", f"{PIECES[0].piece_id}\r\n")}
    (problem,) = sequence_problems(PIECES, seen)
    assert PIECES[0].piece_id in problem
    assert "現品 1、3" in problem


def test_a_number_that_was_not_chosen_is_a_problem():
    seen = {one.number: whole(one.number) for one in PIECES} | {9: {"front": Scan("read", OWN)}}
    assert sequence_problems(PIECES, seen) == ("現品 9：選んでいない番号が読み取られています。",)


def test_unreadable_sides_are_no_duplicates_but_their_ids_are_gaps():
    seen = {one.number: {side: Scan("unreadable", reason="かすれ") for side in SIDES} for one in PIECES}
    assert sequence_problems(PIECES, seen) == ("現品 1〜7：現品IDがどの現品でも読み取られていません（欠番）。",)


def test_pieces_that_carry_each_others_ids_are_told():
    seen = {one.number: whole(one.number) for one in PIECES} | {2: whole(5), 5: whole(2)}
    assert sequence_problems(PIECES, seen) == (
        "現品 2：読み取れたIDが、すべて別の現品（番号 5）のものです（取り違え）。",
        "現品 5：読み取れたIDが、すべて別の現品（番号 2）のものです（取り違え）。",
    )


def test_when_every_piece_is_the_next_one_each_is_told_and_the_id_that_is_nowhere():
    seen = {number: whole(number + 1) for number in range(1, 7)}
    problems = sequence_problems(PIECES, seen, until=6)
    assert problems[0] == "現品 1：現品IDがどの現品でも読み取られていません（欠番）。"
    assert [problem.split("：")[0] for problem in problems[1:]] == [f"現品 {number}" for number in range(1, 7)]
    assert all("取り違え" in problem for problem in problems[1:])


def test_a_right_id_that_was_read_nowhere_is_a_gap_although_its_piece_was_scanned():
    seen = {one.number: whole(one.number) for one in PIECES} | {4: {"back": Scan("missing", reason="印字なし")}}
    assert sequence_problems(PIECES, seen) == ("現品 4：現品IDがどの現品でも読み取られていません（欠番）。",)


def test_an_id_that_nobody_chose_is_told_with_the_piece_that_carries_it():
    seen = {one.number: whole(one.number) for one in PIECES}
    seen[3] = seen[3] | {"back": Scan("read", THIRD)}
    assert sequence_problems(PIECES, seen) == (f"現品ID {THIRD} は選んでいない現品のものです（現品 3 で読み取り）。",)


def test_gaps_are_looked_for_as_far_as_people_have_come():
    seen = {number: whole(number) for number in (1, 3)}
    assert sequence_problems(PIECES, seen, until=3) == ("現品 2：どの面も読み取っていません（欠番）。",)


THIS = PieceRun("2026-12", 1, making=2)


@pytest.mark.parametrize(
    ("run", "words"),
    [
        (THIS._replace(month="2026-11"), "別の月か別の回の現品です：2026-11"),
        (PieceRun("", 1, 2, round=12), "別の月か別の回の現品です：検証品 第12回"),
        (THIS._replace(process=2), "別の工程の現品です"),
        (THIS._replace(making=1), "作り直す前かあとの現品です：2026-12・工程1・1回目の印刷、正は2回目"),
        (None, "古い形の現品IDです"),
    ],
)
def test_the_same_record_made_for_anything_else_never_passes(run, words):
    """Last month's piece, a proof, another process's, one that was printed again since, one that does not say."""
    own, other = (piece_id("PAP03", "ZMGKK#2101", 12345, one) for one in (THIS, run))
    assert judge_scans(piece(own=own), scans(own, own, own)) == ()
    failures = judge_scans(piece(own=own), scans(other, other, other))
    assert len(failures) == 3 and all(words in failure for failure in failures)


def test_a_piece_chosen_under_the_old_form_is_read_as_it_was():
    new = piece_id("PAP03", "ZMGKK#2101", 12345, THIS)
    assert judge_scans(piece(), scans()) == ()
    assert all("新しい形" in failure for failure in judge_scans(piece(), scans(new, new, new)))
