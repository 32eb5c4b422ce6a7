"""Captures of paper: right characters are passed, wrong ones never, and what is poor is refused with the reason."""

import zlib
from dataclasses import replace
from itertools import pairwise

import cv2
import numpy as np
import pytest

from app.errors import KenpanError
from app.proof.captures.alternatives import look_alikes
from app.proof.captures.boxes import Bench
from app.proof.captures.codes import due
from app.proof.captures.enlarged import enlarged
from app.proof.captures.kinds import are_captures
from app.proof.captures.model import PoorCaptureError
from app.proof.captures.registration import FINE
from app.proof.captures.run import compare_captures, side_finder
from app.proof.captures.source import DPI, CaptureSource
from app.proof.captures.surroundings import outside
from app.proof.captures.templates import BLURS, GlyphLook, GlyphShape, Templates, blurred, drift
from app.proof.captures.trial import Trial
from app.proof.printed.expected import expectation_of
from app.proof.printed.model import Difference
from tests.captured import captured_images
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


@pytest.fixture
def compared(child, planter, bench):
    def compare(files, **how):
        expectation = expectation_of(bench)
        side_of = side_finder(expectation, planter.sides, planter.sheet)
        return compare_captures(files, planter.sides, expectation, side_of, judge=planter.judge, **how)

    return compare


def test_what_was_printed_right_compares_equal(compared, clean, notices, tmp_path):
    path = tmp_path / "captures.tif"
    path.write_bytes(clean.files[0].data)
    assert are_captures([path])
    result = compared([path], wanted=notices[:1], media="a" * 64)
    assert result.equal, result.as_json()
    told = result.as_json()["basis"]
    assert [one["name"] for one in told["print_files"]] == ["captures.tif"]
    assert told["media"] == "a" * 64 and all(told.values())
    assert (result.pages, result.records, result.matched) == (2, 1, 1)
    assert result.verdicts["same"] == sum(result.verdicts.values()) > 100


