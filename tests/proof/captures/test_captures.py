"""Captures of paper: right characters are passed, wrong ones never, and what is poor is refused with the reason."""

import cv2
import numpy as np
import pytest

from app.proof.captures.model import PoorCaptureError
from app.proof.captures.run import are_captures, compare_captures
from app.proof.printed.expected import expectation_of
from app.training.printing.captures import captured_images
from tests.proof.captures.planting import Tally


@pytest.fixture(scope="module")
def spoilt(planter, notices):
    """One side at the worst grade, three of ten characters wrong."""
    tally = Tally()
    captured, planted = planter.captured(notices[:1], 200, "hard", share=0.3, sides=(0,))
    planter.tally(tally, captured, planted)
    return tally


def test_no_planted_character_is_accepted(spoilt):
    assert sum(spoilt.planted.values()) > 40
    assert spoilt.accepted == []
    assert spoilt.planted["same"] == 0


def test_most_planted_characters_are_called_wrong(spoilt):
    assert spoilt.planted["changed"] > 0.5 * sum(spoilt.planted.values())


def test_right_characters_beside_wrong_ones_are_passed(spoilt):
    assert spoilt.right["same"] > 0.9 * sum(spoilt.right.values())
    assert spoilt.right["changed"] <= 1


def test_both_codes_are_read(spoilt):
    assert spoilt.codes[("customer", False)] == spoilt.codes[("piece_id", False)] == 0
    assert sum(spoilt.codes.values()) == 3


@pytest.fixture(scope="module")
def clean(planter, notices):
    """Both sides of a notice, good, as a TIFF."""
    return planter.captured(notices[:1], 200, "low", form="tiff")[0]


@pytest.fixture(scope="module")
def images(clean):
    return list(captured_images(clean))


def compared(planter, bench, files, **how):
    expectation = expectation_of(bench)
    return compare_captures(files, planter.sides, expectation, planter.sheet, **how)


def test_what_was_printed_right_compares_equal(planter, bench, clean, notices, tmp_path):
    path = tmp_path / "captures.tif"
    path.write_bytes(clean.files[0].data)
    assert are_captures([path])
    result = compared(planter, bench, [path], wanted=notices[:1])
    assert result.equal, result.as_json()
    assert (result.pages, result.records, result.matched) == (2, 1, 1)
    assert result.verdicts["same"] == sum(result.verdicts.values()) > 100


def test_upside_down_added_and_missing_are_found(planter, bench, images, notices, tmp_path):
    image = images[1].copy()
    high, wide = image.shape
    cv2.putText(image, "7", (wide // 2, high // 4), cv2.FONT_HERSHEY_SIMPLEX, 0.9, 30, 3)
    path = tmp_path / "capture.png"
    cv2.imwrite(str(path), image[::-1, ::-1])
    result = compared(planter, bench, [path], wanted=notices[:1])
    assert [one.rule for one in result.findings] == ["print.added", "print.missing_page"]
    assert not result.unreadable


def test_another_range_makes_a_stranger_and_a_second_capture_a_double(planter, bench, images, notices, tmp_path):
    path = tmp_path / "capture.png"
    cv2.imwrite(str(path), images[1])
    result = compared(planter, bench, [path, path], wanted=notices[1:])
    rules = [one.rule for one in result.findings]
    assert rules.count("print.stranger") == 2
    assert rules.count("print.missing_page") == 2
    twice = compared(planter, bench, [path, path])
    assert "print.duplicate_page" in [one.rule for one in twice.findings]


def test_two_tones_are_refused(planter, images):
    with pytest.raises(PoorCaptureError, match="2値"):
        planter.judge.judged(np.where(images[1] < 128, 0, 255).astype(np.uint8), planter.side_of)


def test_too_few_dots_are_refused(planter, images):
    small = cv2.resize(images[1], None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    with pytest.raises(PoorCaptureError, match="解像度"):
        planter.judge.judged(small, planter.side_of)


def test_a_page_of_something_else_is_refused(planter, images):
    with pytest.raises(PoorCaptureError):
        planter.judge.judged(np.full_like(images[1], 240) - (images[1] // 40), planter.side_of)


def test_broken_and_foreign_files_are_unreadable_and_the_rest_goes_on(planter, bench, clean, images, tmp_path):
    cut, none, good = tmp_path / "cut.tif", tmp_path / "none.png", tmp_path / "good.png"
    cut.write_bytes(clean.files[0].data[:5000])
    none.write_bytes(b"\x89PNG\r\n\x1a\n" + b"?" * 500)
    cv2.imwrite(str(good), images[1])
    result = compared(planter, bench, [cut, none, good])
    assert {one.file for one in result.unreadable} == {"cut.tif", "none.png"}
    assert sum(result.verdicts.values()) > 10
    assert not result.equal


def test_a_pair_that_nobody_can_tell_apart_is_asked_once(planter, bench, images, monkeypatch, tmp_path):
    """At so little difference asked for, a blunt judge: everything looks like something else."""
    monkeypatch.setattr("app.proof.captures.judging._TOLD_APART", 40.0)
    path = tmp_path / "capture.png"
    cv2.imwrite(str(path), images[1])
    result = compared(planter, bench, [path])
    asked = [one for one in result.findings if one.rule == "print.undecided" and len(one.found) == 1]
    pairs = {(one.expected, one.found) for one in asked if "区別" in one.message}
    assert pairs == set(result.unproved)
    decided = compared(planter, bench, [path], decided=frozenset(map(frozenset, pairs)))
    assert not [one for one in decided.findings if "区別" in one.message]
    assert decided.unproved == result.unproved


def test_kept_templates_are_bounded(planter, spoilt, monkeypatch, images):
    monkeypatch.setattr("app.proof.captures.templates._MOST_BYTES", 1 << 20)
    planter.judge.judged(images[1], planter.side_of)
    assert planter.judge.templates.bytes <= 1 << 20
