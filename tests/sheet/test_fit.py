import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.sheet.fit import (
    FITS,
    LOOK,
    OVERFLOWS,
    block_fits,
    block_height,
    capacity,
    char_columns,
    fit_lines,
    fit_stack,
    most_lines,
    text_columns,
    wrap,
)
from app.sheet.forms import load_form
from tests.sizes import sized

STACK = load_form(1).addressee
RESERVE = 4.88
FIELD_BYTES = (95, 132, 132, 120, 120)

ROOMS = st.integers(min_value=2, max_value=80)


def field(most: int):
    """Character widths of a text of so many columns or fewer, half-width characters strewn in at random."""
    return st.builds(widths_of, st.integers(0, most), st.randoms(use_true_random=False), st.sampled_from([0, 0.1, 0.5]))


def widths_of(columns: int, random, share: float) -> list[int]:
    widths: list[int] = []
    while columns:
        widths.append(1 if columns == 1 or random.random() < share else 2)
        columns -= widths[-1]
    return widths


@pytest.mark.parametrize(("char", "columns"), [("A", 1), ("¥", 1), ("‾", 1), ("ｱ", 1), (" ", 1), ("ア", 2), ("　", 2)])
def test_a_column_is_a_byte_of_the_field(char, columns):
    assert char_columns(char) == columns


def test_gaiji_take_two_columns():
    assert text_columns("髙\ue000a") == 5


def test_a_line_of_twenty_millimetres_holds_what_the_grid_says():
    assert capacity(20 * 12 * 25.4 / 72, 12.0) == 40


@given(field(300), ROOMS)
def test_wrapped_lines_hold_every_character_once_and_none_is_too_long(widths, room):
    lines = wrap(widths, room)
    assert [index for start, end in lines for index in range(start, end)] == list(range(len(widths)))
    assert all(0 < sum(widths[start:end]) <= room for start, end in lines)


@given(field(300), ROOMS)
def test_a_line_is_only_left_when_the_next_character_does_not_fit(widths, room):
    lines = wrap(widths, room)
    for start, end in lines[:-1]:
        assert sum(widths[start : end + 1]) > room


@given(field(300), ROOMS)
def test_column_counts_bound_the_number_of_lines(widths, room):
    assert sum(widths) / room <= len(wrap(widths, room)) <= most_lines(sum(widths), room)


def test_fit_lines_takes_the_largest_size_that_fits():
    em = 25.4 / 72
    fit = fit_lines(20, 10 * 9 * em, (10.0, 9.0, 8.0), 1)
    assert (fit.size_pt, fit.overflow) == (9.0, False)


def test_fit_lines_says_when_nothing_fits():
    fit = fit_lines(21, 10 * 8 * 25.4 / 72, (10.0, 9.0, 8.0), 1)
    assert (fit.size_pt, fit.overflow) == (8.0, True)


@given(field(200), st.integers(1, 3), st.floats(10, 80))
def test_fit_lines_never_promises_too_much(widths, max_lines, width_mm):
    fit = fit_lines(sum(widths), width_mm, (10.0, 8.0, 6.0), max_lines)
    assert fit.overflow or len(wrap(widths, fit.room)) <= max_lines


def test_fit_lines_shrinks_before_it_wraps():
    em = 25.4 / 72
    assert fit_lines(24, 12 * 8 * em, (10.0, 9.0, 8.0), 2).size_pt == 8.0
    wrapped = fit_lines(26, 12 * 8 * em, (10.0, 9.0, 8.0), 2)
    assert (wrapped.size_pt, wrapped.overflow) == (10.0, False)


def test_a_stack_takes_the_largest_step_that_fits():
    short = fit_stack(STACK, [[1] * 8, [2] * 14, [], [], [2] * 10, []], RESERVE)
    assert short.step is STACK.steps[0]


def test_a_stack_rather_shrinks_than_wraps():
    shrunk = fit_stack(STACK, [[1] * 8, [2] * 16, [], [], [2] * 10, []], RESERVE)
    assert shrunk.step.size_pt >= STACK.whole_lines_pt
    assert [len(own) for own in shrunk.lines] == [1, 1, 0, 0, 1, 0]


def test_a_stack_that_must_wrap_takes_the_largest_step_for_it():
    columns = [[1] * 8, [2] * 40, [2] * 30, [], [2] * 10, []]
    wrapped = fit_stack(STACK, columns, RESERVE)
    number = STACK.steps.index(wrapped.step)
    assert number > 0
    heights = []
    for step in STACK.steps[: number + 1]:
        sizes = (step.size_pt,) * 4 + (step.name_pt,) * 2
        lines = [len(wrap(own, capacity(STACK.rect.width, size))) for own, size in zip(columns, sizes, strict=True)]
        assert max(lines) > 1 or step.size_pt < STACK.whole_lines_pt
        heights.append(block_height(step, sum(lines[:4]), sum(lines[4:])) + RESERVE)
    assert heights[-1] <= STACK.rect.height < min(heights[:-1])


@pytest.mark.parametrize("halves", [0, 1])
def test_the_longest_fields_of_the_record_still_fit(halves):
    """Also when a halves half-width character at the front makes every line straddle."""
    columns = [[1] * 8, *([1] * halves + [2] * ((most - halves) // 2) for most in FIELD_BYTES)]
    assert not fit_stack(STACK, columns, RESERVE).overflow


BLOCKS = st.integers(1, 10).flatmap(lambda times: st.tuples(*(field(most * times // 3) for most in FIELD_BYTES)))


@settings(max_examples=sized(25, 300))
@given(BLOCKS, st.booleans(), st.booleans())
def test_column_counts_never_disagree_with_exact_setting(fields, with_postal, with_barcode):
    postal = [1] * 8 if with_postal else []
    exact = fit_stack(STACK, [postal, *fields], RESERVE if with_barcode else 0.0)
    counts = np.array([[sum(widths) for widths in fields]], dtype=np.int64)
    verdict = block_fits(counts, STACK, RESERVE)[0]
    assert verdict in (LOOK, OVERFLOWS if exact.overflow else FITS)


def test_a_month_is_judged_at_once():
    rows = np.array([[30, 20, 0, 24, 0], list(FIELD_BYTES), [900, 900, 900, 900, 900]], dtype=np.int32)
    assert block_fits(rows, STACK, RESERVE).tolist() == [FITS, FITS, OVERFLOWS]


def test_some_counts_do_not_decide():
    """Between surely and never there are counts where only the text itself tells."""
    rows = np.array([[0, 0, 0, 0, length] for length in range(1200)], dtype=np.int64)
    verdicts = block_fits(rows, STACK, RESERVE)
    assert np.all(np.diff(np.where(verdicts == OVERFLOWS, 2, np.where(verdicts == LOOK, 1, 0))) >= 0)
    assert set(verdicts.tolist()) == {FITS, LOOK, OVERFLOWS}