def test_upside_down_added_missing_and_double_are_found(compared, images, notices, tmp_path):
    image = images[1].copy()
    high, wide = image.shape
    cv2.putText(image, "7", (wide // 2, high // 4), cv2.FONT_HERSHEY_SIMPLEX, 0.9, 30, 3)
    turned, plain = tmp_path / "turned.png", tmp_path / "plain.png"
    cv2.imwrite(str(turned), image[::-1, ::-1])
    cv2.imwrite(str(plain), images[1])
    result = compared([turned, plain], wanted=notices[:1])
    assert [one.rule for one in result.findings] == ["print.added", "print.missing_page", "print.duplicate_page"]
    assert not result.unreadable


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


def tiff(pages):
    """A TIFF of so many pictures of one pixel."""
    parts, at = [b"II*\0" + (8).to_bytes(4, "little")], 8
    for number in range(pages):
        tags = ((256, 1), (257, 1), (258, 8), (259, 1), (262, 1), (273, at + 82), (277, 1), (278, 1), (279, 1))
        rows = b"".join(
            key.to_bytes(2, "little") + b"\4\0" + (1).to_bytes(4, "little") + value.to_bytes(4, "little")
            for key, value in tags
        )
        follows = at + 122 if number < pages - 1 else 0
        parts.append((b"\x09\0" + rows + follows.to_bytes(4, "little")).ljust(122, b"\x80"))
        at += 122
    return b"".join(parts)


def png_bomb(side):
    """A PNG of a few kilobytes that says it is this large."""
    head = b"IHDR" + side.to_bytes(4, "big") * 2 + b"\x08\0\0\0\0"
    body = b"IDAT" + zlib.compress(bytes(100_000), 9)
    chunks = [(len(one) - 4).to_bytes(4, "big") + one + zlib.crc32(one).to_bytes(4, "big") for one in (head, body)]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def test_hostile_and_broken_files_are_unreadable_and_the_rest_goes_on(compared, clean, images, notices, tmp_path):
    bad = {
        "cut.tif": clean.files[0].data[:5000],
        "none.png": b"\x89PNG\r\n\x1a\n" + b"?" * 500,
        "long.tif": tiff(10_000),
        "bomb.png": png_bomb(60_000),
        "specks.tif": tiff(3),
    }
    for name, data in bad.items():
        (tmp_path / name).write_bytes(data)
    good = tmp_path / "good.png"
    cv2.imwrite(str(good), images[1])
    result = compared([*(tmp_path / name for name in bad), good], wanted=notices[1:])
    assert {one.file for one in result.unreadable} == set(bad)
    assert "2,000 頁まで" in next(one.reason for one in result.unreadable if one.file == "long.tif")
    assert sum(result.verdicts.values()) > 10
    assert "print.stranger" in result.counts, "the good one is of another notice than the wanted one"


def test_a_pair_that_nobody_can_tell_apart_is_asked_once(compared, images, monkeypatch, tmp_path):
    """At so little difference asked for, a blunt judge: everything looks like something else."""
    monkeypatch.setattr("app.proof.captures.boxes._TOLD_APART", 40.0)
    path = tmp_path / "capture.png"
    cv2.imwrite(str(path), images[1])
    result = compared([path])
    asked = [one for one in result.findings if one.rule == "print.undecided" and len(one.found) == 1]
    pairs = {(one.expected, one.found) for one in asked if "区別" in one.message}
    assert pairs == set(result.unproved)
    decided = compared([path], decided=frozenset(map(frozenset, pairs)))
    assert not [one for one in decided.findings if "区別" in one.message]
    assert decided.unproved == result.unproved


def test_a_trial_expects_other_characters_and_passes_none(compared, planter, images, tmp_path):
    path = tmp_path / "capture.png"
    cv2.imwrite(str(path), images[1])
    trial = Trial(planter.fonts, planter.judge.alternatives)
    compared([path], trial=trial)
    figures = trial.as_json()
    assert figures["planted"] > figures["boxes"] > 10
    assert figures["wrong_accepted"] == 0
    assert figures["judged_alone"] == 1
    assert figures["code128"] == [1, 1]


def test_a_blot_in_a_box_goes_to_a_person(planter, images):
    image = images[1].copy()
    fine = planter.judge.judged(image, planter.side_of)
    placed = planter.judge.placed(image, planter.side_of)
    box = fine.boxes[len(fine.boxes) // 2].rect
    x, y = (placed.matrix @ (box.x0 + 0.4, box.y1 - 0.3, 1.0)).round().astype(int)
    cv2.circle(image, (int(x), int(y)), 3, 20, -1)
    spoilt = planter.judge.judged(image, planter.side_of)
    assert [one.verdict for one in spoilt.boxes].count("same") < len(spoilt.boxes)


def test_a_dot_in_the_place_of_a_code_that_says_what_it_must_is_added(planter, images):
    """Of one that says something else, that is told alone."""
    side = planter.judge.placed(images[0], planter.side_of).side
    (bars,) = [own for _, own in side.bars if own.kind == "customer"]
    assert due(bars) == planter.bench.content(*side.notice).barcode.bars
    want = planter.sides.whole(side, FINE).astype(np.float32) / 255
    rect, high = bars.rect, [one for one in bars.bars if one.y0 - bars.rect.y0 < 0.1]
    gap = max(pairwise(high), key=lambda pair: pair[1].x0 - pair[0].x1)
    middle, pixel = (gap[0].x1 + gap[1].x0) / 2, FINE / 25.4
    x0, x1 = round((middle - 0.45) * pixel), round((middle + 0.45) * pixel)
    ink = want.copy()
    ink[round((rect.y0 - 0.1) * pixel) : round((rect.y0 + 0.5) * pixel), x0:x1] = 1
    assert outside(want, want, side, read={bars.id}) == ([], [])
    ((added,), lost) = outside(ink, want, side, read={bars.id})
    assert lost == []
    assert abs((added.x0 + added.x1) / 2 - middle) < 0.3
    assert outside(ink, want, side) == ([], [])


def test_of_the_looks_of_a_page_its_wrong_characters_tell_nothing(planter, images, notices, monkeypatch):
    """Six of ten are not what is expected: noise and blackness are those of the others."""
    monkeypatch.setattr(Bench, "straighten", lambda _self: None)
    monkeypatch.setattr(Bench, "boxes", lambda _self: [])
    placed = planter.judge.placed(images[0], planter.side_of)
    other, _ = planter.spoilt(planter.sheet(notices[0]), np.random.default_rng(1), 0.6)
    side = planter.sides.side(notices[0], other, 0)
    right, wrong = (planter.judge._judged_at(one)[1] for one in (placed, placed._replace(side=side)))
    assert wrong.noise < 1.3 * right.noise
    assert abs(wrong.black - right.black) < 0.1


def test_where_a_line_lies_only_the_expected_character_tells(planter):
    templates, look, shape = planter.judge.templates, GlyphLook(2, 0, 300), GlyphShape(300, 370)
    kind = templates.kind("本", "text", ("7",), shape, look)
    same, other, _ = (np.roll(kind.ink(at), 1, axis=1) for at in range(3))
    dx, dy, right, down = drift(same, kind)
    assert (round(dx), round(dy)) == (1, 0) and min(right, down) > 1
    assert drift(other, kind) == (0, 0, 0, 0)


def test_glyphs_blurred_together_do_not_touch(planter):
    templates, shape = planter.judge.templates, GlyphShape(300, 370)
    sharp = np.stack([templates.sharp(char, "text", shape, 300) for char in ("本", "", "鬱")])
    for blur in range(len(BLURS)):
        look = GlyphLook(blur, 2, 300)
        together = blurred(sharp, look)
        alone = [blurred(one[None], look)[0] for one in sharp]
        assert np.array_equal(together, np.stack(alone)) and not together[1].any()


def test_characters_drawn_alike_are_no_alternatives_of_each_other(planter):
    greek, cyrillic = "Α", "А"
    font, known = planter.fonts.roles["text"], planter.judge.alternatives
    assert font.outline_hash(greek) == font.outline_hash(cyrillic)
    assert not known._differs(cyrillic, "text", ("text", font.glyph(greek), font.bounds(font.glyph(greek)), greek))
    assert known._differs("B", "text", ("text", font.glyph(greek), font.bounds(font.glyph(greek)), greek))


def test_who_looks_like_whom_goes_both_ways():
    assert "亅" in look_alikes("丁")
    assert "丁" in look_alikes("亅")


def test_kept_templates_are_bounded(planter, monkeypatch):
    monkeypatch.setattr("app.proof.captures.templates._MOST_BYTES", 1 << 20)
    templates = Templates(planter.fonts)
    for blur in range(7):
        for char in "0123456789":
            others = planter.judge.alternatives.of(char, "text")
            kind = templates.kind(char, "text", others, GlyphShape(185, 370), GlyphLook(blur, 0, 300))
            assert kind.nbytes <= templates.bytes <= 1 << 20


PLACE = ("front.charge.total", 3)


@pytest.fixture(scope="module")
def shown(planter, bench, images, notices, tmp_path_factory):
    """As a person sees a page that lay upside down on the glass, one box of it blotted; its notice, and that box."""
    side = planter.sides.side(notices[0], planter.sheet(notices[0]), 0)
    box = [one for one in side.boxes if one.item == PLACE[0]][PLACE[1]]
    placed = planter.judge.placed(images[0], planter.side_of)
    x, y = placed.matrix @ (box.char.x + box.char.width / 2, box.char.baseline - 1, 1.0)
    image = images[0].copy()
    cv2.circle(image, (round(x), round(y)), 6, 20, -1)
    folder = tmp_path_factory.mktemp("captures")
    good, bad = folder / "good.png", folder / "bad.png"
    cv2.imwrite(str(good), image[::-1, ::-1])
    cv2.imwrite(str(bad), np.full((80, 80), 200, np.uint8))
    with CaptureSource([good, bad], planter.sides, planter.side_of) as source:
        source._judge = planter.judge
        with pytest.raises(KenpanError) as refused:
            source.shown(1)
        assert refused.value.code == "print.page"
        yield source.shown(0), notices[0], box


def test_a_capture_is_shown_upright_and_of_one_size_with_the_data(shown):
    pair, page = shown[0].pair, shown[0].page
    size = (round(page.height * DPI / 25.4), round(page.width * DPI / 25.4), 3)
    assert {one.shape for one in (pair.expected, pair.printed, pair.overlay, pair.difference)} == {size}
    assert {side.wanted for side in page.sides} == {shown[1]}
    seen, want = (one.min(axis=2).astype(float).ravel() for one in (pair.printed, pair.expected))
    assert np.corrcoef(seen, want)[0, 1] > 0.8
    cell = page.at(shown[2].char.x + 0.2, shown[2].char.baseline - 0.5, expected=True)
    assert (cell.text, cell.item) == (shown[2].char.char, PLACE[0])


def test_what_a_person_decides_is_enlarged_beside_what_else_it_could_be(shown):
    pair, notice, box = shown
    (asked,) = (one for one in pair.boxes if one.box.item == PLACE[0])
    found = Difference(
        "print.undecided", "error", notice.file, notice.record, 0, "front", PLACE[0], "", "", asked.rect, ""
    )
    large = enlarged(pair, found)
    (one,) = large.boxes
    assert one.expected.char == box.char.char and box.char.char not in {other.char for other in one.others}
    pictures = (one.paper, one.expected.picture, *(other.picture for other in one.others))
    assert len({picture.shape for picture in pictures}) == 1 and len(pictures) >= 4
    assert one.paper.min() < 60, "the ink of the paper"
    assert large.paper.shape == large.data.shape and large.paper.shape[1] > large.paper.shape[0]
    assert enlarged(pair, replace(found, rect=None)) is None
