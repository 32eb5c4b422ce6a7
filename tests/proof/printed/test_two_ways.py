"""The fast way of reading finds what the full way finds, or nothing is vouched for."""

import dataclasses
import pickle

import pytest

from app.proof.printed import frames, work
from app.proof.printed.clean import CleanPage
from app.proof.printed.model import ReadPage
from app.proof.printed.reading import REASONS
from app.proof.printed.work import ComparisonJob, Learned, Lost, RangeReader, task_of
from app.training.printing.layout import layout_names
from tests.sizes import SOAK

NEVER = 1 << 40
LIES = ("white", "invisible", "opacity0", "clip_mode", "under_box", "strike_out", "layer_off", "tiny", "narrow")
LIES += ("actual_text", "to_unicode", "blank_glyph", "no_to_unicode", "soft_mask", "clipped", "half_clipped", "image")


@pytest.fixture
def reader_of(press_of):
    """``reader_of("fold")``: a reader that goes the fast way wherever it can."""
    made = []

    def reader(layout, every=NEVER):
        press = press_of(layout)
        made.append(
            RangeReader(ComparisonJob(press.form, press.expectation, press.bench.equipment.fonts, None, "", every))
        )
        return made[-1]

    yield reader
    for one in made:
        one.close()


def read(reader, path):
    """Every page of a file."""
    return reader.read(
        task_of(path, 0, 0, reader.children.run("app.proof.printed.documents:describe", str(path))["pages"])
    )


@pytest.mark.parametrize("layout", layout_names() if SOAK else ["fold", "preprinted"])
def test_both_ways_find_the_same_and_a_page_of_a_known_kind_is_read_the_fast_way(press_of, reader_of, layout):
    press = press_of(layout)
    job = press.print(24 if SOAK else 6)
    path = press.files(job)[0]
    reader = reader_of(layout)
    full = read(reader, path)
    before = reader.fast_pages
    fast = read(reader, path)
    assert reader.fast_pages - before >= len(fast) - sum(isinstance(one, ReadPage) for one in full)
    assert fast == full
    for _ in range(2):
        assert read(reader, path) == full  # by moulds, as soon as pages recur
    assert any(frame.moulds for frame in reader.frames._same.values())


def test_pages_whose_sizes_a_template_does_not_know_are_learned_beside_it(press_of, reader_of):
    press = press_of("preprinted")
    (path,) = press.files(press.print(3))
    first, second = reader_of("preprinted"), reader_of("preprinted")
    told = read(first, path)
    smaller = {
        key: tuple(dataclasses.replace(one, learned=tuple(0.9 * size for size in one.learned)) for one in own)
        for key, own in first.templates.items()
    }
    second.take(Learned(smaller))
    assert read(second, path) == told
    before = second.fast_pages
    assert read(second, path) == told
    assert second.fast_pages - before == len(told) - sum(isinstance(one, ReadPage) for one in told)


def test_a_page_on_which_both_ways_differ_is_not_vouched_for(press_of, reader_of, monkeypatch):
    press = press_of("fold")
    (path,) = press.files(press.print(3))
    reader = reader_of("fold")
    assert not any(isinstance(one, Lost) for one in read(reader, path))
    reader.job = dataclasses.replace(reader.job, every=1)
    monkeypatch.setattr(work, "judge", lambda *_: ["something"])
    told = read(reader, path)
    assert {one.reason for one in told if isinstance(one, Lost)} == {REASONS["apart"]}


def test_what_one_reader_learned_another_goes_by_and_it_has_no_text_of_a_record(press_of, reader_of):
    press = press_of("preprinted")
    (path,) = press.files(press.print(4))
    first, second = reader_of("preprinted"), reader_of("preprinted")
    told = read(first, path)
    assert first.templates
    sent = pickle.dumps(first.learned())
    second.take(pickle.loads(sent))
    assert read(second, path) == told
    assert second.fast_pages == sum(not isinstance(one, ReadPage) for one in told)
    for notice in press.notices[:4]:
        for item in press.bench.content(*notice).items:
            assert len(item.text) < 4 or item.text.encode() not in sent


def test_fonts_of_an_unknown_kind_are_not_read_by_what_was_learned_of_others(press_of, reader_of, monkeypatch):
    press = press_of("preprinted")
    (path,) = press.files(press.print(3))
    first, second = reader_of("preprinted"), reader_of("preprinted")
    told = read(first, path)
    second.take(first.learned())
    monkeypatch.setattr(frames, "print_font", lambda *_: None)
    assert read(second, path) == told
    empty = sum(isinstance(one[1], CleanPage) and not one[1].leaves for one in told)
    assert second.fast_pages == empty > 0


def test_a_font_and_a_frame_are_asked_for_once_whatever_file_they_are_in(press_of, reader_of, monkeypatch):
    press = press_of("preprinted")
    (path,) = press.files(press.print(3))
    copy = path.with_name("copy.pdf")
    copy.write_bytes(path.read_bytes())
    reader = reader_of("preprinted")
    read(reader, path)
    fonts, before = dict(reader.frames.fonts), reader.fast_pages
    asked = []
    ask = reader._ask
    monkeypatch.setattr(reader.frames, "_ask", lambda function, *own: asked.append(function) or ask(function, *own))
    read(reader, copy)
    assert reader.fast_pages > before
    assert frames.FONT not in asked
    assert reader.frames.fonts == fonts


def test_a_lie_on_a_page_of_a_known_kind_is_never_plainly_equal(press_of, reader_of):
    press = press_of("fold")
    reader = reader_of("fold")
    (path,) = press.files(press.print(4))
    for _ in range(4):
        read(reader, path)
    assert any(frame.moulds for frame in reader.frames._same.values())
    names = LIES if SOAK else LIES[:12]
    job = press.print(len(names) + 4, defects=[f"lies/{lie}@front.charge.total" for lie in names])
    (path,) = press.files(job)
    before = reader.fast_pages
    told = read(reader, path)
    assert reader.fast_pages > before  # a layer that is switched off sends only its own pages the full way
    lying = {defect.page for defect in job.defects}
    assert len(lying) == len(names)
    assert all(isinstance(told[at], ReadPage) for at in lying)
