"""The keys of 別送・引き抜き lists come from the ``00``, one record or a whole file at once."""

import numpy as np
import pytest

from app.lists.keys import ListKey, list_key, list_keys, split_key
from app.records.notice_file import in_sequence
from tests.notice.records import detail, extract, filled, opened

OWN = {11: "2101", 13: "61", 14: b"ABC", 15: "00456"}
KEY = ListKey(b"2101", b"61ABC ", b"00456")


@pytest.mark.parametrize("scheme", ["kounen", "senpo"])
def test_the_key_is_that_of_the_00_for_itself_and_for_each_of_its_01(scheme):
    file = opened(extract(scheme, OWN), detail(scheme), detail(scheme), scheme=scheme)
    assert [list_key(file, record) for record in range(3)] == [KEY] * 3


def test_the_district_of_senpo_is_only_in_the_00():
    other = extract("senpo", OWN | {13: "62"})
    keys = {list_key(opened(raw, detail("senpo"), scheme="senpo"), 1) for raw in (extract("senpo", OWN), other)}
    assert keys == {KEY, KEY._replace(symbol=b"62ABC ")}


def test_an_01_without_its_00_and_an_02_have_no_key():
    stranger = extract(changes=OWN | {7: "000999"})
    file = opened(detail(), stranger, detail(), filled("kounen", "02", {}))
    assert [list_key(file, record) for record in (0, 2, 3)] == [None] * 3


def test_the_00_may_stand_at_the_end_of_the_file_before():
    first, second = in_sequence(
        [
            ("ZMGKK#2101", opened(extract(changes=OWN))),
            ("ZMGKK#2102", opened(detail(), detail(), name="ZMGKK#2102")),
        ]
    )
    assert [list_key(first, 0), list_key(second, 0), list_key(second, 1)] == [KEY] * 3
    keys, there = list_keys(second, np.arange(2))
    assert there.tolist() == [True, True]
    assert {split_key(key.tobytes()) for key in keys} == {KEY}


def test_a_file_gives_the_same_keys_as_its_records_do(bench):
    for file in bench.notices.values():
        rows = np.arange(len(file))
        keys, there = list_keys(file, rows)
        expected = [list_key(file, record) for record in rows.tolist()]
        assert there.tolist() == [key is not None for key in expected]
        assert [split_key(key.tobytes()) for key in keys[there]] == [key for key in expected if key is not None]
        assert (keys[~there] == ord(" ")).all()
