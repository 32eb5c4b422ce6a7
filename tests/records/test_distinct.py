"""Which values rows hold, and what differs in them, is what the library says of it, only sooner."""

import numpy as np
import pytest

from app.checks.rules.printing import firsts
from app.records.distinct import cut, distinct_numbers, distinct_values, rows_any


@pytest.fixture
def chance():
    return np.random.default_rng(2)


@pytest.mark.parametrize("kind", [np.uint64, np.uint8, bool])
def test_rows_with_anything_in_them_are_found_however_short_they_are(chance, kind):
    for rows, columns in [(0, 3), (1, 1), (5, 2), (200, 8), (200, 12), (200, 13), (3, 40), (4, 0)]:
        cells = (chance.integers(0, 2, (rows, columns)) * (chance.random((rows, 1)) < 0.3)).astype(kind)
        kept = cells.copy()
        assert rows_any(cells).tolist() == cells.any(axis=1).tolist()
        assert (cells == kept).all()


@pytest.mark.parametrize("width", [3, 8, 106])
def test_values_of_runs_that_recur_over_several_blocks_are_told_with_their_first_rows(chance, width):
    for count in (1, 2, 9000):
        data = chance.integers(0, 2, (count, width)).astype(np.uint8)[np.sort(chance.integers(0, count, count))]
        found = distinct_values(data, np.arange(count), [slice(0, width)])
        assert [found.values[at] for at in found.of] == [row.tobytes() for row in data]
        assert [data[row].tobytes() for row in found.first] == [*found.values]
        assert len(set(found.values)) == len(found.values)
        assert firsts(found).tolist() == np.unique(found.of, return_index=True)[1].tolist()


def test_the_first_rows_of_a_place_without_bytes_and_of_some_rows_only(chance):
    data = chance.integers(0, 9, (50, 1)).astype(np.uint8)
    nothing = distinct_values(data, np.arange(50), [])
    assert firsts(nothing).tolist() == [0]
    some = distinct_values(data, np.arange(50), [slice(0, 1)]).of_rows(np.arange(20, 23))
    assert firsts(some).tolist() == np.unique(some.of, return_index=True)[1].tolist()


def test_numbers_are_told_once_each_and_ascending():
    assert distinct_numbers(np.array([7, 1, 7, 3, 1], dtype=np.int32)).tolist() == [1, 3, 7]
    assert distinct_numbers(np.zeros(0, dtype=np.int32)).tolist() == []


@pytest.mark.parametrize("width", [1, 8, 16, 17])
def test_bytes_of_rows_are_cut_out_wherever_the_rows_stand(chance, width):
    data = chance.integers(0, 256, (30_000, 40)).astype(np.uint8)
    span = slice(5, 5 + width)
    near, every = np.sort(chance.integers(0, 30_000, 20_000)), np.arange(30_000)
    for rows in (near, near[::-1], every, every[::7], chance.permutation(near), every[:3], every[:0]):
        found = cut(data, rows, span)
        assert found.shape == (len(rows), width)
        assert (found == data[rows, span]).all()
    far = np.append(np.zeros(4095, dtype=np.int64), 29_999)
    assert (cut(data, far, span) == data[far, span]).all()
