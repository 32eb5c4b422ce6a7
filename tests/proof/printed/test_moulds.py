"""Pages of a range are read by their moulds together, and say what each of them says by itself."""

import re

import pytest

from app.proof.printed.index import RecordIndex
from app.proof.printed.mould import Filled
from app.proof.printed.page_wire import streams_in, streams_told
from app.proof.printed.slot_reading import look_at
from app.proof.printed.work import STREAMS, ComparisonJob, RangeReader, task_of

NEVER = 1 << 40


@pytest.fixture
def reader_of(press_of):
    """``reader_of("fold")``: a reader that goes the fast way wherever it can."""
    made = []

    def reader(layout):
        press = press_of(layout)
        job = ComparisonJob(press.form, press.expectation, press.bench.equipment.fonts, None, "", NEVER)
        made.append(RangeReader(job))
        return made[-1]

    yield reader
    for one in made:
        one.close()


def shown(mould, stream):
    """What a page shows by its mould."""
    filled = Filled(mould, mould.holes(stream))
    return filled.shows(look_at(filled.asked()))


def whole(reader, path):
    """Every page of a file, in one range."""
    count = reader.children.run("app.proof.printed.documents:describe", str(path))["pages"]
    return reader.read(task_of(path, 0, 0, count))


def test_a_line_that_is_squeezed_otherwise_fits_the_same_mould_and_is_judged_by_its_own_scale(press_of, reader_of):
    press = press_of("preprinted")
    (path,) = press.files(press.print(24))
    reader = reader_of("preprinted")
    told = whole(reader, path)
    for _ in range(3):
        assert whole(reader, path) == told
    streams = streams_in(reader.children.run(STREAMS, str(path), 0, len(told)))
    seen = 0
    for mould in (one for frame in reader.frames._same.values() for own in frame.moulds.values() for one in own):
        for _, stream in streams:
            found = re.search(rb"(?<=Tf )(\d+\.\d+)(?= Tz )", stream)
            if found is None or mould.holes(stream) is None:
                continue
            was = shown(mould, stream)
            if was is None or mould.holes(stream.replace(found[0] + b" Tz", b"93.5 Tz", 1)) is None:
                continue
            seen += 1
            for scale, fits in ((b"93.5", True), (b"20", False), (b"9-3", False), (b"", False)):
                one = shown(mould, stream.replace(found[0] + b" Tz", scale + b" Tz", 1))
                assert (one is not None and one.texts == was.texts) == fits
    assert seen


def test_a_notice_that_shares_every_value_with_none_is_alone(press_of):
    press = press_of("fold")
    index = RecordIndex(press.expectation)
    numbers = index.values("front.office_number")
    text, (notice,) = next((text, own) for text, own in numbers.items() if len(own) == 1)
    other = next(one for one in press.notices if one != notice)
    assert index.is_alone({"front.office_number": text}, notice)
    assert not index.is_alone({"front.office_number": text}, other)
    assert not index.is_alone({"front.office_number": "none has it"}, notice)
    assert not index.is_alone({}, notice)


def test_streams_go_through_a_pipe_as_they_are_and_what_cannot_be_is_refused():
    pages = [("frame", b"BT ET"), ("", b""), ("other", b"q Q"), ("frame", b"\0")]
    sent = streams_told(pages)
    assert streams_in(sent) == pages
    for name, value in (("sizes", [1, 2, 3, 4]), ("sizes", [-1, 6, 3, 1]), ("of", [-1, 0, 0, 0]), ("of", [9, 0, 0, 0])):
        with pytest.raises((ValueError, IndexError)):
            streams_in(sent | {name: value})
