"""The pass beside an opening finds in the records that come what a pass over the whole file finds."""

import numpy as np
import pytest

from app.cases.record_scan import scan_block
from app.media.volume import load_expected
from app.month.looking import scanning
from app.month.looking.scanning import scan_beside
from app.records.layouts import NOTICE_LENGTH
from app.records.notice_file import in_sequence, notice_file
from app.records.sample_mark import SAMPLE_MARK

RECORDS, BLOCK = 130, 50
EXPECTED = next(one for one in load_expected() if one.kind == "notices" and one.scheme == "kounen")


@pytest.fixture
def data(monkeypatch):
    monkeypatch.setattr(scanning, "BLOCK", BLOCK)
    rng = np.random.default_rng(5)
    records = rng.choice(np.frombuffer("漢１A 1".encode("cp932"), dtype=np.uint8), size=(RECORDS, NOTICE_LENGTH))
    records[:, 14], records[:, 15] = 0x30, rng.integers(0x30, 0x33, size=RECORDS)
    records[:, 900 : 900 + len(SAMPLE_MARK)] = np.frombuffer(SAMPLE_MARK, dtype=np.uint8)
    return records


def came(beside, flat, step=7_777):
    """The bytes of a file as they come while it is opened."""
    own = np.zeros_like(flat)
    filled = beside.watch(EXPECTED)(own)
    for end in [*range(step, flat.size, step), flat.size]:
        own[:end] = flat[:end]
        filled(end)
    return own


def same(one, other):
    assert one.keys() == other.keys()
    for kind in one:
        mine, theirs = one[kind], other[kind]
        assert (mine.off_template == theirs.off_template).all()
        assert (mine.dates.values, mine.dates.first.tolist()) == (theirs.dates.values, theirs.dates.first.tolist())
        for item, columns in mine.texts.items():
            assert all((a == b).all() for a, b in zip(columns, theirs.texts[item], strict=True))
    return True


@pytest.mark.parametrize("tail", [0, 3])
def test_every_block_is_looked_at_as_soon_as_its_records_are_there(data, tail):
    with scan_beside(2) as beside:
        own = came(beside, np.concatenate([data.reshape(-1), np.full(tail, 0x20, dtype=np.uint8)]))
        file = notice_file(EXPECTED.name, EXPECTED.scheme, own)
        for start in range(0, RECORDS, BLOCK):
            found = beside.found(file, start)
            assert found is not None and same(found, scan_block(file, start, min(start + BLOCK, RECORDS)))


def test_a_file_that_only_begins_as_a_sample_is_looked_at_anew(data):
    data[RECORDS // 2, 900:] = 0x20
    with scan_beside(1) as beside:
        file = notice_file(EXPECTED.name, EXPECTED.scheme, came(beside, data.reshape(-1)))
        assert not file.is_sample and beside.found(file, 0) is None


def test_records_that_were_copied_into_a_sequence_are_looked_at_anew(data):
    with scan_beside(1) as beside:
        file = notice_file(EXPECTED.name, EXPECTED.scheme, came(beside, data.reshape(-1)))
        (part,) = in_sequence([(EXPECTED.name, file)])
        assert beside.found(part, 0) is None
        assert beside.found(notice_file(EXPECTED.name, EXPECTED.scheme, data.reshape(-1).copy()), 0) is None


def test_count_tables_are_not_looked_at():
    counts = next(one for one in load_expected() if one.kind == "counts")
    with scan_beside(1) as beside:
        beside.watch(counts)(np.zeros(160, dtype=np.uint8))(160)
        assert beside.found(notice_file(counts.name, counts.scheme, b""), 0) is None
